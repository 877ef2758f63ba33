"""The case clock: told cases, illegal orders, and a stateful test against a model that walks day by day."""

import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import define, evolve, field
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from yibao_rules.calendar import WorkCalendar, national
from yibao_rules.calendar.case import (
    Case,
    CaseError,
    CaseRules,
    Event,
    EventKind,
    State,
    SupplementEffect,
    transitions,
)
from yibao_rules.calendar.clock import CaseClock, CaseStatus, Turn
from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.counting import Convention, Snap
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.hours import MakeUp, OfficeHours
from yibao_rules.calendar.office import ClockError
from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import (
    CalendarDays,
    Counted,
    Hours,
    Immediate,
    MonthlyBatch,
    Months,
    StartEvent,
    Term,
    TermError,
    WorkingDays,
)
from yibao_rules.testing.terms import case_rules, cases

K = EventKind
D = date.fromisoformat
FUSHUN = OfficeHours.weekdays((time(8, 30), time(11, 30)), (time(13), time(17)))
TWENTY = CaseRules(term=WorkingDays(20))


def case(rules: CaseRules, *events: tuple[EventKind, str]) -> Case:
    found = Case(rules=rules)
    for kind, day in events:
        found = found.then(kind, D(day))
    return found


def status(found: Case, at: str, hours: OfficeHours | None = None) -> CaseStatus:
    return CaseClock(calendar=national(), hours=hours).status(found, D(at))


def test_a_case_from_receipt_to_decision() -> None:
    life = case(
        TWENTY,
        (K.RECEIVED, "2025-09-22"),
        (K.SUPPLEMENT_ASKED, "2025-09-24"),
        (K.SUPPLEMENTED, "2025-09-28"),
        (K.ACCEPTED, "2025-09-29"),
        (K.PAUSED, "2025-10-10"),
        (K.RESUMED, "2025-10-17"),
        (K.DECIDED, "2025-11-05"),
    )
    told = [
        ("2025-09-21", State.NEW, Turn.APPLICANT, None, None),
        ("2025-09-22", State.RECEIVED, Turn.AGENCY, "2025-09-28", 5),
        ("2025-09-25", State.SUPPLEMENTING, Turn.APPLICANT, "2025-09-30", 4),
        ("2025-09-28", State.RECEIVED, Turn.AGENCY, "2025-10-11", 5),
        ("2025-09-30", State.REVIEW, Turn.AGENCY, "2025-11-03", 19),
        ("2025-10-15", State.PAUSED, Turn.THIRD_PARTY, None, 17),
        ("2025-10-20", State.REVIEW, Turn.AGENCY, "2025-11-11", 16),
    ]
    for at, state, turn, due, left in told:
        found = status(life, at)
        assert (found.state, found.turn, found.left) == (state, turn, left), at
        assert found.due == (D(due) if due else None), at
    done = status(life, "2025-12-01")
    assert (done.state, done.turn, done.overdue) == (State.DECIDED, Turn.NOBODY, False)
    assert done.decision is not None
    counted = [(s.counted, str(s.first), str(s.last), s.days) for s in done.decision.stretches]
    assert counted[:2] == [(True, "2025-09-30", "2025-10-10", 3), (False, "2025-10-11", "2025-10-17", 0)]
    assert counted[2][:2] == (True, "2025-10-18")
    assert done.used == 3 + counted[2][3]
    assert done.next_events == ()
    assert pickle.loads(pickle.dumps(life)) == life


