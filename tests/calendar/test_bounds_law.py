"""D7: for every arrangement that the assumption allows, the true date lies within the bounds told before it was known.

The assumption is stated in ``yibao_rules.calendar.bounds``; here it is drawn from: each festival of an unannounced year takes
days off and works days within its reach, a decree may add one holiday, a region without record has its own days.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import (
    CalendarDays,
    Case,
    CaseClock,
    CaseRules,
    Convention,
    EventKind,
    Extendable,
    Layer,
    MakeUp,
    Months,
    Roll,
    Snap,
    Staged,
    Standing,
    StartEvent,
    Term,
    UnknownYearError,
    WorkCalendar,
    WorkingDays,
    WorkingHours,
    deadline,
    national,
    parse_hours,
    parse_term,
    regional_layer,
    regional_layers,
)
from yibao_rules.calendar.bounds import DECREE, bounds_over, clusters, reach_since
from yibao_rules.calendar.statutory import statutory_days
from yibao_rules.calendar.trace import StepKind

D = date.fromisoformat
DAY = timedelta(days=1)
GUESS = national().projected(2027)
OPEN_FROM = GUESS.provisional_from
HOURS = parse_hours("周一至周五 9:00-12:00，13:00-17:00")


def some(draw: st.DrawFn, days: list[date], most: int) -> set[date]:
    if not days or not most:
        return set()
    return draw(st.sets(st.sampled_from(days), max_size=most))


def span(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


@st.composite
def truths(draw: st.DrawFn) -> WorkCalendar:
    """A calendar as it may come out, built without the code that bounds it: festivals in their reach, perhaps a decree."""
    statutory = {day for year in (2027, 2028) for day, _ in statutory_days(year)}
    off: set[date] = set()
    work: set[date] = set()
    for cluster in (c for year in (2027, 2028) for c in clusters(year)):
        reach = reach_since()[cluster.festival]
        before, after = cluster.first, cluster.last
        near = span(before - reach.off_before * DAY, after + reach.off_after * DAY)
        off |= some(draw, [d for d in near if d.weekday() < 5 and d not in statutory], reach.off)
        near = span(before - reach.work_before * DAY, after + reach.work_after * DAY)
        work |= some(draw, [d for d in near if d.weekday() >= 5 and d not in statutory], reach.work)
    decree = reach_since()[DECREE]
    if draw(st.booleans()):
        first = draw(st.dates(D("2027-01-04"), D("2027-12-20")))
        days = [d for d in span(first, first + 3 * DAY) if d.weekday() < 5 and d not in statutory]
        off |= set(days[: decree.off])
        if days:
            after = days[: decree.off][-1]
            rest = [d for d in span(after + DAY, after + decree.work_after * DAY) if d.weekday() >= 5]
            work |= {d for d in rest[: decree.work] if d not in statutory}
    kept = {d for d in off | work if d >= OPEN_FROM}
    return national().projected(2028).with_layer(Layer(name="真", off=kept & off - work, work=kept & work))


starts = st.dates(D("2026-12-01"), D("2027-10-31"))
counted = st.builds(WorkingDays, st.integers(1, 25))
kinds: st.SearchStrategy[Term] = st.one_of(
    counted,
    st.builds(CalendarDays, st.integers(1, 60)),
    st.builds(Months, st.integers(1, 2)),
    st.builds(Extendable, st.builds(Months, st.just(1)), st.builds(WorkingDays, st.integers(1, 10))),
    st.builds(
        Extendable, st.builds(WorkingDays, st.integers(1, 10)), st.builds(CalendarDays, st.integers(1, 20))
    ),
    st.sampled_from(
        [parse_term("5+10个工作日"), parse_term("3至5个工作日"), parse_term("当月"), parse_term("当日")]
    ),
)


@settings(max_examples=300, deadline=None)
@given(
    truth=truths(),
    day=starts,
    term=kinds,
    snap=st.sampled_from(Snap),
    roll=st.sampled_from(Roll),
    convention=st.sampled_from(Convention),
    extended=st.booleans(),
)
def test_d7_deadlines(
    truth: WorkCalendar,
    day: date,
    term: Term,
    snap: Snap,
    roll: Roll,
    convention: Convention,
    *,
    extended: bool,
) -> None:
    def due(calendar: WorkCalendar) -> tuple[date | None, date | None, date | None]:
        found = deadline(
            term, start=day, calendar=calendar, snap=snap, roll=roll, convention=convention, extended=extended
        )
        return found.earliest, found.due, found.latest

    earliest, guessed, latest = due(GUESS)
    _, true, _ = due(truth)
    assert earliest is not None
    assert true is not None
    assert guessed is not None
    assert latest is not None
    assert earliest <= true <= latest
    assert earliest <= guessed <= latest


@settings(max_examples=150, deadline=None)
@given(
    truths(),
    st.datetimes(datetime(2026, 12, 20), datetime(2027, 10, 31)),
    st.one_of(counted, st.builds(WorkingHours, st.integers(1, 60))),
    st.sampled_from([MakeUp.OPEN, MakeUp.CLOSED]),
    st.sampled_from(Snap),
)
def test_d7_with_office_hours(
    truth: WorkCalendar, at: datetime, term: Term, make_up: MakeUp, snap: Snap
) -> None:
    hours = HOURS.saying(make_up)
    found = deadline(term, start=at, calendar=GUESS, hours=hours, snap=snap)
    true = deadline(term, start=at, calendar=truth, hours=hours, snap=snap).due
    assert found.earliest is not None
    assert true is not None
    assert found.latest is not None
    assert found.earliest <= true <= found.latest
    for said in (MakeUp.OPEN, MakeUp.CLOSED):  # what is not stated may come out either way
        if isinstance(term, WorkingDays):
            unstated = deadline(term, start=at, calendar=GUESS, hours=HOURS, snap=snap)
            true = deadline(term, start=at, calendar=truth, hours=HOURS.saying(said), snap=snap).due
            assert unstated.earliest is not None
            assert true is not None
            assert unstated.latest is not None
            assert unstated.earliest <= true <= unstated.latest


@settings(max_examples=200, deadline=None)
@given(
    truth=truths(),
    begin=st.dates(D("2026-12-01"), D("2027-07-15")),
    gaps=st.lists(st.integers(0, 30), min_size=4, max_size=4),
    term=st.one_of(counted, st.builds(CalendarDays, st.integers(1, 40)), st.just(Months(1))),
    snap=st.sampled_from(Snap),
    convention=st.sampled_from(Convention),
)
def test_d7_cases_with_pauses(
    truth: WorkCalendar, begin: date, gaps: list[int], term: Term, snap: Snap, convention: Convention
) -> None:
    rules = CaseRules(term=term.starting(StartEvent.RECEIVED), acceptance=None, convention=convention)
    day, case = begin, Case(rules=rules).then(EventKind.RECEIVED, begin)
    kinds = (EventKind.PAUSED, EventKind.RESUMED, EventKind.PAUSED, EventKind.RESUMED)
    for kind, gap in zip(kinds, gaps, strict=True):
        day += gap * DAY
        case = case.then(kind, day)
    found = CaseClock(calendar=GUESS, snap=snap).status(case, day).decision
    true = CaseClock(calendar=truth, snap=snap).status(case, day).decision
    assert found is not None
    assert true is not None
    assert true.due is not None
    if found.standing is not Standing.CONFIRMED:
        assert found.earliest is not None
        assert found.latest is not None
        assert found.earliest <= true.due <= found.latest


@st.composite
def regions(draw: st.DrawFn) -> tuple[WorkCalendar, WorkCalendar, int]:
    """A region's calendar without record of a year, and as it may have been: as many days as its fullest year had."""
    layer = regional_layers()[draw(st.sampled_from(sorted(regional_layers())))]
    assert layer.years is not None
    year = draw(st.sampled_from([y for y in range(2014, 2027) if y not in layer.years] or [2013]))
    plain = national()
    days = span(date(year, 1, 1), date(year, 12, 31))
    statutory = {day for day, _ in statutory_days(year)}
    most = max((sum(plain.is_workday(d) for d in layer.off if d.year == y) for y in layer.years), default=0)
    extra = max((sum(d.year == y for d in layer.work) for y in layer.years), default=0)
    off = some(draw, [d for d in days if plain.is_workday(d)], most)
    work = some(
        draw, [d for d in days if d.weekday() >= 5 and not plain.is_workday(d) and d not in statutory], extra
    )
    own = Layer(name="本地", off=off, work=work)
    return plain.with_layer(layer), plain.with_layer(own), year


