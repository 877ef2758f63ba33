"""The dialects, and what must be written differently in each to mean the same."""

from collections.abc import Sequence
from typing import Any

from yibao_rules.interop.sql.plain import expressions, rewritten
from yibao_rules.logic.faults import unknown_name
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text

_NEWLINE = "\uffff"
"""No character at all: stands for a line's end within a name or a constant while lines are moved to the right."""


def kept(text: str) -> str:
    """Keep the line's ends within names and constants as they are, whatever is done to lines."""
    return text.replace("\n", _NEWLINE)


def given_back(text: str) -> str:
    """Give the line's ends back that :func:`kept` has kept."""
    return text.replace(_NEWLINE, "\n")


class Dialect(LabelledEnum):
    """The SQL of an engine (SQL 方言)."""

    DUCKDB = "duckdb", "DuckDB", "DuckDB"
    POSTGRES = "postgres", "PostgreSQL", "PostgreSQL"
    SPARK = "spark", "Spark SQL", "Spark SQL"
    HIVE = "hive", "Hive（仅转写，本库未在 Hive 上执行）", "Hive (transpiled, never executed by this library)"

    @property
    def executed(self) -> bool:
        """Whether this library's tests execute the text and compare it row by row."""
        return self is not Dialect.HIVE

    @property
    def name_limit(self) -> int | None:
        """How many bytes a column's name may have; None: more than anybody writes."""
        return 63 if self is Dialect.POSTGRES else None

    def spelt(self, name: str) -> str:
        """Give the column of a fact: ``insured.status``, or ``insured_status`` where no name may have a dot."""
        return name.replace(".", "_") if self is Dialect.HIVE else name

    @property
    def fence(self) -> str:
        """What ends each step so that the planner does not copy its expressions into all that use them."""
        # Merged, the steps of a rulebook would double with every level.
        return "\nOFFSET 0" if self is Dialect.POSTGRES else ""

    @classmethod
    @guarded
    def named(cls, name: "Dialect | str") -> "Dialect":
        """Give the dialect of this name.

        Raises:
            UnknownFactError: there is none; names the nearest and all there are.
        """
        if isinstance(name, Dialect):
            return name
        known = [d.code for d in cls]
        if name not in known:
            listed = ", ".join(known)
            raise unknown_name(
                "dialect", name, known, Text(f"SQL 方言之一：{listed}", f"one of the dialects {listed}")
            )
        return cls(name)

    @guarded
    def quoted(self, name: str) -> str:
        """Give a column's name as this dialect reads it literally."""
        return kept(expressions().to_identifier(name, quoted=True).sql(self.code))

    def text(self, word: str) -> str:
        """Give a text as a constant."""
        return kept(_unsubstituted(expressions().Literal.string(word), self).sql(self.code))


def repaired(node: Any, dialect: Dialect) -> Any:
    """Give an expression that means in ``dialect`` what it means in DuckDB."""
    return rewritten(node, (*_RULES[dialect], lambda part: _unsubstituted(part, dialect)))


def _unsubstituted(node: Any, dialect: Dialect) -> Any:
    """Part ``$`` from ``{`` in a text, where the engine would put a setting in place of ``${name}``."""
    e = expressions()
    if dialect not in (Dialect.SPARK, Dialect.HIVE) or not isinstance(node, e.Literal) or not node.is_string:
        return node
    pieces = str(node.this).replace("${", "$\0{").split("\0")
    return e.Concat(expressions=[e.Literal.string(p) for p in pieces]) if len(pieces) > 1 else node


def _substring(text: Any, length: int) -> Any:
    e = expressions()
    return e.Substring(this=text, start=e.Literal.number(1), length=e.Literal.number(length))


def _by_its_beginning(node: Any) -> Any:
    # Not every engine has starts_with under this name.
    e = expressions()
    if not isinstance(node, e.StartsWith):
        return node
    return e.Paren(
        this=e.EQ(this=_substring(node.this, len(node.expression.name)), expression=node.expression)
    )


def _whole_division(node: Any) -> Any:
    # PostgreSQL's div() works with decimals of any length; its / of two integers is the quick one.
    e = expressions()
    if not isinstance(node, e.IntDiv):
        return node
    return e.Div(this=node.this, expression=node.expression, typed=True, safe=False)


def _not_a_number(node: Any) -> Any:
    e = expressions()
    if isinstance(node, e.Case) and isinstance(node.args["ifs"][0].this, e.IsNan):
        return _null_if_nan(node.args["default"])
    return node


def decimal_of(column: Any, dialect: Dialect) -> Any:
    """Give a column of decimals as rules read it: PostgreSQL's may be no number, DuckDB's are always one."""
    return _null_if_nan(column) if dialect is Dialect.POSTGRES else column


