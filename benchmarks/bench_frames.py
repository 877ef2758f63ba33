"""A frame of filings through the whole national rulebook, against the same rules written by hand: prints ratios.

python benchmarks/bench_frames.py [--rows N] [--rounds N] [--engines polars-lazy,duckdb,…] [--parts ratios,…]

Nothing in it can fail: goals are printed beside what was measured.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from pathlib import Path
from statistics import median
from typing import Any

import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]

from yibao_rules.interop.json import dumps, loads
from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.filing import Filing
from yibao_rules.testing.cases import DAY

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks import _frame_data as data
from benchmarks import _frame_rivals as beside
from benchmarks import _frame_sides as sides

GOAL = 1.3
PARTS = ("ratios", "engines", "crossover", "beside", "scaling")
SIZES = (10_000, 100_000, 1_000_000)
COUNTS = (30, 100, 300, 1_000, 3_000, 10_000)
BY_HAND, BY_BOOK, VERIFIED = "手写 by hand", "规则集 rulebook", "并查数据 + look at the data"

Side = Callable[[], None]
Taken = Mapping[str, list[tuple[float, float]]]


def in_turn(jobs: Mapping[str, Side], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Give seconds by the clock and of the processor for each job in each round; one more goes before to warm up."""
    names = list(jobs)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            jobs[name]()
            if turn:
                taken[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return taken


def told(what: str, taken: Taken, name: str, against: str, goal: float | None) -> None:
    wall, cpu = (median(t[n] for t in taken[name]) for n in (0, 1))
    times = [median(a[n] / b[n] for a, b in zip(taken[name], taken[against], strict=True)) for n in (0, 1)]
    # Processor time decides: the clock also counts what else the machine does.
    aim = "" if goal is None else f"   <= {goal:g} {'达到 met' if times[1] <= goal else '未达到 MISSED'}"
    print(f"{what:<34}{wall:>9.2f}{cpu:>9.2f}{times[0]:>9.2f}{times[1]:>9.2f}{aim}", flush=True)


def ratios(path: Path, engines: Iterable[str], rounds: int) -> None:
    """Print for each engine, source and answer what the rulebook takes and what handwork takes."""
    print(f"{'':<34}{'秒 s':>8}{'CPU s':>9}{'倍 x':>8}{'CPU x':>9}   目标 goal")
    for name in engines:
        kind = sides.ENGINES[name]
        if kind.by_hand is None or kind.scan is None:
            continue
        for source, frame in (("内存 memory", kind.load(path)), ("Parquet", kind.scan(path))):
            for asked, wanted in sides.ASKED.items():
                judges = {BY_HAND: kind.by_hand, BY_BOOK: sides.by_library, VERIFIED: sides.verified}
                taken = in_turn({n: _job(kind, judge, frame, wanted) for n, judge in judges.items()}, rounds)
                print(f"{name}, {source}, {asked}")
                for side, goal in ((BY_HAND, None), (BY_BOOK, GOAL), (VERIFIED, None)):
                    told(f"  {side}", taken, side, BY_HAND, goal)


def _job(kind: sides.Kind, judge: Callable[[Any], Any], frame: Any, wanted: tuple[str, ...]) -> Side:
    return lambda: sides.answer(kind, judge, frame, wanted)


def eager(path: Path, engines: Iterable[str]) -> None:
    """Print what the engines take that nobody wrote by hand: both answers, the look at the data included."""
    print(f"{'两者 both':<34}{'秒 s':>8}{'CPU s':>9}")
    for name in engines:
        kind = sides.ENGINES[name]
        if kind.by_hand is None:
            job = _job(kind, sides.verified, kind.load(path), sides.ASKED["两者 both"])
            ((wall, cpu),) = in_turn({name: job}, 1)[name]
            print(f"  {name:<32}{wall:>9.2f}{cpu:>9.2f}", flush=True)


def crossover(rounds: int) -> None:
    """Print from how many rows a frame beats objects: from what is there already, and from JSON."""
    book = sides.book()
    heads = ("对象 objects", "数据框 frame", "JSON → 对象", "JSON → 数据框")
    print(f"{'CPU ms':>10}" + "".join(f"{head:>16}" for head in heads))
    for count in COUNTS:
        filings = [
            f for f, _ in zip(_again(data.mixed(min(count, data.DISTINCT))), range(count), strict=False)
        ]
        taken = in_turn(_ways(book, filings), rounds)
        cells = "".join(f"{median(cpu for _, cpu in found) * 1e3:>16.1f}" for found in taken.values())
        print(f"{count:>10,}{cells}", flush=True)


def _ways(book: Rulebook, filings: list[Filing]) -> dict[str, Side]:
    frame = data.columns(book, filings).to("polars")
    texts = [dumps(f) for f in filings]
    rows = frame.write_json().encode()

    def objects(wanted: Iterable[Filing]) -> None:
        for filing in wanted:
            book.check(filing, DAY, workdays=sides.WORKDAYS)

    return {
        "objects": lambda: objects(map(copy, filings)),
        "frame": lambda: _both(frame.lazy()),
        "json": lambda: objects(map(loads, texts)),
        "rows": lambda: _both(pl.read_json(rows, schema=frame.schema).lazy()),
    }


def _again(filings: list[Filing]) -> Iterator[Filing]:
    while True:
        yield from filings


def _both(frame: Any) -> None:
    sides.answer(sides.ENGINES["polars-lazy"], sides.verified, frame, ("decisions", "findings"))


def others(path: Path) -> None:
    """Print what a decision engine and a vector engine take for some of the rules, and the library beside them."""
    print(f"{len(beside.CODES)} 条规则，只问是否违反 / {len(beside.CODES)} rules, violated or not")
    print(f"{'':<34}{'行 rows':>12}{'CPU s':>9}{'行/秒 rows/s':>14}{'违反 violated':>16}{'内存 MiB':>10}")
    for way in beside.WAYS:
        if beside.missing(way):
            print(f"{way:<34}   未安装 not installed: ./dev bench-frames")
            continue
        found = _asked_of_a_process(f"beside:{way}", path)
        if isinstance(found, str):
            print(f"{way:<34}   {found}")
        else:
            rows, cpu, violated, peak = found
            print(
                f"{way:<34}{rows:>12,}{cpu:>9.2f}{rows / cpu:>14,.0f}{violated:>16,}{peak:>10,.0f}",
                flush=True,
            )


def _asked_of_a_process(what: str, path: Path) -> list[Any] | str:
    """Run one measurement in a process of its own; give what it printed, or its last words."""
    command = [sys.executable, __file__, "--one", what, "--file", str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603  # ourselves
    if done.returncode:
        return (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1][:80]
    found: list[Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def scaling(folder: Path, engines: Iterable[str], sizes: Iterable[int]) -> None:
    """Print time and peak memory of a fresh process for each size, from Parquet to both answers in Parquet."""
    print(
        f"{'Parquet → Parquet':<34}{'行 rows':>12}{'秒 s':>9}{'CPU s':>9}{'行/秒 rows/s':>14}{'内存 MiB':>10}"
    )
    for size in sizes:
        path = written(folder, size)
        for name in engines:
            for side in ("rulebook", "by-hand"):
                if sides.ENGINES[name].scan is not None:
                    _tell_one(name, side, size, path)


def _tell_one(name: str, side: str, size: int, path: Path) -> None:
    found = _asked_of_a_process(f"{name}:{side}", path)
    what = f"{name} {side}"
    if isinstance(found, str):
        print(f"{what:<34}{size:>12,}   {found}", flush=True)
        return
    wall, cpu, peak = found
    print(f"{what:<34}{size:>12,}{wall:>9.2f}{cpu:>9.2f}{size / wall:>14,.0f}{peak:>10,.0f}", flush=True)


def one(what: str, path: Path) -> None:
    """Measure one thing in this process, and print it with the MiB at the peak."""
    name, _, side = what.partition(":")
    found = beside.measured(side, path) if name == "beside" else _to_parquet(name, side, path)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024
    print(json.dumps([*found, peak]))


def _to_parquet(name: str, side: str, path: Path) -> tuple[float, float]:
    """Judge a file, answers to Parquet; give seconds and processor seconds."""
    kind = sides.ENGINES[name]
    judge = kind.by_hand if side == "by-hand" else sides.by_library
    assert kind.scan is not None
    assert judge is not None
    start, cpu = time.perf_counter(), time.process_time()
    answers = judge(kind.scan(path))
    for part in ("decisions", "findings"):
        target = path.with_name(f"{part}-{os.getpid()}.parquet")
        found = getattr(answers, part)
        (found.sink_parquet if hasattr(found, "sink_parquet") else found.write_parquet)(str(target))
        target.unlink()
    return time.perf_counter() - start, time.process_time() - cpu


def written(folder: Path, rows: int) -> Path:
    """Write the filings as Parquet, a piece at a time."""
    path = folder / f"filings-{rows}.parquet"
    if not path.exists():
        table = data.columns(sides.book(), data.mixed()).to("pyarrow")
        with pq.ParquetWriter(path, table.schema, compression="zstd") as writer:
            for piece in data.pieces(table, rows, 131_072):
                writer.write_table(piece.cast(table.schema))
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", default=",".join(sides.ENGINES))
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.file)
        return
    engines, parts = asked.engines.split(","), asked.parts.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = sides.book()
        print(f"全国规则 {len(book)} 条，{asked.rows:,} 行 / {len(book)} national rules, {asked.rows:,} rows")
        if "ratios" in parts:
            ratios(written(folder, asked.rows), engines, asked.rounds)
        if "engines" in parts:
            eager(written(folder, asked.rows), engines)
        if "crossover" in parts:
            crossover(asked.rounds)
        if "beside" in parts:
            others(written(folder, asked.rows))
        if "scaling" in parts:
            scaling(folder, engines, map(int, asked.sizes.split(",")))


if __name__ == "__main__":
    main()
