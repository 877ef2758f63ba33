"""Working days for a database: a small table of where a number of working days leads from each day of a calendar."""

from collections.abc import Iterable, Iterator
from datetime import date

from yibao_rules.calendar import UnknownYearError, WorkCalendar
from yibao_rules.interop.sql.dialects import Dialect
from yibao_rules.logic.dates import Offset, Workdays

START, WORKING_DAYS, DUE = "start_day", "working_days", "due_day"

ASKED_OF_A_FUNCTION = date(1990, 1, 1), date(2060, 12, 31)
"""The days that a function of working days is asked for, since it cannot say how far it reaches."""

_ROWS = 500
_BESIDE = 6
_OPTIONS = {Dialect.SPARK: " USING parquet"}
_KEYED = (Dialect.DUCKDB, Dialect.POSTGRES)


def reach(workdays: Workdays | WorkCalendar | None, span: tuple[date, date] | None) -> tuple[date, date]:
    """Give the first and the last day to ask for."""
    calendar = workdays if isinstance(workdays, WorkCalendar) else getattr(workdays, "__self__", None)
    if span is not None:
        return span
    return (calendar.first, calendar.last) if isinstance(calendar, WorkCalendar) else ASKED_OF_A_FUNCTION


def moves(
    numbers: Iterable[int], workdays: Workdays | WorkCalendar | None, span: tuple[date, date]
) -> Iterator[tuple[int, int, int]]:
    """Give for each number of working days and each day both as ordinals: that day, the number, and where it leads.

    Days from which the calendar does not reach are left out.

    Raises:
        DefinitionError: nothing resolves working days.
    """
    count = workdays.add_or_none if isinstance(workdays, WorkCalendar) else workdays
    first, last = (d.toordinal() for d in span)
    for n in numbers:
        offset = Offset(working_days=n)
        for start in range(first, last + 1):
            try:
                landed = offset.after(date.fromordinal(start), count)
            except UnknownYearError:
                continue
            if landed is not None:
                yield start, n, landed.toordinal()


def script(dialect: Dialect, table: str, rows: Iterable[tuple[int, int, int]]) -> str:
    """Write the statements that make the table and fill it."""
    key = f",\n  PRIMARY KEY ({WORKING_DAYS}, {START})" if dialect in _KEYED else ""
    columns = ",\n".join(f"  {name} BIGINT" for name in (START, WORKING_DAYS, DUE))
    parts = [f"CREATE TABLE {table} (\n{columns}{key}\n){_OPTIONS.get(dialect, '')};"]
    listed = [f"({start}, {n}, {due})" for start, n, due in rows]
    for at in range(0, len(listed), _ROWS):
        piece = listed[at : at + _ROWS]
        lines = (", ".join(piece[k : k + _BESIDE]) for k in range(0, len(piece), _BESIDE))
        # No list of columns: older Hive has none.
        parts.append(f"INSERT INTO {table} VALUES\n  " + ",\n  ".join(lines) + ";")  # numbers
    return "\n\n".join(parts) + "\n"
