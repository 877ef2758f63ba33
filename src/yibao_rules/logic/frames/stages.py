"""Named stages: what is used twice is worked out once and named, a level of columns after the other."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import Factory, define

from yibao_rules.logic.frames.bits import All, Atom, Bit, Bits, Fixed, Neg, Some, below
from yibao_rules.logic.frames.engines import Frame, NwExpr
from yibao_rules.logic.frames.native import Words, shared_words


@define
class Stages:
    """The formulas of a rulebook laid out as levels of named columns.

    Attributes:
        bits: where the formulas were built.
        atom: gives an atom as an expression.
        reads: names the columns that an atom reads.
        words: how formulas are written; where they are the engine's own, every atom gets a name.
        names: the columns that these stages make.
        there: the columns that earlier stages have made.
    """

    bits: Bits
    atom: Callable[[Atom], NwExpr]
    reads: Callable[[Atom], Iterable[str]]
    words: Words
    names: dict[Bit, str] = Factory(dict)
    there: Mapping[Bit, str] = Factory(dict)
    _levels: dict[Bit, int] = Factory(dict)
    _standing: dict[Bit, tuple[Bit, bool]] = Factory(dict)

    def lay_out(self, roots: Iterable[Bit], others: Iterable[Bit]) -> None:
        """Choose the names: every root gets one, and whatever several formulas use.

        Args:
            roots: formulas that are wanted as columns.
            others: formulas that are asked for as expressions.
        """
        wanted = [self._stands_for(b)[0] for b in roots]
        uses: Counter[Bit] = Counter()
        todo = [*wanted, *(self._stands_for(b)[0] for b in others)]
        uses.update(todo)
        seen: set[Bit] = set()
        order: list[Bit] = []
        while todo:
            bit = todo.pop()
            if bit in seen:
                continue
            seen.add(bit)
            if bit in self.there:
                continue
            order.append(bit)
            parts = [self._stands_for(p)[0] for p in below(bit)]
            uses.update(parts)
            todo.extend(parts)
        forced = set(wanted)
        for bit in order:
            named = bit in forced or uses[bit] > 1 or (not self.words.shared and isinstance(bit, Atom))
            if named and not isinstance(bit, Fixed):
                self.names[bit] = f"b{len(self.there) + len(self.names)}"

    def further(self, others: Iterable[Bit]) -> "Stages":
        """Lay out stages upon these, for formulas that are asked for as expressions."""
        found = Stages(self.bits, self.atom, self.reads, self.words, there={**self.there, **self.names})
        # What stands for what must stay the same, or a formula's mirror image would not be found among the named.
        found._standing = dict(self._standing)  # another of our own kind
        found.lay_out((), others)
        return found

    def _name(self, bit: Bit) -> str | None:
        return self.there.get(bit) or self.names.get(bit)

    def _stands_for(self, bit: Bit) -> tuple[Bit, bool]:
        """Give what is worked out for a formula, and whether it is to be negated: one of the two that mirror each other."""
        found = self._standing.get(bit)
        if found is None:
            if isinstance(bit, Neg):
                found = bit.part, True
            else:
                found = bit, False
                if isinstance(bit, All | Some):
                    self._standing[self.bits.no(bit)] = bit, True
            self._standing[bit] = found
        return found

    def level(self, bit: Bit) -> int:
        """Give the number of levels below a formula."""
        found = 0 if bit in self.there else self._levels.get(bit)
        if found is None:
            parts = [self._stands_for(p)[0] for p in below(bit)]
            found = max((self.level(p) + (p in self.names) for p in parts), default=0)
            self._levels[bit] = found
        return found

    def expr(self, bit: Bit) -> NwExpr:
        """Give a formula as an expression over the named columns."""
        return self._worded(bit, shared_words())

    def told(self, bit: Bit) -> Any:
        """Give a formula over the named columns in the words of these stages."""
        return self._worded(bit, self.words)

    def _worded(self, bit: Bit, words: Words) -> Any:
        stands, negated = self._stands_for(bit)
        if isinstance(stands, Fixed):
            return words.said.lit(stands.value)
        name = self._name(stands)
        found = self._written(stands, words) if name is None else words.column(name)
        return words.no(found) if negated else found

    def _written(self, bit: Bit, words: Words) -> Any:
        if isinstance(bit, Atom):
            return self.atom(bit)
        join = words.every if isinstance(bit, All) else words.some
        return join(self._worded(part, words) for part in below(bit))

    def columns(self, wanted: Iterable[Bit]) -> set[str]:
        """Give the columns that must be there before these formulas can be written, with or without these stages."""
        found: set[str] = set()
        todo = [self._stands_for(b)[0] for b in wanted]
        while todo:
            bit = todo.pop()
            if bit in self.there:
                found.add(self.there[bit])
            elif isinstance(bit, Atom):
                found.update(self.reads(bit))
            else:
                todo.extend(self._stands_for(p)[0] for p in below(bit))
        return found

    def apply(self, frame: Frame) -> Frame:
        """Add the named columns, level by level."""
        atoms: dict[str, NwExpr] = {}
        by_level: dict[int, dict[str, Any]] = {}
        for bit, name in self.names.items():
            if isinstance(bit, Atom) and not self.words.shared:
                atoms[name] = self.atom(bit)
            else:
                by_level.setdefault(self.level(bit), {})[name] = self._written(bit, self.words)
        if atoms:
            frame = frame.with_columns(**atoms)
        for level in sorted(by_level):
            frame = self.words.add(frame, by_level[level])
        return frame
