"""What a guide says besides materials and limits, told in words: every part of the format shows itself to a reader."""

from datetime import date

import pytest
from attrs import evolve

from yibao_rules.guides import catalogue, load
from yibao_rules.model.circumstances import Channel, Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease
from yibao_rules.precheck import Act, Desk, Requirements, advise, check, require
from yibao_rules.testing.cases import DAY, accepted_filing, breaking

CITY = """
place = "330200"
name = "宁波市"
edition = "example"
title = "格式示例，内容为虚构"
valid_from = 2025-01-01
sure = "derived"

[[offices]]
name = "示例窗口"
phones = ["0574-12393"]

[[item]]
item = "long_term_resident"
conditions = [{ text = "本人申请" }, { text = "已居住满6个月", when = "circumstances.stay_months >= 6" }]
supplement = "3至5个工作日"
agent = { allowed = true, materials = ["power_of_attorney", "agent_identity"] }
pledge = { allowed = true, barred_when = "circumstances.destinations > 1", barred_months = 24, cure = "1个月内", becomes = "other_temporary", local_only = true }
offline = { required = true, when = "filing.online", where = "部分县区", how = "携带材料到窗口确认" }
effect = [{ term = "次日生效", when = "filing.online" }, { term = "第10个工作日起", when = "not filing.online", text = "线下备案自第10个工作日起生效" }]
validity = [{ term = "1年", at_most = true, when = "circumstances.retired" }, { open_ended = true }]
lock = [{ term = "6个月" }, { term = "60日", when = "circumstances.retired" }]
benefit = [{ both_ways = true }, { lower_by_at_most = 5, when = "circumstances.retired" }]
late = [{ when = "circumstances.settled", outcome = "reimbursed" }]
may_ask = ["residence_permit"]

[[item]]
item = "posted_worker"
agent = { allowed = false }
pledge = { allowed = false }
offline = { required = false }

[[item]]
item = "retiree_resettled"
agent = { allowed = true }
offline = { required = true }

[[item]]
item = "chronic_disease_recognition"
limits = [{ term = "20个工作日" }, { term = "30个工作日", role = "statutory" }]
diseases = [
    { name = "尿毒症", code = "M07800", includes = ["M07803"], schemes = ["employee"], recognised_by = ["甲医院", "乙医院"], chosen_hospitals = 1, rediagnosis = "2年", limit = "3个工作日", effect = "次日生效", since = 2025-01-01, note = "可选" },
    { name = "高血压", chosen_hospitals = 2 },
    { name = "慢性胃炎", listed = false },
    { name = "糖尿病", code = "M01600" },
]

[[item]]
item = "x_moving"
name = "搬家一件事"
members = ["long_term_resident", "resident_change", "x_inner", "prenatal_check"]

[[item]]
item = "x_inner"
name = "另一件事"
members = ["x_moving"]

[[item]]
item = "x_stated"
members = ["transfer"]
materials = ["invoice"]
"""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(guides=catalogue().with_guide(load(CITY)))


def told(found: Requirements, field: str, lang: str = "zh") -> list[str]:
    return [t.zh if lang == "zh" else t.en for s in found.sections if s.field == field for t in s.texts]


def ask(item: str, desk: Desk, filing: Filing | None = None) -> Requirements:
    return require(item, place="330200", day=DAY, desk=desk, filing=filing)


@pytest.mark.parametrize(
    ("field", "zh"),
    [
        ("conditions", ["本人申请", "已居住满6个月"]),
        ("may_ask", ["居住证"]),
        ("supplement", ["3至5个工作日内"]),
        ("agent", ["可以委托代办", "代办另需：授权委托书、代理人身份证件"]),
        (
            "pledge",
            [
                "可以个人承诺书代替证明材料",
                "申报就医地个数大于1的，不适用承诺",
                "承诺失信后24个月内不适用承诺",
                "证明材料补交期限：1个月内",
                "逾期未补交的，转为其他跨省临时外出就医人员备案",
                "以承诺备案的，补交证明前只能在备案地享受待遇",
            ],
        ),
        ("offline", ["网上提交后还须到窗口线下确认（部分县区）：携带材料到窗口确认，否则备案未完成"]),
        ("effect", ["网上办理为“是”的：次日生效", "线下备案自第10个工作日起生效"]),
        (
            "validity",
            ["已退休为“是”的：有效期不超过1年", "一次备案长期有效（信息和参保状态未变时）"],
        ),
        ("lock", ["备案后6个月内不得变更或取消", "已退休为“是”的：备案后60日内不得变更或取消"]),
        (
            "benefit",
            ["备案地与参保地双向享受待遇", "已退休为“是”的：支付比例可低于参保地，最多低5个百分点"],
        ),
        ("late", ["已结算为“是”的：手工报销"]),
    ],
)
def test_each_subject_of_an_item_is_told(desk: Desk, field: str, zh: list[str]) -> None:
    found = ask("long_term_resident", desk)
    assert told(found, field) == zh
    assert len(told(found, field, "en")) == len(zh)


