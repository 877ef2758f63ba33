"""The story of the 2027 notice: unknown, projected, given today, again by an upgrade, amended, moved, extended (issue: calendars as text)."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yibao_rules.calendar import (
    DayKind,
    Notice,
    NoticeError,
    Standing,
    UnknownYearError,
    WorkCalendar,
    WorkingDays,
    compare,
    deadline,
    national,
    newest_national,
    parse_notice,
    read_notice,
    register,
    workdays,
)
from yibao_rules.calendar.bounds import reach_since
from yibao_rules.calendar.joining import _record
from yibao_rules.cli import main
from yibao_rules.interop.json import loads
from yibao_rules.precheck import Desk, check

TEXT = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
　　经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
　　一、元旦：1月1日（周五）至3日（周日）放假，共3天。
　　二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。2月14日（周日）、2月20日（周六）上班。
　　三、清明节：4月3日（周六）至5日（周一）放假，共3天。
　　四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
　　五、端午节：6月9日（周三）放假1天，不调休。
　　六、中秋节：9月15日（周三）放假1天，不调休。
　　七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2026年11月30日
"""
PAGE = (
    "<html><body>"
    + "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    + "<p>责任编辑：某某</p></body></html>"
)
# What the next release of the library would bring in its data file.
RECORD = {
    "year": 2027,
    "number": "国办发明电〔2026〕9号",
    "issued": "2026-11-30",
    "published": "2026-12-01",
    "url": "https://www.gov.cn/zhengce/zhengceku/202611/content_9.htm",
    "sure": "字号、成文日期、正文已核对",
    "days": """
元旦 放 01-01..01-03
春节 放 02-05..02-12 班 02-14 02-20
清明节 放 04-03..04-05
劳动节 放 05-01..05-05 班 05-08
端午节 放 06-09
中秋节 放 09-15
国庆节 放 10-01..10-07 班 09-26 10-09
""",
}
MOVED = """国务院办公厅关于调整2027年劳动节假期安排的通知
国办发明电〔2027〕2号
一、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）上班。
国务院办公厅
2027年3月22日
"""
LONGER = """国务院办公厅关于延长2027年春节假期的通知
国办发明电〔2027〕1号
一、延长2027年春节假期至2月14日（星期日），2月15日（星期一）起正常上班。
国务院办公厅
2027年1月26日
"""
FILING: dict[str, Any] = {
    "item": "referral",
    "filed_on": "2026-12-28",
    "insured_place": "131000",
    "destination": "110000",
}


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """The library after an upgrade whose record has 2027."""
    caches = (register.national_notices, _record, workdays._national, reach_since)
    plain = register.read_data

    def with_next_year(name: str) -> dict[str, Any]:
        data = plain(name)
        if name == "notices/national.toml":
            data["notice"].append(RECORD)
        return data

    def upgrade() -> None:
        monkeypatch.setattr(register, "read_data", with_next_year)
        for cached in caches:
            cached.cache_clear()

    yield upgrade
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def holiday_cn(notice: Notice) -> bytes:
    days = [
        {"name": item.name, "date": str(day), "isOffDay": off}
        for item in notice.arrangements
        for off, days in ((True, item.off), (False, item.work))
        for day in days
    ]
    return json.dumps(
        {"year": 2027, "papers": ["https://www.gov.cn/2026-11/30/content_9.htm"], "days": days}
    ).encode()


def sources() -> dict[str, Notice]:
    text = parse_notice(TEXT)
    return {
        "text": text,
        "page in GBK": parse_notice(PAGE.encode("gb18030")),
        "JSON": read_notice(holiday_cn(text)),
        "object": Notice(year=2027, issued=date(2026, 12, 1), arrangements=text.arrangements),
    }


