"""Payloads held against their tables: each field, width and rule told by its own fault, and never by its value."""

from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.interop.nhsa import (
    NATIONAL,
    Checker,
    Edition,
    Fault,
    FaultKind,
    Field,
    FieldType,
    Group,
    Setting,
    Side,
    Transaction,
    bundled_tables,
    extension_faults,
    own_tables,
)
from yibao_rules.interop.nhsa.catalogue import ENVELOPE
from yibao_rules.interop.nhsa.values import fault_of
from yibao_rules.model.dictionaries import bundled_dictionaries, read_dictionaries
from yibao_rules.testing.nhsa import payloads
from yibao_rules.text import Text

K = FaultKind
STRICT, LENIENT = Checker(), Checker(strict=False)
SIDES = [(t, side) for t in bundled_tables().transactions for side in Side if t.groups(side)]


def codes(name: str) -> tuple[str, ...]:
    return NATIONAL.dictionary(name).codes


def value(field: Field) -> Any:
    if field.dictionary:
        return codes(field.dictionary)[0]
    if field.form:
        return "210402" if field.form == "place" else "H21040200001"
    return {
        FieldType.TEXT: "1",
        FieldType.NUMBER: 1,
        FieldType.DATE: "2026-03-02",
        FieldType.DATETIME: "2026-03-02 09:30:00",
        FieldType.TREE: {},
    }[field.type]


def whole(transaction: Transaction, side: Side) -> dict[str, Any]:
    """Give a payload with every field filled."""
    tree: dict[str, Any] = {}
    for group in transaction.groups(side):
        row = {f.name: value(f) for f in group.fields}
        tree |= ({group.node: [row] if group.many else row}) if group.node else row
    return tree


def row_of(tree: dict[str, Any], group: Group) -> tuple[dict[str, Any], str]:
    if not group.node:
        return tree, ""
    found = tree[group.node]
    return (found[0], f"/{group.node}/0") if group.many else (found, f"/{group.node}")


CASES = [(t, side, g, f) for t, side in SIDES for g in t.groups(side) for f in g.fields]
IDS = [f"{t.infno}-{side.code}-{g.node}-{f.name}" for t, side, g, f in CASES]
fields = pytest.mark.parametrize(("transaction", "side", "group", "field"), CASES, ids=IDS)


@pytest.mark.parametrize(("transaction", "side"), SIDES)
def test_a_whole_payload_has_no_fault(transaction: Transaction, side: Side) -> None:
    assert STRICT.faults(whole(transaction, side), transaction, side) == ()


@fields
@pytest.mark.parametrize("how", ["left out", "empty", "null"])
def test_a_field_without_a_value(
    transaction: Transaction, side: Side, group: Group, field: Field, how: str
) -> None:
    tree = whole(transaction, side)
    row, pointer = row_of(tree, group)
    del row[field.name]
    if how != "left out":
        row[field.name] = "" if how == "empty" else None
    strict = STRICT.faults(tree, transaction, side)
    lenient = LENIENT.faults(tree, transaction, side)
    if field.type is FieldType.NUMBER:
        assert [(f.pointer, f.kind, f.fix.zh) for f in strict] == [
            (f"{pointer}/{field.name}", K.BAD_NUMBER, "写 0")
        ]
    elif field.required:
        assert [(f.pointer, f.kind) for f in strict] == [(f"{pointer}/{field.name}", K.MISSING_KEY)]
        assert field.name in strict[0].expected.zh
        assert field.title.en in strict[0].expected.en
    elif how == "null":
        assert [(f.pointer, f.kind, f.fix.zh) for f in strict] == [
            (f"{pointer}/{field.name}", K.WRONG_TYPE, '写 ""')
        ]
    else:
        assert [f for f in strict if "/card_sn" not in f.pointer] == []
    assert [(f.pointer, f.kind) for f in lenient] == (
        [(f"{pointer}/{field.name}", K.MISSING_KEY)] if field.required else []
    )


