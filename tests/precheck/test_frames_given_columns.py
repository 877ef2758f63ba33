"""A table with the columns that people have (G1): nothing is violated for want of one that objects work out."""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from yibao_rules.interop.frames import filings_to_frame, filings_to_tables
from yibao_rules.logic.clause import Outcome
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.people import Person
from yibao_rules.precheck import check, check_frame
from yibao_rules.testing.cases import BREAKS, accepted_filing
from yibao_rules.testing.frames import rows_of
from yibao_rules.validators.national import national_rules

DAY = date(2026, 3, 2)
BLANK = (
    "channel",
    "enrolments",
    "registration",
    "materials",
    "hospital",
    "card",
    "applicant",
    "agent",
    "disease",
)
ENDS = {"insurance/not-enrolled", "procedure/person-not-verified"}


def many(rows: int) -> list[Filing]:
    """Give filings with one or two things wrong, and now and then something not said at all."""
    dice = random.Random(9)  # noqa: S311  # data, no secret
    found = []
    for n in range(rows):
        filing = accepted_filing()
        for code in dice.sample(sorted(set(BREAKS) - ENDS), dice.randint(0, 2)):
            filing = BREAKS[code](filing)
        unsaid: dict[str, Any] = dict.fromkeys(dice.sample(BLANK, dice.choice((0, 0, 1, 2))))
        filing = evolve(filing, id=f"n{n}", insured_place=dice.choice(("330900", "131000", None)), **unsaid)
        found.append(filing)
    return found


def given_columns(frame: pl.DataFrame, *gone: str) -> pl.DataFrame:
    """Leave out the columns of facts that filings work out, and those that begin so."""
    out = [c for c in frame.columns if c in facts().follows or c.startswith(gone or ("-",))]
    return frame.drop(out)


def told(findings: Iterable[dict[str, Any]], outcome: Outcome) -> set[tuple[str, str]]:
    return {(r["id"], r["code"]) for r in findings if r["outcome"] == outcome.code}


def alone(filings: Iterable[Filing]) -> set[tuple[str, str]]:
    return {
        (str(f.id), found.code)
        for f in filings
        for found in check(f, day=DAY).report
        if found.outcome is Outcome.VIOLATED
    }


def test_what_is_violated_in_a_table_is_violated_alone() -> None:
    filings = many(200)
    result = check_frame(given_columns(filings_to_frame(filings)), day=DAY)
    rows, violated_alone = rows_of(result.findings), alone(filings)
    violated = told(rows, Outcome.VIOLATED)
    assert len(violated) > 100
    assert violated - violated_alone == set()
    # What the table misses it does not deny either: the rule cannot tell.
    assert violated_alone - violated <= told(rows, Outcome.CANNOT_TELL)
    assert "insured.enrolled" in result.missing_columns


@pytest.mark.parametrize(
    ("gone", "column"),
    [
        ("applicant.name", "applicant.name"),
        ("insured.", "insured.enrolled"),
        ("material", "material"),
        ("circumstances.", "circumstances.retired"),
        ("filing.channel", "filing.online"),
        ("procedure.supplemented_on", "procedure.supplemented_on"),
    ],
)
def test_a_column_that_is_not_there_violates_nothing(gone: str, column: str) -> None:
    filings = many(60)
    result = check_frame(given_columns(filings_to_frame(filings), gone), day=DAY)
    assert told(rows_of(result.findings), Outcome.VIOLATED) <= alone(filings)
    assert column in result.missing_columns
    if gone == "material":
        # Told once, not for each kind and each of its fields.
        assert [name for name in result.missing_columns if name.startswith("material")] == ["material"]


def test_right_id_numbers_are_not_malformed_for_want_of_a_birth_date() -> None:
    code = "information/id-number-malformed"
    filings = [
        accepted_filing(),
        BREAKS[code](accepted_filing()),
        Filing(item="referral", applicant=Person()),
    ]
    frame = filings_to_frame([evolve(f, id=f"n{n}") for n, f in enumerate(filings)])
    result = check_frame(given_columns(frame), day=DAY)
    assert {r["id"]: r[code] for r in rows_of(result.decisions)} == {
        "n0": "cannot_tell",
        "n1": "violated",
        "n2": "not_applicable",
    }
    assert code in result.missing_columns["applicant.id_birth_date"]
    found = [r["missing"] for r in rows_of(result.findings) if (r["id"], r["code"]) == ("n0", code)]
    assert found == ["applicant.id_birth_date"]


def test_an_empty_column_says_that_nothing_is_given_and_an_absent_one_says_nothing() -> None:
    code, filing = "information/required-applicant-name", evolve(accepted_filing(), id="n")
    frame = filings_to_frame([filing])
    nulls = frame.with_columns(pl.lit(None, pl.String).alias("applicant.name"))
    untyped = frame.with_columns(pl.lit(None).alias("applicant.name"))
    for table, outcome in (
        (nulls, "violated"),
        (untyped, "violated"),
        (frame.drop("applicant.name"), "cannot_tell"),
    ):
        result = check_frame(table, day=DAY)
        assert rows_of(result.decisions)[0][code] == outcome
        assert ("applicant.name" in result.missing_columns) == (outcome == "cannot_tell")


def test_materials_in_no_table_are_unknown_and_never_none() -> None:
    filings = many(40)
    main, materials = filings_to_tables(filings)
    without = check_frame(main.drop("material.given"), day=DAY)
    assert "material" in without.missing_columns
    assert told(rows_of(without.findings), Outcome.VIOLATED) <= alone(filings)
    with_them = check_frame(main, day=DAY, items={"material": materials})
    assert "material" not in with_them.missing_columns
    assert told(rows_of(with_them.findings), Outcome.VIOLATED) == alone(filings)
    bare = check_frame(main, day=DAY, items={"material": materials.select("id", "kind")})
    assert told(rows_of(bare.findings), Outcome.VIOLATED) <= alone(filings)


@pytest.mark.parametrize("backend", ["pyarrow", "pandas", "duckdb"])
def test_every_engine_names_the_same_columns(backend: str) -> None:
    import narwhals as nw  # noqa: PLC0415

    filings = many(12)
    whole = given_columns(filings_to_frame(filings))
    native = nw.from_native(filings_to_frame(filings, backend=backend)).select(*whole.columns).to_native()
    one, other = check_frame(whole, day=DAY), check_frame(native, day=DAY)
    assert other.missing_columns == one.missing_columns
    assert told(rows_of(other.findings), Outcome.VIOLATED) == told(rows_of(one.findings), Outcome.VIOLATED)


def test_a_notebook_tells_of_the_columns_once() -> None:
    frame = filings_to_frame([evolve(accepted_filing(), id="n")])
    assert check_frame(given_columns(frame), day=DAY)._repr_html_().count("insured.enrolled") == 1
    book = national_rules().at(DAY)
    whole = book.only(book["insurance/not-enrolled"].cause).check_frame(frame, day=DAY)
    assert whole.missing_columns == {}
    assert "不在" not in whole._repr_html_()
