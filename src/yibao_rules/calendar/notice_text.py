"""Reads a holiday notice from its own Chinese words (放假安排通知原文).

Every wording of the notices since 2014 is understood, the amendments of 2015, 2019 and 2020 included. Sentences
about duty rosters and the like are passed over only when they name no date; any other sentence that is
not understood is an error that shows it. Day counts and weekday words in the text are checked.
"""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise

from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.notice_checks import WEEKDAYS, check_notice, weekday
from yibao_rules.calendar.notice_letterhead import Letterhead
from yibao_rules.calendar.notices import LAST_YEAR, Arrangement, Notice
from yibao_rules.calendar.numerals import numeral
from yibao_rules.calendar.register import national_notices
from yibao_rules.calendar.statutory import festival_dates, law_of
from yibao_rules.text import Text

_DATE = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<words>[^)]*)\))?"
)
_ITEM = re.compile(r"^[一二三四五六七八九十]+、")
_AMONG = re.compile(r"^其中,?")
_HEADING = re.compile(r"^([^:,。\d]{1,30}):")
_REST = re.compile(
    r"^(?:全国)?(放假调休|放假公休|调休放假|放假|补休|调休)(?:([\d一二三四五六七八九十]+)天)?$"
)
_COUNT = re.compile(r"^共([\d一二三四五六七八九十]+)天$")
_EXTEND = re.compile(r"^延长(?:\d{4}年)?(.+?)假期至$")
_DASHES = frozenset({"至", "-", "—", "--", "——", "~", "～"})
_PLAIN = frozenset({"与周末连休", "不调休"})
_DAY = timedelta(days=1)
# Sentences that say nothing about days, by how they begin; they are passed over only when no date stands in them.
_ASIDE = re.compile(
    r"^(?:经国务院批准|根据.{0,8}国务院|\d{4}年是|为使|为方便|节假日期间|[^,]{0,8}期间,|各地区、各部门要|各地大专院校|因疫情)"
)
_URGED = re.compile(
    r"^鼓励(?!.*(?:上班|放假|调休|补休)$)"
)  # 2024: 鼓励各单位……安排职工在除夕（2月9日）休息: urged, not a day off


def parse_notice(
    text: str,
    *,
    year: int | None = None,
    number: str = "",
    title: str = "",
    issued: date | None = None,
    amends: Notice | str | None = None,
    url: str = "",
) -> Notice:
    """Read a notice from its text: the whole document, or only its numbered items.

    Args:
        text: the notice's words, any line breaks and widths of punctuation.
        year: the year arranged; by default as the text says.
        number: document number; by default as the text says.
        title: title; by default as the text says.
        issued: date of issue; by default the date under the signature.
        amends: the yearly notice (or its number) that this one changes; by default that of the record when the
            title says 调整 or 延长 or names a single day.
        url: where it stands.

    >>> notice = parse_notice("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。",
    ...                       year=2026, issued=date(2025, 11, 4), amends="（节选）")
    >>> [str(day) for day in notice.arrangements[0].work]
    ['2026-01-04']

    Raises:
        NoticeError: a sentence is not understood, a weekday or a count is wrong, the year or the date of issue
            is neither given nor in the text, or the notice fails the checks of a yearly notice.
    """
    if not isinstance(text, str) or not isinstance(issued, date | None) or isinstance(issued, datetime):
        raise _missing(
            "text, issued",
            "原文（文字）与成文日期",
            "the text, and a date of issue",
            "parse_notice(text, issued=date(2026, 11, 4))",
        )
    letter = Letterhead.read(text, title)
    issued, year = issued or letter.issued, year or letter.year
    if type(year) is not int or not 1950 <= year <= LAST_YEAR:
        raise _missing(
            "year", "年份", "the year", "year=2027（命令行：YEAR）", "year=2027 (in the shell: YEAR)"
        )
    if issued is None:
        raise _missing(
            "issued",
            "成文日期",
            "the date of issue",
            "issued=date(2026, 11, 4)（命令行：--issued 2026-11-04）",
            "issued=date(2026, 11, 4) (in the shell: --issued 2026-11-04)",
        )
    base = _amended(amends, year) if amends or letter.festival or letter.changes else None
    reader = _Reader(year, letter.festival, base)
    for sentence in filter(None, letter.body.split("。")):
        reader.sentence(sentence)
    notice = Notice(
        year=year,
        number=number or letter.number,
        title=letter.title,
        issued=issued,
        amends=(base.name if isinstance(base, Notice) else base) or "",
        url=url,
        sure="按通知原文读出",
        arrangements=reader.arrangements(),
    )
    check_notice(notice)
    return notice


