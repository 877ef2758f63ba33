"""Numbers as documents write them."""

import pytest

from yibao_rules.calendar.numerals import numeral

HAN = "零一二三四五六七八九"


def written(n: int) -> str:
    """Write a number below 1000 as a document would: the other way round, from the rule of the language."""
    hundreds, tens, ones = n // 100, n // 10 % 10, n % 10
    words = f"{HAN[hundreds]}百" if hundreds else ""
    words += f"{HAN[tens]}十" if tens and (tens > 1 or hundreds) else "十" if tens else ""
    words += "零" if hundreds and not tens and ones else ""
    return words + (HAN[ones] if ones or not n else "")


def test_every_number_below_a_thousand() -> None:
    for n in range(1000):
        assert numeral(written(n)) == n, written(n)
        assert numeral(str(n)) == n


@pytest.mark.parametrize(
    ("words", "number"), [("二〇二六", 2026), ("三〇", 30), ("２０", 20), ("两", 2), ("两百", 200)]
)
def test_rows_of_digits(words: str, number: int) -> None:
    assert numeral(words) == number


@pytest.mark.parametrize(
    "words", ["", "几", "十百", "廿", "二十五日", "-1", "1.5", "9" * 5_000, "一" * 5_000]
)
def test_no_numbers(words: str) -> None:
    assert numeral(words) is None
