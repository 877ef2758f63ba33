"""Bad input: every fault at once, each with pointer, found, expected and fix, and never a value."""

import json
import logging
import pickle
import traceback
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError, YibaoError
from yibao_rules.interop.json import FaultKind, InputError, faults_of, loads, read, structure
from yibao_rules.model.filing import Filing
from yibao_rules.model.materials import Material
from yibao_rules.serialization.faults import escape
from yibao_rules.serialization.limits import LARGEST_JSON
from yibao_rules.testing.filings import filings
from yibao_rules.text import Text


def faults(document: str | bytes | dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as caught:
        loads(document) if isinstance(document, str | bytes) else structure(document)
    error = caught.value
    assert error.__context__ is None  # no foreign exception that holds the document hangs on to it
    assert error.__cause__ is None
    return error


def only(document: str | bytes | dict[str, Any]) -> tuple[str, FaultKind, str, str]:
    error = faults(document)
    assert len(error.faults) == 1, str(error)
    (fault,) = error.faults
    return fault.pointer, fault.kind, fault.found.zh, fault.fix.zh


def with_(**fields: Any) -> dict[str, Any]:
    return {"item": "referral", **fields}


K = FaultKind
SYNTAX: list[tuple[str | bytes, FaultKind, str]] = [
    ("", K.NOT_JSON, "空文件"),
    (" \n", K.NOT_JSON, "空文件"),
    ('{"item": "referral",}', K.NOT_JSON, "最后一项之后不能有逗号"),
    ('{"item":\n "referral" "id"}', K.NOT_JSON, "第 2 行第 13 列：此处应有英文逗号"),
    ('{"item" "referral"}', K.NOT_JSON, "此处应有英文冒号"),
    ('{"item": }', K.NOT_JSON, "此处应有一个值"),
    ('{"item": "referral', K.NOT_JSON, "缺少结尾的引号"),
    ('{"item": "a\nb"}', K.NOT_JSON, "未转义的换行"),
    (r'{"item": "\x"}', K.NOT_JSON, "反斜杠后的转义无效"),
    (r'{"item": "\u12"}', K.NOT_JSON, "四位十六进制数"),
    ('{"item": "referral"} {}', K.NOT_JSON, "还有内容"),
    ("{'item': 1}", K.NOT_JSON, "双引号"),
    ("<html>", K.NOT_JSON, "此处应有一个值"),
    ("申请".encode("gb18030"), K.NOT_TEXT, "第 1 行（第 1 字节）不是 UTF-8 编码"),
    (b'{\n"item": "\xff"}', K.NOT_TEXT, "第 2 行（第 12 字节）"),
    ('{"item": "referral"}'.encode("utf-16"), K.NOT_TEXT, "第 1 字节"),
    (" " * (LARGEST_JSON + 1), K.TOO_LARGE, "4,194,305 字节"),
    ("[" * 100_000, K.TOO_DEEP, "嵌套"),
    ('{"a":' * 30 + "1" + "}" * 30, K.TOO_DEEP, "嵌套"),
    ("[]", K.WRONG_TYPE, "列表"),
    ('"referral"', K.WRONG_TYPE, "文本（8 个字符）"),
    ("null", K.WRONG_TYPE, "null"),
    ("12", K.WRONG_TYPE, "整数"),
]


@pytest.mark.parametrize(("document", "kind", "found"), SYNTAX)
def test_a_document_that_is_no_filing_at_all(document: str | bytes, kind: FaultKind, found: str) -> None:
    pointer, its_kind, its_found, _ = only(document)
    assert (pointer, its_kind) == ("", kind)
    assert found in its_found


def test_an_unknown_syntax_error_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yibao_rules.serialization.json_text._SYNTAX", {})
    assert "语法错误" in only("{")[2]


FIELDS: list[tuple[dict[str, Any], str, FaultKind, str, str]] = [
    ({}, "/item", K.MISSING_KEY, "没有此项", "补上 item"),
    ({"item": None}, "/item", K.MISSING_KEY, "没有此项", "补上 item"),
    (with_(materials=[{}]), "/materials/0/kind", K.MISSING_KEY, "没有此项", "补上 kind"),
    # keys
    (with_(filed_o="2026-01-01"), "/filed_o", K.UNKNOWN_KEY, "filed_o", "改为 filed_on"),
    (with_(applicant={"id_no": "1"}), "/applicant/id_no", K.UNKNOWN_KEY, "id_no", "改为 id_number"),
    (with_(applicant={"姓名": "张三"}), "/applicant", K.UNKNOWN_KEY, "2 个字符的键", "改为 name"),
    (with_(retired=True), "/retired", K.UNKNOWN_KEY, "retired", "移到 /circumstances/retired"),
    (with_(status="normal"), "/status", K.UNKNOWN_KEY, "status", "移到 /enrolments/0/status"),
    (with_(gender="男"), "/gender", K.UNKNOWN_KEY, "gender", "移到 /applicant/sex、/registration/sex"),
    (with_(qqqqqq=1), "/qqqqqq", K.UNKNOWN_KEY, "qqqqqq", "删去此项"),
    (with_(**{"11010519491231002X": 1}), "", K.UNKNOWN_KEY, "18 个字符的键", "删去此项"),
    ({"item": "referral", 5: 1}, "", K.UNKNOWN_KEY, "不是文本的键", "删去此项"),  # type: ignore[dict-item]
    # words of closed sets
    (with_(channel="windw"), "/channel", K.UNKNOWN_WORD, "文本（5 个字符）", "改为 window（经办窗口）"),
    (with_(channel="经办窗口"), "/channel", K.UNKNOWN_WORD, "文本（4 个字符）", "改为 window（经办窗口）"),
    (with_(channel="zzz"), "/channel", K.UNKNOWN_WORD, "文本（3 个字符）", "从允许的取值中选一个"),
    (with_(channel=3), "/channel", K.WRONG_TYPE, "整数", "改为之一"),
    ({"item": "referal"}, "/item", K.UNKNOWN_WORD, "文本（7 个字符）", "改为 referral（异地转诊人员备案）"),
    ({"item": "异地转诊人员备案"}, "/item", K.UNKNOWN_WORD, "文本（8 个字符）", "改为 referral"),
    ({"item": "异地转诊备案"}, "/item", K.UNKNOWN_WORD, "文本（6 个字符）", "改为 referral"),
    ({"item": "zzz"}, "/item", K.UNKNOWN_WORD, "文本（3 个字符）", "用 yibao items 查看全部"),
    ({"item": "x_"}, "/item", K.UNKNOWN_WORD, "文本（2 个字符）", "自有的标识写 x_"),
    (
        with_(materials=[{"kind": "居住证"}]),
        "/materials/0/kind",
        K.UNKNOWN_WORD,
        "文本",
        "改为 residence_permit",
    ),
    # plain types
    (with_(id=7), "/id", K.WRONG_TYPE, "整数", "给数字加上引号"),
    (with_(id=True), "/id", K.WRONG_TYPE, "真假值", "改为加引号的文本"),
    (with_(id=["a"]), "/id", K.WRONG_TYPE, "列表", "改为加引号的文本"),
    (with_(id=b"a"), "/id", K.WRONG_TYPE, "bytes 类型", "改为加引号的文本"),
    (with_(id=""), "/id", K.BAD_TEXT, "文本（0 个字符）", "填写内容"),
    (with_(id="a" * 1001), "/id", K.BAD_TEXT, "文本（1001 个字符）", "填写内容"),
    (with_(id="a\x1b[2J"), "/id", K.BAD_TEXT, "含控制字符", "删去这些字符"),
    (with_(id="a\ud800"), "/id", K.BAD_TEXT, "含控制字符", "删去这些字符"),
    (with_(card={"medical_active": "true"}), "/card/medical_active", K.WRONG_TYPE, "文本", "不加引号"),
    (with_(card={"medical_active": 1}), "/card/medical_active", K.WRONG_TYPE, "整数", "写 true 或 false"),
    (
        with_(circumstances={"stay_months": "7"}),
        "/circumstances/stay_months",
        K.WRONG_TYPE,
        "文本",
        "去掉引号",
    ),
    (
        with_(circumstances={"stay_months": "七"}),
        "/circumstances/stay_months",
        K.WRONG_TYPE,
        "文本",
        "改为整数",
    ),
    (
        with_(circumstances={"stay_months": 1.5}),
        "/circumstances/stay_months",
        K.WRONG_TYPE,
        "带小数",
        "改为整数",
    ),
    (
        with_(circumstances={"stay_months": True}),
        "/circumstances/stay_months",
        K.WRONG_TYPE,
        "真假值",
        "改为整数",
    ),
    (with_(circumstances={"amount": 1.5}), "/circumstances/amount", K.WRONG_TYPE, "带小数", "给数字加上引号"),
    (with_(circumstances={"amount": True}), "/circumstances/amount", K.WRONG_TYPE, "真假值", "加引号的数字"),
    (with_(circumstances={"amount": "1,5"}), "/circumstances/amount", K.BAD_NUMBER, "文本", "不写千分位"),
    (with_(circumstances={"amount": "NaN"}), "/circumstances/amount", K.BAD_NUMBER, "文本", "不写千分位"),
    # objects and lists
    (with_(applicant="张三"), "/applicant", K.WRONG_TYPE, "文本（2 个字符）", "改为对象"),
    (with_(applicant=[{}]), "/applicant", K.WRONG_TYPE, "列表", "去掉外层的"),
    (with_(materials="lease"), "/materials", K.WRONG_TYPE, "文本（5 个字符）", "只有一项也写成"),
    (with_(materials={"kind": "x_a"}), "/materials", K.WRONG_TYPE, "对象", "只有一项也写成"),
    (with_(materials=3), "/materials", K.WRONG_TYPE, "整数", "改为列表"),
    (with_(materials=["x_a"]), "/materials/0", K.WRONG_TYPE, "文本（3 个字符）", "改为对象"),
    (with_(enrolments=[None]), "/enrolments/0", K.WRONG_TYPE, "null", "改为对象"),
    # dates
    (with_(filed_on="2026/3/4"), "/filed_on", K.BAD_DATE, "形如 9999/9/9 的文本", "写成 YYYY-MM-DD"),
    (with_(filed_on="2026年3月4日"), "/filed_on", K.BAD_DATE, "形如 9999/9/9 的文本", "写成 YYYY-MM-DD"),
    (with_(filed_on="20260304"), "/filed_on", K.BAD_DATE, "形如 99999999 的文本", "写成 YYYY-MM-DD"),
    (with_(filed_on="2026-W06-2"), "/filed_on", K.BAD_DATE, "形如 9999-a99-9 的文本", "写成 YYYY-MM-DD"),
    (with_(filed_on="a" * 33), "/filed_on", K.BAD_DATE, "文本（33 个字符）", "写成 YYYY-MM-DD"),
    (with_(filed_on="2026-03-04T10:00"), "/filed_on", K.BAD_DATE, "形如", "去掉时间"),
    (with_(filed_on="2026-13-01"), "/filed_on", K.BAD_DATE, "月份不在 01 至 12 之间", "核对年、月、日"),
    (with_(filed_on="2026-02-29"), "/filed_on", K.BAD_DATE, "该月没有的日子", "核对年、月、日"),
    (with_(filed_on="0000-01-01"), "/filed_on", K.BAD_DATE, "0000 年", "核对年、月、日"),
    (with_(filed_on=20260304), "/filed_on", K.WRONG_TYPE, "整数", "写成 YYYY-MM-DD"),
    (
        with_(submitted_at="2026-03-04"),
        "/submitted_at",
        K.BAD_DATE,
        "形如 9999-99-99",
        "写成 2026-03-04T09:30:00",
    ),
    (with_(submitted_at="2026-02-30T10:00"), "/submitted_at", K.BAD_DATE, "该月没有的日子", "核对年、月、日"),
    (with_(submitted_at="2026-03-04T25:00"), "/submitted_at", K.BAD_DATE, "不存在的时间", "写成 2026"),
    (with_(submitted_at=1), "/submitted_at", K.WRONG_TYPE, "整数", "写成 2026-03-04T09:30:00"),
    # places and personal data
    (with_(insured_place="舟山"), "/insured_place", K.BAD_TEXT, "文本（2 个字符）", "填写代码而非地名"),
    (with_(insured_place=330900), "/insured_place", K.WRONG_TYPE, "整数", "给数字加上引号"),
    (with_(hospital={"place": "3309"}), "/hospital/place", K.BAD_TEXT, "文本（4 个字符）", "在末尾补 0"),
    (with_(applicant={"name": "长" * 65}), "/applicant/name", K.REFUSED, "65 个字符", "填写姓名"),
    (with_(applicant={"id_number": 1}), "/applicant/id_number", K.WRONG_TYPE, "整数", "给数字加上引号"),
]


@pytest.mark.parametrize(("tree", "pointer", "kind", "found", "fix"), FIELDS)
def test_a_bad_field(tree: dict[str, Any], pointer: str, kind: FaultKind, found: str, fix: str) -> None:
    its_pointer, its_kind, its_found, its_fix = only(tree)
    assert (its_pointer, its_kind) == (pointer, kind)
    assert found in its_found
    assert fix in its_fix


def test_two_materials_of_one_kind_are_told_beside_other_faults() -> None:
    error = faults(
        with_(materials=[{"kind": "x_a"}, {"kind": "x_a", "copies": "2"}, {"kind": 3}, {"kind": "x_a"}, 7])
    )
    assert [f.pointer for f in error.faults] == [
        "/materials/1/copies",
        "/materials/2/kind",
        "/materials/4",
        "/materials/1",
        "/materials/3",
    ]
    assert error.faults[-1].found.zh == "与第 1 项同一种材料"


def test_a_key_that_stands_twice_is_told() -> None:
    twice = '{"item": "referral", "id": "a", "id": "b", "id": "c", "applicant": {"张三": 1, "张三": 2}}'
    told = [(f.pointer, f.kind, f.found.zh) for f in faults(twice).faults]
    assert told == [
        ("", K.DUPLICATE_KEY, "键 id 出现多次"),
        ("/applicant", K.DUPLICATE_KEY, "键出现多次"),
        ("/applicant", K.UNKNOWN_KEY, "2 个字符的键"),
    ]


def test_numbers_that_no_field_holds_are_told_once() -> None:
    for text in ("NaN", "-Infinity", "9" * 5000):
        pointer, kind, _, _ = only(f'{{"item": "referral", "circumstances": {{"stay_months": {text}}}}}')
        assert (pointer, kind) == ("/circumstances/stay_months", K.BAD_NUMBER)
    assert only('{"item": NaN}')[:2] == ("/item", K.BAD_NUMBER)
    assert only('{"item": 1e999}')[1] is K.WRONG_TYPE


def test_everything_is_told_at_once_in_both_languages() -> None:
    error = faults(with_(filed_on="2026/3/4", card={"medical_active": 1}, hospitl={}))
    assert len(error.faults) == 3
    zh, en = error.render("zh"), error.render("en")
    assert zh.splitlines()[0] == "输入有误：JSON：共 3 处"
    assert en.splitlines()[0] == "input refused: JSON: 3 faults"
    assert all(f.pointer in zh and f.pointer in en for f in error.faults)
    assert "/filed_on: found a text of the form 9999/9/9; expected a date as YYYY-MM-DD." in en
    assert str(error) == f"{zh}\n{en}"
    single = faults("[]")
    assert single.render("zh").startswith("输入有误：JSON：（整个文件）：现为 列表")
    assert single.render("en").startswith("input refused: JSON: (whole document): found a list")


def test_the_error_is_one_of_the_librarys_and_pickles() -> None:
    error = faults(with_(filed_on="2026/3/4", id=3))
    assert isinstance(error, YibaoError)
    again = pickle.loads(pickle.dumps(error))  # our own bytes
    assert (again.faults, again.source, str(again)) == (error.faults, error.source, str(error))
    assert (error.where, error.found.en) == ("JSON /id", "2 faults")


def test_a_constructors_refusal_becomes_a_fault_at_its_field() -> None:
    refused = ValueRefusedError(where="Filing.item", found="x", expected=Text("甲", "a"), fix=Text("乙", "b"))
    (fault,) = faults_of(refused, "/0")
    assert (fault.pointer, fault.kind, fault.below("/all").pointer) == ("/0/item", K.REFUSED, "/all/0/item")


def test_a_foreign_exception_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        faults_of(ZeroDivisionError())


def test_pointers_are_escaped() -> None:
    assert escape("a/b~c") == "/a~1b~0c"


MARK = "机密ＸYZ98765"


def plant(node: Any) -> Any:
    """Put a marker in the place of every text and every number."""
    if isinstance(node, dict):
        return {k: plant(v) for k, v in node.items()}
    if isinstance(node, list):
        return [plant(v) for v in node]
    return MARK


@given(filings(), st.booleans())
def test_no_value_shows_in_any_fault(filing: Filing, as_text: bool) -> None:  # drawn
    from yibao_rules.interop.json import unstructure  # noqa: PLC0415

    tree = plant(unstructure(filing))
    with pytest.raises(InputError) as caught:
        read(json.dumps(tree)) if as_text else structure(tree)
    error = caught.value
    record = logging.LogRecord("n", logging.ERROR, "", 0, "%s", (error,), None)
    shown = "".join(
        (str(error), repr(error), repr(error.faults), record.getMessage(), *traceback.format_exception(error))
    )
    for part in ("机密", "98765", "XYZ"):
        assert part not in shown.replace(__file__, "")
        assert part.encode() not in pickle.dumps(error)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Filing.__annotations__, *Material.__annotations__, "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_any_tree_gives_a_filing_or_our_error(tree: Any) -> None:
    for given_tree in (tree, json.loads(json.dumps(tree))):
        try:
            assert isinstance(structure(given_tree), Filing)
        except InputError as error:
            assert error.faults  # noqa: PT017
            assert all(f.pointer == "" or f.pointer.startswith("/") for f in error.faults)  # noqa: PT017


@given(st.text(max_size=30) | st.binary(max_size=30))
def test_any_document_gives_our_error(document: str | bytes) -> None:
    with pytest.raises(InputError):
        loads(document)
