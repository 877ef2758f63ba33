"""How fast are arrays of days, in ratios from one run: ``python benchmarks/bench_vectors.py``.

Against ``numpy.busday_*`` told the truth about China: every day of the week open, and each rest day a holiday, which
is the only way to say a worked Saturday. Answers are compared element by element before anything is timed.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from yibao_rules.calendar import VectorCalendar, national, parse_term

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._timing import Job, interleaved, ratio

ROUNDS, ROWS, N = 5, 1_000_000, 20
SLOW_ROWS = 200_000  # what steps day by day is timed on fewer rows, and told by the row


def prepared(job: Job) -> Callable[[], Job]:
    return lambda: job


def main() -> None:
    calendar = national()
    vector = VectorCalendar(calendar)
    every = np.arange(np.datetime64(calendar.first), np.datetime64(calendar.last) + 1)
    truth = np.busdaycalendar(weekmask="1111111", holidays=every[~vector.is_workday(every)])
    random = np.random.default_rng(7)
    days = every[random.integers(0, len(every) - 400, ROWS)]
    later = days + random.integers(0, 366, ROWS)
    few, few_later = days[:SLOW_ROWS], later[:SLOW_ROWS]

    def offset() -> Any:
        return np.busday_offset(few, N, roll="backward", busdaycal=truth)

    def between() -> Any:
        return np.busday_count(few + 1, few_later + 1, busdaycal=truth)

    assert np.array_equal(vector.is_workday(few), np.is_busday(few, busdaycal=truth))
    assert np.array_equal(vector.add(few, N), offset())
    assert np.array_equal(vector.count(few, few_later), between())

    month = parse_term("3个月")
    jobs: dict[str, tuple[Callable[[], object], int]] = {
        "is": (lambda: vector.is_workday(days), ROWS),
        "add": (lambda: vector.add(days, N), ROWS),
        "count": (lambda: vector.count(days, later), ROWS),
        "deadline 3个月": (lambda: vector.deadline(month, days), ROWS),
        "np.is_busday": (lambda: np.is_busday(few, busdaycal=truth), SLOW_ROWS),
        "np.busday_offset": (offset, SLOW_ROWS),
        "np.busday_count": (between, SLOW_ROWS),
    }
    taken = interleaved({name: prepared(job) for name, (job, _) in jobs.items()}, ROUNDS)
    a_row = {name: [s / jobs[name][1] for s in seconds] for name, seconds in taken.items()}
    print(f"arrays 数组, {ROWS:,} rows; ns a row, and how many times faster")
    for name, against, goal in (
        ("is", "np.is_busday", None),
        ("add", "np.busday_offset", 25),
        ("count", "np.busday_count", 4),
    ):
        times = ratio(a_row, against, name)
        aim = "" if goal is None else f"   >= {goal} {'达到 met' if times >= goal else '未达到 MISSED'}"
        print(
            f"{name:<16}{min(a_row[name]) * 1e9:>8.2f}   {against} {min(a_row[against]) * 1e9:>8.2f}{times:>9.1f} x{aim}"
        )
    print(f"{'deadline 3个月':<14}{min(a_row['deadline 3个月']) * 1e9:>8.2f}")


if __name__ == "__main__":
    main()
