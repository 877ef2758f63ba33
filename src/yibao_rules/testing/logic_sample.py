"""A small made-up subject with a fact of every type, for tests that need rules but no insurance."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from attrs import frozen

from yibao_rules.logic import Basis, Fact, FactFamily, FactTable, FactType, Rule
from yibao_rules.text import LabelledEnum, Text


class Status(LabelledEnum):
    """A closed set of three (状态)."""

    NORMAL = "normal", "正常", "normal"
    PAUSED = "paused", "暂停", "paused"
    ENDED = "ended", "终止", "ended"


class Fault(LabelledEnum):
    """The causes of its rules (原因)."""

    STATUS = "status", "状态问题", "status"
    PAPERS = "papers", "材料问题", "papers"


@frozen
class Paper:
    """An item found by key (材料)."""

    expires_on: date | None = None
    sealed: bool | None = None
    number: str | None = None


@frozen
class Member:
    """A part that may be missing (参保关系)."""

    status: Status | None = None
    former: Status | None = None
    joined: date | None = None


@frozen
class Case:
    """The subject (案件)."""

    member: Member | None = None
    id_number: str | None = None
    disease: str | None = None
    age: int | None = None
    months: int | None = None
    cost: Decimal | None = None
    filed: date | None = None
    due: date | None = None
    agent: bool | None = None
    urgent: bool | None = None
    codes: frozenset[str] | None = None
    papers: Mapping[str, Paper] | None = None

    @property
    def grown(self) -> bool | None:
        """Whether the age is 3 or more."""
        return None if self.age is None else self.age >= 3


KEYS = {"permit": Text("居住证", "residence permit"), "lease": Text("租房合同", "lease")}


def key_label(key: str) -> Text:
    """Give the label of a paper's key."""
    return KEYS[key]


@cache
def make_table() -> FactTable:
    """Give the table of all facts of a case."""
    return FactTable(
        subject=Case,
        facts=(
            Fact(name="day", path="@day", type=FactType.DATE, label=Text("判断日", "day")),
            Fact(
                name="member.status",
                path="member.status",
                type=FactType.ENUM,
                enum=Status,
                label=Text("参保状态", "status"),
            ),
            Fact(
                name="member.former",
                path="member.former",
                type=FactType.ENUM,
                enum=Status,
                label=Text("原状态", "former status"),
            ),
            Fact(
                name="member.joined",
                path="member.joined",
                type=FactType.DATE,
                label=Text("参保日期", "day of joining"),
            ),
            Fact(
                name="id_number",
                path="id_number",
                type=FactType.TEXT,
                label=Text("证件号码", "ID number"),
                personal=True,
            ),
            Fact(name="disease", path="disease", type=FactType.TEXT, label=Text("病种编码", "disease code")),
            Fact(name="age", path="age", type=FactType.INT, label=Text("年龄", "age")),
            Fact(name="months", path="months", type=FactType.INT, label=Text("月数", "months")),
            Fact(name="cost", path="cost", type=FactType.NUMBER, label=Text("费用", "cost")),
            Fact(name="filed", path="filed", type=FactType.DATE, label=Text("申请日期", "day of filing")),
            Fact(name="due", path="due", type=FactType.DATE, label=Text("期限", "due day")),
            Fact(name="agent", path="agent", type=FactType.BOOL, label=Text("代办", "by an agent")),
            Fact(name="urgent", path="urgent", type=FactType.BOOL, label=Text("急诊", "emergency")),
            Fact(name="grown", path="grown", type=FactType.BOOL, label=Text("成年", "grown up")),
            Fact(name="codes", path="codes", type=FactType.CODES, label=Text("材料代码", "codes")),
        ),
        families=(
            FactFamily(
                prefix="paper",
                path="papers[{key}]",
                item=Paper,
                keys=KEYS,
                key_label=key_label,
                fields=(
                    Fact(
                        name="present",
                        path="?",
                        type=FactType.BOOL,
                        label=Text("提供{item}", "{item} handed in"),
                    ),
                    Fact(
                        name="expires_on",
                        path="expires_on",
                        type=FactType.DATE,
                        label=Text("有效期至", "valid until"),
                    ),
                    Fact(name="sealed", path="sealed", type=FactType.BOOL, label=Text("盖章", "sealed")),
                    Fact(
                        name="number",
                        path="number",
                        type=FactType.TEXT,
                        label=Text("编号", "number"),
                        personal=True,
                    ),
                ),
            ),
        ),
    )


BASIS = (Basis("医保发〔2022〕22号", "第四条"),)


def make_rule(code: str = "status/not-normal", **changes: object) -> Rule:
    """Give a rule on the status, with any field changed."""
    given: dict[str, object] = {
        "code": code,
        "must": make_table()["member.status"] == Status.NORMAL,
        "cause": Fault.STATUS,
        "message": Text("状态不正常", "the status is not normal"),
        "remedy": Text("恢复参保", "resume the insurance"),
        "basis": BASIS,
    }
    return Rule(**{**given, **changes})  # type: ignore[arg-type]
