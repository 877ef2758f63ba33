"""From bytes to a plain tree: encoding, JSON syntax and the numbers and constants that a filing must not hold."""

import json
from collections.abc import Sequence
from typing import Any

from yibao_rules.serialization.faults import FaultKind, HookError, InputError
from yibao_rules.serialization.limits import LARGEST_JSON, LONGEST_NUMBER
from yibao_rules.text import Text

_SYNTAX = {
    "Expecting value": Text("此处应有一个值", "a value is missing here"),
    "Expecting property name enclosed in double quotes": Text(
        "此处应有用英文双引号括起的键（最后一项之后不能有逗号）",
        "a key in double quotes is missing here (no comma after the last entry)",
    ),
    "Expecting ',' delimiter": Text("此处应有英文逗号", "a comma is missing here"),
    "Expecting ':' delimiter": Text("此处应有英文冒号", "a colon is missing here"),
    "Unterminated string starting at": Text(
        "从此处开始的文本缺少结尾的引号", "the text that starts here is not closed"
    ),
    "Invalid control character at": Text(
        "文本中有未转义的换行或控制字符", "a line break or control character inside a text"
    ),
    "Invalid \\escape": Text("反斜杠后的转义无效", "an invalid escape after a backslash"),
    "Invalid \\uXXXX escape": Text("\\u 之后应有四位十六进制数", "\\u must be followed by four hex digits"),
    "Extra data": Text("JSON 结束之后还有内容", "something follows after the end of the JSON"),
    "Illegal trailing comma before end of object": Text(
        "最后一项之后不能有逗号", "no comma after the last entry"
    ),
    "Illegal trailing comma before end of array": Text(
        "最后一项之后不能有逗号", "no comma after the last entry"
    ),
}
_OTHER_SYNTAX = Text("语法错误", "a syntax error")


class RepeatedKeys(dict[str, Any]):
    """An object in which keys stand twice; :attr:`keys_twice` names them."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        seen: set[str] = set()
        self.keys_twice = tuple(dict.fromkeys(k for k, _ in pairs if k in seen or seen.add(k)))  # type: ignore[func-returns-value]


class Unrepresentable:
    """Something that JSON text may hold but no field can: a number too long, or NaN and its like."""

    def __init__(self, what: Text) -> None:
        self.what = what


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else RepeatedKeys(pairs)


def _integer(digits: str) -> int | Unrepresentable:
    if len(digits) > LONGEST_NUMBER:
        return Unrepresentable(Text(f"{len(digits)} 位的数字", f"a number of {len(digits)} digits"))
    return int(digits)


# A document may hold a million of them: each of the three that Python's reader knows is made once.
_CONSTANTS = {
    name: Unrepresentable(Text(f"{name}（不是 JSON 的值）", f"{name} (not a value of JSON)"))
    for name in ("NaN", "Infinity", "-Infinity")
}

_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_constant=_CONSTANTS.__getitem__
)


def read_json(document: str | bytes, source: str) -> Any:
    """Read JSON text.

    Args:
        document: the text, or its bytes in UTF-8 (a byte-order mark is accepted).
        source: its name, for errors.

    Returns:
        The tree: ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool``, ``None``, :class:`RepeatedKeys`, :class:`Unrepresentable`.

    Raises:
        InputError: too large, not UTF-8, not JSON, or nested too deep; with line and column.
    """
    tree, bad = _try(document)
    if bad is not None:
        # Raised here, outside of the handlers, so that no foreign exception that holds the document hangs on to it.
        raise InputError((bad.at(""),), source=source)
    return tree


def _try(document: str | bytes) -> tuple[Any, HookError | None]:
    if len(document) > LARGEST_JSON:
        return None, HookError(
            FaultKind.TOO_LARGE,
            Text(f"{len(document):,} 字节", f"{len(document):,} bytes"),
            Text(f"至多 {LARGEST_JSON:,} 字节", f"at most {LARGEST_JSON:,} bytes"),
            Text("一个文件只放一份申请", "put one filing in a file"),
        )
    try:
        text = document if isinstance(document, str) else document.decode("utf-8")
        return _DECODER.decode(text.removeprefix("\ufeff")), None
    except UnicodeDecodeError as error:
        return None, _not_utf8(bytes(error.object), error.start)
    except json.JSONDecodeError as error:
        return None, _not_json(error)
    except RecursionError:
        return None, too_deep()


def too_deep() -> HookError:
    """Tell that a document is nested too deep."""
    return HookError(
        FaultKind.TOO_DEEP,
        Text("嵌套层数过多", "too many levels of nesting"),
        Text("申请的结构，至多五层", "the structure of a filing, five levels at most"),
        Text("对照 docs/json.md 的样例改写", "rewrite it after the example in docs/json.md"),
    )


def _not_utf8(document: bytes, start: int) -> HookError:
    line = document.count(b"\n", 0, start) + 1
    return HookError(
        FaultKind.NOT_TEXT,
        Text(
            f"第 {line} 行（第 {start + 1} 字节）不是 UTF-8 编码",
            f"line {line} (byte {start + 1}) not in UTF-8",
        ),
        Text("UTF-8 编码的 JSON", "JSON in UTF-8"),
        Text(
            "用 UTF-8 编码另存（常见原因：文件以 GBK 或 UTF-16 保存）",
            "save it as UTF-8 (it was probably saved as GBK or UTF-16)",
        ),
    )


def _not_json(error: json.JSONDecodeError) -> HookError:
    if not error.doc.strip():
        found = Text("空文件", "an empty document")
    else:
        what = _SYNTAX.get(error.msg, _OTHER_SYNTAX)
        found = Text(
            f"第 {error.lineno} 行第 {error.colno} 列：{what.zh}",
            f"line {error.lineno}, column {error.colno}: {what.en}",
        )
    return HookError(
        FaultKind.NOT_JSON,
        found,
        Text("JSON 文本", "JSON text"),
        Text("改正该处的语法", "correct the syntax there"),
    )
