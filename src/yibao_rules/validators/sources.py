"""The sources that the national rules stand on (依据), each with how sure it is."""

from attrs import evolve

from yibao_rules.logic.rule import Basis, Certainty

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
AGENT_FILING = Basis("医保办发〔2019〕33号", "第六条", title=ONLINE_FILING.title, sure=Certainty.SEED)
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
LANGFANG_NOTE_2 = Basis(
    "廊坊市医疗保障经办政务服务事项清单及办事指南",
    "第2、3项备注",
    title="2020-08-25 发布",
    quote="委托办理的，应提供委托人及代理人身份证件原件及委托人授权委托书",
    sure=Certainty.SEED,
)
DISEASES_2024 = Basis(
    "医保发〔2024〕21号", title="关于进一步加强异地就医直接结算管理服务的通知", sure=Certainty.FOUND
)
CIVIL_CODE = Basis("中华人民共和国民法典", "第二百条至第二百零四条", sure=Certainty.FOUND)
