"""Answers to look at: text, tables, timelines, calendars."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import OfficeHours, Span, UnknownYearError, deadline, national, parse_term
from yibao_rules.display import (
    advice_text,
    calendar_html,
    check_text,
    deadline_text,
    report_html,
    requirements_text,
    timeline_svg,
)
from yibao_rules.display.cells import pad, table, width, wrap
from yibao_rules.display.paint import Paint
from yibao_rules.display.sheet import Sheet
from yibao_rules.display.text import end_words, office_words
from yibao_rules.interop.answers import tree
from yibao_rules.logic.report import Decision, Finding, Report
from yibao_rules.logic.rule import Outcome, Severity
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide_parts import Office, Opening
from yibao_rules.model.insurance import Arrears, Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.materials import Material, MaterialForm
from yibao_rules.precheck import Advice, CheckResult, advise, check, require
from yibao_rules.testing.cases import DAY, accepted_filing, breaking
from yibao_rules.text import Lang, Text

LANGS: tuple[Lang, ...] = ("zh", "en")


# -- cells


def test_chinese_takes_two_cells() -> None:
    cells = {"": 0, "a": 1, "参": 2, "ａ": 2, "é": 1, "e\u0301": 1, "a\u200bb": 2, "“·—": 3}
    assert {text: width(text) for text in cells} == cells
    assert pad("参", 4) == "参  "
    assert pad("参保状态", 4) == "参保状态"


@given(st.text("参保abc ，。（）x\n", max_size=60), st.integers(20, 40))
def test_wrapping_loses_nothing_and_keeps_the_width(text: str, cells: int) -> None:
    wrapped = wrap(text, cells, first="- ", rest="  ")
    assert re.sub(r"\s", "", wrapped[2:]) == re.sub(r"\s", "", text) or not text.strip()
    for line in wrapped.split("\n"):
        # A word without a break, with the marks that must not begin a line, may stand out.
        assert width(line) <= cells or re.search(r"[^ 参保]{3,}", line)


def test_no_closing_mark_begins_a_line_and_no_opening_one_ends_it() -> None:
    wrapped = wrap("参保状态参保状态参保，（状态）参保状态参保状态参保状态、参保", 20)
    for line in wrapped.split("\n"):
        assert line[0] not in "，、）"
        assert line[-1] != "（"
    assert wrap("aaaa bbbb cccc dddd eeee ffff", 20) == "aaaa bbbb cccc dddd\neeee ffff"
    assert wrap("一\n二", 20, first="1. ", rest="   ") == "1. 一\n   二"
    assert wrap("参" * 12, 3) == "参" * 10 + "\n" + "参" * 2  # never narrower than 20


def test_a_table_is_aligned() -> None:
    lines = table([("kind", "名称"), ("居住证", "x")], indent=" ").split("\n")
    assert lines == [" kind    名称", " 居住证  x"]


def test_colour_only_when_on() -> None:
    off, on = Paint(), Paint(on=True)
    for name in ("strong", "faint", "good", "bad", "open"):
        assert getattr(off, name)("x") == "x"
        assert re.fullmatch("\x1b\\[[0-9;]+mx\x1b\\[0m", getattr(on, name)("x"))
    assert len({on.decision(d, "x") for d in Decision}) == 3


def test_a_sheet_leaves_out_an_empty_basis() -> None:
    sheet = Sheet()
    sheet.basis(())
    sheet.line("a")
    assert sheet.text() == "a"


# -- answers as text


def checked(filing: Filing, day: date = DAY) -> CheckResult:
    return check(filing, day=day)


def test_a_filing_in_order() -> None:
    told = check_text(checked(accepted_filing()), name="a.json")
    lines = told.split("\n")
    assert lines[:2] == ["a.json", "结论：可受理"]
    assert lines[2].startswith("异地长期居住人员备案；参保地 ")
    assert lines[2].endswith("；2026-03-02")
    assert "【所用规则】" in told
    assert "待确认" not in told
    assert "【期限】" not in told  # neither place nor nation names a limit


def test_a_gap_is_told_with_remedy_basis_and_dates() -> None:
    result = checked(breaking("insurance/arrears-employer"))
    told = check_text(result)
    assert told.startswith("结论：需补正（1 处缺口）\n")
    finding = result.report.violated[0]
    assert "【参保状态异常或政策不符】\n  1. 医保欠费：单位未及时缴费\n     处理：" in told
    assert f"     依据：{finding.basis[0].document} {finding.basis[0].article}" in told
    assert "申请人补充材料：2026-03-09（周一）" in told
    assert "推算：" in told
    english = check_text(result, lang="en", paint=Paint(on=True))
    assert "Decision: to be corrected\x1b[0m (1 gap)" in english
    assert "\x1b[1m[insured status abnormal or policy not met]\x1b[0m\n  1. " in english
    assert "supplement by the applicant: 2026-03-09 (Mon)" in english


def test_gaps_are_numbered_through_all_causes() -> None:
    filing = evolve(breaking("insurance/arrears-employer"), destination=None, materials=())
    told = check_text(checked(filing), lang="en")
    numbers = [int(n) for n in re.findall(r"^  (\d+)\. ", told, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 4
    assert f"({len(numbers)} gaps)" in told


def test_what_cannot_be_told_names_the_facts_that_settle_it() -> None:
    filing = Filing(item="referral", insured_place="330900")
    told = check_text(checked(filing))
    assert re.search(r"^结论：需补正（\d+ 处缺口，\d+ 项无法判断）$", told, re.MULTILINE)
    assert "【待确认：补充下列信息即可判断】" in told
    assert re.search(r"  - 参保状态（insured\.status）：可判断 1 项，见 /enrolments", told)
    assert re.search(r"  - 另有 \d+ 项信息未提供", told)
    english = check_text(checked(filing), lang="en")
    assert re.search(r"and \d+ more facts that were not given", english)
    known = evolve(accepted_filing(), enrolments=None)
    undetermined = check_text(checked(known))
    assert undetermined.startswith("结论：待定（")
    assert "另有" not in undetermined.split("【期限】")[0]


def test_warnings_stand_apart() -> None:
    result = checked(breaking("insurance/arrears-employer"))
    finding = result.report.violated[0]
    rule = evolve(finding.rule, severity=Severity.WARNING)
    report = evolve(result.report, findings=(evolve(finding, rule=rule),))
    told = check_text(evolve(result, report=report, decision=report.decision))
    assert told.startswith("结论：可受理\n")
    assert "【提醒（不影响受理）】\n  1. 医保欠费" in told


def test_without_an_insured_place_the_nation_speaks() -> None:
    told = check_text(checked(Filing(item="x_own")), lang="en")
    assert "x_own; insured at insured place not given; 2026-03-02" in told
    spoke = told.partition("[Rules that spoke]")[2]
    assert spoke.strip().startswith("- rulebook 全国, the rules in force on 2026-03-02, digest ")
    assert "national/" not in spoke


@pytest.mark.parametrize("lang", LANGS)
def test_a_check_says_which_editions_and_which_rulebook_spoke(lang: Lang) -> None:
    result = checked(evolve(accepted_filing(), insured_place="131000"))
    told = check_text(result, lang=lang, columns=200)
    assert "131000/2020-08-25" in told
    assert "national/2023-six-types" in told
    assert result.report.digest[:12] in told
    assert result.report.digest != checked(accepted_filing()).report.digest


def test_what_is_still_possible_is_told() -> None:
    result = checked(breaking("system/hospital-not-networked"))
    assert result.fallback is not None
    fallback = evolve(
        result.fallback, offices=(Office(name="医保中心", address="海天大道1号", phones=("12345",)),)
    )
    told = check_text(evolve(result, fallback=fallback))
    assert "【还可以这样办】" in told
    assert "  - 医保中心 海天大道1号 12345\n" in told
    assert "咨询电话：0580-12393" in told
    assert "手工报销（住院费用报销）的材料：" in told
    assert "    - 医院收费票据 [invoice]" in told
    assert "  - 法定办结时限：自收到申请之日起30个工作日内" in told


def test_without_a_claim_or_its_papers_nothing_is_said_of_them() -> None:
    result = checked(breaking("system/hospital-not-networked"))
    assert result.fallback is not None
    bare = evolve(result.fallback, lines=(), limits=())
    assert "手工报销（" not in check_text(evolve(result, fallback=bare))
    closed = evolve(result.fallback, routes=())
    assert "手工报销（" not in check_text(evolve(result, fallback=closed))


def hours(days: tuple[int, ...], season: str = "") -> Opening:
    return Opening(days=days, opens=time(8, 30), closes=time(11, 30), season=season)


@pytest.mark.parametrize(
    ("office", "zh", "en"),
    [
        (Office(name="窗口"), "窗口", "窗口"),
        (Office(name="窗口", hours_text="周一至周五"), "窗口；周一至周五", "窗口; 周一至周五"),
        (
            Office(name="窗口", openings=(hours((1, 2, 3, 4, 5)), hours((6,), "05-01/09-30"))),
            "窗口；周一至周五 08:30-11:30，周六（05-01/09-30） 08:30-11:30",
            "窗口; Mon-Fri 08:30-11:30, Sat（05-01/09-30） 08:30-11:30",
        ),
        (
            Office(name="窗口", openings=(hours((1, 3, 5)),)),
            "窗口；周一、周三、周五 08:30-11:30",
            "窗口; Mon/Wed/Fri 08:30-11:30",
        ),
    ],
)
def test_an_office_in_words(office: Office, zh: str, en: str) -> None:
    assert office_words(office) == Text(zh, en)


@pytest.mark.parametrize("lang", LANGS)
def test_requirements_tell_offices_contacts_sections_and_what_gave_way(lang: Lang) -> None:
    told = requirements_text(require("referral", place="210400", day=DAY), lang=lang, columns=200)
    assert "024-55883333" in told
    assert "8:30~11:30" in told
    assert ("【生效时间】" if lang == "zh" else "[Effect]") not in told
    assert ("【备案有效期】" if lang == "zh" else "[Validity]") in told
    assert "210400/16" in told.partition("版本叠加" if lang == "zh" else "What replaced what")[2]


def test_what_is_done_on_the_spot_is_due_the_same_day() -> None:
    filing = evolve(accepted_filing(), insured_place="131000", registration=None)
    told = check_text(checked(evolve(filing, enrolments=(enrolment("131000"),))))
    assert "经办机构办结：2026-03-02（周一），已确定；即时办结" in told


def test_a_limit_beyond_the_calendar_tells_why_it_has_no_date() -> None:
    result = checked(breaking("insurance/arrears-employer"), date(2026, 12, 30))
    for lang in LANGS:
        told = check_text(result, lang=lang)
        assert "2027" in told
    assert any(d.deadline is None for d in result.dues)
    without = tuple(evolve(d, problem=None) for d in result.dues)
    assert "2027" not in check_text(evolve(result, dues=without, hints=()))


def test_of_two_limits_the_later_one_says_so() -> None:
    result = checked(breaking("insurance/arrears-employer"))
    due = evolve(result.dues[0], binding=False, note="在职职工")
    told = check_text(evolve(result, dues=(due,)), columns=200)
    assert "（在职职工）；另有更早的期限" in told


def test_the_ends_of_deadlines_in_words() -> None:
    calendar = national()
    plain = deadline(parse_term("5个工作日"), start=date(2026, 3, 2), calendar=calendar)
    assert end_words(plain).zh == "2026-03-09（周一），已确定"
    agreed = deadline(parse_term("按协议"), start=date(2026, 3, 2), calendar=calendar)
    assert end_words(agreed).en == "no fixed date"
    projected = deadline(
        parse_term("20个工作日"), start=date(2026, 12, 22), calendar=calendar.projected(2027)
    )
    assert "最早 2027-01-19，最晚 2027-01-25" in end_words(projected).zh


def test_closing_time_is_part_of_the_end() -> None:
    hours = OfficeHours(week=tuple((Span(time(9), time(17)),) if d < 5 else () for d in range(7)))
    same_day = deadline(parse_term("5个工作日"), start=date(2026, 3, 2), calendar=national(), hours=hours)
    assert end_words(same_day) == Text(
        "2026-03-09（周一） 17:00，已确定", "2026-03-09 (Mon) 17:00, confirmed"
    )
    earlier = evolve(same_day, due_at=datetime(2026, 3, 6, 17, 0))  # wall time
    assert "（2026-03-06 17:00）" in end_words(earlier).zh
    assert " (2026-03-06 17:00)" in end_words(earlier).en


def test_a_deadline_tells_every_step() -> None:
    calendar = national()
    found = deadline(parse_term("20个工作日"), start=date(2025, 9, 22), calendar=calendar)
    told = deadline_text(found).split("\n")
    assert told[0] == "20个工作日内：2025-10-24（周五），已确定"
    assert len(told) == 1 + len(found.steps)
    ranged = deadline(parse_term("3至5个工作日"), start=date(2025, 9, 22), calendar=calendar)
    assert "places differ" in deadline_text(ranged, lang="en")
    flagged = evolve(found, flags=(Text("小心", "care"),))
    assert deadline_text(flagged, lang="en").endswith("  · note: care")
    provisional = deadline(
        parse_term("20个工作日"), start=date(2026, 12, 22), calendar=calendar.projected(2027)
    )
    assert deadline_text(provisional, paint=Paint(on=True)).count("\x1b[1;33m") == 1


def test_requirements_line_by_line() -> None:
    found = require("long_term_resident", place="131000", day=DAY)
    told = requirements_text(found)
    assert told.startswith("异地长期居住人员备案\n河北省廊坊市（131000）；2026-03-02\n\n【办理材料】\n")
    assert "    - 个人承诺书（据转述） [personal_pledge]" in told
    for heading in ("办理时限", "办理渠道", "所用规则", "提示"):
        assert f"【{heading}】" in told
    nothing = requirements_text(require("referral", place=None, day=date(1999, 1, 1)), lang="en")
    assert "national rules; 1999-01-01" in nothing
    assert "no guide is in force on the day" in nothing
    deemed = evolve(found, lines=())
    assert "  不需要提交材料" in requirements_text(deemed)


def test_a_limit_tells_its_case_in_the_sources_words() -> None:
    found = require("employee_enrolment", place="131000", day=date(2021, 3, 1))
    told = requirements_text(found)
    assert any(limit.text for limit in found.rule.limits) if found.rule else False
    assert all(
        limit.text in told for limit in (found.rule.limits if found.rule else ()) if limit.when is not None
    )


def enrolment(place: str) -> Enrolment:
    return Enrolment(
        scheme=InsuranceScheme.EMPLOYEE,
        place=place,
        status=InsuranceStatus.NORMAL,
        arrears=Arrears.NONE,
        transfer_pending=False,
        benefit_suspended=False,
    )


def advised(filing: Filing) -> Advice:
    return advise(filing, day=DAY)


def test_advice_tells_the_type_to_file_and_why_not_the_chosen_one() -> None:
    filing = Filing(
        item="referral",
        insured_place="330900",
        destination="330100",
        enrolments=(enrolment("330900"),),
        circumstances=Circumstances(
            retired=True, household_moved=True, resident_since=date(2020, 1, 1), emergency=False, posted=False,
            stay_months=24, referred=False, treatment_place="330100",
        ),
        materials=(Material(kind="filing_form", form=MaterialForm.ORIGINAL),),
    )  # fmt: skip
    told = advice_text(advised(filing), name="a.json")
    assert told.startswith("a.json\n建议：异地安置退休人员备案（")
    assert "所选“异地转诊人员备案”与实际情况不符" in told
    for heading in ("所需材料", "还缺（最近的补法）", "效力", "其他类型"):
        assert f"【{heading}】" in told
    right = advice_text(advised(evolve(filing, item="retiree_resettled")), lang="en")
    assert "is not the fitting type" not in right
    unsaid = advice_text(advised(evolve(filing, materials=None)))
    assert "还缺" not in unsaid


def test_advice_that_hangs_on_facts_names_them() -> None:
    told = advice_text(advised(Filing(item="referral")))
    assert told.startswith("建议：尚不能确定")
    assert "【先确认】" in told
    assert "急诊抢救（circumstances.emergency）" in told
    alone = evolve(advised(Filing(item="referral")), types=())
    assert "其他类型" not in advice_text(alone)


def test_advice_in_an_emergency_needs_no_filing() -> None:
    filing = Filing(
        item="referral", insured_place="330900", circumstances=Circumstances(emergency=True), materials=()
    )
    advice = advised(filing)
    told = advice_text(advice)
    assert "建议：异地急诊抢救人员备案" in told
    assert "视同已备案，不必再办备案" in told
    assert "【还可以这样办】" in told
    assert advice.recommended is not None
    bare = evolve(advice, recommended=evolve(advice.recommended, deemed_filed=False, needs=(), gaps=((),)))
    assert "还缺" not in advice_text(bare)


# -- tables, timelines, calendars


def parts_of(svg: str) -> list[str]:
    return [e.text or "" for e in ET.fromstring(svg).iter() if e.tag.endswith("text")]  # noqa: S314  # our own


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_as_a_table(lang: Lang) -> None:
    result = checked(Filing(item="referral", insured_place="330900"))
    shown = report_html(result, lang=lang)
    assert shown.count("<tr>") == 1 + len(result.report.violated) + len(result.report.undetermined)
    assert result.report.decision.label.in_(lang) in shown
    assert result.item.in_(lang) in shown
    capped = report_html(result, lang=lang, most=2)
    assert capped.count("<tr>") == 4
    assert str(len(result.report) - 2) in capped[-120:]
    assert report_html(result.report, lang=lang).count("<tr>") == shown.count("<tr>")


def test_html_is_escaped() -> None:
    result = checked(breaking("insurance/arrears-employer"))
    finding = result.report.findings[0]
    rule = evolve(finding.rule, message=Text("<script>&", "<script>&"))
    report = evolve(result.report, findings=(evolve(finding, rule=rule),))
    shown = report_html(report)
    assert "<script>" not in shown
    assert "&lt;script&gt;&amp;" in shown


def test_a_deadline_as_a_strip_of_days() -> None:
    found = deadline(parse_term("20个工作日"), start=date(2025, 9, 22), calendar=national())
    told = parts_of(timeline_svg(found))
    assert told[0] == "20个工作日内：2025-10-24（周五），已确定"
    assert (told.count("起"), told.count("止"), told.count("班")) == (1, 1, 2)
    assert told.count("休") == 1 + 8 + 1 + 2
    english = parts_of(timeline_svg(found, lang="en"))
    assert (english.count("S"), english.count("E"), english.count("+")) == (1, 1, 2)
    assert "2025-10" in told


def test_a_strip_without_a_date_is_its_words() -> None:
    agreed = deadline(parse_term("按协议"), start=date(2026, 3, 2), calendar=national())
    assert len(parts_of(timeline_svg(agreed))) == 1


def test_a_strip_is_capped() -> None:
    long = deadline(parse_term("5年"), start=date(2015, 1, 5), calendar=national())
    assert parts_of(timeline_svg(long)).count("止") == 0
    assert len(timeline_svg(long)) < 400_000


def test_a_strip_of_one_day() -> None:
    now = deadline(parse_term("即时办结"), start=date(2026, 3, 2), calendar=national())
    assert parts_of(timeline_svg(now)).count("止") == 1


def test_a_year_marks_days_off_and_make_up_days() -> None:
    shown = calendar_html(2026)
    notices = national()
    days = [notices.day(date(2026, 1, 1).replace(month=m, day=d)) for m in range(1, 13) for d in range(1, 29)]
    make_up = sum(d.is_workday and d.date.weekday() >= 5 for d in days)
    assert shown.count("<small>班</small>") == make_up == 6
    assert shown.count('class="unsure"') == 4
    assert shown.count("<table>") == 12
    assert "国庆节" in shown
    english = calendar_html(2025, lang="en", calendar=notices)
    assert "<small>off</small>" in english
    assert "unsure" not in english.split("</style>")[1]


def test_a_year_that_the_calendar_does_not_know() -> None:
    with pytest.raises(UnknownYearError):
        calendar_html(2031)


@pytest.mark.parametrize(
    "show",
    [
        lambda: check_text(checked(breaking("information/name-mismatch"))),
        lambda: report_html(checked(breaking("information/name-mismatch"))),
        lambda: advice_text(advised(accepted_filing())),
    ],
)
def test_no_personal_data_is_shown(show: Callable[[], str]) -> None:
    told = show()
    for text in ("张三", "11010519491231002X", "057112393"):
        assert text not in told


def undetermined() -> Report:
    """Check a filing of which next to nothing is known."""
    return check(Filing(item="referral", insured_place="330900"), day=date(2026, 3, 2)).report


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_c9_a_finding_of_which_one_cannot_tell_does_not_state_the_fault_and_names_the_missing_facts(
    lang: Lang,
) -> None:
    table, report = facts(), undetermined()
    assert len(report.undetermined) > 10
    shown = unescape(report_html(report, lang=lang))
    for finding in report.undetermined:
        message, remedy = finding.message(lang), finding.remedy(lang)
        assert message.startswith({"zh": "无法判断是否“", "en": 'cannot tell whether "'}[lang])
        assert finding.missing
        for name in finding.missing:
            assert table[name].label.in_(lang) in message
            assert table[name].label.in_(lang) in remedy
        assert message in shown
        assert remedy in shown
        assert {"zh": "如属实", "en": "if it is so"}[lang] in remedy


def test_c9_json_words_it_alike() -> None:
    finding = undetermined().undetermined[0]
    assert tree(finding)["message"] == {"zh": finding.message("zh"), "en": finding.message("en")}


def test_c9_where_no_fact_is_missing_the_open_question_is_told_alone() -> None:
    found = undetermined().undetermined[0]
    open_ = Finding(found.rule, Outcome.CANNOT_TELL)
    stated = Finding(found.rule, Outcome.VIOLATED).message()
    assert open_.message() == f"无法判断是否“{stated}”"
    assert open_.remedy("en").startswith("if it is so: ")
    unlisted = Finding(found.rule, Outcome.CANNOT_TELL, missing=("somewhere.else",))
    assert unlisted.message("en").endswith(": not given: somewhere.else")
