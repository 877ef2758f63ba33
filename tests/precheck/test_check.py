"""The main job: which rules speak, what is due, what is hinted, what is still possible."""

from datetime import date, datetime
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.calendar import UnknownYearError, national
from yibao_rules.guides import catalogue, load
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Basis, Outcome, Rule, Severity
from yibao_rules.model.causes import Cause
from yibao_rules.model.circumstances import Channel, Circumstances
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.precheck import Act, Desk, Party, Route, check
from yibao_rules.testing.cases import DAY, accepted_filing, breaking
from yibao_rules.text import Text

CITY = """
place = "520100"
name = "贵阳市"
edition = "test"
title = "测试指南"
valid_from = 2025-01-01
sure = "derived"
offices = [{ name = "窗口", openings = [
    { days = [1, 2, 3, 4, 5], opens = 09:00:00, closes = 12:00:00 },
    { days = [1, 2, 3, 4, 5], opens = 13:30:00, closes = 17:30:00 },
    { days = [1, 2, 3, 4, 5], opens = 09:00:00, closes = 16:00:00, season = "06-01/08-31" },
], make_up_days_open = true }]

[[item]]
item = "long_term_resident"
offered = true
limits = [
    { term = "3个工作日", when = "circumstances.retired", text = "退休人员" },
    { term = "10个工作日" },
    { term = "按协议办法执行", when = "not known(circumstances.retired)" },
]

[[item]]
item = "prenatal_check"
offered = false
"""


def at_city(filing: Filing, place: str = "520100") -> Filing:
    enrolments = tuple(evolve(e, place=place) for e in filing.enrolments or ())
    return evolve(filing, insured_place=place, enrolments=enrolments)


def city_desk(**changes: Any) -> Desk:
    return Desk(guides=catalogue().with_guide(load(CITY, file="test.toml")), **changes)


def test_the_sample_is_accepted_with_the_editions_that_spoke() -> None:
    result = check(accepted_filing(), day=DAY)
    assert result.decision is Decision.ACCEPTED
    assert [e.guide.key for e in result.sources][-1] == "330900/practice"
    assert result.place is not None
    assert "舟山" in result.place.zh
    assert result.fallback is None


def test_a_city_of_ones_own_speaks_through_its_guide() -> None:
    result = check(at_city(accepted_filing()), day=DAY, desk=city_desk())
    assert result.sources[-1].guide.key == "520100/test"
    (due,) = result.dues
    assert (due.act, due.party, due.binding) == (Act.DECIDE, Party.AGENCY, True)
    assert due.deadline is not None
    # 10 working days after 2026-03-02, at closing time.
    assert due.deadline.due_at == datetime(2026, 3, 16, 17, 30)


def test_a_limit_for_some_persons_holds_for_them_and_the_first_to_end_binds() -> None:
    retired = evolve(
        at_city(accepted_filing()),
        item="long_term_resident",
        circumstances=Circumstances(retired=True, resident_since=date(2024, 1, 1)),
    )
    dues = check(retired, day=DAY, desk=city_desk()).dues
    assert [(d.term.wording(), d.note, d.binding) for d in dues] == [
        ("3个工作日内", "退休人员", True),
        ("10个工作日内", "", False),
    ]


def test_a_limit_without_a_number_is_told_and_never_binds() -> None:
    unsaid = evolve(at_city(accepted_filing()), circumstances=Circumstances(resident_since=date(2024, 1, 1)))
    dues = check(unsaid, day=DAY, desk=city_desk()).dues
    assert [d.binding for d in dues if d.deadline is not None and d.deadline.due is None] == [False]


def test_summer_hours_close_earlier() -> None:
    summer = date(2026, 6, 30)
    filing = evolve(at_city(accepted_filing()), filed_on=summer, begins_on=summer)
    (due,) = check(filing, day=summer, desk=city_desk()).dues
    assert due.deadline is not None
    assert due.deadline.due_at == datetime(2026, 7, 14, 16, 0)


def test_an_item_that_a_place_does_not_offer_is_returned() -> None:
    result = check(evolve(at_city(accepted_filing()), item="prenatal_check"), day=DAY, desk=city_desk())
    assert "local/item-not-offered" in result.report.by_code()


def test_what_counts_as_filed_is_due_to_nobody() -> None:
    assert check(breaking("type/emergency-needs-no-filing"), day=DAY).dues == ()


