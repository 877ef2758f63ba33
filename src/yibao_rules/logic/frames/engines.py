"""The engines behind a frame: taking a frame in, giving the same kind out, small tables beside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from attrs import evolve, frozen

from yibao_rules.errors import missing_extra
from yibao_rules.logic.frames.faults import bad_names, not_a_frame
from yibao_rules.logic.frames.said import SqlSpeaker

NwExpr = Any
"""A narwhals expression; the optional package's own types are not named where they are not there."""

NO_DOT = "\u00b7"
"""Stands for the dot of a column's name where the engine gives a dot a meaning."""

SEPARATOR = ";"
"""Between the codes of a set that is written as text, as CSV has no lists: ``employer;hospital``."""

_UNTRIED = ("ibis", "sqlframe", "pyspark[connect]")
"""Engines that plan queries in SQL and that nobody has asked yet: what their names and nulls mean is not known."""

Frame = Any
"""A narwhals frame, eager or lazy: what is done to it is the same."""


def narwhals() -> Any:
    """Give narwhals, an optional package.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import narwhals.stable.v2 as nw  # noqa: PLC0415  # an optional package
    except ImportError as error:
        raise missing_extra("narwhals", "frames") from error
    return nw


@frozen
class Engine:
    """How to hand back frames of the kind that came in.

    Attributes:
        eager_polars: a polars DataFrame came in; it is worked on lazily and collected when handed out.
        implementation: narwhals' name of the engine, e.g. ``polars``.
        blank: columns without a type, since no value is given in them.
        portable: the steps are noted down, to mean the same in every dialect of SQL: nothing of one engine's own.
    """

    eager_polars: bool
    implementation: str
    blank: frozenset[str] = frozenset()
    portable: bool = False

    def out(self, frame: Frame) -> Any:
        """Give the native frame."""
        native = frame.to_native()
        return native.collect() if self.eager_polars and hasattr(native, "collect") else native

    @property
    def runs_sql(self) -> bool:
        """Whether the engine plans queries in SQL: what is many small steps elsewhere is better one query there."""
        return self.implementation in ("duckdb", "pyspark")

    @property
    def has_enums(self) -> bool:
        """Whether a word of a closed set takes one byte a row, where a text takes sixteen."""
        return self.implementation in ("polars", "duckdb") and not self.portable

    def spelt(self, name: str) -> str:
        """Give a column's name as it is written inside: Spark reads a dot as "field of"."""
        return name.replace(".", NO_DOT) if self.implementation == "pyspark" else name

    def told(self, name: str) -> str:
        """Give a column's name as its owner writes it: the other way round."""
        return name.replace(NO_DOT, ".") if self.implementation == "pyspark" else name

    @property
    def numpy_dates(self) -> bool:
        """Whether dates may be NumPy datetimes, since the engine has no dates of its own."""
        return self.implementation in ("pandas", "dask", "modin", "cudf")


def take_in(frame: object) -> tuple[Frame, Engine]:
    """Wrap a native frame.

    Raises:
        FrameError: it is no frame of a kind that is supported, or its columns' names are no texts or occur twice.
        MissingExtraError: narwhals is not installed.
    """
    nw = narwhals()
    try:
        wrapped = nw.from_native(frame)
    except TypeError:
        raise not_a_frame(frame) from None
    except nw.exceptions.DuplicateError:
        raise bad_names() from None
    name = str(wrapped.implementation.value)
    if name in _UNTRIED:
        raise not_a_frame(frame)
    if name == "pyspark":
        names = (column.replace(".", NO_DOT) for column in wrapped.to_native().columns)
        wrapped = nw.from_native(wrapped.to_native().toDF(*names))
    if not isinstance(wrapped, nw.DataFrame):
        return wrapped, Engine(eager_polars=False, implementation=name)
    if not all(isinstance(column, str) for column in wrapped.columns):
        raise bad_names()
    if name == "polars":
        return wrapped.lazy(), Engine(eager_polars=True, implementation=name)
    return settled(wrapped, Engine(eager_polars=False, implementation=name))


def settled(frame: Frame, engine: Engine) -> tuple[Frame, Engine]:
    """Give pandas columns of Python objects a real type; frames of other engines have one already."""
    if engine.implementation != "pandas":
        return frame, engine
    native, blank = _with_real_types(frame.to_native())
    return narwhals().from_native(native), evolve(engine, blank=blank)


