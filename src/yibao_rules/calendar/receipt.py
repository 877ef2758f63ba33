"""On which day something handed in counts as received (收到之日), by either reading, and how certain that is."""

from datetime import date, datetime, time, timedelta

from attrs import frozen

from yibao_rules.calendar.counting import RECEIPT, Snap
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.hours import MakeUp, OfficeHours
from yibao_rules.calendar.office import OfficeClock, wall
from yibao_rules.calendar.opening import nth_open
from yibao_rules.calendar.terms import StartEvent
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text

_DAY = timedelta(days=1)
PRACTICE = Text("这是一些机构的惯例，法律没有规定", "a practice of some offices, no law")

AT_AN_OFFICE = frozenset(
    {
        None,
        StartEvent.RECEIVED,
        StartEvent.ACCEPTED,
        StartEvent.COMPLETE,
        StartEvent.LETTER,
        StartEvent.INFORMATION,
        StartEvent.FILED,
    }
)
"""The start events that are something arriving at an office: of the others (出院, 收到通知) there is one reading only."""


@frozen(kw_only=True)
class Receipt:
    """The day on which something counts as received.

    Attributes:
        day: the day; of two possible ones the earlier.
        earliest: the earliest that it can become, once holidays are announced and the office has said its hours.
        latest: the latest.
        unresolved: make-up days on which it hangs whether the office opens.
    """

    day: date
    earliest: date
    latest: date
    unresolved: tuple[date, ...] = ()

    @property
    def note(self) -> Text | None:
        """What the reader must know of the make-up days, or None."""
        if not self.unresolved:
            return None
        days = "、".join(map(str, self.unresolved))
        zh = f"补班日 {days} 是否办公未明：办公的 {self.earliest} 收到，不办公的 {self.latest} 收到；从早计"
        en = (
            f"hours on make-up days {days} are not stated: received on {self.earliest} if open, on {self.latest} if not;"
            " the earlier is taken"
        )
        return Text(zh, en)


def receipt(
    at: date, *, calendar: WorkCalendar, hours: OfficeHours | None = None, snap: Snap = RECEIPT
) -> Receipt:
    """Say on which day something counts as received.

    Args:
        at: the day (its whole, before closing) or the moment at which it arrives.
        calendar: the working days; not asked when it counts as received on the day it arrives.
        hours: the office's hours; None when only working days matter.
        snap: the reading.

    Raises:
        CalendarError: the calendar does not know a day on the way.
    """
    if snap is Snap.NONE:
        day = wall(at).date() if isinstance(at, datetime) else at
        return Receipt(day=day, earliest=day, latest=day)
    moment = wall(at) if isinstance(at, datetime) else datetime.combine(at, time())
    day = moment.date()
    if hours is None:
        found = low = high = calendar.roll_forward(day)
        unresolved: tuple[date, ...] = ()
    else:
        closed = OfficeClock(hours=hours, calendar=calendar).received(moment)
        low, high, unresolved = closed.day, closed.day, closed.unresolved
        if unresolved:
            low = OfficeClock(hours=hours.saying(MakeUp.OPEN), calendar=calendar).received(moment).day
        found = low
    if calendar.standing_between(day, high) is not Standing.CONFIRMED:
        earliest, latest = _bounds(moment, calendar, hours)
        low, high = min(low, earliest), max(high, latest)
    return Receipt(day=found, earliest=low, latest=high, unresolved=unresolved)


def other_reading(snap: Snap, day: date, due: date) -> Text:
    """Word what the other reading of receipt comes to for one limit."""
    if snap is Snap.WORKDAY:
        zh = f"若视为下一工作日（{day}）收到，则至 {due}：{PRACTICE.zh}"
        en = f"taken as received on the next working day ({day}) it would end on {due}: {PRACTICE.en}"
    else:
        zh = f"若自实际收到之日（{day}）起算，则至 {due}（民法典第二百零一条）"
        en = f"counted from the day it arrived ({day}) it would end on {due} (Civil Code, article 201)"
    return Text(zh, en)


def other_case_reading(snap: Snap, due: date | None, state: Text) -> Text:
    """Word what the other reading of receipt comes to for a case: the last day and where it would stand."""
    zh, en = f"{state.zh}，期限至 {due or '不定'}", f"{state.en}, due {due or 'on no fixed day'}"
    if snap is Snap.WORKDAY:
        return Text(
            f"若休息日、下班后交的视为下一工作日收到：{zh}（{PRACTICE.zh}）",
            f"with what came on a rest day or after closing taken as received on the next working day: {en}"
            f" ({PRACTICE.en})",
        )
    return Text(
        f"若自实际收到之日起算：{zh}（民法典第二百零一条）",
        f"counted from the days on which it arrived: {en} (Civil Code, article 201)",
    )


def _bounds(moment: datetime, calendar: WorkCalendar, hours: OfficeHours | None) -> tuple[date, date]:
    """Return the earliest and the latest day of receipt while the holidays on the way are not settled."""
    day = moment.date()
    if hours is None:
        from yibao_rules.calendar.bounds import bounds_from  # noqa: PLC0415  (only provisional answers need it)

        return bounds_from(calendar, day, 1)
    mine = hours.spans(day, works=True)
    first = day + _DAY if mine and moment.time() > mine[-1].closes else day
    return nth_open(calendar, hours, first, 1)
