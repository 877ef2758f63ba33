"""Files of filings row by row: every kind read, every line accounted for, answers whole or not there at all."""

import gzip
import io
import json
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.errors import MissingExtraError
from yibao_rules.interop.files import lines as frames_lines
from yibao_rules.interop.files import rows as frames_rows
from yibao_rules.interop.files.reading import Batch, Source, batches, kind_of
from yibao_rules.interop.files.rows import Cleaner
from yibao_rules.interop.files.seen import Seen
from yibao_rules.interop.files.sinks import Sink, Sinks
from yibao_rules.interop.json import dumps
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.model.facts import facts
from yibao_rules.testing.cases import accepted_filing

pa: Any = import_module("pyarrow")
parquet: Any = import_module("pyarrow.parquet")
TABLE = pa.table({"id": ["a", "b", "c"], "insured.status": ["normal", None, "paused"]})


def read(path: Path, rows: int = 100, **named: Any) -> list[Batch]:
    return list(batches(Source(path=path, kind=kind_of(path), **named), rows=rows))


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def told(found: list[Batch]) -> list[tuple[int, str]]:
    return [(d.line, d.reason.en) for batch in found for d in batch.damaged]


def rows_of(found: list[Batch]) -> list[dict[str, Any]]:
    return [row for batch in found for row in batch.table.to_pylist()]


# --- reading ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".feather", ".csv", ".ndjson", ".jsonl"])
def test_what_is_written_is_read_in_batches(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"in{kind.upper()}"
    with Sinks({"one": Sink(path)}) as sinks:
        sinks.sinks["one"].write(TABLE.slice(0, 1))
        sinks.sinks["one"].write(TABLE.slice(1))
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    found = read(path, rows=2)
    assert rows_of(found) == TABLE.to_pylist()
    assert all(len(b.lines) <= 2 for b in found)
    first = 2 if kind == ".csv" else 1
    assert [n for b in found for n in b.lines] == [first, first + 1, first + 2]
    assert found[-1].share == 1


def test_empty_tables_give_no_batch(tmp_path: Path) -> None:
    parquet.write_table(TABLE.slice(0, 0), tmp_path / "in.parquet")
    assert read(tmp_path / "in.parquet") == []
    assert read(write(tmp_path / "in.csv", b"id,insured.status\r\n\r\n")) == []
    assert read(write(tmp_path / "in.ndjson", b"\n\n")) == []


def test_csv_with_quoted_breaks_byte_order_mark_and_blank_lines(tmp_path: Path) -> None:
    text = b'\xef\xbb\xbfid, note\r\n1,"two\r\nlines"\r\n\r\n2,"say ""a"", b"\r\n3\r\n4,\r\n'
    found = read(write(tmp_path / "in.csv", text))
    assert rows_of(found) == [
        {"id": "1", "note": "two\r\nlines"},
        {"id": "2", "note": 'say "a", b'},
        {"id": "4", "note": None},
    ]
    assert (found[0].lines, told(found)) == ([2, 5, 7], [(6, "1 fields, not 2")])


@pytest.mark.parametrize("after", [0, 3, 400])
def test_a_quote_that_nobody_closed_swallows_no_row(tmp_path: Path, after: int) -> None:
    text = b'id,note\n1,fine\n2,"open\n' + b"".join(b"r%d,fine\n" % n for n in range(after)) + b'3,"x"y\n'
    found = read(write(tmp_path / "in.csv", text), rows=50)
    assert [r["id"] for r in rows_of(found)] == ["1", *(f"r{n}" for n in range(after))]
    assert told(found) == [(n, "a quote not closed, or misplaced") for n in (3, after + 4)]


def test_lines_that_are_too_long_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames_lines, "LONGEST", 32)
    monkeypatch.setattr(frames_lines, "_HEAD", 8)
    text = b"id,note\n1,%b\n2,x\n3,%b" % (b"y" * 100, b"z" * 100)
    found = read(write(tmp_path / "in.csv", text))
    assert ([r["id"] for r in rows_of(found)], [line for line, _ in told(found)]) == (["2"], [2, 4])
    lines = b'{"a.b": 1}\n{"a.b": "%b"}\n{"a.b": 3}\n' % (b"y" * 100)
    found = read(write(tmp_path / "in.ndjson", lines))
    assert ([r["a.b"] for r in rows_of(found)], [line for line, _ in told(found)]) == (["1", "3"], [2])


