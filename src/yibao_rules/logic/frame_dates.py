"""Dates in columns as whole numbers: Python's ordinals, by arithmetic that every engine does alike."""

from datetime import date
from functools import cache

from attrs import frozen

from yibao_rules.logic.dates import Offset
from yibao_rules.logic.frame_engines import NwExpr, narwhals
from yibao_rules.logic.nodes import Comparison

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
_FIRST_MONTH, _LAST_MONTH = 12 * date.min.year, 12 * date.max.year + 11
NOWHERE = Offset()


def _int(expr: NwExpr) -> NwExpr:
    nw = narwhals()

    return expr.fill_null(1).cast(nw.Int64)


def _remainder(number: NwExpr, by: int) -> NwExpr:
    # No % on every engine; // of numbers that are not negative means the same on all.
    return number - (number // by) * by


def parts_of_date(column: NwExpr) -> tuple[NwExpr, NwExpr]:
    """Give the number of the month since year 0 and the day of the month; nonsense where the date is null."""
    year, month, day = (_int(getattr(column.dt, part)()) for part in ("year", "month", "day"))
    return year * 12 + month - 1, day


def is_leap(year: NwExpr) -> NwExpr:
    """Tell the leap years of the Gregorian calendar."""
    return ((_remainder(year, 4) == 0) & (_remainder(year, 100) != 0)) | (_remainder(year, 400) == 0)


def month_length(month: NwExpr) -> NwExpr:
    """Give the number of days of a month counted since year 0."""
    nw = narwhals()

    of_year, year = _remainder(month, 12), month // 12
    february = nw.when(is_leap(year)).then(nw.lit(29)).otherwise(nw.lit(28))
    short = nw.when(of_year.is_in([3, 5, 8, 10])).then(nw.lit(30)).otherwise(nw.lit(31))
    return nw.when(of_year == 1).then(february).otherwise(short)


def least(one: NwExpr, other: NwExpr) -> NwExpr:
    """Give the smaller of two numbers."""
    nw = narwhals()

    return nw.when(one < other).then(one).otherwise(other)


def ordinal(month: NwExpr, day: NwExpr) -> NwExpr:
    """Give the ordinal (1 = 0001-01-01) of a month since year 0 and a day of it."""
    shifted = month + 10  # years that begin on 1 March, so that the leap day is the last
    year, of_year = shifted // 12 - 1, _remainder(shifted, 12)
    before: NwExpr = (of_year * 153 + 2) // 5
    return year * 365 + year // 4 - year // 100 + year // 400 + before + day - 306


def clipped(number: NwExpr, low: int, high: int) -> NwExpr:
    """Keep numbers within two ends."""
    nw = narwhals()

    return (
        nw.when(number < low)
        .then(nw.lit(low))
        .otherwise(nw.when(number > high).then(nw.lit(high)).otherwise(number))
    )


def ordinal_of(column: NwExpr, offset: Offset = NOWHERE) -> NwExpr:
    """Give the ordinal of a date moved by an offset's months and days, null where the date is null.

    What leaves the dates that Python knows ends at the first or last of them, as :meth:`Offset.after` does.
    """
    nw = narwhals()

    month, day = parts_of_date(column)
    number = ordinal(month, day)
    months = 12 * offset.years + offset.months
    if months:
        landed = month + months
        inside = clipped(landed, _FIRST_MONTH, _LAST_MONTH)
        number = ordinal(inside, least(day, month_length(inside)))
        late = nw.when(landed > _LAST_MONTH).then(nw.lit(LAST)).otherwise(number)
        number = nw.when(landed < _FIRST_MONTH).then(nw.lit(FIRST)).otherwise(late)
    if offset.days:
        number = clipped(number + offset.days, FIRST, LAST)
    return nw.when(~column.is_null()).then(number)


def calendar_part(offset: Offset) -> Offset:
    """Give an offset without its working days."""
    return Offset(years=offset.years, months=offset.months, days=offset.days)


@frozen
class Bounds:
    """For which dates a moved date compares so with a constant: from ``low`` to ``high``, both included."""

    low: int
    high: int

    @property
    def never(self) -> bool:
        """Whether no date does."""
        return self.low > self.high


@cache
def bounds(offset: Offset, op: Comparison, limit: date) -> Bounds:
    """Turn ``fact + offset <op> limit`` into a span of the fact itself: an offset never turns dates round.

    >>> b = bounds(Offset(months=1), Comparison.LE, date(2024, 2, 29))
    >>> date.fromordinal(b.high)
    datetime.date(2024, 1, 31)
    """
    below = _first_not(offset, limit, at_limit=False)
    through = _first_not(offset, limit, at_limit=True)
    match op:
        case Comparison.EQ:
            return Bounds(below, through - 1)
        case Comparison.LT:
            return Bounds(FIRST, below - 1)
        case Comparison.LE:
            return Bounds(FIRST, through - 1)
        case Comparison.GT:
            return Bounds(through, LAST)
        case _:
            return Bounds(below, LAST)


def _first_not(offset: Offset, limit: date, *, at_limit: bool) -> int:
    """Give the first ordinal whose moved date lies after ``limit`` (``at_limit``), or on or after it."""
    low, high = FIRST, LAST + 1
    while low < high:
        middle = (low + high) // 2
        moved = offset.after(date.fromordinal(middle))
        if moved < limit or (at_limit and moved == limit):  # type: ignore[operator]
            low = middle + 1
        else:
            high = middle
    return low
