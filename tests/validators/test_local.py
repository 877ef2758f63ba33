"""What a guide's item asks becomes rules that a clerk would recognise."""

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.calendar import ByAgreement, Months
from yibao_rules.guides.local_rules import local_rules
from yibao_rules.logic.parse import parse
from yibao_rules.logic.rule import Basis, Outcome, Rule, Rulebook, Severity
from yibao_rules.model.circumstances import Channel
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import AgentRule, Condition, Lock, OfflineConfirmation
from yibao_rules.model.identity import CardNumber, IdNumber, PersonName
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Person
from yibao_rules.model.requirements import AllOf, Need, OnlyWhen
from yibao_rules.testing.cases import DAY, accepted_filing
from yibao_rules.validators import details

GUIDE = (Basis("某市办事指南"),)


def rules(**stated: Any) -> dict[str, Rule]:
    return {r.code: r for r in local_rules(GuideItem(item="referral", **stated), {}, GUIDE)}


def outcomes(filing: Filing, **stated: Any) -> dict[str, Outcome]:
    book = Rulebook("当地", tuple(rules(**stated).values()), facts())
    return book.outcomes(filing, DAY)


def test_an_item_that_says_nothing_makes_no_rules() -> None:
    assert rules() == {}
    assert rules(offered=True, materials=AllOf(())) == {}


def test_the_basis_is_the_field_s_own_or_else_the_item_s() -> None:
    own = (Basis("某市医保发〔2025〕1号"),)
    item = GuideItem(item="referral", materials=Need("invoice"), channels=(Channel.WINDOW,))
    found = {r.code: r.basis for r in local_rules(item, {"materials": own}, GUIDE)}
    assert found == {"materials/invoice": own, "local/channel-not-offered": GUIDE}


def test_each_part_of_the_outermost_all_of_is_judged_apart() -> None:
    tree = AllOf((Need("invoice"), Need("invoice", copies=2), Need("medical_record")))
    assert list(rules(materials=tree)) == [
        "materials/invoice",
        "materials/invoice-2",
        "materials/medical-record",
    ]


def test_a_part_for_some_cases_does_not_apply_in_the_others() -> None:
    part = OnlyWhen(facts()["circumstances.deceased"].to_expr(), Need("heir_identity"))
    alive = evolve(accepted_filing(), circumstances=evolve(accepted_filing().circumstances, deceased=False))
    assert outcomes(alive, materials=part) == {"materials/heir-identity": Outcome.NOT_APPLICABLE}
    assert outcomes(accepted_filing(), materials=part) == {"materials/heir-identity": Outcome.CANNOT_TELL}


def test_what_may_be_asked_for_only_informs() -> None:
    rule = rules(may_ask=Need("birth_certificate"))["materials/may-ask-birth-certificate"]
    assert rule.severity is Severity.INFORMATION


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (None, {"local/agent-not-allowed": Outcome.SATISFIED}),
        (Agent(), {"local/agent-not-allowed": Outcome.VIOLATED}),
    ],
)
def test_an_item_to_be_filed_in_person(agent: Agent | None, expected: dict[str, Outcome]) -> None:
    filing = evolve(accepted_filing(), agent=agent)
    assert outcomes(filing, agent=AgentRule(allowed=False)) == expected


def test_an_agent_brings_his_own_papers() -> None:
    rule = AgentRule(allowed=True, materials=AllOf((Need("agent_identity"), Need("power_of_attorney"))))
    by_agent = evolve(accepted_filing(), agent=Agent(), materials=(Material(kind="agent_identity"),))
    assert outcomes(by_agent, agent=rule) == {
        "materials/agent-agent-identity": Outcome.SATISFIED,
        "materials/agent-power-of-attorney": Outcome.VIOLATED,
    }
    assert set(outcomes(accepted_filing(), agent=rule).values()) == {Outcome.NOT_APPLICABLE}
    assert list(rules(agent=AgentRule(allowed=True))) == []


def test_conditions_that_are_interpreted_are_judged_and_quoted() -> None:
    stated = {
        "conditions": (
            Condition(text="原文 {未解释}"),
            Condition(text="须 {已退休}", when=parse("circumstances.retired", facts())),
        )
    }
    (rule,) = rules(**stated).values()
    assert rule.code == "local/condition-1"
    book = Rulebook("当地", (rule,), facts())
    (finding,) = book.check(accepted_filing(), DAY)
    assert "须 {已退休}" in finding.message()


