from datetime import date

import attrs
import pytest

from yibao_rules.errors import ValueRefusedError
from yibao_rules.logic.clause import Basis, Certainty
from yibao_rules.model import guide_parts, guide_profile
from yibao_rules.model.guide import Guide, GuideItem, Layer, field_labels, layer_of, places_above
from yibao_rules.model.guide_parts import FieldSource, label_of
from yibao_rules.model.requirements import AllOf


def made(*items: GuideItem) -> Guide:
    return Guide(
        place="131000",
        name="廊坊市",
        edition="e",
        title="标题",
        valid_from=date(2020, 1, 1),
        sure=Certainty.SEED,
        items=items,
    )


def test_every_field_has_a_label_in_both_languages() -> None:
    records = [Guide, GuideItem, guide_profile.Profile]
    records += [
        c
        for c in vars(guide_parts).values()
        if isinstance(c, type) and attrs.has(c) and c.__module__ == guide_parts.__name__
    ]
    assert len(records) > 15
    for record in records:
        for name, attribute in field_labels(record).items():
            label = label_of(attribute.metadata)
            assert label is not None, (record, name)
            assert label.zh
            assert label.en
    assert label_of(None) is None


def test_a_field_is_stated_when_it_differs_from_its_default() -> None:
    assert GuideItem(item="referral").stated() == ("item",)
    assert GuideItem(item="referral", materials=AllOf(()), offered=False).stated() == (
        "item",
        "offered",
        "materials",
    )


def test_a_field_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(ValueRefusedError, match=r"GuideItem\.number"):
        GuideItem(item="referral", number="3")  # type: ignore[arg-type]


def test_sources_go_from_the_field_to_the_item_to_the_guide() -> None:
    plain = GuideItem(item="referral", name="转诊")
    based = attrs.evolve(plain, basis=(Basis("某文件", "第一条"),))
    sourced = attrs.evolve(
        based, sources=(FieldSource(of="limits", document="另一文件", sure=Certainty.FOUND_LOW),)
    )
    guide = made(plain)
    assert guide.basis_of(plain) == (Basis("标题", "转诊", title="标题", sure=Certainty.SEED),)
    assert guide.basis_of(based, "limits") == (Basis("某文件", "第一条"),)
    assert guide.basis_of(sourced, "limits") == (Basis("另一文件", sure=Certainty.FOUND_LOW),)
    assert guide.basis_of(sourced, "channels") == (Basis("某文件", "第一条"),)
    unsure = attrs.evolve(plain, name="", sure=Certainty.DERIVED)
    assert guide.basis_of(unsure)[0].sure is Certainty.DERIVED
    assert guide.basis_of(unsure)[0].article == "referral"


def test_layers_and_the_places_above() -> None:
    assert [layer_of(p) for p in ("national", "130000", "131000", "131002")] == list(Layer)
    assert places_above("national") == ("national",)
    assert places_above("440000") == ("national", "440000")
    assert places_above("131000") == ("national", "130000", "131000")
    assert made().layer is Layer.CITY
    assert made().key == "131000/e"


def test_an_item_may_have_days_of_its_own() -> None:
    own = GuideItem(item="referral", valid_from=date(2021, 1, 1), valid_to=date(2021, 12, 31))
    assert made().days_of(own) == (date(2021, 1, 1), date(2021, 12, 31))
    assert made().days_of(GuideItem(item="referral")) == (date(2020, 1, 1), None)
