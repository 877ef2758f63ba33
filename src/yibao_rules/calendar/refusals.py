"""What a calendar refuses, and how it says so: kept apart so that the arithmetic stays readable."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from yibao_rules.calendar.errors import AmbiguousError, CalendarError, NoticeError, UnknownYearError
from yibao_rules.calendar.notices import LAST_YEAR, Notice
from yibao_rules.serialization.guard import Guard
from yibao_rules.serialization.signatures import guarding
from yibao_rules.text import Text

if TYPE_CHECKING:
    from yibao_rules.calendar.workdays import WorkCalendar

GUARD = Guard(
    CalendarError,
    {
        "Case": "Case(rules=CaseRules(term=WorkingDays(20)))",
        "CaseRules": "CaseRules(term=WorkingDays(20))",
        "Event": "Event(EventKind.RECEIVED, date(2025, 9, 22))",
        "Layer": "regional_layer('450000')",
        "Notice": "parse_notice(text)",
        "OfficeHours": "parse_hours('周一至周五 8:30-11:30，13:00-17:00')",
        "Staged": "parse_term('5+10+5个工作日')",
        "Term": "parse_term('5个工作日')",
        "WorkCalendar": "national()",
        "bool": "True",
        "tuple": "(regional_layer('450000'),)",
    },
)
"""The guard of arguments with the error class of this room and what to write for its classes."""

expect = GUARD.expect
guarded = guarding(GUARD, moments=True)


def beyond(day: date, n: int) -> Text:
    """Word a sum that runs out of the calendar."""
    side, en = ("之后", "after") if n > 0 else ("之前", "before")
    return Text(f"{day} {side}第 {abs(n)} 个工作日", f"{abs(n)} working days {en} {day}")


def unknown_year(calendar: "WorkCalendar", year: int, found: Text | str) -> UnknownYearError:
    """Refuse a day outside the calendar, naming the year, the last notice known and how to give the new one."""
    expected = Text(
        f"{calendar.first} 至 {calendar.last} 的日子", f"a day from {calendar.first} to {calendar.last}"
    )
    if year < calendar.first.year:
        fix = Text(
            f"{calendar.first.year} 年以前的安排未收录；如需要，请以 WorkCalendar(notices=…) 自行提供",
            f"arrangements before {calendar.first.year} are not on record; give them by WorkCalendar(notices=…)",
        )
    else:
        last = calendar.last_announced
        fix = Text(
            f"最近的年度通知是 {last.name}（{last.year} 年）。{year} 年通知公布后，用"
            f" calendar.with_notice(parse_notice(通知原文, issued=…)) 或 Notice.from_json(…) 加入；"
            f"chinesecalendar 升级后若已有该年，可用 newest_national()；公布前可用 calendar.projected({year}) 暂按法定节假日推算",
            f"the last yearly notice known is {last.name} (for {last.year}); once the notice for {year} is out,"
            f" add it by calendar.with_notice(parse_notice(text, issued=…)) or Notice.from_json(…);"
            f" or take newest_national() once an upgraded chinesecalendar has it;"
            f" until then calendar.projected({year}) goes by the statutory holidays alone",
        )
    return UnknownYearError(where=f"{year}年", found=found, expected=expected, fix=fix)


def reversed_span(start: date, end: date) -> CalendarError:
    """Refuse a span that ends before it starts."""
    return CalendarError(
        where="start, end",
        found=f"{start} .. {end}",
        expected=Text("起日不晚于止日", "a start not after the end"),
        fix=Text("交换两个日期", "swap the two dates"),
    )


def zero_days() -> AmbiguousError:
    """Refuse "0 working days after", which from a rest day has several answers."""
    return AmbiguousError(
        where="n",
        found="0",
        expected=Text("不为零的整数", "a whole number other than 0"),
        fix=Text(
            "要当日或其后的工作日用 roll_forward，要当日或其前的用 roll_back",
            "for the day itself or the next working day use roll_forward, for the one before roll_back",
        ),
    )


def expect_year(value: object, where: str = "year") -> None:
    """Check that a whole number is a year that a calendar can have.

    Raises:
        CalendarError: it is not.
    """
    GUARD.whole(value, where, least=1950, most=LAST_YEAR)


def expect_parts(layers: object, through: object) -> None:
    """Check the parts of a calendar that lie above its notices.

    Raises:
        CalendarError: not layers in a row, or not a year.
    """
    from yibao_rules.calendar.layers import Layer  # noqa: PLC0415  (not needed for a first answer)

    for layer in expect(layers, tuple, "layers"):
        expect(layer, Layer, "layers")
    if through is not None:
        expect_year(through, "projected_through")


def ordinal(day: object) -> int:
    """Return the ordinal of what must be a plain date.

    Raises:
        CalendarError: anything else, a datetime included.
    """
    return GUARD.day(day).toordinal()


def whole(n: object) -> int:
    """Return what must be a whole number of days; a truth value is none.

    Raises:
        CalendarError: anything else.
    """
    return GUARD.whole(n, "n")


def nothing_known(day: date) -> CalendarError:
    """Refuse an as-of day before the first notice."""
    return CalendarError(
        where="as_of",
        found=str(day),
        expected=Text("首份收录的通知公布之后的日子", "a day after the first notice on record"),
        fix=Text("给出更晚的日子", "give a later day"),
    )


def broken_years(years: Collection[int]) -> CalendarError:
    """Refuse a set of notices that leaves a year out."""
    missing = sorted(set(range(min(years), max(years) + 1)) - set(years)) if years else []
    return CalendarError(
        where="notices",
        found=Text(f"缺 {missing}", f"without {missing}") if years else Text("没有通知", "no notice"),
        expected=Text("年份相连的通知", "notices of years that follow each other"),
        fix=Text("补上所缺年份的通知", "give the missing years' notices"),
    )


def not_notices(value: object) -> CalendarError:
    """Refuse anything but notices."""
    return CalendarError(
        where="notices",
        found=type(value).__name__,
        expected=Text("Notice 的序列", "Notices in a row"),
        fix=Text("如 national().notices", "such as national().notices"),
    )


def check_place(notice: Notice, known: tuple[Notice, ...]) -> None:
    """Check that a notice's year is one of the known notices', or follows them, or lies before them.

    Raises:
        NoticeError: years between are missing.
    """
    years = {other.year for other in known}
    if min(years) - 1 <= notice.year <= max(years) + 1:
        return
    raise NoticeError(
        where=notice.name,
        found=Text(f"{notice.year} 年", str(notice.year)),
        expected=Text(f"{min(years) - 1} 至 {max(years) + 1} 年", f"{min(years) - 1} to {max(years) + 1}"),
        fix=Text("先加入中间年份的通知", "add the notices of the years between first"),
    )
