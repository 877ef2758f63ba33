"""How the benchmarks measure: sides in turn, round after round in one run, told as ratios of medians' pairs."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Job = Callable[[], object]

TITLE = f"{'':<34}{'µs':>10}{'倍 x':>9}   目标 goal"


def interleaved(sides: Mapping[str, Callable[[], Job]], rounds: int) -> dict[str, list[float]]:
    """Give the seconds of each side in each round.

    Args:
        sides: for each side what prepares its job, not timed; the job is timed once a round.
        rounds: how many rounds; one more goes before them to warm up. Each round starts with another side.
    """
    names = list(sides)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            job = sides[name]()
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            job()
            seconds = time.perf_counter() - start
            gc.enable()
            if turn:
                taken[name].append(seconds)
    return taken


def ratio(taken: Mapping[str, Sequence[float]], name: str, against: str) -> float:
    """Give the median of the rounds' ratios of two sides: what slows a whole round does not count."""
    return median(a / b for a, b in zip(taken[name], taken[against], strict=True))


def tell(what: str, seconds: float, times: float, goal: float | None = None) -> None:
    """Print one line: what, microseconds, ratio, the goal if there is one and whether it is reached."""
    aim = "" if goal is None else f"   <= {goal:g} {'达到 met' if times <= goal else '未达到 MISSED'}"
    print(f"{what:<34}{seconds * 1e6:>10.2f}{times:>9.2f}{aim}")


def cpu_seconds(code: str) -> float:
    """Run code in a fresh interpreter; give the processor time it took there, without the interpreter's own start."""
    timed = f"import time\nstart = time.process_time()\n{code}\nprint(time.process_time() - start)"
    # -I: the working directory and the user's settings are no part of what is measured.
    done = subprocess.run([sys.executable, "-I", "-c", timed], check=True, capture_output=True, text=True)  # noqa: S603
    return float(done.stdout.split()[-1])
