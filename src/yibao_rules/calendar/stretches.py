"""A limit over stretches of time (分段计算期限): days that count, pauses that do not, and where the last day falls."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from yibao_rules.calendar.bounds import bounds_over
from yibao_rules.calendar.compound import Extendable, Range
from yibao_rules.calendar.counting import ONE_DAY, Counting, Landing, Roll, span_end
from yibao_rules.calendar.days import Ends, Standing
from yibao_rules.calendar.refusals import GUARD, guarded
from yibao_rules.calendar.terms import Bound, CalendarDays, Months, Term, WorkingDays, Years
from yibao_rules.text import Text

HANDLING = Text("办理", "handling")


@frozen(kw_only=True)
class Run:
    """Days that count: from ``first`` through ``through`` (None while running).

    The day on which something happens belongs to what went before: the start day and the day of resumption
    do not count, the day of a pause does (民法典 201; by convention the other way round).
    """

    first: date
    through: date | None = None
    why: Text = HANDLING
    stopped: Text = HANDLING


@frozen(kw_only=True)
class Stretch:
    """One stretch of a limit, as it is shown.

    Attributes:
        counted: whether its days count.
        first: its first day.
        last: its last day; None while it goes on.
        days: how many days it took of the limit, in the limit's own unit; 0 when not counted.
        why: what it was.
    """

    counted: bool
    first: date
    last: date | None
    days: int
    why: Text


@frozen(kw_only=True)
class Reckoning:
    """A limit reckoned over its stretches, as it stands on a day.

    Attributes:
        term: the limit.
        due: the last day; None while paused, or when the limit has no number.
        due_at: closing time of the last day, when office hours are known.
        earliest: the earliest that ``due`` can become.
        latest: the latest.
        standing: how certain ``due`` is.
        used: days used, in the limit's unit, the day asked for included; None when it is not counted in days.
        left: days left; less than zero when overdue.
        stretches: what was counted and what was not.
        flags: what the reader must know.
    """

    term: Term
    due: date | None
    due_at: datetime | None = None
    earliest: date | None = None
    latest: date | None = None
    standing: Standing = Standing.CONFIRMED
    used: int | None = None
    left: int | None = None
    stretches: tuple[Stretch, ...] = ()
    flags: tuple[Text, ...] = ()


@guarded
def reckon(counting: Counting, term: Term, runs: Sequence[Run], at: date) -> Reckoning:
    """Reckon a limit over its runs.

    Args:
        counting: the calendar and conventions.
        term: the limit, in days, months or years.
        runs: one or more, in order; each but the last has ended.
        at: the day on which it is asked.

    Raises:
        CalendarError: the calendar does not know a day on the way.
    """
    GUARD.day(at, "at")
    for run in runs:
        GUARD.day(run.first, "runs")
    if isinstance(term, Range):
        low, high = (reckon(counting, t, runs, at) for t in (term.low, term.high))
        return evolve(high, term=term, earliest=low.earliest)
    if isinstance(term, Extendable):
        n = term.base.n + term.by.n * counting.extended
        return evolve(reckon(counting, type(term.base)(n), runs, at), term=term)
    flags: tuple[Text, ...] = ()
    if isinstance(term, WorkingDays) and at > (last := counting.calendar.last):
        # The last day is known; only the days since it are not all.
        text = Text(
            f"日历到 {last} 为止，用时和剩余计到该日",
            f"days used and left are counted to {last}, where the calendar ends",
        )
        at, flags = max(last, runs[0].first), (text,)
    landing, left = _land(counting, term, runs, at)
    parts = tuple(_stretches(counting, term, runs, at))
    counted = isinstance(term, WorkingDays | CalendarDays | Months | Years)
    return Reckoning(
        term=term,
        due=landing.due,
        earliest=landing.earliest,
        latest=landing.latest,
        standing=landing.standing,
        used=sum(p.days for p in parts) if counted else None,
        left=left,
        stretches=parts,
        flags=(*flags, landing.note) if landing.note else flags,
    )


def _land(counting: Counting, term: Term, runs: Sequence[Run], at: date) -> tuple[Landing, int | None]:
    """Give where the last day falls, and the days left."""
    if isinstance(term, WorkingDays):
        return _working(counting, term.n, runs, at)
    if isinstance(term, CalendarDays | Months | Years):
        return _span(counting, term, runs, at)
    for run in runs:
        landing = counting.land(term, counting.event_of(run.first))
        if run.through is None or landing.due is None or run.through >= landing.due:
            return landing, None
    return _open(), None


def _open() -> Landing:
    return Landing(nominal=None, due=None, earliest=None, latest=None)


def _working(counting: Counting, n: int, runs: Sequence[Run], at: date) -> tuple[Landing, int]:
    days, left = counting.calendar, n
    for run in runs:
        if run.through is not None and (used := _worked(counting, run.first, run.through)) < left:
            left -= used
            continue
        landing = counting.nth_working(run.first, left)
        due = landing.due or run.first
        if (
            len(runs) > 1
            and (standing := days.standing_between(runs[0].first, due)) is not Standing.CONFIRMED
        ):
            earliest, latest = bounds_over(days, tuple((r.first, r.through) for r in runs), n)
            landing = evolve(landing, earliest=earliest, latest=latest, standing=standing)
        # Past the last day, what is left runs below zero, whether the clock was paused since or not.
        after = due + ONE_DAY
        over = (
            -_worked(counting, after, at)
            if at > due
            else _worked(counting, max(at + ONE_DAY, run.first), due)
        )
        return landing, over
    return _open(), left


def _worked(counting: Counting, first: date, through: date) -> int:
    return counting.calendar.count(first, through, Ends.BOTH) if through >= first else 0


def _span(
    counting: Counting, term: CalendarDays | Months | Years, runs: Sequence[Run], at: date
) -> tuple[Landing, int]:
    nominal = span_end(term, counting.event_of(runs[0].first), counting.convention)
    roll = counting.roll if term.bound is Bound.WITHIN else Roll.NONE
    stop = nominal
    for i, run in enumerate(runs):
        if run.through is None or run.through >= nominal:
            landing = counting.rolled(nominal, roll)
            return landing, ((landing.due or nominal) - max(at, run.first - ONE_DAY)).days
        stop = run.through
        if i + 1 < len(runs):
            nominal += runs[i + 1].first - run.through - ONE_DAY
    return _open(), (nominal - stop).days


def _stretches(counting: Counting, term: Term, runs: Sequence[Run], at: date) -> Iterator[Stretch]:
    working = isinstance(term, WorkingDays)
    following: list[Run | None] = [*runs[1:], None]
    for run, after in zip(runs, following, strict=False):
        last = min(run.through or at, at)
        if last >= run.first:
            days = _worked(counting, run.first, last) if working else (last - run.first).days + 1
            yield Stretch(counted=True, first=run.first, last=run.through, days=days, why=run.why)
        if run.through is not None:
            ends = after.first - ONE_DAY if after else None
            if ends is None or ends > run.through:
                yield Stretch(counted=False, first=run.through + ONE_DAY, last=ends, days=0, why=run.stopped)
