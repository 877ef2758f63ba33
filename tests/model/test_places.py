"""Places by code and by name: the table, its history, what belongs to what, and how refusals help."""

import pickle
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.place_names import AmbiguousPlaceError, find_place, places_named
from yibao_rules.model.places import (
    Place,
    PlaceLevel,
    UnknownPlaceError,
    as_of,
    city_of,
    place,
    read_table,
    same_city,
    same_province,
    table,
)
from yibao_rules.testing.identity import places


def test_the_table_holds_every_province_and_its_history() -> None:
    levels = Counter(place(code).level for code, row in table().items() if row.abolished_after is None)
    assert levels[PlaceLevel.PROVINCE] == 34
    assert levels[PlaceLevel.CITY] == 333
    assert levels[PlaceLevel.COUNTY] > 2800
    assert sum(row.abolished_after is not None for row in table().values()) > 3000
    assert as_of() == 2023


@pytest.mark.parametrize(
    ("code", "full_name", "area_code"),
    [
        ("330900", "浙江省舟山市", "0580"),
        ("330903", "浙江省舟山市普陀区", "0580"),
        ("330902", "浙江省舟山市定海区", "0580"),
        ("310107", "上海市普陀区", "021"),
        ("330200", "浙江省宁波市", "0574"),
        ("210400", "辽宁省抚顺市", "024"),
        ("210422", "辽宁省抚顺市新宾满族自治县", "024"),
        ("210423", "辽宁省抚顺市清原满族自治县", "024"),
        ("210411", "辽宁省抚顺市顺城区", "024"),
        ("210200", "辽宁省大连市", "0411"),
        ("131000", "河北省廊坊市", "0316"),
        ("440400", "广东省珠海市", "0756"),
        ("370300", "山东省淄博市", "0533"),
        ("350500", "福建省泉州市", "0595"),
        ("110103", "北京市崇文区", "010"),
        ("419001", "河南省济源市", "0391"),
        ("330000", "浙江省", None),
        ("830000", None, None),
    ],
)
def test_places_of_the_guides_and_their_kin(code: str, full_name: str | None, area_code: str | None) -> None:
    if full_name is None:
        with pytest.raises(UnknownPlaceError):
            place(code)
        return
    assert (place(code).full_name, place(code).area_code) == (full_name, area_code)


def test_every_present_city_has_an_english_name_and_an_area_code() -> None:
    bare = [
        code
        for code, row in table().items()
        if place(code).level is PlaceLevel.CITY
        and row.abolished_after is None
        and not (row.en and row.area_code)
    ]
    assert bare == []


def test_an_area_code_says_how_sure_it_is() -> None:
    assert place("331000").area_code_sure
    assert place("331002").area_code_sure
    assert not place("330900").area_code_sure
    assert not place("330903").area_code_sure
    assert not place("330000").area_code_sure


def test_codes_beyond_the_standard() -> None:
    own = place("430299")
    assert (own.name, own.label.en, own.level, own.parent) == (
        "株洲市本级",
        "Zhuzhou (own level)",
        PlaceLevel.OWN,
        "430200",
    )
    province = place("439900")
    assert (province.name, province.level, city_of("439900")) == ("湖南省本级", PlaceLevel.OWN, None)
    county = place("330988")
    assert (county.name, county.label.en, county.listed) == (
        "舟山市所辖县级区划",
        "a county of Zhoushan",
        False,
    )
    assert place("659088").parent == "650000"
    assert place("110188").parent == "110000"
    assert place("330903").label.en == "普陀区"


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("339400", "最接近的是 33"),
        ("339912", "最接近的是 33"),
        ("999999", "核对代码"),
        ("99", "核对代码"),
        ("33090", "最接近的是 33090"),
        ("1" * 50, "核对代码"),
        ("٣٣٠٩٠٣", "核对代码"),
    ],
)
def test_an_unknown_code_is_refused_with_the_nearest(code: str, fix: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        place(code)
    assert fix in caught.value.fix.zh
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("wrong", [None, 330903, ["330903"], b"330903"])
def test_what_is_no_text_is_refused(wrong: object) -> None:
    with pytest.raises(UnknownPlaceError, match="文本"):
        place(wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownPlaceError, match="文本"):
        city_of(wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownPlaceError, match="文本"):
        find_place(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("330903", "330900"),
        ("330900", "330900"),
        ("330999", "330900"),
        ("330000", None),
        ("310107", "310000"),
        ("500229", "500000"),
        ("429004", "429004"),
        ("810000", "810000"),
        ("710000", "710000"),
        ("110103", "110000"),
        ("659088", "659088"),
    ],
)
def test_the_city_of_a_place(code: str, city: str | None) -> None:
    assert city_of(code) == city


