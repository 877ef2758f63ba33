"""How fast is the calendar, in ratios from one run: ``python benchmarks/bench_calendar.py``.

The yardstick is a range-checked lookup table in plain Python, written below. Read the ratios, not the times: the
machine's own speed is in every figure. Packages that are not installed are named as such.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib import import_module
from random import Random
from typing import Any

from yibao_rules.calendar import national

ROUNDS = 7
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
N = 20

# First answers in fresh processes: what each imports beforehand, and what is then asked.
BASE = "import attrs, datetime, re, typing, unicodedata, difflib"
OURS = "from yibao_rules.calendar import national; national().is_workday(datetime.date(2026, 10, 8))"
PACKAGE = "import chinese_calendar; chinese_calendar.is_workday(datetime.date(2026, 10, 8))"


class Table:
    """The yardstick: flags, running counts and working ordinals, each look-up checked against the range."""

    def __init__(self) -> None:
        self.base = FIRST.toordinal()
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
        self.flags = bytes(national().is_workday(day) for day in days)
        self.before = [0]
        for flag in self.flags:
            self.before.append(self.before[-1] + flag)
        self.works = [day.toordinal() for day, flag in zip(days, self.flags, strict=True) if flag]

    def is_workday(self, day: date) -> bool:
        place = day.toordinal() - self.base
        if 0 <= place < len(self.flags):
            return self.flags[place] == 1
        raise ValueError(day)

    def add(self, day: date, n: int) -> date:
        place = day.toordinal() - self.base
        if 0 <= place < len(self.flags):
            rank = self.before[place + 1] + n - 1
            if rank < len(self.works):
                return date.fromordinal(self.works[rank])
        raise ValueError(day)

    def count(self, start: date, end: date) -> int:
        a, b = start.toordinal() - self.base, end.toordinal() - self.base
        if 0 <= a <= b < len(self.flags):
            return self.before[b + 1] - self.before[a + 1]
        raise ValueError(start)


def best(ask: Callable[[Any], object], items: Sequence[Any]) -> float:
    """Nanoseconds for one call, the least of several rounds, the loop's own cost taken off."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        for item in items:
            ask(item)
        middle = time.process_time_ns()
        for item in items:
            _nothing(item)
        times.append((2 * middle - start - time.process_time_ns()) / len(items))
    return max(min(times), 1.0)


def _nothing(_: object) -> None:
    pass


def optional(name: str) -> Any:
    """Import a package, or say that it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        print(f"    ({name} is not installed: not compared)")
        return None


def asks_of_others() -> dict[str, tuple[str, int, Callable[[date], object]]]:
    """Others' questions by label: the row of ours they stand beside, how many days to ask, the question."""
    package = import_module("chinese_calendar")
    found: dict[str, tuple[str, int, Callable[[date], object]]] = {
        "chinese_calendar.is_workday": ("is", 300, package.is_workday),
        f"chinese_calendar.find_workday({N})": ("add", 20, lambda d: package.find_workday(N, d)),
        "len(chinese_calendar.get_workdays(year))": (
            "count",
            3,
            lambda d: len(package.get_workdays(d, d + timedelta(days=364))),
        ),
    }
    numpy = optional("numpy")
    if numpy is not None:
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
        off = numpy.array([d for d in days if not national().is_workday(d)], dtype="datetime64[D]")
        busy = numpy.busdaycalendar(
            weekmask="1111111", holidays=off
        )  # the only mask that can say a worked Saturday
        year = timedelta(days=364)
        found["numpy.is_busday, told the truth"] = ("is", 2000, lambda d: numpy.is_busday(d, busdaycal=busy))
        found["numpy.busday_offset, told the truth"] = (
            "add",
            2000,
            lambda d: numpy.busday_offset(d, N, roll="backward", busdaycal=busy),
        )
        found["numpy.busday_count, told the truth"] = (
            "count",
            2000,
            lambda d: numpy.busday_count(d, d + year, busdaycal=busy),
        )
    holidays = optional("holidays")
    if holidays is not None:
        china = holidays.China(years=range(2004, 2027))
        year = timedelta(days=364)
        found["holidays.is_working_day"] = ("is", 2000, china.is_working_day)
        found["holidays.get_nth_working_day"] = ("add", 200, lambda d: china.get_nth_working_day(d, N))
        found["holidays.get_working_days_count"] = (
            "count",
            20,
            lambda d: china.get_working_days_count(d, d + year),
        )
    pandas = optional("pandas")
    if pandas is not None:
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
        off_days = [d for d in days if not national().is_workday(d)]
        step = pandas.offsets.CustomBusinessDay(N, weekmask="1111111", holidays=off_days)
        found["pandas.CustomBusinessDay, told the truth"] = ("add", 200, lambda d: pandas.Timestamp(d) + step)
    return found


