"""Bilingual text, labelled sets and the normalisation that all text passes."""

import contextlib
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.text import LabelledEnum, Text, in_lang, iso_date, nearest, normalise, same


class Colour(LabelledEnum):
    RED = "red", "红", "red"
    BLUE = "blue", "蓝", "blue"


def test_text_is_chinese_first_with_english_beside_it() -> None:
    assert str(Text("红", "red")) == "红 / red"
    assert str(same("M03900")) == "M03900"
    assert Text("红", "red").in_("en") == "red"


def test_a_template_speaks_each_language() -> None:
    filled = Text("{c} 共 {n}", "{n} of {c}").format(c=Colour.RED, n=2)
    assert filled == Text("红 共 2", "2 of red")


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Text("甲", "a"), "甲", "a"),
        (Colour.BLUE, "蓝", "blue"),
        ((Colour.BLUE, "x"), "蓝、x", "blue, x"),
        (3, "3", "3"),
    ],
)
def test_parameters_are_worded_in_the_language_asked(value: object, zh: str, en: str) -> None:
    assert (in_lang(value, "zh"), in_lang(value, "en")) == (zh, en)


def test_a_labelled_member_has_code_label_and_a_short_repr() -> None:
    assert Colour("red") is Colour.RED
    assert (Colour.RED.code, Colour.RED.label.zh, repr(Colour.RED)) == ("red", "红", "Colour.RED")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１１０１０５", "110105"),
        ("\u3000张　三\u200b ", "张 三"),
        ("（Ａ－ｂ）", "(A-b)"),
        ("\ufeff甲\u00ad乙", "甲乙"),
        ("", ""),
    ],
)
def test_normalisation_folds_width_and_drops_what_is_invisible(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)))
def test_han_characters_are_never_changed(text: str) -> None:
    assert normalise(text) == text


def test_compatibility_ideographs_stay_since_they_may_be_another_name() -> None:
    assert normalise("\uf900") == "\uf900"


def test_nearest_names_a_known_word_or_nothing() -> None:
    assert nearest("refferal", ["referral", "transfer"]) == "referral"
    assert nearest("zzz", ["referral"]) is None


@given(st.text(alphabet="0123456789-W０٣ ", max_size=12) | st.dates().map(str))
def test_d10_a_date_is_read_in_its_one_form_alone(text: str) -> None:
    found = iso_date(text)
    assert found is None or str(found) == text
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with contextlib.suppress(ValueError):
            assert date.fromisoformat(text) == found


def test_d10_no_text_is_no_date() -> None:
    assert iso_date(None) is iso_date(20270101) is iso_date(date(2027, 1, 1)) is None
