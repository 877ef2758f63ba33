"""Deadlines: the check vectors, every kind of term, the named conventions, certainty, trace and closing time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import WorkCalendar, national
from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.counting import Convention, Counting, Roll, Snap
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.deadlines import Deadline, deadline
from yibao_rules.calendar.errors import CalendarError, UnknownYearError
from yibao_rules.calendar.hours import MakeUp, OfficeHours
from yibao_rules.calendar.office import ClockError
from yibao_rules.calendar.promises import binding, conflict, plan_stages
from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import (
    Bound,
    ByAgreement,
    CalendarDays,
    Hours,
    Immediate,
    MonthlyBatch,
    Months,
    NextDay,
    NextMonth,
    SameDay,
    SameMonth,
    StartEvent,
    Term,
    TermError,
    WorkingDays,
    WorkingHours,
    Years,
)
from yibao_rules.calendar.trace import StepKind
from yibao_rules.testing.terms import limits, terms

FUSHUN = OfficeHours.weekdays((time(8, 30), time(11, 30)), (time(13), time(17)))
D = date.fromisoformat

VECTORS = [
    ("2020-08-25", 5, "2020-09-01"),
    ("2020-08-25", 20, "2020-09-22"),
    ("2020-01-20", 5, "2020-02-04"),
    ("2020-09-25", 5, "2020-10-09"),
    ("2020-09-25", 10, "2020-10-15"),
    ("2025-01-24", 3, "2025-02-05"),
    ("2025-01-24", 5, "2025-02-07"),
    ("2025-09-30", 3, "2025-10-11"),
    ("2025-09-30", 5, "2025-10-14"),
    ("2025-09-30", 10, "2025-10-21"),
    ("2025-09-30", 20, "2025-11-04"),
    ("2025-12-31", 2, "2026-01-05"),
    ("2026-02-13", 3, "2026-02-25"),
    ("2026-02-13", 5, "2026-02-27"),
    ("2026-04-30", 10, "2026-05-18"),
    ("2026-04-30", 30, "2026-06-15"),
    ("2023-12-01", 30, "2024-01-15"),
]


@pytest.fixture(scope="module")
def days() -> WorkCalendar:
    return national()


@pytest.mark.parametrize(("start", "n", "due"), VECTORS)
def test_check_vectors(days: WorkCalendar, start: str, n: int, due: str) -> None:
    found = deadline(WorkingDays(n), start=D(start), calendar=days)
    assert found.due == D(due)
    assert (found.earliest, found.latest, found.standing) == (D(due), D(due), Standing.CONFIRMED)
    assert found.legal == ("civil-code/201", "licensing/82")


def test_an_unannounced_year_is_refused_and_bounded_on_request(days: WorkCalendar) -> None:
    with pytest.raises(UnknownYearError):
        deadline(WorkingDays(30), start=D("2026-11-20"), calendar=days)
    found = deadline(WorkingDays(30), start=D("2026-11-20"), calendar=days.projected(2027))
    assert found.standing is Standing.PROVISIONAL
    assert found.earliest is not None
    assert found.latest is not None
    assert found.due is not None
    assert found.earliest <= found.due <= found.latest
    assert any(s.kind is StepKind.NOTE and "尚未确定" in s.text.zh for s in found.steps)
    rolled = deadline(CalendarDays(60), start=D("2026-12-20"), calendar=days.projected(2027))
    assert rolled.standing is Standing.PROVISIONAL
    assert rolled.earliest is not None
    assert rolled.due is not None
    assert rolled.earliest <= rolled.due


CASES: list[tuple[str, str, str | None]] = [
    ("30日", "2025-09-02", "2025-10-09"),  # the 30th day is 2 October: rolled over the holiday
    ("30日", "2025-08-01", "2025-09-01"),  # a Sunday
    ("1个月", "2025-01-31", "2025-02-28"),
    ("1个月", "2024-01-31", "2024-02-29"),
    ("3个月", "2025-06-28", "2025-09-28"),  # a Sunday that is worked: not rolled
    ("1年", "2024-02-29", "2025-02-28"),
    ("满6个月", "2025-04-05", "2025-10-05"),  # a minimum does not roll
    ("第10个工作日起", "2025-09-22", "2025-10-11"),
    ("即时办结", "2025-09-22", "2025-09-22"),
    ("即时办结", "2025-10-01", "2025-10-09"),
    ("当日", "2025-09-27", "2025-09-28"),
    ("次日生效", "2025-09-30", "2025-10-01"),
    ("当月", "2025-08-05", "2025-08-29"),  # 30 and 31 August are a weekend
    ("当月", "2025-08-31", "2025-08-31"),  # no working day is left
    ("次月生效", "2025-12-05", "2026-01-01"),
    ("每月25日批次", "2025-09-25", "2025-10-27"),  # the batch of the start day itself has gone
    ("每月25日批次", "2025-09-10", "2025-09-25"),
    ("每月25日批次", "2025-06-25", "2025-07-25"),
    ("每月31日批次", "2025-02-03", "2025-02-28"),
    ("每月31日批次", "2025-01-31", "2025-02-28"),
    ("每月批次", "2025-09-10", "2025-10-10"),
    ("按协议", "2025-09-10", None),
    ("3至5个工作日", "2025-09-22", "2025-09-28"),
    ("20日内，经批准可以延长10日", "2025-09-01", "2025-09-22"),
    ("5+10+5个工作日", "2025-09-22", "2025-10-24"),
    ("10+5个工作日", "2025-09-22", "2025-10-17"),
    ("5个工作日；1个月", "2025-09-22", "2025-10-28"),
]


@pytest.mark.parametrize(("words", "start", "due"), CASES)
def test_every_kind_of_term(days: WorkCalendar, words: str, start: str, due: str | None) -> None:
    found = deadline(parse_term(words), start=D(start), calendar=days)
    assert found.due == (D(due) if due else None)
    assert found.steps
    assert all(s.text.zh and s.text.en and s.first <= s.last for s in found.steps)
    if found.due:
        assert found.earliest is not None
        assert found.latest is not None
        assert found.earliest <= found.due <= found.latest


def test_an_extension_counts_when_granted(days: WorkCalendar) -> None:
    same, mixed = parse_term("20日，经批准可以延长10日"), Extendable(Months(1), WorkingDays(5))
    assert deadline(same, start=D("2025-09-02"), calendar=days, extended=True).due == D("2025-10-09")
    assert deadline(mixed, start=D("2025-08-31"), calendar=days, extended=False).due == D("2025-09-30")
    assert deadline(mixed, start=D("2025-08-31"), calendar=days, extended=True).due == D("2025-10-14")


def test_the_conventions_are_named_arguments(days: WorkCalendar) -> None:
    def due(
        term: Term, start: str, convention: Convention = Convention.NEXT_DAY, roll: Roll = Roll.FORWARD
    ) -> date | None:
        return deadline(term, start=D(start), calendar=days, convention=convention, roll=roll).due

    assert due(WorkingDays(5), "2025-09-22", Convention.START_DAY) == D("2025-09-26")
    assert due(CalendarDays(3), "2025-09-22", Convention.START_DAY) == D("2025-09-24")
    assert due(CalendarDays(30), "2025-09-02", roll=Roll.BACK) == D("2025-09-30")
    assert due(CalendarDays(30), "2025-09-02", roll=Roll.NONE) == D("2025-10-02")
    kept = deadline(WorkingDays(1), start=D("2025-09-27"), calendar=days)
    snapped = deadline(WorkingDays(1), start=D("2025-09-27"), calendar=days, snap=Snap.WORKDAY)
    assert (kept.due, kept.counted_from) == (D("2025-09-28"), D("2025-09-27"))
    assert (snapped.due, snapped.counted_from) == (D("2025-09-29"), D("2025-09-28"))
    assert snapped.steps[0].law == Snap.WORKDAY.law == "civil-code/204"
    assert (Convention.START_DAY.law, Roll.BACK.law, Snap.NONE.law) == (
        "civil-code/204",
        "civil-code/204",
        "civil-code/201",
    )
    assert (
        "civil-code/204"
        in deadline(CalendarDays(30), start=D("2025-09-02"), calendar=days, roll=Roll.BACK).legal
    )
    assert (
        "当日计入"
        in deadline(WorkingDays(5), start=D("2025-09-22"), calendar=days, convention=Convention.START_DAY)
        .steps[0]
        .text.zh
    )


def test_the_trace_names_each_stretch_and_its_notice(days: WorkCalendar) -> None:
    found = deadline(WorkingDays(20), start=D("2025-09-22"), calendar=days, hours=FUSHUN)
    kinds = [s.kind for s in found.steps]
    assert kinds[0] is StepKind.START
    assert kinds[-2:] == [StepKind.LAST, StepKind.CLOSING]
    skipped = [(str(s.first), str(s.last)) for s in found.steps if s.kind is StepKind.SKIPPED]
    assert skipped == [
        ("2025-09-27", "2025-09-27"),
        ("2025-10-01", "2025-10-08"),
        ("2025-10-12", "2025-10-12"),
        ("2025-10-18", "2025-10-19"),
    ]
    made_up = [s for s in found.steps if s.kind is StepKind.MAKE_UP]
    assert [str(s.first) for s in made_up] == ["2025-09-28", "2025-10-11"]
    assert all("国办发明电〔2024〕12号" in s.text.zh for s in made_up)
    back = deadline(CalendarDays(30), start=D("2025-09-02"), calendar=days, roll=Roll.BACK)
    assert back.steps[-1].text.zh.startswith("提前至 2025-09-30")


def test_closing_time_is_the_cut_off(days: WorkCalendar) -> None:
    found = deadline(WorkingDays(20), start=D("2025-09-22"), calendar=days, hours=FUSHUN)
    assert found.due_at == datetime(2025, 10, 24, 17)
    assert not found.passed(datetime(2025, 10, 24, 17))
    assert found.passed(datetime(2025, 10, 24, 17, 0, 1))
    assert found.passed(datetime(2025, 10, 24, 9, 1, tzinfo=UTC))
    assert not found.passed(D("2025-10-24"))
    assert found.passed(D("2025-10-25"))
    no_hours = deadline(WorkingDays(20), start=D("2025-09-22"), calendar=days)
    assert not no_hours.passed(datetime(2025, 10, 24, 23))
    assert no_hours.passed(datetime(2025, 10, 25, 0))
    assert not deadline(ByAgreement(), start=D("2025-09-22"), calendar=days).passed(D("2099-01-01"))
    aware = deadline(
        WorkingDays(20), start=datetime(2025, 9, 21, 23, tzinfo=UTC), calendar=days, hours=FUSHUN
    )
    assert aware.due_at == datetime(2025, 10, 24, 17, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert aware.counted_from == D("2025-09-22")


def test_make_up_day_hours_that_nobody_stated_are_flagged(days: WorkCalendar) -> None:
    start = D("2025-09-22")
    open_question = deadline(WorkingDays(5), start=start, calendar=days, hours=FUSHUN)
    assert (open_question.due, open_question.due_at) == (D("2025-09-28"), datetime(2025, 9, 26, 17))
    assert open_question.standing is Standing.PROVISIONAL
    assert "办公时间未明" in open_question.flags[0].zh
    opened = deadline(WorkingDays(5), start=start, calendar=days, hours=FUSHUN.saying(MakeUp.OPEN))
    assert (opened.due_at, opened.flags) == (datetime(2025, 9, 28, 17), ())
    closed = deadline(WorkingDays(5), start=start, calendar=days, hours=FUSHUN.saying(MakeUp.CLOSED))
    assert closed.due_at == datetime(2025, 9, 26, 17)
    assert closed.standing is Standing.CONFIRMED
    late = datetime(2025, 9, 26, 18)
    after = deadline(WorkingDays(1), start=late, calendar=days, hours=FUSHUN.saying(MakeUp.CLOSED))
    assert (after.due, after.due_at) == (D("2025-09-28"), datetime(2025, 9, 29, 17))


def test_on_the_spot_after_closing_is_the_next_day(days: WorkCalendar) -> None:
    late = datetime(2025, 9, 30, 17, 30)
    found = deadline(Immediate(), start=late, calendar=days, hours=FUSHUN)
    assert (found.due, found.counted_from) == (D("2025-10-09"), D("2025-10-09"))
    over_make_up = datetime(2025, 9, 26, 17, 30)
    flagged = deadline(SameDay(), start=over_make_up, calendar=days, hours=FUSHUN)
    assert (flagged.due, flagged.earliest, flagged.latest) == (
        D("2025-09-28"),
        D("2025-09-28"),
        D("2025-09-29"),
    )
    assert flagged.standing is Standing.PROVISIONAL
    assert "2025-09-28" in flagged.flags[0].zh


def test_hours_run_from_the_moment(days: WorkCalendar) -> None:
    start = datetime(2025, 9, 30, 16)
    assert deadline(Hours(24), start=start, calendar=days).due_at == datetime(2025, 10, 1, 16)
    assert deadline(WorkingHours(4), start=start, calendar=days, hours=FUSHUN).due_at == datetime(
        2025, 10, 9, 11, 30
    )
    for term, given_hours in ((Hours(24), FUSHUN), (WorkingHours(4), None)):
        with pytest.raises(TermError):
            deadline(term, start=D("2025-09-30") if given_hours else start, calendar=days, hours=given_hours)
    with pytest.raises(TermError):
        Counting(calendar=days).land(Hours(1), D("2025-09-30"))


def test_bad_starts_are_refused(days: WorkCalendar) -> None:
    with pytest.raises(ClockError):
        deadline(WorkingDays(1), start="2025-09-30", calendar=days)  # type: ignore[arg-type]
    for term in (CalendarDays(36_500), Months(9), Years(9)):
        with pytest.raises(CalendarError):
            deadline(term, start=D("9999-12-30"), calendar=days)


@given(
    terms(),
    st.dates(date(2010, 1, 1), date(2020, 12, 31)),
    st.sampled_from(Convention),
    st.sampled_from(Roll),
)
def test_any_term_gives_a_deadline_or_our_error(
    term: Term, start: date, convention: Convention, roll: Roll
) -> None:
    try:
        found = deadline(term, start=start, calendar=national(), convention=convention, roll=roll)
    except CalendarError:
        return
    assert isinstance(found, Deadline)
    if found.due and found.earliest and found.latest:
        assert found.earliest <= found.due <= found.latest


def slow_due(term: Term, start: date, days: WorkCalendar) -> date:
    """Count day by day, as a clerk does with a wall calendar."""
    day = start
    if isinstance(term, WorkingDays):
        left = term.n
        while left:
            day += timedelta(days=1)
            left -= days.is_workday(day)
        return day
    if isinstance(term, CalendarDays):
        day = start + timedelta(days=term.n)
    else:
        n = term.n if isinstance(term, Months) else 12 * term.n if isinstance(term, Years) else 0
        month = start.month - 1 + n
        for number in range(start.day, 0, -1):
            try:
                day = date(start.year + month // 12, month % 12 + 1, number)
                break
            except ValueError:
                continue
    while not days.is_workday(day):
        day += timedelta(days=1)
    return day


@given(limits(), st.dates(date(2005, 1, 1), date(2024, 12, 31)))
def test_equal_to_counting_day_by_day(term: Term, start: date) -> None:
    assert deadline(term, start=start, calendar=national()).due == slow_due(term, start, national())


@given(limits(), st.dates(date(2005, 1, 1), date(2024, 6, 30)), st.integers(0, 40))
def test_a_later_start_never_ends_sooner(term: Term, start: date, more: int) -> None:
    def due(day: date) -> date:
        return deadline(term, start=day, calendar=national()).due or date.max

    assert due(start) <= due(start + timedelta(days=more))


# -- promised and statutory, stages


def test_the_smaller_limit_binds(days: WorkCalendar) -> None:
    both = binding(WorkingDays(20), WorkingDays(10), start=D("2025-09-22"), calendar=days)
    assert both.binding is both.statutory
    assert both.contradiction is not None
    assert "超过法定时限" in both.contradiction.zh
    fine = binding(WorkingDays(5), WorkingDays(10), start=D("2025-09-22"), calendar=days, hours=FUSHUN)
    assert fine.binding is fine.promised
    assert fine.contradiction is None
    units = binding(CalendarDays(20), WorkingDays(10), start=D("2025-09-01"), calendar=days)
    assert units.contradiction is not None
    assert units.binding is units.statutory
    none = binding(ByAgreement(), WorkingDays(10), start=D("2025-09-01"), calendar=days)
    assert none.contradiction is not None
    assert "不定" in none.contradiction.zh
    alone = binding(None, WorkingDays(10), start=D("2025-09-01"), calendar=days)
    assert alone.promised is None
    assert alone.binding is alone.statutory
    assert binding(WorkingDays(10), ByAgreement(), start=D("2025-09-01"), calendar=days).contradiction is None


def test_limits_may_start_from_different_events(days: WorkCalendar) -> None:
    promised, law = parse_term("受理后10个工作日"), parse_term("自收到申请之日起10个工作日")
    starts = {StartEvent.RECEIVED: D("2025-09-22"), StartEvent.ACCEPTED: D("2025-09-24")}
    both = binding(promised, law, start=starts, calendar=days)
    assert both.binding is both.statutory
    assert both.contradiction is not None
    for wrong in (WorkingDays(5), WorkingDays(5, start_event=StartEvent.ISSUED)):
        with pytest.raises(TermError):
            binding(wrong, None, start=starts, calendar=days)
    with pytest.raises(TermError):
        binding(None, None, start=starts, calendar=days)


@pytest.mark.parametrize(
    ("promised", "statutory", "exceeds"),
    [
        ("20个工作日", "10个工作日", True),
        ("10个工作日", "10个工作日", False),
        ("3至15个工作日", "10个工作日", True),
        ("5+10+5个工作日", "15个工作日", True),
        ("5个工作日；1个月", "15个工作日", False),
        ("20日", "10个工作日", False),
        ("5个工作日", "即时办结", True),
        ("按协议", "10个工作日", False),
        ("即时办结", "10个工作日", False),
        ("10个工作日", "20个工作日，经批准可以延长10个工作日", False),
        ("30个工作日", "20个工作日，经批准可以延长10个工作日", True),
    ],
)
def test_a_promise_beyond_the_law_shows_in_the_words(promised: str, statutory: str, exceeds: bool) -> None:
    assert (conflict(parse_term(promised), parse_term(statutory)) is not None) is exceeds


def test_stages_planned_and_actual(days: WorkCalendar) -> None:
    transfer = parse_term("5+10+5个工作日")
    assert isinstance(transfer, Staged)
    plan = plan_stages(transfer, start=D("2025-09-22"), calendar=days)
    assert [str(s.deadline.due) for s in plan.stages] == ["2025-09-28", "2025-10-17", "2025-10-24"]
    assert plan.ceiling is not None
    assert [s.number for s in plan.stages] == [1, 2, 3]
    assert (plan.due, plan.ceiling.due) == (D("2025-10-24"), D("2025-10-24"))
    quick = plan_stages(transfer, start=D("2025-09-22"), calendar=days, handovers=(D("2025-09-24"),))
    assert [str(s.deadline.due) for s in quick.stages] == ["2025-09-28", "2025-10-14", "2025-10-21"]
    late = plan_stages(
        transfer,
        start=D("2025-09-22"),
        calendar=days,
        handovers=(D("2025-09-29"), D("2025-10-10"), D("2025-10-20")),
    )
    assert [s.late for s in late.stages] == [True, False, True]
    assert late.due == D("2025-10-20")
    new_rule = parse_term("10+5个工作日")
    assert isinstance(new_rule, Staged)
    assert [
        str(s.deadline.due) for s in plan_stages(new_rule, start=D("2025-09-22"), calendar=days).stages
    ] == ["2025-10-11", "2025-10-17"]
    mixed = Staged((Stage(WorkingDays(5)), Stage(Months(1))))
    assert plan_stages(mixed, start=D("2025-09-22"), calendar=days).ceiling is None
    for wrong in ((D("2025-09-21"),), (D("2025-09-24"),) * 4):
        with pytest.raises(TermError):
            plan_stages(transfer, start=D("2025-09-22"), calendar=days, handovers=wrong)


def test_stages_over_unannounced_years_keep_their_bounds(days: WorkCalendar) -> None:
    found = deadline(parse_term("5+10+5个工作日"), start=D("2026-12-18"), calendar=days.projected(2027))
    assert found.standing is Standing.PROVISIONAL
    assert found.earliest is not None
    assert found.due is not None
    assert found.latest is not None
    assert found.earliest <= found.due <= found.latest
    assert found.earliest < found.latest


def test_effects_and_unknown_batches(days: WorkCalendar) -> None:
    for term in (NextDay(), NextMonth()):
        found = deadline(term, start=D("2025-09-30"), calendar=days)
        assert {found.due, found.earliest, found.latest} == {D("2025-10-01")}
    assert deadline(WorkingDays(10, bound=Bound.FROM), start=D("2025-09-22"), calendar=days).due == D(
        "2025-10-11"
    )
    unknown = deadline(MonthlyBatch(), start=D("2025-09-10"), calendar=days)
    assert unknown.standing is Standing.PROVISIONAL
    assert unknown.earliest == D("2025-09-11")
    month = deadline(SameMonth(), start=D("2025-08-31"), calendar=days)
    assert "已无工作日" in month.flags[0].zh
    span = deadline(Range(CalendarDays(3), CalendarDays(5)), start=D("2025-09-22"), calendar=days)
    assert (span.earliest, span.due) == (D("2025-09-25"), D("2025-09-28"))


def test_a_deadline_is_asked_at_moments_of_its_own_kind() -> None:
    naive = deadline(WorkingDays(5), start=datetime(2025, 9, 22, 9), calendar=national(), hours=FUSHUN)
    aware = deadline(
        WorkingDays(5), start=datetime(2025, 9, 22, 1, tzinfo=UTC), calendar=national(), hours=FUSHUN
    )
    for found, moment in (
        (naive, datetime(2025, 9, 22, tzinfo=UTC)),
        (aware, datetime(2025, 9, 22)),
    ):
        with pytest.raises(ClockError, match="带时区"):
            found.passed(moment)


def test_the_way_back_names_each_rest_day_skipped() -> None:
    found = deadline(CalendarDays(10), start=date(2025, 9, 22), calendar=national(), roll=Roll.BACK)
    skipped, rolled = found.steps[-2:]
    assert (skipped.first, skipped.last) == (date(2025, 10, 1), date(2025, 10, 2))
    assert skipped.text.zh.startswith("2025-10-01至2025-10-02 国庆节（国办发明电〔2024〕12号），共2天")
    assert rolled.text.zh == "提前至 2025-09-30（民法典第二百零四条）"
