"""Circumstances (个人情况): what is true of the person and the case, apart from what the filing claims."""

from datetime import date
from decimal import Decimal

from attrs import field, frozen

from yibao_rules.logic.numbers import MOST_DIGITS, is_bounded
from yibao_rules.model.forms import PLACE
from yibao_rules.model.shape import Shaped, refuse
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.showing import masked
from yibao_rules.text import LabelledEnum, Text


class ApplicantGroup(LabelledEnum):
    """Groups that the sources treat apart (人员类别)."""

    EMPLOYEE = "employee", "在职职工", "employee"
    RETIREE = "retiree", "退休人员", "retiree"
    SELF_EMPLOYED = "self_employed", "灵活就业人员", "self-employed"
    RESIDENT = "resident", "城乡居民", "resident"
    AIDED = "aided", "医疗救助对象", "person entitled to medical aid"


@masked()
@frozen(kw_only=True)
class Circumstances(Shaped):
    """What is true of the person and the case; every field may be left open (None: unknown).

    Args:
        group: 人员类别. retired: 已退休. resident_since: 在就医地居住的起始日. household_moved: 户籍已迁入就医地.
        stay_months: intended stay in months. posted: 由用人单位派驻. referred: 已由有资质的医院同意转诊.
        needs_tertiary: 病情需三级医院诊治. emergency: 急诊抢救. treatment_place: where treatment really is, six digits.
        trauma: 外伤. third_party_liable: 有第三方责任. admitted_on, discharged_on: 入院、出院日期. settled: 已结算.
        key_change: 变更关键信息. deceased: 因死亡. leaving_scheme: 主动放弃参保. going_abroad: 出国定居.
        hk_macao_taiwan: 港澳台人员. foreigner: 外国人. retiring: 在职转退休. aid_unrecognised: 符合救助条件但未经认定.
        destinations: number of places filed for at once. pledge_broken_on: day a 个人承诺书 was found broken.
        benefit_recognised: 已取得门诊慢特病待遇资格. out_of_area_filed: 已办异地就医备案. last_filed_on: day of the last filing.
        diagnosed_on: 诊断日期. referred_on: 转院日期. recognised_on: 医院认定日期.
        gap_months: 断保月数. amount: sum claimed, in yuan.
    """

    group: ApplicantGroup | None = None
    retired: bool | None = None
    resident_since: date | None = None
    household_moved: bool | None = None
    stay_months: int | None = None
    posted: bool | None = None
    referred: bool | None = None
    needs_tertiary: bool | None = None
    emergency: bool | None = None
    treatment_place: str | None = field(default=None, metadata=in_form(PLACE))
    trauma: bool | None = None
    third_party_liable: bool | None = None
    admitted_on: date | None = None
    discharged_on: date | None = None
    settled: bool | None = None
    key_change: bool | None = None
    deceased: bool | None = None
    leaving_scheme: bool | None = None
    going_abroad: bool | None = None
    hk_macao_taiwan: bool | None = None
    foreigner: bool | None = None
    retiring: bool | None = None
    aid_unrecognised: bool | None = None
    destinations: int | None = None
    pledge_broken_on: date | None = None
    benefit_recognised: bool | None = None
    out_of_area_filed: bool | None = None
    last_filed_on: date | None = None
    gap_months: int | None = None
    diagnosed_on: date | None = None
    referred_on: date | None = None
    recognised_on: date | None = None
    amount: Decimal | None = None

    def __attrs_post_init__(self) -> None:
        """Check shapes; a sum is a number, which infinity and NaN are not: NaN cannot even be compared."""
        super().__attrs_post_init__()
        if self.amount is not None and not (self.amount.is_finite() and is_bounded(self.amount)):
            endless = not self.amount.is_finite()
            raise refuse(
                "Circumstances.amount",
                Text("不是有限的数", "no finite number")
                if endless
                else Text(
                    f"小数点前或后超过 {MOST_DIGITS} 位",
                    f"more than {MOST_DIGITS} digits before or after the point",
                ),
                Text("金额", "a sum in yuan"),
            )


@masked()
@frozen(kw_only=True)
class Procedure(Shaped):
    """How far the filing has come with the agency (办理环节).

    Args:
        real_person_verified: 已实人认证. notice_confirmed: 已阅读并确认告知书.
        offline_confirmed: 已完成线下确认. supplement_asked_on: day the supplement was asked for.
        supplemented_on: day it was handed in. platform_maintenance: 平台升级维护. platform_congested: 平台访问拥堵.
    """

    real_person_verified: bool | None = None
    notice_confirmed: bool | None = None
    offline_confirmed: bool | None = None
    supplement_asked_on: date | None = None
    supplemented_on: date | None = None
    platform_maintenance: bool | None = None
    platform_congested: bool | None = None


class Channel(LabelledEnum):
    """Through which channel the filing goes (办理渠道)."""

    WINDOW = "window", "经办窗口", "the agency's window"
    NATIONAL_APP = "national_app", "国家医保服务平台APP", "the national platform's app"
    NATIONAL_MINI_PROGRAM = (
        "national_mini_program",
        "国家异地就医备案小程序",
        "the national filing mini-program",
    )
    STATE_COUNCIL_CLIENT = (
        "state_council_client",
        "国务院客户端小程序",
        "the State Council client's mini-program",
    )
    LOCAL_ONLINE = "local_online", "参保地线上渠道", "the insured place's own online channel"
    WECHAT = "wechat", "微信公众号", "the WeChat account"
    PHONE = "phone", "电话", "phone"
    SELF_SERVICE = "self_service", "自助机", "self-service machine"

    @property
    def is_online(self) -> bool:
        """Whether the filing is made online."""
        return self in _ONLINE


_ONLINE = frozenset(
    {
        Channel.NATIONAL_APP,
        Channel.NATIONAL_MINI_PROGRAM,
        Channel.STATE_COUNCIL_CLIENT,
        Channel.LOCAL_ONLINE,
        Channel.WECHAT,
    }
)
