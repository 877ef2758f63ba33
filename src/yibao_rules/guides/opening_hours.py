"""A guide's opening times as hours that can be counted with (办公时间)."""

from collections.abc import Iterable

from yibao_rules.calendar.hours import MakeUp, OfficeHours, Season, Span, Spans, Week
from yibao_rules.model.guide_parts import Office, Opening


def office_hours(office: Office) -> OfficeHours:
    """Return the hours of an office.

    A time without a season holds all the year: a season's times join it, and on a weekday on which they overlap it they
    replace it. Where every time is of a season, the first season's week is the ordinary one, as for hours in words.

    Raises:
        HoursError: the times overlap, are not in whole minutes, or a season has a day that no year has.
    """
    ordinary = _week(o for o in office.openings if not o.season)
    seasons = tuple(
        _season(name, ordinary, office.openings)
        for name in dict.fromkeys(o.season for o in office.openings if o.season)
    )
    return OfficeHours(
        week=ordinary if any(ordinary) or not seasons else seasons[0].week,
        seasons=seasons,
        make_up={True: MakeUp.OPEN, False: MakeUp.CLOSED, None: MakeUp.UNRESOLVED}[office.make_up_days_open],
    )


def _season(name: str, ordinary: Week, openings: tuple[Opening, ...]) -> Season:
    first, last = ((int(part[:2]), int(part[3:])) for part in name.split("/"))
    own = _week(o for o in openings if o.season == name)
    return Season(first=first, last=last, week=_seven(map(_joined, ordinary, own)))


def _joined(ordinary: Spans, own: Spans) -> Spans:
    """Return the times of a weekday within a season."""
    if any(a.opens < b.closes and b.opens < a.closes for a in ordinary for b in own):
        return own
    return tuple(sorted((*ordinary, *own)))


def _week(openings: Iterable[Opening]) -> Week:
    days: list[list[Span]] = [[] for _ in range(7)]
    for opening in openings:
        for day in opening.days:
            days[day - 1].append(Span(opening.opens, opening.closes))
    return _seven(tuple(sorted(spans)) for spans in days)


def _seven(days: Iterable[Spans]) -> Week:
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = days
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday
