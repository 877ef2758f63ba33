"""Filings to frames and back, due dates in frames, and facts that follow from others."""

from datetime import date, datetime
from importlib import import_module
from typing import Any

import duckdb
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import Snap, UnknownYearError, deadline, national, parse_term
from yibao_rules.errors import YibaoError
from yibao_rules.interop.frames import (
    filings_from_frame,
    filings_to_frame,
    filings_to_tables,
    with_derived,
    with_due,
)
from yibao_rules.logic.frames.engines import take_in
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.logic.frames.write import BACKENDS, Written
from yibao_rules.logic.paths import resolve
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.materials import Material, Seal
from yibao_rules.model.people import Agent
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.precheck.desk import Desk
from yibao_rules.testing.cases import BREAKS, accepted_filing, breaking
from yibao_rules.testing.filings import consistent_filings
from yibao_rules.testing.frames import differences, rows_of
from yibao_rules.validators.national import national_rules

DAY = date(2026, 3, 2)
WORKED_OUT = {
    "insured.duplicates",
    "contact.complete",
    "hospital.code_fits",
    "hospital.open_for_disease",
    "disease.code_fits",
}


def said(filing: Filing) -> dict[str, object]:
    """Give what a filing says, but for what is worked out from more than the facts say."""
    found = {f.name: resolve(f.path, filing, DAY) for f in facts() if f.name not in WORKED_OUT}
    return {**found, "materials": filing.materials}


@settings(max_examples=15)
@given(filings=st.lists(consistent_filings(), min_size=1, max_size=3), backend=st.sampled_from(BACKENDS))
def test_there_and_back(filings: list[Filing], backend: str) -> None:
    single = [evolve(f, enrolments=f.enrolments and f.enrolments[:1]) for f in filings]
    read = filings_from_frame(filings_to_frame(single, backend=backend))
    assert read.damaged == ()
    assert [said(f) for f in read.filings] == [said(f) for f in single]


def test_what_a_filing_may_leave_open() -> None:
    sealed = Material(kind="lease_contract", seals=frozenset({Seal.LEASE_RECORD}), copies=2, expires_on=DAY)
    filings = [
        Filing(item="referral", id="a", materials=(sealed,), agent=Agent()),
        Filing(item="referral", id="b", materials=()),
        Filing(item="referral", id="c", enrolments=()),
    ]
    for backend in ("polars", "pandas", "pyarrow"):
        read = filings_from_frame(filings_to_frame(filings, backend=backend))
        assert [said(f) for f in read.filings] == [said(f) for f in filings]
        assert [f.id for f in read.filings] == ["a", "b", "c"]


def test_a_frame_of_ones_own() -> None:
    frame = pl.DataFrame(
        {
            "id": ["1", "2", "3"],
            "filing.type": ["referral", "other_item", "referral"],
            "material": ["resident_id;referral_certificate", None, ""],
            "circumstances.amount": [1.5, None, 3.0],
            "material.referral_certificate.seals": ["hospital", None, None],
            "filing.insured_place": ["131000", "131000", "13"],
        }
    )
    read = filings_from_frame(frame)
    (first,) = read.filings
    assert first.item == "referral"
    assert [m.kind for m in first.materials or ()] == ["resident_id", "referral_certificate"]
    assert first.materials is not None
    assert first.materials[1].seals == frozenset({Seal.HOSPITAL})
    assert str(first.circumstances.amount) == "1.5"
    assert [d.key for d in read.damaged] == ["2", "3"]
    assert "item" in str(read.damaged[0].reason)
    assert filings_from_frame(frame, key="number").filings[0].id is None
    assert "13'" not in str(read.damaged[1].reason)


@pytest.mark.parametrize("backend", BACKENDS)
def test_materials_in_a_table_of_their_own(backend: str) -> None:
    cases = [accepted_filing(), breaking("materials/resident-id-unusable"), Filing(item="referral")]
    filings = [evolve(f, id=f"n{n}") for n, f in enumerate(cases)]
    main, materials = filings_to_tables(filings, backend=backend)
    book = national_rules().only(breaking_cause())
    result = book.check_frame(main, day=DAY, items={"material": materials}, verify=backend != "duckdb")
    whole = book.check_frame(filings_to_frame(filings, backend=backend), day=DAY)
    assert key(rows_of(result.findings)) == key(rows_of(whole.findings))
    for filing in filings:
        expected = {f.code: f.outcome.code for f in book.check(filing, DAY)}
        found = {r["code"]: r["outcome"] for r in rows_of(result.findings) if r["id"] == filing.id}
        assert found == expected


def breaking_cause() -> Any:
    return national_rules()["materials/resident-id-unusable"].cause


