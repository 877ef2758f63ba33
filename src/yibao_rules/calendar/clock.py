"""The case clock (办件时钟): whose turn it is, by when, what is used and left, from a case's events."""

from datetime import date, datetime

from attrs import evolve, frozen

from yibao_rules.calendar.case import Case, CaseRules, EventKind, State
from yibao_rules.calendar.compound import Staged
from yibao_rules.calendar.counting import RECEIPT, Snap
from yibao_rules.calendar.course import Course, day_of, passed
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.decision import decision
from yibao_rules.calendar.errors import UnknownYearError
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.limits import Reader
from yibao_rules.calendar.overdue import Overdue, if_not_decided, if_not_supplemented, overdue
from yibao_rules.calendar.promises import conflict
from yibao_rules.calendar.receipt import other_case_reading
from yibao_rules.calendar.refusals import expect, guarded
from yibao_rules.calendar.stretches import Reckoning
from yibao_rules.calendar.walk import follow
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
        overdue: the limit of the turn or the limit for the decision was missed, whatever came afterwards; for a decided
            case: it was decided late.
        late: by how much, and what follows from it; of the decision where both were missed; None when not overdue.
        at_risk: the limit of the turn has not passed, but few days are left, or the shortest reading of a span has been
            reached.
        deemed_accepted: nobody asked for a supplement or accepted in time, so it counts as accepted from receipt.
        stage: number of the running stage, 1 for the first; None when the limit has no stages.
        next_events: what may happen next.
        flags: what the reader must know.
        other_due: the last day of the turn by the other reading of receipt (see :class:`yibao_rules.calendar.Snap`),
            where it differs from ``due``; else None.
    """

    at: date
    state: State
    turn: Turn
    clock: Reckoning | None
    decision: Reckoning | None
    overdue: bool
    late: Overdue | None
    at_risk: bool
    deemed_accepted: bool
    stage: int | None
    next_events: tuple[EventKind, ...]
    flags: tuple[Text, ...]
    other_due: date | None = None

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
        passed = self.late is not None and self.late.due == self.due
        if self.left is not None and self.left >= 0 and self.turn is not Turn.NOBODY and not passed:
            zh.append(f"剩 {self.left} 日")
            en.append(f"{self.left} days left")
        if self.late is not None:
            # Where the turn has passed on, the lateness is that of the decision.
            of = self.late.due != self.due
            zh.append(f"办结{self.late.text.zh}" if of else self.late.text.zh)
            en.append(f"the decision {self.late.text.en}" if of else self.late.text.en)
        return Text("，".join(zh), ", ".join(en))


@frozen(kw_only=True)
class CaseClock:
    """Reads cases on one calendar and one office's hours.

    Args:
        calendar: the working days.
        hours: the office's hours; with them, limits end at closing time.
        snap: on which day something counts as received that arrives on a rest day or, with ``hours``, after closing;
            by default on the day itself (民法典 201). Where the other reading ends on another day, the status says so.

    >>> from yibao_rules.calendar import national, parse_term
    >>> case = Case(rules=CaseRules(term=parse_term("20个工作日")))
    >>> case = case.then(EventKind.RECEIVED, date(2025, 9, 22)).then(EventKind.ACCEPTED, date(2025, 9, 24))
    >>> status = CaseClock(calendar=national()).status(case, date(2025, 10, 9))
    >>> status.summary.zh
    '办理中，轮到经办机构，期限至 2025-10-28，剩 14 日'
    """

    calendar: WorkCalendar
    hours: OfficeHours | None = None
    snap: Snap = RECEIPT

    def __attrs_post_init__(self) -> None:
        expect(self.calendar, WorkCalendar, "CaseClock.calendar")
        expect(self.hours, (OfficeHours, type(None)), "CaseClock.hours")
        expect(self.snap, Snap, "CaseClock.snap")

    @guarded
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
        reader = Reader(calendar=self.calendar, hours=self.hours, snap=self.snap)
        found = _status(reader, known, at)
        handed_in = (e for e in known.events if e.kind in (EventKind.RECEIVED, EventKind.SUPPLEMENTED))
        if not any(map(reader.differs, handed_in)):
            return found
        reader = evolve(reader, snap=self.snap.other)
        try:
            other = _status(reader, known, at)
        except UnknownYearError:
            # It ends in the year after the last: told as the law alone arranges that year.
            further = self.calendar.projected(self.calendar.last.year + 1)
            other = _status(evolve(reader, calendar=further), known, at)
        if other.due == found.due:
            return found
        note = other_case_reading(self.snap.other, other.due, other.state.label)
        return evolve(found, flags=(*found.flags, note), other_due=other.due)


def _status(reader: Reader, case: Case, at: date) -> CaseStatus:
    """Return how a case stands by one reading of receipt; none of its events lies after ``at``."""
    course = follow(reader, case, at)
    now = course.closed.at if course.closed else at
    rules, turn = case.rules, _TURNS.get(course.state, Turn.NOBODY)
    found = decision(reader, rules, course, now)
    clock = _turn_clock(reader, rules, course, now, found)
    if course.uncertain:
        found, clock = _bounded(reader, case, at, now, found, clock)
    late = None
    if course.closed is None or course.state is State.DECIDED:
        late = _late(reader, found, now, if_not_decided()) or _late(
            reader, clock, now, if_not_supplemented() if turn is Turn.APPLICANT else None
        )
    term, statutory = rules.term, rules.statutory
    said = conflict(term, statutory) if statutory else None
    flags = (*course.flags, *(clock.flags if clock else ()), *((said,) if said else ()))
    return CaseStatus(
        at=at,
        state=course.state,
        turn=turn,
        clock=clock,
        decision=found,
        overdue=late is not None,
        late=late if course.closed is None or late is None else evolve(late, follows=None),
        at_risk=turn in (Turn.AGENCY, Turn.APPLICANT)
        and not passed(clock, now)
        and _near(clock, day_of(now), rules.warn),
        deemed_accepted=course.deemed,
        stage=len(course.handed) + 1 if isinstance(term, Staged) else None,
        next_events=case.next_kinds,
        flags=tuple(dict.fromkeys(flags)),
    )


def _late(reader: Reader, found: Reckoning | None, at: date, follows: Text | None) -> Overdue | None:
    if found is None:
        return None
    return overdue(
        found.due, found.due_at, at, calendar=reader.calendar, latest=found.latest, follows=follows
    )


def _bounded(
    reader: Reader, case: Case, at: date, now: date, found: Reckoning | None, clock: Reckoning | None
) -> tuple[Reckoning | None, Reckoning | None]:
    """Return both limits with the bounds that they have when receipt falls on the earliest and on the latest day."""
    low, high = (_sided(evolve(reader, side=side), case, at, now) for side in ("earliest", "latest"))
    wider = [
        evolve(
            mine,
            earliest=early.earliest if early else mine.earliest,
            latest=late.latest if late else None,
            standing=Standing.worst(mine.standing, Standing.PROVISIONAL),
        )
        if mine
        else None
        for mine, early, late in zip((found, clock), low, high, strict=True)
    ]
    return wider[0], wider[1]


def _sided(reader: Reader, case: Case, at: date, now: date) -> tuple[Reckoning | None, Reckoning | None]:
    course = follow(reader, case, at)
    found = decision(reader, case.rules, course, now)
    return found, _turn_clock(reader, case.rules, course, now, found)


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
