"""The trial at the end of loading: what loads works. Rules are made and compiled of every item, hours of every office."""

from functools import lru_cache
from typing import Final

from attrs import evolve, field, frozen

from yibao_rules.errors import YibaoError
from yibao_rules.guides.local_rules import local_rules
from yibao_rules.guides.opening_hours import office_hours
from yibao_rules.guides.pledges import under_pledge_rule
from yibao_rules.logic.on_objects import compile_rules
from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.facts import facts
from yibao_rules.model.guide import Guide, GuideItem
from yibao_rules.model.guide_parts import PledgeRule
from yibao_rules.model.requirements import AllOf, needs
from yibao_rules.serialization.faults import FaultCollector, FaultKind, Faults, HookError
from yibao_rules.serialization.limits import MOST_ITEMS, MOST_STATEMENTS
from yibao_rules.text import Text

# The place, or one above it, may bar pledges in some cases, which makes the tree deeper: the trial is of that.
_BARRED: Final = PledgeRule(allowed=True, barred_months=1)


@frozen
class Loaded:
    """A guide by the digest of the text that it was read from: the same text is not tried twice."""

    digest: bytes
    guide: Guide = field(eq=False)


@lru_cache(maxsize=32)
def tried(loaded: Loaded) -> Faults:
    """Return what the trial of a text's guide found."""
    return try_out(loaded.guide)


def try_out(guide: Guide) -> Faults:
    """Return a fault for every item and office of a guide of which no rules or hours can be made."""
    out = FaultCollector()
    if _too_many(guide, out):
        return out.result()
    for i, item in enumerate(guide.items):
        try:
            rules = local_rules(_with_pledges_barred(item), {}, (guide.basis(item),))
            Rulebook("trial", rules, facts())
            compile_rules(rules)
        except YibaoError as error:
            _note(f"/item/{i}", error, out)
    for i, office in enumerate(guide.offices):
        try:
            if office.openings:
                office_hours(office)
        except YibaoError as error:
            _note(f"/offices/{i}/openings", error, out)
    return out.result()


def _note(pointer: str, error: YibaoError, out: FaultCollector) -> None:
    bad = HookError(FaultKind.REFUSED, error.found, error.expected, error.fix)
    out.add(lambda: bad.at(pointer))


def _too_many(guide: Guide, out: FaultCollector) -> bool:
    """Note that a guide has more items or statements than any has: each costs time whenever the guide is used."""
    counted = (
        (len(guide.items), MOST_ITEMS, Text("个事项", "items")),
        (
            sum(map(_statements, guide.items)),
            MOST_STATEMENTS,
            Text("项材料和条件", "materials and conditions"),
        ),
    )
    for n, most, what in counted:
        if n > most:
            bad = HookError(
                FaultKind.TOO_LARGE,
                Text(f"{n:,} {what.zh}", f"{n:,} {what.en}"),
                Text(f"至多 {most:,} {what.zh}", f"at most {most:,} {what.en}"),
                Text("分成几份指南", "part it into several guides"),
            )
            out.add(lambda bad=bad: bad.at("/item"))  # type: ignore[misc]
    return bool(out.result())


def _statements(item: GuideItem) -> int:
    trees = (item.materials, item.may_ask, item.agent.materials if item.agent is not None else None)
    asked = sum(1 for tree in trees for _ in needs(tree or AllOf(())))
    return asked + len(item.conditions) + len(item.required_facts) + len(item.lock)


def _with_pledges_barred(item: GuideItem) -> GuideItem:
    if item.materials is None:
        return item
    return evolve(item, materials=under_pledge_rule(item.materials, item.pledge or _BARRED))
