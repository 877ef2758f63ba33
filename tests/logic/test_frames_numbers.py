"""Exact numbers in columns say what exact numbers on objects say: nothing is rounded on the way."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from itertools import product
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.logic import Fact, FactTable, Rulebook
from yibao_rules.logic.frames import engines as made
from yibao_rules.logic.frames.columns import Reader, holds_code
from yibao_rules.logic.frames.engines import Engine
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.logic.frames.numbers import Digits, against
from yibao_rules.logic.nodes import Comparison, FactType
from yibao_rules.testing.frames import engines, rows_of
from yibao_rules.testing.logic_sample import Case, make_rule
from yibao_rules.text import same

pa: Any = import_module("pyarrow")
pd: Any = import_module("pandas")
DAY = date(2024, 3, 1)
T = FactTable(
    subject=Case,
    facts=tuple(Fact(name=n, path="cost", type=FactType.NUMBER, label=same(n)) for n in ("cost", "sum")),
)
ENGINES = ("pandas objects", *(e for e in engines() if e not in ("pandas", "dask", "pyspark")))
NEAR = (Decimal("12345678901234567.88"), Decimal("12345678901234567.89"), Decimal("0.10"), None)
"""The first two are one float."""


def frame_of(engine: str, columns: Mapping[str, Any]) -> Any:
    table = pa.table(columns)
    match engine:
        case "polars":
            return pl.from_arrow(table)
        case "polars lazy":
            return pl.LazyFrame(pl.from_arrow(table))
        case "pandas[pyarrow]":
            return table.to_pandas(types_mapper=pd.ArrowDtype)
        case "pandas objects":
            return table.to_pandas()
        case "duckdb":
            return import_module("duckdb").from_arrow(table)
        case _:
            return table


def decimals(values: Any, precision: int = 20, scale: int = 2) -> Any:
    return pa.array(list(values), pa.decimal128(precision, scale))


def asked(book: Rulebook, frame: Any) -> list[list[str]]:
    rows = sorted(
        rows_of(book.check_frame(frame, day=DAY, verify=False).decisions), key=lambda r: int(r["id"])
    )
    return [[str(row[rule.code]) for rule in book] for row in rows]


def on_objects(book: Rulebook, costs: Any) -> list[list[str]]:
    return [[o.code for o in book.outcomes(Case(cost=cost), DAY).values()] for cost in costs]


CONSTANTS = tuple(
    map(
        Decimal, ("12345678901234567.885", "12345678901234567.88", "0.1", "0.099", "-1E+30", "1E+30", "1E-30")
    )
)
cost = T["cost"]
TESTS = (
    *(test for c in CONSTANTS for test in (cost == c, cost < c, cost <= c, cost > c, cost >= c)),
    cost.is_in([Decimal("0.1"), Decimal("12345678901234567.885")]),
)
COMPARED = Rulebook("compared", tuple(make_rule(f"own/{n}", must=must) for n, must in enumerate(TESTS)), T)


@pytest.mark.parametrize("engine", ENGINES)
def test_decimals_are_compared_digit_by_digit(engine: str) -> None:
    frame = frame_of(engine, {"id": [0, 1, 2, 3], "cost": decimals(NEAR)})
    assert asked(COMPARED, frame) == on_objects(COMPARED, NEAR)


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_numbers_against_fractions(engine: str) -> None:
    rules = tuple(
        make_rule(f"own/{n}", must=must)
        for n, must in enumerate((T["cost"] < Decimal("2.5"), T["cost"] == Decimal("2.5"), T["cost"] > 2))
    )
    book = Rulebook("whole", rules, T)
    costs = [2, 3, 2**53 + 1, None]
    found = asked(book, frame_of(engine, {"id": [0, 1, 2, 3], "cost": pa.array(costs, pa.int64())}))
    assert found == on_objects(book, [None if c is None else Decimal(c) for c in costs])


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_of_numbers_side_by_side(engine: str) -> None:
    book = Rulebook(
        "sides",
        (make_rule("own/at-most", must=T["sum"] <= T["cost"]), make_rule(must=T["sum"] == T["cost"])),
        T,
    )
    fine = [
        Decimal("12345678901234567.8801"),
        Decimal("12345678901234567.8900"),
        Decimal("0.1001"),
        Decimal(0),
    ]
    frame = frame_of(engine, {"id": [0, 1, 2, 3], "cost": decimals(NEAR), "sum": decimals(fine, 24, 4)})
    expected = [
        ["violated", "violated"],
        ["satisfied", "satisfied"],
        ["violated", "violated"],
        ["cannot_tell"] * 2,
    ]
    assert asked(book, frame) == expected
    beside = {"id": [0, 1, 2, 3], "cost": decimals(NEAR), "sum": pa.array([0, 2**60, 0, 0], pa.int64())}
    assert [row[0] for row in asked(book, frame_of(engine, beside))] == [
        "satisfied",
        "violated",
        "satisfied",
        "cannot_tell",
    ]
    floats = {**beside, "sum": pa.array([0.0, float("nan"), 0.1, 0.0])}
    assert [row[1] for row in asked(book, frame_of(engine, floats))] == [
        "violated",
        "cannot_tell",
        "satisfied",
        "cannot_tell",
    ]


def test_decimals_too_wide_to_stand_side_by_side_are_refused() -> None:
    book = Rulebook("sides", (make_rule(must=T["sum"] <= T["cost"]),), T)
    wide = {"id": [1], "cost": decimals([1], 38, 0), "sum": decimals([1], 38, 30)}
    with pytest.raises(FrameError, match="38 digits"):
        asked(book, pa.table(wide))


@pytest.mark.parametrize("engine", ["pyarrow", "pandas objects"])
def test_a_type_that_is_not_known_is_refused_where_it_has_values(engine: str) -> None:
    widest = pa.array([Decimal(1).scaleb(45), None], pa.decimal256(50, 2))
    with pytest.raises(FrameError, match="a type of its own"):
        asked(COMPARED, frame_of(engine, {"id": [0, 1], "cost": widest}))
    found = asked(COMPARED, frame_of(engine, {"id": [0, 1], "cost": pa.nulls(2), "sum": [1.0, 2.0]}))
    assert {outcome for row in found for outcome in row} == {"cannot_tell"}


def test_python_decimals_in_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = [Decimal(1).scaleb(90), Decimal("0.1")]
    with pytest.raises(FrameError, match="cost"):  # no decimal type holds them
        asked(COMPARED, pd.DataFrame({"id": [0, 1], "cost": costs}))
    real = import_module

    def without_arrow(name: str) -> Any:
        if name == "pyarrow":
            raise ImportError(name)
        return real(name)

    monkeypatch.setattr(made, "import_module", without_arrow)
    assert made._decimals(pd.Series([Decimal("0.5"), None], dtype=object)).tolist()[0] == 0.5


def test_an_engine_without_decimal_constants_gets_floats_of_few_digits() -> None:
    engine = Engine(eager_polars=False, implementation="dask")
    for digits, kind in ((15, "Float"), (16, None)):
        schema = made.take_in(pa.table({"cost": decimals([1], digits, 2)}))[0].collect_schema()
        reader = Reader(dict(schema), T, engine)
        if kind is None:
            with pytest.raises(FrameError, match="15 digits"):
                reader.source(T["cost"].ref)
        else:
            _, found, held = reader.source(T["cost"].ref) or (None, None, None)
            assert (found, held) == (kind, Digits(13, 2))


NUMBERS = st.decimals(-2000, 2000, places=1) | st.decimals(-2000, 2000, places=4)


@given(number=NUMBERS, constant=NUMBERS, digits=st.sampled_from([(3, 1), (4, 1), (2, 0), (4, 4)]))
def test_a_constant_of_any_digits_means_the_same(
    number: Decimal, constant: Decimal, digits: tuple[int, int]
) -> None:
    held = Digits(*digits)
    top = Decimal(10) ** held.whole
    number = number.quantize(Decimal(1).scaleb(-held.scale)) % top
    for op in Comparison:
        found = against(op, constant, held)
        expected = holds(number, op, constant)
        assert (found if isinstance(found, bool) else holds(number, *found)) is expected
        if not isinstance(found, bool):
            assert abs(found[1]) < top
            assert found[1] == found[1].quantize(Decimal(1).scaleb(-held.scale))


def holds(left: Decimal, op: Comparison, right: Decimal) -> bool:
    return {
        Comparison.EQ: left == right,
        Comparison.LT: left < right,
        Comparison.LE: left <= right,
        Comparison.GT: left > right,
        Comparison.GE: left >= right,
    }[op]


@pytest.mark.parametrize(("op", "sign"), tuple(product(Comparison, (1, -1))))
def test_what_no_number_of_the_column_reaches(op: Comparison, sign: int) -> None:
    assert against(op, sign * Decimal("999.5"), Digits(3, 0)) is not None
    for constant in (sign * Decimal(1000), sign * Decimal("1E+400")):
        assert against(op, constant, Digits(3, 0)) is holds(Decimal(5), op, constant)


def test_types_that_are_not_exact_have_no_digits() -> None:
    schema = made.narwhals().from_native(pl.DataFrame({"f": [0.5], "i": [1], "t": ["x"]})).collect_schema()
    assert [Digits.of(dtype) for dtype in schema.values()] == [None, Digits(20, 0), None]


def test_a_dask_plan_is_settled_and_others_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = made.narwhals().from_native(pl.DataFrame({"a": [1]}))
    assert made.planned(frame) is frame
    native = SimpleNamespace(to_delayed=lambda: ["part"], _meta="meta", divisions=(0, 1))
    dask = SimpleNamespace(implementation=SimpleNamespace(value="dask"), to_native=lambda: native)
    fake = SimpleNamespace(from_delayed=lambda parts, meta, divisions: (parts, meta, divisions))
    monkeypatch.setattr(made, "import_module", {"dask.dataframe": fake}.__getitem__)
    monkeypatch.setattr(made, "narwhals", lambda: SimpleNamespace(from_native=lambda found: found))
    assert made.planned(dask) == (["part"], "meta", (0, 1))


def test_codes_as_text_are_found_alike_however_an_engine_is_asked() -> None:
    frame = made.narwhals().from_native(
        pl.DataFrame({"codes": ["a", "b;a", "a;b", "b;a;c", "ab;ba", "", None]})
    )
    for name in ("polars", "dask"):
        asked_so = holds_code(
            made.narwhals().col("codes"), "String", "a", Engine(eager_polars=False, implementation=name)
        )
        assert frame.select(asked_so).to_native().to_series().to_list() == [True] * 4 + [False] * 2 + [None]
