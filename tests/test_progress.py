"""Progress as plain functions: due, both limits, the standing of a case, reminders."""

from datetime import date, datetime, time

import pytest

from yibao_rules import progress
from yibao_rules.calendar import (
    Case,
    CaseRules,
    EventKind,
    MakeUp,
    Months,
    OfficeHours,
    ReminderKind,
    Snap,
    StartEvent,
    TermTextError,
    WorkingDays,
    national,
)

D = date.fromisoformat
FUSHUN = OfficeHours.weekdays((time(8, 30), time(11, 30)), (time(13), time(17)), make_up=MakeUp.OPEN)


def test_due_from_words_or_a_term() -> None:
    words = progress.due("不超过20个工作日", D("2025-09-22"), calendar=national(), hours=FUSHUN)
    term = progress.due(WorkingDays(20), D("2025-09-22"), calendar=national(), hours=FUSHUN)
    assert words == term
    assert words.due_at == datetime(2025, 10, 24, 17)
    with pytest.raises(TermTextError):
        progress.due("尽快", D("2025-09-22"), calendar=national())


def test_both_limits() -> None:
    starts = {StartEvent.RECEIVED: D("2025-09-22"), StartEvent.ACCEPTED: D("2025-09-23")}
    both = progress.due_both("受理后20个工作日", "自收到申请之日起10个工作日", starts, calendar=national())
    assert both.binding is both.statutory
    assert both.contradiction is not None
    assert progress.due_both(None, WorkingDays(10), D("2025-09-22"), calendar=national()).promised is None


def test_status_with_and_without_hours() -> None:
    case = Case(rules=CaseRules(term=WorkingDays(20))).then(EventKind.RECEIVED, datetime(2025, 9, 22, 18))
    day, after = D("2025-09-23"), Snap.WORKDAY
    assert progress.status(case, day, calendar=national()).due == D("2025-09-28")
    assert progress.status(case, day, calendar=national(), hours=FUSHUN).due == D("2025-09-28")
    assert progress.status(case, day, calendar=national(), hours=FUSHUN, snap=after).due == D("2025-09-29")


def test_moments_are_taken_wherever_a_start_or_a_question_is() -> None:
    """A guard that held them against ``date`` refused what the pages promise, closing time included (B1, C1)."""
    evening, after = datetime(2025, 9, 22, 18), Snap.WORKDAY
    late = progress.due(WorkingDays(1), evening, calendar=national(), hours=FUSHUN, snap=after)
    assert (late.due, late.other_due) == (D("2025-09-24"), D("2025-09-23"))
    starts = {StartEvent.RECEIVED: evening, StartEvent.ACCEPTED: datetime(2025, 9, 23, 9)}
    both = progress.due_both("受理后20个工作日", "自收到申请之日起10个工作日", starts, calendar=national())
    assert both.binding.due == D("2025-10-11")
    assert progress.due_both(None, WorkingDays(1), evening, calendar=national()).binding.due == D(
        "2025-09-23"
    )
    case = Case(rules=CaseRules(term=WorkingDays(20))).then(EventKind.RECEIVED, evening)
    at_closing, past = (
        progress.status(case, datetime(2025, 9, 28, 17, minute), calendar=national(), hours=FUSHUN).summary.zh
        for minute in (0, 1)
    )
    assert (at_closing, past != at_closing) == ("待受理，轮到经办机构，期限至 2025-09-28，剩 0 日", True)
    found = progress.due_of_item(
        "referral",
        place="210400",
        received=datetime(2026, 3, 2, 17, 31),
        calendar=national(),
        snap=after,
        at=datetime(2026, 4, 1, 9),
    )
    assert [(due.deadline and due.deadline.due, bool(due.overdue)) for due in found.dues] == [
        (D("2026-03-31"), True),
        (D("2026-03-31"), True),
    ]


def test_reminders_go_to_the_last_of_all_days() -> None:
    found = progress.reminders(since=D("2024-03-01"), through=date.max, permit_issued=D("2024-02-29"))
    assert (found[-1].remind_on, found[-1].day) == (D("9999-01-28"), D("9999-02-28"))


def test_reminders_in_a_span() -> None:
    found = progress.reminders(
        since=D("2025-09-01"),
        through=D("2026-12-31"),
        certificate_expires=D("2026-03-01"),
        permit_issued=D("2024-11-15"),
        filed=D("2025-09-22"),
        validity=Months(6),
        change_lock=Months(6),
        calendar=national(),
    )
    assert [(r.kind, str(r.remind_on), str(r.day)) for r in found] == [
        (ReminderKind.ENDORSEMENT, "2025-10-15", "2025-11-15"),
        (ReminderKind.CERTIFICATE, "2026-01-30", "2026-03-01"),
        (ReminderKind.VALIDITY, "2026-02-14", "2026-03-22"),
        (ReminderKind.CHANGE_LOCK, "2026-03-22", "2026-03-22"),
        (ReminderKind.ENDORSEMENT, "2026-10-15", "2026-11-15"),
    ]
    window = progress.reminders(since=D("2025-10-01"), through=D("2025-10-20"), permit_issued=D("2024-11-15"))
    assert [str(r.day) for r in window] == ["2025-11-15"]
    assert progress.reminders(since=D("2025-09-01"), through=D("2026-12-31"), filed=D("2025-09-22")) == ()
    gone = progress.reminders(
        since=D("2025-09-01"), through=D("2026-12-31"), certificate_expires=D("2025-08-31")
    )
    assert gone == ()
