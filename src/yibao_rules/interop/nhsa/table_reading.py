"""Tables from TOML: every key known, every type readable, or an error that says where."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.nhsa.tables import (
    Choice,
    Condition,
    Field,
    FieldPatch,
    FieldType,
    Group,
    Side,
    Transaction,
    Variant,
)
from yibao_rules.interop.nhsa.values import FORMS
from yibao_rules.logic.clause import Certainty
from yibao_rules.text import Text, nearest, same

Names = Mapping[str, Mapping[str, Any]]
"""For each data element, the attributes of :class:`Field` that it has in every table."""

_TYPE = re.compile(r"(?:(?P<kind>[CJN])(?P<width>[1-9]\d*)(?:,(?P<decimals>\d+))?|date|datetime)", re.ASCII)
_TOP = ("source", "names", "transaction", "variant")
_NAME_KEYS = ("title", "dictionary", "open", "form", "filing", "note")
_FIELD_KEYS = ("type", "required", *_NAME_KEYS)
_SURE = {c.code: c for c in Certainty}


def read_names(text: str) -> Names:
    """Read the table ``names`` of a TOML text.

    Raises:
        ValueRefusedError: not TOML, or an entry unknown or misshapen.
    """
    table = _mapping("names", _parse(text).get("names", {}))
    return {
        name: dict(_settings(f"names.{name}", _mapping(f"names.{name}", given), _NAME_KEYS))
        for name, given in table.items()
    }


def read_tables(text: str, names: Names) -> tuple[tuple[Transaction, ...], tuple[Variant, ...]]:
    """Read the transactions and variants of a TOML text.

    Args:
        text: the TOML.
        names: what each data element is called.

    Raises:
        ValueRefusedError: not TOML, or an entry missing, unknown or misshapen.
    """
    data = _parse(text)
    _only("", data, _TOP)
    return (
        tuple(_transaction(w, t, names) for w, t in _tables("transaction", data)),
        tuple(_variant(w, t, names) for w, t in _tables("variant", data)),
    )


def _transaction(where: str, table: Mapping[str, Any], names: Names) -> Transaction:
    _only(where, table, ("infno", "title", "source", "sure", "items", "input", "output", "rules"))
    return Transaction(
        infno=_text(where, table, "infno"),
        title=_pair(f"{where}.title", table.get("title")),
        input=tuple(_group(w, t, names) for w, t in _tables("input", table, where)),
        output=tuple(_group(w, t, names) for w, t in _tables("output", table, where)),
        rules=tuple(_rule(w, t) for w, t in _tables("rules", table, where)),
        sources=(_text(where, table, "source"),),
        sure=_sure(where, table),
        items=_texts(f"{where}.items", table.get("items", [])),
    )


def _group(where: str, table: Mapping[str, Any], names: Names) -> Group:
    _only(where, table, ("node", "many", "fields"))
    node = table.get("node")
    if not isinstance(node, str):
        raise _refused(f"{where}.node", node, Text("文本", "text"))
    fields = _mapping(f"{where}.fields", table.get("fields"))
    return Group(
        node=node,
        many=_flag(f"{where}.many", table.get("many", False)),
        fields=tuple(_field(f"{where}.fields.{name}", name, given, names) for name, given in fields.items()),
    )


def _field(where: str, name: str, given: object, names: Names) -> Field:
    settings = dict(_settings(where, _mapping(where, given), _FIELD_KEYS))
    if "type" not in settings:
        raise _refused(where, "-", Text("键 type", "the key type"))
    merged = {**names.get(name, {}), **settings}
    if "title" not in merged:
        raise _refused(
            where, "-", Text("键 title，或 [names] 中的名称", "the key title, or a name in [names]")
        )
    return Field(name=name, **merged)


def _variant(where: str, table: Mapping[str, Any], names: Names) -> Variant:
    keys = ("name", "title", "transaction", "infno", "places", "drop", "source", "sure", "input", "output")
    _only(where, table, keys)
    patches = []
    for side in Side:
        nodes = _mapping(f"{where}.{side.code}", table.get(side.code, {}))
        for node, fields in nodes.items():
            at = f"{where}.{side.code}.{node}"
            patches.append(
                (
                    side,
                    node,
                    tuple(_patch(f"{at}.{n}", n, given, names) for n, given in _mapping(at, fields).items()),
                )
            )
    return Variant(
        name=_text(where, table, "name"),
        title=_pair(f"{where}.title", table.get("title")),
        transaction=_text(where, table, "transaction"),
        infno=_text(where, table, "infno") if "infno" in table else None,
        places=_texts(f"{where}.places", table.get("places", [])),
        drop=_texts(f"{where}.drop", table.get("drop", [])),
        patches=tuple(patches),
        source=_text(where, table, "source"),
        sure=_sure(where, table),
    )


def _patch(where: str, name: str, given: object, names: Names) -> FieldPatch:
    settings = _settings(where, _mapping(where, given), _FIELD_KEYS)
    basis = names.get(name, {})
    if "type" in dict(settings) and "title" not in {**basis, **dict(settings)}:
        raise _refused(
            where, "-", Text("键 title，或 [names] 中的名称", "the key title, or a name in [names]")
        )
    return FieldPatch(name, settings, tuple(basis.items()))


def _rule(where: str, table: Mapping[str, Any]) -> Condition:
    _only(where, table, ("when", "must", "message", "source"))
    return Condition(
        when=_choices(f"{where}.when", table.get("when")),
        must=_choices(f"{where}.must", table.get("must")),
        message=_pair(f"{where}.message", table.get("message")),
        source=_text(where, table, "source"),
    )


def _choices(where: str, value: object) -> tuple[Choice, ...]:
    return tuple((name, _texts(f"{where}.{name}", codes)) for name, codes in _mapping(where, value).items())


def _settings(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> tuple[tuple[str, Any], ...]:
    """Read the attributes that a field is given; ``type`` says three of them."""
    _only(where, table, known)
    settings: dict[str, Any] = {}
    for key, value in table.items():
        at = f"{where}.{key}"
        if key == "type":
            settings |= _type(at, value)
        elif key == "title":
            settings[key] = _pair(at, value)
        elif key == "filing":
            settings[key] = _texts(at, value)
        elif key == "form":
            settings[key] = _form(at, value)
        elif key in ("open", "required"):
            settings[key] = _flag(at, value)
        else:
            settings[key] = _text(where, table, key)
    return tuple(settings.items())


def _type(where: str, value: object) -> dict[str, Any]:
    found = _TYPE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _refused(
            where, value, Text("C30、N16,2、J40000、date 或 datetime", "C30, N16,2, J40000, date or datetime")
        )
    kind = FieldType(found["kind"] or found[0])
    width = int(found["width"]) if found["width"] else None
    return {"type": kind, "width": width, "decimals": int(found["decimals"] or 0)}


def _form(where: str, value: object) -> str:
    if isinstance(value, str) and value in FORMS:
        return value
    listed = "、".join(FORMS)
    raise _refused(where, value, Text(f"之一：{listed}", f"one of: {listed}"))


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = ValueRefusedError(
            where="TOML",
            found=str(error)[:80],
            expected=Text("TOML", "TOML"),
            fix=Text("改正该处的语法", "correct the syntax there"),
        )
    raise fault


def _tables(key: str, data: Mapping[str, Any], above: str = "") -> list[tuple[str, Mapping[str, Any]]]:
    """Give the array of tables under a key, each with its place."""
    where = f"{above}.{key}" if above else key
    value = data.get(key, [])
    if not isinstance(value, list):
        raise _refused(where, value, Text(f"[[{where}]] 表", f"[[{where}]] tables"))
    return [(f"{where}[{n}]", _mapping(f"{where}[{n}]", entry)) for n, entry in enumerate(value)]


def _only(where: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            near = nearest(key, known) or "、".join(known)
            raise _refused(f"{where}.{key}".strip("."), key, Text(f"键 {near}", f"the key {near}"))


def _mapping(where: str, value: object) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise _refused(where, value, Text("表 {…}", "a table {…}"))


def _text(where: str, table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if isinstance(value, str) and value:
        return value
    raise _refused(f"{where}.{key}", value, Text("文本", "text"))


def _texts(where: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
        return tuple(value)
    raise _refused(where, value, Text("文本列表", "a list of texts"))


def _flag(where: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise _refused(where, value, Text("true 或 false", "true or false"))


def _pair(where: str, value: object) -> Text:
    words = _texts(where, value)
    if len(words) == 2:
        return Text(*words)
    raise _refused(where, value, Text('["中文", "English"]', '["中文", "English"]'))


def _sure(where: str, table: Mapping[str, Any]) -> Certainty:
    code = _text(where, table, "sure")
    if code in _SURE:
        return _SURE[code]
    listed = "、".join(_SURE)
    raise _refused(f"{where}.sure", code, Text(f"之一：{listed}", f"one of: {listed}"))


def _refused(where: str, found: object, expected: Text) -> ValueRefusedError:
    shown = found if isinstance(found, str) else "-" if found is None else type(found).__name__
    return ValueRefusedError(
        where=where, found=same(shown[:40]), expected=expected, fix=Text("改正该处", "mend that place")
    )
