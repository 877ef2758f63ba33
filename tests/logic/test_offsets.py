"""Offsets agree with dateutil wherever dateutil has an answer, and stay within the dates that exist."""

from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.logic import Days, Months, Offset, WorkingDays, Years

SMALL = st.integers(-50, 50)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), SMALL, SMALL, st.integers(-1000, 1000))
def test_like_dateutil(start: date, years: int, months: int, days: int) -> None:
    offset = Offset(years=years, months=months, days=days)
    assert offset.after(start) == start + relativedelta(years=years, months=months, days=days)


@pytest.mark.parametrize(
    ("start", "offset", "expected"),
    [
        (date(2024, 1, 31), Months(1), date(2024, 2, 29)),
        (date(2023, 1, 31), Months(1), date(2023, 2, 28)),
        (date(2024, 2, 29), Years(1), date(2025, 2, 28)),
        (date(2024, 3, 31), Months(-1), date(2024, 2, 29)),
        (date.max, Months(1), date.max),
        (date.max, Days(1), date.max),
        (date.min, Months(-1), date.min),
        (date.min, Days(-1), date.min),
        (date(2024, 1, 1), Days(10**12), date.max),
        (date(2024, 1, 1), Years(-(10**12)), date.min),
        (date(2024, 1, 1), Offset(), date(2024, 1, 1)),
    ],
)
def test_ends(start: date, offset: Offset, expected: date) -> None:
    assert offset.after(start) == expected


@given(SMALL, SMALL, SMALL, SMALL)
def test_sums(a: int, b: int, c: int, d: int) -> None:
    total = Years(a) + Months(b) + Days(c) + WorkingDays(d)
    assert total == Offset(years=a, months=b, days=c, working_days=d)
    assert total + -total == Offset()


def test_working_days_are_counted_last() -> None:
    asked: list[tuple[date, int]] = []

    def workdays(day: date, n: int) -> date | None:
        asked.append((day, n))
        return None

    assert (Months(1) + WorkingDays(5)).after(date(2024, 1, 31), workdays) is None
    assert asked == [(date(2024, 2, 29), 5)]
