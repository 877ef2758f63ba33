"""Numbers in expressions and filings are bounded (H2): by their digits, with line and column, and written back whole."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.logic import Days, DefinitionError, Offset, WorkingDays, parse
from yibao_rules.logic.faults import ExpressionError
from yibao_rules.logic.numbers import MOST_DIGITS, described, is_bounded
from yibao_rules.logic.write import to_text
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.facts import facts

NINES = "9" * MOST_DIGITS


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("day == 1e999999999999999999999", 8),
        ("circumstances.amount == 1e999999999", 25),
        ("circumstances.amount == 1e9999999", 25),
        ("circumstances.amount == 0e999999999", 25),
        ("circumstances.amount == -1e-39", 26),
        ("circumstances.amount in [1, 1e400]", 29),
        (f"circumstances.stay_months > 9{NINES}", 29),
        ("circumstances.amount > 0x" + "f" * 9_000, 24),
        (f"length_in(filing.item, 9{NINES})", 24),
        ("length_in(filing.item, 1000001)", 1),
        ("circumstances.amount > " + "1" * 5_000, 1),
        ("day + days(1000000000000001) > date('2020-01-01')", 1),
        ("day + days(999999999999999) + days(999999999999999) > date('2020-01-01')", 1),
        (f"filing.type == 9{NINES}", 16),
    ],
)
def test_too_many_digits_are_told_with_their_place(text: str, column: int) -> None:
    began = time.monotonic()
    with pytest.raises(ExpressionError) as found:
        parse(text, facts())
    assert (found.value.line, found.value.column) == (1, column)
    assert len(str(found.value)) < 1_000
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "number", [NINES, f"-{NINES}", f"{NINES}.{NINES}", f"-0.{NINES}", "1e37", "1e-38", "0.10"]
)
def test_as_many_digits_as_a_column_holds_come_back_whole(number: str) -> None:
    expr = parse(f"circumstances.amount == {number}", facts())
    assert parse(to_text(expr), facts()) == expr
    assert Decimal(to_text(expr).split()[-1]) == Decimal(number)


@given(st.integers(-(10**90), 10**90), st.integers(-90, 90))
def test_the_bound_is_a_matter_of_digits(whole: int, exponent: int) -> None:
    number = Decimal(whole).as_tuple()
    found = is_bounded(Decimal((number.sign, number.digits, exponent)))
    exact = abs(Fraction(whole)) * Fraction(10) ** exponent
    assert found == (exact < 10**MOST_DIGITS and abs(exponent) <= MOST_DIGITS)
    assert is_bounded(whole) == (abs(whole) < 10**MOST_DIGITS)


def test_facts_offsets_and_sums_are_held_to_it_too() -> None:
    amount, months, item = (facts()[f"circumstances.{n}"] for n in ("amount", "stay_months", "settled"))
    for build in (
        lambda: amount == Decimal("1e38"),
        lambda: amount == 10**5_000,
        lambda: months == 10**38,
        lambda: item == 10**5_000,
        lambda: facts()["filing.type"] == 10**5_000,
        lambda: facts()["filing.item"].starts_with(10**5_000),  # type: ignore[arg-type]
        lambda: facts()["filing.item"].length_in([10**5_000]),
        lambda: Days(10**5_000),
        lambda: WorkingDays(10**15) + WorkingDays(1),
    ):
        with pytest.raises(DefinitionError) as found:
            build()
        assert len(str(found.value)) < 1_000
    assert Offset(days=10**15).days == 10**15
    for wrong in ("1e38", "1e-39", "1e999999999", "Infinity", "NaN"):
        with pytest.raises(ValueRefusedError, match=r"Circumstances\.amount"):
            Circumstances(amount=Decimal(wrong))
    assert Circumstances(amount=Decimal("1e37")).amount == 10**37


def test_what_is_shown_is_short() -> None:
    assert described([1, 2, 3, 4]) == "[1, 2, 3, …]"
    assert described({10**40}) == "[int, more than 38 digits]"
    assert len(described("a" * 10**6)) == 61
    assert described(True) == "True"  # a value like any other
    assert described(Decimal("NaN")) == "Decimal, more than 38 digits"
