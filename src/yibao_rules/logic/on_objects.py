"""A whole rulebook compiled to one Python function: shared loads and sub-expressions named once, guards told once."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import Factory, define, frozen

from yibao_rules.logic.clause import Rule
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.findings import FindingWriter
from yibao_rules.logic.nodes import (
    ALWAYS,
    And,
    Expr,
    Not,
    Or,
    Predicate,
    Shifted,
    TextIs,
    leaf_facts,
    moved_dates,
    parts_of,
)
from yibao_rules.logic.report import Finding
from yibao_rules.logic.source import Form, Shared, Thing, Writer, load_of, needs_name
from yibao_rules.memo import Memo

Checker = Callable[[object, date, Workdays | None], tuple[Finding, ...]]
"""Takes the subject, the day and what resolves working days; gives the findings, the one empty tuple when none."""


MOST_ERAS = 64
"""Compiled functions that one book keeps: more than the national rules have days of change."""

MAX_NESTING = 8
"""How many guards stand one in another before the rest becomes one condition."""


@define(eq=False)
class Scope:
    """A stretch of the function under one guard: the rules judged there and the narrower scopes."""

    parent: "Scope | None" = None
    rules: list[tuple[int, Rule]] = Factory(list)
    inner: dict[Expr, "Scope"] = Factory(dict)

    def line(self) -> "list[Scope]":
        """Give the scopes from the outermost to this one."""
        return [*(self.parent.line() if self.parent else ()), self]

    def all(self) -> "Iterator[Scope]":
        """Give this scope and all within."""
        yield self
        for scope in self.inner.values():
            yield from scope.all()

    def asked(self) -> Iterator[tuple[Expr, Form]]:
        """Give the conditions that stand in this scope itself."""
        for _, rule in self.rules:
            yield rule.must, Form.TRUE
        for guard in self.inner:
            yield guard, Form.FALSE


def common(scopes: Iterable[Scope]) -> Scope:
    """Give the innermost scope that holds all of ``scopes``."""
    lines = [s.line() for s in scopes]
    last = lines[0][0]
    for level in zip(*lines, strict=False):
        if any(s is not level[0] for s in level):
            break
        last = level[0]
    return last


def arrange(rules: Iterable[Rule]) -> Scope:
    """Put rules with the same guards together: a conjunction's parts become scopes, one in another."""
    root = Scope()
    for index, rule in enumerate(rules):
        scope = root
        for guard in _guards(rule.when):
            scope = scope.inner.setdefault(guard, Scope(scope))
        scope.rules.append((index, rule))
    return root


def _guards(when: Expr) -> tuple[Expr, ...]:
    if when == ALWAYS:
        return ()
    parts = when.parts if isinstance(when, And) else (when,)
    rest = parts[MAX_NESTING - 1 :]
    return (*parts[: MAX_NESTING - 1], And(rest)) if len(rest) > 1 else parts


def _asked_of_parts(expr: Expr, form: Form) -> Iterator[tuple[Expr, Form]]:
    flipped = {Form.TRUE: Form.FALSE, Form.FALSE: Form.TRUE}[form] if isinstance(expr, Not) else form
    return ((part, flipped) for part in parts_of(expr))


def named_things(root: Scope) -> dict[Shared | Shifted, int]:
    """Choose what gets a local variable: connectives and moved dates used more than once, and working-day dates."""
    uses: Counter[Shared | Shifted] = Counter()
    todo = [asked for scope in root.all() for asked in scope.asked()]
    while todo:
        expr, form = todo.pop()
        shared = Shared(expr, form)
        uses[shared] += 1
        if uses[shared] == 1:
            todo.extend(_asked_of_parts(expr, form))
        uses.update(moved_dates(expr))
    return {t: n for t, n in uses.items() if _deserves_name(t, n)}


def _deserves_name(thing: Shared | Shifted, uses: int) -> bool:
    if isinstance(thing, Shifted):
        return uses > 1 or needs_name(thing)
    return uses > 1 and _costs(thing.expr)


def _costs(expr: Expr) -> bool:
    # A plain test costs no more than the variable that would hold it; a call or a connective does.
    return _costs(expr.part) if isinstance(expr, Not) else isinstance(expr, And | Or | Predicate | TextIs)


