"""JSON Schema (2020-12) of a guide's TOML, made from the records, so that an editor can check and complete it."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from yibao_rules.calendar.terms import Term
from yibao_rules.guides.reading import FORMS, SOME_PROSE
from yibao_rules.guides.requirement_reading import MODIFIERS
from yibao_rules.logic.expr import Expr
from yibao_rules.model.forms import KIND
from yibao_rules.model.guide import Guide
from yibao_rules.model.requirements import Need, Requirement
from yibao_rules.serialization.forms import FORM, KEY, Form, OpenName
from yibao_rules.serialization.limits import LONGEST_PROSE
from yibao_rules.text import LabelledEnum, Text

Schema = dict[str, Any]

FILE: Final = "guide.schema.json"
_SCALARS: Final[dict[Any, Schema]] = {
    str: {"type": "string", "maxLength": LONGEST_PROSE},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    time: {"type": "string", "format": "time"},
    Term: {"type": "string", "examples": ["不超过20个工作日", "即时办结", "每月批次", "满6个月"]},
    Expr: {"type": "string", "examples": ["circumstances.retired", "filing.channel == 'window'"]},
    Text: {
        "oneOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
                "required": ["zh", "en"],
                "additionalProperties": False,
            },
        ]
    },
}


def schema() -> Schema:
    """Make the schema from the records.

    Returns:
        The schema as plain data; the shipped file holds the same.
    """
    definitions: dict[str, Schema] = {}
    top = _record(Guide, definitions)
    top["properties"]["define"] = {
        "description": '具名材料要求，以 "@名称" 引用（named requirement nodes, used as "@name"）',
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/Requirement"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "办事指南（guide of a medical-insurance agency）",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Give the schema as the shipped file writes it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def shipped_schema() -> Schema:
    """Read the schema file that comes with the package."""
    text = resources.files("yibao_rules.guides").joinpath(FILE).read_text("utf-8")
    read: Schema = json.loads(text)
    return read


@cache
def hints_of(cls: type) -> Mapping[str, Any]:
    """Return the annotations of a record, resolved."""
    return get_type_hints(cls)


def is_requirement(hint: Any) -> bool:
    """Say whether an annotation is the requirement tree, with or without None."""
    return frozenset(get_args(hint)) >= frozenset(get_args(Requirement))


def without_none(hint: Any) -> tuple[Any, ...]:
    """Return the alternatives of an annotation, None left out."""
    if get_origin(hint) not in (Union, UnionType):
        return (hint,)
    return tuple(a for a in get_args(hint) if a is not type(None))


def _record(cls: type, definitions: dict[str, Schema]) -> Schema:
    attributes = attrs.fields(cls)
    properties = {
        a.metadata.get(KEY, a.name): _described(
            _in_form(cls, a, definitions) or _value(hints_of(cls)[a.name], definitions), a.metadata
        )
        for a in attributes
    }
    required = [a.metadata.get(KEY, a.name) for a in attributes if a.default is attrs.NOTHING]
    made: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": required} if required else made


def _described(schema_: Schema, metadata: Mapping[Any, Any]) -> Schema:
    label = metadata.get("label")
    return {"description": f"{label.zh}（{label.en}）", **schema_} if label else schema_


def _value(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if is_requirement(hint):
        return _requirement(definitions)
    alternatives = without_none(hint)
    if len(alternatives) > 1:
        return {"anyOf": [_value(a, definitions) for a in alternatives]}
    kind = alternatives[0]
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _value(get_args(kind)[0], definitions)}
    if kind in _SCALARS:
        return dict(_SCALARS[kind])
    return _members(kind) if issubclass(kind, LabelledEnum) else _reference(kind, definitions)


def _reference(kind: type, definitions: dict[str, Schema]) -> Schema:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # stands in while the record is made, which may hold itself
        definitions[kind.__name__] = _record(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _members(enum: type[LabelledEnum]) -> Schema:
    return {"oneOf": [{"const": m.code, "title": f"{m.label.zh}（{m.label.en}）"} for m in enum]}


def _requirement(definitions: dict[str, Schema]) -> Schema:
    here: Schema = {"$ref": "#/$defs/Requirement"}
    if "Requirement" in definitions:
        return here
    definitions["Requirement"] = {}
    modifiers = {
        "when": {"description": "仅在此情形（only when）", **_value(Expr, definitions)},
        "pledgeable": {"description": "可以个人承诺书代替（a pledge may replace it）", "type": "boolean"},
    }
    assert tuple(modifiers) == MODIFIERS  # noqa: S101  # the two lists are one
    need = _record(Need, definitions)
    nodes = [{**need, "properties": {**need["properties"], **modifiers}}]
    for key, value in (
        ("all", _array(here)),
        ("any", {**_array(here), "minItems": 1}),
        ("use", {"type": "string"}),
    ):
        properties = {key: value, **modifiers}
        nodes.append(
            {"type": "object", "properties": properties, "required": [key], "additionalProperties": False}
        )
    reference = {"type": "string", "pattern": "^@"}
    definitions["Requirement"] = {
        "description": '材料种类、"@名称"、数组（均需提供）或表（a kind, "@name", an array (all of) or a table）',
        "anyOf": [_name(KIND, definitions), reference, _array(here), *nodes],
    }
    return here


def _array(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _name(form: OpenName, definitions: dict[str, Schema]) -> Schema:
    """Refer to the names of an open table, which are many and stand in many places."""
    key = form.what.en.title().replace(" ", "")
    definitions.setdefault(key, form.schema())
    return {"$ref": f"#/$defs/{key}"}


def _in_form(cls: type, a: "attrs.Attribute[Any]", definitions: dict[str, Schema]) -> Schema | None:
    """Return the schema of a field that has a form of its own."""
    form: Form | None = FORMS.get((cls, a.name)) or a.metadata.get(FORM)
    if form is None and hints_of(cls)[a.name] is str and a.default is attrs.NOTHING:
        form = SOME_PROSE
    if form is None:
        return None
    made = _name(form, definitions) if isinstance(form, OpenName) else form.schema()
    if get_origin(hints_of(cls)[a.name]) is tuple:
        return _array(made)
    # What may be left out may be given as the empty text too.
    return {"anyOf": [made, {"const": ""}]} if a.default == "" else made
