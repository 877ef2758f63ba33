"""Rules as Spark SQL, executed in Spark: what one object gets, and what ``check_frame`` gives of the same table."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.calendar import national
from yibao_rules.interop.sql import to_sql
from yibao_rules.logic import Months, Rulebook, WorkingDays
from yibao_rules.precheck.desk import Desk
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.testing.frames import rows_of
from yibao_rules.testing.logic_sample import Case, Paper, make_rule, make_table
from yibao_rules.testing.sql import Execute, sql_differences, subject_table
from yibao_rules.validators.national import national_rules

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
T = make_table()
SPAN = date(2022, 1, 1), date(2025, 12, 31)


@pytest.fixture
def execute(spark: Any) -> Execute:
    """Give what runs statements in an empty database."""
    spark.sql("DROP DATABASE IF EXISTS proof CASCADE")
    spark.sql("CREATE DATABASE proof")
    spark.sql("USE proof")

    def run(statements: str) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for statement in filter(None, re.split(r";\s*(?:\n|$)", statements)):
            if statement.strip():
                found = [row.asDict(recursive=True) for row in spark.sql(statement).collect()]
        return found

    return run


def rows(found: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(sorted(row.items())) for row in found)


def test_every_national_rule(spark: Any, execute: Execute) -> None:
    book, workdays = national_rules().at(DAY), Desk().workdays_at(None)
    samples = [evolve(f, id=str(n)) for n, f in enumerate((accepted_filing(), *map(breaking, BREAKS)))]
    table = subject_table(book, samples, "spark")
    execute(table.statements)
    text = to_sql(book, "spark", day=DAY, columns=table.columns, workdays=national())
    assert not sql_differences(book, samples, text, execute, day=DAY, workdays=workdays)
    in_frame = book.check_frame(spark.table("filings"), day=DAY, workdays=workdays)
    findings = rows(execute(text.findings))
    assert findings == rows(rows_of(in_frame.findings))
    assert len({dict(row)["code"] for row in findings}) == len(book)
    (checks,) = execute(text.checks)
    assert not any(checks.values())


def next_days(day: date, n: int) -> date | None:
    return day + timedelta(days=n) if SPAN[0] <= day <= SPAN[1] else None


NUMBERS = ("11010519491231002X", "110105194912310021", "１１", "", "110105\n", None)
TESTS = (
    T["id_number"].checksum_mod11_2() | T["id_number"].digits(),
    T["disease"].starts_with("M", "it's", "\\n") & ~T["disease"].is_in(["${x}", "b"]),
    T["codes"].contains_all("a", "b") | T["codes"].contains_any("c"),
    T["cost"] >= 1,
    T["filed"] + Months(1) <= T["due"],
    T["filed"] + WorkingDays(3) <= T["day"],
    T["day"] + WorkingDays(5) >= T["due"],
    T["paper.permit.expires_on"] >= T["day"],
)


@pytest.mark.parametrize("by_row", [False, True])
def test_every_kind_of_test(execute: Execute, by_row: bool) -> None:
    day = date(2024, 2, 29)
    days = (day, date(2024, 1, 31), date(1, 1, 1), date(9999, 12, 31), None)
    cases = [
        Case(
            id_number=NUMBERS[n % 6],
            disease=("M54", "it's", "\\n", "${x}", "", None)[n % 6],
            agent=(True, None, True, False)[n % 4],
            codes=(None, frozenset("abc"), frozenset(), frozenset("c"))[n % 4],
            filed=days[n % 5],
            due=days[(n + n // 5) % 5],
            papers=(None, {}, {"permit": Paper(day)})[n % 3],
        )
        for n in range(20)
    ]
    rules = tuple(make_rule(f"own/{n}", when=T["agent"].to_expr(), must=must) for n, must in enumerate(TESTS))
    book = Rulebook("own", rules, T)
    asked = day if by_row else None
    table = subject_table(book, cases, "spark", day=asked)
    execute(table.statements)
    text = to_sql(
        book, "spark", day=None if by_row else day, columns=table.columns, workdays=next_days, span=SPAN
    )
    assert not sql_differences(book, cases, text, execute, day=day, workdays=next_days)
