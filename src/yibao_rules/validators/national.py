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


@cache
def national_rules() -> Rulebook:
    """Give the national rulebook over :class:`~yibao_rules.model.filing.Filing`, in the order of the six causes.

    Returns:
        All rules of all days; :meth:`Rulebook.at` chooses those of one day and place.
    """
    return Rulebook(
        "全国",
        (
            *papers.rules(),
            *information.rules(),
            *consistency.rules(),
            *insurance.rules(),
            *policy.rules(),
            *chronic.rules(),
            *system.rules(),
            *filing_type.rules(),
            *procedure.rules(),
        ),
        facts(),
    )
