"""Rules on the choice of the filing type (备案类型选择错误)."""

from datetime import timedelta

from yibao_rules.logic.expr import NEVER, Expr, Months
from yibao_rules.logic.rule import Certainty, Rule, Severity
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import SIX_TYPES_FROM, TEMPORARY_TYPES, FilingType
from yibao_rules.text import Text
from yibao_rules.validators.policy import RESIDENCE_MONTHS
from yibao_rules.validators.sources import ONLINE_FILING, direct_settlement, practice


def long_term_stay() -> Expr:
    """Hold for a person who lives at the destination: for the months asked, or means to, or moved the household."""
    f = facts()
    since, stay, moved = (
        f["circumstances.resident_since"],
        f["circumstances.stay_months"],
        f["circumstances.household_moved"],
    )
    return (
        (since.known() & (since + Months(RESIDENCE_MONTHS) <= f["day"]))
        | (stay.known() & (stay >= RESIDENCE_MONTHS))
        | (moved.known() & moved)
    )


def rules() -> tuple[Rule, ...]:
    """Give the rules on the filing type, sections 二.2 and 五 of the article."""
    return (*_by_status(), *_by_stay(), *_by_case())


def _by_status() -> tuple[Rule, ...]:
    f = facts()
    filing_type = f["filing.type"]
    retired, posted = f["circumstances.retired"], f["circumstances.posted"]
    return (
        Rule(
            code="type/not-yet-in-force",
            must=~filing_type.is_in((FilingType.EMERGENCY_RESCUE, FilingType.OTHER_TEMPORARY)),
            valid_to=SIX_TYPES_FROM - timedelta(days=1),
            cause=Cause.FILING_TYPE,
            message=Text(
                "2023年1月1日前没有“{filing_type}”这一备案类型",
                "there was no filing type “{filing_type}” before 2023-01-01",
            ),
            remedy=Text(
                "改用当时的四类：异地安置退休、异地长期居住、常驻异地工作、异地转诊",
                "use one of the four types of that time: retiree, long-term resident, posted worker, referral",
            ),
            basis=(ONLINE_FILING, direct_settlement("附件 第八条")),
            params=(filing_type,),
            path="/item",
        ),
        Rule(
            code="type/not-retired",
            when=filing_type == FilingType.RETIREE_RESETTLED,
            must=retired.to_expr(),
            cause=Cause.FILING_TYPE,
            message=Text("未退休，不能按异地安置退休备案", "not retired: cannot file as a resettled retiree"),
            remedy=Text(
                "按异地长期居住或常驻异地工作备案", "file as a long-term resident or a posted worker"
            ),
            basis=(ONLINE_FILING, direct_settlement("附件 第八条"), practice("五.1")),
            path="/item",
        ),
        Rule(
            code="type/not-posted",
            when=(filing_type == FilingType.POSTED_WORKER) & posted.known(),
            must=posted.to_expr(),
            cause=Cause.FILING_TYPE,
            message=Text(
                "不是用人单位派驻异地工作，不能按常驻异地工作备案",
                "not posted by an employer: cannot file as a posted worker",
            ),
            remedy=Text(
                "按异地长期居住或其他临时外出就医备案",
                "file as a long-term resident or another temporary stay",
            ),
            basis=(ONLINE_FILING, direct_settlement("附件 第八条")),
            path="/item",
        ),
    )


