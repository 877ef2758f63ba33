"""Promised against statutory limits, and limits in stages (承诺时限与法定时限；分段时限)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypedDict, Unpack

from attrs import frozen

from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.counting import Convention, Roll, Snap
from yibao_rules.calendar.deadlines import Deadline, deadline
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.refusals import expect, guarded
from yibao_rules.calendar.terms import Counted, Immediate, SameDay, StartEvent, Term, TermError
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text


class Options(TypedDict, total=False):
    """The options of :func:`yibao_rules.calendar.deadlines.deadline` that these functions hand on."""

    hours: OfficeHours | None
    convention: Convention
    roll: Roll
    snap: Snap


@frozen(kw_only=True)
class Binding:
    """Two limits on the same act.

    Attributes:
        promised: what the office promises (承诺办结时限), or None.
        statutory: what the law allows (法定办结时限), or None.
        binding: the one that ends first: it binds.
        contradiction: set when the promise ends after the law allows.
    """

    promised: Deadline | None
    statutory: Deadline | None
    binding: Deadline
    contradiction: Text | None


def size(term: Term) -> tuple[type[Counted], int] | None:
    """Give the unit and the largest number of a term, or None when it has no number to compare."""
    if isinstance(term, Range):
        return size(term.high)
    if isinstance(term, Extendable):
        return size(term.base)
    if isinstance(term, Staged):
        return None if term.total is None else size(term.total)
    return (type(term), term.n) if isinstance(term, Counted) else None


@guarded
def conflict(promised: Term, statutory: Term) -> Text | None:
    """Say whether a promise exceeds the law on every day, from the words alone (for linting guides).

    Numbers of one unit are compared; the same number from a later event (受理 instead of 收到申请) exceeds too.
    Terms of different units depend on the day: see :func:`binding`.

    >>> from yibao_rules.calendar import parse_term
    >>> conflict(parse_term("20个工作日"), parse_term("10个工作日")).zh
    '承诺时限（20个工作日内）超过法定时限（10个工作日内）'
    """
    for term in (promised, statutory):
        expect(term, Term, "promised, statutory")
    zh, en = (
        (promised.wording("zh"), statutory.wording("zh")),
        (promised.wording("en"), statutory.wording("en")),
    )
    said = Text(
        f"承诺时限（{zh[0]}）超过法定时限（{zh[1]}）", f"the promise ({en[0]}) exceeds the law ({en[1]})"
    )
    ours, law = size(promised), size(statutory)
    if isinstance(statutory, Immediate | SameDay) and ours:
        return said
    if ours is None or law is None or ours[0] is not law[0]:
        return None
    later = statutory.start_event is StartEvent.RECEIVED and promised.start_event in (
        StartEvent.ACCEPTED,
        StartEvent.COMPLETE,
    )
    return said if ours[1] > law[1] or (ours[1] == law[1] and later) else None


@guarded
def binding(
    promised: Term | None,
    statutory: Term | None,
    *,
    start: date | Mapping[StartEvent, date | datetime],
    calendar: WorkCalendar,
    **options: Unpack[Options],
) -> Binding:
    """Count both limits and say which binds.

    Args:
        promised: the promised limit, or None.
        statutory: the statutory limit, or None; one of the two must be given.
        start: the day (or moment) of the start event, or those of several events when the two start differently.
        calendar: the working days.
        options: as for :func:`yibao_rules.calendar.deadlines.deadline`.

    Raises:
        TermError: neither limit is given, or ``start`` lacks the event from which one runs.
        CalendarError: the calendar does not know a day on the way.

    >>> from yibao_rules.calendar import national, parse_term
    >>> both = binding(parse_term("5个工作日"), parse_term("10个工作日"), start=date(2025, 9, 22), calendar=national())
    >>> both.binding.due.isoformat(), both.contradiction
    ('2025-09-28', None)
    """

    def count(term: Term) -> Deadline:
        expect(term, Term, "promised, statutory")
        return deadline(term, start=_start_of(term, start), calendar=calendar, **options)

    found = [count(term) if term else None for term in (promised, statutory)]
    given = [d for d in found if d is not None]
    if not given:
        raise TermError(
            where="binding",
            found=Text("两个期限都没有", "neither limit"),
            expected=Text("承诺时限或法定时限至少一个", "a promised or a statutory limit"),
            fix=Text(
                "没有承诺时限时只给法定时限", "give the statutory limit alone where nothing is promised"
            ),
        )
    least = min(given, key=lambda d: (d.due or date.max, d.due_at is None))
    ours, law = found
    contradiction = None
    if ours and law and promised and statutory:
        contradiction = conflict(promised, statutory)
        if contradiction is None and law.due and (ours.due is None or ours.due > law.due):
            contradiction = Text(
                f"承诺到期日 {ours.due or '不定'} 晚于法定到期日 {law.due}",
                f"the promise ends {ours.due or 'on no fixed day'}, after the law's {law.due}",
            )
    return Binding(promised=ours, statutory=law, binding=least, contradiction=contradiction)


def _start_of(term: Term, start: date | Mapping[StartEvent, date]) -> date:
    if isinstance(start, date):
        return start
    if isinstance(start, Mapping) and term.start_event is not None and term.start_event in start:
        return start[term.start_event]
    event = term.start_event.label if term.start_event else Text("未说明", "not stated")
    raise TermError(
        where="start",
        found=Text(f"没有“{event.zh}”的日期", f"no day for “{event.en}”"),
        expected=Text("每个期限的起算事件都有日期", "a day for each term's start event"),
        fix=Text(
            "term.starting(StartEvent.RECEIVED) 可指明起算事件",
            "name the event with term.starting(StartEvent.RECEIVED)",
        ),
    )


@frozen(kw_only=True)
class StagePlan:
    """One stage with its own due date.

    Attributes:
        number: 1 for the first.
        stage: its limit and party.
        deadline: counted from the hand-over before it, actual or planned.
        handed_over: when it really ended, or None.
        late: whether it ended after its last day.
    """

    number: int
    stage: Stage
    deadline: Deadline
    handed_over: date | None
    late: bool


@frozen(kw_only=True)
class StagedPlan:
    """A staged limit laid out.

    Attributes:
        stages: each stage in order.
        due: the last day of the last stage, with the hand-overs known so far.
        ceiling: the stages added up from the first start, when they share a unit: a ceiling only if each
            party hands over on its last day.
    """

    stages: tuple[StagePlan, ...]
    due: date
    ceiling: Deadline | None


@guarded
def plan_stages(
    term: Staged,
    *,
    start: date,
    calendar: WorkCalendar,
    handovers: Sequence[date] = (),
    **options: Unpack[Options],
) -> StagedPlan:
    """Lay out a staged limit: per-stage and total due dates.

    Args:
        term: the staged limit.
        start: day of the event that starts the first stage.
        calendar: the working days.
        handovers: the days on which stages really ended, in order, as far as known; the rest are planned for their last day.
        options: as for :func:`yibao_rules.calendar.deadlines.deadline`.

    Raises:
        TermError: more hand-overs than stages, or one before its stage began.
        CalendarError: the calendar does not know a day on the way.

    >>> from yibao_rules.calendar import national, parse_term
    >>> plan = plan_stages(parse_term("5+10+5个工作日"), start=date(2025, 9, 22), calendar=national())
    >>> [s.deadline.due.strftime("%m-%d") for s in plan.stages], plan.ceiling.due.isoformat()
    (['09-28', '10-17', '10-24'], '2025-10-24')
    """
    expect(term, Staged, "term")
    for given in handovers:
        expect(given, date, "handovers")
    ends = [*handovers, *[None] * (len(term.stages) - len(handovers))]
    if len(ends) > len(term.stages):
        raise _bad_handover(
            f"{len(ends)}", Text(f"至多 {len(term.stages)} 次移交", f"at most {len(term.stages)} hand-overs")
        )
    plans, begin = [], start
    for number, (stage, end) in enumerate(zip(term.stages, ends, strict=True), 1):
        own = deadline(stage.term, start=begin, calendar=calendar, **options)
        if end is not None and _day(end) < _day(begin):
            raise _bad_handover(f"{end}", Text(f"不早于 {begin}", f"not before {begin}"))
        late = end is not None and own.passed(end)
        plans.append(StagePlan(number=number, stage=stage, deadline=own, handed_over=end, late=late))
        begin = end or own.due or begin
    total = term.total
    ceiling = deadline(total, start=start, calendar=calendar, **options) if total else None
    return StagedPlan(stages=tuple(plans), due=_day(begin), ceiling=ceiling)


def _day(moment: date) -> date:
    return date(moment.year, moment.month, moment.day)


def _bad_handover(found: str, expected: Text) -> TermError:
    return TermError(
        where="handovers",
        found=found,
        expected=expected,
        fix=Text("按先后给出各段实际移交的日期", "give the days on which each stage really ended, in order"),
    )