def compare_scalars() -> None:
    """Print what one question costs, against the table and beside others."""
    table, calendar, random = Table(), national(), Random(3)  # noqa: S311
    days = [FIRST + timedelta(days=random.randrange((LAST - FIRST).days - 400)) for _ in range(20_000)]
    year = timedelta(days=364)
    pairs = [(d, d + year) for d in days]
    mine = {
        "is": (best(calendar.is_workday, days), best(table.is_workday, days)),
        "add": (best(lambda d: calendar.add(d, N), days), best(lambda d: table.add(d, N), days)),
        "count": (best(lambda p: calendar.count(*p), pairs), best(lambda p: table.count(*p), pairs)),
    }
    print("one question                 ours ns   table ns   ours / table   (goal: at most 3)")
    for name, (ours, plain) in mine.items():
        print(f"    {name:<22} {ours:>9.0f} {plain:>10.0f} {ours / plain:>14.2f}")
    print("others, against ours")
    for label, (row, size, ask) in asks_of_others().items():
        theirs = best(ask, days[:size])
        print(f"    {label:<44} {theirs:>12,.0f} ns = {theirs / mine[row][0]:>10,.0f} x")


def process(code: str) -> float:
    """Milliseconds of a fresh interpreter running ``code``, the least of several."""
    times = []
    for _ in range(3 * ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  (our own code, our own interpreter)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def inside(setup: str, code: str) -> float:
    """Milliseconds that ``code`` takes in a fresh interpreter after ``setup``, the least of several."""
    timed = f"import time; {setup}; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
    runs = [subprocess.check_output([sys.executable, "-c", timed]) for _ in range(3 * ROUNDS)]  # noqa: S603
    return min(map(float, runs)) * 1000


def compare_first_answers() -> None:
    """Print what the first answer costs in a fresh process, import included."""
    bare, base = process("import datetime"), process(BASE)
    package, ours = process(f"import datetime; {PACKAGE}"), process(f"{BASE}; {OURS}")
    with_package = process(f"{BASE}; {PACKAGE}")
    importing, asking = OURS.split("; ")
    answer = inside(f"{BASE}; {importing}", asking)
    theirs = inside(BASE, PACKAGE)
    print(
        "first answer after import, ms (chinese_calendar builds its tables while it is imported, so with its import)"
    )
    print(
        f"    ours {answer:.2f}, chinese_calendar {theirs:.2f}: ours / chinese_calendar {answer / theirs:.2f}  (goal: at most 1.5)"
    )
    print("first answer in a fresh process, import included, ms")
    print(f"    interpreter alone                                {bare:>8.1f}")
    print(f"    chinese_calendar                                 {package:>8.1f}")
    print(f"    what both need in this library (attrs and more)  {base:>8.1f}")
    print(f"    that, and chinese_calendar                       {with_package:>8.1f}")
    print(f"    that, and ours                                   {ours:>8.1f}")
    print(
        f"    whole process, ours / chinese_calendar over the same base: {ours / with_package:.2f}  (goal: at most 1.5)"
    )
    print(f"    own share, ours / chinese_calendar: {(ours - base) / (with_package - base):.2f}")
    print(f"    whole process, ours with attrs / chinese_calendar bare: {ours / package:.2f}")


if __name__ == "__main__":
    compare_scalars()
    compare_first_answers()
