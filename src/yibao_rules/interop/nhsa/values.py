"""Whether one value is what its field takes: type, width, form, code; told without the value."""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from yibao_rules.interop.nhsa.tables import Field, FieldType
from yibao_rules.model.codes import check_region
from yibao_rules.model.dictionaries import Dictionary
from yibao_rules.model.forms import PLACE
from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.moments import day, instant
from yibao_rules.serialization.scalars import describe, wrong_type
from yibao_rules.text import Text

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
# Line breaks may stand in a remark; other control characters and halves of a pair are never meant.
_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_INSTITUTION = re.compile("[HP][0-9]{11}")
_FEW = 12
_LONGEST_NUMBER = 200  # bits: Python refuses to write a number of thousands of digits


def is_empty(value: object) -> bool:
    """Say whether a value says nothing: an empty text, null, or the text "null" in any case.

    The specification writes an empty text as "", an empty number as 0, and null in files alone; its own samples have
    the word in quotes.

    >>> is_empty(""), is_empty("NULL"), is_empty("0")
    (True, True, False)
    """
    return value is None or value == "" or is_null_word(value)


def is_null_word(value: object) -> bool:
    """Say whether a value is the text "null" in any case."""
    return isinstance(value, str) and value.lower() == "null"


def as_text(value: Any) -> Any:
    """Write a whole number as a text; anything else, and a number that no field could hold, stays as it is.

    >>> as_text(310), as_text(True)
    ('310', True)
    """
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole and value.bit_length() <= _LONGEST_NUMBER else value


def fault_of(
    field: Field, value: Any, codes: Dictionary | None = None, *, strict: bool = True
) -> HookError | None:
    """Tell what is wrong with a value that is not empty.

    Args:
        field: what the table says of it.
        value: what stands there.
        codes: the dictionary of its codes, as it stands in the place; None when it is not to be checked.
        strict: hold it to the letter, as for sending. Else a number may stand for a text, and a date and a date
            with a time for one another, as replies have them.

    Returns:
        The fault, without a place; None when there is none.
    """
    if codes is not None and isinstance(value, str) and codes.code_of(value):
        return _code_fault(value, codes)  # a label where its code is due says more than its length
    try:
        _CHECKS[field.type](field, value, strict)
    except HookError as bad:
        return bad
    if field.form is not None:
        return FORMS[field.form](str(value))
    return None if codes is None else _code_fault(str(value), codes)


def _institution_fault(code: str) -> HookError | None:
    shaped = _INSTITUTION.fullmatch(code) is not None
    if shaped and not check_region(code[1:7]):
        return None
    expected = Text(
        "定点医药机构编号：H 或 P、6 位医保区划、5 位数字",
        "the code of a designated institution: H or P, a place code of six digits, five digits",
    )
    unknown = Text("第 2 至 7 位不是已知的医保区划", "characters 2 to 7, which are no known place")
    fix = Text("填 1201 返回的 fixmedins_code", "write the fixmedins_code that 1201 gives")
    return HookError(FaultKind.BAD_TEXT, unknown if shaped else describe(code), expected, fix)


def _identifier_fault(code: str) -> HookError | None:
    if code.strip("0"):
        return None
    return HookError(
        FaultKind.BAD_TEXT,
        Text("只有 0 的文本", "a text of zeros"),
        Text('编号；没有的写空串 ""', 'a number; an empty text "" when there is none'),
        Text("核对该编号：0 只表示数值型的空值", "check the number: 0 is but the empty value of a number"),
    )


def _place_fault(code: str) -> HookError | None:
    return (
        None if PLACE.fits(code) else HookError(FaultKind.BAD_TEXT, describe(code), PLACE.expected, PLACE.fix)
    )


FORMS: Mapping[str, Callable[[str], HookError | None]] = MappingProxyType(
    {"institution": _institution_fault, "identifier": _identifier_fault, "place": _place_fault}
)
"""Forms that a table may ask of a text, by name, each with what tells a fault."""


def _check_text(field: Field, value: Any, strict: bool) -> None:  # noqa: FBT001  # one of five alike
    if not strict:
        value = as_text(value)
    if not isinstance(value, str):
        raise wrong_type(value, Text("加引号的文本", "a text in quotes"))
    if _BROKEN.search(value):
        raise HookError(
            FaultKind.BAD_TEXT,
            Text("含控制字符或不完整字符的文本", "a text with control or broken characters"),
            Text("只含可见字符的文本", "a text of visible characters"),
            Text("删去这些字符", "remove those characters"),
        )
    if field.width is not None and len(value) > field.width:
        raise _too_long(len(value), field.width)


