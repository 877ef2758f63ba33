"""Rules as sentences and traces."""

from datetime import date

import pytest
from hypothesis import given, settings

from yibao_rules.logic import (
    ALWAYS,
    NEVER,
    Days,
    Expr,
    Months,
    Rulebook,
    WorkingDays,
    predicate,
    prose,
    rule_prose,
)
from yibao_rules.logic.trace import trace
from yibao_rules.testing.logic import expressions
from yibao_rules.testing.logic_sample import Case, Member, Status, make_rule, make_table
from yibao_rules.text import Text

T = make_table()
DAY = date(2024, 3, 1)
A, B, C = T["agent"].to_expr(), T["urgent"].to_expr(), T["grown"].to_expr()


def never(_: object) -> bool:
    return False


SENTENCES: list[tuple[Expr, str, str]] = [
    (ALWAYS, "无条件成立", "it holds always"),
    (~NEVER, "无条件成立", "it holds always"),
    (~ALWAYS, "不成立", "it never holds"),
    (A, "代办为“是”", "by an agent is yes"),
    (~A, "代办为“否”", "by an agent is no"),
    (A & B, "代办为“是”，且急诊为“是”", "by an agent is yes and emergency is yes"),
    (
        A & (B | C),
        "代办为“是”，且（急诊为“是”，或成年为“是”）",
        "by an agent is yes and (emergency is yes or grown up is yes)",
    ),
    (~(A & B), "代办为“否”，或急诊为“否”", "by an agent is no or emergency is no"),
    (
        C & ~(A & B),
        "成年为“是”，且（代办为“否”，或急诊为“否”）",
        "grown up is yes and (by an agent is no or emergency is no)",
    ),
    (
        C | ~(A & B),
        "成年为“是”，或代办为“否”，或急诊为“否”",
        "grown up is yes or by an agent is no or emergency is no",
    ),
    (T["member.status"] == Status.NORMAL, "参保状态为“正常”", 'status is "normal"'),
    (T["member.status"] != Status.NORMAL, "参保状态不为“正常”", 'status is not "normal"'),
    (T["member.status"] == T["member.former"], "参保状态与原状态一致", "status is the same as former status"),
    (
        T["member.status"] != T["member.former"],
        "参保状态与原状态不一致",
        "status is not the same as former status",
    ),
    (
        T["member.status"].is_in((Status.PAUSED, Status.ENDED)),
        "参保状态属于“暂停”、“终止”",
        'status is one of "paused", "ended"',
    ),
    (~T["age"].is_in((1, 2)), "年龄不属于1、2", "age is not one of 1, 2"),
    (T["disease"] == "M54", "病种编码为“M54”", 'disease code is "M54"'),
    (T["age"] < 3, "年龄小于3", "age is less than 3"),
    (~(T["age"] < 3), "年龄不小于3", "age is at least 3"),
    (T["age"] <= 3, "年龄不大于3", "age is at most 3"),
    (~(T["age"] >= 3), "年龄小于3", "age is less than 3"),
    (T["age"] > T["months"], "年龄大于月数", "age is more than months"),
    (T["filed"] < date(2024, 1, 2), "申请日期早于2024年1月2日", "day of filing is before 2024-01-02"),
    (~(T["filed"] <= T["due"]), "申请日期晚于期限", "day of filing is after due day"),
    (T["filed"] > T["due"], "申请日期晚于期限", "day of filing is after due day"),
    (
        T["filed"] + WorkingDays(1) >= T["due"],
        "申请日期后1个工作日不早于期限",
        "1 working day after day of filing is not before due day",
    ),
    (
        T["filed"] + Months(6) - Days(2) <= T["due"],
        "申请日期后6个月前2天不晚于期限",
        "2 days before 6 months after day of filing is not after due day",
    ),
    (T["cost"].known(), "费用已提供", "cost is given"),
    (~T["cost"].known(), "费用未提供", "cost is not given"),
    (T["codes"].contains_all("a"), "材料代码包含a", "codes holds a"),
    (T["codes"].contains_all("a", "b"), "材料代码全部包含a、b", "codes holds all of a, b"),
    (~T["codes"].contains_all("a", "b"), "材料代码未全部包含a、b", "codes does not hold all of a, b"),
    (~T["codes"].contains_all("a"), "材料代码不包含a", "codes lacks a"),
    (T["codes"].contains_any("a", "b"), "材料代码包含a、b中至少一项", "codes holds at least one of a, b"),
    (~T["codes"].contains_any("a", "b"), "材料代码不包含a、b中任何一项", "codes holds none of a, b"),
    (T["disease"].starts_with("E", "M"), "病种编码以E或M开头", "disease code starts with E or M"),
    (~T["disease"].starts_with("E"), "病种编码不以E开头", "disease code does not start with E"),
    (T["id_number"].length_in((15, 18)), "证件号码长15或18个字符", "ID number is 15 or 18 characters long"),
    (~T["id_number"].length_in((18,)), "证件号码不是18个字符", "ID number is not 18 characters long"),
    (T["id_number"].digits(), "证件号码全为数字", "ID number is all digits"),
    (~T["id_number"].digits(), "证件号码不全为数字", "ID number is not all digits"),
    (
        T["id_number"].checksum_mod11_2(),
        "证件号码校验码正确（GB 11643）",
        "ID number has the right check digit (GB 11643)",
    ),
    (
        ~T["id_number"].checksum_mod11_2(),
        "证件号码校验码不正确（GB 11643）",
        "ID number has a wrong check digit (GB 11643)",
    ),
    (
        predicate("p", never, facts=(T["age"],), label=Text("年龄合适", "the age fits")),
        "年龄合适",
        "the age fits",
    ),
    (
        ~predicate("p", never, facts=(T["age"],), label=Text("年龄合适", "the age fits")),
        "并非（年龄合适）",
        "not (the age fits)",
    ),
]


