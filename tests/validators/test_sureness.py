"""As sure as its source (C4): what is derived or general knowledge informs, on objects, in frames and in SQL, and says so."""

import json
from datetime import date

import duckdb
import polars as pl
import pytest

from yibao_rules.display.html import report_html
from yibao_rules.display.text import check_text, requirements_text
from yibao_rules.guides import Catalogue, FieldAnswer, Resolved, load, resolve
from yibao_rules.interop.answers import dumps
from yibao_rules.interop.json import loads
from yibao_rules.interop.sql import to_sql
from yibao_rules.logic import Rulebook
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Basis, Certainty, Outcome, Rule, Severity
from yibao_rules.precheck import Desk, check, require
from yibao_rules.testing.cases import DAY
from yibao_rules.testing.logic_sample import Case, make_rule, make_table
from yibao_rules.text import Text
from yibao_rules.validators.national import national_rules

BINDING = (Certainty.SEED, Certainty.FOUND, Certainty.FOUND_LOW)
T = make_table()


def rule(severity: Severity, *sure: Certainty) -> Rule:
    basis = tuple(Basis("某文件", f"第{n}条", sure=s) for n, s in enumerate(sure))
    return make_rule("some/rule", must=T["agent"].to_expr(), severity=severity, basis=basis)


@pytest.mark.parametrize("sure", Certainty)
@pytest.mark.parametrize("severity", Severity)
def test_a_rule_weighs_what_it_states_where_a_source_binds_and_informs_otherwise(
    severity: Severity, sure: Certainty
) -> None:
    found = rule(severity, sure)
    assert sure.binds is (sure in BINDING)
    assert found.sure is sure
    assert found.severity is (severity if sure in BINDING else Severity.INFORMATION)
    assert found.stated_severity is severity


@pytest.mark.parametrize("first", Certainty)
@pytest.mark.parametrize("second", Certainty)
def test_a_rule_is_as_sure_as_its_surest_basis_and_a_value_as_its_weakest_part(
    first: Certainty, second: Certainty
) -> None:
    both = sorted((first, second), key=list(Certainty).index)
    assert rule(Severity.ERROR, first, second).sure is both[0]
    assert Certainty.weakest((first, second)) is both[1]
    answer = FieldAnswer(
        "notes", (1, 2), (), (), origins=tuple((n, (Basis("文件", sure=s),)) for n, s in enumerate(both))
    )
    assert answer.sure is both[1]
    assert answer.basis_of(0)[0].sure is both[0]
    assert answer.basis_of(9) == ()


def test_what_names_no_source_is_derived() -> None:
    assert Certainty.surest(()) is Certainty.DERIVED


@pytest.mark.parametrize("sure", Certainty)
def test_a_source_says_how_sure_it_is_and_that_practice_is_no_law(sure: Certainty) -> None:
    assert sure.label.zh in Basis("某文件", "第一条", sure=sure).cited.zh
    note = Basis("某文件", sure=sure, practice=True).cited
    assert "非规范性文件" in note.zh
    assert "not law" in note.en
    assert bool(sure.mark.zh) is (sure not in (Certainty.SEED, Certainty.FOUND))
    assert ("仅供参考" in sure.mark.zh) is not sure.binds


@pytest.mark.parametrize("sure", Certainty)
def test_objects_frames_and_sql_agree_on_what_a_source_lets_a_rule_weigh(sure: Certainty) -> None:
    book = Rulebook("一条", (rule(Severity.ERROR, sure),), T)
    day = date(2026, 3, 2)
    decision = Decision.RETURNED if sure.binds else Decision.ACCEPTED
    severity = "error" if sure.binds else "information"
    report = book.check(Case(agent=False), day)
    assert report.decision is decision
    assert [f.severity.code for f in report] == [severity]
    unknown = book.check(Case(), day)
    assert unknown.decision is (Decision.UNDETERMINED if sure.binds else Decision.ACCEPTED)

    frame = pl.DataFrame({"id": [1], "agent": [False]})
    found = book.check_frame(frame, day=day)
    assert found.decisions["decision"].to_list() == [decision.code]
    assert found.findings["severity"].to_list() == [severity]

    text = to_sql(book, dialect="duckdb", day=day, table="cases", columns=frame)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE cases AS SELECT 1 AS id, false AS agent")
        rows = connection.execute(text.decisions).fetchall()
        told = connection.execute(text.findings).fetchall()
    assert rows[0][1] == decision.code
    assert severity in told[0]


def test_national_rules_that_rest_on_no_binding_source_never_return() -> None:
    for found in national_rules():
        assert found.severity.blocks <= any(b.sure.binds for b in found.basis), found.code


WITHDRAWAL = '{"item":"account_withdrawal","insured_place":"320200","materials":[{"kind":"resident_id"}]}'


def test_c4_what_one_citys_list_asks_is_not_returned_for_elsewhere() -> None:
    result = check(loads(WITHDRAWAL), day=DAY)
    form = result.report.by_code()["materials/account-withdrawal-form"]
    assert form.outcome is Outcome.VIOLATED
    assert form.severity is Severity.INFORMATION
    assert form.sure is Certainty.DERIVED
    assert not any(f.blocks for f in result.report if f.code.startswith("materials/"))