def _check_number(field: Field, value: Any, strict: bool) -> None:  # noqa: ARG001, FBT001
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise wrong_type(value, Text("数字", "a number"))
    form = _number_form(field)
    text = as_text(value)
    number = None if isinstance(text, int) else _decimal(str(text))
    bad = _bad_number(describe(value), form) if number is None else _number_fault(number, field, form)
    if bad is not None:
        raise bad


def _decimal(text: str) -> Decimal | None:
    # Decimal would take digits of any script, spaces and underscores.
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _number_fault(number: Decimal, field: Field, form: Text) -> HookError | None:
    _, digits, exponent = number.normalize().as_tuple()
    places = max(-int(exponent), 0)
    whole = max(len(digits) + int(exponent), 0)
    if places > field.decimals or (field.width is not None and whole > field.width - field.decimals):
        found = Text(
            f"整数 {whole} 位、小数 {places} 位的数字",
            f"a number of {whole} digits before and {places} after the point",
        )
        return _bad_number(found, form)
    return None


def _check_date(_field: Field, value: Any, strict: bool) -> None:  # noqa: FBT001
    if not strict and isinstance(value, str) and _DATETIME.fullmatch(value):
        instant(value)
    else:
        day(value if isinstance(value, str) else _no_text(value, "yyyy-MM-dd"))


def _check_datetime(_field: Field, value: Any, strict: bool) -> None:  # noqa: FBT001
    text = value if isinstance(value, str) else _no_text(value, "yyyy-MM-dd HH:mm:ss")
    if not strict and _DATE.fullmatch(text):
        day(text)
    elif _DATETIME.fullmatch(text):
        instant(text)
    else:
        raise HookError(
            FaultKind.BAD_DATE,
            describe(value),
            Text("yyyy-MM-dd HH:mm:ss 形式的时间", "a time as yyyy-MM-dd HH:mm:ss"),
            Text("写成 2026-03-04 09:30:00", "write 2026-03-04 09:30:00"),
        )


def _check_tree(field: Field, value: Any, strict: bool) -> None:  # noqa: ARG001, FBT001
    if not isinstance(value, Mapping):
        raise wrong_type(value, Text("对象 {…}", "an object {…}"))
    length = _json_length(value)
    if length is None:
        raise wrong_type(value, Text("可写成 JSON 的对象", "an object that can be written as JSON"))
    if field.width is not None and length > field.width:
        raise _too_long(length, field.width)


def _json_length(tree: Any) -> int | None:
    try:
        return len(json.dumps(tree, ensure_ascii=False, separators=(",", ":")))
    except (TypeError, ValueError, RecursionError):
        return None


_CHECKS = {
    FieldType.TEXT: _check_text,
    FieldType.NUMBER: _check_number,
    FieldType.DATE: _check_date,
    FieldType.DATETIME: _check_datetime,
    FieldType.TREE: _check_tree,
}


def _code_fault(code: str, codes: Dictionary) -> HookError | None:
    if code in codes:
        return None
    if len(codes.codes) <= _FEW:
        expected = Text(
            "之一：" + "、".join(f"{c}（{label.zh}）" for c, label in codes.entries),
            "one of: " + ", ".join(f"{c} ({label.en})" for c, label in codes.entries),
        )
    else:
        expected = Text(
            f"字典 {codes.name}（{codes.title.zh}）中的代码",
            f"a code of dictionary {codes.name} ({codes.title.en})",
        )
    meant = codes.code_of(code)
    fix = (
        Text(f"改为 {meant}", f"write {meant}")
        if meant
        else Text(
            "改为字典中的代码；本地另有字典的，请一并给出",
            "write a code of it; give the region's own dictionary if it has one",
        )
    )
    return HookError(FaultKind.UNKNOWN_WORD, describe(code), expected, fix)


def _no_text(value: object, form: str) -> str:
    raise wrong_type(value, Text(f"加引号的 {form}", f"{form} in quotes"))


def _number_form(field: Field) -> Text:
    if field.width is None:
        return Text("数字", "a number")
    if not field.decimals:
        return Text(f"至多 {field.width} 位的整数", f"a whole number of at most {field.width} digits")
    return Text(
        f"至多 {field.width} 位、其中小数 {field.decimals} 位的数字",
        f"a number of at most {field.width} digits, {field.decimals} of them decimals",
    )


def _bad_number(found: Text, form: Text) -> HookError:
    return HookError(FaultKind.BAD_NUMBER, found, form, Text("只写数字和小数点", "digits and a point only"))


def _too_long(length: int, width: int) -> HookError:
    return HookError(
        FaultKind.BAD_TEXT,
        Text(f"{length} 个字符", f"{length} characters"),
        Text(f"至多 {width} 个字符", f"at most {width} characters"),
        Text("缩短内容", "shorten it"),
    )
