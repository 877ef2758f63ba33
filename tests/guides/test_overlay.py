"""Nation, province and city laid over one another: who speaks, what gave way, and what is told about it."""

from collections.abc import Callable
from datetime import date

import pytest

from yibao_rules.calendar.terms import StartEvent
from yibao_rules.guides import Catalogue, NoteKind, Reason, Resolved, Unresolved, catalogue, resolve
from yibao_rules.guides.time_limits import working_days
from yibao_rules.logic.nodes import facts_of
from yibao_rules.model.guide import Guide
from yibao_rules.model.requirements import AllOf, AnyOf, OnlyWhen, Pledgeable, needs

MakeGuide = Callable[..., Guide]
BARE = Catalogue(bundled=False)


def at(place: str, item: str, day: date, guides: Catalogue | None = None) -> Resolved:
    found = resolve(guides or catalogue(), place, item, day)
    assert isinstance(found, Resolved)
    return found


def limits(found: Resolved) -> list[int | None]:
    return [working_days(limit.term) for limit in found.effective.limits]


def test_the_maternity_allowance_of_langfang_20_then_10_days() -> None:
    before, after = (
        at("131000", "maternity_allowance", day) for day in (date(2023, 11, 30), date(2023, 12, 1))
    )
    assert limits(before) == [20]
    assert before.notes == ()
    assert limits(after) == [10]
    assert after.effective.limits[0].term.start_event is StartEvent.RECEIVED
    (note,) = (n for n in after.notes if n.kind is NoteKind.LIMIT)
    assert "20个工作日" in note.message.zh
    assert "10个工作日" in note.message.zh
    assert "国务院令第765号" in note.message.zh
    assert {b.document for b in note.basis} >= {"社会保险经办条例（国务院令第765号）"}
    answer = after.field("limits")
    assert answer is not None
    assert Reason.SHORTER_LIMIT in {r.reason for r in answer.replaced}


def test_the_transfer_20_then_15_days() -> None:
    assert limits(at("131000", "transfer", date(2021, 11, 30))) == [20, 20]
    assert limits(at("131000", "transfer", date(2021, 12, 1))) == [15]
    # 泉州 promised less than the nation allows: its promise binds, and the ceiling is told.
    quanzhou = at("350500", "transfer", date(2023, 1, 5))
    assert limits(quanzhou) == [0, 7, 13, 15]
    assert [n.kind for n in quanzhou.notes] == [NoteKind.LIMIT] * 3
    assert limits(at("350500", "transfer", date(2026, 1, 5))) == [0, 15, 15]


def test_reimbursement_keeps_30_days_but_the_clock_starts_at_receipt() -> None:
    found = at("131000", "outpatient_reimbursement", date(2024, 1, 2))
    assert limits(found) == [30]
    assert found.effective.limits[0].term.start_event is StartEvent.RECEIVED
    assert {n.kind for n in found.notes} == {NoteKind.LIMIT, NoteKind.MORE_MATERIALS}
    assert any("处方底方" in n.message.zh for n in found.notes)


def test_a_place_without_a_guide_has_the_national_rule() -> None:
    found = at("110000", "employee_enrolment", date(2024, 1, 2))
    assert limits(found) == [5, 0, 10]
    assert [e.guide.place for e in found.chain] == ["national", "national"]


def test_four_types_in_2022_and_six_in_2023() -> None:
    old = at("131000", "long_term_resident", date(2022, 12, 31))
    assert old.effective.materials is not None
    assert {n.kind for n in needs(old.effective.materials)} == {
        "medical_e_voucher",
        "identity_document",
        "social_security_card",
    }
    new = at("131000", "long_term_resident", date(2023, 1, 1))
    assert new.effective.materials is not None
    assert "filing_form" in {n.kind for n in needs(new.effective.materials)}
    answer = new.field("materials")
    assert answer is not None
    assert answer.entries[0].guide.edition == "2023-six-types"
    assert [(r.entry.guide.place, r.reason) for r in answer.replaced] == [("131000", Reason.LATER_ACT)]
    assert [n.kind for n in new.notes] == [NoteKind.LATER_ACT]
    # What the act does not bind stays the city's own.
    channels = new.field("channels")
    assert channels is not None
    assert channels.entries[0].guide.place == "131000"
    assert [r.reason for r in channels.replaced] == [Reason.NEARER]


