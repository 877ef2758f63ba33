"""Hypothesis strategies for rules: random expressions, rules and subjects over any fact table."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import attrs

from yibao_rules.logic.build import compare, holds, is_in, known, predicate, text_is
from yibao_rules.logic.clause import Basis, Certainty, Rule, Severity
from yibao_rules.logic.dates import Offset
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.faults import DefinitionError, faulty
from yibao_rules.logic.nodes import (
    ALWAYS,
    NEVER,
    And,
    Comparison,
    Expr,
    FactRef,
    FactType,
    Not,
    Or,
    Shifted,
    TextTest,
)
from yibao_rules.logic.rule import Rulebook
from yibao_rules.testing._hypothesis import strategies
from yibao_rules.text import LabelledEnum, Text, same

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

TEXTS = ("M", "M54.5", "110105", "11010519491231002X", "110105194912310021", "１１", "", "住院 'A'\\")
"""Texts that the text tests tell apart; few, so that equal ones meet."""

CODES = ("a", "b", "c")
"""Codes that sets of codes are made of."""

DATES = (
    date.min,
    date(2023, 12, 31),
    date(2024, 1, 31),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 7, 31),
    date.max,
)
"""Days on which offsets are clipped, fall together or leave the calendar."""

_OFFSETS = tuple(
    Offset(years=y, months=m, days=d, working_days=w)
    for y, m, d, w in (
        (0, 1, 0, 0),
        (0, -6, 0, 0),
        (1, 1, 0, 0),
        (0, 0, 30, 0),
        (0, 1, -1, 0),
        (0, 0, 0, 5),
        (0, 0, 1, -3),
    )
)


def literals(fact: FactRef) -> "SearchStrategy[Any]":
    """Give constants that may be held against ``fact`` (not for a set of codes)."""
    st = strategies()
    if fact.type is FactType.ENUM:
        return st.sampled_from(list(fact.enum or ()))  # type: ignore[no-any-return]
    plain = {
        FactType.TEXT: st.sampled_from(TEXTS),
        FactType.BOOL: st.booleans(),
        FactType.INT: st.integers(-2, 5),
        FactType.NUMBER: st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(3)]),
        FactType.DATE: st.sampled_from(DATES),
    }
    return plain[fact.type]  # type: ignore[no-any-return]


def _both_given(*values: object) -> bool | None:
    """Serve as a predicate that gives all three values: by the length of what its facts look like."""
    return (True, False, None)[len(repr(values)) % 3]


def tests(table: FactTable) -> "SearchStrategy[Expr]":
    """Give single tests on the table's facts, of every kind that suits the fact's type."""
    st = strategies()
    facts = [table[name].ref for name in table.names()]
    return st.one_of([test for fact in facts for test in _tests_of(fact, facts)])  # type: ignore[no-any-return]


def _tests_of(fact: FactRef, facts: list[FactRef]) -> "list[SearchStrategy[Expr]]":
    st = strategies()
    kind = fact.type
    found = [
        st.just(known(fact)),
        st.just(predicate("both_given", _both_given, facts=(fact, facts[0]), label=same("p"))),
    ]
    if kind is FactType.CODES:
        codes = st.lists(st.sampled_from(CODES), min_size=1)
        return [*found, st.builds(lambda c, e: holds(fact, c, every=e), codes, st.booleans())]
    ordered = kind in (FactType.INT, FactType.NUMBER, FactType.DATE)
    ops = st.sampled_from(list(Comparison) if ordered else [Comparison.EQ])
    alike = [f for f in facts if (f.type, f.enum) == (kind, fact.enum)]
    found.append(st.builds(lambda op, v: compare(fact, op, v), ops, literals(fact)))
    found.append(st.builds(lambda op, v: compare(fact, op, v), ops, st.sampled_from(alike)))
    if kind is not FactType.BOOL:
        found.append(st.builds(lambda v: is_in(fact, v), st.lists(literals(fact), min_size=1)))
    if kind is FactType.DATE:
        moved = st.builds(Shifted, st.sampled_from(alike), st.sampled_from(_OFFSETS))
        found.append(st.builds(compare, moved, ops, st.one_of(moved, st.just(fact), literals(fact))))
    if kind is FactType.TEXT:
        found.append(
            st.builds(
                lambda a: text_is(fact, TextTest.STARTS_WITH, a),
                st.lists(st.sampled_from(["M", "1"]), min_size=1),
            )
        )
        found.append(
            st.builds(
                lambda a: text_is(fact, TextTest.LENGTH_IN, a),
                st.sets(st.sampled_from([1, 2, 18]), min_size=1),
            )
        )
        found.extend(st.just(text_is(fact, t)) for t in (TextTest.DIGITS, TextTest.CHECKSUM_MOD11_2))
    return found


def expressions(table: FactTable, max_leaves: int = 12) -> "SearchStrategy[Expr]":
    """Give expressions over the table's facts: tests, constants, and connectives over them."""
    st = strategies()

    def deeper(parts: "SearchStrategy[Expr]") -> "SearchStrategy[Expr]":
        several = st.lists(parts, min_size=2, max_size=4)
        return st.one_of(st.builds(And, several), st.builds(Or, several), st.builds(Not, parts))  # type: ignore[no-any-return]

    leaves = st.one_of(tests(table), tests(table), tests(table), st.sampled_from([ALWAYS, NEVER]))
    return st.recursive(leaves, deeper, max_leaves=max_leaves)  # type: ignore[no-any-return]


