"""The SQL text itself: what it says, how it is refused, how tables of all shapes are read; run on DuckDB."""

import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import duckdb
import polars as pl
import pytest
from attrs import evolve

from yibao_rules.calendar import national
from yibao_rules.errors import MissingExtraError, YibaoError
from yibao_rules.interop.sql import Dialect, SqlText, to_sql
from yibao_rules.interop.sql.faults import SqlError
from yibao_rules.interop.sql.plain import parsed, plain, unnested
from yibao_rules.logic import Fact, FactTable, FactType, Rulebook, WorkingDays, predicate
from yibao_rules.logic.faults import DefinitionError, UnknownFactError
from yibao_rules.logic.frames.faults import FrameError, NoColumnFormError
from yibao_rules.model.facts import facts
from yibao_rules.testing.logic_sample import Case, Status, make_rule, make_table
from yibao_rules.testing.sql import subject_table
from yibao_rules.text import same
from yibao_rules.validators.national import national_rules

T = make_table()
DAY = date(2024, 2, 29)
STATUS = Rulebook("状态", (make_rule(),), T)
FILED = Rulebook("filed", (make_rule("filed/late", must=T["filed"] + WorkingDays(5) >= T["day"]),), T)
PAPER = Rulebook("papers", (make_rule("papers/permit", must=T["paper.permit.present"]),), T)


def ask(statements: str, *, table: str) -> list[dict[str, Any]]:
    """Run statements beside a table of the statement given."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(table)
        found = connection.execute(statements)
        names = [c[0] for c in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def outcomes(text: SqlText, table: str, code: str = "status/not-normal") -> list[str]:
    found = ask(text.tables + text.decisions, table=table)
    return [row[code] for row in sorted(found, key=itemgetter("id"))]


# --- what it says -------------------------------------------------------------------------------------------------


def test_a_small_text_in_full() -> None:
    head = f"""-- 医保备案规则集 状态（规则 1 条），由 yibao_rules 生成，语法：DuckDB
-- Rulebook 状态 (rules: 1), written by yibao_rules for DuckDB
-- 摘要 digest: {STATUS.digest}
-- 判断日 day: 2024-02-29
"""
    steps = """WITH yibao_facts AS (
  SELECT
    "id" AS "k",
    "member.status" AS "member_status"
  FROM filings
),
yibao_tests_1 AS (
  SELECT
    *,
    COALESCE("member_status" = 'normal', FALSE) AS "b0",
    NOT "member_status" IS NULL AS "b1"
  FROM yibao_facts
),
yibao_tests_2 AS (
  SELECT
    *,
    -- 不符合 violated: status/not-normal
    "b1" AND NOT "b0" AS "b2"
  FROM yibao_tests_1
)"""
    text = to_sql(STATUS, "duckdb", day=DAY)
    assert text.tables == ""
    decisions = """
SELECT
  "k" AS "id",
  CASE
    WHEN "b2" THEN 'returned'
    WHEN NOT "b1" THEN 'undetermined'
    ELSE 'accepted'
  END AS "decision",
  -- 状态不正常
  CASE WHEN "b2" THEN 'violated' WHEN NOT "b1" THEN 'cannot_tell' ELSE 'satisfied' END AS "status/not-normal"
FROM yibao_tests_2;
"""
    findings = """,
yibao_found AS (
  SELECT
    "k",
    "b2" AS "found0",
    NOT "b1" AS "found1",
    CASE WHEN NOT "b1" THEN 'member.status' END AS "missing1"
  FROM yibao_tests_2
)
SELECT
  "k" AS "id", code, cause, severity, outcome, made.missing AS missing
