"""Notices in: the three ways give equal calendars, and what does not hold together is refused with its words."""

import contextlib
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    Arrangement,
    Notice,
    NoticeError,
    WorkCalendar,
    national,
    parse_notice,
    read_notice,
)
from yibao_rules.calendar.notice_checks import check_notice
from yibao_rules.testing.calendars import notices

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").glob("*.txt"))
ISSUED = date(2025, 11, 4)
NEXT = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。2月14日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_each_document_since_2014_reads_as_the_record_has_it(path: Path) -> None:
    found = parse_notice(path.read_text(encoding="utf-8"))
    mine = next(notice for notice in national().notices if notice.number == found.number)
    for name in ("year", "title", "issued", "amends", "arrangements"):
        assert getattr(found, name) == getattr(mine, name)


def test_there_is_a_document_for_every_notice_since_2014() -> None:
    assert len(DOCUMENTS) == sum(notice.year >= 2014 for notice in national().notices) == 16


@pytest.mark.parametrize("year", range(2008, 2027))
def test_holiday_cn_files_read_to_equal_days(year: int) -> None:
    data = json.loads((HERE / "holiday_cn.json").read_text(encoding="utf-8"))[str(year)]
    rows = [{"name": name, "date": day, "isOffDay": off} for name, day, off in data["days"]]
    text = json.dumps({"year": year, "papers": data["papers"], "days": rows})
    notice = read_notice("\ufeff" + text, issued=date(year - 1, 12, 1))
    base = WorkCalendar(notices=tuple(n for n in national().notices if n.year < year))
    ours = WorkCalendar(notices=tuple(n for n in national().notices if n.year <= year))
    assert base.with_notice(notice).tables == ours.tables
    assert notice.url == data["papers"][0]


def test_three_ways_in_make_equal_calendars() -> None:
    text = parse_notice(NEXT, year=2027, issued=date(2026, 11, 5), number="国办发明电〔2026〕9号")
    json_ = Notice.from_json(text.to_json())
    by_hand = Notice(
        year=2027, number=text.number, issued=text.issued, sure=text.sure, arrangements=text.arrangements
    )
    assert text == json_ == by_hand
    calendar = national().with_notice(text)
    assert calendar == national().with_notice(json_) == national().with_notice(by_hand)
    assert calendar.last == date(2027, 12, 31)
    assert calendar.add(date(2026, 11, 20), 30) == date(2027, 1, 4)
    assert calendar.with_notice(text) is calendar


def test_days_inside_a_later_notice_confirm_the_tail() -> None:
    text = parse_notice(NEXT, year=2027, issued=date(2026, 11, 5))
    assert national().with_notice(text).provisional_from == date(2027, 12, 28)


@given(notices(2027))
def test_any_sound_notice_survives_json_and_joins(notice: Notice) -> None:
    assert Notice.from_json(notice.to_json()) == notice
    calendar = national().with_notice(notice)
    for day, off in notice.days.items():
        assert calendar.is_workday(day) is not off


