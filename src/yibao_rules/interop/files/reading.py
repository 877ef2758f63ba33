"""Frames in files, a batch at a time: which kind a file is, and the rows of Parquet, Arrow, CSV and NDJSON."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Literal

from attrs import frozen

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
        table: a pyarrow table.
        lines: where each row begins, from 1.
        damaged: lines that gave no row at all.
        share: how much of the file has been read, from 0 to 1; None where nobody knows.
    """

    table: Any
    lines: Sequence[int]
    damaged: list[DamagedRow]
    share: float | None = None


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


def batches(source: Source, *, rows: int = ROWS) -> Iterator[Batch]:
    """Read a file batch by batch.

    A line of NDJSON is a filing, or an object of facts by name.

    Args:
        source: the file.
        rows: rows a batch.

    Raises:
        FrameError: the file cannot be read at all, or is not what its ending says.
        MissingExtraError: pyarrow is not installed.
    """
    pa = arrow()
    reader = _TABLES.get(source.kind, _text)
    try:
        yield from reader(source, rows)
    except (OSError, pa.ArrowInvalid) as error:
        raise FrameError(
            where=source.name,
            found=Text(f"无法读取（{type(error).__name__}）", f"cannot be read ({type(error).__name__})"),
            expected=Text(f"完整的 {source.kind} 文件", f"a whole {source.kind} file"),
            fix=Text(
                "检查路径、权限和文件是否完整", "check the path, the permissions and that the file is whole"
            ),
        ) from error


def _numbered(tables: Iterable[Any], whole: int) -> Iterator[Batch]:
    done = 0
    for table in tables:
        lines = range(done + 1, done + table.num_rows + 1)
        done += table.num_rows
        yield Batch(table, lines, [], done / whole)


def _parquet(source: Source, rows: int) -> Iterator[Batch]:
    pa = arrow()
    with import_module("pyarrow.parquet").ParquetFile(source.path) as file:
        _refuse_twins(source, file.schema_arrow.names)
        parts = (pa.Table.from_batches([b]) for b in file.iter_batches(batch_size=rows))
        yield from _numbered(parts, file.metadata.num_rows)


def _arrow(source: Source, rows: int) -> Iterator[Batch]:
    pa = arrow()
    with pa.memory_map(str(source.path)) as mapped, pa.ipc.open_file(mapped) as file:
        _refuse_twins(source, file.schema.names)
        # Counted without being held: the file is mapped.
        whole = sum(file.get_batch(n).num_rows for n in range(file.num_record_batches))
        parts = (file.get_batch(n) for n in range(file.num_record_batches))
        slices = (
            pa.Table.from_batches([b.slice(at, rows)]) for b in parts for at in range(0, b.num_rows, rows)
        )
        yield from _numbered(slices, whole)


def _text(source: Source, rows: int) -> Iterator[Batch]:
    with ExitStack() as stack:
        file, size = _opened(source, stack)
        lines = Lines(file, source.name, source.encoding)
        few = min(rows, _FEW)
        if source.kind == ".csv":
            found = csv_rows(lines, few, lambda names: _refuse_twins(source, names))
        else:
            found = ndjson_rows(lines, few, source.key)
        parts: list[Batch] = []
        for part in found:
            parts.append(Batch(_as_table(part), part.lines, part.damaged))
            if sum(len(p.lines) + len(p.damaged) for p in parts) >= rows:
                yield _joined(parts, lines.read / size if size else None)
                parts = []
        if parts:
            yield _joined(parts, lines.read / size if size else None)


def _joined(parts: list[Batch], share: float | None) -> Batch:
    pa = arrow()
    # Lines of NDJSON have only the names that occur in them, and broken ones have none.
    tables = [p.table for p in parts if p.table.num_columns]
    table = pa.concat_tables(tables, promote_options="permissive") if tables else pa.table({})
    lines = [line for p in parts for line in p.lines]
    return Batch(table, lines, [row for p in parts for row in p.damaged], share)


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


_TABLES: Mapping[str, Callable[[Source, int], Iterator[Batch]]] = {
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".feather": _arrow,
}


def _refuse_twins(source: Source, names: Sequence[str]) -> None:
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        raise FrameError(
            where=source.name,
            found=Text(f"{len(twins)} 个列名重复：{twins[0]!r}", f"{len(twins)} columns twice: {twins[0]!r}"),
            expected=Text("每个列名一次", "each name once"),
            fix=Text("改名或删除重复的列", "rename or drop the doubles"),
        )
