"""Two-valued formulas over the columns of a frame: what three-valued rules become before an engine sees them."""

from collections.abc import Iterable, Iterator, Sequence

from attrs import Factory, define, frozen

from yibao_rules.logic.nodes import Expr, FactRef, Shifted, leaf_facts, moved_dates


@frozen(cache_hash=True)
class Fixed:
    """Always true, or always false."""

    value: bool


@frozen(cache_hash=True)
class Has:
    """The fact's value is given."""

    fact: FactRef


@frozen(cache_hash=True)
class Reached:
    """The moved date is known: its start is given and the calendar reaches as far."""

    moved: Shifted


@frozen(cache_hash=True)
class Holds:
    """The test is known and true."""

    leaf: Expr


@frozen(cache_hash=True)
class Among:
    """The row belongs to one of these groups, by number."""

    groups: tuple[int, ...]


Atom = Has | Reached | Holds | Among


@frozen(cache_hash=True)
class Neg:
    """The atom is false."""

    part: Atom


@frozen(cache_hash=True)
class All:
    """All parts are true."""

    parts: "tuple[Bit, ...]"


@frozen(cache_hash=True)
class Some:
    """At least one part is true."""

    parts: "tuple[Bit, ...]"


Bit = Fixed | Has | Reached | Holds | Among | Neg | All | Some

TRUE = Fixed(value=True)
FALSE = Fixed(value=False)


def _entails(one: Bit, other: Bit) -> bool:
    """Tell whether ``one`` cannot be true without ``other``: a test that holds has all its facts and dates."""
    if isinstance(one, Neg):
        return isinstance(other, Neg) and _entails(other.part, one.part)
    if isinstance(one, Holds):
        if isinstance(other, Reached):
            return other.moved in moved_dates(one.leaf)
        return isinstance(other, Has) and other.fact in leaf_facts(one.leaf)
    return isinstance(one, Reached) and isinstance(other, Has) and one.moved.fact == other.fact


@define
class Bits:
    """Builds formulas in negation normal form, each distinct one once, and simplifies while it builds."""

    _kept: dict[Bit, Bit] = Factory(dict)
    _negated: dict[Bit, Bit] = Factory(dict)

    def keep(self, bit: Bit) -> Bit:
        """Give the one object that stands for ``bit``, so that equality is quick."""
        return self._kept.setdefault(bit, bit)

    def no(self, bit: Bit) -> Bit:
        """Negate."""
        found = self._negated.get(bit)
        if found is None:
            found = self._negated[bit] = self.keep(self._negate(bit))
            self._negated[found] = bit
        return found

    def _negate(self, bit: Bit) -> Bit:
        match bit:
            case Fixed(value=value):
                return FALSE if value else TRUE
            case All(parts=parts):
                return Some(tuple(map(self.no, parts)))
            case Some(parts=parts):
                return All(tuple(map(self.no, parts)))
            case _:
                assert not isinstance(bit, Neg)  # noqa: S101  # its opposite was kept when it was made
                return Neg(bit)

    def all_of(self, parts: Iterable[Bit]) -> Bit:
        """Conjoin: constants, doubles and what follows from other parts drop out."""
        found: dict[Bit, None] = {}
        for part in parts:
            found.update(dict.fromkeys(part.parts if isinstance(part, All) else (part,)))
        found.pop(TRUE, None)
        simple = [p for p in found if not isinstance(p, Some)]
        if FALSE in found or any(self._contradicts(p, simple) for p in simple):
            return FALSE
        kept: list[Bit] = []
        for part in found:
            if isinstance(part, Some):
                rest = self._resolved(part, simple)
                if rest is FALSE:
                    return FALSE
                kept += [] if rest is None else [rest]
            elif not any(_entails(other, part) for other in simple):
                kept.append(part)
        return self._joined(All, kept, TRUE)

    def some_of(self, parts: Iterable[Bit]) -> Bit:
        """Disjoin: the mirror image of :meth:`all_of`."""
        return self.no(self.all_of(map(self.no, parts)))

    def _contradicts(self, part: Bit, others: Sequence[Bit]) -> bool:
        if self.no(part) in others:
            return True
        return isinstance(part, Neg) and any(_entails(other, part.part) for other in others)

    def _resolved(self, part: Some, simple: Sequence[Bit]) -> Bit | None:
        """Give what is left of a disjunction beside these conjuncts; None when it follows from them."""
        if any(s == p or _entails(s, p) for p in part.parts for s in simple):
            return None
        open_ = [p for p in part.parts if not self._excluded(p, simple)]
        return part if len(open_) == len(part.parts) else self._joined(Some, open_, FALSE)

    def _excluded(self, part: Bit, simple: Sequence[Bit]) -> bool:
        conjuncts = part.parts if isinstance(part, All) else (part,)
        return any(self._contradicts_any(c, simple) for c in conjuncts)

    def _contradicts_any(self, part: Bit, simple: Sequence[Bit]) -> bool:
        opposite = self.no(part)
        return any(s == opposite or _entails(s, opposite) for s in simple) or self._contradicts(part, simple)

    def _joined(self, kind: type[All | Some], parts: list[Bit], empty: Fixed) -> Bit:
        if len(parts) < 2:
            return parts[0] if parts else empty
        return self.keep(kind(tuple(parts)))


def below(bit: Bit) -> tuple[Bit, ...]:
    """Give the direct parts of a formula."""
    match bit:
        case All(parts=parts) | Some(parts=parts):
            return parts
        case Neg(part=part):
            return (part,)
        case _:
            return ()


def atoms(bits: Iterable[Bit]) -> Iterator[Atom]:
    """Give the atoms of some formulas, each once, in order of appearance."""
    seen: set[Bit] = set()
    todo = list(bits)[::-1]
    while todo:
        bit = todo.pop()
        if bit in seen:
            continue
        seen.add(bit)
        if isinstance(bit, Atom):
            yield bit
        todo.extend(below(bit)[::-1])
