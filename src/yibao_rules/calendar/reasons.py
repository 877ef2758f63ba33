"""Why is a day worked or off? Who decided it, and what kind of day that makes it."""

from collections.abc import Iterable
from datetime import date
from functools import cache

from yibao_rules.calendar.amendments import InForce, last_words
from yibao_rules.calendar.days import Day, DayKind, Standing
from yibao_rules.calendar.layers import Layer
from yibao_rules.calendar.statutory import statutory_days


def deciders(parts: Iterable[InForce], layers: Iterable[Layer]) -> dict[date, InForce | Layer]:
    """Map each day that a notice or a layer decides to the last of them."""
    standing = tuple(parts)
    found: dict[date, InForce | Layer] = {day: part for part in standing for day in part.released}
    found.update((day, part) for day, (_, part) in last_words(standing).items())
    for layer in layers:
        found.update(dict.fromkeys((*layer.off, *layer.work), layer))
    return found


@cache
def _festivals(year: int) -> dict[date, str]:
    return dict(statutory_days(year))


def explain(
    by: InForce | Layer | None, day: date, *, works: bool, standing: Standing, projected: bool
) -> Day:
    """Build the answer for a day.

    Args:
        by: who decided it; None for a plain day of the week.
        day: the day.
        works: whether it is worked.
        standing: how certain that is.
        projected: whether its year is filled from the law alone.
    """
    weekend = day.weekday() >= 5
    kind = DayKind.WEEKEND if weekend else DayKind.WORKDAY
    if by is None:
        return Day(date=day, is_workday=works, kind=kind, standing=standing)
    if isinstance(by, Layer):
        return Day(
            date=day,
            is_workday=works,
            kind=by.day_kind(off=not works),
            standing=standing,
            name=by.festival(day),
            notice=by.source or None,
            layer=by.name,
        )
    item, name = by.item, by.item.name
    festival = item.name if day in item.statutory else _festivals(day.year).get(day)
    if works:
        kind = DayKind.MAKE_UP if weekend else DayKind.WORKDAY
    elif festival is not None:
        kind, name = DayKind.STATUTORY, festival
    elif not weekend:
        kind = DayKind.IN_LIEU if projected else DayKind.SWAPPED
    return Day(date=day, is_workday=works, kind=kind, standing=standing, name=name, notice=by.notice.name)
