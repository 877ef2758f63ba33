"""The parts of a guide (办事指南的组成部分): offices, limits, pledges, validity, diseases and the like.

Every class is a plain record of what a source says. A field left out is unsaid; where a condition decides,
it is an expression over the fact table.
"""

from datetime import date, time

from attrs import field, frozen

from yibao_rules.calendar.terms import Term
from yibao_rules.logic.clause import Certainty
from yibao_rules.logic.expr import Expr
from yibao_rules.model.forms import COUNT, DISEASE, ITEM, MANY, MONTHS, PERCENT, PLACE, SEASON
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.model.requirements import Requirement
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.showing import brief
from yibao_rules.text import LabelledEnum, Text


def label(zh: str, en: str) -> dict[str, Text]:
    """Give the metadata that names a field in Chinese, as the sources name it, and in English."""
    return {"label": Text(zh, en)}


def label_of(metadata: object) -> Text | None:
    """Give the label that a field's metadata carries, or None."""
    return metadata.get("label") if hasattr(metadata, "get") else None


class Audience(LabelledEnum):
    """Whom an item serves (服务对象)."""

    EMPLOYER = "employer", "参保单位", "insured employers"
    PERSON = "person", "参保人员", "insured persons"
    SELF_EMPLOYED = "self_employed", "灵活就业人员", "self-employed persons"
    AIDED = "aided", "救助人员", "persons entitled to medical aid"
    NATURAL_PERSON = "natural_person", "自然人", "natural persons"
    HOSPITAL = "hospital", "医疗机构", "hospitals"
    PHARMACY = "pharmacy", "零售药店", "pharmacies"
    DESIGNATED_HOSPITAL = "designated_hospital", "定点医疗机构", "designated hospitals"
    DESIGNATED_PHARMACY = "designated_pharmacy", "定点零售药店", "designated pharmacies"


class Acceptor(LabelledEnum):
    """Who accepts an application (受理单位)."""

    AGENCY = "agency", "经办机构", "agency"
    DESIGNATED_HOSPITAL = "designated_hospital", "定点医疗机构", "designated hospital"


class Step(LabelledEnum):
    """A step of the handling (办理流程)."""

    APPLY = "apply", "申请", "application"
    ACCEPT = "accept", "受理", "acceptance"
    REVIEW = "review", "审核", "review"
    PAY = "pay", "拨付", "payment"
    FINISH = "finish", "办结", "completion"


class Handling(LabelledEnum):
    """How an item is handled (办件类型)."""

    IMMEDIATE = "immediate", "即办", "on the spot"
    PROMISED = "promised", "承诺件", "within a promised time"


class LimitRole(LabelledEnum):
    """What a time limit is to the one who names it."""

    STATED = "stated", "办理时限", "time limit"
    PROMISED = "promised", "承诺办结时限", "promised time limit"
    STATUTORY = "statutory", "法定办结时限", "statutory time limit"


class Purpose(LabelledEnum):
    """What a contact is for."""

    CONSULT = "consult", "咨询", "questions"
    SUPERVISE = "supervise", "监督电话", "supervision"
    COMPLAIN = "complain", "监督投诉", "complaints"
    REMEDY = "remedy", "救济途径", "redress"
    TRACK = "track", "办理查询", "state of a case"


class Outcome(LabelledEnum):
    """How a cost is settled."""

    DIRECT = "direct", "直接结算", "direct settlement"
    REIMBURSED = "reimbursed", "手工报销", "manual reimbursement"


@brief
@frozen(kw_only=True)
class Opening(Shaped):
    """One stretch of the weekly hours (办公时间); lunch is the gap between two.

    Args:
        days: days of the week, 1 Monday to 7 Sunday.
        opens, closes: local time. season: ``"05-01/09-30"`` when the hours hold for a part of the year.
    """

    days: tuple[int, ...] = field(metadata=label("星期", "days of the week"))
    opens: time = field(metadata=label("开始", "opens"))
    closes: time = field(metadata=label("结束", "closes"))
    season: str = field(default="", metadata=label("适用季节", "season") | in_form(SEASON))


@brief
@frozen(kw_only=True)
class Office(Shaped):
    """One office (办理地点).

    ``make_up_days_open`` is None when the source does not say whether the office works on a make-up Saturday.
    """

    name: str = field(metadata=label("名称", "name"))
    address: str = field(default="", metadata=label("地址", "address"))
    place: str = field(default="", metadata=label("所在地区划", "place code") | in_form(PLACE))
    phones: tuple[str, ...] = field(default=(), metadata=label("电话", "phones"))
    openings: tuple[Opening, ...] = field(default=(), metadata=label("办理时间", "opening hours"))
    hours_text: str = field(default="", metadata=label("办理时间原文", "opening hours, as written"))
    holidays_closed: bool | None = field(
        default=None, metadata=label("节假日除外", "closed on public holidays")
    )
    make_up_days_open: bool | None = field(
        default=None, metadata=label("补班日办公", "open on make-up working days")
    )
    note: str = field(default="", metadata=label("备注", "note"))


