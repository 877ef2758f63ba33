"""Filings as frames and back, due dates in frames, facts that follow from other facts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pytest
from attrs import evolve

from yibao_rules.calendar import ByAgreement, UnknownYearError, WorkingDays, deadline, national
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
from yibao_rules.model.circumstances import Channel, Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import PersonName
from yibao_rules.model.materials import Material, Seal
from yibao_rules.model.people import Agent, Person
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.testing.cases import DAY, accepted_filing

BACKENDS = ["polars", "pyarrow", "pandas", "pandas[pyarrow]", "duckdb"]


def as_rows(frame: Any) -> list[dict[str, Any]]:
    wrapped = nw.from_native(frame)
    return list((wrapped.collect() if isinstance(wrapped, nw.LazyFrame) else wrapped).iter_rows(named=True))


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_filing_comes_back_as_far_as_facts_tell_it(backend: str) -> None:
    sample = evolve(
        accepted_filing(),
        contact=None,
        submitted_at=None,
        hospital=None,
        materials=(
            Material(kind="resident_id", legible=True),
            Material(kind="lease_contract", seals=frozenset({Seal.LEASE_RECORD}), copies=2, issued_on=DAY),
        ),
    )
    read = filings_from_frame(filings_to_frame([sample], backend=backend))
    assert read.damaged == ()
    (back,) = read.filings
    assert back.item == sample.item
    assert back.materials is not None
    assert {m.kind: m for m in back.materials} == {m.kind: m for m in sample.materials or ()}
    assert back.enrolments is not None
    assert back.enrolments[0].status is sample.enrolments[0].status  # type: ignore[index]
    assert back.filed_on == DAY
    assert back.circumstances == sample.circumstances


def test_nothing_said_nothing_enrolled_and_an_agent_come_back() -> None:
    filings = [
        Filing(item="referral", id="a"),
        Filing(item="referral", id="b", enrolments=(), materials=(), agent=Agent(authorised=True)),
        Filing(item="referral", id="c", agent=Agent()),
    ]
    read = filings_from_frame(filings_to_frame(filings))
    assert [f.materials for f in read.filings] == [None, (), None]
    assert [f.enrolments for f in read.filings] == [None, (), None]
    assert [f.has_agent for f in read.filings] == [False, True, True]


def test_keys_are_the_filings_own_ids_or_their_places() -> None:
    named = filings_to_frame([Filing(item="referral", id="x")], key="number", day=DAY)
    assert named["number"].to_list() == ["x"]
    assert named["day"].to_list() == [DAY]
    counted = filings_to_frame([Filing(item="referral"), Filing(item="transfer", id="y")])
    assert counted["id"].to_list() == [0, 1]


def test_an_item_is_known_by_its_type_where_only_that_is_there() -> None:
    frame = pl.DataFrame({"id": [1, 2], "filing.type": ["referral", "other_item"]})
    read = filings_from_frame(frame)
    assert [f.item for f in read.filings] == ["referral"]
    (damaged,) = read.damaged
    assert damaged.key == 2
    assert "item" in str(damaged.reason)


def test_rows_without_a_key_and_amounts_with_fractions() -> None:
    frame = pl.DataFrame({"filing.item": ["inpatient_reimbursement"], "circumstances.amount": [12.5]})
    (filing,) = filings_from_frame(frame).filings
    assert filing.id is None
    assert str(filing.circumstances.amount) == "12.5"
    whole = pl.DataFrame({"filing.item": ["transfer"], "circumstances.amount": [12.0]})
    assert str(filings_from_frame(whole).filings[0].circumstances.amount) == "12"
    exact = [Decimal("12345678.89"), Decimal("12.00")]
    amounts = pl.DataFrame({"filing.item": ["transfer"] * 2, "circumstances.amount": exact})
    read = filings_from_frame(amounts).filings
    assert [f.circumstances.amount for f in read] == exact


def test_pandas_nulls_and_values_are_read_as_python_s_own() -> None:
    frame = pd.DataFrame(
        {
            "id": [1, 2],
            "filing.item": ["referral", "referral"],
            "filing.filed_on": pd.to_datetime(["2026-03-02", None]),
            "circumstances.stay_months": pd.array([6, None], dtype="Int64"),
            "circumstances.amount": [1.0, float("nan")],
            "material": ["resident_id;invoice", None],
        }
    )
    one, two = filings_from_frame(frame).filings
    assert one.filed_on == DAY
    assert one.circumstances.stay_months == 6
    assert [m.kind for m in one.materials or ()] == ["resident_id", "invoice"]
    assert (two.filed_on, two.circumstances.amount, two.materials) == (None, None, None)


def test_a_damaged_row_is_told_without_its_values() -> None:
    frame = pl.DataFrame({"id": ["k"], "filing.item": ["referral"], "applicant.sex": ["张三"]})
    read = filings_from_frame(frame)
    assert read.filings == ()
    assert "张三" not in str(read.damaged[0].reason)


def test_materials_in_a_table_of_their_own() -> None:
    filings = [
        Filing(item="referral", id="a", materials=(Material(kind="invoice", copies=2),)),
        Filing(item="referral", id="b"),
    ]
    main, materials = filings_to_tables(filings)
    assert main["material.given"].to_list() == [True, False]
    assert materials.select("id", "kind", "copies").rows() == [("a", "invoice", 2)]


def test_an_unknown_kind_of_frame_is_refused() -> None:
    with pytest.raises(YibaoError, match="polars"):
        filings_to_frame([], backend="polar")


STARTS = [date(2025, 9, 30), date(2026, 2, 13), None, date(2026, 4, 30)]


@pytest.mark.parametrize("backend", BACKENDS)
def test_due_dates_in_a_frame_are_those_of_one_filing(backend: str) -> None:
    filings = [Filing(item="referral", id=str(n), filed_on=d) for n, d in enumerate(STARTS)]
    frame = with_due(
        filings_to_frame(filings, backend=backend), start="filing.filed_on", term="20个工作日", name="until"
    )
    rows = {row["id"]: row for row in as_rows(frame)}
    for n, start in enumerate(STARTS):
        row = rows[str(n)]
        if start is None:
            assert row["until"] is None or row["until"] != row["until"]
            continue
        found = deadline(WorkingDays(20), start=start, calendar=national())
        assert [str(row[f"until{e}"])[:10] for e in ("", "_earliest", "_latest")] == [str(found.due)] * 3
        assert row["until_standing"] == found.standing.code


def test_moments_count_by_their_day_and_nulls_alone_give_nulls() -> None:
    moments = pl.DataFrame({"at": [datetime(2025, 9, 30, 16, 0)]})
    assert with_due(moments, start="at", term=WorkingDays(3))["due"].to_list() == [date(2025, 10, 11)]
    never = pd.DataFrame({"at": pd.to_datetime([None, "2025-09-30"])})
    assert str(with_due(never, start="at", term=WorkingDays(3))["due"].iloc[1])[:10] == "2025-10-11"
    empty = pl.DataFrame({"at": [None]}, schema={"at": pl.Date})
    assert with_due(empty, start="at", term="3个工作日")["due"].to_list() == [None]


@pytest.mark.parametrize(
    ("frame", "start", "term", "told"),
    [
        (pl.DataFrame({"filed": [DAY]}), "fild", "3个工作日", "filed"),
        (pl.DataFrame({"filed": [DAY]}), "zzzzzz", "3个工作日", "zzzzzz"),
        (pl.DataFrame({"filed": ["2026-03-02"]}), "filed", "3个工作日", "String"),
        (pl.DataFrame({"filed": [DAY]}), "filed", ByAgreement(), "按协议"),
    ],
)
def test_what_cannot_be_counted_is_refused_before_any_work(
    frame: pl.DataFrame, start: str, term: Any, told: str
) -> None:
    with pytest.raises(FrameError, match=told):
        with_due(frame, start=start, term=term)


def test_a_calendar_that_does_not_reach_is_refused() -> None:
    with pytest.raises(UnknownYearError, match="2031"):
        with_due(pl.DataFrame({"filed": [date(2031, 1, 2)]}), start="filed", term="3个工作日")


@pytest.mark.parametrize("backend", BACKENDS)
def test_facts_follow_from_others_as_they_do_on_a_filing(backend: str) -> None:
    filings = [
        evolve(accepted_filing(), id="a"),
        evolve(accepted_filing(), id="b", destination="310107", channel=Channel.WINDOW, hospital=None),
    ]
    frame = filings_to_frame(filings, backend=backend)
    names = ["filing.destination_city", "filing.online", "filing.type"]
    wrapped, engine = take_in(frame)
    stripped = wrapped.drop(*(engine.spelt(n) for n in names))
    rows = {r["id"]: r for r in as_rows(engine.out(with_derived(stripped, engine)))}
    told = {engine.told(k): v for k, v in rows["b"].items()}
    assert told["filing.destination_city"] == "310000"
    assert bool(told["filing.online"]) is False
    assert told["filing.type"] == "long_term_resident"
    assert bool({engine.told(k): v for k, v in rows["a"].items()}["filing.online"]) is True


def test_a_column_of_nulls_gives_nothing_to_follow_from() -> None:
    frame = pl.DataFrame(
        {"id": [1], "filing.channel": [None]}, schema={"id": pl.Int64, "filing.channel": pl.String}
    )
    wrapped, engine = take_in(frame)
    assert "filing.online" not in with_derived(wrapped, engine).collect_schema().names()


def test_an_unknown_place_in_a_column_is_refused() -> None:
    wrapped, engine = take_in(pl.DataFrame({"id": [1], "filing.destination": ["999999"]}))
    with pytest.raises(UnknownPlaceError):
        with_derived(wrapped, engine)


def test_personal_values_are_written_as_rules_compare_them() -> None:
    person = Person(name=PersonName("阿卜杜拉．买买提"))
    frame = filings_to_frame([Filing(item="referral", applicant=person, circumstances=Circumstances())])
    assert frame["applicant.name"].to_list() == ["阿卜杜拉·买买提"]
