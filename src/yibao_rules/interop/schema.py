"""The JSON Schema (2020-12) of a filing, made from the model's classes; the shipped file is compared with it."""

import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Secret
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization import moments, scalars
from yibao_rules.serialization.forms import FORM
from yibao_rules.serialization.limits import LONGEST_TEXT
from yibao_rules.text import LabelledEnum, Text

FILE = "filing.schema.json"
"""The schema's file in this package."""

_ID = "urn:yibao-rules:schema:filing:1"
# Properties of the model that stand in a fact's path for the field that they are made of.
_MADE_OF = {
    "name_key": "name",
    "id_text": "id_number",
    "card_text": "card_number",
    "seal_codes": "seals",
    "enrolment": "enrolments",
}
# What no fact speaks of.
_LABELS = {
    "id": Text("调用方自己的编号", "the caller's own key"),
    "submitted_at": Text("提交时间", "moment of submission"),
    "applicant": Text("申请人（申请中所填）", "the person as the filing writes him"),
    "registration": Text("登记信息", "the person as the register has him"),
    "enrolments": Text("参保信息", "enrolments"),
    "card": Text("社会保障卡", "social-security card"),
    "circumstances": Text("个人情况", "circumstances"),
    "hospital": Text("就医医院", "treating hospital"),
    "referring_hospital": Text("转出医院", "referring hospital"),
    "disease": Text("病种", "disease"),
    "agent": Text("代办人", "agent"),
    "contact": Text("联系人", "contact"),
    "materials": Text("材料（每种一项）", "materials, one entry a kind"),
    "procedure": Text("办理环节", "how far the filing has come"),
    "id_number": Text("证件号码", "document number"),
    "phone": Text("联系电话", "telephone number"),
    "address": Text("联系地址", "address"),
    "name": Text("姓名（机构、病种为其名称）", "name"),
    "since": Text("起始日期", "since"),
    "until": Text("终止日期", "until"),
    "kind": Text("材料种类", "kind of material"),
}


def filing_schema() -> dict[str, Any]:
    """Make the schema of a filing.

    Returns:
        A tree for ``json.dumps``. Whatever :func:`yibao_rules.interop.json.loads` takes in satisfies it, once its
        texts are normalised; titles give each field's and word's name in Chinese and English.
    """
    definitions: dict[str, Any] = {}
    _define(Filing, definitions)
    root = definitions.pop("Filing")
    root["properties"] = {
        "$schema": {"type": "string", "title": "本 schema 的地址 / address of this schema"},
        **root["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _ID,
        "title": "医保申请 / a filing",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Give the schema as the text of the shipped file."""
    return json.dumps(filing_schema(), ensure_ascii=False, indent=1) + "\n"


def shipped_schema() -> str:
    """Give the text of the schema file that the package ships."""
    return resources.files("yibao_rules.interop").joinpath(FILE).read_text("utf-8")


@cache
def _labels() -> dict[tuple[str, str], Text]:
    """The label of each field that a fact speaks of, by class and field."""
    table = facts()
    found = {
        ("Material", _MADE_OF.get(f.path, f.path)): f.label
        for family in table.families
        for f in family.fields
    }
    for fact in table:
        cls: Any = Filing
        for step in fact.path.split("."):
            name = _MADE_OF.get(step, step)
            if cls is None or name not in (hints := get_type_hints(cls)):
                break
            owner, cls = cls, _shaped(hints[name])
        else:
            found.setdefault((owner.__name__, name), fact.label)
    return found


def _shaped(hint: Any) -> Any:
    """Give the model's class that a hint names, wherever it stands in it."""
    if isinstance(hint, type) and issubclass(hint, Shaped):
        return hint
    return next((cls for cls in map(_shaped, get_args(hint)) if cls is not None), None)


def _define(cls: Any, definitions: dict[str, Any]) -> None:
    if cls.__name__ in definitions:
        return
    hints = get_type_hints(cls)
    properties = {}
    for f in attrs.fields(cls):
        label = _labels().get((cls.__name__, f.name)) or _LABELS[f.name]
        node = f.metadata[FORM].schema() if FORM in f.metadata else _type(hints[f.name], definitions)
        optional = f.default is not attrs.NOTHING
        properties[f.name] = {"title": str(label), **(_or_null(node) if optional else node)}
    definitions[cls.__name__] = {
        "type": "object",
        "properties": properties,
        "required": [f.name for f in attrs.fields(cls) if f.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _or_null(node: dict[str, Any]) -> dict[str, Any]:
    if isinstance(node.get("type"), str):
        return {**node, "type": [node["type"], "null"]}
    return {"anyOf": [node, {"type": "null"}]}


def _type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    for option in get_args(hint) if isinstance(hint, UnionType) else ():
        # The model's unions are all of one type and None, which comes second.
        return _type(option, definitions)
    if get_origin(hint) in (tuple, frozenset):
        return {"type": "array", "items": _type(get_args(hint)[0], definitions)}
    if issubclass(hint, Shaped):
        _define(hint, definitions)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if issubclass(hint, LabelledEnum):
        return {"oneOf": [{"const": m.code, "title": str(m.label)} for m in hint]}
    if issubclass(hint, Secret):
        return {"type": "string", "minLength": 1, "maxLength": hint.longest}
    return _scalar(hint)


def _scalar(hint: type) -> dict[str, Any]:
    scalar: dict[type, dict[str, Any]] = {
        str: {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT},
        bool: {"type": "boolean"},
        int: {"type": "integer"},
        date: {"type": "string", "format": "date", "pattern": _whole(moments.DATE_FORM)},
        datetime: {"type": "string", "pattern": _whole(moments.DATETIME_FORM)},
        Decimal: {"type": ["string", "integer"], "pattern": _whole(scalars.AMOUNT_FORM)},
    }
    return scalar[hint]


def _whole(form: str) -> str:
    return f"^{form}$"
