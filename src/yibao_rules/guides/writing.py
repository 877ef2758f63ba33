"""A guide as plain data again: what TOML or JSON can hold, and :func:`~yibao_rules.guides.structure` reads back."""

from datetime import date, time
from enum import Enum
from typing import Any

import attrs

from yibao_rules.calendar.terms import Term
from yibao_rules.logic.nodes import Expr
from yibao_rules.logic.write import to_text
from yibao_rules.model.guide import Guide
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.serialization.forms import KEY
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text


@guarded
def plain(guide: Guide) -> dict[str, Any]:
    """Give a guide as plain data: tables, arrays, texts, numbers; dates and times in ISO 8601.

    Args:
        guide: the guide; definitions that its file used are written out where they were used.

    Returns:
        Data that ``structure`` reads back to an equal guide, and that the JSON Schema admits.
    """
    return _record(guide)


def _record(record: Any) -> dict[str, Any]:
    return {
        a.metadata.get(KEY, a.name): _value(value)
        for a in attrs.fields(type(record))
        if (value := getattr(record, a.name)) != a.default
    }


def _value(value: Any) -> Any:  # noqa: PLR0911 - one form, one line
    match value:
        case Need() | AllOf() | AnyOf() | Pledgeable() | OnlyWhen():
            return _requirement(value)
        case Term():
            return value.wording("zh")
        case Expr():
            return to_text(value)
        case Enum():
            return value.value
        case Text(zh=zh, en=en):
            return {"zh": zh, "en": en}
        case date() | time():
            return value.isoformat()
        case tuple():
            return [_value(part) for part in value]
    return _record(value) if attrs.has(type(value)) else value


def _requirement(tree: Requirement) -> dict[str, Any]:
    match tree:
        case Need():
            return _record(tree)
        case AllOf(parts):
            return {"all": [_requirement(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [_requirement(part) for part in parts]}
        case Pledgeable(part):
            return {**_bare(part, "pledgeable", "when"), "pledgeable": True}
        case _:
            return {**_bare(tree.part, "when"), "when": to_text(tree.condition)}


def _bare(part: Requirement, *taken: str) -> dict[str, Any]:
    """Give a node's table, put inside an ``all`` of its own when it already bears one of the ``taken`` modifiers."""
    written = _requirement(part)
    return {"all": [written]} if any(key in written for key in taken) else written
