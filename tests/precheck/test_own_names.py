"""F1: kinds and items of a guide's own, through every door: one filing, requirements, advice, due dates, tables, SQL, files, the shell, JSON."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules import advise, check, require
from yibao_rules.calendar import national
from yibao_rules.cli import main
from yibao_rules.guides import GuideError, catalogue, lint, load, plain, structure
from yibao_rules.interop import answers
from yibao_rules.interop.json import dumps, loads
from yibao_rules.interop.sql import to_sql
from yibao_rules.materials.gaps import tell_mends, ways
from yibao_rules.model.filing import Filing
from yibao_rules.model.kinds import kinds
from yibao_rules.model.materials import Material
from yibao_rules.model.requirements import Need
from yibao_rules.model.slug_table import UnknownSlugError
from yibao_rules.precheck import Desk
from yibao_rules.precheck.frames import check_frame
from yibao_rules.progress.dues import due_of_item
from yibao_rules.testing.filings import materials

D = date(2026, 3, 2)
TEXT = """
place = "330200"
name = "宁波市"
edition = "own"
title = "自有名称"
valid_from = 2025-01-01
sure = "found"

[[item]]
item = "referral"
materials = ["referral_certificate", { need = "x_city_form", title = "本市登记表" }, { any = ["x_plain", "passport"] }]
may_ask = ["x_extra_paper"]
limits = [{ term = "5个工作日" }]
agent = { allowed = true, materials = ["x_agent_letter"] }

[[item]]
item = "inpatient_reimbursement"
materials = ["x_bill"]
limits = [{ term = "20个工作日" }]