@pytest.mark.parametrize(("expr", "zh", "en"), SENTENCES, ids=[s[2] for s in SENTENCES])
def test_sentences(expr: Expr, zh: str, en: str) -> None:
    assert prose(expr) == zh
    assert prose(expr, "en") == en


@settings(max_examples=100, deadline=None)
@given(expr=expressions(T))
def test_every_expression_has_words(expr: Expr) -> None:
    for text in (prose(expr), prose(expr, "en")):
        assert text
        assert "{" not in text


def test_rules_are_sentences_with_their_basis() -> None:
    rule = make_rule(when=T["agent"])
    assert rule_prose(rule) == "凡代办为“是”的，须参保状态为“正常”。依据：医保发〔2022〕22号 第四条。"
    assert rule_prose(rule, "en") == (
        'Where by an agent is yes: it is required that status is "normal". Basis: 医保发〔2022〕22号 第四条.'
    )
    assert rule_prose(make_rule()) == "须参保状态为“正常”。依据：医保发〔2022〕22号 第四条。"
    assert rule_prose(make_rule(), "en").startswith("It is required that")


def test_explanation() -> None:
    rule = make_rule(when=T["agent"], must=(T["member.status"] == Status.NORMAL) | T["id_number"].digits())
    book = Rulebook("book", (rule,), T)
    told = book.explain(
        Case(agent=True, id_number="12A", member=Member(status=Status.PAUSED)), rule.code, DAY
    )
    assert (
        told.text()
        == "status/not-normal: 不符合\n适用条件:\n  [是] 代办为“是”  (代办 = 是)\n要求:\n  [否] 参保状态为“正常”，或证件号码全为数字\n    [否] 参保状态为“正常”  (参保状态 = 暂停)\n    [否] 证件号码全为数字  (证件号码 = ***)"
    )
    assert "[no]" in told.text("en")
    unknown = trace(T["id_number"].digits(), Case(), DAY)
    assert next(unknown.lines("en")) == "[unknown] ID number is all digits  (ID number = (unknown))"