def test_a_condition_overtaken_by_a_later_act_falls() -> None:
    before = at("210400", "referral", date(2022, 6, 1))
    assert any("抢救" in c.text for c in before.effective.conditions)
    assert any("实人认证" in c.text for c in before.effective.conditions)
    after = at("210400", "referral", date(2023, 6, 1))
    assert after.effective.conditions == ()
    answer = after.field("conditions")
    assert answer is not None
    assert [r.reason for r in answer.replaced] == [Reason.LATER_ACT]
    assert {n.field for n in after.notes} == {"conditions", "materials"}


def test_province_and_county_take_part() -> None:
    zhuhai = at("440400", "long_term_resident", date(2025, 1, 1))
    assert [e.guide.key for e in zhuhai.chain] == [
        "national/2020-list",
        "national/2023-six-types",
        "440000/2025",
        "440400/2023",
    ]
    validity = zhuhai.field("validity")
    assert validity is not None
    assert validity.entries[0].guide.place == "440000"
    lock = zhuhai.field("lock")
    assert lock is not None
    assert lock.entries[0].guide.place == "440400"
    assert not lock.value[0].at_most
    putuo = at("330903", "referral", date(2026, 1, 5))
    assert putuo.effective.offline is not None
    assert putuo.contacts[0].phone == "0580-12393"
    assert [p for p, _ in putuo.answers] == ["national", "330000", "330900", "330903"]


def test_what_a_place_asks_beyond_the_nation_is_told() -> None:
    found = at("330900", "other_temporary", date(2024, 1, 2))
    kinds = {n.kind for n in found.notes}
    assert kinds == {NoteKind.PROOF_WITHOUT_LAW, NoteKind.MORE_MATERIALS}
    assert any("第三十一条" in n.message.zh and "art 31" in n.message.en for n in found.notes)
    before = at("330900", "other_temporary", date(2023, 11, 30))
    assert {n.kind for n in before.notes} == {NoteKind.MORE_MATERIALS}


def test_nothing_in_force_anywhere() -> None:
    found = resolve(catalogue(), "131000", "other_temporary", date(2022, 1, 1))
    assert isinstance(found, Unresolved)
    assert [type(a).__name__ for _, a in found.answers] == ["NotYetInForce", "NoRule", "NoRule"]
    assert at("131000", "referral", date(2021, 1, 1)).field("offline") is None


NATION = {"place": "national", "edition": "n"}
LIST = 'materials = ["passport", { need = "work_contract", pledgeable = true }]'


def two(make_guide: MakeGuide, national: str, local: str, **more: str) -> Catalogue:
    return BARE.with_guide(make_guide(national, **NATION)).with_guide(make_guide(local, **more))


@pytest.mark.parametrize(
    ("local", "kinds"),
    [
        ('materials = ["passport", "work_contract"]', [NoteKind.PLEDGE_REFUSED]),
        ('materials = ["passport", { need = "work_contract", when = "circumstances.posted" }]', []),
        ('materials = ["passport", { any = ["work_contract", "passport"] }]', []),
        (
            'materials = ["passport", "court_judgment", "x_own"]',
            [NoteKind.PROOF_WITHOUT_LAW, NoteKind.MORE_MATERIALS],
        ),
        ('materials = ["passport", "filing_form", "personal_pledge"]', []),
        ('materials = ["passport", { need = "court_judgment", pledgeable = true }]', []),
    ],
)
def test_materials_beside_the_national_list(make_guide: MakeGuide, local: str, kinds: list[NoteKind]) -> None:
    for national in (
        LIST,
        'materials = ["passport", { any = [{ need = "work_contract", pledgeable = true }, "passport"], when = "circumstances.posted" }]',
    ):
        found = at("130500", "referral", date(2024, 1, 2), two(make_guide, national, local))
        assert [n.kind for n in found.notes] == kinds


def test_a_national_list_of_unknown_kinds(make_guide: MakeGuide) -> None:
    guides = two(make_guide, 'materials = ["x_form"]', 'materials = ["x_form", "x_other"]')
    assert [n.message.zh for n in at("130500", "referral", date(2024, 1, 2), guides).notes] == [
        "某地要求的“x_other”不在 某地办事指南 所列材料之内。"
    ]


