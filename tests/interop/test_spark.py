"""The same rules on PySpark: equal to one machine, in Spark's own expressions, on workers that have no Python."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from yibao_rules.logic import Months, Rulebook, WorkingDays
from yibao_rules.logic.frame_engines import small_table
from yibao_rules.logic.frame_faults import FrameError
from yibao_rules.precheck.desk import Desk
from yibao_rules.testing.frames import differences
from yibao_rules.testing.logic_sample import Case, Member, Paper, Status, make_rule, make_table
from yibao_rules.validators.national import national_rules

pytest.importorskip("pyspark", reason="PySpark is not installed: pip install -r requirements/spark.txt")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java 17 or later", allow_module_level=True)

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")

PLACE, DAY, ROWS = "131000", date(2026, 3, 10), 2_000
WORKDAYS = Desk().workdays_at(None)
T = make_table()
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tools() -> Iterator[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        yield {name: import_module(f"cluster.{name}") for name in ("synthetic", "session")}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
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
            "spark.sql.session.timeZone": "Asia/Shanghai",
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def folder(tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("filings")
    target = root / f"place={PLACE}" / f"day={DAY}"
    target.mkdir(parents=True)
    table = tools["synthetic"].table(PLACE, DAY, 0, ROWS)
    import_module("pyarrow.parquet").write_table(table, target / "filings.parquet")
    return root


@pytest.fixture(scope="module")
def filings(tools: dict[str, Any], spark: Any, folder: Path) -> Any:
    return tools["session"].read(spark, folder)


@pytest.fixture(scope="module")
def on_spark(filings: Any) -> Any:
    return national_rules().check_frame(filings, carry=("place",), workdays=WORKDAYS)


@pytest.fixture(scope="module")
def on_one_machine(folder: Path) -> Any:
    pl = import_module("polars")
    frame = pl.scan_parquet(folder, hive_partitioning=True, hive_schema={"place": pl.String, "day": pl.Date})
    return national_rules().check_frame(frame, carry=("place",), workdays=WORKDAYS)


def rows(frame: Any) -> list[tuple[Any, ...]]:
    found = frame.toArrow() if hasattr(frame, "toArrow") else frame.collect().to_arrow()
    return sorted(tuple(row[name] for name in sorted(row)) for row in found.to_pylist())


def test_findings_equal_those_of_one_machine(on_spark: Any, on_one_machine: Any) -> None:
    found = rows(on_spark.findings)
    assert found == rows(on_one_machine.findings)
    assert len({row[1] for row in found}) > 50  # nearly every rule has spoken


def test_decisions_equal_those_of_one_machine(on_spark: Any, on_one_machine: Any) -> None:
    assert rows(on_spark.decisions) == rows(on_one_machine.decisions)


def test_counts_by_place_equal_those_of_one_machine(on_spark: Any, on_one_machine: Any) -> None:
    assert rows(on_spark.counts("place")) == rows(on_one_machine.counts("place"))


def test_no_python_runs_on_the_workers(tools: dict[str, Any], on_spark: Any) -> None:
    for frame in (on_spark.findings, on_spark.decisions):
        assert tools["session"].check_plan(frame) > 5


def test_small_tables_are_broadcast(on_spark: Any) -> None:
    plan = on_spark.findings._jdf.queryExecution().sparkPlan().toString()
    assert plan.count("BroadcastHashJoin") == 2  # the working days, and the rules' words
    assert "SortMergeJoin" not in plan


def test_a_plan_with_python_is_refused(tools: dict[str, Any], filings: Any) -> None:
    functions = import_module("pyspark.sql.functions")
    with_python = filings.select(functions.udf(lambda n: n + 1, "long")("id"))
    with pytest.raises(tools["session"].PlanError, match="Python"):
        tools["session"].check_plan(with_python)


def test_keys_that_occur_twice_are_refused(filings: Any) -> None:
    with pytest.raises(FrameError, match=f"{ROWS} rows whose key another row has too"):
        national_rules().check_frame(filings.union(filings), workdays=WORKDAYS)


def test_small_tables_keep_every_value(spark: Any) -> None:
    columns: dict[str, Any] = {
        "text": ["it's", 'a "b"', "c\\d\\n", "中文", ""],
        "number": [1, -2, 2**40, 0, 5],
        "day": [DAY, date(1, 1, 1), date(9999, 12, 31), DAY, DAY],
    }
    beside = import_module("narwhals.stable.v2").from_native(spark.range(1))
    found = small_table(beside, columns).to_native().toArrow().to_pydict()
    assert found == columns


def next_days(day: date, n: int) -> date | None:
    return day + timedelta(days=n)


def test_every_kind_of_test_means_the_same(spark: Any) -> None:
    texts = ("11010519491231002X", "110105194912310021", "110105", "１１", "", "110105\n", "x" * 18, None)
    days = (date(2024, 1, 31), date(2024, 2, 29), date(2023, 12, 31), None)
    cases = [
        Case(
            id_number=texts[n % 8],
            disease=(None, "M54", "x", "")[n % 4],
            agent=(True, None, False)[n % 3],
            codes=(None, frozenset("abc"), frozenset(), frozenset("c"))[n % 4],
            age=(None, 1, 5)[n % 3],
            months=(1, None, 5)[n % 3],
            filed=days[n % 4],
            due=days[(n + n // 4) % 4],
            member=(None, Member(Status.NORMAL, Status.PAUSED), Member(Status.ENDED, Status.ENDED))[n % 3],
            papers=(None, {}, {"permit": Paper(date(2024, 3, 1))})[n % 3],
        )
        for n in range(24)
    ]
    tests = (
        T["id_number"].checksum_mod11_2(),
        T["id_number"].digits() | T["id_number"].length_in([1, 18]),
        T["disease"].starts_with("M", "1") & ~T["disease"].is_in(["M", "x"]),
        T["codes"].contains_all("a", "b") | T["codes"].contains_any("c"),
        T["age"].is_in([1, 2, 3]) | (T["months"] == T["age"]),
        T["filed"] + Months(1) <= T["due"],
        T["filed"] + WorkingDays(3) <= T["day"],
        T["member.status"] == T["member.former"],
        T["paper.permit.expires_on"] >= T["day"],
    )
    rules = tuple(make_rule(f"own/{n}", when=T["agent"].to_expr(), must=must) for n, must in enumerate(tests))
    book = Rulebook("own", rules, T)
    for by_row in (False, True):
        assert not differences(
            book, cases, day=date(2024, 2, 29), engine="pyspark", workdays=next_days, by_row=by_row
        )