def test_own_rules_are_judged_after_all_others() -> None:
    rule = Rule(
        code="my/hospital-named",
        must=facts()["hospital.code"].known(),
        cause=Cause.INFORMATION,
        severity=Severity.ERROR,
        message=Text("未填医院编码", "no hospital code"),
        remedy=Text("补填", "give it"),
        basis=(Basis("本院规定"),),
    )
    result = check(accepted_filing(), day=DAY, desk=Desk(own_rules=(rule,)))
    assert [f.code for f in result.report] == ["my/hospital-named"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"insured_place": "999999"}, "/insured_place"),
        ({"destination": "000000"}, "/destination"),
        ({"circumstances": Circumstances(treatment_place="999999")}, "/circumstances/treatment_place"),
        ({"hospital": Hospital(place="999999")}, "/hospital/place"),
        ({"referring_hospital": Hospital(place="999999")}, "/referring_hospital/place"),
        (
            {"enrolments": (Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="999999"),)},
            "/enrolments/0/place",
        ),
    ],
)
def test_an_unknown_place_is_refused_with_its_pointer(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        check(evolve(accepted_filing(), **change), day=DAY)
    assert caught.value.where == pointer


def test_a_place_without_a_guide_is_judged_by_the_nation_and_says_so() -> None:
    result = check(at_city(accepted_filing(), "630100"), day=DAY)
    assert result.decision is Decision.ACCEPTED
    assert any("没有收录办事指南" in n.zh for n in result.notes)


def test_an_item_that_the_place_s_guide_lacks_is_judged_by_the_nation_and_says_so() -> None:
    result = check(at_city(evolve(accepted_filing(), item="other_temporary"), "131000"), day=DAY)
    assert any("没有此事项" in n.zh for n in result.notes)


def test_without_an_insured_place_the_nation_speaks() -> None:
    result = check(evolve(accepted_filing(), insured_place=None), day=DAY)
    assert result.place is None
    assert {e.guide.place for e in result.sources} == {"national"}


@pytest.mark.parametrize(("item", "hint"), [("refferal", "referral"), ("zzzz", None)])
def test_an_item_that_no_guide_has_is_judged_by_the_general_rules(item: str, hint: str | None) -> None:
    result = check(evolve(accepted_filing(), item=item), day=DAY)
    (note,) = result.notes
    assert "没有" in note.zh
    assert (f"是否指 {hint}" in note.zh) == (hint is not None)
    assert result.sources == ()
    assert result.dues == ()
    assert result.item.zh == item


def test_the_calendar_s_end_is_a_problem_of_the_due_date_not_of_the_check() -> None:
    far = date(2031, 3, 3)
    filing = evolve(breaking("insurance/arrears-employer"), filed_on=far, begins_on=far)
    filing = evolve(filing, materials=(), procedure=evolve(filing.procedure, supplement_asked_on=far))
    result = check(filing, day=far)
    assert result.decision is Decision.RETURNED
    assert all(d.deadline is None and isinstance(d.problem, UnknownYearError) for d in result.dues)
    # The rule that counts working days cannot tell either, and says so.
    assert result.report.by_code()["procedure/supplement-late"].outcome is Outcome.CANNOT_TELL


def test_books_are_shared_by_days_of_the_same_editions() -> None:
    desk = Desk()
    one = desk.speaking("330900", "referral", date(2026, 3, 2))
    other = desk.speaking("330900", "referral", date(2026, 3, 3))
    assert one is not other
    assert one.book is other.book
    assert desk.speaking("330900", "referral", date(2026, 3, 2)) is one
    assert desk.speaking("330900", "referral", date(2022, 3, 2)).book is not one.book


def test_what_was_asked_is_kept_only_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yibao_rules.precheck.desk._ANSWERS", 2)
    desk = Desk()
    answers = [desk.speaking("330900", "referral", date(2026, 3, d)) for d in (2, 3, 4, 5)]
    assert desk.speaking("330900", "referral", date(2026, 3, 2)).book is answers[0].book


def test_a_local_condition_speaks_in_place_of_the_general_rule_on_the_same_circumstance() -> None:
    filing = evolve(
        accepted_filing(), circumstances=evolve(accepted_filing().circumstances, resident_since=DAY)
    )
    assert {f.code for f in check(filing, day=DAY).report} == {"local/condition-1"}
    assert {f.code for f in check(at_city(filing, "630100"), day=DAY).report} == {
        "policy/residence-too-short"
    }


@pytest.mark.parametrize(
    ("disease", "code"),
    [
        (Disease(name="慢性胃炎"), True),
        (Disease(name="慢性肾病"), False),
        (Disease(name="慢性胃炎", in_local_list=True), False),
    ],
)
def test_the_local_list_of_diseases_is_read(disease: Disease, code: bool) -> None:
    result = check(evolve(accepted_filing(), item="chronic_disease_recognition", disease=disease), day=DAY)
    assert ("policy/disease-not-listed" in result.report.by_code()) is code


def test_a_disease_that_the_list_does_not_name_is_asked_about() -> None:
    filing = evolve(accepted_filing(), item="chronic_disease_recognition", disease=Disease(name="某病"))
    finding = check(filing, day=DAY).report.by_code()["policy/disease-not-listed"]
    assert finding.outcome is Outcome.CANNOT_TELL
    assert finding.missing == ("disease.in_local_list",)


class TestHints:
    @pytest.mark.parametrize(("hour", "peak"), [(8, False), (9, True), (10, False), (14, True), (15, False)])
    def test_nine_and_two_are_peak_hours(self, hour: int, peak: bool) -> None:
        found = check(accepted_filing(), day=DAY, at=datetime(2026, 3, 2, hour)).hints
        assert ("peak-hour" in {h.code for h in found}) is peak

    @pytest.mark.parametrize(
        ("day", "near"),
        [
            (date(2026, 2, 14), True),  # a make-up Saturday, the eve of 春节
            (date(2026, 2, 24), True),  # the first day after it
            (date(2026, 2, 16), False),  # within it
            (date(2026, 3, 6), False),  # an ordinary Friday
            (date(2031, 3, 3), False),  # not announced: no hint, no error
        ],
    )
    def test_days_around_holidays_are_hinted(self, day: date, near: bool) -> None:
        filing = evolve(accepted_filing(), filed_on=day)
        assert ("holiday-eve" in {h.code for h in check(filing, day=day).hints}) is near

    @pytest.mark.parametrize(
        ("channel", "hinted"), [(Channel.WECHAT, True), (Channel.NATIONAL_MINI_PROGRAM, True), (None, False)]
    )
    def test_another_channel_is_hinted_for_mini_programs(self, channel: Channel | None, hinted: bool) -> None:
        filing = evolve(accepted_filing(), channel=channel)
        assert ("other-channel" in {h.code for h in check(filing, day=DAY).hints}) is hinted


class TestFallback:
    @staticmethod
    def routes(**circumstances: Any) -> tuple[Route, ...] | None:
        filing = evolve(
            accepted_filing(),
            circumstances=evolve(accepted_filing().circumstances, **circumstances),
        )
        found = check(filing, day=DAY).fallback
        return found.routes if found is not None else None

    @pytest.mark.parametrize(
        ("circumstances", "routes"),
        [
            ({}, None),
            ({"emergency": True}, (Route.DEEMED_FILED, Route.FILE_LATE, Route.REIMBURSE)),
            ({"admitted_on": DAY}, (Route.FILE_LATE, Route.REIMBURSE)),
            # F10: what counts is the settlement at discharge; where nobody has told of it, both ways are open.
            ({"discharged_on": DAY}, (Route.FILE_LATE, Route.REIMBURSE)),
            ({"discharged_on": DAY, "settled": False}, (Route.FILE_LATE, Route.REIMBURSE)),
            ({"discharged_on": DAY, "settled": True}, (Route.REIMBURSE,)),
            ({"settled": True}, (Route.REIMBURSE,)),
            ({"settled": True, "third_party_liable": True}, ()),
        ],
    )
    def test_routes_depend_on_how_far_treatment_is(
        self, circumstances: dict[str, Any], routes: tuple[Route, ...] | None
    ) -> None:
        assert self.routes(**circumstances) == routes

    def test_before_2023_an_emergency_did_not_count_as_filed(self) -> None:
        day = date(2022, 5, 6)
        filing = evolve(
            accepted_filing(), item="referral", circumstances=Circumstances(emergency=True), filed_on=day
        )
        found = check(filing, day=day).fallback
        assert found is not None
        assert Route.DEEMED_FILED not in found.routes

    def test_a_hospital_off_the_network_leaves_reimbursement(self) -> None:
        found = check(breaking("system/hospital-not-networked"), day=DAY).fallback
        assert found is not None
        assert found.routes == (Route.REIMBURSE,)
        assert found.item == "inpatient_reimbursement"
        assert found.phones == ("0580-12393",)

    def test_an_outpatient_emergency_is_reimbursed_as_outpatient(self) -> None:
        filing = evolve(
            accepted_filing(), circumstances=Circumstances(emergency=True), insured_place="131000"
        )
        found = check(filing, day=DAY).fallback
        assert found is not None
        assert found.item == "outpatient_reimbursement"
        assert found.limits

    def test_without_a_place_the_service_line_has_no_area_code(self) -> None:
        filing = evolve(accepted_filing(), circumstances=Circumstances(emergency=True), insured_place=None)
        found = check(filing, day=DAY, desk=Desk(guides=type(catalogue())(bundled=False))).fallback
        assert found is not None
        assert found.phones == ("12393",)
        assert found.limits == ()

    def test_other_items_have_no_fallback(self) -> None:
        filing = evolve(accepted_filing(), item="transfer", circumstances=Circumstances(emergency=True))
        assert check(filing, day=DAY).fallback is None


def test_status_explains_the_choice_among_several_enrolments() -> None:
    paused = Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900", status=InsuranceStatus.PAUSED)
    result = check(evolve(accepted_filing(), enrolments=(paused,)), day=DAY)
    message = result.report.by_code()["insurance/status-not-normal"].message()
    assert "浙江省舟山市" in message
    assert "唯一的参保关系" in message


def test_a_region_s_own_holidays_move_the_due_date() -> None:
    # 广西三月三 2026: 04-20 and 04-21 are days off there.
    day = date(2026, 4, 15)
    filing = evolve(breaking("insurance/arrears-employer"), filed_on=day)
    there = check(at_city(filing, "450100"), day=day).dues[-1].deadline
    here = check(filing, day=day).dues[-1].deadline
    assert there is not None
    assert here is not None
    assert there.due is not None
    assert here.due is not None
    assert there.due > here.due


def test_a_desk_is_a_value() -> None:
    assert Desk() == Desk()
    assert Desk(calendar=national(date(2020, 1, 1))) != Desk()