@fields
def test_a_value_one_too_wide(transaction: Transaction, side: Side, group: Group, field: Field) -> None:
    if field.width is None:
        return
    fill: dict[FieldType, list[Any]] = {
        FieldType.TEXT: ["好" * field.width, "好" * (field.width + 1)],
        FieldType.NUMBER: [10 ** (field.width - field.decimals) - 1, 10 ** (field.width - field.decimals)],
        FieldType.TREE: [{"a": "好" * (field.width - 8)}, {"a": "好" * (field.width - 7)}],
    }
    tree = whole(transaction, side)
    row, pointer = row_of(tree, group)
    just, over = fill[field.type]
    assert fault_of(evolve(field, form=None), just) is None
    bad = fault_of(field, over)
    assert bad is not None
    assert bad.kind is (K.BAD_NUMBER if field.type is FieldType.NUMBER else K.BAD_TEXT)
    row[field.name] = over
    found = [f for f in STRICT.faults(tree, transaction, side) if f.kind is bad.kind]
    assert [f.pointer for f in found] == [f"{pointer}/{field.name}"]


@fields
def test_a_code_that_the_dictionary_lacks(
    transaction: Transaction, side: Side, group: Group, field: Field
) -> None:
    tree = whole(transaction, side)
    row, pointer = row_of(tree, group)
    if field.type is not FieldType.TEXT:
        return
    row[field.name] = "@"
    found = [f for f in STRICT.faults(tree, transaction, side) if f.kind is K.UNKNOWN_WORD]
    closed = field.dictionary is not None and not field.open
    assert [f.pointer for f in found] == ([f"{pointer}/{field.name}"] if closed else [])


@fields
def test_a_value_of_another_type(transaction: Transaction, side: Side, group: Group, field: Field) -> None:
    for wrong in (True, ["x"], {"a": {1}} if field.type is FieldType.TREE else {"a": 1}):
        tree = whole(transaction, side)
        row, pointer = row_of(tree, group)
        row[field.name] = wrong
        for checker in (STRICT, LENIENT):
            found = checker.faults(tree, transaction, side)
            assert (f"{pointer}/{field.name}", K.WRONG_TYPE) in [(f.pointer, f.kind) for f in found]


@pytest.mark.parametrize(("transaction", "side"), SIDES)
def test_drawn_payloads_have_no_fault(transaction: Transaction, side: Side) -> None:
    rules = transaction.rules if side is Side.INPUT else ()

    @given(payloads(transaction.groups(side), codes, rules=rules))
    def check(tree: dict[str, Any]) -> None:
        assert STRICT.faults(tree, transaction, side) == ()
        assert LENIENT.faults(tree, transaction, side) == ()

    check()


def one(field: Field, given: Any, *, strict: bool = True) -> tuple[FaultKind, str, str] | None:
    bad = fault_of(field, given, strict=strict)
    return None if bad is None else (bad.kind, bad.found.zh, bad.expected.zh)


def made(kind: FieldType, width: int | None = None, decimals: int = 0) -> Field:
    return Field(name="x", title=Text("某", "x"), type=kind, width=width, decimals=decimals)


TEXT, NUMBER = made(FieldType.TEXT, 3), made(FieldType.NUMBER, 4, 1)
DAY, MOMENT = made(FieldType.DATE), made(FieldType.DATETIME)


