"""Which type fits and what it costs to choose another; what must be handed in, line by line."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.model.circumstances import ApplicantGroup, Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.precheck import Fit, advise, require
from yibao_rules.testing.cases import DAY, accepted_filing

NOBODY = {
    "emergency": False,
    "retired": False,
    "posted": False,
    "referred": False,
    "stay_months": 1,
    "household_moved": False,
    "resident_since": date(2026, 2, 1),
}


def person(**circumstances: Any) -> Filing:
    return Filing(
        item="other_temporary",
        insured_place="131000",
        destination="330900",
        circumstances=Circumstances(**{**NOBODY, **circumstances}),
    )


@pytest.mark.parametrize(
    ("circumstances", "expected"),
    [
        ({}, FilingType.OTHER_TEMPORARY),
        ({"referred": True}, FilingType.REFERRAL),
        ({"stay_months": 6}, FilingType.LONG_TERM_RESIDENT),
        ({"resident_since": date(2025, 9, 2)}, FilingType.LONG_TERM_RESIDENT),
        ({"resident_since": date(2025, 9, 3)}, FilingType.OTHER_TEMPORARY),
        ({"posted": True}, FilingType.POSTED_WORKER),
        ({"retired": True, "household_moved": True}, FilingType.RETIREE_RESETTLED),
        ({"retired": True}, FilingType.OTHER_TEMPORARY),
        ({"emergency": True, "retired": True, "stay_months": 12}, FilingType.EMERGENCY_RESCUE),
        ({"referred": True, "retired": True, "stay_months": 12}, FilingType.RETIREE_RESETTLED),
    ],
)
def test_the_type_that_fits_is_recommended(circumstances: dict[str, Any], expected: FilingType) -> None:
    advice = advise(person(**circumstances), day=DAY)
    assert advice.recommended is not None
    assert advice.recommended.type is expected
    assert advice.recommended.cost == ()
    assert advice.basis
    assert advice.chosen is FilingType.OTHER_TEMPORARY
    assert (advice.wrong is None) == (expected is FilingType.OTHER_TEMPORARY)


def test_a_retiree_who_chose_a_referral_is_told_what_that_costs() -> None:
    filing = evolve(person(retired=True, stay_months=12), item="referral")
    advice = advise(filing, day=DAY)
    assert advice.wrong is not None
    for words in ("异地安置退休人员备案", "转诊转院证明", "10个百分点", "重新备案"):
        assert words in advice.wrong.zh
    referral = next(t for t in advice.types if t.type is FilingType.REFERRAL)
    assert referral.verdict.fit is Fit.DOES_NOT_FIT
    assert any("条件不符" in c.zh for c in referral.cost)


def test_what_is_unknown_is_asked_before_anything_is_recommended() -> None:
    advice = advise(Filing(item="other_temporary"), day=DAY)
    assert advice.recommended is None
    assert advice.wrong is None
    assert advice.basis == ()
    assert "circumstances.retired" in advice.ask
    assert "circumstances.emergency" in advice.ask


def test_before_2023_there_were_four_types() -> None:
    advice = advise(person(), day=date(2022, 6, 1))
    assert [t.type for t in advice.types] == [
        FilingType.RETIREE_RESETTLED,
        FilingType.POSTED_WORKER,
        FilingType.LONG_TERM_RESIDENT,
        FilingType.REFERRAL,
    ]
    assert advice.recommended is None
    assert advice.wrong is None


def test_advice_tells_needs_gifts_and_what_is_missing() -> None:
    advice = advise(evolve(accepted_filing(), item="long_term_resident"), day=DAY)
    found = next(t for t in advice.types if t.type is FilingType.LONG_TERM_RESIDENT)
    assert found.gaps == ((),)
    assert any("长期有效" in g.zh for g in found.gives)
    assert any("双向" in g.zh for g in found.gives)
    assert any(line.kind == "residence_permit" for line in found.needs)
    assert not found.deemed_filed
    temporary = next(t for t in advice.types if t.type is FilingType.OTHER_TEMPORARY)
    assert any("不少于6个月" in g.zh for g in temporary.gives)


def test_an_emergency_needs_no_filing_and_is_told_what_else_is_possible() -> None:
    advice = advise(person(emergency=True), day=DAY)
    assert advice.recommended is not None
    assert advice.recommended.deemed_filed
    assert advice.fallback is not None
    assert advise(person(), day=DAY).fallback is None


def test_an_item_that_is_no_filing_type_has_no_wrong_choice() -> None:
    advice = advise(evolve(person(), item="transfer"), day=DAY)
    assert advice.chosen is None
    assert advice.wrong is None


def test_a_list_is_told_with_alternatives_indented() -> None:
    found = require("long_term_resident", place="330900", day=DAY)
    told = [("  " * line.depth) + line.text.zh for line in found.lines]
    assert "  居住证（在有效期内）" in told
    assert "    租房合同（加盖租赁备案章）" in told
    assert told[0] == "下列任选其一："
    assert found.rule is not None
    assert found.basis
    assert found.place is not None
    assert found.item.zh == "异地长期居住人员备案"


def test_a_pledge_stands_beside_what_it_may_replace() -> None:
    told = [line.text.zh for line in require("retiree_resettled", day=DAY).lines]
    assert "个人承诺书" in told
    assert require("retiree_resettled", day=DAY).place is None


def test_a_case_leaves_out_what_does_not_apply_to_it() -> None:
    all_cases = require("employee_enrolment", place="131000", day=DAY)
    case = Filing(
        item="employee_enrolment",
        circumstances=Circumstances(
            group=ApplicantGroup.SELF_EMPLOYED,
            hk_macao_taiwan=False,
            foreigner=False,
            going_abroad=False,
            retiring=False,
        ),
    )
    for_case = require("employee_enrolment", place="131000", day=DAY, filing=case)
    assert any(line.text.zh.startswith("如") for line in all_cases.lines)
    assert [line.kind for line in for_case.lines] == ["identity_document", "employee_enrolment_form"]


def test_each_condition_on_a_piece_is_told() -> None:
    told = "".join(line.text.zh for line in require("referral", place="330900", day=DAY).lines)
    assert "加盖医疗机构印章" in told
    assert "出具机构有资质" in told
    told = "".join(line.text.zh for line in require("other_temporary", place="330900", day=DAY).lines)
    assert "注明“急诊”" in told


def test_an_item_without_a_guide_has_no_list() -> None:
    found = require("no_such_item", place="131000", day=DAY)
    assert found.tree is None
    assert found.lines == ()
    assert "没有" in found.notes[0].zh
    assert require("referral", place="131000", day=date(2010, 1, 1)).rule is None
