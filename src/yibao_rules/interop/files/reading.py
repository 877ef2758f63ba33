"""Frames in files, a batch at a time: which kind a file is, and the rows of Parquet, Arrow, CSV and NDJSON."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Literal

from attrs import frozen

from yibao_rules.interop.files.bounds import BYTES, COLUMNS
from yibao_rules.interop.files.columnar import Wanted, arrow_tables, parquet_tables, pieces
from yibao_rules.interop.files.csv import csv_rows
from yibao_rules.interop.files.lines import Lines, Rows
from yibao_rules.interop.files.ndjson import ndjson_rows
from yibao_rules.interop.files.rows import DamagedRow, arrow
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.text import Text, nearest

ROWS = 131_072
"""Rows held at once."""

_FEW = 8_192
"""Rows held as Python's texts before they become columns: more would only wait for memory."""

KINDS = (".parquet", ".arrow", ".feather", ".csv", ".ndjson", ".jsonl")
TEXT_KINDS = (".csv", ".ndjson", ".jsonl")
Encoding = Literal["utf-8", "gb18030"]


@frozen
class Batch:
    """Some rows of a file.

    Attributes:
        table: a pyarrow table, its texts whole and its types such as facts have.
        lines: where each row begins, from 1.
        damaged: lines that gave no row at all.
        share: how much of the file has been read, from 0 to 1; None where nobody knows.
        names: the columns that there are, read or not.
    """

    table: Any
    lines: Sequence[int]
    damaged: list[DamagedRow]
    share: float | None = None
    names: tuple[str, ...] = ()


@frozen(kw_only=True)
class Source:
    """A file of filings.

    Attributes:
        path: the file; None is standard input.
        kind: its kind, one of :data:`KINDS`.
        key: the name of the keys' column, for lines that are filings.
        encoding: of a text file; ``gb18030`` also reads GBK and GB2312.
    """

    path: Path | None
    kind: str
    key: str = "id"
    encoding: Encoding = "utf-8"

    @property
    def name(self) -> str:
        """What errors call it."""
        return self.path.name if self.path is not None else "-"


def kind_of(path: Path) -> str:
    """Give the ending that says what a file is.

    Raises:
        FrameError: it is of no kind that is read or written here.
    """
    ending = path.suffix.lower()
    if ending not in KINDS:
        near = nearest(ending, KINDS)
        fix = (
            Text(f"是否指 {near}？", f"is {near} meant?")
            if near
            else Text("换成其中一种", "use one of these")
        )
        if ending in (".xls", ".xlsx"):
            fix = Text("在表格软件中另存为 CSV UTF-8", "save it as CSV UTF-8 in the spreadsheet")
        raise FrameError(
            where=path.name,
            found=Text(f"扩展名 {ending or '（无）'}", f"the ending {ending or '(none)'}"),
            expected=Text("、".join(KINDS), ", ".join(KINDS)),
            fix=fix,
        )
    return ending


def _all(_name: str) -> bool:
    return True


def batches(source: Source, *, rows: int = ROWS, wanted: Wanted = _all) -> Iterator[Batch]:
    """Read a file batch by batch; a batch ends where its rows or its bytes (:data:`BYTES`) are many enough.

    A line of NDJSON is a filing, or an object of facts by name.

    Args:
        source: the file.
        rows: rows a batch at most.
        wanted: tells which columns of Parquet and Arrow files are needed; others are not read at all.

    Raises:
        FrameError: the file cannot be read at all, or is not what its ending says.
        MissingExtraError: pyarrow is not installed.
    """
    pa = arrow()
    reader = _TABLES.get(source.kind, _text)
    try:
        yield from reader(source, rows, wanted)
    except (OSError, pa.ArrowException, UnicodeError, OverflowError, MemoryError) as error:
        # Whatever the reader of a format says of bytes that are none of its format.
        raise FrameError(
            where=source.name,
            found=Text(f"无法读取（{type(error).__name__}）", f"cannot be read ({type(error).__name__})"),
            expected=Text(f"完整的 {source.kind} 文件", f"a whole {source.kind} file"),
            fix=Text(
                "检查路径、权限和文件是否完整", "check the path, the permissions and that the file is whole"
            ),
        ) from error


