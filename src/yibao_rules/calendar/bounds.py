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

In a year of which a region's local days are not on record, as many working days may be off there, and as many
weekend days worked, as in that one of its recorded years that has the most, anywhere in the year.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from yibao_rules.calendar.amendments import InForce, in_force, last_words
from yibao_rules.calendar.days import Ends, Standing
from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.register import national_notices
from yibao_rules.calendar.statutory import statutory_days

if TYPE_CHECKING:
    from yibao_rules.calendar.layers import Layer
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


@lru_cache(maxsize=256)
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
    """Measure the reach of each festival over some notices, each year by what is in force; and that of a decree.

    Args:
        notices: in their order of effect; a year's yearly notice before its amendments.
    """
    years: dict[int, list[InForce]] = {}
    reaches: dict[str, Reach] = {}
    for part in in_force(notices):
        if part.item.statutory:  # a single holiday by decree belongs to no festival
            reaches[DECREE] = reaches.get(DECREE, Reach()).widened(_decreed(part.item))
        else:
            years.setdefault(part.notice.year, []).append(part)
    for year, parts in years.items():
        statutory = {day for day, _ in statutory_days(year)}
        words = last_words(parts)
        for cluster in clusters(year):
            mine = {day: off for day, (off, part) in words.items() if _belongs(part.item.name, cluster)}
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


@lru_cache(maxsize=64)
def reach_since(year: int = SINCE) -> dict[str, Reach]:
    """Give the reach of each festival over the notices on record for ``year`` and later."""
    return reach_of(notice for notice in national_notices() if notice.year >= year)


Spans = tuple[tuple[date, date | None], ...]
"""Spans of days that count, both ends included, in order; the last may be without end (None)."""


