"""The data dictionary (数据字典): every fact that a rule may speak of, declared once, typed and sourced."""

from functools import cache

from yibao_rules.logic.expr import Fact, FactType
from yibao_rules.logic.facts import FactFamily, FactTable
from yibao_rules.model.circumstances import ApplicantGroup, Channel
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.identity import IdDocumentKind, Sex
from yibao_rules.model.institutions import HospitalLevel
from yibao_rules.model.insurance import Arrears, CardState, InsuranceScheme, InsuranceStatus
from yibao_rules.model.kinds import kinds
from yibao_rules.model.materials import Material, MaterialForm
from yibao_rules.model.people import AgentRelation
from yibao_rules.model.place_relations import PlaceRelation
from yibao_rules.serialization.forms import OWN_PREFIX
from yibao_rules.text import LabelledEnum, Text, TextForm, same

OPEN_KIND = OWN_PREFIX
"""Prefix of kinds of materials that a user names himself."""

_GUIDE = "抚顺市 异地转诊人员备案 办事指南"
_LIST = "廊坊市医疗保障经办政务服务事项清单 (2020-08-25)"
_CAUSES = "门特备案失败的6大核心原因"
_ONLINE = "医保办发〔2019〕33号 第七条"
_INTERFACE = "医疗保障信息平台定点医药机构接口规范"
_OPERATION = "社会保险经办条例 (国务院令第765号)"
_SIX = "医保发〔2022〕22号"

