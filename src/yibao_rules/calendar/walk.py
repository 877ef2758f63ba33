"""The walk over a case's events (办件经过的推演): receipt, deemed acceptance, and what came after a limit had passed."""

from datetime import date, timedelta

from attrs import evolve

from yibao_rules.calendar.case import Case, CaseRules, Event, EventKind, State, SupplementEffect
from yibao_rules.calendar.counting import Roll
from yibao_rules.calendar.course import Course, Missed, Stop, passed
from yibao_rules.calendar.decision import decision
from yibao_rules.calendar.limits import Reader
from yibao_rules.calendar.overdue import Overdue, deemed, overdue
from yibao_rules.calendar.stretches import Reckoning
from yibao_rules.calendar.terms import Counted
from yibao_rules.text import Text

_MOVES = (EventKind.EXTENDED, EventKind.SUPPLEMENT_ASKED, EventKind.PAUSED, EventKind.HANDED_OVER)
"""What moves or ends the limit for the decision while it runs."""


def follow(reader: Reader, case: Case, at: date) -> Course:
    """Walk over the events of a case, none of them after ``at``, and return what they come to at ``at``."""
    course = Course()
    for event in case.events:
        _deem(reader, case.rules, course, event.at)
        _miss(reader, case.rules, course, event)
        _take(case, course, event)
        received = event.kind in (EventKind.RECEIVED, EventKind.SUPPLEMENTED)
        _note(case, course, event, reader.received(event, course) if received else event.day)
    _deem(reader, case.rules, course, at)
    return course


def _deem(reader: Reader, rules: CaseRules, course: Course, at: date) -> None:
    """Take the case as accepted from receipt when the time to say otherwise has passed (许可法 32(四))."""
    if course.state is not State.RECEIVED or rules.acceptance is None or course.receipt is None:
        return
    if passed(reader.ends(rules, rules.acceptance, course.receipt, at), at):
        course.state, course.accepted, course.deemed = State.REVIEW, course.receipt, True
        words = deemed(course.receipt)
        text = Text(
            f"逾期未告知补正，视同受理：{words.zh}", f"no supplement was asked for in time: {words.en}"
        )
        course.flags.append(text)


def _miss(reader: Reader, rules: CaseRules, course: Course, event: Event) -> None:
    """Write down that a limit had passed when something came that would move or end it: it does so no more."""
    if event.kind is EventKind.SUPPLEMENTED and course.asked:
        late = _late(reader, reader.ends(rules, rules.supplement, course.asked.day, event.at), event)
        if late:
            course.missed.append(Missed(event=event, overdue=late))
            course.flags.append(_too_late(event, late))
        return
    if event.kind not in _MOVES or course.expired is not None or _early(rules, course, event):
        return
    found = decision(reader, rules, course, event.at)
    late = _late(reader, found, event)
    if late is None or found is None:
        return
    course.missed.append(Missed(event=event, overdue=late))
    if event.kind is EventKind.EXTENDED:
        extended = decision(reader, rules, evolve(course.copied(), extended=True), event.at)
        course.flags.append(_extended_late(event, late, extended.due if extended else None))
    else:
        course.flags.append(_too_late(event, late))
    early = event.kind is EventKind.SUPPLEMENT_ASKED and rules.effect is SupplementEffect.RESTART
    if event.kind is EventKind.EXTENDED or (early and (course.accepted is None or rules.acceptance is None)):
        course.expired = course.copied()


def _early(rules: CaseRules, course: Course, event: Event) -> bool:
    """Whether an event comes before any limit for the decision can have ended, told without counting."""
    terms = [term for term in (rules.term, rules.statutory) if term is not None]
    if (
        rules.roll is Roll.BACK
        or course.first_receipt is None
        or not all(isinstance(t, Counted) for t in terms)
    ):
        return False
    # A month has 28 days or more; no unit but hours, which no case has, is shorter than a day.
    return (event.day - course.first_receipt).days < min(t.n for t in terms if isinstance(t, Counted)) - 1


def _late(reader: Reader, found: Reckoning | None, event: Event) -> Overdue | None:
    if found is None:
        return None
    return overdue(found.due, found.due_at, event.at, calendar=reader.calendar, latest=found.latest)


def _too_late(event: Event, late: Overdue) -> Text:
    return Text(
        f"{event.day} {event.kind.label.zh}时，期限 {late.due} 已过：{late.text.zh}，不因此消除",
        f"{event.kind.label.en} on {event.day}, after the limit of {late.due}: {late.text.en}, which it does not undo",
    )


def _extended_late(event: Event, late: Overdue, due: date | None) -> Text:
    since = late.due + timedelta(days=1)
    return Text(
        f"{event.day} 才批准延长，期限 {late.due} 已过：自 {since} 起逾期，至少至批准延长之日；延长应在期限内作出"
        f"（行政许可法第四十二条：期限内不能决定的，方可延长），不计；如认可该延长，则至 {due}",
        f"extended on {event.day}, after the limit of {late.due}: overdue from {since} to the extension at least; an"
        " extension is for a decision that cannot be made within the limit (Administrative Licensing Law, article 42),"
        f" so it does not count; if it did, the limit would end on {due}",
    )


def _take(case: Case, course: Course, event: Event) -> None:
    """Let one event change the state."""
    kind, before = event.kind, course.state
    answers = (EventKind.ACCEPTED, EventKind.DEEMED_ACCEPTED, EventKind.NOT_ACCEPTED)
    # What the record calls awaiting acceptance may have been deemed accepted by then.
    if not (course.deemed and before is State.REVIEW and kind in answers):
        course.state = case.after(before, kind)
    elif kind is EventKind.NOT_ACCEPTED:
        course.state = State.NOT_ACCEPTED
        course.flags.append(Text("作出不予受理时已视同受理", "not accepted after it was deemed accepted"))


def _note(case: Case, course: Course, event: Event, day: date) -> None:
    """Write down what an event means for the limits."""
    kind, none_apart = event.kind, case.rules.acceptance is None
    if kind is EventKind.RECEIVED:
        course.first_receipt, course.receipt, course.handed_in = day, day, event
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
        if stop.early:
            course.receipt, course.handed_in = day, event
    course.extended |= kind is EventKind.EXTENDED and course.expired is None
    if course.state is State.REVIEW and course.accepted is None:
        # 视同受理 reaches back to receipt (许可法 32(四)); so does receipt where there is no separate acceptance.
        course.accepted = day if kind is EventKind.ACCEPTED else course.receipt
        course.deemed = kind is EventKind.DEEMED_ACCEPTED
    if course.state.closed:
        course.closed = event