def rules(table: FactTable, cause: LabelledEnum, code: str = "random/rule") -> "SearchStrategy[Rule]":
    """Give rules over the table's facts with random guards, requirements, severities, parameters and dates in force."""
    st = strategies()
    open_facts = [f.ref for f in table if not f.personal]
    ends = (None, *DATES)
    spans = [(a, b) for a in ends for b in ends if a is None or b is None or a <= b]
    return st.builds(  # type: ignore[no-any-return]
        lambda spans, **rest: Rule(valid_from=spans[0], valid_to=spans[1], **rest),
        spans=st.sampled_from(spans),
        code=st.just(code),
        when=st.just(ALWAYS) | expressions(table, 4),
        must=expressions(table),
        cause=st.just(cause),
        severity=st.sampled_from(list(Severity)),
        message=st.just(Text("不符合", "not met")),
        remedy=st.just(Text("改正", "correct it")),
        basis=st.sampled_from([(Basis("测试", sure=sure),) for sure in Certainty]),
        params=st.lists(st.sampled_from(open_facts), max_size=2, unique=True).map(tuple),
    )


def rulebooks(table: FactTable, cause: LabelledEnum, max_size: int = 8) -> "SearchStrategy[Rulebook]":
    """Give rulebooks of random rules, some of which share guards."""
    st = strategies()

    def book(found: list[Rule], sharing: list[bool]) -> Rulebook:
        named = [attrs.evolve(r, code=f"random/{i}") for i, r in enumerate(found)]
        rules = [
            attrs.evolve(r, when=named[0].when & r.when) if shares else r
            for r, shares in zip(named, sharing, strict=False)
        ]
        return Rulebook("random", rules, table)

    found = st.lists(rules(table, cause), min_size=1, max_size=max_size)
    return st.builds(book, found, st.lists(st.booleans(), min_size=max_size, max_size=max_size))  # type: ignore[no-any-return]


def subjects(
    table: FactTable, overrides: Mapping[type, "SearchStrategy[Any]"] | None = None
) -> "SearchStrategy[Any]":
    """Give subjects of the table's class, built field by field from its type hints; what may be None often is.

    Args:
        table: the fact table; its families' keys fill the mappings.
        overrides: strategies for classes that hints alone cannot make.

    Raises:
        DefinitionError: a field's hint is of a kind that is not known here and not overridden.
    """
    keys = sorted({k for family in table.families for k in family.known_keys()})
    return _Builder(keys, dict(overrides or {})).of(table.subject)


@attrs.frozen
class _Builder:
    """Makes strategies from type hints."""

    keys: list[str]
    known: dict[type, Any]

    def of(self, hint: Any) -> "SearchStrategy[Any]":
        st = strategies()
        origin, arguments = get_origin(hint) or hint, get_args(hint)
        if hint in self.known:
            return self.known[hint]  # type: ignore[no-any-return]
        if origin in (Union, UnionType):
            return st.one_of([self.of(a) for a in arguments])  # type: ignore[no-any-return]
        plain = {
            type(None): st.none(),
            bool: st.booleans(),
            int: st.integers(-2, 5),
            float: st.sampled_from([0.0, 0.5, 3.0]),
            Decimal: st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(3)]),
            date: st.sampled_from(DATES),
            str: st.sampled_from(TEXTS + CODES),
        }
        if hint in plain:
            return plain[hint]  # type: ignore[no-any-return]
        if isinstance(origin, type):
            return self._of_class(origin, arguments)
        raise self._unknown(hint)

    def _of_class(self, cls: type, arguments: tuple[Any, ...]) -> "SearchStrategy[Any]":
        st = strategies()
        if issubclass(cls, LabelledEnum):
            return st.sampled_from(list(cls))  # type: ignore[no-any-return]
        if issubclass(cls, Mapping) and arguments:
            return st.dictionaries(st.sampled_from(self.keys or [""]), self.of(arguments[1]))  # type: ignore[no-any-return]
        if issubclass(cls, tuple | AbstractSet) and arguments:
            make = tuple if issubclass(cls, tuple) else frozenset
            return st.lists(self.of(arguments[0]), max_size=3).map(make)  # type: ignore[no-any-return]
        if attrs.has(cls):
            hints = get_type_hints(cls)
            fields = {a.alias: self.of(hints[a.name]) for a in attrs.fields(cls) if a.init}
            return st.builds(cls, **fields)  # type: ignore[no-any-return]
        raise self._unknown(cls)

    @staticmethod
    def _unknown(hint: Any) -> DefinitionError:
        return faulty(
            "subjects",
            repr(hint),
            Text("可生成的类型", "a type that can be made"),
            Text("用 overrides 给出", "give it in overrides"),
        )
