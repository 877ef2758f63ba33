"""Which edition speaks: typed answers, no revival of ended rules, and guides that do not go together are refused."""

import pickle
from collections.abc import Callable
from datetime import date

import pytest

from yibao_rules.guides import Catalogue, CatalogueError, Ended, Found, NoRule, NotYetInForce, catalogue
from yibao_rules.model.guide import Guide

MakeGuide = Callable[..., Guide]
ONE = "valid_to = 2020-12-31"


@pytest.mark.parametrize(
    ("item", "day", "editions"),
    [
        ("referral", date(2019, 5, 1), ["2016"]),
        ("referral", date(2020, 1, 1), ["2016", "2019"]),
        ("referral", date(2020, 8, 25), ["2016", "2019", "2020-list"]),
        ("referral", date(2022, 12, 31), ["2016", "2019", "2020-list"]),
        ("referral", date(2023, 1, 1), ["2020-list", "2023-six-types"]),
        ("transfer", date(2021, 11, 30), ["2020-list"]),
        ("transfer", date(2021, 12, 1), ["2021-transfer"]),
        ("maternity_allowance", date(2023, 11, 30), ["2020-list"]),
        ("maternity_allowance", date(2023, 12, 1), ["2020-list", "2023-handling-regulation"]),
        ("chronic_direct_settlement", date(2024, 11, 30), ["2022-diseases"]),
        ("chronic_direct_settlement", date(2024, 12, 1), ["2024-diseases"]),
    ],
)
def test_the_nation_on_the_days_around_each_change(item: str, day: date, editions: list[str]) -> None:
    answer = catalogue().find("national", item, day)
    assert isinstance(answer, Found)
    assert [e.guide.edition for e in answer.entries] == editions
    assert answer.guide.edition == editions[-1]
    assert answer.item.item == item


def test_the_six_types_begin_on_2023_01_01() -> None:
    for item in ("emergency_rescue", "other_temporary"):
        before = catalogue().find("national", item, date(2022, 12, 31))
        assert before == NotYetInForce("national", item, date(2023, 1, 1))
        assert isinstance(catalogue().find("national", item, date(2023, 1, 1)), Found)


def test_an_ended_rule_stays_ended(make_guide: MakeGuide) -> None:
    older = make_guide(more=ONE)
    newer = make_guide(edition="2", valid_from="2021-01-01", more="valid_to = 2021-06-30")
    both = Catalogue(bundled=False).with_guide(older).with_guide(newer)
    ended = both.find("130500", "referral", date(2021, 7, 1))
    assert isinstance(ended, Ended)
    assert (ended.last, ended.entry.guide.edition) == (date(2021, 6, 30), "2")
    first = both.find("130500", "referral", date(2020, 12, 31))
    assert isinstance(first, Found)
    assert first.guide.edition == "1"
    assert both.find("130500", "transfer", date(2021, 1, 1)) == NoRule("130500", "transfer")
    assert both.find("130600", "referral", date(2021, 1, 1)) == NoRule("130600", "referral")


@pytest.mark.parametrize(
    ("more", "valid_from", "words"),
    [
        ("", "2021-06-01", "同时有效"),
        ("", "2020-01-01", "同时有效"),
        ("valid_to = 2021-03-31", "2020-06-01", "同时有效"),
        ('amends = ["0"]', "2021-06-01", "不存在"),
        ('amends = ["2"]', "2021-06-01", "不更早"),
    ],
)
def test_overlaps_and_ties_are_refused(make_guide: MakeGuide, more: str, valid_from: str, words: str) -> None:
    one = Catalogue(bundled=False).with_guide(make_guide())
    with pytest.raises(CatalogueError, match=words):
        one.with_guide(make_guide(edition="2", valid_from=valid_from, more=more))


def test_a_gap_and_a_second_guide_of_one_name_are_refused(make_guide: MakeGuide) -> None:
    one = Catalogue(bundled=False).with_guide(make_guide(more=ONE))
    with pytest.raises(CatalogueError, match="没有规定"):
        one.with_guide(make_guide(edition="2", valid_from="2021-01-02"))
    with pytest.raises(CatalogueError, match="版本名重复"):
        one.with_guide(make_guide(valid_from="2021-01-01"))


def test_an_amendment_of_an_amendment_stacks(make_guide: MakeGuide) -> None:
    stack = (
        Catalogue(bundled=False)
        .with_guide(make_guide())
        .with_guide(make_guide(edition="2", valid_from="2021-01-01", more='amends = ["1"]'))
        .with_guide(make_guide(edition="3", valid_from="2022-01-01", more='amends = ["2"]'))
    )
    answer = stack.find("130500", "referral", date(2022, 1, 1))
    assert isinstance(answer, Found)
    assert [e.guide.edition for e in answer.entries] == ["1", "2", "3"]


def test_no_gap_where_an_open_edition_stands_beneath(make_guide: MakeGuide) -> None:
    stack = (
        Catalogue(bundled=False)
        .with_guide(make_guide())
        .with_guide(
            make_guide(edition="2", valid_from="2021-01-01", more='amends = ["1"]\nvalid_to = 2021-03-01')
        )
        .with_guide(make_guide(edition="3", valid_from="2022-01-01", more='amends = ["1"]'))
    )
    assert isinstance(stack.find("130500", "referral", date(2021, 6, 1)), Found)


def test_a_users_own_city_beside_the_bundled_ones(make_guide: MakeGuide) -> None:
    own = catalogue().with_guide(make_guide())
    assert "130500" in own.places()
    assert "131000" in own.places()
    assert "130500" not in catalogue().places()
    assert {g.key for g in catalogue()} < {g.key for g in own}
    assert own.without("130500/1").places() == catalogue().places()
    assert "131000" not in own.without("131000/2020-08-25").places()


def test_what_cannot_be_left_out() -> None:
    with pytest.raises(CatalogueError, match="131000/2020-08-25"):
        catalogue().without("131000/1999")
    with pytest.raises(CatalogueError, match="无"):
        catalogue().without("999999/1")
    with pytest.raises(CatalogueError, match="不存在"):
        catalogue().without("national/2020-list")


def test_a_catalogue_is_a_value(make_guide: MakeGuide) -> None:
    own = catalogue().with_guide(make_guide())
    copy = pickle.loads(pickle.dumps(own))  # our own bytes
    assert copy == own
    assert hash(copy) == hash(own)
    assert own != catalogue()
    assert copy.find("130500", "referral", date(2020, 1, 1)) == own.find(
        "130500", "referral", date(2020, 1, 1)
    )


def test_every_bundled_guide_has_an_edition_that_names_its_file() -> None:
    for guide in catalogue():
        assert guide.items
        assert guide.title
        assert guide.dates_note or guide.issued or guide.document or guide.sure
