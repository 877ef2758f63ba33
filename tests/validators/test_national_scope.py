"""Each national rule names its days (C3), its items (C5) and has its counterpart for each filing type (C6)."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.display.text import check_text
from yibao_rules.guides import catalogue
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Certainty, Outcome, Severity
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.items import items
from yibao_rules.precheck import check
from yibao_rules.precheck.frames import check_frame
from yibao_rules.testing.cases import DAY, accepted_filing
from yibao_rules.validators.national import national_rules, national_rules_on
from yibao_rules.validators.scopes import CLAIMS
from yibao_rules.validators.sources import DOCUMENTS

RULES = list(national_rules())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_c3_every_rule_has_a_first_day_and_none_outlives_what_it_stands_on(rule: Any) -> None:
    counting = [b for b in rule.basis if b.sure.binds] or rule.basis
    documents = sorted((DOCUMENTS[b.document] for b in counting), key=lambda d: d.first)
    assert rule.valid_from is not None
    assert rule.valid_from >= documents[0].first
    ends = [d.last for d in documents if d.last is not None]
    if len(ends) == len(documents):
        assert rule.valid_to is not None
        assert rule.valid_to <= max(ends)
    for before, after in pairwise(documents):  # and no day between them on which nothing speaks
        assert before.last is None or after.first <= before.last + timedelta(days=1)


def test_c3_the_dates_are_those_of_the_librarys_own_editions() -> None:
    editions = {g.document or g.title: g for g in catalogue() if g.place == "national"}
    for name in ("医保办发〔2019〕33号", "人社部发〔2016〕120号", "医保发〔2022〕22号", "医保发〔2024〕21号"):
        assert (DOCUMENTS[name].first, DOCUMENTS[name].last) == (
            editions[name].valid_from,
            editions[name].valid_to,
        )
    assert DOCUMENTS["医保办发〔2021〕43号"].first == editions["医保办发〔2021〕43号"].valid_from
    assert DOCUMENTS["社会保险经办条例"].first == editions["国务院令第765号"].valid_from
    (practice,) = catalogue().of_place("330900")
    assert DOCUMENTS["门特备案失败的6大核心原因"].first == practice.valid_from
    assert all(d.note for d in DOCUMENTS.values())
    cited = {b.document for rule in RULES for b in rule.basis}
    assert cited == set(DOCUMENTS)


def test_c3_a_filing_of_1990_is_judged_by_no_later_act() -> None:
    assert len(national_rules().at(date(1990, 6, 1))) == 0
    outcomes = national_rules().outcomes(accepted_filing(), date(1990, 6, 1))
    assert set(outcomes.values()) == {Outcome.NOT_IN_FORCE}


@pytest.mark.parametrize(
    "day", [date(1990, 1, 1), date(2021, 6, 1), date(2022, 12, 31), date(2023, 1, 1), DAY]
)
def test_c3_a_check_cites_the_sources_of_its_day_alone(day: date) -> None:
    of_day = national_rules_on(day)
    assert [r.code for r in of_day] == [r.code for r in national_rules().at(day)]
    for rule in of_day:
        assert rule.severity is national_rules()[rule.code].severity
        for basis in rule.basis:
            document = DOCUMENTS[basis.document]
            assert document.first <= day
            assert document.last is None or day <= document.last
    assert national_rules_on(day) is national_rules_on(day + timedelta(days=1)) or day == date(2022, 12, 31)


def test_c3_a_posted_worker_of_2026_is_told_of_the_act_of_2023_second_hand() -> None:
    filing = evolve(accepted_filing(), item="posted_worker", circumstances=Circumstances(posted=False))
    finding = check(filing, day=DAY).report.by_code()["type/not-posted"]
    assert [b.document for b in finding.basis] == ["医保发〔2022〕22号"]
    assert finding.sure is Certainty.FOUND_LOW
    assert "据转述" in check_text(check(filing, day=DAY))


def test_c3_nothing_of_2026_rests_on_the_edition_that_ended_in_2022() -> None:
    for rule in national_rules().at(DAY):
        standing = [b for b in rule.basis if DOCUMENTS[b.document].last is None]
        assert Certainty.surest(standing).binds is rule.sure.binds, rule.code


STATUS = ("insurance/not-enrolled", "insurance/status-not-normal")
FILINGS = {t.code for t in OUT_OF_AREA_TYPES} | {"chronic_disease_recognition", "chronic_direct_settlement"}
ENROLMENTS: dict[str, tuple[Enrolment, ...]] = {
    "[]": (),
    **{
        status.code: (Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="131000", status=status),)
        for status in (InsuranceStatus.NOT_ENROLLED, InsuranceStatus.ENDED, InsuranceStatus.PAUSED)
    },
}


def test_the_items_of_the_matrix_are_all_of_them() -> None:
    assert {i.slug for i in items().values()} >= FILINGS | set(CLAIMS)


@pytest.mark.parametrize("state", ENROLMENTS)
@pytest.mark.parametrize("item", sorted(i.slug for i in items().values()))
def test_c5_who_is_returned_for_not_being_insured(item: str, state: str) -> None:
    """A filing is; a claim is informed of it; registration, change, query, withdrawal, transfer, agreement are not."""
    filing = Filing(item=item, insured_place="131000", enrolments=ENROLMENTS[state])
    found = [f for f in check(filing, day=DAY).report if f.code.startswith("insurance/")]
    violated = [f for f in found if f.outcome is Outcome.VIOLATED]
    if item in FILINGS:
        assert violated[0].code == STATUS[state != "[]"]
        assert violated[0].blocks
    elif item in CLAIMS:
        assert [f.code for f in violated] == ["insurance/claim-follows-status"]
        assert violated[0].severity is Severity.INFORMATION
        assert violated[0].sure is Certainty.GENERAL_KNOWLEDGE
    else:
        assert found == []
    assert "先办理参保登记" not in "".join(f.remedy() for f in found if item not in FILINGS)


@pytest.mark.parametrize(
    ("enrolments", "decision", "open_"),
    [(None, Decision.UNDETERMINED, True), ((), Decision.RETURNED, False)],
)
def test_c5_unknown_enrolments_are_not_none_at_any_door(
    enrolments: tuple[Enrolment, ...] | None, decision: Decision, open_: bool
) -> None:
    filing = evolve(accepted_filing(), enrolments=enrolments)
    result = check(filing, day=DAY)
    assert result.decision is decision
    assert ("insured.enrolled" in result.report.settling_facts()) is open_
    found = check_frame(filings_to_frame([filing]), day=DAY)
    assert found.decisions["decision"].to_list() == [decision.code]


def test_an_enrolment_of_unknown_state_is_not_passed_over_for_one_that_is_paused() -> None:
    paused = Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900", status=InsuranceStatus.PAUSED)
    untold = Enrolment(scheme=InsuranceScheme.RESIDENT, place="330900")
    report = check(evolve(accepted_filing(), enrolments=(paused, untold)), day=DAY).report
    assert report.decision is Decision.UNDETERMINED
    assert report.by_code()["insurance/status-not-normal"].outcome is Outcome.CANNOT_TELL
    normal = evolve(untold, status=InsuranceStatus.NORMAL)
    report = check(evolve(accepted_filing(), enrolments=(normal, untold)), day=DAY).report
    assert report.by_code()["insurance/duplicate-enrolment"].missing == ("insured.duplicates",)


KNOWN_FALSE = [
    ("retiree_resettled", {"retired": False}, "type/not-retired"),
    ("retiree_resettled", {"retired": True, "stay_months": 1}, "type/long-term-without-stay"),
    ("long_term_resident", {"stay_months": 1}, "type/long-term-without-stay"),
    ("long_term_resident", {"resident_since": DAY}, "policy/residence-too-short"),
    ("posted_worker", {"posted": False}, "type/not-posted"),
    ("referral", {"referred": False}, "type/referral-without-referral"),
    ("referral", {"needs_tertiary": False}, "policy/tertiary-care-not-needed"),
    ("emergency_rescue", {"emergency": False}, "type/not-emergency"),
]


@pytest.mark.parametrize(("item", "case", "code"), KNOWN_FALSE)
def test_c6_what_is_known_to_be_false_of_a_type_is_violated(
    item: str, case: dict[str, Any], code: str
) -> None:
    filing = evolve(accepted_filing(), item=item, circumstances=Circumstances(**case), insured_place="630100")
    assert national_rules().at(DAY).check(filing, DAY).by_code()[code].blocks


@pytest.mark.parametrize(
    ("emergency", "decision", "violated"),
    [
        (False, Decision.RETURNED, {"type/not-emergency"}),
        (True, Decision.ACCEPTED, {"type/emergency-needs-no-filing"}),
        (None, Decision.UNDETERMINED, set()),
    ],
)
def test_c6_an_emergency_is_known_to_be_one_or_is_open(
    emergency: bool | None, decision: Decision, violated: set[str]
) -> None:
    filing = evolve(
        accepted_filing(), item="emergency_rescue", circumstances=Circumstances(emergency=emergency)
    )
    result = check(filing, day=DAY)
    assert result.decision is decision
    assert {f.code for f in result.report.violated} == violated
    if emergency is None:
        assert result.report.settling_facts() == ("circumstances.emergency",)


BEFORE_SIX = date(2022, 3, 1)


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        ({}, None),
        ({"admitted_on": date(2022, 3, 5)}, None),
        ({"admitted_on": date(2022, 2, 1)}, Outcome.VIOLATED),
        ({"discharged_on": date(2022, 2, 20)}, Outcome.CANNOT_TELL),
        ({"settled": True}, Outcome.CANNOT_TELL),
    ],
)
@pytest.mark.parametrize("item", ["retiree_resettled", "long_term_resident", "posted_worker", "referral"])
def test_c6_before_2023_a_filing_made_before_travel_passes(
    item: str, case: dict[str, Any], outcome: Outcome | None
) -> None:
    given = {"retired": item == "retiree_resettled", "resident_since": date(2021, 1, 1), **case}
    filing = evolve(
        accepted_filing(), item=item, insured_place="630100", filed_on=BEFORE_SIX, begins_on=BEFORE_SIX,
        circumstances=Circumstances(**given),
    )  # fmt: skip
    found = check(filing, day=BEFORE_SIX).report.by_code().get("local/condition-1")
    assert (found.outcome if found is not None else None) is outcome


def test_c6_the_librarys_own_sample_moved_to_2022_is_judged() -> None:
    filing = evolve(accepted_filing(), filed_on=BEFORE_SIX, begins_on=BEFORE_SIX, insured_place="630100",
                    circumstances=Circumstances(resident_since=date(2021, 1, 1), retired=False))  # fmt: skip
    report = check(filing, day=BEFORE_SIX).report
    assert "local/condition-1" not in report.by_code()
