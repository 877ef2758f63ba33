"""Rules on systems and the network (系统或技术故障, 就医机构未联网)."""

from yibao_rules.logic.rule import Certainty, Rule, Severity
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES
from yibao_rules.text import Text
from yibao_rules.validators.scopes import filings
from yibao_rules.validators.sources import direct_settlement, practice

_OTHER_CHANNEL = Text(
    "更换渠道（如从微信小程序换到国家医保服务平台APP）或到经办窗口办理",
    "take another channel (say the national app in place of the mini-program) or go to the window",
)


def rules() -> tuple[Rule, ...]:
    """Give the rules on systems and the network, section 四 of the article."""
    return (*_platform(), *_hospital())


def _platform() -> tuple[Rule, ...]:
    f = facts()
    online = filings() & f["filing.online"]
    maintenance, congested = f["procedure.platform_maintenance"], f["procedure.platform_congested"]
    return (
        Rule(
            code="system/platform-maintenance",
            when=online & maintenance.known(),
            must=~maintenance,
            cause=Cause.SYSTEM,
            message=Text("医保平台正在升级维护", "the platform is under maintenance"),
            remedy=_OTHER_CHANNEL,
            basis=(practice("四.1"),),
            path="/procedure/platform_maintenance",
        ),
        Rule(
            code="system/platform-congested",
            when=online & congested.known(),
            must=~congested,
            cause=Cause.SYSTEM,
            severity=Severity.WARNING,
            message=Text("医保平台访问拥堵", "the platform is congested"),
            remedy=Text(
                "避开早9点、下午2点和节假日前后，或更换渠道",
                "avoid 9:00, 14:00 and the days around holidays, or take another channel",
            ),
            basis=(practice("四.1"),),
            path="/procedure/platform_congested",
        ),
    )


def _hospital() -> tuple[Rule, ...]:
    f = facts()
    networked, designated = f["hospital.networked"], f["hospital.designated"]
    out_of_area = f["filing.type"].is_in(OUT_OF_AREA_TYPES)
    return (
        Rule(
            code="system/hospital-not-networked",
            when=out_of_area & networked.known(),
            must=networked.to_expr(),
            cause=Cause.SYSTEM,
            message=Text(
                "就医医院未接入国家异地就医结算系统", "the hospital is not on the settlement network"
            ),
            remedy=Text(
                "在国家医保服务平台查询就医地联网定点医院后另选；已就医的保存票据回参保地手工报销",
                "choose a networked hospital from the national platform; if already treated, claim at the insured place",
            ),
            basis=(practice("四.2"), direct_settlement("附件 第十四条", Certainty.FOUND)),
            path="/hospital/networked",
        ),
        Rule(
            code="system/hospital-not-designated",
            when=out_of_area & designated.known(),
            must=designated.to_expr(),
            cause=Cause.SYSTEM,
            message=Text("就医机构不是定点医疗机构", "the institution is not a designated hospital"),
            remedy=Text(
                "另选定点医疗机构；避免未联网的私立医院和二级以下非定点机构", "choose a designated hospital"
            ),
            basis=(practice("四.2"), direct_settlement("附件 第十四条", Certainty.FOUND)),
            path="/hospital/designated",
        ),
    )
