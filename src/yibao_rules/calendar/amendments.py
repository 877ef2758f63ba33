"""What stands once the notices of a year are read one after another: an amendment replaces, an extension adds.

* An amendment that states a festival anew (重新安排) stands in place of all that stood for it, make-up days included;
  with make-up days alone it stands in place of the make-up days.
* An extension (延长) adds days off and takes nothing away, but a day worked inside it is off.
* A festival arranged together with another (国庆节、中秋节) and restated alone leaves the other its statutory days.
* A day that stood and that the new words do not name is *released*: the week decides it, and the amendment is its source.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from attrs import evolve

from yibao_rules.calendar.notices import Arrangement, Notice


class InForce(NamedTuple):
    """One arrangement that stands.

    Attributes:
        notice: the notice that states it.
        item: the arrangement.
        released: days that stood for the festival before and that the notice does not name: plain days of the week.
    """

    notice: Notice
    item: Arrangement
    released: tuple[date, ...] = ()


def in_force(notices: Iterable[Notice]) -> tuple[InForce, ...]:
    """Build what stands after some notices, in the order in which the last word wins.

    Args:
        notices: in their order of effect; a year's yearly notice before its amendments.
    """
    standing: list[InForce] = []
    for notice in notices:
        if notice.amends:
            for item in notice.arrangements:
                _apply(standing, notice, item)
        elif notice.consolidated:
            _restate_year(standing, notice)
        else:
            standing += [InForce(notice, item) for item in notice.arrangements]
    return tuple(standing)


def replaced_by(standing: Iterable[InForce], year: int, item: Arrangement) -> list[InForce]:
    """List what stands in a year for the festivals of an arrangement: by name, or by their statutory days."""
    of_year = [part for part in standing if part.notice.year == year]
    names = set(item.name.split("、"))
    by_name = [part for part in of_year if not names.isdisjoint(part.item.name.split("、"))]
    if by_name or item.statutory:
        return by_name
    days = {day for day in item.off if day in _statutory(year)}
    return [part for part in of_year if not days.isdisjoint(part.item.off)]


def _apply(standing: list[InForce], notice: Notice, item: Arrangement) -> None:
    if item.extends:
        standing.append(InForce(notice, item))
        return
    old = replaced_by(standing, notice.year, item)
    if not item.off:  # make-up days alone: the days off stay
        off = [day for part in old for day in part.item.off if day not in item.work]
        item = evolve(item, off=off, statutory=[day for part in old for day in part.item.statutory])
    kept = [part for part in (_without(part, item) for part in old) if part.item.off]
    named = {*item.off, *item.work, *(day for part in kept for day in part.item.off)}
    before = {day for part in old for day in (*part.item.off, *part.item.work, *part.released)}
    standing[:] = [part for part in standing if not any(part is one for one in old)]
    standing += [*kept, InForce(notice, item, tuple(sorted(before - named)))]


def _without(part: InForce, item: Arrangement) -> InForce:
    """Leave of what stood for two festivals the statutory days of the one that is not restated."""
    names = set(item.name.split("、"))
    others = [name for name in part.item.name.split("、") if name not in names]
    if not others:
        return InForce(part.notice, Arrangement(name=""))
    law = {day: {*festivals.split("、")} for day, festivals in _statutory(part.notice.year).items()}
    off = [
        day
        for day in part.item.off
        if day not in item.off
        and day not in item.work
        and names.isdisjoint(law.get(day, ()))
        and not law.get(day, set()).isdisjoint(others)
    ]
    return InForce(part.notice, Arrangement(name="、".join(others), off=off))


def _restate_year(standing: list[InForce], notice: Notice) -> None:
    old = [part for part in standing if part.notice.year == notice.year]
    before = {day for part in old for day in (*part.item.off, *part.item.work, *part.released)}
    standing[:] = [part for part in standing if part.notice.year != notice.year]
    released = [tuple(sorted(before - notice.days.keys()))] + [()] * len(notice.arrangements)
    standing += [
        InForce(notice, item, days) for item, days in zip(notice.arrangements, released, strict=False)
    ]


def _statutory(year: int) -> dict[date, str]:
    from yibao_rules.calendar.statutory import statutory_days  # noqa: PLC0415  (only amendments need it)

    return dict(statutory_days(year))


def last_words(parts: Iterable[InForce]) -> dict[date, tuple[bool, InForce]]:
    """Map each day that is arranged to whether it is off, and to the arrangement that decides it."""
    return {day: (off, part) for part in parts for off, day in _named(part.item)}


def _named(item: Arrangement) -> Iterator[tuple[bool, date]]:
    yield from ((True, day) for day in item.off)
    yield from ((False, day) for day in item.work)
