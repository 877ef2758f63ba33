"""What polars and DuckDB are told in their own words: check sums, day numbers, formulas of named columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from importlib import import_module
from operator import and_, invert, or_
from typing import Any

from attrs import frozen

from yibao_rules.logic.dates import Offset
from yibao_rules.logic.frames.dates import FIRST, LAST
from yibao_rules.logic.frames.engines import Engine, Frame, narwhals
from yibao_rules.logic.frames.said import Said, SqlSpeaker

Step = Mapping[str, Any]
"""New columns side by side, in the engine's own words: polars expressions, or SQL."""

_EPOCH = 719_163
"""The ordinal of 1970-01-01, from which polars counts days."""

# A digit is q[j] - 10 q[j+1] with q[j] = number // 10**j, and 10 is -1 modulo 11: the weights of ISO 7064 MOD 11-2.
_WEIGHTS = (2, *((pow(2, j + 1, 11) + pow(2, j, 11)) % 11 for j in range(1, 17)))


def checksum_steps(engine: str, column: str, name: str) -> Sequence[Step] | None:
    """Give the steps to a column ``name``: whether a text is 18 characters with the right check character; never null.

    Args:
        engine: narwhals' name of the engine.
        column: the text.
        name: the column to make; further columns that begin so are made on the way.

    Returns:
        The steps, each over the columns of those before; None for an engine that has no better way.
    """
    maker = _CHECKSUMS.get(engine)
    return None if maker is None else maker(column, name)


def ordinal_step(engine: str, column: str, name: str, offset: Offset) -> Sequence[Step] | None:
    """Give the step to a column ``name``: the ordinal of a date moved by days, null where the date is null.

    Returns:
        The step; None for an engine that has no better way, and where months are to be counted.
    """
    maker = _ORDINALS.get(engine)
    return None if maker is None or offset.months or offset.years else [{name: maker(column, offset.days)}]


def with_step(frame: Frame, step: Step) -> Frame:
    """Add a step's columns to a frame of the engine whose step it is."""
    native = frame.to_native()
    if str(frame.implementation.value) == "polars":
        return narwhals().from_native(native.with_columns(**step))
    # The columns' names here are our own short ones.
    return narwhals().from_native(
        native.project(f"*, {', '.join(f'{sql} AS {n}' for n, sql in step.items())}")
    )


@frozen(kw_only=True)
class Words:
    """How formulas of columns of yes and no that are never null are written, and put beside a frame.

    Attributes:
        shared: whether tests are expressions of the same kind, and may stand within formulas.
        column: gives a column.
        no: negates.
        every: joins by "and".
        some: joins by "or".
        any_of: joins many by "or".
        listed: joins texts, and leaves out the first character.
        said: what has ``col``, ``lit``, ``when`` and ``Enum``.
        add: adds columns told in these words to a frame.
        choose: selects columns told in these words from a frame.
    """

    shared: bool = False
    column: Callable[[str], Any]
    no: Callable[[Any], Any] = invert
    every: Callable[[Iterable[Any]], Any]
    some: Callable[[Iterable[Any]], Any]
    any_of: Callable[[Iterable[Any]], Any]
    listed: Callable[[Sequence[Any]], Any]
    said: Any
    add: Callable[[Frame, Step], Frame]
    choose: Callable[[Frame, Sequence[Any]], Frame]


def words_of(engine: Engine) -> Words:
    """Give an engine's own words, which it is told far quicker than through a layer; else those that all share."""
    if engine.portable or engine.implementation not in ("polars", "duckdb"):
        return shared_words()
    return _polars_words() if engine.implementation == "polars" else _SQL


def shared_words() -> Words:
    """Give the words that every engine is told through narwhals."""
    nw = narwhals()
    return Words(
        shared=True,
        column=nw.col,
        every=_every,
        some=_some,
        any_of=lambda parts: nw.any_horizontal(*parts, ignore_nulls=False),
        listed=lambda texts: nw.concat_str(texts).str.slice(1),
        said=nw,
        add=lambda frame, step: frame.with_columns(**step),
        choose=lambda frame, columns: frame.select(*columns),
    )


