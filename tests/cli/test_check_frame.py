"""``yibao check-frame``: files of every kind, batch by batch; what cannot be judged is kept with its line and reason."""

import csv
import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from yibao_rules.cli import check_frame, main
from yibao_rules.cli.frame_summary import Progress, Tally
from yibao_rules.interop.files import sinks as frames_sinks
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.interop.json import dumps
from yibao_rules.precheck import check
from yibao_rules.testing.cases import accepted_filing, breaking

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
        assert "程序自身" not in err
        return status, out, err

    return call


def expected() -> list[tuple[str, str]]:
    day = date.fromisoformat(DAY)
    return sorted((str(f.id), found.code) for f in FILINGS for found in check(f, day=day).report)


def rows_in(path: Path) -> list[dict[str, Any]]:
    readers: dict[str, Any] = {".parquet": pl.read_parquet, ".csv": pl.read_csv, ".arrow": pl.read_ipc}
    return list(readers.get(path.suffix, pl.read_ndjson)(path).to_dicts())


@pytest.mark.parametrize(
    ("kind", "to"), [(".parquet", ".csv"), (".arrow", ".jsonl"), (".ndjson", ".parquet"), (".csv", ".arrow")]
)
def test_every_kind_of_file(run: Run, tmp_path: Path, kind: str, to: str) -> None:
    source, findings, decisions = tmp_path / f"in{kind}", tmp_path / f"out{to}", tmp_path / f"decided{to}"
    if kind == ".ndjson":
        source.write_text("".join(dumps(f) + "\n\n" for f in FILINGS), encoding="utf-8")
    else:
        frame = filings_to_frame(FILINGS)
        if kind == ".csv":
            lists = [n for n, d in frame.schema.items() if isinstance(d, pl.List)]
            frame.with_columns(pl.col(lists).list.join(";")).write_csv(source)
        else:
            _ = frame.write_parquet(source) if kind == ".parquet" else frame.write_ipc(source)
    status, out, err = run(source, "-o", findings, "--decisions", decisions, "--rows", 3)
    assert (status, err) == (1, "")
    assert sorted((r["id"], r["code"]) for r in rows_in(findings)) == expected()
    decided = {r["id"]: r["decision"] for r in rows_in(decisions)}
    assert decided == {"n0": "accepted", "n1": "returned", "n2": "returned", "n3": "returned"}
    assert out.splitlines()[0].split() == ["行", "4"]
    assert "insurance/arrears-employer" in out
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([source.name, findings.name, decisions.name])


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


HEAD = ["id", "filing.item", "filing.insured_place", "insured.status", "filing.begins_on"]
FINE = ["1", "referral", "131000", "normal", "2026-03-04"]


def test_damaged_rows_are_kept_apart_and_doubles_found_over_all_batches(run: Run, tmp_path: Path) -> None:
    rows = [HEAD, FINE, ["2", "referral", "131999", *FINE[3:]], ["3", "referral"], ["4", *FINE[1:]]]
    rows += [FINE, ["", *FINE[1:4], "２０２６－０３－０５"], ["5", *FINE[1:4], "２０２６－０３－０５"]]
    source, side = write_csv(tmp_path / "in.csv", rows), tmp_path / "bad.ndjson"
    options = ("--damaged", side, "--rows", 2, "--json", "--lang", "en")
    status, out, err = run(source, "-o", tmp_path / "out.csv", *options)
    assert (status, err) == (2, "")
    assert [(r["line"], r["column"], r["reason_en"]) for r in rows_in(side)] == [
        (3, "filing.insured_place", "no known place code"),
        (4, "", "2 fields, not 5"),
        (6, "id", "the same as on line 2"),
        (7, "id", "null"),
    ]
    summary = json.loads(out)
    assert (summary["read"], summary["rows"], summary["damaged"], summary["normalised"]) == (7, 3, 4, 2)
    assert sum(summary["decisions"].values()) == 3
    rules = [(rule["violated"], rule["cannot_tell"]) for rule in summary["rules"]]
    assert rules == sorted(rules, reverse=True)
    assert sum(o for _, o in rules) == sum(c.get("cannot_tell", 0) for c in summary["causes"].values())
    assert {r["id"] for r in rows_in(tmp_path / "out.csv")} == {1, 4, 5}


