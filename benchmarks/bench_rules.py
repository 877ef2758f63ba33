"""One filing through the national rulebook, against the same rules written by hand: prints ratios, never a verdict.

python benchmarks/bench_rules.py

Every filing is a new object in every round, so that nothing kept on a filing is counted as speed.
"""

import random
import sys
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from statistics import median

from yibao_rules.calendar import national
from yibao_rules.logic.judge import FOUND, find, judge
from yibao_rules.logic.on_objects import compile_rules
from yibao_rules.logic.report import Report
from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.filing import Filing
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.validators.national import national_rules

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._timing import TITLE, interleaved, ratio, tell
from benchmarks.hand_written_rules import HandWritten

ROUNDS = 61
COUNT = 200
GOAL = 1.1
HAND = "手写 if by hand"
BOOK = "编译后的规则集 compiled rulebook"
APART = "一规则一函数 one function a rule"
WALK = "逐节点求值 tree-walking"

Check = Callable[[Filing], Report]
WORKDAYS = national().add_or_none


def ways(book: Rulebook) -> dict[str, Check]:
    hand = HandWritten(book)
    apart = [compile_rules([rule]) for rule in book]

    def one_by_one(filing: Filing) -> Report:
        findings = tuple(f for check in apart for f in check(filing, DAY, WORKDAYS))
        return Report(findings, book.name, book.digest, DAY)

    def walked(filing: Filing) -> Report:
        outcomes = [(rule, judge(rule, filing, DAY, WORKDAYS)) for rule in book]
        findings = tuple(find(r, o, filing, DAY, WORKDAYS) for r, o in outcomes if o in FOUND)
        return Report(findings, book.name, book.digest, DAY)

    return {
        HAND: lambda filing: hand.check(filing, DAY, WORKDAYS),
        BOOK: lambda filing: book.check(filing, DAY, workdays=WORKDAYS),
        APART: one_by_one,
        WALK: walked,
    }


def mixed(seed: int) -> list[Filing]:
    """Give filings of which half are in order and the others break one to three rules."""
    dice = random.Random(seed)  # noqa: S311 - data, no secret
    # These two take away what the others change.
    codes = sorted(set(BREAKS) - {"insurance/not-enrolled", "procedure/person-not-verified"})
    filings = []
    for n in range(COUNT):
        filing = accepted_filing()
        for code in dice.sample(codes, dice.randint(1, 3)) if n % 2 else ():
            filing = BREAKS[code](filing)
        filings.append(filing)
    return filings


def measure(what: str, filings: Sequence[Filing], checks: dict[str, Check]) -> None:
    for filing in filings:
        reports = [check(copy(filing)) for check in checks.values()]
        assert all(report == reports[0] for report in reports)

    def prepare(check: Check, pool: Sequence[Filing]) -> Callable[[], None]:
        fresh = [copy(filing) for filing in pool]

        def job() -> None:
            for filing in fresh:
                check(filing)

        return job

    pool = (list(filings) * (COUNT // len(filings) + 1))[: max(COUNT, len(filings))]
    taken = interleaved({n: lambda c=c: prepare(c, pool) for n, c in checks.items()}, ROUNDS)  # type: ignore[misc]
    print(what)
    for name in checks:
        goal = GOAL if name == BOOK else None
        tell("  " + name, median(taken[name]) / len(pool), ratio(taken, name, HAND), goal)


def main() -> None:
    book = national_rules().at(DAY)
    checks = ways(book)
    broken = [breaking(code) for code in BREAKS]
    print(f"全国规则 {len(book)} 条，每件申请检查一次 / {len(book)} national rules, one check of one filing")
    print(TITLE)
    measure("无误的申请 a filing in order", [accepted_filing()], checks)
    measure(f"{len(broken)} 件各错一处 each of {len(broken)} broken filings", broken, checks)
    measure("混合 mixed: half in order, half with 1-3 faults", mixed(7), checks)


if __name__ == "__main__":
    main()
