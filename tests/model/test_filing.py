"""What a filing knows of itself: places by city, relations, papers by kind, codes that fit."""

import pickle
from datetime import date

import pytest
from attrs import evolve

from yibao_rules.model.circumstances import Channel
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Address, IdNumber, PersonName, Phone, Sex
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.model.place_relations import PlaceRelation
from yibao_rules.testing.cases import DAY, accepted_filing


def test_places_are_seen_as_cities() -> None:
    filing = evolve(accepted_filing(), destination="310107")
    assert (filing.insured_city, filing.destination_city) == ("330900", "310000")
    assert (filing.treatment_city, filing.hospital_city, filing.enrolment_city) == (
        "330100",
        "330100",
        "330900",
    )
    empty = Filing(item="referral", insured_place="999999", destination="330900")
    assert empty.insured_city is None
    assert empty.hospital_city is None
    assert empty.enrolment_city is None
    assert empty.place_relation is None
    assert Filing(item="referral").place_relation is None


@pytest.mark.parametrize(
    ("destination", "expected"),
    [
        ("330903", PlaceRelation.SAME_CITY),
        ("330200", PlaceRelation.SAME_PROVINCE),
        ("310000", PlaceRelation.OTHER_PROVINCE),
    ],
)
def test_the_destination_lies_somehow_to_the_insured_place(destination: str, expected: PlaceRelation) -> None:
    assert evolve(accepted_filing(), destination=destination).place_relation is expected


def test_materials_are_found_by_kind_and_cannot_be_changed() -> None:
    filing = Filing(item="referral", materials=(Material(kind="invoice"),))
    assert filing.material_by_kind is not None
    with pytest.raises(TypeError):
        filing.material_by_kind["x"] = Material(kind="x")  # type: ignore[index]
    assert Filing(item="referral").material_by_kind is None
    assert Material(kind="invoice").seal_codes is None


def test_a_filing_is_a_value() -> None:
    filing = accepted_filing()
    assert filing.enrolment_choice is not None  # what is remembered is no part of the value
    assert filing == accepted_filing()
    assert hash(filing) == hash(accepted_filing())
    assert pickle.loads(pickle.dumps(filing)) == filing
    assert "张三" not in repr(filing)


@pytest.mark.parametrize(
    ("contact", "complete"),
    [
        (None, False),
        (Contact(name=PersonName("张三")), False),
        (Contact(name=PersonName("张三"), phone=Phone("12393"), address=Address("舟山市")), True),
    ],
)
def test_a_contact_is_name_phone_and_address(contact: Contact | None, complete: bool) -> None:
    assert Filing(item="referral", contact=contact).contact_complete is complete


def test_an_agent_is_told_by_being_named() -> None:
    assert not Filing(item="referral").has_agent
    assert Filing(item="referral", agent=Agent()).has_agent


def test_a_number_tells_birth_and_sex() -> None:
    person = Person(id_number=IdNumber("11010519491231002X"))
    assert (person.id_birth_date, person.id_sex) == (date(1949, 12, 31), Sex.FEMALE)
    assert (Person().id_birth_date, Person().id_sex) == (None, None)
    assert (Person().name_key, Person().id_text, Person().card_text) == (None, None, None)


@pytest.mark.parametrize(
    ("hospital", "fits"),
    [
        (Hospital(), None),
        (Hospital(code="H33010600001", place="330106"), True),
        (Hospital(code="H33020000001", place="330106"), False),
        (Hospital(code="P33010600001", place="330106"), False),
        (Hospital(code="H3301"), False),
    ],
)
def test_a_hospital_s_code_names_its_city(hospital: Hospital, fits: bool | None) -> None:
    assert hospital.code_fits is fits


@pytest.mark.parametrize(
    ("code", "fits"), [(None, None), ("M03900", True), ("I10.x00", True), ("M039", False), ("高血压", False)]
)
def test_a_disease_s_code_is_national_or_icd(code: str | None, fits: bool | None) -> None:
    assert Disease(code=code).code_fits is fits


def test_channels_are_online_or_not() -> None:
    assert {c for c in Channel if not c.is_online} == {Channel.WINDOW, Channel.PHONE, Channel.SELF_SERVICE}


def test_the_dictionary_holds_every_kind_of_material_and_open_ones() -> None:
    table = facts()
    assert table["material.residence_permit.present"].label.zh == "提供了居住证"
    assert table["material.x_my_paper.expires_on"].label.zh == "x_my_paper的有效期至"
    assert "material.residense_permit.present" not in table
    values = table.values(accepted_filing(), DAY)
    assert values["filing.place_relation"] is PlaceRelation.SAME_PROVINCE
    assert values["day"] == DAY


def test_an_enrolment_elsewhere_is_named_by_its_place() -> None:
    here = Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="999999")
    choice = Filing(item="referral", enrolments=(here,)).enrolment_choice
    assert choice is not None
    assert "999999" in choice.reason.zh
