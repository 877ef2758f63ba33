"""How rules are written in Python: facts with operators, which build the nodes of :mod:`yibao_rules.logic.nodes`."""

from collections.abc import Iterable
from typing import ClassVar

from yibao_rules.logic.build import all_of, any_of, compare, holds, is_in, predicate, require_type, text_is
from yibao_rules.logic.dates import Days, Months, Offset, Workdays, WorkingDays, Years
from yibao_rules.logic.faults import truth_refused
from yibao_rules.logic.nodes import (
    ALWAYS,
    NEVER,
    And,
    Compare,
    Comparison,
    Const,
    EnumClass,
    Expr,
    FactRef,
    FactType,
    Holds,
    IsIn,
    Known,
    Literal,
    Not,
    Or,
    Predicate,
    Shifted,
    TextIs,
    TextTest,
    as_expr,
    facts_of,
    walk,
)
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text

__all__ = [
    "ALWAYS",
    "NEVER",
    "And",
    "Compare",
    "Comparison",
    "Const",
    "Days",
    "Expr",
    "Fact",
    "FactRef",
    "FactType",
    "Holds",
    "IsIn",
    "Known",
    "Literal",
    "Months",
    "Moved",
    "Not",
    "Offset",
    "Or",
    "Predicate",
    "Shifted",
    "TextIs",
    "TextTest",
    "Workdays",
    "WorkingDays",
    "Years",
    "all_of",
    "any_of",
    "as_expr",
    "facts_of",
    "predicate",
    "walk",
]


class _Comparable:
    """The comparison operators of facts and of moved dates: each gives an expression, never a truth value."""

    __slots__ = ()
    __hash__: ClassVar[None]  # type: ignore[assignment]
    operand: FactRef | Shifted

    def __eq__(self, other: object) -> Expr:  # type: ignore[override]
        return compare(self.operand, Comparison.EQ, other)

    def __ne__(self, other: object) -> Expr:  # type: ignore[override]
        return ~compare(self.operand, Comparison.EQ, other)

    def __lt__(self, other: object) -> Expr:
        return compare(self.operand, Comparison.LT, other)

    def __le__(self, other: object) -> Expr:
        return compare(self.operand, Comparison.LE, other)

    def __gt__(self, other: object) -> Expr:
        return compare(self.operand, Comparison.GT, other)

    def __ge__(self, other: object) -> Expr:
        return compare(self.operand, Comparison.GE, other)

    def between(self, low: object, high: object) -> Expr:
        """Give "from ``low`` to ``high``", both ends included."""
        return And((self >= low, self <= high))

    def __bool__(self) -> bool:
        raise truth_refused()


class Moved(_Comparable):
    """A date fact moved by an offset: ``filed_on + Months(6)``."""

    __slots__ = ("operand",)
    operand: Shifted

    def __init__(self, operand: Shifted) -> None:
        self.operand = operand

    def __add__(self, offset: Offset) -> "Moved":
        return Moved(Shifted(self.operand.fact, self.operand.offset + offset))

    def __sub__(self, offset: Offset) -> "Moved":
        return self + -offset


class Fact(_Comparable):
    """A typed fact with the operators that build expressions.

    >>> age = Fact(name="insured.age", path="age", type=FactType.INT, label=Text("年龄", "age"))
    >>> (age >= 60) & age.known()  # doctest: +ELLIPSIS
    And(parts=(Compare(left=FactRef('insured.age'), op=<Comparison.GE: '>='>, right=Literal(value=60)), Known(...

    Args: as for :class:`FactRef`. Facts are not hashable and not equal in the usual sense, since ``==`` builds an
    expression: use ``fact.ref`` where a value is needed.
    """

    __slots__ = ("operand",)
    operand: FactRef

    @guarded
    def __init__(
        self,
        *,
        name: str,
        path: str,
        type: FactType,  # noqa: A002 - the field's word
        enum: EnumClass | None = None,
        label: Text | None = None,
        source: str = "",
        personal: bool = False,
    ) -> None:
        self.operand = FactRef(name, path, type, enum, label or Text(name, name), source, personal)

    @classmethod
    def of(cls, ref: FactRef) -> "Fact":
        """Give the operators of a fact already declared."""
        fact = cls.__new__(cls)
        fact.operand = ref
        return fact

    @property
    def ref(self) -> FactRef:
        """The fact as a plain value, equal by structure."""
        return self.operand

    @property
    def name(self) -> str:
        """The dotted name."""
        return self.operand.name

    @property
    def path(self) -> str:
        """The path on the subject."""
        return self.operand.path

    @property
    def type(self) -> FactType:
        """What the value is."""
        return self.operand.type

    @property
    def enum(self) -> EnumClass | None:
        """The closed set of an ENUM fact."""
        return self.operand.enum

    @property
    def label(self) -> Text:
        """The fact's name in both languages."""
        return self.operand.label

    @property
    def source(self) -> str:
        """Where it is defined."""
        return self.operand.source

    @property
    def personal(self) -> bool:
        """Whether the value is personal data."""
        return self.operand.personal

    def __repr__(self) -> str:
        return f"Fact({self.name!r})"

    def __getstate__(self) -> FactRef:
        return self.operand

    def __setstate__(self, state: FactRef) -> None:
        self.operand = state

    def to_expr(self) -> Expr:
        """Give a yes-or-no fact as an expression."""
        require_type(self.operand, "is", FactType.BOOL)
        return Compare(self.operand, Comparison.EQ, Literal(value=True))

    def __and__(self, other: object) -> Expr:
        return self.to_expr() & other

    def __rand__(self, other: object) -> Expr:
        return as_expr(other) & self.to_expr()

    def __or__(self, other: object) -> Expr:
        return self.to_expr() | other

    def __ror__(self, other: object) -> Expr:
        return as_expr(other) | self.to_expr()

    def __invert__(self) -> Expr:
        return Not(self.to_expr())

    def implies(self, then: object) -> Expr:
        """Give "not this, or ``then``" of a yes-or-no fact."""
        return self.to_expr().implies(then)

    def known(self) -> Expr:
        """Give "the value is given"."""
        return Known(self.operand)

    @guarded
    def is_in(self, values: Iterable[object]) -> Expr:
        """Give "the value is one of ``values``"."""
        return is_in(self.operand, values)

    def contains_all(self, *codes: str) -> Expr:
        """Give "the set holds all of ``codes``"."""
        return holds(self.operand, codes, every=True)

    def contains_any(self, *codes: str) -> Expr:
        """Give "the set holds at least one of ``codes``"."""
        return holds(self.operand, codes, every=False)

    def starts_with(self, *prefixes: str) -> Expr:
        """Give "the text starts with one of ``prefixes``"."""
        return text_is(self.operand, TextTest.STARTS_WITH, prefixes)

    def length_in(self, lengths: Iterable[int]) -> Expr:
        """Give "the text has one of these numbers of characters"."""
        return text_is(self.operand, TextTest.LENGTH_IN, lengths)

    def digits(self) -> Expr:
        """Give "the text is one or more of the digits 0-9 and nothing else"."""
        return text_is(self.operand, TextTest.DIGITS)

    def checksum_mod11_2(self) -> Expr:
        """Give "18 characters whose last is the check of the first 17" (GB 11643-1999, ISO 7064 MOD 11-2, ``X`` for 10)."""
        return text_is(self.operand, TextTest.CHECKSUM_MOD11_2)

    def __add__(self, offset: Offset) -> Moved:
        require_type(self.operand, "+", FactType.DATE)
        return Moved(Shifted(self.operand, offset))

    def __sub__(self, offset: Offset) -> Moved:
        return self + -offset
