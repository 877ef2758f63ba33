"""One test on columns, as an expression that is never null: true where the test is known and holds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from yibao_rules.logic.frames.bits import Among, Atom, Has, Holds
from yibao_rules.logic.frames.columns import Column, as_literal, holds_code
from yibao_rules.logic.frames.dates import (
    FIRST,
    LAST,
    NOWHERE,
    Bounds,
    Stage,
    bounds,
    calendar_part,
    ordinal_stages,
)
from yibao_rules.logic.frames.engines import Engine, NwExpr, narwhals
from yibao_rules.logic.frames.faults import too_wide
from yibao_rules.logic.frames.native import Step, checksum_steps, ordinal_step
from yibao_rules.logic.frames.numbers import compared, with_number
from yibao_rules.logic.nodes import (
    Compare,
    Comparison,
    Expr,
    FactRef,
    FactType,
    IsIn,
    Literal,
    Operand,
    Shifted,
    TextIs,
    TextTest,
    leaf_facts,
)
from yibao_rules.logic.nodes import Holds as SetHolds
from yibao_rules.logic.paths import DAY
from yibao_rules.text import LabelledEnum

GROUP_COLUMN = "g"
"""The number of the group that a row belongs to; it is never null."""

_CHECKS = "10X98765432"
_MIRRORED = {
    Comparison.EQ: Comparison.EQ,
    Comparison.LT: Comparison.GT,
    Comparison.LE: Comparison.GE,
    Comparison.GT: Comparison.LT,
    Comparison.GE: Comparison.LE,
}

Prepared = FactRef | Shifted | tuple[str, FactRef]
"""What is worked out before the tests: a date's ordinal, a moved date's ordinal, whether a text's check sum is right."""


