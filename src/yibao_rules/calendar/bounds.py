"""How early and how late can the n-th working day fall, while a year is not announced?

The assumption, stated: an unannounced year will be arranged within the *reach* of every arrangement since
2014 (the notices of 2014 and later, amendments included). For each festival the reach is, over those years,

* how many days before its first and after its last statutory day a weekday was taken off,
* how many weekdays beyond the statutory ones were taken off in all,
* how many days before and after a weekend day was worked, and how many weekend days in all.

Statutory days are off; a day out of every reach is a plain weekday or weekend day; within the reach any choice of days up
to the numbers is possible. 中秋节 and 国庆节 are one holiday when less than four days lie between them, as
in 2017, 2020, 2023 and 2025. A holiday that nobody can foresee is allowed once, anywhere: as many weekdays off and
weekend days worked soon after as the largest decree since 2014 had (2015-09-03: two and one).
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.register import national_notices
from yibao_rules.calendar.statutory import statutory_days

if TYPE_CHECKING:
    from yibao_rules.calendar.workdays import WorkCalendar

SINCE = 2014
DECREE = "临时放假"
"""The name under which the reach of a single holiday by decree stands among those of the festivals."""
_AUTUMN = "国庆节"
_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Reach:
    """How far a festival's arrangement has gone beyond its statutory days, in days and in numbers of days.

    Attributes:
        off_before: days from the first weekday taken off to the first statutory day.
        off_after: days from the last statutory day to the last weekday taken off.
        off: most weekdays taken off beyond the statutory ones.
        work_before: days from the first weekend day worked to the first statutory day.
        work_after: days from the last statutory day to the last weekend day worked.
        work: most weekend days worked.
    """

    off_before: int = 0
    off_after: int = 0
    off: int = 0
    work_before: int = 0
    work_after: int = 0
    work: int = 0

    def widened(self, other: "Reach") -> "Reach":
        """Give the reach that covers both."""
        pairs = zip(_parts(self), _parts(other), strict=True)
        return Reach(**{name: max(mine, theirs) for (name, mine), (_, theirs) in pairs})


def _parts(reach: Reach) -> Iterator[tuple[str, int]]:
    return ((name, getattr(reach, name)) for name in Reach.__annotations__)


@frozen
class Cluster:
    """One holiday of one year: its festival and its statutory days (中秋节 with 国庆节 when they are near)."""

    festival: str
    first: date
    last: date


@cache
def clusters(year: int) -> tuple[Cluster, ...]:
    """Give the holidays of a year in order."""
    found: dict[str, list[date]] = {}
    for day, names in statutory_days(year):
        for name in names.split("、"):
            found.setdefault(name, []).append(day)
    autumn, moon = found[_AUTUMN], found.get("中秋节")
    if moon and autumn[0] - moon[0] < timedelta(days=4):  # 国庆节 2012: 09-30; apart in 2015: 09-27
        autumn += found.pop("中秋节")
    return tuple(Cluster(name, min(days), max(days)) for name, days in found.items())


def reach_of(notices: Iterable[Notice]) -> dict[str, Reach]:
    """Measure the reach of each festival over some notices, each year by its notices together; and that of a decree."""
    years: dict[int, dict[date, tuple[bool, str]]] = {}
    reaches: dict[str, Reach] = {}
    for notice in notices:
        for item in notice.arrangements:
            if item.statutory:  # a single holiday by decree belongs to no festival
                reaches[DECREE] = reaches.get(DECREE, Reach()).widened(_decreed(item))
                continue
            for off, days in ((True, item.off), (False, item.work)):
                years.setdefault(notice.year, {}).update(dict.fromkeys(days, (off, item.name)))
    for year, words in years.items():
        statutory = {day for day, _ in statutory_days(year)}
        for cluster in clusters(year):
            mine = {day: off for day, (off, name) in words.items() if _belongs(name, cluster)}
            rest = [day for day, off in mine.items() if off and day.weekday() < 5 and day not in statutory]
            work = [day for day, off in mine.items() if not off]
            seen = Reach(**_spread("off", rest, cluster), **_spread("work", work, cluster))
            reaches[cluster.festival] = reaches.get(cluster.festival, Reach()).widened(seen)
    return reaches


def _decreed(item: Arrangement) -> Reach:
    """Measure a holiday by decree: weekdays off, weekend days worked, and how soon after the last weekday off."""
    off = [day for day in item.off if day.weekday() < 5]
    after = [(day - off[-1]).days for day in item.work]
    return Reach(off=len(off), work=len(item.work), work_after=max([0, *after]))


def _belongs(name: str, cluster: Cluster) -> bool:
    # 2015 moved the day owed for 中秋节 (a Sunday) into 国庆节, where its notice lists it.
    return cluster.festival in name.split("、")


def _spread(mark: str, days: list[date], cluster: Cluster) -> dict[str, int]:
    before = [(cluster.first - day).days for day in days]
    after = [(day - cluster.last).days for day in days]
    return {f"{mark}_before": max([0, *before]), f"{mark}_after": max([0, *after]), mark: len(days)}


@cache
def reach_since(year: int = SINCE) -> dict[str, Reach]:
    """Give the reach of each festival over the notices on record for ``year`` and later."""
    return reach_of(notice for notice in national_notices() if notice.year >= year)


def bounds(
    calendar: "WorkCalendar", day: date, n: int, reaches: dict[str, Reach] | None = None
) -> tuple[date, date]:
    """Give the earliest and the latest date that ``calendar.add(day, n)`` can become.

    Args:
        calendar: the calendar.
        day: the day to start from, not counted.
        n: how many working days, not 0; negative for days before.
        reaches: the reach to assume; by default that of every notice since 2014.

    Returns:
        Both the date itself when no provisional day lies on the way.

    Raises:
        CalendarError: as ``calendar.add``.
    """
    due = calendar.add(day, n)
    if max(day, due) < calendar.provisional_from:
        return due, due
    walk = _Walk(calendar, reach_since() if reaches is None else reaches)
    most, least = walk.to(day, n, worked=True), walk.to(day, n, worked=False)
    return (most, least) if n > 0 else (least, most)


class _Walk:
    """Walks day by day over what is not announced, counting the most or the fewest working days possible."""

    def __init__(self, calendar: "WorkCalendar", reaches: dict[str, Reach]) -> None:
        self._settled = calendar.provisional_from
        # The latest date may lie in the year after the last that the calendar answers for.
        years = range(self._settled.year + 1, calendar.last.year + 2)
        self._calendar = calendar
        self._statutory = {day for year in years for day, _ in statutory_days(year)}
        self._local = {
            day: works
            for layer in calendar.layers
            for works, days in ((False, layer.off), (True, layer.work))
            for day in days
        }
        self._windows = [_window(cluster, reaches) for year in years for cluster in clusters(year)]
        self._decree = reaches.get(DECREE, Reach())

    def to(self, day: date, n: int, *, worked: bool) -> date:
        """Give the day on which the ``n``-th working day falls when as many (or as few) days as possible are worked."""
        left, step = abs(n), _DAY if n > 0 else -_DAY
        windows = [window[worked] for window in self._windows]
        windows.append(self._anywhere(day, forward=n > 0, worked=worked))
        quota = [most for _, most in windows]
        if n > 0 and day < self._settled:
            start = self._settled - _DAY
            left -= self._calendar.count(day, start)
            day = start
        while left:
            day += step
            if day < self._settled:
                return self._calendar.add(day + _DAY, -left)
            left -= self._counts(day, windows, quota, worked=worked)
        return day

    def _anywhere(self, day: date, *, forward: bool, worked: bool) -> tuple[range, int]:
        """Give the ordinals and the number of days that a decree may claim, whatever the season."""
        if not worked:
            return range(date.max.toordinal()), self._decree.off
        # A day worked for a decree makes up for days off before it. Forward it is won only when those lie before the
        # start; backward the walk may end between the two.
        through = day.toordinal() + self._decree.work_after * (day >= self._settled)
        return range(through + 1 if forward else date.max.toordinal()), self._decree.work

    def _counts(self, day: date, windows: list[tuple[range, int]], quota: list[int], *, worked: bool) -> bool:
        if day in self._local:
            return self._local[day]
        if day in self._statutory:
            return False
        weekend = day.weekday() >= 5
        # As many as possible: weekdays are worked, and weekend days while a holiday may still claim some.
        # As few as possible: weekend days rest, and weekdays while a holiday may still claim some.
        if weekend == worked:
            for place, (reach, _) in enumerate(windows):
                if quota[place] and day.toordinal() in reach:
                    quota[place] -= 1
                    return worked
        return not weekend


def _window(cluster: Cluster, reaches: dict[str, Reach]) -> dict[bool, tuple[range, int]]:
    """Give the ordinals and the number of days that a holiday may claim, for work (True) and for rest (False)."""
    reach = reaches.get(cluster.festival, Reach())
    first, last = cluster.first.toordinal(), cluster.last.toordinal()
    return {
        True: (range(first - reach.work_before, last + reach.work_after + 1), reach.work),
        False: (range(first - reach.off_before, last + reach.off_after + 1), reach.off),
    }
