"""The same arithmetic over NumPy arrays (向量化), equal to the scalar on every element; needs the extra ``numpy``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import field, frozen

from yibao_rules.calendar import refusals
from yibao_rules.calendar.compound import Extendable, Range, Staged
from yibao_rules.calendar.counting import RECEIPT, Convention, Roll, Snap
from yibao_rules.calendar.days import Ends
from yibao_rules.calendar.errors import CalendarError, UnknownYearError
from yibao_rules.calendar.terms import (
    Bound,
    CalendarDays,
    Immediate,
    Months,
    NextDay,
    SameDay,
    Term,
    TermError,
    WorkingDays,
    Years,
)
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.errors import missing_extra
from yibao_rules.text import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.datetime64]
    Ints = NDArray[np.int64]

_EPOCH = 719_163  # date(1970, 1, 1).toordinal()


def _numpy() -> Any:
    try:
        import numpy as np  # noqa: PLC0415 - an optional package
    except ImportError:
        raise missing_extra("numpy", "numpy") from None
    return np


class _Arrays(NamedTuple):
    """The calendar's tables as arrays, days counted from 1970-01-01."""

    base: int
    flags: NDArray[np.bool_]
    before: Ints
    works: Ints


def _calendar(value: object) -> WorkCalendar:
    if isinstance(value, WorkCalendar):
        return value
    raise CalendarError(
        where="VectorCalendar.calendar",
        found=type(value).__name__,
        expected=Text("WorkCalendar", "a WorkCalendar"),
        fix=Text("如 VectorCalendar(national())", "such as VectorCalendar(national())"),
    )


