"""Facts, tables and expressions: what can be built, and what is refused when it is written."""

import pickle
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, NewType

import pytest
from attrs import frozen

from yibao_rules.logic import (
    ALWAYS,
    NEVER,
    DefinitionError,
    Fact,
    FactFamily,
    FactRef,
    FactTable,
    FactType,
    Months,
    TruthError,
    UnknownFactError,
    all_of,
    any_of,
    facts_of,
    predicate,
)
from yibao_rules.logic.nodes import MAX_DEPTH, MAX_SIZE, And, Compare, Expr, Not, Or, as_expr, walk
from yibao_rules.logic.paths import resolve
from yibao_rules.testing.logic_sample import Case, Fault, Paper, Status, make_table
from yibao_rules.text import Text, same

T = make_table()
PaperNumber = NewType("PaperNumber", str)


def test_equal_by_structure() -> None:
    one, two = (T["age"] > 3) & T["agent"], (T["age"] > 3) & T["agent"]
    assert one == two
    assert hash(one) == hash(two)
    assert one != ((T["age"] > 4) & T["agent"])
    assert pickle.loads(pickle.dumps(one)) == one


def test_connectives_are_flat_and_negation_undoes_itself() -> None:
    a, b, c = T["age"] > 3, T["agent"].to_expr(), T["cost"].known()
    assert (a & b) & c == a & (b & c) == And((a, b, c))
    assert (a | b) | c == a | (b | c) == Or((a, b, c))
    assert ~~a == a
    assert ~T["agent"] == Not(b) == (T["agent"] == False)  # noqa: E712 - an expression
    assert T["agent"] & a == b & a
    assert T["agent"] | a == b | a
    assert a & T["agent"] == a & b
    assert T["agent"].implies(a) == ~b | a


class Standing:
    """Something that stands for an expression and lets the other side decide."""

    def to_expr(self) -> Expr:
        return T["urgent"].to_expr()


def test_what_stands_for_an_expression_stands_on_either_side() -> None:
    a, u = T["agent"].to_expr(), T["urgent"].to_expr()
    assert Standing() & a == u & a
    assert Standing() | a == u | a
    assert Standing() & T["agent"] == u & a
    assert Standing() | T["agent"] == u | a
    assert as_expr(Standing()) == u


def test_all_and_any_of() -> None:
    a, b = T["age"] > 3, T["age"] > 4
    assert all_of([]) == ALWAYS
    assert any_of([]) == NEVER
    assert all_of([a]) == any_of([a]) == a
    assert all_of([a, b]) == a & b
    assert any_of([a, T["agent"]]) == a | T["agent"]


def test_values_are_kept_in_order_without_doubles() -> None:
    assert T["age"].is_in([3, 1, 3]) == T["age"].is_in((1, 3))
    assert T["member.status"].is_in([Status.ENDED, Status.NORMAL]) == T["member.status"].is_in(
        [Status.NORMAL, Status.ENDED]
    )
    assert T["codes"].contains_all("b", "a") == T["codes"].contains_all("a", "b", "a")
    assert (T["cost"] == 1) == (T["cost"] == 1.0)
    assert (T["cost"] == 0.1) == (T["cost"] == Decimal("0.1"))


def test_facts_of_and_walk() -> None:
    expr = (T["filed"] + Months(1) <= T["due"]) & ~(T["due"].known() | T["age"].is_in((1,)))
    assert [f.name for f in facts_of(expr)] == ["filed", "due", "age"]
    assert [type(n).__name__ for n in walk(expr)] == ["And", "Compare", "Not", "Or", "Known", "IsIn"]
    assert facts_of(ALWAYS) == ()


def test_moved_dates_add_up() -> None:
    assert (T["filed"] + Months(1) - Months(3) <= T["due"]) == (T["filed"] - Months(2) <= T["due"])
    compared: Any = T["due"] >= T["filed"] + Months(1)
    assert isinstance(compared, Compare)


def no_check(_: object) -> bool:
    return True


