"""A case's life (办件过程): dated events in a legal order, and the limits that govern it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, partial
from itertools import pairwise
from types import MappingProxyType

from attrs import evolve, field, frozen

from yibao_rules.calendar.compound import Extendable, Range, Staged
from yibao_rules.calendar.counting import Convention, Roll
from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.office import same_kind, wall
from yibao_rules.calendar.refusals import expect, guarded
from yibao_rules.calendar.terms import Hours, Term, TermError, WorkingDays, WorkingHours
from yibao_rules.text import LabelledEnum, Text


class CaseError(CalendarError):
    """Events that cannot have happened so (办件事件有误)."""

    title = Text("办件事件有误", "events of the case refused")


class EventKind(LabelledEnum):
    """What can happen to a case (办件事件)."""

    RECEIVED = "received", "收到申请", "received"
    SUPPLEMENT_ASKED = "supplement_asked", "通知补正", "supplement asked for"
    SUPPLEMENTED = "supplemented", "补正收齐", "supplemented"
    ACCEPTED = "accepted", "受理", "accepted"
    DEEMED_ACCEPTED = "deemed_accepted", "视同受理", "deemed accepted"
    NOT_ACCEPTED = "not_accepted", "不予受理", "not accepted"
    PAUSED = "paused", "中止（鉴定等）", "paused for an appraisal or the like"
    RESUMED = "resumed", "恢复办理", "resumed"
    EXTENDED = "extended", "经批准延长", "extended on approval"
    HANDED_OVER = "handed_over", "移交下一环节", "handed over to the next stage"
    DECIDED = "decided", "办结", "decided"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"
    LAPSED = "lapsed", "逾期未补终止", "lapsed without the supplement"


class State(LabelledEnum):
    """Where a case stands (办件状态)."""

    NEW = "new", "未提交", "not handed in"
    RECEIVED = "received", "待受理", "awaiting acceptance"
    SUPPLEMENTING = "supplementing", "待补正", "awaiting the supplement"
    REVIEW = "review", "办理中", "under review"
    REVIEW_SUPPLEMENTING = "review_supplementing", "办理中待补正", "under review, awaiting a supplement"
    PAUSED = "paused", "中止中", "paused"
    DECIDED = "decided", "已办结", "decided"
    NOT_ACCEPTED = "not_accepted", "不予受理", "not accepted"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    LAPSED = "lapsed", "逾期终止", "lapsed"

    @property
    def closed(self) -> bool:
        """Whether nothing can happen any more."""
        return not transitions()[self]


class SupplementEffect(LabelledEnum):
    """What a supplement before acceptance does to a limit that runs from receipt (补正对期限的影响)."""

    RESTART = "restart", "补正收齐后重新起算", "the limit starts anew"
    PAUSE = "pause", "补正期间不计入", "the time is not counted"


@cache
def transitions() -> Mapping[State, Mapping[EventKind, State]]:
    """Give the legal order: from each state, what may happen and where it leads (许可法 32, 42, 45; 复议法 31)."""
    k, s = EventKind, State
    table: dict[State, dict[EventKind, State]] = {state: {} for state in State}
    table[s.NEW] = {k.RECEIVED: s.RECEIVED}
    table[s.RECEIVED] = {
        k.SUPPLEMENT_ASKED: s.SUPPLEMENTING,
        k.ACCEPTED: s.REVIEW,
        k.DEEMED_ACCEPTED: s.REVIEW,
        k.NOT_ACCEPTED: s.NOT_ACCEPTED,
        k.DECIDED: s.DECIDED,  # 当场决定
        k.WITHDRAWN: s.WITHDRAWN,
    }
    table[s.SUPPLEMENTING] = {k.SUPPLEMENTED: s.RECEIVED, k.WITHDRAWN: s.WITHDRAWN, k.LAPSED: s.LAPSED}
    table[s.REVIEW] = {
        k.SUPPLEMENT_ASKED: s.REVIEW_SUPPLEMENTING,
        k.PAUSED: s.PAUSED,
        k.EXTENDED: s.REVIEW,
        k.HANDED_OVER: s.REVIEW,
        k.DECIDED: s.DECIDED,
        k.WITHDRAWN: s.WITHDRAWN,
    }
    table[s.REVIEW_SUPPLEMENTING] = {k.SUPPLEMENTED: s.REVIEW, k.WITHDRAWN: s.WITHDRAWN, k.LAPSED: s.LAPSED}
    table[s.PAUSED] = {k.RESUMED: s.REVIEW, k.WITHDRAWN: s.WITHDRAWN}
    return MappingProxyType({state: MappingProxyType(to) for state, to in table.items()})


@frozen
class Event:
    """One thing that happened to a case.

    Args:
        kind: what.
        at: the day, or the moment (aware in any zone, or naive Asia/Shanghai wall time).
        note: why or by whom, never personal data; not used in the reckoning.

    Raises:
        CaseError: ``at`` is neither.
    """

    kind: EventKind
    at: date
    note: str = field(default="", repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.kind, EventKind) or not isinstance(self.at, date):
            raise CaseError(
                where="Event",
                found=f"{type(self.kind).__name__}, {type(self.at).__name__}",
                expected=Text("EventKind 与日期或时刻", "an EventKind, and a date or datetime"),
                fix=Text(
                    "如 Event(EventKind.RECEIVED, date(2025, 9, 22))",
                    "such as Event(EventKind.RECEIVED, date(2025, 9, 22))",
                ),
            )

    @property
    def day(self) -> date:
        """The Asia/Shanghai day."""
        return wall(self.at).date() if isinstance(self.at, datetime) else self.at

    @property
    def moment(self) -> datetime | None:
        """The naive Asia/Shanghai wall time, when it is known."""
        return wall(self.at) if isinstance(self.at, datetime) else None

    @guarded
    def after(self, at: date) -> bool:
        """Whether it lies after ``at``; a day without a time is taken whole, so never after a moment of the same day."""
        other = Event(self.kind, at)
        if self.moment and other.moment:
            return self.moment > other.moment
        return self.day > other.day


def _countable(term: Term | None) -> bool:
    if isinstance(term, Extendable):
        return type(term.base) is type(term.by) and not isinstance(term.base, Hours | WorkingHours)
    if isinstance(term, Staged):
        return not any(isinstance(s.term, Hours | WorkingHours) for s in term.stages)
    return not isinstance(term.high if isinstance(term, Range) else term, Hours | WorkingHours)


@guarded
@frozen(kw_only=True)
class CaseRules:
    """The limits that govern a case.

    Args:
        term: the limit for the decision, usually the promised one; without a start event it runs from 受理.
        statutory: the limit by law, or None; the one that ends first binds.
        acceptance: the time to accept or ask for a supplement, after which the case is deemed accepted from receipt
            (5 working days, 许可法 32(四)); None when there is no separate acceptance: receipt is acceptance.
        supplement: the applicant's time to supplement, from the notice (3 to 5 working days in practice).
        effect: what a supplement before acceptance does to a limit that runs from receipt.
        warn: how many days left count as at risk.
        convention: whether the day of the event counts.
        roll: what becomes of a last day on a rest day.

    Raises:
        TermError: a limit in hours, or an extension in another unit than its base.
    """

    term: Term
    statutory: Term | None = None
    acceptance: Term | None = field(factory=partial(WorkingDays, 5))
    supplement: Term = field(factory=partial(Range, WorkingDays(3), WorkingDays(5)))
    effect: SupplementEffect = SupplementEffect.RESTART
    warn: int = 2
    convention: Convention = Convention.NEXT_DAY
    roll: Roll = Roll.FORWARD

    def __attrs_post_init__(self) -> None:
        expect(self.effect, SupplementEffect, "CaseRules.effect")
        expect(self.convention, Convention, "CaseRules.convention")
        expect(self.roll, Roll, "CaseRules.roll")
        expect(self.warn, int, "CaseRules.warn")
        for name in ("term", "statutory", "acceptance", "supplement"):
            term: Term | None = getattr(self, name)
            if term is not None or name in ("term", "supplement"):
                expect(term, Term, f"CaseRules.{name}")
            if not _countable(term):
                raise TermError(
                    where=f"CaseRules.{name}",
                    found=term.wording() if term else "",
                    expected=Text(
                        "以日、月、年计的期限，延长与原期限同一单位",
                        "a limit in days, months or years, extended in its own unit",
                    ),
                    fix=Text("按小时的期限请用 OfficeClock", "use OfficeClock for limits in hours"),
                )


def _in_a_row(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(events)


@guarded
@frozen(kw_only=True)
class Case:
    """A case: its limits and its events, in order. Immutable: :meth:`then` gives the next.

    Args:
        rules: the limits.
        events: what happened, in order of time.

    Raises:
        CaseError: events out of order in time or in law, or some with and some without a time zone.

    >>> from yibao_rules.calendar import parse_term
    >>> case = Case(rules=CaseRules(term=parse_term("20个工作日"))).then(EventKind.RECEIVED, date(2025, 9, 22))
    >>> case.state.label.zh
    '待受理'
    """

    rules: CaseRules
    events: tuple[Event, ...] = field(default=(), converter=_in_a_row)

    def __attrs_post_init__(self) -> None:
        expect(self.rules, CaseRules, "Case.rules")
        for i, event in enumerate(self.events):
            expect(event, Event, f"Case.events[{i}]")
        zoned = {e.at.tzinfo is not None for e in self.events if isinstance(e.at, datetime)}
        if len(zoned) > 1:
            raise CaseError(
                where="Case.events",
                found=Text("有的时刻带时区，有的不带", "moments with and without a time zone"),
                expected=Text("都带或都不带", "all with, or all without"),
                fix=Text("统一为 Asia/Shanghai", "give all of them Asia/Shanghai"),
            )
        for i, (earlier, later) in enumerate(pairwise(self.events), 1):
            if earlier.after(later.at):
                raise CaseError(
                    where=f"Case.events[{i}]",
                    found=Text(
                        f"{later.kind.label.zh} {later.day} 早于 {earlier.kind.label.zh} {earlier.day}",
                        f"{later.kind.label.en} {later.day} before {earlier.kind.label.en} {earlier.day}",
                    ),
                    expected=Text("按时间先后", "events in order of time"),
                    fix=Text("改正日期或调整先后", "correct the day or the order"),
                )
        self._walk()

    def _walk(self) -> tuple[State, tuple[EventKind, ...]]:
        """Check the order; give the state it leads to, and what may happen next."""
        state, handed, extended = State.NEW, 0, False
        for i, event in enumerate(self.events):
            allowed = self._allowed(state, handed, extended=extended)
            if event.kind not in allowed:
                raise _illegal(i, event, state, allowed)
            handed += event.kind is EventKind.HANDED_OVER
            extended |= event.kind is EventKind.EXTENDED
            state = self.after(state, event.kind)
        return state, self._allowed(state, handed, extended=extended)

    @guarded
    def after(self, state: State, kind: EventKind) -> State:
        """Give the state that an allowed event leads to; without separate acceptance, receipt is acceptance."""
        to = transitions()[state][kind]
        return State.REVIEW if to is State.RECEIVED and self.rules.acceptance is None else to

    def _allowed(self, state: State, handed: int, *, extended: bool) -> tuple[EventKind, ...]:
        """Give what may happen in a state, after so many hand-overs and an extension or none."""
        term = self.rules.term
        stages = len(term.stages) if isinstance(term, Staged) else 1
        extendable = isinstance(term, Extendable) and not extended
        barred = {EventKind.HANDED_OVER: handed + 1 >= stages, EventKind.EXTENDED: not extendable}
        return tuple(kind for kind in transitions()[state] if not barred.get(kind, False))

    @property
    def state(self) -> State:
        """Where the record leaves the case; a day can make more of it, see :class:`CaseClock`."""
        return self._walk()[0]

    @property
    def next_kinds(self) -> tuple[EventKind, ...]:
        """What may happen next, by the record; nothing when the case is closed."""
        return self._walk()[1]

    @guarded
    def then(self, kind: EventKind, at: date, note: str = "") -> "Case":
        """Give the case with one event more.

        Raises:
            CaseError: it cannot follow; the message says what can.
        """
        return evolve(self, events=(*self.events, Event(kind, at, note)))

    @guarded
    def until(self, at: date) -> "Case":
        """Give the case as it was at a day (its whole) or moment.

        Raises:
            ClockError: a moment with a time zone for events without, or the other way round.
        """
        timed = next((e.at for e in self.events if isinstance(e.at, datetime)), None)
        if isinstance(at, datetime) and timed:
            same_kind(timed, at, "Case.events, at")
        return evolve(self, events=tuple(e for e in self.events if not e.after(at)))


def _illegal(i: int, event: Event, state: State, allowed: tuple[EventKind, ...]) -> CaseError:
    zh, en = "、".join(k.label.zh for k in allowed), ", ".join(k.label.en for k in allowed)
    accept_first = event.kind in transitions()[State.REVIEW] and state is State.RECEIVED
    return CaseError(
        where=f"Case.events[{i}]",
        found=Text(
            f"{state.label.zh}时发生“{event.kind.label.zh}”",
            f"“{event.kind.label.en}” while {state.label.en}",
        ),
        expected=Text(zh or "已终结，不再有事件", en or "nothing more: the case is closed"),
        fix=Text("先记录受理或视同受理", "record the acceptance, or the deemed acceptance, first")
        if accept_first
        else Text("补上遗漏的事件，或改正该事件的种类", "add the event that is missing, or correct this one"),
    )
