"""The national rulebook (全国规则): the rules that hold everywhere, whatever a place's guide adds."""

from datetime import date, timedelta
from functools import cache

from attrs import evolve

from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.facts import facts
from yibao_rules.serialization.signatures import guarded
from yibao_rules.validators import (
    chronic,
    consistency,
    filing_type,
    information,
    insurance,
    papers,
    policy,
    procedure,
    system,
)
from yibao_rules.validators.sources import DOCUMENTS, bases_on, in_days


@cache
def national_rules() -> Rulebook:
    """Return the national rulebook over :class:`~yibao_rules.model.filing.Filing`, in the order of the six causes.

    Each rule is in force on the days on which its sources are, and is as sure as the surest of them.

    Returns:
        All rules of all days; :meth:`Rulebook.at` chooses those of one day and place.
    """
    rules = (
        *papers.rules(),
        *information.rules(),
        *consistency.rules(),
        *insurance.rules(),
        *policy.rules(),
        *chronic.rules(),
        *system.rules(),
        *filing_type.rules(),
        *procedure.rules(),
    )
    return Rulebook("全国", map(in_days, rules), facts())


@guarded
def national_rules_on(day: date) -> Rulebook:
    """Return the national rules in force on ``day``, each with those of its sources that are in force as well.

    A rule whose first source has ended stands on the later ones, and is as sure as they are.
    """
    return _of_era(max((turn for turn in _turns() if turn <= day), default=date.min))


@cache
def _of_era(first: date) -> Rulebook:
    of_day = national_rules().at(first)
    rules = (evolve(rule, basis=bases_on(rule.basis, first)) for rule in of_day)
    return evolve(of_day, rules=tuple(rules))


@cache
def _turns() -> tuple[date, ...]:
    """Give the days on which a rule or a source begins to be in force, or has ended."""
    spans = [(r.valid_from, r.valid_to) for r in national_rules()]
    spans += [(d.first, d.last) for d in DOCUMENTS.values()]
    firsts = {first for first, _ in spans if first is not None}
    return tuple(firsts | {last + timedelta(days=1) for _, last in spans if last is not None})
