"""What stands where a place should is a stranger's: columns shift, and then it is a name (H5)."""

import json
from collections.abc import Callable
from datetime import date

import pytest

import yibao_rules as yibao
from yibao_rules.errors import YibaoError
from yibao_rules.model.place_names import find_place
from yibao_rules.model.places import UnknownPlaceError, place

D = date(2026, 3, 2)
STRANGE = (
    "张三丰",
    "欧阳修文",
    "张三 11010519491231002X",
    "11010519491231002X",
    "13800138000",
    "zhang.san",
    "女",
)


@pytest.mark.parametrize("text", STRANGE)
def test_h5_what_stands_for_a_place_is_told_by_its_form(text: str) -> None:
    for asked in (place, find_place):
        with pytest.raises(UnknownPlaceError) as caught:
            asked(text)
        assert f"{len(text)} 个字符的文本" in str(caught.value)
        assert text not in str(caught.value) + repr(caught.value) + repr(vars(caught.value))


def test_h5_six_digits_are_shown_for_they_are_a_code() -> None:
    with pytest.raises(UnknownPlaceError, match="999999"):
        place("999999")


@pytest.mark.parametrize("text", STRANGE)
def test_h5_no_door_repeats_what_stands_for_a_place(text: str) -> None:
    row = json.dumps({"item": "referral", "insured_place": text}, ensure_ascii=False)
    doors: tuple[Callable[[], object], ...] = (
        lambda: yibao.require("referral", place=text, day=D),
        lambda: yibao.diagnose("未激活", place=text),
        lambda: yibao.Filing(item="referral", destination=text),
        lambda: yibao.loads(row),
        lambda: yibao.catalogue().find(text, "referral", D),
    )
    assert not [door for door in doors if text in words_of(door)]


def words_of(door: Callable[[], object]) -> str:
    """Go through a door, and return what it says when it refuses."""
    try:
        door()
    except YibaoError as error:
        return str(error) + repr(error)
    return ""
