"""What is missing, and what would fill it (缺口与补法): the ways to meet a requirement, nearest first."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce

from attrs import evolve, frozen

from yibao_rules.logic.evaluate import evaluate
from yibao_rules.materials.demands import Demand, MaterialFault, demands, paper_name
from yibao_rules.model.filing import Filing
from yibao_rules.model.kinds import PERSONAL_PLEDGE, kinds
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.text import Text

_MOST_WAYS = 8
# What mending costs the person: to tell a fact, to mend a paper at hand, to sign a pledge, to fetch a new paper.
_COST_UNKNOWN, _COST_MEND, _COST_PLEDGE, _COST_FETCH = 1, 3, 6, 10


@frozen
class Lack:
    """One piece that is missing or faulty (一处缺口).

    Args:
        kind: slug of the material's kind.
        faults: what is wrong with it; only :attr:`MaterialFault.MISSING` when it is not there.
        words: the same in words. mend: what to do about it, in words.
        certain: False when the piece may be in order and nobody has said.
        condition: set when the piece is needed only in a case that nobody has told yet.
    """

    kind: str
    faults: tuple[MaterialFault, ...]
    words: Text
    mend: Text
    certain: bool = True
    conditional: bool = False

    @property
    def cost(self) -> int:
        """How far this piece is from being in order, to put the nearest way first."""
        if not self.certain:
            return _COST_UNKNOWN * len(self.faults)
        if self.faults == (MaterialFault.MISSING,):
            return _COST_PLEDGE if self.kind == PERSONAL_PLEDGE else _COST_FETCH
        return _COST_MEND * len(self.faults)


Way = tuple[Lack, ...]
"""What to mend, together, to meet a requirement; empty when it is met."""


def ways(requirement: Requirement, filing: Filing, day: date) -> tuple[Way, ...]:
    """Give the ways to meet ``requirement``, nearest first, at most eight.

    Args:
        requirement: the tree.
        filing: what was handed in.
        day: the day of the check.

    Returns:
        One empty way when the requirement is met, else what each way still lacks.
    """
    found = sorted(_ways(requirement, filing, day), key=_cost)
    return ((),) if found and not found[0] else tuple(dict.fromkeys(found))[:_MOST_WAYS]


def _ways(requirement: Requirement, filing: Filing, day: date) -> list[Way]:
    match requirement:
        case Need():
            return _ways_to_fill(requirement, filing, day)
        case AllOf(parts=parts):
            return reduce(_joined, [ways(part, filing, day) for part in parts], [()])
        case AnyOf(parts=parts):
            return [way for part in parts for way in ways(part, filing, day)]
        case Pledgeable(part=part):
            return [*ways(part, filing, day), *ways(Need(PERSONAL_PLEDGE), filing, day)]
        case OnlyWhen(condition=condition, part=part):  # pragma: no branch - the last of the five
            applies = evaluate(condition, filing, day)
            if applies is False:
                return [()]
            found = ways(part, filing, day)
            return (
                [tuple(_conditional(lack) for lack in way) for way in found]
                if applies is None
                else list(found)
            )


def _joined(before: list[Way], part: Sequence[Way]) -> list[Way]:
    """Join each way with each way to meet one more part; only the nearest are kept, so that the number stays small."""
    joined = [tuple(dict.fromkeys(way + more)) for way in before for more in part]
    return sorted(joined, key=_cost)[:_MOST_WAYS]


def _cost(way: Way) -> int:
    return sum(lack.cost for lack in way)


def _conditional(lack: Lack) -> Lack:
    return evolve(lack, conditional=True)


def _ways_to_fill(need: Need, filing: Filing, day: date) -> list[Way]:
    """Mend a piece of a narrower kind that is at hand, or else fetch the kind that the source names."""
    at_hand = filing.material_by_kind
    tried = [k for k in kinds().filling(need.kind) if at_hand is None or k == need.kind or k in at_hand]
    if at_hand is None:
        tried = [need.kind]
    return [_lacks(need, kind, filing, day) for kind in tried]


def _lacks(need: Need, kind: str, filing: Filing, day: date) -> Way:
    judged = [(d, evaluate(d.holds, filing, day)) for d in demands(need, kind)]
    presence, there = judged[0]
    if there is False:
        return (_lack(need, kind, [presence], Text("缺{name}", "{name} missing")),)
    failed = [d for d, value in judged if value is False]
    if failed:
        return (_lack(need, kind, failed, Text("{name}{faults}", "{name}: {faults}")),)
    unsaid = [d for d, value in judged if value is None]
    if not unsaid:
        return ()
    words = Text("{name}待确认（是否{faults}）", "{name} to be confirmed ({faults}?)")
    return (evolve(_lack(need, kind, unsaid, words), certain=False),)


def _lack(need: Need, kind: str, found: list[Demand], words: Text) -> Lack:
    name = paper_name(need, kind)
    told = {"name": Text(_quoted(name.zh), name.en), "faults": tuple(d.words for d in found)}
    return Lack(
        kind,
        tuple(d.fault for d in found),
        words.format(**told),
        _joined_words([d.mend.format(**told) for d in found], "，", ", "),
    )


def _quoted(name: str) -> str:
    """Put a paper's name in title marks; what has them already, or names several papers, stays as it is."""
    return name if "《" in name else f"《{name}》"


def tell(found: Iterable[Way]) -> Text:
    """Word what is wrong: each way as its pieces joined, the ways as alternatives, nearest first."""
    return _joined_words([_tell(way, mend=False) for way in found], "；或者", "; or ")


def tell_mends(found: Iterable[Way]) -> Text:
    """Word what to do: each way as its steps joined, the ways as alternatives, nearest first."""
    return _joined_words([_tell(way, mend=True) for way in found], "；或者", "; or ")


def _tell(way: Way, *, mend: bool) -> Text:
    return _joined_words([_piece(lack, mend=mend) for lack in way], "，并且", " and ")


def _piece(lack: Lack, *, mend: bool) -> Text:
    words = lack.mend if mend else lack.words
    return Text(f"如适用，{words.zh}", f"if it applies, {words.en}") if lack.conditional else words


def _joined_words(words: list[Text], zh: str, en: str) -> Text:
    return Text(zh.join(w.zh for w in words), en.join(w.en for w in words))
