"""Holiday notices as JSON: the layout of the public holiday-cn project (``year, papers, days: [{name, date, isOffDay}]``).

Further keys of ours stand beside it; other readers may ignore them.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime

from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.notices import LAST_YEAR, Arrangement, Notice
from yibao_rules.text import Text, iso_date

LIMIT = 200_000
"""The longest notice that is read, in characters (bytes of JSON); the longest on record has some 2,000."""


def write_notice(notice: Notice) -> str:
    """Write a notice as JSON text."""
    return json.dumps(notice_to_data(notice), ensure_ascii=False)


def read_notice_json(
    text: str | bytes, *, issued: date | None = None, number: str = "", title: str = "", amends: str = ""
) -> Notice:
    """Read a notice from JSON text; see :meth:`Notice.from_json`.

    Raises:
        NoticeError: not JSON, not this layout, too long, no days, a contradiction, or arguments of another kind.
    """
    for name, value in (("number", number), ("title", title), ("amends", amends)):
        if not isinstance(value, str):
            raise _refuse(name, type(value).__name__, Text("文字（str）", "a str"))
    if not isinstance(issued, date | None) or isinstance(issued, datetime):
        found = type(issued).__name__
        raise _refuse("issued", found, Text("日期（date），如 date(2026, 11, 4)", "a date(2026, 11, 4)"))
    if isinstance(text, str | bytes) and len(text) > LIMIT:
        raise _refuse("JSON", str(len(text)), Text(f"至多 {LIMIT} 个字符", f"at most {LIMIT} characters"))
    try:
        data = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise _refuse("JSON", str(error), Text("合法的 JSON", "valid JSON")) from None
    given = {"issued": issued and issued.isoformat(), "number": number, "title": title, "amends": amends}
    return notice_from_data(data, {k: v for k, v in given.items() if v})


def notice_to_data(notice: Notice) -> dict[str, object]:
    """Build plain data of the notice for JSON; keys that are empty are left out."""
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
        "extends": [item.name for item in notice.arrangements if item.extends],
        "consolidated": notice.consolidated,
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
    found = iso_date(value)
    if found is None:
        raise _refuse(where, repr(value), Text("日期，如 2027-01-01", "a date such as 2027-01-01"))
    return found


def _list(data: Mapping[str, object], key: str) -> list[object]:
    value = data.get(key, [])
    if not isinstance(value, list):
        raise _refuse(f"/{key}", type(value).__name__, Text("数组", "an array"))
    return value


def _arrangements(data: Mapping[str, object], *, consolidated: bool) -> tuple[Arrangement, ...]:
    off: dict[str, list[date]] = {}
    work: dict[str, list[date]] = {}
    for index, row in enumerate(_list(data, "days")):
        where = f"/days/{index}"
        if not isinstance(row, dict) or not isinstance(row.get("isOffDay"), bool):
            raise _refuse(
                where, repr(row), Text("含 isOffDay 真假值的对象", "an object with a boolean isOffDay")
            )
        name, day = _text(row, "name", where), _date(row.get("date"), f"{where}/date")
        if consolidated and not row["isOffDay"] and day.weekday() < 5:
            continue  # 2020 with its amendment: 2月3日（星期一）起正常上班 says nothing that the week does not
        off.setdefault(name, [])
        work.setdefault(name, [])
        (off if row["isOffDay"] else work)[name].append(day)
    statutory = {_date(d, "/statutory") for d in _list(data, "statutory")}
    swaps = []
    for pair in _list(data, "swaps"):
        if not isinstance(pair, list) or len(pair) != 2:
            raise _refuse("/swaps", repr(pair), Text("一对日期", "a pair of dates"))
        swaps.append((_date(pair[0], "/swaps"), _date(pair[1], "/swaps")))
    extends = _list(data, "extends")
    return tuple(
        Arrangement(
            name=name,
            off=days,
            work=work[name],
            statutory=[d for d in days if d in statutory],
            swaps=tuple(pair for pair in swaps if pair[1] in days),
            extends=name in extends,
        )
        for name, days in off.items()
    )


def notice_from_data(data: object, given: Mapping[str, str] | None = None) -> Notice:
    """Build a notice from plain data as :func:`notice_to_data` builds it.

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
        raise _refuse("/year", repr(year)[:20], Text("年份", "a year"))
    papers: list[str] = []
    for place, paper in enumerate(_list(data, "papers")):
        if not isinstance(paper, str):
            raise _refuse(f"/papers/{place}", type(paper).__name__, Text("文字", "text"))
        papers.append(paper)
    head = {
        key: _text(data, key) or (given or {}).get(key, "") for key in ("number", "title", "issued", "amends")
    }
    # Several papers in one file are a yearly notice with its amendments put together.
    consolidated = data.get("consolidated", len(papers) > 1 and not head["amends"])
    if not isinstance(consolidated, bool):
        raise _refuse("/consolidated", type(consolidated).__name__, Text("真假值", "a boolean"))
    arrangements = _arrangements(data, consolidated=consolidated)
    if not arrangements:
        raise _refuse(
            "/days", "[]", Text("至少一天（空 = 该年尚未公布）", "at least one day (empty = not announced)")
        )
    issued = head.pop("issued") or _issued_by(papers)
    published = data.get("published")
    return Notice(
        year=year,
        number=head["number"],
        title=head["title"],
        amends=head["amends"],
        issued=_date(issued, "/issued"),
        published=_date(published, "/published") if published else None,
        url=papers[0] if papers else "",
        sure=_text(data, "sure"),
        arrangements=arrangements,
        consolidated=consolidated,
    )


def _issued_by(papers: list[str]) -> str:
    """Read the date of issue from the address of the last paper.

    Raises:
        NoticeError: it does not tell.
    """
    found = re.search(r"/(\d{4}-\d{2})[-/](\d{2})/", papers[-1], re.ASCII) if papers else None
    if found:
        return f"{found[1]}-{found[2]}"
    raise NoticeError(
        where="/issued",
        found=Text("没有成文日期", "no date of issue"),
        expected=Text("成文日期，如 2026-11-04", "the date of issue, such as 2026-11-04"),
        fix=Text(
            "holiday-cn 的文件不写成文日期，请另行给出：issued=date(2026, 11, 4)（命令行：--issued 2026-11-04）",
            "holiday-cn's files do not say it; give it: issued=date(2026, 11, 4) (in the shell: --issued 2026-11-04)",
        ),
    )
