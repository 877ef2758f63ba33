"""Due dates in the corners: limits of one case or another, places that file for the person, seasons, unknown years."""

from datetime import date, datetime, time
from typing import Any

import pytest

from yibao_rules.calendar import CalendarError, UnknownYearError, national
from yibao_rules.guides import Resolved, catalogue, resolve
from yibao_rules.guides.opening_hours import office_hours
from yibao_rules.logic.report import Decision
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide_parts import Office, Opening
from yibao_rules.model.slug_table import UnknownSlugError
from yibao_rules.progress import Act, Party, due_of_item, dues

D = date.fromisoformat


def resolved(place: str, item: str, day: str) -> Resolved:
    found = resolve(catalogue(), place, item, D(day))
    assert isinstance(found, Resolved)
    return found


def test_limits_for_one_case_or_another_each_bind_in_their_own() -> None:
    found = due_of_item("employee_enrolment", place="131000", received=D("2022-03-01"), calendar=national())
    assert [(d.note != "", d.binding) for d in found.dues] == [(True, True), (True, True)]


def test_a_returned_filing_makes_two_things_due() -> None:
    guide = resolved("210400", "referral", "2026-03-02")
    for rule in (guide, None):
        told, fill = dues(
            Filing(item="referral"), Decision.RETURNED, rule, day=D("2026-03-02"), calendar=national()
        )
        assert (told.act, told.party) == (Act.TELL_GAPS, Party.AGENCY)
        assert (fill.act, fill.party) == (Act.SUPPLEMENT, Party.APPLICANT)
        assert fill.deadline is not None
        assert str(fill.deadline.due) == "2026-03-09"
        assert fill.basis
    assert dues(Filing(item="x"), Decision.ACCEPTED, None, day=D("2026-03-02"), calendar=national()) == ()


def test_where_the_person_counts_as_filed_nothing_is_due() -> None:
    rule = resolved("national", "emergency_rescue", "2026-03-02")
    case = Filing(item="emergency_rescue")
    assert rule.effective.deemed_filed
    assert dues(case, Decision.RETURNED, rule, day=D("2026-03-02"), calendar=national()) == ()


def test_a_year_not_announced_is_told_with_the_limit() -> None:
    found = due_of_item("referral", place="210400", received=D("2026-12-22"), calendar=national())
    assert {(type(d.problem), d.deadline, d.binding) for d in found.dues} == {(UnknownYearError, None, False)}


def test_a_slip_in_the_item_or_the_day_is_told() -> None:
    with pytest.raises(UnknownSlugError, match="referral"):
        due_of_item("referal", place="210400", received=D("2026-03-02"), calendar=national())
    by_text: Any = due_of_item
    with pytest.raises(CalendarError, match="received"):
        by_text("referral", place="210400", received="2026-03-02", calendar=national())


def test_a_moment_of_receipt_is_a_moment() -> None:
    found = due_of_item("referral", place="210400", received=datetime(2026, 3, 2, 10), calendar=national())
    assert [d.deadline.due_at for d in found.dues if d.deadline] == [datetime(2026, 3, 30, 17)] * 2


def test_seasons_of_a_guide_become_seasons_of_the_hours() -> None:
    summer, winter = "05-01/09-30", "10-01/04-30"
    office = Office(
        name="大厅",
        openings=(
            Opening(days=(1, 2, 3, 4, 5), opens=time(8), closes=time(12), season=summer),
            Opening(days=(1, 2, 3, 4, 5), opens=time(14, 30), closes=time(18), season=summer),
            Opening(days=(1, 2, 3, 4, 5), opens=time(9), closes=time(17), season=winter),
            Opening(days=(1,), opens=time(9), closes=time(12)),
        ),
        make_up_days_open=True,
    )
    hours = office_hours(office)
    assert [(s.first, s.last) for s in hours.seasons] == [((5, 1), (9, 30)), ((10, 1), (4, 30))]
    assert [str(s) for s in hours.week_on(D("2026-07-01"))[2]] == ["08:00-12:00", "14:30-18:00"]
    assert [str(s) for s in hours.week_on(D("2026-12-01"))[1]] == ["09:00-17:00"]
