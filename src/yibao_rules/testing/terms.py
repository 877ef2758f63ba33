"""Hypothesis strategies for time limits, office hours and cases; needs the extra ``testing``."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from yibao_rules.calendar.case import Case, CaseRules, EventKind, SupplementEffect
from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.hours import MakeUp, OfficeHours, Span
from yibao_rules.calendar.terms import (
    COUNTED,
    Bound,
    ByAgreement,
    CalendarDays,
    Counted,
    Immediate,
    MonthlyBatch,
    Months,
    NextDay,
    NextMonth,
    SameDay,
    SameMonth,
    StartEvent,
    Term,
    WorkingDays,
    Years,
)
from yibao_rules.errors import missing_extra

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

try:
    from hypothesis import strategies as st
except ImportError:
    raise missing_extra("hypothesis", "testing") from None

_PARTIES = ("", "转入地", "转出地", "参保地", "就医地")


def limits(most: int = 60) -> "SearchStrategy[Counted]":
    """Counts of days, months or years, without start event, that end within a few years."""
    n = st.integers(1, most)
    return st.one_of(
        st.builds(WorkingDays, n),
        st.builds(CalendarDays, n),
        st.builds(Months, st.integers(1, 12)),
        st.builds(Years, st.just(1)),
    )


def terms() -> "SearchStrategy[Term]":
    """Terms of every kind, as sources write them."""
    event = st.none() | st.sampled_from(StartEvent)
    n = st.integers(1, 999)
    kinds = st.sampled_from(list(COUNTED.values()))
    plain = st.builds(lambda kind, k: kind(k), kinds, n)
    bounded = st.builds(
        lambda kind, k, bound, e: kind(k, bound=bound, start_event=e), kinds, n, st.sampled_from(Bound), event
    )
    words = st.sampled_from((Immediate, SameDay, NextDay, SameMonth, NextMonth, ByAgreement)).flatmap(
        lambda kind: st.builds(kind, start_event=event)
    )
    spans = st.builds(
        lambda kind, low, more, e: Range(kind(low), kind(low + more), start_event=e),
        kinds,
        n,
        st.integers(1, 30),
        event,
    )
    return st.one_of(
        bounded,
        words,
        st.builds(MonthlyBatch, st.none() | st.integers(1, 31), start_event=event),
        spans,
        st.builds(Extendable, plain, plain, start_event=event),
        staged(),
    )


@st.composite
def staged(draw: "DrawFn") -> Staged:
    """Limits in stages, with or without parties and start events of their own."""
    first = Stage(draw(limits()), draw(st.sampled_from(_PARTIES)))
    events = st.none() | st.sampled_from(StartEvent)
    rest = draw(
        st.lists(
            st.builds(Stage, st.builds(Counted.starting, limits(), events), st.sampled_from(_PARTIES)),
            min_size=1,
            max_size=3,
        )
    )
    return Staged((first, *rest), start_event=draw(events))


@st.composite
def office_hours(draw: "DrawFn", make_up: MakeUp | None = None) -> OfficeHours:
    """Office hours of one or two spans a weekday, Saturdays sometimes open, make-up days decided as asked or at random."""
    cuts = st.lists(st.integers(6 * 60, 20 * 60), min_size=2, max_size=4, unique=True).map(sorted)

    def day() -> tuple[Span, ...]:
        minutes = draw(cuts)
        pairs = zip(minutes[::2], minutes[1::2], strict=False)
        return tuple(Span(_time(a), _time(b)) for a, b in pairs)

    weekday, friday = day(), day()
    saturday = draw(st.sampled_from(((), (Span(time(9), time(12)),))))
    week = (weekday, weekday, weekday, weekday, friday, saturday, ())
    return OfficeHours(week=week, make_up=make_up or draw(st.sampled_from(MakeUp)))


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def case_rules() -> "SearchStrategy[CaseRules]":
    """Rules of a case, with a limit of one kind or another."""
    event = st.sampled_from((None, StartEvent.RECEIVED, StartEvent.ACCEPTED, StartEvent.COMPLETE))
    term = st.one_of(
        st.builds(WorkingDays, st.integers(1, 30), start_event=event),
        st.builds(CalendarDays, st.integers(1, 40), start_event=event),
        st.builds(Months, st.integers(1, 3), start_event=event),
    )
    return st.builds(
        CaseRules,
        term=term,
        acceptance=st.sampled_from((WorkingDays(5), None)),
        effect=st.sampled_from(SupplementEffect),
    )


@st.composite
def cases(
    draw: "DrawFn", first: date = date(2025, 1, 1), last: date = date(2025, 8, 31), steps: int = 8
) -> Case:
    """Cases whose events follow each other in a legal order, received between ``first`` and ``last``."""
    case = Case(rules=draw(case_rules())).then(EventKind.RECEIVED, draw(st.dates(first, last)))
    for _ in range(draw(st.integers(0, steps))):
        kinds = case.next_kinds
        if not kinds:
            break
        day = case.events[-1].day + timedelta(days=draw(st.integers(0, 12)))
        case = case.then(draw(st.sampled_from(kinds)), day)
    return case


def moments(first: date, last: date) -> "SearchStrategy[datetime]":
    """Naive moments to the second, between two days."""
    return st.datetimes(datetime.combine(first, time()), datetime.combine(last, time(23, 59))).map(
        lambda d: d.replace(microsecond=0)
    )
