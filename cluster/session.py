"""What the demonstration and the benchmark share: a Spark session, the filings as a frame, and a look at its plan."""
# ruff: noqa: INP001  # beside scripts, no part of the package

import os
import re
from pathlib import Path
from typing import Any

from cluster.standalone import LOOPBACK, Standalone

_PYTHON = re.compile(r"\w*(?:Python|Pandas|Arrow|PyUDF|pythonUDF)\w*")
_TASKS = 32
_NO_PYTHON = "/no/python/on/the/workers"


class PlanError(AssertionError):
    """A plan that runs Python on the workers."""


def session(cluster: Standalone, filings: Path) -> Any:
    """Give a Spark session on a cluster.

    Args:
        cluster: a cluster that runs.
        filings: the folder that will be read, by whose size the tasks are cut: a lost task is then soon done again.
    """
    size = sum(file.stat().st_size for file in filings.rglob("*.parquet"))
    # The driver's JVM reads the cluster's secret from there, and must not pick another address.
    os.environ.update(
        {k: v for k, v in cluster.environment().items() if k.startswith("SPARK_")}, PYSPARK_PYTHON=_NO_PYTHON
    )
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.driver.memory": "2g",
        "spark.executor.memory": cluster.memory,
        "spark.executor.cores": str(cluster.cores),
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.sql.shuffle.partitions": str(2 * cluster.workers * cluster.cores),
        "spark.sql.files.maxPartitionBytes": str(max(size // _TASKS, 1 << 20)),
        "spark.sql.files.openCostInBytes": "64k",
        # A rulebook is one large expression: in one generated method a stage the JVM would interpret it for long.
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.warehouse.dir": str(cluster.folder / "warehouse"),
        # A task's files count only once the whole task has ended: what a lost worker left behind is not seen.
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "1",
    }
    builder = SparkSession.builder.master(cluster.address).appName("yibao_rules")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def read(spark: Any, folder: Path) -> Any:
    """Give the filings below a folder as a Spark frame; place and day come from the folders' names."""
    some_file = next(folder.rglob("*.parquet"))
    schema = spark.read.parquet(str(some_file)).schema.add("place", "string").add("day", "date")
    return spark.read.schema(schema).parquet(str(folder))


def check_plan(frame: Any) -> int:
    """Make sure that no step of the physical plan runs Python on the workers.

    Args:
        frame: a Spark frame.

    Returns:
        The number of steps.

    Raises:
        PlanError: names the steps that would.
    """
    plan = frame._jdf.queryExecution().executedPlan()  # noqa: SLF001  # PySpark has no public way to the plan
    steps = [line for line in plan.toString().splitlines() if line.strip()]
    found = sorted({word for line in steps for word in _PYTHON.findall(re.sub(r"\[.*", "", line))})
    if found:
        raise PlanError(f"计划中有 Python 步骤 / the plan runs Python: {', '.join(found)}")
    return len(steps)
