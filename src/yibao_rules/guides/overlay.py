"""The overlay (叠加): nation, province and city laid over one another, field by field, with what was replaced and why."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import attrs
from attrs import frozen

from yibao_rules.guides.beyond import ART_31_FROM, beyond, is_proof, unpledged
from yibao_rules.guides.catalogue import Answer, Catalogue, Entry, Found
from yibao_rules.guides.pledges import under_pledge_rule
from yibao_rules.guides.time_limits import Comparison, Verdict, compare, is_statutory
from yibao_rules.logic.clause import Basis
from yibao_rules.model.guide import GuideItem, Layer, layer_of, places_above
from yibao_rules.model.guide_parts import Contact, Limit, Office
from yibao_rules.model.kinds import kinds
from yibao_rules.text import LabelledEnum, Text

ACCUMULATED = frozenset({"conditions", "notes", "remarks", "basis", "sources", "required_facts"})
"""Fields in which every layer's words stand: nobody's conditions or notes are undone by another's."""
_PLAIN = tuple(
    a.name
    for a in attrs.fields(GuideItem)
    if a.name not in ("item", "limits", "valid_from", "valid_to", "binds", "sure")
)


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


class NoteKind(LabelledEnum):
    """What an overlay finds worth telling."""

    LIMIT = "limit", "地方时限与法定时限", "the place's time limit and the statutory one"
    LATER_ACT = "later_act", "上级较晚规定已替代本地规定", "a later act from above replaced the local rule"
    MORE_MATERIALS = (
        "more_materials",
        "本地材料多于国家规定",
        "the place asks for more than the national rule",
    )
    PROOF_WITHOUT_LAW = (
        "proof_without_law",
        "本地证明材料可能缺少法律依据",
        "a local proof may lack a law behind it",
    )
    PLEDGE_REFUSED = (
        "pledge_refused",
        "国家规定可以承诺，本地未列承诺",
        "the nation takes a pledge, the place names none",
    )


@frozen
class Replaced:
    """A word that does not hold any more, whose it was, and why it gave way."""

    entry: Entry
    value: Any
    reason: Reason


@frozen
class FieldAnswer:
    """One field of the effective item: its value, who spoke, on what basis, and what was replaced."""

    name: str
    value: Any
    entries: tuple[Entry, ...]
    basis: tuple[Basis, ...]
    replaced: tuple[Replaced, ...] = ()


@frozen
class Note:
    """Something worth telling about the overlay, with the sources on both sides."""

    kind: NoteKind
    field: str
    message: Text
    basis: tuple[Basis, ...]


@frozen
class Unresolved:
    """No layer has a rule on that day; ``answers`` says for each place why not."""

    place: str
    item: str
    day: date
    answers: tuple[tuple[str, Answer], ...]


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
    answers = tuple((p, catalogue.find(p, item, day)) for p in places_above(place))
    chain = tuple(e for _, a in answers if isinstance(a, Found) for e in a.entries)
    if not chain:
        return Unresolved(place, item, day, answers)
    answered = [f for name in _PLAIN if (f := _field(name, chain)) is not None]
    limits, comparisons = _limits(chain)
    if limits is not None:
        answered.append(limits)
    values = {f.name: f.value for f in answered}
    for name in ("materials", "may_ask"):
        if values.get(name) is not None:
            values[name] = under_pledge_rule(values[name], values.get("pledge"))
    notes = (*_limit_notes(comparisons), *_later_acts(answered), *_material_notes(chain, answered, day))
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


def _nearest(chain: tuple[Entry, ...], get: Callable[[Entry], tuple[Any, ...]]) -> tuple[Any, ...]:
    return next((found for e in reversed(chain) if (found := get(e))), ())


def _layer(entry: Entry) -> int:
    return list(Layer).index(layer_of(entry.guide.place))