FROM (
  SELECT *, UNNEST([
    CASE WHEN found0 THEN {'n': 0, 'missing': ''} END,
    CASE WHEN found1 THEN {'n': 1, 'missing': "missing1"} END
  ]) AS made
  FROM yibao_found
) AS u
JOIN (VALUES
  (0, 'status/not-normal', 'status', 'error', 'violated'),
  (1, 'status/not-normal', 'status', 'error', 'cannot_tell')
) AS r(n, code, cause, severity, outcome) ON made.n = r.n;
"""
    assert text.decisions == f"{head}{steps}{decisions}"
    assert text.findings == f"{head}{steps}{findings}"
    assert str(text) == f"{text.checks}\n{text.decisions}\n{text.findings}"


def test_the_same_book_gives_the_same_text_in_every_process() -> None:
    program = (
        "from tests_of import *"
        if False
        else "import sys; from datetime import date; from yibao_rules import *\n"
        "from yibao_rules.interop.sql import to_sql\n"
        "book = national_rules().only(Cause.INFORMATION).at(date(2026, 3, 2))\n"
        "sys.stdout.buffer.write(str(to_sql(book, 'postgres', day=date(2026, 3, 2))).encode())\n"
    )
    found = [
        subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert found[0] == found[1]
    assert "姓名" in found[0].decode()


@pytest.mark.parametrize("dialect", list(Dialect))
def test_each_dialect_in_its_own_words(dialect: Dialect) -> None:
    book = Rulebook(
        "words",
        (
            make_rule("a", must=T["disease"].starts_with("M")),
            make_rule("b", must=T["codes"].contains_any("a") | (T["filed"] + WorkingDays(1) >= T["due"])),
            make_rule("c", must=T["cost"] > 1),
        ),
        T,
    )
    text = to_sql(book, dialect, day=DAY, workdays=national(), span=(DAY, DAY))
    whole = str(text)
    assert text.dialect is dialect
    assert dialect.executed == (dialect is not Dialect.HIVE)
    assert ("未在 Hive 上执行" in whole) == (dialect is Dialect.HIVE)
    has = {
        "OFFSET 0": (Dialect.POSTGRES,),
        "STARTS_WITH": (Dialect.DUCKDB,),
        "= ANY(": (Dialect.POSTGRES,),
        "`": (Dialect.SPARK, Dialect.HIVE),
        " DIV ": (Dialect.SPARK, Dialect.HIVE),
        "STACK(": (Dialect.SPARK, Dialect.HIVE),
        "LATERAL (VALUES": (Dialect.POSTGRES,),
        "USING parquet": (Dialect.SPARK,),
        "PRIMARY KEY": (Dialect.DUCKDB, Dialect.POSTGRES),
        "NULLIF(": (Dialect.POSTGRES,),
        "AS STRING) = 'NaN'": (Dialect.HIVE,),
        "ISNAN(": (Dialect.DUCKDB, Dialect.SPARK),
    }
    for part, dialects in has.items():
        assert (part in whole) == (dialect in dialects), part


def test_hive_names_have_no_dots() -> None:
    text = to_sql(STATUS, "hive", day=DAY)
    assert "`member_status` NOT IN" in text.checks
    assert "`member.status`" not in str(text)
    typed = to_sql(STATUS, "hive", day=DAY, columns={"id": "string", "member_status": "string"})
    assert typed == text
    more = Rulebook("more", (*STATUS, make_rule("other", must=T["member.former"] == Status.ENDED)), T)
    some = to_sql(more, "hive", day=DAY, columns={"id": "string", "member_status": "string"})
    assert "former" not in some.checks


def test_the_head_tells_place_and_days() -> None:
    text = to_sql(evolve(STATUS, place="330100"), "duckdb")
    assert "-- 判断日 day: 每行的 day 列 the column day of each row\n-- 地方 place: 330100\n" in text.findings


def test_what_stands_in_comments_cannot_end_them() -> None:
    rule = make_rule("odd/one", message=same("a\nSELECT 1; -- */"))
    text = to_sql(Rulebook("name\n; DROP TABLE filings", (rule,), T), "duckdb", day=DAY)
    assert "-- a SELECT 1； -- */\n" in text.decisions
    assert "DROP" not in "".join(line for line in str(text).splitlines() if not line.strip().startswith("--"))


# --- tables of all shapes -----------------------------------------------------------------------------------------


def test_own_names_a_condition_and_columns_that_go_along() -> None:
    text = to_sql(
        STATUS,
        "duckdb",
        table="main.cases",
        key="case no",
        day=DAY,
        names={"member.status": "Status"},
        where="city = '杭州' -- 仅一地",
        carry=iter(["city"]),
    )
    table = """CREATE TABLE cases ("case no" INT, "Status" TEXT, city TEXT);
        INSERT INTO cases VALUES (1, 'paused', '杭州'), (2, 'paused', '宁波'), (3, NULL, '杭州')"""
    assert sorted(map(tuple, (r.values() for r in ask(text.decisions, table=table)))) == [
        (1, "杭州", "returned", "violated"),
        (3, "杭州", "undetermined", "cannot_tell"),
    ]
    assert sorted(map(tuple, (r.values() for r in ask(text.findings, table=table)))) == [
        (1, "杭州", "status/not-normal", "status", "error", "violated", ""),
        (3, "杭州", "status/not-normal", "status", "error", "cannot_tell", "member.status"),
    ]


def test_facts_whose_names_cannot_stand_in_the_text() -> None:
    names = ("a.b_c", "a_b.c", "b0", f"long.{'x' * 60}")
    table = FactTable(
        subject=Case,
        facts=[Fact(name=name, path="agent", type=FactType.BOOL, label=same(name)) for name in names],
    )
    book = Rulebook("names", [make_rule(f"r/{n}", must=table[name]) for n, name in enumerate(names)], table)
    columns = ", ".join(f'"{name}"' for name in names)
    made = f"CREATE TABLE filings AS FROM (VALUES (1, TRUE, FALSE, NULL::BOOLEAN, TRUE)) AS t(id, {columns})"
    (found,) = ask(to_sql(book, "duckdb", day=DAY).decisions, table=made)
    assert [found[rule.code] for rule in book] == ["satisfied", "violated", "cannot_tell", "satisfied"]


def test_checks_count_what_is_wrong_with_the_data() -> None:
    text = to_sql(STATUS, "duckdb", where="id IS NULL OR id < 9")
    table = """CREATE TABLE filings (id INT, "member.status" TEXT, day DATE);
        INSERT INTO filings VALUES (1, 'odd', '2024-02-29'), (1, NULL, NULL), (NULL, 'normal', '2024-02-29'),
        (9, 'odd', NULL)"""
    (found,) = ask(text.checks, table=table)
    assert found == {"null_keys": 1, "double_keys": 1, "day": 1, "member.status": 1}
    (none,) = ask(text.checks, table='CREATE TABLE filings (id INT, "member.status" TEXT, day DATE)')
    assert not any(none.values())


def test_checks_count_text_that_is_not_in_the_form_of_a_name() -> None:
    book = Rulebook("names", (make_rule("name", must=facts()["applicant.name"].known()),), facts())
    words = ("张三", "张 三", "Anna", "anna", "阿卜杜拉·买买提", "阿卜杜拉•买买提", "张三\u200b", "É", "ａ")
    values = ", ".join(f"({n}, '{word}')" for n, word in enumerate(words))
    table = f'CREATE TABLE filings AS FROM (VALUES {values}, (99, NULL)) AS t(id, "applicant.name")'
    (found,) = ask(to_sql(book, "duckdb", day=DAY).checks, table=table)
    expected = book.check_frame(pl.DataFrame({"id": range(9), "applicant.name": words}), day=DAY).odd
    assert found == {"null_keys": 0, "double_keys": 0, "applicant.name": 6}
    assert expected == {"applicant.name": 6}


@pytest.mark.parametrize(
    ("tidy", "columns"), [(False, 0), (("disease",), 1), (True, 2), (iter(["member.status", "disease"]), 2)]
)
def test_text_is_normalised_where_that_is_asked_for(tidy: Any, columns: int) -> None:
    book = Rulebook("forms", (*STATUS, make_rule("disease", must=T["disease"] == "M54"), *PAPER), T)
    text = to_sql(book, "duckdb", day=DAY, tidy=tidy)
    assert text.decisions.count("TRANSLATE(") == columns
    table = """CREATE TABLE filings AS FROM
        (VALUES (1, 'normal\u3000', 'Ｍ54 ', ['permit'])) AS t(id, "member.status", disease, paper)"""
    (found,) = ask(text.decisions, table=table)
    outcomes = [
        "satisfied" if columns == 2 else "violated",
        "satisfied" if columns else "violated",
        "satisfied",
    ]
    assert [found[rule.code] for rule in book] == outcomes


@pytest.mark.parametrize(
    ("kind", "value"), [("VARCHAR[]", "['lease', NULL, 'permit']"), ("VARCHAR", "'lease;permit'")]
)
def test_items_by_a_list_of_their_kinds(kind: str, value: str) -> None:
    text = to_sql(PAPER, "duckdb", day=DAY, columns={"id": "INT", "paper": kind})
    table = f"CREATE TABLE filings AS FROM (VALUES (1, {value}::{kind}), (2, NULL)) AS t(id, paper)"
    assert outcomes(text, table, "papers/permit") == ["satisfied", "cannot_tell"]
    assert '"paper" TEXT[]' not in text.decisions


def test_by_default_there_is_a_column_for_each_fact_that_is_read() -> None:
    book = Rulebook("all", (*PAPER, make_rule("x", must=T["paper.lease.sealed"]), *STATUS), T)
    table = """CREATE TABLE filings (id TEXT, paper TEXT[], "paper.lease.sealed" BOOLEAN, "member.status" TEXT, day DATE);
        INSERT INTO filings VALUES ('a', ['permit'], true, 'normal', '2024-02-29')"""
    assert ask(to_sql(book, "duckdb").decisions, table=table)[0]["decision"] == "accepted"


def test_a_table_of_the_same_columns_tells_their_types() -> None:
    frame = pl.DataFrame(
        {"id": [1], "filed": [datetime(2024, 2, 1)], "cost": [Decimal("0.10")], "age": [3], "codes": [["a"]]},
        schema_overrides={"filed": pl.Datetime, "age": pl.Int8},
    ).with_columns(
        pl.lit(None).alias("disease"),
        pl.lit("normal").cast(pl.Categorical).alias("member.status"),
        pl.lit(0.5).alias("rate"),
        pl.lit(b"x").alias("scan"),
        pl.lit(datetime(2024, 1, 1)).dt.replace_time_zone("UTC").alias("at"),
    )
    rules = (
        *STATUS,
        make_rule("cost", must=T["cost"] < Decimal("0.105")),
        make_rule("age", must=T["age"] > 2),
        make_rule("filed", must=T["filed"] == date(2024, 2, 1)),
        make_rule("codes", must=T["codes"].contains_any("a")),
        make_rule("disease", must=T["disease"] == "M54"),
    )
    text = to_sql(Rulebook("typed", rules, T), "duckdb", day=DAY, columns=frame)
    with duckdb.connect(":memory:") as connection:
        connection.register("filings", frame)
        found = connection.execute(text.decisions).fetchall()
    assert found == [
        (1, "undetermined", "satisfied", "satisfied", "satisfied", "satisfied", "satisfied", "cannot_tell")
    ]
    assert 'CAST("filed" AS DATE)' in text.decisions


def test_rules_without_facts_and_no_rules_at_all() -> None:
    table = "CREATE TABLE filings (id INT); INSERT INTO filings VALUES (1)"
    for book in (
        Rulebook("none", (), T),
        Rulebook("day", (make_rule(must=T["day"] >= date(2024, 1, 1)),), T),
    ):
        text = to_sql(book, "duckdb", day=DAY)
        assert ask(text.decisions, table=table)[0]["decision"] == "accepted"
        assert ask(text.findings, table=table) == []
    late = Rulebook("day", (make_rule(must=T["day"] < date(2024, 1, 1)),), T)
    assert ask(to_sql(late, "duckdb", day=DAY).decisions, table=table)[0]["decision"] == "returned"


def test_long_rules_end_no_recursion() -> None:
    many = make_rule(
        "many", must=T["age"].is_in(list(range(150))) | T["disease"].starts_with(*map(str, range(100)))
    )
    rules = [make_rule(f"r/{n}", must=T["months"] > n) for n in range(80)]
    text = to_sql(Rulebook("long", (many, *rules), T), "duckdb", day=DAY)
    table = """CREATE TABLE filings (id INT, age INT, months INT, disease TEXT);
        INSERT INTO filings VALUES (1, 149, 80, ''), (2, 150, 80, '99'), (3, 150, 80, 'x'), (4, 0, 79, '')"""
    found = ask(text.decisions, table=table)
    assert [r["decision"] for r in found] == ["accepted", "accepted", "returned", "returned"]


# --- working days -------------------------------------------------------------------------------------------------

FILINGS = """CREATE TABLE filings (id INT, filed DATE);
    INSERT INTO filings VALUES (1, '2024-02-22'), (2, '2024-02-01'), (3, '2003-12-31'), (4, '2026-12-31'), (5, NULL)"""


@pytest.mark.parametrize("workdays", [national(), national().add, lambda day, n: national().add(day, n)])
def test_days_that_the_calendar_does_not_reach_stay_unknown(workdays: Any) -> None:
    text = to_sql(FILED, "duckdb", day=DAY, workdays=workdays)
    assert outcomes(text, FILINGS, "filed/late") == [
        "satisfied",
        "violated",
        "cannot_tell",
        "cannot_tell",
        "cannot_tell",
    ]
    assert text.tables.count("INSERT") > 10


def test_a_shorter_span_and_another_name_for_the_table_of_working_days() -> None:
    span = date(2024, 2, 20), date(2024, 2, 25)
    text = to_sql(FILED, "duckdb", day=DAY, workdays=national(), span=span, calendar_table="days.of_2024")
    assert "FROM yibao_numbers_6\n  LEFT JOIN days.of_2024 AS w" in text.decisions
    found = outcomes(evolve(text, tables="CREATE SCHEMA days;" + text.tables), FILINGS, "filed/late")
    assert found == ["satisfied", *["cannot_tell"] * 4]
    assert text.tables.endswith(
        """CREATE TABLE days.of_2024 (
  start_day BIGINT,
  working_days BIGINT,
  due_day BIGINT,
  PRIMARY KEY (working_days, start_day)
);

