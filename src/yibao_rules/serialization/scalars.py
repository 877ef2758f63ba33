"""How one value of JSON becomes one field's value: strictly, with a fault that says how to write it right."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.limits import LONGEST_NUMBER, LONGEST_TEXT
from yibao_rules.text import LabelledEnum, Text, nearest

V = TypeVar("V")

AMOUNT_FORM = r"-?[0-9]{1,15}(\.[0-9]{1,6})?"

_AMOUNT = re.compile(AMOUNT_FORM)
# Control characters, the ones that reorder a line, and halves of a pair: never part of a filing's text,
# and able to forge what a terminal shows.
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_TEXT = Text("加引号的文本", "a text in quotes")
_TYPES: tuple[tuple[type | tuple[type, ...], Text], ...] = (
    (bool, Text("真假值", "true or false")),
    (str, Text("文本", "a text")),
    (int, Text("整数", "a whole number")),
    (float, Text("带小数的数字", "a number with a fraction")),
    ((list, tuple), Text("列表", "a list")),
    (dict, Text("对象", "an object")),
    (type(None), Text("null", "null")),
)


def characters(value: str) -> Text:
    """Word the length of a text."""
    n = len(value)
    return Text(f"{n} 个字符", f"{n} character{'s' if n != 1 else ''}")


def describe(value: object) -> Text:
    """Describe a value by its type, and a text by its length too; never by what it says.

    >>> describe("张三").zh, describe(True).en
    ('文本（2 个字符）', 'true or false')
    """
    word = next((t for types, t in _TYPES if isinstance(value, types)), None)
    if word is None:
        name = type(value).__name__
        return Text(f"{name} 类型", f"a value of type {name}")
    if isinstance(value, str):
        return Text(f"{word.zh}（{characters(value).zh}）", f"{word.en} ({characters(value).en})")
    return word


def wrong_type(value: object, expected: Text | Callable[[], Text], fix: Text | None = None) -> HookError:
    """Tell that a value is of the wrong type."""

    def write() -> Text:
        due = expected if isinstance(expected, Text) else expected()
        return Text(f"改为{due.zh}；未知的删去此项", f"write {due.en}; leave it out if unknown")

    return HookError(FaultKind.WRONG_TYPE, describe(value), expected, fix or write)


def text(value: Any, _type: Any = str) -> str:
    """Read a text.

    Raises:
        HookError: not a text, empty, too long, or with control characters.
    """
    if not isinstance(value, str):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        raise wrong_type(value, _TEXT, Text("给数字加上引号", "put the number in quotes") if number else None)
    if FORBIDDEN.search(value):
        raise HookError(
            FaultKind.BAD_TEXT,
            Text("含控制字符或不完整字符的文本", "a text with control or broken characters"),
            Text("只含可见字符的文本", "a text of visible characters"),
            Text("删去这些字符", "remove those characters"),
        )
    if not 0 < len(value) <= LONGEST_TEXT:
        raise HookError(
            FaultKind.BAD_TEXT,
            describe(value),
            Text(f"1 至 {LONGEST_TEXT} 个字符", f"1 to {LONGEST_TEXT} characters"),
            Text("填写内容；未知的删去此项", "fill it in; leave it out if unknown"),
        )
    return value


def truth(value: Any, _type: Any = bool) -> bool:
    """Read a truth value.

    Raises:
        HookError: anything but ``true`` and ``false``.
    """
    if isinstance(value, bool):
        return value
    raise wrong_type(
        value,
        Text("true 或 false", "true or false"),
        Text(
            "写 true 或 false，不加引号；未知的删去此项",
            "write true or false without quotes; leave it out if unknown",
        ),
    )


def whole_number(value: Any, _type: Any = int) -> int:
    """Read a whole number.

    Raises:
        HookError: anything but a whole number.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) < 10**LONGEST_NUMBER:
            return value
        raise HookError(
            FaultKind.BAD_NUMBER,
            Text("位数过多的整数", "a whole number of too many digits"),
            Text(f"至多 {LONGEST_NUMBER} 位的整数", f"a whole number of at most {LONGEST_NUMBER} digits"),
            Text("号码类的内容加上引号", "put numbers of documents in quotes"),
        )
    quoted = isinstance(value, str) and value.isascii() and value.isdigit()
    raise wrong_type(value, _TYPES[2][1], Text("去掉引号", "remove the quotes") if quoted else None)


def amount(value: Any, _type: Any = Decimal) -> Decimal:
    """Read an exact decimal number: a text or a whole number, since a JSON fraction is not exact.

    Raises:
        HookError: a fraction without quotes, another type, or a text that is no number.
    """
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    form = Text('加引号的数字，如 "1280.50"', 'a number in quotes, such as "1280.50"')
    if isinstance(value, float):
        raise wrong_type(value, form, Text("给数字加上引号", "put the number in quotes"))
    if not isinstance(value, str):
        raise wrong_type(value, form)
    if not _AMOUNT.fullmatch(value):
        raise HookError(
            FaultKind.BAD_NUMBER,
            describe(value),
            form,
            Text("只写数字和小数点，不写千分位和单位", "digits and a point only, no separators, no unit"),
        )
    return Decimal(value)


def word(value: Any, kind: type[LabelledEnum]) -> LabelledEnum:
    """Read a word of a closed set by its wire code.

    Raises:
        HookError: not a text, or no code of the set; the nearest code or the one whose Chinese label it is is named.
    """
    if isinstance(value, kind):
        return value
    try:
        return kind(value)
    except ValueError:
        bad = _no_word(value, kind)
    raise bad


def _no_word(value: object, kind: type[LabelledEnum]) -> HookError:
    codes = {member.code: member for member in kind}

    def listed() -> Text:
        return Text(
            "之一：" + "、".join(f"{c}（{m.label.zh}）" for c, m in codes.items()),
            "one of: " + ", ".join(f"{c} ({m.label.en})" for c, m in codes.items()),
        )

    if not isinstance(value, str):
        return wrong_type(value, listed)

    def fix() -> Text:
        by_label = {m.label.zh: c for c, m in codes.items()} | {m.label.en: c for c, m in codes.items()}
        near = by_label.get(value) or nearest(value.lower(), codes)
        if near is None:
            return Text(
                "从允许的取值中选一个；未知的删去此项",
                "take one of the allowed words; leave it out if unknown",
            )
        meant = codes[near].label
        return Text(f"改为 {near}（{meant.zh}）", f"write {near} ({meant.en})")

    return HookError(FaultKind.UNKNOWN_WORD, describe(value), listed, fix)


def text_value(value: Any, kind: type[V]) -> V:
    """Read a text into a class that is made of one text, such as personal data into its masked type.

    Raises:
        HookError: not a text, or refused by the class; the value is not told.
    """
    if isinstance(value, kind):
        return value
    clean = text(value)
    try:
        return kind(clean)  # type: ignore[call-arg]  # the classes handed in are made of one text
    except ValueRefusedError as error:
        refused = refusal(error)
    raise refused


def refusal(error: ValueRefusedError) -> HookError:
    """Turn a constructor's refusal into a fault without a place."""
    return HookError(FaultKind.REFUSED, error.found, error.expected, error.fix)