@pytest.mark.parametrize(
    ("national", "local", "effective"),
    [
        ("20个工作日", "30个工作日", [20, 20]),
        ("20个工作日", "10个工作日", [10, 20]),
        ("20个工作日", "20个工作日", [20, 20]),
        ("自收到申请之日起20个工作日内", "自受理之日起20个工作日内", [20, 20]),
        ("20个工作日", "1个月", [None, 20]),
        ("20个工作日", "3至5个工作日", [5, 20]),
        ("20个工作日，经批准可以延长10个工作日", "25个工作日", [20, 20]),
        ("20个工作日", "当日", [0, 20]),
        ("20个工作日", "甲：5个工作日；乙：1个月", [None, 20]),
    ],
)
def test_the_shorter_limit_binds(
    make_guide: MakeGuide, national: str, local: str, effective: list[int | None]
) -> None:
    guides = two(
        make_guide,
        f'limits = [{{ term = "{national}", role = "statutory" }}]',
        f'limits = [{{ term = "{local}", role = "promised", when = "circumstances.retired" }}]',
    )
    found = at("130500", "referral", date(2024, 1, 2), guides)
    assert limits(found) == effective
    # The case that the place's limit speaks of is kept, whichever binds.
    assert found.effective.limits[0].when is not None


def test_a_statutory_limit_for_another_case_does_not_bind(make_guide: MakeGuide) -> None:
    guides = two(
        make_guide,
        'limits = [{ term = "10个工作日", role = "statutory", when = "circumstances.retired" }]',
        'limits = [{ term = "20个工作日" }]',
    )
    assert limits(at("130500", "referral", date(2024, 1, 2), guides)) == [20, 10]


def test_only_a_statutory_limit(make_guide: MakeGuide) -> None:
    guides = BARE.with_guide(make_guide('limits = [{ term = "10个工作日", role = "statutory" }]', **NATION))
    assert limits(at("130500", "referral", date(2024, 1, 2), guides)) == [10]


def test_a_nearer_place_with_an_older_word_of_its_own(make_guide: MakeGuide) -> None:
    guides = two(
        make_guide,
        'limits = [{ term = "20个工作日" }]\nrating = "甲"',
        'limits = [{ term = "30个工作日" }]\nrating = "乙"',
    )
    found = at("130500", "referral", date(2024, 1, 2), guides)
    assert limits(found) == [30]
    assert found.effective.rating == "乙"
    for name in ("limits", "rating"):
        answer = found.field(name)
        assert answer is not None
        assert [r.reason for r in answer.replaced] == [Reason.NEARER]


def test_an_act_does_not_bind_what_a_place_says_afterwards(make_guide: MakeGuide) -> None:
    guides = two(
        make_guide, LIST + '\nbinds = ["materials"]', 'materials = ["invoice"]', valid_from="2021-01-01"
    )
    answer = at("130500", "referral", date(2024, 1, 2), guides).field("materials")
    assert answer is not None
    assert answer.entries[0].guide.place == "130500"


def pledge(make_guide: MakeGuide, rule: str) -> AllOf:
    found = at(
        "130500",
        "referral",
        date(2024, 1, 2),
        two(
            make_guide,
            'materials = ["passport", { any = ["invoice", { need = "work_contract", pledgeable = true }], when = "circumstances.posted" }]',
            rule,
        ),
    )
    assert isinstance(found.effective.materials, AllOf)
    return found.effective.materials


def test_a_place_that_takes_no_pledges(make_guide: MakeGuide) -> None:
    _, work = pledge(make_guide, "pledge = { allowed = false }").parts
    assert isinstance(work, OnlyWhen)
    assert not any(isinstance(p, Pledgeable) for p in getattr(work.part, "parts", ()))
    _, kept = pledge(make_guide, "pledge = { allowed = true }").parts
    assert isinstance(kept, OnlyWhen)
    assert any(isinstance(p, Pledgeable) for p in getattr(kept.part, "parts", ()))


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ('barred_when = "circumstances.destinations > 1"', {"circumstances.destinations"}),
        ("barred_months = 24", {"circumstances.pledge_broken_on", "filing.filed_on"}),
        (
            'barred_when = "circumstances.destinations > 1", barred_months = 24',
            {"circumstances.destinations", "circumstances.pledge_broken_on", "filing.filed_on"},
        ),
    ],
)
def test_a_place_that_bars_pledges_in_some_cases(make_guide: MakeGuide, rule: str, facts: set[str]) -> None:
    _, work = pledge(make_guide, f"pledge = {{ allowed = true, {rule} }}").parts
    assert isinstance(work, OnlyWhen)
    assert isinstance(work.part, AnyOf)
    split = work.part.parts[1]
    assert isinstance(split, AllOf)
    barred, free = split.parts
    assert isinstance(barred, OnlyWhen)
    assert isinstance(free, OnlyWhen)
    assert isinstance(free.part, Pledgeable)
    assert {f.name for f in facts_of(barred.condition)} == facts
    assert {f.name for f in facts_of(free.condition)} == facts
