"""Laying one item's layers over one another (逐字段叠加): who speaks for a field, and what gave way."""

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from yibao_rules.guides.catalogue import Entry
from yibao_rules.guides.time_limits import Comparison, compare, is_statutory
from yibao_rules.logic.clause import Basis, Certainty
from yibao_rules.model.guide_parts import Limit
from yibao_rules.serialization.showing import brief
from yibao_rules.text import LabelledEnum

ACCUMULATED = frozenset({"conditions", "notes", "remarks", "basis", "sources", "required_facts"})
"""Fields in which every layer's words stand: nobody's conditions or notes are undone by another's."""


class Reason(LabelledEnum):
    """Why a lower or an earlier word was replaced."""

    NEARER = "nearer", "本地规定优先于上级的一般规定", "the nearer place speaks"
    AMENDED = "amended", "同级较晚的规定优先", "a later edition of the same place speaks"
    LATER_ACT = (
        "later_act",
        "上级较晚施行的规定优先于本地较早的规定",
        "a later act from above overrides the earlier local rule",
    )
    SHORTER_LIMIT = "shorter_limit", "较短的时限优先", "the shorter time limit binds"


@brief
@frozen
class Replaced:
    """A word that does not hold any more, whose it was, and why it gave way."""

    entry: Entry
    value: Any
    reason: Reason


@brief
@frozen
class FieldAnswer:
    """One field of the effective item: its value, who spoke, on what basis, and what was replaced.

    Args:
        name, value: the field and what holds. entries: who spoke. basis: the sources of all of it.
        replaced: what gave way.
        origins: where parts of the value come from different sources, each part with its own.
    """

    name: str
    value: Any
    entries: tuple[Entry, ...]
    basis: tuple[Basis, ...]
    replaced: tuple[Replaced, ...] = ()
    origins: tuple[tuple[Any, tuple[Basis, ...]], ...] = ()

    def basis_of(self, part: object) -> tuple[Basis, ...]:
        """Return the sources of one part of the value: its own, or those of the whole where it has one source."""
        return next((basis for origin, basis in self.origins if origin == part), self.basis)

    @property
    def sure(self) -> Certainty:
        """How sure the value is: as sure as its weakest part, each part as sure as its surest source."""
        parts = [basis for _, basis in self.origins] or [self.basis]
        return Certainty.weakest(Certainty.surest(basis) for basis in parts)


def stating_entries(name: str, chain: Iterable[Entry]) -> tuple[Entry, ...]:
    """Give the entries that say something about a field."""
    return tuple(e for e in chain if name in e.stated)


def lay_field(name: str, chain: tuple[Entry, ...]) -> FieldAnswer | None:
    """Tell who speaks for a field, from the farthest entry to the nearest; None when nobody does."""
    stating = stating_entries(name, chain)
    if not stating:
        return None
    if name in ACCUMULATED:
        return _accumulated(name, stating, chain)
    speaker = stating[0]
    replaced: list[Replaced] = []
    for entry in stating[1:]:
        reason = _reason(name, speaker, entry)
        loser = entry if reason is Reason.LATER_ACT else speaker
        replaced.append(Replaced(loser, getattr(loser.item, name), reason))
        speaker = speaker if reason is Reason.LATER_ACT else entry
    value = getattr(speaker.item, name)
    return FieldAnswer(name, value, (speaker,), basis_of_entries((speaker,), name), tuple(replaced))


def _accumulated(name: str, stating: tuple[Entry, ...], chain: tuple[Entry, ...]) -> FieldAnswer:
    """Every layer's words together, but for those that a later act from above has overridden."""
    acts = {e: next((a for a in chain if _overrides(name, a, e)), None) for e in stating}
    standing = tuple(e for e in stating if acts[e] is None)
    gone = tuple(Replaced(e, getattr(e.item, name), Reason.LATER_ACT) for e in stating if acts[e] is not None)
    speakers = standing or tuple(dict.fromkeys(a for a in acts.values() if a is not None))
    said = [(v, e) for e in standing for v in getattr(e.item, name)]
    origins = tuple(
        (value, basis_of_entries((e for v, e in said if v == value), name))
        for value in dict.fromkeys(v for v, _ in said)
    )
    value = tuple(v for v, _ in origins)
    return FieldAnswer(name, value, speakers, basis_of_entries(speakers, name), gone, origins)


def _reason(name: str, below: Entry, above: Entry) -> Reason:
    if below.guide.layer.nearness == above.guide.layer.nearness:
        return Reason.AMENDED
    return Reason.LATER_ACT if _overrides(name, below, above) else Reason.NEARER


def _overrides(name: str, act: Entry, local: Entry) -> bool:
    """Tell whether an act from above binds a field and came into force after the nearer place spoke.

    What is only derived or general knowledge overrides nobody whose own word binds.
    """
    return (
        act.guide.layer.nearness < local.guide.layer.nearness
        and name in act.item.binds
        and act.first > local.first
        and _no_weaker(name, act, local)
    )


def _no_weaker(name: str, act: Entry, local: Entry) -> bool:
    return sureness(name, act).binds or not sureness(name, local).binds


def sureness(name: str, entry: Entry) -> Certainty:
    """Return how sure an entry's word on a field is."""
    return Certainty.surest(entry.guide.basis_of(entry.item, name))


def basis_of_entries(entries: Iterable[Entry], name: str) -> tuple[Basis, ...]:
    """Give the sources of a field, each once."""
    return tuple(dict.fromkeys(b for e in entries for b in e.guide.basis_of(e.item, name)))


def lay_limits(
    chain: tuple[Entry, ...],
) -> tuple[FieldAnswer | None, tuple[tuple[Entry, Entry, Comparison], ...]]:
    """The nearest place's limits, each cut to the statutory one where that is shorter, and the statutory ones."""
    stating = stating_entries("limits", chain)
    local = [e for e in stating if any(not is_statutory(limit) for limit in e.item.limits)]
    law = [(e, limit) for e in stating for limit in e.item.limits if is_statutory(limit)]
    if not stating:
        return None, ()
    speaker = local[-1] if local else stating[-1]
    compared: list[tuple[Entry, Entry, Comparison]] = []
    effective: dict[Limit, Entry] = {}
    for limit in (limit for limit in speaker.item.limits if not is_statutory(limit)):
        against = [
            (e, compare(limit, s))
            for e, s in law
            if s.when in (None, limit.when) and _no_weaker("limits", e, speaker)
        ]
        compared += [(speaker, e, c) for e, c in against]
        cutting = [(c.binding, e) for e, c in against if c.binding != limit]
        binding, source = cutting[-1] if cutting else (limit, speaker)
        effective.setdefault(binding, source)
    for e, s in law:
        effective.setdefault(s, e)
    replaced = tuple(
        Replaced(
            e,
            e.item.limits,
            Reason.AMENDED if e.guide.layer.nearness == speaker.guide.layer.nearness else Reason.NEARER,
        )
        for e in local[:-1]
    ) + tuple(
        Replaced(speaker, c.local, Reason.SHORTER_LIMIT) for _, _, c in compared if c.binding != c.local
    )
    entries = tuple(dict.fromkeys((speaker, *(e for e, _ in law))))
    origins = tuple((limit, basis_of_entries((e,), "limits")) for limit, e in effective.items())
    answer = FieldAnswer(
        "limits", tuple(effective), entries, basis_of_entries(entries, "limits"), replaced, origins
    )
    return answer, tuple(compared)
