"""Runs the frame compiler over a table without rows and notes each of its steps as one statement."""

from typing import Any

from attrs import frozen

from yibao_rules.interop.sql.faults import package
from yibao_rules.logic.frames.engines import Engine, NwExpr, narwhals

ENGINE = Engine(eager_polars=False, implementation="duckdb", portable=True)
"""Steps are written by DuckDB."""

TABLE = "yibao_table"
"""Stands for the user's table while steps are noted."""


@frozen
class Step:
    """One step.

    Attributes:
        select: the statement, over the table of the step before; empty for a move by working days.
        column: the column of ordinals that is moved.
        working_days: by how many working days.
    """

    select: str = ""
    column: str = ""
    working_days: int = 0


@frozen(eq=False)
class Recorder:
    """Looks like a narwhals frame to the compiler.

    A step's result is an empty table of its own. Were it a relation upon relations, DuckDB would bind the whole
    chain anew at each step, and hand back one statement with everything nested.

    Attributes:
        connection: a DuckDB connection of its own, in memory.
        name: the table that the next step reads.
        steps: what has been noted.
    """

    connection: Any
    name: str = TABLE
    steps: tuple[Step, ...] = ()

    @classmethod
    def over(cls, columns: dict[str, str]) -> "Recorder":
        """Start with a table of these columns and DuckDB types.

        Raises:
            MissingExtraError: DuckDB is not installed.
        """
        connection = package("duckdb").connect(":memory:")
        listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE TABLE {TABLE} ({listed})")
        return cls(connection)

    def _table(self) -> Any:
        return narwhals().from_native(self.connection.table(self.name))

    def collect_schema(self) -> Any:
        """Give the columns and their narwhals types."""
        return self._table().collect_schema()

    def select(self, *exprs: NwExpr | str, **named: NwExpr) -> "Recorder":
        """Note a step that gives these columns alone."""
        return self._next(self._table().select(*exprs, **named))

    def with_columns(self, **named: NwExpr) -> "Recorder":
        """Note a step that adds columns."""
        return self._next(self._table().with_columns(**named)) if named else self

    def moved(self, column: str, working_days: int) -> "Recorder":
        """Note that a column of ordinals moves by working days; it stays a column of ordinals."""
        return Recorder(
            self.connection, self.name, (*self.steps, Step(column=column, working_days=working_days))
        )

    def _next(self, frame: Any) -> "Recorder":
        select = frame.to_native().sql_query()
        name = f"yibao_step_{len(self.steps)}_{self._count()}"
        self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({select}) LIMIT 0")  # noqa: S608  # DuckDB's own text
        return Recorder(self.connection, name, (*self.steps, Step(select)))

    def _count(self) -> int:
        # Two statements branch off the same steps, so a name may be taken.
        return int(self.connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone()[0])


def quoted(name: str) -> str:
    """Give a name as DuckDB reads it literally."""
    return '"' + name.replace('"', '""') + '"'
