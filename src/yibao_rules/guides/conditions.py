"""Conditions of guides (适用情形): expressions in text over the fact table, parsed once each."""

from functools import lru_cache

from yibao_rules.logic.expr import Expr
from yibao_rules.logic.parse import parse
from yibao_rules.model.facts import facts


@lru_cache(maxsize=4096)
def parse_condition(text: str) -> Expr:
    """Parse a condition over the data dictionary.

    Args:
        text: such as ``"circumstances.deceased"`` or ``"circumstances.group == 'self_employed'"``.

    Returns:
        The expression.

    Raises:
        ExpressionError: where the text is no expression, with line, column and the nearest known name.
    """
    return parse(text, facts())
