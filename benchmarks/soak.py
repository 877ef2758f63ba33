"""Checks filing after filing for as long as a service would, and prints how memory grows (B8).

python benchmarks/soak.py [--checks N] [--questions N]

The filings are of some 3,000 places and items on a thousand days: cities and counties, with guides and without, items of
the library and own ones, each in order or broken in one way. Nothing is kept of them here, so what grows is the library's.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from attrs import evolve

from yibao_rules.guides import catalogue
from yibao_rules.model.filing import Filing
from yibao_rules.model.items import items
from yibao_rules.model.places import table
from yibao_rules.precheck import Desk, check
from yibao_rules.testing.cases import accepted_filing, breaking
from yibao_rules.validators.national import national_rules

FIRST, DAYS = date(2024, 1, 1), 1000
WARM_UP = 0.25
"""The share of the checks after which growth is counted: until then the bounded memos fill."""

LINES = 20


def memory() -> float:
    """Give the memory of this process in MiB: what is resident, or its peak where the system tells that alone."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        import resource  # noqa: PLC0415  # not on Windows

        return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def questions(random: Random, number: int) -> list[tuple[str | None, str]]:
    """Choose places and items: half of the places have guides or lie where one holds; a third of the items are own ones."""
    codes = [code for code, row in table().items() if row.abolished_after is None]
    guided = [p for p in catalogue().places() if p.isdigit()]
    under = [code for code in codes if any(code[:4] == p[:4] for p in guided)]
    known = list(items())
    places = [None, *guided, *(random.choice(under if n % 2 else codes) for n in range(number))]
    return [(random.choice(places), f"x_{n}" if n % 3 == 0 else random.choice(known)) for n in range(number)]


def filings(random: Random, asked: list[tuple[str | None, str]]) -> Iterator[tuple[Filing, date]]:
    """Give one new filing after the other, without end."""
    samples = [accepted_filing(), *(breaking(rule.code) for rule in national_rules())]
    while True:
        place, item = random.choice(asked)
        filing = evolve(random.choice(samples), insured_place=place, item=item)
        yield filing, FIRST + timedelta(days=random.randrange(DAYS))


def main() -> None:
    """Run the checks, a line for every twentieth of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--checks", type=int, default=200_000, help="how many checks (200,000)")
    parser.add_argument("--questions", type=int, default=3_000, help="how many places with an item (3,000)")
    given = parser.parse_args()
    random = Random(20260302)  # noqa: S311  # the same run every time
    desk = Desk()
    work = filings(random, questions(random, given.questions))
    start = memory()
    print(f"{'检查 checks':<14}{'每秒 a second':>16}{'内存 MiB':>14}")
    print(f"{0:<16,}{'':>18}{start:>14.1f}", flush=True)
    warm = done = 0
    at_warm = start
    began = time.perf_counter()
    for line in range(1, LINES + 1):
        since, upto = time.perf_counter(), given.checks * line // LINES
        for filing, day in islice(work, upto - done):
            check(filing, day=day, desk=desk)
        rate = (upto - done) / (time.perf_counter() - since)
        done = upto
        if not warm and done >= given.checks * WARM_UP:
            warm, at_warm = done, memory()
        print(f"{done:<16,}{rate:>18,.0f}{memory():>14.1f}", flush=True)
    grown = memory() - at_warm
    each = grown * 2**20 / max(done - warm, 1)
    print(
        f"{warm:,} 次以后增长 growth after: {grown:+.1f} MiB，每次 {each:+.1f} 字节 bytes a check；"
        f"全程 whole run {done / (time.perf_counter() - began):,.0f} 次/秒 checks a second"
    )


if __name__ == "__main__":
    main()
