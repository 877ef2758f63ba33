"""Writes noted steps as one statement of named parts, with what a reader of it needs in comments."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from attrs import Factory, define, field, frozen

from yibao_rules.interop.sql import calendar as sql_calendar
from yibao_rules.interop.sql.dialects import Dialect, decimal_of, given_back, kept, repaired
from yibao_rules.interop.sql.faults import package
from yibao_rules.interop.sql.forms import tidied
from yibao_rules.interop.sql.plain import expressions, parsed, plain
from yibao_rules.interop.sql.record import Step
from yibao_rules.interop.sql.source import Source
from yibao_rules.text import TextForm

WIDTH = 110
_BREAKS = frozenset({"WHEN", "ELSE", "AND", "OR", "+"})


@frozen
class Notes:
    """What is said beside the columns.

    Attributes:
        names: readable names for the compiler's short ones.
        lines: comments by the short names.
    """

    names: Mapping[str, str]
    lines: Mapping[str, Sequence[str]]


@define
class Writer:
    """Turns steps into parts.

    Attributes:
        dialect: the dialect.
        source: the user's table as rules see it.
        table: the table as it is written.
        where: a condition as it is written, or nothing.
        calendar: the table of working days as it is written.
        notes: names and comments.
        tidy: the facts whose text is brought into its form, and which form that is.
        parts: the named parts so far, each with its query.
    """

    dialect: Dialect
    source: Source
    table: str
    where: str
    calendar: str
    notes: Notes
    tidy: Mapping[str, TextForm]
    parts: dict[str, str] = Factory(dict)
    _called: dict[str, str] = field(factory=dict, init=False)
    _steps: int = field(default=0, init=False)

    def follow(self, steps: Iterable[Step]) -> "Writer":
        """Write steps, each as a part of its own."""
        for step in steps:
            if not self.parts:
                self._first(step)
            elif step.column:
                self._moved(step)
            else:
                self._added(step)
        return self

    def branch(self) -> "Writer":
        """Give a writer that goes on from here on its own."""
        found = Writer(
            self.dialect,
            self.source,
            self.table,
            self.where,
            self.calendar,
            self.notes,
            self.tidy,
            dict(self.parts),
        )
        found._called, found._steps = dict(self._called), self._steps  # another of our own kind
        return found

    @property
    def last(self) -> str:
        """The part that was written last."""
        return next(reversed(self.parts))

    def part(self, name: str, query: str) -> None:
        """Add a part."""
        self.parts[name] = query

    def columns(self, step: Step) -> dict[str, str]:
        """Give what a step's columns are, in the dialect."""
        return {p.alias_or_name: self._expr(p) for p in parsed(step.select).expressions}

    def projected(self, columns: Mapping[str, str], *, named: bool = True) -> list[str]:
        """Write columns as lines of a select, with their comments."""
        found = []
        for name, text in columns.items():
            alias = self.dialect.quoted(self._called.get(name, name) if named else name)
            comment = "".join(f"-- {one_line(line)}\n" for line in self.notes.lines.get(name, ()))
            found.append(comment + (text if text == alias else f"{text} AS {alias}"))
        return found

    def select(self, lines: Iterable[str], after: str) -> str:
        """Write a query of these columns."""
        listed = shifted(",\n".join(lines))
        return f"SELECT\n{listed}\n{after}"

    def statement(self, query: str) -> str:
        """Write the whole statement."""
        parts = ",\n".join(f"{name} AS (\n{shifted(text)}\n)" for name, text in self.parts.items())
        return given_back(f"WITH {parts}\n{query};\n")

    # --- the parts --------------------------------------------------------------------------------------------

    def _first(self, step: Step) -> None:
        e = expressions()
        columns: dict[str, str] = {}
        for projection in parsed(step.select).expressions:
            source = projection.unalias()
            fact = source.name if isinstance(source, e.Column) else ""
            for column in projection.find_all(e.Column):
                column.set("this", e.to_identifier(self.source.column(column.name), quoted=True))
            found = self._expr(projection, exact=self.source.is_decimal(fact))
            form = self.tidy.get(fact)
            columns[projection.alias_or_name] = tidied(found, self.dialect, form) if form else found
        for name in columns:
            self._called[name] = self.notes.names.get(name, name)
        where = f"\nWHERE {self.where}" if self.where else ""
        self.part(
            "yibao_facts",
            self.select(self.projected(columns), f"FROM {self.table}{where}{self.dialect.fence}"),
        )

    def _added(self, step: Step) -> None:
        e = expressions()
        new = [p for p in parsed(step.select).expressions if not isinstance(p, e.Column)]
        columns = {p.alias: self._expr(p) for p in new}
        for name in columns:
            # A step may give a column anew, which * would give twice.
            taken = name in self._called
            self._called[name] = f"{name}_{self._steps}" if taken else self.notes.names.get(name, name)
        kind = "tests" if any(name.startswith("b") for name in columns) else "numbers"
        query = self.select(["*", *self.projected(columns)], f"FROM {self.last}{self.dialect.fence}")
        self.part(self._next(kind), query)

    def _moved(self, step: Step) -> None:
        before, after = self._called[step.column], f"{step.column}_due"
        self._called[step.column] = after
        query = (
            f"SELECT {self.last}.*, w.{sql_calendar.DUE} AS {self.dialect.quoted(after)}\n"  # our own names
            f"FROM {self.last}\nLEFT JOIN {self.calendar} AS w\n"
            f"  ON w.{sql_calendar.START} = {self.last}.{self.dialect.quoted(before)}"
            f" AND w.{sql_calendar.WORKING_DAYS} = {step.working_days}{self.dialect.fence}"
        )
        self.part(self._next("due"), query)

    def _next(self, kind: str) -> str:
        self._steps += 1
        return f"yibao_{kind}_{self._steps}"

    def _expr(self, projection: Any, *, exact: bool = False) -> str:
        e = expressions()
        node = plain(projection.unalias())
        for column in [node] if isinstance(node, e.Column) else node.find_all(e.Column):
            name = self._called.get(column.name, column.name)
            column.set("this", e.to_identifier(name, quoted=True))
        node = repaired(node, self.dialect)
        node = decimal_of(node, self.dialect) if exact else node
        return wrapped(kept(node.sql(self.dialect.code)), self.dialect)


def wrapped(text: str, dialect: Dialect) -> str:
    """Break a long expression before the words that part it; a constant stays whole."""
    if len(text) <= WIDTH:
        return text
    tokens = package("sqlglot").tokenize(text, read=dialect.code)
    breaks = [t.start for t in tokens if t.text.upper() in _BREAKS]
    lines, start = [], 0
    for here, following in pairwise((*breaks, len(text))):
        if following - start > WIDTH and here > start:
            lines.append(text[start:here].rstrip())
            start = here
    return "\n  ".join((*lines, text[start:]))


def shifted(text: str) -> str:
    """Move a text to the right."""
    return "  " + text.replace("\n", "\n  ")


def one_line(text: str) -> str:
    """Give a text as a line of a comment: no line may end it, no ; may look like a statement's end."""
    return " ".join(text.split()).replace(";", "；")
