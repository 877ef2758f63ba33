"""What importing costs, in fresh processes, against importing the packages it stands on: prints ratios, no verdict.

python benchmarks/bench_import.py

Processor time, the least of many runs in turn; the interpreter's own start is not in it.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._timing import TITLE, cpu_seconds, tell

RUNS = 21
IMPORT_GOAL = 1.3
ANSWER_GOAL = 1.5

STANDS_ON = "import attrs, cattrs, chinese_calendar, dateutil.relativedelta"
DAY = "datetime.date(2026, 10, 8)"
FIRST_DAY = f"import datetime, chinese_calendar\nchinese_calendar.is_workday({DAY})"
FIRST_OF_ALL = f"{STANDS_ON}, datetime\nchinese_calendar.is_workday({DAY})"
SAMPLE = "from yibao_rules.testing.cases import DAY, accepted_filing"

# What is measured, against what, and the goal where one is stated.
LINES: tuple[tuple[str, str, str, float | None], ...] = (
    ("import yibao_rules", "import yibao_rules", STANDS_ON, IMPORT_GOAL),
    ("  .calendar", "import yibao_rules.calendar", STANDS_ON, IMPORT_GOAL),
    ("  .logic", "import yibao_rules.logic", STANDS_ON, None),
    ("  .model.filing", "import yibao_rules.model.filing", STANDS_ON, None),
    ("  .validators.national", "import yibao_rules.validators.national", STANDS_ON, None),
    ("  .interop.json", "import yibao_rules.interop.json", STANDS_ON, None),
    ("  .precheck", "import yibao_rules.precheck", STANDS_ON, IMPORT_GOAL),
    (
        "首答：是否工作日 first is_workday",
        f"import datetime, yibao_rules\nyibao_rules.national().is_workday({DAY})",
        FIRST_OF_ALL,
        ANSWER_GOAL,
    ),
    (
        "首答：检查一件 first national check",
        f"{SAMPLE}\nfrom yibao_rules import national_rules\nnational_rules().at(DAY).check(accepted_filing(), DAY)",
        FIRST_OF_ALL,
        None,
    ),
    (
        "首答：按指南检查 first precheck",
        f"{SAMPLE}\nimport yibao_rules\nyibao_rules.check(accepted_filing(), day=DAY)",
        FIRST_OF_ALL,
        None,
    ),
)


def main() -> None:
    codes = dict.fromkeys(code for _, ours, against, _ in LINES for code in (ours, against))
    codes[FIRST_DAY] = None
    least: dict[str, float] = {}
    for turn in range(RUNS + 1):
        for code in codes:
            seconds = cpu_seconds(code)
            if turn:  # the first turn fills the file cache and writes bytecode
                least[code] = min(seconds, least.get(code, seconds))
    print(f"新进程中的 CPU 时间，{RUNS} 次取最小 / processor time in fresh processes, least of {RUNS}")
    print(TITLE)
    tell("attrs+cattrs+chinese_calendar+dateutil", least[STANDS_ON], 1)
    tell("  …并首次作答 and a first answer", least[FIRST_OF_ALL], least[FIRST_OF_ALL] / least[STANDS_ON])
    tell("chinese_calendar 首答 alone, first answer", least[FIRST_DAY], least[FIRST_DAY] / least[STANDS_ON])
    for what, ours, against, goal in LINES:
        tell(what, least[ours], least[ours] / least[against], goal)


if __name__ == "__main__":
    main()
