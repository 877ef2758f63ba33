"""One filing in order, and for each national rule a filing that breaks it (样例): synthetic, the standard's own number.

>>> from yibao_rules.validators.national import national_rules
>>> broken = breaking("insurance/arrears-employer")
>>> [f.code for f in national_rules().at(DAY).check(broken, DAY).violated]
['insurance/arrears-employer']
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from attrs import evolve

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.circumstances import Channel, Circumstances, Procedure
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Address, CardNumber, IdDocumentKind, IdNumber, PersonName, Phone, Sex
from yibao_rules.model.institutions import Disease, Hospital, HospitalLevel
from yibao_rules.model.insurance import Arrears, Card, CardState, Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.model.place_relations import PlaceRelation
from yibao_rules.text import Text

DAY = date(2026, 3, 2)
"""A day on which :func:`accepted_filing` is in order, and each broken one is broken."""

# GB 11643-1999 prints this number as its example: it belongs to nobody.
_NUMBER = IdNumber("11010519491231002X")
_NAME = PersonName("张三")


def accepted_filing() -> Filing:
    """Give a filing to which no national rule objects on :data:`DAY`, and of which nothing is left open.

    A retired resident of 舟山 who lives in 杭州 files as a long-term resident, online.
    """
    born = date(1949, 12, 31)
    person = Person(
        name=_NAME,
        id_kind=IdDocumentKind.RESIDENT_ID,
        id_number=_NUMBER,
        id_expires_on=date(2036, 1, 1),
        birth_date=born,
        sex=Sex.FEMALE,
        phone=Phone("057112393"),
    )
    return Filing(
        item="long_term_resident",
        id="sample",
        filed_on=DAY,
        begins_on=DAY,
        insured_place="330900",
        destination="330100",
        applicant=person,
        registration=Person(name=_NAME, id_number=_NUMBER),
        enrolments=(
            Enrolment(
                scheme=InsuranceScheme.EMPLOYEE,
                place="330900",
                status=InsuranceStatus.NORMAL,
                arrears=Arrears.NONE,
                transfer_pending=False,
                benefit_suspended=False,
            ),
        ),
        card=Card(state=CardState.NORMAL, medical_active=True, financial_active=True),
        circumstances=Circumstances(resident_since=date(2024, 5, 6), treatment_place="330106", retired=False),
        hospital=Hospital(place="330106", level=HospitalLevel.TERTIARY, designated=True, networked=True),
        channel=Channel.NATIONAL_APP,
        contact=Contact(name=_NAME, phone=Phone("057112393"), address=Address("杭州市")),
        materials=(
            Material(kind="resident_id", legible=True, complete=True),
            Material(kind="filing_form"),
            Material(kind="residence_permit", expires_on=date(2026, 12, 31), legible=True, complete=True),
        ),
        procedure=Procedure(
            real_person_verified=True,
            notice_confirmed=True,
            platform_maintenance=False,
            platform_congested=False,
            offline_confirmed=True,
        ),
    )


Break = Callable[[Filing], Filing]


def _with(**changes: Any) -> Break:
    return lambda filing: evolve(filing, **changes)


def _inside(part: str, **changes: Any) -> Break:
    """Change fields of one part of the filing."""
    return lambda filing: evolve(filing, **{part: evolve(getattr(filing, part), **changes)})


def _enrolment(**changes: Any) -> Break:
    def change(filing: Filing) -> Filing:
        assert filing.enrolments  # noqa: S101 - the filing in order has one
        return evolve(filing, enrolments=(evolve(filing.enrolments[0], **changes),))

    return change


def _circumstances(**facts: Any) -> Break:
    return _inside("circumstances", **facts)


def _item(item: str, **facts: Any) -> Break:
    return lambda filing: evolve(_circumstances(**facts)(filing), item=item)


def _both_numbers(number: str) -> Break:
    return lambda filing: _inside("registration", id_number=IdNumber(number))(
        _inside("applicant", id_number=IdNumber(number))(filing)
    )


def _without_material(kind: str, then: Break) -> Break:
    return lambda filing: evolve(
        then(filing), materials=tuple(m for m in filing.materials or () if m.kind != kind)
    )


def _material(kind: str, **changes: Any) -> Break:
    return lambda filing: evolve(
        filing, materials=tuple(evolve(m, **changes) if m.kind == kind else m for m in filing.materials or ())
    )


def _add_material(material: Material) -> Break:
    return lambda filing: evolve(filing, materials=(*(filing.materials or ()), material))


_NOT_AT_HOME = {"resident_since": None, "treatment_place": None}

BREAKS: Mapping[str, Break] = MappingProxyType(
    {
        "materials/id-document-expired": _inside("applicant", id_expires_on=date(2026, 3, 1)),
        "materials/resident-id-unusable": _material("resident_id", legible=False),
        "materials/identity-document-unusable": _add_material(
            Material(kind="identity_document", complete=False)
        ),
        "materials/social-security-card-unusable": _add_material(
            Material(kind="social_security_card", legible=False)
        ),
        "materials/medical-e-voucher-unusable": _add_material(
            Material(kind="medical_e_voucher", legible=False)
        ),
        "information/name-mismatch": _inside("registration", name=PersonName("李四")),
        "information/id-number-mismatch": _inside("registration", id_number=IdNumber("440524188001010014")),
        "information/card-number-mismatch": lambda filing: _inside(
            "registration", card_number=CardNumber("A0000002")
        )(_inside("applicant", card_number=CardNumber("A0000001"))(filing)),
        "information/id-number-malformed": lambda filing: _inside("applicant", birth_date=None, sex=None)(
            _both_numbers("110105194912310029")(filing)
        ),
        "information/birth-date-in-future": lambda filing: _inside(
            "applicant",
            birth_date=date(2026, 3, 3),
            id_kind=IdDocumentKind.PASSPORT,
            id_number=IdNumber("E00000000"),
        )(_inside("registration", id_number=IdNumber("E00000000"))(filing)),
        "information/birth-date-mismatch": _inside("applicant", birth_date=date(1949, 12, 30)),
        "information/sex-mismatch": _inside("applicant", sex=Sex.MALE),
        "information/wrong-destination": _with(destination="330200"),
        "information/hospital-not-at-destination": lambda filing: _circumstances(treatment_place=None)(
            _inside("hospital", place="330200")(filing)
        ),
        "information/destination-is-insured-city": lambda filing: _circumstances(treatment_place="330903")(
            evolve(_inside("hospital", place="330903")(filing), destination="330900")
        ),
        "information/insured-place-mismatch": _with(insured_place="131000"),
        "information/required-applicant-name": _inside("applicant", name=None),
        "information/required-applicant-id-number": _inside("applicant", id_number=None),
        "information/required-filing-insured-place": _with(insured_place=None),
        "information/required-filing-destination": _with(destination=None),
        "information/required-filing-begins-on": _with(begins_on=None),
        "information/contact-incomplete": _inside("contact", phone=None),
        "information/ends-before-begins": _with(ends_on=date(2026, 3, 1)),
        "information/begins-before-recognised": _circumstances(recognised_on=date(2026, 3, 3)),
        "information/referred-before-diagnosed": _circumstances(
            diagnosed_on=date(2026, 2, 2), referred_on=date(2026, 2, 1)
        ),
        "information/referral-scope-mismatch": _with(referral_scope=PlaceRelation.OTHER_PROVINCE),
        "information/hospital-code-mismatch": _inside("hospital", code="H33020000001"),
        "information/disease-code-malformed": _with(disease=Disease(code="？")),
        "insurance/not-enrolled": _with(enrolments=()),
        "insurance/status-not-normal": _enrolment(status=InsuranceStatus.PAUSED),
        "insurance/arrears-employer": _enrolment(arrears=Arrears.EMPLOYER),
        "insurance/arrears-self-employed": _enrolment(arrears=Arrears.SELF_EMPLOYED),
        "insurance/transfer-pending": _enrolment(transfer_pending=True),
        "insurance/duplicate-enrolment": lambda filing: evolve(
            filing,
            enrolments=(
                *(filing.enrolments or ()),
                Enrolment(scheme=InsuranceScheme.RESIDENT, place="131000", status=InsuranceStatus.NORMAL),
            ),
        ),
        "insurance/waiting-period": _enrolment(waiting_until=date(2026, 3, 2)),
        "insurance/gap-in-cover": _circumstances(gap_months=4),
        "insurance/benefit-suspended": _enrolment(benefit_suspended=True),
        "insurance/card-not-usable": _inside("card", state=CardState.LOST),
        "insurance/card-medical-inactive": _inside("card", medical_active=False),
        "insurance/card-financial-inactive": _inside("card", financial_active=False),
        "insurance/claim-follows-status": lambda filing: evolve(
            _enrolment(status=InsuranceStatus.PAUSED)(filing), item="inpatient_reimbursement"
        ),
        "policy/disease-not-listed": lambda filing: evolve(
            filing, item="chronic_disease_recognition", disease=Disease(name="慢性胃炎", in_local_list=False)
        ),
        "policy/disease-not-settled-directly": lambda filing: evolve(
            filing,
            item="chronic_direct_settlement",
            disease=Disease(code="M12100", in_local_list=False),
        ),
        "policy/hospital-not-open-for-disease": lambda filing: _inside(
            "hospital", diseases=frozenset({"M03900"})
        )(
            evolve(
                filing,
                item="chronic_direct_settlement",
                disease=Disease(code="M01600", in_local_list=True),
            )
        ),
        "policy/referring-hospital-not-qualified": lambda filing: evolve(
            filing, item="referral", referring_hospital=Hospital(referral_qualified=False)
        ),
        "policy/tertiary-care-not-needed": _item("referral", needs_tertiary=False),
        "policy/residence-too-short": _circumstances(resident_since=date(2025, 12, 1)),
        "policy/third-party-liable": _circumstances(trauma=True, third_party_liable=True),
        "policy/already-settled": _circumstances(settled=True),
        "type/not-yet-in-force": _item("other_temporary", **_NOT_AT_HOME),
        "type/not-retired": _item("retiree_resettled"),
        "type/not-posted": _item("posted_worker", posted=False),
        "type/retiree-filed-as-temporary": _item("referral", retired=True),
        "type/resident-filed-as-temporary": _item("other_temporary"),
        "type/long-term-without-stay": _circumstances(resident_since=None, stay_months=1),
        "type/referral-without-referral": _item("referral", referred=False),
        "type/not-emergency": _item("emergency_rescue", emergency=False),
        "type/emergency-needs-no-filing": _item("emergency_rescue", emergency=True),
        "system/platform-maintenance": _inside("procedure", platform_maintenance=True),
        "system/platform-congested": _inside("procedure", platform_congested=True),
        "system/hospital-not-networked": _inside("hospital", networked=False),
        "system/hospital-not-designated": _inside("hospital", designated=False),
        "procedure/agent-not-authorised": _with(agent=Agent(name=_NAME, authorised=False)),
        "procedure/agent-documents-not-shown": _with(
            agent=Agent(authorised=True, ids_presented=False), channel=Channel.WINDOW
        ),
        "procedure/notice-not-confirmed": _inside("procedure", notice_confirmed=False),
        "procedure/person-not-verified": _without_material(
            "resident_id", _inside("procedure", real_person_verified=False)
        ),
        "procedure/supplement-late": _inside("procedure", supplement_asked_on=date(2026, 2, 2)),
        "procedure/begins-after-admission": _circumstances(admitted_on=date(2026, 3, 1)),
    }
)
"""How each national rule is broken, by its code."""


def breaking(code: str) -> Filing:
    """Give a filing that breaks the national rule ``code`` on :data:`DAY` and otherwise is in order.

    Raises:
        ValueRefusedError: no national rule has this code.
    """
    if code not in BREAKS:
        raise ValueRefusedError(
            where="breaking(code)",
            found=code,
            expected=Text("全国规则的代码", "the code of a national rule"),
            fix=Text("见 BREAKS 的键", "see the keys of BREAKS"),
        )
    return BREAKS[code](accepted_filing())