def test_deemed_acceptance() -> None:
    waiting = case(TWENTY, (K.RECEIVED, "2025-09-22"))
    assert status(waiting, "2025-09-28").state is State.RECEIVED
    deemed = status(waiting, "2025-09-29")
    assert (deemed.state, deemed.deemed_accepted, deemed.used) == (State.REVIEW, True, 6)
    assert deemed.due == D("2025-10-28") - timedelta(days=4)
    late = case(TWENTY, (K.RECEIVED, "2025-09-22"), (K.ACCEPTED, "2025-09-30"))
    assert status(late, "2025-10-09").due == deemed.due
    asked_late = case(
        TWENTY, (K.RECEIVED, "2025-09-22"), (K.SUPPLEMENT_ASKED, "2025-09-29"), (K.SUPPLEMENTED, "2025-10-10")
    )
    found = status(asked_late, "2025-10-10")
    assert (found.state, found.deemed_accepted) == (State.REVIEW, True)
    refused_late = case(TWENTY, (K.RECEIVED, "2025-09-22"), (K.NOT_ACCEPTED, "2025-09-30"))
    over = status(refused_late, "2025-10-01")
    assert over.state is State.NOT_ACCEPTED
    assert any("视同受理" in f.zh for f in over.flags)
    said = case(
        TWENTY, (K.RECEIVED, "2025-09-22"), (K.DEEMED_ACCEPTED, "2025-09-29"), (K.PAUSED, "2025-09-30")
    )
    assert status(said, "2025-09-30").deemed_accepted
    early = case(TWENTY, (K.RECEIVED, "2025-09-22"), (K.DEEMED_ACCEPTED, "2025-09-23"))
    assert status(early, "2025-09-24").used == 2


def test_limits_from_receipt_restart_or_pause() -> None:
    events = ((K.RECEIVED, "2025-09-01"), (K.SUPPLEMENT_ASKED, "2025-09-03"), (K.SUPPLEMENTED, "2025-09-08"))
    term = WorkingDays(10, start_event=StartEvent.RECEIVED)
    restart = case(CaseRules(term=term), *events)
    assert status(restart, "2025-09-04").decision is None
    found = status(restart, "2025-09-09").decision
    assert found is not None
    assert (found.used, found.due) == (1, D("2025-09-22"))
    pause = case(CaseRules(term=term, effect=SupplementEffect.PAUSE), *events)
    paused = status(pause, "2025-09-04").decision
    assert paused is not None
    assert (paused.due, paused.left) == (None, 8)
    running = status(pause, "2025-09-09").decision
    assert running is not None
    assert (running.used, running.due) == (3, D("2025-09-18"))
    complete = case(CaseRules(term=WorkingDays(10, start_event=StartEvent.COMPLETE)), *events)
    assert status(complete, "2025-09-09").decision is None
    accepted = status(complete.then(K.ACCEPTED, D("2025-09-10")), "2025-09-10").decision
    assert accepted is not None
    assert accepted.due == D("2025-09-22")
    at_once = case(CaseRules(term=term, acceptance=None), *events)
    assert status(at_once, "2025-09-04").state is State.REVIEW_SUPPLEMENTING
    assert status(at_once, "2025-09-09").due == D("2025-09-22")


def test_months_and_days_stretch_over_pauses() -> None:
    events = (
        (K.RECEIVED, "2025-03-03"),
        (K.ACCEPTED, "2025-03-03"),
        (K.PAUSED, "2025-03-10"),
        (K.RESUMED, "2025-03-20"),
    )
    month = status(case(CaseRules(term=Months(1)), *events), "2025-03-20")
    assert (month.due, month.used, month.left) == (D("2025-04-14"), 7, 25)  # 04-13 is a Sunday
    twice = case(CaseRules(term=Months(1)), *events, (K.PAUSED, "2025-03-24"), (K.RESUMED, "2025-03-27"))
    assert status(twice, "2025-03-28").due == D("2025-04-16")
    same_day = status(case(CaseRules(term=Months(1)), *events[:3], (K.RESUMED, "2025-03-10")), "2025-03-12")
    assert same_day.clock is not None
    assert [s.counted for s in same_day.clock.stretches] == [True, True]
    stopped = status(case(CaseRules(term=Months(1)), *events[:3]), "2025-03-15")
    assert (stopped.due, stopped.left) == (None, 24)
    over = status(case(CaseRules(term=CalendarDays(5)), *events), "2025-03-20")
    assert (over.due, over.left, over.overdue) == (D("2025-03-10"), -10, True)
    first = CaseRules(term=CalendarDays(5), convention=Convention.START_DAY)
    assert status(case(first, *events[:2]), "2025-03-03").due == D("2025-03-07")


