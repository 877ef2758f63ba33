"""Expressions from text, as guides write them: Python's grammar, a closed list of forms, nothing executed.

``insured.status == 'normal' and filed_on + months(6) <= material.residence_permit.expires_on``
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from attrs import define, frozen

from yibao_rules.logic.build import TOO_MANY_DIGITS, compare, enum_member, holds, is_in, known, text_is
from yibao_rules.logic.dates import Offset
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.faults import DefinitionError, ExpressionError
from yibao_rules.logic.nodes import (
    ALWAYS,
    MAX_DEPTH,
    NEVER,
    And,
    Comparison,
    Expr,
    FactRef,
    FactType,
    Not,
    Or,
    Predicate,
    Shifted,
    TextTest,
)
from yibao_rules.logic.numbers import is_bounded
from yibao_rules.logic.syntax import Source
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, iso_date, nearest

_OPERATORS: Mapping[type[ast.cmpop], Comparison] = MappingProxyType(
    {
        ast.Eq: Comparison.EQ,
        ast.Lt: Comparison.LT,
        ast.LtE: Comparison.LE,
        ast.Gt: Comparison.GT,
        ast.GtE: Comparison.GE,
    }
)
_MIRRORED: Mapping[Comparison, Comparison] = MappingProxyType(
    {
        Comparison.EQ: Comparison.EQ,
        Comparison.LT: Comparison.GT,
        Comparison.LE: Comparison.GE,
        Comparison.GT: Comparison.LT,
        Comparison.GE: Comparison.LE,
    }
)
_UNITS = ("days", "months", "years", "working_days")
_FUNCTIONS = ("known", "between", "contains_all", "contains_any", *(t.value for t in TextTest))
MAX_NAME = 100
"""Longer names are not worth a search for the nearest."""

_BOOLEANS = MappingProxyType({"true": True, "false": False})


@guarded
def parse(
    text: str, table: FactTable, *, predicates: Iterable[Predicate] = (), where: str = "expression"
) -> Expr:
    """Read an expression.

    Args:
        text: the expression; it may run over several lines.
        table: the facts it may name.
        predicates: Python predicates it may call by name, as ``name()``.
        where: the place of the text, for errors.

    Returns:
        The expression, equal to the one that the same operators build in Python.

    Raises:
        ExpressionError: the text is no expression of the closed list, names an unknown fact (with the nearest
            known one), or compares what cannot be compared; it gives line and column.

    >>> from yibao_rules.logic import Fact
    >>> age = Fact(name="age", path="numerator", type=FactType.INT)
    >>> parse("age >= 60 and known(age)", FactTable(subject=int, facts=(age,))) == (age >= 60) & age.known()
    True
    """
    source = Source(text.replace("\r\n", "\n").replace("\r", "\n"), where)
    reader = _Reader(source, table, {p.name: p for p in predicates})
    return reader.expr(source.tree(), 1)


@frozen
class _Constant:
    """A constant as written: its meaning depends on the fact it is held against."""

    value: object
    node: ast.expr


@define
class _Reader:
    """Turns a syntax tree into an expression, form by form."""

    source: Source
    table: FactTable
    predicates: Mapping[str, Predicate]

    def expr(self, node: ast.expr, depth: int) -> Expr:
        """Read a condition."""
        if depth > MAX_DEPTH:
            raise self._fault(
                node,
                Text(f"嵌套超过 {MAX_DEPTH} 层", f"more than {MAX_DEPTH} levels of nesting"),
                Text(f"不超过 {MAX_DEPTH} 层", f"at most {MAX_DEPTH} levels"),
                Text("拆成几个条件", "split it into several conditions"),
            )
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = [self.expr(v, depth + 1) for v in values]
                return And(parts) if isinstance(op, ast.And) else Or(parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.expr(operand, depth + 1))
            case ast.Compare():
                return self._built(node, lambda: self._comparison(node))
            case ast.Call():
                return self._built(node, lambda: self._call(node))
            case ast.Name() | ast.Attribute() | ast.Constant(value=bool()):
                return self._built(node, lambda: self._plain(node))
            case _:
                raise self._foreign(node)

    def _built(self, node: ast.expr, build: Callable[[], Expr]) -> Expr:
        # What the builder refuses is told with the place in the text.
        try:
            return build()
        except ExpressionError:
            raise
        except DefinitionError as error:
            raise self._fault(node, error.found, error.expected, error.fix) from None

    def _plain(self, node: ast.expr) -> Expr:
        value = self._operand(node)
        if isinstance(value, _Constant):
            return ALWAYS if value.value else NEVER
        assert isinstance(value, FactRef)  # noqa: S101 - as a name gives
        if value.type is not FactType.BOOL:
            raise self._fault(
                node,
                Text(f"{value.name}（{value.type.label.zh}）", f"{value.name} ({value.type.label.en})"),
                Text("是否型事实或比较", "a yes-or-no fact or a comparison"),
                Text(f"写成比较，或 known({value.name})", f"compare it, or write known({value.name})"),
            )
        return compare(value, Comparison.EQ, value=True)

    def _comparison(self, node: ast.Compare) -> Expr:
        sides = [node.left, *node.comparators]
        tests = [
            self._one(left, op, right) for left, op, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        return tests[0] if len(tests) == 1 else And(tests)

    def _one(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Expr:
        if isinstance(op, ast.In | ast.NotIn):
            found = self._membership(left, right)
            return found if isinstance(op, ast.In) else Not(found)
        if isinstance(op, ast.Is | ast.IsNot):
            raise self._foreign(left)
        first, second = self._operand(left), self._operand(right)
        wanted = Comparison.EQ if isinstance(op, ast.NotEq) else _OPERATORS[type(op)]
        if isinstance(first, _Constant):
            if isinstance(second, _Constant):
                raise self._fault(
                    left,
                    self.source.snippet(left),
                    Text("至少一边是事实", "a fact on one side at least"),
                    Text("写出事实的名称，文本才加引号", "name a fact; only texts are quoted"),
                )
            first, second, wanted = second, first, _MIRRORED[wanted]
        fact = first.fact if isinstance(first, Shifted) else first
        value = self._literal(fact, second) if isinstance(second, _Constant) else second
        found = compare(first, wanted, value)
        return Not(found) if isinstance(op, ast.NotEq) else found

    def _membership(self, left: ast.expr, right: ast.expr) -> Expr:
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            fact = self._fact(left)
            return is_in(fact, [self._literal(fact, self._constant(e)) for e in right.elts])
        return holds(self._fact(right), [self._constant(left).value], every=True)

    def _call(self, node: ast.Call) -> Expr:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in self.predicates and not node.args and not node.keywords:
            return self.predicates[name]
        if name not in _FUNCTIONS or node.keywords or not node.args:
            near = nearest(name, (*_FUNCTIONS, *self.predicates))
            raise self._fault(
                node,
                self.source.snippet(node),
                Text(f"函数 {'、'.join(_FUNCTIONS)}", f"one of {', '.join(_FUNCTIONS)}"),
                Text(f"改为 {near}(…)", f"write {near}(...)")
                if near
                else Text("换用列出的函数", "use one of these"),
            )
        fact, rest = self._fact(node.args[0]), node.args[1:]
        if name == "between" and len(rest) == 2:
            return And(
                (self._one(node.args[0], ast.GtE(), rest[0]), self._one(node.args[0], ast.LtE(), rest[1]))
            )
        if name == "known" and not rest:
            return known(fact)
        if name in ("contains_all", "contains_any") and len(rest) == 1:
            return holds(fact, self._several(rest[0]), every=name == "contains_all")
        tests = {t.value: t for t in TextTest}
        takes = name in ("starts_with", "length_in")
        if name in tests and len(rest) == takes:
            return text_is(fact, tests[name], self._several(rest[0]) if takes else ())
        raise self._fault(
            node,
            self.source.snippet(node),
            Text(f"{name} 所需的参数", f"the arguments that {name} takes"),
            Text(
                "例如 known(x)、between(x, a, b)、starts_with(x, 'M')",
                "e.g. known(x), between(x, a, b), starts_with(x, 'M')",
            ),
        )

    def _several(self, node: ast.expr) -> list[object]:
        items = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
        return [self._constant(i).value for i in items]

    def _literal(self, fact: FactRef, constant: _Constant) -> object:
        if fact.type is FactType.ENUM and isinstance(constant.value, str):
            try:
                return enum_member(fact, constant.value)
            except DefinitionError as error:
                raise self._fault(constant.node, error.found, error.expected, error.fix) from None
        return constant.value

    def _fact(self, node: ast.expr) -> FactRef:
        found = self._operand(node)
        if isinstance(found, FactRef):
            return found
        raise self._fault(
            node,
            self.source.snippet(node),
            Text("事实的名称", "the name of a fact"),
            Text("写出事实的名称，不加引号", "name a fact, without quotes"),
        )

    def _constant(self, node: ast.expr) -> _Constant:
        found = self._operand(node)
        if isinstance(found, _Constant):
            return found
        raise self._fault(
            node,
            self.source.snippet(node),
            Text("常量", "a constant"),
            Text("文本加引号，日期写 date('2023-01-01')", "quote texts, write dates as date('2023-01-01')"),
        )

    def _operand(self, node: ast.expr) -> FactRef | Shifted | _Constant:  # noqa: PLR0911 - one form, one line
        match node:
            case ast.Constant(value=float()):
                # Python's reading of 0.1 is not a tenth; the digits as written are.
                return _Constant(self._number(node, self.source.segment(node)), node)
            case ast.Constant(value=bool() | str() as value):
                return _Constant(value, node)
            case ast.Constant(value=int() as whole):
                return _Constant(self._number(node, whole), node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as inner):
                number = self._constant(inner).value
                assert isinstance(number, int | Decimal)  # noqa: S101 - as matched
                # Turned round and not worked out, which would round it.
                return _Constant(-number if isinstance(number, int) else number.copy_negate(), node)
            case ast.Name(id=name) if name in _BOOLEANS:
                return _Constant(_BOOLEANS[name], node)
            case ast.Name() | ast.Attribute():
                return self._named(node)
            case ast.Call(func=ast.Name(id="date"), args=[ast.Constant(value=str() as day)], keywords=[]):
                return _Constant(self._date(node, day), node)
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return self._moved(node)
            case _:
                raise self._foreign(node)

    def _number(self, node: ast.expr, written: str | int) -> int | Decimal:
        try:
            number = Decimal(written) if isinstance(written, str) else written
        except ArithmeticError:
            number = None
        if number is None or not is_bounded(number):
            raise self._fault(
                node, self.source.snippet(node), TOO_MANY_DIGITS, Text("改正数值", "correct the number")
            )
        return number

    def _date(self, node: ast.expr, text: str) -> date:
        day = iso_date(text)
        if day is not None:
            return day
        raise self._fault(
            node,
            repr(text),
            Text("存在的日期，如 2023-01-01", "a date that exists, such as 2023-01-01"),
            Text("改正日期", "correct the date"),
        )

    def _moved(self, node: ast.BinOp) -> Shifted:
        offset, at = Offset(), node.left
        terms: list[tuple[ast.operator, ast.expr]] = [(node.op, node.right)]
        while isinstance(at, ast.BinOp) and isinstance(at.op, ast.Add | ast.Sub):
            terms.append((at.op, at.right))
            at = at.left
        fact = self._fact(at)
        for op, term in terms:
            step = self._offset(term)
            offset += step if isinstance(op, ast.Add) else -step
        if fact.type is not FactType.DATE:
            raise self._fault(
                at,
                fact.name,
                Text("日期型事实", "a date fact"),
                Text("只有日期可以加减时间", "only dates can be moved"),
            )
        return Shifted(fact, offset)

    def _offset(self, node: ast.expr) -> Offset:
        match node:
            case ast.Call(func=ast.Name(id=unit), args=[ast.Constant(value=int() as n)], keywords=[]) if (
                unit in _UNITS
            ):
                return Offset(**{unit: int(n)})
            case _:
                raise self._fault(
                    node,
                    self.source.snippet(node),
                    Text(
                        "days(n)、months(n)、years(n) 或 working_days(n)",
                        "days(n), months(n), years(n) or working_days(n)",
                    ),
                    Text("例如 filed_on + months(6)", "e.g. filed_on + months(6)"),
                )

    def _named(self, node: ast.Name | ast.Attribute) -> FactRef:
        parts: list[str] = []
        at: ast.expr = node
        while isinstance(at, ast.Attribute):
            parts.append(at.attr)
            at = at.value
        if not isinstance(at, ast.Name):
            raise self._foreign(node)
        name = ".".join([at.id, *reversed(parts)])
        found = self.table.find(name)
        if found is not None:
            return found
        near = self.table.nearest(name) if len(name) <= MAX_NAME else None
        raise self._fault(
            node,
            self.source.snippet(node),
            Text("事实字典中的名称", "a name in the data dictionary"),
            Text(f"改为 {near}；若是文本则加引号", f"write {near}; if it is a text, quote it")
            if near
            else Text("查阅事实字典；若是文本则加引号", "see the data dictionary; if it is a text, quote it"),
        )

    def _foreign(self, node: ast.expr) -> ExpressionError:
        return self._fault(
            node,
            self.source.snippet(node),
            Text("比较、and、or、not、in 或所列函数", "a comparison, and, or, not, in, or a listed function"),
            Text(
                "组合用 and、or、not；未知用 known(x) 判断",
                "combine with and, or, not; test for unknown with known(x)",
            ),
        )

    def _fault(self, node: ast.expr, found: Text | str, expected: Text, fix: Text) -> ExpressionError:
        return self.source.fault(*self.source.at(node), found, expected, fix)
