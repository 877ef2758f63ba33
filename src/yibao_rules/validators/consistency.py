"""Rules across fields (跨字段核对): codes against places, days in their order; each applies where both sides are given."""

from yibao_rules.logic.expr import Fact
from yibao_rules.logic.rule import Rule
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.text import Text
from yibao_rules.validators import details
from yibao_rules.validators.sources import INTERFACE

_CORRECT = Text("核对后更正其中有误的一项", "check both and correct the wrong one")


def rules() -> tuple[Rule, ...]:
    """Give the cross-field rules of the national interface."""
    return (*_days(), *_codes())


def _days() -> tuple[Rule, ...]:
    f = facts()
    return (
        _ordered("ends-before-begins", f["filing.begins_on"], f["filing.ends_on"], "/ends_on"),
        _ordered(
            "begins-before-recognised",
            f["circumstances.recognised_on"],
            f["filing.begins_on"],
            "/begins_on",
        ),
        _ordered(
            "referred-before-diagnosed",
            f["circumstances.diagnosed_on"],
            f["circumstances.referred_on"],
            "/circumstances/referred_on",
        ),
    )


def _codes() -> tuple[Rule, ...]:
    f = facts()
    scope, code, disease = f["filing.referral_scope"], f["hospital.code_fits"], f["disease.code_fits"]
    return (
        Rule(
            code="information/referral-scope-mismatch",
            when=scope.known() & f["filing.place_relation"].known(),
            must=scope == f["filing.place_relation"],
            cause=Cause.INFORMATION,
            message=Text(
                "转院类型为“{filing_referral_scope}”，按参保地和就医地应为“{filing_place_relation}”",
                "the referral is filed as “{filing_referral_scope}”, by its places it is “{filing_place_relation}”",
            ),
            remedy=Text("更正转院类型或就医地", "correct the scope or the destination"),
            basis=(INTERFACE,),
            params=(scope, f["filing.place_relation"]),
            path="/referral_scope",
        ),
        Rule(
            code="information/hospital-code-mismatch",
            when=code.known(),
            must=code.to_expr(),
            cause=Cause.INFORMATION,
            message=Text("就医机构编码有误：{faults}", "the hospital's code is wrong: {faults}"),
            remedy=Text(
                "按定点医疗机构名单更正编码或所在地",
                "correct the code or the place from the list of hospitals",
            ),
            basis=(INTERFACE,),
            path="/hospital/code",
            detail=details.hospital_code,
        ),
        Rule(
            code="information/disease-code-malformed",
            when=disease.known(),
            must=disease.to_expr(),
            cause=Cause.INFORMATION,
            message=Text(
                "病种编码格式不符：应为 M 加 5 位数字或 ICD-10 编码",
                "the disease code is malformed: M and 5 digits, or a code of ICD-10, is due",
            ),
            remedy=Text("按病种目录更正编码", "correct the code from the table of diseases"),
            basis=(INTERFACE,),
            path="/disease/code",
        ),
    )


def _ordered(code: str, first: Fact, second: Fact, path: str) -> Rule:
    return Rule(
        code=f"information/{code}",
        when=first.known() & second.known(),
        must=first <= second,
        cause=Cause.INFORMATION,
        message=Text(
            f"{second.label.zh}早于{first.label.zh}", f"“{second.label.en}” lies before “{first.label.en}”"
        ),
        remedy=_CORRECT,
        basis=(INTERFACE,),
        path=path,
    )
