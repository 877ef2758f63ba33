"""Reminders as dates, and deadlines as iCalendar, read back by the library that wrote them."""

import builtins
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from yibao_rules.calendar import national
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.deadlines import deadline
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.ics import CalendarEntry, deadline_entry, reminder_entry, to_ics, uid
from yibao_rules.calendar.office import ClockError
from yibao_rules.calendar.reminders import ReminderKind, remind, residence_endorsements, validity_end
from yibao_rules.calendar.terms import ByAgreement, CalendarDays, Months, TermError, WorkingDays, Years
from yibao_rules.errors import MissingExtraError
from yibao_rules.progress import reminders
from yibao_rules.text import Text

FUSHUN = OfficeHours.weekdays((time(8, 30), time(11, 30)), (time(13), time(17)))
STAMP = datetime(2025, 9, 22, 1, tzinfo=UTC)
D = date.fromisoformat


def test_reminding_ahead_on_a_working_day() -> None:
    found = remind(ReminderKind.CERTIFICATE, D("2025-11-04"), calendar=national())
    assert found.remind_on == D("2025-09-30")  # 30 days ahead is 5 October, in the holiday
    assert remind(ReminderKind.CERTIFICATE, D("2025-11-04"), lead=0).remind_on == D("2025-11-04")
    assert found.text == Text("证件到期：2025-11-04", "certificate expires: 2025-11-04")
    for lead in (-1, 4000, True, "30"):
        with pytest.raises(TermError):
            remind(ReminderKind.LIMIT, D("2025-11-04"), lead=lead)  # type: ignore[arg-type]


def test_a_residence_permit_is_endorsed_every_year() -> None:
    found = residence_endorsements(D("2023-08-31"), D("2026-08-30"))
    assert [(str(r.remind_on), str(r.day)) for r in found] == [
        ("2024-07-31", "2024-08-31"),
        ("2025-07-31", "2025-08-31"),
    ]
    assert all(r.law == "residence/10" for r in found)
    assert residence_endorsements(D("2025-08-31"), D("2025-12-31")) == ()


@pytest.mark.parametrize(
    ("term", "last"), [(Months(6), "2026-02-28"), (Years(1), "2026-08-31"), (CalendarDays(60), "2025-10-30")]
)
def test_validity(term: CalendarDays | Months | Years, last: str) -> None:
    assert validity_end(D("2025-08-31"), term) == D(last)


def entries() -> list[CalendarEntry]:
    due = deadline(WorkingDays(20), start=D("2025-09-22"), calendar=national(), hours=FUSHUN)
    title = Text("异地就医备案办结期限", "decision on the filing due")
    return [
        deadline_entry(due, key="case-1", title=title, alarm=timedelta(days=2)),
        reminder_entry(remind(ReminderKind.VALIDITY, D("2026-03-22")), key="case-1/validity"),
        CalendarEntry(
            key="plain", at=datetime(2025, 9, 22, 17, tzinfo=ZoneInfo("Asia/Shanghai")), summary=title
        ),
    ]


def test_written_and_read_back() -> None:
    written = to_ics(entries(), stamp=STAMP, namespace="example.org")
    assert written == to_ics(
        entries(), stamp=STAMP.astimezone(ZoneInfo("Asia/Tokyo")), namespace="example.org"
    )
    book = icalendar.Calendar.from_ical(written)
    events: list[Any] = book.walk("VEVENT")
    first, second, third = events
    assert first["DTSTART"].dt == datetime(2025, 10, 24, 9, tzinfo=UTC)
    assert second["DTSTART"].dt == D("2026-03-22")
    assert third["DTSTART"].dt == datetime(2025, 9, 22, 9, tzinfo=UTC)
    assert (str(first["SUMMARY"]), str(second["SUMMARY"])) == (
        "异地就医备案办结期限",
        "备案有效期届满：2026-03-22",
    )
    assert "国办发明电〔2024〕12号" in str(first["DESCRIPTION"])
    assert "DESCRIPTION" not in second
    assert first["DTSTAMP"].dt == STAMP
    assert len({str(e["UID"]) for e in (first, second, third)}) == 3
    assert "case-1" not in str(first["UID"])
    assert first.walk("VALARM")[0]["TRIGGER"].dt == timedelta(days=-2)
    assert second.walk("VALARM")[0]["TRIGGER"].dt == timedelta(days=-30)
    english = to_ics(entries()[:1], stamp=STAMP, namespace="example.org", lang="en")
    assert b"decision on the filing due" in english


def test_refusals() -> None:
    with pytest.raises(ClockError):
        to_ics([], stamp=datetime(2025, 9, 22), namespace="example.org")
    agreed = deadline(ByAgreement(), start=D("2025-09-22"), calendar=national())
    with pytest.raises(TermError):
        deadline_entry(agreed, key="x", title=Text("期限", "due"))


def test_icalendar_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "icalendar":
            raise ImportError(name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match="ics"):
        to_ics([], stamp=STAMP, namespace="example.org")


def test_d8_one_reminder_beyond_the_calendar_does_not_take_the_others_along() -> None:
    found = reminders(
        since=D("2026-03-02"),
        through=D("2027-12-31"),
        certificate_expires=D("2027-06-01"),
        filed=D("2026-03-02"),
        validity=Months(6),
        calendar=national(),
    )
    assert [(r.kind, str(r.remind_on), str(r.day), r.standing) for r in found] == [
        (ReminderKind.VALIDITY, "2026-08-03", "2026-09-02", Standing.CONFIRMED),
        (ReminderKind.CERTIFICATE, "2027-05-02", "2027-06-01", Standing.UNKNOWN),
    ]
    projected = remind(ReminderKind.CERTIFICATE, D("2027-06-01"), calendar=national().projected(2027))
    assert (str(projected.remind_on), projected.standing) == ("2027-04-30", Standing.PROVISIONAL)
    plain = remind(ReminderKind.CERTIFICATE, D("2027-06-01"))
    assert (str(plain.remind_on), plain.standing) == ("2027-05-02", Standing.CONFIRMED)


def test_d12_a_provisional_deadline_is_tentative_and_a_key_twice_has_two_uids() -> None:
    title = Text("办结期限", "decision due")
    sure = deadline(WorkingDays(5), start=D("2026-03-02"), calendar=national())
    open_ = deadline(WorkingDays(5), start=D("2026-12-24"), calendar=national())
    given = [deadline_entry(found, key="a", title=title) for found in (sure, open_, sure)]
    given.append(CalendarEntry(key="a#2", at=D("2026-03-09"), summary=title))
    written = to_ics(given, stamp=STAMP, namespace="example.org")
    events: list[Any] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert [str(e.get("STATUS", "")) for e in events] == ["", "TENTATIVE", "", ""]
    uids = [str(e["UID"]) for e in events]
    assert len(set(uids)) == 4
    assert uids[0] == uid("a", "example.org")
    assert to_ics(given, stamp=STAMP, namespace="example.org") == written
