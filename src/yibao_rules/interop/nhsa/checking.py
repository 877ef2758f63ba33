"""A payload held against its table: every fault at once, each with its JSON pointer."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from yibao_rules.interop.nhsa.catalogue import NATIONAL, Edition
from yibao_rules.interop.nhsa.tables import Choice, Condition, Field, FieldType, Group, Side, Transaction
from yibao_rules.interop.nhsa.values import as_text, fault_of, is_empty, is_null_word
from yibao_rules.model.dictionaries import Dictionary
from yibao_rules.serialization.faults import Fault, FaultKind, HookError, escape
from yibao_rules.serialization.normalising import showable
from yibao_rules.serialization.scalars import wrong_type
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, nearest

_OBJECT = Text("对象 {…}", "an object {…}")
_ROWS = Text("列表 […]", "a list […]")


@frozen(kw_only=True)
class Checker:
    """How a payload is held against its table.

    Args:
        strict: to the letter, as for sending. Else leniently, as for reading: further nodes pass, null and an empty
            number are empty, a single object may stand for a list of one, and see :func:`~.values.fault_of`.
        edition: where the dictionaries are from.
    """

    strict: bool = True
    edition: Edition = NATIONAL

    @guarded
    def faults(self, tree: object, transaction: Transaction, side: Side = Side.INPUT) -> tuple[Fault, ...]:
        """Give every fault of one side of a transaction.

        Args:
            tree: what stands in ``input`` or ``output``.
            transaction: its table.
            side: which of the two.

        Returns:
            The faults in the table's order; none holds a value of the payload.

        Raises:
            UnknownCodeError: the edition has no dictionary of a field's name.
            UnknownPlaceError: the edition's place is not known.
        """
        groups = transaction.groups(side)
        if not self.strict and not groups:
            return ()
        if not isinstance(tree, Mapping):
            return (wrong_type(tree, _OBJECT).at(""),)
        rules = transaction.rules if side is Side.INPUT else ()
        found = [fault for group in groups for fault in self._group(tree, group, rules)]
        if self.strict and all(g.node for g in groups):
            found += _unknown(tree, tuple(g.node for g in groups), "")
        return tuple(found)

    @guarded
    def row(
        self, row: Mapping[str, Any], group: Group, rules: tuple[Condition, ...] = (), pointer: str = ""
    ) -> Iterator[Fault]:
        """Give the faults of one row of fields."""
        for field in group.fields:
            bad = self._field(row, field)
            if bad is not None:
                yield bad.at(pointer + escape(field.name))
        if self.strict:
            yield from _unknown(row, group.names, pointer)
        yield from rule_faults(row, rules, pointer)

    def _group(self, tree: Mapping[str, Any], group: Group, rules: tuple[Condition, ...]) -> Iterator[Fault]:
        if not group.node:
            yield from self.row(tree, group, rules)
            return
        pointer = escape(group.node)
        rows = tree.get(group.node)
        if rows is None:
            if self.strict or not group.many:
                yield _missing(Text("节点", "the node"), group.node).at(pointer)
            return
        if group.many and not (isinstance(rows, Mapping) and not self.strict):
            if not isinstance(rows, list | tuple):
                yield wrong_type(rows, _ROWS).at(pointer)
                return
            places = [(f"{pointer}/{n}", one) for n, one in enumerate(rows)]
        else:
            places = [(pointer, rows)]
        for at, one in places:
            if isinstance(one, Mapping):
                yield from self.row(one, group, rules, at)
            else:
                yield wrong_type(one, _OBJECT).at(at)

    def _field(self, row: Mapping[str, Any], field: Field) -> HookError | None:
        value = row.get(field.name)
        if not is_empty(value):
            return fault_of(field, value, self._codes(field), strict=self.strict)
        if self.strict and field.type is FieldType.NUMBER:
            zero = Text("数值型的空值须传 0", "an empty number is sent as 0")
            return HookError(FaultKind.BAD_NUMBER, Text("空", "empty"), zero, Text("写 0", "write 0"))
        if field.required:
            return _missing(field.title, field.name)
        empty, fix = Text('空串 ""', 'an empty text ""'), Text('写 ""', 'write ""')
        if is_null_word(value):
            return HookError(FaultKind.BAD_TEXT, Text('文本 "null"', 'the text "null"'), empty, fix)
        if self.strict and value is None and field.name in row:
            return wrong_type(None, empty, fix)
        return None

    def _codes(self, field: Field) -> Dictionary | None:
        if field.dictionary is None or field.open:
            return None
        return self.edition.dictionary(field.dictionary)


def rule_faults(
    row: Mapping[str, Any],
    rules: tuple[Condition, ...],
    pointer: str = "",
    context: Mapping[str, str] | None = None,
) -> Iterator[Fault]:
    """Give the faults of rules between fields.

    Args:
        row: the fields.
        rules: the rules; one that speaks of a field that is neither in the row nor in the context does not apply.
        pointer: where the row lies.
        context: fields that stand elsewhere in the message, such as ``med_type``.
    """
    known = {**(context or {}), **row}
    for rule in rules:
        if all(_holds(known, choice) for choice in rule.when):
            for name, codes in rule.must:
                if not _holds(known, (name, codes)):
                    yield _unmet(rule, codes, empty=is_empty(known.get(name))).at(pointer + escape(name))


def _holds(row: Mapping[str, Any], choice: Choice) -> bool:
    name, codes = choice
    value = as_text(row.get(name))
    return value in codes if codes else not is_empty(value)


def _unmet(rule: Condition, codes: tuple[str, ...], *, empty: bool) -> HookError:
    listed = "、".join(codes)
    expected = Text(rule.message.zh, rule.message.en)
    fix = Text(f"改为 {listed}", f"write {', '.join(codes)}") if codes else Text("补上该项", "fill it in")
    if empty:
        return HookError(FaultKind.MISSING_KEY, Text("没有此项", "nothing"), expected, fix)
    return HookError(FaultKind.REFUSED, Text("另一代码", "another code"), expected, fix)


def _missing(title: Text, name: str) -> HookError:
    return HookError(
        FaultKind.MISSING_KEY,
        Text("没有此项", "nothing"),
        Text(f"必填：{title.zh}（{name}）", f"required: {title.en} ({name})"),
        Text("补上该项", "fill it in"),
    )


def _unknown(table: Mapping[Any, Any], known: tuple[str, ...], pointer: str) -> Iterator[Fault]:
    folded = {name.lower(): name for name in known}
    for key in table:
        if key in known:
            continue
        lower = str(key).lower()
        near = folded.get(lower) or folded.get(nearest(lower, folded) or "")
        case = Text("（大小写须一致）", " (in this case of letters)") if lower in folded else Text("", "")
        expected = Text(f"表中的节点名{case.zh}", f"the name of a node of the table{case.en}")
        fix = Text(f"改为 {near}", f"write {near}") if near else Text("删去此项", "leave it out")
        bad = HookError(FaultKind.UNKNOWN_KEY, Text("未知的节点", "an unknown node"), expected, fix)
        yield bad.at(pointer + escape(key) if showable(key) else pointer)