def test_gbk_is_read_where_it_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "in.csv", "id,applicant.name\n1,李雷\n2,韩梅梅\n".encode("gbk") + b"3,\x81\n")
    with pytest.raises(FrameError, match="--encoding gb18030"):
        read(path)
    found = read(path, encoding="gb18030")
    assert [r["applicant.name"] for r in rows_of(found)] == ["李雷", "韩梅梅"]
    assert told(found) == [(4, "not in the file's encoding")]
    named = read(
        write(tmp_path / "in.ndjson", '{"applicant.name": "李雷"}'.encode("gbk")), encoding="gb18030"
    )
    assert rows_of(named) == [{"applicant.name": "李雷"}]


def test_ndjson_of_facts(tmp_path: Path) -> None:
    lines = [
        '\ufeff{"insured.status": "normal", "material": ["a", "b"], "filing.online": true}',
        "[1]",
        '{"insured.status": "nor',
        "",
        '{"insured.status": {"x": 1}}',
        '{"filing.online": false, "circumstances.stay_months": 3, "filing.item": ""}',
        "[" * 100_000,
    ]
    found = read(write(tmp_path / "in.jsonl", "\n".join(lines).encode() + b"\n\xff\n"), rows=2)
    assert [{k: v for k, v in row.items() if v is not None} for row in rows_of(found)] == [
        {"insured.status": "normal", "material": "a;b", "filing.online": "true"},
        {"filing.online": "false", "circumstances.stay_months": "3"},
    ]
    assert told(found) == [
        (2, "no JSON object"),
        (3, "not JSON (or cut off)"),
        (5, "an object, not a value"),
        (7, "not JSON (or cut off)"),
        (8, "not in the file's encoding"),
    ]
    assert [d.column for b in found for d in b.damaged] == ["", "", "insured.status", "", ""]


def test_ndjson_of_filings_with_and_without_ids(tmp_path: Path) -> None:
    filing = accepted_filing()
    bare = dumps(evolve(filing, id=None))
    found = read(write(tmp_path / "in.ndjson", f"{bare}\n{bare}\n".encode()))
    assert "id" not in found[0].table.column_names
    assert found[0].table.column("filing.item").to_pylist() == [filing.item] * 2
    named = dumps(evolve(filing, id="x"))
    wrong = '{"item": "referral", "insured_place": 7}\n{"itm": 1}\n'
    found = read(write(tmp_path / "in.ndjson", f"{named}\n{wrong}{bare}\n".encode()), key="number")
    assert found[0].table.column("number").to_pylist() == ["x", None]
    assert [(d.line, d.column) for d in found[0].damaged] == [(2, "/insured_place"), (3, "/item;/itm")]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.xlsx", b"", "另存为 CSV UTF-8"),
        ("in.parquett", b"", "是否指 .parquet"),
        ("in", b"", "（无）"),
        ("in.parquet", b"no parquet at all", "无法读取"),
        ("in.parquet", b"", "无法读取"),
        ("in.arrow", b"no arrow", "无法读取"),
        ("absent.csv", None, "无法读取"),
        ("in.csv", gzip.compress(b"id\n1\n" * 99, mtime=0) + b"\0", "扩展名须与内容相符"),
        ("in.csv", "id,x\n1,2\n".encode("utf-16"), "UTF-16"),
        ("in.csv", b"id;insured.status\n1;normal\n", "另一种分隔符"),
        ("in.csv", b'"id,x\n', "引号"),
        ("in.csv", b"id,id,x\n1,2,3\n", "列名重复"),
        ("in.ndjson", b' [{"item": "referral"}]', "JSON 数组"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FrameError) as refused:
        read(path)
    assert says in refused.value.render("zh")
    assert "Fix:" in refused.value.render("en")


def test_columns_twice_in_tables_are_refused(tmp_path: Path) -> None:
    twice = pa.table([[1], [2]], names=["id", "id"])
    parquet.write_table(twice, tmp_path / "in.parquet")
    with pa.ipc.new_file(str(tmp_path / "in.arrow"), twice.schema) as file:
        file.write(twice)
    for kind in (".parquet", ".arrow"):
        with pytest.raises(FrameError, match="columns twice"):
            read(tmp_path / f"in{kind}")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b'{"filing.item": "referral"}\n')))
    (batch,) = batches(Source(path=None, kind=".ndjson"))
    assert (batch.table.to_pylist(), batch.share) == ([{"filing.item": "referral"}], None)


