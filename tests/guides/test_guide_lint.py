"""Each lint finds what it is for in a guide made for it, and keeps silent where nothing is wrong."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from yibao_rules.guides import Catalogue, catalogue, lint, load, scaffold
from yibao_rules.guides.lint import LINTS
from yibao_rules.logic.clause import Severity
from yibao_rules.model.guide import Guide

MakeGuide = Callable[..., Guide]
ALONE = Catalogue(bundled=False)


def codes(guide: Guide, against: Catalogue = ALONE) -> set[str]:
    return {f.code for f in lint(guide, against=against)} - {"basis/undocumented", "limit/none"}


CASES = [
    ("limit/immediate-with-limit", 'handling = "immediate"\nlimits = [{ term = "5个工作日" }]', 'handling = "immediate"\nlimits = [{ term = "即时办结" }]'),
    ("limit/no-gain", 'limits = [{ term = "5个工作日", role = "statutory" }, { term = "5个工作日", role = "promised" }]', 'limits = [{ term = "即时办结", role = "statutory" }, { term = "即时办结", role = "promised" }]'),
    ("limit/above-statutory", 'limits = [{ term = "5个工作日", role = "statutory" }, { term = "6个工作日", role = "promised" }]', 'limits = [{ term = "5个工作日", role = "statutory" }, { term = "4个工作日", role = "promised" }]'),
    ("limit/contradicting", 'limits = [{ term = "5个工作日" }, { term = "6个工作日" }]', 'limits = [{ term = "5个工作日" }, { term = "6个工作日", when = "circumstances.retired" }, { term = "1个月" }]'),
    ("limit/statutory-unnamed", 'limits = [{ term = "5个工作日", role = "promised" }]\nprofile = { visits = 0 }', 'limits = [{ term = "5个工作日" }]\nprofile = { visits = 0 }'),
    ("conditions/other-item", 'conditions = [{ text = "a", when = "circumstances.emergency" }]', 'conditions = [{ text = "a", when = "circumstances.emergency and circumstances.referred" }, { text = "不解释" }]'),
    ("conditions/other-scope", 'profile = { applies_to = "手工报销" }', 'profile = { applies_to = "转诊人员" }'),
    ("conditions/financial-function", 'conditions = [{ text = "a", when = "card.financial_active" }]', 'conditions = [{ text = "a", when = "card.medical_active" }, { text = "b" }]'),
    ("conditions/financial-function", 'notes = ["需激活医保功能和金融功能"]', 'notes = ["需激活医保功能"]'),
    ("conditions/financial-function", 'conditions = [{ text = "已激活金融功能" }]', 'conditions = [{ text = "已激活" }]'),
    ("item/not-offered", "offered = false", "offered = true"),
    ("item/not-offered", 'name = "某事项(暂无)"', 'name = "某事项"'),
    ("channels/visit-though-online", 'channels = ["local_online"]\nprofile = { visits = 1 }', 'channels = ["window"]\nprofile = { visits = 1 }'),
    ("item/deferral-contradiction", 'profile = { deferral = false, prohibition = "材料不全容缺办理" }', 'profile = { deferral = true, prohibition = "材料不全容缺办理" }'),
    ("materials/zero-copies", 'material_rows = [{ name = "a", kind = "复印件", originals = 0, copies = 0 }]', 'material_rows = [{ name = "a", kind = "复印件", originals = 0, copies = 1 }, { name = "b", originals = 0, copies = 0, forms = ["电子"] }]'),
    ("materials/unstated", 'materials_text = "按协议"', 'materials = []\nmaterials_text = "不需要"'),
    ("materials/quoted-missing", 'name = "异地转诊人员备案"\nbasis = [{ document = "d", sure = "seed", quote = "甲。异地转诊人员需转诊转院证明。" }]', 'name = "异地转诊人员备案"\nmaterials = "referral_certificate"\nbasis = [{ document = "d", sure = "seed", quote = "甲。异地转诊人员需转诊转院证明。安置人员需居住证。" }]'),
    ("pledge/allowed-by-basis", 'profile = { pledge_based = false }\nbasis = [{ document = "d", sure = "seed", quote = "或个人承诺书" }]', 'profile = { pledge_based = true }\nbasis = [{ document = "d", sure = "seed", quote = "或个人承诺书" }]'),
    ("codes/spaces", 'code = "1320360 01001"', 'code = "132036001001"'),
    ("codes/item-code", 'code = "13203600100"', 'code = "002036001001"'),
    ("codes/item-code", 'main_code = "21203600100Y"', 'main_code = "13203600100Y"'),
    ("codes/agency-code", 'profile = { authority_code = "11210200MB1646401N" }', 'profile = { authority_code = "" }'),
    ("phones/number", 'contacts = [{ purpose = "track", phone = "2227529" }]', 'contacts = [{ purpose = "track", phone = "0319-2227529" }, { purpose = "consult", text = "见公告" }]'),
    ("text/empty-field", 'profile = { result_name = "暂无数据" }', 'profile = { result_name = "备案回执" }'),
    ("text/merged-cells", 'remarks = [{ heading = "合并单元格", text = "a" }]', 'remarks = [{ heading = "说明", text = "a" }]'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "wrong", "right"), CASES)
def test_a_lint_speaks_and_keeps_silent(make_guide: MakeGuide, code: str, wrong: str, right: str) -> None:
    assert code in codes(make_guide(wrong))
    assert code not in codes(make_guide(right))


def test_persons_left_out_and_limits_missing(make_guide: MakeGuide) -> None:
    employers = 'audience = ["employer"]'
    assert "audience/persons-left-out" in codes(make_guide(employers, item="maternity_allowance"))
    assert "audience/persons-left-out" not in codes(make_guide(employers, item="employer_change"))
    assert "audience/persons-left-out" not in codes(make_guide(employers, item="x_own"))
    for body, found in (("", True), ('limits = [{ term = "按协议" }]', True), ('limits = [{ term = "5日" }]', False), ("deemed_filed = true", False), ('members = ["transfer"]', False)):  # fmt: skip
        assert ("limit/none" in {f.code for f in lint(make_guide(body), against=ALONE)}) is found


def test_an_item_of_ones_own_has_no_scope_to_contradict(make_guide: MakeGuide) -> None:
    assert codes(make_guide('profile = { applies_to = "手工报销" }', item="x_own")) == set()
    assert (
        codes(make_guide('conditions = [{ text = "a", when = "circumstances.emergency" }]', item="x_own"))
        == set()
    )


def test_offices(make_guide: MakeGuide) -> None:
    hours = "openings = [{ days = [1], opens = 08:00:00, closes = 09:00:00 }]"
    named = '[[offices]]\nname = "新宾县医疗保障事务服务分中心"\n' + hours
    for tracking, found in (
        ("新兵医疗保障事务服务分中心", True),
        ("新宾医疗保障事务服务分中心", False),
        ("新宾县医疗保障事务服务分中心审核二部", False),
        ("市民热线", False),
    ):
        guide = make_guide(f'profile = {{ tracking = "{tracking}" }}', more=named)
        assert ("text/misspelt-office" in codes(guide)) is found
        assert "hours/make-up-days-unstated" in codes(guide)
    open_on_saturdays = make_guide(more=named + "\nmake_up_days_open = true")
    assert "hours/make-up-days-unstated" not in codes(open_on_saturdays)
    assert "text/misspelt-office" not in codes(make_guide('profile = { tracking = "某某某" }'))


NATION = {"place": "national", "edition": "n"}


def test_against_the_national_guides(make_guide: MakeGuide) -> None:
    nation = ALONE.with_guide(
        make_guide(
            'materials = ["passport", "invoice", "x_paper"]\nlimits = [{ term = "自收到申请之日起5个工作日内", role = "statutory" }]\nbasis = [{ document = "旧文件", sure = "seed" }]',
            **NATION,
            more='valid_to = 2021-12-31\ndocument = "旧通知"',
        )
    )
    here = 'materials = ["passport", "court_judgment", "x_own"]\nlimits = [{ term = "6个工作日" }]\nbasis = [{ document = "旧文件", sure = "seed" }]'
    assert codes(make_guide(here), nation) == {
        "materials/national-missing",
        "materials/beyond-national",
        "limit/above-statutory",
        "basis/superseded",
    }
    later = make_guide(here, valid_from="2022-01-01")
    assert codes(later, nation) == {"basis/superseded"}
    ended = make_guide('basis = [{ document = "旧文件", sure = "seed" }]', more="valid_to = 2021-12-31")
    assert codes(ended, nation) == set()
    clock = make_guide('materials = ["passport", "invoice"]\nlimits = [{ term = "5个工作日" }]')
    assert codes(clock, nation) == {"limit/clock"}
    unlisted = make_guide("", item="transfer")
    assert codes(unlisted, nation) == set()


def test_a_national_guide_is_not_held_against_itself(make_guide: MakeGuide) -> None:
    guide = make_guide(
        'profile = { authority_code = "11210200MB1646401N" }\ncontacts = [{ purpose = "track", phone = "12393" }]\ncode = "132036001001"',
        **NATION,
    )
    assert codes(guide, ALONE.with_guide(guide)) == {"codes/item-code"}


def test_national_materials_that_are_not_stated(make_guide: MakeGuide) -> None:
    nation = ALONE.with_guide(make_guide(**NATION))
    assert codes(make_guide('materials = "court_judgment"'), nation) == set()


def test_a_documented_guide_with_limits_is_clean(make_guide: MakeGuide) -> None:
    guide = make_guide('limits = [{ term = "5个工作日" }]', more='url = "https://example.org/"')
    assert lint(guide, against=ALONE) == ()
    assert {f.code for f in lint(make_guide('limits = [{ term = "5个工作日" }]'), against=ALONE)} == {
        "basis/undocumented"
    }


def test_findings_are_worded_in_both_languages() -> None:
    (guide,) = catalogue().of_place("210400")
    for finding in lint(guide):
        assert finding.message.zh
        assert finding.message.en
        assert finding.guide == "210400/16"
        assert finding.source
    first = lint(guide)[0]
    assert first.render("en").startswith(
        "210400/16 item[0].conditions[0] [error conditions/other-item] the item is"
    )
    assert "错误" in first.render()


def test_every_lint_has_one_code_an_explanation_and_a_source() -> None:
    assert len({rule.code for rule in LINTS}) == len(LINTS)
    for rule in LINTS:
        assert rule.explanation.zh
        assert rule.explanation.en
        assert rule.source
        assert isinstance(rule.severity, Severity)


def test_a_scaffold_has_no_errors() -> None:
    findings = lint(load(scaffold("330200", valid_from=date(2026, 1, 1))))
    assert {f.severity for f in findings} == {Severity.INFORMATION}


def test_one_lint_alone(make_guide: MakeGuide) -> None:
    assert lint(make_guide("offered = false"), against=ALONE, lints=()) == ()


def test_the_documentation_lists_every_lint() -> None:
    page = (Path(__file__).parents[2] / "docs" / "guides.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([a-z]+/[a-z-]+)`", page, re.MULTILINE)) == {rule.code for rule in LINTS}
