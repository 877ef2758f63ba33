"""Looking up, overlaying and loading guides: prints times and ratios, never a verdict.

python benchmarks/bench_guides.py
"""

import sys
from collections.abc import Callable
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from statistics import median

from yibao_rules.guides import Catalogue, catalogue, lint, load, resolve

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._timing import cpu_seconds, interleaved

ROUNDS = 31
COUNT = 2000
GOAL_MICROSECONDS = 5.0
DAY = date(2024, 1, 2)
ASKED = (
    ("131000", "maternity_allowance"),
    ("330900", "referral"),
    ("national", "transfer"),
    ("440400", "posted_worker"),
    ("330903", "x_none"),
)
FIND, DICT, RESOLVE = "查一条 find", "字典取值 a dict's get", "叠加 resolve"
EMPTY = "import yibao_rules.guides"
ONE = (
    EMPTY
    + "\nfrom datetime import date\n"
    + ("yibao_rules.guides.catalogue().find('131000', 'referral', date(2024, 1, 2))")
)
ALL = EMPTY + "\nlist(yibao_rules.guides.catalogue())"


def many(ask: Callable[[str, str, date], object], times: int) -> Callable[[], None]:
    """Give a job that asks for each pair on many days, so that no answer can be kept by its day."""
    days = [DAY + timedelta(days=n % 700) for n in range(times)]

    def job() -> None:
        for day in days:
            for place, item in ASKED:
                ask(place, item, day)

    return job


def texts() -> list[str]:
    """Give the text of every bundled guide."""
    data = resources.files("yibao_rules.guides").joinpath("data")
    return [f.read_text("utf-8") for place in data.iterdir() if place.is_dir() for f in place.iterdir()]


def tell(what: str, microseconds: float, goal: float | None = None) -> None:
    """Print one line with its goal."""
    aim = "" if goal is None else f"   <= {goal:g} {'达到 met' if microseconds <= goal else '未达到 MISSED'}"
    print(f"{what:<44}{microseconds:>12.2f}{aim}")


def lookups(guides: Catalogue) -> None:
    """Time single questions."""
    kept = {pair: guides.find(*pair, DAY) for pair in ASKED}
    jobs = {
        FIND: many(guides.find, COUNT),
        DICT: many(lambda place, item, _day: kept.get((place, item)), COUNT),
        RESOLVE: many(lambda place, item, day: resolve(guides, place, item, day), COUNT // 100),
    }
    taken = interleaved({name: lambda job=job: job for name, job in jobs.items()}, ROUNDS)  # type: ignore[misc]
    each = {
        name: median(taken[name]) / (COUNT // 100 if name == RESOLVE else COUNT) / len(ASKED) * 1e6
        for name in jobs
    }
    tell(FIND, each[FIND], GOAL_MICROSECONDS)
    tell(DICT, each[DICT])
    tell(RESOLVE, each[RESOLVE])


def loading() -> None:
    """Time what a fresh process pays, and what reading and linting every guide takes."""
    bundled = texts()
    guides = [load(text) for text in bundled]
    jobs = {
        "读全部指南 load all": lambda: [load(text) for text in bundled],
        "检查全部指南 lint all": lambda: [lint(guide) for guide in guides],
    }
    taken = interleaved({name: lambda job=job: job for name, job in jobs.items()}, 5)  # type: ignore[misc]
    print(f"\n{len(guides)} 个指南文件 guides，毫秒 milliseconds")
    for name, rounds in taken.items():
        tell(name, median(rounds) * 1e3)
    alone = min(cpu_seconds(EMPTY) for _ in range(7))
    for name, code in (
        ("新进程：导入 fresh process: import alone", EMPTY),
        ("再查一个地区 and one place asked for", ONE),
        ("再读全部 and all read", ALL),
    ):
        seconds = alone if code == EMPTY else min(cpu_seconds(code) for _ in range(5))
        tell(name, seconds * 1e3)


def main() -> None:
    guides = catalogue()
    list(guides)
    print(f"每次提问 a question，微秒 microseconds（{len(ASKED)} 种 kinds，700 天 days）")
    lookups(guides)
    loading()


if __name__ == "__main__":
    main()