def test_required_facts_must_be_given() -> None:
    found = outcomes(evolve(accepted_filing(), begins_on=None), required_facts=("filing.begins_on",))
    assert found == {"local/required-filing-begins-on": Outcome.VIOLATED}


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (Channel.WINDOW, Outcome.SATISFIED),
        (Channel.PHONE, Outcome.VIOLATED),
        (None, Outcome.NOT_APPLICABLE),
    ],
)
def test_channels_are_those_that_the_place_names(channel: Channel | None, expected: Outcome) -> None:
    filing = evolve(accepted_filing(), channel=channel)
    assert outcomes(filing, channels=(Channel.WINDOW,)) == {"local/channel-not-offered": expected}


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [(True, Outcome.SATISFIED), (False, Outcome.VIOLATED), (None, Outcome.CANNOT_TELL)],
)
def test_an_online_filing_may_have_to_be_confirmed_at_the_window(
    confirmed: bool | None, expected: Outcome
) -> None:
    filing = evolve(
        accepted_filing(), procedure=evolve(accepted_filing().procedure, offline_confirmed=confirmed)
    )
    stated = OfflineConfirmation(required=True)
    assert outcomes(filing, offline=stated) == {"local/offline-not-confirmed": expected}
    at_window = evolve(filing, channel=Channel.WINDOW)
    assert outcomes(at_window, offline=stated) == {"local/offline-not-confirmed": Outcome.NOT_APPLICABLE}
    assert outcomes(filing, offline=OfflineConfirmation(required=False)) == {}


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2025, 9, 2), Outcome.SATISFIED),
        (date(2025, 9, 3), Outcome.VIOLATED),
        (None, Outcome.NOT_APPLICABLE),
    ],
)
def test_a_filing_cannot_be_changed_while_locked(last: date | None, expected: Outcome) -> None:
    filing = evolve(
        accepted_filing(), circumstances=evolve(accepted_filing().circumstances, last_filed_on=last)
    )
    assert outcomes(filing, lock=(Lock(term=Months(6)),)) == {"local/change-locked-1": expected}


def test_a_ceiling_for_places_and_a_lock_without_a_number_bind_no_person() -> None:
    assert rules(lock=(Lock(term=Months(6), at_most=True), Lock(term=ByAgreement()))) == {}


def with_registration(applicant: Person, registration: Person) -> Filing:
    return evolve(accepted_filing(), applicant=applicant, registration=registration)


@pytest.mark.parametrize(
    ("written", "registered", "words"),
    [
        (PersonName("张䶮"), PersonName("张yan"), "生僻字"),
        (PersonName("张三"), PersonName("李四"), ""),
        (PersonName("张三"), None, ""),
    ],
)
def test_a_name_is_explained_by_its_rare_character(
    written: PersonName, registered: PersonName | None, words: str
) -> None:
    filing = with_registration(Person(name=written), Person(name=registered))
    hint = details.name_hint(filing, DAY)["hint"]
    assert words in str(hint)
    assert bool(words) == bool(str(hint))


@pytest.mark.parametrize(
    ("written", "registered", "words"),
    [("1234", "123", "多输 1 位"), ("123", "12345", "少输 2 位"), ("123", "124", ""), ("123", None, "")],
)
def test_a_number_is_explained_by_its_length(written: str, registered: str | None, words: str) -> None:
    filing = with_registration(
        Person(id_number=IdNumber(written)),
        Person(id_number=IdNumber(registered) if registered else None, card_number=CardNumber("A1")),
    )
    assert words in str(details.id_number_hint(filing, DAY)["hint"])


def test_details_of_a_filing_that_gives_nothing_are_empty() -> None:
    empty = Filing(item="referral")
    assert str(details.enrolment_choice(empty, DAY)["choice"]) == ""
    assert str(details.disease(empty, DAY)["disease"]) == ""
    assert str(details.name_hint(empty, DAY)["hint"]) == ""
    assert str(details.id_number_hint(empty, DAY)["hint"]) == ""
    assert details.place_words(None).zh == "（未填）"
