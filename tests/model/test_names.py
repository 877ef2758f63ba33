"""Names compared: the same, the same in another form, a rare character registered otherwise, or different."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yibao_rules.errors import MissingExtraError
from yibao_rules.model.identity import PersonName
from yibao_rules.model.names import NameMatch, compare_names, pinyin_readings, rare_characters
from yibao_rules.testing.identity import person_names

SPOKEN = {
    "䶮": ("yan",),
    "喆": ("zhe",),
    "𬱖": ("di",),
    "堃": ("kun",),
    "玥": ("yue",),
    "垭": ("lv",),
    "㛃": (),
}


def readings(character: str) -> tuple[str, ...]:
    return SPOKEN[character]


def compare(given_name: str, registered: str, **options: Any) -> NameMatch:
    return compare_names(PersonName(given_name), PersonName(registered), **options)


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("张三", "张三", NameMatch.SAME),
        ("张三", " 张 三 ", NameMatch.SAME_AFTER_FOLDING),
        ("阿依·古丽", "阿依．古丽", NameMatch.SAME_AFTER_FOLDING),
        ("阿依·古丽", "阿依•古丽", NameMatch.SAME_AFTER_FOLDING),
        ("John Smith", "ＪＯＨＮ　ＳＭＩＴＨ", NameMatch.SAME_AFTER_FOLDING),
        ("张䶮", "张yan", NameMatch.RARE_CHARACTER),
        ("张䶮", "张 YǍN", NameMatch.RARE_CHARACTER),
        ("张䶮", "张yan3", NameMatch.RARE_CHARACTER),
        ("张䶮", "张?", NameMatch.RARE_CHARACTER),
        ("张䶮", "张□", NameMatch.RARE_CHARACTER),
        ("张䶮", "张\ue123", NameMatch.RARE_CHARACTER),
        ("张䶮", "张𬱖", NameMatch.RARE_CHARACTER),
        ("王喆䶮", "王喆yan", NameMatch.RARE_CHARACTER),
        ("王喆䶮", "王zheyan", NameMatch.RARE_CHARACTER),
        ("张䶮", "张严", NameMatch.DIFFERENT),
        ("张䶮", "李yan", NameMatch.DIFFERENT),
        ("张䶮", "张zhuangyan", NameMatch.DIFFERENT),
        ("张三", "张san", NameMatch.DIFFERENT),
        ("张三", "张?", NameMatch.DIFFERENT),
        ("张三", "张四", NameMatch.DIFFERENT),
        ("張三", "张三", NameMatch.DIFFERENT),
        ("䶮䶮䶮䶮䶮", "yanyanyanyanyan", NameMatch.DIFFERENT),
    ],
)
def test_pairs_of_names(one: str, other: str, match: NameMatch) -> None:
    assert compare(one, other) is match
    assert compare(other, one) is match


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        ("张䶮", "张yan", NameMatch.RARE_CHARACTER),
        ("张䶮", "张wang", NameMatch.DIFFERENT),
        ("䶮䶮", "YanYan", NameMatch.RARE_CHARACTER),
        ("张䶮", "张?", NameMatch.RARE_CHARACTER),
        ("张㛃", "张jie", NameMatch.RARE_CHARACTER),
    ],
)
def test_readings_decide_when_they_are_given(one: str, other: str, match: NameMatch) -> None:
    assert compare(one, other, readings=readings) is match


@pytest.mark.parametrize("typed", ["lv", "lu", "lyu", "LÜ"])
def test_a_dotted_u_is_typed_in_four_ways(typed: str) -> None:
    assert compare("张䶮", f"张{typed}", readings=lambda _: ("lv",)) is NameMatch.RARE_CHARACTER


@given(person_names(), person_names())
def test_names_of_common_characters_are_the_same_or_different(one: PersonName, other: PersonName) -> None:
    assume(one != other)
    assert compare_names(one, other) is NameMatch.DIFFERENT
    assert compare_names(one, one) is NameMatch.SAME
    assert not rare_characters(one)


@given(person_names(rare=True), st.sampled_from(["yan", "?", "□", "\ue001"]))
def test_a_rare_last_character_may_be_registered_otherwise(name: PersonName, written: str) -> None:
    text = name.reveal()
    assert rare_characters(name) == (len(text),)
    assert compare_names(name, PersonName(text[:-1] + written)) is NameMatch.RARE_CHARACTER


@given(st.text(min_size=1, max_size=8).filter(str.strip), st.text(min_size=1, max_size=8).filter(str.strip))
def test_comparing_is_symmetric(one: str, other: str) -> None:
    try:
        names = PersonName(one), PersonName(other)
    except ValueError:
        return
    assert compare_names(*names) is compare_names(*reversed(names))


def test_only_two_matches_are_the_same_name() -> None:
    assert [m for m in NameMatch if m.is_same] == [NameMatch.SAME, NameMatch.SAME_AFTER_FOLDING]


def test_rare_characters_are_told_by_position() -> None:
    assert rare_characters(PersonName("王喆A·𬱖\ue000")) == (2, 5, 6)


def test_pinyin_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    with pytest.raises(MissingExtraError, match="yibao-rules\\[pinyin\\]"):
        compare("张䶮", "张yan", readings=pinyin_readings)


def test_pinyin_asks_the_package_for_every_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def pinyin(text: str, **options: Any) -> list[list[str]]:
        asked.append((text, options))
        return [["yan", "yǎn"]]

    package = SimpleNamespace(Style=SimpleNamespace(NORMAL="normal"), pinyin=pinyin)
    monkeypatch.setitem(sys.modules, "pypinyin", package)
    assert pinyin_readings("䶮") == {"yan", "yǎn"}
    assert asked == [("䶮", {"style": "normal", "heteronym": True, "errors": "ignore"})]
