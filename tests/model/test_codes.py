"""Codes of organisations, diseases, items and messages: right ones pass, each fault is told, public codes may be shown."""

import pickle
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.codes import (
    CodeFault,
    InstitutionKind,
    check_agency_code,
    check_disease_code,
    check_icd,
    check_institution_code,
    check_region,
    check_staff_code,
    check_uscc,
    org_check_character,
    uscc_check_character,
    uscc_region,
)
from yibao_rules.model.item_codes import (
    ItemCode,
    parse_implementation_code,
    parse_item_code,
    parse_message_id,
)
from yibao_rules.testing.identity import institution_codes, uscc

FUSHUN = "11210200MB1646401N"  # 抚顺's guide prints it; its region is 大连
HENGSHUI = "11131100MB19322481"


def credited(head: str, org: str = "MB1646401") -> str:
    return head + org + uscc_check_character(head + org)


def faults(problems: tuple[object, ...]) -> list[CodeFault]:
    return [p.fault for p in problems]  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [FUSHUN, HENGSHUI, FUSHUN.lower(), "１１２１０２００ＭＢ１６４６４０１Ｎ"])
def test_real_usccs_pass(code: str) -> None:
    assert check_uscc(code) == ()
    assert check_agency_code(code) == ()


@given(uscc())
def test_a_made_up_uscc_passes(code: str) -> None:
    assert check_uscc(code, region=code[2:8]) == ()


@given(uscc(region="330903", public_body=True))
def test_a_made_up_agency_code_passes(code: str) -> None:
    assert check_agency_code(code, region="330900") == ()
    assert uscc_region(code) == "330903"


@given(uscc(), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_never_passes(code: str, at: int, character: str) -> None:
    changed = code[:at] + character + code[at + 1 :]
    assert (check_uscc(changed) == ()) == (changed == code)


def test_a_uscc_of_another_city_is_told() -> None:
    (problem,) = check_uscc(FUSHUN, region="210400")
    assert problem.fault is CodeFault.REGION_MISMATCH
    assert problem.detail.zh == "编码登记在大连市（210200），所在地为抚顺市（210400）"
    assert problem.detail.en == "the code is registered in Dalian (210200), the place is Fushun (210400)"


@pytest.mark.parametrize("region", ["210200", "210202", "210000", "219900"])
def test_a_uscc_agrees_with_its_city_and_its_province(region: str) -> None:
    assert check_uscc(FUSHUN, region=region) == ()


def test_a_central_bodys_code_belongs_everywhere() -> None:
    code = credited("11100000")
    assert check_uscc(code, region="210400") == ()
    assert uscc_region(code) is None
    assert uscc_region("123") is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (FUSHUN[:-1], [CodeFault.LENGTH]),
        (FUSHUN[:-1] + "O", [CodeFault.CHARACTERS]),
        (FUSHUN[:-1] + "0", [CodeFault.CHECKSUM]),
        (credited("11210200", "MB1646402"), [CodeFault.ORG_CHECKSUM]),
        (credited("11990200"), [CodeFault.REGION]),
    ],
)
def test_each_fault_of_a_uscc(code: str, expected: list[CodeFault]) -> None:
    assert faults(check_uscc(code)) == expected


def test_characters_that_a_uscc_cannot_hold_are_named() -> None:
    (problem,) = check_uscc("IOSVZ-" + FUSHUN[6:])
    assert problem.detail.en == "- I O S V Z (only 0-9 and capitals without I, O, S, V, Z)"


def test_an_agency_is_a_public_body() -> None:
    code = credited("91210200")
    assert faults(check_uscc(code)) == []
    assert faults(check_agency_code(code)) == [CodeFault.KIND_MISMATCH]
    assert faults(check_agency_code("12")) == [CodeFault.LENGTH]


@pytest.mark.parametrize(("body", "check"), [("MB164640", "1"), ("D2143569", "X"), ("00000000", "0")])
def test_check_characters_of_organisation_codes(body: str, check: str) -> None:
    assert org_check_character(body) == check


@given(institution_codes())
def test_a_made_up_institution_passes(code: str) -> None:
    assert check_institution_code(code, region=code[1:7]) == ()
    assert check_institution_code(f" {code.lower()}") == ()