@brief
@frozen(kw_only=True)
class Contact(Shaped):
    """Where to ask or to complain (咨询、监督、投诉、查询)."""

    purpose: Purpose = field(metadata=label("用途", "purpose"))
    phone: str = field(default="", metadata=label("电话", "phone"))
    text: str = field(default="", metadata=label("说明", "words of the source"))


@brief
@frozen(kw_only=True)
class Limit(Shaped):
    """A time limit (时限), for all cases or for those where ``when`` holds (人员、金额、病种不同)."""

    term: Term = field(metadata=label("期限", "term"))
    role: LimitRole = field(default=LimitRole.STATED, metadata=label("性质", "role"))
    when: Expr | None = field(default=None, metadata=label("适用情形", "cases it holds for"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class Condition(Shaped):
    """A condition for applying (申请条件): ``when`` is what must hold; None where the words are not interpreted."""

    text: str = field(metadata=label("原文", "words of the source"))
    when: Expr | None = field(default=None, metadata=label("条件", "condition"))


@brief
@frozen(kw_only=True)
class MaterialRow(Shaped):
    """One row of a guide's table of materials (申请材料目录), as the portal shows it."""

    name: str = field(metadata=label("材料名称", "material"))
    channel: str = field(default="", metadata=label("材料来源渠道", "where the applicant gets it"))
    kind: str = field(default="", metadata=label("材料类型", "type"))
    originals: int | None = field(
        default=None, metadata=label("纸质材料份数", "paper originals") | in_form(MANY)
    )
    copies: int | None = field(default=None, metadata=label("纸质复印件份数", "paper copies") | in_form(MANY))
    forms: tuple[str, ...] = field(default=(), metadata=label("材料形式", "forms"))
    note: str = field(default="", metadata=label("备注", "note"))
    pledge: bool | None = field(default=None, metadata=label("是否实行告知承诺", "may be pledged"))
    necessity: str = field(default="", metadata=label("材料必要性", "necessity"))
    sample: str = field(default="", metadata=label("示例样表", "sample"))
    blank: str = field(default="", metadata=label("样表下载", "blank form"))


@brief
@frozen(kw_only=True)
class AgentRule(Shaped):
    """Filing by an agent (委托代办)."""

    allowed: bool = field(metadata=label("可否代办", "allowed"))
    materials: Requirement | None = field(default=None, metadata=label("代办材料", "what the agent brings"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class PledgeRule(Shaped):
    """个人承诺书 in place of a proof: allowed or barred, and what follows when the proof never comes.

    Args:
        allowed: whether the place takes pledges for this item.
        barred_when: cases in which it does not, such as several destinations.
        barred_months: months without pledges after a broken one.
        cure: how long the applicant has to hand in the proof (容缺补正).
        becomes: slug of the item that the filing turns into when the proof never comes.
        local_only: until the proof is there, treatment only at the destination, not also at home.
    """

    allowed: bool | None = field(default=None, metadata=label("可否承诺", "allowed"))
    barred_when: Expr | None = field(default=None, metadata=label("不适用情形", "barred when"))
    barred_months: int | None = field(
        default=None, metadata=label("失信后不适用月数", "months barred after a breach") | in_form(MONTHS)
    )
    cure: Term | None = field(default=None, metadata=label("补交期限", "time to hand in the proof"))
    becomes: str = field(default="", metadata=label("逾期转为", "turns into") | in_form(ITEM))
    local_only: bool | None = field(
        default=None, metadata=label("补交前仅限备案地就医", "only at the destination until then")
    )
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class Validity(Shaped):
    """How long a filing is good (备案有效期): open-ended while nothing changes, or a term.

    ``at_least`` and ``at_most`` mark a term that is a floor or a ceiling for local rules.
    """

    open_ended: bool | None = field(default=None, metadata=label("长期有效", "open-ended"))
    term: Term | None = field(default=None, metadata=label("有效期", "term"))
    at_least: bool = field(default=False, metadata=label("不少于", "a floor"))
    at_most: bool = field(default=False, metadata=label("不超过", "a ceiling"))
    when: Expr | None = field(default=None, metadata=label("适用情形", "cases it holds for"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class Lock(Shaped):
    """How long a filing cannot be changed or cancelled (变更、取消限制)."""

    term: Term = field(metadata=label("期限", "term"))
    at_most: bool = field(default=False, metadata=label("不超过", "a ceiling for local rules"))
    when: Expr | None = field(default=None, metadata=label("适用情形", "cases it holds for"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class Effect(Shaped):
    """From when a filing or a recognition has effect (生效)."""

    term: Term = field(metadata=label("生效时间", "effective"))
    when: Expr | None = field(default=None, metadata=label("适用情形", "cases it holds for"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class DiseaseEntry(Shaped):
    """One disease of a place's list (门诊慢特病病种).

    Args:
        code: national code M and five digits; empty where the source gives a name only.
        name: the source's name. includes: codes of its variants.
        schemes: insurance schemes it holds for; empty for all.
        recognised_by: hospitals that recognise it. chosen_hospitals: how many the patient chooses.
        limit: time limit of the recognition. effect: from when benefits run.
        rediagnosis: after how long it must be diagnosed anew.
        listed: False for a disease that a source names as *not* on the list.
        since: first day on the list. sure: how sure the entry is, where it differs from the guide.
    """

    name: str = field(metadata=label("病种名称", "disease"))
    code: str = field(default="", metadata=label("病种编码", "code") | in_form(DISEASE))
    includes: tuple[str, ...] = field(default=(), metadata=label("包含编码", "variants") | in_form(DISEASE))
    schemes: tuple[InsuranceScheme, ...] = field(default=(), metadata=label("险种", "schemes"))
    recognised_by: tuple[str, ...] = field(default=(), metadata=label("认定机构", "recognised by"))
    chosen_hospitals: int | None = field(
        default=None, metadata=label("选定机构数", "hospitals to choose") | in_form(COUNT)
    )
    limit: Term | None = field(default=None, metadata=label("认定时限", "time limit"))
    effect: Term | None = field(default=None, metadata=label("待遇起始", "benefits from"))
    rediagnosis: Term | None = field(default=None, metadata=label("复审周期", "re-diagnosis after"))
    listed: bool = field(default=True, metadata=label("在目录内", "on the list"))
    since: date | None = field(default=None, metadata=label("纳入日期", "since"))
    sure: Certainty | None = field(default=None, metadata=label("可靠程度", "how sure"))
    note: str = field(default="", metadata=label("备注", "note"))

    def speaks_of(self, code: str | None, name: str | None) -> bool:
        """Tell whether the entry is on a disease, by its code or one of its variants', else by its name."""
        by_code = code is not None and code in (self.code, *self.includes)
        return by_code or (name is not None and name == self.name)


@brief
@frozen(kw_only=True)
class OfflineConfirmation(Shaped):
    """A check at the window after filing online (线下确认)."""

    required: bool = field(metadata=label("是否要求", "required"))
    when: Expr | None = field(default=None, metadata=label("适用情形", "cases it holds for"))
    where: str = field(default="", metadata=label("适用范围", "where it is asked"))
    how: str = field(default="", metadata=label("方式", "how"))


@brief
@frozen(kw_only=True)
class Benefit(Shaped):
    """What the filing gives (待遇).

    Args:
        both_ways: treatment both at the destination and at home (双向待遇); None when unsaid.
        lower_by_at_most: most percentage points that the rate may lie below the one at home.
        when: cases it holds for.
    """

    both_ways: bool | None = field(default=None, metadata=label("双向待遇", "both ways"))
    lower_by_at_most: int | None = field(
        default=None, metadata=label("支付比例降幅上限", "rate lower by at most") | in_form(PERCENT)
    )
    when: Expr | None = field(default=None, metadata=label("适用情形", "cases it holds for"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class LateFiling(Shaped):
    """What is still possible after treatment began (补办备案)."""

    when: Expr = field(metadata=label("情形", "case"))
    outcome: Outcome = field(metadata=label("结算方式", "how it is settled"))
    text: str = field(default="", metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class StepOffice(Shaped):
    """Who does a step of the handling (办理环节、承办处室)."""

    step: str = field(metadata=label("环节名称", "step"))
    office: str = field(metadata=label("承办处室", "office"))


@brief
@frozen(kw_only=True)
class Question(Shaped):
    """A question that applicants ask, with its answer (常见问题)."""

    question: str = field(metadata=label("问题", "question"))
    answer: str = field(metadata=label("解答", "answer"))


@brief
@frozen(kw_only=True)
class Remark(Shaped):
    """What a source says under a heading, kept in its words where we do not interpret it."""

    heading: str = field(metadata=label("标题", "heading"))
    text: str = field(metadata=label("原文", "words of the source"))


@brief
@frozen(kw_only=True)
class FieldSource(Shaped):
    """The source of one field, where it differs from the item's (逐字段来源)."""

    of: str = field(metadata=label("字段", "field"))
    document: str = field(default="", metadata=label("文件", "document"))
    article: str = field(default="", metadata=label("条款", "article"))
    url: str = field(default="", metadata=label("网址", "address"))
    sure: Certainty = field(metadata=label("可靠程度", "how sure"))
