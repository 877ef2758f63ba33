"""Which materials a place asks for beyond the national rule (经办条例 art 31 wants a law behind any proof)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from yibao_rules.model.kinds import KindCategory, kinds
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement, needs

ART_31_FROM = date(2023, 12, 1)
"""社会保险经办条例 (国务院令第765号) in force."""


def beyond(local: Requirement, national: Requirement) -> tuple[str, ...]:
    """Give the kinds of papers that no applicant can do without here, though the national rule does not ask for them.

    Identity documents, forms and the person's own statements do not count; nor do pieces for special cases, nor
    those that a pledge may replace.

    Args:
        local: the place's tree.
        national: the national tree of the same item.

    Returns:
        Slugs of kinds, in the place's order; empty when the place asks for no more.
    """
    allowed = _covered(n.kind for n in needs(national))
    return tuple(k for k in dict.fromkeys(_unavoidable(local, allowed.__contains__)) if _counts(k))


def is_proof(kind: str) -> bool:
    """Tell whether a kind is a proof in the sense of 经办条例 art 31."""
    table = kinds()
    return kind in table and table[kind].category is KindCategory.PROOF


def unpledged(local: Requirement, national: Requirement) -> tuple[str, ...]:
    """Give the kinds that a pledge may replace under the national rule, but that no applicant can do without here."""
    pledged = _covered(n.kind for part in _pledgeable(national) for n in needs(part))
    return tuple(dict.fromkeys(_unavoidable(local, lambda kind: kind not in pledged)))


def _pledgeable(tree: Requirement) -> Iterator[Requirement]:
    match tree:
        case Pledgeable(part):
            yield part
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _pledgeable(part)
        case OnlyWhen(_, part):
            yield from _pledgeable(part)
        case _:  # a plain need
            return


def _counts(kind: str) -> bool:
    table = kinds()
    return kind not in table or table[kind].category in (KindCategory.PROOF, KindCategory.RECORD)


def _covered(national: Iterable[str]) -> frozenset[str]:
    table = kinds()
    filling = (table.filling(k) if k in table else (k,) for k in national)
    return frozenset(kind for group in filling for kind in group)


def _unavoidable(tree: Requirement, allowed: Callable[[str], bool]) -> tuple[str, ...]:
    match tree:
        case Need(kind=kind):
            return () if allowed(kind) else (kind,)
        case AllOf(parts):
            return tuple(kind for part in parts for kind in _unavoidable(part, allowed))
        case AnyOf(parts):
            found = [_unavoidable(part, allowed) for part in parts]
            return () if () in found else tuple(kind for group in found for kind in group)
        case _:  # pledged, or for some cases only
            return ()
