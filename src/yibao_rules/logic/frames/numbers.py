"""Exact numbers in columns: a constant is brought to the digits that the column has, so that nothing is rounded."""

from decimal import ROUND_FLOOR, Context, Decimal
from typing import Any

from attrs import frozen

from yibao_rules.logic.frames.engines import NwExpr, narwhals
from yibao_rules.logic.nodes import Comparison

MOST_DIGITS = 38
"""How many digits a decimal column may have, on all engines."""

_WIDEST, _WIDE = 39, 20
"""How many digits an integer of 128 or of at most 64 bits takes."""

EXACT_FLOAT_DIGITS = 15
"""Decimals of so many digits, and no more, are told apart by floats, in the same order (IEEE 754 binary64)."""

_AT_MOST = (Comparison.LT, Comparison.LE)


def compared(left: Any, op: Comparison, right: Any) -> NwExpr:
    """Compare, null where a side is null."""
    match op:
        case Comparison.EQ:
            found = left == right
        case Comparison.LT:
            found = left < right
        case Comparison.LE:
            found = left <= right
        case Comparison.GT:
            found = left > right
        case _:
            found = left >= right
    result: NwExpr = found
    return result


@frozen
class Digits:
    """The digits of a column of exact numbers.

    Attributes:
        whole: how many before the point, at most.
        scale: how many after it.
    """

    whole: int
    scale: int

    @classmethod
    def of(cls, dtype: Any) -> "Digits | None":
        """Give the digits of a narwhals type; None for one whose numbers are not exact."""
        if dtype.is_integer():
            return cls(_WIDEST if "128" in str(dtype) else _WIDE, 0)
        if type(dtype).__name__ == "Decimal":
            return cls(dtype.precision - dtype.scale, dtype.scale)
        return None

    @property
    def float_tells(self) -> bool:
        """Whether no two of the column's numbers become the same float."""
        return self.whole + self.scale <= EXACT_FLOAT_DIGITS

    def beside(self, other: "Digits") -> bool:
        """Tell whether one decimal type holds the numbers of both columns."""
        return max(self.whole, other.whole) + max(self.scale, other.scale) <= MOST_DIGITS


def against(op: Comparison, constant: Decimal, digits: Digits) -> tuple[Comparison, Decimal] | bool:
    """Say how a number of these digits compares with a constant of any: by one of the same digits, or always alike.

    >>> against(Comparison.LT, Decimal("0.125"), Digits(8, 2))  # below 0.125 is at most 0.12
    (<Comparison.LE: '<='>, Decimal('0.12'))
    >>> against(Comparison.EQ, Decimal("0.125"), Digits(8, 2))
    False
    """
    if _beyond(constant, digits):
        return (op in _AT_MOST) == (constant > 0) and op is not Comparison.EQ
    exact = Context(prec=max(constant.adjusted(), 0) + digits.scale + 2)
    below = constant.quantize(Decimal(1).scaleb(-digits.scale), ROUND_FLOOR, exact)
    if below == constant:
        return op, below
    if op is Comparison.EQ:
        return False
    rounded = Comparison.LE if op in _AT_MOST else Comparison.GT
    if _beyond(below, digits):
        return rounded is Comparison.GT
    return rounded, below


def _beyond(constant: Decimal, digits: Digits) -> bool:
    return bool(constant) and constant.adjusted() >= digits.whole


def with_number(column: NwExpr, kind: str, digits: Digits, op: Comparison, value: int | Decimal) -> NwExpr:
    """Compare a column of exact numbers with a constant; null or false where the number is not given.

    Args:
        column: the column.
        kind: narwhals' name of its type: Integer, Decimal, or Float where an engine has no decimal constants.
        digits: what it can hold.
        op: the comparison, the column on its left.
        value: the constant, of any digits.
    """
    found = against(op, Decimal(value), digits)
    if isinstance(found, bool):
        return ~column.is_null() & narwhals().lit(value=found)
    op, exact = found
    return compared(column, op, {"Integer": int, "Float": float}.get(kind, Decimal)(exact))
