"""Frames in files, a batch at a time: Parquet, Arrow, CSV and NDJSON in; the same out, under the final name only when whole."""

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from attrs import define, field, frozen

from yibao_rules.interop.faults import InputError
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.interop.frames_rows import DamagedRow, arrow
from yibao_rules.interop.json import loads
from yibao_rules.logic.frame_faults import FrameError
from yibao_rules.text import Text, nearest

ROWS = 131_072
"""Rows held at once."""

KINDS = (".parquet", ".arrow", ".feather", ".csv", ".ndjson", ".jsonl")
LINE = "line"
"""The column of line numbers that is made where a file has no column of keys."""


@frozen
class Batch:
    """Some rows of a file.

    Attributes:
        table: a pyarrow table.
        lines: where each row stands, from 1.
        damaged: lines that gave no row at all.
    """

    table: Any
    lines: list[int]
    damaged: list[DamagedRow]


def kind_of(path: Path) -> str:
    """Give the ending that says what a file is.

    Raises:
        FrameError: it is of no kind that is read or written here.
    """
    ending = path.suffix.lower()
    if ending not in KINDS:
        near = nearest(ending, KINDS)
        raise FrameError(
            where=path.name,
            found=Text(f"扩展名 {ending or '（无）'}", f"the ending {ending or '(none)'}"),
            expected=Text("、".join(KINDS), ", ".join(KINDS)),
            fix=Text(f"是否指 {near}？", f"is {near} meant?")
            if near
            else Text("换成其中一种", "use one of these"),
        )
    return ending


def batches(path: Path, *, key: str, rows: int = ROWS) -> Iterator[Batch]:
    """Read a file batch by batch.

    Args:
        path: the file; its ending says what it is. A line of NDJSON is a filing, or an object of facts by name.
        key: the name of the keys' column, for filings.
        rows: rows a batch.

    Raises:
        FrameError: the file cannot be read at all.
        MissingExtraError: pyarrow is not installed.
    """
    kind = kind_of(path)
    reader = {".parquet": _parquet, ".csv": _csv, ".ndjson": _ndjson, ".jsonl": _ndjson}.get(
        kind, _arrow_file
    )
    pa = arrow()
    try:
        yield from reader(path, key, rows)
    except (OSError, pa.ArrowInvalid, csv.Error) as error:
        raise FrameError(
            where=path.name,
            found=Text(f"无法读取（{type(error).__name__}）", f"cannot be read ({type(error).__name__})"),
            expected=Text(f"完整的 {kind} 文件", f"a whole {kind} file"),
            fix=Text(
                "检查路径、权限和文件是否完整", "check the path, the permissions and that the file is whole"
            ),
        ) from error


def _numbered(tables: Iterable[Any]) -> Iterator[Batch]:
    start = 1
    for table in tables:
        yield Batch(table, list(range(start, start + table.num_rows)), [])
        start += table.num_rows


def _parquet(path: Path, _key: str, rows: int) -> Iterator[Batch]:
    pa = arrow()
    with import_module("pyarrow.parquet").ParquetFile(path) as file:
        yield from _numbered(pa.Table.from_batches([b]) for b in file.iter_batches(batch_size=rows))


def _arrow_file(path: Path, _key: str, rows: int) -> Iterator[Batch]:
    pa = arrow()
    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as file:
        parts = (file.get_batch(n) for n in range(file.num_record_batches))
        yield from _numbered(
            pa.Table.from_batches([b.slice(at, rows)]) for b in parts for at in range(0, b.num_rows, rows)
        )


_NOT_UTF8 = Text("不是 UTF-8 文本", "not UTF-8")


def _csv(path: Path, _key: str, rows: int) -> Iterator[Batch]:
    pa = arrow()
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file)
        names = next(reader, [])
        while True:
            found: list[list[str]] = []
            lines: list[int] = []
            damaged: list[DamagedRow] = []
            for row in reader:
                if len(row) != len(names):
                    wrong = Text(
                        f"{len(row)} 列，应为 {len(names)} 列", f"{len(row)} fields, not {len(names)}"
                    )
                    damaged.append(DamagedRow(reader.line_num, wrong))
                elif any(map(_is_broken, row)):
                    damaged.append(DamagedRow(reader.line_num, _NOT_UTF8))
                else:
                    found.append(row)
                    lines.append(reader.line_num)
                if len(found) + len(damaged) >= rows:
                    break
            if not found and not damaged:
                return
            columns = zip(*found, strict=True) if found else ([] for _ in names)
            arrays = [pa.array([v or None for v in column], pa.string()) for column in columns]
            yield Batch(pa.table(arrays, names=names), lines, damaged)


def _is_broken(text: str) -> bool:
    return any("\udc80" <= c <= "\udcff" for c in text)


def _ndjson(path: Path, key: str, rows: int) -> Iterator[Batch]:
    with path.open("rb") as file:
        numbered = ((n, line) for n, line in enumerate(file, 1) if line.strip())
        while True:
            trees: list[tuple[int, dict[str, Any]]] = []
            damaged: list[DamagedRow] = []
            for n, line in numbered:
                tree, reason = _tree(line)
                if reason is not None:
                    damaged.append(DamagedRow(n, reason))
                else:
                    trees.append((n, tree))
                if len(trees) + len(damaged) >= rows:
                    break
            if not trees and not damaged:
                return
            yield _of_trees(trees, damaged, key)


def _tree(line: bytes) -> tuple[dict[str, Any], Text | None]:
    try:
        tree = json.loads(line.decode())
    except UnicodeDecodeError:
        return {}, _NOT_UTF8
    except (ValueError, RecursionError):
        return {}, Text("不是 JSON", "not JSON")
    if not isinstance(tree, dict):
        return {}, Text("不是 JSON 对象", "no JSON object")
    return tree, None


def _of_trees(trees: list[tuple[int, dict[str, Any]]], damaged: list[DamagedRow], key: str) -> Batch:
    """Make a table of filings, if the first is one, or of objects of facts."""
    pa = arrow()
    if trees and "item" in trees[0][1]:
        return _of_filings(trees, damaged, key)
    names = dict.fromkeys(name for _, tree in trees for name in tree)
    columns = {name: pa.array([_as_text(tree.get(name)) for _, tree in trees], pa.string()) for name in names}
    return Batch(pa.table(columns), [n for n, _ in trees], damaged)


def _as_text(value: Any) -> str | None:
    if isinstance(value, list):
        return ";".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _of_filings(trees: list[tuple[int, dict[str, Any]]], damaged: list[DamagedRow], key: str) -> Batch:
    read, lines = [], []
    for n, tree in trees:
        try:
            read.append(loads(json.dumps(tree, ensure_ascii=False)))
            lines.append(n)
        except InputError as error:
            parts = [f.render("zh") for f in error.faults], [f.render("en") for f in error.faults]
            damaged.append(DamagedRow(n, Text("；".join(parts[0]), "; ".join(parts[1]))))
    return Batch(
        filings_to_frame(read, backend="pyarrow", key=key), lines, sorted(damaged, key=lambda d: d.line)
    )


@define
class Sink:
    """A file that is written batch by batch under a passing name, and gets its own when all went well."""

    path: Path
    _writer: Any = field(default=None, init=False)
    _stack: ExitStack = field(factory=ExitStack, init=False)

    def __enter__(self) -> Self:
        kind_of(self.path)
        return self

    @property
    def _passing(self) -> Path:
        return self.path.with_name(f".{self.path.name}.part")

    def write(self, table: Any) -> None:
        """Write one more batch; all batches have the same columns."""
        if self._writer is None:
            self._writer = self._stack.enter_context(_writer(self._passing, kind_of(self.path), table.schema))
        self._writer.write(table)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._stack.close()
        if self._passing.exists():
            if kind is None:
                self._passing.replace(self.path)
            else:
                self._passing.unlink()


def _writer(path: Path, kind: str, schema: Any) -> Any:
    pa = arrow()
    if kind == ".parquet":
        return import_module("pyarrow.parquet").ParquetWriter(path, schema)
    if kind == ".csv":
        return import_module("pyarrow.csv").CSVWriter(path, schema)
    if kind in (".arrow", ".feather"):
        return pa.ipc.new_file(path, schema)
    return _JsonLines(path)


@define
class _JsonLines:
    """Writes a JSON object a line."""

    path: Path
    _file: Any = field(default=None, init=False)

    def __enter__(self) -> Self:
        self._file = self.path.open("w", encoding="utf-8")
        return self

    def write(self, table: Any) -> None:
        """Write the rows of a table."""
        for row in table.to_pylist():
            self._file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")

    def __exit__(self, *_: object) -> None:
        self._file.close()
