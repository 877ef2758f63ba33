"""Overdue is told with what follows from it, and nothing that comes later undoes it (C2, D4)."""

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules import check
from yibao_rules.calendar import (
    Case,
    CaseClock,
    CaseRules,
    Event,
    EventKind,
    Extendable,
    Standing,
    StartEvent,
    WorkingDays,
    deadline,
    national,
    parse_hours,
    parse_term,
)
from yibao_rules.calendar.case import State, SupplementEffect
from yibao_rules.calendar.clock import CaseStatus
from yibao_rules.calendar.overdue import if_not_told, overdue
from yibao_rules.cli.app import main
from yibao_rules.display.text import check_text
from yibao_rules.display.timeline import timeline_svg
from yibao_rules.interop.answers import dumps
from yibao_rules.model.filing import Filing
from yibao_rules.precheck import Act
from yibao_rules.progress import due_of_item
from yibao_rules.testing.cases import accepted_filing

D = date.fromisoformat
K = EventKind
CLOCK = CaseClock(calendar=national())


def case(rules: CaseRules, *events: tuple[EventKind, str]) -> Case:
    return Case(rules=rules, events=[Event(kind, D(day)) for kind, day in events])


def status(rules: CaseRules, at: str, *events: tuple[EventKind, str]) -> CaseStatus:
    return CLOCK.status(case(rules, *events), D(at))


def test_c2_a_check_tells_how_long_the_time_to_speak_has_passed_and_what_follows() -> None:
    filing = Filing(item="referral", insured_place="210400", filed_on=D("2026-09-24"))
    result = check(filing, day=D("2026-11-27"))
    told, fill = result.dues
    assert told.act is Act.TELL_GAPS
    assert told.deadline is not None
    assert told.deadline.due == D("2026-10-09")
    late = told.overdue
    assert late is not None
    assert (late.days, late.working_days, late.certain) == (49, 36, True)
    assert late.text.zh == "自 2026-10-10 起已逾期 36 个工作日（49 天）"
    assert late.follows == if_not_told(D("2026-09-24"))
    for word in (
        "如经办机构至今既未受理、也未告知补正",
        "自收到之日（2026-09-24）起视为受理",
        "第三十二条",
        "比照",
    ):
        assert word in late.follows.zh
    assert fill.overdue is None
    text = check_text(result, columns=1000)
    assert late.text.zh in text
    assert late.follows.zh in text
    answer = json.loads(dumps(result))["answer"]["dues"]
    assert answer[0]["overdue"]["follows"]["zh"] == late.follows.zh
    assert answer[1]["overdue"] is None
    # The case clock says the same of the same case, as known and not on a condition.
    known = status(CaseRules(term=WorkingDays(20)), "2026-11-27", (K.RECEIVED, "2026-09-24"))
    assert known.deemed_accepted
    assert "自收到之日（2026-09-24）起视为受理" in known.flags[0].zh
    assert known.late is not None
    assert (known.due, known.late.days) == (D("2026-10-29"), 29)
    assert "复议" in str(known.late.follows)


def test_c2_within_the_time_nothing_is_said_of_it() -> None:
    filing = Filing(item="referral", insured_place="210400", filed_on=D("2026-09-24"))
    assert [d.overdue for d in check(filing, day=D("2026-10-09")).dues] == [None, None]
    assert check(filing, day=D("2026-10-10")).dues[0].overdue is not None