@settings(max_examples=200, deadline=None)
@given(regions(), st.integers(0, 360), counted | st.just(Months(1)), st.sampled_from(Snap))
def test_d7_a_region_without_record(
    pair: tuple[WorkCalendar, WorkCalendar, int], n: int, term: Term, snap: Snap
) -> None:
    known, truth, year = pair
    day = date(year, 1, 1) + n * DAY
    try:
        found = deadline(term, start=day, calendar=known, snap=snap)
        true = deadline(term, start=day, calendar=truth, snap=snap).due
    except UnknownYearError:
        return
    if found.due is not None and true is not None and max(found.due, true).year == year:
        assert found.earliest is not None
        assert found.latest is not None
        assert found.earliest <= true <= found.latest


def test_d7_the_listed_cases() -> None:
    layer = Layer(name="真", work=[D("2027-02-14")])
    start = D("2027-02-13")
    found = deadline(WorkingDays(5), start=start, calendar=GUESS, snap=Snap.WORKDAY)
    true = deadline(WorkingDays(5), start=start, calendar=GUESS.with_layer(layer), snap=Snap.WORKDAY)
    assert true.due == D("2027-02-19")
    assert found.due == D("2027-02-22")
    assert found.earliest is not None
    assert found.earliest <= D("2027-02-19")
    guangxi = regional_layer("450000")
    assert guangxi is not None
    local = deadline(WorkingDays(5), start=D("2025-04-01"), calendar=national().with_layer(guangxi))
    assert (local.due, local.standing) == (D("2025-04-09"), Standing.PROVISIONAL)
    # Its fullest year took three working days off (2017, a make-up Saturday among them) and worked one weekend day.
    assert (local.earliest, local.latest) == (D("2025-04-08"), D("2025-04-14"))
    (why,) = [s.text for s in local.steps if s.kind is StepKind.NOTE]
    assert "广西壮族自治区的地方放假没有收录齐全（2025 年）" in why.zh
    assert "not all on record" in why.en


