"""Rules on insured status and policy (参保状态异常或政策不符)."""

from datetime import date

from yibao_rules.logic.expr import Months
from yibao_rules.logic.rule import Rule, Severity
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, FilingType
from yibao_rules.model.insurance import Arrears, CardState, InsuranceStatus
from yibao_rules.model.waiting import LASTING_COVER, RESIDENTS, SHORT_GAP_MONTHS, TRANSFER_2021
from yibao_rules.text import Text
from yibao_rules.validators import details
from yibao_rules.validators.sources import (
    DISEASES_2024,
    INSURANCE_LAW,
    INTERFACE,
    ONLINE_FILING,
    direct_settlement,
    practice,
)

TRANSFER_2021_FROM = date(2021, 12, 1)
RESIDENCE_MONTHS = 6
"""居住满6个月: the length that the article gives as its example; a guide may ask for another."""


def rules() -> tuple[Rule, ...]:
    """Give the rules on insured status, card functions and policy, section 三 of the article."""
    return (*_enrolment(), *_benefit(), *_card(), *_policy())


def _enrolment() -> tuple[Rule, ...]:
    f = facts()
    enrolled, arrears = f["insured.enrolled"].to_expr(), f["insured.arrears"]
    return (
        Rule(
            code="insurance/not-enrolled",
            must=enrolled,
            cause=Cause.INSURANCE_STATUS,
            message=Text("没有基本医疗保险参保关系", "not enrolled in a basic medical-insurance scheme"),
            remedy=Text("先办理参保登记并缴费", "enrol and pay the contribution first"),
            basis=(INSURANCE_LAW,),
            path="/enrolments",
        ),
        Rule(
            code="insurance/status-not-normal",
            when=enrolled,
            must=f["insured.status"] == InsuranceStatus.NORMAL,
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "参保状态为“{insured_status}”，不是正常参保；{choice}",
                "the insured status is “{insured_status}”, not normal; {choice}",
            ),
            remedy=Text(
                "向参保地经办机构查明停保原因，补缴或续保后再申请",
                "ask the agency why cover stopped; pay or renew, then file again",
            ),
            basis=(practice("三.1"), INTERFACE),
            params=(f["insured.status"],),
            path="/enrolments",
            detail=details.enrolment_choice,
        ),
        Rule(
            code="insurance/arrears-employer",
            when=enrolled,
            must=arrears != Arrears.EMPLOYER,
            cause=Cause.INSURANCE_STATUS,
            message=Text("医保欠费：单位未及时缴费", "contributions in arrears: the employer has not paid"),
            remedy=Text("联系单位补缴，到账后再申请", "have the employer pay; file again once it is booked"),
            basis=(practice("三.1"),),
            path="/enrolments",
        ),
        Rule(
            code="insurance/arrears-self-employed",
            when=enrolled,
            must=arrears != Arrears.SELF_EMPLOYED,
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "医保欠费：灵活就业人员断缴",
                "contributions in arrears: a self-employed person stopped paying",
            ),
            remedy=Text(
                "补缴欠费。3个月内补缴的，缴费当月起享受并可追溯；中断超过3个月的，当地可设不超过6个月的待遇等待期",
                "pay what is due: within 3 months, benefits run from the month of payment and in retrospect;"
                " after more than 3 the place may set a wait of at most 6 months",
            ),
            basis=(practice("三.1"), TRANSFER_2021),
            path="/enrolments",
        ),
        Rule(
            code="insurance/transfer-pending",
            when=enrolled,
            must=~f["insured.transfer_pending"],
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "医保关系转移中，尚未完成接续",
                "the insurance relation is being transferred, not yet taken over",
            ),
            remedy=Text(
                "待转入地办结转移接续后申请；15个工作日仍未办结的向转入地查询",
                "file once the new place has taken it over; ask there if it takes more than 15 working days",
            ),
            basis=(practice("三.1"), TRANSFER_2021),
            path="/enrolments",
        ),
        Rule(
            code="insurance/duplicate-enrolment",
            when=enrolled,
            must=f["insured.duplicates"] <= 0,
            cause=Cause.INSURANCE_STATUS,
            severity=Severity.WARNING,
            message=Text("重复参保；{choice}", "enrolled more than once; {choice}"),
            remedy=Text("保留一处参保关系，其余办理停保", "keep one enrolment and stop the others"),
            basis=(INTERFACE,),
            path="/enrolments",
            detail=details.enrolment_choice,
        ),
    )


