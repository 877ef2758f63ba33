"""Rules on insured status, benefits and the card (参保状态异常)."""

from yibao_rules.logic.expr import Expr
from yibao_rules.logic.rule import Rule, Severity
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.insurance import Arrears, CardState, InsuranceStatus
from yibao_rules.model.waiting import LASTING_COVER, RESIDENTS, SHORT_GAP_MONTHS, TRANSFER_2021
from yibao_rules.text import Text
from yibao_rules.validators import details
from yibao_rules.validators.scopes import claims, filings
from yibao_rules.validators.sources import (
    CLAIMS_PRACTICE,
    INSURANCE_LAW,
    INTERFACE,
    operation,
    practice,
)


def rules() -> tuple[Rule, ...]:
    """Give the rules on insured status, benefits and card functions, section 三.1 of the article."""
    return (*_enrolment(), *_arrears(), *_other_enrolments(), *_benefit(), *_card(), *_claims())


def _enrolled() -> Expr:
    return filings() & facts()["insured.enrolled"]


def _enrolment() -> tuple[Rule, ...]:
    f = facts()
    enrolled = f["insured.enrolled"].to_expr()
    return (
        Rule(
            code="insurance/not-enrolled",
            when=filings(),
            must=enrolled,
            cause=Cause.INSURANCE_STATUS,
            message=Text("没有基本医疗保险参保关系", "not enrolled in a basic medical-insurance scheme"),
            remedy=Text("先办理参保登记并缴费", "enrol and pay the contribution first"),
            basis=(INSURANCE_LAW,),
            path="/enrolments",
        ),
        Rule(
            code="insurance/status-not-normal",
            when=_enrolled(),
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
    )


def _arrears() -> tuple[Rule, ...]:
    f = facts()
    arrears = f["insured.arrears"]
    return (
        Rule(
            code="insurance/arrears-employer",
            when=_enrolled(),
            must=arrears != Arrears.EMPLOYER,
            cause=Cause.INSURANCE_STATUS,
            message=Text("医保欠费：单位未及时缴费", "contributions in arrears: the employer has not paid"),
            remedy=Text("联系单位补缴，到账后再申请", "have the employer pay; file again once it is booked"),
            basis=(practice("三.1"),),
            path="/enrolments",
        ),
        Rule(
            code="insurance/arrears-self-employed",
            when=_enrolled(),
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
    )


def _other_enrolments() -> tuple[Rule, ...]:
    f = facts()
    return (
        Rule(
            code="insurance/transfer-pending",
            when=_enrolled(),
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
            when=_enrolled(),
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
            when=filings() & waiting.known(),
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
            when=filings() & gap.known() & scheme.known() & ~waiting.known(),
            must=(gap <= 0) | (~scheme.is_in(RESIDENTS) & (gap <= SHORT_GAP_MONTHS)),
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
            when=filings() & suspended.known(),
            must=~suspended,
            cause=Cause.INSURANCE_STATUS,
            message=Text("待遇处于封锁状态", "benefits are suspended"),
            remedy=Text(
                "向参保地经办机构查明原因并申请解封", "ask the agency for the reason and have it lifted"
            ),
            basis=(INTERFACE, operation("第二十六条")),
            path="/enrolments",
        ),
    )


def _card() -> tuple[Rule, ...]:
    f = facts()
    state, medical, financial = f["card.state"], f["card.medical_active"], f["card.financial_active"]
    return (
        Rule(
            code="insurance/card-not-usable",
            when=filings() & state.known(),
            must=state == CardState.NORMAL,
            cause=Cause.INSURANCE_STATUS,
            message=Text("社保卡状态异常：{card_state}", "the card cannot be used: {card_state}"),
            remedy=Text(
                "到社保卡服务网点处理，或改用医保电子凭证",
                "have the card put in order, or use the electronic voucher",
            ),
            basis=(practice("三.1"), operation("第七条")),
            params=(state,),
            path="/card/state",
        ),
        Rule(
            code="insurance/card-medical-inactive",
            when=filings() & medical.known(),
            must=medical.to_expr(),
            cause=Cause.INSURANCE_STATUS,
            message=Text("社保卡医保功能未激活", "the card's medical-insurance function is not active"),
            remedy=Text(
                "到参保地社保卡服务网点激活医保功能，或申领医保电子凭证",
                "have the medical function activated, or apply for the electronic voucher",
            ),
            basis=(practice("三.1"), operation("第七条")),
            path="/card/medical_active",
        ),
        Rule(
            code="insurance/card-financial-inactive",
            when=filings() & financial.known(),
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


def _claims() -> tuple[Rule, ...]:
    """Inform of the insured status a claim usually follows: that of the day of the cost. No text read says so."""
    f = facts()
    return (
        Rule(
            code="insurance/claim-follows-status",
            when=claims(),
            must=f["insured.enrolled"] & (f["insured.status"] == InsuranceStatus.NORMAL),
            cause=Cause.INSURANCE_STATUS,
            severity=Severity.INFORMATION,
            message=Text(
                "目前不是正常参保：报销通常以费用发生当日的参保状态为准",
                "not normally insured at present: a claim usually follows the status on the day of the cost",
            ),
            remedy=Text(
                "核对费用发生当日的参保状态，有疑问的向参保地经办机构确认",
                "look up the status on the day of the cost, and ask the agency where in doubt",
            ),
            basis=(CLAIMS_PRACTICE,),
            path="/enrolments",
        ),
    )