@frozen
class VectorCalendar:
    """A calendar for arrays of ``datetime64[D]`` (or of anything NumPy turns into whole days).

    NaT, the day that nobody gave: it is not a working day, arithmetic on it gives NaT, and a count with it is
    refused, since an integer has no way to say "unknown".

    Args:
        calendar: the working days; its range bounds every answer.

    >>> from yibao_rules.calendar import national
    >>> VectorCalendar(national()).add(["2025-09-22", "NaT"], 5)
    array(['2025-09-28',        'NaT'], dtype='datetime64[D]')
    """

    calendar: WorkCalendar = field(converter=_calendar)

    @cached_property
    def _arrays(self) -> _Arrays:
        np = _numpy()
        tables = self.calendar.tables
        works = np.array(tables.works, dtype="i8") - _EPOCH
        flags = np.frombuffer(tables.flags, dtype=np.bool_)
        return _Arrays(tables.base - _EPOCH, flags, np.array(tables.before, dtype="i8"), works)

    def is_workday(self, days: Any) -> NDArray[np.bool_]:
        """Say for each day whether it is a working day; NaT is not.

        Raises:
            UnknownYearError: a day lies outside the calendar; the message names the first.
            CalendarError: not whole days.
        """
        found, index, missing = self._index(days)
        if missing is None:
            return self._arrays.flags[index]
        answers = self._arrays.flags[index] & ~missing
        return answers.reshape(found.shape)

    def add(self, days: Any, n: Any) -> Days:
        """Give for each day the ``n``-th working day after it (before, when negative); NaT stays NaT.

        Args:
            days: the days.
            n: a whole number, or an array of them that broadcasts with ``days``; never 0.

        Raises:
            AmbiguousError: an ``n`` is 0.
            UnknownYearError: a day or an answer lies outside the calendar.
            CalendarError: not whole days, or ``n`` not whole numbers.
        """
        np = _numpy()
        steps = np.asarray(n)
        if steps.dtype.kind not in "iu":
            raise refusals.GUARD.not_whole(n, "n")
        if not np.all(steps):
            raise refusals.zero_days()
        found, index, missing = self._index(days)
        arrays = self._arrays
        if steps.ndim == 0:
            step = int(steps)
            rank = arrays.before[index + 1] + (step - 1) if step > 0 else arrays.before[index] + step
        else:
            rank = arrays.before[index + (steps > 0)] + steps - (steps > 0)
        if missing is not None:
            missing = np.broadcast_to(missing, rank.shape)
            rank = np.where(missing, 0, rank)
        if rank.size and not (rank.min() >= 0 and rank.max() < len(arrays.works)):
            self._refuse(np.broadcast_to(found, rank.shape), (rank < 0) | (rank >= len(arrays.works)))
        answers = arrays.works[rank].view("M8[D]")
        return answers if missing is None else np.where(missing, np.datetime64("NaT", "D"), answers)

    def count(self, start: Any, end: Any, ends: Ends = Ends.AFTER_START) -> Ints:
        """Count for each pair the working days between; by default without ``start``, with ``end``.

        Raises:
            CalendarError: NaT in either, an ``end`` before its ``start``, or not whole days.
            UnknownYearError: a day lies outside the calendar.
        """
        np = _numpy()
        refusals.expect(ends, Ends, "ends")
        (first, a, lost), (last, b, lost_too) = self._index(start), self._index(end)
        for name, days, missing in (("start", first, lost), ("end", last, lost_too)):
            if missing is not None:
                raise _unknown_day(name, np.flatnonzero(np.isnat(days)))
        if np.any(b < a):
            pair = np.broadcast_arrays(first, last)
            at = tuple(np.argwhere(np.broadcast_to(b < a, pair[0].shape))[0])
            raise refusals.reversed_span(pair[0][at].item(), pair[1][at].item())
        before = self._arrays.before
        skip, through = ends in (Ends.AFTER_START, Ends.NEITHER), ends in (Ends.AFTER_START, Ends.BOTH)
        counted: Ints = (before[1:] if through else before)[b] - (before[1:] if skip else before)[a]
        return np.maximum(counted, 0) if ends is Ends.NEITHER else counted

    def roll(self, days: Any, roll: Roll = Roll.FORWARD) -> Days:
        """Move each rest day to the working day after (or before) it; NaT stays NaT. Errors as :meth:`add`."""
        np = _numpy()
        refusals.expect(roll, Roll, "roll")
        found = _whole_days(days)
        if roll is Roll.NONE:
            return found
        rest = ~self.is_workday(found) & ~np.isnat(found)
        moved = found.copy()
        if rest.any():
            moved[rest] = self.add(found[rest], 1 if roll is Roll.FORWARD else -1)
        return moved

    def deadline(
        self,
        term: Term,
        start: Any,
        *,
        convention: Convention = Convention.NEXT_DAY,
        roll: Roll = Roll.FORWARD,
        snap: Snap = RECEIPT,
    ) -> Days:
        """Give for each start the last day of a term, as :func:`yibao_rules.calendar.deadline` does; NaT stays NaT.

        Args:
            term: a limit in working days, days, months or years, a span or stages of them, 即时, 当日 or 次日.
            start: the days of the start event.
            convention: whether the start day counts.
            roll: what becomes of a last day on a rest day.
            snap: what becomes of a start on a rest day.

        Raises:
            TermError: a term of another kind.
            UnknownYearError: a day or an answer lies outside the calendar.
        """
        for given, kind, where in (
            (term, Term, "term"),
            (convention, Convention, "convention"),
            (roll, Roll, "roll"),
            (snap, Snap, "snap"),
        ):
            refusals.expect(given, kind, where)
        days = _whole_days(start)
        if snap is Snap.WORKDAY:
            days = self.roll(days)
        if isinstance(term, Staged):
            for stage in term.stages:
                days = self._land(stage.term, days, convention, roll)
            return days
        return self._land(term, days, convention, roll)

    def _land(self, term: Term, days: Days, convention: Convention, roll: Roll) -> Days:
        if isinstance(term, Range | Extendable):
            term = term.high if isinstance(term, Range) else term.base
        np = _numpy()
        one = np.timedelta64(1, "D")  # a bare number beside days is deprecated since NumPy 2.5
        if isinstance(term, NextDay):
            tomorrow: Days = days + one
            return tomorrow
        if isinstance(term, Immediate | SameDay):
            return self.roll(days)
        left_out = convention is Convention.NEXT_DAY
        if isinstance(term, WorkingDays):
            # What lies before the first day that counts is not asked for: it may lie before the calendar.
            first, n = (days, term.n) if left_out else (self.roll(days), term.n - 1)
            return self.add(first, n) if n else first
        if not isinstance(term, CalendarDays | Months | Years):
            raise TermError(
                where="VectorCalendar.deadline",
                found=Text(term.wording("zh"), term.wording("en")),
                expected=Text("以日、月、年计的期限", "a term in days, months or years"),
                fix=Text("其余期限请逐件用 deadline()", "use deadline() one by one for the others"),
            )
        if isinstance(term, CalendarDays):
            nominal = days + np.timedelta64(term.n - (not left_out), "D")
        else:
            month = days.astype("M8[M]")
            ends = month + np.timedelta64(term.n if isinstance(term, Months) else 12 * term.n, "M")
            beyond = (ends + np.timedelta64(1, "M")).astype("M8[D]")
            # The corresponding day (the day before it when the first day counts), or the month's last (民法典 202).
            day = ends.astype("M8[D]") + (days - month.astype("M8[D]"))
            nominal = np.minimum(day if left_out else day - one, beyond - one)
        return self.roll(nominal, roll) if term.bound is Bound.WITHIN else nominal

    def _index(self, days: Any) -> tuple[Days, Ints, NDArray[np.bool_] | None]:
        """Give the days, their places in the tables, and which are NaT (None when none is)."""
        np = _numpy()
        found = _whole_days(days)
        base, size = self._arrays.base, len(self._arrays.flags)
        index = found.view("i8") - base
        if not index.size or (index.min() >= 0 and index.max() < size):
            return found, index, None
        missing = np.isnat(found)
        outside = ~missing & ((index < 0) | (index >= size))
        if outside.any():
            self._refuse(found, outside)
        return found, np.where(missing, 0, index), missing

    def _refuse(self, days: Days, wrong: NDArray[np.bool_]) -> None:
        np = _numpy()
        at = int(np.flatnonzero(wrong)[0])
        first, last = self.calendar.first, self.calendar.last
        raise UnknownYearError(
            where=f"days[{at}]",
            found=Text(
                f"{days.ravel()[at]}，它或其结果超出日历（共 {int(wrong.sum())} 处）",
                f"{days.ravel()[at]}, which or whose answer lies beyond the calendar ({int(wrong.sum())} in all)",
            ),
            expected=Text(f"{first} 至 {last}", f"{first} to {last}"),
            fix=Text(
                "用 with_notice() 加入该年通知，或 projected(year) 推算",
                "give the year's notice by with_notice(), or use projected(year)",
            ),
        )


