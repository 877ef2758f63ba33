"""The case clock (办件时钟): whose turn it is, by when, what is used and left, from a case's events."""

from datetime import date, datetime

from attrs import evolve, frozen

from yibao_rules.calendar.case import Case, CaseRules, EventKind, State, SupplementEffect
from yibao_rules.calendar.compound import Staged
from yibao_rules.calendar.counting import ONE_DAY
from yibao_rules.calendar.course import Course, Reader, day_of, passed
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.promises import conflict
from yibao_rules.calendar.refusals import expect
from yibao_rules.calendar.stretches import Reckoning, Run, reckon
from yibao_rules.calendar.terms import Immediate, SameDay, StartEvent, Term
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import LabelledEnum, Text


class Turn(LabelledEnum):
    """Whose turn it is (轮到谁)."""

    AGENCY = "agency", "经办机构", "the agency"
    APPLICANT = "applicant", "申请人", "the applicant"
    THIRD_PARTY = "third_party", "第三方（鉴定等）", "a third party (appraisal or the like)"
    NOBODY = "nobody", "无", "nobody"


_TURNS = {
    State.NEW: Turn.APPLICANT,
    State.RECEIVED: Turn.AGENCY,
    State.SUPPLEMENTING: Turn.APPLICANT,
    State.REVIEW: Turn.AGENCY,
    State.REVIEW_SUPPLEMENTING: Turn.APPLICANT,
    State.PAUSED: Turn.THIRD_PARTY,
}


@frozen(kw_only=True)
class CaseStatus:
    """A case as it stands at a day or moment.

    Attributes:
        at: when.
        state: where it stands, deemed acceptance included.
        turn: who must act.
        clock: the limit that whoever's turn it is must keep, or None.
        decision: the limit for the decision; None before it runs.
        overdue: the limit of the turn was missed; for a decided case: it was decided late.
        at_risk: not overdue, but few days are left, or the shortest reading of a span has been reached.
        deemed_accepted: nobody asked for a supplement or accepted in time, so it counts as accepted from receipt.
        stage: number of the running stage, 1 for the first; None when the limit has no stages.
        next_events: what may happen next.
        flags: what the reader must know.
    """

    at: date
    state: State
    turn: Turn
    clock: Reckoning | None
    decision: Reckoning | None
    overdue: bool
    at_risk: bool
    deemed_accepted: bool
    stage: int | None
    next_events: tuple[EventKind, ...]
    flags: tuple[Text, ...]

    @property
    def due(self) -> date | None:
        """The last day of whoever's turn it is."""
        return self.clock.due if self.clock else None

    @property
    def due_at(self) -> datetime | None:
        """Closing time of that day, when office hours are known."""
        return self.clock.due_at if self.clock else None

    @property
    def used(self) -> int | None:
        """Days used of the limit of the turn."""
        return self.clock.used if self.clock else None

    @property
    def left(self) -> int | None:
        """Days left of it; less than zero when overdue."""
        return self.clock.left if self.clock else None

    @property
    def summary(self) -> Text:
        """One sentence for a list of cases."""
        zh, en = [self.state.label.zh], [self.state.label.en]
        if self.turn is not Turn.NOBODY:
            zh.append(f"轮到{self.turn.label.zh}")
            en.append(f"{self.turn.label.en} must act")
        if self.due:
            zh.append(f"期限至 {self.due}")
            en.append(f"due {self.due}")
        if self.left is not None and self.turn is not Turn.NOBODY:
            zh.append(f"剩 {self.left} 日" if self.left >= 0 else f"超 {-self.left} 日")
            en.append(f"{self.left} days left" if self.left >= 0 else f"{-self.left} days over")
        if self.overdue:
            zh.append("已逾期")
            en.append("overdue")
        return Text("，".join(zh), ", ".join(en))


