"""Object against SQL text: the same rules over the same subjects both ways, in a database of one's own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from attrs import frozen

from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.frames.write import Written, write
from yibao_rules.logic.rule import Rulebook
from yibao_rules.testing.frames import Difference, against

Execute = Callable[[str], Iterable[Mapping[str, Any]]]
"""Runs statements, separated by ``;``, and gives the rows of the last one."""

_TYPES = {"text": "TEXT", "bool": "BOOLEAN", "int": "BIGINT", "date": "DATE"}
_BACKSLASHES = ("spark", "hive")


class Texts(Protocol):
    """What :func:`yibao_rules.interop.sql.to_sql` gives."""

    @property
    def tables(self) -> str:
        """Statements to run first."""

    @property
    def decisions(self) -> str:
        """One row a subject."""

    @property
    def findings(self) -> str:
        """One row a finding."""


@frozen
class SubjectTable:
    """Subjects as a table.

    Attributes:
        columns: the columns and their types, as ``to_sql`` takes them.
        statements: make and fill the table.
    """

    columns: Mapping[str, str]
    statements: str


def subject_table(
    book: Rulebook,
    subjects: Sequence[object],
    dialect: str,
    *,
    table: str = "filings",
    day: date | None = None,
) -> SubjectTable:
    """Write subjects as a table of their facts with a column ``id`` that counts from 0.

    Args:
        book: the rulebook, whose table of facts is read.
        subjects: objects of its class; at least one. They are written out in full: no real persons.
        dialect: ``duckdb``, ``postgres``, ``spark`` or ``hive``.
        table: the table's name.
        day: a day to write into the day's column; None leaves the column out.
    """
    read = (fact.name for rule in book for fact in rule.facts)
    written = write(book.facts, subjects, day=day, facts=dict.fromkeys((*book.facts.names(), *read)))
    # Hive knows no names with dots.
    names = {name: name.replace(".", "_") if dialect == "hive" else name for name in written.kinds}
    columns = {names[name]: _type(kind, dialect) for name, kind in written.kinds.items()}
    quote = "`" if dialect in _BACKSLASHES else '"'
    listed = ", ".join(f"{quote}{name}{quote} {kind}" for name, kind in columns.items())
    make = f"CREATE TABLE {table} ({listed}){' USING parquet' if dialect == 'spark' else ''};\n"
    return SubjectTable(columns, f"{make}INSERT INTO {table} VALUES\n{_rows(written, dialect)};\n")


def _type(kind: str, dialect: str) -> str:
    if kind == "float":
        return "DOUBLE PRECISION" if dialect == "postgres" else "DOUBLE"
    if kind == "codes":
        return {"spark": "ARRAY<STRING>", "hive": "STRING"}.get(dialect, "TEXT[]")
    return "STRING" if kind == "text" and dialect in _BACKSLASHES else _TYPES[kind]


def _rows(written: Written, dialect: str) -> str:
    kinds = written.kinds.values()
    return ",\n".join(
        "(" + ", ".join(_constant(v, kind, dialect) for v, kind in zip(row, kinds, strict=True)) + ")"
        for row in zip(*written.columns.values(), strict=True)
    )


def _constant(value: Any, kind: str, dialect: str) -> str:
    kind_of_column = _type(kind, dialect)
    if value is None:
        return f"CAST(NULL AS {kind_of_column})"
    if kind == "codes":
        if dialect == "hive":
            return _quoted(";".join(value), dialect)
        inside = ", ".join(_quoted(code, dialect) for code in value)
        array = f"ARRAY({inside})" if dialect == "spark" else f"ARRAY[{inside}]"
        return f"CAST({array} AS {kind_of_column})"
    if kind == "text":
        return _quoted(value, dialect)
    return f"CAST('{value}' AS {kind_of_column})"


def _quoted(text: str, dialect: str) -> str:
    if dialect not in _BACKSLASHES:
        return "'" + text.replace("'", "''") + "'"
    text = text.replace("\\", "\\\\").replace("'", "\\'")
    # Those engines put a setting in place of ${name}: so the two characters are kept apart.
    pieces = ", ".join(f"'{piece}'" for piece in text.replace("${", "$\0{").split("\0"))
    return f"CONCAT({pieces})" if "${" in text else pieces


def sql_differences(
    book: Rulebook,
    subjects: Sequence[object],
    texts: Texts,
    execute: Execute,
    *,
    day: date,
    workdays: Workdays | None = None,
) -> tuple[Difference, ...]:
    """Judge subjects one by one and by SQL; give every row and rule on which the two differ.

    Args:
        book: the rulebook.
        subjects: the objects, in the order of their ids.
        texts: the rulebook as SQL over their table, with the key ``id``.
        execute: runs statements in the database that holds the table.
        day: the day asked for.
        workdays: resolves working-day offsets.
    """
    if texts.tables:
        execute(texts.tables)
    return against(
        book,
        subjects,
        execute(texts.decisions),
        execute(texts.findings),
        engine="sql",
        day=day,
        workdays=workdays,
    )