def test_c2_a_decision_that_is_late_is_told_with_its_remedy() -> None:
    day = D("2026-03-02")
    where = {"place": "210400", "received": day, "calendar": national()}
    assert all(d.overdue is None for d in due_of_item("referral", **where).dues)  # type: ignore[arg-type]
    found = due_of_item("referral", at=D("2026-04-01"), **where).dues  # type: ignore[arg-type]
    for one in found:
        assert one.overdue is not None
        assert (one.overdue.due, one.overdue.working_days) == (D("2026-03-30"), 2)
        assert one.overdue.follows is not None
        assert "逾期不等于同意" in one.overdue.follows.zh
        assert "社会保险经办条例第五十二条" in one.overdue.follows.zh
    result = check(accepted_filing(), day=D("2026-11-20"))
    assert [d.act for d in result.dues if d.overdue] == [Act.DECIDE] * len(result.dues)
    at = datetime(2026, 3, 30, 17, 0, 1)
    closed = due_of_item("referral", at=at, **where).dues[0].overdue  # type: ignore[arg-type]
    assert closed is not None
    assert closed.text.zh == "已过截止时刻 2026-03-30 17:00"


def test_c2_the_shell_and_the_strip_of_days_say_it_in_the_same_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = "自 2025-10-25 起已逾期 4 个工作日（6 天）"
    ask = ["due", "20个工作日", "--from", "2025-09-22", "--day", "2025-10-30"]
    assert main(ask) == 0
    assert f"! {words}" in capsys.readouterr().out
    assert main([*ask, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["overdue"]["text"]["zh"] == words
    found = deadline(WorkingDays(20), start=D("2025-09-22"), calendar=national())
    late = overdue(found.due, found.due_at, D("2025-10-30"), calendar=national(), latest=found.latest)
    assert words in timeline_svg(found, overdue=late)
    assert "overdue since 2025-10-25, by 4 working days (6 days)" in timeline_svg(
        found, overdue=late, lang="en"
    )
    assert main(["due", "referral", "--place", "210400", "--from", "2026-03-02", "--day", "2026-04-01"]) == 0
    assert capsys.readouterr().out.count("! 如至今没有办结") == 2
    assert main([*ask[:4], "--day", "2025-10-24"]) == 0
    assert "逾期" not in capsys.readouterr().out


def test_d12_the_shell_takes_a_time_of_day_and_the_reading_of_receipt(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = ["due", "referral", "--place", "210400", "--day", "2026-03-02"]
    for start, snap, due in (
        ("2026-03-02T17:00", "workday", "2026-03-30"),
        ("2026-03-02 17:00:01", "workday", "2026-03-31"),
        ("2026-03-02T17:00:01", "none", "2026-03-30"),
        ("2026-03-02T09:00:01Z", "workday", "2026-03-31"),
        ("2026-03-02", "workday", "2026-03-30"),
    ):
        assert main([*ask, "--from", start, "--snap", snap]) == 0
        assert capsys.readouterr().out.count(due) >= 2, start
    assert main(["due", "24小时", "--from", "2026-03-02T17:30", "--day", "2026-03-02"]) == 0
    assert "2026-03-03" in capsys.readouterr().out
    for wrong in ("2026-03-02T25:00", "2026-03-02x", "17:00", "2026-02-30"):
        assert main([*ask, "--from", wrong]) == 2
        assert "2026-03-04T17:30" in capsys.readouterr().err


def test_c2_days_past_beyond_the_calendar_and_over_what_is_not_settled() -> None:
    late = overdue(D("2026-12-31"), None, D("2027-01-05"), calendar=national(), latest=D("2027-01-04"))
    assert late is not None
    assert (late.days, late.working_days, late.certain) == (5, None, True)
    assert (late.text.zh, late.text.en) == (
        "自 2027-01-01 起已逾期 5 天",
        "overdue since 2027-01-01, by 5 days",
    )
    unsure = overdue(D("2026-12-30"), None, D("2026-12-31"), calendar=national(), latest=D("2027-01-04"))
    assert unsure is not None
    assert not unsure.certain
    assert "最晚可至 2027-01-04" in unsure.text.zh
    assert overdue(None, None, D("2026-12-31"), calendar=national()) is None
    # A case is read all the same; what is counted ends where the calendar does.
    found = status(
        CaseRules(term=WorkingDays(5, start_event=StartEvent.RECEIVED), acceptance=None),
        "2027-01-15",
        (K.RECEIVED, "2026-12-14"),
    )
    assert (found.due, found.overdue, found.left) == (D("2026-12-21"), True, -8)
    assert any("日历到 2026-12-31 为止" in flag.zh for flag in found.flags)


LICENCE = CaseRules(term=parse_term("20个工作日内，经批准可以延长10个工作日"))
ACCEPTED = ((K.RECEIVED, "2026-09-01"), (K.ACCEPTED, "2026-09-02"))


def test_d4_an_extension_after_the_limit_does_not_undo_that_it_was_missed() -> None:
    found = status(LICENCE, "2026-10-13", *ACCEPTED, (K.EXTENDED, "2026-10-12"))
    assert (found.due, found.overdue) == (D("2026-09-30"), True)
    assert found.late is not None
    assert found.late.text.zh == "自 2026-10-01 起已逾期 5 个工作日（13 天）"
    (flag,) = found.flags
    for word in (
        "自 2026-10-01 起逾期，至少至批准延长之日",
        "行政许可法第四十二条",
        "如认可该延长，则至 2026-10-20",
    ):
        assert word in flag.zh
    done = status(LICENCE, "2026-10-14", *ACCEPTED, (K.EXTENDED, "2026-10-12"), (K.DECIDED, "2026-10-13"))
    assert (done.state, done.overdue) == (State.DECIDED, True)
    assert done.late is not None
    assert done.late.follows is None


@pytest.mark.parametrize("day", ["2026-09-02", "2026-09-29", "2026-09-30"])
def test_d4_an_extension_within_the_limit_counts(day: str) -> None:
    found = status(LICENCE, "2026-10-13", *ACCEPTED, (K.EXTENDED, day))
    assert (found.due, found.overdue, found.flags) == (D("2026-10-20"), False, ())


def test_d4_closing_time_of_the_last_day_is_the_limit() -> None:
    clock = CaseClock(calendar=national(), hours=parse_hours("周一至周五 8:30-11:30，13:00-17:00"))
    rules = CaseRules(term=Extendable(WorkingDays(3), WorkingDays(5)), acceptance=None)
    for hour, due in ((17, "2026-03-12"), (18, "2026-03-05")):
        told = Case(rules=rules).then(K.RECEIVED, datetime(2026, 3, 2, 9))
        told = told.then(K.EXTENDED, datetime(2026, 3, 5, hour))
        assert clock.status(told, datetime(2026, 3, 6, 9)).due == D(due)


@pytest.mark.parametrize(("stop", "go"), [(K.PAUSED, K.RESUMED), (K.SUPPLEMENT_ASKED, K.SUPPLEMENTED)])
def test_d4_a_pause_or_a_supplement_after_the_limit_does_not_undo_it(stop: EventKind, go: EventKind) -> None:
    events = (*ACCEPTED, (stop, "2026-10-12"))
    during = status(LICENCE, "2026-10-13", *events)
    assert during.overdue
    assert during.late is not None
    assert during.late.due == D("2026-09-30")
    assert any("2026-09-30 已过" in flag.zh for flag in during.flags)
    if stop is K.SUPPLEMENT_ASKED:
        assert during.summary.zh.endswith("剩 4 日，办结自 2026-10-01 起已逾期 5 个工作日（13 天）")
    after = status(LICENCE, "2026-10-15", *events, (go, "2026-10-14"))
    assert (after.due, after.overdue) == (D("2026-09-30"), True)


@pytest.mark.parametrize("effect", SupplementEffect)
def test_d4_a_supplement_asked_for_too_late_starts_nothing_anew(effect: SupplementEffect) -> None:
    rules = CaseRules(term=WorkingDays(5, start_event=StartEvent.RECEIVED), acceptance=None, effect=effect)
    late = ((K.RECEIVED, "2026-09-02"), (K.SUPPLEMENT_ASKED, "2026-09-15"), (K.SUPPLEMENTED, "2026-09-17"))
    found = status(rules, "2026-09-18", *late)
    assert (found.due, found.overdue) == (D("2026-09-09"), True)
    in_time = ((K.RECEIVED, "2026-09-02"), (K.SUPPLEMENT_ASKED, "2026-09-09"), (K.SUPPLEMENTED, "2026-09-11"))
    again = status(rules, "2026-09-14", *in_time)
    restarts = effect is SupplementEffect.RESTART
    assert (again.due, again.overdue) == (D("2026-09-18" if restarts else "2026-09-09"), not restarts)


def test_d4_a_stage_handed_over_late_and_a_supplement_handed_in_late_are_told() -> None:
    staged = CaseRules(term=parse_term("5+10+5个工作日"))
    found = status(staged, "2026-09-15", *ACCEPTED, (K.HANDED_OVER, "2026-09-14"))
    assert (found.stage, found.overdue) == (2, False)
    assert "期限 2026-09-09 已过：自 2026-09-10 起已逾期 3 个工作日（5 天）" in found.flags[0].zh
    asked = (*ACCEPTED, (K.SUPPLEMENT_ASKED, "2026-09-03"))
    waiting = status(LICENCE, "2026-09-14", *asked)
    assert waiting.late is not None
    assert waiting.late.follows is not None
    assert "是否终止办理由经办机构决定" in waiting.late.follows.zh
    handed_in = status(LICENCE, "2026-09-14", *asked, (K.SUPPLEMENTED, "2026-09-14"))
    assert "2026-09-10 已过" in handed_in.flags[0].zh
    assert not handed_in.overdue


@given(
    st.dates(D("2026-01-05"), D("2026-06-30")),
    st.integers(0, 60),
    st.sampled_from([K.EXTENDED, K.PAUSED, K.SUPPLEMENT_ASKED]),
)
def test_d4_whatever_comes_after_the_limit_leaves_the_case_overdue(
    day: date, after: int, kind: EventKind
) -> None:
    rules = CaseRules(term=Extendable(WorkingDays(5), WorkingDays(5)))
    running = Case(rules=rules).then(K.RECEIVED, day).then(K.ACCEPTED, day)
    event = date.fromordinal(day.toordinal() + after)
    before = CLOCK.status(running, event)
    later = CLOCK.status(running.then(kind, event), event)
    assert not before.overdue or later.overdue
    if before.overdue:
        assert (before.late and before.late.due) == (later.late and later.late.due)
        assert later.flags


def test_d7_an_answer_over_a_pause_in_an_unannounced_year_is_bounded_over_all_of_it() -> None:
    calendar = national(D("2015-10-20")).projected(2016)
    told = case(
        CaseRules(term=WorkingDays(20)),
        (K.RECEIVED, "2016-01-25"),
        (K.ACCEPTED, "2016-01-25"),
        (K.PAUSED, "2016-02-06"),
        (K.RESUMED, "2016-03-02"),
    )
    found = CaseClock(calendar=calendar).status(told, D("2016-03-02")).decision
    true = CLOCK.status(told, D("2016-03-02")).decision
    assert found is not None
    assert true is not None
    assert true.due == D("2016-03-16")
    assert found.standing is Standing.PROVISIONAL
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= true.due <= found.latest


def test_d4_a_request_for_a_supplement_while_no_limit_runs_is_late_for_none() -> None:
    # The decision's limit runs from acceptance, which the office has sixty days to refuse.
    rules = CaseRules(
        term=WorkingDays(5, start_event=StartEvent.ACCEPTED),
        acceptance=WorkingDays(60, start_event=StartEvent.RECEIVED),
    )
    case = Case(rules=rules).then(EventKind.RECEIVED, date(2026, 3, 2))
    status = CaseClock(calendar=national()).status(
        case.then(EventKind.SUPPLEMENT_ASKED, date(2026, 3, 23)), date(2026, 3, 24)
    )
    assert status.state is State.SUPPLEMENTING
    assert not status.flags