def test_without_arrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(frames_rows, "import_module", absent)
    with pytest.raises(MissingExtraError, match=r"yibao-rules\[files\]"):
        next(batches(Source(path=Path("x.csv"), kind=".csv")))


# --- rows -------------------------------------------------------------------------------------------------------


def clean(
    table: Any, key: str = "id", seen: Seen | None = None
) -> tuple[Any, dict[int, tuple[str, str]], int]:
    with seen or Seen() as keys:
        cleaner = Cleaner(facts(), key, keys)
        kept, damaged = cleaner.clean(table, range(1, table.num_rows + 1))
    return kept, {d.line: (d.column, d.reason.en) for d in damaged}, cleaner.normalised


def test_columns_that_need_no_cleaning() -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "insured.status": pa.array(["normal", "nonsense"]).dictionary_encode(),
            "filing.begins_on": pa.array([date(2026, 3, 2), None]),
            "applicant.name": pa.array(["", "李"]).cast(pa.string_view()),
            "remark": ["x", "y"],
        }
    )
    kept, damaged, normalised = clean(table)
    assert kept.column("applicant.name").to_pylist() == [None]
    assert (list(damaged), normalised) == ([2], 0)


def test_every_fault_of_a_row_is_told_and_no_value() -> None:
    table = pa.table(
        {
            "id": ["1", "2", None],
            "filing.item": ["referral", "转诊", "x_own"],
            "filing.insured_place": ["131000", "131999", "131000"],
            "insured.status": ["normal", "Gesund", "normal"],
            "filing.begins_on": ["2026-03-04", "2026-02-30", None],
            "filing.online": ["是", "maybe", "false"],
            "circumstances.stay_months": ["3", "3.5", "-1"],
            "circumstances.amount": ["12.50", "1e5", None],
            "hospital.diseases": ["a;b", "", None],
            "day": ["2026-03-02", "2026-03-02", None],
        }
    )
    kept, damaged, _ = clean(table)
    assert kept.to_pylist()[0]["filing.begins_on"] == date(2026, 3, 4)
    assert kept.to_pylist()[0]["filing.online"] is True
    columns = "filing.item;filing.insured_place;insured.status;filing.begins_on;filing.online"
    assert damaged[2][0] == f"{columns};circumstances.stay_months;circumstances.amount"
    for says in (
        "no slug",
        "known place code",
        "none of",
        "no day",
        "neither true",
        "no whole number",
        "no number",
    ):
        assert says in damaged[2][1]
    assert "Gesund" not in damaged[2][1]
    assert damaged[3] == ("day", "null")


def test_text_is_normalised_as_in_a_filing() -> None:
    wide = pa.table(
        {
            "id": ["１", "1", " x"],
            "filing.insured_place": ["１３１０００", " 131000", "131000"],
            "filing.begins_on": pa.chunked_array(
                [["２０２６－０３－０４"], ["2026-03-04\u200b", "2026-03-05"]]
            ),
            "circumstances.stay_months": ["３", "\u3000", "4"],
            "applicant.id_number": ["11010519491231002Ｘ", "11010519491231002x ", "X"],
            "remark": ["　", "", ""],
        }
    )
    kept, damaged, normalised = clean(wide)
    assert damaged == {}
    assert kept.column("filing.insured_place").to_pylist() == ["131000"] * 3
    assert kept.column("filing.begins_on").to_pylist() == [date(2026, 3, 4)] * 2 + [date(2026, 3, 5)]
    assert kept.column("circumstances.stay_months").to_pylist() == [3, None, 4]
    assert kept.column("applicant.id_number").to_pylist()[:2] == ["11010519491231002X"] * 2
    assert kept.column("id").to_pylist() == ["１", "1", " x"]
    assert normalised == 8


def test_keys_are_unique_over_the_whole_input() -> None:
    seen = Seen()
    assert seen.claim(["a", "b", "a"], [1, 2, 3]) == {2: 1}
    assert seen.claim(["c", "b", "a"], [4, 5, 6]) == {1: 2, 2: 1}
    assert seen.claim([], []) == {}
    with seen:
        pass
    numbers = Seen()
    assert numbers.claim([-1, -2, 2**61, 2**63, float(3)], [1, 2, 3, 4, 5]) == {}
    assert numbers.claim([2**63, -2, 3], [6, 7, 8]) == {0: 4, 1: 2}


