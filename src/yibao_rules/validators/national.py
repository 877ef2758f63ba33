"""The national rulebook (全国规则): the rules that hold everywhere, whatever a place's guide adds."""

from functools import cache

from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.facts import facts
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
from yibao_rules.validators.sources import in_days


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
