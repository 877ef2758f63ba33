"""Waiting periods: short and long gaps of employees, missed years of residents, and their last days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.waiting import Wait, WaitKind, wait_after_gap, wait_of_resident


@pytest.mark.parametrize(
    ("wait", "kind", "least", "most"),
    [
        (wait_after_gap(0), WaitKind.NONE, 0, 0),
        (wait_after_gap(1, back_paid=True), WaitKind.RETROACTIVE, 0, 0),
        (wait_after_gap(3, back_paid=True), WaitKind.RETROACTIVE, 0, 0),
        (wait_after_gap(3), WaitKind.LOCAL, 0, 6),
        (wait_after_gap(3, back_paid=False, local_months=2), WaitKind.LOCAL, 2, 2),
        (wait_after_gap(4, back_paid=True), WaitKind.LOCAL, 0, 6),
        (wait_after_gap(4, local_months=6), WaitKind.LOCAL, 6, 6),
        (wait_after_gap(0, changed_scheme=True, continuous_years=2), WaitKind.RETROACTIVE, 0, 0),
        (wait_after_gap(0, changed_scheme=True, continuous_years=1), WaitKind.LOCAL, 0, 6),
        (wait_after_gap(2, changed_scheme=True, back_paid=True), WaitKind.RETROACTIVE, 0, 0),
    ],
)
def test_an_employees_gap(wait: Wait, kind: WaitKind, least: int, most: int) -> None:
    assert (wait.kind, wait.least, wait.most) == (kind, least, most)
    assert wait.basis.document == "医保办发〔2021〕43号"


@pytest.mark.parametrize(
    ("missed", "repaid", "months"),
    [(1, 0, 4), (1, 1, 3), (2, 0, 5), (3, 0, 6), (3, 3, 3), (4, 0, 7), (4, 4, 6), (4, 1, 6), (9, 2, 10)],
)
def test_a_residents_missed_years(missed: int, repaid: int, months: int) -> None:
    wait = wait_of_resident(missed, repaid_years=repaid)
    assert (wait.kind, wait.least, wait.most) == (WaitKind.RESIDENT, months, months)
    assert f"共{months}个月" in wait.words.zh
    assert wait.basis.document == "国办发〔2024〕38号"


def test_who_enrols_late_waits_three_months_and_who_is_in_time_or_exempt_does_not() -> None:
    assert wait_of_resident(0, enrolled_in_window=False).most == 3
    assert wait_of_resident(0).kind is WaitKind.NONE
    assert wait_of_resident(5, exempt=True).kind is WaitKind.NONE


def test_what_can_be_paid_down_is_told_and_no_more() -> None:
    assert wait_of_resident(5).mend.zh == "每补缴1年减少1个月，最少等待6个月"
    assert wait_of_resident(5, repaid_years=5).mend.zh == ""
    assert "补缴" in wait_after_gap(2).mend.zh
    assert wait_after_gap(5).mend.zh == ""


@given(missed=st.integers(0, 40), data=st.data())
def test_paying_for_a_year_never_lengthens_the_wait_nor_goes_below_the_fixed_part(
    missed: int, data: st.DataObject
) -> None:
    repaid = data.draw(st.integers(0, missed))
    wait = wait_of_resident(missed, enrolled_in_window=False, repaid_years=repaid)
    assert wait.most >= (6 if missed >= 4 else 3)
    if repaid:
        assert wait.most <= wait_of_resident(missed, repaid_years=repaid - 1).most


def test_the_last_day_is_the_same_day_of_the_month_or_the_months_last() -> None:
    assert wait_of_resident(1).last_days(date(2026, 10, 31)) == (date(2027, 2, 28), date(2027, 2, 28))
    assert wait_after_gap(5).last_days(date(2026, 3, 2)) == (date(2026, 3, 2), date(2026, 9, 2))


@pytest.mark.parametrize(("gap", "local"), [(-1, None), (5, 7), (5, -1)])
def test_a_gap_that_cannot_be_is_refused(gap: int, local: int | None) -> None:
    with pytest.raises(ValueRefusedError):
        wait_after_gap(gap, local_months=local)


@pytest.mark.parametrize(("missed", "repaid"), [(-1, 0), (2, 3), (2, -1)])
def test_missed_years_that_cannot_be_are_refused(missed: int, repaid: int) -> None:
    with pytest.raises(ValueRefusedError):
        wait_of_resident(missed, repaid_years=repaid)