def bounds(
    calendar: "WorkCalendar", day: date, n: int, reaches: dict[str, Reach] | None = None
) -> tuple[date, date]:
    """Return the earliest and the latest date that ``calendar.add(day, n)`` can become.

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
    if calendar.standing_between(min(day, due), max(day, due)) is Standing.CONFIRMED:
        return due, due
    return bounds_from(calendar, day + _DAY if n > 0 else day - _DAY, n, reaches)


def bounds_from(
    calendar: "WorkCalendar", first: date, n: int, reaches: dict[str, Reach] | None = None
) -> tuple[date, date]:
    """Return the earliest and the latest that the ``n``-th working day can become, counted from ``first`` on.

    Args:
        calendar: the calendar.
        first: the first day that counts; it must lie inside the calendar.
        n: how many working days, not 0; negative to count backwards from ``first``.
        reaches: the reach to assume; by default that of every notice since 2014.
    """
    walk = _Walk(calendar, reach_since() if reaches is None else reaches, first if n > 0 else calendar.first)
    if n < 0:
        return walk.back(first, -n, worked=False), walk.back(first, -n, worked=True)
    spans = ((first, None),)
    most, least = (walk.forward(spans, n, worked=worked) for worked in (True, False))
    return most or first, least or first  # a span without end always reaches the day


def bounds_over(calendar: "WorkCalendar", spans: Spans, n: int) -> tuple[date | None, date | None]:
    """Return the earliest and the latest that the ``n``-th working day of some spans can become.

    Args:
        calendar: the calendar.
        spans: the days that count, such as those between the pauses of a case; what lies between uses up nothing.
        n: how many working days, at least 1.

    Returns:
        None for an end that the spans do not reach.
    """
    walk = _Walk(calendar, reach_since(), spans[0][0])
    most, least = (walk.forward(spans, n, worked=worked) for worked in (True, False))
    return most, least


class _Claim:
    """Some days that an arrangement may still take off or have worked, and how many of them."""

    __slots__ = ("left", "local", "reach")

    def __init__(self, reach: range, left: int, *, local: bool) -> None:
        self.reach, self.left, self.local = reach, left, local


class _Walk:
    """Walks day by day over what is not settled, counting the most or the fewest working days possible.

    Args:
        calendar: the calendar.
        reaches: the reach to assume.
        since: the earliest day that the walk can come to.
    """

    def __init__(self, calendar: "WorkCalendar", reaches: dict[str, Reach], since: date) -> None:
        self._announced = calendar.provisional_from
        # The latest date may lie in the year after the last that the calendar answers for.
        years = range(self._announced.year + 1, calendar.last.year + 2)
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
        years = range(since.year, calendar.last.year + 2)
        self._gaps = [gap for layer in calendar.layers for gap in _gaps(layer, years, self._made_up())]
        self._settled = min([self._announced, *(max(since, date(year, 1, 1)) for year, _ in self._gaps)])

    def _made_up(self) -> frozenset[date]:
        items = (item for notice in self._calendar.notices for item in notice.arrangements)
        return frozenset(day for item in items for day in item.work)

    def forward(self, spans: Spans, n: int, *, worked: bool) -> date | None:
        """Return the ``n``-th working day of the spans when as many (or as few) days as possible are worked."""
        claims = self._claims(spans[0][0], forward=True, worked=worked)
        for first, last in spans:
            day, end = first, min(last or date.max, self._settled - _DAY)
            if day <= end:
                if (counted := self._calendar.count(day, end, Ends.BOTH)) >= n:
                    found = self._calendar.roll_forward(day)
                    return found if n == 1 else self._calendar.add(found, n - 1)
                n -= counted
                day = end + _DAY
            while last is None or day <= last:
                n -= self._counts(day, claims, worked=worked)
                if not n:
                    return day
                day += _DAY
        return None

    def back(self, day: date, n: int, *, worked: bool) -> date:
        """Return the ``n``-th working day back from ``day``, itself included, as :meth:`forward` does."""
        claims = self._claims(day, forward=False, worked=worked)
        day += _DAY
        while n:
            day -= _DAY
            if day < self._settled:
                return self._calendar.add(day + _DAY, -n)
            n -= self._counts(day, claims, worked=worked)
        return day

    def _claims(self, day: date, *, forward: bool, worked: bool) -> list[_Claim]:
        """Return what may be claimed, the claim first whose days end first on the way."""
        found = [_Claim(*window[worked], local=False) for window in self._windows]
        found += [_Claim(_days_of(year), most[worked], local=True) for year, most in self._gaps]
        found.append(_Claim(*self._anywhere(day, forward=forward, worked=worked), local=False))
        return sorted(found, key=lambda claim: claim.reach.stop if forward else -claim.reach.start)

    def _anywhere(self, day: date, *, forward: bool, worked: bool) -> tuple[range, int]:
        """Return the ordinals and the number of days that a decree may claim, whatever the season."""
        if not worked:
            return range(date.max.toordinal()), self._decree.off
        # A day worked for a decree makes up for days off before it. Forward it is won only when those lie before the
        # start; backward the walk may end between the two.
        before = day - _DAY if forward else day + _DAY
        through = before.toordinal() + self._decree.work_after * (before >= self._announced)
        return range(through + 1 if forward else date.max.toordinal()), self._decree.work

    def _counts(self, day: date, claims: list[_Claim], *, worked: bool) -> bool:
        if day in self._local:
            return self._local[day]
        weekend = day.weekday() >= 5
        if day < self._announced:
            if (works := self._calendar.is_workday(day)) == worked or (worked and not weekend):
                return works
            return self._claimed(day, claims, announced=True) == worked
        if day in self._statutory:
            return False
        # As many as possible: weekdays are worked, and weekend days while a holiday may still claim some.
        # As few as possible: weekend days rest, and weekdays while a holiday may still claim some.
        if weekend == worked and self._claimed(day, claims, announced=False):
            return worked
        return not weekend

    @staticmethod
    def _claimed(day: date, claims: list[_Claim], *, announced: bool) -> bool:
        """Say whether an arrangement may still claim the day, and let it; in a year announced only a local one may."""
        for claim in claims:
            if claim.left and day.toordinal() in claim.reach and (claim.local or not announced):
                claim.left -= 1
                return True
        return False


def _days_of(year: int) -> range:
    return range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)


def _gaps(layer: "Layer", years: range, made_up: frozenset[date]) -> Iterator[tuple[int, dict[bool, int]]]:
    """Return the years of which a local layer has no record, with the most days that it takes off (and works) in one.

    In a year without record a region may take as many working days off, make-up days (``made_up``) included, and have
    as many weekend days worked, as in the one year of its record that has the most, or as its layer assumes where there
    is none; when, its record does not say.
    """
    if layer.years is None:
        return
    off = Counter(day.year for day in layer.off if day.weekday() < 5 or day in made_up)
    work = Counter(day.year for day in layer.work)
    most = {
        False: max(off.values(), default=layer.assumed[0]),
        True: max(work.values(), default=layer.assumed[1]),
    }
    yield from ((year, most) for year in years if year not in layer.years)


def _window(cluster: Cluster, reaches: dict[str, Reach]) -> dict[bool, tuple[range, int]]:
    """Give the ordinals and the number of days that a holiday may claim, for work (True) and for rest (False)."""
    reach = reaches.get(cluster.festival, Reach())
    first, last = cluster.first.toordinal(), cluster.last.toordinal()
    return {
        True: (range(first - reach.work_before, last + reach.work_after + 1), reach.work),
        False: (range(first - reach.off_before, last + reach.off_after + 1), reach.off),
    }
