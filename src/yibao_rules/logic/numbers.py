"""Numbers within bounds: a rule's constants and a filing's sums have no more digits than a column of any engine holds."""

from decimal import Decimal

MOST_DIGITS = 38
"""Digits before the point, and digits after it."""

_BEYOND: int = 10**MOST_DIGITS
_LONGEST = 60


def is_bounded(number: int | Decimal) -> bool:
    """Tell whether a finite number has at most :data:`MOST_DIGITS` digits before the point and as many after it.

    >>> is_bounded(10**38 - 1), is_bounded(10**38), is_bounded(Decimal("1e-38")), is_bounded(Decimal("1e-39"))
    (True, False, True, False)
    """
    if isinstance(number, int):
        return abs(number) < _BEYOND
    exponent = number.as_tuple().exponent
    # Nothing is worked out: a number may be written in five bytes and take a gigabyte in full.
    small: bool = isinstance(exponent, int) and -MOST_DIGITS <= exponent <= MOST_DIGITS
    return small and number.adjusted() < MOST_DIGITS


def described(value: object) -> str:
    """Return a value as errors show it: never longer than a line, and a number of many digits by how many they are.

    >>> described(10**5000), described("a")
    ('int, more than 38 digits', "'a'")
    """
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and not is_bounded(value):
        return f"{type(value).__name__}, more than {MOST_DIGITS} digits"
    if isinstance(value, list | tuple | set | frozenset):
        return f"[{', '.join(map(described, list(value)[:3]))}{', …' if len(value) > 3 else ''}]"
    shown = repr(value)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
