"""The expression tree: typed facts, constants and the tests and connectives over them, equal by structure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol, runtime_checkable

from attrs import Factory, field, frozen

from yibao_rules.logic.dates import Offset
from yibao_rules.logic.faults import faulty, truth_refused
from yibao_rules.logic.paths import is_name, read_path
from yibao_rules.serialization.showing import bounded
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text

MAX_DEPTH = 60
"""How deep connectives may be nested: far more than any rule needs, far less than Python's own limits."""

MAX_SIZE = 5_000
"""How many tests one expression may hold, counted as often as they occur."""

EnumClass = type[LabelledEnum]
Scalar = bool | int | Decimal | str | date | LabelledEnum


class FactType(LabelledEnum):
    """What a fact's value is (事实的类型)."""

    TEXT = "text", "文本", "text"
    BOOL = "bool", "是否", "yes or no"
    INT = "int", "整数", "whole number"
    NUMBER = "number", "数", "number"
    DATE = "date", "日期", "date"
    ENUM = "enum", "选项", "one of a closed set"
    CODES = "codes", "代码集合", "set of codes"


class Comparison(Enum):
    """The comparisons; ``!=`` is the negation of ``==``."""

    EQ = "=="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class TextTest(Enum):
    """The bounded set of tests on a text: no patterns, since engines read those differently."""

    STARTS_WITH = "starts_with"
    LENGTH_IN = "length_in"
    DIGITS = "digits"
    CHECKSUM_MOD11_2 = "checksum_mod11_2"


class Expr:
    """Base of all nodes. Combine with ``&`` ``|`` ``~``; ``and``, ``or`` and ``not`` are refused."""

    __slots__ = ()

    @property
    def depth(self) -> int:
        """Give the depth of the tree from here: 1 for a leaf."""
        return 1

    @property
    def size(self) -> int:
        """Give the number of leaves of the tree, counted as often as they occur."""
        return 1

    def __and__(self, other: object) -> "And":
        return And((self, as_expr(other)))

    def __rand__(self, other: object) -> "And":
        return And((as_expr(other), self))

    def __or__(self, other: object) -> "Or":
        return Or((self, as_expr(other)))

    def __ror__(self, other: object) -> "Or":
        return Or((as_expr(other), self))

    def __invert__(self) -> "Expr":
        return self.part if isinstance(self, Not) else Not(self)

    def implies(self, then: object) -> "Or":
        """Give "not this, or ``then``"."""
        return Or((~self, as_expr(then)))

    def __bool__(self) -> bool:
        raise truth_refused()


@runtime_checkable
class SupportsExpr(Protocol):
    """Anything that stands for an expression: a yes-or-no fact."""

    def to_expr(self) -> Expr:
        """Give the expression."""


def as_expr(value: object) -> Expr:
    """Give ``value`` as an expression.

    Raises:
        DefinitionError: it is neither an expression nor a yes-or-no fact.
    """
    if isinstance(value, Expr):
        return value
    if isinstance(value, SupportsExpr):
        return value.to_expr()
    raise faulty(
        "&, |, ~, when, must",
        type(value).__name__,
        Text("表达式或是否型事实", "an expression or a yes-or-no fact"),
        Text("先写成比较，例如 fact == value", "make it a comparison first, e.g. fact == value"),
    )


@guarded
@frozen(cache_hash=True, repr=False)
class FactRef:
    """A fact as it stands in an expression: everything about it, equal by structure.

    Args:
        name: its dotted name, also the column's name.
        path: where the value is found on the subject (:mod:`yibao_rules.logic.paths`).
        type: what the value is.
        enum: the closed set, for ``ENUM``.
        label: its name in Chinese and English.
        source: where the fact is defined or asked for.
        personal: True for personal data: never in a finding, a trace or an error.
    """

    name: str
    path: str
    type: FactType
    enum: EnumClass | None = None
    label: Text = field(default=Factory(lambda self: Text(self.name, self.name), takes_self=True))
    source: str = ""
    personal: bool = False

    def __attrs_post_init__(self) -> None:
        if not all(is_name(part) for part in self.name.split(".")):
            raise faulty(
                "Fact.name",
                self.name,
                Text("以点分隔的名称，如 insured.status", "a dotted name such as insured.status"),
                Text(
                    "只用字母、数字、下划线，避开 Python 关键字",
                    "use letters, digits and underscores, no Python keywords",
                ),
            )
        read_path(self.path)
        if (self.type is FactType.ENUM) != (self.enum is not None):
            raise faulty(
                f"Fact {self.name}",
                f"type={self.type!r}, enum={self.enum!r}",
                Text("选项型事实给出 enum，其他类型不给", "enum= for an ENUM fact and for no other"),
                Text("补上或去掉 enum=", "add or remove enum="),
            )

    def __repr__(self) -> str:
        return f"FactRef({self.name!r})"


@frozen
class Literal:
    """A constant operand."""

    value: Scalar


@frozen
class Shifted:
    """A date fact moved by an offset."""

    fact: FactRef
    offset: Offset


Operand = FactRef | Shifted | Literal


@frozen
class Const(Expr):
    """Always true or always false."""

    value: bool


@frozen(cache_hash=True)
class Known(Expr):
    """True when the fact's value is given, false when not; never unknown."""

    fact: FactRef


@frozen(cache_hash=True)
class Compare(Expr):
    """A comparison of a fact, or of a date fact moved, with a constant or another fact; the constant stands right."""

    left: FactRef | Shifted
    op: Comparison
    right: Operand