def test_other_kinds_of_limits() -> None:
    on_the_spot = CaseRules(term=Immediate())
    found = status(case(on_the_spot, (K.RECEIVED, "2025-09-22")), "2025-09-22")
    assert (found.due, found.at_risk, found.left) == (D("2025-09-22"), True, None)
    done = case(on_the_spot, (K.RECEIVED, "2025-09-22"), (K.DECIDED, "2025-09-23"))
    assert status(done, "2025-09-23").overdue
    agreed = case(
        CaseRules(term=parse_term("按协议")), (K.RECEIVED, "2025-09-22"), (K.ACCEPTED, "2025-09-22")
    )
    assert (status(agreed, "2025-12-01").due, status(agreed, "2025-12-01").overdue) == (None, False)
    batch = CaseRules(term=MonthlyBatch(25))
    paused = case(batch, (K.RECEIVED, "2025-09-01"), (K.ACCEPTED, "2025-09-02"), (K.PAUSED, "2025-09-10"))
    assert status(paused, "2025-09-12").due is None
    resumed = paused.then(K.RESUMED, D("2025-09-26"))
    assert status(resumed, "2025-09-26").due == D("2025-10-27")
    missed = case(batch, (K.RECEIVED, "2025-09-01"), (K.ACCEPTED, "2025-09-02"), (K.PAUSED, "2025-09-25"))
    assert status(missed, "2025-09-26").due == D("2025-09-25")
    gone = CaseRules(term=MonthlyBatch(24), convention=Convention.START_DAY)
    assert status(case(gone, (K.RECEIVED, "2025-09-25"), (K.ACCEPTED, "2025-09-25")), "2025-09-25").due == D(
        "2025-10-24"
    )
    first = CaseRules(term=MonthlyBatch(25), convention=Convention.START_DAY)
    assert status(case(first, (K.RECEIVED, "2025-09-25"), (K.ACCEPTED, "2025-09-25")), "2025-09-25").due == D(
        "2025-09-25"
    )
    extended = case(
        CaseRules(term=Extendable(WorkingDays(5), WorkingDays(3))),
        (K.RECEIVED, "2025-09-01"),
        (K.ACCEPTED, "2025-09-01"),
    )
    assert status(extended, "2025-09-02").due == D("2025-09-08")
    assert status(extended.then(K.EXTENDED, D("2025-09-05")), "2025-09-05").due == D("2025-09-11")


def test_stages_have_their_own_limits() -> None:
    rules = CaseRules(term=parse_term("5+10+5个工作日"))
    life = case(rules, (K.RECEIVED, "2025-09-22"), (K.ACCEPTED, "2025-09-22"))
    assert (status(life, "2025-09-23").stage, status(life, "2025-09-23").due) == (1, D("2025-09-28"))
    second = life.then(K.HANDED_OVER, D("2025-09-24"))
    assert (status(second, "2025-09-25").stage, status(second, "2025-09-25").due) == (2, D("2025-10-14"))
    third = (
        second.then(K.PAUSED, D("2025-10-09"))
        .then(K.RESUMED, D("2025-10-10"))
        .then(K.HANDED_OVER, D("2025-10-13"))
    )
    assert (status(third, "2025-10-13").stage, status(third, "2025-10-13").due) == (3, D("2025-10-20"))
    with pytest.raises(CaseError):
        third.then(K.HANDED_OVER, D("2025-10-14"))


def test_the_smaller_of_promise_and_law_binds() -> None:
    rules = CaseRules(term=WorkingDays(20), statutory=WorkingDays(10, start_event=StartEvent.RECEIVED))
    found = status(case(rules, (K.RECEIVED, "2025-09-22"), (K.ACCEPTED, "2025-09-24")), "2025-09-25")
    assert found.due == D("2025-10-11")
    assert any("超过法定时限" in f.zh for f in found.flags)


