"""Tables from TOML by the one reader of plain data: every fault at once, each with its line."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from attrs import asdict, evolve, field, frozen
from cattrs import BaseValidationError, Converter

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
from yibao_rules.serialization.faults import FaultCollector, FaultKind, Faults, HookError, InputError, escape
from yibao_rules.serialization.forms import OneOf, in_form
from yibao_rules.serialization.limits import DEEPEST_TOML
from yibao_rules.serialization.reader import Hook, Reading, Words, make_reader
from yibao_rules.serialization.scalars import describe, text, wrong_type
from yibao_rules.serialization.size import too_big
from yibao_rules.serialization.toml_text import line_of, lines_of, read_toml
from yibao_rules.serialization.walker import NO_ADVICE, collect
from yibao_rules.text import Text

Names = Mapping[str, Mapping[str, Any]]
"""For each data element, the attributes of :class:`Field` that it has in every table."""

_TYPE: Final = re.compile(
    r"(?:(?P<kind>[CJN])(?P<width>[1-9][0-9]*)(?:,(?P<decimals>[0-9]+))?|date|datetime)", re.ASCII
)
_SOURCE: Final = "TOML"


@frozen(kw_only=True)
class TypeEntry:
    """The type of a field: ``C30``, ``N16,2``, ``J40000``, ``date`` or ``datetime``."""

    type: FieldType
    width: int | None
    decimals: int


@frozen(kw_only=True)
class NameEntry:
    """What is said of a data element; None is not said."""

    title: Text | None = None
    dictionary: str | None = None
    open: bool | None = None
    form: str | None = field(default=None, metadata=in_form(OneOf(lambda: FORMS, Text("形式", "a form"))))
    filing: tuple[str, ...] | None = None
    note: str | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The attributes of a field that are said."""
        said = asdict(self, recurse=False, filter=lambda _, value: value is not None)
        kind = said.pop("type", None)
        return said | (asdict(kind, recurse=False) if kind is not None else {})


@frozen(kw_only=True)
class FieldEntry(NameEntry):
    """A field of a table or of a variant."""

    type: TypeEntry | None = None
    required: bool | None = None


@frozen(kw_only=True)
class NodeEntry:
    """A node with its fields."""

    node: str
    many: bool = False
    fields: dict[str, FieldEntry]


@frozen(kw_only=True)
class RuleEntry:
    """A rule between fields."""

    when: dict[str, tuple[str, ...]]
    must: dict[str, tuple[str, ...]]
    message: Text
    source: str


@frozen(kw_only=True)
class TransactionEntry:
    """A transaction."""

    infno: str
    title: Text
    source: str
    sure: Certainty
    items: tuple[str, ...] = ()
    input: tuple[NodeEntry, ...] = ()
    output: tuple[NodeEntry, ...] = ()
    rules: tuple[RuleEntry, ...] = ()


@frozen(kw_only=True)
class VariantEntry:
    """A variant of a transaction."""

    name: str
    title: Text
    transaction: str
    infno: str | None = None
    places: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    source: str
    sure: Certainty
    input: dict[str, dict[str, FieldEntry]] = field(factory=dict)
    output: dict[str, dict[str, FieldEntry]] = field(factory=dict)


@frozen(kw_only=True)
class TableFile:
    """A whole file."""

    source: str | None = None
    names: dict[str, NameEntry] = field(factory=dict)
    transaction: tuple[TransactionEntry, ...] = ()
    variant: tuple[VariantEntry, ...] = ()


def read_names(document: str) -> Names:
    """Read the table ``names`` of a TOML text.

    Raises:
        InputError: not TOML, or entries missing, unknown or misshapen; every fault, each with its line.
    """
    return {name: entry.settings for name, entry in _read(document).names.items()}


def read_tables(document: str, names: Names) -> tuple[tuple[Transaction, ...], tuple[Variant, ...]]:
    """Read the transactions and variants of a TOML text.

    Args:
        document: the TOML.
        names: what each data element is called.

    Raises:
        InputError: not TOML, or entries missing, unknown or misshapen; every fault, each with its line.
    """
    file = _read(document)
    out = FaultCollector()
    transactions = [_transaction(t, f"/transaction/{n}", names, out) for n, t in enumerate(file.transaction)]
    variants = [_variant(v, f"/variant/{n}", names, out) for n, v in enumerate(file.variant)]
    _refuse(document, out.result())
    return tuple(transactions), tuple(variants)


def _transaction(entry: TransactionEntry, at: str, names: Names, out: FaultCollector) -> Transaction:
    return Transaction(
        infno=entry.infno,
        title=entry.title,
        input=_groups(entry.input, f"{at}/input", names, out),
        output=_groups(entry.output, f"{at}/output", names, out),
        rules=tuple(
            Condition(when=_choices(r.when), must=_choices(r.must), message=r.message, source=r.source)
            for r in entry.rules
        ),
        sources=(entry.source,),
        sure=entry.sure,
        items=entry.items,
    )


