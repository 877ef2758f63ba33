"""Reads a holiday notice from its own Chinese words (放假安排通知原文).

Every wording of the notices since 2014 is understood, the amendments of 2015, 2019 and 2020 included. Sentences
that name no day and arrange nothing (duty rosters and the like) are passed over and told; any other sentence that is
not understood is an error that shows it. Day counts and weekday words in the text are checked.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from yibao_rules.calendar.document_numbers import document_number
from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.notice_checks import WEEKDAYS, check_notice, is_lunar_day, weekday
from yibao_rules.calendar.notice_letterhead import Letterhead
from yibao_rules.calendar.notice_source import decode
from yibao_rules.calendar.notices import LAST_YEAR, Arrangement, Notice
from yibao_rules.calendar.numerals import numeral
from yibao_rules.calendar.register import national_notices
from yibao_rules.calendar.statutory import festival_dates, law_of
from yibao_rules.serialization.guard import Guard
from yibao_rules.serialization.signatures import guarding
from yibao_rules.text import Text

_DATE = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<words>[^)]{0,40})\))?"
)
_ITEM = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_AMONG = re.compile(r"^其中,?")
_HEADING = re.compile(r"^([^:,。\d]{1,30}):")
_REST = re.compile(
    r"^(?:全国)?(放假调休|放假公休|调休放假|放假|补休|调休)(?:([\d一二三四五六七八九十]{1,4})天)?$"
)
_COUNT = re.compile(r"^共([\d一二三四五六七八九十]{1,4})天$")
_EXTEND = re.compile(r"^延长(?:\d{4}年)?(.{1,30}?)假期至$")
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
# Without any of these a sentence arranges nothing.
_ARRANGES = re.compile(
    r"\d[日号]|[\d一二三四五六七八九十]天|放假|上班|补班|调休|补休|公休|休息|休假|连休|假期|延长|取消"
)
_LONGEST, _MOST = 60, 50  # of what is told as passed over: characters of each, and how many
_GUARD = Guard(NoticeError, {"str": "parse_notice(text)", "date": "date(2026, 11, 4)", "int": "2027"})


@guarding(Guard(NoticeError), moments=True)
def parse_notice(
    text: str | bytes,
    *,
    year: int | None = None,
    number: str = "",
    title: str = "",
    issued: date | None = None,
    amends: Notice | str | None = None,
    url: str = "",
) -> Notice:
    """Read a notice from its text: the whole document, or only its numbered items, with the page copied around it.

    Args:
        text: the notice's words, any line breaks and widths of punctuation, simplified or traditional; plain, or the
            HTML source of its page; or the bytes of either in UTF-8 or GBK. At most 200,000 characters.
        year: the year arranged; by default as the text says.
        number: document number; by default as the text says.
        title: title; by default as the text says.
        issued: date of issue; by default the date under the signature, or that of the page's head table.
        amends: the yearly notice (or its number) that this one changes; by default that of the record when the
            title says 调整 or 延长 or names a single day.
        url: where it stands.

    Returns:
        The notice; its ``passed_over`` lists what of the text no day was read from: the page around the notice, and
        sentences that arrange nothing.

    >>> notice = parse_notice("一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。责任编辑：张三",
    ...                       year=2026, issued=date(2025, 11, 4), amends="（节选）")
    >>> [str(day) for day in notice.arrangements[0].work], notice.passed_over
    (['2026-01-04'], ('责任编辑:张三',))

    Raises:
        NoticeError: a sentence is not understood, a weekday or a count is wrong, the year or the date of issue
            is neither given nor in the text, the text is too long or in no known encoding, or the notice fails the
            checks of a yearly notice.
    """
    _GUARD.expect(text, (str, bytes), "text")
    _GUARD.expect(issued, (date, type(None)), "issued")
    _GUARD.expect(amends, (Notice, str, type(None)), "amends")
    for name, value in (("number", number), ("title", title), ("url", url)):
        _GUARD.expect(value, str, name)
    letter = Letterhead.read(decode(text), title)
    year = _GUARD.whole(year, "year", least=1950, most=LAST_YEAR) if year is not None else _year(letter)
    sure = "按通知原文读出"
    if issued is None and letter.issued is None and letter.published:
        sure, issued = "按通知原文读出；无成文日期，取网页的发布日期", letter.published
    issued = issued or letter.issued
    if issued is None:
        raise _no_day(letter)
    base = _amended(amends, year) if amends or letter.festival or letter.changes else None
    reader = _Reader(year, letter.festival, base)
    for sentence in filter(None, letter.body.split("。")):
        reader.sentence(sentence)
    notice = Notice(
        year=year,
        number=number or letter.number,
        title=letter.title,
        issued=issued,
        published=letter.published if letter.published and letter.published > issued else None,
        amends=(base.name if isinstance(base, Notice) else base) or "",
        url=url,
        sure=sure,
        arrangements=reader.arrangements(),
        passed_over=_told((*letter.before, *reader.passed_over, *letter.after)),
    )
    check_notice(notice)
    return notice


def _year(letter: Letterhead) -> int:
    if letter.year is not None and 1950 <= letter.year <= LAST_YEAR:
        return letter.year
    found = (
        Text("标题和正文都没有写明是哪一年", "neither title nor text names the year")
        if letter.year is None
        else Text(f"{letter.year} 年", str(letter.year))
    )
    raise NoticeError(
        where="year",
        found=found,
        expected=Text("年份", "the year"),
        fix=Text("另行给出，如 year=2027（命令行：YEAR）", "give it, such as year=2027 (in the shell: YEAR)"),
    )


def _no_day(letter: Letterhead) -> NoticeError:
    """Say why no date of issue was found: none stands there, or one stands there that is not that of the document."""
    found = Text("没有署名日期，也没有成文日期", "no date under a signature, and none of issue")
    for line in (*letter.before, *letter.after):
        other = _DATE.search(line)
        if other and other["month"]:
            found = Text(
                f"没有署名日期；文中的“{other[0]}”不是成文日期，或没有年份",
                f"no date under a signature; “{other[0]}” in the text is not that of the document, or has no year",
            )
            break
    return NoticeError(
        where="issued",
        found=found,
        expected=Text("成文日期", "the date of issue"),
        fix=Text(
            "另行给出，如 issued=date(2026, 11, 4)（命令行：--issued 2026-11-04）",
            "give it, such as issued=date(2026, 11, 4) (in the shell: --issued 2026-11-04)",
        ),
    )


def _told(pieces: Iterable[str]) -> tuple[str, ...]:
    """Shorten what was passed over to what a reader can look through."""
    found = [piece if len(piece) <= _LONGEST else f"{piece[:_LONGEST]}…" for piece in pieces]
    more = len(found) - _MOST
    return (*found[:_MOST], f"……（另有 {more} 处）") if more > 0 else tuple(found)


def _amended(amends: Notice | str | None, year: int) -> Notice | str:
    """Find the yearly notice that is changed: as given, by its number or title on record, or the record's of the year."""
    if isinstance(amends, Notice):
        return amends
    known = [notice for notice in national_notices() if notice.year == year and not notice.amends]
    if amends:
        named = document_number(amends)
        return next((notice for notice in known if named in (notice.number, notice.title)), named)
    return known[0] if known else f"{year}年部分节假日安排"


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
        self.passed_over: list[str] = []

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
        aside = _ASIDE.match(words)
        if _URGED.match(words) or (aside and not _DATE.search(words.removeprefix(aside[0]))):
            self.passed_over.append(sentence)
            return
        if not _ARRANGES.search(words) and not (heading and self._is_festival(heading[1])):
            self.passed_over.append(sentence)
            return
        spanned: list[date] = []
        for clause in _clauses(words):
            spanned = self._clause(clause, spanned, aside=bool(aside))

    def _is_festival(self, name: str) -> bool:
        return any(festival in name for festival in festival_dates(self._year))

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
        if not isinstance(self._base, Notice):
            raise self._refuse(
                Text(
                    f"不知{name}假期原至何日：库中没有“{self._base}”"
                    if self._base
                    else f"不知{name}假期原至何日",
                    f"where {name} ended before is not known: {self._base or 'no notice'} is not on record",
                ),
                Text(
                    "以 amends= 给出被延长的年度通知本身（Notice，而不只是字号）",
                    "give the yearly notice that is extended itself as amends= (the Notice, not its number alone)",
                ),
            )
        ends = [
            item.off[-1] for item in self._base.arrangements if name in item.name.split("、") and item.off
        ]
        if not ends or ends[0] >= last:
            raise self._refuse(
                Text(f"{name}假期原至 {ends[0]}，并未延长", f"{name} ends on {ends[0]} already")
                if ends
                else Text(f"不知{name}假期原至何日", f"where {name} ended before is not known"),
                Text(
                    "核对节日和日期；以 amends= 给出被延长的年度通知",
                    "check festival and date; give the yearly notice that is extended as amends=",
                ),
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
        if not self._year - 1 <= year <= self._year:
            raise self._refuse(
                Text(f"“{match[0]}”不在 {self._year} 年", f"“{match[0]}” is not of {self._year}")
            )
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
        right = is_lunar_day(day, word, new_year=festival_dates(self._year)["春节"])
        if right is None:
            raise self._lost(f"（{word}）")
        if not right:
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
    """Split a sentence at its commas; one inside brackets belongs to the date: 2月2日(农历正月初九,星期日)."""
    found, begin, close = [], 0, -1
    for place, character in enumerate(words):
        if character == "(" and place > close:
            close = words.find(")", place, place + 60)  # a bracket that does not close soon closes nothing
        elif character in ",;" and place > close:
            found.append(words[begin:place])
            begin = place + 1
    return [clause for clause in (*found, words[begin:]) if clause]


def _span(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]