def _polars_words() -> Words:
    pl = import_module("polars")
    return Words(
        column=pl.col,
        every=_every,
        some=_some,
        any_of=lambda parts: pl.any_horizontal(*parts),
        listed=lambda texts: pl.concat_str(texts).str.slice(1),
        said=pl,
        add=with_step,
        choose=lambda frame, columns: narwhals().from_native(frame.to_native().select(*columns)),
    )


def _every(parts: Iterable[Any]) -> Any:
    return reduce(and_, parts)


def _some(parts: Iterable[Any]) -> Any:
    return reduce(or_, parts)


def _sql_some(parts: Iterable[str]) -> Said:
    return Said(f"({' OR '.join(parts)})")


_SQL = Words(
    column=Said,
    no=lambda part: Said(f"(NOT {part})"),
    every=lambda parts: Said(f"({' AND '.join(parts)})"),
    some=_sql_some,
    any_of=_sql_some,
    listed=lambda texts: Said(f"substr(concat({', '.join(texts)}), 2)"),
    said=SqlSpeaker,
    add=with_step,
    choose=lambda frame, columns: narwhals().from_native(frame.to_native().project(", ".join(columns))),
)
"""Formulas in DuckDB's SQL."""


def _polars_checksum(column: str, name: str) -> Sequence[Step]:
    pl = import_module("polars")
    text, number, check = pl.col(column), pl.col(f"{name}a"), pl.col(f"{name}b")
    total = sum((number // 10**j) * weight for j, weight in enumerate(_WEIGHTS) if j) + number * _WEIGHTS[0]
    last = text.str.slice(17)
    right = pl.when(check == 2).then(last == "X")  # 2 asks for ten, which is written X
    right = right.otherwise(last.cast(pl.Int64, strict=False) == (12 - check) % 11)
    # What a number may begin with besides digits are signs; in 18 bytes 18 characters are plain ones.
    plain = (text.str.len_bytes() == 18) & text.str.slice(0, 1).is_between(pl.lit("0"), pl.lit("9"))
    return [
        {f"{name}a": text.str.slice(0, 17).cast(pl.Int64, strict=False)},
        {f"{name}b": total % 11},
        {name: (plain & right).fill_null(value=False)},
    ]


def _duckdb_checksum(column: str, name: str) -> Sequence[Step]:
    number, check, last = f"{name}a", f"{name}b", f"right({column}, 1)"
    total = " + ".join(f"({number} // {10**j}) * {weight}" for j, weight in enumerate(_WEIGHTS))
    shaped = f"regexp_full_match({column}, '[0-9]{{17}}[0-9X]')"
    right = (
        f"CASE {check} WHEN 2 THEN {last} = 'X' ELSE TRY_CAST({last} AS TINYINT) = (12 - {check}) % 11 END"
    )
    return [
        {number: f"CASE WHEN {shaped} THEN TRY_CAST(left({column}, 17) AS BIGINT) END"},
        {check: f"({total}) % 11"},
        {name: f"coalesce({right}, false)"},
    ]


def _polars_ordinal(column: str, days: int) -> Any:
    pl = import_module("polars")
    return (pl.col(column).cast(pl.Int32).cast(pl.Int64) + (_EPOCH + days)).clip(FIRST, LAST)


def _duckdb_ordinal(column: str, days: int) -> str:
    # Its dates reach further than Python's, and know infinity.
    ordinal = (
        f"CASE WHEN {column} > DATE '9999-12-31' THEN {LAST} WHEN {column} < DATE '0001-01-01' THEN {FIRST} "
        f"ELSE {column} - DATE '0001-01-01' + {FIRST} END"
    )
    return f"CASE WHEN {column} IS NOT NULL THEN greatest({FIRST}, least({LAST}, {ordinal} + {days})) END::BIGINT"


_CHECKSUMS: Mapping[str, Callable[[str, str], Sequence[Step]]] = {
    "polars": _polars_checksum,
    "duckdb": _duckdb_checksum,
}
_ORDINALS: Mapping[str, Callable[[str, int], Any]] = {"polars": _polars_ordinal, "duckdb": _duckdb_ordinal}
