"""Deadlines (期限届满日): the last day and moment of a term, how certain they are, and how they came about."""

from datetime import date, datetime, timedelta

from attrs import evolve, frozen

from yibao_rules.calendar.counting import RECEIPT, Convention, Counting, Landing, Roll, Snap, too_far
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.errors import CalendarError, UnknownYearError
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.office import ClockError, OfficeClock, like, same_kind, wall
from yibao_rules.calendar.opening import nth_open
from yibao_rules.calendar.receipt import AT_AN_OFFICE, Receipt, other_reading, receipt
from yibao_rules.calendar.refusals import expect, guarded
from yibao_rules.calendar.terms import Hours, Immediate, SameDay, Term, TermError, WorkingHours
from yibao_rules.calendar.trace import Step, StepKind, step, trace
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text


@brief
@frozen(kw_only=True)
class Deadline:
    """By when, how certainly, and why.

    Attributes:
        term: the limit counted.
        start: the start event as given.
        counted_from: the day on which the start event counts as having happened.
        due: the last day; None when the term has no number (按协议).
        due_at: the moment at which it ends, when office hours were given (closing time) or the term is in hours;
            with Asia/Shanghai when ``start`` was aware, else naive Shanghai wall time.
        earliest: the earliest that ``due`` can become (the shortest reading of a span).
        latest: the latest.
        standing: the worst standing of the days on the way.
        steps: how it came about.
        legal: codes of the legal sources (see :func:`yibao_rules.calendar.law.cite`).
        flags: what the reader must know before relying on it.
        other_due: the last day by the other reading of receipt (see :class:`yibao_rules.calendar.Snap`), where it
            differs from ``due``; else None.
    """

    term: Term
    start: date | datetime
    counted_from: date
    due: date | None
    due_at: datetime | None
    earliest: date | None
    latest: date | None
    standing: Standing
    steps: tuple[Step, ...]
    legal: tuple[str, ...]
    flags: tuple[Text, ...] = ()
    other_due: date | None = None

    @guarded
    def passed(self, at: date | datetime) -> bool:
        """Whether the deadline has passed at a day or moment; a limit without a number never has.

        A date asks for the whole day: it has passed when the last day lies before it.

        Raises:
            ClockError: ``at`` has a time zone and ``start`` has none, or the other way round.
        """
        if self.due is None:
            return False
        if isinstance(at, datetime):
            if isinstance(self.start, datetime):
                same_kind(self.start, at, "start, at")
            moment = wall(at)
            return moment > wall(self.due_at) if self.due_at else moment.date() > self.due
        expect(at, date, "at")
        return at > self.due


