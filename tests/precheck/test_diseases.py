"""Diseases in a check: which are settled directly on a day, where, for which scheme; complete and open lists."""

from datetime import date

import pytest
from attrs import evolve

from yibao_rules.guides import catalogue, load
from yibao_rules.logic.rule import Certainty, Outcome
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.precheck import CheckResult, Desk, check
from yibao_rules.testing.cases import DAY, accepted_filing

NOT_DIRECT = "policy/disease-not-settled-directly"
CITY = """
place = "330900"
name = "舟山市"
edition = "later"
title = "格式示例，内容为虚构"
valid_from = 2024-01-01
sure = "derived"
amends = ["practice"]
[[item]]
item = "chronic_disease_recognition"
diseases_complete = true
diseases = [
    { name = "尿毒症透析", code = "M07800", includes = ["M07803"], schemes = ["employee"] },
    { name = "高血压", code = "M03900" },
]
"""


def settled_directly(disease: Disease, day: date, hospital: Hospital | None = None) -> CheckResult:
    filing = evolve(
        accepted_filing(),
        item="chronic_direct_settlement",
        disease=disease,
        hospital=hospital,
        circumstances=Circumstances(benefit_recognised=True, out_of_area_filed=True),
    )
    return check(filing, day=day)


@pytest.mark.parametrize(
    ("code", "day", "listed"),
    [
        ("M03900", date(2024, 11, 30), True),
        ("M04600", date(2024, 11, 30), False),
        ("M04600", date(2024, 12, 1), True),
        ("M07803", date(2024, 6, 1), True),
        ("M00202", date(2024, 6, 1), False),
        ("M00202", date(2025, 6, 1), True),
        ("M12100", date(2025, 6, 1), False),
    ],
)
def test_the_list_of_the_day_decides_what_is_settled_directly(code: str, day: date, listed: bool) -> None:
    report = settled_directly(Disease(code=code), day).report
    assert (NOT_DIRECT not in report.by_code()) is listed


def test_a_disease_known_by_name_only_is_never_said_to_be_missing_from_the_list() -> None:
    finding = settled_directly(Disease(name="高血压病"), DAY).report.by_code()[NOT_DIRECT]
    assert finding.missing == ("disease.in_local_list",)
    assert NOT_DIRECT not in settled_directly(Disease(name="高血压"), DAY).report.by_code()


@pytest.mark.parametrize(
    ("diseases", "code", "opened"),
    [
        ({"M03900"}, "M01600", False),
        ({"M03900"}, "M03900", True),
        ({"M00500"}, "M00503", True),
        ({"M00503"}, "M00500", False),
    ],
)
def test_the_hospital_is_open_for_the_disease_or_its_family(
    diseases: set[str], code: str, opened: bool
) -> None:
    hospital = Hospital(diseases=frozenset(diseases))
    found = settled_directly(Disease(code=code), DAY, hospital).report.by_code()
    assert ("policy/hospital-not-open-for-disease" not in found) is opened


@pytest.mark.parametrize(
    ("disease", "hospital"),
    [
        (None, Hospital(diseases=frozenset({"M03900"}))),
        (Disease(code="M03900"), None),
        (Disease(name="高血压"), Hospital(diseases=frozenset({"M03900"}))),
        (Disease(code="M03900"), Hospital()),
    ],
)
def test_nobody_knows_whether_a_hospital_is_open_without_its_list_or_the_code(
    disease: Disease | None, hospital: Hospital | None
) -> None:
    filing = Filing(item="chronic_direct_settlement", disease=disease, hospital=hospital)
    assert filing.hospital_open_for_disease is None


@pytest.mark.parametrize(
    ("disease", "scheme", "listed"),
    [
        (Disease(code="M07803"), InsuranceScheme.EMPLOYEE, True),
        (Disease(code="M07803"), InsuranceScheme.RESIDENT, False),
        (Disease(code="M03900"), InsuranceScheme.RESIDENT, True),
        (Disease(code="M01600"), InsuranceScheme.EMPLOYEE, False),
    ],
)
def test_a_places_own_list_by_scheme(disease: Disease, scheme: InsuranceScheme, listed: bool) -> None:
    filing = accepted_filing()
    enrolments = tuple(evolve(e, scheme=scheme) for e in filing.enrolments or ())
    filing = evolve(filing, item="chronic_disease_recognition", disease=disease, enrolments=enrolments)
    desk = Desk(guides=catalogue().with_guide(load(CITY)))
    assert ("policy/disease-not-listed" not in check(filing, day=DAY, desk=desk).report.by_code()) is listed


def test_without_an_enrolment_the_scheme_is_nobodys() -> None:
    filing = Filing(
        item="chronic_disease_recognition", insured_place="330900", disease=Disease(code="M07803")
    )
    desk = Desk(guides=catalogue().with_guide(load(CITY)))
    # Unknown is not "yes": the list has the disease for employees, and nobody has said what this person is.
    finding = check(filing, day=DAY, desk=desk).report.by_code()["policy/disease-not-listed"]
    assert finding.missing == ("disease.in_local_list",)


@pytest.mark.parametrize("sure", Certainty)
@pytest.mark.parametrize("code", ["M01600", "M07803"])
def test_c4_a_list_returns_nobody_that_does_not_bind(code: str, sure: Certainty) -> None:
    filing = accepted_filing()
    enrolments = tuple(evolve(e, scheme=InsuranceScheme.RESIDENT) for e in filing.enrolments or ())
    filing = evolve(
        filing, item="chronic_disease_recognition", disease=Disease(code=code), enrolments=enrolments
    )
    city = CITY.replace('sure = "derived"', f'sure = "{sure.code}"')
    result = check(filing, day=DAY, desk=Desk(guides=catalogue().with_guide(load(city))))
    finding = result.report.by_code()["policy/disease-not-listed"]
    assert (finding.outcome is Outcome.VIOLATED) is sure.binds
    assert any("仅供参考" in note.zh and "病种目录" in note.zh for note in result.notes) is not sure.binds
