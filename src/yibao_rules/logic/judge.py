"""The obvious way to judge one rule: by the tree-walking evaluator. The compiled way must agree with it."""

from datetime import date

from yibao_rules.logic.clause import Outcome, Rule, parameter_name
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.nodes import And, Expr, FactRef, Not, Or, leaf_facts, parts_of
from yibao_rules.logic.paths import resolve
from yibao_rules.logic.report import Finding

FOUND = (Outcome.VIOLATED, Outcome.CANNOT_TELL)
"""The outcomes that make a finding."""


def judge(
    rule: Rule, subject: object, day: date, workdays: Workdays | None = None, place: str | None = None
) -> Outcome:
    """Give the outcome of one rule for ``subject`` on ``day`` at ``place``."""
    if not rule.in_force(day):
        return Outcome.NOT_IN_FORCE
    applies = evaluate(rule.when, subject, day, workdays) if rule.applies_at(place) else False
    if applies is False:
        return Outcome.NOT_APPLICABLE
    holds = evaluate(rule.must, subject, day, workdays)
    if holds:
        return Outcome.SATISFIED
    return Outcome.VIOLATED if applies and holds is False else Outcome.CANNOT_TELL


def find(
    rule: Rule, outcome: Outcome, subject: object, day: date, workdays: Workdays | None = None
) -> Finding:
    """Make the finding of a rule whose outcome is known to be one."""
    params = {parameter_name(f): resolve(f.path, subject, day) for f in rule.params}
    if rule.detail is not None:
        params.update(rule.detail(subject, day))
    return Finding(rule, outcome, params, missing(rule, subject, day, workdays))


def missing(rule: Rule, subject: object, day: date, workdays: Workdays | None = None) -> tuple[str, ...]:
    """Name the unknown facts that keep the rule from being told, as the rule first names them; nothing when it is told."""
    facts = {*unsettled(rule.when, subject, day, workdays), *unsettled(rule.must, subject, day, workdays)}
    return tuple(f.name for f in rule.facts if f in facts)


def unsettled(expr: Expr, subject: object, day: date, workdays: Workdays | None) -> tuple[FactRef, ...]:
    """Give the unknown facts behind an unknown value; nothing behind a known one."""
    if evaluate(expr, subject, day, workdays) is not None:
        return ()
    if isinstance(expr, And | Or | Not):
        return tuple(f for part in parts_of(expr) for f in unsettled(part, subject, day, workdays))
    return tuple(f for f in leaf_facts(expr) if resolve(f.path, subject, day) is None)
