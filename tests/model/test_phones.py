"""Public telephone numbers: whole, and of the right city."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.model.phones import PhoneFault, area_code, check_phone, hotline
from yibao_rules.model.places import Place, PlaceLevel, UnknownPlaceError
from yibao_rules.testing.identity import places

F = PhoneFault


@pytest.mark.parametrize(
    ("number", "region", "faults"),
    [
        ("024-55883333", "210400", []),
        ("０２４－５５８８３３３３", "210422", []),
        ("02455883333", "210400", []),
        ("0316-2227529", "131000", []),
        ("2227529", "131000", [F.NO_AREA_CODE]),
        ("2227529", None, [F.NO_AREA_CODE]),
        ("2227529", "130000", [F.NO_AREA_CODE]),
        ("0411-12345", "210400", [F.OTHER_CITY]),
        ("0411-12345", None, []),
        ("0411-12345", "210000", []),
        ("0411-12345", "710000", []),
        ("024--12345", "210400", [F.HYPHENS]),
        ("0411--12345", "210400", [F.HYPHENS, F.OTHER_CITY]),
        ("0999-12345", "654000", []),
        ("0300-1234567", "110000", [F.UNKNOWN_AREA_CODE]),
        ("0100-1234567", "110000", [F.PLACEHOLDER]),
        ("统筹区监督电话", "131000", [F.PLACEHOLDER]),
        ("", None, [F.PLACEHOLDER]),
        ("12", None, [F.PLACEHOLDER]),
        ("12345", "210400", []),
        ("12393", None, []),
        ("13800138000", "210400", []),
        ("400-810-0000", None, []),
    ],
)
def test_numbers_of_offices(number: str, region: str | None, faults: list[PhoneFault]) -> None:
    assert [p.fault for p in check_phone(number, region)] == faults


def test_the_detail_says_what_to_put() -> None:
    assert check_phone("2227529", "131000")[0].detail.zh == "没有区号，应加 0316"
    assert check_phone("2227529")[0].detail.en == "no area code"
    assert check_phone("0411-12345", "210400")[0].detail.en == (
        "0411 is the area code of Dalian; that of Fushun is 024"
    )


@given(places(PlaceLevel.CITY))
def test_the_hotline_of_a_city_is_a_right_number(city: Place) -> None:
    number = hotline(city.code).zh
    assert number == f"{area_code(city.code)}-12393"
    assert check_phone(number, city.code) == ()


@pytest.mark.parametrize("region", [None, "330000", "999999", "x"])
def test_without_an_area_code_the_hotline_says_how_to_dial(region: str | None) -> None:
    assert hotline(region).zh == "参保地区号+12393"


def test_the_area_code_of_no_place_is_refused() -> None:
    with pytest.raises(UnknownPlaceError):
        area_code("999999")


@given(st.text(max_size=20))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(check_phone(text, "330900"), tuple)
