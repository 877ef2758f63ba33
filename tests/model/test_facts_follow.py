"""Facts that a filing works out from others (G1): each is on record, with what it follows from, and nothing else is."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import get_args, get_type_hints

import attrs
import pytest
from attrs import evolve

from yibao_rules.logic import DefinitionError, FactTable
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.text import TextForm

OTHER_FORM = frozenset({"name_key", "id_text", "card_text"})
"""Properties that give the very value that a field holds, in the form in which it is compared."""


def worked_out(path: str) -> bool:
    """Tell whether a path leads through anything but fields, by looking at the classes alone."""
    owner: type = Filing
    for step in path.split("."):
        if step.startswith("@"):
            return False
        member = getattr(owner, step, None)
        if step in OTHER_FORM:
            return False
        if isinstance(member, property | cached_property):
            if step != "enrolment":  # which of several it is may be asked; what it says is a field of it
                return True
            member = None
        elif not attrs.has(owner) or step not in attrs.fields_dict(owner):
            return True
        owner = next(iter(classes(owner, step)), object)
    return False


def classes(owner: type, step: str) -> Iterator[type]:
    member = getattr(owner, step, None)
    hint = get_type_hints(member.fget if isinstance(member, property) else owner).get(
        "return" if isinstance(member, property) else step
    )
    for found in (*get_args(hint), hint):
        if isinstance(found, type) and attrs.has(found):
            yield found


def test_every_fact_that_filings_work_out_is_on_record_and_no_other() -> None:
    found = {fact.name for fact in facts() if worked_out(fact.path)}
    assert found == set(facts().follows)
    assert {"applicant.id_birth_date", "agent.present", "insured.duplicates", "hospital.city"} <= found
    (family,) = facts().families
    # What a piece of paper is said to be is said by its fields alone; whether it is there, by the list of all.
    for part in family.fields:
        assert part.path in ("?", "seal_codes") or part.path in attrs.fields_dict(family.item)


def test_what_a_filing_that_says_nothing_knows_all_the_same_follows_from_nothing() -> None:
    known = {
        name
        for name, value in facts().values(Filing(item="referral"), date(2026, 3, 2)).items()
        if value is not None
    }
    assert known == {"day", "filing.item", "filing.type", "agent.present", "contact.complete"}
    assert facts().follows["agent.present"] == facts().follows["contact.complete"] == ()


@pytest.mark.parametrize("follows", [{"nobody": ()}, {"agent.present": ("nobody",)}])
def test_what_follows_is_named_by_facts(follows: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(DefinitionError, match="nobody"):
        evolve(facts(), follows=follows)


def test_joined_tables_keep_forms_and_what_follows() -> None:
    whole = facts()
    mine = FactTable(subject=Filing, facts=tuple(whole.facts[:3]), families=whole.families)
    joined = mine + whole
    assert joined.follows == whole.follows
    assert joined.form(whole["applicant.name"].ref) is TextForm.NAME
