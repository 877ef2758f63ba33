"""Expressions as text: what is written is read back, and whatever else is written is refused with its place."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.logic import (
    ALWAYS,
    NEVER,
    Days,
    Expr,
    ExpressionError,
    Months,
    Offset,
    WorkingDays,
    Years,
    predicate,
)
from yibao_rules.logic.nodes import And, Not, Or, Predicate, walk
from yibao_rules.logic.parse import parse
from yibao_rules.logic.syntax import MAX_TEXT
from yibao_rules.logic.write import to_text
from yibao_rules.testing.logic import expressions
from yibao_rules.testing.logic_sample import Status, make_table
from yibao_rules.text import same

TABLE = make_table()
T = TABLE


@settings(max_examples=150, deadline=None)
@given(expr=expressions(TABLE))
def test_what_is_written_is_read_back(expr: Expr) -> None:
    predicates = [n for n in walk(expr) if isinstance(n, Predicate)]
    named = {p: Predicate(f"p{i}", p.function, p.facts, p.label) for i, p in enumerate(predicates)}
    renamed = _rename(expr, named)
    assert parse(to_text(renamed), TABLE, predicates=named.values()) == renamed


def _rename(expr: Expr, named: dict[Predicate, Predicate]) -> Expr:
    match expr:
        case Predicate():
            return named[expr]
        case Not(part=part):
            return Not(_rename(part, named))
        case And(parts=parts):
            return And(_rename(p, named) for p in parts)
        case Or(parts=parts):
            return Or(_rename(p, named) for p in parts)
        case _:
            return expr


AGENT = T["agent"].to_expr()
FORMS: list[tuple[str, Expr]] = [
    ("true", ALWAYS),
    ("False", NEVER),
    ("agent", AGENT),
    ("agent == true", AGENT),
    ("agent == false", ~AGENT),
    ("agent != true", ~AGENT),
    ("not agent and urgent", ~T["agent"] & T["urgent"]),
    ("agent or urgent and grown", T["agent"] | (T["urgent"] & T["grown"])),
    ("member.status == 'normal'", T["member.status"] == Status.NORMAL),
    ("'normal' == member.status", T["member.status"] == Status.NORMAL),
    ("member.status != 'normal'", T["member.status"] != Status.NORMAL),
    ("member.status == member.former", T["member.status"] == T["member.former"]),
    ("member.status in ('paused', 'ended')", T["member.status"].is_in((Status.PAUSED, Status.ENDED))),
    ("not member.status in ['ended']", ~T["member.status"].is_in((Status.ENDED,))),
    ("age not in {1, 2}", ~T["age"].is_in((1, 2))),
    ("age < 3", T["age"] < 3),
    ("3 <= age", T["age"] >= 3),
    ("1 < age <= 3", (T["age"] > 1) & (T["age"] <= 3)),
    ("age > -2", T["age"] > -2),
    ("between(age, 1, 3)", T["age"].between(1, 3)),
    ("cost >= 0.1", T["cost"] >= Decimal("0.1")),
    ("cost >= -0.10000000000000000000001", T["cost"] >= Decimal("-0.10000000000000000000001")),
    ("cost < 3", T["cost"] < 3),
    ("filed >= date('2023-01-01')", T["filed"] >= date(2023, 1, 1)),
    ("filed + months(6) <= paper.permit.expires_on", T["filed"] + Months(6) <= T["paper.permit.expires_on"]),
    ("due > filed - days(3)", T["due"] > T["filed"] - Days(3)),
    (
        "day <= filed + years(1) + months(2) - days(1)",
        T["day"] <= T["filed"] + Years(1) + Months(2) - Days(1),
    ),
    ("day <= filed + working_days(5)", T["day"] <= T["filed"] + WorkingDays(5)),
    ("date('2024-01-01') < filed + days(1)", T["filed"] + Days(1) > date(2024, 1, 1)),
    ("known(cost)", T["cost"].known()),
    ("contains_all(codes, ['a', 'b'])", T["codes"].contains_all("a", "b")),
    ("contains_any(codes, 'a')", T["codes"].contains_any("a")),
    ("'a' in codes", T["codes"].contains_all("a")),
    ("starts_with(disease, 'M')", T["disease"].starts_with("M")),
    ("length_in(id_number, (15, 18))", T["id_number"].length_in({15, 18})),
    ("digits(id_number)", T["id_number"].digits()),
    ("checksum_mod11_2(id_number)", T["id_number"].checksum_mod11_2()),
    ("agent  # 代办\n  and urgent", T["agent"] & T["urgent"]),
]


@pytest.mark.parametrize(("text", "expr"), FORMS, ids=[t for t, _ in FORMS])
def test_forms(text: str, expr: Expr) -> None:
    assert parse(text, TABLE) == expr
    assert parse(to_text(expr), TABLE) == expr


def test_predicates_are_called_by_name() -> None:
    even = predicate("even", abs, facts=(T["age"],), label=same("even"))
    assert parse("not even()", TABLE, predicates=[even]) == ~even


FAULTS: list[tuple[str, int, int, str]] = [
    ("", 1, 1, "在此结束"),
    ("agent and", 1, 10, "在此结束"),
    ("agent and\n  (urgent", 2, 10, "在此结束"),
    ("agent, urgent", 1, 1, "agent"),
    ("# 代办", 1, 1, ""),
    ("agent\r\nand\r x", 3, 2, "事实字典"),
    ("agent）", 1, 6, "半角 )"),
    ("member.status = 'normal'", 1, 1, "=="),
    ("member.status == 'norml'", 1, 18, "Status.NORMAL"),
    ("member.status == normal", 1, 18, "加引号"),
    ("member.status < 'normal'", 1, 1, "整数"),
    ("member.status == 3", 1, 1, "Status"),
    ("代办 and agent", 1, 1, "事实字典"),
    ("agent and 代办 == 1", 1, 11, "事实字典"),
    ("memberr.status == 'normal'", 1, 1, "member.status"),
    (f"{'x' * 200} == 1", 1, 1, "查阅"),
    ("age", 1, 1, "known(age)"),
    ("age + days(1) == 3", 1, 1, "日期型"),
    ("filed + days(1)", 1, 1, "比较"),
    ("filed + agent == day", 1, 9, "months"),
    ("filed + days(x) == day", 1, 9, "months"),
    ("'a' + days(1) == day", 1, 1, "事实"),
    ("filed * 2 == day", 1, 1, "比较"),
    ("filed == date('2023-02-30')", 1, 10, "存在的日期"),
    ("filed == date('2023-W09-4')", 1, 10, "存在的日期"),  # D10
    ("filed == date(2023)", 1, 10, "比较"),
    ("filed == '2023-01-01'", 1, 1, "日期"),
    ("1 == 2", 1, 1, "至少一边"),
    ("age is 3", 1, 1, "比较"),
    ("agent is urgent", 1, 1, "比较"),
    ("agent & urgent", 1, 1, "and"),
    ("'text'", 1, 1, "比较"),
    ("age == None", 1, 8, "known"),
    ("age in [x]", 1, 9, "事实字典"),
    ("age in [due]", 1, 9, "常量"),
    ("age in []", 1, 1, "至少一个"),
    ("'a' in age", 1, 1, "代码集合"),
    ("age in codes", 1, 1, "常量"),
    ("knwn(age)", 1, 1, "known(…)"),
    ("frobnicate_all(age)", 1, 1, "函数"),
    ("age.known()", 1, 1, "函数"),
    ("known()", 1, 1, "函数"),
    ("known(age, 1)", 1, 1, "参数"),
    ("known(x=age)", 1, 1, "函数"),
    ("starts_with(disease)", 1, 1, "参数"),
    ("digits(disease, 1)", 1, 1, "参数"),
    ("digits(age)", 1, 1, "文本"),
    ("between(age, 1)", 1, 1, "参数"),
    ("length_in(disease, 'a')", 1, 1, "正整数"),
    ("__import__('os').system('true')", 1, 1, "函数"),
    ("().__class__ == agent", 1, 1, "比较"),
    ("[a for a in b]", 1, 1, "比较"),
    ("lambda: agent", 1, 1, "比较"),
    ("(agent := urgent)", 1, 2, "比较"),
    ("agent if urgent else grown", 1, 1, "比较"),
    ("disease == 'a\\d'", 1, 12, ""),
    ("agent\x00", 1, 1, ""),
    ("(" * 300 + "agent" + ")" * 300, 1, 1, ""),
    ("not " * 70 + "agent", 1, 1, "层"),
    ("not " * 4000 + "agent", 1, 1, ""),
    ("-" * 19_000 + "1", 1, 1, ""),
    ("agent and '\ud800'", 1, 1, ""),
    ("a" * (MAX_TEXT + 1), 1, 1, "字符"),
]


@pytest.mark.parametrize(("text", "line", "column", "says"), FAULTS, ids=[t[:40] for t, *_ in FAULTS])
def test_faults_are_told_with_their_place(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text, TABLE, where="guide.toml")
    error = caught.value
    assert error.line == line
    if len(text) < 100:
        assert error.column == column
    assert error.where == f"guide.toml:{error.line}:{error.column}"
    assert says in error.render("zh")
    assert error.render("en").isprintable()


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                "agent",
                "age",
                "filed",
                "and",
                "not",
                "==",
                "in",
                "(",
                ")",
                "'a'",
                "+",
                "days(1)",
                "3",
                "\n",
                ".",
                ",",
                "known(",
            ]
        ),
        max_size=8,
    ).map(" ".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse(text, TABLE)
    except ExpressionError as error:
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + 1  # noqa: PT017 - either answer is right
    else:
        assert isinstance(found, Expr)


def test_empty_offset() -> None:
    moved = T["filed"] + Offset()
    assert to_text(moved <= T["due"]) == "filed + days(0) <= due"
