"""Each situation that the three sources describe gets the answer that their text implies."""

from datetime import date
from pathlib import Path

import pytest

from yibao_rules.interop.json import load
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Outcome
from yibao_rules.model.causes import Cause
from yibao_rules.precheck import Act, Route, check

FILINGS = Path(__file__).parent.parent / "examples" / "filings"
DAY = date(2026, 3, 2)
ACCEPTED, RETURNED = Decision.ACCEPTED, Decision.RETURNED

EXPECTED: dict[str, tuple[Decision, set[str], Cause | None]] = {
    "01-accepted": (ACCEPTED, set(), None),
    "02-residence-permit-expired": (RETURNED, {"materials/residence-permit"}, Cause.MATERIALS),
    "03-lease-without-record-seal": (RETURNED, {"materials/residence-permit"}, Cause.MATERIALS),
    "04-referral-unsealed": (RETURNED, {"materials/referral-certificate"}, Cause.MATERIALS),
    "05-referring-hospital-not-qualified": (
        RETURNED,
        {"materials/referral-certificate", "policy/referring-hospital-not-qualified"},
        Cause.INSURANCE_STATUS,
    ),
    "06-emergency-record-not-marked": (RETURNED, {"materials/emergency-record"}, Cause.MATERIALS),
    "07-employer-proof-without-seal": (RETURNED, {"materials/emergency-record"}, Cause.MATERIALS),
    "08-name-with-rare-character": (RETURNED, {"information/name-mismatch"}, Cause.INFORMATION),
    "09-id-number-one-digit-too-many": (
        RETURNED,
        {"information/id-number-mismatch", "information/id-number-malformed"},
        Cause.INFORMATION,
    ),
    "10-wrong-city-chosen": (RETURNED, {"information/wrong-destination"}, Cause.INFORMATION),
    "11-resident-filed-as-temporary": (RETURNED, {"type/resident-filed-as-temporary"}, Cause.FILING_TYPE),
    "12-retiree-filed-as-referral": (
        RETURNED,
        {
            "type/retiree-filed-as-temporary",
            "type/referral-without-referral",
            "materials/referral-certificate",
        },
        Cause.FILING_TYPE,
    ),
    "13-contributions-in-arrears": (
        RETURNED,
        {"insurance/status-not-normal", "insurance/arrears-employer"},
        Cause.INSURANCE_STATUS,
    ),
    "14-transfer-under-way": (RETURNED, {"insurance/transfer-pending"}, Cause.INSURANCE_STATUS),
    "15-card-medical-function-inactive": (
        RETURNED,
        {"insurance/card-medical-inactive"},
        Cause.INSURANCE_STATUS,
    ),
    "16-card-financial-function-inactive": (
        ACCEPTED,
        {"insurance/card-financial-inactive"},
        Cause.INSURANCE_STATUS,
    ),
    "17-disease-not-on-local-list": (RETURNED, {"policy/disease-not-listed"}, Cause.INSURANCE_STATUS),
    "18-resident-under-six-months": (RETURNED, {"local/condition-1"}, Cause.INSURANCE_STATUS),
    "19-hospital-not-on-network": (RETURNED, {"system/hospital-not-networked"}, Cause.SYSTEM),
    "20-emergency-nobody-filed": (ACCEPTED, {"type/emergency-needs-no-filing"}, Cause.FILING_TYPE),
    "21-fushun-referral": (ACCEPTED, set(), None),
    "22-offline-confirmation-missing": (RETURNED, {"local/offline-not-confirmed"}, Cause.PROCEDURE),
}


def test_every_example_has_its_answer() -> None:
    assert sorted(path.stem for path in FILINGS.glob("*.json")) == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_situation_gets_the_answer_that_its_source_implies(name: str) -> None:
    decision, codes, cause = EXPECTED[name]
    result = check(load(FILINGS / f"{name}.json"), day=DAY)
    assert result.decision is decision
    assert {f.code for f in result.report} == codes
    assert all(f.outcome is Outcome.VIOLATED for f in result.report)
    if cause is not None:
        assert cause in result.report.by_cause()
    for finding in result.report:
        assert finding.remedy("zh")
        assert finding.basis
        assert result.filing_id == name


@pytest.mark.parametrize("name", [n for n, (decision, _, _) in EXPECTED.items() if decision is RETURNED])
def test_a_returned_filing_is_told_by_when_to_supplement(name: str) -> None:
    dues = {d.act: d for d in check(load(FILINGS / f"{name}.json"), day=DAY).dues}
    assert all(due.binding for due in dues.values())
    supplement = dues[Act.SUPPLEMENT].deadline
    assert supplement is not None
    # 3 to 5 working days after Monday 2026-03-02.
    assert (supplement.earliest, supplement.latest) == (date(2026, 3, 5), date(2026, 3, 9))


def test_an_accepted_filing_is_told_by_when_it_is_decided() -> None:
    (due,) = check(load(FILINGS / "01-accepted.json"), day=DAY).dues
    assert due.act is Act.DECIDE
    assert due.deadline is not None
    assert due.deadline.due == DAY  # 廊坊: 即时办结


def test_fushun_decides_within_20_working_days_both_promised_and_by_statute() -> None:
    dues = check(load(FILINGS / "21-fushun-referral.json"), day=DAY).dues
    assert {d.deadline.due for d in dues if d.deadline is not None} == {date(2026, 3, 30)}
    assert len(dues) == 2


def test_an_emergency_counts_as_filed_and_may_still_be_filed_or_reimbursed() -> None:
    result = check(load(FILINGS / "20-emergency-nobody-filed.json"), day=DAY)
    assert result.fallback is not None
    assert result.fallback.routes == (Route.DEEMED_FILED, Route.FILE_LATE, Route.REIMBURSE)
    assert result.fallback.phones == ("0316-12393",)
