"""Deadlines and reminders as iCalendar (RFC 5545), for a clerk's own calendar; needs the extra ``ics``."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from attrs import frozen

from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.deadlines import Deadline
from yibao_rules.calendar.office import ClockError, shanghai
from yibao_rules.calendar.refusals import GUARD, expect, guarded
from yibao_rules.calendar.reminders import Reminder
from yibao_rules.calendar.terms import TermError
from yibao_rules.errors import missing_extra
from yibao_rules.text import Lang, Text


@frozen(kw_only=True)
class CalendarEntry:
    """One entry of a calendar file.

    Attributes:
        key: what makes it the same entry when exported again (a case number of your own); never personal data,
            though only a digest of it is written.
        at: a day (whole-day entry), or a moment: aware, or naive Asia/Shanghai wall time.
        summary: its title.
        description: its text, such as the trace of a deadline.
        alarm: how long before to ring, or None.
        tentative: whether the date may still move (``STATUS:TENTATIVE``), as that of a provisional deadline may.

    Raises:
        CalendarError: the alarm rings after the entry.
    """

    key: str
    at: date
    summary: Text
    description: Text = Text("", "")  # noqa: RUF009 - a frozen value
    alarm: timedelta | None = None
    tentative: bool = False

    def __attrs_post_init__(self) -> None:
        if isinstance(self.alarm, timedelta) and self.alarm < timedelta(0):
            raise GUARD.refuse(
                "CalendarEntry.alarm",
                str(self.alarm),
                Text("不短于零的提前量", "a time before the entry, not after it"),
                Text("如 timedelta(days=2)", "such as timedelta(days=2)"),
            )


@guarded
def deadline_entry(
    found: Deadline, *, key: str, title: Text, alarm: timedelta | None = None
) -> CalendarEntry:
    """Make the entry of a deadline: at its closing time when known, with its trace as the description.

    One that is not confirmed is tentative.

    Raises:
        TermError: the deadline has no last day (按协议).
    """
    at = found.due_at or found.due
    if at is None:
        raise TermError(
            where="deadline_entry",
            found=Text(found.term.wording("zh"), found.term.wording("en")),
            expected=Text("有期满日的期限", "a deadline with a last day"),
            fix=Text("按协议的期限请另行约定日期", "agree a day where the agreement sets the limit"),
        )
    lines = [*(s.text for s in found.steps), *found.flags]
    text = Text("\n".join(t.zh for t in lines), "\n".join(t.en for t in lines))
    return CalendarEntry(
        key=key,
        at=at,
        summary=title,
        description=text,
        alarm=alarm,
        tentative=found.standing is not Standing.CONFIRMED,
    )


@guarded
def reminder_entry(found: Reminder, *, key: str) -> CalendarEntry:
    """Make the entry of a reminder: on its last day, ringing on the day to remind."""
    return CalendarEntry(key=key, at=found.day, summary=found.text, alarm=found.day - found.remind_on)


def uid(key: str, namespace: str) -> str:
    """Give the entry's UID: the same for the same key and namespace, and telling neither person nor case.

    >>> uid("case-1", "example.org") == uid("case-1", "example.org"), len(uid("case-1", "example.org"))
    (True, 44)
    """
    return f"{hashlib.sha256(f'{namespace}/{key}'.encode(errors='backslashreplace')).hexdigest()[:32]}@{namespace}"


@guarded
def to_ics(entries: Iterable[CalendarEntry], *, stamp: datetime, namespace: str, lang: Lang = "zh") -> bytes:
    """Write entries as an iCalendar file; equal arguments give equal bytes.

    Args:
        entries: what to write, in order. Each has a UID of its own: a key that comes again is told apart by its place
            among those of the same key.
        stamp: DTSTAMP: when the file was made; must be aware. No clock is read here.
        namespace: a domain name of your own, the second half of every UID.
        lang: language of titles and texts.

    Returns:
        The file, UTF-8 with CRLF lines. Moments are written in UTC, so no reader needs a time-zone table.

    Raises:
        ClockError: ``stamp`` is naive.
        MissingExtraError: the package ``icalendar`` is not installed.
    """
    GUARD.bounded(namespace, "namespace", longest=255)
    if not isinstance(stamp, datetime) or stamp.tzinfo is None:
        raise ClockError(
            where="stamp",
            found=Text("不带时区的时刻", "a naive moment")
            if isinstance(stamp, datetime)
            else type(stamp).__name__,
            expected=Text("带时区的时刻", "an aware moment"),
            fix=Text(
                "如 datetime(2025, 9, 22, 9, tzinfo=UTC)", "such as datetime(2025, 9, 22, 9, tzinfo=UTC)"
            ),
        )
    try:
        import icalendar  # noqa: PLC0415 - an optional package
    except ImportError:
        raise missing_extra("icalendar", "ics") from None
    book = icalendar.Calendar()
    book.add("prodid", "-//yibao_rules//deadlines//ZH")
    book.add("version", "2.0")
    taken: set[str] = set()
    for entry in entries:
        expect(entry, CalendarEntry, "entries")
        event = icalendar.Event()
        event.add("uid", _own_uid(entry.key, namespace, taken))
        if entry.tentative:
            event.add("status", "TENTATIVE")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("summary", entry.summary.in_(lang))
        event.add("dtstart", _moment(entry.at))
        if entry.description.in_(lang):
            event.add("description", entry.description.in_(lang))
        if entry.alarm is not None:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", entry.summary.in_(lang))
            alarm.add("trigger", -entry.alarm)
            event.add_component(alarm)
        book.add_component(event)
    return bytes(book.to_ical())


def _own_uid(key: str, namespace: str, taken: set[str]) -> str:
    """Return a UID that no entry before has: that of the key, or of the key with its number among its like."""
    found, n = uid(key, namespace), 1
    while found in taken:
        n += 1
        found = uid(f"{key}#{n}", namespace)
    taken.add(found)
    return found


def _moment(at: date) -> date:
    """A day as it is; a moment in UTC."""
    if not isinstance(at, datetime):
        return at
    return (at if at.tzinfo else at.replace(tzinfo=shanghai())).astimezone(UTC)
