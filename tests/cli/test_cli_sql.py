"""``yibao sql``: the text that the library writes, for a place and item or for the nation."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from yibao_rules.calendar import national
from yibao_rules.cli import main
from yibao_rules.interop.sql import to_sql
from yibao_rules.precheck import Desk
from yibao_rules.validators.national import national_rules

DAY = date(2026, 3, 2)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*argv: str) -> tuple[int, str, str]:
        status = main(["sql", *argv, "--day", "2026-03-02"])
        out, err = capsys.readouterr()
        assert "程序自身" not in err
        return status, out, err

    return call


def test_the_national_rules(run: Run) -> None:
    text = to_sql(national_rules().at(DAY), "duckdb", day=DAY, workdays=national())
    assert run("duckdb") == (0, str(text), "")


@pytest.fixture
def columns(tmp_path: Path) -> Callable[..., str]:
    """Make a file of few columns: most rules then cannot tell, and the text is short."""

    def write(*names: str) -> str:
        file = tmp_path / "columns.json"
        file.write_text(json.dumps(dict.fromkeys(names, "text") | {"day": "date"}), encoding="utf-8")
        return str(file)

    return write


def test_as_json(run: Run, columns: Callable[..., str]) -> None:
    asked = ("--only", "checks", "--table", "db.cases", "--key", "no", "--by-row", "--columns")
    status, out, _ = run("hive", "--json", *asked, columns("no", "insured_status"))
    found = json.loads(out)["answer"]
    assert status == 0
    assert (found["dialect"], found["executed"]) == ("hive", False)
    assert "FROM db.cases" in found["checks"]
    assert "COUNT(DISTINCT `no`)" in found["checks"]
    assert "findings" not in found


def test_a_place_and_an_item(run: Run, tmp_path: Path, columns: Callable[..., str]) -> None:
    names = tmp_path / "names.json"
    names.write_text('{"filing.item": "item"}', encoding="utf-8")
    asked = ("--place", "抚顺市", "--item", "referral", "--by-row", "--columns")
    dotted = columns("id", "item", "filing.insured_place", "insured.status", "applicant.name")
    status, out, _ = run(
        "postgres", *asked, dotted, "--tidy", "--names", str(names), "--where", "a = 1 OR b = 2"
    )
    assert status == 0
    assert """WHERE "item" = 'referral' AND "filing.insured_place" = '210400' AND (a = 1 OR b = 2)""" in out
    assert "TRANSLATE(" in out
    desk = Desk()
    text = to_sql(
        desk.speaking("210400", "referral", DAY).book,
        "hive",
        columns=dict.fromkeys(("id", "filing_item", "filing_insured_place"), "string") | {"day": "date"},
        workdays=desk.calendar_at("210400"),
        where="`filing_item` = 'referral' AND `filing_insured_place` = '210400'",
    )
    plain = columns("id", "filing_item", "filing_insured_place")
    assert run("hive", *asked, plain, "--only", "decisions") == (0, text.decisions, "")
    assert "local/" in text.decisions


def test_columns_of_ones_own_and_a_day_in_each_row(run: Run, columns: Callable[..., str]) -> None:
    status, out, _ = run(
        "postgres", "--columns", columns("id", "insured.status"), "--by-row", "--only", "findings"
    )
    assert status == 0
    assert "the column day of each row" in out
    assert '"insured.enrolled"' not in out


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("oracle",), "duckdb"),
        (("postgres", "--place", "210400"), "--place 与 --item 须同时给出"),
        (("postgres", "--place", "210400", "--item", "referal"), "referral"),
        (("postgres", "--where", "a ="), "where"),
        (("postgres", "--columns", "/nowhere/at-all.json"), "无法读取"),
    ],
)
def test_bad_input(run: Run, argv: tuple[str, ...], told: str) -> None:
    status, out, err = run(*argv)
    assert (status, out) == (2, "")
    assert told in err


@pytest.mark.parametrize("content", ["[1]", '{"id": 1}', "{"])
def test_a_file_of_something_else(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / "columns.json"
    file.write_text(content, encoding="utf-8")
    status, _, err = run("postgres", "--names", str(file))
    assert status == 2
    assert "names" in err or "columns.json" in err