def test_the_notice_of_next_year_given_today_and_again_by_an_upgrade(upgraded: Callable[[], None]) -> None:
    start = date(2026, 12, 28)
    with pytest.raises(UnknownYearError):
        deadline(WorkingDays(20), start=start, calendar=national())
    guess = deadline(WorkingDays(20), start=start, calendar=national().projected(2027))
    assert guess.standing is Standing.PROVISIONAL

    today = national()
    for notice in sources().values():
        today = today.with_notice(notice)
    assert today == national().with_notice(sources()["text"])
    due = deadline(WorkingDays(20), start=start, calendar=today)
    assert (due.due, due.standing) == (date(2027, 1, 26), Standing.CONFIRMED)
    assert guess.earliest is not None
    assert guess.latest is not None
    assert guess.earliest <= date(2027, 1, 26) <= guess.latest
    kept = today.to_json()

    upgraded()
    assert national().last == date(2027, 12, 31)
    for notice in sources().values():
        assert national().with_notice(notice) is national(), "what the service adds is there already"
    assert newest_national() == national()
    restored = WorkCalendar.from_json(kept)
    assert restored.tables == national().tables == today.tables
    joined = WorkCalendar(notices=(*restored.notices, *national().notices))
    assert joined == national()
    assert hash(joined) == hash(national())
    assert joined.to_json() == national().to_json()
    with pytest.raises(NoticeError, match="同号而内容不同的.*2027-05-08 一份"):
        national().with_notice(parse_notice(TEXT.replace("5月8日（周六）", "5月9日（周日）")))


def test_then_it_is_extended_and_moved(upgraded: Callable[[], None]) -> None:
    before = national().with_notice(parse_notice(TEXT))
    yearly = before.last_announced
    longer, moved = parse_notice(LONGER, amends=yearly), parse_notice(MOVED, amends=yearly)
    calendar = before.with_notice(longer).with_notice(moved)
    assert calendar == before.with_notice(moved).with_notice(longer)
    changed = [str(change.after.date) for change in compare(before, calendar).changes]
    assert changed == ["2027-02-14", "2027-04-25", "2027-05-08"]
    assert calendar.day(date(2027, 2, 14)).kind is DayKind.WEEKEND
    assert calendar.day(date(2027, 4, 25)).kind is DayKind.MAKE_UP
    assert calendar.day(date(2027, 5, 8)).notice == "国办发明电〔2027〕2号"
    assert calendar.with_notice(longer) is calendar
    assert WorkCalendar.from_json(calendar.to_json()) == calendar
    upgraded()
    assert longer == parse_notice(LONGER)  # now on record: the number need not be given
    after = national().with_notice(parse_notice(LONGER)).with_notice(parse_notice(MOVED))
    assert after.tables == calendar.tables


def test_the_desk_and_the_shell_tell_the_same(
    upgraded: Callable[[], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def shell(*argv: object) -> tuple[int, str]:
        status = main([str(word) for word in argv])
        return status, capsys.readouterr().out

    filing = loads(json.dumps(FILING))
    day = date(2026, 12, 28)
    calendar = national().with_notice(parse_notice(TEXT))
    told = check(filing, day=day, desk=Desk(calendar=calendar)).dues
    assert told
    assert all(due.deadline is None or due.deadline.standing is Standing.CONFIRMED for due in told)

    page, text, record = tmp_path / "2027.html", tmp_path / "2027.txt", tmp_path / "2027.json"
    page.write_bytes(PAGE.encode("gb18030"))
    text.write_text(TEXT, encoding="utf-8")
    record.write_bytes(holiday_cn(parse_notice(TEXT)))
    listed = {
        shell("holidays", 2027, "--add", path, "--number", "国办发明电（2026）9号")
        for path in (page, text, record)
    }
    ((status, listing),) = listed
    assert status == 0
    assert "依据：国办发明电〔2026〕9号" in listing
    path = tmp_path / "filing.json"
    path.write_text(json.dumps(FILING), encoding="utf-8")
    answers = [
        shell("check", path, "--day", day, "--notice", notice, "--json") for notice in (page, text, record)
    ]
    due = [json.loads(out)["answer"]["dues"] for _, out in answers]
    assert due[0] == due[1]
    dates = [
        [one["deadline"] and (one["deadline"]["due"], one["deadline"]["standing"]) for one in told]
        for told in due
    ]
    assert dates[0] == dates[2]  # the trace of the JSON, which has no number, names its year alone

    upgraded()
    assert shell("holidays", 2027)[1] == listing
    named = json.loads(shell("check", path, "--day", day, "--json")[1])["answer"]["dues"]
    for notice in (page, text, record):
        assert shell("holidays", "--add", notice, "--diff") == (0, "没有变化\n")
        assert (
            json.loads(shell("check", path, "--day", day, "--notice", notice, "--json")[1])["answer"]["dues"]
            == named
        )
    assert named == due[0]
    assert check(filing, day=day, desk=Desk()).dues == told
