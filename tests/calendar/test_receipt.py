"""Receipt on a rest day and after closing: one convention at every door, the other by one argument, both told (C1, D5)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules import check
from yibao_rules.calendar import (
    CalendarDays,
    Case,
    CaseClock,
    CaseRules,
    EventKind,
    Immediate,
    MakeUp,
    Months,
    OfficeHours,
    Snap,
    SpecialDay,
    Standing,
    StartEvent,
    Term,
    WorkingDays,
    deadline,
    national,
    parse_hours,
)
from yibao_rules.calendar.counting import RECEIPT
from yibao_rules.calendar.receipt import receipt
from yibao_rules.model.filing import Filing
from yibao_rules.precheck import Act, Desk
from yibao_rules.progress import due, due_of_item, status

D = date.fromisoformat
HOURS = parse_hours("周一至周五 8:30-11:30，13:00-17:00")
TWENTY = WorkingDays(20, start_event=StartEvent.RECEIVED)
RULES = CaseRules(term=TWENTY, acceptance=None)


def received(at: date) -> Case:
    return Case(rules=RULES).then(EventKind.RECEIVED, at)


def test_c1_a_filing_of_a_holiday_has_one_date_in_the_check_and_in_the_case_clock() -> None:
    filing = Filing(item="referral", insured_place="210400", filed_on=D("2026-10-03"))
    told = next(d for d in check(filing, day=D("2026-10-08")).dues if d.act is Act.TELL_GAPS)
    case = Case(rules=CaseRules(term=WorkingDays(20))).then(EventKind.RECEIVED, D("2026-10-03"))
    clock = CaseClock(calendar=national()).status(case, D("2026-10-08"))
    assert told.deadline is not None
    assert told.deadline.due == clock.due == D("2026-10-13")
    assert told.deadline.other_due == clock.other_due == D("2026-10-14")
    assert "若视为下一工作日（2026-10-08）收到，则至 2026-10-14" in told.deadline.flags[0].zh
    assert any("2026-10-14" in flag.zh and "惯例" in flag.zh for flag in clock.flags)


def test_c1_twenty_days_from_a_saturday_end_on_one_day_at_every_door() -> None:
    saturday, later = D("2026-09-05"), D("2026-09-08")
    found = deadline(TWENTY, start=saturday, calendar=national())
    assert (found.due, found.other_due) == (D("2026-10-09"), D("2026-10-10"))
    assert due("自收到申请之日起20个工作日内", saturday, calendar=national()) == found
    case = status(received(saturday), later, calendar=national())
    assert (case.due, case.other_due) == (D("2026-10-09"), D("2026-10-10"))
    other = status(received(saturday), later, calendar=national(), snap=Snap.WORKDAY)
    assert (other.due, other.other_due) == (D("2026-10-10"), D("2026-10-09"))
    assert any("民法典第二百零一条" in flag.zh for flag in other.flags)


def test_c1_the_check_reads_the_moment_of_submission_for_receipt() -> None:
    evening = datetime(2026, 3, 2, 18, 30)
    filing = Filing(item="referral", insured_place="210400", filed_on=D("2026-03-02"), submitted_at=evening)
    plain, other = (
        next(d.deadline for d in check(filing, day=D("2026-03-03"), snap=snap).dues if d.act is Act.TELL_GAPS)
        for snap in (None, Snap.WORKDAY)
    )
    assert plain is not None
    assert other is not None
    assert (plain.due, plain.other_due) == (D("2026-03-09"), D("2026-03-10"))
    assert (other.due, other.other_due) == (D("2026-03-10"), D("2026-03-09"))
    assert other.due_at == datetime(2026, 3, 10, 17)
    desk = Desk(snap=Snap.WORKDAY)
    assert check(filing, day=D("2026-03-03"), desk=desk).dues[0].deadline == other
    given_by_hand = Filing(item="referral", insured_place="210400")
    asked = check(given_by_hand, day=D("2026-03-03"), at=evening, desk=desk).dues[0].deadline
    assert asked == other
    elsewhere = Filing(
        item="referral",
        insured_place="210400",
        filed_on=D("2026-03-02"),
        submitted_at=datetime(2026, 3, 4, 9),
    )
    assert check(elsewhere, day=D("2026-03-03")).dues[0].deadline == deadline(
        WorkingDays(5, start_event=StartEvent.RECEIVED),
        start=D("2026-03-02"),
        calendar=national(),
        hours=parse_hours("周一至周五 8:30-11:30，13:00-17:00"),
    )


def test_c1_the_item_has_the_same_dates() -> None:
    where = {"place": "210400", "received": D("2026-09-05"), "calendar": national()}
    plain = due_of_item("referral", **where)  # type: ignore[arg-type]
    other = due_of_item("referral", snap=Snap.WORKDAY, **where)  # type: ignore[arg-type]
    for mine, theirs in zip(plain.dues, other.dues, strict=True):
        assert mine.deadline is not None
        assert theirs.deadline is not None
        assert (mine.deadline.due, mine.deadline.other_due) == (
            theirs.deadline.other_due,
            theirs.deadline.due,
        )


@pytest.mark.parametrize("snap", Snap)
@given(day=st.dates(D("2024-01-02"), D("2026-10-31")), n=st.integers(1, 25))
def test_c1_deadline_and_clock_agree_on_every_day(snap: Snap, day: date, n: int) -> None:
    term = WorkingDays(n, start_event=StartEvent.RECEIVED)
    found = deadline(term, start=day, calendar=national(), snap=snap)
    case = Case(rules=CaseRules(term=term, acceptance=None)).then(EventKind.RECEIVED, day)
    clock = status(case, day, calendar=national(), snap=snap)
    assert (clock.due, clock.other_due) == (found.due, found.other_due)
    other = deadline(term, start=day, calendar=national(), snap=snap.other)
    assert found.other_due == (None if other.due == found.due else other.due)


def test_c1_the_default_is_the_day_of_arrival() -> None:
    assert RECEIPT is Snap.NONE
    assert [snap.law for snap in Snap] == ["civil-code/201", "civil-code/204"]
    assert [snap.other.other for snap in Snap] == list(Snap)


def test_c1_what_does_not_arrive_at_an_office_has_one_reading() -> None:
    for event in (StartEvent.NOTIFIED, StartEvent.DISCHARGED, StartEvent.OCCURRED, StartEvent.ISSUED):
        found = deadline(WorkingDays(20, start_event=event), start=D("2026-09-05"), calendar=national())
        assert (found.other_due, found.flags) == (None, ())
    asked = (
        Case(rules=RULES)
        .then(EventKind.RECEIVED, D("2026-09-01"))
        .then(EventKind.SUPPLEMENT_ASKED, D("2026-09-05"))
    )
    assert status(asked, D("2026-09-07"), calendar=national()).other_due is None


def test_c1_the_other_reading_beyond_the_calendar() -> None:
    found = deadline(WorkingDays(4), start=D("2026-12-26"), calendar=national())  # a Saturday
    assert (found.due, found.other_due) == (D("2026-12-31"), D("2027-01-04"))
    case = Case(rules=CaseRules(term=WorkingDays(4, start_event=StartEvent.RECEIVED), acceptance=None))
    clock = status(case.then(EventKind.RECEIVED, D("2026-12-26")), D("2026-12-28"), calendar=national())
    assert (clock.due, clock.other_due) == (D("2026-12-31"), D("2027-01-04"))
    before = deadline(CalendarDays(40), start=D("2003-12-06"), calendar=national())
    assert (before.due, before.other_due) == (D("2004-01-15"), None)
    early = Case(rules=CaseRules(term=Months(2, start_event=StartEvent.RECEIVED), acceptance=None)).then(
        EventKind.RECEIVED, D("2003-12-06")
    )
    assert status(early, D("2004-01-15"), calendar=national()).due == D("2004-02-06")


def test_c1_on_the_spot_starts_when_the_office_is_open_by_either_reading() -> None:
    evening, hours = datetime(2025, 9, 22, 17, 30), HOURS
    for snap in Snap:
        found = deadline(Immediate(), start=evening, calendar=national(), hours=hours, snap=snap)
        assert (found.due_at, found.other_due) == (datetime(2025, 9, 23, 17), None)
        case = Case(rules=CaseRules(term=Immediate())).then(EventKind.RECEIVED, evening)
        clock = status(case, datetime(2025, 9, 23, 9), calendar=national(), hours=hours, snap=snap)
        assert clock.decision is not None
        assert clock.decision.due_at == datetime(2025, 9, 23, 17)
        assert not clock.overdue


def test_d5_a_make_up_saturday_of_unstated_hours_at_the_start_leaves_two_answers() -> None:
    evening = datetime(2026, 10, 9, 18)
    found = deadline(WorkingDays(5), start=evening, calendar=national(), hours=HOURS, snap=Snap.WORKDAY)
    assert (found.due, found.earliest, found.latest, found.standing) == (
        D("2026-10-16"),
        D("2026-10-16"),
        D("2026-10-19"),
        Standing.PROVISIONAL,
    )
    assert "2026-10-10 是否办公未明" in found.flags[0].zh
    said = [
        deadline(WorkingDays(5), start=evening, calendar=national(), hours=HOURS.saying(m), snap=Snap.WORKDAY)
        for m in (MakeUp.OPEN, MakeUp.CLOSED)
    ]
    assert [(s.due, s.standing) for s in said] == [
        (D("2026-10-16"), Standing.CONFIRMED),
        (D("2026-10-19"), Standing.CONFIRMED),
    ]
    case = Case(rules=CaseRules(term=WorkingDays(5, start_event=StartEvent.RECEIVED), acceptance=None))
    clock = status(
        case.then(EventKind.RECEIVED, evening),
        D("2026-10-12"),
        calendar=national(),
        hours=HOURS,
        snap=Snap.WORKDAY,
    )
    assert clock.decision is not None
    assert (clock.due, clock.decision.earliest, clock.decision.latest, clock.decision.standing) == (
        D("2026-10-16"),
        D("2026-10-16"),
        D("2026-10-19"),
        Standing.PROVISIONAL,
    )


def test_d5_the_make_up_day_itself_and_special_days() -> None:
    day = receipt(D("2026-10-10"), calendar=national(), hours=HOURS, snap=Snap.WORKDAY)
    assert (day.day, day.earliest, day.latest) == (D("2026-10-10"), D("2026-10-10"), D("2026-10-12"))
    assert day.note is not None
    closed = OfficeHours(week=HOURS.week, special=(SpecialDay(date=D("2026-10-12")),), make_up=MakeUp.CLOSED)
    shut = receipt(D("2026-10-12"), calendar=national(), hours=closed, snap=Snap.WORKDAY)
    assert (shut.day, shut.latest, shut.note) == (D("2026-10-13"), D("2026-10-13"), None)
    assert receipt(D("2026-10-12"), calendar=national(), hours=closed).day == D("2026-10-12")


@given(
    st.datetimes(datetime(2027, 1, 1), datetime(2027, 11, 30)),
    st.sampled_from([None, HOURS, HOURS.saying(MakeUp.OPEN), HOURS.saying(MakeUp.CLOSED)]),
)
def test_d7_receipt_in_an_unannounced_year_lies_within_its_bounds(
    at: datetime, hours: OfficeHours | None
) -> None:
    found = receipt(at, calendar=national().projected(2027), hours=hours, snap=Snap.WORKDAY)
    assert at.date() <= found.earliest <= found.day <= found.latest
    assert found.latest - found.earliest < timedelta(days=16)


def test_d7_an_office_with_weekend_hours_of_its_own_may_be_open_at_once() -> None:
    hours = parse_hours("周一至周日 9:00-17:00")
    found = receipt(
        datetime(2027, 2, 7, 18), calendar=national().projected(2027), hours=hours, snap=Snap.WORKDAY
    )
    assert found.earliest <= D("2027-02-13")
    mornings = receipt(
        datetime(2027, 3, 1, 8, tzinfo=UTC), calendar=national().projected(2027), snap=Snap.WORKDAY
    )
    assert mornings.day == D("2027-03-01")


@given(st.dates(D("2027-01-04"), D("2027-06-30")), st.integers(1, 20), st.booleans())
def test_d7_a_snapped_deadline_lies_within_its_bounds(day: date, n: int, in_months: bool) -> None:
    term: Term = Months(n % 3 + 1) if in_months else WorkingDays(n)
    found = deadline(term, start=day, calendar=national().projected(2027), snap=Snap.WORKDAY)
    assert found.standing is Standing.PROVISIONAL
    assert found.earliest is not None
    assert found.due is not None
    assert found.latest is not None
    assert found.earliest <= found.due <= found.latest
