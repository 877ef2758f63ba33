"""Rules on policy (政策不符): the disease, the referral, the residence, who pays."""

from yibao_rules.logic.expr import Months
from yibao_rules.logic.rule import Certainty, Rule
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, FilingType
from yibao_rules.text import Text
from yibao_rules.validators import details
from yibao_rules.validators.sources import (
    INSURANCE_LAW,
    INTERFACE,
    ONLINE_FILING,
    direct_settlement,
    practice,
)

RESIDENCE_MONTHS = 6
"""居住满6个月: the length that the article gives as its example; a guide may ask for another."""


def rules() -> tuple[Rule, ...]:
    """Give the rules on policy, section 三.2 of the article."""
    return (*_entitlement(), *_circumstances())


def _entitlement() -> tuple[Rule, ...]:
    f = facts()
    filing_type = f["filing.type"]
    qualified = f["referring_hospital.referral_qualified"]
    return (
        Rule(
            code="policy/disease-not-listed",
            when=filing_type == FilingType.CHRONIC_DISEASE_RECOGNITION,
            must=f["disease.in_local_list"],
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "病种{disease}未纳入当地门诊慢特病目录", "the disease {disease} is not on the local list"
            ),
            remedy=Text(
                "查询当地门诊慢特病病种目录；不在目录内的按普通门诊或住院结算",
                "look up the local list; a disease that is not on it is settled as ordinary care",
            ),
            basis=(practice("三.2"),),
            path="/disease/code",
            detail=details.disease,
        ),
        Rule(
            code="policy/referring-hospital-not-qualified",
            when=(filing_type == FilingType.REFERRAL) & qualified.known(),
            must=qualified.to_expr(),
            cause=Cause.INSURANCE_STATUS,
            message=Text("转出医院没有转诊资质", "the referring hospital is not qualified to refer"),
            remedy=Text(
                "请参保地规定的有转诊资质的定点医院开具转诊转院证明",
                "have a qualified hospital of the insured place refer",
            ),
            basis=(practice("一.2"), ONLINE_FILING, direct_settlement("附件 第八条")),
            path="/referring_hospital/referral_qualified",
        ),
        Rule(
            code="policy/tertiary-care-not-needed",
            when=(filing_type == FilingType.REFERRAL) & f["circumstances.needs_tertiary"].known(),
            must=f["circumstances.needs_tertiary"],
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "未达到“病情需三级医院诊治”的转诊标准", "the case does not need a tertiary hospital"
            ),
            remedy=Text(
                "请转出医院出具病情评估；确需外出的可按其他临时外出就医备案",
                "have the hospital assess the case, or file as another temporary stay",
            ),
            basis=(practice("三.2"),),
            path="/circumstances/needs_tertiary",
        ),
    )


def _circumstances() -> tuple[Rule, ...]:
    f = facts()
    filing_type = f["filing.type"]
    since, liable = f["circumstances.resident_since"], f["circumstances.third_party_liable"]
    return (
        Rule(
            code="policy/residence-too-short",
            when=(filing_type == FilingType.LONG_TERM_RESIDENT) & since.known(),
            must=since + Months(RESIDENCE_MONTHS) <= f["day"],
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                f"自 {{circumstances_resident_since}} 起居住未满{RESIDENCE_MONTHS}个月",
                f"resident since {{circumstances_resident_since}}: less than {RESIDENCE_MONTHS} months",
            ),
            remedy=Text(
                "居住期满后再按长期居住备案；此前就医可按其他临时外出就医备案",
                "file once the time is full; until then file as another temporary stay",
            ),
            basis=(practice("三.2"),),
            params=(since,),
            path="/circumstances/resident_since",
        ),
        Rule(
            code="policy/third-party-liable",
            when=(filing_type.is_in(OUT_OF_AREA_TYPES)) & f["circumstances.trauma"] & liable.known(),
            must=~liable,
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "外伤由第三方负担，不纳入直接结算", "a third party is liable: not settled by the fund"
            ),
            remedy=Text(
                "由第三方承担；无法确定第三方的，填写外伤情况说明",
                "claim from the third party, or sign a statement that there is none",
            ),
            basis=(INSURANCE_LAW, INTERFACE),
            path="/circumstances/third_party_liable",
        ),
        Rule(
            code="policy/already-settled",
            when=filing_type.is_in(OUT_OF_AREA_TYPES) & f["circumstances.settled"].known(),
            must=~f["circumstances.settled"],
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "本次费用已出院自费结算，补备案不能再直接结算",
                "this stay is already settled: a late filing cannot settle it directly",
            ),
            remedy=Text(
                "保存全部票据，向参保地申请手工报销",
                "keep every receipt and claim reimbursement at the insured place",
            ),
            basis=(direct_settlement("附件 第十六条", Certainty.FOUND), practice("六")),
            path="/circumstances/settled",
        ),
    )
