"""Builds the tests on facts and refuses those whose types do not fit, when the rule is written."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal

from yibao_rules.logic.faults import DefinitionError, faulty
from yibao_rules.logic.nodes import (
    ALWAYS,
    NEVER,
    And,
    Compare,
    Comparison,
    Expr,
    FactRef,
    FactType,
    Holds,
    IsIn,
    Known,
    Literal,
    Operand,
    Or,
    Predicate,
    Scalar,
    Shifted,
    TextIs,
    TextTest,
    as_expr,
)
from yibao_rules.logic.numbers import MOST_DIGITS, described, is_bounded
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, nearest

_ORDERED = (FactType.INT, FactType.NUMBER, FactType.DATE)
_NUMBERS = (FactType.INT, FactType.NUMBER)


TOO_MANY_DIGITS = Text(
    f"小数点前后各至多 {MOST_DIGITS} 位的数",
    f"a number of at most {MOST_DIGITS} digits before the point and after it",
)
MOST_CHARACTERS = 1_000_000
"""The greatest length that a text is held against."""


def require_type(fact: FactRef, use: str, *types: FactType) -> None:
    """Refuse ``use`` of a fact that is of none of ``types``."""
    if fact.type not in types:
        zh = "、".join(t.label.zh for t in types)
        en = " or ".join(t.label.en for t in types)
        raise faulty(
            f"{fact.name} {use}",
            fact.type.label,
            Text(f"{zh}型事实", f"a fact that is {en}"),
            Text("换用适合该类型的运算", "use an operation that suits this type"),
        )


def literal(fact: FactRef, value: object) -> Scalar:
    """Give ``value`` as a constant to be held against ``fact``.

    Raises:
        DefinitionError: its type does not fit, or it is no member of the fact's closed set.
    """
    ok: Scalar | None = None
    match fact.type:
        case FactType.TEXT if isinstance(value, str):
            ok = value
        case FactType.BOOL if isinstance(value, bool):
            ok = value
        case FactType.INT if isinstance(value, int) and not isinstance(value, bool):
            ok = value
        case FactType.NUMBER if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            ok = _number(value)
        case FactType.DATE if isinstance(value, date) and not isinstance(value, datetime):
            ok = value
        case FactType.ENUM if isinstance(value, LabelledEnum) and type(value) is fact.enum:
            ok = value
        case _:
            pass
    if ok is None:
        raise _misfit(fact, value)
    if isinstance(ok, int | Decimal) and not is_bounded(ok):
        raise faulty(fact.name, described(ok), TOO_MANY_DIGITS, Text("改正数值", "correct the number"))
    return ok


def _number(value: float | Decimal) -> Decimal | None:
    # A float stands for its shortest decimal form: 0.1 means a tenth.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return number if number.is_finite() else None


def _misfit(fact: FactRef, value: object) -> DefinitionError:
    expected, fix = fact.type.label, Text("改用该类型的值", "use a value of that type")
    if fact.enum is not None:
        expected = Text(f"{fact.enum.__name__} 的成员", f"a member of {fact.enum.__name__}")
        members = {m.code: m for m in fact.enum}
        near = (nearest(value, members) if isinstance(value, str) else None) or next(iter(members))
        member = members[near]
        fix = Text(f"例如 {member!r}", f"e.g. {member!r}")
    elif value is None:
        fix = Text("是否已知用 known()", "for presence use known()")
    return faulty(fact.name, described(value), expected, fix)


def enum_member(fact: FactRef, code: str) -> Scalar:
    """Give the member of the fact's closed set whose wire code this is."""
    for member in fact.enum or ():
        if member.code == code:
            return member
    raise _misfit(fact, code)


def operand(left: FactRef, value: object) -> Operand:
    """Give the right side of a comparison with ``left``: another fact, a moved date or a constant."""
    right = getattr(value, "operand", value)
    if not isinstance(right, FactRef | Shifted):
        return Literal(literal(left, right))
    other = right if isinstance(right, FactRef) else right.fact
    numbers = left.type in _NUMBERS and other.type in _NUMBERS
    if not numbers and (left.type, left.enum) != (other.type, other.enum):
        raise faulty(
            f"{left.name} ? {other.name}",
            Text(
                f"{left.type.label.zh}与{other.type.label.zh}",
                f"{left.type.label.en} and {other.type.label.en}",
            ),
            Text("同类型的两个事实", "two facts of one type"),
            Text("比较同类型的事实", "compare facts of one type"),
        )
    return right