LISTED = [
    entry.item
    for guide in Catalogue().of_place("national")
    if guide.edition == "2020-list"
    for entry in guide.items
]


@pytest.mark.parametrize("item", LISTED)
def test_c4_no_item_of_the_derived_list_returns_a_filing_for_its_papers(item: str) -> None:
    filing = loads(json.dumps({"item": item, "insured_place": "320200", "materials": []}))
    for finding in check(filing, day=DAY).report:
        if finding.code.startswith("materials/") and finding.sure is Certainty.DERIVED:
            assert not finding.severity.blocks
    for line in require(item, place="320200", day=DAY).lines:
        assert line.sure is not None


def test_c4_where_the_list_is_the_places_own_it_binds() -> None:
    filing = loads(WITHDRAWAL.replace("320200", "131000"))
    form = check(filing, day=DAY).report.by_code()["materials/account-withdrawal-form"]
    assert form.severity is Severity.ERROR
    assert form.sure is Certainty.SEED


OWN = """
place = "320200"
name = "无锡市"
edition = "own"
title = "无锡市办事指南"
valid_from = 2025-01-01
sure = "{sure}"
[[item]]
item = "account_withdrawal"
materials = ["account_withdrawal_form", "bank_account"]
conditions = [{{ when = "circumstances.deceased", text = "参保人死亡" }}]
limits = [{{ term = "不超过3个工作日" }}]
"""


@pytest.mark.parametrize("sure", Certainty)
def test_a_users_own_guide_binds_as_far_as_it_is_sure(sure: Certainty) -> None:
    desk = Desk(guides=Catalogue().with_guide(load(OWN.format(sure=sure.code))))
    filing = loads(WITHDRAWAL.replace("}]}", '}],"circumstances":{"deceased":false}}'))
    found = check(filing, day=DAY, desk=desk)
    for code in ("materials/bank-account", "local/condition-1"):
        assert found.report.by_code()[code].severity.blocks is sure.binds
    told = require("account_withdrawal", place="320200", day=DAY, desk=desk)
    assert {line.sure for line in told.lines} == {sure}
    assert told.limits_sure == (sure,)
    shown = requirements_text(told)
    assert (f"（{sure.mark.zh}）" in shown) is bool(sure.mark.zh)


def test_each_condition_is_as_sure_as_the_layer_that_states_it() -> None:
    province = OWN.format(sure="derived").replace("320200", "320000").replace("参保人死亡", "推定的条件")
    guides = Catalogue().with_guide(load(province)).with_guide(load(OWN.format(sure="found")))
    resolved = resolve(guides, "320200", "account_withdrawal", DAY)
    assert isinstance(resolved, Resolved)
    answer = resolved.field("conditions")
    assert answer is not None
    assert [answer.basis_of(c)[0].sure for c in answer.value] == [Certainty.DERIVED, Certainty.FOUND]
    assert answer.sure is Certainty.DERIVED
    report = check(loads(WITHDRAWAL), day=DAY, desk=Desk(guides=guides)).report.by_code()
    assert not report["local/condition-1"].severity.blocks
    assert report["local/condition-2"].severity.blocks


LAW = """
place = "320000"
name = "江苏省"
edition = "law"
title = "某办法"
valid_from = 2025-06-01
sure = "{sure}"
[[item]]
item = "account_withdrawal"
limits = [{{ term = "2个工作日内", role = "statutory" }}]
materials = ["resident_id"]
binds = ["materials"]
"""


@pytest.mark.parametrize(("sure", "binds"), [("found", True), ("derived", False)])
def test_an_act_that_is_only_derived_undoes_nothing_that_binds(sure: str, binds: bool) -> None:
    guides = Catalogue().with_guide(load(LAW.format(sure=sure))).with_guide(load(OWN.format(sure="found")))
    resolved = resolve(guides, "320200", "account_withdrawal", DAY)
    assert isinstance(resolved, Resolved)
    materials, limits = resolved.field("materials"), resolved.field("limits")
    assert materials is not None
    assert limits is not None
    assert (materials.entries[0].guide.edition == "law") is binds
    words = [limit.term.wording("zh") for limit in limits.value]
    assert ("3个工作日内" not in words) is binds


def test_a_report_says_beside_each_demand_how_sure_it_is() -> None:
    result = check(loads(WITHDRAWAL), day=DAY)
    assert "可靠程度：推定，仅供参考" in check_text(result)
    assert "derived, for information" in check_text(result, lang="en")
    assert "推定，仅供参考" in report_html(result)
    findings = json.loads(dumps(result))["answer"]["report"]["findings"]
    assert {f["code"]: f["sure"]["code"] for f in findings}["materials/account-withdrawal-form"] == "derived"
    lines = json.loads(dumps(require("referral", place=None, day=DAY)))["answer"]["lines"]
    assert {line["sure"]["code"] for line in lines} == {"found_low"}


def test_a_limit_that_is_derived_is_told_and_never_comes_before_a_stated_one() -> None:
    result = check(loads('{"item":"employer_change","insured_place":"320200"}'), day=DAY)
    told = {(d.sure, d.binding) for d in result.dues if d.role.code in ("stated", "statutory")}
    assert (Certainty.FOUND, True) in told
    assert (Certainty.DERIVED, True) not in told
    assert Text("推定，仅供参考", "derived, for information") == Certainty.DERIVED.mark
