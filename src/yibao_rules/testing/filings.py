"""Hypothesis strategies for filings and their parts: whole and consistent, or anything of the right shape."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import attrs

from yibao_rules.model.circumstances import Circumstances, Procedure
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, FilingType
from yibao_rules.model.id_numbers import birth_date, sex_of
from yibao_rules.model.identity import IdDocumentKind, IdNumber, PersonName, Phone
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Arrears, Card, CardState, Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.testing._hypothesis import strategies
from yibao_rules.testing.identity import id_numbers, person_names
from yibao_rules.testing.shapes import kind_slugs, place_codes, shaped

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_LONG_NAMES = ("阿卜杜拉·买买提", "迪丽热巴·迪力木拉提", "欧阳娜娜")


def enrolments(*, places: "SearchStrategy[str] | None" = None) -> "SearchStrategy[Enrolment]":
    """Give enrolments (参保信息) of every scheme and state.

    Args:
        places: six-digit codes of where they are; any prefecture by default.
    """
    return shaped(Enrolment, place=place_codes() if places is None else places)


def materials(*, kinds: "SearchStrategy[str] | None" = None) -> "SearchStrategy[Material]":
    """Give single materials (材料) in every condition.

    Args:
        kinds: slugs of their kinds; any known kind by default.
    """
    return shaped(Material, kind=kind_slugs() if kinds is None else kinds)


def circumstances() -> "SearchStrategy[Circumstances]":
    """Give circumstances (个人情况), with any of them unknown."""
    return shaped(Circumstances)


def procedures() -> "SearchStrategy[Procedure]":
    """Give states of the procedure (办理环节), with any of them unknown."""
    return shaped(Procedure)


def hospitals() -> "SearchStrategy[Hospital]":
    """Give hospitals (医院)."""
    return shaped(Hospital)


def diseases() -> "SearchStrategy[Disease]":
    """Give diseases (病种)."""
    return shaped(Disease)


def cards() -> "SearchStrategy[Card]":
    """Give social-security cards (社保卡)."""
    return shaped(Card)


def contacts() -> "SearchStrategy[Contact]":
    """Give contacts (联系人)."""
    return shaped(Contact)


def agents() -> "SearchStrategy[Agent]":
    """Give agents (代办人)."""
    return shaped(Agent)


def persons(
    *, names: "SearchStrategy[PersonName] | None" = None, numbers: "SearchStrategy[IdNumber] | None" = None
) -> "SearchStrategy[Person]":
    """Give persons with a resident identity card that agrees with their birth date and sex; the numbers are made up.

    Args:
        names: their names; of two to four characters, some with an interpunct or a rare character, by default.
        numbers: resident identity numbers that state a birth date; any by default.
    """
    st = strategies()
    usual = person_names() | person_names(rare=True) | st.sampled_from(_LONG_NAMES).map(PersonName)
    return st.builds(  # type: ignore[no-any-return]
        _person,
        usual if names is None else names,
        id_numbers() if numbers is None else numbers,
        st.none() | st.integers(10_000_000, 99_999_999),
    )


def _person(name: PersonName, number: IdNumber, phone: int | None) -> Person:
    return Person(
        name=name,
        id_kind=IdDocumentKind.RESIDENT_ID,
        id_number=number,
        birth_date=birth_date(number),
        sex=sex_of(number),
        # 199 is a number range for mobile phones; the rest is made up.
        phone=None if phone is None else Phone(f"199{phone}"),
    )


def filings(
    *, items: "SearchStrategy[str] | None" = None, materials: "SearchStrategy[Material] | None" = None
) -> "SearchStrategy[Filing]":
    """Give filings of the right shape and of any content: every part may be missing, and nothing needs to fit.

    Args:
        items: slugs of their service items; any known item by default.
        materials: their materials; of any known kind by default. One of each kind is kept.
    """
    st = strategies()
    pieces = st.lists(
        shaped(Material) if materials is None else materials, max_size=4, unique_by=lambda m: m.kind
    ).map(tuple)
    people = st.none() | persons() | shaped(Person)
    given: dict[str, Any] = {} if items is None else {"item": items}
    return shaped(Filing, materials=st.none() | pieces, applicant=people, registration=people, **given)


def consistent_filings(
    *, days: "SearchStrategy[date] | None" = None, types: "SearchStrategy[FilingType] | None" = None
) -> "SearchStrategy[Filing]":
    """Give out-of-area filings whose parts agree: one person, insured and in order, filing for what is true of him.

    They hold no materials (None: nobody has said), which a place's guide decides on.

    Args:
        days: the days of filing; 2023 to 2026 by default.
        types: their types; the six out-of-area ones by default.
    """
    st = strategies()
    return st.builds(  # type: ignore[no-any-return]
        _consistent,
        st.sampled_from(sorted(OUT_OF_AREA_TYPES, key=lambda t: t.code)) if types is None else types,
        st.dates(date(2023, 1, 1), date(2026, 12, 31)) if days is None else days,
        persons(),
        st.lists(place_codes(), min_size=2, max_size=2, unique_by=lambda code: code[:2]),
        st.sampled_from([InsuranceScheme.EMPLOYEE, InsuranceScheme.RESIDENT]),
        st.integers(1, 40),
    )


def _consistent(
    kind: FilingType, day: date, person: Person, between: list[str], scheme: InsuranceScheme, months: int
) -> Filing:
    home, away = between
    since = day - timedelta(days=31 * (months + 6))
    return Filing(
        item=kind.code,
        filed_on=day,
        begins_on=day,
        insured_place=home,
        destination=away,
        applicant=person,
        registration=attrs.evolve(person, phone=None),
        enrolments=(
            Enrolment(
                scheme=scheme,
                place=home,
                status=InsuranceStatus.NORMAL,
                arrears=Arrears.NONE,
                transfer_pending=False,
                benefit_suspended=False,
            ),
        ),
        card=Card(state=CardState.NORMAL, medical_active=True, financial_active=True),
        hospital=Hospital(place=away, designated=True, networked=True),
        referring_hospital=Hospital(place=home, referral_qualified=True)
        if kind is FilingType.REFERRAL
        else None,
        circumstances=Circumstances(
            retired=kind is FilingType.RETIREE_RESETTLED,
            resident_since=since if kind is FilingType.LONG_TERM_RESIDENT else None,
            household_moved=kind is FilingType.RETIREE_RESETTLED,
            posted=kind is FilingType.POSTED_WORKER,
            referred=kind is FilingType.REFERRAL,
            emergency=kind is FilingType.EMERGENCY_RESCUE,
            treatment_place=away,
            settled=False,
        ),
    )
