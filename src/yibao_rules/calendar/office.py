"""The office clock (办公时钟): office hours laid over a working-day calendar, counted in opening time."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from attrs import frozen

from yibao_rules.calendar.days import DayKind
from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.hours import HoursError, MakeUp, OfficeHours, Spans
from yibao_rules.calendar.refusals import expect, guarded
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text


class ClockError(CalendarError):
    """A moment that the office clock cannot place (时刻无法计算)."""

    title = Text("时刻无法计算", "moment refused")


class UnresolvedHoursError(HoursError):
    """An answer that hangs on whether the office opens on a make-up day (补班日是否办公未明)."""

    title = Text("补班日是否办公未明", "make-up day hours not stated")


def shanghai() -> tzinfo:
    """Give Asia/Shanghai, the one zone of every office here."""
    return ZoneInfo("Asia/Shanghai")


def wall(moment: datetime, where: str = "at") -> datetime:
    """Give the naive Asia/Shanghai wall time of a moment: a naive one is taken to be that already.

    Raises:
        ClockError: not a datetime.
    """
    if not isinstance(moment, datetime):
        raise ClockError(
            where=where,
            found=type(moment).__name__,
            expected=Text("日期时间（datetime）", "a datetime"),
            fix=Text(
                "用 datetime.combine(day, time(9)) 给出时刻", "say the time: datetime.combine(day, time(9))"
            ),
        )
    try:
        return moment if moment.tzinfo is None else moment.astimezone(shanghai()).replace(tzinfo=None)
    except OverflowError:
        raise ClockError(
            where=where,
            found=Text(
                "换算为北京时间后超出日期范围的时刻", "a moment whose Shanghai time lies outside all dates"
            ),
            expected=Text("公元 1 年至 9999 年的时刻", "a moment of the years 1 to 9999"),
            fix=Text("核对年份", "check the year"),
        ) from None


def like(result: datetime, model: date) -> datetime:
    """Give ``result`` (naive wall time) with Asia/Shanghai when ``model`` is aware."""
    aware = isinstance(model, datetime) and model.tzinfo is not None
    return result.replace(tzinfo=shanghai()) if aware else result


def same_kind(a: datetime, b: datetime, where: str = "start, end") -> None:
    """Refuse a naive and an aware moment together.

    Raises:
        ClockError: one has a time zone and the other has none.
    """
    if (a.tzinfo is None) != (b.tzinfo is None):
        raise ClockError(
            where=where,
            found=Text("一个带时区、一个不带", "one with a time zone, one without"),
            expected=Text("都带或都不带", "both with, or both without"),
            fix=Text(
                "给不带的加上：moment.replace(tzinfo=ZoneInfo('Asia/Shanghai'))",
                "add it: moment.replace(tzinfo=ZoneInfo('Asia/Shanghai'))",
            ),
        )


@frozen(kw_only=True)
class Received:
    """When something handed in counts as received (收到时间).

    Attributes:
        day: the day on which it counts as received.
        at: the moment: when handed in during opening hours or the lunch break, or else the next opening.
        late: it came after closing, or on a day when the office is closed.
        unresolved: make-up days on the way of which the hours are not stated; taken as closed.
    """

    day: date
    at: datetime
    late: bool
    unresolved: tuple[date, ...] = ()


@frozen(kw_only=True)
class Cutoff:
    """The closing time that ends a period (截止时刻；民法典 203 第二款).

    Attributes:
        at: the moment, naive Asia/Shanghai wall time.
        note: what the reader must know when the day itself has no closing time, else None.
        certain: False when it hangs on make-up day hours that are not stated.
    """

    at: datetime
    note: Text | None = None
    certain: bool = True


@frozen
class _Table:
    """Opening minutes before each day of the calendar, and each day's spans in minutes."""

    base: int
    before: list[int]
    spans: list[tuple[tuple[int, int], ...]]
    unresolved: list[int]


