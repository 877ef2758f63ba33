"""Which of several enrolments a filing rests on, and why."""

from itertools import permutations

import pytest

from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import (
    FOUR_TYPES,
    OUT_OF_AREA_TYPES,
    SIX_TYPES_FROM,
    FilingClass,
    FilingType,
    out_of_area_types_on,
)
from yibao_rules.model.institutions import HospitalLevel
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus, choose_enrolment

EMPLOYEE, RESIDENT = InsuranceScheme.EMPLOYEE, InsuranceScheme.RESIDENT
NORMAL, PAUSED = InsuranceStatus.NORMAL, InsuranceStatus.PAUSED


def enrolment(scheme: InsuranceScheme, place: str, status: InsuranceStatus | None) -> Enrolment:
    return Enrolment(scheme=scheme, place=place, status=status)


PAUSED_A = enrolment(EMPLOYEE, "131000", PAUSED)
ACTIVE_B = enrolment(RESIDENT, "330900", NORMAL)


@pytest.mark.parametrize(
    ("held", "place", "expected", "why"),
    [
        # 310 paused in A, 390 active in B: the benefit is in B, whatever the filing says.
        ((PAUSED_A, ACTIVE_B), "131000", ACTIVE_B, "没有正常的参保关系"),
        ((PAUSED_A, ACTIVE_B), "330903", ACTIVE_B, "不在正常状态"),
        ((PAUSED_A, ACTIVE_B), None, ACTIVE_B, "不在正常状态"),
        ((PAUSED_A,), "131000", PAUSED_A, "唯一的参保关系"),
        ((enrolment(EMPLOYEE, "131000", NORMAL), ACTIVE_B), "330900", ACTIVE_B, "参保地与申报一致"),
        (
            (enrolment(RESIDENT, "131000", NORMAL), enrolment(EMPLOYEE, "131000", NORMAL)),
            "131000",
            enrolment(EMPLOYEE, "131000", NORMAL),
            "待遇较高的险种优先",
        ),
        ((enrolment(EMPLOYEE, "131000", None),), None, enrolment(EMPLOYEE, "131000", None), "状态未知"),
    ],
)
def test_the_right_enrolment_is_picked_and_the_choice_explained(
    held: tuple[Enrolment, ...], place: str | None, expected: Enrolment, why: str
) -> None:
    for order in permutations(held):
        choice = choose_enrolment(order, place)
        assert choice.enrolment == expected
        assert why in choice.reason.zh
        assert choice.reason.en


def test_supplements_alone_are_no_basic_cover() -> None:
    choice = choose_enrolment([enrolment(InsuranceScheme.LARGE_COST, "131000", NORMAL)])
    assert choice.enrolment is None
    assert "没有基本医疗保险" in choice.reason.zh


def test_duplicates_are_the_other_enrolments_in_order() -> None:
    both = (enrolment(EMPLOYEE, "131000", NORMAL), ACTIVE_B)
    assert choose_enrolment(both).duplicates == 1
    assert choose_enrolment((PAUSED_A, ACTIVE_B)).duplicates == 0


def test_a_filing_without_enrolments_does_not_know() -> None:
    assert Filing(item="referral").enrolment_choice is None
    assert Filing(item="referral").enrolment is None
    assert Filing(item="referral").enrolled is None
    assert Filing(item="referral", enrolments=()).enrolled is False
    assert Filing(item="referral", enrolments=(ACTIVE_B,)).enrolled is True


def test_national_codes_are_those_of_the_interface() -> None:
    assert [s.national_code for s in InsuranceStatus] == ["0", "1", "2", "3", "4"]
    assert {s.national_code for s in InsuranceScheme} >= {"310", "390", "510"}
    assert len({s.national_code for s in InsuranceScheme}) == len(InsuranceScheme)
    assert InsuranceScheme.EMPLOYEE.is_basic
    assert not InsuranceScheme.MATERNITY.is_basic


def test_tertiary_hospitals_are_five_grades() -> None:
    tertiary = [str(n) for n in range(1, 15) if HospitalLevel.of_national(str(n)) is HospitalLevel.TERTIARY]
    assert tertiary == ["1", "2", "3", "4", "12"]
    assert HospitalLevel.of_national("11") is HospitalLevel.NONE


def test_the_six_types_began_in_2023() -> None:
    before = SIX_TYPES_FROM.replace(year=2022, month=12, day=31)
    assert out_of_area_types_on(before) == FOUR_TYPES
    assert out_of_area_types_on(SIX_TYPES_FROM) == OUT_OF_AREA_TYPES
    assert len(OUT_OF_AREA_TYPES) == 6


def test_every_type_has_its_class() -> None:
    classes = {t: t.filing_class for t in FilingType}
    assert [t for t, c in classes.items() if c is FilingClass.LONG_TERM] == [
        FilingType.RETIREE_RESETTLED,
        FilingType.LONG_TERM_RESIDENT,
        FilingType.POSTED_WORKER,
    ]
    assert sum(c is FilingClass.TEMPORARY for c in classes.values()) == 3
    assert sum(c is FilingClass.NONE for c in classes.values()) == 2


def test_any_other_item_is_another_item() -> None:
    assert FilingType.of("maternity_allowance") is FilingType.OTHER_ITEM
    assert Filing(item="referral").type is FilingType.REFERRAL
