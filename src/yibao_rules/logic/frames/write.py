"""Objects as a frame: each fact's value in a column, in the form in which rules read it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from attrs import frozen

from yibao_rules.errors import missing_extra
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.faults import unknown_name
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.logic.paths import DAY, resolve
from yibao_rules.text import LabelledEnum, Text

_KINDS = {
    FactType.TEXT: "text",
    FactType.ENUM: "text",
    FactType.BOOL: "bool",
    FactType.INT: "int",
    FactType.NUMBER: "float",
    FactType.DATE: "date",
    FactType.CODES: "codes",
}


def as_value(value: Any) -> Any:
    """Give a fact's value as it stands in a column: a wire code, a list of codes, a float for an exact number."""
    if isinstance(value, LabelledEnum):
        return value.code
    if isinstance(value, Collection) and not isinstance(value, str):
        return sorted(value)
    return value


@frozen
class Written:
    """Columns of plain values with their types, ready for any engine.

    Attributes:
        columns: the values by column.
        kinds: each column's type: text, bool, int, float, date or codes.
    """

    columns: Mapping[str, Sequence[Any]]
    kinds: Mapping[str, str]

    def to(self, backend: str) -> Any:
        """Make a frame.

        Args:
            backend: ``polars``, ``pyarrow``, ``pandas``, ``pandas[pyarrow]`` or ``duckdb`` (a relation of its
                default connection).

        Raises:
            UnknownFactError: no such backend.
            MissingExtraError: its package is not installed.
        """
        maker = _MAKERS.get(backend)
        if maker is None:
            raise unknown_name("backend", backend, _MAKERS, Text("数据框的种类", "a kind of frame"))
        try:
            return maker(self)
        except ImportError as error:
            raise missing_extra(backend, "frames") from error


def write(
    table: FactTable,
    subjects: Iterable[object],
    *,
    keys: Sequence[Any] | None = None,
    key: str = "id",
    day: date | None = None,
    facts: Iterable[str] | None = None,
) -> Written:
    """Read facts off objects into columns.

    Args:
        table: the table of facts.
        subjects: the objects.
        keys: what tells them apart; 0, 1, 2 … by default.
        key: the name of the keys' column.
        day: a day to write into the day's column; None leaves the column out.
        facts: names of the facts wanted; all that can be listed by default.

    Raises:
        UnknownFactError: no fact bears one of the names.
    """
    rows = list(subjects)
    wanted = [table[name].ref for name in (table.names() if facts is None else facts)]
    found: dict[str, list[Any]] = {key: list(range(len(rows)) if keys is None else keys)}
    kinds = {key: "text" if any(isinstance(k, str) for k in found[key]) else "int"}
    for fact in wanted:
        if fact.path != DAY or day is not None:
            found[fact.name] = _column(fact, rows, day)
            kinds[fact.name] = _KINDS[fact.type]
    return Written(found, kinds)


def _column(fact: FactRef, rows: Iterable[object], day: date | None) -> list[Any]:
    values = (as_value(resolve(fact.path, row, day or date.min)) for row in rows)
    if fact.type is FactType.NUMBER:
        return [None if v is None else float(v) for v in values]
    return list(values)


def _polars(written: Written) -> Any:
    pl = import_module("polars")
    types = {
        "text": pl.String,
        "bool": pl.Boolean,
        "int": pl.Int64,
        "float": pl.Float64,
        "date": pl.Date,
        "codes": pl.List(pl.String),
    }
    return pl.DataFrame(dict(written.columns), schema={n: types[k] for n, k in written.kinds.items()})


def _arrow(written: Written) -> Any:
    pa = import_module("pyarrow")
    types = {
        "text": pa.string(),
        "bool": pa.bool_(),
        "int": pa.int64(),
        "float": pa.float64(),
        "date": pa.date32(),
        "codes": pa.list_(pa.string()),
    }
    return pa.table({n: pa.array(v, types[written.kinds[n]]) for n, v in written.columns.items()})


def _pandas(written: Written) -> Any:
    pd = import_module("pandas")
    types = {
        "text": "object",
        "bool": "boolean",
        "int": "Int64",
        "float": "float64",
        "date": "datetime64[us]",
        "codes": "object",
    }
    return pd.DataFrame({n: pd.Series(v, dtype=types[written.kinds[n]]) for n, v in written.columns.items()})


def _pandas_on_arrow(written: Written) -> Any:
    pd = import_module("pandas")
    return _arrow(written).to_pandas(types_mapper=pd.ArrowDtype)


def _duckdb(written: Written) -> Any:
    return import_module("duckdb").from_arrow(_arrow(written))


_MAKERS: Mapping[str, Callable[[Written], Any]] = {
    "polars": _polars,
    "pyarrow": _arrow,
    "pandas": _pandas,
    "pandas[pyarrow]": _pandas_on_arrow,
    "duckdb": _duckdb,
}
BACKENDS = tuple(_MAKERS)
"""The kinds of frames that can be made here."""
