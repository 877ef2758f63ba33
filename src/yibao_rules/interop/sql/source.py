"""The user's table as the rules see it: which of its columns are facts, under which names, of which types."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from yibao_rules.interop.sql.dialects import Dialect
from yibao_rules.interop.sql.plain import expressions
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.faults import unknown_name
from yibao_rules.logic.frames.columns import read_schema
from yibao_rules.logic.frames.engines import take_in
from yibao_rules.logic.frames.faults import no_key, wrong_type
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.logic.paths import DAY, ITEM_THERE
from yibao_rules.text import Text

_NATURAL = {
    FactType.TEXT: "VARCHAR",
    FactType.ENUM: "VARCHAR",
    FactType.BOOL: "BOOLEAN",
    FactType.INT: "BIGINT",
    FactType.NUMBER: "DOUBLE",
    FactType.DATE: "DATE",
    FactType.CODES: "VARCHAR[]",
}
_OF_FRAMES = {
    "String": "VARCHAR",
    "Categorical": "VARCHAR",
    "Enum": "VARCHAR",
    "Boolean": "BOOLEAN",
    "Date": "DATE",
}
_TEXTS = {"TEXT", "VARCHAR", "NVARCHAR"}
_NUMBERS = {"TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL"}
_TIMES = {"DATE", "DATETIME", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPLTZ", "TIMESTAMPNTZ"}
_COMMON = _TEXTS | _NUMBERS | _TIMES | {"BOOLEAN"}
"""Types that mean the same in all dialects; text of a fixed length is none: it comes with spaces."""

_OTHER = "BLOB"
_DECIMALS = {
    Dialect.DUCKDB: "DECIMAL(18, 3)",
    Dialect.POSTGRES: "DECIMAL(38, 18)",  # of any digits, in truth
    Dialect.SPARK: "DECIMAL(10, 0)",
    Dialect.HIVE: "DECIMAL(10, 0)",
}
"""A decimal of which nothing more is said."""


@frozen
class Source:
    """A table in a database.

    Attributes:
        types: its columns, facts under the facts' names, and their DuckDB types.
        names: the column of each fact that is named otherwise.
    """

    types: Mapping[str, str]
    names: Mapping[str, str]

    def column(self, name: str) -> str:
        """Give the table's own name of a column."""
        return self.names.get(name, name)

    def is_decimal(self, name: str) -> bool:
        """Tell whether a column holds exact numbers with a fraction."""
        return self.types.get(name, "").startswith("DECIMAL")


def read_source(
    columns: object,
    names: Mapping[str, str],
    *,
    facts: FactTable,
    used: tuple[FactRef, ...],
    others: tuple[str, ...],
    by_row: bool,
    dialect: Dialect,
) -> Source:
    """Say which columns there are.

    Args:
        columns: the columns and their types in the dialect's words, or a frame that has them, or None: all facts
            that the rules read, in their natural types.
        names: for facts (and families) the column's name in the table where it is another.
        facts: the table of facts.
        used: the facts that the rules read.
        others: the key and what is carried along.
        by_row: whether each row has a day of its own.
        dialect: the dialect.

    Raises:
        UnknownFactError: a name in ``names`` is no fact's.
        FrameError: a column that was named is not there, or its type fits no fact.
    """
    for name in names:
        if name not in facts and name not in [f.prefix for f in facts.families]:
            raise unknown_name(
                "names", name, facts.names(), Text("事实字典中的名称", "a name in the data dictionary")
            )
    spelt = {f.name: column for f in used if (column := dialect.spelt(f.name)) != f.name}
    named = {**spelt, **names}
    if columns is None:
        return Source(_all_facts(facts, used, others, by_row=by_row), named)
    known = _of_mapping(columns, dialect) if isinstance(columns, Mapping) else _of_frame(columns)
    for name in (*others, *names.values()):
        if name not in known:
            raise no_key(name, known)
    called = {column: fact for fact, column in named.items()}
    types = {called.get(column, column): kind for column, kind in known.items()}
    for name, kind in types.items():
        fact = facts.find(name)
        if fact is not None and kind.startswith("!"):
            raise wrong_type(fact, kind[1:], *_TEXT_OF_ITS_OWN)
    return Source({n: "VARCHAR" if k.startswith("!") else k for n, k in types.items()}, named)


_TEXT_OF_ITS_OWN = (
    Text("定长以外的内置类型", "a built-in type, and none that is padded with spaces"),
    Text("用视图转换为 text 等类型", "cast it in a view, e.g. to text"),
)


def _all_facts(
    facts: FactTable, used: tuple[FactRef, ...], others: tuple[str, ...], *, by_row: bool
) -> dict[str, str]:
    found = dict.fromkeys(others, "VARCHAR")
    for fact in used:
        family = next((f for f in facts.families if f.find(fact.name) == fact), None)
        if fact.path == DAY:
            continue
        if family is not None and fact.path.endswith(ITEM_THERE):
            found[family.prefix] = _NATURAL[FactType.CODES]
        else:
            found[fact.name] = _NATURAL[fact.type]
    day = next((f.ref for f in facts if f.path == DAY), None)
    return found | ({day.name: "DATE"} if by_row and day is not None else {})


def _of_mapping(columns: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    """Give the DuckDB types; a ``!`` before what must not hold a fact: fixed-length text, the database's own types."""
    e = expressions()
    parsed = {name: e.DataType.build(kind, dialect=dialect.code, udt=True) for name, kind in columns.items()}
    return {
        name: _plain(kind, dialect) if _is_common(kind) else f"!{columns[name]}"
        for name, kind in parsed.items()
    }


def _is_common(kind: Any) -> bool:
    inside = kind.expressions
    if kind.this.name == "ARRAY":
        return len(inside) == 1 and _is_common(inside[0])
    return kind.this.name in _COMMON


def _plain(kind: Any, dialect: Dialect) -> str:
    bare = kind.this.name == "DECIMAL" and not kind.expressions
    return _DECIMALS[dialect] if bare else str(kind.sql("duckdb"))


def _of_frame(frame: object) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, dtype in read_schema(*take_in(frame)).items():
        if dtype is not None:  # a column without any value says nothing, as if it were not there
            found[name] = _of_dtype(dtype)
    return found


def _of_dtype(dtype: Any) -> str:
    kind = type(dtype).__name__
    if kind == "Datetime":
        return "TIMESTAMP" if dtype.time_zone is None else "TIMESTAMPTZ"
    if kind == "List":
        return f"{_of_dtype(dtype.inner)}[]"
    if kind == "Decimal":
        return f"DECIMAL({dtype.precision}, {dtype.scale})"
    if dtype.is_numeric():
        return "BIGINT" if dtype.is_integer() else "DOUBLE"
    return _OF_FRAMES.get(kind, _OTHER)
