"""What a rule says of every row: each outcome, and what is missing, as a two-valued formula over columns."""

from collections.abc import Callable
from datetime import date

from attrs import Factory, define, frozen

from yibao_rules.logic.clause import Outcome, Rule
from yibao_rules.logic.evaluate import evaluate_leaf
from yibao_rules.logic.frames.bits import FALSE, TRUE, Bit, Bits, Has, Holds, Reached
from yibao_rules.logic.nodes import (
    And,
    Compare,
    Comparison,
    Const,
    Expr,
    FactRef,
    Known,
    Literal,
    Not,
    Or,
    leaf_facts,
    moved_dates,
    parts_of,
)
from yibao_rules.logic.paths import DAY

Pair = tuple[Bit, Bit]
"""Is true, is false; neither: unknown. Both never."""


@frozen
class RuleBits:
    """One rule over a frame.

    Attributes:
        rule: the rule.
        by_outcome: the formula of each outcome; on every row exactly one holds.
        missing: for each fact the formula of "unknown, and settling it may settle the rule", within CANNOT_TELL.
    """

    rule: Rule
    by_outcome: dict[Outcome, Bit]
    missing: dict[str, Bit]

    @property
    def violated(self) -> Bit:
        """The formula of VIOLATED."""
        return self.by_outcome[Outcome.VIOLATED]

    @property
    def cannot_tell(self) -> Bit:
        """The formula of CANNOT_TELL."""
        return self.by_outcome[Outcome.CANNOT_TELL]

    @property
    def words(self) -> tuple[str, str, str]:
        """Code, cause and severity: what a finding says of its rule."""
        return self.rule.code, self.rule.cause.code, self.rule.severity.code


@define
class Outcomes:
    """Turns rules into formulas.

    Args:
        given: tells whether the frame has a column of a fact; a fact without one is unknown on every row.
        day: the one day for all rows, or None when each row has its own.
        day_fact: the fact of the day.
    """

    given: Callable[[FactRef], bool]
    day: date | None
    day_fact: FactRef | None
    bits: Bits = Factory(Bits)
    _pairs: dict[Expr, Pair] = Factory(dict)

    def rule(self, rule: Rule, place: str | None) -> RuleBits:
        """Give the formulas of one rule at a place."""
        bits = self.bits
        in_force = self._in_force(rule)
        applies, not_applies = self.pair(rule.when) if rule.applies_at(place) else (FALSE, TRUE)
        holds, fails = self.pair(rule.must)
        judged = bits.all_of((in_force, bits.no(not_applies)))
        violated = bits.all_of((judged, applies, fails))
        when_unknown = bits.all_of((bits.no(applies), bits.no(not_applies)))
        must_unknown = bits.all_of((bits.no(holds), bits.no(fails)))
        cannot_tell = bits.some_of(
            (
                bits.all_of((in_force, when_unknown, bits.no(holds))),
                bits.all_of((in_force, applies, must_unknown)),
            )
        )
        by_outcome = {
            Outcome.SATISFIED: bits.all_of((judged, holds)),
            Outcome.VIOLATED: violated,
            Outcome.CANNOT_TELL: cannot_tell,
            Outcome.NOT_APPLICABLE: bits.all_of((in_force, not_applies)),
            Outcome.NOT_IN_FORCE: bits.no(in_force),
        }
        return RuleBits(rule, by_outcome, self._missing(rule, cannot_tell))

    def _in_force(self, rule: Rule) -> Bit:
        if self.day is not None:
            return TRUE if rule.in_force(self.day) else FALSE
        if self.day_fact is None or (rule.valid_from is None and rule.valid_to is None):
            return TRUE
        ends = ((Comparison.GE, rule.valid_from), (Comparison.LE, rule.valid_to))
        tests = (Compare(self.day_fact, op, Literal(end)) for op, end in ends if end is not None)
        return self.bits.all_of(self.pair(test)[0] for test in tests)

    def pair(self, expr: Expr) -> Pair:
        """Give "is true" and "is false" of an expression."""
        found = self._pairs.get(expr)
        if found is None:
            found = self._pairs[expr] = self._pair(expr)
        return found

    def _pair(self, expr: Expr) -> Pair:
        bits = self.bits
        match expr:
            case Const(value=value):
                return (TRUE, FALSE) if value else (FALSE, TRUE)
            case Known(fact=fact):
                known = self._has(fact)
                return known, bits.no(known)
            case Not(part=part):
                true, false = self.pair(part)
                return false, true
            case And(parts=parts):
                pairs = [self.pair(p) for p in parts]
                return bits.all_of(t for t, _ in pairs), bits.some_of(f for _, f in pairs)
            case Or(parts=parts):
                pairs = [self.pair(p) for p in parts]
                return bits.some_of(t for t, _ in pairs), bits.all_of(f for _, f in pairs)
            case _:
                return self._leaf(expr)

    def _has(self, fact: FactRef) -> Bit:
        if fact.path == DAY and self.day is not None:
            return TRUE
        return self.bits.keep(Has(fact)) if self.given(fact) else FALSE

    def _leaf(self, leaf: Expr) -> Pair:
        counted = [m for m in moved_dates(leaf) if m.offset.working_days]
        if self.day is not None and not counted and all(f.path == DAY for f in leaf_facts(leaf)):
            return (TRUE, FALSE) if evaluate_leaf(leaf, None, self.day, None) else (FALSE, TRUE)
        known = self.bits.all_of(
            (
                *map(self._has, leaf_facts(leaf)),
                *(self.bits.keep(Reached(m)) for m in counted),
            )
        )
        if known is FALSE:
            return FALSE, FALSE
        true = self.bits.keep(Holds(leaf))
        return true, self.bits.all_of((known, self.bits.no(true)))

    def _unknown(self, expr: Expr) -> Bit:
        true, false = self.pair(expr)
        return self.bits.all_of((self.bits.no(true), self.bits.no(false)))

    def _missing(self, rule: Rule, cannot_tell: Bit) -> dict[str, Bit]:
        if cannot_tell is FALSE:
            return {}
        found: dict[FactRef, list[Bit]] = {}
        for expr in (rule.when, rule.must):
            self._collect(expr, TRUE, found)
        named = {f.name: self._within(cannot_tell, self.bits.some_of(found.get(f, ()))) for f in rule.facts}
        return {name: bit for name, bit in named.items() if bit is not FALSE}

    def _within(self, cannot_tell: Bit, bit: Bit) -> Bit:
        """Give what is left to ask of a formula where the rule cannot be told: nothing, if that settles it."""
        both = self.bits.all_of((cannot_tell, bit))
        if both is FALSE:
            return FALSE
        return TRUE if both == cannot_tell else bit

    def _collect(self, expr: Expr, above: Bit, found: dict[FactRef, list[Bit]]) -> None:
        unknown = self.bits.all_of((above, self._unknown(expr)))
        if unknown is FALSE:
            return
        for part in parts_of(expr):
            self._collect(part, unknown, found)
        for fact in leaf_facts(expr):
            absent = self.bits.all_of((unknown, self.bits.no(self._has(fact))))
            found.setdefault(fact, []).append(absent)