def test_a_case_leaves_out_what_is_for_other_cases(desk: Desk) -> None:
    case = Filing(
        item="long_term_resident",
        channel=Channel.WINDOW,
        circumstances=Circumstances(retired=False, settled=False, stay_months=1),
    )
    found = ask("long_term_resident", desk, case)
    assert told(found, "effect") == ["线下备案自第10个工作日起生效"]
    assert told(found, "offline") == []
    assert len(told(found, "lock")) == 1
    assert told(found, "late") == []
    assert len(told(found, "conditions")) == 2  # a condition that fails is still one of the item


def test_what_is_barred_or_not_asked_is_told_shortly(desk: Desk) -> None:
    found = ask("posted_worker", desk)
    assert told(found, "agent") == ["须本人办理"]
    assert told(found, "pledge") == ["不适用个人承诺书"]
    assert told(found, "offline") == []
    retired = ask("retiree_resettled", desk)
    assert told(retired, "agent") == ["可以委托代办"]
    assert told(retired, "offline") == ["网上提交后还须到窗口线下确认，否则备案未完成"]


def test_diseases_are_told_with_everything_the_list_says(desk: Desk) -> None:
    found = ask("chronic_disease_recognition", desk)
    assert told(found, "diseases") == [
        (
            "尿毒症（M07800、M07803）：限职工基本医疗保险；认定机构：甲医院、乙医院；选定1家医疗机构；"
            "认定时限：3个工作日内；待遇起始：次日生效；复审周期：2年；2025-01-01 纳入；可选"
        ),
        "高血压：选定2家医疗机构",
        "慢性胃炎：不在目录内",
        "糖尿病（M01600）",
    ]
    assert "1 hospital to choose" in told(found, "diseases", "en")[0]
    assert "2 hospitals to choose" in told(found, "diseases", "en")[1]


@pytest.mark.parametrize(
    ("code", "terms"),
    [
        ("M07803", ["3个工作日内", "30个工作日内"]),
        ("M01600", ["20个工作日内", "30个工作日内"]),
        ("M03900", ["20个工作日内", "30个工作日内"]),
        (None, ["20个工作日内", "30个工作日内"]),
    ],
)
def test_a_diseases_own_limit_takes_the_place_of_the_items(
    desk: Desk, code: str | None, terms: list[str]
) -> None:
    resolved = desk.speaking("330200", "chronic_disease_recognition", DAY).resolved
    rule = resolved.effective  # type: ignore[union-attr]
    assert [x.term.wording() for x in rule.limits_for(code, None)] == terms


def test_a_diseases_own_limit_is_what_is_due(desk: Desk) -> None:
    filing = accepted_filing()
    rows = tuple(evolve(e, place="330200") for e in filing.enrolments or ())
    papers = (*(filing.materials or ()),)
    form = [evolve(papers[0], kind=k) for k in ("recognition_form", "medical_record")]
    filing = evolve(
        filing,
        item="chronic_disease_recognition",
        insured_place="330200",
        destination=None,
        enrolments=rows,
        disease=Disease(code="M07803"),
        materials=(*papers, *form),
    )
    dues = [d for d in check(filing, day=DAY, desk=desk).dues if d.act is Act.DECIDE]
    assert [(d.note, d.term.wording(), d.binding) for d in dues] == [
        ("尿毒症", "3个工作日内", True),
        ("", "30个工作日内", False),
    ]


def test_a_container_asks_for_what_its_members_ask_for_each_once(desk: Desk) -> None:
    found = ask("x_moving", desk)
    assert found.item.zh == "搬家一件事"
    kinds = [line.kind for line in found.lines if line.kind]
    assert kinds.count("identity_document") == 1
    assert {"filing_form", "resident_change_form"} <= set(kinds)
    assert told(found, "members")[:2] == ["异地长期居住人员备案", "城乡居民参保信息变更登记"]
    assert {b.document for b in found.basis} >= {"医保发〔2022〕22号附件", "医保发〔2020〕18号"}
    result = check(evolve(accepted_filing(), item="x_moving", insured_place="330200"), day=DAY, desk=desk)
    assert "materials/resident-change-form" in result.report.by_code()
    assert result.item.zh == "搬家一件事"


