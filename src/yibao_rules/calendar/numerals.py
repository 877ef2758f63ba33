"""Whole numbers as documents write them: 15, 十五, 一百二十, 三〇."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WORDS = re.compile(
    r"(?:([一二两三四五六七八九])百)?[零〇]?(?:([一二两三四五六七八九])?(十))?([一二三四五六七八九])?"
)


_LONGEST = 18  # digits, as of whole numbers in JSON


def numeral(word: str) -> int | None:
    """Read a number below 1000, or a row of at most 18 digits; None when it is neither.

    >>> numeral("二十五"), numeral("一百零五"), numeral("二〇二六"), numeral("几")
    (25, 105, 2026, None)
    """
    if len(word) > _LONGEST:
        return None
    if word.isdecimal():
        return int(word)
    if word and all(c in _DIGITS for c in word):
        return int("".join(str(_DIGITS[c]) for c in word))
    found = _WORDS.fullmatch(word)
    if not word or not found:
        return None
    hundreds, tens, ten, ones = found.groups()
    return 100 * _DIGITS.get(hundreds, 0) + (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
