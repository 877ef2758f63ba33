"""Between which days the n-th day that an office is open can fall, while holidays on the way are not settled (最早、最晚)."""

from datetime import date, timedelta

from yibao_rules.calendar.hours import MakeUp, OfficeHours
from yibao_rules.calendar.workdays import WorkCalendar

_LONGEST_CLOSED = 366
"""Days to look ahead for an opening: no office is closed for longer."""


def nth_open(calendar: WorkCalendar, hours: OfficeHours, first: date, n: int) -> tuple[date, date]:
    """Return the earliest and the latest that the ``n``-th day with opening hours can become, ``first`` included.

    Args:
        calendar: the working days.
        hours: the office's hours; what they leave open of make-up days may go either way.
        first: the first day that counts.
        n: how many open days, at least 1.
    """
    from yibao_rules.calendar.bounds import bounds_over  # noqa: PLC0415  (only provisional answers need it)

    # Of seven days at least one is open.
    ahead = [first + timedelta(days=i) for i in range(_LONGEST_CLOSED + 7 * n)]

    def opening(make_up: MakeUp) -> tuple[tuple[date, date], ...]:
        stated = hours.saying(make_up) if hours.make_up is MakeUp.UNRESOLVED else hours
        return tuple((day, day) for day in ahead if stated.spans(day, works=True))

    low, _ = bounds_over(calendar, opening(MakeUp.OPEN), n)
    _, high = bounds_over(calendar, opening(MakeUp.CLOSED), n)
    # Hours of its own on weekends: open then without any working day.
    own = next((day for day in ahead if day.weekday() >= 5 and hours.spans(day, works=False)), None)
    return min(day for day in (low, own, ahead[-1]) if day), high or ahead[-1]
