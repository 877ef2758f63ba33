"""What a filing works out once and keeps is no part of its value: equality, hash, repr, pickle and copies ignore it."""

import copy
import pickle
from collections.abc import MutableMapping

import attrs
import pytest

from yibao_rules.model.filing import Filing
from yibao_rules.model.insurance import Enrolment, EnrolmentChoice, InsuranceScheme, InsuranceStatus
from yibao_rules.model.materials import Material
from yibao_rules.testing.cases import accepted_filing


@pytest.fixture
def asked() -> Filing:
    """Give a filing that has been asked for everything it keeps."""
    filing = accepted_filing()
    assert filing.enrolment_choice is filing.enrolment_choice
    assert filing.material_by_kind is filing.material_by_kind
    return filing


def test_what_is_kept_is_no_part_of_the_value(asked: Filing) -> None:
    fresh = accepted_filing()
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    assert repr(asked) == repr(fresh)
    assert "material_by_kind" not in attrs.asdict(asked, recurse=False)


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda f: pickle.loads(pickle.dumps(f))])
def test_copies_and_pickles_are_equal_and_answer_the_same(asked: Filing, again: object) -> None:
    assert callable(again)
    other = again(asked)
    assert other == asked
    assert other.enrolment_choice == asked.enrolment_choice
    assert other.material_by_kind == asked.material_by_kind


def test_a_changed_filing_answers_for_itself(asked: Filing) -> None:
    changed = attrs.evolve(asked, materials=(Material(kind="invoice"),), enrolments=())
    assert list(changed.material_by_kind or ()) == ["invoice"]
    assert changed.enrolment_choice == EnrolmentChoice(enrolment=None, insured_place="330900")
    assert list(asked.material_by_kind or ()) != ["invoice"]


def test_what_is_kept_cannot_be_changed(asked: Filing) -> None:
    assert not isinstance(asked.material_by_kind, MutableMapping)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        asked.enrolment_choice = None


def test_unknown_stays_unknown() -> None:
    filing = Filing(item="referral")
    assert filing.enrolment_choice is None
    assert filing.material_by_kind is None


def test_no_such_attribute_is_still_an_error() -> None:
    with pytest.raises(AttributeError, match="no_such"):
        accepted_filing().no_such  # type: ignore[attr-defined]  # noqa: B018


def test_the_others_stand_in_order() -> None:
    paused = Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900", status=InsuranceStatus.PAUSED)
    normal = attrs.evolve(paused, status=InsuranceStatus.NORMAL, place="131000")
    resident = attrs.evolve(normal, scheme=InsuranceScheme.RESIDENT)
    choice = Filing(
        item="referral", insured_place="330900", enrolments=(paused, resident, normal)
    ).enrolment_choice
    assert choice is not None
    assert choice.enrolment == normal
    assert choice.others == (resident, paused)
    assert choice.duplicates == 1


def test_a_place_that_nobody_knows_has_no_city_and_names_itself() -> None:
    enrolment = Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="009900")
    filing = Filing(item="referral", insured_place="009900", enrolments=(enrolment,))
    assert filing.insured_city is None
    assert filing.enrolment_city is None
    assert filing.enrolment_choice is not None
    assert "009900" in filing.enrolment_choice.reason.zh


def test_a_person_without_basic_enrolment_is_told_so() -> None:
    care = Enrolment(scheme=InsuranceScheme.LONG_TERM_CARE, place="330900")
    choice = Filing(item="referral", enrolments=(care,)).enrolment_choice
    assert choice is not None
    assert choice.enrolment is None
    assert choice.reason.zh == "没有基本医疗保险参保信息"
