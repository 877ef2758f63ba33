"""The life of a case in plain functions (办件进度): by when, how it stands, what to remember."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Unpack

from yibao_rules.calendar.case import Case
from yibao_rules.calendar.clock import CaseClock, CaseStatus
from yibao_rules.calendar.counting import RECEIPT, Snap
from yibao_rules.calendar.deadlines import Deadline, deadline
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.promises import Binding, Options, binding
from yibao_rules.calendar.reminders import (
    Reminder,
    ReminderKind,
    remind,
    residence_endorsements,
    validity_end,
)
from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import CalendarDays, Months, StartEvent, Term, Years
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.serialization.signatures import guarded


@guarded
def due(
    term: Term | str, received: date | datetime, *, calendar: WorkCalendar, **options: Unpack[Options]
) -> Deadline:
    """Say by when a limit ends.

    Args:
        term: the limit, or its words (see :func:`yibao_rules.calendar.parse_term`).
        received: day or moment of its start event.
        calendar: the working days.
        options: ``hours``, ``convention``, ``roll``, ``snap``, as for :func:`yibao_rules.calendar.deadline`.

    Raises:
        TermError: the words are not understood, or the limit cannot be counted.
        CalendarError: the calendar does not know a day on the way.

    >>> from yibao_rules.calendar import national
    >>> due("20个工作日", date(2025, 9, 30), calendar=national()).due.isoformat()
    '2025-11-04'
    """
    return deadline(_read(term), start=received, calendar=calendar, **options)


@guarded
def due_both(
    promised: Term | str | None,
    statutory: Term | str | None,
    start: date | datetime | Mapping[StartEvent, date | datetime],
    *,
    calendar: WorkCalendar,
    **options: Unpack[Options],
) -> Binding:
    """Say by when a promised and a statutory limit end, and which binds; see :func:`yibao_rules.calendar.binding`."""
    ours, law = (None if t is None else _read(t) for t in (promised, statutory))
    return binding(ours, law, start=start, calendar=calendar, **options)


_MONTH = timedelta(days=31)


def _read(term: Term | str) -> Term:
    return parse_term(term) if isinstance(term, str) else term


@guarded
def status(
    case: Case,
    at: date | datetime,
    *,
    calendar: WorkCalendar,
    hours: OfficeHours | None = None,
    snap: Snap = RECEIPT,
) -> CaseStatus:
    """Say how a case stands at a day (its whole) or moment.

    Args:
        case: its limits and events.
        at: when.
        calendar: the working days.
        hours: the office's hours, for closing time as the cut-off and, with ``snap``, for receipt after closing.
        snap: on which day something counts as received that arrives on a rest day or after closing; by default on
            the day itself (民法典 201).

    Raises:
        CalendarError: the calendar does not know a day on the way.
    """
    return CaseClock(calendar=calendar, hours=hours, snap=snap).status(case, at)


@guarded
def reminders(
    *,
    since: date,
    through: date,
    certificate_expires: date | None = None,
    permit_issued: date | None = None,
    filed: date | None = None,
    validity: CalendarDays | Months | Years | None = None,
    change_lock: CalendarDays | Months | Years | None = None,
    lead: int = 30,
    calendar: WorkCalendar | None = None,
) -> tuple[Reminder, ...]:
    """Give what a person should remember in a span of days.

    Args:
        since: first day of interest: what ended before is left out.
        through: last day of interest: what is to be reminded of after is left out.
        certificate_expires: last day of an identity document.
        permit_issued: issue of a residence permit (居住证), for its yearly endorsement (居住证暂行条例 10).
        filed: the day from which a filing (备案) is in force.
        validity: how long it is; a temporary filing 6 months or more (医保发〔2022〕22号), a long-term one without end (None).
        change_lock: how long it may not be changed or cancelled; 6 months at most (医保发〔2022〕22号).
        lead: how many days ahead to remind, where the law names no window of its own.
        calendar: when given, reminders fall back to working days; one that lies beyond it stays as counted, and
            its standing says so.

    Returns:
        The reminders in the order of the days to remind on.

    Raises:
        TermError: ``lead`` is out of range.

    >>> found = reminders(since=date(2025, 9, 1), through=date(2026, 12, 31), filed=date(2025, 9, 22), validity=Months(6))
    >>> [(r.kind.label.zh, str(r.remind_on), str(r.day)) for r in found]
    [('备案有效期届满', '2026-02-20', '2026-03-22')]
    """
    found: list[Reminder] = []
    if certificate_expires:
        found.append(remind(ReminderKind.CERTIFICATE, certificate_expires, lead=lead, calendar=calendar))
    if permit_issued:
        # Its window opens a month before the day itself, so look that much further.
        further = min(through, date.max - _MONTH) + _MONTH
        found += residence_endorsements(permit_issued, further)
    if filed and validity:
        law = "out-of-area/temporary"
        ends = validity_end(filed, validity)
        found.append(remind(ReminderKind.VALIDITY, ends, lead=lead, calendar=calendar, law=law))
    if filed and change_lock:
        law = "out-of-area/change-lock"
        ends = validity_end(filed, change_lock)
        found.append(remind(ReminderKind.CHANGE_LOCK, ends, lead=0, law=law))
    wanted = (r for r in found if r.day >= since and r.remind_on <= through)
    return tuple(sorted(wanted, key=lambda r: (r.remind_on, r.day)))