def refused(text: str, *parts: str, year: int | None = 2026) -> None:
    with pytest.raises(NoticeError) as caught:
        parse_notice(text, year=year, issued=ISSUED, amends="试")
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("一、元旦：1月1日（周五）放假。", "星期四"),
        ("一、元旦：1月1日至3日放假，共4天。", "说共4天，实为3天"),
        ("一、元旦：1月1日放假2天。", "实为1天"),
        ("一、元旦：1月1日放假，共三天。", "实为1天"),
        ("一、元旦：1月1日放假，共一一天。", "说共一一天"),
        ("一、元旦：1月1日放假，共十一天。", "说共十一天"),
        ("一、元旦：1月1日休息。", "1月1日休息"),
        ("一、元旦：约1月1日放假。", "读不懂“约”"),
        ("一、元旦：1月1日或2日放假。", "或"),
        ("一、元旦：1月3日至1日放假。", "至"),
        ("一、元旦：1月1日至2日至3日放假。", "至"),
        ("一、元旦：1月1日至3日上班。", "上班"),
        ("一、元旦：1月1日、2日起正常上班。", "起正常上班"),
        ("一、元旦：1月1日放假，大家高兴。", "大家高兴"),
        ("一、元旦：与周末连休。", "与周末连休"),
        ("一、元旦：2月30日放假。", "没有“2月30日”"),
        ("一、元旦：1日放假。", "没有“1日”"),
        ("一、元旦：1月1日（吉日）放假。", "吉日"),
        ("一、春节：2月16日（农历正月初一）放假。", "不是农历正月初一"),
        ("一、春节：2月17日（农历除夕）放假。", "不是农历除夕"),
        ("一、延长2026年春节假期至2月24日。", "amends="),
        ("一、延长2026年春节假期至2月24日放假。", "读不懂"),
        ("今天天气很好。", "今天天气很好"),
        ("节假日期间，各地区、各部门要妥善安排，1月9日除外。", "1月9日除外"),
        ("1月12日放假。", "不知是哪个节日"),
        ("经国务院批准，通知如下。", "没有放假安排"),
    ],
)
def test_what_is_not_understood_is_shown(text: str, part: str) -> None:
    refused(text, part)


def test_the_year_and_the_day_of_issue_must_be_known() -> None:
    refused("一、元旦：1月1日放假。", "year=2027", year=None)
    with pytest.raises(NoticeError, match="issued="):
        parse_notice("一、元旦：1月1日放假。", year=2026)


def test_what_is_given_stands_over_what_the_text_says() -> None:
    text = DOCUMENTS[-1].read_text(encoding="utf-8")
    found = parse_notice(text, issued=date(2025, 11, 5), number="甲", title="乙", year=2026, url="丙")
    assert (found.issued, found.number, found.title, found.url) == (date(2025, 11, 5), "甲", "乙", "丙")


def test_wordings_around_the_dates() -> None:
    text = """一、元旦：12月31日至1月2日放假调休，共3天。12月28日（星期六）上班。
    二、春节：2025年1月28日（农历腊月廿九、周二）、29日（周三）放假。其中，1月30日（星期四）补休。鼓励各单位在2月9日休息。
    1月31日（周五）起正常上班。"""
    notice = parse_notice(text, year=2025, issued=ISSUED, amends="（节选）")
    assert notice.amends == "（节选）"
    assert [str(day) for item in notice.arrangements for day in (*item.off, *item.work)] == [
        "2024-12-31", "2025-01-01", "2025-01-02", "2024-12-28", "2025-01-28", "2025-01-29", "2025-01-30",
    ]  # fmt: skip


def test_a_document_as_copied_from_the_government_site_with_its_mark() -> None:
    text = DOCUMENTS[-1].read_text(encoding="utf-8").rstrip()
    assert parse_notice(f"{text}\n（此件公开发布）") == parse_notice(text)


@pytest.mark.parametrize("year", ["二〇二五", "二零二五", "2025"])
def test_the_signature_may_be_dated_in_chinese_numerals(year: str) -> None:
    text = f"一、元旦：1月1日放假1天。国务院办公厅{year}年十一月二十四日"
    assert parse_notice(text, year=2026, amends="试").issued == date(2025, 11, 24)
    assert parse_notice(text.replace("二十四", "十"), year=2026, amends="试").issued == date(2025, 11, 10)


@pytest.mark.parametrize("end", ["上班", "放假", "补休"])
def test_urging_is_passed_over_only_when_it_arranges_nothing(end: str) -> None:
    refused(f"一、元旦：1月1日放假1天。鼓励各单位1月10日{end}。", "鼓励各单位")


def test_a_festival_without_heading_is_known_by_its_day() -> None:
    notice = parse_notice("5月1日至5日放假。\n5月9日上班。", year=2026, issued=ISSUED, amends="试")
    assert [item.name for item in notice.arrangements] == ["劳动节"]


