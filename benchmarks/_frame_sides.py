"""The ways to judge a frame of filings: by the library or by hand, on each engine, from memory or from Parquet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]
from attrs import frozen
from benchmarks.hand_written_polars import HandWritten as PolarsByHand
from benchmarks.hand_written_sql import HandWritten as SqlByHand

from yibao_rules.calendar import national
from yibao_rules.logic.rule import Rulebook
from yibao_rules.testing.cases import DAY
from yibao_rules.validators.national import national_rules

WORKDAYS = national().add_or_none
Answers = Any
"""What has ``decisions`` and ``findings``: a FrameResult, or what is written by hand."""


def book() -> Rulebook:
    """Give the national rules of the day on which the samples are in order."""
    return national_rules().at(DAY)


def by_library(frame: object, *, verify: bool = False) -> Answers:
    """Judge by the rulebook; without the look at the data unless asked, as the hand-written way has none."""
    return book().check_frame(frame, day=DAY, workdays=WORKDAYS, verify=verify)


def verified(frame: object) -> Answers:
    """Judge by the rulebook as users do: refuse first what would make the answer wrong."""
    return by_library(frame, verify=True)


@frozen
class Kind:
    """One engine.

    Attributes:
        load: reads the Parquet file into memory as the engine's own frame.
        scan: opens the Parquet file as a lazy frame; None where there is none.
        run: works answers out and drops them.
        by_hand: judges by the hand-written rules; None where nobody wrote them.
    """

    load: Callable[[Path], Any]
    scan: Callable[[Path], Any] | None
    run: Callable[[list[Any]], None]
    by_hand: Callable[[Any], Answers] | None = None


def _in_duckdb(path: Path) -> Any:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.execute("CREATE TABLE filings AS FROM read_parquet($path)", {"path": str(path)})
    return connection.table("filings")


def _scanned_by_duckdb(path: Path) -> Any:
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection.read_parquet(str(path))


def _collect(wanted: list[Any]) -> None:
    pl.collect_all(wanted)


def _to_arrow(wanted: list[Any]) -> None:
    for relation in wanted:
        relation.to_arrow_table()


def _nothing_left(_wanted: list[Any]) -> None:
    """Eager frames are there as soon as they are asked for."""


def _by_polars(frame: Any) -> Answers:
    return PolarsByHand(frame, DAY, WORKDAYS)


def _by_sql(frame: Any) -> Answers:
    return SqlByHand(frame, DAY, WORKDAYS)


def _with_numpy_types(path: Path) -> Any:
    return pq.read_table(path).to_pandas(date_as_object=False)


def _with_arrow_types(path: Path) -> Any:
    import pandas as pd  # noqa: PLC0415  # slow to import, and needed here only

    return pq.read_table(path).to_pandas(types_mapper=pd.ArrowDtype)


ENGINES: Mapping[str, Kind] = {
    "polars-lazy": Kind(lambda p: pl.read_parquet(p).rechunk().lazy(), pl.scan_parquet, _collect, _by_polars),
    "duckdb": Kind(_in_duckdb, _scanned_by_duckdb, _to_arrow, _by_sql),
    "polars": Kind(lambda p: pl.read_parquet(p).rechunk(), None, _nothing_left),
    "pyarrow": Kind(lambda p: pq.read_table(p).combine_chunks(), None, _nothing_left),
    "pandas": Kind(_with_numpy_types, None, _nothing_left),
    "pandas[pyarrow]": Kind(_with_arrow_types, None, _nothing_left),
}


ASKED: Mapping[str, tuple[str, ...]] = {
    "结论 decisions": ("decisions",),
    "问题 findings": ("findings",),
    "两者 both": ("decisions", "findings"),
}


def answer(kind: Kind, judge: Callable[[Any], Answers], frame: Any, asked: tuple[str, ...]) -> None:
    """Judge a frame and work out what is asked."""
    answers = judge(frame)
    kind.run([getattr(answers, name) for name in asked])
