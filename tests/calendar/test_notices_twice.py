"""D2: the same notice from several sources is one notice, and what is another text is refused with the true reason."""

import json
import pickle
from datetime import date
from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    Arrangement,
    Layer,
    LayerKind,
    Notice,
    NoticeError,
    WorkCalendar,
    add_notice,
    national,
    parse_notice,
    regional_layer,
)
from yibao_rules.calendar.document_numbers import document_number
from yibao_rules.calendar.statutory import statutory_days
from yibao_rules.testing.calendars import notices

NATIONAL = national()
NEXT = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。2月14日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月5日
"""
TEXT = parse_notice(NEXT)
HOLIDAY_CN = json.dumps(
    {
        "year": 2027,
        "papers": ["https://www.gov.cn/zhengce/zhengceku/202611/content_7.htm"],
        "days": [
            {"name": item.name, "date": str(day), "isOffDay": off}
            for item in TEXT.arrangements
            for off, days in ((True, item.off), (False, item.work))
            for day in days
            # One source names the weekend days of a break, another the statutory ones alone.
            if not off or day.weekday() < 5 or day in dict(statutory_days(2027))
        ],
    }
)
JSON = Notice.from_json(HOLIDAY_CN, issued=date(2026, 11, 6))
OBJECT = Notice(year=2027, issued=date(2026, 11, 5), arrangements=TEXT.arrangements)
BRACKETS = evolve(TEXT, number="国办发明电（2026）9号", sure="", url="https://example.org/2027")
SOURCES = {"text": TEXT, "json": JSON, "object": OBJECT, "other brackets": BRACKETS}


@pytest.mark.parametrize("year", range(2008, 2027))
def test_d2_what_the_library_has_changes_nothing_from_any_source(year: int) -> None:
    for mine in (notice for notice in NATIONAL.notices if notice.year == year):
        bare = evolve(mine, number="", title="", url="", sure="另一来源")
        for other in (bare, evolve(mine, url="https://example.org"), Notice.from_json(bare.to_json())):
            assert NATIONAL.with_notice(other) is NATIONAL
            assert WorkCalendar(notices=(other, *NATIONAL.notices)) == NATIONAL


def test_d2_a_file_with_the_amendments_put_in_changes_nothing_where_both_are_known() -> None:
    for year in (2015, 2019, 2020):
        days = [
            {"name": part.item.name, "date": str(day), "isOffDay": off}
            for part in WorkCalendar(notices=[n for n in NATIONAL.notices if n.year == year]).in_force
            for off, named in ((True, part.item.off), (False, part.item.work))
            for day in named
            if not (str(day) == "2020-02-01" and not off)
        ]
        text = json.dumps({"year": year, "papers": ["a", "b"], "days": days})
        merged = Notice.from_json(text, issued=date(year, 12, 1))
        assert merged.consolidated
        assert NATIONAL.with_notice(merged) is NATIONAL
        others = [n for n in NATIONAL.notices if n.year != year]
        alone = WorkCalendar(notices=[*others, merged])
        assert alone.tables == NATIONAL.tables
        mine = [n for n in NATIONAL.notices if n.year == year]
        for first, second in (mine, mine[::-1]):
            with_all = WorkCalendar(notices=[*others, merged, first, second])
            assert with_all == NATIONAL


@pytest.mark.parametrize("order", list(permutations(SOURCES)), ids="-".join)
def test_d2_the_order_of_the_sources_makes_no_difference(order: tuple[str, ...]) -> None:
    calendar = NATIONAL
    for name in order:
        calendar = calendar.with_notice(SOURCES[name])
    at_once = WorkCalendar(notices=(*(SOURCES[name] for name in order), *NATIONAL.notices))
    expected = NATIONAL.with_notice(BRACKETS)  # an address beside number and title: the text that says most
    assert calendar == at_once == expected
    assert hash(calendar) == hash(at_once) == hash(expected)
    assert calendar.to_json() == expected.to_json()
    assert len(calendar.notices) == len(NATIONAL.notices) + 1
    assert WorkCalendar.from_json(calendar.to_json()) == pickle.loads(pickle.dumps(calendar)) == calendar


@given(notices(2027), st.permutations(["to_json", "bare", "brackets", "itself"]))
def test_d2_any_sound_notice_joins_once(notice: Notice, order: list[str]) -> None:
    forms = {
        "to_json": Notice.from_json(notice.to_json()),
        "bare": Notice(year=2027, issued=notice.issued, arrangements=notice.arrangements),
        "brackets": evolve(notice, number=notice.number.replace("〔", "[").replace("〕", "]")),
        "itself": notice,
    }
    calendar = NATIONAL
    for name in order:
        calendar = calendar.with_notice(forms[name])
    assert calendar == NATIONAL.with_notice(notice)


def test_d2_one_number_with_other_days_is_refused_with_the_days() -> None:
    moved = NEXT.replace("5月8日（周六）", "5月9日（周日）")
    with pytest.raises(NoticeError) as caught:
        NATIONAL.with_notice(TEXT).with_notice(parse_notice(moved))
    for part in ("同号而内容不同", "2027-05-08 一份", "2027-05-09 一份"):
        assert part in caught.value.render("zh")
    other_year = evolve(NATIONAL.last_announced, number=NATIONAL.notices[-2].number)
    with pytest.raises(NoticeError, match="同号而内容不同"):
        WorkCalendar(notices=(*NATIONAL.notices[:-1], other_year))


def test_d3_a_second_yearly_text_under_another_number_is_refused_never_laid_over_the_first() -> None:
    moved = NEXT.replace("5月8日（周六）", "5月9日（周日）").replace("9号", "10号")
    for first, second in ((TEXT, parse_notice(moved)), (parse_notice(moved), TEXT)):
        with pytest.raises(NoticeError, match="已有年度通知") as caught:
            NATIONAL.with_notice(first).with_notice(second)
        assert "amends" in caught.value.fix.zh


@pytest.mark.parametrize(
    "written",
    ["国办发明电〔2026〕9号", "国办发明电（2026）9号", "国办发明电(2026)9号", "国办发明电[2026]9号", "国办发明电［2026］第09号",
     " 国办发明电【2026】 ９ 号 ", "国办发明电﹝2026﹞9号"],
)  # fmt: skip
def test_d2_a_document_number_has_one_form(written: str) -> None:
    assert document_number(written) == "国办发明电〔2026〕9号"
    assert evolve(TEXT, number=written).number == TEXT.number
    assert evolve(TEXT, amends=written).amends == TEXT.number


@pytest.mark.parametrize(
    "text", ["", "（节选）", "甲号", "2027年部分节假日安排", "国办〔2026〕号", "国 办〔2026〕9号x"]
)
def test_d2_what_is_no_document_number_stays_as_it_is(text: str) -> None:
    assert document_number(text) == text


def test_d2_the_same_day_off_stands_in_the_listing_of_what_changed() -> None:
    calendar, found = add_notice(NATIONAL.with_notice(TEXT), JSON)
    assert found.text.zh == "没有变化"
    assert calendar == NATIONAL.with_notice(TEXT)


def test_d2_a_layer_that_is_there_changes_nothing() -> None:
    layer = regional_layer("450100")
    assert layer is not None
    local = NATIONAL.with_layer(layer)
    assert local.with_layer(layer) is local
    assert local.with_layer(evolve(layer, source="另一来源", sure="")) is local
    office = Layer(name=layer.name, kind=LayerKind.OFFICE, off=layer.off, work=layer.work, years=layer.years)
    assert local.with_layer(office).layers == (layer, office)


def test_an_amendment_roughly_dated_before_its_notice_still_amends_it() -> None:
    early = Notice(
        year=2027,
        issued=date(2026, 11, 1),
        amends=TEXT.number,
        arrangements=(
            Arrangement(
                name="劳动节", off=[date(2027, 5, 1), date(2027, 5, 2), date(2027, 5, 3), date(2027, 5, 4)]
            ),
        ),
    )
    both = NATIONAL.with_notice(TEXT).with_notice(early)
    assert WorkCalendar(notices=(early, TEXT, *NATIONAL.notices)) == both
    assert not both.is_workday(date(2027, 5, 8))
