"""Secret values: equal by content, masked everywhere, refused without telling what they held."""

import copy
import html
import pickle
import pprint
import traceback
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.causes import Cause, Headline
from yibao_rules.model.dictionaries import dictionary
from yibao_rules.model.identity import (
    Address,
    CardNumber,
    IdDocumentKind,
    IdNumber,
    PersonName,
    Phone,
    Secret,
    Sex,
    fold_name,
)
from yibao_rules.text import normalise

KINDS: list[type[Secret]] = [PersonName, IdNumber, CardNumber, Phone, Address]
MARKER = "SECRET7Q"


@attrs.frozen
class Holder:
    name: PersonName


@pytest.mark.parametrize("kind", KINDS)
def test_no_way_of_printing_shows_the_text(kind: type[Secret]) -> None:
    secret = kind(MARKER)
    holder: Any = {"who": [secret], "attrs": attrs.make_class("H", ["x"])(secret)}
    shown = [
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{secret:>20}",
        secret._repr_html_(),
        pprint.pformat(holder),
        repr(attrs.asdict(holder["attrs"])),
        repr(holder),
    ]
    assert not [s for s in shown if MARKER in s or MARKER.lower() in s]
    assert f"{secret:>5}" == "  ***"
    assert html.unescape(secret._repr_html_()) == f"{kind.__name__}(***)"


@pytest.mark.parametrize("kind", KINDS)
def test_reveal_copy_and_pickle_keep_the_text(kind: type[Secret]) -> None:
    secret = kind(MARKER)
    assert secret.reveal() == MARKER
    for again in (copy.copy(secret), copy.deepcopy(secret), pickle.loads(pickle.dumps(secret))):
        assert again == secret
        assert again.reveal() == MARKER
        assert type(again) is kind


def test_equality_is_by_kind_and_text() -> None:
    assert IdNumber("1") == IdNumber("１")
    assert hash(IdNumber("1")) == hash(IdNumber("１"))
    assert IdNumber("1") != IdNumber("2")
    assert IdNumber("1") != CardNumber("1")
    assert IdNumber("1") != "1"
    assert len({IdNumber("1"), IdNumber("1 "), CardNumber("1")}) == 2
    with pytest.raises(TypeError):
        sorted([IdNumber("1"), IdNumber("2")])  # type: ignore[type-var]


def test_a_secret_is_frozen() -> None:
    secret = PersonName("张三")
    with pytest.raises(AttributeError, match="frozen"):
        secret._text = "李四"
    with pytest.raises(AttributeError, match="frozen"):
        del secret._text
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == "张三"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (None, "NoneType"),
        (MARKER.encode(), "bytes"),
        (110105, "int"),
        ("", "empty text"),
        (" \u3000\u200b", "empty text"),
        (MARKER * 100, "800 characters"),
        (MARKER + "\ud800", "a broken Unicode character"),
    ],
)
def test_a_refusal_tells_what_but_not_the_text(kind: type[Secret], wrong: Any, found: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        kind(wrong)
    assert caught.value.where == kind.__name__
    assert found in caught.value.render("en")
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(caught.value)
    assert MARKER not in shown


@pytest.mark.parametrize(("kind", "longest"), [(k, 500 if k is Address else 64) for k in KINDS])
def test_the_longest_text_is_admitted(kind: type[Secret], longest: int) -> None:
    assert len(kind("a" * longest).reveal()) == longest
    with pytest.raises(ValueRefusedError):
        kind("a" * (longest + 1))


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (IdNumber, "１１０１０５ 19491231 002x", "11010519491231002X"),
        (CardNumber, " a1234 567x ", "A1234567X"),
        (Phone, "０２４－5588 3333", "024-55883333"),
        (PersonName, "\u3000欧阳\u200b 娜娜 ", "欧阳 娜娜"),
        (Address, "舟山市 普陀区", "舟山市 普陀区"),
    ],
)
def test_text_is_normalised_on_the_way_in(kind: type[Secret], typed: str, kept: str) -> None:
    assert kind(typed).reveal() == kept


@given(st.sampled_from(KINDS), st.text(min_size=1, max_size=60).filter(normalise))
def test_normalising_twice_changes_nothing(kind: type[Secret], text: str) -> None:
    try:
        once = kind(text)
    except ValueRefusedError:
        return
    assert kind(once.reveal()) == once


@given(st.text(max_size=40))
def test_folding_a_name_twice_changes_nothing(name: str) -> None:
    assert fold_name(fold_name(name)) == fold_name(name)


@pytest.mark.parametrize("interpunct", list("·•‧∙⋅・･．."))
def test_every_interpunct_folds_to_one(interpunct: str) -> None:
    assert PersonName(f"阿依{interpunct}古丽").key == "阿依·古丽"


def test_document_kinds_carry_codes_of_the_national_dictionary() -> None:
    codes = dictionary("psn_cert_type")
    assert all(kind.national_code in codes for kind in IdDocumentKind)
    assert IdDocumentKind.HMT_RESIDENCE_PERMIT.national_code == "17"
    assert IdDocumentKind.RESIDENT_ID.code == "resident_id"
    assert IdDocumentKind.RESIDENT_ID.label.zh == "居民身份证"


def test_sex_carries_the_national_code() -> None:
    assert {s.national_code: s.label.zh for s in Sex} == {"1": "男", "2": "女"}
    assert all(s.label == Sex(s.value).label for s in Sex)
    assert dictionary("gend")[Sex.FEMALE.national_code].zh == "女"


def test_the_two_taxonomies_of_causes_are_tied() -> None:
    tied = {(headline, cause) for headline in Headline for cause in headline.causes}
    assert tied == {(headline, cause) for cause in Cause for headline in cause.headlines}
    assert [c.label.zh for c in Cause] == [
        "材料提交不规范或缺失",
        "信息填写错误或不一致",
        "参保状态异常或政策不符",
        "系统或技术故障",
        "备案类型选择错误",
        "其他操作或流程问题",
    ]
    assert Headline.WRONG_FILING_TYPE.causes == (Cause.FILING_TYPE, Cause.INFORMATION)
    assert Cause.PROCEDURE.headlines == ()
