import pytest

from yibao_rules.errors import YibaoError
from yibao_rules.model.items import items, main_items
from yibao_rules.model.kinds import PERSONAL_PLEDGE, KindCategory, MaterialKind, kinds
from yibao_rules.model.slug_table import SlugTable, UnknownSlugError
from yibao_rules.text import Text


def test_every_kind_has_both_names_a_source_and_known_broader_kinds() -> None:
    table = kinds()
    assert PERSONAL_PLEDGE in table
    for slug, kind in table.items():
        assert slug == kind.slug
        assert kind.label.zh
        assert kind.label.en
        assert kind.source
        assert set(kind.counts_as) <= set(table)


def test_a_permit_fills_both_identity_and_residence() -> None:
    assert "residence_permit" in kinds().filling("residence_proof")
    assert "residence_permit" in kinds().filling("identity_document")
    assert kinds().filling("invoice") == ("invoice",)
    assert kinds()["residence_permit"].expires
    assert not kinds()["property_certificate"].expires


def test_an_unknown_slug_names_the_nearest() -> None:
    with pytest.raises(UnknownSlugError) as caught:
        kinds()["referal_certificate"]
    assert "referral_certificate" in str(caught.value)
    with pytest.raises(UnknownSlugError) as far:
        kinds().filling("zzzzzz")
    assert "查阅该表" in str(far.value)
    assert "zzzzzz" not in kinds()


def test_a_slug_stands_once() -> None:
    kind = MaterialKind(slug="a", label=Text("甲", "a"), category=KindCategory.FORM, source="x")
    with pytest.raises(YibaoError, match="a"):
        SlugTable(Text("表", "table"), (kind, kind))
    assert list(SlugTable(Text("表", "table"), (kind,))) == ["a"]


def test_every_item_belongs_to_a_main_item() -> None:
    assert len(items()) == 31
    assert len(main_items()) == 10
    for item in items().values():
        assert item.main in main_items()
        assert item.label.zh
        assert item.label.en
        assert item.source
    assert {m.slug for m in main_items().values()} == {i.main for i in items().values()}
