"""The overlay (叠加): nation, province and city laid over one another on a day, with sources and what was replaced."""

from collections.abc import Callable
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from yibao_rules.guides.catalogue import Answer, Catalogue, Entry, Found
from yibao_rules.guides.layers import FieldAnswer, lay_field, lay_limits
from yibao_rules.guides.notes import Note, later_act_notes, limit_notes, material_notes
from yibao_rules.guides.pledges import under_pledge_rule
from yibao_rules.logic.clause import Basis
from yibao_rules.model.guide import GuideItem, places_above
from yibao_rules.model.guide_parts import Contact, Office, PledgeRule
from yibao_rules.model.requirements import AllOf, Requirement
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded

_PLAIN = tuple(
    a.name
    for a in attrs.fields(GuideItem)
    if a.name not in ("item", "limits", "valid_from", "valid_to", "binds", "sure")
)


@frozen
class Unresolved:
    """No layer has a rule on that day; ``answers`` says for each place why not."""

    place: str
    item: str
    day: date
    answers: tuple[tuple[str, Answer], ...]


@brief
@frozen
class Resolved:
    """The rule of a place, an item and a day.

    Args:
        place, item, day: what was asked.
        effective: the item as all layers together make it.
        answers: what each place's own guides said, the nation first.
        fields: who spoke for each stated field. notes: what is worth telling.
        offices, contacts: of the nearest place that names any.
    """

    place: str
    item: str
    day: date
    effective: GuideItem
    answers: tuple[tuple[str, Answer], ...]
    fields: tuple[FieldAnswer, ...]
    notes: tuple[Note, ...]
    offices: tuple[Office, ...]
    contacts: tuple[Contact, ...]

    @property
    def chain(self) -> tuple[Entry, ...]:
        """Every entry in force that took part, the farthest first."""
        return tuple(e for _, a in self.answers if isinstance(a, Found) for e in a.entries)

    def field(self, name: str) -> FieldAnswer | None:
        """Give who spoke for a field; None when nobody did."""
        return next((f for f in self.fields if f.name == name), None)


@guarded
def resolve(catalogue: Catalogue, place: str, item: str, day: date) -> Resolved | Unresolved:
    """Lay the layers over one another.

    A nearer place overlays a farther one, a later edition of a place the one it amends. Two things go the other
    way: a field that an act from above *binds* overrides what a place said before the act came into force, and
    of a place's time limit and a statutory one the shorter binds.

    Args:
        catalogue: the guides.
        place: six-digit code of the insured place, or ``"national"``.
        item: slug of the service item.
        day: the day whose rule is asked for.

    Returns:
        Resolved, or Unresolved when no layer has a rule on that day.
    """
    return _resolve(catalogue, place, item, day, containers=True)


def _resolve(
    catalogue: Catalogue, place: str, item: str, day: date, *, containers: bool
) -> Resolved | Unresolved:
    answers = tuple((p, catalogue.find(p, item, day)) for p in places_above(place))
    chain = tuple(e for _, a in answers if isinstance(a, Found) for e in a.entries)
    if not chain:
        return Unresolved(place, item, day, answers)
    answered = [f for name in _PLAIN if (f := lay_field(name, chain)) is not None]
    limits, comparisons = lay_limits(chain)
    if limits is not None:
        answered.append(limits)
    # A container within a container stays closed: two that name each other would never end.
    bundled = _bundled(catalogue, place, day, answered) if containers else None
    answered += [bundled] if bundled is not None else []
    values = {f.name: f.value for f in answered}
    for name in ("materials", "may_ask"):
        if values.get(name) is not None:
            values[name] = under_pledge_rule(values[name], values.get("pledge"))
    answered = [_as_taken(f, values.get("pledge")) if f.name == "materials" else f for f in answered]
    notes = (*limit_notes(comparisons), *later_act_notes(answered), *material_notes(chain, answered, day))
    return Resolved(
        place,
        item,
        day,
        GuideItem(item=item, **values),
        answers,
        tuple(answered),
        notes,
        _nearest(chain, lambda e: e.guide.offices),
        _nearest(chain, lambda e: (*e.item.contacts, *e.guide.contacts)),
    )


def _bundled(catalogue: Catalogue, place: str, day: date, answered: list[FieldAnswer]) -> FieldAnswer | None:
    """Give a container's materials: those of its members, each once; None when it has none or says its own."""
    stated = {f.name: f.value for f in answered}
    if not stated.get("members") or "materials" in stated:
        return None
    found = [_resolve(catalogue, place, member, day, containers=False) for member in stated["members"]]
    answers = [a for r in found if isinstance(r, Resolved) and (a := r.field("materials")) is not None]
    trees = [r.effective.materials for r in found if isinstance(r, Resolved) and r.effective.materials]
    parts: dict[Requirement, list[Basis]] = {}
    for answer, tree in zip(answers, trees, strict=True):
        for part in tree.parts if isinstance(tree, AllOf) else (tree,):
            parts.setdefault(part, []).extend(answer.basis)
    entries = dict.fromkeys(e for a in answers for e in a.entries)
    basis = dict.fromkeys(b for a in answers for b in a.basis)
    origins = tuple((part, tuple(dict.fromkeys(found))) for part, found in parts.items())
    if not parts:
        return None
    return FieldAnswer("materials", AllOf(tuple(parts)), tuple(entries), tuple(basis), origins=origins)


def _as_taken(answer: FieldAnswer, rule: PledgeRule | None) -> FieldAnswer:
    """Return the answer with its parts as the place's rule on pledges leaves them, each with its own sources still."""
    return attrs.evolve(
        answer, origins=tuple((under_pledge_rule(part, rule), basis) for part, basis in answer.origins)
    )


def _nearest(chain: tuple[Entry, ...], get: Callable[[Entry], tuple[Any, ...]]) -> tuple[Any, ...]:
    return next((found for e in reversed(chain) if (found := get(e))), ())
