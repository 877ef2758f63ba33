"""What a case's events come to (办件经过): one walk over them, with deemed acceptance and receipt after closing."""

from datetime import date, datetime

from attrs import define, evolve, field, frozen

from yibao_rules.calendar.case import Case, CaseRules, Event, EventKind, State
from yibao_rules.calendar.counting import Counting
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.office import OfficeClock, like, wall
from yibao_rules.calendar.stretches import Reckoning, Run, reckon
from yibao_rules.calendar.terms import Term
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text


@frozen(kw_only=True)
class Stop:
    """A stop of the decision's clock.

    Attributes:
        begin: the day it began.
        end: the day it ended, or None while it lasts.
        why: what for.
        early: whether it came before acceptance.
    """

    begin: date
    end: date | None
    why: Text
    early: bool


@define(kw_only=True)
class Course:
    """What the events say so far; filled by :meth:`Reader.follow`, read only afterwards.

    Attributes:
        state: where the case stands, deemed acceptance included.
        first_receipt: the day on which it first counted as received.
        receipt: the day on which it was last received, supplements before acceptance included.
        accepted: the day from which it counts as accepted.
        deemed: whether acceptance was deemed.
        asked: the last request for a supplement.
        handed: the days of hand-overs between stages.
        extended: whether an extension was granted.
        stops: the stops of the decision's clock.
        closed: the event that closed it.
        flags: what the reader must know.
    """

    state: State = State.NEW
    first_receipt: date | None = None
    receipt: date | None = None
    accepted: date | None = None
    deemed: bool = False
    asked: Event | None = None
    handed: list[date] = field(factory=list)
    extended: bool = False
    stops: list[Stop] = field(factory=list)
    closed: Event | None = None
    flags: list[Text] = field(factory=list)


def passed(clock: Reckoning | None, at: date) -> bool:
    """Whether a limit has passed at a day (its whole) or moment; one without a last day never has."""
    if clock is None or clock.due is None:
        return False
    if isinstance(at, datetime):
        moment = wall(at)
        return moment > wall(clock.due_at) if clock.due_at else moment.date() > clock.due
    return at > clock.due


def day_of(at: date) -> date:
    """The Asia/Shanghai day of a day or moment."""
    return wall(at).date() if isinstance(at, datetime) else at


@frozen(kw_only=True)
class Reader:
    """Reads events and limits on one calendar, with one office's hours or none."""

    calendar: WorkCalendar
    hours: OfficeHours | None

    def counting(self, rules: CaseRules, *, extended: bool = False) -> Counting:
        """The conventions of a case on this calendar."""
        return Counting(
            calendar=self.calendar, convention=rules.convention, roll=rules.roll, extended=extended
        )

    def limit(self, rules: CaseRules, term: Term, start: date, at: date) -> Reckoning:
        """Reckon a limit without pauses from the day of its event, as it stands at ``at``."""
        counting = self.counting(rules)
        return self.closing(
            reckon(counting, term, (Run(first=counting.first_counted(start)),), day_of(at)), at
        )

    def closing(self, found: Reckoning, at: date) -> Reckoning:
        """Add the closing time of the last day; with Asia/Shanghai when ``at`` is aware."""
        if self.hours is None or found.due is None:
            return found
        cutoff = OfficeClock(hours=self.hours, calendar=self.calendar).cutoff(found.due)
        standing = found.standing if cutoff.certain else Standing.worst(found.standing, Standing.PROVISIONAL)
        flags = (*found.flags, cutoff.note) if cutoff.note else found.flags
        return evolve(found, due_at=like(cutoff.at, at), standing=standing, flags=flags)

    def follow(self, case: Case, at: date) -> Course:
        """Walk over the events of a case, none of them after ``at``, and say what they come to at ``at``."""
        course = Course()
        for event in case.events:
            self._deem(case.rules, course, event.at)
            day = self._take(case, course, event)
            _note(case, course, event, day)
        self._deem(case.rules, course, at)
        return course

    def _deem(self, rules: CaseRules, course: Course, at: date) -> None:
        """Take the case as accepted from receipt when the time to say otherwise has passed (许可法 32(四))."""
        if course.state is not State.RECEIVED or rules.acceptance is None or course.receipt is None:
            return
        if passed(self.limit(rules, rules.acceptance, course.receipt, at), at):
            course.state, course.accepted, course.deemed = State.REVIEW, course.receipt, True
            text = Text(
                "逾期未告知补正，自收到之日起视同受理",
                "no supplement was asked for in time: deemed accepted from receipt",
            )
            course.flags.append(text)

    def _take(self, case: Case, course: Course, event: Event) -> date:
        """Let one event change the state; give the day on which it counts."""
        kind, before = event.kind, course.state
        answers = (EventKind.ACCEPTED, EventKind.DEEMED_ACCEPTED, EventKind.NOT_ACCEPTED)
        # What the record calls awaiting acceptance may have been deemed accepted by then.
        if not (course.deemed and before is State.REVIEW and kind in answers):
            course.state = case.after(before, kind)
        elif kind is EventKind.NOT_ACCEPTED:
            course.state = State.NOT_ACCEPTED
            course.flags.append(Text("作出不予受理时已视同受理", "not accepted after it was deemed accepted"))
        received = kind in (EventKind.RECEIVED, EventKind.SUPPLEMENTED)
        return self._received(event, course) if received else event.day

    def _received(self, event: Event, course: Course) -> date:
        """The day on which something handed in counts as received: after closing, the next working day."""
        if event.moment is None or self.hours is None:
            return self.calendar.roll_forward(event.day)
        found = OfficeClock(hours=self.hours, calendar=self.calendar).received(event.moment)
        if found.unresolved:
            days = "、".join(map(str, found.unresolved))
            text = Text(
                f"补班日 {days} 是否办公未明，按不办公计",
                f"hours on make-up days {days} are not stated; taken as closed",
            )
            course.flags.append(text)
        return found.day


def _note(case: Case, course: Course, event: Event, day: date) -> None:
    """Write down what an event means for the limits."""
    kind, none_apart = event.kind, case.rules.acceptance is None
    if kind is EventKind.RECEIVED:
        course.first_receipt = course.receipt = day
    elif kind is EventKind.HANDED_OVER:
        course.handed.append(day)
    elif kind in (EventKind.SUPPLEMENT_ASKED, EventKind.PAUSED):
        asked = kind is EventKind.SUPPLEMENT_ASKED
        course.asked = event if asked else course.asked
        early = asked and (course.state is State.SUPPLEMENTING or none_apart)
        course.stops.append(Stop(begin=day, end=None, why=kind.label, early=early))
    elif kind in (EventKind.SUPPLEMENTED, EventKind.RESUMED):
        stop = course.stops.pop()
        course.stops.append(evolve(stop, end=max(stop.begin, day)))
        course.receipt = day if stop.early else course.receipt
    course.extended |= kind is EventKind.EXTENDED
    if course.state is State.REVIEW and course.accepted is None:
        # 视同受理 reaches back to receipt (许可法 32(四)); so does receipt where there is no separate acceptance.
        course.accepted = day if kind is EventKind.ACCEPTED else course.receipt
        course.deemed = kind is EventKind.DEEMED_ACCEPTED
    if course.state.closed:
        course.closed = event
