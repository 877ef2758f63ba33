"""The package ``chinese_calendar`` beside our own record: is the right one installed, does it agree, what more does it know?

Our tables are built from our own notices. The package serves as a second witness (:func:`verify`), and as the
source of a year that our record does not have yet (:func:`newest_national`): an upgrade of the distribution
``chinesecalendar`` brings the new year without a release of ours.
"""

from datetime import date, timedelta
from importlib import import_module, metadata
from typing import Any

from attrs import evolve

from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.notice_checks import balances
from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.refusals import guarded
from yibao_rules.calendar.statutory import statutory_days
from yibao_rules.calendar.workdays import WorkCalendar, national
from yibao_rules.text import Text

_PACKAGE = "chinese_calendar"
_DISTRIBUTIONS = ("chinesecalendar", "chinese-calendar")
_TAIL = timedelta(days=4)


def check_installation() -> str:
    """Check that one sound copy of ``chinese_calendar`` is installed, and give its version.

    ``chinesecalendar`` and ``chinese-calendar`` on the package index are one package under two names. With both
    installed one overwrites the other's files in silence, and the version in the list is not the one imported.

    Raises:
        CalendarError: not installed, or the distributions listed and the module imported disagree.
    """
    listed = {}
    for name in _DISTRIBUTIONS:
        try:
            listed[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    try:
        imported = str(import_module(_PACKAGE).__version__)
    except ImportError:
        imported = ""
    if imported and set(listed.values()) == {imported}:
        return imported
    shown = "、".join(f"{name} {version}" for name, version in listed.items()) or "-"
    raise CalendarError(
        where=_PACKAGE,
        found=Text(
            f"已安装的发行包：{shown}；实际导入的版本：{imported or '无'}",
            f"distributions installed: {shown}; version imported: {imported or 'none'}",
        ),
        expected=Text(
            "只装 chinesecalendar 一个，且版本一致", "chinesecalendar alone, its version the one imported"
        ),
        fix=Text(
            "运行 pip uninstall -y chinesecalendar chinese-calendar，再运行 pip install chinesecalendar",
            "run pip uninstall -y chinesecalendar chinese-calendar, then pip install chinesecalendar",
        ),
    )


@guarded
def verify(calendar: WorkCalendar) -> tuple[date, ...]:
    """Give the days on which ``chinese_calendar`` and a calendar disagree, over the years both have.

    For the national calendar up to 1.11.0 that is 2005-12-31 alone, where the package is wrong (国办发明电〔2005〕35号).

    Raises:
        CalendarError: the package is not soundly installed.
    """
    check_installation()
    package: Any = import_module(_PACKAGE)
    years = {day.year for day in package.holidays}
    day = max(calendar.first, date(min(years), 1, 1))
    last = min(calendar.last, date(max(years), 12, 31))
    found = []
    while day <= last:
        works = day in package.workdays or (day.weekday() < 5 and day not in package.holidays)
        if works != calendar.is_workday(day):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def package_notice(year: int) -> Notice | None:
    """Build a year's arrangement as the installed ``chinese_calendar`` has it, or None when it has none.

    Raises:
        CalendarError: the package is not soundly installed.
    """
    version = check_installation()
    package: Any = import_module(_PACKAGE)
    first, last = date(year, 1, 1) - _TAIL, date(year, 12, 31) - _TAIL
    festivals: dict[str, tuple[list[date], list[date]]] = {}
    for place, days in enumerate((package.holidays, package.workdays)):
        for day, name in days.items():
            if first <= day <= last:
                chinese = package.Holiday(name).chinese
                festivals.setdefault(chinese, ([], []))[place].append(day)
    named = {day for days in festivals.values() for part in days for day in part}
    if not any(day.year == year for day in named):
        return None
    for day, festival in statutory_days(year):
        if (
            day not in named and day.weekday() >= 5
        ):  # the package leaves out some weekend days of a span (2012-06-23)
            festivals.setdefault(festival, ([], []))[0].append(day)
    notice = Notice(
        year=year,
        title=f"chinese_calendar {version} 的 {year} 年数据",
        issued=date(year - 1, 12, 31),
        url="https://github.com/LKI/chinese-calendar",
        sure="据 chinese_calendar，未对照通知原文；日期取上年最后一日",
        arrangements=tuple(
            Arrangement(name=name, off=off, work=work) for name, (off, work) in festivals.items()
        ),
    )
    # The package puts amendments into the year: an extension shows in days that do not balance.
    return notice if balances(notice) else evolve(notice, consolidated=True)


def newest_national() -> WorkCalendar:
    """Build :func:`national` with every further year that the installed ``chinese_calendar`` has.

    Such years are confirmed, and each of their days names the package and its version as its source. As a
    notice issued in time and given by ``with_notice`` would, a yearly notice must pass the same checks.

    Raises:
        CalendarError: the package is not soundly installed, or its new year does not hold together.
    """
    calendar = national()
    while notice := package_notice(calendar.last.year + 1):
        calendar = calendar.with_notice(notice)
    return calendar