def key(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted(tuple(r[name] for name in ("id", "code", "outcome", "missing")) for r in rows)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_every_national_rule_says_of_a_row_what_it_says_of_the_filing(engine: str) -> None:
    book, workdays = national_rules().at(DAY), Desk().workdays_at(None)
    cases = [accepted_filing(), Filing(item="referral"), *map(breaking, BREAKS)]
    # What rules read of materials is written, too, though the table of facts does not list every kind by name.
    assert not differences(book, cases, day=DAY, engine=engine, workdays=workdays)


def test_the_day_may_go_along() -> None:
    frame = filings_to_frame([accepted_filing()], day=DAY)
    assert frame["day"].to_list() == [DAY]
    assert "day" not in filings_to_frame([accepted_filing()]).columns


# --- due dates --------------------------------------------------------------------------------------------------

STARTS = [date(2026, 2, 13), None, date(2026, 9, 30), date(2026, 9, 5), date(2026, 12, 1)]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("term", ["20个工作日", "6个月"])
def test_due_dates_are_those_of_one_filing(backend: str, term: str) -> None:
    calendar = national().projected(2027)
    frame = Written(
        {"id": list(range(5)), "circumstances.admitted_on": STARTS, "codes": [["a"], [], None, ["b"], []]},
        {"id": "int", "circumstances.admitted_on": "date", "codes": "codes"},
    ).to(backend)
    made = with_due(frame, start="circumstances.admitted_on", term=term, calendar=calendar)
    assert type(made) is type(frame)
    rows = sorted(rows_of(made), key=lambda r: int(r["id"]))
    assert set(rows[0]) == {
        "id",
        "circumstances.admitted_on",
        "codes",
        "due",
        "due_earliest",
        "due_latest",
        "due_other",
        "due_standing",
    }
    for start, row in zip(STARTS, rows, strict=True):
        if start is None:
            assert not isinstance(row["due"], date) or row["due"] != row["due"]  # NaT
            continue
        end = deadline(parse_term(term), start=start, calendar=calendar)
        given = [
            d.date() if isinstance(d, datetime) else d
            for d in (row["due"], row["due_earliest"], row["due_latest"], row["due_other"])
        ]
        expected = [end.due, end.earliest, end.latest, end.other_due or end.due]
        assert (given, row["due_standing"]) == (expected, end.standing.code)


def test_lazy_due_dates_and_a_name_of_ones_own() -> None:
    frame = pl.LazyFrame({"start": [DAY]})
    made = with_due(frame, start="start", term=parse_term("5个工作日"), name="decision")
    assert isinstance(made, pl.LazyFrame)
    assert made.collect()["decision"].to_list() == [date(2026, 3, 9)]


def test_c1_both_readings_of_receipt_stand_beside_each_other() -> None:
    frame = pl.DataFrame({"s": [date(2026, 9, 5), date(2026, 9, 7)]})  # a Saturday and the Monday after
    made = with_due(frame, start="s", term="自收到申请之日起20个工作日内")
    assert made["due"].to_list() == [date(2026, 10, 9), date(2026, 10, 10)]
    assert made["due_other"].to_list() == [date(2026, 10, 10), date(2026, 10, 10)]
    snapped = with_due(frame, start="s", term="自收到申请之日起20个工作日内", snap=Snap.WORKDAY)
    assert snapped["due"].to_list() == made["due_other"].to_list()
    assert snapped["due_other"].to_list() == made["due"].to_list()


def test_nothing_to_count() -> None:
    made = with_due(pl.DataFrame({"s": [None]}, schema={"s": pl.Date}), start="s", term="5个工作日")
    assert made.rows() == [(None, None, None, None, None, None)]


@pytest.mark.parametrize(
    ("frame", "named", "error", "says"),
    [
        (pl.DataFrame({"start": [DAY]}), {"start": "stat", "term": "5个工作日"}, FrameError, "start"),
        (pl.DataFrame({"start": [DAY]}), {"start": "q", "term": "5个工作日"}, FrameError, "指定已有的列"),
        (pl.DataFrame({"s": ["2026-03-02"]}), {"start": "s", "term": "5个工作日"}, FrameError, "日期列"),
        (
            pl.DataFrame({"s": [date(2030, 1, 1)]}),
            {"start": "s", "term": "5个工作日"},
            UnknownYearError,
            "2030",
        ),
        (pl.DataFrame({"s": [DAY]}), {"start": "s", "term": "按协议"}, FrameError, "有确定长度"),
        (pl.DataFrame({"s": [DAY]}), {"start": "s", "term": "胡说"}, YibaoError, "胡说"),
    ],
)
def test_due_dates_refused(
    frame: pl.DataFrame, named: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        with_due(frame, **named)


# --- facts that follow from others ------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["polars", "duckdb", "pandas"])
def test_facts_that_follow(backend: str) -> None:
    columns: dict[str, list[Any]] = {
        "id": [1, 2, 3],
        "filing.item": ["referral", "maternity_allowance", None],
        "filing.insured_place": ["131002", "110000", "130000"],
        "filing.channel": ["window", "national_app", None],
        "hospital.place": [None, None, None],
        "insured.city": ["x", "y", "z"],
        "insured.place": ["131002", "131002", "131002"],
    }
    kinds = {n: "int" if n == "id" else "text" for n in columns}
    frame, engine = take_in(Written(columns, kinds).to(backend))
    rows = sorted(rows_of(engine.out(with_derived(frame, engine))), key=lambda r: int(r["id"]))
    none = [r["filing.type"] for r in rows][2]
    assert [r["filing.type"] for r in rows][:2] == ["referral", "other_item"]
    assert none is None or none != none  # noqa: PLR0124  # NaN
    assert [r["filing.insured_city"] for r in rows][:2] == ["131000", "110000"]
    assert [bool(r["filing.online"]) for r in rows][:2] == [False, True]
    assert "hospital.city" not in rows[0]
    assert [r["insured.city"] for r in rows] == ["x", "y", "z"]


def test_a_place_that_is_none() -> None:
    frame, engine = take_in(pl.DataFrame({"filing.destination": ["999999"]}))
    with pytest.raises(UnknownPlaceError):
        with_derived(frame, engine)


def test_what_a_table_does_not_say_of_an_enrolment_is_unknown() -> None:
    frame = pl.DataFrame({"id": [1], "filing.item": ["referral"], "insured.status": ["normal"]})
    back = filings_from_frame(frame)
    assert not back.damaged
    assert back.filings[0].enrolments == (Enrolment(status=InsuranceStatus.NORMAL),)
    whole = Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="131000")
    filing = Filing(item="referral", enrolments=(whole,))
    assert filings_from_frame(filings_to_frame([filing])).filings[0].enrolments == (whole,)
    assert import_module("duckdb") is duckdb
