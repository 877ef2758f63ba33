"""From plain TOML data to the guide's records, by their annotations: every fault collected, none hidden by another."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs

from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import Term
from yibao_rules.errors import YibaoError
from yibao_rules.guides.conditions import parse_condition
from yibao_rules.guides.faults import Fault, mend
from yibao_rules.guides.names import checks
from yibao_rules.logic.expr import Expr
from yibao_rules.model.guide import Guide
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.text import LabelledEnum, Text, same

BAD: Final = object()
"""Stands for a value that could not be read; its fault has been noted."""

TOML_NAMES: Final[dict[tuple[type, str], str]] = {(Guide, "items"): "item", (Need, "kind"): "need"}
"""Keys that read better than the records' names: ``[[item]]``, ``{ need = … }``."""

NODE_KEYS: Final = ("need", "all", "any", "use")
MODIFIERS: Final = ("when", "pledgeable")
_SCALARS: Final = {
    str: Text("文字", "text"),
    bool: Text("true 或 false", "true or false"),
    int: Text("整数", "a whole number"),
    date: Text("日期，如 2023-01-01", "a date such as 2023-01-01"),
    datetime: Text("日期时间，如 2020-08-25T15:40:05", "a date and time such as 2020-08-25T15:40:05"),
    time: Text("时间，如 08:30:00", "a time such as 08:30:00"),
}
_REQUIREMENT: Final = frozenset(get_args(Requirement))


def toml_name(cls: type, name: str) -> str:
    """Give the TOML key of a record's field."""
    return TOML_NAMES.get((cls, name), name)


@cache
def hints_of(cls: type) -> Mapping[str, Any]:
    """Give the annotations of a record, resolved."""
    return get_type_hints(cls)


def is_requirement(hint: Any) -> bool:
    """Tell whether an annotation is the requirement tree, with or without None."""
    return frozenset(get_args(hint)) >= _REQUIREMENT


def without_none(hint: Any) -> tuple[Any, ...]:
    """Give the alternatives of an annotation, None left out."""
    if get_origin(hint) not in (Union, UnionType):
        return (hint,)
    return tuple(a for a in get_args(hint) if a is not type(None))