def weighted_remainder(first: NwExpr, rest: NwExpr) -> NwExpr:
    """Give the weighted sum of 17 digits modulo 11 (ISO 7064 MOD 11-2), the digits given as numbers of nine and eight.

    A digit is ``q[j] - 10 q[j+1]`` with ``q[j] = number // 10**j``, and -10 is 1 modulo 11: so each quotient counts
    with its own weight and the one of the digit to its right.
    """
    total: Any = None
    for number, digits, power in ((first, 9, 9), (rest, 8, 1)):
        for j in range(digits):
            weight = pow(2, power + j, 11) + (pow(2, power + j - 1, 11) if j else 0)
            term = (number // 10**j) * weight
            total = term if total is None else total + term
    remainder: NwExpr = total - (total // 11) * 11
    return remainder


def _constant(value: Any, kind: str, engine: Engine) -> Any:
    if isinstance(value, LabelledEnum):
        return value.code
    if isinstance(value, Decimal):
        return float(value)
    return as_literal(value, kind, engine)


@frozen
class Leaves:
    """Gives tests as expressions.

    Attributes:
        columns: the column of each fact that the frame has.
        day: the one day for all rows, or None.
        engine: the engine.
        prepared: the names of the columns of numbers worked out before.
    """

    columns: Mapping[FactRef, Column]
    day: date | None
    engine: Engine
    prepared: Mapping[Prepared, str]

    def test(self, leaf: Expr) -> NwExpr:
        """Give the test, false where it is unknown."""
        found = self._test(leaf)
        return found.fill_null(value=False)

    def _test(self, leaf: Expr) -> NwExpr:
        match leaf:
            case Compare(left=left, op=op, right=right):
                return self._compare(left, op, right)
            case IsIn(fact=fact, values=values):
                return self._is_in(fact, values)
            case SetHolds(fact=fact, codes=codes, every=every):
                return self._holds(fact, codes, every=every)
            case _:
                assert isinstance(leaf, TextIs)  # noqa: S101  # the kind that is left; predicates are refused before
                return self._text(leaf)

    def _col(self, fact: FactRef) -> NwExpr:
        column: NwExpr = narwhals().col(self.columns[fact].name)
        return column

    def _is_in(self, fact: FactRef, values: Sequence[Any]) -> NwExpr:
        if fact.type in (FactType.TEXT, FactType.ENUM) and len(values) > 1:
            return self._col(fact).is_in([_constant(v, "", self.engine) for v in values])
        tests = [self._with_constant(fact, Comparison.EQ, v) for v in values]
        found = tests[0]
        for test in tests[1:]:
            found = found | test
        return found

    def _holds(self, fact: FactRef, codes: tuple[str, ...], *, every: bool) -> NwExpr:
        column = self.columns[fact]
        tests = [holds_code(self._col(fact), column.kind, code, self.engine) for code in codes]
        found = tests[0]
        for test in tests[1:]:
            found = (found & test) if every else (found | test)
        return found

    def _text(self, leaf: TextIs) -> NwExpr:
        column = self._col(leaf.fact)
        match leaf.test:
            case TextTest.STARTS_WITH:
                tests = [column.str.starts_with(str(p)) for p in leaf.arguments]
                found = tests[0]
                for test in tests[1:]:
                    found = found | test
                return found
            case TextTest.LENGTH_IN:
                return column.str.len_chars().is_in(list(leaf.arguments))
            case TextTest.DIGITS:
                return ~column.is_null() & _only_digits(column) & (column != "").fill_null(value=False)
            case _:
                fits: NwExpr = narwhals().col(self.prepared["checksum", leaf.fact])
                return fits

    def _checksum_fits(self, fact: FactRef, name: str) -> NwExpr:
        nw = narwhals()
        last = self._col(fact).str.slice(17, 1)
        matches = [(nw.col(f"{name}r") == n) & (last == check) for n, check in enumerate(_CHECKS)]
        found: NwExpr = matches[0]
        for match in matches[1:]:
            found = found | match
        return (found & self._well_formed(fact)).fill_null(value=False)

    def _well_formed(self, fact: FactRef) -> NwExpr:
        """Tell the texts of 18 characters whose first 17 are digits; never null."""
        column = self._col(fact)
        body = column.str.slice(0, 17)
        shaped = (column.str.len_chars() == 18) & _only_digits(body)
        return shaped.fill_null(value=False)

    def _halves(self, fact: FactRef) -> tuple[NwExpr, NwExpr]:
        """Give the first nine and the next eight digits of a number as numbers, zeros where it is not well formed."""
        nw = narwhals()
        body = nw.when(self._well_formed(fact)).then(self._col(fact)).otherwise(nw.lit("0" * 18))
        return body.str.slice(0, 9).cast(nw.Int64), body.str.slice(9, 8).cast(nw.Int64)

    # --- dates -----------------------------------------------------------------------------------------------

    def _compare(self, left: FactRef | Shifted, op: Comparison, right: Operand) -> NwExpr:
        nw = narwhals()
        one, other = self._fixed(left), self._fixed(right)
        if one is not None:
            return self._against(right, _MIRRORED[op], one)
        if other is not None:
            return self._against(left, op, other)
        if isinstance(left, FactRef) and isinstance(right, FactRef) and self._alike(left, right):
            return compared(*self._side_by_side(left, op, right))
        assert not isinstance(right, Literal)  # noqa: S101  # a literal is fixed
        return compared(nw.col(self.prepared[left]), op, nw.col(self.prepared[right]))

    def _fixed(self, operand: Operand) -> Any:
        """Give the value of an operand that is the same on all rows, else None."""
        if isinstance(operand, Literal):
            return operand.value
        if self.day is None:
            return None
        if isinstance(operand, FactRef):
            return self.day if operand.path == DAY else None
        if operand.fact.path == DAY and not operand.offset.working_days:
            return operand.offset.after(self.day)
        return None

    def _side_by_side(
        self, left: FactRef, op: Comparison, right: FactRef
    ) -> tuple[NwExpr, Comparison, NwExpr]:
        """Give two columns in a form in which they compare: a decimal beside a float is a float."""
        kinds = {self.columns[left].kind, self.columns[right].kind}
        if "Decimal" not in kinds:
            return self._col(left), op, self._col(right)
        one, other = self.columns[left].digits, self.columns[right].digits
        if one is not None and other is not None:
            if not one.beside(other):
                raise too_wide(left, right)
            return self._col(left), op, self._col(right)
        float64 = narwhals().Float64
        return self._col(left).cast(float64), op, self._col(right).cast(float64)

    def _alike(self, left: FactRef, right: FactRef) -> bool:
        return left.type is not FactType.DATE or self.columns[left].kind == self.columns[right].kind

    def _against(self, operand: Operand, op: Comparison, value: Any) -> NwExpr:
        """Compare a column with a constant."""
        nw = narwhals()
        if isinstance(operand, Shifted) and operand.offset.working_days:
            return compared(nw.col(self.prepared[operand]), op, value.toordinal())
        if isinstance(operand, Shifted):
            return self._between(operand.fact, bounds(operand.offset, op, value))
        assert isinstance(operand, FactRef)  # noqa: S101  # a literal is fixed
        if value is True and operand.type is FactType.BOOL:
            return self._col(operand)
        return self._with_constant(operand, op, value)

    def _with_constant(self, fact: FactRef, op: Comparison, value: Any) -> NwExpr:
        column, digits = self._col(fact), self.columns[fact].digits
        if digits is None:
            return compared(column, op, _constant(value, self.columns[fact].kind, self.engine))
        return with_number(column, self.columns[fact].kind, digits, op, value)

    def _between(self, fact: FactRef, span: Bounds) -> NwExpr:
        nw = narwhals()
        column, kind = self._col(fact), self.columns[fact].kind
        if span.never:
            return column.is_null() & nw.lit(value=False)
        found: NwExpr = ~column.is_null()
        if span.low > FIRST:
            found = found & (column >= as_literal(date.fromordinal(span.low), kind, self.engine))
        if span.high < LAST:
            found = found & (column <= as_literal(date.fromordinal(span.high), kind, self.engine))
        return found

    def preparing(self, thing: Prepared, name: str) -> list[Stage]:
        """Give the steps to what a test needs worked out before, the last of which makes the column ``name``."""
        nw = narwhals()
        if isinstance(thing, tuple):
            fact = thing[1]
            first, rest = self._halves(fact)
            remainder = weighted_remainder(nw.col(f"{name}a"), nw.col(f"{name}b"))
            return [
                {f"{name}a": first, f"{name}b": rest},
                {f"{name}r": remainder},
                {name: self._checksum_fits(fact, name)},
            ]
        fact, offset = (thing, NOWHERE) if isinstance(thing, FactRef) else (thing.fact, thing.offset)
        if fact.path == DAY and self.day is not None:
            landed = calendar_part(offset).after(self.day)
            assert landed is not None  # noqa: S101  # only working days may be beyond reach
            return [{name: nw.lit(landed.toordinal())}]
        return ordinal_stages(name, self._col(fact), offset)

    def own_steps(self, thing: Prepared, name: str) -> Sequence[Step] | None:
        """Give the engine's own steps to the column ``name``, which are fewer; None where there are none."""
        if self.engine.portable:
            return None
        engine = self.engine.implementation
        if isinstance(thing, tuple):
            return checksum_steps(engine, self.columns[thing[1]].name, name)
        fact, offset = (thing, NOWHERE) if isinstance(thing, FactRef) else (thing.fact, thing.offset)
        if fact not in self.columns:
            return None
        return ordinal_step(engine, self.columns[fact].name, name, offset)

    def atom(self, atom: Atom) -> NwExpr:
        """Give an atom of the formulas; never null."""
        if isinstance(atom, Holds):
            return self.test(atom.leaf)
        nw = narwhals()
        if isinstance(atom, Among):
            mine: NwExpr = nw.col(GROUP_COLUMN).is_in(list(atom.groups))
            return mine
        name = self.columns[atom.fact].name if isinstance(atom, Has) else self.prepared[atom.moved]
        found: NwExpr = ~nw.col(name).is_null()
        return found

    def reads(self, atom: Atom) -> Iterator[str]:
        """Name the columns that an atom reads."""
        if isinstance(atom, Holds):
            yield from (self.columns[f].name for f in leaf_facts(atom.leaf) if f in self.columns)
            yield from (self.prepared[p] for p in self.prepared_for(atom.leaf))
        elif isinstance(atom, Among):
            yield GROUP_COLUMN
        else:
            yield self.columns[atom.fact].name if isinstance(atom, Has) else self.prepared[atom.moved]

    def prepared_for(self, leaf: Expr) -> Iterator[Prepared]:
        """Give the numbers that must be worked out before a test can be asked."""
        if isinstance(leaf, TextIs) and leaf.test is TextTest.CHECKSUM_MOD11_2:
            yield "checksum", leaf.fact
        if not isinstance(leaf, Compare):
            return
        sides = [s for s in (leaf.left, leaf.right) if self._fixed(s) is None and not isinstance(s, Literal)]
        if len(sides) == 1 and not _counts_workdays(sides[0]):
            return
        if len(sides) == 2 and all(isinstance(s, FactRef) for s in sides) and self._alike(*sides):  # type: ignore[arg-type]
            return
        yield from sides


def _only_digits(column: NwExpr) -> NwExpr:
    """Tell the texts in which nothing but 0-9 occurs, the empty one too; a null is none of them."""
    # Asked for what is not a digit, since anchors and classes mean different things on different engines; and filled
    # before it is turned round, since one engine cannot negate what may be null.
    return column.str.contains("[^0-9]").fill_null(value=True) == narwhals().lit(value=False)


def _counts_workdays(operand: Operand) -> bool:
    return isinstance(operand, Shifted) and operand.offset.working_days != 0