def real_booleans(frame: Frame, names: Iterable[str]) -> Frame:
    """Give booleans of a pandas frame, where they stand beside Python's None, a type of their own."""
    native = frame.to_native()
    objects = {name: _booleans(native[name]) for name in names if native[name].dtype.kind == "O"}
    return narwhals().from_native(native.assign(**objects)) if objects else frame


def without_lists(frame: Frame) -> Frame:
    """Give lists of codes as text such as ``a;b`` where the engine cannot join a table that has lists (Arrow)."""
    if str(frame.implementation.value) != "pyarrow":
        return frame
    pa, pc = import_module("pyarrow"), import_module("pyarrow.compute")
    native = frame.to_native()
    for n, column in enumerate(native.schema):
        if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
            native = native.set_column(n, column.name, pc.binary_join(native.column(n), SEPARATOR))
    return narwhals().from_native(native)


def _with_real_types(frame: Any) -> tuple[Any, frozenset[str]]:
    """Give pandas columns of Python objects (None among booleans, dates, lists) a type of their own.

    Returns:
        The frame, and the names of the object columns without any value.
    """
    infer = import_module("pandas").api.types.infer_dtype
    objects = [n for n, dtype in enumerate(frame.dtypes) if dtype.kind == "O"]
    kinds = {frame.columns[n]: infer(frame.iloc[:, n], skipna=True) for n in objects}
    changed = {name: _RETYPE[kind](frame[name]) for name, kind in kinds.items() if kind in _RETYPE}
    blank = frozenset(name for name, kind in kinds.items() if kind == "empty")
    return frame.assign(**changed) if changed else frame, blank


def _booleans(column: Any) -> Any:
    return column.astype("boolean")


def _dates(column: Any) -> Any:
    return import_module("pandas").to_datetime(column).dt.as_unit("us")


def _numbers(column: Any) -> Any:
    return column.astype("float64")


def _decimals(column: Any) -> Any:
    """Give a column of Python decimals an Arrow type, which is exact; as floats only where there is no Arrow."""
    try:
        return _on_arrow(column)
    except ImportError:
        return _numbers(column)
    except ValueError:
        return column  # too many digits: told as the wrong type


def _on_arrow(column: Any, kind: Any = None) -> Any:
    pd, pa = import_module("pandas"), import_module("pyarrow")
    made = pa.array(column, type=kind, from_pandas=True)
    return pd.Series(pd.arrays.ArrowExtensionArray(made), index=column.index)


def _lists(column: Any) -> Any:
    """Give a column of Python lists an Arrow type; left as it is where it holds anything else."""
    try:
        pa = import_module("pyarrow")  # without Arrow pandas has no lists at all
        return _on_arrow(column, pa.list_(pa.string()))
    except (ImportError, TypeError, ValueError):
        return column


_RETYPE = {
    "boolean": _booleans,
    "date": _dates,
    "datetime": _dates,
    "integer": _numbers,
    "floating": _numbers,
    "mixed-integer-float": _numbers,
    "decimal": _decimals,
    "mixed": _lists,
}

Values = Sequence[int] | Sequence[str] | Sequence[date]
Columns = Mapping[str, Values]
"""A small table: whole numbers, texts or days by column."""


def looked_up(frame: Frame, column: str, keys: Sequence[int] | Sequence[str], found: Columns) -> Frame:
    """Add columns by looking another one up in a small table; null where the table does not have it.

    Args:
        frame: the frame.
        column: the column to look up; whole numbers or texts.
        keys: the values that the table has, each once.
        found: for each new column what stands beside the keys.
    """
    nw = narwhals()
    if str(frame.implementation.value) not in _MAKERS:
        # In place, since Arrow joins no table that has lists.
        return frame.with_columns(
            **{
                name: nw.col(column).replace_strict(list(keys), list(values), default=None)
                for name, values in found.items()
            }
        )
    if str(frame.implementation.value) == "duckdb" and len(keys) <= _FEW:
        return nw.from_native(_chosen(nw.to_native(frame), column, keys, found))
    table = small_table(frame, {_LOOKED_UP: keys, **found})
    missing = 0 if isinstance(keys[0], int) else ""
    asked = nw.col(column).fill_null(missing)
    frame = frame.with_columns(asked.cast(nw.Int64 if isinstance(keys[0], int) else nw.String).alias(_ASKED))
    return planned(frame.join(table, left_on=_ASKED, right_on=_LOOKED_UP, how="left").drop(_ASKED))