@bounded
@frozen(cache_hash=True)
class IsIn(Expr):
    """The fact's value is one of ``values``, which are kept without doubles and in order."""

    fact: FactRef
    values: tuple[Scalar, ...]


@bounded
@frozen(cache_hash=True)
class Holds(Expr):
    """A set-of-codes fact holds all (``every``) or at least one of ``codes``."""

    fact: FactRef
    codes: tuple[str, ...]
    every: bool


@bounded
@frozen(cache_hash=True)
class TextIs(Expr):
    """A text fact passes one of the bounded text tests; ``arguments`` are prefixes or lengths, or nothing."""

    fact: FactRef
    test: TextTest
    arguments: tuple[str, ...] | tuple[int, ...] = ()


@bounded
@frozen(cache_hash=True)
class Predicate(Expr):
    """A Python function over declared facts: unknown when one of them is, else what ``function`` gives.

    ``function`` takes the facts' values in order and gives True, False or None (cannot tell). It must be pure;
    a module-level function keeps the rule picklable.
    """

    name: str
    function: Callable[..., bool | None]
    facts: tuple[FactRef, ...]
    label: Text


def _depth(parts: tuple[Expr, ...]) -> int:
    return 1 + max(p.depth for p in parts)


def _size(parts: tuple[Expr, ...]) -> int:
    return sum(p.size for p in parts)


def _measured(limit: int, measure: Callable[[tuple[Expr, ...]], int], parts: tuple[Expr, ...]) -> int:
    found = measure(parts)
    if found > limit:
        raise faulty(
            "Expr",
            Text(f"层数或项数达 {found}", f"{found} levels or tests"),
            Text(f"至多 {MAX_DEPTH} 层、{MAX_SIZE} 项", f"at most {MAX_DEPTH} levels and {MAX_SIZE} tests"),
            Text("拆成几条规则", "split it into several rules"),
        )
    return found


def _bounded(
    limit: int, measure: Callable[[tuple[Expr, ...]], int], parts: Callable[[Any], tuple[Expr, ...]]
) -> Any:
    # A measure of the tree, taken once when the node is built, and no part of its identity.
    default = Factory(lambda self: _measured(limit, measure, parts(self)), takes_self=True)
    return field(init=False, eq=False, repr=False, default=default)


@bounded
@frozen(cache_hash=True)
class Not(Expr):
    """The negation: unknown stays unknown."""

    part: Expr
    depth: int = _bounded(MAX_DEPTH, _depth, lambda self: (self.part,))
    size: int = _bounded(MAX_SIZE, _size, lambda self: (self.part,))


def _flat_and(parts: Iterable[Expr]) -> tuple[Expr, ...]:
    return tuple(q for p in parts for q in (p.parts if isinstance(p, And) else (p,)))


def _flat_or(parts: Iterable[Expr]) -> tuple[Expr, ...]:
    return tuple(q for p in parts for q in (p.parts if isinstance(p, Or) else (p,)))


@bounded
@frozen(cache_hash=True)
class And(Expr):
    """All parts hold; nested conjunctions are one."""

    parts: tuple[Expr, ...] = field(converter=_flat_and)
    depth: int = _bounded(MAX_DEPTH, _depth, lambda self: self.parts)
    size: int = _bounded(MAX_SIZE, _size, lambda self: self.parts)


@bounded
@frozen(cache_hash=True)
class Or(Expr):
    """At least one part holds; nested disjunctions are one."""

    parts: tuple[Expr, ...] = field(converter=_flat_or)
    depth: int = _bounded(MAX_DEPTH, _depth, lambda self: self.parts)
    size: int = _bounded(MAX_SIZE, _size, lambda self: self.parts)


ALWAYS = Const(value=True)
NEVER = Const(value=False)


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """Give the direct sub-expressions."""
    match expr:
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case _:
            return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """Give the expression and all below it, each distinct one once, outermost first."""
    seen: dict[Expr, None] = {}
    todo = [expr]
    while todo:
        node = todo.pop()
        if node not in seen:
            seen[node] = None
            todo.extend(reversed(parts_of(node)))
    yield from seen


def operand_fact(operand: Operand) -> tuple[FactRef, ...]:
    """Give the fact an operand reads, if any."""
    match operand:
        case FactRef():
            return (operand,)
        case Shifted(fact=fact):
            return (fact,)
        case _:
            return ()


def leaf_facts(leaf: Expr) -> tuple[FactRef, ...]:
    """Give the facts that a leaf reads; nothing for a connective or a constant."""
    match leaf:
        case Compare(left=left, right=right):
            return operand_fact(left) + operand_fact(right)
        case Predicate(facts=facts):
            return facts
        case Known(fact=fact) | IsIn(fact=fact) | Holds(fact=fact) | TextIs(fact=fact):
            return (fact,)
        case _:
            return ()


@guarded
def facts_of(expr: Expr) -> tuple[FactRef, ...]:
    """Give the facts that an expression reads, each once, in order of appearance."""
    return tuple(dict.fromkeys(f for node in walk(expr) for f in leaf_facts(node)))


def moved_dates(leaf: Expr) -> tuple[Shifted, ...]:
    """Give the moved dates that a comparison reads; nothing for anything else."""
    sides = (leaf.left, leaf.right) if isinstance(leaf, Compare) else ()
    return tuple(s for s in sides if isinstance(s, Shifted))
