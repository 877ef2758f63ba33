"""The obvious evaluator: walks the tree. What the compilers give must be what this gives."""

from datetime import date
from typing import Any

from yibao_rules.logic.dates import Workdays
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
    TextIs,
    TextTest,
)
from yibao_rules.logic.paths import resolve

_WEIGHTS = tuple(2**i % 11 for i in range(17, 0, -1))
_CHECKS = "10X98765432"


def checksum_mod11_2(text: str) -> bool:
    """Tell whether the last of 18 characters is the check of the first 17 (GB 11643-1999, ISO 7064 MOD 11-2).

    >>> checksum_mod11_2("11010519491231002X")
    True
    """
    body = text[:17]
    if len(text) != 18 or not (body.isascii() and body.isdigit()):
        return False
    return _CHECKS[sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11] == text[17]


def ascii_digits(text: str) -> bool:
    """Tell whether the text is one or more of 0-9 and nothing else."""
    return text.isascii() and text.isdigit()


def evaluate(expr: Expr, subject: object, day: date, workdays: Workdays | None = None) -> bool | None:
    """Give the value of ``expr`` for ``subject`` on ``day``: True, False, or None for unknown."""
    match expr:
        case Const(value=value):
            return value
        case Not(part=part):
            inner = evaluate(part, subject, day, workdays)
            return None if inner is None else not inner
        case And(parts=parts):
            return _strongest([evaluate(p, subject, day, workdays) for p in parts], wins=False)
        case Or(parts=parts):
            return _strongest([evaluate(p, subject, day, workdays) for p in parts], wins=True)
        case _:
            return evaluate_leaf(expr, subject, day, workdays)


def _strongest(values: list[bool | None], *, wins: bool) -> bool | None:
    if wins in values:
        return wins
    return None if None in values else not wins


def evaluate_leaf(leaf: Expr, subject: object, day: date, workdays: Workdays | None) -> bool | None:
    """Give the value of one test on facts."""
    if isinstance(leaf, Known):
        return resolve(leaf.fact.path, subject, day) is not None
    if isinstance(leaf, Compare):
        left = value_of(leaf.left, subject, day, workdays)
        right = value_of(leaf.right, subject, day, workdays)
        return None if left is None or right is None else _compare(left, leaf.op, right)
    if isinstance(leaf, Predicate):
        values = [resolve(f.path, subject, day) for f in leaf.facts]
        if any(v is None for v in values):
            return None
        result = leaf.function(*values)
        return None if result is None else bool(result)
    assert isinstance(leaf, IsIn | Holds | TextIs)  # noqa: S101 - the kinds that are left
    value: Any = resolve(leaf.fact.path, subject, day)
    return None if value is None else _test(leaf, value)


def value_of(operand: Operand, subject: object, day: date, workdays: Workdays | None) -> object:
    """Give an operand's value; None when unknown."""
    match operand:
        case Literal(value=value):
            return value
        case FactRef(path=path):
            return resolve(path, subject, day)
        case _:
            start: Any = resolve(operand.fact.path, subject, day)
            return None if start is None else operand.offset.after(start, workdays)


def _compare(left: Any, op: Comparison, right: Any) -> bool:
    match op:
        case Comparison.EQ:
            return bool(left == right)
        case Comparison.LT:
            return bool(left < right)
        case Comparison.LE:
            return bool(left <= right)
        case Comparison.GT:
            return bool(left > right)
        case _:
            return bool(left >= right)


def _test(leaf: IsIn | Holds | TextIs, value: Any) -> bool:
    match leaf:
        case IsIn(values=values):
            return value in values
        case Holds(codes=codes, every=every):
            return (all if every else any)(c in value for c in codes)
        case TextIs(test=TextTest.STARTS_WITH, arguments=prefixes):
            return bool(value.startswith(prefixes))
        case TextIs(test=TextTest.LENGTH_IN, arguments=lengths):
            return len(value) in lengths
        case TextIs(test=TextTest.DIGITS):
            return ascii_digits(value)
        case _:
            return checksum_mod11_2(value)