def compare(left: FactRef | Shifted, op: Comparison, value: object) -> Expr:
    """Give the comparison of a fact or a moved date with a constant, a fact or a moved date."""
    fact = left if isinstance(left, FactRef) else left.fact
    if op is not Comparison.EQ:
        require_type(fact, op.value, *_ORDERED)
    elif fact.type is FactType.CODES:
        require_type(fact, op.value, *(t for t in FactType if t is not FactType.CODES))
    right = operand(fact, value)
    # "is false" is "not (is true)": one form for one meaning.
    if isinstance(right, Literal) and right.value is False:
        return ~Compare(left, op, Literal(value=True))
    return Compare(left, op, right)


def _listed(fact: FactRef, use: str, values: Iterable[object]) -> list[object]:
    found: list[object] = [values] if isinstance(values, str) else list(values)
    if not found:
        raise faulty(
            f"{fact.name} {use}",
            Text("空集合", "nothing"),
            Text("至少一个值", "at least one value"),
            Text("恒真用 ALWAYS，恒假用 NEVER", "use ALWAYS or NEVER for a constant"),
        )
    return found


def is_in(fact: FactRef, values: Iterable[object]) -> Expr:
    """Give "the value is one of ``values``", in the closed set's order or sorted."""
    require_type(fact, "in", *(t for t in FactType if t not in (FactType.CODES, FactType.BOOL)))
    wanted = {literal(fact, v) for v in _listed(fact, "in", values)}
    if fact.enum is not None:
        return IsIn(fact, tuple(m for m in fact.enum if m in wanted))
    return IsIn(fact, tuple(sorted(wanted)))  # type: ignore[type-var]


def _texts(fact: FactRef, use: str, values: Iterable[object]) -> tuple[str, ...]:
    found = _listed(fact, use, values)
    for value in found:
        if not isinstance(value, str) or not value:
            raise faulty(
                f"{fact.name} {use}",
                described(value),
                Text("非空文本", "text that is not empty"),
                Text("写成带引号的代码", "write a code in quotes"),
            )
    return tuple(sorted({str(v) for v in found}))


def holds(fact: FactRef, codes: Iterable[object], *, every: bool) -> Expr:
    """Give "the set holds all of (or one of) ``codes``"."""
    use = "contains_all" if every else "contains_any"
    require_type(fact, use, FactType.CODES)
    return Holds(fact, _texts(fact, use, codes), every)


def text_is(fact: FactRef, test: TextTest, arguments: Iterable[object] = ()) -> Expr:
    """Give a text test; prefixes for ``STARTS_WITH``, positive lengths for ``LENGTH_IN``, nothing for the others."""
    require_type(fact, test.value, FactType.TEXT)
    if test is TextTest.STARTS_WITH:
        return TextIs(fact, test, _texts(fact, test.value, arguments))
    if test is TextTest.LENGTH_IN:
        lengths = _listed(fact, test.value, arguments)
        if not all(
            isinstance(n, int) and not isinstance(n, bool) and 0 < n <= MOST_CHARACTERS for n in lengths
        ):
            raise faulty(
                f"{fact.name} {test.value}",
                described(lengths),
                Text(f"1 至 {MOST_CHARACTERS:,} 的正整数", f"whole numbers from 1 to {MOST_CHARACTERS:,}"),
                Text("例如 length_in({15, 18})", "e.g. length_in({15, 18})"),
            )
        return TextIs(fact, test, tuple(sorted({n for n in lengths if isinstance(n, int)})))
    return TextIs(fact, test)


def known(fact: FactRef) -> Expr:
    """Give "the value is given"."""
    return Known(fact)


@guarded
def predicate(
    name: str, function: Callable[..., bool | None], *, facts: Iterable[object], label: Text
) -> Predicate:
    """Wrap a pure Python function of some facts' values as an expression.

    Args:
        name: how it is called in text and traces.
        function: takes the facts' values in order, gives True, False or None (cannot tell); keep it at module
            level so that the rule can be pickled.
        facts: the facts it reads; unknown as soon as one of them is.
        label: what it states, as a sentence's predicate in both languages.
    """
    given = [getattr(f, "operand", f) for f in facts]
    refs = tuple(f for f in given if isinstance(f, FactRef))
    if not refs or len(refs) != len(given):
        raise faulty(
            f"predicate {name}",
            repr(given),
            Text("至少一个事实", "at least one fact"),
            Text("用 facts=(…) 列出所读的事实", "list the facts it reads in facts=(...)"),
        )
    return Predicate(name, function, refs, label)


@guarded
def all_of(exprs: Iterable[object]) -> Expr:
    """Give "every one holds": the expression itself for one, ``ALWAYS`` for none."""
    parts = [as_expr(e) for e in exprs]
    return And(parts) if len(parts) > 1 else parts[0] if parts else ALWAYS


@guarded
def any_of(exprs: Iterable[object]) -> Expr:
    """Give "at least one holds": the expression itself for one, ``NEVER`` for none."""
    parts = [as_expr(e) for e in exprs]
    return Or(parts) if len(parts) > 1 else parts[0] if parts else NEVER