@define
class Placing:
    """Finds for each local variable the innermost scope that holds all its uses."""

    named: Mapping[Shared | Shifted, object]
    users: dict[Thing, list[Scope]] = Factory(dict)
    places: dict[Thing, Scope] = Factory(dict)

    def place(self, root: Scope) -> None:
        """Settle every variable of the function."""
        for scope in root.all():
            for expr, form in scope.asked():
                self._ask(expr, form, scope)
        shared = [t for t in self.named if isinstance(t, Shared)]
        # A definition is used only by what is deeper than it, so the deepest are placed first.
        for thing in sorted(shared, key=lambda t: -t.expr.depth):
            self._define(thing.expr, thing.form, self._settle(thing))
        for moved in [t for t in self.users if isinstance(t, Shifted)]:
            self._note(load_of(moved.fact), self._settle(moved))
        longest = max((len(t) for t in self.users if isinstance(t, tuple)), default=0)
        for length in range(longest, 0, -1):
            for load in [t for t in self.users if isinstance(t, tuple) and len(t) == length]:
                self._note(load[:-1], self._settle(load))

    def _note(self, thing: Thing, scope: Scope) -> None:
        self.users.setdefault(thing, []).append(scope)

    def _settle(self, thing: Thing) -> Scope:
        self.places[thing] = scope = common(self.users[thing])
        return scope

    def _ask(self, expr: Expr, form: Form, scope: Scope) -> None:
        if Shared(expr, form) in self.named:
            self._note(Shared(expr, form), scope)
        else:
            self._define(expr, form, scope)

    def _define(self, expr: Expr, form: Form, scope: Scope) -> None:
        for part, asked in _asked_of_parts(expr, form):
            self._ask(part, asked, scope)
        moved = [m for m in moved_dates(expr) if m in self.named]
        for shifted in moved:
            self._note(shifted, scope)
        for fact in leaf_facts(expr):
            self._note(load_of(fact), scope)


@define
class _Function:
    """Writes the function's lines, scope by scope."""

    writer: Writer
    places: Mapping[Thing, Scope]
    reordered: bool
    lines: list[str] = Factory(list)

    def scope(self, scope: Scope, pad: str) -> None:
        for thing in self._things(scope):
            self.lines.append(f"{pad}{self.writer.local(thing)} = {self._value(thing)}")
        line = scope.line()

        def available(thing: Thing) -> bool:
            return any(self.places.get(thing) is s for s in line)

        for index, rule in scope.rules:
            self.lines.append(f"{pad}if {self.writer.ask(rule.must, Form.NOT_TRUE)}:")
            told = FindingWriter(self.writer, rule, index if self.reordered else None, available)
            self.lines += [f"{pad}    {text}" for text in told.lines()]
        for guard, inner in scope.inner.items():
            self.lines.append(f"{pad}if {self.writer.ask(guard, Form.NOT_FALSE)}:")
            self.scope(inner, pad + "    ")

    def _things(self, scope: Scope) -> list[Thing]:
        here = [t for t, place in self.places.items() if place is scope and t != ()]
        loads = sorted((t for t in here if isinstance(t, tuple)), key=len)
        shared = sorted((t for t in here if isinstance(t, Shared)), key=lambda t: t.expr.depth)
        return [*loads, *(t for t in here if isinstance(t, Shifted)), *shared]

    def _value(self, thing: Thing) -> str:
        if isinstance(thing, Shared):
            return self.writer.define(thing.expr, thing.form)
        return self.writer.moved(thing) if isinstance(thing, Shifted) else self.writer.load(thing)


def write(rules: tuple[Rule, ...]) -> tuple[str, dict[str, object]]:
    """Write the function ``check(s, day, workdays)`` for these rules: its source, and the constants it refers to."""
    root = arrange(rules)
    placing = Placing(named_things(root))
    placing.place(root)
    order = [index for scope in root.all() for index, _ in scope.rules]
    function = _Function(Writer(placing.named), placing.places, order != sorted(order))
    function.scope(root, "    ")
    result = "tuple([f for _, f in sorted(out)])" if function.reordered else "tuple(out)"
    head = ["def check(s, day, workdays):", "    out = None"]
    source = "\n".join([*head, *function.lines, f"    return () if out is None else {result}", ""])
    return source, function.writer.constants


def compile_rules(rules: Iterable[Rule]) -> Checker:
    """Compile rules to one function; in-force dates and places are the caller's to choose first."""
    source, constants = write(tuple(rules))
    namespace: dict[str, Any] = dict(constants)
    # The text is written above from node types and checked attribute names; whatever a user gave is a bound constant.
    exec(compile(source, "<yibao_rules rulebook>", "exec"), namespace)  # noqa: S102
    checker: Checker = namespace["check"]
    return checker


@frozen(eq=False)
class Eras:
    """The compiled functions of a book by day: a new one starts wherever a rule starts or ends to be in force."""

    rules: tuple[Rule, ...]
    _starts: tuple[date, ...]
    _compiled: Memo[int, Checker]

    @classmethod
    def of(cls, rules: tuple[Rule, ...]) -> "Eras":
        """Find the days on which the rules in force change; nothing is compiled before it is asked for."""
        starts = {r.valid_from for r in rules if r.valid_from is not None}
        ends = {r.valid_to for r in rules if r.valid_to is not None and r.valid_to < date.max}
        return cls(rules, tuple(sorted(starts | {e + timedelta(days=1) for e in ends})), Memo(MOST_ERAS))

    def checker(self, day: date) -> Checker:
        """Give the function of the rules in force on ``day``."""
        era = bisect_right(self._starts, day) if self._starts else 0
        return self._compiled.get(era, self._compile)

    def _compile(self, era: int) -> Checker:
        # Every day of an era has the same rules: its first stands for all.
        first = self._starts[era - 1] if era else date.min
        return compile_rules(r for r in self.rules if r.in_force(first))