def test_risk_and_the_shortest_reading() -> None:
    asked = case(TWENTY, (K.RECEIVED, "2025-09-01"), (K.SUPPLEMENT_ASKED, "2025-09-01"))
    assert [status(asked, f"2025-09-0{d}").at_risk for d in (1, 2, 3, 4, 5, 8, 9)] == [
        False,
        False,
        False,
        True,
        True,
        True,
        False,
    ]
    assert status(asked, "2025-09-09").overdue
    assert (status(asked, "2025-09-09").summary.zh, status(asked, "2025-09-09").summary.en) == (
        "待补正，轮到申请人，期限至 2025-09-08，自 2025-09-09 起已逾期 1 个工作日（1 天）",
        "awaiting the supplement, the applicant must act, due 2025-09-08, overdue since 2025-09-09, by 1 working day (1 day)",
    )
    calm = evolve(TWENTY, warn=0)
    unhurried = case(calm, (K.RECEIVED, "2025-09-01"), (K.SUPPLEMENT_ASKED, "2025-09-01"))
    assert [status(unhurried, f"2025-09-0{d}").at_risk for d in (3, 4, 5, 8)] == [False, True, True, True]
    hurried = case(evolve(TWENTY, warn=3), (K.RECEIVED, "2025-09-01"))
    assert [status(hurried, f"2025-09-0{d}").at_risk for d in (2, 3, 8)] == [False, True, True]
    assert status(hurried, "2025-09-08").summary.zh == "待受理，轮到经办机构，期限至 2025-09-08，剩 0 日"
    five = CaseRules(term=WorkingDays(5))
    weekend = case(five, (K.RECEIVED, "2025-08-29"), (K.ACCEPTED, "2025-08-29"))
    words = "办理中，轮到经办机构，期限至 2025-09-05，自 2025-09-06 起已逾期 0 个工作日（1 天）"
    assert (
        status(weekend, "2025-09-06").summary.zh == words
    )  # on a Saturday no "0 days left" stands beside it
    decided = case(TWENTY, (K.RECEIVED, "2025-09-01"), (K.ACCEPTED, "2025-09-01"), (K.DECIDED, "2025-09-03"))
    assert status(decided, "2025-09-04").summary.zh == "已办结，期限至 2025-09-28"
    lapsed = asked.then(K.LAPSED, D("2025-09-10"))
    assert (status(lapsed, "2025-09-10").state, status(lapsed, "2025-09-10").overdue) == (State.LAPSED, False)
    assert status(lapsed, "2025-09-10").summary.zh == "逾期终止"
    assert Case(rules=TWENTY).state is State.NEW


def test_office_hours_decide_receipt_and_cut_off() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    clock = CaseClock(calendar=national(), hours=FUSHUN.saying(MakeUp.OPEN), snap=Snap.WORKDAY)
    late = Case(rules=TWENTY).then(K.RECEIVED, datetime(2025, 9, 22, 17, 30, tzinfo=shanghai))
    found = clock.status(late, datetime(2025, 9, 23, 1, tzinfo=UTC))
    assert found.due_at == datetime(2025, 9, 29, 17, tzinfo=shanghai)
    assert clock.status(late, datetime(2025, 9, 29, 17, 0, 1, tzinfo=shanghai)).deemed_accepted
    assert not clock.status(late, datetime(2025, 9, 29, 17, tzinfo=shanghai)).deemed_accepted
    assert clock.status(late, D("2025-09-29")).state is State.RECEIVED
    unstated = CaseClock(calendar=national(), hours=FUSHUN, snap=Snap.WORKDAY)
    friday = Case(rules=TWENTY).then(K.RECEIVED, datetime(2025, 9, 26, 17, 30))
    flagged = unstated.status(friday, D("2025-09-29"))
    assert any("2025-09-28" in f.zh for f in flagged.flags)
    monday = Case(rules=TWENTY).then(K.RECEIVED, D("2025-09-22"))
    provisional = unstated.status(monday, D("2025-09-23"))
    assert provisional.clock is not None
    assert provisional.clock.standing is Standing.PROVISIONAL
    without = CaseClock(calendar=national()).status(friday, datetime(2025, 9, 28, 12))
    assert (without.due, without.other_due) == (D("2025-10-10"), None)
    assert not without.overdue
    assert without.due_at is None


