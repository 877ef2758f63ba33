"""What must be handed in, as a tree (材料要求): all of, any of, unless pledged, only when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from attrs import field, frozen

from yibao_rules.errors import ValueRefusedError
from yibao_rules.logic.expr import Expr
from yibao_rules.model.forms import COUNT, KIND, MONTHS
from yibao_rules.model.materials import MaterialForm, Seal
from yibao_rules.serialization.forms import in_form, named
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text


@brief
@frozen(kw_only=True)
class Need:
    """One kind of material, with the conditions on it (一种材料及其要求).

    A plain need asks only that the piece is there; that it be legible and complete is asked of every piece
    by the national rules, not here.

    Args:
        kind: slug of the kind; kinds that count as it fill it too.
        unexpired: it must not have expired by the day of the filing (未过期).
        seals: every one of these must stand on it (盖章).
        marked_emergency: it must be marked 急诊.
        issuer_qualified: its issuer must be qualified (出具机构有资质).
        original: the original is asked for (原件).
        copies: so many copies (复印件份数), None when the source names no number.
        form: the form asked for, where the source names one other than the original.
        max_age_months: issued at most so many months before the filing (近几个月内).
        min_held_months: what it proves must have lasted so many months (居住满6个月).
        where: a further condition on it, over the facts.
        title: what the place calls the paper, where that differs from the kind's label.
        note: what else the source says of it.
    """

    kind: str = field(kw_only=False, metadata=in_form(KIND) | named("need"))
    unexpired: bool = False
    seals: tuple[Seal, ...] = ()
    marked_emergency: bool = False
    issuer_qualified: bool = False
    original: bool = False
    copies: int | None = field(default=None, metadata=in_form(COUNT))
    form: MaterialForm | None = None
    max_age_months: int | None = field(default=None, metadata=in_form(MONTHS))
    min_held_months: int | None = field(default=None, metadata=in_form(MONTHS))
    where: Expr | None = None
    title: str = ""
    note: Text | None = None


def _parts(parts: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return tuple(parts)


@brief
@frozen
class AllOf:
    """Every part (均需提供). Without parts, nothing is asked for."""

    parts: tuple[Requirement, ...] = field(converter=_parts)


@brief
@frozen
class AnyOf:
    """At least one of the parts (任选其一); the source's order, the usual one first.

    Raises:
        ValueRefusedError: when there is no part, which nothing could fill.
    """

    parts: tuple[Requirement, ...] = field(converter=_parts)

    def __attrs_post_init__(self) -> None:
        """Refuse an empty choice."""
        if not self.parts:
            raise ValueRefusedError(
                where="AnyOf.parts",
                found=Text("没有任何一项", "no part at all"),
                expected=Text("至少一项", "at least one part"),
                fix=Text(
                    "不需要材料时写空的 AllOf，在指南中写 []",
                    "write an empty AllOf where nothing is asked for, [] in a guide",
                ),
            )


@brief
@frozen
class Pledgeable:
    """The part, or a 个人承诺书 in its place (告知承诺)."""

    part: Requirement


@brief
@frozen
class OnlyWhen:
    """The part, but only in cases where the condition holds (仅在…时)."""

    condition: Expr
    part: Requirement


Requirement: TypeAlias = Need | AllOf | AnyOf | Pledgeable | OnlyWhen  # `type` needs Python 3.12


def needs(requirement: Requirement) -> Iterator[Need]:
    """Give every need in the tree, in order.

    >>> [n.kind for n in needs(AllOf((Need("invoice"), Pledgeable(Need("medical_record")))))]
    ['invoice', 'medical_record']
    """
    match requirement:
        case Need():
            yield requirement
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from needs(part)
        case _:
            yield from needs(requirement.part)


def demanded(requirement: Requirement) -> frozenset[str]:
    """Give the kinds that every applicant must hand in, whatever his case: no alternative, no pledge, no condition.

    >>> sorted(demanded(AllOf((Need("invoice"), AnyOf((Need("passport"), Need("resident_id")))))))
    ['invoice']
    """
    match requirement:
        case Need(kind=kind):
            return frozenset({kind})
        case AllOf(parts):
            return frozenset().union(*map(demanded, parts))
        case AnyOf(parts):
            return frozenset.intersection(*map(demanded, parts))
        case _:  # pledged, or for some cases only
            return frozenset()
