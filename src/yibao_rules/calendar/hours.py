"""When an office is open (办公时间): weekly hours with a lunch break, summer and winter hours, make-up days."""

from collections.abc import Iterable
from datetime import date, time
from itertools import pairwise
from typing import Self

from attrs import evolve, field, frozen

from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.refusals import GUARD, expect, guarded
from yibao_rules.serialization.guard import Guard
from yibao_rules.serialization.signatures import guarding
from yibao_rules.text import LabelledEnum, Text

WEEKDAYS = Text("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")


class HoursError(CalendarError):
    """Office hours that cannot be (办公时间有误)."""

    title = Text("办公时间有误", "office hours refused")


_guarded = guarding(Guard(HoursError, GUARD.lines), moments=True)


class MakeUp(LabelledEnum):
    """Whether the office opens on make-up working Saturdays and Sundays (补班日是否办公)."""

    OPEN = "open", "补班日照常办公", "open on make-up days"
    CLOSED = "closed", "补班日不对外办公", "closed to the public on make-up days"
    UNRESOLVED = "unresolved", "补班日是否办公未明", "not stated for make-up days"


@_guarded
@frozen(order=True)
class Span:
    """One stretch of opening: from ``opens`` to ``closes``, in Asia/Shanghai wall time, to the minute.

    Raises:
        HoursError: it does not open before it closes, or is not in whole minutes.
    """

    opens: time
    closes: time

    def __attrs_post_init__(self) -> None:
        ends = (self.opens, self.closes)
        if self.opens >= self.closes or any(t.second or t.microsecond or t.tzinfo for t in ends):
            raise HoursError(
                where="Span",
                found=str(self),
                expected=Text(
                    "先开后关、整分钟、不带时区", "opening before closing, whole minutes, no time zone"
                ),
                fix=Text("跨午夜的拆成两段", "split a span that crosses midnight"),
            )

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"

    @property
    def minutes(self) -> tuple[int, int]:
        """Opening and closing as minutes of the day."""
        return self.opens.hour * 60 + self.opens.minute, self.closes.hour * 60 + self.closes.minute


Spans = tuple[Span, ...]
Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]


def check_spans(spans: Iterable[Span], where: str) -> Spans:
    """Give the spans of one day in order.

    Raises:
        HoursError: two of them overlap; the message shows both.
    """
    ordered = tuple(sorted(spans))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise HoursError(
                where=where,
                found=Text(f"{earlier} 与 {later} 重叠", f"{earlier} overlaps {later}"),
                expected=Text("互不重叠的时段", "spans that do not overlap"),
                fix=Text("合并或改正其中一段", "merge them or correct one"),
            )
    return ordered


def _check_week(week: Iterable[Iterable[Span]]) -> Week:
    days = tuple(check_spans(spans, f"week[{i}]（周{WEEKDAYS.zh[i % 7]}）") for i, spans in enumerate(week))
    if len(days) != 7 or not any(days):
        raise HoursError(
            where="week",
            found=Text(f"{len(days)} 天", f"{len(days)} days"),
            expected=Text("周一至周日七天，至少一天开放", "seven days from Monday, at least one open"),
            fix=Text("不开放的日子写空元组", "give an empty tuple for a closed day"),
        )
    a, b, c, d, e, f, g = days
    return a, b, c, d, e, f, g


