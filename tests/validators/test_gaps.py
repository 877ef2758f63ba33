"""Material requirements told as gaps: what is missing, and the ways to mend it, nearest first."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.logic.evaluate import evaluate
from yibao_rules.materials.demands import MaterialFault, satisfied
from yibao_rules.materials.gaps import tell, ways
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.materials import Material, MaterialForm, Seal
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.text import Text

DAY = date(2026, 3, 2)
RESIDENCE = AnyOf(
    (
        Need("residence_permit", unexpired=True),
        Need("property_certificate"),
        AllOf((Need("lease_contract", seals=(Seal.LEASE_RECORD,)), Need("personal_pledge"))),
    )
)


def filed(*materials: Material, **circumstances: Any) -> Filing:
    return Filing(
        item="long_term_resident", materials=materials, circumstances=Circumstances(**circumstances)
    )


@pytest.mark.parametrize(
    ("need", "material", "fault", "words"),
    [
        (Need("invoice"), None, MaterialFault.MISSING, "缺《"),
        (Need("invoice"), Material(kind="invoice", legible=False), MaterialFault.ILLEGIBLE, "模糊或缺角"),
        (Need("invoice"), Material(kind="invoice", complete=False), MaterialFault.INCOMPLETE, "信息不全"),
        (
            Need("invoice"),
            Material(kind="invoice", expires_on=date(2026, 3, 1)),
            MaterialFault.EXPIRED,
            "已过期",
        ),
        (
            Need("posting_certificate", seals=(Seal.EMPLOYER,)),
            Material(kind="posting_certificate", seals=frozenset()),
            MaterialFault.UNSEALED,
            "未加盖单位公章",
        ),
        (
            Need("emergency_record", marked_emergency=True),
            Material(kind="emergency_record", marked_emergency=False),
            MaterialFault.NOT_MARKED_EMERGENCY,
            "未注明“急诊”",
        ),
        (
            Need("referral_certificate", issuer_qualified=True),
            Material(kind="referral_certificate", issuer_qualified=False),
            MaterialFault.ISSUER_NOT_QUALIFIED,
            "出具机构无资质",
        ),
        (
            Need("invoice", original=True),
            Material(kind="invoice", form=MaterialForm.COPY),
            MaterialFault.WRONG_FORM,
            "应为原件",
        ),
        (
            Need("invoice", form=MaterialForm.ELECTRONIC),
            Material(kind="invoice", form=MaterialForm.COPY),
            MaterialFault.WRONG_FORM,
            "应为电子",
        ),
        (
            Need("invoice", copies=2),
            Material(kind="invoice", copies=1),
            MaterialFault.COPIES_SHORT,
            "应为 2 份",
        ),
        (
            Need("diagnosis_certificate", max_age_months=6),
            Material(kind="diagnosis_certificate", issued_on=date(2025, 9, 1)),
            MaterialFault.TOO_OLD,
            "出具超过 6 个月",
        ),
        (
            Need("residence_permit", min_held_months=6),
            Material(kind="residence_permit", held_since=date(2025, 9, 3)),
            MaterialFault.TOO_SHORT,
            "不满 6 个月",
        ),
        (
            Need("invoice", where=~facts()["circumstances.settled"], note=Text("已结算", "settled")),
            Material(kind="invoice"),
            MaterialFault.CONDITION_FAILED,
            "已结算",
        ),
    ],
)
def test_each_fault_is_found_and_worded(
    need: Need, material: Material | None, fault: MaterialFault, words: str
) -> None:
    filing = filed(*([material] if material else []), settled=True)
    ((lack,),) = ways(need, filing, DAY)
    assert lack.faults == (fault,)
    assert words in lack.words.zh
    assert lack.certain
    assert evaluate(satisfied(need), filing, DAY) is False


@pytest.mark.parametrize(
    ("need", "material"),
    [
        (Need("invoice"), Material(kind="invoice")),
        (Need("residence_permit", unexpired=True), Material(kind="residence_permit", expires_on=DAY)),
        (Need("residence_permit", unexpired=True), Material(kind="residence_permit", permanent=True)),
        (Need("invoice", copies=2), Material(kind="invoice", copies=2)),
        (
            Need("diagnosis_certificate", max_age_months=6),
            Material(kind="diagnosis_certificate", issued_on=date(2025, 9, 2)),
        ),
        (
            Need("residence_permit", min_held_months=6),
            Material(kind="residence_permit", held_since=date(2025, 9, 2)),
        ),
        # A narrower kind fills a need for the broader one.
        (Need("identity_document"), Material(kind="passport")),
    ],
)
def test_what_is_in_order_leaves_no_gap(need: Need, material: Material) -> None:
    assert ways(need, filed(material), DAY) == ((),)
    assert evaluate(satisfied(need), filed(material), DAY) is True


def test_the_nearest_way_comes_first() -> None:
    expired = Material(kind="residence_permit", expires_on=date(2025, 12, 31))
    unsealed = Material(kind="lease_contract", seals=frozenset())
    pledge = Material(kind="personal_pledge")
    assert [w[0].kind for w in ways(RESIDENCE, filed(expired), DAY)] == [
        "residence_permit",
        "property_certificate",
        "lease_contract",
    ]
    assert ways(RESIDENCE, filed(unsealed, pledge), DAY)[0][0].faults == (MaterialFault.UNSEALED,)
    assert "或者" in tell(ways(RESIDENCE, filed(expired), DAY)).zh


def test_a_pledge_is_nearer_than_a_new_paper_but_farther_than_mending_one() -> None:
    tree = Pledgeable(Need("residence_permit", unexpired=True))
    assert [w[0].kind for w in ways(tree, filed(), DAY)] == ["personal_pledge", "residence_permit"]
    expired = filed(Material(kind="residence_permit", expires_on=date(2025, 1, 1)))
    assert [w[0].kind for w in ways(tree, expired, DAY)] == ["residence_permit", "personal_pledge"]
    assert ways(tree, filed(Material(kind="personal_pledge")), DAY) == ((),)


def test_what_nobody_has_said_is_asked_not_blamed() -> None:
    need = Need("posting_certificate", seals=(Seal.EMPLOYER,))
    filing = filed(Material(kind="posting_certificate"))
    ((lack,),) = ways(need, filing, DAY)
    assert not lack.certain
    assert "待确认" in lack.words.zh
    assert evaluate(satisfied(need), filing, DAY) is None


def test_without_a_list_of_materials_nothing_is_known_to_be_missing() -> None:
    filing = Filing(item="referral")
    ((lack,),) = ways(Need("identity_document"), filing, DAY)
    assert not lack.certain


def test_a_piece_for_another_case_is_asked_only_there() -> None:
    tree = OnlyWhen(facts()["circumstances.deceased"].to_expr(), Need("heir_identity"))
    assert ways(tree, filed(deceased=False), DAY) == ((),)
    assert ways(tree, filed(deceased=True), DAY)[0][0].kind == "heir_identity"
    ((lack,),) = ways(tree, filed(), DAY)
    assert lack.conditional
    assert tell([(lack,)]).zh.startswith("如适用，缺《")


def test_many_alternatives_are_cut_to_the_nearest() -> None:
    papers = ("invoice", "prescription", "medical_record", "expense_list", "diagnosis_certificate")
    choice = AnyOf(Need(kind) for kind in papers)
    assert len(ways(AllOf([choice] * 1 + [AnyOf(Need(k) for k in papers[::-1])]), filed(), DAY)) <= 8


def requirements() -> st.SearchStrategy[Requirement]:
    kinds = st.sampled_from(["invoice", "prescription", "residence_permit", "passport", "identity_document"])
    leaf: st.SearchStrategy[Requirement] = st.builds(Need, kinds, unexpired=st.booleans())
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(AllOf, st.lists(inner, max_size=3)),
            st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3)),
            st.builds(Pledgeable, inner),
            st.builds(OnlyWhen, st.just(facts()["circumstances.retired"].to_expr()), inner),
        ),
        max_leaves=6,
    )


def filings() -> st.SearchStrategy[Filing]:
    piece = st.builds(
        Material,
        kind=st.sampled_from(["invoice", "residence_permit", "passport", "personal_pledge"]),
        expires_on=st.none() | st.sampled_from([date(2026, 3, 1), date(2026, 3, 2)]),
        legible=st.none() | st.booleans(),
    )
    materials = st.none() | st.lists(piece, max_size=4, unique_by=lambda m: m.kind).map(tuple)
    circumstances = st.builds(Circumstances, retired=st.none() | st.booleans())
    return st.builds(Filing, item=st.just("referral"), materials=materials, circumstances=circumstances)


@given(requirements(), filings())
def test_a_gap_is_told_exactly_where_the_rule_fails(requirement: Requirement, filing: Filing) -> None:
    value = evaluate(satisfied(requirement), filing, DAY)
    found = ways(requirement, filing, DAY)
    assert (value is True) == (found == ((),))
    if value is False:
        assert all(any(lack.certain for lack in way) for way in found)
