"""The same rules on PySpark: equal to one machine, in Spark's own expressions, on workers that have no Python."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from yibao_rules.logic.frames.engines import small_table
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.precheck.desk import Desk
from yibao_rules.validators.national import national_rules

pytest.importorskip("pyspark", reason="PySpark is not installed: ./dev spark-tests")

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::ResourceWarning")

PLACE, DAY, ROWS = "131000", date(2026, 3, 10), 2_000
WORKDAYS = Desk().workdays_at(None)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tools() -> Iterator[dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        yield {name: import_module(f"cluster.{name}") for name in ("synthetic", "session")}


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


def test_nothing_is_left_in_the_session(spark: Any, on_spark: Any) -> None:
    assert on_spark.counts("place").count() > 1
    assert spark.catalog.listTables() == []


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
        "text": ["it's", 'a "b"', "c\\d\\n", "中文 ${x}", ""],
        "number": [1, -2, 2**40, 0, 5],
        "day": [DAY, date(1, 1, 1), date(9999, 12, 31), DAY, DAY],
    }
    beside = import_module("narwhals.stable.v2").from_native(spark.range(1))
    found = small_table(beside, columns).to_native().toArrow().to_pydict()
    assert found == columns