class Structurer:
    """Reads one file's data.

    Args:
        file: its name, for the faults.
        definitions: the file's ``[define]`` table: named requirement nodes for ``"@name"``.
    """

    def __init__(self, file: str, definitions: Mapping[str, object]) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._definitions = definitions
        self._open: list[str] = []

    def fault(self, path: str, found: Text | str, expected: Text, fix: Text | None = None) -> Any:
        """Note a fault and give :data:`BAD`."""
        wording = same(found) if isinstance(found, str) else found
        mended = fix or Text(f"改为{expected.zh}", f"give {expected.en}")
        self.faults.append(
            Fault(file=self.file, path=path or "/", found=wording, expected=expected, fix=mended)
        )
        return BAD

    def value(self, hint: Any, data: object, path: str) -> Any:
        """Read ``data`` as the annotation says."""
        if is_requirement(hint):
            return self.requirement(data, path)
        alternatives = without_none(hint)
        if len(alternatives) > 1:
            return self._first_fitting(alternatives, data, path)
        return self._one(alternatives[0], data, path)

    def _first_fitting(self, kinds: tuple[Any, ...], data: object, path: str) -> Any:
        for kind in kinds:
            read = _moment(kind, data)
            if type(read) is kind:
                return read
        return self._wrong(path, data, _SCALARS[kinds[0]])

    def _one(self, hint: Any, data: object, path: str) -> Any:
        if get_origin(hint) is tuple:
            return self._items(get_args(hint)[0], data, path)
        if hint in _SCALARS:
            return self._scalar(hint, data, path)
        if issubclass(hint, LabelledEnum):
            return self._member(hint, data, path)
        reader = _FROM_TEXT.get(hint)
        if reader is not None:
            return self._from_text(reader, data, path)
        if hint is Text:
            return self._bilingual(data, path)
        return self.record(hint, data, path)

    def _wrong(self, path: str, data: object, expected: Text) -> Any:
        kinds = {bool: "true/false", int: "整数", str: "文字", list: "数组", dict: "表"}
        names = {bool: "true/false", int: "a number", str: "text", list: "an array", dict: "a table"}
        kind = type(data)
        found = Text(kinds.get(kind, kind.__name__), names.get(kind, kind.__name__))
        return self.fault(path, found, expected)

    def _scalar(self, kind: type, data: object, path: str) -> Any:
        read = _moment(kind, data)
        if type(read) is not kind:
            return self._wrong(path, data, _SCALARS[kind])
        return normalise_text(read) if isinstance(read, str) else read

    def _items(self, hint: Any, data: object, path: str) -> Any:
        if not isinstance(data, list):
            return self._wrong(path, data, Text("数组 [ … ]", "an array [ … ]"))
        read = [self.value(hint, entry, f"{path}[{i}]") for i, entry in enumerate(data)]
        return BAD if BAD in read else tuple(read)

    def _member(self, enum: type[LabelledEnum], data: object, path: str) -> Any:
        members = {m.code: m for m in enum}
        if isinstance(data, str) and data in members:
            return members[data]
        known = "、".join(f"{code}（{m.label.zh}）" for code, m in members.items())
        expected = Text(f"其一：{known}", f"one of {', '.join(members)}")
        return self.fault(path, str(data), expected, mend(str(data), members, expected))

    def _from_text(self, reader: Callable[[str], object], data: object, path: str) -> Any:
        if not isinstance(data, str):
            return self._wrong(path, data, _SCALARS[str])
        try:
            return reader(data)
        except YibaoError as error:
            # An expression's error ends with its line and column: they are told after the key path.
            inner = error.where.removeprefix("expression") if error.where.startswith("expression:") else ""
            return self.fault(path + inner, error.found, error.expected, error.fix)

    def _bilingual(self, data: object, path: str) -> Any:
        if isinstance(data, str):
            return same(data)
        if isinstance(data, dict) and data.keys() == {"zh", "en"}:
            return Text(str(data["zh"]), str(data["en"]))
        return self._wrong(path, data, Text("文字，或 {zh=…, en=…}", "text, or {zh=…, en=…}"))

    def record(self, cls: type, data: object, path: str, skip: tuple[str, ...] = ()) -> Any:
        """Read a table as a record: unknown keys, missing keys and wrong values are faults."""
        if not isinstance(data, dict):
            return self._wrong(path, data, Text("表 { … }", "a table { … }"))
        attributes = {toml_name(cls, a.name): a for a in attrs.fields(cls)}
        self._unknown_keys(data, (*attributes, *skip), path)
        values: dict[str, Any] = {}
        for key, attribute in attributes.items():
            here = f"{path}.{key}".lstrip(".")
            if key in data:
                read = self.value(hints_of(cls)[attribute.name], data[key], here)
                values[attribute.name] = self._named(cls, attribute, read, here)
            elif attribute.default is attrs.NOTHING:
                self.fault(
                    here, Text("缺少", "missing"), Text("必填", "required"), Text("补上该键", "add the key")
                )
                values[attribute.name] = BAD
        return BAD if BAD in values.values() else cls(**values)

    def _named(self, cls: type, attribute: "attrs.Attribute[Any]", value: Any, path: str) -> Any:
        if value == "" and attribute.default is attrs.NOTHING:
            return self.fault(path, Text("空", "nothing"), Text("不为空的文字", "some text"))
        check = checks().get((cls, attribute.name))
        if check is None or value is BAD:
            return value
        words = enumerate(value) if isinstance(value, tuple) else ((None, value),)
        wrong = [(i, word, complaint) for i, word in words if word and (complaint := check(word))]
        for i, word, (expected, fix) in wrong:
            self.fault(path if i is None else f"{path}[{i}]", word, expected, fix)
        return BAD if wrong else value

    def _unknown_keys(self, data: Mapping[str, object], known: tuple[str, ...], path: str) -> None:
        for key in data:
            if key not in known:
                otherwise = Text("删去，或查阅格式说明", "drop it, or see the format's description")
                expected = Text("格式中的键", "a key of the format")
                self.fault(f"{path}.{key}".lstrip("."), key, expected, mend(key, known, otherwise))

    def requirement(self, data: object, path: str) -> Any:
        """Read a node of a requirement tree: a kind's name, ``"@definition"``, an array (all of) or a table."""
        if isinstance(data, str):
            return (
                self._definition(data[1:], path)
                if data.startswith("@")
                else self._node("need", {"need": data}, path)
            )
        if isinstance(data, list):
            parts = [self.requirement(part, f"{path}[{i}]") for i, part in enumerate(data)]
            return BAD if BAD in parts else AllOf(tuple(parts))
        if not isinstance(data, dict):
            return self._wrong(path, data, Text("材料、数组或表", "a kind, an array or a table"))
        given = [key for key in NODE_KEYS if key in data]
        if len(given) != 1:
            expected = Text("need、all、any、use 之一", "one of need, all, any, use")
            return self.fault(path, "、".join(given) or Text("没有", "none"), expected)
        return self._modified(self._node(given[0], data, path), data, path)

    def _node(self, key: str, data: dict[str, Any], path: str) -> Any:
        rest = {k: v for k, v in data.items() if k not in MODIFIERS}
        here = f"{path}.{key}"
        if key == "need":
            return self.record(Need, rest, path)
        self._unknown_keys(rest, (key,), path)
        if key == "use":
            return self._definition(str(rest["use"]), here)
        parts = self.requirement(rest[key], here) if isinstance(rest[key], list) else None
        if parts is None:
            return self._wrong(here, rest[key], Text("数组 [ … ]", "an array [ … ]"))
        if parts is BAD or key == "all":
            return parts
        return self._any(parts, here)

    def _any(self, parts: AllOf, path: str) -> Any:
        try:
            return AnyOf(parts.parts)
        except YibaoError as error:
            return self.fault(path, error.found, error.expected, error.fix)

    def _modified(self, node: Any, data: dict[str, Any], path: str) -> Any:
        pledged = self._scalar(bool, data.get("pledgeable", False), f"{path}.pledgeable")
        when = self._from_text(parse_condition, data["when"], f"{path}.when") if "when" in data else None
        if BAD in (node, pledged, when):
            return BAD
        node = Pledgeable(node) if pledged else node
        return node if when is None else OnlyWhen(when, node)

    def _definition(self, name: str, path: str) -> Any:
        if name not in self._definitions or name in self._open:
            expected = Text("[define] 中的名称，不得自引", "a name of [define], not its own")
            return self.fault(path, f"@{name}", expected, mend(name, self._definitions, expected))
        self._open.append(name)
        node = self.requirement(self._definitions[name], f"define.{name}")
        self._open.pop()
        return node


def _moment(kind: Any, data: object) -> object:
    """Read a date or time written as text, as JSON has it; anything else stays as it is."""
    if not isinstance(data, str) or kind not in (date, datetime, time):
        return data
    try:
        return kind.fromisoformat(data)
    except ValueError:
        return data


def normalise_text(text: str) -> str:
    """Trim a text line by line and join runs of spaces; its line breaks and its Chinese punctuation stay."""
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


_FROM_TEXT: Final[dict[Any, Callable[[str], object]]] = {Term: parse_term, Expr: parse_condition}
