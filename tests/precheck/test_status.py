"""Insured status in a check: the enrolment chosen and why, gaps in cover, a hospital's code against the destination."""

from datetime import date

import pytest
from attrs import evolve

from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.institutions import Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.precheck import check
from yibao_rules.testing.cases import DAY, accepted_filing

GAP = "insurance/gap-in-cover"


def test_paused_here_and_active_there_the_active_one_is_used_and_the_choice_is_told() -> None:
    rows = (
        Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900", status=InsuranceStatus.PAUSED),
        Enrolment(scheme=InsuranceScheme.RESIDENT, place="131000", status=InsuranceStatus.NORMAL),
    )
    found = check(evolve(accepted_filing(), enrolments=rows), day=DAY).report.by_code()
    assert "insurance/status-not-normal" not in found
    message = found["information/insured-place-mismatch"]
    assert "选用河北省廊坊市的城乡居民基本医疗保险（正常参保）" in message.message()
    assert "申报的参保地浙江省舟山市没有正常的参保关系" in message.message()
    assert "none in order at Zhoushan" in message.message("en")


@pytest.mark.parametrize(
    ("scheme", "months", "words", "mend"),
    [
        (InsuranceScheme.EMPLOYEE, 3, None, ""),
        (InsuranceScheme.EMPLOYEE, 4, "中断超过3个月，当地可设不超过6个月的待遇等待期", ""),
        (InsuranceScheme.RESIDENT, 1, "此处共4个月", "每补缴1年减少1个月，最少等待3个月；"),
        (InsuranceScheme.RESIDENT, 13, "此处共5个月", "每补缴1年减少1个月，最少等待3个月；"),
        (InsuranceScheme.RESIDENT, 48, "此处共7个月", "每补缴1年减少1个月，最少等待6个月；"),
        (InsuranceScheme.RESIDENT, 0, None, ""),
    ],
)
def test_a_gap_in_cover_tells_the_wait_and_what_shortens_it(
    scheme: InsuranceScheme, months: int, words: str | None, mend: str
) -> None:
    filing = accepted_filing()
    rows = tuple(evolve(e, scheme=scheme) for e in filing.enrolments or ())
    filing = evolve(filing, enrolments=rows, circumstances=evolve(filing.circumstances, gap_months=months))
    found = check(filing, day=DAY).report.by_code().get(GAP)
    if words is None:
        assert found is None
    else:
        assert found is not None
        assert not found.blocks
        assert words in found.message()
        assert found.remedy() == f"{mend}向参保地经办机构确认等待期的截止日期"


def test_a_wait_with_a_known_end_is_told_by_its_end_alone() -> None:
    filing = accepted_filing()
    rows = tuple(evolve(e, waiting_until=date(2026, 6, 1)) for e in filing.enrolments or ())
    filing = evolve(filing, enrolments=rows, circumstances=evolve(filing.circumstances, gap_months=5))
    found = check(filing, day=DAY).report.by_code()
    assert GAP not in found
    assert "至 2026-06-01" in found["insurance/waiting-period"].message()


@pytest.mark.parametrize(
    ("hospital", "treatment", "found"),
    [
        (Hospital(code="H33020000001"), None, True),
        (Hospital(code="H33020000001"), "330106", True),
        (Hospital(code="H33010600001"), "330106", False),
        (Hospital(code="H99999900001"), None, False),
        (Hospital(), None, False),
    ],
)
def test_a_hospitals_code_is_held_against_the_destination(
    hospital: Hospital, treatment: str | None, found: bool
) -> None:
    case = Circumstances(resident_since=date(2024, 5, 6), retired=False, treatment_place=treatment)
    filing = evolve(accepted_filing(), hospital=hospital, circumstances=case)
    codes = check(filing, day=DAY).report.by_code()
    assert ("information/hospital-not-at-destination" in codes) is found
