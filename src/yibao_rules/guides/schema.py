"""JSON Schema (2020-12) of a guide's TOML, made from the records, so that an editor can check and complete it."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any, Final, get_args, get_origin

import attrs

from yibao_rules.calendar.terms import Term
from yibao_rules.guides.names import OPEN
from yibao_rules.guides.structure import MODIFIERS, hints_of, is_requirement, toml_name, without_none
from yibao_rules.logic.expr import Expr
from yibao_rules.model.guide import Guide, GuideItem
from yibao_rules.model.guide_parts import DiseaseEntry, FieldSource, Office, PledgeRule
from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.model.requirements import Need
from yibao_rules.text import LabelledEnum, Text

Schema = dict[str, Any]

FILE: Final = "guide.schema.json"
_SCALARS: Final[dict[Any, Schema]] = {
    str: {"type": "string"},
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


def _record(cls: type, definitions: dict[str, Schema]) -> Schema:
    attributes = attrs.fields(cls)
    properties = {
        toml_name(cls, a.name): _described(
            _names().get((cls, a.name)) or _value(hints_of(cls)[a.name], definitions), a.metadata
        )
        for a in attributes
    }
    required = [toml_name(cls, a.name) for a in attributes if a.default is attrs.NOTHING]
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
        "anyOf": [_names()[Need, "kind"], reference, _array(here), *nodes],
    }
    return here


def _array(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _open(names: list[str]) -> Schema:
    return {"anyOf": [{"enum": names}, {"type": "string", "pattern": f"^{OPEN}[a-z0-9_]+$"}]}


def _many(of: Schema) -> Schema:
    return {"type": "array", "items": of}


@cache
def _names() -> dict[tuple[type, str], Schema]:
    item = _open(list(items()))
    field: Schema = {"enum": [a.name for a in attrs.fields(GuideItem)]}
    place: Schema = {"type": "string", "pattern": r"^(\d{6})?$"}
    disease: Schema = {"type": "string", "pattern": r"^(M\d{5})?$"}
    return {
        (Guide, "place"): {"type": "string", "pattern": r"^(\d{6}|national)$"},
        (GuideItem, "item"): item,
        (GuideItem, "members"): _many(item),
        (GuideItem, "binds"): _many(field),
        (GuideItem, "required_facts"): _many({"type": "string", "examples": ["filing.begins_on"]}),
        (FieldSource, "of"): field,
        (PledgeRule, "becomes"): item,
        (Need, "kind"): _open(list(kinds())),
        (Office, "place"): place,
        (DiseaseEntry, "code"): disease,
        (DiseaseEntry, "includes"): _many({"type": "string", "pattern": r"^M\d{5}$"}),
    }