def test_over_an_unannounced_year() -> None:
    clock = CaseClock(calendar=national().projected(2027))
    life = case(TWENTY, (K.RECEIVED, "2026-12-14"), (K.ACCEPTED, "2026-12-15"))
    found = clock.status(life, D("2026-12-16")).clock
    assert found is not None
    assert found.standing is Standing.PROVISIONAL
    assert found.due is not None
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= found.due <= found.latest


def test_events_out_of_order_are_refused() -> None:
    received = case(TWENTY, (K.RECEIVED, "2025-09-22"))
    for make, word in (
        (lambda: case(TWENTY, (K.ACCEPTED, "2025-09-22")), "收到申请"),
        (lambda: received.then(K.ACCEPTED, D("2025-09-21")), "时间先后"),
        (lambda: received.then(K.PAUSED, D("2025-09-23")), "先记录受理"),
        (lambda: received.then(K.RECEIVED, D("2025-09-23")), "通知补正"),
        (lambda: received.then(K.DECIDED, D("2025-09-23")).then(K.WITHDRAWN, D("2025-09-24")), "已终结"),
        (lambda: received.then(K.ACCEPTED, D("2025-09-23")).then(K.EXTENDED, D("2025-09-24")), "经批准延长"),
        (
            lambda: (
                Case(rules=TWENTY)
                .then(K.RECEIVED, datetime(2025, 9, 22, 9))
                .then(K.ACCEPTED, datetime(2025, 9, 22, 10, tzinfo=UTC))
            ),
            "时区",
        ),
        (
            lambda: (
                Case(rules=TWENTY)
                .then(K.RECEIVED, datetime(2025, 9, 22, 9))
                .then(K.ACCEPTED, datetime(2025, 9, 22, 8))
            ),
            "时间先后",
        ),
        (lambda: Event("received", D("2025-09-22")), "EventKind"),  # type: ignore[arg-type]
        (lambda: Event(K.RECEIVED, "2025-09-22"), "EventKind"),  # type: ignore[arg-type]
    ):
        with pytest.raises(CaseError, match=word):
            make()
    refused: tuple[Callable[[], CaseRules], ...] = (
        lambda: CaseRules(term=Hours(4)),
        lambda: CaseRules(term=Extendable(Months(1), WorkingDays(3))),
        lambda: CaseRules(term=Staged((Stage(Hours(4)), Stage(Hours(4))))),
        lambda: CaseRules(term=WorkingDays(1), statutory=Range(Hours(3), Hours(5))),
    )
    for rules in refused:
        with pytest.raises(TermError):
            rules()


def test_every_transition_leads_somewhere_and_every_state_is_reached() -> None:
    table = transitions()
    reached = {to for moves in table.values() for to in moves.values()}
    assert set(table) == set(State) == reached | {State.NEW}
    assert {s for s in State if s.closed} == {
        State.DECIDED,
        State.NOT_ACCEPTED,
        State.WITHDRAWN,
        State.LAPSED,
    }
    assert set(EventKind) == {kind for moves in table.values() for kind in moves}


# -- the slow model: a clerk who looks at the case every morning and keeps tally marks

FIRST = date(2025, 8, 20)


