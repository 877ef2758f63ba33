"""Text files line by line: numbered, decoded, held against what the file is said to be, never more than a line at once."""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO

from attrs import Factory, define, field, frozen

from yibao_rules.interop.files.bounds import LONGEST
from yibao_rules.interop.files.rows import DamagedRow
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.text import Text

_HEAD = 1024 * 1024
NOT_TEXT = Text("编码有误", "not in the file's encoding")


@frozen
class Rows:
    """Some rows of a text file.

    Attributes:
        columns: texts by column, empty or None where nothing is given; or a table that is ready.
        lines: where each row begins.
        damaged: the lines that gave no row.
    """

    columns: Mapping[str, Sequence[str | None]] | Any
    lines: list[int]
    damaged: list[DamagedRow]


@define
class Lines:
    """The lines of a text file.

    Args:
        file: the file.
        name: what errors call it.
        encoding: its encoding.

    Attributes:
        read: bytes read so far.
    """

    file: BinaryIO
    name: str
    encoding: str
    read: int = field(default=0, init=False)
    _head: list[tuple[int, bytes | None]] = field(init=False, default=Factory(list))
    _rest: Iterator[tuple[int, bytes | None]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._rest = self._numbered()
        for number, line in self._rest:
            bare = line.removeprefix(codecs.BOM_UTF8) if number == 1 and line is not None else line
            self._head.append((number, bare))
            if self.read >= _HEAD:
                break
        self._refuse_other(b"".join(line for _, line in self._head if line is not None))

    def _numbered(self) -> Iterator[tuple[int, bytes | None]]:
        number = 0
        while line := self.file.readline(LONGEST):
            number += 1
            self.read += len(line)
            if len(line) < LONGEST or line.endswith(b"\n"):
                yield number, line
                continue
            while (rest := self.file.readline(LONGEST)) and not rest.endswith(b"\n"):
                self.read += len(rest)
            yield number, None

    def first(self) -> bytes:
        """Give the first line that is not blank, of those that were looked at."""
        return next((line for _, line in self._head if line is not None and line.strip()), b"")

    def __iter__(self) -> Iterator[tuple[int, bytes | None]]:
        """Give each line with its number from 1; None for one that is too long."""
        return chain(self._head, self._rest)

    def _refuse_other(self, head: bytes) -> None:
        if b"\0" in head:
            raise self._no_text(
                Text("不是文本，或是 UTF-16", "no text, or UTF-16"),
                Text(
                    "另存为 UTF-8；扩展名须与内容相符", "save it as UTF-8; the ending must fit what is inside"
                ),
            )
        if self.encoding == "utf-8" and _is_gbk(head):
            raise self._no_text(
                Text("GBK/GB18030 编码", "GBK or GB18030"),
                Text(
                    "指明编码（命令行 --encoding gb18030），或另存为 UTF-8",
                    "name the encoding (--encoding gb18030 in the shell), or save it as UTF-8",
                ),
            )

    def _no_text(self, found: Text, fix: Text) -> FrameError:
        expected = Text(f"{self.encoding} 文本", f"text in {self.encoding}")
        return FrameError(where=self.name, found=found, expected=expected, fix=fix)


def _is_gbk(head: bytes) -> bool:
    """Tell whether no line beyond ASCII is UTF-8 and most are GB 18030."""
    odd = [line for line in head.splitlines() if not line.isascii()]
    return not any(_reads(line, "utf-8") for line in odd) and 2 * sum(
        _reads(line, "gb18030") for line in odd
    ) > len(odd)


def _reads(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
