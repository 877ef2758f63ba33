"""Days worth a reminder (到期提醒): certificates, yearly endorsements, validity of filings, change locks."""

from datetime import date, timedelta

from attrs import frozen
from dateutil.relativedelta import relativedelta

from yibao_rules.calendar.counting import Convention, span_end
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.errors import UnknownYearError
from yibao_rules.calendar.refusals import GUARD, expect, guarded
from yibao_rules.calendar.terms import CalendarDays, Months, TermError, Years
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import LabelledEnum, Text


class ReminderKind(LabelledEnum):
    """What is to be remembered (提醒事项)."""

    CERTIFICATE = "certificate", "证件到期", "certificate expires"
    ENDORSEMENT = "endorsement", "居住证年度签注截止", "residence permit: yearly endorsement due"
    VALIDITY = "validity", "备案有效期届满", "filing ceases to be valid"
    CHANGE_LOCK = "change_lock", "备案变更限制期满", "filing may be changed again after this day"
    LIMIT = "limit", "办件期限届满", "limit of the case ends"


@frozen(kw_only=True)
class Reminder:
    """One day to remember.

    Attributes:
        kind: what it is.
        day: the last day: of validity, of the window, of the lock.
        remind_on: the day to say so.
        law: code of the legal source, or None.
        standing: how certain ``remind_on`` is as a working day; unknown where the calendar does not reach it, then
            it is not moved off a rest day. Confirmed when no calendar was asked.
    """

    kind: ReminderKind
    day: date
    remind_on: date
    law: str | None = None
    standing: Standing = Standing.CONFIRMED

    @property
    def text(self) -> Text:
        """The reminder as a sentence."""
        return Text(f"{self.kind.label.zh}：{self.day}", f"{self.kind.label.en}: {self.day}")


def remind(
    kind: ReminderKind,
    day: date,
    *,
    lead: int = 30,
    calendar: WorkCalendar | None = None,
    law: str | None = None,
) -> Reminder:
    """Make a reminder some days ahead.

    Args:
        kind: what is to be remembered.
        day: its last day.
        lead: how many calendar days ahead to remind; 0 for the day itself.
        calendar: when given, the reminding falls back to a working day, so that an office sees it in time; where it
            does not reach, the day stays as counted and says so by its standing.
        law: code of the legal source.

    Raises:
        TermError: ``lead`` is not from 0 to 3650.

    >>> remind(ReminderKind.CERTIFICATE, date(2026, 3, 31)).remind_on.isoformat()
    '2026-03-01'
    """
    if isinstance(lead, bool) or not isinstance(lead, int) or not 0 <= lead <= 3650:
        raise TermError(
            where="lead",
            found=repr(lead)[:40],
            expected=Text("0 至 3650 天", "0 to 3650 days"),
            fix=Text("如 lead=30", "such as lead=30"),
        )
    expect(day, date, "day")
    expect(calendar, (WorkCalendar, type(None)), "calendar")
    try:
        ahead = day - timedelta(days=lead)
    except OverflowError:
        raise GUARD.not_a_day(day) from None
    standing = Standing.CONFIRMED
    if calendar:
        try:
            before = calendar.roll_back(ahead)
            ahead, standing = before, calendar.standing_between(before, ahead)
        except UnknownYearError:
            standing = Standing.UNKNOWN
    return Reminder(kind=kind, day=day, remind_on=ahead, law=law, standing=standing)


@guarded
def residence_endorsements(issued: date, through: date) -> tuple[Reminder, ...]:
    """Give the yearly endorsement days of a residence permit (居住证暂行条例 第十条).

    The endorsement is due within the month before each full year since issue; without it the permit is suspended.

    Args:
        issued: the day of issue, or of the last late endorsement, from which the years are counted anew.
        through: the last day of interest.

    >>> [(str(r.remind_on), str(r.day)) for r in residence_endorsements(date(2024, 2, 29), date(2025, 12, 31))]
    [('2025-01-28', '2025-02-28')]
    """
    expect(issued, date, "issued")
    expect(through, date, "through")
    found = []
    for year in range(1, through.year - issued.year + 1):
        full = issued + relativedelta(years=year)
        if full <= through:
            opens = full - relativedelta(months=1)
            found.append(
                Reminder(kind=ReminderKind.ENDORSEMENT, day=full, remind_on=opens, law="residence/10")
            )
    return tuple(found)


@guarded
def validity_end(
    filed: date, term: CalendarDays | Months | Years, *, convention: Convention = Convention.NEXT_DAY
) -> date:
    """Return the last day of a filing's validity, or of its change lock (民法典 201, 202).

    A right that lapses does not wait for a working day: the day is not rolled.

    Args:
        filed: the day from which the filing is in force.
        term: how long.
        convention: whether that day counts; by default not, so that 6 months end on the same-numbered day.

    Raises:
        TermError: it ends after the year 9999.
        CalendarError: not a day, or a term in anything but days, months or years.

    >>> validity_end(date(2025, 8, 31), Months(6)).isoformat()
    '2026-02-28'
    """
    expect(filed, date, "filed")
    expect(term, (Months, CalendarDays, Years), "term")
    expect(convention, Convention, "convention")
    return span_end(term, filed, convention)
