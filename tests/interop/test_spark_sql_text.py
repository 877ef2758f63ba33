"""The SQL text for Spark, executed: it says of each row what the rules say of the object."""

import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from yibao_rules.calendar import national
from yibao_rules.interop.sql import Dialect, to_sql
from yibao_rules.interop.sql.forms import odd, tidied
from yibao_rules.logic import Months, Offset, Rulebook, WorkingDays, Years
from yibao_rules.model.identity import fold_name
from yibao_rules.precheck.desk import Desk
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.testing.logic import DATES
from yibao_rules.testing.logic_sample import Case, Member, Paper, Status, make_rule, make_table
from yibao_rules.testing.sql import Execute, sql_differences, subject_table
from yibao_rules.text import TextForm, normalise
from yibao_rules.validators.national import national_rules

pytest.importorskip("pyspark", reason="PySpark is not installed: pip install -r requirements/spark.txt")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java 17 or later", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")

T = make_table()
SPAN = date(2024, 1, 1), date(2024, 4, 30)
ODD = "住院 'A'\\n\\'\n；-- */ `%s`"
TESTS = (
    T["id_number"].checksum_mod11_2(),
    T["id_number"].digits() | T["id_number"].length_in([1, 18]),
    T["disease"].starts_with("M", "住院 'A'\\"),
    T["disease"].is_in([ODD, "x"]),
    T["codes"].contains_all("a", "b") | T["codes"].contains_any("c"),
    T["cost"] >= 1,
    T["age"].is_in([1, 2, 3]) | (T["months"] == T["age"]),
    T["filed"] + Months(1) <= T["due"],
    T["filed"] + WorkingDays(3) <= T["day"],
    T["filed"] + Offset(months=1, working_days=-2) == T["due"] + Years(1),
    T["due"] + Months(1) == date(2024, 2, 29),
    T["member.status"] == T["member.former"],
    T["paper.permit.expires_on"] >= T["day"],
)
BOOK = Rulebook(
    "own", (make_rule(f"每种/{n} '`", when=T["agent"], must=must) for n, must in enumerate(TESTS)), T
)
NUMBERS = ("11010519491231002X", "110105194912310021", "110105", "１１", "", "110105\n", "x" * 18, None)
CASES = [
    Case(
        id_number=NUMBERS[n % 8],
        disease=(None, "M54", ODD, "", ODD + " ", "x")[n % 6],
        agent=(True, None, True, False)[n % 4],
        codes=(None, frozenset("abc"), frozenset(), frozenset("c"))[n // 2 % 4],
        cost=(None, 0, 1)[n % 3],  # type: ignore[arg-type]
        age=(None, 1, 5)[n % 3],
        months=(1, None, 5)[n % 3],
        filed=(DATES[n % 7], None)[n % 5 == 0],
        due=(DATES[(n + 1) % 7], None)[n % 6 == 0],
        member=(None, Member(Status.NORMAL, Status.PAUSED), Member(Status.ENDED, Status.ENDED))[n % 3],
        papers=(None, {}, {"permit": Paper(DATES[n % 7])})[n % 3],
    )
    for n in range(42)
]


def next_days(day: date, n: int) -> date | None:
    return day + timedelta(days=n) if SPAN[0] <= day <= SPAN[1] else None


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("PYSPARK_PYTHON", "/no/python/on/the/workers")
        builder = import_module("pyspark.sql").SparkSession.builder.master("local[1]")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "1",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture
def execute(spark: Any, tmp_path: Path) -> Execute:
    spark.sql("DROP DATABASE IF EXISTS proof CASCADE")
    spark.sql(f"CREATE DATABASE proof LOCATION '{tmp_path.as_uri()}'")
    spark.sql("USE proof")

    def run(statements: str) -> list[Mapping[str, Any]]:
        found = None
        # Spark takes one statement at a time.
        for statement in re.split(r";\n+(?=CREATE|INSERT|$)", statements):
            if statement.strip():
                found = spark.sql(statement)
        return [row.asDict() for row in found.collect()] if found is not None else []

    return run


@pytest.mark.parametrize("by_row", [False, True])
def test_every_kind_of_test(execute: Execute, by_row: bool) -> None:
    day = date(2024, 2, 29)
    table = subject_table(BOOK, CASES, "spark", day=day if by_row else None)
    execute(table.statements)
    text = to_sql(
        BOOK, "spark", day=None if by_row else day, columns=table.columns, workdays=next_days, span=SPAN
    )
    assert not sql_differences(BOOK, CASES, text, execute, day=day, workdays=next_days)
    (checks,) = execute(text.checks)
    texts = {"disease": [c.disease for c in CASES], "id_number": [c.id_number for c in CASES]}
    odd = {name: sum(t is not None and normalise(t) != t for t in found) for name, found in texts.items()}
    assert min(odd.values()) > 0
    assert {name: n for name, n in checks.items() if n} == odd


def test_every_national_rule(execute: Execute) -> None:
    book = national_rules().at(DAY)
    filings = [accepted_filing(), *map(breaking, BREAKS)]
    table = subject_table(book, filings, "spark")
    execute(table.statements)
    span = date(2025, 1, 1), date(2026, 12, 31)
    text = to_sql(book, "spark", day=DAY, columns=table.columns, workdays=national(), span=span)
    assert not sql_differences(book, filings, text, execute, day=DAY, workdays=Desk().workdays_at(None))


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