def _parquet(source: Source, rows: int, wanted: Wanted) -> Iterator[Batch]:
    return _columnar(source, rows, wanted, parquet_tables)


def _arrow(source: Source, rows: int, wanted: Wanted) -> Iterator[Batch]:
    return _columnar(source, rows, wanted, arrow_tables)


def _columnar(source: Source, rows: int, wanted: Wanted, read: Callable[..., Any]) -> Iterator[Batch]:
    assert source.path is not None  # noqa: S101  # standard input is text
    names: list[str] = []

    def check(found: Sequence[str]) -> Wanted:
        names.extend(found)
        _refuse_names(source, found)
        return wanted

    for (table, lines, damaged), share in pieces(read(source.path, rows, check), rows):
        yield Batch(table, lines, damaged, share, tuple(names))


def _text(source: Source, rows: int, _wanted: Wanted) -> Iterator[Batch]:
    with ExitStack() as stack:
        file, size = _opened(source, stack)
        lines = Lines(file, source.name, source.encoding)
        few = min(rows, _FEW)
        if source.kind == ".csv":
            found = csv_rows(lines, few, lambda names: _refuse_names(source, names))
        else:
            found = ndjson_rows(lines, few, source.key)
        parts: list[Batch] = []
        read = 0
        for part in found:
            parts.append(Batch(_as_table(part), part.lines, part.damaged))
            if sum(len(p.lines) + len(p.damaged) for p in parts) >= rows or lines.read - read >= BYTES:
                yield _joined(parts, lines.read / size if size else None)
                parts, read = [], lines.read
        if parts:
            yield _joined(parts, lines.read / size if size else None)


def _joined(parts: list[Batch], share: float | None) -> Batch:
    pa = arrow()
    # Lines of NDJSON have only the names that occur in them, and broken ones have none.
    tables = [p.table for p in parts if p.table.num_columns]
    table = pa.concat_tables(tables, promote_options="permissive") if tables else pa.table({})
    lines = [line for p in parts for line in p.lines]
    return Batch(table, lines, [row for p in parts for row in p.damaged], share, tuple(table.column_names))


def _opened(source: Source, stack: ExitStack) -> tuple[BinaryIO, int]:
    if source.path is None:
        return sys.stdin.buffer, 0
    return stack.enter_context(source.path.open("rb")), source.path.stat().st_size


def _as_table(part: Rows) -> Any:
    pa = arrow()
    if not isinstance(part.columns, Mapping):
        return part.columns
    pc = import_module("pyarrow.compute")
    texts = {name: pa.array(values, pa.string()) for name, values in part.columns.items()}
    return pa.table({name: pc.if_else(pc.equal(text, ""), None, text) for name, text in texts.items()})


_TABLES: Mapping[str, Callable[[Source, int, Wanted], Iterator[Batch]]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".feather": _arrow,
}


def _refuse_names(source: Source, names: Sequence[str]) -> None:
    if len(names) > COLUMNS:
        raise FrameError(
            where=source.name,
            found=Text(f"{len(names):,} 列", f"{len(names):,} columns"),
            expected=Text(f"至多 {COLUMNS:,} 列", f"at most {COLUMNS:,}"),
            fix=Text("只导出需要的列", "write the columns that are needed alone"),
        )
    twins = sorted(name for name, n in Counter(names).items() if n > 1)
    if twins:
        raise FrameError(
            where=source.name,
            found=Text(f"{len(twins)} 个列名重复：{twins[0]!r}", f"{len(twins)} columns twice: {twins[0]!r}"),
            expected=Text("每个列名一次", "each name once"),
            fix=Text("改名或删除重复的列", "rename or drop the doubles"),
        )