@pytest.mark.parametrize(
    ("field", "given", "strict", "lenient"),
    [
        (TEXT, "𠮷𠮷𠮷", None, None),  # by characters, not by bytes
        (TEXT, "a\nb", None, None),
        (TEXT, "a\x00", K.BAD_TEXT, K.BAD_TEXT),
        (TEXT, "\ud800", K.BAD_TEXT, K.BAD_TEXT),
        (TEXT, 12, K.WRONG_TYPE, None),
        (TEXT, 1234, K.WRONG_TYPE, K.BAD_TEXT),
        (made(FieldType.TEXT), "x" * 9999, None, None),
        (NUMBER, "12.5", None, None),
        (NUMBER, 12.5, None, None),
        (NUMBER, Decimal("999.9"), None, None),
        (NUMBER, "1000.0", K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, "1.25", K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, "1,000", K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, "1_0", K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, "٣", K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, float("nan"), K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, float("inf"), K.BAD_NUMBER, K.BAD_NUMBER),
        (NUMBER, "0.10", None, None),
        (NUMBER, 1e300, K.BAD_NUMBER, K.BAD_NUMBER),
        (made(FieldType.NUMBER), 10**30, None, None),
        (made(FieldType.NUMBER), 10**100, K.BAD_NUMBER, K.BAD_NUMBER),
        (TEXT, 10**100, K.WRONG_TYPE, K.WRONG_TYPE),
        (made(FieldType.NUMBER), "x", K.BAD_NUMBER, K.BAD_NUMBER),
        (made(FieldType.NUMBER, 4), "1.5", K.BAD_NUMBER, K.BAD_NUMBER),
        (DAY, "2026-02-29", K.BAD_DATE, K.BAD_DATE),
        (DAY, "2024-02-29", None, None),
        (DAY, "2026/03/02", K.BAD_DATE, K.BAD_DATE),
        (DAY, "20260302", K.BAD_DATE, K.BAD_DATE),
        (DAY, "2026-03-02 09:30:00", K.BAD_DATE, None),
        (DAY, "2026-03-02 25:30:00", K.BAD_DATE, K.BAD_DATE),
        (DAY, 20260302, K.WRONG_TYPE, K.WRONG_TYPE),
        (MOMENT, "2026-03-02", K.BAD_DATE, None),
        (MOMENT, "2026-13-02", K.BAD_DATE, K.BAD_DATE),
        (MOMENT, "2026-03-02T09:30:00", K.BAD_DATE, K.BAD_DATE),
        (MOMENT, "2026-03-02 24:00:00", K.BAD_DATE, K.BAD_DATE),
        (MOMENT, 1, K.WRONG_TYPE, K.WRONG_TYPE),
        (made(FieldType.TREE), {"a": "x" * 99}, None, None),
        (made(FieldType.TREE), {(1,): 1}, K.WRONG_TYPE, K.WRONG_TYPE),
    ],
)
def test_single_values(field: Field, given: Any, strict: FaultKind | None, lenient: FaultKind | None) -> None:
    for due, how in ((strict, True), (lenient, False)):
        found = one(field, given, strict=how)
        assert (None if found is None else found[0]) is due


def faults(
    tree: object, infno: str = "2501", side: Side = Side.INPUT, checker: Checker = STRICT
) -> list[tuple[str, str, str]]:
    found = checker.faults(tree, bundled_tables().get(infno), side)
    return [(f.pointer, f.kind.code, f.fix.zh) for f in found]


def with_(infno: str, **changed: Any) -> dict[str, Any]:
    transaction = bundled_tables().get(infno)
    tree = whole(transaction, Side.INPUT)
    tree[transaction.input[0].node] |= changed
    return tree


def test_the_name_traps_are_told_with_the_name_that_is_meant() -> None:
    tree = with_("2501", mdtrtarea_admvs="310100", PSN_NO="1", zzzz="1", 张三="1")
    del tree["refmedin"]["mdtrtarea_admdvs"]
    assert faults(tree) == [
        ("/refmedin/mdtrtarea_admdvs", "missing_key", "补上该项"),
        ("/refmedin/mdtrtarea_admvs", "unknown_key", "改为 mdtrtarea_admdvs"),
        ("/refmedin/PSN_NO", "unknown_key", "改为 psn_no"),
        ("/refmedin/zzzz", "unknown_key", "删去此项"),
        ("/refmedin", "unknown_key", "删去此项"),  # a key that may be a name is not shown
    ]
    assert (
        faults({"refmedin": tree["refmedin"] | {"mdtrtarea_admdvs": "310100"}, "data": {}}, checker=LENIENT)
        == []
    )


