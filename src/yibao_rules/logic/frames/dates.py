"""Dates in columns as whole numbers: Python's ordinals, by arithmetic that every engine does alike."""

from datetime import date
from functools import lru_cache

from attrs import frozen

from yibao_rules.logic.dates import Offset
from yibao_rules.logic.frames.engines import NwExpr, narwhals
from yibao_rules.logic.nodes import Comparison

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
_FIRST_MONTH, _LAST_MONTH = 12 * date.min.year, 12 * date.max.year + 11
NOWHERE = Offset()


Stage = dict[str, NwExpr]
"""Columns that are worked out side by side, from columns of the stages before."""


def _whole(expr: NwExpr) -> NwExpr:
    return expr.fill_null(1).cast(narwhals().Int64)


def _divisible(number: NwExpr, by: int) -> NwExpr:
    # No % on every engine; // of numbers that are not negative means the same on all.
    return (number // by) * by == number


def month_length(year: NwExpr, of_year: NwExpr) -> NwExpr:
    """Give the number of days of a month; months count from 0."""
    nw = narwhals()
    leap = (_divisible(year, 4) & ~_divisible(year, 100)) | _divisible(year, 400)
    february = nw.when(leap).then(nw.lit(29)).otherwise(nw.lit(28))
    other = nw.when(of_year.is_in([3, 5, 8, 10])).then(nw.lit(30)).otherwise(nw.lit(31))
    return nw.when(of_year == 1).then(february).otherwise(other)


def clipped(number: NwExpr, low: int, high: int) -> NwExpr:
    """Keep numbers within two ends."""
    nw = narwhals()
    upper = nw.when(number > high).then(nw.lit(high)).otherwise(number)
    return nw.when(number < low).then(nw.lit(low)).otherwise(upper)


def ordinal_stages(name: str, column: NwExpr, offset: Offset = NOWHERE) -> list[Stage]:
    """Give the steps to a column ``name``: the ordinal of a date moved by months and days, null where the date is null.

    What leaves the dates that Python knows ends at the first or last of them, as :meth:`Offset.after` does. Each
    step's columns are used several times by the next: as one expression they would grow with every use.

    Args:
        name: the column to make; further columns that begin so are made on the way.
        column: the date.
        offset: years, months and days to move it by.
    """
    nw = narwhals()
    months = 12 * offset.years + offset.months
    landed, month, day, start, end, number = (nw.col(f"{name}{c}") for c in "lmdsen")
    year_and_month = _whole(column.dt.year()) * 12 + _whole(column.dt.month()) - 1
    # Months since year 0; what lands outside the calendar is brought back for now and told at the end.
    stages: list[Stage] = [
        {f"{name}l": year_and_month + months, f"{name}d": _whole(column.dt.day())},
        {f"{name}m": clipped(landed, _FIRST_MONTH, _LAST_MONTH)},
        # Years that begin on 1 March, so that the leap day is the last of them.
        {
            f"{name}s": (month + 10) // 12 - 1,
            f"{name}e": month_length(month // 12, month - (month // 12) * 12),
        },
        {f"{name}d": nw.when(day < end).then(day).otherwise(end)},
    ]
    before = ((month + 10 - (start + 1) * 12) * 153 + 2) // 5
    plain = start * 365 + start // 4 - start // 100 + start // 400 + before + day - 306
    early = nw.when(landed < _FIRST_MONTH).then(nw.lit(FIRST)).otherwise(plain)
    stages.append(
        {f"{name}n": nw.when(landed > _LAST_MONTH).then(nw.lit(LAST)).otherwise(early) + offset.days}
    )
    stages.append({name: nw.when(~column.is_null()).then(clipped(number, FIRST, LAST))})
    return stages


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


@lru_cache(maxsize=4096)
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