# fmt: off
# name, path, type or closed set, Chinese, English, source; "!" after the name marks personal data.
_ROWS: tuple[tuple[str, str, FactType | type[LabelledEnum], str, str, str], ...] = (
    ("day", "@day", FactType.DATE, "判断日", "day of the check", "民法典 第二百条"),
    ("filing.item", "item", FactType.TEXT, "服务事项", "service item", _LIST),
    ("filing.type", "type", FilingType, "备案类型", "filing type", _ONLINE),
    ("filing.filed_on", "filed_on", FactType.DATE, "申请日期", "day of filing", _GUIDE),
    ("filing.begins_on", "begins_on", FactType.DATE, "申请备案开始时间", "first day filed for", _ONLINE),
    ("filing.ends_on", "ends_on", FactType.DATE, "备案结束时间", "last day filed for", _INTERFACE),
    ("filing.referral_scope", "referral_scope", PlaceRelation, "转院类型", "scope of the referral", _INTERFACE),
    ("filing.place_relation", "place_relation", PlaceRelation, "就医地与参保地的关系", "how the destination lies", _INTERFACE),
    ("filing.insured_place", "insured_place", FactType.TEXT, "参保地", "insured place", _ONLINE),
    ("filing.destination", "destination", FactType.TEXT, "就医地", "destination", _ONLINE),
    ("filing.insured_city", "insured_city", FactType.TEXT, "参保统筹区", "insured city", _ONLINE),
    ("filing.destination_city", "destination_city", FactType.TEXT, "就医地市", "destination city", _SIX),
    ("filing.channel", "channel", Channel, "办理渠道", "channel", _LIST),
    ("filing.online", "channel.is_online", FactType.BOOL, "网上办理", "filed online", _GUIDE),
    ("applicant.name!", "applicant.name_key", FactType.TEXT, "姓名", "name", _ONLINE),
    ("applicant.id_kind", "applicant.id_kind", IdDocumentKind, "证件类型", "kind of ID document", _INTERFACE),
    ("applicant.id_number!", "applicant.id_text", FactType.TEXT, "证件号码", "ID number", _ONLINE),
    ("applicant.id_expires_on", "applicant.id_expires_on", FactType.DATE, "证件有效期至", "ID document valid until", _CAUSES),
    ("applicant.id_birth_date!", "applicant.id_birth_date", FactType.DATE, "证件号码中的出生日期", "birth date in the ID number", "GB 11643-1999"),
    ("applicant.id_sex!", "applicant.id_sex", Sex, "证件号码中的性别", "sex in the ID number", "GB 11643-1999"),
    ("applicant.birth_date!", "applicant.birth_date", FactType.DATE, "出生日期", "birth date", _INTERFACE),
    ("applicant.sex!", "applicant.sex", Sex, "性别", "sex", _INTERFACE),
    ("applicant.card_number!", "applicant.card_text", FactType.TEXT, "社会保障卡号", "social-security card number", _CAUSES),
    ("registration.name!", "registration.name_key", FactType.TEXT, "登记姓名", "registered name", _CAUSES),
    ("registration.id_number!", "registration.id_text", FactType.TEXT, "登记证件号码", "registered ID number", _CAUSES),
    ("registration.card_number!", "registration.card_text", FactType.TEXT, "登记社会保障卡号", "registered card number", _CAUSES),
    ("insured.place", "enrolment.place", FactType.TEXT, "参保关系所在地", "place of the enrolment", _INTERFACE),
    ("insured.city", "enrolment_city", FactType.TEXT, "参保关系所在地市", "city of the enrolment", _INTERFACE),
    ("insured.scheme", "enrolment.scheme", InsuranceScheme, "险种类型", "insurance scheme", _INTERFACE),
    ("insured.status", "enrolment.status", InsuranceStatus, "参保状态", "insured status", _INTERFACE),
    ("insured.enrolled", "enrolled", FactType.BOOL, "有基本医保参保关系", "enrolled in a basic scheme", _INTERFACE),
    ("insured.duplicates", "enrolment_choice.duplicates", FactType.INT, "重复参保数", "duplicate enrolments", _CAUSES),
    ("insured.arrears", "enrolment.arrears", Arrears, "欠费", "arrears", _CAUSES),
    ("insured.transfer_pending", "enrolment.transfer_pending", FactType.BOOL, "医保关系转移中", "transfer under way", _CAUSES),
    ("insured.waiting_until", "enrolment.waiting_until", FactType.DATE, "待遇等待期至", "waiting period until", "国办发〔2024〕38号"),
    ("insured.benefit_suspended", "enrolment.benefit_suspended", FactType.BOOL, "待遇封锁", "benefits suspended", _INTERFACE),
    ("card.state", "card.state", CardState, "社保卡状态", "state of the card", _CAUSES),
    ("card.medical_active", "card.medical_active", FactType.BOOL, "医保功能已激活", "medical function active", _CAUSES),
    ("card.financial_active", "card.financial_active", FactType.BOOL, "金融功能已激活", "financial function active", _CAUSES),
    ("circumstances.group", "circumstances.group", ApplicantGroup, "人员类别", "applicant's group", _LIST),
    ("circumstances.retired", "circumstances.retired", FactType.BOOL, "已退休", "retired", _CAUSES),
    ("circumstances.resident_since", "circumstances.resident_since", FactType.DATE, "居住起始日", "resident since", _CAUSES),
    ("circumstances.household_moved", "circumstances.household_moved", FactType.BOOL, "户籍已迁入就医地", "household registered there", _ONLINE),
    ("circumstances.stay_months", "circumstances.stay_months", FactType.INT, "拟居住月数", "months of intended stay", _CAUSES),
    ("circumstances.posted", "circumstances.posted", FactType.BOOL, "用人单位派驻", "posted by the employer", _ONLINE),
    ("circumstances.referred", "circumstances.referred", FactType.BOOL, "已由医院同意转诊", "referred by a hospital", _ONLINE),
    ("circumstances.needs_tertiary", "circumstances.needs_tertiary", FactType.BOOL, "病情需三级医院诊治", "needs a tertiary hospital", _CAUSES),
    ("circumstances.emergency", "circumstances.emergency", FactType.BOOL, "急诊抢救", "emergency or rescue", _SIX),
    ("circumstances.treatment_place", "circumstances.treatment_place", FactType.TEXT, "实际就医地", "place of treatment", _CAUSES),
    ("circumstances.treatment_city", "treatment_city", FactType.TEXT, "实际就医地市", "city of treatment", _CAUSES),
    ("circumstances.trauma", "circumstances.trauma", FactType.BOOL, "外伤", "injury", _INTERFACE),
    ("circumstances.third_party_liable", "circumstances.third_party_liable", FactType.BOOL, "第三方责任", "third party liable", _INTERFACE),
    ("circumstances.admitted_on", "circumstances.admitted_on", FactType.DATE, "入院日期", "admitted on", _INTERFACE),
    ("circumstances.discharged_on", "circumstances.discharged_on", FactType.DATE, "出院日期", "discharged on", _INTERFACE),
    ("circumstances.settled", "circumstances.settled", FactType.BOOL, "已结算", "settled", _SIX),
    ("circumstances.key_change", "circumstances.key_change", FactType.BOOL, "变更关键信息", "change of key data", _LIST),
    ("circumstances.deceased", "circumstances.deceased", FactType.BOOL, "参保人死亡", "insured person deceased", _LIST),
    ("circumstances.leaving_scheme", "circumstances.leaving_scheme", FactType.BOOL, "主动放弃参保", "leaving the scheme", _LIST),
    ("circumstances.going_abroad", "circumstances.going_abroad", FactType.BOOL, "出国定居", "settling abroad", _LIST),
    ("circumstances.hk_macao_taiwan", "circumstances.hk_macao_taiwan", FactType.BOOL, "港澳台人员", "from Hong Kong, Macao or Taiwan", _LIST),
    ("circumstances.foreigner", "circumstances.foreigner", FactType.BOOL, "外国人", "foreigner", _LIST),
    ("circumstances.retiring", "circumstances.retiring", FactType.BOOL, "在职转退休", "going into retirement", _LIST),
    ("circumstances.aid_unrecognised", "circumstances.aid_unrecognised", FactType.BOOL, "符合救助条件但未经认定", "entitled to aid, not yet recognised", _LIST),
    ("circumstances.destinations", "circumstances.destinations", FactType.INT, "申报就医地个数", "number of destinations", _SIX),
    ("circumstances.pledge_broken_on", "circumstances.pledge_broken_on", FactType.DATE, "承诺失信认定日", "pledge found broken on", "国办发〔2020〕42号"),
    ("circumstances.benefit_recognised", "circumstances.benefit_recognised", FactType.BOOL, "已取得门诊慢特病待遇资格", "chronic-disease benefit recognised", "医保发〔2024〕21号"),
    ("circumstances.out_of_area_filed", "circumstances.out_of_area_filed", FactType.BOOL, "已办异地就医备案", "out-of-area filing in force", _SIX),
    ("circumstances.last_filed_on", "circumstances.last_filed_on", FactType.DATE, "上次备案日期", "last filed on", _SIX),
    ("circumstances.gap_months", "circumstances.gap_months", FactType.INT, "断保月数", "months without cover", "国办发〔2024〕38号"),
    ("circumstances.diagnosed_on", "circumstances.diagnosed_on", FactType.DATE, "诊断日期", "diagnosed on", _INTERFACE),
    ("circumstances.referred_on", "circumstances.referred_on", FactType.DATE, "转院日期", "referred on", _INTERFACE),
    ("circumstances.recognised_on", "circumstances.recognised_on", FactType.DATE, "医院认定日期", "recognised on", _INTERFACE),
    ("circumstances.amount", "circumstances.amount", FactType.NUMBER, "申请金额", "sum claimed", _OPERATION),
    ("hospital.code", "hospital.code", FactType.TEXT, "就医机构编码", "hospital's code", _INTERFACE),
    ("hospital.code_fits", "hospital.code_fits", FactType.BOOL, "就医机构编码相符", "hospital's code fits", _INTERFACE),
    ("hospital.place", "hospital.place", FactType.TEXT, "就医机构所在地", "hospital's place", _CAUSES),
    ("hospital.city", "hospital_city", FactType.TEXT, "就医机构所在地市", "hospital's city", _CAUSES),
    ("hospital.level", "hospital.level", HospitalLevel, "医院等级", "hospital's level", _INTERFACE),
    ("hospital.designated", "hospital.designated", FactType.BOOL, "定点医疗机构", "designated hospital", _CAUSES),
    ("hospital.networked", "hospital.networked", FactType.BOOL, "已接入异地就医结算系统", "on the settlement network", _CAUSES),
    ("hospital.diseases", "hospital.diseases", FactType.CODES, "开通病种", "diseases open for settlement", "医保发〔2024〕21号"),
    ("hospital.open_for_disease", "hospital_open_for_disease", FactType.BOOL, "就医医院已开通该病种", "hospital open for the disease", "医保发〔2024〕21号"),
    ("referring_hospital.referral_qualified", "referring_hospital.referral_qualified", FactType.BOOL, "转出医院具有转诊资质", "referring hospital qualified", _ONLINE),
    ("referring_hospital.level", "referring_hospital.level", HospitalLevel, "转出医院等级", "referring hospital's level", _CAUSES),
    ("disease.code", "disease.code", FactType.TEXT, "病种编码", "disease code", _INTERFACE),
    ("disease.code_fits", "disease.code_fits", FactType.BOOL, "病种编码合格", "disease code well formed", _INTERFACE),
    ("disease.in_local_list", "disease.in_local_list", FactType.BOOL, "病种在当地目录内", "disease on the local list", _CAUSES),
    ("agent.present", "has_agent", FactType.BOOL, "代办", "filed by an agent", _ONLINE),
    ("agent.id_kind", "agent.id_kind", IdDocumentKind, "代办人证件类型", "kind of the agent's document", _INTERFACE),
    ("agent.relation", "agent.relation", AgentRelation, "代办人关系", "agent's relation", _INTERFACE),
    ("agent.authorised", "agent.authorised", FactType.BOOL, "有授权委托书", "agent authorised", _LIST),
    ("agent.ids_presented", "agent.ids_presented", FactType.BOOL, "双方证件原件已出示", "both persons' documents shown", _LIST),
    ("contact.complete", "contact_complete", FactType.BOOL, "联系人信息齐全", "contact complete", _ONLINE),
    ("procedure.real_person_verified", "procedure.real_person_verified", FactType.BOOL, "已实人认证", "real person verified", _ONLINE),
    ("procedure.notice_confirmed", "procedure.notice_confirmed", FactType.BOOL, "已确认告知书", "notice confirmed", _ONLINE),
    ("procedure.offline_confirmed", "procedure.offline_confirmed", FactType.BOOL, "已线下确认", "confirmed offline", _CAUSES),
    ("procedure.supplement_asked_on", "procedure.supplement_asked_on", FactType.DATE, "通知补正日", "supplement asked for on", _CAUSES),
    ("procedure.supplemented_on", "procedure.supplemented_on", FactType.DATE, "补正日", "supplemented on", _CAUSES),
    ("procedure.platform_maintenance", "procedure.platform_maintenance", FactType.BOOL, "平台升级维护", "platform under maintenance", _CAUSES),
    ("procedure.platform_congested", "procedure.platform_congested", FactType.BOOL, "平台访问拥堵", "platform congested", _CAUSES),
)