@pytest.mark.parametrize(
    ("tree", "strict", "lenient"),
    [
        ([], [("", "wrong_type")], [("", "wrong_type")]),
        ({}, [("/trtinfo", "missing_key")], []),
        ({"trtinfo": None}, [("/trtinfo", "missing_key")], []),
        ({"trtinfo": {}}, [("/trtinfo", "wrong_type")], [("/trtinfo/psn_no", "missing_key")]),
        ({"trtinfo": "x"}, [("/trtinfo", "wrong_type")], [("/trtinfo", "wrong_type")]),
        ({"trtinfo": ["x"]}, [("/trtinfo/0", "wrong_type")], [("/trtinfo/0", "wrong_type")]),
        ({"trtinfo": []}, [], []),
        ({"trtinfo": [], "Trtinfo": []}, [("/Trtinfo", "unknown_key")], []),
    ],
)
def test_nodes(tree: object, strict: list[tuple[str, str]], lenient: list[tuple[str, str]]) -> None:
    assert [f[:2] for f in faults(tree, "2001", Side.OUTPUT)][:1] == strict
    assert [f[:2] for f in faults(tree, "2001", Side.OUTPUT, LENIENT)][:1] == lenient


def test_a_single_node_must_be_there_also_leniently() -> None:
    assert faults({}, "1101", Side.OUTPUT, LENIENT) == [("/baseinfo", "missing_key", "补上该项")]


def test_a_transaction_without_an_output_takes_anything_leniently() -> None:
    assert faults(None, "2502", Side.OUTPUT, LENIENT) == []
    assert faults({}, "2502", Side.OUTPUT) == []
    assert faults({"result": {}}, "2502", Side.OUTPUT) == [("/result", "unknown_key", "删去此项")]


def test_a_visit_with_the_card_needs_its_serial_number() -> None:
    (found,) = STRICT.faults(with_("1101", mdtrt_cert_type="03", card_sn=""), bundled_tables().get("1101"))
    assert (found.pointer, found.kind) == ("/data/card_sn", K.MISSING_KEY)
    assert found.expected.zh == "凭社会保障卡就诊的，卡识别码必填"
    assert faults(with_("1101", mdtrt_cert_type="02", card_sn=""), "1101") == []


def test_day_surgery_needs_the_operation() -> None:
    found = faults(with_("2001", med_type="28", oprn_oprt_code="", oprn_oprt_name=""), "2001")
    assert [f[0] for f in found] == ["/data/oprn_oprt_code", "/data/oprn_oprt_name"]


def test_a_region_s_own_dictionary_decides() -> None:
    own = read_dictionaries(
        '[[dictionary]]\nname="insutype"\ntitle=["险种类型","x"]\nsource="s"\nplace="330900"\n'
        'drop=["391"]\n[dictionary.entries]\n395=["本地险种","local"]\n'
    )
    here = Checker(edition=Edition(place="330900", dictionaries=NATIONAL_DICTIONARIES + own))
    there = Checker(edition=Edition(place="330100", dictionaries=NATIONAL_DICTIONARIES + own))
    assert faults(with_("2501", insutype="395"), checker=here) == []
    assert [f[0] for f in faults(with_("2501", insutype="395"), checker=there)] == ["/refmedin/insutype"]
    assert [f[0] for f in faults(with_("2501", insutype="391"), checker=here)] == ["/refmedin/insutype"]


NATIONAL_DICTIONARIES = bundled_dictionaries() + read_dictionaries(
    '[[dictionary]]\nname="refl_used_flag"\ntitle=["x","x"]\nsource="s"\n[dictionary.entries]\n1=["是","yes"]\n0=["否","no"]\n'
)


def test_a_label_instead_of_its_code_is_told_with_the_code() -> None:
    assert faults(with_("2501", insutype="城乡居民基本医疗保险", refl_type="转往省外异地")) == [
        ("/refmedin/insutype", "unknown_word", "改为 390"),
        ("/refmedin/refl_type", "unknown_word", "改为 3"),
    ]
    (few,) = STRICT.faults(with_("2501", refl_type="9"), bundled_tables().get("2501"))
    assert few.expected.zh == "之一：1（市内转院）、2（转往省内异地）、3（转往省外异地）"
    (many,) = STRICT.faults(with_("2501", insutype="9"), bundled_tables().get("2501"))
    assert many.expected.en == "a code of dictionary insutype (type of insurance)"