def _by_stay() -> tuple[Rule, ...]:
    f = facts()
    filing_type = f["filing.type"]
    retired, referred = f["circumstances.retired"], f["circumstances.referred"]
    return (
        Rule(
            code="type/retiree-filed-as-temporary",
            when=filing_type.is_in(TEMPORARY_TYPES) & (retired.known() & retired) & long_term_stay(),
            must=(filing_type == FilingType.REFERRAL) & (referred.known() & referred),
            cause=Cause.FILING_TYPE,
            message=Text(
                "退休后在就医地长期居住，误选“{filing_type}”，应选异地安置退休（或异地长期居住）",
                "retired and living at the destination, yet filed as “{filing_type}”: file as a resettled retiree"
                " (or long-term resident)",
            ),
            remedy=Text(
                "改按异地安置退休人员备案：不需转诊证明，一次备案长期有效",
                "file as a resettled retiree: no referral is needed and the filing stays valid",
            ),
            basis=(practice("五.1"), direct_settlement("附件 第八条")),
            params=(filing_type,),
            path="/item",
        ),
        Rule(
            code="type/resident-filed-as-temporary",
            when=(filing_type == FilingType.OTHER_TEMPORARY)
            & ~(retired.known() & retired)
            & long_term_stay(),
            must=~(filing_type == FilingType.OTHER_TEMPORARY),
            cause=Cause.FILING_TYPE,
            message=Text(
                "属于异地长期居住人员，误选临时外出就医",
                "a long-term resident elsewhere, yet filed as a temporary stay",
            ),
            remedy=Text(
                "改按异地长期居住人员备案：报销比例不降低，长期有效",
                "file as a long-term resident: the rate is not lowered and the filing stays valid",
            ),
            basis=(practice("二.2"), direct_settlement("附件 第八条")),
            path="/item",
        ),
        Rule(
            code="type/long-term-without-stay",
            when=filing_type.is_in((FilingType.LONG_TERM_RESIDENT, FilingType.RETIREE_RESETTLED))
            & f["circumstances.stay_months"].known(),
            must=long_term_stay(),
            cause=Cause.FILING_TYPE,
            message=Text(
                "不在就医地长期居住，误选“{filing_type}”",
                "not living at the destination, yet filed as “{filing_type}”",
            ),
            remedy=Text("改按其他临时外出就医或转诊备案", "file as another temporary stay or a referral"),
            basis=(practice("二.2"), direct_settlement("附件 第八条")),
            params=(filing_type,),
            path="/item",
        ),
    )


def _by_case() -> tuple[Rule, ...]:
    f = facts()
    filing_type = f["filing.type"]
    referred, emergency = f["circumstances.referred"], f["circumstances.emergency"]
    return (
        Rule(
            code="type/referral-without-referral",
            when=(filing_type == FilingType.REFERRAL) & referred.known(),
            must=referred.to_expr(),
            cause=Cause.FILING_TYPE,
            message=Text(
                "没有医院同意转诊，不能按异地转诊备案", "no hospital has referred: cannot file as a referral"
            ),
            remedy=Text(
                "请参保地有转诊资质的定点医院办理转诊，或按其他临时外出就医备案",
                "have a qualified hospital refer, or file as another temporary stay",
            ),
            basis=(ONLINE_FILING, direct_settlement("附件 第八条")),
            path="/item",
        ),
        Rule(
            code="type/not-emergency",
            # No paper proves an emergency to the agency, so that it must be known: a filing that does not say is open.
            when=filing_type == FilingType.EMERGENCY_RESCUE,
            must=emergency.to_expr(),
            cause=Cause.FILING_TYPE,
            message=Text("不是急诊抢救，不能按异地急诊抢救备案", "no emergency: cannot be filed as one"),
            remedy=Text(
                "按异地转诊或其他临时外出就医备案", "file as a referral or as another temporary stay"
            ),
            basis=(direct_settlement("附件 第八条、第三十四条", Certainty.FOUND),),
            path="/item",
        ),
        Rule(
            code="type/emergency-needs-no-filing",
            when=(filing_type == FilingType.EMERGENCY_RESCUE) & emergency,
            must=NEVER,
            cause=Cause.FILING_TYPE,
            severity=Severity.INFORMATION,
            message=Text(
                "异地急诊抢救人员视同已备案，无需申请",
                "an emergency elsewhere counts as filed: no filing is needed",
            ),
            remedy=Text(
                "告知医院按急诊抢救上传，出院时直接结算；未能直接结算的保存票据手工报销",
                "have the hospital report it as an emergency and settle directly; else keep the receipts and claim",
            ),
            basis=(direct_settlement("附件 第八条、第三十四条", Certainty.FOUND),),
            path="/item",
        ),
    )