def small_table(beside: Frame, columns: Columns) -> Frame:
    """Make a small table that can be joined with ``beside``.

    Args:
        beside: the frame, whose engine and session the table must share.
        columns: the columns by name; at least one row.
    """
    nw = narwhals()
    native = nw.to_native(beside)
    maker = _MAKERS.get(str(beside.implementation.value))
    if maker is not None:
        return nw.from_native(maker(native, columns))
    made = nw.from_dict({k: list(v) for k, v in columns.items()}, backend=beside.implementation)
    return made if isinstance(beside, nw.DataFrame) else made.lazy()


def _duckdb_table(native: Any, columns: Columns) -> Any:
    # Made from the relation itself, since a table of another connection could not be joined with it; and without a
    # name in its catalogue, where the user may have one like it. No row is read for it.
    lists = (f'unnest({_duckdb_list(values)}) AS "{name}"' for name, values in columns.items())
    return native.limit(0).aggregate("count(*) AS n").project(", ".join(lists))


def _duckdb_list(values: Values) -> str:
    kind = "DATE" if isinstance(values[0], date) else "VARCHAR" if isinstance(values[0], str) else "BIGINT"
    return f"[{', '.join(map(_duckdb_value, values))}]::{kind}[]"


def _duckdb_value(value: str | int | date) -> str:
    if isinstance(value, int):
        return f"{value}::BIGINT"
    return f"DATE '{value}'" if isinstance(value, date) else SqlSpeaker.lit(value)


def _spark_value(value: str | int | date) -> str:
    if isinstance(value, str):
        # Spark reads backslashes and ${...} in texts, one or both as it is set up: bytes mean the same everywhere.
        plain = not set("'\\$") & set(value)
        return f"'{value}'" if plain else f"CAST(X'{value.encode().hex()}' AS STRING)"
    return f"DATE '{value.isoformat()}'" if isinstance(value, date) else f"{value}L"


def _spark_table(native: Any, columns: Columns) -> Any:
    # As SQL: a table made from Python rows needs Python on the workers, and Spark does not know that it is small.
    rows = (", ".join(map(_spark_value, row)) for row in zip(*columns.values(), strict=True))
    names = ", ".join(f"`{name}`" for name in columns)
    values = ", ".join(f"({row})" for row in rows)
    return native.sparkSession.sql(f"SELECT * FROM VALUES {values} AS t({names})")  # noqa: S608  # constants


def _dask_table(_native: Any, columns: Columns) -> Any:
    dd, pd, pa = import_module("dask.dataframe"), import_module("pandas"), import_module("pyarrow")
    # With Arrow's types, whose nulls outlive a join: NumPy's turn into numbers that compare as false. What is looked
    # up has the type that the asking column is cast to, or Dask warns.
    made = {
        name: list(values)
        if name == _LOOKED_UP
        else pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values)))
        for name, values in columns.items()
    }
    return dd.from_pandas(pd.DataFrame(made), npartitions=1)


_MAKERS = {"duckdb": _duckdb_table, "pyspark": _spark_table, "dask": _dask_table}


def _chosen(native: Any, column: str, keys: Values, found: Columns) -> Any:
    # A join is seven steps to plan, this is one.
    cases = []
    for name, values in found.items():
        pairs = zip(map(_duckdb_value, keys), map(_duckdb_value, values), strict=True)
        tests = " ".join(f"WHEN {key} THEN {value}" for key, value in pairs)
        cases.append(f'CASE "{column}" {tests} END AS "{name}"')
    return native.project(f"*, {', '.join(cases)}")


_FEW = 32
"""So many constants are compared one after the other as quickly as they are looked up in a table."""

_LOOKED_UP, _ASKED = "yibao_looked_up", "yibao_asked"


def planned(frame: Frame) -> Frame:
    """Give a Dask frame whose plan so far is settled, still unread; frames of other engines as they are.

    Dask would push what each later question asks into every step below it, and so plan and run each step once for
    each question.
    """
    if str(frame.implementation.value) != "dask":
        return frame
    native = frame.to_native()
    meta = native._meta  # noqa: SLF001  # its only way to the types of a plan
    parts = native.to_delayed()
    found = import_module("dask.dataframe").from_delayed(parts, meta=meta, divisions=native.divisions)
    return narwhals().from_native(found)


def collected(frame: Frame) -> Any:
    """Run a small query: narwhals' eager frame of the result."""
    nw = narwhals()
    return frame if isinstance(frame, nw.DataFrame) else frame.collect()
