"""Offsets that are added to dates inside rules: days, months, years, working days."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import Self

from attrs import Attribute, field, frozen
from attrs.validators import instance_of

from yibao_rules.logic.faults import DefinitionError
from yibao_rules.logic.numbers import described
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text

Workdays = Callable[[date, int], date | None]
"""Gives the day n working days after (or, n < 0, before) a day; None when nobody can know it yet."""


_MOST = 10**15
"""Far more of any unit than leads out of the dates that Python knows, and few enough for numbers of 64 bits."""


def _within(_offset: object, unit: "Attribute[int]", value: int) -> None:
    if abs(value) > _MOST:
        raise DefinitionError(
            where=f"Offset.{unit.name}",
            found=described(value),
            expected=Text(f"-{_MOST:,} 至 {_MOST:,}", f"from -{_MOST:,} to {_MOST:,}"),
            fix=Text("改正数值", "correct the number"),
        )


@guarded
@frozen
class Offset:
    """A stretch of time: years and months first (clipped to the month's last day), then days, then working days.

    >>> from datetime import date
    >>> Offset(months=1).after(date(2024, 1, 31))
    datetime.date(2024, 2, 29)
    """

    years: int = field(default=0, kw_only=True, validator=[instance_of(int), _within])
    months: int = field(default=0, kw_only=True, validator=[instance_of(int), _within])
    days: int = field(default=0, kw_only=True, validator=[instance_of(int), _within])
    working_days: int = field(default=0, kw_only=True, validator=[instance_of(int), _within])

    def __add__(self, other: Self) -> Self:
        return type(self)(
            years=self.years + other.years,
            months=self.months + other.months,
            days=self.days + other.days,
            working_days=self.working_days + other.working_days,
        )

    def __neg__(self) -> Self:
        return type(self)(
            years=-self.years, months=-self.months, days=-self.days, working_days=-self.working_days
        )

    @guarded
    def after(self, start: date, workdays: Workdays | None = None) -> date | None:
        """Give the date this long after ``start``.

        Args:
            start: the date to count from.
            workdays: resolves working days; needed only when this offset has some.

        Returns:
            The date; the first or last day that Python knows where the sum lies outside them (a document
            valid until 9999-12-31 stays valid); None when ``workdays`` gives None.

        Raises:
            DefinitionError: working days are asked for and ``workdays`` is missing.
        """
        months = 12 * self.years + self.months
        day = start
        if months:
            day = months_after(day, months)
        if self.days:
            day = days_after(day, self.days)
        if not self.working_days:
            return day
        if workdays is None:
            raise DefinitionError(
                where="workdays",
                found=Text("未提供工作日历", "no working-day calendar given"),
                expected=Text("可推算工作日的函数 (日期, 天数) -> 日期", "a function (date, n) -> date"),
                fix=Text(
                    "检查时传入 workdays=，如 workdays=national().add_or_none",
                    "pass workdays= when checking, such as workdays=national().add_or_none",
                ),
            )
        return workdays(day, self.working_days)


def months_after(start: date, months: int) -> date:
    """Give the same day this many months on (or back), clipped to the end of the month and to the dates Python knows."""
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    if year > date.max.year:
        return date.max
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def days_after(start: date, days: int) -> date:
    """Give the day this many days on (or back), clipped to the dates Python knows."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


@guarded
def Days(n: int) -> Offset:  # noqa: N802 - reads as a kind of offset: filed_on + Days(10)
    """Give an offset of ``n`` calendar days."""
    return Offset(days=n)


@guarded
def Months(n: int) -> Offset:  # noqa: N802
    """Give an offset of ``n`` calendar months."""
    return Offset(months=n)


@guarded
def Years(n: int) -> Offset:  # noqa: N802
    """Give an offset of ``n`` calendar years."""
    return Offset(years=n)


@guarded
def WorkingDays(n: int) -> Offset:  # noqa: N802
    """Give an offset of ``n`` working days (工作日), counted by the calendar given when the rule runs."""
    return Offset(working_days=n)