@define(kw_only=True)
class Clerk:
    """Keeps one case by hand: each morning the day is marked, then the day's events are written down."""

    rules: CaseRules
    days: WorkCalendar
    snap: Snap
    today: date = FIRST
    state: State = State.NEW
    deemed: bool = False
    first_receipt: date | None = None
    receipt: date | None = None
    accepted: date | None = None
    asked: date | None = None
    stop_until: date = date.min
    stopped_since: date = date.min
    stopped: dict[date, bool] = field(factory=dict)
    expired: tuple[date, date] | None = (
        None  # the start of a limit that had passed, and the day that found it so
    )

    @property
    def waits(self) -> bool:
        return self.state in (State.SUPPLEMENTING, State.REVIEW_SUPPLEMENTING, State.PAUSED)

    def later(self, day: date) -> date:
        while not self.days.is_workday(day):
            day += timedelta(days=1)
        return day

    def nth(self, day: date, n: int) -> date:
        while n:
            day += timedelta(days=1)
            n -= self.days.is_workday(day)
        return day

    def morning(self) -> None:
        self.today += timedelta(days=1)
        self.stopped[self.today] = self.waits or self.today <= self.stop_until
        if self.state is State.RECEIVED and self.receipt and self.today > self.nth(self.receipt, 5):
            self.state, self.accepted, self.deemed = State.REVIEW, self.receipt, True

    def write(self, kind: EventKind) -> None:
        none_apart = self.rules.acceptance is None
        handed_in = self.later(self.today) if self.snap is Snap.WORKDAY else self.today
        if kind is K.RECEIVED:
            self.first_receipt = self.receipt = handed_in
            self.state = State.RECEIVED
            if none_apart:
                self.state, self.accepted = State.REVIEW, handed_in
        elif kind is K.SUPPLEMENT_ASKED:
            self.expire()
            self.asked, self.stopped_since = self.today, max(self.today, self.stop_until)
            self.state = State.SUPPLEMENTING if self.state is State.RECEIVED else State.REVIEW_SUPPLEMENTING
        elif kind is K.PAUSED:
            self.state, self.stopped_since = State.PAUSED, max(self.today, self.stop_until)
        elif kind is K.SUPPLEMENTED:
            early = self.state is State.SUPPLEMENTING or none_apart
            self.receipt = handed_in if early else self.receipt
            self.stop_until = max(handed_in, self.stop_until)
            self.state = State.RECEIVED if self.state is State.SUPPLEMENTING else State.REVIEW
        elif kind is K.RESUMED:
            self.state = State.REVIEW
        elif kind in (K.ACCEPTED, K.DEEMED_ACCEPTED):
            if self.accepted is None:
                self.accepted = self.today if kind is K.ACCEPTED else self.receipt
                self.deemed = kind is K.DEEMED_ACCEPTED
            self.state = State.REVIEW
        else:
            self.state = {
                K.NOT_ACCEPTED: State.NOT_ACCEPTED,
                K.DECIDED: State.DECIDED,
                K.WITHDRAWN: State.WITHDRAWN,
                K.LAPSED: State.LAPSED,
            }[kind]

    def expire(self) -> None:
        """What is asked for once the limit has passed does not start it anew."""
        early = self.state is State.RECEIVED or self.rules.acceptance is None
        restarts = self.rules.effect is SupplementEffect.RESTART and early
        start, tally = self.start(), self.tally()
        if restarts and not self.expired and start and tally and tally[1] and self.today > tally[1]:
            self.expired = (start, self.today)

    def start(self) -> date | None:
        if self.expired:
            return self.expired[0]
        event = self.rules.term.start_event
        if event is StartEvent.RECEIVED:
            if self.rules.effect is SupplementEffect.PAUSE:
                return self.first_receipt
            early = self.state is State.SUPPLEMENTING or (
                self.state is State.REVIEW_SUPPLEMENTING and self.rules.acceptance is None
            )
            return None if early else self.receipt
        if event is StartEvent.COMPLETE:
            return self.receipt if self.accepted else None
        return self.accepted

    def tally(self) -> tuple[int, date | None] | None:
        """The days used, and the last day if it can be told."""
        start, term = self.start(), self.rules.term
        if start is None or not isinstance(term, Counted):
            return None
        working = isinstance(term, WorkingDays)

        def counts(day: date) -> bool:
            stopped = (
                self.stopped.get(day, day <= self.stop_until) if day <= self.today else day <= self.stop_until
            )
            stopped = stopped and not (self.expired and day > self.expired[1])
            return not stopped and (not working or self.days.is_workday(day))

        span = [start + timedelta(days=i) for i in range(1, (self.today - start).days + 1)]
        return sum(map(counts, span)), self.last_day(start, term, counts)

    def last_day(self, start: date, term: Term, counts: object) -> date | None:
        assert callable(counts)
        day, marks = start, 0
        if isinstance(term, WorkingDays):
            while marks < term.n:
                day += timedelta(days=1)
                if self.waits and day > max(self.stopped_since, start) and not self.expired:
                    return None
                marks += counts(day)
            return day
        nominal = self.same_number(start, term)
        while day < nominal:
            day += timedelta(days=1)
            if self.waits and day > max(self.stopped_since, start) and not self.expired:
                return None
            nominal += timedelta(days=not counts(day))
        return self.later(nominal)

    @staticmethod
    def same_number(start: date, term: Term) -> date:
        if isinstance(term, CalendarDays):
            return start + timedelta(days=term.n)
        assert isinstance(term, Months)
        year, month = divmod(start.year * 12 + start.month - 1 + term.n, 12)
        for number in range(start.day, 27, -1):
            try:
                return date(year, month + 1, number)
            except ValueError:
                continue
        return date(year, month + 1, min(start.day, 27))


