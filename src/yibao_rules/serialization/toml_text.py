"""From TOML text to a plain tree, within limits, and back from a place in the tree to the line that it stands on."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

from yibao_rules.serialization.faults import FaultKind, HookError, escape
from yibao_rules.serialization.limits import LARGEST_TOML, MOST_KEY_PARTS
from yibao_rules.serialization.toml_mistakes import explained
from yibao_rules.text import Text

_KEY: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
# tomllib takes quadratic time for a key of many parts.
_LONG_KEY: Final = re.compile(rf"^[ \t\[]*{_KEY}(?:[ \t]*\.[ \t]*{_KEY}){{{MOST_KEY_PARTS}}}", re.MULTILINE)
_LINE: Final = re.compile(
    rf"^[ \t]*(?P<open>\[\[?)?[ \t]*(?P<key>{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*)[ \t]*(?:=|\])"
)
_PART: Final = re.compile(_KEY)


def read_toml(document: str | bytes) -> tuple[dict[str, Any], HookError | None]:
    """Read TOML text.

    Args:
        document: the text, or its bytes in UTF-8; a byte-order mark and lines that end in CRLF are accepted.

    Returns:
        The tree, and what is wrong with the whole document, if anything: an error raised while another is handled
        would carry the document along.
    """
    bad: HookError
    try:
        if len(document) > LARGEST_TOML:
            return {}, _too_large(len(document))
        text = (document if isinstance(document, str) else document.decode("utf-8")).removeprefix("\ufeff")
        if _LONG_KEY.search(text) is None:
            return tomllib.loads(text), None
        bad = _too_deep()
    except UnicodeDecodeError:
        bad = HookError(
            FaultKind.NOT_TEXT,
            Text("不是 UTF-8 文本", "not UTF-8 text"),
            Text("UTF-8 编码的文件", "a file in UTF-8"),
            Text("用 UTF-8 编码另存", "save it as UTF-8"),
        )
    except tomllib.TOMLDecodeError as error:
        bad = explained(text, str(error))
    except RecursionError:
        bad = _too_deep()
    except ValueError:  # int refuses a number of thousands of digits
        bad = HookError(
            FaultKind.BAD_NUMBER,
            Text("位数过多的数字", "a number of too many digits"),
            Text("普通的数字", "an ordinary number"),
            Text("号码类的内容加上引号", "put numbers of documents in quotes"),
        )
    return {}, bad


def _too_large(size: int) -> HookError:
    return HookError(
        FaultKind.TOO_LARGE,
        Text(f"{size:,} 字节", f"{size:,} bytes"),
        Text(f"至多 {LARGEST_TOML:,} 字节", f"at most {LARGEST_TOML:,} bytes"),
        Text("分成几个文件", "split it into several files"),
    )


def _too_deep() -> HookError:
    return HookError(
        FaultKind.TOO_DEEP,
        Text("嵌套层数过多", "too many levels of nesting"),
        Text("较少的层数", "fewer levels"),
        Text("改用 [define] 分开写，或减少层数", "part it by [define], or use fewer levels"),
    )


def lines_of(text: str) -> dict[str, int]:
    r"""Return the line of each table and key that begins a line, by JSON pointer.

    Looked for only once a document is refused; what stands in an inline table has the line of its key.

    >>> lines_of('[[item]]\nitem = "referral"\n[item.agent]\nallowed = 1')["/item/0/agent/allowed"]
    4
    """
    found: dict[str, int] = {}
    table = ""
    counts: dict[str, int] = {}
    for number, key, opening in _keys(text):
        steps = [escape(part.strip("\"'")) for part in _PART.findall(key)]
        if opening is None:
            found.setdefault(table + "".join(steps), number)
            continue
        table = ""
        for step in steps[:-1]:
            table += step
            table += f"/{counts[table] - 1}" if table in counts else ""
        table += steps[-1]
        if opening == "[[":
            counts[table] = counts.get(table, 0) + 1
            table += f"/{counts[table] - 1}"
        found.setdefault(table, number)
    return found


def _keys(text: str) -> Iterator[tuple[int, str, str | None]]:
    inside = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not inside and (hit := _LINE.match(line)):
            yield number, hit["key"], hit["open"]
        for quotes in ('"""', "'''"):
            if inside in ("", quotes) and line.count(quotes) % 2:
                inside = "" if inside else quotes


def line_of(lines: dict[str, int], pointer: str) -> int:
    """Return the line of a place: its own, or that of what it lies in; 0 where nothing is known."""
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 0)
