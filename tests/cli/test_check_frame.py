"""``yibao check-frame``: files of every kind, batch by batch; what cannot be judged is kept with its line and reason."""

import csv
import json
import sys
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from yibao_rules.cli import check_frame, main
from yibao_rules.errors import MissingExtraError
from yibao_rules.interop import frames_files, frames_rows
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.interop.frames_files import Sink, batches, kind_of
from yibao_rules.interop.frames_rows import Cleaner
from yibao_rules.interop.json import dumps
from yibao_rules.logic.frame_faults import FrameError
from yibao_rules.model.facts import facts
from yibao_rules.precheck import check
from yibao_rules.testing.cases import accepted_filing, breaking

pa: Any = import_module("pyarrow")
DAY = "2026-03-02"
CODES = ("insurance/arrears-employer", "type/not-retired", "insurance/card-not-usable")
FILINGS = [evolve(f, id=f"n{n}") for n, f in enumerate([accepted_filing(), *map(breaking, CODES)])]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*argv: object) -> tuple[int, str, str]:
        status = main(["check-frame", *(str(a) for a in argv), "--day", DAY])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


def expected() -> list[tuple[str, str]]:
    day = date.fromisoformat(DAY)
    return sorted((str(f.id), found.code) for f in FILINGS for found in check(f, day=day).report)


def codes_in(path: Path) -> list[tuple[str, str]]:
    readers: dict[str, Any] = {".parquet": pl.read_parquet, ".csv": pl.read_csv, ".arrow": pl.read_ipc}
    frame = readers.get(path.suffix, pl.read_ndjson)(path)
    return sorted((str(row["id"]), row["code"]) for row in frame.to_dicts())


@pytest.mark.parametrize("kind", [".parquet", ".arrow", ".ndjson"])
@pytest.mark.parametrize("to", [".parquet", ".csv", ".arrow", ".jsonl"])
def test_every_kind_of_file(run: Run, tmp_path: Path, kind: str, to: str) -> None:
    source, findings, decisions = tmp_path / f"in{kind}", tmp_path / f"out{to}", tmp_path / f"decided{to}"
    if kind == ".ndjson":
        source.write_text("".join(dumps(f) + "\n\n" for f in FILINGS), encoding="utf-8")
    else:
        frame = filings_to_frame(FILINGS)
        _ = frame.write_parquet(source) if kind == ".parquet" else frame.write_ipc(source)
    status, out, err = run(source, "-o", findings, "--decisions", decisions, "--rows", 3)
    assert (status, err) == (1, "")
    assert codes_in(findings) == expected()
    assert out.splitlines()[0].split() == ["行", "4"]
    assert decisions.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([source.name, findings.name, decisions.name])


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


HEAD = ["id", "filing.item", "filing.insured_place", "insured.status", "filing.begins_on", "filing.online"]
HEAD += ["circumstances.stay_months", "circumstances.amount", "hospital.diseases"]
FINE = ["1", "referral", "131000", "normal", "2026-03-04", "是", "3", "12.50", "a;b"]


def test_damaged_rows_are_kept_apart_with_line_and_reason(run: Run, tmp_path: Path) -> None:
    wrong = {2: ("131999", "known place code"), 3: ("Normal", "none of"), 4: ("2026-02-30", "no day")}
    wrong |= {5: ("maybe", "neither true"), 6: ("3.5", "no whole number"), 7: ("1e5", "no number")}
    rows = [HEAD, FINE, [*FINE[:8], "multi\nline"]]
    rows[2][0] = "2"
    for n, (value, _) in wrong.items():
        rows.append([f"w{n}", *FINE[1:n], value, *FINE[n + 1 :]])
    rows += [["3", "referral"], ["", *FINE[1:]], FINE]
    source = write_csv(tmp_path / "in.csv", rows)
    source.write_bytes(source.read_bytes() + b"9,\xff,,,,,,,\r\n")
    status, _, err = run(source, "-o", tmp_path / "out.csv", "--lang", "en")
    assert (status, err) == (2, "")
    with (tmp_path / "out.csv.damaged.csv").open(encoding="utf-8") as file:
        damaged = {int(r["line"]): r for r in csv.DictReader(file)}
    # The second row spans two lines, so the first wrong one ends on line 5.
    assert sorted(damaged) == [5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    for line, (_, says) in zip(range(5, 11), wrong.values(), strict=True):
        assert says in damaged[line]["reason_en"]
    assert "2 fields, not 9" in damaged[11]["reason_en"]
    assert "null" in damaged[12]["reason_en"]
    assert "another row" in damaged[13]["reason_en"]
    assert damaged[14]["reason"] == "不是 UTF-8 文本"
    assert not any("maybe" in r["reason"] for r in damaged.values())


def test_objects_of_facts_a_line(run: Run, tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {
                "filing.item": "referral",
                "filing.online": True,
                "material": ["passport"],
                "filing.destination": None,
            }
        ),
        "[1]",
        "{",
        '{"filing.item": "referral", "circumstances.stay_months": 3}',
        "[" * 100_000,
    ]
    source = tmp_path / "in.jsonl"
    source.write_bytes("\n".join(lines).encode() + b"\n\xff\n")
    status, out, _ = run(source, "-o", tmp_path / "o.parquet", "--damaged", tmp_path / "bad.ndjson", "--json")
    assert status == 2
    summary = json.loads(out)
    assert (summary["rows"], summary["damaged"]) == (2, 4)
    assert sum(summary["decisions"].values()) == 2
    assert summary["causes"]
    bad = [json.loads(line) for line in (tmp_path / "bad.ndjson").read_text("utf-8").splitlines()]
    assert [(b["line"], b["reason_en"]) for b in bad] == [
        (2, "no JSON object"),
        (3, "not JSON"),
        (5, "not JSON"),
        (6, "not UTF-8"),
    ]
    assert set(pl.read_parquet(tmp_path / "o.parquet")["line"].to_list()) <= {1, 4}


