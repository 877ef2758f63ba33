"""The rows of a CSV file: quoted line breaks read, and a quote that nobody closed kept from swallowing what follows."""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Self

from attrs import Factory, define, field

from yibao_rules.interop.files.bounds import BYTES, LONGEST, TOO_LONG
from yibao_rules.interop.files.lines import NOT_TEXT, Lines, Rows
from yibao_rules.interop.files.rows import DamagedRow
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.text import Text

_MOST_LINES = 256
"""Lines of the longest row; a quote that is open for longer was never closed."""

_UNREAD = re.compile("[\udc80-\udcff]")
"""What ``surrogateescape`` makes of bytes that are none of the encoding's."""

_QUOTES = Text("引号没有闭合或用法有误", "a quote not closed, or misplaced")


class _GivenUpError(Exception):
    """A row that is not read to its end."""


@define
class _Feed:
    """Gives lines to the reader of CSV, and takes them back."""

    lines: Iterator[tuple[int, bytes | None]]
    encoding: str
    taken: list[tuple[int, bytes | None]] = field(init=False, default=Factory(list))
    size: int = field(init=False, default=0)
    _back: deque[tuple[int, bytes | None]] = field(init=False, default=Factory(deque))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if len(self.taken) == _MOST_LINES:
            raise _GivenUpError
        number, line = self._back.popleft() if self._back else next(self.lines)
        self.taken.append((number, line))
        self.size += len(line or b"")
        if line is None or self.size > LONGEST:
            raise _GivenUpError
        return line.decode(self.encoding, "surrogateescape")

    def begin(self) -> None:
        """Begin another row."""
        self.taken.clear()
        self.size = 0

    def give_up(self) -> tuple[int, Text]:
        """Take back all lines of the row but the first."""
        self._back.extendleft(reversed(self.taken[1:]))
        number, line = self.taken[0]
        return number, TOO_LONG if line is None else _QUOTES


def csv_rows(lines: Lines, rows: int, check: Callable[[list[str]], None]) -> Iterator[Rows]:
    """Read rows, so many at once.

    Args:
        lines: the file's lines; the first that is not blank holds the names.
        rows: rows a batch.
        check: looks at the names.

    Raises:
        FrameError: the first line holds no names separated by commas.
    """
    records = _records(lines)
    _, names = next(records, (0, []))
    if isinstance(names, Text):
        raise _no_names(lines.name, names)
    names = [name.strip() for name in names]
    if any(map(_UNREAD.search, names)):
        raise _no_names(lines.name, NOT_TEXT)
    _refuse_separator(lines.name, names)
    check(names)
    found: list[list[str]] = []
    at: list[int] = []
    damaged: list[DamagedRow] = []
    since = lines.read
    for number, row in records:
        read = _of_width(row, len(names))
        if isinstance(read, Text):
            damaged.append(DamagedRow(number, read))
        else:
            found.append(read)
            at.append(number)
        if len(found) + len(damaged) >= rows or lines.read - since >= BYTES:
            yield _gathered(names, found, at, damaged)
            found, at, damaged, since = [], [], [], lines.read
    if found or damaged:
        yield _gathered(names, found, at, damaged)


def _records(lines: Lines) -> Iterator[tuple[int, list[str]] | tuple[int, Text]]:
    feed = _Feed(iter(lines), lines.encoding)
    reader = csv.reader(feed, strict=True)
    while True:
        feed.begin()
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, _GivenUpError):
            yield feed.give_up()
            continue
        if row:
            yield feed.taken[0][0], row


def _gathered(names: list[str], rows: list[list[str]], lines: list[int], damaged: list[DamagedRow]) -> Rows:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return Rows(dict(zip(names, columns, strict=True)), lines, damaged)


def _of_width(row: list[str] | Text, width: int) -> list[str] | Text:
    if isinstance(row, Text):
        return row
    if len(row) != width:
        return Text(f"{len(row)} 列，应为 {width} 列", f"{len(row)} fields, not {width}")
    return NOT_TEXT if _UNREAD.search("".join(row)) else row


def _refuse_separator(where: str, names: list[str]) -> None:
    if len(names) == 1 and any(c in names[0] for c in ";\t|，；"):
        raise _no_names(where, Text("另一种分隔符", "another separator"))


def _no_names(where: str, found: Text) -> FrameError:
    return FrameError(
        where=where,
        found=found,
        expected=Text("首行是以逗号分隔的列名", "names separated by commas in the first line"),
        fix=Text("以逗号为分隔符重新导出", "export it again with commas"),
    )