_MATERIAL_ROWS: tuple[tuple[str, FactType | type[LabelledEnum], str, str, str], ...] = (
    ("form", MaterialForm, "材料形式", "form of the material", _GUIDE),
    ("copies", FactType.INT, "份数", "copies", _GUIDE),
    ("issued_on", FactType.DATE, "出具日期", "issued on", _CAUSES),
    ("expires_on", FactType.DATE, "有效期至", "valid until", _CAUSES),
    ("permanent", FactType.BOOL, "长期有效", "valid for good", _CAUSES),
    ("held_since", FactType.DATE, "证明起始日", "proves since", _CAUSES),
    ("seals", FactType.CODES, "印章", "seals", _CAUSES),
    ("legible", FactType.BOOL, "清晰、无缺角", "legible", _CAUSES),
    ("complete", FactType.BOOL, "信息完整", "complete", _CAUSES),
    ("marked_emergency", FactType.BOOL, "注明急诊", "marked as emergency", _CAUSES),
    ("issuer_qualified", FactType.BOOL, "出具机构有资质", "issuer qualified", _CAUSES),
)
# fmt: on
_MATERIAL_PATHS = {"seals": "seal_codes"}

_ENROLMENT = ("insured.place", "insured.scheme", "insured.status")
_FOLLOWS: dict[str, tuple[str, ...]] = {
    "filing.type": ("filing.item",),
    "filing.online": ("filing.channel",),
    "filing.place_relation": ("filing.insured_place", "filing.destination"),
    "filing.insured_city": ("filing.insured_place",),
    "filing.destination_city": ("filing.destination",),
    "circumstances.treatment_city": ("circumstances.treatment_place",),
    "applicant.id_birth_date": ("applicant.id_number",),
    "applicant.id_sex": ("applicant.id_number",),
    "insured.city": _ENROLMENT,
    "insured.enrolled": _ENROLMENT,
    "insured.duplicates": _ENROLMENT,
    "hospital.city": ("hospital.place", "hospital.code"),
    "hospital.code_fits": ("hospital.code",),
    "hospital.open_for_disease": ("hospital.diseases", "disease.code"),
    "disease.code_fits": ("disease.code",),
    "agent.present": (),
    "contact.complete": (),
}
"""What a filing works out from what it says; the last two it answers even if nothing is said."""