def deadline(
    term: Term,
    *,
    start: date | datetime,
    calendar: WorkCalendar,
    hours: OfficeHours | None = None,
    convention: Convention = Convention.NEXT_DAY,
    roll: Roll = Roll.FORWARD,
    snap: Snap = RECEIPT,
    extended: bool = False,
) -> Deadline:
    """Say by when a term ends.

    Args:
        term: the limit.
        start: day or moment of its start event; an aware moment may be in any zone.
        calendar: the working days.
        hours: the office's hours, for the closing time; None leaves ``due_at`` out.
        convention: whether the start day counts; by default not (民法典 201).
        roll: what becomes of a last day on a rest day; by default it moves on (民法典 203). Terms in working
            days, minimum times (满6个月) and effects (次日生效) never roll.
        snap: on which day a start on a rest day or, with ``hours``, after closing counts as received; by default
            on the day itself (民法典 201). Where the other reading ends on another day, ``other_due`` and a flag say so.
        extended: whether an extension (经批准可以延长) was granted.

    Returns:
        The deadline; it is equal for equal arguments.

    Raises:
        CalendarError: the calendar does not know a day on the way (its year is not announced).
        TermError: the term needs a moment or office hours and has none, or ends after the year 9999.

    >>> from yibao_rules.calendar import national, parse_term
    >>> found = deadline(parse_term("5个工作日"), start=date(2025, 9, 22), calendar=national())
    >>> found.due.isoformat(), found.standing.label.zh
    ('2025-09-28', '已确定')
    >>> print(found.steps[2].text.zh)
    2025-09-28（周日） 为国庆节、中秋节补班（国办发明电〔2024〕12号），计入
    """
    for given, kind, where in (
        (term, Term, "term"),
        (calendar, WorkCalendar, "calendar"),
        (convention, Convention, "convention"),
        (roll, Roll, "roll"),
        (snap, Snap, "snap"),
        (extended, bool, "extended"),
    ):
        expect(given, kind, where)
    clock = OfficeClock(hours=hours, calendar=calendar) if hours else None
    moment = _moment(start)
    if isinstance(term, Hours | WorkingHours):
        return _in_hours(term, start, moment, clock)
    # 即时 and 当日 can only be kept while the office is open: what comes after closing is the next day's.
    on_the_spot = bool(clock and moment and isinstance(term, Immediate | SameDay))
    received = receipt(start, calendar=calendar, hours=hours, snap=Snap.WORKDAY if on_the_spot else snap)
    day = received.day
    counting = Counting(calendar=calendar, convention=convention, roll=roll, extended=extended)
    landing = _land(counting, term, received)
    steps = list(trace(counting, term, day, landing))
    if day != (moment.date() if moment else start):
        text = Text(f"{start} 到达，视为 {day} 收到", f"arrived {start}, taken as received on {day}")
        steps.insert(0, step(StepKind.START, text, day, law=Snap.WORKDAY.law))
    other_due, other = (None, None) if on_the_spot else _other(counting, term, start, hours, snap, landing)
    flags = tuple(note for note in (received.note, landing.note, other) if note)
    due_at = None
    legal = list(landing.laws)
    if clock and landing.due:
        cutoff = clock.cutoff(landing.due, after=moment)
        flags += (cutoff.note,) if cutoff.note else ()
        due_at = like(cutoff.at, start)
        when = f"{cutoff.at:%Y-%m-%d %H:%M}"
        text = Text(f"{when} 停止办公时截止", f"ends at closing time, {when}")
        steps.append(step(StepKind.CLOSING, text, cutoff.at.date(), law="civil-code/203"))
        legal.append("civil-code/203")
        if not cutoff.certain:
            landing = evolve(landing, standing=Standing.worst(landing.standing, Standing.PROVISIONAL))
    made = _made(term, start, day, landing, due_at, (tuple(steps), tuple(dict.fromkeys(legal)), flags))
    return evolve(made, other_due=other_due) if other_due else made


def _made(
    term: Term,
    start: date,
    day: date,
    landing: Landing,
    due_at: datetime | None,
    said: tuple[tuple[Step, ...], tuple[str, ...], tuple[Text, ...]],
) -> Deadline:
    steps, legal, flags = said
    return Deadline(
        term=term,
        start=start,
        counted_from=day,
        due=landing.due,
        due_at=due_at,
        earliest=landing.earliest,
        latest=landing.latest,
        standing=landing.standing,
        steps=steps,
        legal=legal,
        flags=flags,
    )


def _moment(start: date) -> datetime | None:
    """Return the wall time of the start event, if it is known."""
    if not isinstance(start, date):
        raise ClockError(
            where="start",
            found=type(start).__name__,
            expected=Text("日期或日期时间", "a date or a datetime"),
            fix=Text("如 date(2025, 9, 22)", "such as date(2025, 9, 22)"),
        )
    return wall(start, "start") if isinstance(start, datetime) else None


def _day(start: date) -> date:
    return wall(start).date() if isinstance(start, datetime) else start


def _land(counting: Counting, term: Term, received: Receipt) -> Landing:
    """Return where a term lands, with the bounds of the day on which it starts taken along."""
    landing = counting.land(term, received.day)
    if received.earliest == received.latest:
        return landing
    low, high = (_beyond(counting, term, day) for day in (received.earliest, received.latest))
    standing = Standing.worst(landing.standing, Standing.PROVISIONAL)
    return evolve(landing, earliest=low.earliest, latest=high.latest, standing=standing)


