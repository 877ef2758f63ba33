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
