"""The sources that the national rules stand on (依据): each document with its days in force, each citation with how sure it is.

A rule is in force on the days on which what it stands on is: see :func:`in_days`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from attrs import evolve, frozen

from yibao_rules.logic.rule import Basis, Certainty, Rule


@frozen
class Document:
    """A document and its days in force (文件及其施行、失效日期).

    Args:
        name: its number or name, as citations give it.
        first: the first day in force. last: the last, included; None while it stands.
        note: how the days are known.
    """

    name: str
    first: date
    last: date | None = None
    note: str = ""


_FOUR_TYPES_END = date(2022, 12, 31)
_DOCUMENTS = (
    Document(
        "门特备案失败的6大核心原因",
        date(2023, 1, 1),
        note="原文无日期；所述渠道与2023年起的做法相符，同舟山指南自该年首日起计",
    ),
    Document(
        "医保办发〔2019〕33号",
        date(2020, 1, 1),
        _FOUR_TYPES_END,
        note="月日未查得，自次年首日起计；2023年起由医保发〔2022〕22号所附经办规程接替，见 docs/decisions/rules-of-2019.md",
    ),
    Document(
        "人社部发〔2016〕120号",
        date(2017, 1, 1),
        _FOUR_TYPES_END,
        note="2016年12月印发，日未查得，自次年首日起计；2023年起由医保发〔2022〕22号所附经办规程接替",
    ),
    Document("医保发〔2022〕22号", date(2023, 1, 1), note="已查证"),
    Document("中华人民共和国社会保险法", date(2011, 7, 1), note="已查证"),
    Document("社会保险经办条例", date(2023, 12, 1), note="已查证"),
    Document("GB 11643-1999", date(1999, 7, 1), note="实施日期为通行说法"),
    Document(
        "医疗保障信息平台定点医药机构接口规范",
        date(2021, 12, 30),
        note="所引 V1.1.27 以2021-12-30的国家基线为底本，自该日起计",
    ),
    Document(
        "廊坊市医疗保障经办政务服务事项清单及办事指南", date(2020, 8, 25), note="原文只有发布时间，取当日"
    ),
    Document("医保办发〔2021〕43号", date(2021, 12, 1), note="施行日期为通行说法"),
    Document("国办发〔2024〕38号", date(2024, 8, 1), note="2024年7、8月间印发公布，取8月首日"),
    Document(
        "门诊慢特病相关治疗费用跨省直接结算病种（第一批）",
        date(2023, 1, 1),
        date(2024, 11, 30),
        note="已知自2022年起，日未查得，自次年首日起计",
    ),
    Document("医保发〔2024〕21号", date(2024, 12, 1), note="施行日期为通行说法"),
    Document("医疗费用报销的通行做法", date(2011, 7, 1), note="自社会保险法施行之日起计"),
    Document("备案页面", date(2023, 1, 1), note="现行备案页面的通行做法，自六类备案施行之日起计"),
    Document("备案表栏目", date(2023, 1, 1), note="备案表自医保发〔2022〕22号施行之日起用"),
)
DOCUMENTS: Mapping[str, Document] = MappingProxyType({d.name: d for d in _DOCUMENTS})
"""Every document that a national rule cites, by name."""


def in_days(rule: Rule) -> Rule:
    """Return the rule with the days in force of what it stands on.

    Of several sources those count that let the rule weigh what it does: a note for information gives a binding rule
    no further days. A rule's own first and last day narrow these days and never widen them.

    Raises:
        KeyError: a document that the rule cites is not in :data:`DOCUMENTS`; cannot happen in a released version.
    """
    counting = [b for b in rule.basis if b.sure.binds] or rule.basis
    found = [DOCUMENTS[b.document] for b in counting]
    first = min(d.first for d in found)
    ends = [d.last for d in found if d.last is not None]
    last = max(ends) if len(ends) == len(found) else None
    return evolve(
        rule,
        valid_from=max(first, rule.valid_from or first),
        valid_to=min((day for day in (last, rule.valid_to) if day is not None), default=None),
    )


def bases_on(bases: Iterable[Basis], day: date) -> tuple[Basis, ...]:
    """Return the sources whose document is in force on ``day``."""

    def holds(document: Document) -> bool:
        return document.first <= day and (document.last is None or day <= document.last)

    return tuple(b for b in bases if holds(DOCUMENTS[b.document]))


PRACTICE = Basis(
    "门特备案失败的6大核心原因",
    title="备案失败常见原因（实务说明，非规范性文件）",
    sure=Certainty.SEED,
    practice=True,
)


def practice(section: str) -> Basis:
    """Cite a section of the article on why filings fail: practice notes, not law."""
    return evolve(PRACTICE, article=section)


ONLINE_FILING = Basis(
    "医保办发〔2019〕33号",
    "第七条",
    title="关于建立基本医疗保险跨省异地就医结算业务协同管理工作机制的通知",
    quote="需线上填写姓名、身份证号、保险险种类型、参保地、就医地、备案类型、申请备案开始时间、联系人、联系电话、联系地址等",
    sure=Certainty.SEED,
)
DIRECT_SETTLEMENT_2022 = "医保发〔2022〕22号"
DIRECT_SETTLEMENT_TITLE = "关于进一步做好基本医疗保险跨省异地就医直接结算工作的通知"


def direct_settlement(article: str, sure: Certainty = Certainty.FOUND_LOW) -> Basis:
    """Cite the rules on direct settlement out of the area, in force since 2023-01-01."""
    return Basis(DIRECT_SETTLEMENT_2022, article, title=DIRECT_SETTLEMENT_TITLE, sure=sure)


SETTLEMENT_2016 = Basis(
    "人社部发〔2016〕120号",
    "（五）",
    title="关于做好基本医疗保险跨省异地就医住院医疗费用直接结算工作的通知",
    quote="参保人员跨省异地就医前，应到参保地经办机构进行登记",
    sure=Certainty.SEED,
)
INSURANCE_LAW = Basis("中华人民共和国社会保险法", "第二十八条至第三十条", sure=Certainty.FOUND)
OPERATION_RULES = "社会保险经办条例"


def operation(article: str) -> Basis:
    """Cite the 社会保险经办条例 (国务院令第765号, in force 2023-12-01)."""
    return Basis(OPERATION_RULES, article, title="国务院令第765号", sure=Certainty.FOUND)


ID_STANDARD = Basis(
    "GB 11643-1999",
    title="公民身份号码（标准原文未查得，据 python-stdnum 的 cn.ric）",
    url="https://arthurdejong.org/python-stdnum/",
    sure=Certainty.FOUND_LOW,
)
INTERFACE = Basis("医疗保障信息平台定点医药机构接口规范", title="V1.1.27 (2024-10-14)", sure=Certainty.FOUND)
# One city's list: what it says of agents is that city's, and elsewhere only a pointer.
LANGFANG_NOTE_2 = Basis(
    "廊坊市医疗保障经办政务服务事项清单及办事指南",
    "第2、3项备注",
    title="2020-08-25 发布；他地据此推定",
    quote="委托办理的，应提供委托人及代理人身份证件原件及委托人授权委托书",
    sure=Certainty.DERIVED,
)
_DISEASES_PAGE = "https://www.gz.gov.cn/zwfw/zxfw/ylfw/content/post_10056615.html"
DISEASES_2022 = Basis(
    "门诊慢特病相关治疗费用跨省直接结算病种（第一批）",
    title="五种，据广州市人民政府网站2025-01-01的报道",
    url=_DISEASES_PAGE,
    sure=Certainty.FOUND,
)
DISEASES_2024 = Basis(
    "医保发〔2024〕21号",
    "十个病种",
    title="关于进一步加强异地就医直接结算管理服务的通知；病种据广州市人民政府网站2025-01-01的报道",
    url=_DISEASES_PAGE,
    sure=Certainty.FOUND,
)
HOSPITALS_OPEN = Basis(
    "医保发〔2024〕21号",
    "开通病种的定点医疗机构",
    title="文号已查证，内容为通行说法",
    sure=Certainty.GENERAL_KNOWLEDGE,
)
FILING_PAGE = Basis(
    "备案页面",
    "告知书、实人认证",
    title="国家医保服务平台备案页面的通行做法；2020至2022年为医保办发〔2019〕33号第六条",
    sure=Certainty.GENERAL_KNOWLEDGE,
)


def filing_form(entry: str) -> Basis:
    """Cite an entry of the filing form of 2022 (备案表), whose text was not at hand: derived from the entries of 2019."""
    title = "医保发〔2022〕22号备案表，栏目原文未查得，据医保办发〔2019〕33号第七条推定"
    return Basis("备案表栏目", entry, title=title, sure=Certainty.DERIVED)


CLAIMS_PRACTICE = Basis(
    "医疗费用报销的通行做法",
    "费用发生日的参保状态",
    title="未查得明文",
    sure=Certainty.GENERAL_KNOWLEDGE,
)
CIVIL_CODE = Basis("中华人民共和国民法典", "第二百条至第二百零四条", sure=Certainty.FOUND)