def _amended(amends: Notice | str | None, year: int) -> Notice | str:
    known = [notice for notice in national_notices() if notice.year == year and not notice.amends]
    return amends or (known[0] if known else f"{year}年部分节假日安排")


def _missing(where: str, zh: str, en: str, example: str, example_en: str = "") -> NoticeError:
    return NoticeError(
        where=where,
        found=Text("原文中没有", "not in the text"),
        expected=Text(zh, en),
        fix=Text(f"另行给出，如 {example}", f"give it, such as {example_en or example}"),
    )


class _Reader:
    """Reads sentence by sentence, remembering the festival and the last month and year named."""

    def __init__(self, year: int, name: str, base: Notice | str | None) -> None:
        self._year = year
        self._name = name
        self._base = base
        self._sentence = ""
        self._last: date | None = None
        self._off: dict[str, dict[date, bool]] = {}
        self._work: dict[str, list[date]] = {}
        self._extended: set[str] = set()

    def arrangements(self) -> tuple[Arrangement, ...]:
        """Give what was read, a festival each."""
        names = dict.fromkeys((*self._off, *self._work))
        if not names:
            raise self._refuse(Text("没有放假安排", "no arrangement in the text"))
        law = {festival for festival, _ in law_of(self._year).days}
        return tuple(
            Arrangement(
                name=name,
                off=self._off.get(name, {}),
                work=self._work.get(name, []),
                statutory=[]
                if set(name.split("、")) & law
                else [day for day, own in self._off.get(name, {}).items() if own],
                extends=name in self._extended,
            )
            for name in names
        )

    def sentence(self, sentence: str) -> None:
        """Read one sentence."""
        self._sentence, self._last = sentence, None
        words = _ITEM.sub("", sentence)
        heading = _HEADING.match(words)
        if heading and _ITEM.match(sentence):
            self._name, words = heading[1].strip(), words[heading.end() :]
        words = _AMONG.sub("", words)
        if _URGED.match(words):
            return
        aside = _ASIDE.match(words)
        if aside and not _DATE.search(words.removeprefix(aside[0])):
            return
        spanned: list[date] = []
        for clause in _clauses(words):
            spanned = self._clause(clause, spanned, aside=bool(aside))

    def _clause(self, words: str, spanned: list[date], *, aside: bool) -> list[date]:
        """Read one clause; ``spanned`` are the days of the rest clause before it, that a count would count."""
        words = words.removeprefix("特作如下调休:")
        count = _COUNT.match(words)
        if count:
            self._check_count(spanned, count[1])
            return spanned
        if (aside and not _DATE.search(words)) or (spanned and words in _PLAIN):
            return spanned
        dates = list(_DATE.finditer(words))
        if not dates:
            raise self._lost(words)
        before, tail = words[: dates[0].start()], words[dates[-1].end() :]
        between = {words[a.end() : b.start()] for a, b in pairwise(dates)}
        days = [self._date(match) for match in dates]
        extend = _EXTEND.match(before)
        if extend and not tail and len(days) == 1:
            return self._take_off(self._extension(extend[1], days[0]), own=False)
        if before:
            raise self._lost(before)
        rest = _REST.match(tail)
        if rest:
            return self._rest(days, between, rest)
        if tail == "上班" and between <= {"、"}:
            self._work.setdefault(self._festival(days), []).extend(days)
        elif not (tail == "起正常上班" and len(days) == 1):
            raise self._lost(words)
        return []

    def _rest(self, days: list[date], between: set[str], rest: re.Match[str]) -> list[date]:
        """Take off days listed (1月1日、2日放假) or spanned (1月1日至3日放假调休)."""
        if between <= {"、"}:
            found = self._take_off(days, own=rest[1] == "放假")
        elif len(days) == 2 and between <= _DASHES and days[0] <= days[1]:
            found = self._take_off(_span(*days), own=False)
        else:
            raise self._lost("".join(sorted(between)))
        if rest[2]:
            self._check_count(found, rest[2])
        return found

    def _take_off(self, days: list[date], *, own: bool) -> list[date]:
        name = self._festival(days)
        kept = self._off.setdefault(name, {})
        for day in days:
            kept[day] = kept.get(day, False) or own
        return days

    def _festival(self, days: list[date]) -> str:
        if self._name:
            return self._name
        for festival, day in festival_dates(self._year).items():
            if day in days:
                self._name = festival
                return festival
        raise self._refuse(Text("不知是哪个节日", "no festival named"))

    def _extension(self, name: str, last: date) -> list[date]:
        base = self._base.arrangements if isinstance(self._base, Notice) else ()
        ends = [item.off[-1] for item in base if name in item.name.split("、") and item.off]
        if not ends or ends[0] >= last:
            raise self._refuse(
                Text(f"不知{name}假期原至何日", f"where {name} ended before is not known"),
                Text("以 amends= 给出被延长的年度通知", "give the yearly notice that is extended as amends="),
            )
        self._name = name
        self._extended.add(name)
        return _span(ends[0] + _DAY, last)

    def _date(self, match: re.Match[str]) -> date:
        month = int(match["month"]) if match["month"] else self._last.month if self._last else 0
        if match["year"]:
            year = int(match["year"])
        elif self._last and (not match["month"] or month >= self._last.month):
            year = self._last.year
        else:
            # 元旦：12月30日至1月1日 begins in the year before.
            year = self._year - (month == 12 and self._name.startswith("元旦"))
        try:
            day = date(year, month, int(match["day"]))
        except ValueError:
            raise self._refuse(Text(f"没有“{match[0]}”这一天", f"no such day as “{match[0]}”")) from None
        self._last = day
        for word in filter(None, re.split("[、,]", match["words"] or "")):
            self._check_word(day, word)
        return day

    def _check_word(self, day: date, word: str) -> None:
        named = re.fullmatch(r"(?:星期|周)([一二三四五六日天])", word)
        if named:
            if WEEKDAYS[day.weekday()] != named[1].replace("天", "日"):
                raise self._refuse(Text(f"{day} 是{weekday(day)}，不是{word}", f"{day} is not {word}"))
            return
        lunar = re.fullmatch(r"农历(?:(除夕)|正月初([一二三四五六七八九十])|腊月.{1,3})", word)
        if not lunar:
            raise self._lost(f"（{word}）")
        new_year = festival_dates(self._year)["春节"]
        offset = -1 if lunar[1] else (numeral(lunar[2]) or 0) - 1 if lunar[2] else (day - new_year).days
        if day != new_year + offset * _DAY:
            raise self._refuse(Text(f"{day} 不是{word}", f"{day} is not {word}"))

    def _check_count(self, days: list[date], count: str) -> None:
        if len(days) != numeral(count):
            raise self._refuse(
                Text(f"说共{count}天，实为{len(days)}天", f"{count} days in words, {len(days)} by the dates")
            )

    def _lost(self, words: str) -> NoticeError:
        return self._refuse(Text(f"读不懂“{words}”", f"“{words}” not understood"))

    def _refuse(self, found: Text, fix: Text | None = None) -> NoticeError:
        return NoticeError(
            where=f"“{self._sentence[:60]}”",
            found=found,
            expected=Text(
                "历年通知用过的写法，日期、星期、天数相符",
                "a wording of past notices, dates and counts agreeing",
            ),
            fix=fix
            or Text(
                "对照原文更正；新的写法请用 Notice(…) 或 JSON 给出",
                "compare with the document; give a new wording by Notice(…) or JSON",
            ),
        )


def _clauses(words: str) -> list[str]:
    # A comma inside brackets belongs to the date: 2月2日(农历正月初九,星期日).
    return [clause for clause in re.split(r"[,;](?![^(]*\))", words) if clause]


def _span(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]
