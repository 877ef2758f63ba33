"""Advice says how sure each demand and each benefit is, in objects, as text and as JSON (C4)."""

import json
from datetime import date
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.display import advice_text
from yibao_rules.guides import Catalogue, catalogue, load
from yibao_rules.interop.answers import dumps
from yibao_rules.logic.rule import Certainty
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.precheck import Desk, TypeAdvice, advise, require
from yibao_rules.testing.cases import DAY

OWN = """
place = "330200"
name = "宁波市"
edition = "one"
title = "示例"
url = "https://example.org/"
sure = "{sure}"
valid_from = 2026-01-01

[[item]]
item = "long_term_resident"
materials = ["resident_id", {{ need = "x_lease_card", title = "租赁备案卡" }}]
effect = [{{ term = "次日生效" }}]
validity = [{{ open_ended = true }}]
lock = [{{ term = "6个月" }}]
pledge = {{ allowed = true, local_only = true }}

[[item]]
item = "referral"
materials = ["resident_id", "x_town_letter", {{ need = "x_ward_letter", title = "转诊联系函" }}]
"""
RESIDENT = Filing(
    item="referral",
    insured_place="330200",
    destination="310000",
    circumstances=Circumstances(retired=False, posted=False, emergency=False, stay_months=12),
)


def of_type(wanted: FilingType, **options: Any) -> TypeAdvice:
    filing = options.pop("filing", RESIDENT)
    return next(t for t in advise(filing, day=DAY, **options).types if t.type is wanted)


@pytest.mark.parametrize("sure", Certainty)
def test_c4_needs_and_gifts_are_as_sure_as_the_guide_that_states_them(sure: Certainty) -> None:
    desk = Desk(guides=Catalogue(bundled=False).with_guide(load(OWN.format(sure=sure.code))))
    advice = advise(RESIDENT, day=DAY, desk=desk)
    best = advice.recommended
    assert best is not None
    assert [(line.kind, line.sure) for line in best.needs] == [("resident_id", sure), ("x_lease_card", sure)]
    assert len(best.gives) == 4
    assert best.gives_sure == (sure,) * 4
    mark = f"（{sure.mark.zh}）" if sure.mark.zh else ""
    shown = advice_text(advice)
    assert f"- 租赁备案卡{mark} [x_lease_card]" in shown
    for words in best.gives:
        assert f"- {words.zh}{mark}\n" in shown
    # What another type would cost is told as surely, and an own paper by its title.
    assert advice.wrong is not None
    assert f"需额外提供：x_town_letter{mark}、转诊联系函{mark}" in advice.wrong.zh
    answer = json.loads(dumps(advice))["answer"]["recommended"]
    assert [line["sure"]["code"] for line in answer["needs"]] == [sure.code] * 2
    assert [each["code"] for each in answer["gives_sure"]] == [sure.code] * 4


def test_c4_each_is_as_sure_as_the_layer_that_states_it() -> None:
    """The place's own word on one field leaves the nation's on the others as sure as it was."""
    guide = OWN.format(sure="derived").replace("validity = [{ open_ended = true }]\n", "")
    local = of_type(FilingType.LONG_TERM_RESIDENT, desk=Desk(guides=catalogue().with_guide(load(guide))))
    nation = of_type(FilingType.LONG_TERM_RESIDENT)
    here = {text.zh: sure for text, sure in zip(local.gives, local.gives_sure, strict=True)}
    above = {text.zh: sure for text, sure in zip(nation.gives, nation.gives_sure, strict=True)}
    lasting = next(words for words in above if "长期有效" in words)
    assert here[lasting] is above[lasting]
    assert above[lasting].binds
    assert here["次日生效"] is Certainty.DERIVED


@pytest.mark.parametrize("place", [None, *(p for p in catalogue().places() if p != "national")])
@pytest.mark.parametrize("day", [date(2021, 6, 1), DAY])
def test_c4_advice_is_as_sure_of_a_paper_as_the_list_of_requirements(place: str | None, day: date) -> None:
    filing = evolve(RESIDENT, insured_place=place)
    for found in advise(filing, day=day).types:
        case = evolve(filing, item=found.type.code)
        listed = require(found.type.code, place=place, day=day, filing=case)
        assert found.needs == listed.lines
        assert len(found.gives_sure) == len(found.gives)
        sentences = {
            text: sure
            for section in listed.sections
            for text, sure in zip(section.texts, section.sure, strict=True)
        }
        for text, sure in zip(found.gives, found.gives_sure, strict=True):
            assert sentences.get(text, sure) is sure