def test_d7_a_step_says_why_a_date_is_not_settled() -> None:
    def notes(term: str, start: str, calendar: WorkCalendar = GUESS) -> list[str]:
        found = deadline(parse_term(term), start=D(start), calendar=calendar)
        return [s.text.zh for s in found.steps if s.kind is StepKind.NOTE]

    assert (
        "2026 年最后几天可由下一年的通知调整；2027 年的通知尚未公布" in notes("20个工作日", "2026-12-14")[0]
    )
    assert notes("5个工作日", "2026-12-21", national()) == [
        "放假安排尚未确定（2026 年最后几天可由下一年的通知调整），最早 2026-12-28，最晚 2026-12-30"
    ]
    assert "2027 年的通知尚未公布" in notes("1个月", "2027-02-14")[0]
    assert notes("每月批次", "2026-03-02") == ["批次日未知：每月一次，最迟一个月内轮到"]
    assert notes("5个工作日", "2026-03-02") == []
    evening = deadline(
        WorkingDays(5), start=datetime(2026, 10, 9, 18), calendar=national(), hours=HOURS, snap=Snap.WORKDAY
    )
    assert [s.text.zh for s in evening.steps if s.kind is StepKind.NOTE] == [
        "日期尚未确定，最早 2026-10-16，最晚 2026-10-19"
    ]


def test_d7_a_case_paused_to_this_day_has_no_last_day_to_bound() -> None:
    rules = CaseRules(term=WorkingDays(20, start_event=StartEvent.RECEIVED), acceptance=None)
    case = Case(rules=rules).then(EventKind.RECEIVED, D("2027-01-25")).then(EventKind.PAUSED, D("2027-02-22"))
    found = CaseClock(calendar=GUESS).status(case, D("2027-03-01")).decision
    assert found is not None
    # Twenty days may have passed before the pause, or not: until it ends the latest cannot be told.
    assert (found.due, found.earliest, found.latest) in (
        (None, None, None),
        (D("2027-02-22"), found.earliest, None),
    )


def test_d7_spans_of_settled_days_bound_a_day_to_itself_or_do_not_reach_it() -> None:
    spans = ((D("2026-03-02"), D("2026-03-20")),)
    assert bounds_over(GUESS, spans, 1) == (D("2026-03-02"), D("2026-03-02"))
    assert bounds_over(GUESS, spans, 5) == (D("2026-03-06"), D("2026-03-06"))
    assert bounds_over(GUESS, spans, 15) == (D("2026-03-20"), D("2026-03-20"))
    assert bounds_over(GUESS, spans, 16) == (None, None)


@pytest.mark.parametrize("text", ["5+10个工作日"])
def test_d7_stages_are_bounded_from_stage_to_stage(text: str) -> None:
    term = parse_term(text)
    assert isinstance(term, Staged)
    found = deadline(term, start=D("2027-01-25"), calendar=GUESS)
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest < found.latest
