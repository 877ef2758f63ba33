"""Laws of the three values, and what each single test gives."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.logic import (
    ALWAYS,
    NEVER,
    Days,
    Expr,
    FactRef,
    Months,
    Rulebook,
    WorkingDays,
    facts_of,
    predicate,
)
from yibao_rules.logic.evaluate import checksum_mod11_2, evaluate
from yibao_rules.logic.faults import DefinitionError
from yibao_rules.logic.judge import FOUND, find, judge
from yibao_rules.logic.nodes import Predicate, walk
from yibao_rules.testing.logic import DATES, expressions, subjects
from yibao_rules.testing.logic_sample import Case, Member, Paper, Status, make_rule, make_table
from yibao_rules.text import same

T = make_table()
DAY = date(2024, 3, 1)
FULL = Case(
    member=Member(status=Status.NORMAL, former=Status.ENDED, joined=date(2024, 1, 31)),
    id_number="11010519491231002X",
    disease="M54.5",
    age=3,
    months=6,
    cost=Decimal("0.5"),
    filed=date(2024, 2, 29),
    due=date(2024, 3, 31),
    agent=True,
    urgent=False,
    codes=frozenset("ab"),
    papers={"permit": Paper(expires_on=date(2024, 7, 31), sealed=True)},
)


def later(day: date, n: int) -> date | None:
    return None if n < 0 else day.replace(day=1)


def value(expr: Expr, case: Case) -> bool | None:
    return evaluate(expr, case, DAY, later)


def is_even(age: int, months: int) -> bool | None:
    return None if age == 3 else (age + months) % 2 == 0


def weight(found: bool | None) -> float:
    return 0.5 if found is None else float(found)


POINTWISE = settings(max_examples=60, deadline=None)


@POINTWISE
@given(a=expressions(T, 4), b=expressions(T, 4), case=subjects(T))
def test_kleene(a: Expr, b: Expr, case: Case) -> None:
    va, vb = weight(value(a, case)), weight(value(b, case))
    assert weight(value(a & b, case)) == min(va, vb)
    assert weight(value(a | b, case)) == max(va, vb)
    assert weight(value(~a, case)) == 1 - va
    assert weight(value(a.implies(b), case)) == max(1 - va, vb)


@POINTWISE
@given(a=expressions(T, 4), b=expressions(T, 4), case=subjects(T))
def test_de_morgan_and_distribution(a: Expr, b: Expr, case: Case) -> None:
    assert value(~(a & b), case) == value(~a | ~b, case)
    assert value(~(a | b), case) == value(~a & ~b, case)
    assert value(a & (a | b), case) == value(a, case)
    assert value(a & ALWAYS, case) == value(a | NEVER, case) == value(a, case)


@settings(max_examples=120, deadline=None)
@given(expr=expressions(T), case=subjects(T), data=st.data())
def test_knowing_more_never_changes_an_answer(expr: Expr, case: Case, data: st.DataObject) -> None:
    # "known" asks about knowledge itself, and a predicate may do as it likes; what is left is monotone.
    if any(isinstance(n, Predicate) or type(n).__name__ == "Known" for n in walk(expr)):
        return
    name = data.draw(
        st.sampled_from(["id_number", "disease", "age", "months", "cost", "filed", "due", "agent", "codes"])
    )
    less = evolve(case, **{name: None})
    told = value(expr, less)
    assert told is None or told == value(expr, case)


PERMIT = "paper.permit.expires_on"
TABLE_OF_TESTS: list[tuple[Expr, bool | None]] = [
    (T["member.status"] == Status.NORMAL, True),
    (T["member.status"] != Status.NORMAL, False),
    (T["member.status"] == T["member.former"], False),
    (T["member.status"].is_in((Status.PAUSED, Status.ENDED)), False),
    (T["age"] >= 3, True),
    (T["age"] > 3, False),
    (T["age"] <= 3, True),
    (T["age"] < 3, False),
    (T["age"] == 3, True),
    (T["age"].is_in((1, 2, 3)), True),
    (T["age"].between(1, 2), False),
    (T["age"] < T["months"], True),
    (T["cost"] == 0.5, True),
    (T["cost"] < T["age"], True),
    (T["agent"].to_expr(), True),
    (T["urgent"] | T["grown"], True),
    (T["agent"].implies(T["urgent"]), False),
    (T["agent"] == T["urgent"], False),
    (T["filed"] + Months(1) == date(2024, 3, 29), True),
    (T["member.joined"] + Months(1) == T["filed"], True),
    (T["filed"] + Days(1) == T["day"], True),
    (T["filed"] + Months(1) + Days(-1) == date(2024, 3, 28), True),
    (T["day"] - Days(1) == T["filed"] - Days(0), True),
    (T["due"] + WorkingDays(1) == T["day"], True),
    (T["due"] + WorkingDays(-1) == T["day"], None),
    (T["codes"].contains_all("a", "b"), True),
    (T["codes"].contains_all("a", "c"), False),
    (T["codes"].contains_any("a", "c"), True),
    (T["codes"].contains_any("c"), False),
    (T["disease"].starts_with("E", "M"), True),
    (T["disease"].starts_with("E"), False),
    (T["id_number"].length_in((15, 18)), True),
    (T["disease"].length_in((15, 18)), False),
    (T["id_number"].digits(), False),
    (T["id_number"].checksum_mod11_2(), True),
    (T["day"].known(), True),
    (T["cost"].known(), True),
    (T["paper.permit.present"].to_expr(), True),
    (T["paper.lease.present"].to_expr(), False),
    (T[PERMIT] == date(2024, 7, 31), True),
    (T["paper.lease.sealed"].to_expr(), None),
    (T["paper.lease.sealed"].known(), False),
    (predicate("even", is_even, facts=(T["months"], T["months"]), label=same("even")), True),
    (predicate("even", is_even, facts=(T["age"], T["months"]), label=same("even")), None),
]


@pytest.mark.parametrize(
    ("expr", "expected"), TABLE_OF_TESTS, ids=[str(i) for i in range(len(TABLE_OF_TESTS))]
)
def test_each_test_on_a_full_case(expr: Expr, expected: bool | None) -> None:
    assert value(expr, FULL) is expected


@pytest.mark.parametrize(
    "expr", [e for e, _ in TABLE_OF_TESTS], ids=[str(i) for i in range(len(TABLE_OF_TESTS))]
)
def test_what_nobody_has_given_is_unknown(expr: Expr) -> None:
    facts: tuple[FactRef, ...] = facts_of(expr)
    expected = {"Known": facts[0].path == "@day"}.get(type(expr).__name__)
    assert value(expr, Case()) is expected
    # A part that is there but empty is no more known than one that is missing.
    assert value(expr, Case(member=Member(), papers=None)) is expected


@pytest.mark.parametrize(
    "expr", [e for e, _ in TABLE_OF_TESTS], ids=[str(i) for i in range(len(TABLE_OF_TESTS))]
)
def test_compiled_gives_the_same_for_each_test_in_each_place(expr: Expr) -> None:
    places = [{"must": expr}, {"must": ~expr}, {"when": expr, "must": NEVER}, {"when": ~expr, "must": NEVER}]
    rules = [make_rule(str(i), **given) for i, given in enumerate(places)]
    for case in (
        FULL,
        Case(),
        Case(member=Member(), papers={}),
        evolve(FULL, codes=frozenset("b"), agent=None),
    ):
        walked = [find(r, o, case, DAY, later) for r in rules if (o := judge(r, case, DAY, later)) in FOUND]
        # Each rule alone, and all in one book, where the tests are shared.
        alone = [f for r in rules for f in Rulebook("one", (r,), T).check(case, DAY, workdays=later)]
        assert alone == walked == list(Rulebook("all", rules, T).check(case, DAY, workdays=later))


@pytest.mark.parametrize(
    "number", ["", "11010519491231002x", "110105194912310021", "1101051949123100２X", "1" * 17, "1" * 19]
)
def test_wrong_checksums(number: str) -> None:
    assert not checksum_mod11_2(number)


@given(st.from_regex(r"\A[0-9]{17}\Z"))
def test_exactly_one_check_digit_is_right(body: str) -> None:
    # ISO 7064 MOD 11-2 by its definition: the sum of digits times powers of two leaves 1.
    right = [c for c in "0123456789X" if checksum_mod11_2(body + c)]
    total = sum(int(c) * 2 ** (17 - i) for i, c in enumerate(body))
    assert [(total + "0123456789X".index(c)) % 11 for c in right] == [1]


def test_working_days_need_a_calendar() -> None:
    with pytest.raises(DefinitionError, match="workdays"):
        evaluate(T["due"] + WorkingDays(1) == T["day"], FULL, DAY)
    assert evaluate(T["due"] + WorkingDays(1) == T["day"], Case(), DAY) is None


def test_all_dates_are_offered() -> None:
    assert min(DATES) == date.min
    assert max(DATES) == date.max