@cache
def facts() -> FactTable:
    """Give the data dictionary: every fact by its name, over :class:`~yibao_rules.model.filing.Filing`.

    Returns:
        The table. ``material.<kind>.present`` and ``material.<kind>.<field>`` are made on demand for every kind.

    Raises:
        DefinitionError: when a declared path does not exist on the filing; cannot happen in a released version.
    """
    return FactTable(
        subject=Filing,
        facts=tuple(_fact(*row) for row in _ROWS),
        forms={
            f"{person}.{name}": form
            for person in ("applicant", "registration")
            for name, form in (
                ("name", TextForm.NAME),
                ("id_number", TextForm.NUMBER),
                ("card_number", TextForm.NUMBER),
            )
        },
        follows=_FOLLOWS,
        families=(
            FactFamily(
                prefix="material",
                path="material_by_kind[{key}]",
                item=Material,
                fields=(
                    _fact("present", "?", FactType.BOOL, "提供了{item}", "{item} handed in", _LIST),
                    *(
                        _fact(name, _MATERIAL_PATHS.get(name, name), kind, zh, en, source)
                        for name, kind, zh, en, source in _MATERIAL_ROWS
                    ),
                ),
                keys=_is_kind,
                key_label=kind_label,
            ),
        ),
    )


def _is_kind(slug: str) -> bool:
    return slug in kinds() or slug.startswith(OPEN_KIND)


def kind_label(slug: str) -> Text:
    """Give the name of a kind of material; an open kind is named by its slug."""
    table = kinds()
    return table[slug].label if slug in table else same(slug)


def _fact(name: str, path: str, kind: FactType | type[LabelledEnum], zh: str, en: str, source: str) -> Fact:
    closed_set = kind if isinstance(kind, type) else None
    return Fact(
        name=name.rstrip("!"),
        path=path,
        type=FactType.ENUM if isinstance(kind, type) else kind,
        enum=closed_set,
        label=Text(zh, en),
        source=source,
        personal=name.endswith("!"),
    )