def test_nothing_but_damage_and_files_of_an_earlier_run(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    source.write_text("{\n", encoding="utf-8")
    for name in ("o.csv", "d.csv", "o.csv.damaged.csv"):
        (tmp_path / name).write_text("an earlier run's", encoding="utf-8")
    status, out, _ = run(source, "-o", tmp_path / "o.csv", "--decisions", tmp_path / "d.csv")
    assert (status, "已规范的值" in out) == (2, False)
    assert pl.read_csv(tmp_path / "o.csv").columns[-1] == "missing"
    assert pl.read_csv(tmp_path / "d.csv").columns == ["id", "filing.insured_place", "decision"]
    assert "不完整" in (tmp_path / "o.csv.damaged.csv").read_text("utf-8")
    facts = filings_to_frame(FILINGS[:1]).to_dicts()[0] | {"filing.insured_place": "１３１０００"}
    source.write_text(json.dumps(facts, default=str), encoding="utf-8")
    status, out, _ = run(source, "-o", tmp_path / "o.csv")
    assert (status, "已规范的值    1" in out) == (0, True)
    assert pl.read_csv(tmp_path / "o.csv.damaged.csv").height == 0


def test_lines_of_facts_through_a_pipe(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = '{\n{"filing.item": "referral", "filing.online": true}\n{"filing.insured_place": "131000", "line": 7}\n'
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines.encode())))
    side = tmp_path / "bad.csv"
    status, out, err = run("-", "-o", "-", "--damaged", side, "--rows", 1)
    assert status == 2
    found = [json.loads(line) for line in out.splitlines()]
    assert {(r["line"], r["filing.insured_place"]) for r in found} == {(2, None), (3, "131000")}
    assert err.splitlines()[0].split() == ["行", "3"]
    assert rows_in(side)[0]["line"] == 1


@pytest.mark.parametrize(
    ("name", "content", "options", "says"),
    [
        ("in.csv", "", (), "0 行"),
        ("in.csv", "id,filing.item,insured.status\n", (), "0 行"),
        ("in.csv", "id,filing.item,insured.statsu\n1,referral,normal\n", (), "insured.status"),
        ("in.csv", "id,filing.item,remark\n1,referral,x\n", (), "没有规则所用事实的列"),
        ("in.csv", "id,insured.status\n1,normal\n", (), "filing.item"),
        ("in.csv", "nr,filing.item,insured.status\n1,referral,normal\n", ("--key", "nrr"), "key='nr'"),
        ("in.csv", "id,filing.item,insured.status\n1,referral,normal\n", ("--output", "IN"), "不相同的文件"),
        ("in.csv", "id\n1\n", ("--decisions", "OUT"), "不相同的文件"),
        ("in.csv", "id\n1\n", ("--output", "-"), "--damaged"),
        ("in.csv", "id\n1\n", ("--output", "absent/o.csv"), "无法写入"),
        ("in.csv", "id\n1\n", ("--output", "o.doc"), ".parquet"),
        ("in.csv", "id\n1\n", ("--kind", "xml"), "csv"),
        ("-", "", ("--kind", "parquet"), "标准输入"),
        ("in.doc", "", (), ".parquet"),
        ("absent.csv", None, (), "无法读取"),
    ],
)
def test_refused_before_any_work(
    run: Run, tmp_path: Path, name: str, content: str | None, options: tuple[str, ...], says: str
) -> None:
    source = tmp_path / name if name != "-" else Path(name)
    if content is not None and name != "-":
        source.write_text(content, encoding="utf-8")
    output = tmp_path / "o.csv"
    stands = {
        "IN": source,
        "OUT": output,
        "absent/o.csv": tmp_path / "absent" / "o.csv",
        "o.doc": tmp_path / "o.doc",
    }
    to = () if "--output" in options else ("-o", output)
    status, out, err = run(source, *to, *(stands.get(o, o) for o in options))
    assert (status, out) == (2, "")
    assert says in err
    assert [p.name for p in tmp_path.iterdir()] == ([name] if content is not None and name != "-" else [])


