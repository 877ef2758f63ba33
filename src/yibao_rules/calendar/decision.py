"""The limit for a case's decision (办结期限): of the promised and the statutory one that which ends first, with its pauses."""

from datetime import date

from attrs import evolve

from yibao_rules.calendar.case import CaseRules, SupplementEffect
from yibao_rules.calendar.compound import Staged
from yibao_rules.calendar.counting import ONE_DAY
from yibao_rules.calendar.course import Course, day_of
from yibao_rules.calendar.limits import Reader
from yibao_rules.calendar.stretches import Reckoning, Run, reckon
from yibao_rules.calendar.terms import Immediate, SameDay, StartEvent, Term


def decision(reader: Reader, rules: CaseRules, course: Course, at: date) -> Reckoning | None:
    """Reckon the limit for the decision, as it stands at ``at``; None while none runs.

    Once it has passed, what comes later leaves it as it was: see :attr:`Course.expired`.
    """
    course = course.expired or course
    found = []
    for term in (rules.term, rules.statutory):
        start = _starts(reader, rules, course, term) if term else None
        if term and start:
            found.append(_with_pauses(reader, rules, course, _stage(term, start, course), at))
    return min(found, key=lambda r: r.due or date.max, default=None)


def _starts(reader: Reader, rules: CaseRules, course: Course, term: Term) -> date | None:
    """The day from which the decision's limit runs, or None when it does not run yet."""
    at_receipt = term.start_event is StartEvent.RECEIVED
    if isinstance(term, Immediate | SameDay) and (at_receipt or term.start_event is None):
        return reader.opened(course.handed_in) if course.handed_in and not _waiting(course) else None
    if at_receipt:
        if rules.effect is SupplementEffect.PAUSE:
            return course.first_receipt
        return None if _waiting(course) else course.receipt
    complete = term.start_event is StartEvent.COMPLETE and course.accepted is not None
    return course.receipt if complete else course.accepted


def _waiting(course: Course) -> bool:
    """Whether a supplement that was asked for before acceptance is still awaited."""
    return any(stop.early and stop.end is None for stop in course.stops)


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
        # What is handed in on a rest day may count as received later, so one stop may begin before another ends.
        through = max(last.first, counting.first_counted(stop.begin)) - ONE_DAY
        runs.append(evolve(last, through=through, stopped=stop.why))
        if stop.end is not None:
            runs.append(Run(first=max(through + ONE_DAY, counting.first_counted(stop.end))))
    return reader.closing(reckon(counting, term, runs, day_of(at)), at)
