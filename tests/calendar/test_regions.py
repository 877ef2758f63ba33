"""D10, D12: regions by code and by name, what is refused, and places whose local holidays are not on record."""

from datetime import date
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    CalendarError,
    Layer,
    Standing,
    WorkCalendar,
    WorkingDays,
    deadline,
    national,
    regional_layer,
    regional_layers,
)
from yibao_rules.model import places
from yibao_rules.precheck import Desk

NATIONAL = national()
START = date(2026, 3, 2)


def layer(area: str) -> Layer:
    found = regional_layer(area)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "code"),
    [("广西", "450000"), ("广西壮族自治区", "450000"), (" 广西　", "450000"), ("45", "450000"), ("4501", "450000"), ("450100", "450000"),
     ("南宁", "450000"), ("宁夏", "640000"), ("银川市", "640000"), ("新疆", "650000"), ("喀什地区", "650000"), ("喀什", "650000")],
)  # fmt: skip
def test_d10_a_region_by_name_or_code(name: str, code: str) -> None:
    assert regional_layer(name) is regional_layers()[code]


@pytest.mark.parametrize("name", ["北京", "北京市", "11", "110105", "内蒙古", "香港", "海南省"])
def test_d10_no_holidays_of_its_own_known(name: str) -> None:
    assert regional_layer(name) is None


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "9", "990000", "4", "450", "45010", "4501000", "广", "桂", "１", "Guangxi", "四五", "45-0100", "0", "00", "٤٥", "x" * 10_000],
    ids=range(18),
)  # fmt: skip
def test_d10_nonsense_is_refused_and_never_no_holidays(nonsense: str) -> None:
    with pytest.raises(CalendarError) as caught:
        regional_layer(nonsense)
    assert caught.value.where == "area"
    assert len(str(caught.value)) < 600


def test_d10_a_slip_is_told_the_nearest_name() -> None:
    with pytest.raises(CalendarError, match="是否“广西壮族自治区”"):
        regional_layer("广西壮族自冶区")
    for given_value in (45, None, b"45", ["广西"]):
        with pytest.raises(CalendarError):
            regional_layer(cast("Any", given_value))


@given(st.text(max_size=80))
def test_d10_any_text_is_a_region_or_refused(text: str) -> None:
    try:
        found = regional_layer(text)
    except CalendarError:
        return
    assert found is None or found.source


@pytest.mark.parametrize(
    ("area", "name"),
    [("540100", "西藏自治区"), ("拉萨", "西藏自治区"), ("222400", "延边朝鲜族自治州"), ("222401", "延边朝鲜族自治州"), ("延边", "延边朝鲜族自治州"),
     ("凉山", "凉山彝族自治州"), ("513401", "凉山彝族自治州"), ("凉山州", "凉山彝族自治州"), ("西双版纳", "西双版纳傣族自治州"), ("131028", "大厂回族自治县"),
     ("660100", "新疆生产建设兵团"), ("海南州", "海南藏族自治州"), ("三亚", "三亚市")],
)  # fmt: skip
def test_d10_places_whose_local_days_are_not_on_record_say_so(area: str, name: str) -> None:
    found = layer(area)
    assert (found.name, found.off, found.work, found.years) == (name, (), (), ())
    assert "未收录" in found.sure
    local = NATIONAL.with_layer(found)
    assert local.tables == NATIONAL.tables
    assert local.standing(START) is Standing.PROVISIONAL
    due = deadline(WorkingDays(5), start=START, calendar=local)
    assert (due.due, due.standing) == (date(2026, 3, 9), Standing.PROVISIONAL)
    assert due.earliest is not None
    assert due.latest is not None
    assert due.earliest <= date(2026, 3, 9) < due.latest
    assert any(f"{name}的地方放假没有收录齐全" in step.text.zh for step in due.steps)
    assert WorkCalendar.from_json(local.to_json()) == local


def test_d10_a_year_without_record_is_told_by_the_region() -> None:
    local = NATIONAL.with_layer(layer("450000"))
    told = deadline(WorkingDays(5), start=date(2025, 4, 1), calendar=local).steps
    assert any("广西壮族自治区的地方放假没有收录齐全" in step.text.zh for step in told)
    told = deadline(WorkingDays(5), start=date(2026, 4, 1), calendar=local).steps
    assert not any("收录" in step.text.zh for step in told)


def test_d10_every_autonomous_prefecture_and_county_is_on_one_list_or_the_other() -> None:
    for code, row in places.table().items():
        if row.abolished_after is None and row.name.endswith(("自治州", "自治县", "自治旗")):
            assert regional_layer(code) is not None, row.name
            assert layer(code).name == row.name or code[:2] in ("45", "64", "65")


def test_d10_the_names_are_those_of_the_table_of_places() -> None:
    for code, row in places.table().items():
        if code.endswith("0000") and row.abolished_after is None:
            assert regional_layer(row.name) is regional_layer(code)


def test_d10_the_desk_takes_the_place_not_its_province_alone() -> None:
    desk = Desk()
    assert desk.calendar_at("513401").standing(START) is Standing.PROVISIONAL
    assert desk.calendar_at("510100") is desk.calendar_at("110000") is desk.calendar_at(None) is desk.calendar
    assert desk.calendar_at("990000") is desk.calendar
    assert desk.calendar_at("513401") is desk.calendar_at("513400")
    guangxi = Desk(calendar=NATIONAL.with_layer(layer("广西")))
    assert guangxi.calendar_at("450100") is guangxi.calendar


@pytest.mark.parametrize(
    "given_value",
    [{"festivals": {"2026-04-17": "甲"}}, {"festivals": {date(2026, 4, 17): 1}}, {"festivals": 5}, {"festivals": [1]}, {"festivals": [(1, 2, 3)]},
     {"name": 5}, {"source": None}, {"sure": 1}, {"years": [2026]}, {"years": ("2026",)}, {"assumed": (1.5, 0)}, {"assumed": 3}],
    ids=str,
)  # fmt: skip
def test_h2_a_layer_refuses_what_is_of_another_kind(given_value: dict[str, Any]) -> None:
    with pytest.raises(CalendarError):
        Layer(**{"name": "甲", **given_value})


def test_a_layer_takes_festivals_as_pairs_too() -> None:
    made = Layer(name="甲", off=[date(2026, 4, 17)], festivals=[(date(2026, 4, 17), "三月三")])
    assert NATIONAL.with_layer(made).day(date(2026, 4, 17)).name == "三月三"
    assert made.festival(date(2026, 4, 18)) == ""