INSERT INTO days.of_2024 VALUES
  (738936, 5, 738943), (738937, 5, 738944), (738938, 5, 738945), (738939, 5, 738946), (738940, 5, 738946), (738941, 5, 738946);
"""
    )


def test_a_calendar_that_reaches_nothing() -> None:
    text = to_sql(FILED, "duckdb", day=DAY, workdays=lambda _day, _n: None)
    assert "INSERT" not in text.tables
    assert outcomes(text, FILINGS, "filed/late") == ["cannot_tell"] * 5


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error", "told"),
    [
        ({"dialect": "postgre"}, UnknownFactError, "postgres"),
        ({"dialect": "mysql"}, UnknownFactError, "duckdb, postgres, spark, hive"),
        ({"table": "a; DROP TABLE b"}, SqlError, "table"),
        ({"table": "(SELECT 1)"}, SqlError, "table"),
        ({"table": "a AS b"}, SqlError, "table"),
        ({"calendar_table": "a b c"}, SqlError, "calendar_table"),
        ({"where": "id ="}, SqlError, "where"),
        ({"names": {"member.statu": "x"}}, UnknownFactError, "member.status"),
        ({"tidy": ("disease",)}, UnknownFactError, "disease"),
        ({"names": {"member.status": "x"}, "columns": {"id": "int"}}, FrameError, "x"),
        ({"columns": {"member.status": "text"}}, FrameError, "id"),
        ({"columns": {"id": "int", "member.status": "text"}, "carry": ("city",)}, FrameError, "city"),
        ({"columns": {"id": "int", "member.status": "int"}}, FrameError, "member.status"),
        ({"columns": {"id": "int", "member.status": "char(8)"}}, FrameError, "char"),
        ({"columns": {"id": "int", "member.status": "status_enum"}}, FrameError, "status_enum"),
        ({"columns": {"id": "int", "member.status": "array<"}}, FrameError, "array<"),
        ({"columns": {"id": "int", "member.statu": "text"}}, FrameError, "member.status"),
        ({"columns": {"id": "int", "age": "int"}}, FrameError, "book.facts.names"),
        ({"columns": {"id": "int", "member.status": "text", "day": "date"}}, FrameError, "day"),
        ({"columns": {"id": "int", "member.status": "text"}, "day": None}, FrameError, "day"),
        ({"book": FILED}, DefinitionError, "workdays"),
        ({"book": Rulebook("long", (make_rule("长" * 22),), T)}, SqlError, "66"),
    ],
)
def test_what_cannot_be_written_is_refused(
    changes: dict[str, Any], error: type[YibaoError], told: str
) -> None:
    asked: dict[str, Any] = {"book": STATUS, "dialect": "postgres", "day": DAY, **changes}
    with pytest.raises(error, match=told):
        to_sql(**asked)


def test_types_of_columns_that_are_no_facts_do_not_matter() -> None:
    columns = {
        "id": "my_domain",
        "member.status": "text",
        "note": "char(3)",
        "paid": "numeric",
        "due_to": "jsonb",
    }
    text = to_sql(STATUS, "postgres", day=DAY, columns=columns, ignore=("due_to",))
    assert "note" not in text.decisions


def test_a_function_is_refused_by_name() -> None:
    called = predicate("grown", lambda age: age > 3, facts=(T["age"],), label=same("成年"))
    with pytest.raises(NoColumnFormError, match="own/rule"):
        to_sql(Rulebook("own", (make_rule("own/rule", must=called),), T), "duckdb", day=DAY)


def test_what_nobody_has_settled_is_refused() -> None:
    (projection,) = parsed("SELECT md5(x) AS y").expressions
    with pytest.raises(SqlError, match="MD5"):
        plain(projection.unalias())


@pytest.mark.parametrize("missing", ["duckdb", "sqlglot"])
def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name in [m for m in sys.modules if m.partition(".")[0] == missing]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r"yibao-rules\[sql\]") as found:
        to_sql(STATUS, "duckdb", day=DAY)
    assert found.value.where == missing


# --- plain words --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("(((a OR b) OR c) OR d)", "(a OR b OR c OR d)"),
        ("((a AND b) OR c)", "((a AND b) OR c)"),
        ("((a OR b) AND c)", "((a OR b) AND c)"),
        ("(((a + b) + c) * d)", "((a + b + c) * d)"),
        ("((a - b) + c)", "((a - b) + c)"),
        ("f((a OR b), c)", "f((a OR b), c)"),
        ("((x = '(' OR b) OR c)", "(x = '(' OR b OR c)"),
        ("a OR (b OR c)", "a OR (b OR c)"),
    ],
)
def test_chains_lose_their_brackets(written: str, read: str) -> None:
    assert unnested(written) == read


def test_every_bracket_that_is_left_is_asked_for() -> None:
    formulas = [
        f"({a} {x} {b}) {y} {c}"
        for a, b, c in (("7", "2", "3"), ("9", "4", "5"))
        for x in "+-*"
        for y in "+-*"
    ]
    formulas += [
        f"{a} {x} ({b} {y} {c})"
        for a, b, c in (("7", "2", "3"), ("9", "4", "5"))
        for x in "+-*"
        for y in "+-*"
    ]
    formulas += [
        f"NOT (({a}) {x} (({b}) {y} ({c})))"
        for a in ("TRUE", "FALSE")
        for b in ("1 = 2", "NOT 1 = 1", "NULL")
        for c in ("2 IN (1, 2)", "FALSE")
        for x in ("AND", "OR")
        for y in ("AND", "OR")
    ]
    with duckdb.connect(":memory:") as connection:
        for formula in formulas:
            (projection,) = parsed(f"SELECT ({formula}) AS y").expressions
            lean = plain(projection.unalias()).sql("duckdb")
            both = connection.execute(f"SELECT ({formula}), ({lean})").fetchone()  # ours
            assert both is not None
            assert both[0] == both[1], (formula, lean)


def test_national_rules_for_hive() -> None:
    day = date(2026, 3, 2)
    text = to_sql(national_rules().at(day), "hive", day=day, workdays=national(), span=(DAY, DAY))
    assert "`insured_status`" in text.decisions
    assert "insured.status`" not in str(text)
    table = subject_table(STATUS, [Case(codes=frozenset("ab")), Case(disease="'\\")], "hive")
    assert table.columns["member_status"] == "STRING"
    assert "'a;b'" in table.statements
    assert "'\\'\\\\'" in table.statements


@pytest.mark.parametrize("dialect", Dialect)
def test_no_setting_is_put_in_place_of_a_text(dialect: Dialect) -> None:
    table = make_table()
    book = Rulebook("own", (make_rule(must=table["disease"].is_in(["${x}", "a${", "$"])),), table)
    text = str(to_sql(book, dialect, day=date(2024, 2, 29)))
    assert ("${" in text) == (dialect not in (Dialect.SPARK, Dialect.HIVE))
    assert "{x}" in text


def test_columns_that_are_not_there_are_named_once_and_violate_nothing() -> None:
    """G1 in SQL: a right number is not malformed since the table lacks what filings work out of it."""
    day, code = date(2026, 3, 2), "information/id-number-malformed"
    book = national_rules().at(day)
    columns = {"id": "TEXT", "nr": "TEXT", "applicant.id_kind": "TEXT", "filing.item": "TEXT"}
    text = to_sql(
        book, "duckdb", day=day, columns=columns, names={"applicant.id_number": "nr"}, workdays=national()
    )
    table = (
        'CREATE TABLE filings (id TEXT, nr TEXT, "applicant.id_kind" TEXT, "filing.item" TEXT);'
        "INSERT INTO filings VALUES ('a', '11010519491231002X', 'resident_id', 'referral'), "
        "('b', '110105194912310021', 'resident_id', 'referral'), ('c', NULL, NULL, 'referral');"
    )
    assert outcomes(text, table, code) == ["cannot_tell", "violated", "not_applicable"]
    assert outcomes(text, table, "information/required-applicant-name") == ["cannot_tell"] * 3
    violated = [
        r["code"] for r in ask(text.tables + text.findings, table=table) if r["outcome"] == "violated"
    ]
    assert violated == [code]
    assert code in text.missing_columns["applicant.id_birth_date"]
    assert "that are not there" not in text.checks
    (line,) = (line for line in text.decisions.splitlines() if "applicant.id_birth_date" in line)
    assert line.startswith("-- 表中没有的列")
    whole = to_sql(STATUS, "duckdb", day=DAY)
    assert whole.missing_columns == {}