REFUSED: list[tuple[str, Callable[[], object]]] = [
    ("S.NORMAL|Status", lambda: T["member.status"] == Fault.STATUS),
    ("Status.NORMAL", lambda: T["member.status"] == "normal"),
    ("Status", lambda: T["member.status"] == 3),
    ("known()", lambda: T["age"] == None),  # noqa: E711
    ("整数", lambda: T["age"] == "3"),
    ("整数", lambda: T["age"] > True),
    ("整数", lambda: T["age"] == date(2024, 1, 1)),
    ("数", lambda: T["cost"] > Decimal("NaN")),
    ("数", lambda: T["cost"] > Decimal("Infinity")),
    ("数", lambda: T["cost"] > float("inf")),
    ("日期", lambda: T["filed"] == datetime(2024, 1, 1)),
    ("日期", lambda: T["filed"] < 3),
    ("是否", lambda: T["agent"] == 1),
    ("文本", lambda: T["disease"] == 3),
    ("整数、数、日期", lambda: T["disease"] < "a"),
    ("同类型", lambda: T["age"] == T["disease"]),
    ("同类型", lambda: T["filed"] + Months(1) == T["age"]),
    ("代码集合", lambda: T["codes"] == "a"),
    ("选项", lambda: T["codes"].is_in(["a"])),
    ("至少一个值", lambda: T["age"].is_in([])),
    ("代码集合型", lambda: T["age"].contains_all("a")),
    ("非空文本", lambda: T["codes"].contains_any("")),
    ("至少一个值", T["codes"].contains_any),
    ("文本型", T["age"].digits),
    ("正整数", lambda: T["disease"].length_in([0])),
    ("日期型", lambda: T["age"] + Months(1)),
    ("是否型", lambda: ~T["age"]),
    ("表达式", lambda: (T["age"] > 3) & 1),
    ("至少一个事实", lambda: predicate("p", no_check, facts=(), label=same("p"))),
    ("至少一个事实", lambda: predicate("p", no_check, facts=("age",), label=same("p"))),
]


