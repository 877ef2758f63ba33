"""The other places of the catalogue, and laws that hold for every place, item and day."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar.term_text import parse_term
from yibao_rules.guides import Ended, Found, NoRule, NotYetInForce, Resolved, Unresolved, catalogue, resolve
from yibao_rules.interop.json import loads
from yibao_rules.logic.clause import Certainty
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.nodes import facts_of
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import Guide, GuideItem, places_above
from yibao_rules.model.items import items
from yibao_rules.model.materials import Material
from yibao_rules.model.requirements import needs
from yibao_rules.precheck import check, require

DAY = date(2026, 1, 5)
PLACES = st.sampled_from([*catalogue().places(), "330903", "110000", "999999"])
DAYS = st.dates(date(2016, 1, 1), date(2030, 12, 31))
ITEMS = st.sampled_from([*items(), "x_own"])


def item(place: str, slug: str, day: date = DAY) -> GuideItem:
    found = resolve(catalogue(), place, slug, day)
    assert isinstance(found, Resolved)
    return found.effective


def test_zhuhai_effect_by_channel_lock_and_validity() -> None:
    long_term = item("440400", "posted_worker", date(2024, 1, 2))
    assert [(e.term, e.when is not None) for e in long_term.effect] == [
        (parse_term("次日生效"), True),
        (parse_term("第10个工作日起"), True),
    ]
    assert [lock.term for lock in long_term.lock] == [parse_term("6个月")]
    assert [v.term for v in item("440400", "other_temporary", date(2024, 1, 2)).validity] == [
        parse_term("6个月")
    ]


def test_zibo_at_once_for_four_diseases_monthly_for_the_others() -> None:
    chronic = item("370300", "chronic_disease_recognition")
    assert [limit.term for limit in chronic.limits] == [parse_term("即时办结"), parse_term("每月批次")]
    assert chronic.limits[1].when == ~chronic.limits[0].when  # type: ignore[operator]  # both are there
    assert [e.term for e in chronic.effect] == [parse_term("次日生效")]
    assert len(chronic.diseases) == 4
    # What 淄博 does not say, the national list does.
    assert chronic.materials is not None
    assert "recognition_form" in {n.kind for n in needs(chronic.materials)}


def test_quanzhou_transfer_and_certificate() -> None:
    assert item("350500", "enrolment_certificate").limits[0].term == parse_term("即时办结")
    found = catalogue().find("350500", "transfer", date(2023, 11, 20))
    assert isinstance(found, Found)
    within, between, out = found.item.limits
    # F10: on the spot within the province; 8 working days run from the 联系函; 10 + 5 since 2023-11-21.
    assert within.term == parse_term("即时办结")
    assert between.term == parse_term("不超过7个工作日")
    assert "自收到联系函之日起" in out.term.wording("zh")
    on_spot, later = [limit for limit in item("350500", "transfer").limits if limit.role.code == "promised"]
    assert on_spot.term == parse_term("即时办结")
    assert [stage.term.n for stage in later.term.stages] == [10, 5]  # type: ignore[attr-defined]


LONG_TERM = ("retiree_resettled", "long_term_resident", "posted_worker")


@pytest.mark.parametrize("slug", LONG_TERM)
@pytest.mark.parametrize("pledged", [True, False])
def test_f10_a_pledge_is_not_told_both_as_there_only_and_as_both_ways(slug: str, pledged: bool) -> None:
    papers = (Material(kind="personal_pledge"),) if pledged else (Material(kind="work_contract"),)
    filing = Filing(item=slug, insured_place="440300", materials=papers)
    told = require(slug, place="440300", day=DAY, filing=filing)
    benefit = next((s.texts for s in told.sections if s.field == "benefit"), ())
    assert any("双向" in t.zh for t in benefit) is not pledged


@pytest.mark.parametrize("place", ["440000", "national"])
def test_f10_a_late_filing_settles_directly_until_the_settlement_at_discharge(place: str) -> None:
    found = catalogue().find(place, "referral", DAY)
    assert isinstance(found, Found)
    late = found.item.late
    discharged = Filing(
        item="referral",
        insured_place="440300",
        destination="440100",
        circumstances=Circumstances(discharged_on=DAY, settled=False),
    )
    assert [evaluate(part.when, discharged, DAY) for part in late][:2] == [True, False]
    settled = evolve(
        discharged, circumstances=Circumstances(discharged_on=DAY, settled=True, third_party_liable=False)
    )
    assert [evaluate(part.when, settled, DAY) for part in late][:2] == [False, True]
    if place == "440000":  # the province's own words are for its own cities
        across = evolve(settled, destination="110000")
        assert [evaluate(part.when, across, DAY) for part in late] == [False, False, True]


def test_f10_guangzhou_names_a_phone_and_its_channel() -> None:
    told = require("referral", place="440100", day=DAY)
    assert "020-12345" in {c.phone for c in told.contacts}
    assert any("穗好办" in note for note in (told.rule.notes if told.rule else ()))


@pytest.mark.parametrize(
    ("retired", "status", "violated"),
    [(True, "ended", 1), (False, "normal", 1), (False, "ended", 0), (None, None, 0)],
)
def test_f10_a_transfer_informs_of_retirement_and_of_an_enrolment_still_in_order(
    retired: bool | None, status: str | None, violated: int
) -> None:
    filing = loads(
        json.dumps(
            {
                "item": "transfer",
                "insured_place": "320200",
                "circumstances": {"retired": retired},
                "enrolments": [{"scheme": "employee", "place": "110000", "status": status}],
            }
        )
    )
    found = [f for f in check(filing, day=DAY).report.violated if f.code.startswith("local/condition")]
    assert len(found) == violated
    assert not any(f.blocks for f in found)


def test_xilingol_asks_for_fresh_proof_and_old_records() -> None:
    tree = item("152500", "chronic_disease_recognition").materials
    assert tree is not None
    by_kind = {n.kind: n for n in needs(tree)}
    assert by_kind["diagnosis_certificate"].max_age_months == 6
    assert by_kind["medical_record"].min_held_months == 3


def test_maoming_and_suzhou_end_with_2022() -> None:
    for place in ("440900", "320500"):
        assert isinstance(catalogue().find(place, "referral", date(2022, 12, 31)), Found)
        assert isinstance(catalogue().find(place, "referral", date(2023, 1, 1)), Ended)
    assert item("610100", "other_temporary").benefit[0].lower_by_at_most == 20


def test_ten_diseases_since_december_2024() -> None:
    before, after = (
        item("national", "chronic_direct_settlement", day) for day in (date(2024, 11, 30), date(2024, 12, 1))
    )
    assert len(before.diseases) == 5
    assert len(after.diseases) == 10
    assert {c for d in after.diseases for c in (d.code, *d.includes)} >= {"M07803", "M00201", "M07200"}


def test_the_articles_diseases_by_name() -> None:
    assert {d.name: d.listed for d in item("330900", "chronic_disease_recognition").diseases} == {
        "慢性肾病": True,
        "慢性胃炎": False,
    }


def test_an_unsure_fact_carries_its_mark() -> None:
    found = resolve(catalogue(), "110000", "referral", DAY)
    assert isinstance(found, Resolved)
    marks = {
        name: answer.basis[0].sure
        for name in ("materials", "benefit", "channels")
        if (answer := found.field(name))
    }
    assert marks == {
        "materials": Certainty.FOUND_LOW,
        "benefit": Certainty.GENERAL_KNOWLEDGE,
        "channels": Certainty.FOUND,
    }


@given(PLACES, ITEMS, DAYS)
def test_find_answers_as_a_plain_search_would(place: str, slug: str, day: date) -> None:
    spans = [
        (guide.edition, *guide.days_of(entry))
        for guide in catalogue().of_place(place)
        for entry in guide.items
        if entry.item == slug
    ]
    holding = {edition for edition, first, last in spans if first <= day <= (last or date.max)}
    match catalogue().find(place, slug, day):
        case Found(entries):
            assert {e.guide.edition for e in entries} == holding
        case NotYetInForce(first=first):
            assert first == min(start for _, start, _ in spans) > day
        case Ended(last=last):
            assert not holding
            assert last == max(end for _, start, end in spans if start <= day and end is not None) < day
        case NoRule():
            assert not spans


@given(PLACES, ITEMS, DAYS)
def test_every_stated_field_has_a_speaker_and_a_source(place: str, slug: str, day: date) -> None:
    found = resolve(catalogue(), place, slug, day)
    assert [p for p, _ in found.answers] == list(places_above(place))
    if isinstance(found, Unresolved):
        assert not any(isinstance(a, Found) for _, a in found.answers)
        return
    spoken = {f.name for f in found.fields}
    assert set(found.effective.stated()) - {"item"} <= spoken
    for answer in found.fields:
        assert answer.basis
        assert set(answer.entries) <= set(found.chain)
        assert all(r.entry in found.chain for r in answer.replaced)


@given(PLACES, ITEMS, DAYS)
def test_the_rule_changes_only_where_an_edition_or_an_act_begins_or_ends(
    place: str, slug: str, day: date
) -> None:
    next_day = day + timedelta(days=1)
    today, tomorrow = (resolve(catalogue(), place, slug, d) for d in (day, next_day))
    if not isinstance(today, Resolved) or not isinstance(tomorrow, Resolved):
        return
    if today.chain == tomorrow.chain:
        assert today.effective == tomorrow.effective
        assert today.fields == tomorrow.fields


def test_limits_by_amount_group_and_disease(make_guide: Callable[..., Guide]) -> None:
    cases = (
        "circumstances.amount >= 10000",
        "circumstances.group == 'retiree'",
        "starts_with(disease.code, 'M078')",
    )
    body = ", ".join(f'{{ term = "{n}个工作日", when = "{case}" }}' for n, case in enumerate(cases, 1))
    (entry,) = make_guide(f"limits = [{body}]").items
    assert [
        sorted(f.name for f in facts_of(limit.when)) for limit in entry.limits if limit.when is not None
    ] == [
        ["circumstances.amount"],
        ["circumstances.group"],
        ["disease.code"],
    ]


def test_guangdong_names_validity_within_the_province_and_leaves_the_nations_across() -> None:
    within, across = item("440100", "long_term_resident").validity
    assert within.term == parse_term("6个月")
    assert across.open_ended
    assert within.when is not None
    assert across.when is not None
