"""Arrays of days: equal to the scalar on every element, NaT by its stated rule, refusals with the place."""

import builtins
import pickle
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import AmbiguousError, CalendarError, Ends, UnknownYearError, national
from yibao_rules.calendar.counting import Convention, Roll, Snap
from yibao_rules.calendar.deadlines import deadline
from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import Bound, Hours, MonthlyBatch, Months, Term, TermError, WorkingDays
from yibao_rules.calendar.vectors import VectorCalendar
from yibao_rules.errors import MissingExtraError
from yibao_rules.testing.terms import limits

DAYS = national()
VECTOR = VectorCalendar(DAYS)
dates = st.dates(date(2005, 1, 1), date(2024, 12, 31))
columns = st.lists(dates | st.none(), min_size=1, max_size=30)


def array(days: list[date | None]) -> Any:
    return np.array(
        [np.datetime64("NaT", "D") if d is None else np.datetime64(d) for d in days], dtype="M8[D]"
    )


def plain(days: Any) -> list[date | None]:
    return list(days.astype("M8[D]").tolist())


@given(columns)
def test_is_workday(days: list[date | None]) -> None:
    assert VECTOR.is_workday(array(days)).tolist() == [d is not None and DAYS.is_workday(d) for d in days]


def test_every_day_of_the_calendar() -> None:
    days = np.arange(np.datetime64(DAYS.first), np.datetime64(DAYS.last) + np.timedelta64(1, "D"))
    assert VECTOR.is_workday(days).tolist() == [DAYS.is_workday(d) for d in days.tolist()]
    inner = days[60:-60]
    for n in (-30, -1, 1, 5, 20):
        assert VECTOR.add(inner, n).tolist() == [DAYS.add(d, n) for d in inner.tolist()]


@given(columns, st.integers(-60, 60).filter(bool))
def test_add(days: list[date | None], n: int) -> None:
    assert plain(VECTOR.add(array(days), n)) == [None if d is None else DAYS.add(d, n) for d in days]


@given(st.lists(st.tuples(dates | st.none(), st.integers(-60, 60).filter(bool)), min_size=1, max_size=20))
def test_add_with_a_column_of_counts(pairs: list[tuple[date | None, int]]) -> None:
    days, counts = [d for d, _ in pairs], np.array([n for _, n in pairs])
    assert plain(VECTOR.add(array(days), counts)) == [None if d is None else DAYS.add(d, n) for d, n in pairs]


@given(st.lists(st.tuples(dates, dates).map(sorted), min_size=1, max_size=20), st.sampled_from(Ends))
def test_count(pairs: list[list[date]], ends: Ends) -> None:
    start, end = array([a for a, _ in pairs]), array([b for _, b in pairs])
    assert VECTOR.count(start, end, ends).tolist() == [DAYS.count(a, b, ends) for a, b in pairs]


@given(columns, st.sampled_from(Roll))
def test_roll(days: list[date | None], roll: Roll) -> None:
    by: dict[Roll, Callable[[date], date]] = {
        Roll.FORWARD: DAYS.roll_forward,
        Roll.BACK: DAYS.roll_back,
        Roll.NONE: lambda d: d,
    }
    assert plain(VECTOR.roll(array(days), roll)) == [None if d is None else by[roll](d) for d in days]


words = (
    "即时办结",
    "当日",
    "次日生效",
    "3至5个工作日",
    "5+10+5个工作日",
    "20日，经批准可以延长10日",
    "满6个月",
    "第10个工作日起",
)
vector_terms = limits() | st.sampled_from(words).map(parse_term)


@settings(max_examples=150)
@given(vector_terms, columns, st.sampled_from(Convention), st.sampled_from(Roll), st.sampled_from(Snap))
def test_deadline(
    term: Term, days: list[date | None], convention: Convention, roll: Roll, snap: Snap
) -> None:
    found = VECTOR.deadline(term, array(days), convention=convention, roll=roll, snap=snap)
    expected = [
        None
        if d is None
        else deadline(term, start=d, calendar=DAYS, convention=convention, roll=roll, snap=snap).due
        for d in days
    ]
    assert plain(found) == expected


