"""Does a notice hold together, alone and with the others of its year? The checks that no single entry can make of itself."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from yibao_rules.calendar.amendments import InForce, in_force, last_words, replaced_by
from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.joining import meaning
from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.numerals import numeral
from yibao_rules.calendar.statutory import statutory_days
from yibao_rules.text import Text

WEEKDAYS = "一二三四五六日"
_LUNAR = re.compile(r"农历(?:除夕|(?P<month>[正腊])月初?(?P<nth>[一二三四五六七八九十廿]{1,3}))")
_LUNAR_MONTH = (29, 30)  # days of the last month of a lunar year
_SHOWN = 6  # days named in an error


def check_notice(notice: Notice) -> None:
    """Check a notice against the law and the week.

    A yearly notice gives every statutory day off, each under its own festival, works weekend days only, and balances.
    An amendment may also make a weekday that was off a working day again; it is checked with its year by :func:`check_year`.

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
    _check_balance(notice, in_force([notice]), extended=notice.consolidated)


def check_year(notices: Sequence[Notice]) -> None:
    """Check the notices of one year with each other, in their order of effect.

    After each amendment the year holds together as a yearly notice does: no statutory day is worked, and what is stated
    anew balances. An extension gives days beyond the balance, and extends a break that stands.

    Raises:
        NoticeError: naming the amendment, the day, and the days that it leaves open.
    """
    consolidated = any(notice.consolidated for notice in notices)
    for place, notice in enumerate(notices):
        if not notice.amends:
            continue
        before = in_force(notices[:place])
        for item in notice.arrangements:
            if item.extends and not replaced_by(before, notice.year, item):
                raise _nothing_to_extend(notice, item)
        parts = in_force(notices[: place + 1])
        words = last_words(parts)
        for day, names in statutory_days(notice.year):
            works = not words[day][0] if day in words else day.weekday() < 5
            if works:
                found = Text(f"{day} 未放假", f"{day} not off")
                raise _refuse(notice, names, found, Text("法定节假日放假", "statutory days off"))
        _check_balance(notice, parts, extended=consolidated)


def balances(notice: Notice) -> bool:
    """Say whether a yearly notice exchanges days, and neither gives nor loses any."""
    off, work, owed = _counts(notice.year, in_force([notice]))
    return off == owed + work


def _counts(year: int, stated: Iterable[InForce]) -> tuple[int, int, int]:
    """Count the weekdays off, the weekend days worked and the statutory days of a year."""
    parts = tuple(stated)
    words = {day: off for day, (off, _) in last_words(parts).items()}
    owed = sum(names.count("、") + 1 for _, names in statutory_days(year))
    owed += sum(len(part.item.statutory) for part in parts)
    off = sum(gone and day.weekday() < 5 for day, gone in words.items())
    work = sum(not gone and day.weekday() >= 5 for day, gone in words.items())
    return off, work, owed


def _check_balance(notice: Notice, parts: Iterable[InForce], *, extended: bool) -> None:
    """Check that days are exchanged, not given or lost: weekdays off = statutory days + weekend days worked.

    Every yearly notice since 2004 balances so (办法第六条: what falls on a weekend is made good), and every year with its
    amendments, extensions apart; a text that does not has lost a sentence on its way. A year with its extensions put in
    (``extended``) may have more days off, not fewer.

    Raises:
        NoticeError: with both numbers.
    """
    stated = [part for part in parts if not part.item.extends]
    off, work, owed = _counts(notice.year, stated)
    if off == owed + work or (extended and off > owed + work):
        return
    found = Text(
        f"工作日放假 {off} 天，周末上班 {work} 天", f"{off} weekdays off, {work} weekend days worked"
    )
    expected = Text(
        f"放假天数 = 法定 {owed} 天 + 周末上班天数",
        f"weekdays off = {owed} statutory days + weekend days worked",
    )
    released = [day for part in stated if part.notice is notice for day in part.released]
    if released:
        days = "、".join(map(str, released))
        found = Text(
            f"{found.zh}；原有安排而本通知未提的日子：{days}",
            f"{found.en}; arranged before and not named anew: {days}",
        )
    raise _refuse(notice, "", found, expected)


def weekday(day: date) -> str:
    """Name a day's weekday in Chinese.

    >>> weekday(date(2026, 1, 4))
    '星期日'
    """
    return f"星期{WEEKDAYS[day.weekday()]}"


def is_lunar_day(day: date, words: str, *, new_year: date) -> bool | None:
    """Say whether a day is the lunar day that a notice calls it; None when the words are none.

    Args:
        day: the day.
        words: 农历除夕, 农历正月初八, 农历正月十五, 农历腊月廿九.
        new_year: the first day of the lunar year that begins. Whether the month before has 29 days or 30 is not asked.

    >>> is_lunar_day(date(2027, 2, 16), "农历正月十一", new_year=date(2027, 2, 6))
    True
    """
    found = _LUNAR.fullmatch(words)
    passed = (day - new_year).days
    if not found or not found["month"]:
        return passed == -1 if found else None
    nth = numeral(found["nth"].replace("廿", "二十"))
    if nth is None:
        return None
    return passed == nth - 1 if found["month"] == "正" else nth - 1 - passed in _LUNAR_MONTH


