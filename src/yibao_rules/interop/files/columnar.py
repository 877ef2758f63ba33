"""Parquet and Arrow files: the columns that are wanted, checked before they are used, in batches bounded by bytes.

A file may be damaged, or made to harm: one changed byte of an Arrow file makes views that point anywhere, and a few
bytes of a dictionary stand for gigabytes of text. So every batch is validated whole, text is counted before it is
written out, and only types that are known are read at all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from yibao_rules.interop.files.bounds import BYTES, CELL, CELL_TOO_LONG
from yibao_rules.interop.files.rows import DamagedRow, arrow
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.text import Text

Wanted = Callable[[str], bool]
"""Tells whether a column of this name is needed."""

Piece = tuple[Any, Sequence[int], list[DamagedRow]]
"""A table, where its rows stand in the file, from 1, and the rows between them that cannot be held."""

_SHOWN, _TOO_LONG = 60, -1

_AT_ONCE = 4_096
"""Rows of Parquet read at once, before anybody knows how long their texts are."""


def parquet_tables(
    path: Path, rows: int, check: Callable[[Sequence[str]], Wanted]
) -> Iterator[tuple[Any, float]]:
    """Read a Parquet file.

    Args:
        path: the file.
        rows: rows a table at most.
        check: looks at the names of the columns, and says which are wanted.

    Returns:
        Tables that are checked, and how much of the file has been read with each, from 0 to 1.

    Raises:
        FrameError: a column is of no type that is read.
    """
    pa, pq = arrow(), import_module("pyarrow.parquet")
    with pq.ParquetFile(path) as file:
        schema, whole, groups = file.schema_arrow, file.metadata.num_rows, file.num_row_groups
        wanted = check(schema.names)
        kept = [name for name in schema.names if wanted(name)]
        _refuse_types(path.name, schema, kept)
        texts = _places(
            file.schema,
            [n for n in kept if _is_text(schema.field(n).type) or _is_texts(schema.field(n).type)],
        )
    short = _short_for_more(path, texts, groups, whole)
    done = 0
    with pq.ParquetFile(path, read_dictionary=short) as file:
        for group in range(groups):
            for batch in file.iter_batches(batch_size=min(rows, _AT_ONCE), row_groups=[group], columns=kept):
                done += batch.num_rows
                yield pa.Table.from_batches([batch]).select(kept), done / max(whole, 1)


def _places(schema: Any, names: Collection[str]) -> list[str]:
    """Return where the texts of columns stand in the file: of a list in its items."""
    # Not read from a row group's metadata: of some that are damaged Arrow ends the process.
    places = [schema.column(n).path for n in range(len(schema.names))]
    return [p for p in places if p in names or any(p.startswith(f"{name}.list.") for name in names)]


def _short_for_more(path: Path, places: Sequence[str], groups: int, rows: int) -> list[str]:
    """Return the columns whose dictionary stands for more text than is held at once: they are read as they are."""
    pc, pq = import_module("pyarrow.compute"), import_module("pyarrow.parquet")
    found: dict[str, None] = {}
    with pq.ParquetFile(path, read_dictionary=places) as file:
        for group in range(groups if places else 0):
            for place in places:
                for batch in islice(file.iter_batches(batch_size=1, row_groups=[group], columns=[place]), 1):
                    array = batch.column(0)
                    while hasattr(array, "values"):
                        array = array.values
                    longest = pc.max(pc.binary_length(array.dictionary)).as_py() or 0
                    if longest * rows > BYTES:
                        found[place] = None
    return list(found)


def arrow_tables(
    path: Path, _rows: int, check: Callable[[Sequence[str]], Wanted]
) -> Iterator[tuple[Any, float]]:
    """Read an Arrow file, a record batch at a time: see :func:`parquet_tables`.

    The file is read and not mapped into memory: a mapped file that another program cuts short ends the process.
    """
    pa = arrow()
    with pa.OSFile(str(path)) as opened, pa.ipc.open_file(opened) as file:
        wanted = check(file.schema.names)
        kept = [name for name in file.schema.names if wanted(name)]
        _refuse_types(path.name, file.schema, kept)
        for n in range(file.num_record_batches):
            table = pa.Table.from_batches([file.get_batch(n)]).select(kept)
            yield table, (n + 1) / file.num_record_batches


def pieces(tables: Iterable[tuple[Any, float]], rows: int) -> Iterator[tuple[Piece, float]]:
    """Cut tables into pieces that fit in memory with their texts written out; short ones are joined.

    Args:
        tables: tables of one file in order, with how much of it has been read.
        rows: rows a piece at most.
    """
    held: list[Piece] = []
    before, size, share = 0, 0, 0.0
    for table, share in tables:
        # Whatever reads a table that is not whole may end the process.
        table.validate(full=True)
        # What else a file says of itself is not checked by that, and polars ends by a panic if it is no text.
        bare = arrow().Table.from_arrays(table.columns, names=table.column_names)
        for cut in _cut(bare, before, rows):
            if held and (_rows_in(held) + len(cut[1]) > rows or size + cut[0].nbytes > BYTES):
                yield _joined(held), share
                held, size = [], 0
            held.append(cut)
            size += cut[0].nbytes
        before += table.num_rows
    if held:
        yield _joined(held), share


def _rows_in(held: Iterable[Piece]) -> int:
    return sum(len(lines) + len(damaged) for _, lines, damaged in held)


def _joined(held: Sequence[Piece]) -> Piece:
    if len(held) == 1:
        return held[0]
    table = arrow().concat_tables([table for table, _, _ in held])
    lines = [line for _, lines, _ in held for line in lines]
    return table, lines, [row for _, _, damaged in held for row in damaged]


def _cut(table: Any, before: int, rows: int) -> Iterator[Piece]:
    """Cut one table by rows and bytes, and take out rows that are too long."""
    weights = _weights(table, rows)
    if weights is None:
        spans = [(at, min(at + rows, table.num_rows)) for at in range(0, table.num_rows, rows)]
        too_long: list[int] = []
    else:
        spans, too_long = _spans(weights, rows)
    for start, end in spans:
        yield written_out(table.slice(start, end - start)), range(before + start + 1, before + end + 1), []
    if too_long:
        yield (
            written_out(table.slice(0, 0)),
            [],
            [DamagedRow(before + n + 1, CELL_TOO_LONG) for n in too_long],
        )


def _spans(weights: Sequence[int], rows: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Return from where to where rows are held together, and the rows that are too long to be held at all."""
    spans: list[tuple[int, int]] = []
    start = size = 0
    for n, weight in enumerate(weights):
        if n > start and (weight == _TOO_LONG or size + weight > BYTES or n - start >= rows):
            spans.append((start, n))
            start, size = n, 0
        if weight == _TOO_LONG:
            start = n + 1
        else:
            size += weight
    if len(weights) > start:
        spans.append((start, len(weights)))
    return spans, [n for n, weight in enumerate(weights) if weight == _TOO_LONG]


def _weights(table: Any, rows: int) -> list[int] | None:
    """Return the bytes of each row's texts when they are written out, or that one is too long; None where all is small."""
    pa, pc = arrow(), import_module("pyarrow.compute")
    total, too_long = pa.array([0] * table.num_rows, pa.int64()), pa.array([False] * table.num_rows)
    for column in table.itercolumns():
        lengths = [found for chunk in column.chunks if (found := _lengths(chunk)) is not None]
        if lengths:
            found = pa.chunked_array(lengths).combine_chunks()
            total = pc.add(total, found)
            too_long = pc.or_(too_long, pc.greater(found, CELL))
    if table.num_rows <= rows and (pc.sum(total).as_py() or 0) <= BYTES and not pc.any(too_long).as_py():
        return None
    weights: list[int] = pc.if_else(too_long, _TOO_LONG, total).to_pylist()
    return weights


def _lengths(array: Any) -> Any:
    """Return the bytes of each text, 0 where it is null; None for types without texts."""
    pa, pc = arrow(), import_module("pyarrow.compute")
    kind, types, found = array.type, pa.types, None
    if not len(array):
        return pa.array([], pa.int64())
    if types.is_string(kind) or types.is_large_string(kind):
        found = pc.binary_length(array)
    elif types.is_string_view(kind):
        # Each view of 16 bytes begins with the length of its text.
        words = pa.Array.from_buffers(pa.int32(), 4 * (array.offset + len(array)), [None, array.buffers()[1]])
        at = pa.array(range(4 * array.offset, 4 * (array.offset + len(array)), 4), pa.int64())
        found = pc.if_else(pc.is_valid(array), words.take(at), 0)
    elif types.is_dictionary(kind):
        found = _lengths(array.dictionary).take(array.indices)
    elif (types.is_list(kind) or types.is_large_list(kind)) and not types.is_null(kind.value_type):
        inner = _lengths(array.values)
        sums = pa.concat_arrays([pa.array([0], pa.int64()), pc.cumulative_sum(inner)])
        ends = sums.take(array.offsets.cast(pa.int64()))
        found = pc.subtract(ends.slice(1), ends.slice(0, len(array)))
    return None if found is None else pc.fill_null(found.cast(pa.int64()), 0)


def written_out(table: Any) -> Any:
    """Return a table with dictionaries and views written out as texts, every text looked at."""
    pa = arrow()
    for n, field in enumerate(table.schema):
        kind = _written(field.type)
        if kind != field.type:
            column = table.column(n).cast(kind)
            # What a view points to is looked at as text only now.
            column.validate(full=True)
            table = table.set_column(n, pa.field(field.name, kind), column)
    return table


def _written(kind: Any) -> Any:
    pa = arrow()
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_list(kind):
        return pa.list_(_written(kind.value_type))
    if pa.types.is_large_list(kind):
        return pa.large_list(_written(kind.value_type))
    return pa.string() if pa.types.is_string_view(kind) else kind


def _refuse_types(name: str, schema: Any, kept: Iterable[str]) -> None:
    """Refuse columns of types that no fact has, since engines know little of them."""
    for column in kept:
        kind = schema.field(column).type
        if not (_is_plain(kind) or _is_text(kind) or _is_texts(kind)):
            raise FrameError(
                where=f"{name}[{column!r}]",
                found=Text(f"类型 {str(kind)[:_SHOWN]}", f"the type {str(kind)[:_SHOWN]}"),
                expected=Text(
                    "文本、数值、是否、日期或文本列表", "text, numbers, booleans, dates or lists of text"
                ),
                fix=Text("导出前先转换类型", "turn it into one of these before it is written"),
            )


def _is_plain(kind: Any) -> bool:
    types = arrow().types
    numbers = (
        types.is_integer(kind)
        or types.is_float32(kind)
        or types.is_float64(kind)
        or types.is_decimal128(kind)
    )
    return bool(
        numbers
        or types.is_null(kind)
        or types.is_boolean(kind)
        or types.is_date(kind)
        or types.is_timestamp(kind)
    )


def _is_text(kind: Any) -> bool:
    types = arrow().types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_texts(kind: Any) -> bool:
    types = arrow().types
    return bool(types.is_list(kind) or types.is_large_list(kind)) and (
        _is_text(kind.value_type) or types.is_null(kind.value_type)
    )
