"""The Fushun guide: what its page says, and every anomaly that the lint finds in it by general rules."""

from datetime import date, time

import pytest

from yibao_rules.guides import Found, catalogue, lint
from yibao_rules.model.guide import Guide, GuideItem
from yibao_rules.model.guide_parts import Handling, LimitRole, Purpose
from yibao_rules.model.item_codes import parse_item_code


@pytest.fixture(scope="module")
def guide() -> Guide:
    (only,) = catalogue().of_place("210400")
    return only


@pytest.fixture(scope="module")
def item(guide: Guide) -> GuideItem:
    answer = catalogue().find("210400", "referral", date(2021, 1, 4))
    assert isinstance(answer, Found)
    assert answer.guide == guide
    return answer.item


def test_offices_phones_and_hours(guide: Guide) -> None:
    assert [o.phones for o in guide.offices] == [("024-55883333",), ("024-55032078",), ("024-53039282",)]
    assert [o.place for o in guide.offices] == ["210411", "210422", "210423"]
    for office in guide.offices:
        assert [(o.days, o.opens, o.closes) for o in office.openings] == [
            ((1, 2, 3, 4, 5), time(8, 30), time(11, 30)),
            ((1, 2, 3, 4, 5), time(13), time(17)),
        ]
        assert office.holidays_closed
        assert office.make_up_days_open is None
    assert [c.phone for c in guide.contacts if c.purpose in (Purpose.COMPLAIN, Purpose.REMEDY)] == [
        "024--12345",
        "0411-12345",
    ]


def test_limits_and_the_row_of_materials(item: GuideItem) -> None:
    assert item.handling is Handling.IMMEDIATE
    assert {x.role: x.term.wording() for x in item.limits} == {
        LimitRole.STATUTORY: "20个工作日内",
        LimitRole.PROMISED: "20个工作日内",
    }
    (row,) = item.material_rows
    assert (row.originals, row.copies, row.forms, row.pledge) == (0, 0, ("纸质", "电子"), False)


def test_the_quoted_basis_is_kept(item: GuideItem) -> None:
    assert [b.document for b in item.basis] == [
        "人社部发〔2016〕120号",
        "医保发〔2019〕33号",
        "医保办发〔2019〕33号",
    ]
    assert "应到参保地经办机构进行登记" in item.basis[0].quote
    assert "零跑腿" in item.basis[1].quote
    assert "具有转诊资质的定点医疗机构" in item.basis[2].quote


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("limit/immediate-with-limit", "item[0].limits[0]"),
        ("limit/no-gain", "item[0].limits[1]"),
        ("conditions/other-item", "item[0].conditions[0]"),
        ("conditions/other-scope", "item[0].profile.applies_to"),
        ("item/deferral-contradiction", "item[0].profile.deferral"),
        ("pledge/allowed-by-basis", "item[0].profile.pledge_based"),
        ("materials/quoted-missing", "item[0].materials"),
        ("materials/national-missing", "item[0].materials"),
        ("materials/zero-copies", "item[0].material_rows[0]"),
        ("channels/visit-though-online", "item[0].profile.visits"),
        ("codes/agency-code", "item[0].profile.authority_code"),
        ("phones/number", "contacts[3].phone"),
        ("phones/number", "contacts[4].phone"),
        ("text/misspelt-office", "item[0].profile.tracking"),
        ("text/empty-field", "item[0].profile.result_name"),
        ("text/empty-field", "item[0].profile.flow_chart"),
        ("hours/make-up-days-unstated", "offices[0].make_up_days_open"),
        ("basis/superseded", "item[0].basis[0]"),
        ("basis/superseded", "item[0].basis[1]"),
    ],
)
def test_every_anomaly_of_the_page_is_found(guide: Guide, code: str, path: str) -> None:
    assert (code, path) in {(f.code, f.path) for f in lint(guide)}


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("codes/spaces", set(range(1, 29))),
        ("materials/national-missing", {12, 13, 14, 15, 17}),
        ("audience/persons-left-out", {17, 18, 19, 20, 21, 22}),
        ("item/not-offered", {19}),
        ("limit/none", {25, 26}),
        ("limit/above-statutory", {11, 22}),
        ("limit/clock", {17, 18}),
        ("materials/beyond-national", {11, 17}),
        ("materials/unstated", {25, 26, 27, 28}),
        ("text/merged-cells", {18, 20, 21, 22, 24, 25, 26, 28}),
        ("phones/number", set(range(1, 29)) - {25, 26}),
    ],
)
def test_every_anomaly_of_the_langfang_list_is_found(code: str, numbers: set[int]) -> None:
    (guide,) = catalogue().of_place("131000")
    found = [f for f in lint(guide) if f.code == code]
    items = {int(f.path.partition("[")[2].partition("]")[0]) for f in found}
    assert {guide.items[i].number for i in items} == numbers


def test_the_codes_of_the_list_are_well_formed_but_for_their_spaces() -> None:
    (guide,) = catalogue().of_place("131000")
    for item in guide.items:
        assert str(parse_item_code(item.code).container) == item.main_code.replace(" ", "")