@_guarded
@frozen(kw_only=True)
class Season:
    """Hours that replace the ordinary week in a part of every year (夏季、冬季作息).

    Args:
        first: month and day on which they begin.
        last: month and day on which they end; earlier than ``first`` when they pass the new year.
        week: the hours, seven days from Monday.

    Raises:
        HoursError: a month and day that no year has, or hours that overlap.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    week: Week = field(converter=_check_week)

    def __attrs_post_init__(self) -> None:
        for name, (month, day) in (("first", self.first), ("last", self.last)):
            try:
                date(2024, month, day)  # a leap year has every day that any year has
            except (ValueError, TypeError):
                raise HoursError(
                    where=f"Season.{name}",
                    found=f"{month}-{day}",
                    expected=Text("存在的月、日", "a month and day that exist"),
                    fix=Text("如 (5, 1)", "such as (5, 1)"),
                ) from None

    @guarded
    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the season, both ends included."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@_guarded
@frozen(kw_only=True)
class SpecialDay:
    """Hours of one date that replace all others (临时调整): no spans when closed."""

    date: date
    spans: Spans = ()

    def __attrs_post_init__(self) -> None:
        check_spans(self.spans, f"SpecialDay {self.date}")


@_guarded
@frozen(kw_only=True)
class OfficeHours:
    """An office's hours, in Asia/Shanghai wall time; ``clock = OfficeClock(hours, calendar)`` counts with them.

    Args:
        week: seven days from Monday, each a tuple of :class:`Span`.
        seasons: parts of the year with other hours; a date may lie in one at most.
        special: single dates with other hours.
        make_up: what happens on a working Saturday or Sunday for which ``week`` gives no hours. Most notices
            do not say: the default leaves it open, and every answer that depends on it is flagged or refused.
        make_up_as: the weekday whose hours apply when open on make-up days (0 is Monday).

    Raises:
        HoursError: overlapping spans or seasons, a week without seven days, a date given twice.
    """

    week: Week = field(converter=_check_week)
    seasons: tuple[Season, ...] = ()
    special: tuple[SpecialDay, ...] = ()
    make_up: MakeUp = MakeUp.UNRESOLVED
    make_up_as: int = 0

    def __attrs_post_init__(self) -> None:
        expect(self.make_up, MakeUp, "OfficeHours.make_up")
        leap_year = (date.fromordinal(date(2024, 1, 1).toordinal() + i) for i in range(366))
        crowded = next((d for d in leap_year if sum(s.holds(d) for s in self.seasons) > 1), None)
        dates = [s.date for s in self.special]
        twice = next((d for d in dates if dates.count(d) > 1), None)
        if crowded or twice or self.make_up_as not in range(7):
            found = (
                twice.isoformat() if twice else crowded.strftime("%m-%d") if crowded else str(self.make_up_as)
            )
            raise HoursError(
                where="OfficeHours",
                found=found,
                expected=Text(
                    "每个日期至多一套作息；make_up_as 为 0 至 6",
                    "one set of hours a date; make_up_as from 0 to 6",
                ),
                fix=Text(
                    "使各季起止不相交、每个特别日只写一次",
                    "make the seasons disjoint and give each special day once",
                ),
            )

    @classmethod
    @guarded
    def weekdays(cls, *spans: tuple[time, time] | Span, make_up: MakeUp = MakeUp.UNRESOLVED) -> Self:
        """Give the same hours from Monday to Friday.

        >>> OfficeHours.weekdays((time(8, 30), time(11, 30)), (time(13), time(17))).words("en")
        'Mon-Fri 08:30-11:30, 13:00-17:00'
        """
        day = tuple(s if isinstance(s, Span) else Span(*s) for s in spans)
        return cls(week=(day, day, day, day, day, (), ()), make_up=make_up)

    def saying(self, make_up: MakeUp) -> Self:
        """Give the same hours with make-up days decided."""
        return evolve(self, make_up=make_up)

    @guarded
    def week_on(self, day: date) -> Week:
        """Give the week that applies on ``day``: its season's, or the ordinary one."""
        return next((s.week for s in self.seasons if s.holds(day)), self.week)

    @guarded
    def spans(self, day: date, *, works: bool, plain: bool = True) -> Spans | None:
        """Give the opening spans of a day.

        Args:
            day: the date.
            works: whether it is a working day in the calendar.
            plain: for a rest day: whether it is a plain weekend, which keeps the office's own weekend hours;
                a weekend inside a holiday does not.

        Returns:
            The spans, none when closed; None when that hangs on make-up days and is unresolved.
        """
        for special in self.special:
            if special.date == day:
                return special.spans
        week = self.week_on(day)
        ordinary = week[day.weekday()]
        if not works:
            return ordinary if plain else ()
        if ordinary or day.weekday() < 5:
            return ordinary
        if self.make_up is MakeUp.UNRESOLVED:
            return None
        return week[self.make_up_as] if self.make_up is MakeUp.OPEN else ()

    def words(self, lang: str = "zh") -> str:
        """Word the ordinary week; :func:`yibao_rules.calendar.hours_text.parse_hours` reads it back."""
        names = [f"周{c}" for c in WEEKDAYS.zh] if lang == "zh" else WEEKDAYS.en.split()
        parts, first = [], 0
        while first < 7:
            last = first
            while last < 6 and self.week[last + 1] == self.week[first]:
                last += 1
            if self.week[first]:
                to = ("至" if lang == "zh" else "-") + names[last] if last > first else ""
                parts.append(
                    f"{names[first]}{to} " + ("、" if lang == "zh" else ", ").join(map(str, self.week[first]))
                )
            first = last + 1
        return ("；" if lang == "zh" else "; ").join(parts)
