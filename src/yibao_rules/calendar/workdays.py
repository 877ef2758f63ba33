"""WorkCalendar: which days count as working days (工作日), and arithmetic over them in constant time.

The law counts working days without the day of the event (民法典第二百零一条: 开始的当日不计入), so ``add``
never counts the day it starts from, whichever kind of day that is.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from attrs import evolve, field, frozen

from yibao_rules.calendar import refusals
from yibao_rules.calendar.amendments import InForce, in_force
from yibao_rules.calendar.days import Day, Ends, Standing
from yibao_rules.calendar.errors import UnknownYearError
from yibao_rules.calendar.joining import check_together, settle
from yibao_rules.calendar.notices import Notice
from yibao_rules.calendar.refusals import guarded
from yibao_rules.calendar.register import national_notices
from yibao_rules.calendar.tables import Tables, build, mark

if TYPE_CHECKING:
    from yibao_rules.calendar.layers import Layer

# Modules that a first answer does not need are imported where they are used: start-up time is part of the design.
_TAIL = 4  # 28-31 December: every day of a December that a later year's notice has changed lies there


def _in_order(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    try:
        return settle(notices)
    except (AttributeError, TypeError):
        raise refusals.not_notices(notices) from None


@frozen(kw_only=True, slots=False, repr=False, cache_hash=True)
class WorkCalendar:
    """A calendar of working days as a value: notices in order of issue, then local layers in the order given.

    The last word on a day wins; an amendment replaces what stood for its festivals. Equal parts make equal calendars; it
    can be hashed, pickled and written as JSON. However it is made, its notices pass the same checks.

    Attributes:
        notices: national notices, each once whatever source it came from; the years of the yearly ones must follow each
            other without a gap.
        layers: local layers, the later over the earlier.
        projected_through: last year to fill from the law alone, or None.

    Raises:
        CalendarError: no notice, or a gap between the years.
        NoticeError: a notice does not hold together, or contradicts another.
    """

    notices: tuple[Notice, ...] = field(converter=_in_order)
    layers: "tuple[Layer, ...]" = ()
    projected_through: int | None = None

    def __attrs_post_init__(self) -> None:
        years = {notice.year for notice in self.notices}
        if not years or len(years) != max(years) - min(years) + 1:
            raise refusals.broken_years(years)
        check_together(self.notices)
        if self.layers or self.projected_through is not None:
            refusals.expect_parts(self.layers, self.projected_through)

    # -- what it covers

    @cached_property
    def first(self) -> date:
        """The first day that can be asked for."""
        return date(min(notice.year for notice in self.notices), 1, 1)

    @cached_property
    def last_announced(self) -> Notice:
        """The yearly notice of the last announced year."""
        yearly = [notice for notice in self.notices if not notice.amends]
        return max(yearly, key=lambda notice: (notice.year, not notice.consolidated))

    @cached_property
    def last(self) -> date:
        """The last day that can be asked for, projected days included."""
        announced = max(notice.year for notice in self.notices)
        return date(max(announced, self.projected_through or announced), 12, 31)

    @cached_property
    def provisional_from(self) -> date:
        """The first day that is not confirmed: 28 December of the last announced year."""
        return date(max(notice.year for notice in self.notices), 12, 32 - _TAIL)

    @cached_property
    def tables(self) -> Tables:
        """The tables behind the answers, built when first asked for; for vector arithmetic."""
        return build(self._base, self._flags)

    @cached_property
    def all_notices(self) -> tuple[Notice, ...]:
        """The projected years' arrangements, then the announced ones: the order in which they apply."""
        years = range(self.provisional_from.year + 1, self.last.year + 1)
        if not years:
            return self.notices
        from yibao_rules.calendar.projection import projected_notice  # noqa: PLC0415  (not needed for a first answer)

        return (*map(projected_notice, years), *self.notices)

    @cached_property
    def in_force(self) -> tuple[InForce, ...]:
        """The arrangements that stand once every amendment is taken in, in the order in which the last word wins."""
        return in_force(self.all_notices)

    @cached_property
    def _flags(self) -> bytes:
        items = [part.item for part in self.in_force]
        return mark(self._base, self.last.toordinal(), items, self.layers)

    @cached_property
    def _base(self) -> int:
        return self.first.toordinal()

    @cached_property
    def _size(self) -> int:
        return len(self._flags)

    @cached_property
    def _before(self) -> list[int]:
        return self.tables.before.tolist()

    @cached_property
    def _works(self) -> list[int]:
        return self.tables.works.tolist()

    # -- questions about one day

    def is_workday(self, day: date) -> bool:
        """Tell whether ``day`` is a working day.

        >>> national().is_workday(date(2026, 10, 10))  # a Saturday worked for 国庆节
        True

        Raises:
            UnknownYearError: the day lies outside the calendar.
            CalendarError: not a date.
        """
        place = (day.toordinal() if type(day) is date else refusals.ordinal(day)) - self._base
        if 0 <= place < self._size:
            return self._flags[place] == 1
        return self._refuse(day)

    def standing(self, day: date) -> Standing:
        """Tell how certain the answer for ``day`` is; UNKNOWN outside the calendar."""
        return self.standing_between(day, day)

    def standing_between(self, start: date, end: date) -> Standing:
        """Give the worst standing in the closed span.

        Raises:
            CalendarError: the span is reversed, or not dates.
        """
        first, last = refusals.ordinal(start), refusals.ordinal(end)
        if first > last:
            raise refusals.reversed_span(start, end)
        if start < self.first or end > self.last:
            return Standing.UNKNOWN
        if end >= self.provisional_from:
            return Standing.PROVISIONAL
        return Standing.PROVISIONAL if self.layers and self.unrecorded(start, end) else Standing.CONFIRMED

    @guarded
    def unrecorded(self, start: date, end: date) -> tuple[str, ...]:
        """Name the layers whose record lacks a year of the closed span: local days may be missing there."""
        if not self.layers:
            return ()
        years = set(range(start.year, end.year + 1))
        return tuple(
            layer.name for layer in self.layers if layer.years is not None and not years <= set(layer.years)
        )

    def day(self, day: date) -> Day:
        """Tell all about ``day``: worked or not, why, by which notice or layer, how certain.

        >>> found = national().day(date(2025, 10, 11))
        >>> found.kind.label.zh, found.name, found.notice
        ('补班（调休上班）', '国庆节、中秋节', '国办发明电〔2024〕12号')

        Raises:
            UnknownYearError: the day lies outside the calendar.
        """
        works, standing = self.is_workday(day), self.standing(day)
        from yibao_rules.calendar.reasons import explain  # noqa: PLC0415  (not needed for a first answer)

        projected = day.year > self.provisional_from.year
        return explain(self._deciders.get(day), day, works=works, standing=standing, projected=projected)

    @cached_property
    def _deciders(self) -> "dict[date, InForce | Layer]":
        from yibao_rules.calendar.reasons import deciders  # noqa: PLC0415  (not needed for a first answer)

        return deciders(self.in_force, self.layers)

    # -- arithmetic

    def add(self, day: date, n: int) -> date:
        """Give the ``n``-th working day after ``day``, or before it when ``n`` is negative; ``day`` is not counted.

        >>> national().add(date(2025, 9, 30), 3).isoformat()
        '2025-10-11'

        Raises:
            AmbiguousError: ``n`` is 0.
            UnknownYearError: ``day`` or the answer lies outside the calendar.
            CalendarError: not a date, or ``n`` not a whole number.
        """
        place = (day.toordinal() if type(day) is date else refusals.ordinal(day)) - self._base
        if not 0 <= place < self._size:
            self._refuse(day)
        if type(n) is not int:
            n = refusals.whole(n)
        if n > 0:
            rank = self._before[place + 1] + n - 1
            if rank < len(self._works):
                return date.fromordinal(self._works[rank])
            raise refusals.unknown_year(self, self.last.year + 1, refusals.beyond(day, n))
        if n == 0:
            raise refusals.zero_days()
        rank = self._before[place] + n
        if rank >= 0:
            return date.fromordinal(self._works[rank])
        raise refusals.unknown_year(self, self.first.year - 1, refusals.beyond(day, n))

    def add_or_none(self, day: date, n: int) -> date | None:
        """Return what :meth:`add` returns; None where that lies outside the calendar: what rules count working days by."""
        try:
            return self.add(day, n)
        except UnknownYearError:
            return None

    def add_bounds(self, day: date, n: int) -> tuple[date, date]:
        """Give the earliest and the latest date that ``add(day, n)`` can become once every year is announced.

        Both are ``add(day, n)`` itself when no provisional day lies on the way. The assumption behind them is
        stated in :mod:`yibao_rules.calendar.bounds`. Errors as :meth:`add`.

        >>> [str(day) for day in national().projected(2027).add_bounds(date(2026, 12, 25), 5)]
        ['2027-01-02', '2027-01-07']
        """
        from yibao_rules.calendar.bounds import bounds  # noqa: PLC0415  (only provisional answers need it)

        return bounds(self, day, n)

    def count(self, start: date, end: date, ends: Ends = Ends.AFTER_START) -> int:
        """Count the working days between two days; by default without ``start``, with ``end``, as the law counts.

        >>> national().count(date(2025, 9, 30), date(2025, 10, 11))
        3

        Raises:
            CalendarError: ``end`` lies before ``start``, or not dates.
            UnknownYearError: an end lies outside the calendar.
        """
        a = (start.toordinal() if type(start) is date else refusals.ordinal(start)) - self._base
        b = (end.toordinal() if type(end) is date else refusals.ordinal(end)) - self._base
        if not (0 <= a <= b < self._size):
            self._refuse_span(start, end)
        if ends is Ends.AFTER_START:
            return self._before[b + 1] - self._before[a + 1]
        if ends is Ends.BOTH:
            return self._before[b + 1] - self._before[a]
        if ends is Ends.BEFORE_END:
            return self._before[b] - self._before[a]
        refusals.expect(ends, Ends, "ends")
        return max(0, self._before[b] - self._before[a + 1])

    def next(self, day: date) -> date:
        """Give the first working day strictly after ``day``; errors as :meth:`add`."""
        return self.add(day, 1)

    def previous(self, day: date) -> date:
        """Give the last working day strictly before ``day``; errors as :meth:`add`."""
        return self.add(day, -1)

    def roll_forward(self, day: date) -> date:
        """Give ``day`` itself when it is worked, else the next working day (民法典第二百零三条)."""
        return day if self.is_workday(day) else self.add(day, 1)

    def roll_back(self, day: date) -> date:
        """Give ``day`` itself when it is worked, else the working day before."""
        return day if self.is_workday(day) else self.add(day, -1)

    # -- other calendars

    def with_notice(self, notice: Notice) -> "WorkCalendar":
        """Add one notice; one that is there, from whatever source, changes nothing.

        Two notices of one year and kind with the same days are one, and the surer text of the two stays: the library's
        record, else the one with a number, a title, an address.

        Raises:
            NoticeError: the notice does not hold together, leaves a year out, or has other days than the one of its
                number or the yearly one of its year.
        """
        refusals.expect(notice, Notice, "notice")
        refusals.check_place(notice, self.notices)
        notices = settle((*self.notices, notice))
        return self if notices == self.notices else evolve(self, notices=notices)

    def with_layer(self, layer: "Layer") -> "WorkCalendar":
        """Add one local layer above the others; one that is there changes nothing.

        Raises:
            CalendarError: not a layer.
        """
        refusals.expect_parts((layer,), None)
        there = any(layer.means_the_same(other) for other in self.layers)
        return self if there else evolve(self, layers=(*self.layers, layer))

    def projected(self, through_year: int) -> "WorkCalendar":
        """Give this calendar with the years up to ``through_year`` filled from the law alone, as provisional.

        Raises:
            CalendarError: no year that a calendar can have.
            MissingExtraError: they need ``lunar_python``, which is not installed.
        """
        from yibao_rules.calendar.projection import projected_notice  # noqa: PLC0415  (not needed for a first answer)

        refusals.expect_year(through_year, "through_year")
        for year in range(self.provisional_from.year + 1, through_year + 1):
            projected_notice(year)
        return evolve(self, projected_through=through_year)

    # -- as text

    def to_json(self) -> str:
        """Write the calendar as JSON text that :meth:`from_json` reads back to an equal one."""
        from yibao_rules.calendar.calendar_json import write_calendar  # noqa: PLC0415  (not needed for a first answer)

        return write_calendar(self)

    @staticmethod
    def from_json(text: str | bytes) -> "WorkCalendar":
        """Read a calendar from the JSON text that :meth:`to_json` gives.

        Raises:
            CalendarError: not such a text; the error names the place.
        """
        from yibao_rules.calendar.calendar_json import read_calendar  # noqa: PLC0415  (as above)

        return read_calendar(text)

    def __repr__(self) -> str:
        names = ", ".join(layer.name for layer in self.layers)
        return f"WorkCalendar({self.first}..{self.last}, {len(self.notices)} notices{names and ', ' + names})"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001  (IPython's and hypothesis's protocol)
        printer.text("WorkCalendar(...)" if cycle else repr(self))

    def __reduce__(self) -> tuple[object, ...]:
        # Only the parts travel; the tables are built again where they are needed.
        return (_revive, (self.notices, self.layers, self.projected_through))

    def _refuse(self, day: date) -> NoReturn:
        raise refusals.unknown_year(self, day.year, str(day))

    def _refuse_span(self, start: date, end: date) -> NoReturn:
        if start > end:
            raise refusals.reversed_span(start, end)
        self._refuse(end if self.first <= start <= self.last else start)


def _revive(notices: tuple[Notice, ...], layers: "tuple[Layer, ...]", through: int | None) -> WorkCalendar:
    return WorkCalendar(notices=notices, layers=layers, projected_through=through)


def national(as_of: date | None = None) -> WorkCalendar:
    """Give the national calendar from 2004 on, as known now or as people knew it on a day.

    Args:
        as_of: only notices published by that day count; None for all on record.

    >>> national().is_workday(date(2020, 2, 1)), national(date(2020, 1, 20)).is_workday(date(2020, 2, 1))
    (False, True)

    Raises:
        CalendarError: nothing on record was published by that day.
    """
    if as_of is None:
        return _national(None)
    day = date.fromordinal(refusals.ordinal(as_of))
    known = [notice.known_from for notice in national_notices() if notice.known_from <= day]
    if not known:
        raise refusals.nothing_known(day)
    # Between two notices every day has the same calendar: one is kept for all of them.
    return _national(max(known))


@cache
def _national(day: date | None) -> WorkCalendar:
    notices = national_notices()
    return WorkCalendar(notices=notices if day is None else tuple(n for n in notices if n.known_from <= day))
