"""Writes the part of the compiled function that runs only when a rule is not met: telling what is wrong or missing."""

from collections.abc import Callable, Iterator, Mapping

from attrs import frozen

from yibao_rules.logic.clause import Outcome, Rule, parameter_name
from yibao_rules.logic.judge import find, judge
from yibao_rules.logic.nodes import (
    And,
    Const,
    Expr,
    FactRef,
    Known,
    Not,
    Or,
    Predicate,
    leaf_facts,
    moved_dates,
    parts_of,
    walk,
)
from yibao_rules.logic.paths import DAY, resolve
from yibao_rules.logic.report import Finding
from yibao_rules.logic.source import Form, Thing, Writer, load_of, needs_name

LARGE = 40
"""From this many tests on, telling why is left to the tree-walking way: its text would grow faster than the rule."""


class Gaps(dict[int, tuple[str, ...]]):
    """The names of missing facts by bit mask, each combination made once."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def __missing__(self, mask: int) -> tuple[str, ...]:
        found = self[mask] = chosen(self.names, mask)
        return found


class Unsure(dict[int, Finding]):
    """The findings of a rule without parameters that cannot be told, by what is missing, each made once."""

    def __init__(self, rule: Rule, names: tuple[str, ...]) -> None:
        super().__init__()
        self.rule = rule
        self.names = names

    def __missing__(self, mask: int) -> Finding:
        found = self[mask] = Finding(self.rule, Outcome.CANNOT_TELL, (), chosen(self.names, mask))
        return found


def chosen(names: tuple[str, ...], mask: int) -> tuple[str, ...]:
    """Give the names whose bits are set, the first name having the lowest bit."""
    return tuple(name for i, name in enumerate(names) if mask >> i & 1)


@frozen
class FindingWriter:
    """Writes how one rule's finding is told.

    Args:
        writer: writes the conditions and binds the constants.
        rule: the rule.
        index: its place among the rules, where findings are put in order afterwards; None where they are already.
        available: tells which local variables have their value at this point.
    """

    writer: Writer
    rule: Rule
    index: int | None
    available: Callable[[Thing], bool]

    def lines(self) -> Iterator[str]:
        """Give the lines, without indentation of their own."""
        yield "if out is None:"
        yield "    out = []"
        if self.rule.when.size + self.rule.must.size > LARGE:
            outcome = f"{self.writer.bind(judge)}({self._rule}, s, day, workdays, {self._rule}.place)"
            yield self._append(f"{self.writer.bind(find)}({self._rule}, {outcome}, s, day, workdays)")
            return
        yield f"if {self._violated()}:"
        yield "    " + self._append(self._told(Outcome.VIOLATED, "()"))
        yield "else:"
        sole = self._sole()
        names = self._names() if sole is None else (sole.name,)
        fixed = not self.rule.params and self.rule.detail is None
        gaps = Unsure(self.rule, names) if fixed else Gaps(names)
        if sole is None:
            yield "    m = 0"
            yield from (
                "    " + text for text in self._missing({name: 1 << i for i, name in enumerate(names)})
            )
        mask = "m" if sole is None else "1"
        yield "    " + self._append(self._told(Outcome.CANNOT_TELL, f"{self.writer.bind_new(gaps)}[{mask}]"))

    @property
    def _rule(self) -> str:
        return self.writer.bind(self.rule)

    def _ask(self, expr: Expr, form: Form) -> str:
        return self.writer.ask(expr, form, self.available)

    def _violated(self) -> str:
        """Write that the rule is violated, where it is known that ``when`` is not false and ``must`` not true."""
        # Then no part of a conjunction in "when" is false, and no part of a disjunction in "must" is true.
        when, must = self.rule.when, self.rule.must
        guards = when.parts if isinstance(when, And) else (when,)
        faults = must.parts if isinstance(must, Or) else (must,)
        asked = [self.writer.told(g) or self._ask(g, Form.TRUE) for g in guards]
        asked += [self.writer.told(f) or self._ask(f, Form.FALSE) for f in faults]
        return " and ".join(dict.fromkeys(a for a in asked if a != "True")) or "True"

    def _append(self, finding: str) -> str:
        return f"out.append({finding})" if self.index is None else f"out.append(({self.index}, {finding}))"

    def _told(self, outcome: Outcome, missing: str) -> str:
        rule, result = self.rule, self.writer.bind(outcome)
        if not rule.params and rule.detail is None:
            return self.writer.bind(Finding(rule, outcome)) if outcome is Outcome.VIOLATED else missing
        given = [(self.writer.bind(parameter_name(f)), self._value(f)) for f in rule.params]
        if rule.detail is None:
            params = "".join(f"({name}, {value}), " for name, value in given).join("()")
        else:
            known = "".join(f"{name}: {value}, " for name, value in given)
            params = f"{{{known}**{self.writer.bind(rule.detail)}(s, day)}}"
        return f"{self.writer.bind(Finding)}({self._rule}, {result}, {params}, {missing})"

    def _value(self, fact: FactRef) -> str:
        load = load_of(fact)
        if load == () or self.available(load):
            return self.writer.local(load)
        return f"{self.writer.bind(resolve)}({self.writer.bind(fact.path)}, s, day)"

    def _sole(self) -> FactRef | None:
        """Give the one fact that can be missing, if there is one only and nothing else can be unknown."""
        leaves = [x for e in (self.rule.when, self.rule.must) for x in walk(e) if not isinstance(x, Known)]
        facts = {f for leaf in leaves for f in leaf_facts(leaf) if f.path != DAY}
        surely = not any(isinstance(x, Predicate) or any(map(needs_name, moved_dates(x))) for x in leaves)
        return next(iter(facts)) if len(facts) == 1 and surely else None

    def _names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.rule.facts if f.path != DAY)

    def _missing(self, bits: Mapping[str, int]) -> Iterator[str]:
        when = self.rule.when
        if isinstance(when, And):
            # As no part is false here, each is unknown by itself or not at all.
            for part in when.parts:
                yield from self._unknown_part(part, bits)
        else:
            yield from self._unknown_part(when, bits)
        yield from self._unknown_part(self.rule.must, bits)

    def _unknown_part(self, expr: Expr, bits: Mapping[str, int]) -> Iterator[str]:
        """Name the unknown facts behind an expression if its value is unknown."""
        if isinstance(expr, Const) or self.writer.told(expr) is not None:
            yield from self._unsettled(expr, bits)
            return
        yield f"if {self._ask(expr, Form.NOT_TRUE)} and {self._ask(expr, Form.NOT_FALSE)}:"
        yield "    pass"
        yield from ("    " + text for text in self._unsettled(expr, bits))

    def _unsettled(self, expr: Expr, bits: Mapping[str, int]) -> Iterator[str]:
        """Name the unknown facts behind an expression whose value is unknown here."""
        for fact in () if isinstance(expr, Known) else leaf_facts(expr):
            if fact.path != DAY:
                yield f"if {self._value(fact)} is None:"
                yield f"    m |= {bits[fact.name]}"
        if isinstance(expr, Not):
            yield from self._unsettled(expr.part, bits)
            return
        for part in parts_of(expr):
            yield from self._unknown_part(part, bits)
