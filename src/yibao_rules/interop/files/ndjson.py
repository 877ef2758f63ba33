"""The rows of an NDJSON file: a line is a filing, or an object of facts by name."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import Factory, define, field

from yibao_rules.interop.files.bounds import BYTES, COLUMNS, TOO_LONG
from yibao_rules.interop.files.lines import NOT_TEXT, Lines, Rows
from yibao_rules.interop.files.rows import DamagedRow, arrow
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.interop.json import loads
from yibao_rules.logic.frames.engines import SEPARATOR
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.model.filing import Filing
from yibao_rules.serialization.faults import InputError
from yibao_rules.text import Text

Tree = dict[str, Any]

_TOO_MANY = Text(f"至此名称超过 {COLUMNS:,} 个", f"more than {COLUMNS:,} names so far")
_HALF = Text("有不成对的代理字符（\\ud800 至 \\udfff）", "half of a surrogate pair (\\ud800 to \\udfff)")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def ndjson_rows(lines: Lines, rows: int, key: str) -> Iterator[Rows]:
    """Read rows, so many at once.

    The first object says what the lines are: facts by name, if one of its names has a dot, else filings; and
    whether filings have an ``id``. Where they have none, the table has no column of keys.

    Args:
        lines: the file's lines; blank ones are none.
        rows: rows a batch.
        key: the name of the keys' column, for filings.

    Raises:
        FrameError: the file is one JSON array.
    """
    if lines.first().lstrip().startswith(b"["):
        raise FrameError(
            where=lines.name,
            found=Text("一个 JSON 数组", "one JSON array"),
            expected=Text("NDJSON：每行一个 JSON 对象", "NDJSON: an object a line"),
            fix=Text(
                "把数组的每一项写成一行，例如 jq -c '.[]'",
                "write each of its items as a line, e.g. jq -c '.[]'",
            ),
        )
    return _Reader(key, lines.encoding).batches(lines, rows)


@define
class _Reader:
    """Reads the lines of one file.

    Attributes:
        holds_filings: whether the lines are filings; None until the first is read.
        keyed: whether the filings have ids.
        names: the facts' names that have occurred.
    """

    key: str
    encoding: str
    holds_filings: bool | None = None
    keyed: bool = False
    names: dict[str, None] = field(init=False, default=Factory(dict))

    def batches(self, lines: Lines, rows: int) -> Iterator[Rows]:
        found: list[Any] = []
        at: list[int] = []
        damaged: list[DamagedRow] = []
        read = lines.read
        for number, line in lines:
            if line is not None and not line.strip():
                continue
            one = self._read(number, line)
            if isinstance(one, DamagedRow):
                damaged.append(one)
            else:
                found.append(one)
                at.append(number)
            if len(found) + len(damaged) >= rows or lines.read - read >= BYTES:
                yield self._rows(found, at, damaged)
                found, at, damaged, read = [], [], [], lines.read
        if found or damaged:
            yield self._rows(found, at, damaged)

    def _read(self, number: int, line: bytes | None) -> Filing | Tree | DamagedRow:
        if line is None:
            return DamagedRow(number, TOO_LONG)
        try:
            text = line.decode(self.encoding)
        except UnicodeDecodeError:
            return DamagedRow(number, NOT_TEXT)
        tree = _tree(text) if not self.holds_filings else {}
        if isinstance(tree, Text):
            return DamagedRow(number, tree)
        if self.holds_filings is None:
            self.holds_filings = not any("." in name for name in tree)
            self.keyed = tree.get("id") is not None
        return self._filing(number, text) if self.holds_filings else self._facts(number, tree)

    @staticmethod
    def _filing(number: int, text: str) -> Filing | DamagedRow:
        try:
            return loads(text)
        except InputError as error:
            parts = [f.render("zh") for f in error.faults], [f.render("en") for f in error.faults]
            where = ";".join(dict.fromkeys(f.pointer for f in error.faults))
            return DamagedRow(number, Text("；".join(parts[0]), "; ".join(parts[1])), where)

    def _facts(self, number: int, tree: Tree) -> Tree | DamagedRow:
        nested = next((name for name, value in tree.items() if isinstance(value, dict)), None)
        if nested is not None:
            return DamagedRow(number, Text("是对象，应为一个值", "an object, not a value"), nested)
        if not tree.keys() <= self.names.keys():
            names = {**self.names, **dict.fromkeys(tree)}
            if len(names) > COLUMNS:
                return DamagedRow(number, _TOO_MANY)
            self.names = names
        return {name: value if type(value) is str else _as_text(value) for name, value in tree.items()}

    def _rows(self, found: list[Any], lines: list[int], damaged: list[DamagedRow]) -> Rows:
        if not self.holds_filings:
            columns = {name: [tree.get(name) for tree in found] for name in self.names}
            return Rows(columns, lines, damaged)
        table = filings_to_frame(found, backend="pyarrow", key=self.key).drop_columns([self.key])
        if self.keyed:
            table = table.append_column(self.key, _ids(found))
        return Rows(table, lines, damaged)


def _ids(filings: Sequence[Filing]) -> Any:
    pa = arrow()
    return pa.array([f.id for f in filings], pa.string())


def _tree(text: str) -> Tree | Text:
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return Text("不是 JSON（或不完整）", "not JSON (or cut off)")
    if not isinstance(tree, dict):
        return Text("不是 JSON 对象", "no JSON object")
    return tree if _is_text(text, tree) else _HALF


def _is_text(text: str, tree: Tree) -> bool:
    """Tell whether all texts are made of whole characters: only by an escape can a file in UTF-8 hold half of one."""
    if not _SURROGATE.search(text):
        return True
    try:
        json.dumps(tree, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _as_text(value: Any) -> str | None:
    if isinstance(value, list):
        return SEPARATOR.join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)
