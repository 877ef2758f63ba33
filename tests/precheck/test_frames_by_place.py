"""One frame of many places and days: each row gets what its filing would get, checked alone."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from attrs import evolve

from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.precheck import check, default_desk
from yibao_rules.precheck.frames import check_frame
from yibao_rules.testing.cases import accepted_filing, breaking
from yibao_rules.testing.frames import rows_of
from yibao_rules.validators.national import national_rules

DAY, EARLIER = date(2026, 3, 2), date(2022, 3, 2)
PLACES = ("131000", "110000", None)
CODES = [rule.code for rule in national_rules()][::16]


@cache
def filings() -> tuple[Filing, ...]:
    cases = [breaking(code) for code in CODES] + [accepted_filing()]
    found = [evolve(f, id=f"n{n}", insured_place=PLACES[n % 3]) for n, f in enumerate(cases)]
    disease = Disease(code="M01600")
    chronic = [
        evolve(accepted_filing(), id=f"d{n}", item="chronic_direct_settlement", insured_place=p, disease=d)
        for n, (p, d) in enumerate(
            [("370300", Disease(code="M12100")), ("110000", disease), ("370300", disease), (None, disease)]
        )
    ]
    return (*found, *chronic)


def assert_same(result: FrameResult, day: date) -> None:
    findings, decisions = rows_of(result.findings), {r["id"]: r for r in rows_of(result.decisions)}
    for filing in filings():
        alone = check(filing, day=day)
        found = {(r["code"], r["outcome"], r["missing"]) for r in findings if r["id"] == filing.id}
        assert found == {(f.code, f.outcome.code, ",".join(f.missing)) for f in alone.report}
        assert decisions[filing.id]["decision"] == alone.decision.code


@pytest.mark.parametrize("backend", ["polars", "pyarrow", "duckdb"])
def test_places_and_items_mixed(backend: str) -> None:
    frame = filings_to_frame(filings(), backend=backend)
    result = check_frame(frame, day=DAY, carry=["filing.insured_place"])
    assert result.digest.count("+") > 1
    assert type(result.decisions) is type(frame)
    assert_same(result, DAY)
    counted = rows_of(result.counts("filing.insured_place"))
    assert sum(r["rows"] for r in counted) == len(filings())
    by_rule = {r["code"]: r for r in rows_of(result.counts())}
    outcomes = ("satisfied", "violated", "cannot_tell", "not_applicable", "not_in_force")
    assert sum(by_rule["insurance/not-enrolled"][o] for o in outcomes) == len(filings())


def test_each_row_counts_by_the_holidays_of_its_region() -> None:
    base = breaking("procedure/supplement-late")
    assert base.procedure is not None
    # 2026-04-17 and 04-20 are holidays of Guangxi (壮族三月三): there the five days end two days later.
    asked = evolve(base.procedure, supplement_asked_on=date(2026, 4, 15), supplemented_on=date(2026, 4, 23))
    filings = [evolve(base, id=place, insured_place=place, procedure=asked) for place in ("450100", "110000")]
    day = date(2026, 4, 24)
    result = check_frame(filings_to_frame(filings), day=day)
    late = {r["id"] for r in rows_of(result.findings) if r["code"] == "procedure/supplement-late"}
    assert late == {"110000"}
    for filing in filings:
        found = {f.code for f in check(filing, day=day).report}
        assert ("procedure/supplement-late" in found) == (filing.id in late)


def test_days_mixed() -> None:
    both = [filings_to_frame(filings(), day=day) for day in (DAY, EARLIER)]
    frame = pl.concat(
        [f.with_columns(number=f["id"] + pl.lit(str(n))) for n, f in enumerate(both)], how="vertical"
    )
    result = check_frame(frame, key="number", carry=["id"])
    for n, day in enumerate((DAY, EARLIER)):
        mine = pl.col("number").str.ends_with(str(n))
        for filing in filings():
            rows = result.findings.filter(mine & (pl.col("id") == filing.id))
            expected = {(f.code, f.outcome.code) for f in check(filing, day=day).report}
            assert set(rows.select("code", "outcome").rows()) == expected
    rows = result.decisions.filter(pl.col("number").str.ends_with("1"))
    assert "not_in_force" in rows["type/emergency-needs-no-filing"].to_list()


def test_one_group_of_ones_own_desk() -> None:
    frame = pl.LazyFrame({"id": [1, 2], "filing.type": ["referral", "other_item"]})
    result = check_frame(frame, day=DAY, desk=default_desk(), ignore=("x",))
    assert result.decisions.collect().height == 2
    one = check_frame(frame.head(1), day=DAY)
    assert "+" not in one.digest


def test_a_disease_without_a_scheme() -> None:
    bare = Filing(
        item="chronic_direct_settlement", insured_place="370300", disease=Disease(code="M12100"), id="b"
    )
    frame = filings_to_frame([bare]).drop("insured.scheme", "disease.in_local_list")
    found = rows_of(check_frame(frame, day=DAY).findings)
    expected = {(f.code, f.outcome.code) for f in check(bare, day=DAY).report}
    assert {(r["code"], r["outcome"]) for r in found} == expected


GOOD = {"id": [1, 1], "filing.item": ["referral", "referral"]}


@pytest.mark.parametrize(
    ("frame", "named", "error", "says"),
    [
        (pl.DataFrame({"number": [1]}), {"day": DAY}, FrameError, "key"),
        (pl.DataFrame(GOOD), {}, FrameError, "day=date"),
        (pl.DataFrame({**GOOD, "day": [DAY, DAY]}), {"day": DAY}, FrameError, "二者之一"),
        (pl.DataFrame({"id": [1], "applicant.name": ["x"]}), {"day": DAY}, FrameError, "filing.item"),
        (pl.DataFrame(GOOD), {"day": DAY}, FrameError, "重复"),
        (
            pl.DataFrame({"id": [1], "filing.item": ["referral"], "filing.insured_place": ["999999"]}),
            {"day": DAY},
            UnknownPlaceError,
            "999999",
        ),
        (
            pl.DataFrame(
                {
                    "id": [1],
                    "filing.item": ["referral"],
                    "filing.insured_place": ["999999"],
                    "filing.insured_city": ["110000"],
                }
            ),
            {"day": DAY},
            UnknownPlaceError,
            "999999",
        ),
    ],
)
def test_refused(frame: pl.DataFrame, named: dict[str, date], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        check_frame(frame, **named)  # type: ignore[arg-type]


def test_doubles_are_not_looked_for_unless_asked() -> None:
    assert check_frame(pl.DataFrame(GOOD), day=DAY, verify=False).decisions.height == 2


def test_where_the_calendar_ends_a_frame_cannot_tell_as_one_filing_cannot() -> None:
    """B4: asked on 2026-12-28, handed in on 12-30; five working days lead into a year that nobody has announced."""
    base, day = breaking("procedure/supplement-late"), date(2026, 12, 30)
    asked = evolve(base.procedure, supplement_asked_on=date(2026, 12, 28), supplemented_on=day)
    filing = evolve(base, id="n", filed_on=date(2026, 12, 1), procedure=asked)
    code, frame = "procedure/supplement-late", filings_to_frame([filing])
    alone = {found.code: found.outcome.code for found in check(filing, day=day).report}
    book = national_rules().at(day)
    for result in (
        check_frame(frame, day=day),
        book.check_frame(frame, day=day, workdays=default_desk().workdays_at(None)),
    ):
        assert rows_of(result.decisions)[0][code] == alone[code] == "cannot_tell"