def test_filings_that_are_none(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    source.write_text(
        dumps(FILINGS[0]) + '\n{"item": "referral", "insured_place": 7}\n{"itm": 1}\n', encoding="utf-8"
    )
    status, _, _ = run(source, "-o", tmp_path / "o.csv")
    assert status == 2
    damaged = (tmp_path / "o.csv.damaged.csv").read_text("utf-8")
    assert "/insured_place" in damaged
    assert "/itm" in damaged


def test_a_batch_that_is_damaged_as_a_whole(run: Run, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv", [HEAD, ["1", "referral", "1"], FINE, ["2"], FINE])
    status, _, _ = run(source, "-o", tmp_path / "o.csv", "--rows", 1)
    assert status == 2


def test_all_accepted(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    source.write_text(dumps(FILINGS[0]), encoding="utf-8")
    status, out, _ = run(source, "-o", tmp_path / "o.csv")
    assert status == 0
    assert "可受理" in out


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("in.xlsx", b"", ".parquet"),
        ("in.parquett", b"", "是否指 .parquet"),
        ("in", b"", "（无）"),
        ("in.parquet", b"no parquet at all", "无法读取"),
        ("in.arrow", b"no arrow", "无法读取"),
        ("in.csv", b"", "0 行"),
        ("in.csv", b"id,filing.item,insured.statsu\r\n1,referral,normal\r\n", "insured.status"),
        ("absent.csv", None, "无法读取"),
    ],
)
def test_refused(run: Run, tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    source = tmp_path / name
    if content is not None:
        source.write_bytes(content)
    status, out, err = run(source, "-o", tmp_path / "o.csv")
    assert (status, out) == (2, "")
    assert says in err
    assert not (tmp_path / "o.csv").exists()


def test_a_column_near_a_name_may_be_ignored(run: Run, tmp_path: Path) -> None:
    rows = [["id", "filing.item", "filing.itme", "day"], ["1", "referral", "x", DAY]]
    source = write_csv(tmp_path / "in.csv", rows)
    assert run(source, "-o", tmp_path / "o.csv", "--ignore", "filing.itme")[0] == 1


def test_an_interrupted_write_leaves_no_file(tmp_path: Path) -> None:
    def broken() -> None:
        with Sink(tmp_path / "o.csv") as sink:
            sink.write(pa.table({"a": [1]}))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FrameError):
        kind_of(tmp_path / "o.doc")


def test_progress_on_a_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_csv(tmp_path / "in.csv", [HEAD, FINE])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, _, err = run(source, "-o", tmp_path / "o.csv")
    assert "已检查 1 行" in err


def test_without_polars_arrow_does_it(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_csv(tmp_path / "in.csv", [HEAD, FINE])
    run(source, "-o", tmp_path / "one.csv")
    monkeypatch.setattr(check_frame, "find_spec", lambda _name: None)
    run(source, "-o", tmp_path / "other.csv")
    one, other = (sorted((tmp_path / f"{n}.csv").read_text("utf-8").splitlines()) for n in ("one", "other"))
    assert one == other


def test_without_arrow_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(frames_rows, "import_module", absent)
    with pytest.raises(MissingExtraError, match="pyarrow"):
        next(batches(Path("x.csv"), key="id"))
    assert frames_files.ROWS > 1


def test_columns_that_need_no_cleaning() -> None:
    table = pa.table(
        {
            "id": [1, 2],
            "insured.status": pa.array(["normal", "nonsense"]).dictionary_encode(),
            "filing.begins_on": pa.array([date(2026, 3, 2), None]),
            "applicant.name": ["", "李"],
            "remark": ["x", "y"],
        }
    )
    cleaned, damaged = Cleaner(facts(), "id").clean(table, [1, 2])
    assert cleaned.num_rows == 1
    assert cleaned.column("applicant.name").to_pylist() == [None]
    assert [d.line for d in damaged] == [2]