@frozen(kw_only=True)
class CaseClock:
    """Reads cases on one calendar and one office's hours.

    Args:
        calendar: the working days.
        hours: the office's hours; with them, what comes after closing is received the next working day, and limits
            end at closing time.

    >>> from yibao_rules.calendar import national, parse_term
    >>> case = Case(rules=CaseRules(term=parse_term("20个工作日")))
    >>> case = case.then(EventKind.RECEIVED, date(2025, 9, 22)).then(EventKind.ACCEPTED, date(2025, 9, 24))
    >>> status = CaseClock(calendar=national()).status(case, date(2025, 10, 9))
    >>> status.summary.zh
    '办理中，轮到经办机构，期限至 2025-10-28，剩 14 日'
    """

    calendar: WorkCalendar
    hours: OfficeHours | None = None

    def __attrs_post_init__(self) -> None:
        expect(self.calendar, WorkCalendar, "CaseClock.calendar")
        expect(self.hours, (OfficeHours, type(None)), "CaseClock.hours")

    def status(self, case: Case, at: date) -> CaseStatus:
        """Say how a case stands.

        Args:
            case: the case; events after ``at`` are left out.
            at: the day (its whole) or the moment.

        Raises:
            CalendarError: the calendar does not know a day on the way.
        """
        expect(case, Case, "case")
        known = case.until(at)
        reader = Reader(calendar=self.calendar, hours=self.hours)
        course = reader.follow(known, at)
        now = course.closed.at if course.closed else at
        decision = _decision(reader, case.rules, course, now)
        clock = _turn_clock(reader, case.rules, course, now, decision)
        turn = _TURNS.get(course.state, Turn.NOBODY)
        overdue = (course.closed is None or course.state is State.DECIDED) and passed(clock, now)
        term, statutory = case.rules.term, case.rules.statutory
        said = conflict(term, statutory) if statutory else None
        flags = (*course.flags, *(clock.flags if clock else ()), *((said,) if said else ()))
        return CaseStatus(
            at=at,
            state=course.state,
            turn=turn,
            clock=clock,
            decision=decision,
            overdue=overdue,
            at_risk=turn in (Turn.AGENCY, Turn.APPLICANT)
            and not overdue
            and _near(clock, day_of(now), case.rules.warn),
            deemed_accepted=course.deemed,
            stage=len(course.handed) + 1 if isinstance(term, Staged) else None,
            next_events=known.next_kinds,
            flags=tuple(dict.fromkeys(flags)),
        )


def _decision(reader: Reader, rules: CaseRules, course: Course, at: date) -> Reckoning | None:
    """Reckon the limit for the decision: of the promised and the statutory one, that which ends first."""
    found = []
    for term in (rules.term, rules.statutory):
        start = _starts(rules, course, term) if term else None
        if term and start:
            found.append(_with_pauses(reader, rules, course, _stage(term, start, course), at))
    return min(found, key=lambda r: r.due or date.max, default=None)


def _starts(rules: CaseRules, course: Course, term: Term) -> date | None:
    """The day from which the decision's limit runs, or None when it does not run yet."""
    on_the_spot = term.start_event is None and isinstance(term, Immediate | SameDay)
    if term.start_event is StartEvent.RECEIVED or on_the_spot:
        if rules.effect is SupplementEffect.PAUSE:
            return course.first_receipt
        waiting = any(stop.early and stop.end is None for stop in course.stops)
        return None if waiting else course.receipt
    complete = term.start_event is StartEvent.COMPLETE and course.accepted is not None
    return course.receipt if complete else course.accepted


def _stage(term: Term, start: date, course: Course) -> tuple[Term, date]:
    """The limit that runs now and its start: the whole, or the stage that the last hand-over began."""
    if not isinstance(term, Staged):
        return term, start
    return term.stages[len(course.handed)].term, course.handed[-1] if course.handed else start


def _with_pauses(
    reader: Reader, rules: CaseRules, course: Course, limit: tuple[Term, date], at: date
) -> Reckoning:
    term, start = limit
    counting = reader.counting(rules, extended=course.extended)
    runs = [Run(first=counting.first_counted(start))]
    for stop in course.stops:
        if stop.end is not None and stop.end <= start:
            continue
        last = runs.pop()
        # What is handed in on a rest day counts as received later, so one stop may begin before another ends.
        through = max(last.first, counting.first_counted(stop.begin)) - ONE_DAY
        runs.append(evolve(last, through=through, stopped=stop.why))
        if stop.end is not None:
            runs.append(Run(first=max(through + ONE_DAY, counting.first_counted(stop.end))))
    return reader.closing(reckon(counting, term, runs, day_of(at)), at)


def _turn_clock(
    reader: Reader, rules: CaseRules, course: Course, at: date, decision: Reckoning | None
) -> Reckoning | None:
    """The limit of whoever's turn it is."""
    if course.asked and course.state in (State.SUPPLEMENTING, State.REVIEW_SUPPLEMENTING):
        return reader.limit(rules, rules.supplement, course.asked.day, at)
    if course.state is State.RECEIVED and rules.acceptance and course.receipt:
        acceptance = reader.limit(rules, rules.acceptance, course.receipt, at)
        return min((acceptance, decision or acceptance), key=lambda r: r.due or date.max)
    return decision


def _near(clock: Reckoning | None, day: date, warn: int) -> bool:
    if clock is None or clock.due is None:
        return False
    if clock.left is None:
        return day >= clock.due
    reached = clock.earliest is not None and clock.earliest < clock.due and day >= clock.earliest
    return clock.left <= warn or reached