def test_a_column_near_a_name_may_be_ignored_and_polars_be_absent(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        ["number", "filing.item", "filing.itme", "day", "insured.status"],
        ["1", "referral", "x", DAY, "normal"],
    ]
    source = write_csv(tmp_path / "in.csv", rows)
    options = ("--ignore", "filing.itme", "--key", "number")
    assert run(source, "-o", tmp_path / "one.csv", *options)[0] == 1
    monkeypatch.setattr(check_frame, "find_spec", lambda _name: None)
    run(source, "-o", tmp_path / "other.csv", *options)
    one, other = (sorted((tmp_path / f"{n}.csv").read_text("utf-8").splitlines()) for n in ("one", "other"))
    assert one == other


def test_a_disk_that_fills_up_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = write_csv(tmp_path / "in.csv", [HEAD, ["1", "referral"]])
    monkeypatch.setattr(frames_sinks, "_writer", full)
    status, out, err = run(source, "-o", tmp_path / "o.csv")
    assert (status, out) == (2, "")
    assert "磁盘" in err
    assert [p.name for p in tmp_path.iterdir()] == ["in.csv"]


def test_progress_on_a_terminal_and_long_work_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter([0.0, 0.5, 2.0, 3.0, 4.0, 9.0])
    quick, slow = Progress("zh", lambda: next(ticks)), Progress("en", lambda: 0.0)
    quick.show(1, 0.1)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    quick.show(5, 0.2)
    quick.done()
    assert capsys.readouterr().err == ""
    quick.show(1000, 0.5)
    quick.show(2000, None)
    quick.done()
    slow.show(9, 1)
    shown = capsys.readouterr().err
    assert "[##########          ]  50% 已检查 1,000 行" in shown
    assert shown.endswith("\r\x1b[K已检查 2,000 行\r\x1b[K")


def test_columns_that_are_not_there_are_told_once_and_violate_nothing(run: Run, tmp_path: Path) -> None:
    """G1: right numbers are not malformed for want of a birth date, and nobody's name is missing for want of a column."""
    names = ["id", "filing.item", "applicant.id_kind", "applicant.id_number"]
    rows = [[f"{n}", "referral", "resident_id", "11010519491231002X"] for n in range(5)]
    source, findings = write_csv(tmp_path / "in.csv", [names, *rows]), tmp_path / "o.csv"
    status, out, err = run(source, "-o", findings)
    assert (status, err) == (1, "")
    assert {r["outcome"] for r in rows_in(findings)} == {"cannot_tell"}
    assert "表中没有的列" in out
    assert out.count("insured.enrolled") == 1
    summary = json.loads(run(source, "-o", findings, "--json", "--rows", 2)[1])
    assert "information/id-number-malformed" in summary["missing_columns"]["applicant.id_birth_date"]
    assert "information/required-applicant-name" in summary["missing_columns"]["applicant.name"]


def test_lines_without_the_key_are_damaged(run: Run, tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "filing.item": "referral", "insured.status": "normal"}',
        '{"filing.item": "referral", "insured.status": "normal"}',
        '{"filing.item": "referral", "insured.status": "normal"}',
    ]
    source = tmp_path / "in.ndjson"
    source.write_text("\n".join(lines), encoding="utf-8")
    assert run(source, "-o", tmp_path / "o.csv", "--rows", 1)[0] == 2
    assert [row["line"] for row in rows_in(tmp_path / "o.csv.damaged.csv")] == [2, 3]


def test_b2_a_cause_of_ones_own_stands_in_the_summary_beside_the_six() -> None:
    tally = Tally(rows=5)
    tally.rules["house/no-invoice", "house_rules", "violated"] = 3
    tally.rules["insurance/arrears-employer", "insurance_status", "violated"] = 2
    words = tally.words("zh")
    assert "house_rules" in words
    assert "参保状态异常或政策不符" in words
    assert json.loads(tally.as_json())["causes"]["house_rules"] == {"violated": 3}