def test_a_container_with_its_own_list_or_with_a_container_in_it_stays_as_it_says(desk: Desk) -> None:
    assert [line.kind for line in ask("x_stated", desk).lines] == ["invoice"]
    assert ask("x_inner", desk).tree is None


def test_the_offices_contacts_and_what_gave_way_are_told(desk: Desk) -> None:
    found = ask("long_term_resident", desk)
    assert [o.name for o in found.offices] == ["示例窗口"]
    assert any(
        t.zh.startswith("变更取消限制：以 330200/example 为准，替代 national/2023-six-types（")
        for t in found.replaced
    )
    assert not any(t.zh.startswith("事项名称") for t in found.replaced)
    langfang = require("maternity_allowance", place="131000", day=DAY)
    assert "以 131000/2020-08-25 为准" in " ".join(t.zh for t in langfang.replaced)
    assert langfang.contacts[0].phone == "2227529"


def test_advice_tells_the_window_the_effect_and_what_a_pledge_leaves_out(desk: Desk) -> None:
    person = Filing(
        item="long_term_resident",
        insured_place="330200",
        destination="310000",
        channel=Channel.NATIONAL_APP,
        circumstances=Circumstances(stay_months=12, retired=False, emergency=False, posted=False),
    )
    found = advise(person, day=DAY, desk=desk)
    assert [h.code for h in found.hints] == ["offline-confirmation"]
    assert found.hints[0].basis
    assert found.recommended is not None
    gives = [t.zh for t in found.recommended.gives]
    assert "网上办理为“是”的：次日生效" in gives
    assert "以承诺备案的，补交证明前只能在备案地享受待遇" in gives
    at_window = advise(evolve(person, channel=Channel.WINDOW, materials=()), day=DAY, desk=desk)
    assert at_window.hints == ()
    assert at_window.recommended is not None
    assert not any("以承诺备案" in t.zh for t in at_window.recommended.gives)


class TestFallback:
    def test_it_tells_the_papers_of_the_claim_line_by_line_the_limit_and_the_places_office(self) -> None:
        found = check(breaking("system/hospital-not-networked"), day=DAY).fallback
        assert found is not None
        assert "invoice" in {line.kind for line in found.lines}
        assert [x.term.wording() for x in found.limits] == ["自收到申请之日起30个工作日内"]
        assert [o.name for o in found.offices] == ["舟山市医疗保障经办窗口"]
        assert found.contacts[0].phone == "0580-12393"

    def test_it_leaves_out_papers_for_other_cases(self) -> None:
        case = Circumstances(settled=True, admitted_on=date(2026, 2, 1), trauma=False)
        filing = evolve(accepted_filing(), insured_place="131000", circumstances=case)
        found = check(filing, day=DAY).fallback
        assert found is not None
        assert "court_judgment" not in {line.kind for line in found.lines}

    def test_the_places_own_words_on_late_filings_are_added_where_they_apply(self, desk: Desk) -> None:
        case = Circumstances(settled=True, discharged_on=DAY)
        filing = evolve(accepted_filing(), insured_place="440100", destination="440300", circumstances=case)
        found = check(filing, day=DAY).fallback
        assert found is not None
        assert "广东省：出院自费结算后补办备案的，按参保市规定回就诊机构补记账，不能补记账的可零星报销" in [
            r.zh for r in found.reasons
        ]
        assert not any("出院结算前补办备案的，本次" in r.zh for r in found.reasons)
        here = check(evolve(filing, insured_place="330200"), day=DAY, desk=desk).fallback
        assert here is not None
        assert "宁波市：手工报销" in [r.zh for r in here.reasons]

    def test_an_edition_that_has_ended_names_no_office(self) -> None:
        ended = """
place = "520100"
name = "贵阳市"
edition = "old"
title = "t"
valid_from = 2020-01-01
valid_to = 2022-12-31
sure = "derived"
offices = [{ name = "旧窗口" }]
[[item]]
item = "referral"
"""
        desk = Desk(guides=catalogue().with_guide(load(ended)))
        filing = evolve(accepted_filing(), insured_place="520100", circumstances=Circumstances(settled=True))
        found = check(filing, day=DAY, desk=desk).fallback
        assert found is not None
        assert found.offices == ()

    def test_another_item_has_no_word_on_late_filings_of_its_own(self) -> None:
        case = Circumstances(settled=True, discharged_on=DAY)
        found = advise(Filing(item="transfer", insured_place="440100", circumstances=case), day=DAY).fallback
        assert found is not None
        assert len(found.reasons) == 1
