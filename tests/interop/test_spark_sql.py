"""Rules as Spark SQL, executed in Spark: what one object gets, and what ``check_frame`` gives of the same table."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.calendar import national
from yibao_rules.interop.sql import Dialect, to_sql
from yibao_rules.interop.sql.forms import odd, tidied
from yibao_rules.logic import Rulebook
from yibao_rules.model.identity import fold_name
from yibao_rules.precheck.desk import Desk
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.testing.every_test import DAY as EVERY_DAY
from yibao_rules.testing.every_test import SPAN as EVERY_SPAN
from yibao_rules.testing.every_test import every_case, every_test, next_days
from yibao_rules.testing.frames import rows_of
from yibao_rules.testing.logic_sample import make_rule, make_table
from yibao_rules.testing.sql import Execute, sql_differences, subject_table
from yibao_rules.text import TextForm, normalise
from yibao_rules.validators.national import national_rules

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")
T = make_table()
BOOK = every_test("每种/{n}")


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


@pytest.mark.parametrize("by_row", [False, True])
def test_every_kind_of_test(execute: Execute, by_row: bool) -> None:
    day, cases = EVERY_DAY, every_case()
    table = subject_table(BOOK, cases, "spark", day=day if by_row else None)
    execute(table.statements)
    text = to_sql(
        BOOK, "spark", day=None if by_row else day, columns=table.columns, workdays=next_days, span=EVERY_SPAN
    )
    assert not sql_differences(BOOK, cases, text, execute, day=day, workdays=next_days)
    (checks,) = execute(text.checks)
    texts = {"disease": [c.disease for c in cases], "id_number": [c.id_number for c in cases]}
    odd = {name: sum(t is not None and normalise(t) != t for t in found) for name, found in texts.items()}
    assert min(odd.values()) > 0
    assert {name: n for name, n in checks.items() if n} == odd


def test_a_list_that_is_not_given_is_unknown(execute: Execute) -> None:
    book = Rulebook("papers", (make_rule("papers/permit", must=T["paper.permit.present"]),), T)
    execute("CREATE TABLE filings (id INT, paper ARRAY<STRING>) USING parquet")
    execute("INSERT INTO filings VALUES (1, ARRAY('permit', NULL)), (2, ARRAY('lease', NULL)), (3, NULL)")
    found = execute(to_sql(book, "spark", day=DAY).decisions)
    outcomes = {row["id"]: row["papers/permit"] for row in found}
    assert outcomes == {1: "satisfied", 2: "violated", 3: "cannot_tell"}


@pytest.mark.parametrize("form", list(TextForm))
def test_text_is_brought_into_the_form_of_objects(spark: Any, form: TextForm) -> None:
    words = [
        "",
        "张三",
        "Wáng  xiǎo ＭＩＮＧ",
        "１９４９ 002x\u200b",
        "ÀÉÎ Ω㎏①",
        "\u3000 x\t\n y\x1c\xa0\x85",
        "a＇＼｀•．b",
    ]
    clean = {
        TextForm.PLAIN: normalise,
        TextForm.NUMBER: lambda text: normalise(text).replace(" ", "").upper(),
        TextForm.NAME: fold_name,
    }[form]
    listed = ", ".join(f"({n}, {Dialect.SPARK.text(word)})" for n, word in enumerate(words))
    asked = f"SELECT n, {tidied('x', Dialect.SPARK, form)} AS tidy, {odd('x', Dialect.SPARK, form)} AS odd"
    found = [row.asDict() for row in spark.sql(f"{asked} FROM VALUES {listed} AS t(n, x)").collect()]
    assert {row["n"]: row["tidy"] for row in found} == dict(enumerate(map(clean, words)))
    assert {row["n"] for row in found if row["odd"]} == {
        n for n, word in enumerate(words) if clean(word) != word
    }
