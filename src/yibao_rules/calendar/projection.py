"""A year nobody has announced: what the law alone says of it (推算), never more than provisional."""

from datetime import date, timedelta
from functools import lru_cache

from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.statutory import law_of, statutory_days

_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def projected_notice(year: int) -> Notice:
    """Give a year's arrangement as the 放假办法 in force in that year alone would make it.

    The statutory days are off; one that falls on a weekend, or on another statutory day, is made good on
    the next weekday that is not off (办法第六条); no other day is exchanged and no weekend is worked. So the
    year has as many working days as any announced year must have; only their places are a guess.

    Raises:
        CalendarError: no law on record for the year.
        MissingExtraError: the festivals of the year need ``lunar_python``, which is not installed.
    """
    law = law_of(year)
    statutory = statutory_days(year)
    taken = {day for day, _ in statutory}
    off: dict[str, list[date]] = {}
    owed: dict[str, int] = {}
    for day, name in statutory:
        off.setdefault(name, []).append(day)
        owed[name] = owed.get(name, 0) + name.count("、") + (day.weekday() >= 5)
    for name, days in off.items():
        day = days[-1]
        while owed[name]:
            day += _DAY
            if day.weekday() < 5 and day not in taken:
                taken.add(day)
                days.append(day)
                owed[name] -= 1
    return Notice(
        year=year,
        title=f"{year}年推算（尚未公布，依据{law.number}）",
        issued=date(year - 1, 12, 31),
        sure="推算，未公布",
        arrangements=tuple(Arrangement(name=name, off=days) for name, days in off.items()),
    )
