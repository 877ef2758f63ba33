"""How a period is counted (期间的计算): where it starts, where its last day falls, and how certain that is."""

import calendar as months
from collections.abc import Callable
from datetime import date, timedelta

from attrs import evolve, frozen
from dateutil.relativedelta import relativedelta

from yibao_rules.calendar.compound import Extendable, Range, Staged
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.terms import (
    Bound,
    ByAgreement,
    CalendarDays,
    Counted,
    Immediate,
    MonthlyBatch,
    Months,
    NextDay,
    NextMonth,
    SameDay,
    SameMonth,
    Term,
    TermError,
    WorkingDays,
    Years,
)
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import LabelledEnum, Text

ONE_DAY = timedelta(days=1)


class Convention(LabelledEnum):
    """Whether the day of the start event counts (始日是否计入)."""

    NEXT_DAY = (
        "next_day",
        "当日不计入，从次日起算（民法典第二百零一条）",
        "the first day is left out (Civil Code 201)",
    )
    START_DAY = (
        "start_day",
        "当日计入（另有规定或约定，民法典第二百零四条）",
        "the first day counts (agreed otherwise, Civil Code 204)",
    )

    @property
    def law(self) -> str:
        """The code of its legal source."""
        return "civil-code/201" if self is Convention.NEXT_DAY else "civil-code/204"


class Roll(LabelledEnum):
    """What becomes of a last day that is a rest day (末日遇休假日)."""

    FORWARD = (
        "forward",
        "顺延至休假结束的次日（民法典第二百零三条）",
        "moves to the day after the rest days (Civil Code 203)",
    )
    BACK = (
        "back",
        "提前至休假前的工作日（另有约定，民法典第二百零四条）",
        "moves to the working day before (agreed otherwise, Civil Code 204)",
    )
    NONE = "none", "不移动（另有约定，民法典第二百零四条）", "stays (agreed otherwise, Civil Code 204)"

    @property
    def law(self) -> str:
        """The code of its legal source."""
        return "civil-code/203" if self is Roll.FORWARD else "civil-code/204"


class Snap(LabelledEnum):
    """On which day something counts as received that arrives on a rest day or after closing (收到之日的认定).

    The law leaves out the day of receipt and says nothing of a rest day (民法典 201); its rule on rest days speaks of the
    last day alone (203). That what comes then is taken as received on the next working day is a practice of offices.
    """

    NONE = "none", "按实际收到之日（民法典第二百零一条）", "on the day it arrives (Civil Code 201)"
    WORKDAY = (
        "workday",
        "视为下一工作日收到（机构受理惯例，民法典第二百零四条）",
        "as on the next working day (practice, Civil Code 204)",
    )

    @property
    def law(self) -> str:
        """The code of its legal source."""
        return "civil-code/201" if self is Snap.NONE else "civil-code/204"

    @property
    def other(self) -> "Snap":
        """The other reading."""
        return Snap.WORKDAY if self is Snap.NONE else Snap.NONE


RECEIPT = Snap.NONE
"""The reading of receipt that every door of the library takes by default; why: ``docs/decisions/receipt.md``."""


@frozen(kw_only=True)
class Landing:
    """Where a term's last day falls.

    Attributes:
        nominal: the last day before any roll; None for a term without a number.
        due: the last day.
        earliest: the earliest day it can become, when the standing is not confirmed.
        latest: the latest.
        standing: how certain ``due`` is.
        laws: codes of the legal sources that decided.
        note: what the reader must know, or None.
    """

    nominal: date | None
    due: date | None
    earliest: date | None
    latest: date | None
    standing: Standing = Standing.CONFIRMED
    laws: tuple[str, ...] = ()
    note: Text | None = None


@frozen(kw_only=True)
class Counting:
    """The rules under which terms are counted on one calendar."""

    calendar: WorkCalendar
    convention: Convention = Convention.NEXT_DAY
    roll: Roll = Roll.FORWARD
    extended: bool = False

    def land(self, term: Term, day: date) -> Landing:
        """Give the last day of ``term`` when its start event was on ``day``.

        Raises:
            TermError: the term is in hours, which needs a moment, or ends after the year 9999.
            CalendarError: the calendar does not reach.
        """
        found = _LANDERS.get(type(term))
        if found is None:
            raise TermError(
                where="term",
                found=Text(term.wording("zh"), term.wording("en")),
                expected=Text("以日、月、年计的期限", "a term in days, months or years"),
                fix=Text(
                    "按小时的期限请给出起算时刻（datetime）",
                    "give the start moment (datetime) for a term in hours",
                ),
            )
        try:
            return found(self, term, day)
        except CalendarError:
            raise
        except (OverflowError, ValueError):
            raise too_far(term) from None

    def first_counted(self, day: date) -> date:
        """The first day that counts when the start event was on ``day``."""
        return day + ONE_DAY if self.convention is Convention.NEXT_DAY else day

    def event_of(self, first: date) -> date:
        """The day of the start event when ``first`` is the first day that counts."""
        return first - ONE_DAY if self.convention is Convention.NEXT_DAY else first

    def nth_working(self, first: date, n: int, laws: tuple[str, ...] = ()) -> Landing:
        """Give the ``n``-th working day from ``first`` on, ``first`` itself included, by the laws that say so."""
        days = self.calendar
        # What lies before the first day that counts is not asked for: it may lie before the calendar.
        due = days.roll_forward(first)
        due = due if n == 1 else days.add(due, n - 1)
        standing = days.standing_between(first, due)
        earliest = latest = due
        if standing is not Standing.CONFIRMED:
            earliest, latest = _bounds(days, first, n)
        return Landing(nominal=due, due=due, earliest=earliest, latest=latest, standing=standing, laws=laws)

    def rolled(self, nominal: date, roll: Roll, *laws: str) -> Landing:
        """Move a last day off a rest day."""
        if roll is Roll.NONE:
            return Landing(nominal=nominal, due=nominal, earliest=nominal, latest=nominal, laws=laws)
        days = self.calendar
        due = days.roll_forward(nominal) if roll is Roll.FORWARD else days.roll_back(nominal)
        standing = days.standing_between(min(nominal, due), max(nominal, due))
        earliest = latest = due
        if standing is not Standing.CONFIRMED:
            earliest, latest = _bounds(days, nominal, 1 if roll is Roll.FORWARD else -1)
        moved = (roll.law,) if due != nominal or standing is not Standing.CONFIRMED else ()
        return Landing(
            nominal=nominal,
            due=due,
            earliest=earliest,
            latest=latest,
            standing=standing,
            laws=(*laws, *moved),
        )


def _bounds(calendar: WorkCalendar, first: date, n: int) -> tuple[date, date]:
    from yibao_rules.calendar.bounds import bounds_from  # noqa: PLC0415  (only provisional answers need it)

    return bounds_from(calendar, first, n)


def too_far(term: Term) -> TermError:
    """Refuse a term that ends beyond all dates."""
    return TermError(
        where="term",
        found=Text(term.wording("zh"), term.wording("en")),
        expected=Text("公元 9999 年以前到期", "an end before the year 9999"),
        fix=Text("核对期限的数字和单位", "check the number and the unit"),
    )


def _working_days(c: Counting, term: WorkingDays, day: date) -> Landing:
    return c.nth_working(c.first_counted(day), term.n, (c.convention.law, "licensing/82"))


def in_months(term: Term) -> int | None:
    """Return how many months a term in months or years has; None for any other."""
    if isinstance(term, Months | Years):
        return term.n if isinstance(term, Months) else 12 * term.n
    return None


def span_end(term: Counted, day: date, convention: Convention = Convention.NEXT_DAY) -> date:
    """Return the nominal last day of a term in days, months or years whose start event was on ``day``.

    A period in months or years ends on the corresponding day of the day of the event when that day is left out
    (民法典 201, 202), and on the day before the corresponding day when that day counts; where the month has no
    corresponding day, on its last, either way.

    Raises:
        TermError: it ends after the year 9999.
    """
    left_out = convention is Convention.NEXT_DAY
    try:
        n = in_months(term)
        if n is None:
            return day + timedelta(days=term.n - (not left_out))
        last = day + relativedelta(months=n)
        return last if left_out or last.day != day.day else last - ONE_DAY
    except (OverflowError, ValueError):
        raise too_far(term) from None


def _calendar_span(c: Counting, term: CalendarDays | Months | Years, day: date) -> Landing:
    laws = (c.convention.law,) if isinstance(term, CalendarDays) else (c.convention.law, "civil-code/202")
    # A time that must have passed, or a day on which an effect begins, is nobody's last chance to act: it does not roll.
    roll = c.roll if term.bound is Bound.WITHIN else Roll.NONE
    return c.rolled(span_end(term, day, c.convention), roll, *laws)


def _same_day(c: Counting, _term: Term, day: date) -> Landing:
    return c.rolled(day, Roll.FORWARD)


