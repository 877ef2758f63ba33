"""Identity numbers: the standard's own examples, every fault alone, and never a digit in what is said."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.id_checks import IdFault, IdProblem, check_card_number, check_id_number
from yibao_rules.model.id_numbers import birth_date, check_character, national_cert_type, sex_of
from yibao_rules.model.identity import CardNumber, IdDocumentKind, IdNumber, Sex
from yibao_rules.model.places import table
from yibao_rules.testing.identity import broken, id_numbers

DAY = date(2026, 11, 20)
# GB 11643-1999 prints these two as its examples.
EXAMPLES = [
    ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
    ("440524188001010014", date(1880, 1, 1), Sex.MALE),
]
NUMBER_FAULTS = [
    IdFault.LENGTH,
    IdFault.CHARACTERS,
    IdFault.CHECKSUM,
    IdFault.BIRTH_DATE,
    IdFault.FUTURE_BIRTH,
    IdFault.REGION,
    IdFault.OLD_FORM,
    IdFault.KIND_MISMATCH,
]


def faults(text: str, kind: IdDocumentKind = IdDocumentKind.RESIDENT_ID, **record: object) -> list[IdFault]:
    return [p.fault for p in problems(text, kind, **record)]


def problems(
    text: str, kind: IdDocumentKind = IdDocumentKind.RESIDENT_ID, **record: object
) -> tuple[IdProblem, ...]:
    return check_id_number(IdNumber(text), kind, day=DAY, **record)  # type: ignore[arg-type]


def with_check(body: str) -> str:
    return body + check_character(body)


@pytest.mark.parametrize(("text", "born", "sex"), EXAMPLES)
def test_the_examples_of_the_standard(text: str, born: date, sex: Sex) -> None:
    assert faults(text, birth=born, sex=sex) == []
    assert faults(text, IdDocumentKind.HOUSEHOLD_REGISTER) == []
    assert (birth_date(IdNumber(text)), sex_of(IdNumber(text))) == (born, sex)


@given(id_numbers())
def test_a_made_up_right_number_has_no_fault(number: IdNumber) -> None:
    assert check_id_number(number, day=DAY) == ()
    born, sex = birth_date(number), sex_of(number)
    assert check_id_number(number, day=DAY, birth=born, sex=sex) == ()


@given(id_numbers(region="330903", born=st.just(date(1958, 3, 1)), sex=Sex.FEMALE))
def test_a_number_is_made_up_as_asked(number: IdNumber) -> None:
    assert number.reveal().startswith("33090319580301")
    assert sex_of(number) is Sex.FEMALE


@given(id_numbers(sex=Sex.MALE))
def test_a_mans_number_is_odd(number: IdNumber) -> None:
    assert sex_of(number) is Sex.MALE


@pytest.mark.parametrize("fault", NUMBER_FAULTS)
@given(data=st.data())
def test_a_broken_number_has_that_fault_and_no_other(fault: IdFault, data: st.DataObject) -> None:
    number = data.draw(broken(id_numbers(), by=fault))
    found = check_id_number(number, day=DAY)
    assert [p.fault for p in found] == [fault]
    text = number.reveal()
    said = found[0].detail.zh + found[0].detail.en
    assert not any(text[i : i + 5] in said for i in range(len(text) - 4))


@pytest.mark.parametrize("fault", [f for f in IdFault if f not in NUMBER_FAULTS])
def test_other_faults_are_not_of_the_number_alone(fault: IdFault) -> None:
    with pytest.raises(ValueRefusedError, match="broken"):
        broken(id_numbers(), by=fault)


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: IdNumber, at: int, by: int) -> None:
    text = number.reveal()
    changed = text[:at] + str((int(text[at]) + by) % 10) + text[at + 1 :]
    assert faults(changed)


@given(id_numbers(), st.integers(0, 15))
def test_two_neighbours_swapped_never_pass(number: IdNumber, at: int) -> None:
    text = number.reveal()
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    assert swapped == text or faults(swapped)


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("110105194912310021X", "19 位，应为 18 位，多 1 位"),
        ("1101051949123100", "16 位，应为 18 位，少 2 位"),
        ("1101051949123100O2", "第 17 位有误（应为数字，仅末位可为 X）"),
        ("110105X949123X0021", "第 7、14 位有误（应为数字，仅末位可为 X）"),
        ("110105194912310021", "末位校验码与前 17 位不符，请逐位核对"),
        ("110105491231002", "15 位旧号码，请用 18 位号码"),
    ],
)
def test_the_detail_helps_to_mend(text: str, zh: str) -> None:
    assert [p.detail.zh for p in problems(text)] == [zh]


def test_several_faults_are_told_at_once_in_order() -> None:
    body = "160101" + "21990230" + "001"
    wrong = body + "0123456789X"[("0123456789X".index(check_character(body)) + 1) % 11]
    assert faults(wrong) == [IdFault.CHECKSUM, IdFault.BIRTH_DATE, IdFault.REGION]
    assert faults("1A0105194912310021X") == [IdFault.LENGTH, IdFault.CHARACTERS]


def test_a_birth_date_of_another_age_is_none() -> None:
    assert faults(with_check("11010518491231002")) == [IdFault.BIRTH_DATE]
    assert faults(with_check("11010518500101002")) == []


def test_a_person_born_on_the_day_may_file() -> None:
    assert faults(with_check("11010520261120002")) == []
    assert faults(with_check("11010520261121002")) == [IdFault.FUTURE_BIRTH]


def test_every_region_that_ever_was_is_admitted() -> None:
    rejected = [
        code
        for code in table()
        if not code.startswith(("81", "82")) and faults(with_check(f"{code}19700101001"))
    ]
    assert rejected == []


def test_a_county_made_after_the_table_is_admitted() -> None:
    assert "653299" not in table()
    assert faults(with_check("65329919700101001")) == []


def test_birth_and_sex_are_held_against_the_record() -> None:
    text = EXAMPLES[0][0]
    assert faults(text, birth=date(1949, 12, 30), sex=Sex.MALE) == [
        IdFault.BIRTH_MISMATCH,
        IdFault.SEX_MISMATCH,
    ]
    assert faults(text, birth=date(1949, 12, 31), sex=None) == []
    # a number whose checksum is wrong still states a birth date
    assert IdFault.BIRTH_MISMATCH in faults(text[:-1] + "1", birth=date(2000, 1, 1))
    # a number of another length does not
    assert faults(text + "1", birth=date(2000, 1, 1)) == [IdFault.LENGTH, IdFault.CHARACTERS]


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan(region: str) -> None:
    text = with_check(f"{region}19900101002")
    assert faults(text, IdDocumentKind.HMT_RESIDENCE_PERMIT) == []
    found = problems(text)
    assert [p.fault for p in found] == [IdFault.KIND_MISMATCH]
    assert found[0].detail.zh == "填为居民身份证，号码却是港澳台居民居住证的格式"


def test_a_resident_number_is_no_residence_permit() -> None:
    text = EXAMPLES[0][0]
    assert faults(text, IdDocumentKind.HMT_RESIDENCE_PERMIT) == [IdFault.KIND_MISMATCH]
    wrong = text[:-1] + "1"
    assert faults(wrong, IdDocumentKind.HMT_RESIDENCE_PERMIT) == [IdFault.CHECKSUM, IdFault.REGION]


def test_permanent_residence_cards_old_and_new() -> None:
    card = IdDocumentKind.FOREIGNER_PERMANENT_RESIDENCE
    assert faults("USA110080010112", card) == []
    assert faults("USA110099133112", card) == [IdFault.BIRTH_DATE]
    new = with_check("91124019800101001")
    assert faults(new, card) == []
    assert faults(new) == [IdFault.KIND_MISMATCH]
    assert faults("USA110080010112") == [IdFault.KIND_MISMATCH]
    assert faults("9112401980010100", card) == [IdFault.LENGTH]
    assert faults(new[:-1] + "0123456789X"[("0123456789X".index(new[-1]) + 1) % 11], card) == [
        IdFault.CHECKSUM
    ]
    assert faults("810000199001010020", card) == [IdFault.CHECKSUM, IdFault.PATTERN]
    assert birth_date(IdNumber("USA110080010112")) is None
    assert sex_of(IdNumber("USA110080010112")) is None


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (IdDocumentKind.HK_MACAO_PERMIT, ["H12345678", "M1234567801"], ["A12345678", "H1234567"]),
        (IdDocumentKind.TAIWAN_PERMIT, ["12345678", "1234567801", "1234567801(B)"], ["1234567", "A2345678"]),
        (
            IdDocumentKind.PASSPORT,
            ["E12345678", "EA1234567", "G12345678", "141234567", "DE1234567"],
            ["EI1234567", "E1234567"],
        ),
        (IdDocumentKind.FOREIGN_PASSPORT, ["C01X00T47", "AB123"], ["AB-12345", "A1"]),
        (IdDocumentKind.BIRTH_CERTIFICATE, ["T320123456"], ["T32012345", "3201234567"]),
    ],
)
def test_passes_and_passports_by_pattern(kind: IdDocumentKind, good: list[str], bad: list[str]) -> None:
    assert [faults(text, kind) for text in good] == [[]] * len(good)
    assert [faults(text, kind) for text in bad] == [[IdFault.PATTERN]] * len(bad)


def test_a_pass_named_a_resident_card_is_told() -> None:
    assert faults("H12345678") == [IdFault.KIND_MISMATCH]


@pytest.mark.parametrize(
    "kind", [IdDocumentKind.DISABILITY_CARD, IdDocumentKind.OTHER, IdDocumentKind.OFFICER_CARD]
)
def test_kinds_without_a_rule_are_not_judged(kind: IdDocumentKind) -> None:
    assert faults("anything 字", kind) == []
    assert faults(EXAMPLES[0][0], kind) == []


def test_what_a_number_does_not_say_is_none() -> None:
    assert birth_date(IdNumber("123")) is None
    assert sex_of(IdNumber("123")) is None
    assert birth_date(IdNumber("110105491231002")) == date(1949, 12, 31)
    assert sex_of(IdNumber("110105491231002")) is Sex.FEMALE
    assert birth_date(IdNumber("110105490231002")) is None


def test_a_macao_permit_has_its_own_national_code() -> None:
    permit = IdDocumentKind.HK_MACAO_PERMIT
    assert national_cert_type(permit, IdNumber("H12345678")) == "04"
    assert national_cert_type(permit, IdNumber("M12345678")) == "05"
    assert national_cert_type(IdDocumentKind.PASSPORT, IdNumber("M12345678")) == "16"


def test_a_card_number_is_judged_by_its_characters_only() -> None:
    assert check_card_number(CardNumber("A1234567X")) == ()
    assert [p.fault for p in check_card_number(CardNumber("A123-4567卡"))] == [IdFault.CHARACTERS]
    assert [p.fault for p in check_card_number(CardNumber("1" * 51))] == [IdFault.LENGTH]


@given(st.text(min_size=1, max_size=30), st.sampled_from(IdDocumentKind))
def test_any_text_gets_an_answer_without_its_digits(text: str, kind: IdDocumentKind) -> None:
    try:
        number = IdNumber(text)
    except ValueRefusedError:
        return
    said = " ".join(p.detail.zh for p in check_id_number(number, kind, day=DAY))
    assert not re.search("[0-9]{4}", said.replace("2026-11-20", ""))