def test_the_year_may_stand_in_the_body_only() -> None:
    notice = parse_notice("2026年5月1日放假1天。", issued=ISSUED, amends="试")
    assert notice.year == 2026


def test_an_amendment_of_a_year_not_on_record_names_it() -> None:
    text = "国务院办公厅关于调整2027年劳动节假期安排的通知\n一、2027年5月1日至4日放假调休，共4天。"
    assert parse_notice(text, issued=ISSUED).amends == "2027年部分节假日安排"


def test_an_extension_goes_by_the_notice_given() -> None:
    base = parse_notice(NEXT, year=2027, issued=date(2026, 11, 5))
    text = "国务院办公厅关于延长2027年春节假期的通知\n延长2027年春节假期至2月14日（星期日）。"
    found = parse_notice(text, issued=date(2027, 2, 1), amends=base)
    assert [str(day) for day in found.arrangements[0].off] == ["2027-02-13", "2027-02-14"]
    with pytest.raises(NoticeError, match="原至 2027-02-12，并未延长"):
        parse_notice(text.replace("14日（星期日）", "12日"), issued=date(2027, 2, 1), amends=base)


def test_a_yearly_notice_is_checked_against_the_law() -> None:
    with pytest.raises(NoticeError, match="2026-04-05 未放假"):
        parse_notice(DOCUMENTS[-1].read_text(encoding="utf-8").replace("至6日（周一）放假，共3天", "放假1天"))
    sound = national().last_announced
    swapped = [
        Arrangement(name="清明节", off=item.off, work=item.work) if item.name == "劳动节" else item
        for item in sound.arrangements
    ]
    with pytest.raises(NoticeError, match="列在“清明节”下"):
        check_notice(Notice(year=2026, issued=ISSUED, arrangements=tuple(swapped)))
    monday = Arrangement(name="加班", work=[date(2026, 3, 2)])
    with pytest.raises(NoticeError, match="2026-03-02 是星期一"):
        check_notice(Notice(year=2026, issued=ISSUED, arrangements=(*sound.arrangements, monday)))


@pytest.mark.parametrize(
    ("lost", "found"),
    [("5月8日（周六）上班。", "工作日放假 18 天，周末上班 4 天"), ("、10月9日（周六）", "周末上班 4 天")],
)
def test_a_sentence_lost_on_the_way_is_noticed(lost: str, found: str) -> None:
    with pytest.raises(NoticeError, match=found) as caught:
        parse_notice(NEXT.replace(lost, ""), year=2027, issued=ISSUED)
    assert "法定 13 天" in str(caught.value)


def test_a_day_has_one_word_and_lies_in_the_year() -> None:
    day = date(2026, 1, 1)
    with pytest.raises(NoticeError, match="出现两次"):
        Notice(year=2026, issued=ISSUED, arrangements=(Arrangement(name="元旦", off=[day], work=[day]),))
    with pytest.raises(NoticeError, match="2027 年或上年 12 月"):
        Notice(year=2027, issued=ISSUED, arrangements=(Arrangement(name="元旦", off=[day]),))
    assert Notice(year=2026, issued=ISSUED, arrangements=()).name == "2026年放假安排"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ("{", "JSON"),
        ("[]", "对象"),
        ('{"year": "2026"}', "/year"),
        ('{"year": true}', "/year"),
        ('{"year": 20260}', "/year"),
        ('{"year": 2027, "papers": [], "days": []}', "/days"),
        ('{"year": 2027, "days": {}}', "/days"),
        ('{"year": 2027, "days": [1]}', "/days/0"),
        ('{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": 1}]}', "/days/0"),
        ('{"year": 2027, "days": [{"name": 1, "date": "2027-01-01", "isOffDay": true}]}', "/days/0/name"),
        ('{"year": 2027, "days": [{"name": "元旦", "date": "1月1日", "isOffDay": true}]}', "/days/0/date"),
        ('{"year": 2027, "days": [{"name": "元旦", "isOffDay": true}]}', "/days/0/date"),
        ('{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}', "/issued"),
        (
            '{"year": 2027, "swaps": [1], "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}',
            "/swaps",
        ),
    ],
)
def test_bad_json_is_refused_with_its_place(data: str, where: str) -> None:
    with pytest.raises(NoticeError) as caught:
        Notice.from_json(data)
    assert where in str(caught.value)


