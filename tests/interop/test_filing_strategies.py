"""The strategies: what they give is whole and consistent, and hypothesis finds them by type."""

import sys
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import MissingExtraError
from yibao_rules.model.circumstances import Circumstances, Procedure
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, FilingType
from yibao_rules.model.identity import PersonName
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Card, Enrolment
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.model.places import place
from yibao_rules.testing import _entry
from yibao_rules.testing.filings import consistent_filings, enrolments, filings, materials, persons
from yibao_rules.testing.identity import id_numbers
from yibao_rules.testing.shapes import place_codes

CLASSES = (
    Filing, Person, Contact, Agent, Enrolment, Card, Hospital, Disease, Material, Circumstances, Procedure,
)  # fmt: skip


@given(persons())
def test_a_person_agrees_with_his_number(person: Person) -> None:
    assert person.id_birth_date == person.birth_date
    assert person.id_sex is person.sex


@given(consistent_filings())
def test_a_consistent_filing_agrees_with_itself(filing: Filing) -> None:
    assert filing.type in OUT_OF_AREA_TYPES
    assert filing.enrolment is not None
    assert filing.enrolment.place == filing.insured_place
    assert filing.applicant is not None
    assert filing.registration is not None
    assert filing.applicant.name_key == filing.registration.name_key
    assert filing.destination == filing.circumstances.treatment_place != filing.insured_place
    assert filing.circumstances.referred is (filing.type is FilingType.REFERRAL)


@given(place_codes())
def test_places_exist(code: str) -> None:
    assert place(code).abolished_after is None


@given(
    enrolments(places=st.just("330900")),
    materials(kinds=st.just("x_a")),
    filings(items=st.just("x_b"), materials=st.builds(Material, kind=st.just("x_c"))),
    persons(numbers=id_numbers(region="330903"), names=st.just(PersonName("王䶮"))),
    consistent_filings(types=st.just(FilingType.REFERRAL), days=st.dates(date(2024, 1, 1), date(2024, 1, 9))),
)
def test_parts_may_be_given(e: Enrolment, m: Material, f: Filing, p: Person, c: Any) -> None:
    assert (e.place, m.kind, f.item, c.item) == ("330900", "x_a", "x_b", "referral")
    assert {m.kind for m in f.materials or ()} <= {"x_c"}
    assert p.id_text is not None
    assert p.id_text.startswith("330903")
    assert p.name_key == "王䶮"


@pytest.mark.parametrize("cls", CLASSES)
def test_hypothesis_finds_a_strategy_by_type(cls: type) -> None:
    _entry.register()

    @given(st.from_type(cls))
    def check(value: object) -> None:
        assert isinstance(value, cls)
        assert attrs.has(type(value))

    check()


def test_without_hypothesis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtraError, match=r"yibao-rules\[testing\]"):
        filings()
