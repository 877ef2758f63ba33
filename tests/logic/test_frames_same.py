"""A frame gets from the rules what each of its rows would get as an object: on every engine that is installed."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.logic import Offset, Rulebook, predicate
from yibao_rules.logic.frames.bits import (
    FALSE,
    TRUE,
    All,
    Bit,
    Bits,
    Fixed,
    Has,
    Holds,
    Neg,
    Reached,
    Some,
    atoms,
)
from yibao_rules.logic.frames.dates import FIRST, LAST, bounds, ordinal_stages
from yibao_rules.logic.frames.engines import narwhals
from yibao_rules.logic.frames.faults import NoColumnFormError
from yibao_rules.logic.nodes import Compare, Comparison, Known, Literal, Predicate, Shifted, walk
from yibao_rules.testing.check_rule import check_rule
from yibao_rules.testing.every_test import DAY, every_case, every_test
from yibao_rules.testing.every_test import next_days as every_days
from yibao_rules.testing.frames import differences, engines
from yibao_rules.testing.logic import DATES, rulebooks, subjects
from yibao_rules.testing.logic_sample import Case, Fault, Status, make_rule, make_table
from yibao_rules.text import same

T = make_table()
HERE = [e for e in engines() if e != "duckdb"]
"""DuckDB plans each of a random book's queries anew, which takes seconds: it gets one book with every kind of test."""


def next_days(day: date, n: int) -> date | None:
    if not 1000 < day.year < 3000:
        return None
    return day + timedelta(days=n)


def without_functions(book: Rulebook) -> Rulebook:
    calling = [
        r.code for r in book for e in (r.when, r.must) for node in walk(e) if isinstance(node, Predicate)
    ]
    for code in dict.fromkeys(calling):
        book = book.without(code)
    return book


@pytest.mark.parametrize("engine", HERE)
@settings(max_examples=8)
@given(
    book=rulebooks(T, Fault.STATUS),
    cases=st.lists(subjects(T), min_size=1, max_size=5),
    day=st.sampled_from(DATES),
    by_row=st.booleans(),
)
def test_random_rules(engine: str, book: Rulebook, cases: list[Case], day: date, by_row: bool) -> None:
    plain = without_functions(book)
    assert not differences(plain, cases, day=day, engine=engine, workdays=next_days, by_row=by_row)


@pytest.mark.parametrize("engine", engines())
@pytest.mark.parametrize("by_row", [False, True])
def test_every_kind_of_test(engine: str, by_row: bool) -> None:
    found = differences(
        every_test(), every_case(), day=DAY, engine=engine, workdays=every_days, by_row=by_row
    )
    assert not found


def test_the_differential_test_notices() -> None:
    class Lying(Rulebook):
        """Says of objects something else than of frames."""

        def outcomes(self, *_args: object, **_named: object) -> dict[str, object]:  # type: ignore[override]
            return {"status/not-normal": Status.NORMAL}

    book = Lying("lying", (make_rule(),), T)
    (found,) = differences(book, [Case()], day=DATES[1])
    assert (found.engine, found.row, found.what) == ("polars", 0, "status/not-normal")
    assert (found.object_path, found.frame_path) == ("normal", "cannot_tell")


def test_check_rule_proves_a_rule_and_refuses_a_function() -> None:
    check_rule(make_rule(), T, on=("polars",), max_examples=3)
    check_rule(
        [make_rule(), make_rule("other/rule")], T, subject=st.just(Case()), on=("pyarrow",), max_examples=2
    )
    called = predicate("grown", lambda age: age > 3, facts=(T["age"],), label=same("成年"))
    with pytest.raises(NoColumnFormError, match="own/rule"):
        check_rule(make_rule("own/rule", must=called), T, on=("polars",), max_examples=2)


def test_check_rule_tries_every_engine_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def noted(*args: object, engine: str, **named: object) -> tuple[()]:
        tried.append(engine)
        return ()

    monkeypatch.setattr("yibao_rules.testing.check_rule.differences", noted)
    check_rule(make_rule(), T, max_examples=1)
    assert set(tried) == set(engines())


# --- dates ----------------------------------------------------------------------------------------------------


EDGES = sorted(
    {
        date(y, m, d)
        for y in (1, 2, 1900, 2000, 2023, 2024, 9998, 9999)
        for m, d in ((1, 1), (1, 31), (2, 28), (3, 1), (4, 30), (12, 31))
    }
    | {date(2000, 2, 29), date(2024, 2, 29)}
)
OFFSETS = [
    Offset(years=y, months=m, days=d)
    for y, m, d in (
        (0, 0, 0),
        (0, 1, 0),
        (0, -1, 0),
        (1, 0, 0),
        (-30, 0, 0),
        (9999, 0, 0),
        (0, 13, -40),
        (0, 0, 400),
        (0, 0, -400),
    )
]


@pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow"])
def test_ordinals_by_arithmetic(engine: str) -> None:
    from yibao_rules.logic.frames.write import Written  # noqa: PLC0415

    nw = narwhals()
    days = [*EDGES, None]
    frame = nw.from_native(Written({"d": days}, {"d": "date"}).to(engine))
    for offset in OFFSETS:
        moved = frame
        for stage in ordinal_stages("n", nw.col("d"), offset):
            moved = moved.with_columns(**stage)
        found = moved["n"].to_list()
        expected = [offset.after(d) for d in EDGES]
        assert [int(n) for n in found[:-1]] == [d.toordinal() for d in expected if d is not None]
        assert found[-1] is None or found[-1] != found[-1]  # null, or NaN


@given(
    offset=st.sampled_from(OFFSETS),
    op=st.sampled_from(list(Comparison)),
    limit=st.sampled_from(EDGES),
    start=st.sampled_from(EDGES) | st.dates(),
)
def test_a_moved_date_against_a_constant_is_a_span(
    offset: Offset, op: Comparison, limit: date, start: date
) -> None:
    span = bounds(offset, op, limit)
    moved = offset.after(start)
    assert moved is not None
    truth = {
        Comparison.EQ: moved == limit,
        Comparison.LT: moved < limit,
        Comparison.LE: moved <= limit,
        Comparison.GT: moved > limit,
        Comparison.GE: moved >= limit,
    }[op]
    assert truth == (span.low <= start.toordinal() <= span.high)
    assert span.never == (span.low > span.high)
    assert span.low >= FIRST
    assert span.high <= LAST


# --- formulas -------------------------------------------------------------------------------------------------

MOVED = Shifted(T["filed"].ref, Offset(working_days=3))
ATOMS = (
    Has(T["age"].ref),
    Has(T["filed"].ref),
    Holds(Compare(T["age"].ref, Comparison.GT, Literal(3))),
    Reached(MOVED),
    Holds(Compare(MOVED, Comparison.LE, T["age"].ref)),
)
IMPLIED = ((2, 0), (3, 1), (4, 3), (4, 1), (4, 0))
WORLDS = [w for w in product((False, True), repeat=5) if all(w[b] or not w[a] for a, b in IMPLIED)]


def value(bit: Bit, world: Mapping[Bit, bool]) -> bool:
    match bit:
        case Fixed(value=fixed):
            return fixed
        case Neg(part=part):
            return not world[part]
        case All(parts=parts):
            return all(value(p, world) for p in parts)
        case Some(parts=parts):
            return any(value(p, world) for p in parts)
        case _:
            return world[bit]


Formula = tuple[str, object]
FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    st.sampled_from([("atom", a) for a in ATOMS] + [("atom", TRUE), ("atom", FALSE)]),
    lambda inner: (
        st.tuples(st.sampled_from(["all", "some"]), st.lists(inner, min_size=1, max_size=4))
        | st.tuples(st.just("no"), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(formula=FORMULAS)
def test_simplified_formulas_mean_the_same(formula: Formula) -> None:
    bits = Bits()
    built = build(bits, formula)
    opposite = bits.no(built)
    assert bits.no(opposite) == built
    for flags in WORLDS:
        world: dict[Bit, bool] = dict(zip(ATOMS, flags, strict=True))
        assert value(built, world) == meaning(formula, world)
        assert value(opposite, world) != value(built, world)


def build(bits: Bits, formula: Formula) -> Bit:
    kind, part = formula
    if kind == "atom":
        assert isinstance(part, Fixed | Has | Holds | Reached)
        return bits.keep(part)
    if kind == "no":
        return bits.no(build(bits, part))  # type: ignore[arg-type]
    parts = [build(bits, p) for p in part]  # type: ignore[attr-defined]
    return bits.all_of(parts) if kind == "all" else bits.some_of(parts)


def meaning(formula: Formula, world: Mapping[Bit, bool]) -> bool:
    kind, part = formula
    if kind == "atom":
        return value(part, world)  # type: ignore[arg-type]
    if kind == "no":
        return not meaning(part, world)  # type: ignore[arg-type]
    return (all if kind == "all" else any)(meaning(p, world) for p in part)  # type: ignore[attr-defined]


def test_what_follows_drops_out() -> None:
    bits = Bits()
    has, holds = bits.keep(ATOMS[0]), bits.keep(ATOMS[2])
    assert bits.all_of((has, holds)) is holds
    assert bits.some_of((has, holds)) is has
    assert bits.all_of((holds, bits.no(has))) is FALSE
    either = bits.some_of((has, bits.keep(ATOMS[1])))
    assert bits.all_of((bits.no(has), bits.no(bits.keep(ATOMS[1])), either)) is FALSE
    assert bits.all_of((bits.no(has), either)) == All((bits.no(has), ATOMS[1]))
    assert bits.all_of((holds, either)) is holds
    assert bits.all_of((TRUE, either, either)) is either
    both = bits.all_of((has, bits.no(holds)))
    assert list(atoms((both, both))) == [has, holds]
    assert Known(T["age"].ref).fact is T["age"].ref
