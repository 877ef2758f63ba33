"""What must be handed in (材料清单): the requirement tree of an item at a place on a day, told line by line."""

from collections.abc import Iterable, Iterator
from datetime import date

import attrs
from attrs import field, frozen

from yibao_rules.guides import FieldAnswer, Resolved
from yibao_rules.guides.catalogue import Entry
from yibao_rules.logic.rule import Basis, Certainty
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import Contact, Office
from yibao_rules.model.items import item_label
from yibao_rules.model.requirements import Requirement
from yibao_rules.precheck.desk import Desk
from yibao_rules.precheck.fallback import limits_sure
from yibao_rules.precheck.lines import Line, sourced_lines
from yibao_rules.precheck.telling import Section, sections
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text
from yibao_rules.validators.details import place_words


@brief
@frozen(kw_only=True)
class Requirements:
    """The materials of an item at a place on a day.

    Attributes:
        item: the item's name. place: the place, None for the nation. day: the day.
        tree: the requirement tree; None when no guide says.
        lines: the tree told line by line, alternatives indented, each with how sure the demand is.
        rule: the effective item of the guide, with its limits, channels and notes; None when no guide has it.
        limits_sure: how sure each of the rule's time limits is.
        sections: what the item says besides, in words: conditions, pledges, effect, validity, change lock, diseases …
        offices: where, of the nearest place that names any. contacts: whom to ask.
        sources: the guide editions that spoke. basis: the sources of the materials. notes: what is worth knowing.
        replaced: which words of which edition gave way, to which, and why.
    """

    item: Text
    place: Text | None
    day: date
    tree: Requirement | None = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    rule: GuideItem | None = field(repr=False)
    limits_sure: tuple[Certainty, ...] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    offices: tuple[Office, ...] = field(repr=False)
    contacts: tuple[Contact, ...] = field(repr=False)
    sources: tuple[Entry, ...] = field(repr=False)
    basis: tuple[Basis, ...] = field(repr=False)
    notes: tuple[Text, ...] = field(repr=False)
    replaced: tuple[Text, ...] = field(repr=False)


def require(
    item: str, *, place: str | None, day: date, desk: Desk, filing: Filing | None = None
) -> Requirements:
    """Say what an item needs: see :func:`yibao_rules.precheck.require`."""
    resolved = desk.speaking(place, item, day).resolved
    words = place_words(place) if place is not None else None
    if not isinstance(resolved, Resolved):
        missing = Text("没有当日有效的办事指南", "no guide is in force on the day")
        return Requirements(
            item=item_label(item),
            place=words,
            day=day,
            tree=None,
            lines=(),
            rule=None,
            limits_sure=(),
            sections=(),
            offices=(),
            contacts=(),
            sources=(),
            basis=(),
            notes=(missing,),
            replaced=(),
        )
    tree = resolved.effective.materials
    answer = resolved.field("materials")
    return Requirements(
        item=item_label(item, resolved.effective.name),
        place=words,
        day=day,
        tree=tree,
        lines=tuple(sourced_lines(tree, answer, filing, day)) if tree is not None else (),
        rule=resolved.effective,
        limits_sure=limits_sure(resolved),
        sections=sections(resolved.effective, filing, day, resolved.field),
        offices=resolved.offices,
        contacts=resolved.contacts,
        sources=resolved.chain,
        basis=answer.basis if answer is not None else (),
        notes=tuple(n.message for n in resolved.notes),
        replaced=tuple(_replaced(resolved.fields)),
    )


_REGISTER = frozenset(
    {"name", "number", "code", "main_name", "main_code", "implementation_code", "flow", "materials_text"}
)


def _replaced(answers: Iterable[FieldAnswer]) -> Iterator[Text]:
    """Say which words gave way to which; a change of name or number alone is not worth telling."""
    for answer in answers:
        if answer.replaced and answer.name not in _REGISTER:
            heading: Text = attrs.fields_dict(GuideItem)[answer.name].metadata["label"]
            speakers = "、".join(e.guide.key for e in answer.entries)
            losers = [(r.entry.guide.key, r.reason.label) for r in answer.replaced]
            zh = "、".join(f"{key}（{why.zh}）" for key, why in losers)
            en = ", ".join(f"{key} ({why.en})" for key, why in losers)
            yield Text(
                f"{heading.zh}：以 {speakers} 为准，替代 {zh}",
                f"{heading.en}: {speakers.replace('、', ', ')} speaks, in place of {en}",
            )
