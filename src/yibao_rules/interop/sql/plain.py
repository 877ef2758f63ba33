"""Makes machine-written expressions plain: what was spelt out for any input becomes what a person would write."""

from collections.abc import Callable, Iterable
from typing import Any

from yibao_rules.interop.sql.faults import package, untranslated

Rule = Callable[[Any], Any]
"""Gives a node for a node."""

_LOOSER = {
    "OR": {","},
    "AND": {",", "OR"},
    "+": {",", "OR", "AND", "NOT", "IS", "IN", "=", "!=", "<>", "<", "<=", ">", ">=", "-"},
}
"""What binds less tightly than these operators, or is no part of a chain of them."""


_SETTLED = (
    "Add Alias And ArrayContains Boolean Case Cast Coalesce Column Concat DataType DataTypeParam Day EQ GT GTE Identifier If In "
    "IntDiv Is IsNan LT LTE Length Literal Month Mul NEQ Neg Not Null Or Paren RegexpLike StartsWith StrPosition Sub "
    "Substring Year"
)
SETTLED = frozenset(_SETTLED.split())
"""The constructs that may be left in the end: of each it is known what it means in every dialect."""


def expressions() -> Any:
    """Give sqlglot's classes of nodes.

    Raises:
        MissingExtraError: it is not installed.
    """
    return package("sqlglot.expressions")


def parsed(select: str) -> Any:
    """Read a statement of DuckDB's."""
    return package("sqlglot").parse_one(unnested(select), read="duckdb")


def unnested(select: str) -> str:
    """Write ``((a OR b) OR c)`` as ``(a OR b OR c)``: a parser that calls itself ends at some fifty levels."""
    tokens = package("sqlglot").tokenize(select, read="duckdb")
    words = [t.text.upper() if t.token_type.name not in ("STRING", "IDENTIFIER") else "" for t in tokens]
    opened: list[tuple[int, set[str]]] = []
    dropped: list[int] = []
    for n, word in enumerate(words):
        if word == "(":
            opened.append((n, set()))
        elif word == ")":
            start, found = opened.pop()
            follows = words[n + 1] if n + 1 < len(words) else ""
            chained = follows in found and follows in _LOOSER and not found & _LOOSER[follows]
            if chained and words[start - 1] == "(":
                dropped += [tokens[start].start, tokens[n].start]
        elif opened:
            opened[-1][1].add(word)
    gone = set(dropped)
    return "".join(c for n, c in enumerate(select) if n not in gone)


def plain(node: Any) -> Any:
    """Give an expression in plain words, of the same value.

    Raises:
        SqlError: a construct is left of which nobody has settled what it means elsewhere.
    """
    rules = (_membership, _without_null, _constants, _bare, _no_else, _joined)
    found = rewritten(node.unnest(), rules, _quotient)
    for part in found.walk():
        if type(part).__name__ not in SETTLED:
            raise untranslated(type(part).__name__)
    return found


def rewritten(node: Any, rules: Iterable[Rule], before: Rule = lambda node: node) -> Any:
    """Apply rules to all parts of an expression, the innermost first.

    Args:
        node: the expression.
        rules: each gives a node for a node.
        before: a rule applied to a node ahead of its parts.
    """
    node = before(node)
    for name, value in list(node.args.items()):
        if isinstance(value, list):
            node.set(name, [rewritten(v, rules, before) if hasattr(v, "args") else v for v in value])
        elif hasattr(value, "args"):
            node.set(name, rewritten(value, rules, before))
    for rule in rules:
        node = rule(node)
    return node


def _quotient(node: Any) -> Any:
    """Read the many cases for ``a // n`` of any two numbers as ``a // n``: n is a constant, a is never negative."""
    e = expressions()
    if not isinstance(node, e.Case) or len(node.args["ifs"]) != 1:
        return node
    test = node.args["ifs"][0].this.unnest()
    if not (
        isinstance(test, e.NEQ)
        and isinstance(test.this, e.Literal)
        and isinstance(test.expression, e.Literal)
    ):
        return node
    whole = node.args["ifs"][0].args["true"].find(e.IntDiv)
    return e.Paren(this=(whole.this if test.this.name == "1" else whole).copy())