def _benefit() -> tuple[Rule, ...]:
    f = facts()
    waiting, suspended = f["insured.waiting_until"], f["insured.benefit_suspended"]
    gap, scheme = f["circumstances.gap_months"], f["insured.scheme"]
    return (
        Rule(
            code="insurance/waiting-period",
            when=waiting.known(),
            must=waiting < f["day"],
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "待遇等待期未满，至 {insured_waiting_until}",
                "in the waiting period until {insured_waiting_until}",
            ),
            remedy=Text(
                "等待期满后申请；居民医保断保的，每补缴1年可减少1个月等待期（断保4年及以上的，最少等待6个月）",
                "file after the waiting period; a resident who pays for a missed year takes a month off it"
                " (after 4 years or more not below 6 months)",
            ),
            basis=(LASTING_COVER, TRANSFER_2021),
            params=(waiting,),
            path="/enrolments",
        ),
        Rule(
            code="insurance/gap-in-cover",
            when=gap.known() & scheme.known() & ~waiting.known(),
            must=(gap <= 0) | (~scheme.is_in(RESIDENTS) & (gap <= SHORT_GAP_MONTHS)),
            valid_from=TRANSFER_2021_FROM,
            cause=Cause.INSURANCE_STATUS,
            severity=Severity.WARNING,
            message=Text(
                "断保{circumstances_gap_months}个月，可能有待遇等待期：{wait}",
                "{circumstances_gap_months} months without cover, benefits may have to wait: {wait}",
            ),
            remedy=Text(
                "{mend}向参保地经办机构确认等待期的截止日期",
                "{mend}ask the agency on which day the wait ends",
            ),
            basis=(TRANSFER_2021, LASTING_COVER),
            params=(gap,),
            path="/circumstances/gap_months",
            detail=details.gap_in_cover,
        ),
        Rule(
            code="insurance/benefit-suspended",
            when=suspended.known(),
            must=~suspended,
            cause=Cause.INSURANCE_STATUS,
            message=Text("待遇处于封锁状态", "benefits are suspended"),
            remedy=Text(
                "向参保地经办机构查明原因并申请解封", "ask the agency for the reason and have it lifted"
            ),
            basis=(INTERFACE,),
            path="/enrolments",
        ),
    )


def _card() -> tuple[Rule, ...]:
    f = facts()
    state, medical, financial = f["card.state"], f["card.medical_active"], f["card.financial_active"]
    return (
        Rule(
            code="insurance/card-not-usable",
            when=state.known(),
            must=state == CardState.NORMAL,
            cause=Cause.INSURANCE_STATUS,
            message=Text("社保卡状态异常：{card_state}", "the card cannot be used: {card_state}"),
            remedy=Text(
                "到社保卡服务网点处理，或改用医保电子凭证",
                "have the card put in order, or use the electronic voucher",
            ),
            basis=(practice("三.1"),),
            params=(state,),
            path="/card/state",
        ),
        Rule(
            code="insurance/card-medical-inactive",
            when=medical.known(),
            must=medical.to_expr(),
            cause=Cause.INSURANCE_STATUS,
            message=Text("社保卡医保功能未激活", "the card's medical-insurance function is not active"),
            remedy=Text(
                "到参保地社保卡服务网点激活医保功能，或申领医保电子凭证",
                "have the medical function activated, or apply for the electronic voucher",
            ),
            basis=(practice("三.1"),),
            path="/card/medical_active",
        ),
        Rule(
            code="insurance/card-financial-inactive",
            when=financial.known(),
            must=financial.to_expr(),
            cause=Cause.INSURANCE_STATUS,
            severity=Severity.WARNING,
            message=Text(
                "社保卡金融功能未激活（部分地区要求，国家规定未将待遇与之挂钩）",
                "the card's financial function is not active (asked for in places; no national rule ties benefits to it)",
            ),
            remedy=Text("到发卡银行激活金融功能", "have it activated at the issuing bank"),
            basis=(practice("三.1"),),
            path="/card/financial_active",
        ),
    )


def _policy() -> tuple[Rule, ...]:
    f = facts()
    filing_type = f["filing.type"]
    since, liable = f["circumstances.resident_since"], f["circumstances.third_party_liable"]
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
            basis=(practice("三.2"), DISEASES_2024),
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
            basis=(practice("一.2"), ONLINE_FILING),
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
            basis=(direct_settlement("第十六条"), practice("六")),
            path="/circumstances/settled",
        ),
    )