def _groups(groups: tuple[NodeEntry, ...], at: str, names: Names, out: FaultCollector) -> tuple[Group, ...]:
    return tuple(
        Group(
            node=g.node,
            many=g.many,
            fields=tuple(
                _field(name, f, f"{at}/{n}/fields{escape(name)}", names, out) for name, f in g.fields.items()
            ),
        )
        for n, g in enumerate(groups)
    )


def _field(name: str, entry: FieldEntry, at: str, names: Names, out: FaultCollector) -> Field:
    said: dict[str, Any] = {**names.get(name, {}), **entry.settings}
    if "type" not in said:
        out.add(lambda: _lacking(Text("键 type", "the key type")).at(at))
    if "title" not in said:
        out.add(lambda: _untitled().at(at))
    return Field(name=name, **{"title": Text("", ""), "type": FieldType.TEXT, **said})


def _variant(entry: VariantEntry, at: str, names: Names, out: FaultCollector) -> Variant:
    sides = ((Side.INPUT, entry.input), (Side.OUTPUT, entry.output))
    return Variant(
        name=entry.name,
        title=entry.title,
        transaction=entry.transaction,
        infno=entry.infno,
        places=entry.places,
        drop=entry.drop,
        patches=tuple(
            (
                side,
                node,
                tuple(
                    _patch(name, f, at + escape(side.code) + escape(node) + escape(name), names, out)
                    for name, f in fields.items()
                ),
            )
            for side, nodes in sides
            for node, fields in nodes.items()
        ),
        source=entry.source,
        sure=entry.sure,
    )


def _patch(name: str, entry: FieldEntry, at: str, names: Names, out: FaultCollector) -> FieldPatch:
    settings, basis = entry.settings, names.get(name, {})
    if "type" in settings and "title" not in {**basis, **settings}:
        out.add(lambda: _untitled().at(at))
    return FieldPatch(name, tuple(settings.items()), tuple(basis.items()))


def _choices(table: Mapping[str, tuple[str, ...]]) -> tuple[Choice, ...]:
    return tuple(table.items())


def _lacking(what: Text) -> HookError:
    fix = Text(f"补上{what.zh}", f"add {what.en}")
    return HookError(FaultKind.MISSING_KEY, Text("没有此项", "nothing"), what, fix)


def _untitled() -> HookError:
    return _lacking(Text("键 title，或 [names] 中的名称", "the key title, or a name in [names]"))


@cache
def _reader() -> Converter:
    reading = Reading(
        is_record=lambda kind: (
            kind in (NameEntry, FieldEntry, NodeEntry, RuleEntry, TransactionEntry, VariantEntry, TableFile)
        ),
        hooks={Text: _pair, TypeEntry: _kind},
        lists={(NodeEntry, "node"): _or_top},
        words=Words(Text("数组 [ … ]", "an array [ … ]"), Text("表 { … }", "a table { … }")),
        null_is_left_out=False,
        shows_values=True,
    )
    return make_reader(reading)


def _or_top(read: Hook, _kind: Any) -> Hook:
    """Let a node be empty: its fields stand at the top."""
    return lambda value, kind: value if value == "" else read(value, kind)


def _pair(value: Any, _kind: Any = Text) -> Text:
    if isinstance(value, list) and len(value) == 2:
        return Text(text(value[0]), text(value[1]))
    raise wrong_type(value, Text('["中文", "English"]', '["中文", "English"]'))


def _kind(value: Any, _type: Any = TypeEntry) -> TypeEntry:
    found = _TYPE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        expected = Text("C30、N16,2、J40000、date 或 datetime", "C30, N16,2, J40000, date or datetime")
        raise HookError(
            FaultKind.BAD_TEXT, describe(value), expected, Text("写成其中一种", "write one of these")
        )
    return TypeEntry(
        type=FieldType(found["kind"] or found[0]),
        width=int(found["width"]) if found["width"] else None,
        decimals=int(found["decimals"] or 0),
    )


def _read(document: str) -> TableFile:
    """Read, and keep the faults as a value: an error raised while another is handled would carry it along."""
    data, bad = read_toml(document)
    bad = bad or too_big(data, DEEPEST_TOML)
    out = FaultCollector()
    file = TableFile()
    if bad is not None:
        whole = bad
        out.add(lambda: whole.at(""))
    else:
        try:
            file = _reader().structure(data, TableFile)
        except (BaseValidationError, HookError) as error:
            collect(error, "", NO_ADVICE, out)
    _refuse(document, out.result())
    return file


def _refuse(document: str, faults: Faults) -> None:
    if faults:
        lines = lines_of(document)
        told = Faults((evolve(f, line=line_of(lines, f.pointer)) for f in faults), faults.more)
        raise InputError(told, source=_SOURCE)
