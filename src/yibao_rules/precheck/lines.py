"""A requirement tree line by line (材料逐行说明): alternatives indented, each piece with what is asked of it."""

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from yibao_rules.guides import FieldAnswer
from yibao_rules.logic.clause import Certainty
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.prose import clause
from yibao_rules.materials.demands import paper_name
from yibao_rules.model.filing import Filing
from yibao_rules.model.kinds import PERSONAL_PLEDGE
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text


@brief
@frozen(kw_only=True)
class Line:
    """One line of the list, indented by its depth in the tree.

    Attributes:
        depth: 0 for what is needed in any case. text: the line. kind: slug of the material, "" for a heading.
        sure: how sure the demand is; None where nobody has said.
    """

    depth: int
    text: Text
    kind: str = ""
    sure: Certainty | None = None


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


def sourced_lines(
    tree: Requirement, answer: FieldAnswer | None, filing: Filing | None = None, day: date | None = None
) -> Iterator[Line]:
    """Tell a requirement tree line by line, each line with how sure its demand is.

    Args:
        tree: the tree.
        answer: who spoke for the materials; None where nobody did, and the lines say nothing of it.
        filing: the case, as for :func:`lines`.
        day: the day on which it is judged.
    """
    for part in tree.parts if isinstance(tree, AllOf) else (tree,):
        sure = Certainty.surest(answer.basis_of(part)) if answer is not None else None
        yield from (evolve(line, sure=sure) for line in lines(part, filing, day))


def _alternative(part: Requirement, filing: Filing | None, day: date | None, depth: int) -> Iterator[Line]:
    if isinstance(part, AllOf) and len(part.parts) > 1:
        yield Line(depth=depth, text=Text("下列同时提供：", "all of:"))
        yield from lines(part, filing, day, depth + 1)
    else:
        yield from lines(part, filing, day, depth)


def _need(need: Need) -> Text:
    asked = list(_asked(need))
    name = paper_name(need, need.kind)
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
