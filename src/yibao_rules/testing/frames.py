"""Object against frame: the same rules over the same subjects both ways, every difference told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from attrs import frozen

from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.frames.engines import collected, narwhals
from yibao_rules.logic.frames.write import Written, write
from yibao_rules.logic.rule import Rulebook

_NEEDS: Mapping[str, tuple[str, ...]] = {
    "polars": ("polars",),
    "polars lazy": ("polars",),
    "pyarrow": ("pyarrow",),
    "pandas": ("pandas",),
    "pandas[pyarrow]": ("pandas", "pyarrow"),
    "duckdb": ("duckdb", "pyarrow"),
    "dask": ("dask.dataframe", "pyarrow"),
    "pyspark": ("pyspark", "pyarrow"),
}


def installed(name: str) -> bool:
    """Tell whether a package is there, without importing it."""
    top = name.partition(".")[0]
    return find_spec(top) is not None


def engines() -> tuple[str, ...]:
    """Name the engines that can be tried here; PySpark only when a session already runs, since it starts a JVM."""
    return tuple(
        engine
        for engine, needs in _NEEDS.items()
        if all(map(installed, needs)) and (engine != "pyspark" or _session() is not None)
    )


def _session() -> Any:
    return import_module("pyspark.sql").SparkSession.getActiveSession()


def _make(engine: str, written: Written) -> Any:
    if engine == "polars lazy":
        return written.to("polars").lazy()
    if engine == "dask":
        return import_module("dask.dataframe").from_pandas(written.to("pandas[pyarrow]"), npartitions=2)
    if engine == "pyspark":
        return _session().createDataFrame(written.to("pyarrow"))
    return written.to(engine)


@frozen
class Difference:
    """Where a frame says something else than the object; names no value of the subject.

    Attributes:
        engine: the engine.
        row: the number of the subject, from 0.
        what: ``decision``, the code of a rule, or the code with ``/missing``.
        object_path: what the object gives.
        frame_path: what the frame gives.
    """

    engine: str
    row: int
    what: str
    object_path: str
    frame_path: str


def differences(
    book: Rulebook,
    subjects: Sequence[object],
    *,
    day: date,
    engine: str = "polars",
    workdays: Workdays | None = None,
    by_row: bool = False,
) -> tuple[Difference, ...]:
    """Judge subjects one by one and as a frame; give every row and rule on which the two differ.

    Args:
        book: the rulebook.
        subjects: objects of its class; at least one.
        day: the day asked for.
        engine: one of :func:`engines`.
        workdays: resolves working-day offsets.
        by_row: whether the day stands in a column instead of being one for all.
    """
    # Facts of items are not all listed by name, so those that the rules read are named besides.
    named = dict.fromkeys((*book.facts.names(), *(f.name for rule in book for f in rule.facts)))
    written = write(book.facts, subjects, day=day if by_row else None, facts=named)
    result = book.check_frame(
        _make(engine, written), day=None if by_row else day, workdays=workdays, verify=False
    )
    return against(
        book,
        subjects,
        rows_of(result.decisions),
        rows_of(result.findings),
        engine=engine,
        day=day,
        workdays=workdays,
    )


def against(
    book: Rulebook,
    subjects: Sequence[object],
    decided: Iterable[Mapping[str, Any]],
    findings: Iterable[Mapping[str, Any]],
    *,
    engine: str,
    day: date,
    workdays: Workdays | None = None,
) -> tuple[Difference, ...]:
    """Hold answers given in rows against what the rules say of each object.

    Args:
        book: the rulebook.
        subjects: the objects, in the order of their keys ``id``: 0, 1, 2 …
        decided: a row an object: ``decision`` and each rule's outcome.
        findings: a row a finding: ``code`` and ``missing``.
        engine: who gave them, for the differences.
        day: the day asked for.
        workdays: resolves working-day offsets.
    """
    decisions = {row["id"]: row for row in decided}
    missing = {(row["id"], row["code"]): row["missing"] for row in findings}
    found: list[Difference] = []
    for n, subject in enumerate(subjects):
        report = book.check(subject, day, workdays=workdays)
        expected = {c: o.code for c, o in book.outcomes(subject, day, workdays=workdays).items()}
        expected["decision"] = report.decision.code
        given = {what: str(decisions[n][what]) for what in expected}
        expected |= {f"{f.code}/missing": ",".join(f.missing) for f in report}
        given |= {f"{code}/missing": text for (row, code), text in missing.items() if row == n}
        found += [
            Difference(engine, n, what, expected.get(what, "-"), given.get(what, "-"))
            for what in sorted(expected.keys() | given.keys())
            if expected.get(what) != given.get(what)
        ]
    return tuple(found)


def rows_of(frame: object) -> list[dict[str, Any]]:
    """Give the rows of a native frame of any engine as dictionaries."""
    wrapped = collected(narwhals().from_native(frame))
    return list(wrapped.iter_rows(named=True))