[[item]]
item = "x_moving_house"
name = "搬家一件事"
members = ["referral"]
materials = ["x_moving_form"]
conditions = [{ text = "已退休", when = "circumstances.retired" }]
limits = [{ term = "3个工作日" }]
"""
GUIDE = load(TEXT, file="own.toml")
DESK = Desk(guides=catalogue().with_guide(GUIDE))
FORM, PLAIN = "materials/x-city-form", "materials/x-plain"


def filing(item: str = "referral", *kinds_: str, **more: Any) -> Filing:
    there = tuple(Material(kind=kind) for kind in kinds_)
    return Filing(item=item, id="1", insured_place="330200", filed_on=D, materials=there, **more)


def codes(*kinds_: str) -> dict[str, str]:
    report = check(filing("referral", *kinds_), day=D, desk=DESK).report
    return {found.code: found.outcome.code for found in report}


def test_check_tells_an_own_paper_by_the_name_that_the_guide_gives_it() -> None:
    found = {f.code: f for f in check(filing(), day=D, desk=DESK).report}
    assert found[FORM].message("zh") == "缺《本市登记表》"
    assert "x_plain" in found[PLAIN].message("zh")
    assert found["materials/may-ask-x-extra-paper"].message("zh").endswith("缺《x_extra_paper》")
    assert codes("referral_certificate", "x_city_form", "x_plain").keys().isdisjoint({FORM, PLAIN})
    assert PLAIN not in codes("passport")


def test_an_own_paper_of_one_item_leaves_others_alone() -> None:
    for item in ("long_term_resident", "inpatient_reimbursement", "x_moving_house"):
        assert check(filing(item), day=D, desk=DESK).report is not None


def test_require_lists_own_papers_and_own_items() -> None:
    told = [line.text.zh for line in require("referral", place="330200", day=D, desk=DESK).lines]
    assert "本市登记表" in told
    own = require("x_moving_house", place="330200", day=D, desk=DESK)
    assert own.item.zh == "搬家一件事"
    assert [line.text.zh for line in own.lines] == ["x_moving_form"]


def test_advise_speaks_where_own_papers_are_asked_for() -> None:
    for one in (filing(), filing("x_moving_house")):
        assert answers.tree(advise(one, day=D, desk=DESK))


def test_due_dates_of_own_items() -> None:
    dues = check(filing("x_moving_house"), day=D, desk=DESK).dues
    assert dues
    assert due_of_item("x_moving_house", received=D, place="330200", calendar=national(), guides=DESK.guides)


def test_a_frame_of_filings_says_what_one_filing_says() -> None:
    handed_in = [(), ("referral_certificate", "x_city_form"), ("x_plain", "x_city_form"), ("passport",)]
    frame = pl.DataFrame(
        {
            "id": [str(n) for n in range(len(handed_in))],
            "filing.item": ["referral"] * len(handed_in),
            "filing.insured_place": ["330200"] * len(handed_in),
            "filing.filed_on": [D] * len(handed_in),
            "material.x_city_form.present": ["x_city_form" in kinds_ for kinds_ in handed_in],
            "material.x_plain.present": ["x_plain" in kinds_ for kinds_ in handed_in],
            "material.passport.present": ["passport" in kinds_ for kinds_ in handed_in],
        }
    )
    result = check_frame(frame, day=D, desk=DESK)
    violated = {
        (row["id"], row["code"])
        for row in result.findings.to_dicts()
        if row["code"] in (FORM, PLAIN) and row["outcome"] == "violated"
    }
    one_by_one = {
        (str(n), code)
        for n, kinds_ in enumerate(handed_in)
        for code, outcome in codes(*kinds_).items()
        if code in (FORM, PLAIN) and outcome == "violated"
    }
    assert {(i, c) for i, c in violated if c == FORM} == {(i, c) for i, c in one_by_one if c == FORM}
    assert ("0", FORM) in violated


def test_own_items_in_a_frame() -> None:
    frame = pl.DataFrame(
        {
            "id": ["1", "2"],
            "filing.item": ["x_moving_house", "x_unheard_of"],
            "filing.insured_place": ["330200", "330200"],
            "circumstances.retired": [False, True],
        }
    )
    result = check_frame(frame, day=D, desk=DESK)
    assert ("1", "local/condition-1") in {(r["id"], r["code"]) for r in result.findings.to_dicts()}


def test_sql_asks_for_own_papers() -> None:
    book = DESK.speaking("330200", "referral", D).book
    table = pl.DataFrame({"id": ["1"], "filing.item": ["referral"], "material.x_city_form.present": [True]})
    text = to_sql(book, "duckdb", day=D, columns=table, workdays=national())
    assert "material.x_city_form.present" in text.decisions


def test_files_and_the_shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, one, table = tmp_path / "own.toml", tmp_path / "one.json", tmp_path / "in.ndjson"
    own.write_text(TEXT, "utf-8")
    one.write_text(dumps(filing()), "utf-8")
    table.write_text(dumps(filing()) + "\n", "utf-8")
    day = ["--day", D.isoformat()]
    assert main(["check", str(one), "--guide", str(own), *day]) == 1
    assert "本市登记表" in capsys.readouterr().out
    out = tmp_path / "out.ndjson"
    assert main(["check-frame", str(table), "--guide", str(own), "-o", str(out), *day]) == 1
    assert FORM in out.read_text("utf-8")
    capsys.readouterr()
    assert main(["require", "referral", "--place", "330200", "--guide", str(own), *day]) == 0
    assert "本市登记表" in capsys.readouterr().out
    assert main(["advise", str(one), "--guide", str(own), *day]) in (0, 1)


def test_json_in_and_out() -> None:
    one = filing("x_moving_house", "x_moving_form")
    assert loads(dumps(one)) == one
    tree = answers.tree(check(one, day=D, desk=DESK))
    assert json.loads(json.dumps(tree))["item"]["zh"] == "搬家一件事"
    assert structure(json.loads(json.dumps(plain(GUIDE))), "own.json") == GUIDE
    assert isinstance(lint(GUIDE), tuple)


@given(
    st.lists(
        materials(kinds=st.sampled_from(["x_city_form", "x_plain", "passport"])),
        max_size=3,
        unique_by=lambda m: m.kind,
    )
)
def test_a_requirement_of_own_papers_is_told_for_whatever_was_handed_in(there: list[Material]) -> None:
    found = ways(Need("x_city_form", title="本市登记表"), Filing(item="referral", materials=tuple(there)), D)
    handed_in = any(m.kind == "x_city_form" for m in there)
    assert handed_in or "《本市登记表》" in tell_mends(found).zh


def test_a_kind_that_is_neither_known_nor_ones_own_is_still_a_slip() -> None:
    assert kinds().filling("x_anything") == ("x_anything",)
    with pytest.raises(UnknownSlugError, match="invoice"):
        kinds().filling("invoce")
    with pytest.raises(GuideError, match="invoice"):
        load(TEXT.replace("x_bill", "invoce"))
