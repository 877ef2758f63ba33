"""One row that says what is wrong with the data: what ``check_frame`` looks for before any rule runs."""

from yibao_rules.interop.sql.dialects import Dialect, given_back
from yibao_rules.interop.sql.forms import odd
from yibao_rules.interop.sql.source import Source
from yibao_rules.interop.sql.write import Writer
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.frames.part import Part
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.logic.paths import DAY
from yibao_rules.text import TextForm


def checks(part: Part, source: Source, writer: Writer, key: str, facts: FactTable) -> str:
    """Write the query.

    Args:
        part: the rules over the table.
        source: the table's columns.
        writer: how this dialect is written.
        key: the column that tells the rows apart.
        facts: the table of facts.
    """
    dialect = writer.dialect
    column = dialect.quoted(source.column(key))
    lines = [
        _count(f"{column} IS NULL", "null_keys", dialect),
        f"COUNT({column}) - COUNT(DISTINCT {column}) AS {dialect.quoted('double_keys')}",
    ]
    for fact in part.leaves.columns:
        if fact.name in source.types:
            condition = _wrong(fact, dialect.quoted(source.column(fact.name)), dialect, facts.form(fact))
            if condition:
                name = dialect.spelt(fact.name)
                lines.append(_count(condition, name, dialect))
    where = f"\nWHERE {writer.where}" if writer.where else ""
    return given_back(writer.select(lines, f"FROM {writer.table}{where}") + ";\n")


def _count(condition: str, name: str, dialect: Dialect) -> str:
    return f"COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS {dialect.quoted(name)}"


def _wrong(fact: FactRef, column: str, dialect: Dialect, form: TextForm) -> str:
    """Give what must hold on no row; nothing where there is nothing to ask."""
    if fact.path == DAY:
        return f"{column} IS NULL"
    if fact.type is FactType.ENUM:
        return f"{column} NOT IN ({', '.join(dialect.text(m.code) for m in fact.enum or ())})"
    return odd(column, dialect, form) if fact.type is FactType.TEXT else ""