@given(institution_codes(InstitutionKind.HOSPITAL, region="330903"))
def test_an_institution_is_held_against_kind_and_place(code: str) -> None:
    assert check_institution_code(code, kind=InstitutionKind.HOSPITAL, region="330900") == ()
    found = check_institution_code(code, kind=InstitutionKind.PHARMACY, region="330200")
    assert faults(found) == [CodeFault.KIND_MISMATCH, CodeFault.REGION_MISMATCH]
    assert found[0].detail.zh == "编码属定点医疗机构，填为定点零售药店"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("H4302810025", [CodeFault.LENGTH]),
        ("X43028100255", [CodeFault.PATTERN]),
        ("H4302810025X", [CodeFault.PATTERN]),
        ("H99028100255", [CodeFault.REGION]),
        ("H43028100255", []),
        ("P13110000001", []),
    ],
)
def test_each_fault_of_an_institution_code(code: str, expected: list[CodeFault]) -> None:
    assert faults(check_institution_code(code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("430299", []),
        ("330903", []),
        ("439900", []),
        ("990000", [CodeFault.REGION]),
        ("3309", [CodeFault.LENGTH]),
    ],
)
def test_insurance_regions(code: str, expected: list[CodeFault]) -> None:
    assert faults(check_region(code)) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("D430281000001", []),
        ("HY430281000001", []),
        ("hj430281000001", []),
        ("D990281000001", [CodeFault.REGION]),
        ("D43028100001", [CodeFault.PATTERN]),
        ("X430281000001", [CodeFault.PATTERN]),
    ],
)
def test_codes_of_staff(code: str, expected: list[CodeFault]) -> None:
    assert faults(check_staff_code(code)) == expected


@pytest.mark.parametrize("code", ["M01600", "m03900", "Ｍ００５０３"])
def test_disease_codes_pass(code: str) -> None:
    assert check_disease_code(code) == ()


@pytest.mark.parametrize("code", ["M0160", "M016000", "N01600", "01600", "M0160x", "M٠١٦٠٠", ""])
def test_other_disease_codes_do_not(code: str) -> None:
    assert faults(check_disease_code(code)) == [CodeFault.PATTERN]


@pytest.mark.parametrize("code", ["I10.x00", "E11.900", "C34", "A01.0x1", "M32.100+"])
def test_icd_shapes_pass(code: str) -> None:
    assert check_icd(code) == ()


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("i10", CodeFault.PATTERN),
        ("I1", CodeFault.PATTERN),
        ("I10.", CodeFault.PATTERN),
        ("I10x00", CodeFault.PATTERN),
        ("I10." + "0" * 17, CodeFault.LENGTH),
    ],
)
def test_other_icd_shapes_do_not(code: str, fault: CodeFault) -> None:
    assert faults(check_icd(code)) == [fault]


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    for check in (check_uscc, check_agency_code, check_institution_code, check_region, check_icd):
        assert isinstance(check(text), tuple)
    assert isinstance(check_staff_code(text), tuple)
    assert isinstance(check_disease_code(text), tuple)


@pytest.mark.parametrize(
    "text", ["1320360 0100Y", "13203600100Y", "1320 3600 100y", "１３２０３６００１００Ｙ"]
)
def test_an_item_code_is_read_over_the_spaces_of_a_list(text: str) -> None:
    code = parse_item_code(text)
    assert code == ItemCode(region="13", kind="20", department="36", main="001", sub="00Y")
    assert code.is_container
    assert code.container == code
    assert str(code) == "13203600100Y"


def test_sub_items_know_their_container() -> None:
    assert str(parse_item_code("132036004002").container) == "13203600400Y"
    whole = parse_item_code("1320360 05000")
    assert whole.container is whole
    assert not whole.is_container


@given(st.from_regex(r"[0-9]{11}[0-9Y]", fullmatch=True).filter(str.isascii))
def test_an_item_code_is_written_as_it_was_read(text: str) -> None:
    assert str(parse_item_code(text)) == text


@pytest.mark.parametrize("text", ["", "13203600100", "1320360010000", "13203600100X", "A3203600100Y"])
def test_other_item_codes_are_refused(text: str) -> None:
    with pytest.raises(ValueRefusedError, match="item_code"):
        parse_item_code(text)


def test_an_implementation_code_is_read_into_three() -> None:
    code = parse_implementation_code("11131100MB19322481 3 132036024001")
    assert (code.uscc, code.level, str(code.item)) == (HENGSHUI, "3", "132036024001")
    assert str(code) == "11131100MB193224813132036024001"
    assert code.problems(region="131100") == ()
    assert faults(code.problems(region="131000")) == [CodeFault.REGION_MISMATCH]
    with pytest.raises(ValueRefusedError, match="31"):
        parse_implementation_code("11131100MB1932248131320360240")


def test_a_message_id_is_read_into_three() -> None:
    found = parse_message_id("H43028100255202410140930000007")
    assert (found.institution, found.sequence) == ("H43028100255", 7)
    assert found.sent_at.astimezone(UTC) == datetime(2024, 10, 14, 1, 30, tzinfo=UTC)
    assert str(found) == "H43028100255202410140930000007"
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_short_sequence_is_read_leniently_and_written_strictly() -> None:
    sample = "H4302810025520241014093000007"
    with pytest.raises(ValueRefusedError, match="msgid"):
        parse_message_id(sample)
    assert str(parse_message_id(sample, strict=False)) == "H43028100255202410140930000007"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "H43028100255202413140930000007",
        "H99028100255202410140930000007",
        "X43028100255202410140930000007",
    ],
)
def test_other_message_ids_are_refused(text: str) -> None:
    with pytest.raises(ValueRefusedError, match="msgid"):
        parse_message_id(text, strict=False)
