"""What a place's rule on pledges (个人承诺) makes of a requirement tree: pledges kept, barred, or barred in some cases."""

from yibao_rules.logic.dates import Months
from yibao_rules.logic.expr import Expr
from yibao_rules.model.facts import facts
from yibao_rules.model.guide_parts import PledgeRule
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement


def under_pledge_rule(tree: Requirement, rule: PledgeRule | None) -> Requirement:
    """Give the tree as the place takes it.

    Args:
        tree: the materials asked for.
        rule: what the place says on pledges; None when it says nothing.

    Returns:
        The same tree where pledges are taken; without its ``Pledgeable`` nodes where they are not; with each bound
        to the cases in which they are, where they are barred in some.
    """
    if rule is None:
        return tree
    if rule.allowed is False:
        return _mapped(tree, None)
    barred = barred_when(rule)
    return tree if barred is None else _mapped(tree, barred)


def barred_when(rule: PledgeRule) -> Expr | None:
    """Give the cases in which a pledge is barred (several destinations, a recent breach); None when there are none."""
    if rule.barred_months is None:
        return rule.barred_when
    table = facts()
    broken, filed = table["circumstances.pledge_broken_on"], table["filing.filed_on"]
    # A breach that nobody has told of is none: without this, every pledge would stay undecided.
    breach = broken.known() & (filed < broken + Months(rule.barred_months))
    return breach if rule.barred_when is None else rule.barred_when | breach


def _mapped(tree: Requirement, barred: Expr | None) -> Requirement:
    match tree:
        case Need():
            return tree
        case AllOf(parts):
            return AllOf(tuple(_mapped(part, barred) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_mapped(part, barred) for part in parts))
        case OnlyWhen(condition, part):
            return OnlyWhen(condition, _mapped(part, barred))
        case _:
            inner = _mapped(tree.part, barred)
            if barred is None:
                return inner
            return AllOf((OnlyWhen(barred, inner), OnlyWhen(~barred, Pledgeable(inner))))
