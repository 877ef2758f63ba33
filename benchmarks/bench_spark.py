"""How Spark scales: ``.venv-spark/bin/python benchmarks/bench_spark.py [ROWS ...]``, on two workers of this machine.

The national rulebook over synthetic filings, from Parquet to findings in Parquet, on a warm standalone cluster. The
cost of a further filing is what the largest size takes more than the smallest, shared by the filings between them.
"""

import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

SIZES = (100_000, 300_000, 1_000_000)


def findings_of(spark: Any, filings: Path, target: Path) -> tuple[float, float]:
    """Give the seconds to plan (without a look at the data) and to check and write."""
    from cluster.session import read  # noqa: PLC0415  # needs pyarrow and Spark

    from yibao_rules.precheck.desk import Desk  # noqa: PLC0415
    from yibao_rules.validators.national import national_rules  # noqa: PLC0415

    start = time.perf_counter()
    workdays = Desk().workdays_at(None)
    found = national_rules().check_frame(
        read(spark, filings), carry=("place",), workdays=workdays, verify=False
    )
    findings = found.findings
    planned = time.perf_counter()
    findings.write.mode("overwrite").parquet(str(target))
    return planned - start, time.perf_counter() - planned


def main() -> None:
    if find_spec("pyspark") is None:
        print(
            "未安装 PySpark，略过 / PySpark is not installed, left out: ./dev cluster-demo makes .venv-spark"
        )
        return
    from cluster import synthetic  # noqa: PLC0415
    from cluster.session import session  # noqa: PLC0415
    from cluster.standalone import Standalone  # noqa: PLC0415

    sizes = sorted(map(int, sys.argv[1:])) or list(SIZES)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for rows in sizes:
            synthetic.write(root / f"{rows}", rows)
        with Standalone(root / "cluster") as cluster:
            spark = session(cluster, root / f"{sizes[-1]}")
            findings_of(spark, root / f"{sizes[0]}", root / "warm")
            taken: dict[int, float] = {}
            print(f"{'行 rows':>12}{'计划 plan s':>14}{'检查 check s':>14}{'行/秒 rows/s':>14}")
            for rows in sizes:
                planned, taken[rows] = findings_of(spark, root / f"{rows}", root / f"out-{rows}")
                print(
                    f"{rows:>12,}{planned:>14.1f}{taken[rows]:>14.1f}{rows / taken[rows]:>14,.0f}", flush=True
                )
            spark.stop()
    if len(sizes) > 1:
        a_row = (taken[sizes[-1]] - taken[sizes[0]]) / (sizes[-1] - sizes[0])
        print(
            f"每多一行 / a further row {a_row * 1e6:.1f} µs; 十亿行 / a billion rows {a_row * 1e9 / 3600:.1f} h, two cores"
        )


if __name__ == "__main__":
    main()
