"""A month of filings as one table: what comes back, why, where, what goes wrong together, and by when each is due."""

from datetime import date

import polars as pl
from attrs import evolve

from yibao_rules import check_frame
from yibao_rules.interop.frames import filings_to_frame, with_due
from yibao_rules.model.causes import Cause
from yibao_rules.testing.cases import accepted_filing, breaking

DAY = date(2026, 3, 2)
BROKEN = (
    "insurance/arrears-employer",
    "insurance/card-not-usable",
    "insurance/arrears-employer",
    "type/not-retired",
)


def filings() -> pl.DataFrame:
    """Make a table as a platform might export it: a row a filing, columns named as facts."""
    made = [accepted_filing(), *map(breaking, BROKEN)]
    frame: pl.DataFrame = filings_to_frame(
        [evolve(filing, id=f"2026-{n:04}") for n, filing in enumerate(made, 1)]
    )
    return frame


def main() -> None:
    """Print each answer as an analyst would look at it."""
    frame = filings()
    result = check_frame(frame, day=DAY, carry=["filing.insured_place"])

    print("每份的结论：")
    for key, _place, decision in result.decided.rows():
        print("  ", key, decision)

    print("按原因：")
    for cause, outcome, findings, rows in result.counts("cause").rows():
        print("  ", Cause(cause).label.zh, outcome, f"{findings} 个问题，{rows} 份")

    print("按参保地：")
    for place, decision, rows in result.counts("filing.insured_place").rows():
        print("  ", place, decision, rows)

    print("常一起出现的问题：")
    pairs = result.together()
    for code, other, rows in pairs.filter(pl.col("code") < pl.col("other")).rows():
        print("  ", code, "+", other, rows)

    print("二十个工作日内办结：")
    due = with_due(frame, start="filing.filed_on", term="20个工作日")
    returned = due.join(result.decided, on="id").filter(pl.col("decision") == "returned")
    for key, end, standing in returned.select("id", "due", "due_standing").rows():
        print("  ", key, end, standing)


if __name__ == "__main__":
    main()