def test_the_address_of_the_paper_may_tell_the_day_of_issue() -> None:
    day = '{"name": "元旦", "date": "2027-01-01", "isOffDay": true}'
    data = f'{{"year": 2027, "papers": ["http://www.gov.cn/2026-11/05/content_1.htm"], "days": [{day}]}}'
    found = Notice.from_json(data, number="甲", title="乙", amends="丙")
    assert (found.issued, found.number, found.title, found.amends) == (date(2026, 11, 5), "甲", "乙", "丙")
    assert Notice.from_json(data, issued=ISSUED).issued == ISSUED


def test_read_notice_tells_text_from_json() -> None:
    assert read_notice(NEXT, year=2027, issued=ISSUED, number="甲").number == "甲"
    with pytest.raises(NoticeError, match="未放假"):
        read_notice(
            '{"year": 2027, "issued": "2026-11-05", "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}'
        )


@given(st.text(alphabet="一二、：，。（）0123456789年月日至放假调休上班共天周星期元旦春节", max_size=40))
def test_any_text_gives_a_notice_or_our_error(text: str) -> None:
    with contextlib.suppress(NoticeError):
        assert parse_notice(text, year=2026, issued=ISSUED, amends="试").arrangements


EXTENSION = """国务院办公厅关于延长2027年春节假期的通知
国办发明电〔2027〕1号
一、延长2027年春节假期至2月16日（农历{lunar}，星期二），2月17日（星期三）起正常上班。
国务院办公厅
2027年1月26日"""


@pytest.mark.parametrize(
    ("lunar", "why"),
    [
        ("正月十一", ""),
        ("正月初十一", ""),
        ("正月初十", "不是农历"),
        ("正月二十", "不是农历"),
        ("腊月廿九", "不是农历"),
        ("除夕", "不是农历"),
        ("正月十十", "读不懂"),
        ("二月十一", "读不懂"),
    ],
)
def test_lunar_days_after_the_tenth_and_of_the_last_month(lunar: str, why: str) -> None:
    year = parse_notice(NEXT, year=2027, issued=ISSUED)
    with contextlib.nullcontext() if not why else pytest.raises(NoticeError, match=why):
        found = parse_notice(EXTENSION.format(lunar=lunar), amends=year)
        assert [str(day) for day in found.arrangements[0].off] == [
            "2027-02-13",
            "2027-02-14",
            "2027-02-15",
            "2027-02-16",
        ]


@pytest.mark.parametrize(
    ("words", "fits"), [("二十九", True), ("三十", True), ("廿九", True), ("二十八", False)]
)
def test_the_eve_by_its_number(words: str, fits: bool) -> None:
    text = NEXT.replace("农历除夕", f"农历腊月{words}")
    with contextlib.nullcontext() if fits else pytest.raises(NoticeError, match="不是农历"):
        assert parse_notice(text, year=2027, issued=ISSUED).year == 2027


@pytest.mark.parametrize("lead", ["", "一、", "为使全国人民广泛参与，"])
@pytest.mark.parametrize("rest", ["全国放假1天", "放假1天", "（星期五）放假1天"])
def test_a_decree_names_its_year_in_its_day_alone(lead: str, rest: str) -> None:
    text = (
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利82周年纪念日调休放假的通知国发明电〔2027〕1号"
        f"各省、自治区、直辖市人民政府：{lead}2027年9月3日{rest}。国务院2027年5月13日"
    )
    found = parse_notice(text)
    assert (found.year, found.arrangements[0].off) == (2027, (date(2027, 9, 3),))
