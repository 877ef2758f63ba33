"""Does a notice hold together? The checks that no single entry can make of itself."""

from datetime import date

from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.notices import Notice
from yibao_rules.calendar.statutory import statutory_days
from yibao_rules.text import Text

WEEKDAYS = "一二三四五六日"


def check_notice(notice: Notice) -> None:
    """Check a notice against the law and the week.

    A yearly notice gives every statutory day off, each under its own festival, and works weekend days only.
    An amendment may also make a weekday that was off a working day again.

    Raises:
        NoticeError: with the festival, the day and the fix.
    """
    if notice.amends:
        return
    off = {day: item.name for item in notice.arrangements for day in item.off}
    for day, names in statutory_days(notice.year):
        if day not in off:
            raise _refuse(
                notice,
                names,
                Text(f"{day} 未放假", f"{day} not off"),
                Text("法定节假日放假", "statutory days off"),
            )
        if not any(name.removesuffix("节") in off[day] for name in names.split("、")):
            raise _refuse(
                notice,
                names,
                Text(f"{day} 列在“{off[day]}”下", f"{day} under {off[day]}"),
                Text(f"{day} 列在“{names}”下", f"{day} under {names}"),
            )
    for item in notice.arrangements:
        for day in item.work:
            if day.weekday() < 5:
                found = Text(f"{day} 是{weekday(day)}", f"{day} is not a weekend day")
                raise _refuse(notice, item.name, found, Text("在周末上班", "weekend days to be worked"))


def check_balance(notice: Notice) -> None:
    """Check that days are exchanged, not given or lost: weekdays off = statutory days + weekend days worked.

    Every yearly notice since 2004 balances so (办法第六条: what falls on a weekend is made good); a text that does not
    has lost a sentence on its way. JSON may have an amendment mixed in, which need not balance.

    Raises:
        NoticeError: with both numbers.
    """
    if notice.amends:
        return
    owed = sum(names.count("、") + 1 for _, names in statutory_days(notice.year))
    off = sum(gone and day.weekday() < 5 for day, gone in notice.days.items())
    work = sum(not gone for gone in notice.days.values())
    if off == owed + work:
        return
    found = Text(
        f"工作日放假 {off} 天，周末上班 {work} 天", f"{off} weekdays off, {work} weekend days worked"
    )
    expected = Text(
        f"放假天数 = 法定 {owed} 天 + 周末上班天数",
        f"weekdays off = {owed} statutory days + weekend days worked",
    )
    raise _refuse(notice, "", found, expected)


def weekday(day: date) -> str:
    """Give the Chinese name of a day's weekday.

    >>> weekday(date(2026, 1, 4))
    '星期日'
    """
    return f"星期{WEEKDAYS[day.weekday()]}"


def _refuse(notice: Notice, where: str, found: Text, expected: Text) -> NoticeError:
    fix = Text(
        f"对照 {notice.year} 年通知原文；如是对年度通知的修改，请给出 amends",
        f"compare with the notice for {notice.year}; when it amends a yearly notice, say so by amends",
    )
    return NoticeError(where=f"{notice.name} {where}".rstrip(), found=found, expected=expected, fix=fix)