def _beyond(counting: Counting, term: Term, day: date) -> Landing:
    """Return where a term lands; where the calendar ends before, as the law alone arranges the year after."""
    try:
        return counting.land(term, day)
    except UnknownYearError:
        further = counting.calendar.projected(counting.calendar.last.year + 1)
        return evolve(counting, calendar=further).land(term, day)


def _other(
    counting: Counting, term: Term, start: date, hours: OfficeHours | None, snap: Snap, landing: Landing
) -> tuple[date | None, Text | None]:
    """Return the last day by the other reading of receipt, and the words for it, where the two differ."""
    if landing.due is None or term.start_event not in AT_AN_OFFICE:
        return None, None
    try:
        if hours is None and counting.calendar.is_workday(_day(start)):
            return None, None  # both readings are the same
        other = receipt(start, calendar=counting.calendar, hours=hours, snap=snap.other)
        due = _beyond(counting, term, other.day).due
    except CalendarError:
        return (
            None,
            None,
        )  # nothing is known of the day of receipt itself: what follows from it is not told either
    return (
        (None, None)
        if due is None or due == landing.due
        else (due, other_reading(snap.other, other.day, due))
    )


def _in_hours(
    term: Hours | WorkingHours, start: date, moment: datetime | None, clock: OfficeClock | None
) -> Deadline:
    """Count a term in hours from the very moment (民法典 201 第二款)."""
    if moment is None or (clock is None and isinstance(term, WorkingHours)):
        raise TermError(
            where="deadline",
            found=Text(
                f"{term.wording('zh')}，起算只有日期或缺办公时间",
                f"{term.wording('en')}, without a moment or office hours",
            ),
            expected=Text(
                "起算时刻（datetime）；工作小时另需 hours",
                "a start moment (datetime), and hours for working hours",
            ),
            fix=Text("如 start=datetime(2025, 9, 22, 9, 0)", "such as start=datetime(2025, 9, 22, 9, 0)"),
        )
    bounds, standing = None, Standing.CONFIRMED
    if isinstance(term, WorkingHours) and clock:
        ends = clock.add(moment, timedelta(hours=term.n))
        standing = clock.calendar.standing_between(moment.date(), ends.date())
        if standing is not Standing.CONFIRMED:
            bounds = _hours_bounds(clock, moment.date(), term.n * 60)
    else:
        try:
            ends = moment + timedelta(hours=term.n)
        except OverflowError:
            raise too_far(term) from None
    earliest, latest = bounds or (ends.date(), ends.date())
    law = "civil-code/201"
    text = Text(
        f"自 {moment:%Y-%m-%d %H:%M} 起 {term.body('zh')}", f"{term.body('en')} from {moment:%Y-%m-%d %H:%M}"
    )
    steps = (step(StepKind.START, text, moment.date(), law=law),)
    landing = Landing(
        nominal=ends.date(), due=ends.date(), earliest=earliest, latest=latest, standing=standing
    )
    return _made(term, start, moment.date(), landing, like(ends, start), (steps, (law,), ()))


def _hours_bounds(clock: OfficeClock, first: date, minutes: int) -> tuple[date, date]:
    """Return the earliest and the latest day on which so much opening time can have passed from ``first`` on."""
    hours = clock.hours
    days = [spans for week in (hours.week, *(season.week for season in hours.seasons)) for spans in week]
    days += [special.spans for special in hours.special]
    lengths = [sum(closes - opens for opens, closes in (s.minutes for s in spans)) for spans in days if spans]
    # At best the first day and all after are the longest; at worst the first day gives nothing and all are the shortest.
    low, _ = nth_open(clock.calendar, hours, first, -(-minutes // max(lengths)))
    _, high = nth_open(clock.calendar, hours, first + timedelta(days=1), -(-minutes // min(lengths)))
    return low, high
