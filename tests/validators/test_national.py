"""Each national rule is broken by a filing made to break it, by nothing else, and says so in words."""

from datetime import date

import pytest

from yibao_rules.calendar import national
from yibao_rules.errors import ValueRefusedError
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Outcome
from yibao_rules.model.causes import Cause
from yibao_rules.model.filing import Filing
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.validators.national import national_rules

BEFORE = date(2022, 6, 1)
WORKDAYS = national().add_or_none
CODES = [rule.code for rule in national_rules()]


def test_the_filing_in_order_is_accepted_and_nothing_is_left_open() -> None:
    report = national_rules().at(DAY).check(accepted_filing(), DAY, workdays=WORKDAYS)
    assert report.decision is Decision.ACCEPTED
    assert list(report) == []


def test_every_rule_can_be_broken() -> None:
    assert sorted(BREAKS) == sorted(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_filing_made_to_break_a_rule_breaks_it_and_only_it(code: str) -> None:
    rule = national_rules()[code]
    day = DAY if rule.in_force(DAY) else BEFORE
    report = national_rules().at(day).check(breaking(code), day, workdays=WORKDAYS)
    assert {f.code for f in report.violated} == {code}
    expected = Decision.RETURNED if any(f.severity.blocks for f in report.violated) else report.decision
    assert report.decision is expected


@pytest.mark.parametrize("code", CODES)
def test_messages_are_filled_in_both_languages_and_carry_no_personal_value(code: str) -> None:
    day = DAY if national_rules()[code].in_force(DAY) else BEFORE
    finding = national_rules().at(day).check(breaking(code), day, workdays=WORKDAYS).by_code()[code]
    assert finding.outcome is Outcome.VIOLATED
    for words in (finding.message("zh"), finding.message("en"), finding.remedy("zh"), finding.remedy("en")):
        assert words
        assert "{" not in words
        assert "张三" not in words
        assert "1949" not in words
        assert "未知" not in words
    assert finding.basis
    assert isinstance(finding.cause, Cause)


def test_every_cause_has_rules() -> None:
    assert {rule.cause for rule in national_rules()} == set(Cause)


def test_an_empty_filing_is_returned_for_what_it_lacks_and_asks_for_the_rest() -> None:
    report = national_rules().at(DAY).check(Filing(item="referral"), DAY, workdays=WORKDAYS)
    assert "information/required-applicant-name" in report.by_code()
    assert report.settling_facts()[0] == "insured.enrolled"


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueRefusedError, match="no/such-rule"):
        breaking("no/such-rule")
