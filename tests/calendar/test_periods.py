"""Periods in months and years against an independent statement of the law, and answers at the edges of the calendar."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    Bound,
    CalendarDays,
    Case,
    CaseClock,
    CaseRules,
    Convention,
    EventKind,
    Extendable,
    MonthlyBatch,
    Months,
    Roll,
    SameMonth,
    Standing,
    StartEvent,
    Term,
    UnknownYearError,
    VectorCalendar,
    WorkingDays,
    Years,
    deadline,
    national,
    validity_end,
)
from yibao_rules.calendar.terms import Counted

D = date.fromisoformat
DAYS = tuple(D("2023-01-01") + timedelta(days=i) for i in range((D("2025-12-31") - D("2023-01-01")).days + 1))
MONTHS = (1, 3, 6, 12)


def stated(start: date, months: int, convention: Convention) -> date:
    """The law in other words (民法典 202): find the corresponding day by counting on months, never by moving the start.

    There is none when the month is too short: then the month's last day, whichever the convention. When the start day
    counts, the period is full at the end of the day before the corresponding day.
    """
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    length = monthrange(year, month)[1]
    if start.day > length:
        return date(year, month, length)
    corresponding = date(year, month, start.day)
    if convention is Convention.NEXT_DAY:
        return corresponding
    return date.fromordinal(corresponding.toordinal() - 1)


def last_day(term: Term, start: date, convention: Convention) -> date | None:
    return deadline(term, start=start, calendar=national(), convention=convention, roll=Roll.NONE).due


def test_d1_six_months_of_which_the_first_day_counts_end_with_the_month() -> None:
    assert last_day(Months(6), D("2025-03-01"), Convention.START_DAY) == D("2025-08-31")


@pytest.mark.parametrize("convention", Convention)
def test_d1_every_start_of_three_years_as_the_law_states(convention: Convention) -> None:
    pairs = [(day, n) for day in DAYS for n in MONTHS]
    assert len(pairs) == 4384
    wrong = [
        (day, n) for day, n in pairs if last_day(Months(n), day, convention) != stated(day, n, convention)
    ]
    assert wrong == []
    assert all(
        last_day(Years(n), day, convention) == stated(day, 12 * n, convention) for day in DAYS for n in (1, 4)
    )


@pytest.mark.parametrize("convention", Convention)
def test_d1_arrays_validity_batches_and_cases_count_the_same(convention: Convention) -> None:
    vector = VectorCalendar(national().projected(2027))
    for n in MONTHS:
        found = vector.deadline(Months(n), list(DAYS), convention=convention, roll=Roll.NONE)
        assert found.tolist() == [stated(day, n, convention) for day in DAYS]
    for day in DAYS[::7]:
        assert validity_end(day, Months(6), convention=convention) == stated(day, 6, convention)
        batch = deadline(
            MonthlyBatch(), start=day, calendar=national(), convention=convention, roll=Roll.NONE
        )
        assert batch.due == stated(day, 1, convention)
    rules = CaseRules(
        term=Months(6, start_event=StartEvent.RECEIVED),
        acceptance=None,
        convention=convention,
        roll=Roll.NONE,
    )
    for day in (D("2025-07-01"), D("2024-02-29"), D("2024-01-31")):
        case = Case(rules=rules).then(EventKind.RECEIVED, day)
        assert CaseClock(calendar=national()).status(case, day).due == stated(day, 6, convention)


def test_d1_where_no_day_corresponds_the_month_ends_the_period() -> None:
    for convention in Convention:
        assert last_day(Months(6), D("2025-08-31"), convention) == D("2026-02-28")
        assert last_day(Years(1), D("2024-02-29"), convention) == D("2025-02-28")


def test_d1_an_extension_by_months_runs_to_the_corresponding_day_of_the_start() -> None:
    mixed = Extendable(Months(1), Years(1))
    found = deadline(
        mixed,
        start=D("2023-02-01"),
        calendar=national(),
        convention=Convention.START_DAY,
        roll=Roll.NONE,
        extended=True,
    )
    assert found.due == D("2024-02-29")  # 13 months, not a year from 2023-02-28


@given(st.sampled_from(DAYS), st.sampled_from([CalendarDays, Months, Years]), st.integers(1, 40))
def test_d1_counting_the_first_day_ends_no_later(day: date, kind: type[Counted], n: int) -> None:
    inside, outside = (last_day(kind(n, bound=Bound.REACHED), day, c) for c in reversed(Convention))
    assert inside is not None
    assert outside is not None
    assert timedelta() <= outside - inside <= timedelta(days=1)


def test_d6_this_month_in_december_is_answered_to_the_last_day() -> None:
    for day in (D("2026-12-01"), D("2026-12-17"), D("2026-12-31")):
        found = deadline(SameMonth(), start=day, calendar=national())
        assert (found.due, found.standing) == (D("2026-12-31"), Standing.PROVISIONAL)
        assert found.earliest is not None
        assert day <= found.earliest < D("2027-01-01")
        assert found.latest == D("2026-12-31")


def test_d6_a_last_day_moved_back_from_the_end_of_the_calendar() -> None:
    found = deadline(CalendarDays(10), start=D("2026-12-21"), calendar=national(), roll=Roll.BACK)
    assert (found.due, found.latest, found.standing) == (
        D("2026-12-31"),
        D("2026-12-31"),
        Standing.PROVISIONAL,
    )
    assert found.earliest == D("2026-12-28")
    forward = deadline(CalendarDays(10), start=D("2026-12-21"), calendar=national())
    assert (forward.earliest, forward.due) == (D("2026-12-31"), D("2026-12-31"))
    assert forward.latest == D("2027-01-06")
    with pytest.raises(UnknownYearError, match="2027"):
        deadline(CalendarDays(11), start=D("2026-12-21"), calendar=national(), roll=Roll.BACK)


def test_d6_the_first_day_of_the_calendar_may_count() -> None:
    first = D("2004-01-01")  # 元旦
    for n, due in ((1, "2004-01-02"), (2, "2004-01-05")):
        found = deadline(WorkingDays(n), start=first, calendar=national(), convention=Convention.START_DAY)
        assert (found.due, found.standing) == (D(due), Standing.CONFIRMED)
        array = VectorCalendar(national()).deadline(WorkingDays(n), [first], convention=Convention.START_DAY)
        assert array.tolist() == [D(due)]
    rules = CaseRules(
        term=WorkingDays(2, start_event=StartEvent.RECEIVED), acceptance=None, convention=Convention.START_DAY
    )
    case = Case(rules=rules).then(EventKind.RECEIVED, D("2004-01-02"))
    assert CaseClock(calendar=national()).status(case, D("2004-01-02")).due == D("2004-01-05")
    with pytest.raises(UnknownYearError, match="2003"):
        deadline(WorkingDays(1), start=D("2003-12-31"), calendar=national(), convention=Convention.START_DAY)