def _null_if_nan(number: Any) -> Any:
    e = expressions()
    # Without a type of its own, so that it is read as what it is held against.
    return e.Nullif(this=number, expression=e.Literal.string("NaN"))


def _nan_by_its_name(node: Any) -> Any:
    # Hive has no isnan.
    e = expressions()
    return (
        e.EQ(this=e.cast(node.this, "text"), expression=e.Literal.string("NaN"))
        if isinstance(node, e.IsNan)
        else node
    )


def _among(node: Any) -> Any:
    e = expressions()
    return _if_known(node.this, node) if isinstance(node, e.ArrayContains) else node


def _among_any(node: Any) -> Any:
    # sqlglot would write false where the array itself is null.
    e = expressions()
    if not isinstance(node, e.ArrayContains):
        return node
    return _if_known(node.this, e.EQ(this=node.expression, expression=e.Any(this=e.Paren(this=node.this))))


def _if_known(array: Any, held: Any) -> Any:
    """Ask whether an array holds a code: unknown where the array is, and not where one of its elements is null."""
    e = expressions()
    known = e.Not(this=e.Is(this=array.copy(), expression=e.null()))
    return e.Case(ifs=[e.If(this=known, true=e.Coalesce(this=held, expressions=[e.false()]))])


_RULES = {
    Dialect.DUCKDB: (),
    Dialect.POSTGRES: (_by_its_beginning, _whole_division, _not_a_number, _among_any),
    Dialect.SPARK: (_by_its_beginning, _among),
    Dialect.HIVE: (_by_its_beginning, _nan_by_its_name, _among),
}

Words = Sequence[tuple[str, str, str, str]]
"""Of each finding that rules can make: code, cause, severity, outcome."""


def unfolded(dialect: Dialect, frame: str, heads: Sequence[str], missing: Sequence[str], words: Words) -> str:
    """Write the query that turns the marks of each row into one row a finding.

    Args:
        dialect: the dialect.
        frame: where the marks ``found0`` … are.
        heads: the columns that go along, each as ``column AS "name"``.
        missing: for each finding the expression of what is missing.
        words: what each finding is.
    """
    write = {Dialect.DUCKDB: _unnested, Dialect.POSTGRES: _lateral}.get(dialect, _stacked)
    return write(dialect, frame, heads, missing, words)


_COLUMNS = ("code", "cause", "severity", "outcome", "missing")


def _rows(dialect: Dialect, missing: Sequence[str], words: Words) -> list[str]:
    """Give of each finding: whether it is made, what it is, and what is missing."""
    return [
        ", ".join((f"found{n}", *map(dialect.text, word), absent))
        for n, (absent, word) in enumerate(zip(missing, words, strict=True))
    ]


def _lateral(dialect: Dialect, frame: str, heads: Sequence[str], missing: Sequence[str], words: Words) -> str:
    rows = ",\n".join(f"  ({row})" for row in _rows(dialect, missing, words))
    return (
        f"SELECT\n  {', '.join((*heads, *_COLUMNS))}\nFROM {frame}\nCROSS JOIN LATERAL (VALUES\n{rows}\n"
        f") AS r(found, {', '.join(_COLUMNS)})\nWHERE found"
    )


def _stacked(dialect: Dialect, frame: str, heads: Sequence[str], missing: Sequence[str], words: Words) -> str:
    rows = ",\n".join(f"  {row}" for row in _rows(dialect, missing, words))
    return (
        f"SELECT\n  {', '.join((*heads, *_COLUMNS))}\nFROM {frame}\nLATERAL VIEW STACK({len(words)},\n{rows}\n"
        f") r AS found, {', '.join(_COLUMNS)}\nWHERE found"
    )


def _unnested(
    dialect: Dialect, frame: str, heads: Sequence[str], missing: Sequence[str], words: Words
) -> str:
    # A number in place of the words: they would be copied for each row.
    cases = ",\n".join(
        f"    CASE WHEN found{n} THEN {{'n': {n}, 'missing': {absent}}} END"
        for n, absent in enumerate(missing)
    )
    listed = ",\n".join(
        f"  ({', '.join((str(n), *map(dialect.text, word)))})" for n, word in enumerate(words)
    )
    columns = ", ".join(_COLUMNS[:-1])
    return (
        f"SELECT\n  {', '.join((*heads, columns))}, made.missing AS missing\nFROM (\n  SELECT *, UNNEST([\n{cases}\n"  # noqa: S608
        f"  ]) AS made\n  FROM {frame}\n) AS u\nJOIN (VALUES\n{listed}\n) AS r(n, {columns}) ON made.n = r.n"
    )