def test_keys_of_damaged_rows_are_free() -> None:
    table = pa.table(
        {"id": [1.0, 1.0, 1.0, float("nan")], "insured.status": ["bad", "normal", "normal", None]}
    )
    kept, damaged, _ = clean(table)
    assert kept.num_rows == 1
    assert {n: text for n, (_, text) in damaged.items() if n > 1} == {3: "the same as on line 2", 4: "null"}


@st.composite
def csv_files(draw: st.DrawFn) -> tuple[list[str], bytes]:
    """Draw the lines of a CSV file after its head, none of them blank, with anything that may go wrong."""
    fine = st.sampled_from(["k{n},normal,2026-03-04", "k{n},,", '"k{n}","paused","2026-03-04"'])
    wrong = st.sampled_from(
        ["k1,normal,2026-03-04", "k{n},Normal,", "k{n},normal", 'k{n},"open,', ",normal,", "x,,2026-13-01"]
    )
    lines = draw(st.lists(st.one_of(fine, wrong, fine), max_size=30))
    named = [line.format(n=n) for n, line in enumerate(lines)]
    data = "\n".join(["id,insured.status,filing.begins_on", *named]).encode()
    return named, data.replace(b"k7,", b"k7\xff,")


@settings(max_examples=60, deadline=None)
@given(file=csv_files(), rows=st.sampled_from([1, 4, 100]))
def test_rows_in_are_rows_kept_and_rows_damaged(file: tuple[list[str], bytes], rows: int) -> None:
    lines, data = file
    sys_stdin = sys.stdin
    sys.stdin = SimpleNamespace(buffer=io.BytesIO(data))
    try:
        found = list(batches(Source(path=None, kind=".csv"), rows=rows))
    finally:
        sys.stdin = sys_stdin
    kept: list[int] = []
    damaged: list[int] = []
    keys: list[str] = []
    with Seen() as seen:
        cleaner = Cleaner(facts(), "id", seen)
        for batch in found:
            numbered = batch.table.append_column("at", pa.array(batch.lines, pa.int64()))
            fine, wrong = cleaner.clean(numbered, batch.lines)
            kept += fine.column("at").to_pylist()
            keys += fine.column("id").to_pylist()
            damaged += [d.line for d in (*batch.damaged, *wrong)]
    assert len(set(keys)) == len(keys)
    if not any("open" in line for line in lines):
        assert sorted([*kept, *damaged]) == list(range(2, len(lines) + 2))
    # Two open quotes make one row of the lines between them; no line is told twice all the same.
    assert len({*kept, *damaged}) == len(kept) + len(damaged)


# --- writing ----------------------------------------------------------------------------------------------------


def test_an_interrupted_run_leaves_no_file_and_keeps_an_older_one(tmp_path: Path) -> None:
    old = write(tmp_path / "old.csv", b"old")

    def broken() -> None:
        sinks = {"a": Sink(tmp_path / "new.parquet"), "b": Sink(old), "c": Sink(tmp_path / "never.csv")}
        with Sinks(sinks):
            sinks["a"].write(TABLE)
            sinks["b"].write(TABLE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]
    assert old.read_bytes() == b"old"


def test_what_cannot_be_written_is_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    write(tmp_path / "file", b"")
    for path in (
        tmp_path / "absent" / "o.csv",
        tmp_path / "folder.csv",
        tmp_path / "file" / "o.csv",
        tmp_path / "o.doc",
    ):
        with pytest.raises(FrameError), Sinks({"fine": Sink(tmp_path / "o.csv"), "bad": Sink(path)}):
            pytest.fail("work has begun")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder.csv"]


def test_a_full_disk_and_a_reader_that_went_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, _text: str) -> None:
            raise OSError(28, "no room")

    class Gone:
        def write(self, _text: str) -> None:
            raise BrokenPipeError

    for stream, error in ((Full(), FrameError), (Gone(), BrokenPipeError)):
        monkeypatch.setattr(sys, "stdout", stream)
        with pytest.raises(error), Sinks({"out": Sink(None)}) as sinks:
            sinks.sinks["out"].write(TABLE)


def test_standard_output_is_ndjson(capsys: pytest.CaptureFixture[str]) -> None:
    with Sinks({"out": Sink(None)}) as sinks:
        sinks.sinks["out"].write(TABLE)
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == TABLE.to_pylist()