def _whole_days(days: Any) -> Days:
    """Turn what was given into whole days."""
    np = _numpy()
    try:
        given = np.asarray(days) if hasattr(days, "dtype") else np.asarray(days, dtype="M8[D]")
    except (ValueError, TypeError, OverflowError):
        given = np.empty(0)
    if given.dtype.kind == "M":
        found: Days = given.astype("M8[D]", copy=False)
        if given.dtype == found.dtype or bool(np.all((found == given) | np.isnat(given))):
            return found
    raise CalendarError(
        where="days",
        found=Text(f"{type(days).__name__}，含非整日", f"{type(days).__name__}, not whole days"),
        expected=Text("日期数组（datetime64[D]）", "an array of days (datetime64[D])"),
        fix=Text(
            "时刻请先取日期：array.astype('datetime64[D]')",
            "take the day of moments first: array.astype('datetime64[D]')",
        ),
    )


def _unknown_day(name: str, places: Ints) -> CalendarError:
    return CalendarError(
        where=f"{name}[{int(places[0])}]",
        found=Text(f"NaT（共 {len(places)} 处）", f"NaT ({len(places)} in all)"),
        expected=Text("日期", "a day"),
        fix=Text("先用 ~np.isnat(...) 选出有日期的行", "select the rows that have a day with ~np.isnat(...)"),
    )