@given(places(abolished=True), places(abolished=True))
def test_being_in_one_city_is_mutual_and_within_one_province(one: Place, other: Place) -> None:
    assert same_city(one.code, other.code) == same_city(other.code, one.code)
    assert same_city(one.code, one.code) == (city_of(one.code) is not None)
    assert not same_city(one.code, other.code) or same_province(one.code, other.code)


@given(places(abolished=True))
def test_the_city_of_a_city_is_itself(found: Place) -> None:
    city = city_of(found.code)
    assert city is None or city_of(city) == city
    assert place(f" {found.code}\u3000") is place(found.code)
    assert pickle.loads(pickle.dumps(found)) == found


@given(places(PlaceLevel.CITY), st.integers(1, 98))
def test_any_county_code_of_a_known_city_is_admitted(city: Place, order: int) -> None:
    county = place(f"{city.code[:4]}{order:02}")
    assert county.level is PlaceLevel.COUNTY
    assert same_city(county.code, city.code)


@given(places())
def test_a_full_name_finds_its_place(found: Place) -> None:
    assert found in places_named(found.full_name)
    assert find_place(found.code) == found


def test_only_a_few_full_names_are_not_unique() -> None:
    present = [place(code) for code, row in table().items() if row.abolished_after is None]
    twice = [p.full_name for p in present if len(places_named(p.full_name)) > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("浙江省舟山市普陀区", "330903"),
        ("浙江舟山普陀区", "330903"),
        ("浙江 · 舟山 / 普陀", "330903"),
        ("舟山普陀", "330903"),
        ("浙江普陀区", "330903"),
        ("上海市普陀区", "310107"),
        ("舟山", "330900"),
        ("ｚｈｏｕｓｈａｎ", "330900"),
        ("Inner Mongolia", "150000"),
        ("新宾县", "210422"),
        ("抚顺清原", "210423"),
        ("内蒙古呼和浩特", "150100"),
        ("广西南宁", "450100"),
        ("新疆伊犁", "654000"),
        ("恩施", "422800"),
        ("恩施市", "422801"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        ("长白县", "220623"),
        ("崇文区", "110103"),
        ("３３０９０３", "330903"),
    ],
)
def test_names_with_and_without_parents(words: str, code: str) -> None:
    assert find_place(words).code == code


def test_an_ambiguous_name_is_refused_with_every_reading() -> None:
    with pytest.raises(AmbiguousPlaceError) as caught:
        find_place("普陀区")
    assert "上海市普陀区（310107）、浙江省舟山市普陀区（330903）" in caught.value.fix.zh
    with pytest.raises(AmbiguousPlaceError) as caught:
        find_place("Suzhou")
    assert "苏州" in caught.value.fix.zh
    assert "宿州" in caught.value.fix.zh


def test_a_name_of_very_many_places_lists_the_first() -> None:
    with pytest.raises(AmbiguousPlaceError, match="处") as caught:
        find_place("城区")
    assert caught.value.fix.zh.count("（") <= 9


MANY = """
as_of = 2023
[[province]]
code = "110000"
name = "甲省"
en = "A"
places = '''
110100|乙市
'''
"""


@pytest.mark.parametrize(
    ("words", "fix"),
    [
        ("舟三市", "舟山市"),
        ("Zoushan", "330900"),
        ("甲乙丙丁", "改用 6 位区划代码"),
        ("", "改用 6 位区划代码"),
        ("普陀区普陀区", "最接近的是 上海市普陀区"),
        ("舟山市浙江省", "最接近的是 浙江省舟山市"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(words: str, fix: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        find_place(words)
    assert not isinstance(caught.value, AmbiguousPlaceError)
    assert fix in caught.value.fix.zh


@given(st.text(max_size=12))
def test_any_text_gets_a_place_or_our_error(words: str) -> None:
    try:
        found = find_place(words)
    except UnknownPlaceError:
        return
    assert isinstance(found, Place)


def test_a_table_is_read() -> None:
    year, rows = read_table(MANY)
    assert (year, rows["110100"].name) == (2023, "乙市")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("11010|乙市", "6 位代码"),
        ("120100|乙市", "6 位代码"),
        ("110100|", "名称"),
        ("110100|乙市|1979", "1980 至 2022"),
        ("110100|乙市|2023", "1980 至 2022"),
        ("110100|乙市|then", "1980 至 2022"),
        ("110100|乙市||B|10", "区号"),
        ("110100|乙市\n110100|丙市", "不重复"),
    ],
)
def test_a_bad_line_is_refused(line: str, expected: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        read_table(MANY.replace("110100|乙市", line))
    assert expected in caught.value.expected.zh


@pytest.mark.parametrize(
    ("code", "name", "city"),
    [
        ("310100", "上海市市辖区", "310000"),
        ("110100", "北京市市辖区", "110000"),
        ("500200", "重庆市县", "500000"),
    ],
)
def test_the_headings_of_a_municipality_are_places_that_systems_write(
    code: str, name: str, city: str
) -> None:
    assert place(code).full_name == name
    assert city_of(code) == city
