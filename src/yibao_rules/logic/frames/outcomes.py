"""What a rule says of every row: each outcome, and what is missing, as a two-valued formula over columns."""

from collections.abc import Callable, Mapping
from datetime import date

from attrs import Factory, define, field, frozen

from yibao_rules.logic.clause import Outcome, Rule
from yibao_rules.logic.evaluate import evaluate_leaf
from yibao_rules.logic.frames.absent import NOTHING_ABSENT, Absent
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
class Reading:
    """What expressions say of a row, under one reading of the columns that the frame does not have.

    Attributes:
        given: tells whether the frame has a column of a fact with any value; else it is unknown on every row.
        day: the one day for all rows, or None when each row has its own.
        bits: where the formulas are built.
        open: facts without a column of which nobody can say whether they are given.
        presence: for what an item says, the fact that the item is there.
    """

    given: Callable[[FactRef], bool]
    day: date | None
    bits: Bits
    open: frozenset[FactRef]
    presence: Mapping[FactRef, FactRef]
    _pairs: dict[Expr, Pair] = Factory(dict)

    def by_outcome(self, rule: Rule, place: str | None, in_force: Bit) -> dict[Outcome, Bit]:
        """Return the formula of each outcome of a rule at a place; on every row exactly one holds."""
        bits = self.bits
        applies, not_applies = self.pair(rule.when) if rule.applies_at(place) else (FALSE, TRUE)
        holds, fails = self.pair(rule.must)
        judged = bits.all_of((in_force, bits.no(not_applies)))
        when_unknown = bits.all_of((bits.no(applies), bits.no(not_applies)))
        must_unknown = bits.all_of((bits.no(holds), bits.no(fails)))
        cannot_tell = bits.some_of(
            (
                bits.all_of((in_force, when_unknown, bits.no(holds))),
                bits.all_of((in_force, applies, must_unknown)),
            )
        )
        return {
            Outcome.SATISFIED: bits.all_of((judged, holds)),
            Outcome.VIOLATED: bits.all_of((judged, applies, fails)),
            Outcome.CANNOT_TELL: cannot_tell,
            Outcome.NOT_APPLICABLE: bits.all_of((in_force, not_applies)),
            Outcome.NOT_IN_FORCE: bits.no(in_force),
        }

    def pair(self, expr: Expr) -> Pair:
        """Return "is true" and "is false" of an expression."""
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
                return self._known(fact)
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

    def _known(self, fact: FactRef) -> Pair:
        known = self._has(fact)
        return (FALSE, self._not_there(fact)) if fact in self.open else (known, self.bits.no(known))

    def _not_there(self, fact: FactRef) -> Bit:
        """Return where a fact is not given for sure: an item that is not there says nothing."""
        there = self.presence.get(fact)
        return (
            self.pair(Compare(there, Comparison.EQ, Literal(value=True)))[1] if there is not None else FALSE
        )

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

    def missing(self, rule: Rule, cannot_tell: Bit) -> dict[str, Bit]:
        """Return for each fact the formula of "unknown, and settling it may settle the rule", within ``cannot_tell``."""
        if cannot_tell is FALSE:
            return {}
        found: dict[FactRef, list[Bit]] = {}
        for expr in (rule.when, rule.must):
            self._collect(expr, TRUE, found)
        named = {f.name: self._within(cannot_tell, self.bits.some_of(found.get(f, ()))) for f in rule.facts}
        return {name: bit for name, bit in named.items() if bit is not FALSE}

    def _within(self, cannot_tell: Bit, bit: Bit) -> Bit:
        """Return what is left to ask of a formula where the rule cannot be told: nothing, if that settles it."""
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


@define
class Outcomes:
    """Turns rules into formulas.

    A fact without a column is unknown on every row, as if no object gave it; but no rule is violated on that ground:
    where a rule would be, since the fact is not given, it cannot tell.

    Args:
        given: tells whether the frame has a column of a fact with any value.
        day: the one day for all rows, or None when each row has its own.
        day_fact: the fact of the day.
        absent: the facts of which the frame has no column at all.
    """

    given: Callable[[FactRef], bool]
    day: date | None
    day_fact: FactRef | None
    absent: Absent = NOTHING_ABSENT
    bits: Bits = Factory(Bits)
    _plain: Reading = field(init=False)
    _wary: Reading = field(init=False)

    def __attrs_post_init__(self) -> None:
        absent = self.absent
        self._plain = Reading(self.given, self.day, self.bits, absent.worked_out, absent.presence)
        self._wary = Reading(self.given, self.day, self.bits, absent.facts, absent.presence)

    def pair(self, expr: Expr) -> Pair:
        """Return "is true" and "is false" of an expression."""
        return self._plain.pair(expr)

    def rule(self, rule: Rule, place: str | None) -> RuleBits:
        """Return the formulas of one rule at a place."""
        in_force = self._in_force(rule)
        found = self._plain.by_outcome(rule, place, in_force)
        if self.absent.facts.isdisjoint(rule.facts):
            return RuleBits(rule, found, self._plain.missing(rule, found[Outcome.CANNOT_TELL]))
        violated = self._wary.by_outcome(rule, place, in_force)[Outcome.VIOLATED]
        if violated == found[Outcome.VIOLATED]:
            return RuleBits(rule, found, self._plain.missing(rule, found[Outcome.CANNOT_TELL]))
        # Violated only if what has no column is not given: that is not known.
        for_want = self.bits.all_of((found[Outcome.VIOLATED], self.bits.no(violated)))
        cannot_tell = self.bits.some_of((found[Outcome.CANNOT_TELL], for_want))
        by_outcome = {**found, Outcome.VIOLATED: violated, Outcome.CANNOT_TELL: cannot_tell}
        return RuleBits(rule, by_outcome, self._wary.missing(rule, cannot_tell))

    def _in_force(self, rule: Rule) -> Bit:
        if self.day is not None:
            return TRUE if rule.in_force(self.day) else FALSE
        if self.day_fact is None or (rule.valid_from is None and rule.valid_to is None):
            return TRUE
        ends = ((Comparison.GE, rule.valid_from), (Comparison.LE, rule.valid_to))
        tests = (Compare(self.day_fact, op, Literal(end)) for op, end in ends if end is not None)
        return self.bits.all_of(self.pair(test)[0] for test in tests)
