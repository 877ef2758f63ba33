"""Unknown is never "none" through the shell's doors (E1, C5): what nobody has said stays open, and is named."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from yibao_rules.cli import main
from yibao_rules.interop.json import unstructure
from yibao_rules.testing.cases import DAY, accepted_filing

pytest.importorskip("pyarrow")

Ask = Callable[[object], tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return what ``yibao check`` answers of a filing in order whose enrolments are these; None leaves them out."""

    def call(enrolments: object) -> tuple[int, dict[str, Any]]:
        tree = {**unstructure(accepted_filing()), "enrolments": enrolments}
        path = tmp_path / "f.json"
        path.write_text(json.dumps({k: v for k, v in tree.items() if v != "absent"}), "utf-8")
        status = main(["check", str(path), "--day", DAY.isoformat(), "--json"])
        return status, json.loads(capsys.readouterr().out)["answer"]

    return call


@pytest.mark.parametrize("unsaid", ["absent", None])
def test_e1_c5_check_without_enrolments_cannot_tell_and_names_what_is_missing(
    ask: Ask, unsaid: object
) -> None:
    status, answer = ask(unsaid)
    assert status == 1
    assert answer["decision"]["code"] == "undetermined"
    assert "insured.enrolled" in answer["report"]["settling_facts"]
    found = {f["code"]: f for f in answer["report"]["findings"]}
    assert found["insurance/not-enrolled"]["outcome"]["code"] == "cannot_tell"
    assert found["insurance/not-enrolled"]["missing"] == ["insured.enrolled"]
    assert {f["outcome"]["code"] for f in found.values()} == {"cannot_tell"}


def test_e1_c5_check_with_no_enrolment_on_file_finds_not_enrolled(ask: Ask) -> None:
    status, answer = ask([])
    assert status == 1
    assert answer["decision"]["code"] == "returned"
    violated = [f for f in answer["report"]["findings"] if f["outcome"]["code"] == "violated"]
    assert [(f["code"], f["missing"]) for f in violated] == [("insurance/not-enrolled", [])]
    assert "insured.enrolled" not in answer["report"]["settling_facts"]


def rows(path: Path) -> Iterable[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


@pytest.mark.parametrize(
    ("columns", "cells", "outcome", "decision"),
    [
        ("insured.status,insured.enrolled", ",", "cannot_tell", "undetermined"),
        ("insured.status,insured.enrolled", ",false", "violated", "returned"),
        ("insured.status", "", "cannot_tell", "undetermined"),
    ],
    ids=["nothing said", "none on file", "no such column"],
)
def test_e1_c5_check_frame_keeps_what_is_not_said_apart_from_none(
    tmp_path: Path, columns: str, cells: str, outcome: str, decision: str
) -> None:
    source, out, decided = (tmp_path / name for name in ("in.csv", "out.ndjson", "decided.ndjson"))
    source.write_text(f"id,filing.item,{columns}\n1,referral,{cells}\n", "utf-8")
    main(["check-frame", str(source), "-o", str(out), "--decisions", str(decided), "--day", DAY.isoformat()])
    found = {row["code"]: row for row in rows(out)}
    assert found["insurance/not-enrolled"]["outcome"] == outcome
    assert found["insurance/not-enrolled"]["missing"] == (
        "insured.enrolled" if outcome == "cannot_tell" else ""
    )
    assert [row["decision"] for row in rows(decided)] == [decision]
