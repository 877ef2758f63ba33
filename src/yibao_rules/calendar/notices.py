"""A holiday notice as a value: what one document of the State Council says about which days (放假安排通知).

JSON follows the layout of the public holiday-cn project (``year, papers, days: [{name, date, isOffDay}]``),
with further keys of ours beside it that other readers may ignore.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import field, frozen

from yibao_rules.calendar.errors import NoticeError
from yibao_rules.text import Text

LAST_YEAR = 9998
"""The last year that a calendar can have: the day after its last day is still a date."""


def _sorted(days: Iterable[date]) -> tuple[date, ...]:
    try:
        return tuple(sorted(days)) if days else ()
    except TypeError:
        raise _wrong("Arrangement", type(days).__name__, _DATES) from None


_ONLY_DATES = frozenset((date,))
_MAYBE_DATE = (date, type(None))
_DATES = Text("日期（date，不带时刻）的序列", "dates (without a time of day) in a row")


def _wrong(where: str, found: str, expected: Text) -> NoticeError:
    fix = Text(
        "如 Arrangement(name='元旦', off=[date(2027, 1, 1)])",
        "such as Arrangement(name='元旦', off=[date(2027, 1, 1)])",
    )
    return NoticeError(where=where, found=found, expected=expected, fix=fix)


@frozen(kw_only=True)
class Arrangement:
    """What a notice says about one festival (一个节日的安排).

    Attributes:
        name: the festival, "国庆节、中秋节" when two are arranged as one.
        off: every day that the notice names as off, weekend days inside the span included.
        work: the weekend days worked instead (调休上班).
        statutory: days that this notice itself makes holidays of all citizens (2015-09-03); the yearly
            statutory days follow from the law and are not repeated here.
        swaps: (rest day, day it is moved to) where the notice says so in words (2004-2009).
    """

    name: str
    off: tuple[date, ...] = field(default=(), converter=_sorted)
    work: tuple[date, ...] = field(default=(), converter=_sorted)
    statutory: tuple[date, ...] = field(default=(), converter=_sorted)
    swaps: tuple[tuple[date, date], ...] = ()


@frozen(kw_only=True)
class Notice:
    """One notice: a year's arrangement, or an amendment to it within the year.

    Attributes:
        year: the year arranged; single days may lie in the December before.
        number: document number (发文字号), or "".
        title: the document's title.
        issued: date on the document (成文日期).
        published: first day it was publicly known, when not ``issued``.
        amends: number or title of the yearly notice that this one changes; "" for a yearly notice.
        url: where it stands.
        sure: what was verified, and what was not.
        arrangements: one for each festival, in the notice's order.

    Raises:
        NoticeError: a day is both off and worked, is named twice, lies outside the year, or is no date.
    """

    year: int
    number: str = ""
    title: str = ""
    issued: date
    published: date | None = None
    amends: str = ""
    url: str = ""
    sure: str = ""
    arrangements: tuple[Arrangement, ...]

    def __attrs_post_init__(self) -> None:
        days = self._checked()
        first, last = date(self.year - 1, 12, 1), date(self.year, 12, 31)
        if len(set(days)) < len(days):
            day = next(day for place, day in enumerate(days) if day in days[:place])
            found = Text(f"{day} 出现两次", f"{day} twice")
            expected = Text("每日只安排一次：放假或上班", "each day arranged once, off or worked")
            fix = Text("删去多余的一处", "remove one of the two")
        elif days and not first <= min(days) <= max(days) <= last:
            day = next(day for day in days if not first <= day <= last)
            found = Text(str(day), str(day))
            expected = Text(
                f"{self.year} 年或上年 12 月的日子", f"a day of {self.year} or of the December before"
            )
            fix = Text("核对年份", "check the year")
        else:
            return
        raise NoticeError(where=self.name, found=found, expected=expected, fix=fix)

    def _checked(self) -> list[date]:
        """Check the kinds of what was given; give every day that is named."""
        if type(self.year) is not int or not 1950 <= self.year <= LAST_YEAR:
            raise _wrong("Notice.year", repr(self.year)[:20], Text("年份", "a year"))
        if type(self.issued) is not date or type(self.published) not in _MAYBE_DATE:
            found = f"{type(self.issued).__name__}, {type(self.published).__name__}"
            raise _wrong("Notice.issued, published", found, Text("日期（date）", "a date"))
        try:
            days = [day for item in self.arrangements for day in (*item.off, *item.work)]
        except (AttributeError, TypeError):
            raise _wrong(
                "Notice.arrangements",
                repr(self.arrangements)[:40],
                Text("Arrangement 的序列", "Arrangements in a row"),
            ) from None
        if not _ONLY_DATES.issuperset(map(type, days)):
            raise _wrong(self.name, next(type(day).__name__ for day in days if type(day) is not date), _DATES)
        return days

    @property
    def name(self) -> str:
        """The document number, or without one the title, or without that the year."""
        return self.number or self.title or f"{self.year}年放假安排"

    @property
    def known_from(self) -> date:
        """The first day on which people knew it."""
        return self.published or self.issued

    @property
    def days(self) -> dict[date, bool]:
        """Every day the notice names: True for off, False for worked."""
        return {
            day: off
            for item in self.arrangements
            for off, days in ((True, item.off), (False, item.work))
            for day in days
        }

    def to_json(self) -> str:
        """Give the notice as JSON text in the holiday-cn layout, with our keys beside it."""
        import json  # noqa: PLC0415  (not needed for a first answer)

        return json.dumps(notice_to_data(self), ensure_ascii=False)

    @staticmethod
    def from_json(
        text: str | bytes, *, issued: date | None = None, number: str = "", title: str = "", amends: str = ""
    ) -> "Notice":
        """Read a notice from JSON text in the holiday-cn layout.

        Args:
            text: the JSON.
            issued: date of issue, needed when neither the JSON nor its paper's address tells it.
            number: document number, when the JSON has none.
            title: title, when the JSON has none.
            amends: what it amends, when the JSON does not say.

        Raises:
            NoticeError: not JSON, not this layout, no days, or a contradiction.
        """
        import json  # noqa: PLC0415  (not needed for a first answer)

        try:
            data = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise _refuse("JSON", str(error), Text("合法的 JSON", "valid JSON")) from None
        given = {"issued": issued and issued.isoformat(), "number": number, "title": title, "amends": amends}
        return notice_from_data(data, {k: v for k, v in given.items() if v})


def notice_to_data(notice: Notice) -> dict[str, object]:
    """Give the notice as plain data for JSON; keys that are empty are left out."""
    rows = [
        {"name": item.name, "date": day.isoformat(), "isOffDay": off}
        for item in notice.arrangements
        for off, days in ((True, item.off), (False, item.work))
        for day in days
    ]
    own: dict[str, object] = {
        "number": notice.number,
        "title": notice.title,
        "issued": notice.issued.isoformat(),
        "published": notice.published and notice.published.isoformat(),
        "amends": notice.amends,
        "sure": notice.sure,
        "statutory": [d.isoformat() for item in notice.arrangements for d in item.statutory],
        "swaps": [[a.isoformat(), b.isoformat()] for item in notice.arrangements for a, b in item.swaps],
    }
    return {
        "year": notice.year,
        "papers": [notice.url] if notice.url else [],
        "days": rows,
        **{key: value for key, value in own.items() if value},
    }


def _refuse(where: str, found: str, expected: Text) -> NoticeError:
    fix = Text(
        "按 holiday-cn 的格式给出：year, papers, days: [{name, date, isOffDay}]",
        "give it in the holiday-cn layout: year, papers, days: [{name, date, isOffDay}]",
    )
    return NoticeError(where=where, found=found[:80], expected=expected, fix=fix)


def _text(data: Mapping[str, object], key: str, where: str = "") -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise _refuse(f"{where}/{key}", type(value).__name__, Text("文字", "text"))
    return value


def _date(value: object, where: str) -> date:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise _refuse(where, repr(value), Text("日期，如 2027-01-01", "a date such as 2027-01-01"))


def _list(data: Mapping[str, object], key: str) -> list[object]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise _refuse(f"/{key}", type(value).__name__, Text("数组", "an array"))
    return value


def _arrangements(data: Mapping[str, object], *, merged: bool) -> tuple[Arrangement, ...]:
    off: dict[str, list[date]] = {}
    work: dict[str, list[date]] = {}
    for index, row in enumerate(_list(data, "days")):
        where = f"/days/{index}"
        if not isinstance(row, dict) or not isinstance(row.get("isOffDay"), bool):
            raise _refuse(
                where, repr(row), Text("含 isOffDay 真假值的对象", "an object with a boolean isOffDay")
            )
        name, day = _text(row, "name", where), _date(row.get("date"), f"{where}/date")
        if merged and not row["isOffDay"] and day.weekday() < 5:
            continue  # 2020 with its amendment: 2月3日（星期一）起正常上班 says nothing that the week does not
        off.setdefault(name, [])
        work.setdefault(name, [])
        (off if row["isOffDay"] else work)[name].append(day)
    statutory = [_date(d, "/statutory") for d in _list(data, "statutory")]
    swaps = []
    for pair in _list(data, "swaps"):
        if not isinstance(pair, list) or len(pair) != 2:
            raise _refuse("/swaps", repr(pair), Text("一对日期", "a pair of dates"))
        swaps.append((_date(pair[0], "/swaps"), _date(pair[1], "/swaps")))
    return tuple(
        Arrangement(
            name=name,
            off=days,
            work=work[name],
            statutory=[d for d in statutory if d in days],
            swaps=tuple(pair for pair in swaps if pair[1] in days),
        )
        for name, days in off.items()
    )


def notice_from_data(data: object, given: Mapping[str, str] | None = None) -> Notice:
    """Build a notice from plain data as :func:`notice_to_data` gives it.

    Args:
        data: an object in the holiday-cn layout.
        given: values (as in JSON) for number, title, issued, amends, used where the data has none.

    Raises:
        NoticeError: with the JSON pointer of what is wrong.
    """
    if not isinstance(data, dict):
        raise _refuse("", type(data).__name__, Text("JSON 对象", "a JSON object"))
    year = data.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 1950 <= year <= LAST_YEAR:
        raise _refuse("/year", repr(year), Text("年份", "a year"))
    papers = [paper for paper in _list(data, "papers") if isinstance(paper, str)]
    arrangements = _arrangements(data, merged=len(papers) > 1)
    if not arrangements:
        raise _refuse(
            "/days", "[]", Text("至少一天（空 = 该年尚未公布）", "at least one day (empty = not announced)")
        )
    url = papers[0] if papers else ""
    head = {
        key: _text(data, key) or (given or {}).get(key, "") for key in ("number", "title", "issued", "amends")
    }
    found = re.search(r"/(\d{4}-\d{2})[-/](\d{2})/", papers[-1]) if papers else None
    issued = head.pop("issued") or (f"{found[1]}-{found[2]}" if found else "")
    if not issued:
        raise NoticeError(
            where="/issued",
            found=Text("没有成文日期", "no date of issue"),
            expected=Text("成文日期，如 2026-11-04", "the date of issue, such as 2026-11-04"),
            fix=Text(
                "holiday-cn 的文件不写成文日期，请另行给出：issued=date(2026, 11, 4)（命令行：--issued 2026-11-04）",
                "holiday-cn's files do not say it; give it: issued=date(2026, 11, 4) (in the shell: --issued 2026-11-04)",
            ),
        )
    published = data.get("published")
    return Notice(
        year=year,
        **head,
        issued=_date(issued, "/issued"),
        published=_date(published, "/published") if published else None,
        url=url,
        sure=_text(data, "sure"),
        arrangements=arrangements,
    )
