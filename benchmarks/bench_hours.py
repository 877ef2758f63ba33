"""How fast is the office clock, in ratios from one run: ``python benchmarks/bench_hours.py``.

The yardstick is a plain table: opening minutes before each day, and the day's spans, range-checked. Both answers
are compared before anything is timed.
"""

import sys
from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from yibao_rules.calendar import CaseClock, MakeUp, OfficeClock, deadline, national, parse_hours
from yibao_rules.calendar.case import Case, CaseRules, EventKind
from yibao_rules.calendar.terms import WorkingDays

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._timing import Job, interleaved, ratio, tell

ROUNDS, CALLS = 7, 20_000
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
SPANS = ((510, 690), (780, 1020))


class Table:
    """The yardstick: what an expert would write for one office, with no zones and no make-up question."""

    def __init__(self) -> None:
        self.base = FIRST.toordinal()
        days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
        self.works = [national().is_workday(day) for day in days]
        self.before = [0]
        for works in self.works:
            self.before.append(self.before[-1] + 420 * works)

    def minutes(self, at: datetime) -> float:
        place = at.toordinal() - self.base
        if not 0 <= place < len(self.works):
            raise ValueError(at)
        total: float = self.before[place]
        if self.works[place]:
            now = at.hour * 60 + at.minute + at.second / 60
            for opens, closes in SPANS:
                total += min(max(now - opens, 0), closes - opens)
        return total

    def between(self, start: datetime, end: datetime) -> float:
        return self.minutes(end) - self.minutes(start)

    def add(self, start: datetime, minutes: float) -> datetime:
        target = self.minutes(start) + minutes
        place = bisect_left(self.before, target) - 1
        left = target - self.before[place]
        opens = (
            SPANS[0][0] if left <= SPANS[0][1] - SPANS[0][0] else SPANS[1][0] - (SPANS[0][1] - SPANS[0][0])
        )
        return datetime.combine(date.fromordinal(self.base + place), time()) + timedelta(minutes=opens + left)


def main() -> None:
    random = Random(7)  # noqa: S311 - a repeatable sample
    starts = [
        datetime.combine(
            FIRST + timedelta(days=random.randrange(8_000)), time(random.randrange(24), random.randrange(60))
        )
        for _ in range(CALLS)
    ]
    pairs = [(a, a + timedelta(days=random.randrange(90), minutes=random.randrange(600))) for a in starts]
    clock = OfficeClock(
        hours=parse_hours("周一至周五 8:30-11:30，13:00-17:00", make_up=MakeUp.OPEN), calendar=national()
    )
    table, week = Table(), timedelta(hours=40)
    for a, b in pairs:
        assert clock.between(a, b) == timedelta(minutes=table.between(a, b))
        assert clock.add(a, week) == table.add(a, 2400)

    def each_pair(between: object) -> Job:
        assert callable(between)
        return lambda: [between(a, b) for a, b in pairs]

    def each_start(add: object, amount: object) -> Job:
        assert callable(add)
        return lambda: [add(a, amount) for a in starts]

    print("office clock 办公时钟")
    taken = interleaved(
        {
            "between": lambda: each_pair(clock.between),
            "table between": lambda: each_pair(table.between),
            "add": lambda: each_start(clock.add, week),
            "table add": lambda: each_start(table.add, 2400),
        },
        ROUNDS,
    )
    tell("between / plain table", min(taken["between"]) / CALLS, ratio(taken, "between", "table between"), 5)
    tell("add 40 h / plain table", min(taken["add"]) / CALLS, ratio(taken, "add", "table add"))

    days = [a.date() for a in starts[:500]]
    term, calendar = WorkingDays(20), national()
    case = (
        Case(rules=CaseRules(term=term))
        .then(EventKind.RECEIVED, date(2025, 9, 22))
        .then(EventKind.ACCEPTED, date(2025, 9, 24))
    )
    cases = CaseClock(calendar=calendar)
    taken = interleaved(
        {
            "deadline": lambda: lambda: [deadline(term, start=d, calendar=calendar) for d in days],
            "status": lambda: lambda: [cases.status(case, date(2025, 10, 15)) for _ in days],
            "add": lambda: lambda: [calendar.add(d, 20) for d in days],
        },
        ROUNDS,
    )
    tell(
        "deadline with trace / bare add", min(taken["deadline"]) / len(days), ratio(taken, "deadline", "add")
    )
    tell("case status / bare add", min(taken["status"]) / len(days), ratio(taken, "status", "add"))


if __name__ == "__main__":
    main()
