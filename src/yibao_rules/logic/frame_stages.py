"""Named stages: what is used twice is worked out once and named, a level of columns after the other."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_

from attrs import Factory, define

from yibao_rules.logic.frame_bits import All, Atom, Bit, Bits, Fixed, Has, Holds, Neg, Reached, Some, below
from yibao_rules.logic.frame_engines import Frame, NwExpr, narwhals


@define
class Stages:
    """The formulas of a rulebook laid out as levels of named columns.

    Attributes:
        bits: where the formulas were built.
        atom: gives an atom as an expression.
        reads: names the columns that an atom reads.
    """

    bits: Bits
    atom: Callable[[Atom], NwExpr]
    reads: Callable[[Atom], Iterable[str]]
    names: dict[Bit, str] = Factory(dict)
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
            order.append(bit)
            parts = [self._stands_for(p)[0] for p in below(bit)]
            uses.update(parts)
            todo.extend(parts)
        forced = set(wanted)
        for bit in order:
            if not isinstance(bit, Fixed) and (bit in forced or uses[bit] > 1):
                self.names[bit] = f"b{len(self.names)}"

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
        found = self._levels.get(bit)
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
        found: NwExpr = nw.col(self.names[stands]) if stands in self.names else self._written(stands)
        return ~found if negated else found

    def _written(self, bit: Bit) -> NwExpr:
        if isinstance(bit, Has | Holds | Reached):
            return self.atom(bit)
        return reduce(and_ if isinstance(bit, All) else or_, map(self.expr, below(bit)))

    def columns(self, wanted: Iterable[Bit]) -> set[str]:
        """Give the columns that these formulas read when written now."""
        found: set[str] = set()
        todo = [self._stands_for(b)[0] for b in wanted]
        while todo:
            bit = todo.pop()
            if bit in self.names:
                found.add(self.names[bit])
            elif isinstance(bit, Has | Holds | Reached):
                found.update(self.reads(bit))
            else:
                todo.extend(self._stands_for(p)[0] for p in below(bit))
        return found

    def apply(self, frame: Frame) -> Frame:
        """Add the named columns, level by level."""
        by_level: dict[int, dict[str, NwExpr]] = {}
        for bit, name in self.names.items():
            by_level.setdefault(self.level(bit), {})[name] = self._written(bit)
        for level in sorted(by_level):
            frame = frame.with_columns(**by_level[level])
        return frame