def _next_day(_c: Counting, _term: Term, day: date) -> Landing:
    return Landing(nominal=day + ONE_DAY, due=day + ONE_DAY, earliest=day + ONE_DAY, latest=day + ONE_DAY)


def month_end(day: date) -> date:
    """Give the last day of the month of ``day``."""
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _same_month(c: Counting, _term: Term, day: date) -> Landing:
    last = month_end(day)
    found = c.rolled(last, Roll.BACK)
    if found.due is not None and found.due >= day:
        earliest = found.earliest if found.earliest is None else max(day, found.earliest)
        return evolve(found, laws=(), earliest=earliest)
    note = Text("当月已无工作日，按月末计", "no working day is left in the month; taken as its last day")
    return evolve(found, due=last, earliest=min(day, last), latest=last, laws=(), note=note)


def _next_month(_c: Counting, _term: Term, day: date) -> Landing:
    first = month_end(day) + ONE_DAY
    return Landing(nominal=first, due=first, earliest=first, latest=first)


def _by_agreement(_c: Counting, _term: Term, _day: date) -> Landing:
    note = Text("期限依协议，无法定日数", "the agreement sets the limit; there is no number of days")
    return Landing(nominal=None, due=None, earliest=None, latest=None, note=note)


def _monthly_batch(c: Counting, term: MonthlyBatch, day: date) -> Landing:
    first = c.first_counted(day)
    if term.day is None:
        last = c.rolled(span_end(Months(1), day, c.convention), c.roll, c.convention.law)
        note = Text(
            "批次日未知：每月一次，最迟一个月内轮到",
            "the batch day is unknown: once a month, so within a month",
        )
        return evolve(
            last,
            earliest=first,
            standing=Standing.worst(last.standing, Standing.PROVISIONAL),
            note=note,
        )
    month = first.replace(day=1)
    nominal = min(month + timedelta(days=term.day - 1), month_end(month))
    if nominal < first:
        month = month_end(month) + ONE_DAY
        nominal = min(month + timedelta(days=term.day - 1), month_end(month))
    return c.rolled(nominal, c.roll, c.convention.law)


def _range(c: Counting, term: Range, day: date) -> Landing:
    low, high = c.land(term.low, day), c.land(term.high, day)
    note = Text(
        f"各地规定不一：最短 {low.due}，最长 {high.due}",
        f"places differ: {low.due} at the shortest, {high.due} at the longest",
    )
    return evolve(high, earliest=low.earliest, note=note)


def _extendable(c: Counting, term: Extendable, day: date) -> Landing:
    if not c.extended:
        return c.land(term.base, day)
    if type(term.base) is type(term.by):
        return c.land(type(term.base)(term.base.n + term.by.n), day)
    base, by = in_months(term.base), in_months(term.by)
    if base is not None and by is not None:
        return c.land(Months(base + by), day)
    first = evolve(c, roll=Roll.NONE).land(term.base, day)
    # The extension runs on from the nominal end of the base, whose last day has been counted.
    after = evolve(c, convention=Convention.NEXT_DAY)
    ends = (first.earliest, first.nominal, first.latest)
    low, rest, high = (after.land(term.by, end or day) for end in ends)
    standing = Standing.worst(first.standing, rest.standing)
    return evolve(rest, earliest=low.earliest, latest=high.latest, standing=standing)


def _staged(c: Counting, term: Staged, day: date) -> Landing:
    due = earliest = latest = day
    found, standing = Landing(nominal=None, due=None, earliest=None, latest=None), Standing.CONFIRMED
    for stage in term.stages:
        # Each stage starts on the day the one before ends: the latest hand-over that is still in time.
        first, found, last = (c.land(stage.term, base) for base in (earliest, due, latest))
        standing = Standing.worst(standing, found.standing)
        due, earliest, latest = found.due or due, first.earliest or earliest, last.latest or latest
    return evolve(found, earliest=earliest, latest=latest, standing=standing)


_LANDERS: dict[type[Term], Callable[..., Landing]] = {
    WorkingDays: _working_days,
    CalendarDays: _calendar_span,
    Months: _calendar_span,
    Years: _calendar_span,
    Immediate: _same_day,
    SameDay: _same_day,
    NextDay: _next_day,
    SameMonth: _same_month,
    NextMonth: _next_month,
    ByAgreement: _by_agreement,
    MonthlyBatch: _monthly_batch,
    Range: _range,
    Extendable: _extendable,
    Staged: _staged,
}