@guarded
@frozen(kw_only=True)
class OfficeClock:
    """Office hours on a calendar: a value; the table of opening time is built at the first count and kept.

    Aware moments may come in any zone and go out in Asia/Shanghai; naive ones are Asia/Shanghai wall time.

    Args:
        hours: the office's hours.
        calendar: the working days; its range bounds every answer.
    """

    hours: OfficeHours
    calendar: WorkCalendar

    def __attrs_post_init__(self) -> None:
        expect(self.hours, OfficeHours, "hours")
        expect(self.calendar, WorkCalendar, "calendar")

    @guarded
    def spans(self, day: date) -> Spans | None:
        """Give the opening spans of ``day``: none when closed, None when make-up day hours are not stated.

        Raises:
            CalendarError: the calendar does not know the day.
        """
        works = self.calendar.is_workday(day)
        plain = True
        if not works and any(self.hours.week_on(day)[5:]):
            known = self.calendar.day(day)
            plain = known.kind is DayKind.WEEKEND and known.notice is None
        return self.hours.spans(day, works=works, plain=plain and day.weekday() >= 5)

    @guarded
    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at a moment; at closing time it no longer is.

        Raises:
            UnresolvedHoursError: the day is a make-up day of which the hours are not stated.
        """
        moment = wall(at)
        spans = self.spans(moment.date())
        if spans is None:
            raise _unresolved(moment.date())
        return any(s.opens <= moment.time() < s.closes for s in spans)

    @guarded
    def received(self, at: datetime) -> Received:
        """Say when something handed in at a moment counts as received.

        Until closing time, closing itself and the lunch break included, it is that day; later, or on a day when
        the office is closed, it is the next opening. Source: 民法典 203 (business time), and the practice of 限时办结.

        Raises:
            CalendarError: the calendar does not reach.
        """
        moment = wall(at)
        day, unresolved = moment.date(), []
        spans = self.spans(day)
        if spans and moment.time() <= spans[-1].closes:
            opens = datetime.combine(day, spans[0].opens)
            return Received(day=day, at=like(max(opens, moment), at), late=False)
        while True:
            if spans is None:
                unresolved.append(day)
            day += timedelta(days=1)
            spans = self.spans(day)
            if spans:
                opens = datetime.combine(day, spans[0].opens)
                return Received(day=day, at=like(opens, at), late=True, unresolved=tuple(unresolved))

    @guarded
    def cutoff(self, due: date, after: datetime | None = None) -> Cutoff:
        """Give the moment at which a period that ends on ``due`` ends: closing time (民法典 203 第二款).

        When the office has no hours on ``due``, it is the last closing before, so that whoever keeps it is in time;
        when that would lie before the period began, the next closing after.

        Args:
            due: the last day.
            after: when the period began, naive wall time.
        """
        spans = self.spans(due)
        if spans:
            return Cutoff(at=datetime.combine(due, spans[-1].closes))
        certain = spans is not None
        closing = self._closing(due, -1)
        if after is not None and closing <= after:
            closing = self._closing(due, 1)
        when = f"{closing:%Y-%m-%d %H:%M}"
        if certain:
            note = Text(
                f"{due} 不对外办公，按 {when} 截止", f"the office is closed on {due}; taken to end at {when}"
            )
        else:
            note = Text(
                f"{due} 为补班日，办公时间未明，稳妥起见按 {when} 截止，请向机构核实",
                f"{due} is a make-up day without stated hours; to be safe taken to end at {when}: ask the office",
            )
        return Cutoff(at=closing, note=note, certain=certain)

    def _closing(self, day: date, step: int) -> datetime:
        while True:
            day += timedelta(days=step)
            if spans := self.spans(day):
                return datetime.combine(day, spans[-1].closes)

    @cached_property
    def _table(self) -> _Table:
        first, last = self.calendar.first.toordinal(), self.calendar.last.toordinal()
        before, each, unresolved, total = [], [], [], 0
        for ordinal in range(first, last + 1):
            spans = self.spans(date.fromordinal(ordinal))
            if spans is None:
                unresolved.append(ordinal)
            minutes = tuple(s.minutes for s in spans or ())
            before.append(total)
            each.append(minutes)
            total += sum(closes - opens for opens, closes in minutes)
        before.append(total)
        return _Table(first, before, each, unresolved)

    @guarded
    def between(self, start: datetime, end: datetime) -> timedelta:
        """Give the opening time between two moments.

        Args:
            start: the earlier moment.
            end: the later one; both aware or both naive.

        Raises:
            ClockError: reversed, mixed naive and aware, not datetimes, or outside the calendar.
            UnresolvedHoursError: a make-up day of which the hours are not stated lies between.
        """
        if isinstance(start, datetime) and isinstance(end, datetime):
            same_kind(start, end)
        a, b = wall(start, "start"), wall(end, "end")
        if b < a:
            raise ClockError(
                where="between",
                found=f"{a.isoformat()} > {b.isoformat()}",
                expected=Text("先早后晚", "the earlier moment first"),
                fix=Text("对调两个时刻", "swap the two moments"),
            )
        table = self._table
        if table.unresolved:
            self._refuse_unresolved(a, b)
        return timedelta(microseconds=self._elapsed(table, b) - self._elapsed(table, a))

    def _elapsed(self, table: _Table, at: datetime) -> int:
        """Microseconds of opening time from the calendar's first day to ``at``."""
        index = at.toordinal() - table.base
        if not 0 <= index < len(table.spans):
            # Asking the calendar raises its own error, which tells how to give it the year.
            self.calendar.is_workday(at.date())
        minutes, minute = table.before[index], at.hour * 60 + at.minute
        for opens, closes in table.spans[index]:
            if minute >= closes:
                minutes += closes - opens
            elif minute >= opens:
                return (minutes + minute - opens) * 60_000_000 + at.second * 1_000_000 + at.microsecond
        return minutes * 60_000_000

    def _refuse_unresolved(self, a: datetime, b: datetime) -> None:
        days = self._table.unresolved
        i = bisect_left(days, a.toordinal())
        if i < len(days) and days[i] <= b.toordinal():
            raise _unresolved(date.fromordinal(days[i]))

    @guarded
    def add(self, start: datetime, opening: timedelta) -> datetime:
        """Give the moment at which an amount of opening time has passed.

        Args:
            start: from when.
            opening: how much opening time, more than zero; less than zero counts backwards.

        Returns:
            The first such moment (the last, counting backwards): a sum that ends with the day ends at closing
            time, not at the next opening.

        Raises:
            ClockError: zero (closed time makes it ambiguous), or beyond the calendar.
            UnresolvedHoursError: a make-up day of which the hours are not stated lies on the way.
        """
        expect(opening, timedelta, "opening")
        moment, amount = wall(start, "start"), round(opening / timedelta(microseconds=1))
        if amount == 0:
            raise ClockError(
                where="add",
                found="0",
                expected=Text("不为零的时长", "an amount other than zero"),
                fix=Text("要找下一个开门时刻请用 received()", "for the next opening use received()"),
            )
        table = self._table
        target = self._elapsed(table, moment) + amount
        found = like(self._at(table, target, forward=amount > 0), start)
        if table.unresolved:
            self._refuse_unresolved(*sorted((moment, wall(found))))
        return found

    def _at(self, table: _Table, target: int, *, forward: bool) -> datetime:
        """The moment at which ``target`` microseconds have passed: the earliest forward, the latest backward."""
        minute = 60_000_000
        if forward:
            index = bisect_left(table.before, -(-target // minute)) - 1
        else:
            index = bisect_right(table.before, target // minute) - 1
        if not 0 <= index < len(table.spans):
            raise ClockError(
                where="add",
                found=Text("结果超出日历范围", "a result beyond the calendar"),
                expected=Text(
                    f"{self.calendar.first} 至 {self.calendar.last}",
                    f"{self.calendar.first} to {self.calendar.last}",
                ),
                fix=Text(
                    "用含该年通知的日历，或 calendar.projected(year)",
                    "give the year's notice, or use calendar.projected(year)",
                ),
            )
        left = target - table.before[index] * minute
        spans = iter(table.spans[index])
        opens, closes = next(spans)
        # A sum that fills a span ends with it forward, and with the opening of the next backward.
        while left > (closes - opens) * minute or (left == (closes - opens) * minute and not forward):
            left -= (closes - opens) * minute
            opens, closes = next(spans)
        day = datetime.combine(date.fromordinal(table.base + index), time())
        return day + timedelta(minutes=opens, microseconds=left)


def _unresolved(day: date) -> UnresolvedHoursError:
    return UnresolvedHoursError(
        where="OfficeHours.make_up",
        found=Text(f"{day} 为补班日，办公时间未说明", f"{day} is a make-up day without stated hours"),
        expected=Text("说明补班日是否办公", "a statement whether the office opens then"),
        fix=Text(
            f"hours.saying({MakeUp.OPEN!r}) 或 hours.saying({MakeUp.CLOSED!r})",
            f"hours.saying({MakeUp.OPEN!r}) or hours.saying({MakeUp.CLOSED!r})",
        ),
    )
