"""The holidays of all citizens by law: the texts of the 放假办法 and the festivals' dates, from the data files."""

from datetime import date, timedelta
from functools import cache, lru_cache

from attrs import frozen

from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.register import read_data, read_day
from yibao_rules.errors import missing_extra
from yibao_rules.text import Text

_DAY = timedelta(days=1)


@frozen(kw_only=True)
class HolidayLaw:
    """One text of the 放假办法: the holidays of all citizens from a year on.

    Attributes:
        first_year: first year it applies to.
        number: number of the decree.
        source: article and history.
        sure: what was verified.
        days: (festival, offsets in days from the festival's own date).
    """

    first_year: int
    number: str
    source: str
    sure: str
    days: tuple[tuple[str, tuple[int, ...]], ...]


@cache
def holiday_laws() -> tuple[HolidayLaw, ...]:
    """Give the texts of the 放假办法, oldest first."""
    return tuple(
        HolidayLaw(
            first_year=row["from"],
            number=row["number"],
            source=row["source"],
            sure=row["sure"],
            days=tuple(
                (festival, tuple(map(int, offsets)))
                for festival, *offsets in map(str.split, row["days"].strip().splitlines())
            ),
        )
        for row in read_data("law.toml")["law"]
    )


def law_of(year: int) -> HolidayLaw:
    """Give the text of the 放假办法 that a year's holidays follow.

    Raises:
        CalendarError: the year lies before the first text on record.
    """
    for law in reversed(holiday_laws()):
        if law.first_year <= year:
            return law
    raise CalendarError(
        where="year",
        found=str(year),
        expected=Text(f"{holiday_laws()[0].first_year} 年及以后", f"{holiday_laws()[0].first_year} or later"),
        fix=Text("更早的放假办法未收录", "earlier holiday laws are not on record"),
    )


@cache
def _festival_table() -> dict[int, tuple[date, ...]]:
    table = {}
    for line in read_data("festivals.toml")["days"].strip().splitlines():
        year, *days = line.split()
        table[int(year)] = tuple(read_day(day, int(year)) for day in days)
    return table


@lru_cache(maxsize=256)
def festival_dates(year: int) -> dict[str, date]:
    """Give the date of each festival in a year: 元旦, 春节 (正月初一), 清明节, 劳动节, 端午节, 中秋节, 国庆节.

    Raises:
        MissingExtraError: the year lies outside the shipped table and ``lunar_python`` is not installed.
    """
    lunar = _festival_table().get(year) or compute_festivals(year)
    spring, qingming, dragon_boat, mid_autumn = lunar
    return {
        "元旦": date(year, 1, 1),
        "春节": spring,
        "清明节": qingming,
        "劳动节": date(year, 5, 1),
        "端午节": dragon_boat,
        "中秋节": mid_autumn,
        "国庆节": date(year, 10, 1),
    }


def compute_festivals(year: int) -> tuple[date, ...]:
    """Compute 正月初一, 清明, 五月初五 and 八月十五 of a year with ``lunar_python``.

    Raises:
        MissingExtraError: ``lunar_python`` is not installed.
    """
    try:
        from lunar_python import Lunar  # noqa: PLC0415
    except ImportError:
        raise missing_extra("lunar_python", "projection") from None
    terms = Lunar.fromYmd(year, 6, 1).getJieQiTable()
    solar = [Lunar.fromYmd(year, 1, 1).getSolar(), terms["清明"]]
    solar += [Lunar.fromYmd(year, month, day).getSolar() for month, day in ((5, 5), (8, 15))]
    return tuple(date(s.getYear(), s.getMonth(), s.getDay()) for s in solar)


@lru_cache(maxsize=256)
def statutory_days(year: int) -> tuple[tuple[date, str], ...]:
    """Give the holidays of all citizens in a year with their festivals, in order (放假办法第二条).

    A day that two festivals share is named for both, so the law's count is the number of names.

    >>> len(statutory_days(2026)), statutory_days(2025)[1][0].isoformat()
    (13, '2025-01-28')

    Raises:
        CalendarError: the year lies before the first law on record.
        MissingExtraError: the year's festivals need ``lunar_python``, which is not installed.
    """
    law, dates = law_of(year), festival_dates(year)
    names: dict[date, list[str]] = {}
    for festival, offsets in law.days:
        for offset in offsets:
            names.setdefault(dates[festival] + offset * _DAY, []).append(festival)
    return tuple((day, "、".join(names[day])) for day in sorted(names))
