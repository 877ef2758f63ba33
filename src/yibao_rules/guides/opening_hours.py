"""A guide's opening times as hours that can be counted with (办公时间)."""

from collections.abc import Iterable

from yibao_rules.calendar.hours import MakeUp, OfficeHours, Season, Span, Week
from yibao_rules.model.guide_parts import Office, Opening


def office_hours(office: Office) -> OfficeHours:
    """Return the hours of an office.

    Where every time is of a season, the first season's week is the ordinary one, as for hours in words.

    Raises:
        HoursError: the times overlap, are not in whole minutes, or a season has a day that no year has.
    """
    seasons = tuple(
        _season(name, office.openings)
        for name in dict.fromkeys(o.season for o in office.openings if o.season)
    )
    ordinary = [o for o in office.openings if not o.season]
    return OfficeHours(
        week=_week(ordinary) if ordinary or not seasons else seasons[0].week,
        seasons=seasons,
        make_up={True: MakeUp.OPEN, False: MakeUp.CLOSED, None: MakeUp.UNRESOLVED}[office.make_up_days_open],
    )


def _season(name: str, openings: tuple[Opening, ...]) -> Season:
    first, last = ((int(part[:2]), int(part[3:])) for part in name.split("/"))
    return Season(first=first, last=last, week=_week(o for o in openings if o.season == name))


def _week(openings: Iterable[Opening]) -> Week:
    days: list[list[Span]] = [[] for _ in range(7)]
    for opening in openings:
        for day in opening.days:
            days[day - 1].append(Span(opening.opens, opening.closes))
    monday, *rest = (tuple(sorted(spans)) for spans in days)
    tuesday, wednesday, thursday, friday, saturday, sunday = rest
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday
