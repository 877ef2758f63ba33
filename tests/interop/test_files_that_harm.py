"""Files that harm (H4): damaged or made to exhaust, each gives damaged rows or a refusal, never the end of the process."""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from yibao_rules.cli import main
from yibao_rules.interop.files import bounds, columnar, csv, ndjson, reading, rows
from yibao_rules.interop.files.columnar import parquet_tables, pieces
from yibao_rules.interop.files.reading import Source, batches
from yibao_rules.interop.files.rows import Cleaner
from yibao_rules.interop.files.seen import Seen
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.model.facts import facts

pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")
ROOT = Path(__file__).parents[2]
FINE = {"filing.item": "referral", "insured.status": "normal"}


def status_of(source: Path) -> int:
    return main(["check-frame", str(source), "-o", str(source.with_name("o.csv")), "--day", "2026-03-02"])


def read(
    source: Path, rows: int = 100, *, key: str = "id"
) -> tuple[list[dict[str, Any]], dict[int, tuple[str, str]]]:
    """Give the rows that are fit, and by line the column and the reason of those that are not."""
    fit: list[dict[str, Any]] = []
    bad: dict[int, tuple[str, str]] = {}
    with Seen() as seen:
        cleaner = Cleaner(facts(), key, seen)
        for batch in batches(Source(path=source, kind=source.suffix), rows=rows):
            table, damaged = cleaner.clean(batch.table, batch.lines)
            fit += table.to_pylist()
            bad |= {d.line: (d.column, d.reason.en) for d in (*batch.damaged, *damaged)}
    return fit, bad


def test_files_damaged_byte_by_byte_end_no_process() -> None:
    """Views that point anywhere (signal 11), panics, and metadata that end Arrow: the full run has step 1."""
    program = ROOT / "benchmarks" / "fuzz_files.py"
    run = subprocess.run(  # noqa: S603  # a program of our own
        [sys.executable, program, "--step", "1009"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " runs: " in run.stdout


@pytest.mark.parametrize("at", [1000, 1032, 1064])
def test_one_byte_of_an_arrow_file(tmp_path: Path, at: int) -> None:
    columns = [
        "id",
        "filing.item",
        "filing.insured_place",
        "filing.destination",
        "filing.filed_on",
        "applicant.name",
        "applicant.id_number",
        "registration.name",
        "insured.status",
        "hospital.code",
        "circumstances.amount",
        "circumstances.retired",
    ]
    values = "0, referral, 131000, 110000, 2026-03-01, 张三, 11010519491231002X, 张三, normal, H11010500001, 100, true"
    source = tmp_path / "in.arrow"
    pl.DataFrame([values.split(", ")] * 4, schema=columns, orient="row").write_ipc(source)
    whole = bytearray(source.read_bytes())
    whole[at] ^= 0x40
    source.write_bytes(whole)
    with pytest.raises(FrameError):
        read(source)


def test_what_a_file_says_of_itself_may_be_no_text(tmp_path: Path) -> None:
    """A key beside the schema that is not UTF-8 made polars panic."""
    source = tmp_path / "in.parquet"
    table = pa.table({"id": ["a"], **{name: [word] for name, word in FINE.items()}})
    pq.write_table(table.replace_schema_metadata({b"\xff": b"\xfe"}), source)
    assert status_of(source) in (0, 1)
    (batch,) = batches(Source(path=source, kind=".parquet"))
    assert batch.table.schema.metadata is None


def test_a_head_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"id,filing.item,insured.st\xffatus\n1,referral,normal\n")
    assert status_of(source) == 2
    assert "编码有误" in capsys.readouterr().err


def test_half_a_surrogate_pair_damages_its_line_alone(tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    lines = [
        {"id": "a", **FINE, "applicant.name": "\ud800"},
        {"id": "b", **FINE, "applicant.name": "\U00020000"},
        {"id": "c", **FINE, "applicant.\udfff": "x"},
        {"id": "d", **FINE},
    ]
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    fit, bad = read(source)
    assert [row["id"] for row in fit] == ["b", "d"]
    assert {line: reason.split(" (")[0] for line, (_, reason) in bad.items()} == {
        1: "half of a surrogate pair",
        3: "half of a surrogate pair",
    }


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        (pa.date32(), 2**31 - 1, 20_000),
        (pa.date32(), -(2**31), -719_162),
        (pa.date64(), 2**62 // 86_400_000 * 86_400_000, 0),
        (pa.timestamp("us"), 2**62, 0),
        (pa.timestamp("s"), 253_402_300_800, 253_402_300_799),
    ],
)
def test_days_outside_the_years_that_are_known(tmp_path: Path, kind: Any, wrong: int, right: int) -> None:
    source, reason = tmp_path / "in.parquet", "a day outside the years 1 to 9999"
    days = pa.array([wrong, right], pa.int32() if kind == pa.date32() else pa.int64()).cast(kind)
    table = pa.table({"id": days, **{name: [word] * 2 for name, word in FINE.items()}})
    with pa.ipc.new_file(source.with_suffix(".arrow"), table.schema) as file:
        file.write_table(table)
    fit, bad = read(source.with_suffix(".arrow"))
    assert (len(fit), bad) == (1, {1: ("id", reason)})
    if kind == pa.date32():
        dated = table.set_column(0, "id", pa.array(["a", "b"])).append_column("filing.filed_on", days)
        pq.write_table(dated, source)
        fit, bad = read(source)
        assert ([row["id"] for row in fit], bad) == (["b"], {1: ("filing.filed_on", reason)})


def test_nanoseconds_lie_inside_and_are_told_apart(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    moments = pa.array([1, 2, 1], pa.timestamp("ns"))
    pq.write_table(pa.table({"id": moments, **{name: [word] * 3 for name, word in FINE.items()}}), source)
    _, bad = read(source)
    assert list(bad) == [3]


def test_few_bytes_that_stand_for_much_text(tmp_path: Path) -> None:
    """Texts of 60 kB written once, on 200,000 rows: told as damaged without ever being written out (12 GB)."""
    source, count = tmp_path / "in.parquet", 200_000
    long = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array(["x" * 60_000]))
    table = pa.table({"id": range(count), "filing.item": ["referral"] * count, "applicant.name": long})
    pq.write_table(table, source)
    assert source.stat().st_size < 3_000_000
    before = pa.total_allocated_bytes()
    read_tables = parquet_tables(source, reading.ROWS, lambda _names: lambda _name: True)
    rows_of = [(len(lines), len(damaged)) for (_, lines, damaged), _ in pieces(read_tables, reading.ROWS)]
    assert sum(n for n, _ in rows_of) == 0
    assert sum(n for _, n in rows_of) == count
    assert pa.total_allocated_bytes() - before < bounds.BYTES


def kinds_of_text() -> Iterator[Any]:
    words = pa.array(["a" * 30, None, "b", "ccc"])
    yield words
    yield words.cast(pa.large_string())
    yield words.cast(pa.string_view())
    yield words.dictionary_encode()
    lists = pa.array([["a" * 30], None, ["b"], ["c", "cc"]])
    yield lists
    yield lists.cast(pa.large_list(pa.string()))
    yield pa.ListArray.from_arrays(lists.offsets, lists.values.dictionary_encode(), mask=lists.is_null())


@pytest.mark.parametrize("column", list(kinds_of_text()), ids=lambda column: str(column.type)[:24])
def test_batches_end_where_their_bytes_do(monkeypatch: pytest.MonkeyPatch, column: Any) -> None:
    monkeypatch.setattr(columnar, "BYTES", 6)
    monkeypatch.setattr(columnar, "CELL", 20)
    whole = pa.table(
        {
            "id": range(4),
            "words": column,
            "none": pa.nulls(4),
            "nulls": pa.array([[]] * 4, pa.list_(pa.null())),
        }
    )
    found = list(pieces([(whole.slice(0, 2), 0.5), (whole.slice(2), 1.0)], 100))
    assert [line for (_, lines, _), _ in found for line in lines] == [2, 3, 4]
    assert [row.line for (_, _, damaged), _ in found for row in damaged] == [1]
    texts = [value for (table, _, _), _ in found for value in table.column("words").to_pylist()]
    assert texts == column.to_pylist()[1:]
    monkeypatch.setattr(columnar, "BYTES", 1_000)
    monkeypatch.setattr(columnar, "CELL", 1_000)
    (((table, lines, damaged), share),) = pieces([(whole.slice(0, 2), 0.5), (whole.slice(2), 1.0)], 100)
    assert (list(lines), damaged, share, table.num_rows) == ([1, 2, 3, 4], [], 1.0, 4)
    assert [len(lines) for (_, lines, _), _ in pieces([(whole, 1.0)], 3)] == [3, 1]


def test_dictionaries_are_read_as_they_are_where_they_stand_for_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "material": [["x" * 50], None], "n": [1, 2]}), source)

    def kinds() -> list[str]:
        tables = parquet_tables(source, 10, lambda _names: lambda _name: True)
        return [str(kind).split("<")[0] for table, _ in tables for kind in table.schema.types]

    assert kinds() == ["string", "list", "int64"]
    monkeypatch.setattr(columnar, "BYTES", 60)
    (table,) = (table for table, _ in parquet_tables(source, 10, lambda _names: lambda _name: True))
    assert pa.types.is_dictionary(table.schema.field("material").type.value_type)


@pytest.mark.parametrize(
    "kind", [pa.struct({"a": pa.int8()}), pa.duration("s"), pa.list_(pa.int64()), pa.binary()]
)
def test_types_that_no_fact_has_are_refused_where_they_are_wanted(tmp_path: Path, kind: Any) -> None:
    for name in ("insured.status", "remark"):
        table = pa.table(
            {"id": ["a"], "filing.item": ["referral"], "insured.arrears": ["none"], name: pa.nulls(1, kind)}
        )
        source = tmp_path / "in.arrow"
        with pa.ipc.new_file(source, table.schema) as file:
            file.write_table(table)
        assert status_of(source) == (2 if name == "insured.status" else 1)


def test_keys_that_are_lists_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": [["a"]], **{name: [word] for name, word in FINE.items()}}), source)
    assert status_of(source) == 2
    assert "frame['id']" in capsys.readouterr().err
    pq.write_table(pa.table({"remark": ["x"]}), source)
    assert status_of(source) == 2


def test_a_row_over_many_long_lines_and_batches_of_long_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.csv"
    head, fine = "id,filing.item,insured.status\n", "{n},referral,normal\n"
    source.write_text(head + '0,"a\n' + "b\n" * 20 + '",normal\n' + fine.format(n=1) * 1, encoding="utf-8")
    monkeypatch.setattr(csv, "LONGEST", 32)
    fit, bad = read(source)
    assert [row["id"] for row in fit] == ["1"]
    assert 2 in bad
    source.write_text(head + "".join(fine.format(n=n) for n in range(10)), encoding="utf-8")
    lines = source.with_suffix(".ndjson")
    lines.write_text("\n".join(json.dumps({"id": str(n), **FINE}) for n in range(10)), encoding="utf-8")
    for module in (csv, ndjson, reading):
        monkeypatch.setattr(module, "BYTES", 1)
    monkeypatch.setattr("yibao_rules.interop.files.lines._HEAD", 1)
    for path in (source, lines):
        parts = [len(b.lines) for b in batches(Source(path=path, kind=path.suffix))]
        assert sum(parts) == 10
        assert len(parts) > 3


def test_too_many_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "in.csv"
    source.write_text("id," + ",".join(f"c{n}" for n in range(bounds.COLUMNS)) + "\n", encoding="utf-8")
    with pytest.raises(FrameError, match="4,001"):
        list(batches(Source(path=source, kind=".csv")))
    monkeypatch.setattr(ndjson, "COLUMNS", 4)
    lines = tmp_path / "in.ndjson"
    trees = [
        {"id": "a", **FINE},
        {"id": "b", **FINE, "x.1": 1},
        {"id": "c", **FINE, "x.2": 1},
        {"id": "d", "x.1": 2},
    ]
    lines.write_text("\n".join(map(json.dumps, trees)), encoding="utf-8")
    fit, bad = read(lines)
    assert ([row["id"] for row in fit], list(bad)) == (["a", "b", "d"], [3])


def test_a_column_without_a_piece_has_no_rows() -> None:
    """Arrow 20 to 25 end the process when such a column is asked for its true rows (A3)."""
    assert rows._where(pa.chunked_array([], pa.bool_())) == []


def test_no_sound_row(tmp_path: Path) -> None:
    """A3: a CSV of which no row is sound."""
    source = tmp_path / "in.csv"
    source.write_text("id,filing.item,filing.filed_on,insured.status\n1,referral,\n", encoding="utf-8")
    assert status_of(source) == 2
