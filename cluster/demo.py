"""Ten million filings on a cluster of two workers, one of which dies: ``./dev cluster-demo [ROWS]``.

The filings lie in Parquet by place and day; the national rulebook checks them in Spark's own expressions, and the
findings go to Parquet. Then one machine without a cluster checks the same filings, and both answers are compared,
rule by rule, by count and checksum. Ends with 0 only if nothing is lost, nothing doubled and all is equal.
"""
# ruff: noqa: INP001  # a script of its own, no part of the package

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from attrs import define
from cluster import synthetic
from cluster.session import check_plan, read, session
from cluster.standalone import Standalone

from yibao_rules.precheck.desk import Desk
from yibao_rules.validators.national import national_rules

GROUP = "findings"
KILL_AFTER = 0.3
"""The share of the tasks that have ended when the worker is killed."""


class DemoError(AssertionError):
    """The demonstration did not show what it is to show."""


@contextmanager
def lap(what: str) -> Iterator[None]:
    """Print how long something took."""
    start = time.perf_counter()
    yield
    print(f"{time.perf_counter() - start:>8.1f} s  {what}", flush=True)


@define
class Death:
    """Kills a worker in the middle of a job, and remembers how things stood.

    Attributes:
        spark: the session whose job is watched.
        cluster: the cluster whose first worker dies.
        ended: tasks that had ended then; None as long as nobody has died.
        running: tasks that ran then.
        tasks: tasks in all.
    """

    spark: Any
    cluster: Standalone
    ended: int | None = None
    running: int = 0
    tasks: int = 0
    over: bool = False

    def watch(self) -> None:
        """Wait for the middle of the job, then kill."""
        tracker = self.spark.sparkContext.statusTracker()
        while not self.over and self.ended is None:
            for job in tracker.getJobIdsForGroup(GROUP):
                for stage in getattr(tracker.getJobInfo(job), "stageIds", ()):
                    self._look(tracker.getStageInfo(stage))
            time.sleep(0.02)

    def _look(self, stage: Any) -> None:
        if stage is None or self.ended is not None or stage.numTasks < 3:
            return
        ended, running = stage.numCompletedTasks, stage.numActiveTasks
        if running and KILL_AFTER * stage.numTasks <= ended < stage.numTasks - 1:
            self.cluster.kill_worker(1)
            self.ended, self.running, self.tasks = ended, running, stage.numTasks


def on_cluster(filings: Path, target: Path, scratch: Path) -> None:
    """Write the findings of all filings, on a cluster that loses a worker on the way."""
    with Standalone(scratch / "cluster") as cluster:
        print(f"            {cluster.address}, {cluster.workers} workers, processes {cluster.processes}")
        with lap("Spark 会话 / session"):
            spark = session(cluster, filings)
        try:
            with lap("规则编译为计划，并核对数据 / rules to a plan, data verified"):
                frame = read(spark, filings)
                found = national_rules().check_frame(
                    frame, carry=("place",), workdays=Desk().workdays_at(None)
                )
                findings = found.findings
            print(
                f"            计划 {check_plan(findings)} 步，没有 Python / steps in the plan, no Python among them"
            )
            death = Death(spark, cluster)
            watcher = Thread(target=death.watch)
            watcher.start()
            try:
                with lap("检查并写出结果 / check and write the findings"):
                    spark.sparkContext.setJobGroup(GROUP, GROUP)
                    findings.write.mode("overwrite").parquet(str(target))
            finally:
                death.over = True
                watcher.join()
        finally:
            spark.stop()
    if death.ended is None:
        raise DemoError("没有杀死工作进程 / no worker was killed: take more rows")
    print(
        f"            {death.tasks} 个任务中完成 {death.ended} 个、进行 {death.running} 个时，杀死了一个工作进程"
        f" / one worker killed when {death.ended} of {death.tasks} tasks had ended and {death.running} ran"
    )


def on_one_machine(filings: Path, target: Path) -> None:
    """Write the findings of all filings with polars, a place at a time."""
    import polars as pl  # noqa: PLC0415

    target.mkdir(parents=True, exist_ok=True)
    workdays = Desk().workdays_at(None)
    names = {"place": pl.String, "day": pl.Date}
    for folder in sorted(filings.glob("place=*")):
        frame = pl.scan_parquet(folder / "**/*.parquet", hive_partitioning=True, hive_schema=names)
        found = national_rules().check_frame(frame, carry=("place",), workdays=workdays)
        found.findings.sink_parquet(target / f"{folder.name}.parquet")


_SUMS = """
    SELECT code, outcome, count(*) AS findings, count(DISTINCT id) AS filings,
           sum(hash(id, place, code, cause, severity, outcome, missing)::HUGEINT) AS checksum
    FROM read_parquet('{}/*.parquet', hive_partitioning = false) GROUP BY ALL ORDER BY ALL
"""


def compare(one: Path, other: Path) -> None:
    """Compare two folders of findings by count and checksum of each rule and outcome.

    Raises:
        DemoError: they differ, or a rule is found twice on one filing.
    """
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    sums, others = (connection.execute(_SUMS.format(folder)).fetchall() for folder in (one, other))
    if not sums or sums != others:
        wrong = sorted({row[0] for row in set(sums) ^ set(others)})
        raise DemoError(f"结果不同 / the results differ: {', '.join(wrong) or 'nothing found at all'}")
    doubled = [row[0] for row in sums if row[2] != row[3]]
    if doubled:
        raise DemoError(f"结果有重复 / found twice: {', '.join(doubled)}")
    total = sum(row[2] for row in sums)
    check = sum(row[4] for row in sums) % 2**64
    rules = len({row[0] for row in sums})
    print(
        f"            {total:,} 个问题，{rules} 条规则，校验和相同 / findings, rules, equal checksums: {check:016x}"
    )


def run(rows: int, scratch: Path) -> None:
    """Run the whole demonstration in a folder."""
    filings, spark, single = (scratch / name for name in ("filings", "findings-spark", "findings-single"))
    with lap(f"生成 {rows:,} 件申请 / filings drawn"):
        synthetic.write(filings, rows)
    on_cluster(filings, spark, scratch)
    with lap("单机（polars）检查同样的申请 / one machine, polars, the same filings"):
        on_one_machine(filings, single)
    with lap("逐条规则比较 / compared rule by rule"):
        compare(spark, single)


def main() -> None:
    """Read the shell's arguments: how many rows, and the folder to work in, which is emptied first."""
    rows, scratch = int(sys.argv[1]), Path(sys.argv[2]).resolve()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        # As an exception, so that whatever runs is stopped on the way out.
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    start = time.perf_counter()
    run(rows, scratch)
    print(f"{time.perf_counter() - start:>8.1f} s  完成 / done: {rows:,} 行 rows, {os.cpu_count()} 核 cores")


if __name__ == "__main__":
    main()
