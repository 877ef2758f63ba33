"""Writes an expression as Python source: four plain questions (is true, is false, and their denials), no third value.

The text is built from our own node types and validated attribute names only; every constant is bound by name.
"""

from collections.abc import Callable, Mapping
from enum import Enum

from attrs import Factory, define, frozen

from yibao_rules.logic.dates import Offset, days_after, months_after
from yibao_rules.logic.evaluate import checksum_mod11_2
from yibao_rules.logic.nodes import (
    And,
    Compare,
    Comparison,
    Const,
    Expr,
    FactRef,
    FactType,
    Holds,
    IsIn,
    Known,
    Literal,
    Not,
    Operand,
    Or,
    Predicate,
    Shifted,
    TextIs,
    TextTest,
    operand_fact,
)
from yibao_rules.logic.paths import DAY, read_path

Load = tuple[tuple[str, str], ...]
"""A prefix of a path: ``("attr", name)``, ``("item", key)`` and ``("there", key)`` in turn."""


class Form(Enum):
    """The four questions about a three-valued expression; each is a plain Python condition."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"


# Form of the whole: (form asked of each part, word that joins them). Negation pushed inwards keeps every test plain.
_AND = {
    Form.TRUE: " and ",
    Form.FALSE: " or ",
    Form.NOT_TRUE: " or ",
    Form.NOT_FALSE: " and ",
}
_OR = {
    Form.TRUE: " or ",
    Form.FALSE: " and ",
    Form.NOT_TRUE: " and ",
    Form.NOT_FALSE: " or ",
}
_NEGATED = {
    Form.TRUE: Form.FALSE,
    Form.FALSE: Form.TRUE,
    Form.NOT_TRUE: Form.NOT_FALSE,
    Form.NOT_FALSE: Form.NOT_TRUE,
}
_DENIAL = {Form.NOT_TRUE: Form.TRUE, Form.NOT_FALSE: Form.FALSE}


@frozen(cache_hash=True)
class Shared:
    """A sub-expression asked for more than once, named in the generated function: whether it is true, or false."""

    expr: Expr
    form: Form


Thing = Load | Shifted | Shared
"""What a generated function holds in a local variable."""


@frozen
class _Test:
    """A leaf in source: locals that must not be None, the condition, its denial.

    ``safe``: the condition is simply false, without an error, when the guarded local is None.
    ``tri``: the condition itself may give None for unknown.
    """

    guards: tuple[str, ...]
    yes: str
    no: str
    safe: bool = False
    tri: bool = False


def load_of(fact: FactRef) -> Load:
    """Give the path of a fact as a load."""
    parsed = read_path(fact.path)
    load: list[tuple[str, str]] = []
    for step in parsed.steps:
        load.append(("attr", step.attribute))
        if step.key is not None:
            load.append(("item", step.key))
    if parsed.presence:
        load[-1] = ("there", load[-1][1])
    return tuple(load)


def needs_name(shifted: Shifted) -> bool:
    """Tell whether a moved date may be unknown though its fact is given, so that it must be tested itself."""
    return shifted.offset.working_days != 0


@define
class Writer:
    """Writes expressions; collects the constants that the text refers to.

    Args:
        named: the shared sub-expressions and moved dates that have a local variable.
    """

    named: Mapping[Shared | Shifted, object] = Factory(dict)
    constants: dict[str, object] = Factory(dict)
    _locals: dict[Thing, str] = Factory(dict)
    _bound: dict[tuple[type, object], str] = Factory(dict)

    def bind(self, value: object) -> str:
        """Give the name under which the generated function knows this constant."""
        key = (type(value), value)
        if key not in self._bound:
            name = f"c{len(self.constants)}"
            self._bound[key] = name
            self.constants[name] = value
        return self._bound[key]

    def bind_new(self, value: object) -> str:
        """Give a name to a value that is not shared with any other use."""
        name = f"d{len(self.constants)}"
        self.constants[name] = value
        return name

    def local(self, thing: Thing) -> str:
        """Give the local variable of a load, a moved date or a shared sub-expression."""
        if thing == ():
            return "day"
        if thing not in self._locals:
            self._locals[thing] = f"v{len(self._locals)}"
        return self._locals[thing]

    def load(self, load: Load) -> str:
        """Write the value of a load, from the local of the load before it."""
        (kind, word), before = load[-1], load[:-1]
        if not before:
            return f"s.{word}"
        base = self.local(before)
        got = {"attr": f"{base}.{word}", "item": f"{base}.get({{}})", "there": f"{{}} in {base}"}[kind]
        return f"None if {base} is None else " + (got if kind == "attr" else got.format(self.bind(word)))

    def moved(self, shifted: Shifted) -> str:
        """Write the value of a moved date for a local of its own."""
        start = self.local(load_of(shifted.fact))
        guard = "" if shifted.fact.path == DAY else f"None if {start} is None else "
        return guard + self._after(start, shifted.offset)

    def _after(self, start: str, offset: Offset) -> str:
        months = 12 * offset.years + offset.months
        if offset == Offset(years=offset.years, months=offset.months):
            return f"{self.bind(months_after)}({start}, {self.bind(months)})"
        if offset == Offset(days=offset.days):
            return f"{self.bind(days_after)}({start}, {self.bind(offset.days)})"
        return f"{self.bind(offset)}.after({start}, workdays)"

    def ask(self, expr: Expr, form: Form, available: Callable[[Shared], bool] = lambda _: True) -> str:
        """Write the condition that ``expr`` is true, is false, is not true or is not false.

        ``available`` tells which named sub-expressions already have their value at this point.
        """
        positive = _DENIAL.get(form, form)
        shared = Shared(expr, positive)
        if shared in self.named and available(shared):
            return self.local(shared) if positive is form else f"not {self.local(shared)}"
        return self.define(expr, form, available)

    def define(self, expr: Expr, form: Form, available: Callable[[Shared], bool] = lambda _: True) -> str:
        """Write the condition without using a name for ``expr`` itself."""
        match expr:
            case Const(value=value):
                return str(value is (form in (Form.TRUE, Form.NOT_FALSE)))
            case Not(part=part):
                return self.ask(part, _NEGATED[form], available)
            case And(parts=parts) | Or(parts=parts):
                word = (_AND if isinstance(expr, And) else _OR)[form]
                return "(" + word.join(self.ask(p, form, available) for p in parts) + ")"
            case _:
                return self._leaf(expr, form)

    def _leaf(self, leaf: Expr, form: Form) -> str:
        if isinstance(leaf, Known):
            given = self.local(load_of(leaf.fact))
            present = form in (Form.TRUE, Form.NOT_FALSE)
            if leaf.fact.path == DAY:
                return str(present)
            return f"{given} is {'not ' if present else ''}None"
        test = self._test(leaf)
        match form:
            case Form.TRUE:
                parts = () if test.safe else tuple(f"{g} is not None" for g in test.guards)
                return " and ".join((*parts, test.yes)).join("()")
            case Form.NOT_TRUE:
                parts = () if test.safe else tuple(f"{g} is None" for g in test.guards)
                return " or ".join((*parts, test.no)).join("()")
            case Form.FALSE:
                no = f"(x := {test.yes}) is not None and not x" if test.tri else test.no
                return " and ".join((*(f"{g} is not None" for g in test.guards), no)).join("()")
            case _:
                yes = f"(x := {test.yes}) is None or x" if test.tri else test.yes
                return " or ".join((*(f"{g} is None" for g in test.guards), yes)).join("()")

    def told(self, expr: Expr) -> str | None:
        """Write the condition that a plain test, perhaps denied, has a known value; None for anything less plain."""
        leaf = expr.part if isinstance(expr, Not) else expr
        if isinstance(leaf, Known):
            return "True"
        if not isinstance(leaf, Compare | IsIn | Holds | TextIs):
            return None
        return " and ".join(f"{g} is not None" for g in self._test(leaf).guards) or "True"

    def _test(self, leaf: Expr) -> _Test:
        match leaf:
            case Compare():
                return self._comparison(leaf)
            case Predicate(function=function, facts=facts):
                names = [self.local(load_of(f)) for f in facts]
                call = f"{self.bind(function)}({', '.join(names)})"
                return _Test(self._guards(facts), call, f"not {call}", tri=True)
            case _:
                assert isinstance(leaf, IsIn | Holds | TextIs)  # noqa: S101 - the kinds that are left
                yes, no = self._membership(leaf, self.local(load_of(leaf.fact)))
                return _Test(self._guards((leaf.fact,)), yes, no, safe=isinstance(leaf, IsIn))

    def _guards(self, facts: tuple[FactRef, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.local(load_of(f)) for f in facts if f.path != DAY))

    def _membership(self, leaf: IsIn | Holds | TextIs, value: str) -> tuple[str, str]:
        match leaf:
            case IsIn(fact=fact, values=values):
                # An enum's hash is a Python call, so a few members are found faster one by one.
                few = len(values) <= (6 if fact.type is FactType.ENUM else 2)
                among = self.bind(values if few else frozenset(values))
                return f"{value} in {among}", f"{value} not in {among}"
            case Holds(codes=codes, every=every):
                found = [f"{self.bind(c)} in {value}" for c in codes]
                absent = [f"{self.bind(c)} not in {value}" for c in codes]
                yes, no = (" and ", " or ") if every else (" or ", " and ")
                return yes.join(found).join("()"), no.join(absent).join("()")
            case TextIs(test=TextTest.STARTS_WITH, arguments=prefixes):
                yes = f"{value}.startswith({self.bind(prefixes)})"
            case TextIs(test=TextTest.LENGTH_IN, arguments=lengths):
                return f"len({value}) in {self.bind(lengths)}", f"len({value}) not in {self.bind(lengths)}"
            case TextIs(test=TextTest.DIGITS):
                yes = f"({value}.isascii() and {value}.isdigit())"
            case _:
                yes = f"{self.bind(checksum_mod11_2)}({value})"
        return yes, f"not {yes}"

    def _comparison(self, leaf: Compare) -> _Test:
        left, right = self._operand(leaf.left), self._operand(leaf.right)
        guards = tuple(dict.fromkeys(self._operand_guard(leaf.left) + self._operand_guard(leaf.right)))
        constant = isinstance(leaf.right, Literal)
        fact = operand_fact(leaf.left)[0]
        if constant and fact.type is FactType.BOOL:
            return _Test(guards, left, f"not {left}", safe=True)
        if leaf.op is Comparison.EQ:
            same, other = ("is", "is not") if fact.type is FactType.ENUM else ("==", "!=")
            safe = constant and isinstance(leaf.left, FactRef)
            return _Test(guards, f"{left} {same} {right}", f"{left} {other} {right}", safe=safe)
        yes = f"{left} {leaf.op.value} {right}"
        return _Test(guards, yes, f"not {yes}")

    def _operand(self, operand: Operand) -> str:
        match operand:
            case Literal(value=value):
                return self.bind(value)
            case FactRef():
                return self.local(load_of(operand))
            case _ if operand in self.named:
                return self.local(operand)
            case _:
                return self._after(self.local(load_of(operand.fact)), operand.offset)

    def _operand_guard(self, operand: Operand) -> tuple[str, ...]:
        if isinstance(operand, Shifted) and operand in self.named:
            return (self.local(operand),)
        return self._guards(operand_fact(operand))
