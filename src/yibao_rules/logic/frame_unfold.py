"""From columns of yes and no to a row for each yes, in one query of the engines that plan queries in SQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from yibao_rules.logic.frame_engines import Frame, narwhals

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
    cases = (
        f"CASE WHEN found{n} THEN {{'{NUMBER}': {n}, '{TEXT}': {text}}} END" for n, text in texts.items()
    )
    unfold = f"unnest(list_filter([{', '.join(cases)}], lambda x: x IS NOT NULL)) AS y"
    return native.project(", ".join((*heads, unfold))).project(", ".join((*heads, *_parts())))


def _on_spark(native: Any, heads: list[str], texts: Mapping[int, str]) -> Any:
    cases = (
        f"CASE WHEN found{n} THEN named_struct('{NUMBER}', {n}L, '{TEXT}', {text}) END"
        for n, text in texts.items()
    )
    unfold = f"explode(filter(array({', '.join(cases)}), x -> x IS NOT NULL)) AS y"
    return native.selectExpr(*heads, unfold).selectExpr(*heads, *_parts())


def _parts() -> tuple[str, str]:
    return f"y.{NUMBER} AS {NUMBER}", f"y.{TEXT} AS {TEXT}"
