"""Expressions as text, in the grammar that :mod:`yibao_rules.logic.parse` reads back."""

from datetime import date
from decimal import Decimal

from yibao_rules.logic.dates import Offset
from yibao_rules.logic.nodes import (
    And,
    Compare,
    Comparison,
    Const,
    Expr,
    FactRef,
    Holds,
    IsIn,
    Known,
    Literal,
    Not,
    Operand,
    Or,
    Predicate,
    Scalar,
    TextIs,
)
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum

_OR, _AND, _NOT = range(3)


@guarded
def to_text(expr: Expr) -> str:
    """Give an expression as text; parsing it gives an equal expression.

    >>> from yibao_rules.logic import Fact, FactType, Months
    >>> filed, ends = (Fact(name=n, path=n, type=FactType.DATE) for n in ("filed_on", "ends_on"))
    >>> to_text((filed + Months(6) <= ends) | ~ends.known())
    'filed_on + months(6) <= ends_on or not known(ends_on)'
    """
    return _text(expr, _OR)


def _text(expr: Expr, level: int) -> str:  # noqa: PLR0911 - one form, one line
    match expr:
        case Or(parts=parts):
            return _wrapped(" or ".join(_text(p, _AND) for p in parts), level > _OR)
        case And(parts=parts):
            return _wrapped(" and ".join(_text(p, _NOT) for p in parts), level > _AND)
        case Not(part=Compare(op=Comparison.EQ, right=right) as test) if not _is_yes(right):
            return f"{_operand(test.left)} != {_operand(right)}"
        case Not(part=IsIn(fact=fact, values=values)):
            return f"{fact.name} not in {_list(values)}"
        case Not(part=part):
            return f"not {_text(part, _NOT)}"
        case Const(value=value):
            return "true" if value else "false"
        case _:
            return _leaf(expr)


def _wrapped(text: str, needed: bool) -> str:  # noqa: FBT001
    return f"({text})" if needed else text


def _is_yes(operand: Operand) -> bool:
    return isinstance(operand, Literal) and operand.value is True


def _leaf(leaf: Expr) -> str:  # noqa: PLR0911 - one form, one line
    match leaf:
        case Compare(left=left, op=op, right=right):
            return _operand(left) if _is_yes(right) else f"{_operand(left)} {op.value} {_operand(right)}"
        case Known(fact=fact):
            return f"known({fact.name})"
        case IsIn(fact=fact, values=values):
            return f"{fact.name} in {_list(values)}"
        case Holds(fact=fact, codes=codes, every=every):
            return f"{'contains_all' if every else 'contains_any'}({fact.name}, {_list(codes)})"
        case TextIs(fact=fact, test=test, arguments=()):
            return f"{test.value}({fact.name})"
        case TextIs(fact=fact, test=test, arguments=arguments):
            return f"{test.value}({fact.name}, {_list(arguments)})"
        case _:
            assert isinstance(leaf, Predicate)  # noqa: S101 - the kind that is left
            return f"{leaf.name}()"


def _list(values: tuple[Scalar, ...]) -> str:
    return f"[{', '.join(_scalar(v) for v in values)}]"


def _operand(operand: Operand) -> str:
    match operand:
        case Literal(value=value):
            return _scalar(value)
        case FactRef(name=name):
            return name
        case _:
            return operand.fact.name + offset_text(operand.offset)


def offset_text(offset: Offset) -> str:
    """Give an offset as signed terms: ``+ months(6) - days(1)``; the empty offset as ``+ days(0)``."""
    terms = [(unit, getattr(offset, unit)) for unit in ("years", "months", "days", "working_days")]
    given = [(unit, n) for unit, n in terms if n] or [("days", 0)]
    return "".join(f" {'-' if n < 0 else '+'} {unit}({abs(n)})" for unit, n in given)


def _scalar(value: Scalar) -> str:
    if isinstance(value, LabelledEnum):
        return repr(value.code)
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    return format(value, "f") if isinstance(value, Decimal) else repr(value)