@pytest.mark.parametrize(("says", "build"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_types_that_do_not_fit_are_refused(says: str, build: Callable[[], object]) -> None:
    with pytest.raises(DefinitionError) as caught:
        build()
    assert any(word in caught.value.render("zh") for word in says.split("|"))
    assert caught.value.render("en").isprintable()


@pytest.mark.parametrize("value", [T["age"] > 3, T["age"], T["filed"] + Months(1), ALWAYS])
def test_no_truth_value(value: object) -> None:
    with pytest.raises(TruthError, match="&"):
        bool(value)


def test_bounds() -> None:
    expr = T["agent"].to_expr()
    for _ in range(MAX_DEPTH - 1):
        expr = Not(expr)
    with pytest.raises(DefinitionError, match=str(MAX_DEPTH)):
        Not(expr)
    wide = all_of([T["agent"]] * MAX_SIZE)
    with pytest.raises(DefinitionError, match=str(MAX_SIZE)):
        _ = wide | T["urgent"]


def test_facts_tell_themselves() -> None:
    fact = Fact(name="n", path="age", type=FactType.INT, source="办事指南", personal=True)
    assert (fact.name, fact.path, fact.type, fact.enum, fact.label, fact.source, fact.personal) == (
        "n",
        "age",
        FactType.INT,
        None,
        same("n"),
        "办事指南",
        True,
    )
    assert repr(fact) == "Fact('n')"
    assert repr(fact.ref) == "FactRef('n')"
    again = pickle.loads(pickle.dumps(fact))
    assert again.ref == fact.ref
    with pytest.raises(TypeError):
        hash(fact)


INT, BOOL, DATE, TEXT, CODES = FactType.INT, FactType.BOOL, FactType.DATE, FactType.TEXT, FactType.CODES


@frozen
class Wide:
    """A class with hints of every kind."""

    age: Annotated[int, "years"]
    number: PaperNumber | None
    anything: Any
    either: int | str
    when: datetime
    status: Status
    names: tuple[str, ...]
    stati: tuple[Status, ...]
    by_status: Mapping[Status, Paper]
    by_key: Mapping[str, Paper]
    bare: Mapping  # type: ignore[type-arg]

    @property
    def unhinted(self):  # type: ignore[no-untyped-def]  # noqa: ANN201
        return 1

    @cached_property
    def cached(self) -> bool:
        return True


def declare(path: str, kind: FactType, **more: Any) -> FactTable:
    return FactTable(subject=Wide, facts=(Fact(name="x", path=path, type=kind, **more),))


ADMITTED = [
    ("age", INT), ("number", TEXT), ("anything", DATE), ("anything.more", TEXT), ("anything[k].x", TEXT),
    ("either", BOOL), ("names", CODES), ("unhinted", INT), ("cached", BOOL), ("by_key[k].sealed", BOOL),
    ("by_key[k]?", BOOL), ("bare[k].sealed", BOOL), ("age", FactType.NUMBER), ("@day", DATE),
]  # fmt: skip


@pytest.mark.parametrize(("path", "kind"), ADMITTED)
def test_paths_that_exist(path: str, kind: FactType) -> None:
    assert declare(path, kind)["x"].path == path


MISDECLARED: list[tuple[str, FactType, str]] = [
    ("agee", INT, "age"),
    ("zzz", INT, "Wide"),
    ("age", TEXT, "文本"),
    ("age", BOOL, "是否"),
    ("when", DATE, "日期"),
    ("status", TEXT, "文本"),
    ("stati", CODES, "代码集合"),
    ("cached", INT, "整数"),
    ("by_status[k].sealed", BOOL, "文本为键"),
    ("age[k].x", BOOL, "文本为键"),
    ("by_key[k].seald", BOOL, "sealed"),
    ("@day", INT, "整数"),
    ("?", BOOL, "完整路径"),
    ("age?", BOOL, "路径"),
    ("a..b", BOOL, "路径"),
    ("_private", BOOL, "路径"),
    ("class", BOOL, "路径"),
]


@pytest.mark.parametrize(("path", "kind", "says"), MISDECLARED)
def test_paths_that_do_not_exist(path: str, kind: FactType, says: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        declare(path, kind)
    assert says in caught.value.render("zh")


def test_enum_facts_need_their_set() -> None:
    assert declare("status", FactType.ENUM, enum=Status)["x"].enum is Status
    for kind, enum in ((FactType.ENUM, None), (INT, Status), (FactType.ENUM, Fault)):
        with pytest.raises(DefinitionError, match="enum"):
            declare("status", kind, enum=enum)


@pytest.mark.parametrize("name", ["", "a.", "1a", "a b", "a.class", "true", "参保", "a[b]"])
def test_names_are_names(name: str) -> None:
    with pytest.raises(DefinitionError):
        Fact(name=name, path="age", type=INT)


def test_table() -> None:
    assert "age" in T
    assert "paper.permit.sealed" in T
    for absent in ("agee", "paper.permit", "paper.permit.sealedd", "paper.visa.sealed", 3):
        assert absent not in T
    assert [f.name for f in T][:3] == ["day", "member.status", "member.former"]
    assert len(T) == 15
    assert T.nearest("paper.permit.seald") == "paper.permit.sealed"
    assert T["paper.permit.sealed"].label == Text("居住证的盖章", "sealed of residence permit")
    assert T["paper.permit.present"].label == Text("提供居住证", "residence permit handed in")
    assert T["paper.permit.number"].personal
    with pytest.raises(UnknownFactError, match="member.status"):
        T["member.statu"]
    assert pickle.loads(pickle.dumps(T)) == T


def test_values() -> None:
    values = T.values(Case(age=3), date(2024, 1, 1))
    assert values["age"] == 3
    assert values["grown"] is True
    assert values["member.status"] is None
    assert values["day"] == date(2024, 1, 1)
    assert resolve("papers[permit].sealed", Case(papers={"permit": Paper(sealed=False)}), date.min) is False
    assert resolve("papers[permit]?", Case(papers={}), date.min) is False
    assert resolve("papers[permit]?", Case(), date.min) is None


def family(**changes: Any) -> FactFamily:
    given: dict[str, Any] = {
        "prefix": "doc",
        "path": "papers[{key}]",
        "item": Paper,
        "keys": ["permit"],
        "fields": (Fact(name="sealed", path="sealed", type=BOOL),),
    }
    return FactFamily(**{**given, **changes})


def test_families_by_function_and_by_closed_set() -> None:
    table = FactTable(
        subject=Case, facts=(), families=(family(keys=str.islower), family(prefix="st", keys=Status))
    )
    assert "doc.anything.sealed" in table
    assert "doc.UPPER.sealed" not in table
    assert "doc.no-name.sealed" not in table
    assert table.names() == ("st.ended.sealed", "st.normal.sealed", "st.paused.sealed")
    assert table["st.ended.sealed"].path == "papers[ended].sealed"


@pytest.mark.parametrize(
    "changes",
    [
        {"prefix": "a.b"},
        {"path": "papers"},
        {"path": "paper[{key}]"},
        {"item": Case},
        {"fields": (Fact(name="seald", path="seald", type=BOOL),)},
        {"fields": (Fact(name="present", path="?", type=INT),)},
        {"prefix": "age"},
    ],
)
def test_families_are_checked(changes: dict[str, Any]) -> None:
    age = Fact(name="age.x", path="age", type=INT)
    with pytest.raises(DefinitionError):
        FactTable(subject=Case, facts=(age,), families=(family(**changes),))


def test_names_occur_once() -> None:
    age = Fact(name="age", path="age", type=INT)
    with pytest.raises(DefinitionError, match="age"):
        FactTable(subject=Case, facts=(age, age))
    with pytest.raises(DefinitionError, match="doc"):
        FactTable(subject=Case, facts=(age,), families=(family(), family()))


def test_tables_join() -> None:
    age, months = (Fact(name=n, path=n, type=INT) for n in ("age", "months"))
    one = FactTable(subject=Case, facts=(age,), families=(family(),))
    two = FactTable(subject=Case, facts=(age, months), families=(family(), family(prefix="more")))
    assert one + one is one
    assert (one + two).names() == ("age", "months", "doc.permit.sealed", "more.permit.sealed")
    with pytest.raises(DefinitionError, match="Paper"):
        _ = one + FactTable(subject=Paper, facts=())
    with pytest.raises(DefinitionError, match="age"):
        _ = one + FactTable(subject=Case, facts=(Fact(name="age", path="months", type=INT),))


def test_family_over_unhinted_items() -> None:
    table = FactTable(subject=Wide, facts=(), families=(family(path="bare[{key}]"),))
    assert isinstance(table["doc.permit.sealed"].ref, FactRef)