def check_group(year: int, group: Sequence[Notice], all_notices: Sequence[Notice]) -> None:
    """Check the notices of one year, alone, with each other, and their numbers against all others.

    Raises:
        NoticeError: as :func:`yibao_rules.calendar.joining.check_together`.
    """
    if all(notice.amends for notice in group):
        raise _no_base(group[0], year)
    numbers: dict[str, Notice] = {}
    for notice in all_notices:
        other = numbers.setdefault(notice.number, notice) if notice.number else notice
        if other is not notice:
            raise _two_texts(other, notice)
    for notice in group:
        check_notice(notice)
    plain = [notice for notice in group if not notice.amends and not notice.consolidated]
    if len(plain) > 1:
        raise _two_texts(plain[0], plain[1])
    check_year(group)


def _no_base(notice: Notice, year: int) -> NoticeError:
    return NoticeError(
        where=notice.name,
        found=Text(f"修改 {year} 年，而该年尚无年度通知", f"amends {year}, which has no notice"),
        expected=Text("先有年度通知", "the yearly notice first"),
        fix=Text("先加入该年的年度通知", "add that year's notice first"),
    )


def _two_texts(one: Notice, other: Notice) -> NoticeError:
    days = _differences(one, other)
    if one.number and one.number == other.number:
        found = Text(
            f"已有同号而内容不同的 {one.number}：{days.zh}", f"another text under {one.number}: {days.en}"
        )
        expected = Text("一个字号一份内容", "one text for a number")
        fix = Text(
            "核对字号和日期；年内修改另有字号，并写明 amends",
            "check number and days; an amendment has a number of its own and says what it amends",
        )
    else:
        found = Text(
            f"{one.year} 年已有年度通知“{one.name}”，日子不同：{days.zh}",
            f"{one.year} has a yearly notice already ({one.name}), with other days: {days.en}",
        )
        expected = Text("一年一份年度通知", "one yearly notice a year")
        fix = Text(
            "核对日期；如是对它的修改，请给出 amends（重新安排的节日替换原安排）；已合并年内修改的数据，请写明 consolidated",
            "check the days; when it changes that notice, say so by amends (a festival stated anew replaces what stood);"
            " data with the year's amendments put in says consolidated",
        )
    return NoticeError(where=other.name, found=found, expected=expected, fix=fix)


def _differences(one: Notice, other: Notice) -> Text:
    """Word the first days on which two texts differ."""
    mine, theirs = one.days, other.days
    if one.year == other.year and bool(one.amends) == bool(other.amends):
        days = sorted(day for day, _ in meaning(one)[2] ^ meaning(other)[2])
    else:
        days = sorted(mine.keys() ^ theirs.keys()) or sorted(mine)
    shown = list(dict.fromkeys(days))[:_SHOWN]
    zh = "、".join(f"{day} 一份{_word(mine, day).zh}、一份{_word(theirs, day).zh}" for day in shown)
    en = ", ".join(
        f"{day} {_word(mine, day).en} in one, {_word(theirs, day).en} in the other" for day in shown
    )
    return Text(zh, en)


def _word(days: dict[date, bool], day: date) -> Text:
    off = days.get(day, day.weekday() >= 5)
    return Text("放假", "off") if off else Text("上班", "worked")


def _nothing_to_extend(notice: Notice, item: Arrangement) -> NoticeError:
    found = Text(
        f"延长“{item.name}”，而该年没有这一假期", f"extends {item.name}, which the year does not have"
    )
    return NoticeError(
        where=notice.name,
        found=found,
        expected=Text("延长已有的假期", "an extension of a break that stands"),
        fix=Text(
            "核对节日名称；新的假期不用 extends", "check the festival's name; a new break does not extend"
        ),
    )


def _refuse(notice: Notice, where: str, found: Text, expected: Text) -> NoticeError:
    if notice.amends:
        fix = Text(
            "重新安排一个节日，须写全放假和补班的日子；只延长而不补班的，请用“延长”（Arrangement 的 extends=True）",
            "an amendment states a festival whole, make-up days included; one that only adds days extends it"
            " (extends=True of the Arrangement)",
        )
    else:
        fix = Text(
            f"对照 {notice.year} 年通知原文；如是对年度通知的修改，请给出 amends",
            f"compare with the notice for {notice.year}; when it amends a yearly notice, say so by amends",
        )
    return NoticeError(where=f"{notice.name} {where}".rstrip(), found=found, expected=expected, fix=fix)