class CaseAgainstClerk(RuleBasedStateMachine):
    """Days pass and events happen; the clock and the clerk must agree every evening."""

    @initialize(rules=case_rules(), snap=st.sampled_from(Snap))
    def begin(self, rules: CaseRules, snap: Snap) -> None:
        self.case = Case(rules=rules)
        self.clerk = Clerk(rules=rules, days=national(), snap=snap)
        self.clock = CaseClock(calendar=national(), snap=snap)

    @precondition(lambda self: self.clerk.today < date(2026, 3, 1))
    @rule(n=st.integers(1, 9))
    def days_pass(self, n: int) -> None:
        for _ in range(n):
            self.clerk.morning()

    @precondition(lambda self: bool(self.case.next_kinds))
    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(self.case.next_kinds))
        self.case = self.case.then(kind, self.clerk.today)
        self.clerk.write(kind)

    @rule()
    def read_from_the_record(self) -> None:
        self.case = Case(rules=self.case.rules, events=self.case.events)

    @invariant()
    def they_agree(self) -> None:
        if hasattr(self, "clerk"):
            compare(self.clock.status(self.case, self.clerk.today), self.clerk)


def compare(found: CaseStatus, clerk: Clerk) -> None:
    assert (found.state, found.deemed_accepted) == (clerk.state, clerk.deemed)
    tally = clerk.tally()
    if clerk.state.closed:
        return
    assert (tally is None) == (found.decision is None)
    if tally and found.decision:
        assert (found.decision.used, found.decision.due) == tally
    if clerk.state in (State.SUPPLEMENTING, State.REVIEW_SUPPLEMENTING):
        assert clerk.asked is not None
        assert found.due == clerk.nth(clerk.asked, 5)
        assert found.turn is Turn.APPLICANT
    elif clerk.state is State.RECEIVED:
        assert clerk.receipt is not None
        assert found.due == min(clerk.nth(clerk.receipt, 5), tally[1] if tally and tally[1] else date.max)
    elif tally:
        assert found.due == tally[1]
    ends = [day for day in (found.due, tally[1] if tally else None) if day]
    assert found.overdue == any(clerk.today > day for day in ends)
    assert found.overdue == (found.late is not None)


TestCaseAgainstClerk = CaseAgainstClerk.TestCase
TestCaseAgainstClerk.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 60))
def test_the_past_does_not_change(life: Case, more: int) -> None:
    clock = CaseClock(calendar=national())
    at = life.events[-1].day
    assert clock.status(life, at) == clock.status(life.until(at), at)
    later = clock.status(life, at + timedelta(days=more))
    assert later.state.closed == life.state.closed
    if later.decision and later.decision.used is not None:
        counted = sum(s.days for s in later.decision.stretches if s.counted)
        assert later.decision.used == counted


def test_a_case_with_moments_is_asked_at_moments_of_the_same_kind() -> None:
    case = Case(rules=CaseRules(term=WorkingDays(5))).then(EventKind.RECEIVED, datetime(2025, 9, 22, 9))
    clock = CaseClock(calendar=national())
    with pytest.raises(ClockError, match="带时区"):
        clock.status(case, datetime(2025, 9, 23, 9, tzinfo=UTC))
    assert clock.status(case, datetime(2025, 9, 23, 9)).due == clock.status(case, date(2025, 9, 23)).due
