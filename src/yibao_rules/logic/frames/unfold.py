"""From columns of yes and no to a row for each yes, in one query of the engines that plan queries in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from yibao_rules.logic.frames.engines import Frame, narwhals

NUMBER, TEXT = "n", "missing"


def unfolded(frame: Frame, heads: Sequence[str], texts: Mapping[int, str]) -> Frame:
    """Give a row for each column ``found<n>`` that is true: one pass over the data, however many columns there are.

    Neither engine is told a name for the frame, since in its catalogue the user may have a table of that name.

    Args:
        frame: a frame of DuckDB or PySpark.
        heads: the columns that go along; their names are our own short ones.
        texts: for each n the column of the text that goes with it, or a text in quotes.

    Returns:
        The heads, ``n``, and the text as ``missing``.
    """
    native = frame.to_native()
    unfold = _on_duckdb if str(frame.implementation.value) == "duckdb" else _on_spark
    return narwhals().from_native(unfold(native, list(heads), texts))


def _on_duckdb(native: Any, heads: list[str], texts: Mapping[int, str]) -> Any:
    # Most rows have nothing: no list is made for them. A filter would be pushed down, and all below worked out twice.
    some = " OR ".join(f"found{n}" for n in texts)
    numbers = ", ".join(f"CASE WHEN found{n} THEN {n}::USMALLINT END" for n in texts)
    unfold = f"unnest(CASE WHEN {some} THEN list_filter([{numbers}], lambda x: x IS NOT NULL) END) AS y"
    # A list of numbers costs a third of one of numbers and texts: the text is chosen afterwards.
    columns = [text for text in texts.values() if not text.startswith("'")]
    chosen = " ".join(f"WHEN {n} THEN {text}" for n, text in texts.items() if text in columns)
    told = f"CASE y {chosen} ELSE '' END" if chosen else "''"
    unfolded = native.project(", ".join((*heads, *columns, unfold)))
    return unfolded.project(", ".join((*heads, f"y::BIGINT AS {NUMBER}", f"{told} AS {TEXT}")))


def _on_spark(native: Any, heads: list[str], texts: Mapping[int, str]) -> Any:
    cases = (
        f"CASE WHEN found{n} THEN named_struct('{NUMBER}', {n}L, '{TEXT}', {text}) END"
        for n, text in texts.items()
    )
    unfold = f"explode(filter(array({', '.join(cases)}), x -> x IS NOT NULL)) AS y"
    parts = f"y.{NUMBER} AS {NUMBER}", f"y.{TEXT} AS {TEXT}"
    return native.selectExpr(*heads, unfold).selectExpr(*heads, *parts)
