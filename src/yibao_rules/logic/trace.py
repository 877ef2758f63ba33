"""Why a rule answers as it does: its tree with the value of each part, facts named, personal values masked."""

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from yibao_rules.logic.clause import Outcome, Rule
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.judge import judge
from yibao_rules.logic.nodes import Expr, FactRef, leaf_facts, parts_of
from yibao_rules.logic.paths import resolve
from yibao_rules.logic.prose import clause
from yibao_rules.logic.report import worded
from yibao_rules.serialization.guard import whole
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text

MASK = "***"
"""What stands for a personal value that is known."""

_VALUES = {True: Text("是", "yes"), False: Text("否", "no"), None: Text("未知", "unknown")}

_DEEPEST = 1000
"""Levels of indentation at most; an expression has far fewer."""


@frozen
class FactValue:
    """A fact as it was read: its value as words, or the mask where it is personal."""

    name: str
    label: Text
    shown: Text


@frozen
class Trace:
    """One part of a rule and what came of it.

    Args:
        label: the part as a clause.
        value: True, False, or None for unknown.
        facts: the facts that this part itself reads.
        parts: the parts below.
    """

    label: Text
    value: bool | None
    facts: tuple[FactValue, ...] = ()
    parts: tuple["Trace", ...] = ()

    @guarded
    def lines(self, lang: Lang = "zh", depth: int = 0) -> Iterator[str]:
        """Give the tree as indented lines in one language."""
        whole(depth, "depth", least=0, most=_DEEPEST)
        read = "; ".join(f"{f.label.in_(lang)} = {f.shown.in_(lang)}" for f in self.facts)
        yield f"{'  ' * depth}[{_VALUES[self.value].in_(lang)}] {self.label.in_(lang)}{f'  ({read})' if read else ''}"
        for part in self.parts:
            yield from part.lines(lang, depth + 1)


@frozen
class RuleTrace:
    """A rule's outcome with the traces of where it applies and what must hold."""

    code: str
    outcome: Outcome
    when: Trace
    must: Trace

    def text(self, lang: Lang = "zh") -> str:
        """Give the trace as text in one language."""
        when, must = ("适用条件", "要求") if lang == "zh" else ("applies where", "requires")
        lines = [f"{self.code}: {self.outcome.label.in_(lang)}", f"{when}:", *self.when.lines(lang, 1)]
        return "\n".join([*lines, f"{must}:", *self.must.lines(lang, 1)])


def trace(expr: Expr, subject: object, day: date, workdays: Workdays | None = None) -> Trace:
    """Evaluate an expression and keep the value of every part."""
    parts = tuple(trace(p, subject, day, workdays) for p in parts_of(expr))
    facts = tuple(_read(f, subject, day) for f in dict.fromkeys(leaf_facts(expr)))
    return Trace(clause(expr), evaluate(expr, subject, day, workdays), facts, parts)


def trace_rule(
    rule: Rule, subject: object, day: date, workdays: Workdays | None = None, place: str | None = None
) -> RuleTrace:
    """Judge a rule and keep the value of every part."""
    return RuleTrace(
        rule.code,
        judge(rule, subject, day, workdays, place),
        trace(rule.when, subject, day, workdays),
        trace(rule.must, subject, day, workdays),
    )


def _read(fact: FactRef, subject: object, day: date) -> FactValue:
    value = resolve(fact.path, subject, day)
    if value is not None and fact.personal:
        return FactValue(fact.name, fact.label, Text(MASK, MASK))
    return FactValue(fact.name, fact.label, Text(worded(value, "zh"), worded(value, "en")))
