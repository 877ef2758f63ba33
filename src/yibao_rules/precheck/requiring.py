"""What must be handed in (材料清单): the requirement tree of an item at a place on a day, told line by line."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from yibao_rules.guides import Resolved
from yibao_rules.guides.catalogue import Entry
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.prose import clause
from yibao_rules.logic.rule import Basis
from yibao_rules.model.facts import kind_label
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.kinds import PERSONAL_PLEDGE
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.precheck.checking import item_label
from yibao_rules.precheck.desk import Desk
from yibao_rules.text import Text
from yibao_rules.validators.details import place_words


@frozen(kw_only=True)
class Line:
    """One line of the list, indented by its depth in the tree.

    Attributes:
        depth: 0 for what is needed in any case. text: the line. kind: slug of the material, "" for a heading.
    """

    depth: int
    text: Text
    kind: str = ""


@frozen(kw_only=True)
class Requirements:
    """The materials of an item at a place on a day.

    Attributes:
        item: the item's name. place: the place, None for the nation. day: the day.
        tree: the requirement tree; None when no guide says.
        lines: the tree told line by line, alternatives indented.
        rule: the effective item of the guide, with its limits, channels and notes; None when no guide has it.
        sources: the guide editions that spoke. basis: the sources of the materials. notes: what is worth knowing.
    """

    item: Text
    place: Text | None
    day: date
    tree: Requirement | None
    lines: tuple[Line, ...]
    rule: GuideItem | None
    sources: tuple[Entry, ...]
    basis: tuple[Basis, ...]
    notes: tuple[Text, ...]


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
            sources=(),
            basis=(),
            notes=(missing,),
        )
    tree = resolved.effective.materials
    answer = resolved.field("materials")
    return Requirements(
        item=item_label(item),
        place=words,
        day=day,
        tree=tree,
        lines=tuple(lines(tree, filing, day)) if tree is not None else (),
        rule=resolved.effective,
        sources=resolved.chain,
        basis=answer.basis if answer is not None else (),
        notes=tuple(n.message for n in resolved.notes),
    )


def lines(
    tree: Requirement, filing: Filing | None = None, day: date | None = None, depth: int = 0
) -> Iterator[Line]:
    """Tell a requirement tree line by line.

    Args:
        tree: the tree.
        filing: the case: what does not apply to it is left out; None tells every case.
        day: the day on which the case is judged; needed with ``filing``.
        depth: where to begin.
    """
    match tree:
        case Need():
            yield Line(depth=depth, text=_need(tree), kind=tree.kind)
        case AllOf(parts=parts):
            for part in parts:
                yield from lines(part, filing, day, depth)
        case AnyOf(parts=parts):
            yield Line(depth=depth, text=Text("下列任选其一：", "any one of:"))
            for part in parts:
                yield from _alternative(part, filing, day, depth + 1)
        case Pledgeable(part=part):
            yield Line(depth=depth, text=Text("下列任选其一：", "any one of:"))
            yield from _alternative(part, filing, day, depth + 1)
            yield Line(depth=depth + 1, text=_need(Need(PERSONAL_PLEDGE)), kind=PERSONAL_PLEDGE)
        case OnlyWhen(condition=condition, part=part):  # pragma: no branch - the last of the five
            applies = evaluate(condition, filing, day) if filing is not None and day is not None else None
            if applies:
                yield from lines(part, filing, day, depth)
            elif applies is None:
                said = clause(condition)
                yield Line(depth=depth, text=Text(f"如{said.zh}，另需：", f"where {said.en}, also:"))
                yield from lines(part, filing, day, depth + 1)


def _alternative(part: Requirement, filing: Filing | None, day: date | None, depth: int) -> Iterator[Line]:
    if isinstance(part, AllOf) and len(part.parts) > 1:
        yield Line(depth=depth, text=Text("下列同时提供：", "all of:"))
        yield from lines(part, filing, day, depth + 1)
    else:
        yield from lines(part, filing, day, depth)


def _need(need: Need) -> Text:
    asked = list(_asked(need))
    name = kind_label(need.kind)
    if not asked:
        return name
    zh, en = "、".join(a.zh for a in asked), ", ".join(a.en for a in asked)
    return Text(f"{name.zh}（{zh}）", f"{name.en} ({en})")


def _asked(need: Need) -> Iterator[Text]:
    told = (
        (need.original, Text("原件", "original")),
        (need.form, need.form.label if need.form else None),
        (need.copies, Text(f"{need.copies}份", f"{need.copies} copies")),
        (need.unexpired, Text("在有效期内", "unexpired")),
        *((True, Text(f"加盖{seal.label.zh}", f"with the {seal.label.en}")) for seal in need.seals),
        (need.marked_emergency, Text("注明“急诊”", "marked as emergency")),
        (need.issuer_qualified, Text("出具机构有资质", "by a qualified institution")),
        (
            need.max_age_months,
            Text(f"{need.max_age_months}个月内出具", f"issued within {need.max_age_months} months"),
        ),
        (need.min_held_months, Text(f"满{need.min_held_months}个月", f"for {need.min_held_months} months")),
        (need.note, need.note),
    )
    return (text for asked, text in told if asked and text is not None)