@given(st.text(min_size=6, max_size=12).filter(lambda t: not t.isascii() and not t.isspace()))
def test_no_fault_tells_a_value(secret: str) -> None:
    names = bundled_tables().get("2507").input[0].names
    found = STRICT.faults({"data": dict.fromkeys(names, secret * 400)}, bundled_tables().get("2507"))
    assert len(found) >= 33
    assert not any(secret in f.render("zh") + f.render("en") for f in found)


EXTENSIONS: list[tuple[Any, Setting, str | None, list[tuple[str, str, str]]]] = [
    ({}, Setting.INPATIENT, None, []),
    ({"TRUM_FLAG": "0"}, Setting.INPATIENT, "2101", []),
    ({"TRUM_FLAG": "1"}, Setting.OUTPATIENT, None, [("/REL_TTP_FLAG", "missing_key", "补上该项")]),
    ({"TRUM_FLAG": "1", "REL_TTP_FLAG": "0"}, Setting.INPATIENT, "22", []),
    ({"TRUM_FLAG": "0"}, Setting.INPATIENT, "22", [("/TRUM_FLAG", "refused", "改为 1")]),
    ({}, Setting.INPATIENT, "22", [("/TRUM_FLAG", "missing_key", "改为 1")]),
    ({}, Setting.OUTPATIENT, "22", []),
    ({}, Setting.OUTPATIENT, "9903", [("/TRUM_FLAG", "missing_key", "改为 1")]),
    ({}, Setting.INPATIENT, "9903", []),
    ({"IPT_TYPE": "1"}, Setting.INPATIENT, "13", [("/IPT_TYPE", "refused", "改为 2")]),
    ({"IPT_TYPE": "2"}, Setting.INPATIENT, "13", []),
    ({"OTP_ER_REFL_FLAG": "2"}, Setting.OUTPATIENT, "13", [("/OTP_ER_REFL_FLAG", "refused", "改为 1、3")]),
    ({"OTP_ER_REFL_FLAG": "3"}, Setting.OUTPATIENT, "13", []),
    ({"OTP_ER_REFL_FLAG": "1"}, Setting.OUTPATIENT, "13", []),
    ({"trum_flag": "1"}, Setting.INPATIENT, None, [("/trum_flag", "unknown_key", "改为 TRUM_FLAG")]),
    (
        {"IPT_TYPE": "4"},
        Setting.INPATIENT,
        None,
        [("/IPT_TYPE", "unknown_word", "改为字典中的代码；本地另有字典的，请一并给出")],
    ),
    ("[]", Setting.INPATIENT, None, [("", "wrong_type", "改为对象 {…}；未知的删去此项")]),
    ("{", Setting.INPATIENT, None, [("", "not_json", "改正该处的语法")]),
    ('{"IPT_TYPE": "1"}', Setting.INPATIENT, None, []),
]


@pytest.mark.parametrize(("content", "setting", "med_type", "due"), EXTENSIONS)
def test_extensions(
    content: Any, setting: Setting, med_type: str | None, due: list[tuple[str, str, str]]
) -> None:
    found = extension_faults(content, setting, med_type=med_type)
    assert [(f.pointer, f.kind.code, f.fix.zh) for f in found] == due


def test_own_rules_may_speak_of_a_field_that_the_table_lacks() -> None:
    tables = own_tables(
        '[[transaction]]\ninfno="9901"\ntitle=["a","b"]\nsource="s"\nsure="found"\n'
        '[[transaction.input]]\nnode="data"\n[transaction.input.fields]\nmemo={type="C3"}\n'
        '[[transaction.rules]]\nwhen={memo=["1"]}\nmust={other=["2"]}\nmessage=["甲","a"]\nsource="s"\n'
    )
    (found,) = STRICT.faults({"data": {"memo": "1"}}, tables.get("9901"))
    assert isinstance(found, Fault)
    assert found.pointer == "/data/other"


def test_the_envelope_is_a_table_like_the_others() -> None:
    assert bundled_tables().get(ENVELOPE).input[0].names[:3] == ("infno", "msgid", "mdtrtarea_admvs")