def _stating(name: str, chain: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(e for e in chain if name in e.item.stated())


def _field(name: str, chain: tuple[Entry, ...]) -> FieldAnswer | None:
    stating = _stating(name, chain)
    if not stating:
        return None
    if name in ACCUMULATED:
        value = tuple(dict.fromkeys(v for e in stating for v in getattr(e.item, name)))
        return FieldAnswer(name, value, stating, _basis(stating, name))
    speaker = stating[0]
    replaced: list[Replaced] = []
    for entry in stating[1:]:
        reason = _reason(name, speaker, entry)
        loser = entry if reason is Reason.LATER_ACT else speaker
        replaced.append(Replaced(loser, getattr(loser.item, name), reason))
        speaker = speaker if reason is Reason.LATER_ACT else entry
    value = getattr(speaker.item, name)
    return FieldAnswer(name, value, (speaker,), _basis((speaker,), name), tuple(replaced))


def _reason(name: str, below: Entry, above: Entry) -> Reason:
    if _layer(below) == _layer(above):
        return Reason.AMENDED
    overrides = name in below.item.binds and below.first > above.first
    return Reason.LATER_ACT if overrides else Reason.NEARER


def _basis(entries: Iterable[Entry], name: str) -> tuple[Basis, ...]:
    return tuple(dict.fromkeys(b for e in entries for b in e.guide.basis_of(e.item, name)))


def _limits(
    chain: tuple[Entry, ...],
) -> tuple[FieldAnswer | None, tuple[tuple[Entry, Entry, Comparison], ...]]:
    """The nearest place's limits, each cut to the statutory one where that is shorter, and the statutory ones."""
    stating = _stating("limits", chain)
    local = [e for e in stating if any(not is_statutory(limit) for limit in e.item.limits)]
    law = [(e, limit) for e in stating for limit in e.item.limits if is_statutory(limit)]
    if not stating:
        return None, ()
    speaker = local[-1] if local else stating[-1]
    compared: list[tuple[Entry, Entry, Comparison]] = []
    effective: list[Limit] = []
    for limit in (limit for limit in speaker.item.limits if not is_statutory(limit)):
        against = [(e, compare(limit, s)) for e, s in law if s.when in (None, limit.when)]
        compared += [(speaker, e, c) for e, c in against]
        cutting = [c.binding for _, c in against if c.binding != limit]
        effective.append(cutting[-1] if cutting else limit)
    effective += [s for _, s in law if s not in effective]
    replaced = tuple(
        Replaced(e, e.item.limits, Reason.AMENDED if _layer(e) == _layer(speaker) else Reason.NEARER)
        for e in local[:-1]
    ) + tuple(
        Replaced(speaker, c.local, Reason.SHORTER_LIMIT) for _, _, c in compared if c.binding != c.local
    )
    entries = tuple(dict.fromkeys((speaker, *(e for e, _ in law))))
    answer = FieldAnswer(
        "limits", tuple(dict.fromkeys(effective)), entries, _basis(entries, "limits"), replaced
    )
    return answer, tuple(compared)


def _limit_notes(compared: Iterable[tuple[Entry, Entry, Comparison]]) -> Iterable[Note]:
    for local, law, c in compared:
        if c.verdict is Verdict.EQUAL or local == law:
            continue
        message = Text(
            "{place}：{ours}；{document}：{theirs}。{verdict}。",
            "{place}: {ours}; {document}: {theirs}. {verdict}.",
        ).format(
            place=local.guide.name,
            ours=Text(c.local.term.wording("zh"), c.local.term.wording("en")),
            document=law.guide.document or law.guide.title,
            theirs=Text(c.statutory.term.wording("zh"), c.statutory.term.wording("en")),
            verdict=c.verdict,
        )
        yield Note(NoteKind.LIMIT, "limits", message, _basis((local, law), "limits"))


def _later_acts(answered: Iterable[FieldAnswer]) -> Iterable[Note]:
    for answer in answered:
        for replaced in answer.replaced:
            if replaced.reason is Reason.LATER_ACT:
                message = Text(
                    "{place}（{edition}）的“{field}”早于 {document} 施行，现按后者；本地旧规定供参考，可向经办机构确认。",
                    "{place} ({edition}) spoke on {field} before {document} came into force, which now holds; "
                    "the earlier local rule is kept for information, ask the agency.",
                ).format(
                    place=replaced.entry.guide.name,
                    edition=replaced.entry.guide.edition,
                    field=attrs.fields_dict(GuideItem)[answer.name].metadata["label"],
                    document=answer.entries[0].guide.document or answer.entries[0].guide.title,
                )
                yield Note(
                    NoteKind.LATER_ACT,
                    answer.name,
                    message,
                    _basis((*answer.entries, replaced.entry), answer.name),
                )


def _material_notes(chain: tuple[Entry, ...], answered: Iterable[FieldAnswer], day: date) -> Iterable[Note]:
    answer = next((f for f in answered if f.name == "materials"), None)
    national = [e for e in _stating("materials", chain) if layer_of(e.guide.place) is Layer.NATIONAL]
    if answer is None or not national or answer.entries[0] in national:
        return
    speaker, rule = answer.entries[0], national[-1]
    theirs = rule.item.materials
    assert theirs is not None  # noqa: S101  # _stating has just said so
    basis = _basis((speaker, rule), "materials")
    for kind in beyond(answer.value, theirs):
        without_law = is_proof(kind) and day >= ART_31_FROM
        note = NoteKind.PROOF_WITHOUT_LAW if without_law else NoteKind.MORE_MATERIALS
        yield Note(note, "materials", _more(note, kind, speaker, rule), basis)
    if unpledged(answer.value, theirs):
        yield Note(NoteKind.PLEDGE_REFUSED, "materials", _no_pledge(speaker, rule), basis)


def _more(note: NoteKind, kind: str, speaker: Entry, rule: Entry) -> Text:
    table = kinds()
    words = Text(
        "{place}要求的“{kind}”不在 {document} 所列材料之内。",
        "{place} asks for {kind}, which {document} does not list.",
    )
    if note is NoteKind.PROOF_WITHOUT_LAW:
        words = Text(
            words.zh + "社会保险经办条例第三十一条：除身份证件外的证明材料应有法律、法规或者国务院决定依据。",
            words.en + " Regulation on handling social insurance, art 31: a proof other than an identity "
            "document must rest on a law, a regulation or a decision of the State Council.",
        )
    return words.format(
        place=speaker.guide.name,
        kind=table[kind].label if kind in table else kind,
        document=rule.guide.document or rule.guide.title,
    )


def _no_pledge(speaker: Entry, rule: Entry) -> Text:
    return Text(
        "{document} 允许以个人承诺书代替证明材料，{place}的材料未列承诺书，可向经办机构确认。",
        "{document} lets a personal pledge stand for the proof; the materials of {place} name none, ask the agency.",
    ).format(place=speaker.guide.name, document=rule.guide.document or rule.guide.title)
