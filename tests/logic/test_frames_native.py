"""Check sums and day numbers in an engine's own words are those of one object."""

from datetime import date, timedelta

import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.logic import Rulebook
from yibao_rules.logic.dates import Offset
from yibao_rules.logic.evaluate import checksum_mod11_2
from yibao_rules.logic.frames.dates import FIRST, LAST
from yibao_rules.logic.frames.engines import looked_up
from yibao_rules.logic.frames.native import checksum_steps, ordinal_step, with_step
from yibao_rules.logic.nodes import ALWAYS, NEVER
from yibao_rules.testing.frames import differences
from yibao_rules.testing.logic_sample import Case, make_rule, make_table

ENGINES = ["polars", "duckdb"]
RIGHT = "11010519491231002X"
ODD = [
    RIGHT,
    "110105194912310021",
    "11010519491231002x",
    "+1010519491231002X",
    "-1010519491231002X",
    " 1010519491231002X",
    "1_010519491231002X",
    "1101051949123100２X",
    "１１０１０５１９４９１２３１００２X",
    "1101051949123100é",
    "11010519491231002X\n",
    "11010519491231002",
    "",
    None,
]


def made(engine: str, values: pl.Series, steps: object) -> list[object]:
    frame = pl.DataFrame({"f": values})
    wrapped = nw.from_native(frame.lazy() if engine == "polars" else duckdb.from_arrow(frame.to_arrow()))
    assert isinstance(steps, list)
    for step in steps:
        wrapped = with_step(wrapped, step)
    return wrapped.collect()["p"].to_list()


@pytest.mark.parametrize("engine", ENGINES)
def test_odd_numbers(engine: str) -> None:
    values = pl.Series("f", ODD, dtype=pl.String)
    found = made(engine, values, checksum_steps(engine, "f", "p"))
    assert found == [n is not None and checksum_mod11_2(n) for n in ODD]
    assert found[0] is True


@settings(max_examples=30)
@given(st.lists(st.text("0123456789X", min_size=18, max_size=18) | st.text(max_size=19), min_size=1))
def test_any_number(numbers: list[str]) -> None:
    values = pl.Series("f", [*numbers, RIGHT], dtype=pl.String)
    found = made("polars", values, checksum_steps("polars", "f", "p"))
    assert found == [checksum_mod11_2(n) for n in (*numbers, RIGHT)]


def test_every_check_character() -> None:
    numbers = [f"1101051949123100{n:01d}{c}" for n in range(10) for c in "0123456789X"]
    expected = [checksum_mod11_2(n) for n in numbers]
    assert sum(expected) == 10
    for engine in ENGINES:
        assert made(engine, pl.Series("f", numbers), checksum_steps(engine, "f", "p")) == expected


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("days", [0, 30, -30])
def test_ordinals(engine: str, days: int) -> None:
    dates = [date(2024, 2, 29), date(1970, 1, 1), date(1969, 12, 31), date.min, date.max, None]
    found = made(engine, pl.Series("f", dates), ordinal_step(engine, "f", "p", Offset(days=days)))
    moved = (None if d is None else Offset(days=days).after(d) for d in dates)
    assert found == [None if d is None else d.toordinal() for d in moved]


def test_dates_that_python_does_not_know() -> None:
    (step,) = ordinal_step("duckdb", "f", "p", Offset()) or ()
    days = duckdb.sql(
        "SELECT unnest([DATE 'infinity', DATE '-infinity', DATE '10000-01-01', DATE '0044-03-15 (BC)']) AS f"
    )
    found = [row[1] for row in with_step(nw.from_native(days), step).to_native().fetchall()]
    assert found == [LAST, FIRST, LAST, FIRST]
    (own,) = ordinal_step("polars", "f", "p", Offset()) or ()
    beyond = pl.Series("f", [3_000_000, -3_000_000], dtype=pl.Int32).cast(pl.Date)
    assert pl.DataFrame({"f": beyond}).with_columns(**own)["p"].to_list() == [LAST, FIRST]


def test_what_has_no_better_way() -> None:
    assert checksum_steps("pandas", "f", "p") is None
    assert ordinal_step("pandas", "f", "p", Offset()) is None
    assert ordinal_step("polars", "f", "p", Offset(months=1)) is None
    assert ordinal_step("duckdb", "f", "p", Offset(years=1)) is None


@pytest.mark.parametrize("few", [True, False])
def test_a_choice_and_a_join_look_up_the_same(few: bool) -> None:
    numbers = list(range(1, 6 if few else 51))
    texts = [f"o'{n}" for n in numbers]
    days = [date(2026, 3, 2) + timedelta(days=n) for n in numbers]
    asked = pl.DataFrame({"f": [3, 4, -1, None], "t": ["o'3", "o'4", "x", None]})
    frame = nw.from_native(duckdb.from_arrow(asked.to_arrow()))
    frame = looked_up(frame, "f", numbers, {"text": texts, "day": days})
    frame = looked_up(frame, "t", texts, {"number": numbers})
    found = sorted(frame.select("text", "day", "number").to_native().fetchall(), key=str)
    assert found == [("o'3", days[2], 3), ("o'4", days[3], 4), (None, None, None), (None, None, None)]


@pytest.mark.parametrize("engine", [*ENGINES, "pyarrow"])
def test_a_rule_that_nothing_can_keep_and_one_that_nothing_can_break(engine: str) -> None:
    rules = (make_rule("never/kept", when=ALWAYS, must=NEVER), make_rule("never/broken", must=ALWAYS))
    book = Rulebook("never", rules, make_table())
    assert not differences(book, [Case(), Case()], day=date(2026, 3, 2), engine=engine)
