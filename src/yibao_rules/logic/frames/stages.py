"""Named stages: what is used twice is worked out once and named, a level of columns after the other."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from attrs import Factory, define

from yibao_rules.logic.frames.bits import All, Atom, Bit, Bits, Fixed, Neg, Some, below
from yibao_rules.logic.frames.engines import Frame, NwExpr, narwhals
from yibao_rules.logic.frames.native import Words, with_step


@define
class Stages:
    """The formulas of a rulebook laid out as levels of named columns.

    Attributes:
        bits: where the formulas were built.
        atom: gives an atom as an expression.
        reads: names the columns that an atom reads.
        words: how the engine writes formulas itself; then every atom gets a name, and formulas are written of names.
        names: the columns that these stages make.
        there: the columns that earlier stages have made.
    """

    bits: Bits
    atom: Callable[[Atom], NwExpr]
    reads: Callable[[Atom], Iterable[str]]
    words: Words | None = None
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
            named = bit in forced or uses[bit] > 1 or (self.words is not None and isinstance(bit, Atom))
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
        nw = narwhals()
        stands, negated = self._stands_for(bit)
        if isinstance(stands, Fixed):
            fixed: NwExpr = nw.lit(stands.value)
            return fixed
        name = self._name(stands)
        found: NwExpr = self._written(stands) if name is None else nw.col(name)
        return ~found if negated else found

    def _written(self, bit: Bit) -> NwExpr:
        if isinstance(bit, Atom):
            return self.atom(bit)
        return reduce(and_ if isinstance(bit, All) else or_, map(self.expr, below(bit)))

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
            if self.words is None:
                by_level.setdefault(self.level(bit), {})[name] = self._written(bit)
            elif isinstance(bit, Atom):
                atoms[name] = self.atom(bit)
            else:
                by_level.setdefault(self.level(bit), {})[name] = self._joined(bit, self.words)
        if atoms:
            frame = frame.with_columns(**atoms)
        for level in sorted(by_level):
            step = by_level[level]
            frame = frame.with_columns(**step) if self.words is None else with_step(frame, step)
        return frame

    def _joined(self, bit: Bit, words: Words) -> Any:
        join = words.every if isinstance(bit, All) else words.some
        return join(self._worded(part, words) for part in below(bit))

    def _worded(self, bit: Bit, words: Words) -> Any:
        stands, negated = self._stands_for(bit)
        name = self._name(stands)
        found = self._joined(stands, words) if name is None else words.column(name)
        return words.no(found) if negated else found

    @property
    def said(self) -> Any:
        """What has ``col``, ``lit``, ``when`` and ``any_horizontal`` in the words of :meth:`told`."""
        return narwhals() if self.words is None else self.words.said

    def told(self, bit: Bit) -> Any:
        """Give a formula over the named columns in the engine's own words if it has any, else as an expression."""
        if self.words is None:
            return self.expr(bit)
        return self.said.lit(bit.value) if isinstance(bit, Fixed) else self._worded(bit, self.words)

    def chosen(self, frame: Frame, *columns: Any) -> Frame:
        """Select columns in the words of :meth:`told`."""
        if self.words is None:
            return frame.select(*columns)
        return narwhals().from_native(self.words.choose(frame.to_native(), columns))