@pytest.mark.parametrize("said", words)
def test_every_kind_of_term_over_a_year(said: str) -> None:
    term, year = parse_term(said), np.arange("2025-01-02", "2025-12-01", dtype="M8[D]")
    assert VECTOR.deadline(term, year).tolist() == [
        deadline(term, start=d, calendar=DAYS).due for d in year.tolist()
    ]


def test_stages_follow_each_other() -> None:
    found = VECTOR.deadline(parse_term("5+10+5个工作日"), ["2025-09-22", "NaT"])
    assert found.tolist() == [date(2025, 10, 24), None]


def test_shapes_and_inputs() -> None:
    grid = np.array([["2025-09-22", "NaT"], ["2025-09-30", "2025-10-01"]], dtype="M8[D]")
    assert VECTOR.add(grid, 5).shape == VECTOR.is_workday(grid).shape == (2, 2)
    assert VECTOR.add("2025-09-22", 5).item() == date(2025, 9, 28)
    assert VECTOR.add(date(2025, 9, 22), 5).item() == date(2025, 9, 28)
    assert VECTOR.add(np.array(["2025-09-22T00", "NaT"], dtype="M8[ns]"), 5).tolist()[0] == date(2025, 9, 28)
    assert VECTOR.add(np.datetime64("2025-09-22"), [1, 5]).tolist() == [date(2025, 9, 23), date(2025, 9, 28)]
    assert VECTOR.is_workday([]).tolist() == []
    assert VECTOR.add([], 5).tolist() == []
    assert VECTOR.count("2025-09-22", ["2025-09-28", "2025-10-11"]).tolist() == [5, 10]
    assert VectorCalendar(DAYS) == VECTOR
    assert pickle.loads(pickle.dumps(VECTOR)).is_workday(grid).tolist() == VECTOR.is_workday(grid).tolist()


def test_refusals_name_the_place() -> None:
    with pytest.raises(UnknownYearError, match=r"days\[1\]"):
        VECTOR.is_workday(["2025-09-22", "2031-01-01", "NaT"])
    with pytest.raises(UnknownYearError, match="2026-12-30"):
        VECTOR.add(["2025-09-22", "2026-12-30"], 5)
    with pytest.raises(UnknownYearError):
        VECTOR.add(["2004-01-02"], -5)
    with pytest.raises(AmbiguousError):
        VECTOR.add(["2025-09-22"], [0])
    with pytest.raises(CalendarError, match=r"end\[1\]"):
        VECTOR.count(["2025-09-22", "2025-09-22"], ["2025-09-23", "NaT"])
    for ask in (
        lambda: VECTOR.add(["2025-09-22"], 1.5),
        lambda: VECTOR.count(["2025-09-22"], ["2025-09-21"]),
        lambda: VECTOR.is_workday(np.array(["2025-09-22T09"], dtype="M8[h]")),
        lambda: VECTOR.is_workday(np.array([1, 2])),
        lambda: VECTOR.is_workday(["soon"]),
        lambda: VectorCalendar("national"),
    ):
        with pytest.raises(CalendarError) as caught:
            ask()
        assert caught.value.fix.zh
    for term in (Hours(1), MonthlyBatch(3)):
        with pytest.raises(TermError):
            VECTOR.deadline(term, ["2025-09-22"])
    # What never asks the calendar is answered beyond it, as one by one.
    assert VECTOR.deadline(Months(6, bound=Bound.REACHED), ["2031-08-31"]).tolist() == [date(2032, 2, 29)]
    assert VECTOR.deadline(Months(6), ["2031-08-31"], roll=Roll.NONE).tolist() == [date(2032, 2, 29)]


def test_numpy_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "numpy":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match="numpy"):
        VECTOR.deadline(WorkingDays(1), ["2025-09-22"])


@pytest.mark.parametrize("ends", Ends)
def test_a_span_of_one_day_counts_as_the_scalar_does(ends: Ends) -> None:
    for day in (date(2026, 10, 8), date(2026, 10, 7)):
        found = VectorCalendar(national()).count([day], [day], ends)
        assert found.tolist() == [national().count(day, day, ends)]
        assert found[0] >= 0
