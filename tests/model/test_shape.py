"""A field of the wrong type is refused at construction, with its path and a reason, never its value."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from attrs import frozen

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import IdNumber
from yibao_rules.model.insurance import Enrolment, InsuranceScheme
from yibao_rules.model.materials import Material, Seal
from yibao_rules.model.people import Person
from yibao_rules.model.shape import Shaped, check_for


@pytest.mark.parametrize(
    ("make", "where"),
    [
        (lambda: Filing(item=3), "Filing.item"),  # type: ignore[arg-type]
        (lambda: Filing(item="referral", filed_on="2026-03-02"), "Filing.filed_on"),  # type: ignore[arg-type]
        (lambda: Filing(item="referral", filed_on=datetime(2026, 3, 2)), "Filing.filed_on"),
        (lambda: Filing(item="referral", materials=[Material(kind="invoice")]), "Filing.materials"),  # type: ignore[arg-type]
        (lambda: Filing(item="referral", materials=(3,)), "Filing.materials"),  # type: ignore[arg-type]
        (lambda: Material(kind="invoice", copies=True), "Material.copies"),
        (lambda: Material(kind="invoice", seals={Seal.EMPLOYER}), "Material.seals"),  # type: ignore[arg-type]
        (lambda: Circumstances(amount=3.5), "Circumstances.amount"),  # type: ignore[arg-type]
        (lambda: Person(id_number="11010519491231002X"), "Person.id_number"),  # type: ignore[arg-type]
        (lambda: Enrolment(scheme="employee", place="131000"), "Enrolment.scheme"),  # type: ignore[arg-type]
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_path(make: object, where: str) -> None:
    assert callable(make)
    with pytest.raises(ValueRefusedError) as caught:
        make()
    assert caught.value.where == where
    assert "11010519491231002X" not in str(caught.value)


def test_a_wire_code_in_place_of_a_member_is_answered_with_the_member() -> None:
    with pytest.raises(ValueRefusedError, match="InsuranceStatus\\('normal'\\)"):
        Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="131000", status="normal")  # type: ignore[arg-type]


def test_an_unknown_word_in_place_of_a_member_is_answered_with_the_list() -> None:
    with pytest.raises(ValueRefusedError, match="NORMAL（正常参保）"):
        Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="131000", status="ok")  # type: ignore[arg-type]


@pytest.mark.parametrize("place", ["33090", "3309030", "三三零九零三", ""])
def test_a_place_code_has_six_digits(place: str) -> None:
    with pytest.raises(ValueRefusedError, match=r"Filing\.destination"):
        Filing(item="referral", destination=place)


@pytest.mark.parametrize("item", ["", "Referral", "转诊", "a-b", "1a", "a" * 65])
def test_an_item_is_a_slug(item: str) -> None:
    with pytest.raises(ValueRefusedError, match=r"Filing\.item"):
        Filing(item=item)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_a_sum_is_a_number(amount: str) -> None:
    with pytest.raises(ValueRefusedError, match=r"Circumstances\.amount"):
        Circumstances(amount=Decimal(amount))


def test_one_entry_a_kind_of_material() -> None:
    with pytest.raises(ValueRefusedError, match="invoice"):
        Filing(item="referral", materials=(Material(kind="invoice"), Material(kind="invoice")))


def test_right_values_pass() -> None:
    filing = Filing(
        item="my_own_item",
        circumstances=Circumstances(amount=Decimal("3.50")),
        applicant=Person(id_number=IdNumber("11010519491231002X")),
        materials=(Material(kind="invoice", seals=frozenset({Seal.HOSPITAL}), expires_on=date(2026, 1, 1)),),
    )
    assert filing.material_by_kind is not None
    assert filing.material_by_kind["invoice"].seal_codes == frozenset({"hospital"})


@frozen(kw_only=True)
class Odd(Shaped):
    any_of: tuple[int | str, ...] = ()


def test_the_reason_words_a_compound_type() -> None:
    with pytest.raises(ValueRefusedError, match=r"tuple\[int \| str\]"):
        Odd(any_of=[1])  # type: ignore[arg-type]


def test_bool_is_no_int_and_datetime_no_date() -> None:
    assert not check_for(int)(True)
    assert check_for(int)(1)
    assert not check_for(date)(datetime(2026, 1, 1))
    assert check_for(bool)(True)
