"""The tables behind every answer: one flag a day, running counts, and the working days in order."""

from array import array
from collections.abc import Iterable
from itertools import accumulate, compress
from typing import TYPE_CHECKING, NamedTuple

from yibao_rules.calendar.notices import Arrangement

if TYPE_CHECKING:
    from yibao_rules.calendar.layers import Layer

_WEEK = bytes((1, 1, 1, 1, 1, 0, 0))


class Tables(NamedTuple):
    """Plain tables over consecutive days; the day with ordinal ``base + i`` has index ``i``.

    Attributes:
        base: ``date.toordinal()`` of the first day.
        flags: one byte a day, 1 for a working day.
        before: ``before[i]`` working days lie before index ``i``; one entry more than days.
        works: the ordinals of the working days, ascending.
    """

    base: int
    flags: bytes
    before: "array[int]"
    works: "array[int]"


def mark(first: int, last: int, items: Iterable[Arrangement], layers: "Iterable[Layer]") -> bytes:
    """Flag the working days from ordinal ``first`` to ``last``: weeks, then arrangements in order, then layers in order."""
    size = last - first + 1
    start = (first - 1) % 7  # ordinal 1 was a Monday
    flags = bytearray((_WEEK * (size // 7 + 2))[start : start + size])
    parts: list[Arrangement | Layer] = [*items, *layers]
    for part in parts:
        for value, days in ((0, part.off), (1, part.work)):
            for day in days:
                index = day.toordinal() - first
                if 0 <= index < size:
                    flags[index] = value
    return bytes(flags)


def build(base: int, flags: bytes) -> Tables:
    """Build the counts and the order of the working days from their flags."""
    return Tables(
        base=base,
        flags=flags,
        before=array("l", accumulate(flags, initial=0)),
        works=array("l", compress(range(base, base + len(flags)), flags)),
    )
