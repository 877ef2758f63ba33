"""The strategies make what they promise, from hints alone or with help."""

from datetime import date
from typing import Literal

import pytest
from attrs import frozen
from hypothesis import find, given, settings
from hypothesis import strategies as st

from yibao_rules.logic import DefinitionError, Fact, FactTable, FactType, Rule
from yibao_rules.testing.logic import rules, subjects
from yibao_rules.testing.logic_sample import Case, Fault, make_table


class Foreign:
    """A class that hints say nothing about."""


@frozen
class Odd:
    """A class with hints that the sample lacks."""

    share: float
    names: tuple[str, ...]
    foreign: Foreign


@frozen
class Callback:
    """A class that cannot be made from hints."""

    call: Literal["a"]


def table_of(cls: type) -> FactTable:
    return FactTable(subject=cls, facts=(Fact(name="day", path="@day", type=FactType.DATE),))


@settings(max_examples=30)
@given(subjects(table_of(Odd), {Foreign: st.builds(Foreign)}))
def test_odd_subjects(subject: Odd) -> None:
    assert isinstance(subject.share, float)
    assert isinstance(subject.names, tuple)
    assert isinstance(subject.foreign, Foreign)


@pytest.mark.parametrize("cls", [Odd, Callback])
def test_what_cannot_be_made_is_told(cls: type) -> None:
    with pytest.raises(DefinitionError, match="overrides"):
        subjects(table_of(cls))


def test_subjects_reach_their_items() -> None:
    subject: Case = find(subjects(make_table()), lambda c: bool(c.papers and "lease" in c.papers))
    assert subject.papers is not None


@settings(max_examples=50)
@given(rules(make_table(), Fault.STATUS))
def test_rules_never_carry_personal_data(rule: Rule) -> None:
    assert not any(f.personal for f in rule.params)
    assert rule.in_force(rule.valid_from or rule.valid_to or date.min)