def _membership(node: Any) -> Any:
    """Read ``contains([1, 2], x)`` as ``x IN (1, 2)``, and ``contains(text, part)`` by the part's position."""
    e = expressions()
    if not isinstance(node, e.Contains):
        return node
    if isinstance(node.this, e.Array):
        return e.In(this=node.expression, expressions=node.this.expressions)
    return e.GT(this=e.StrPosition(this=node.this, substr=node.expression), expression=e.Literal.number(0))


def _is_words(node: Any) -> bool:
    """Tell whether a node is a text constant, or a case of nothing but text constants."""
    e = expressions()
    if isinstance(node, e.Case):
        branches = [*(i.args["true"] for i in node.args["ifs"]), node.args.get("default") or e.null()]
        return all(_is_words(branch.unnest()) for branch in branches)
    return isinstance(node, e.Literal) and bool(node.is_string)


def _without_null(node: Any) -> Any:
    """Leave out the question whether a constant is null, and text of a text."""
    e = expressions()
    if isinstance(node, e.Is) and _is_words(node.this.unnest()):
        return e.false()
    if isinstance(node, e.Cast) and node.to.this == e.DataType.Type.TEXT and _is_words(node.this.unnest()):
        return node.this
    return node


def _constants(node: Any) -> Any:
    """Leave FALSE out of a disjunction, and a case that always applies out of its case."""
    e = expressions()
    if isinstance(node, e.Or):
        kept = [p for p in (node.this, node.expression) if p.unnest() != e.false()]
        return node if len(kept) == 2 else (kept or [e.false()])[0]
    if isinstance(node, e.Case) and node.args["ifs"][0].this.unnest() == e.Not(this=e.false()):
        return node.args["ifs"][0].args["true"]
    return node


def _joined(node: Any) -> Any:
    """Leave out the joining of one text, and a length that means "to the end"."""
    e = expressions()
    if isinstance(node, e.Concat) and len(node.expressions) == 1:
        return node.expressions[0]
    if isinstance(node, e.Substring) and node.args.get("length") == e.Length(this=node.this):
        node.set("length", None)
    return node


def _no_else(node: Any) -> Any:
    """Write a case in the else of a case as one case; an else of null goes without saying."""
    e = expressions()
    if not isinstance(node, e.Case):
        return node
    rest = (node.args.get("default") or e.null()).unnest()
    if isinstance(rest, e.Null):
        node.set("default", None)
    elif isinstance(rest, e.Case):
        node.set("ifs", [*node.args["ifs"], *rest.args["ifs"]])
        node.set("default", rest.args.get("default"))
    return node


def _bare(node: Any) -> Any:
    """Drop brackets that the order of operations makes needless."""
    e = expressions()
    if isinstance(node, e.Paren):
        return node
    for name, value in node.args.items():
        if isinstance(value, e.Paren):
            inside = value.unnest()
            node.set(name, inside if _needless(node, name, inside) else e.Paren(this=inside))
        elif isinstance(value, list) and not isinstance(node, e.In):
            node.set(name, [v.unnest() if isinstance(v, e.Paren) else v for v in value])
    return node


def _needless(node: Any, name: str, inside: Any) -> bool:
    """Tell whether brackets around ``inside`` may go where it stands in ``node``."""
    e = expressions()
    outer, inner = _binding(node, 0), _binding(inside, 9)
    if isinstance(node, e.Or) and isinstance(inside, e.And):
        return False  # needless, and yet easier to read
    chained = type(inside) is type(node) and isinstance(node, (e.Or, e.And, e.Add)) and name == "this"
    return inner > outer or chained


def _binding(node: Any, otherwise: int) -> int:
    """Give how tightly an operator binds; ``otherwise`` for what is none."""
    return _BINDING.get(type(node).__name__, otherwise)


_BINDING = {
    name: n
    for n, names in enumerate(
        ("Or", "And", "Not", "EQ NEQ LT LTE GT GTE Is In RegexpLike", "Add Sub", "Mul IntDiv", "Neg"), start=1
    )
    for name in names.split()
}
