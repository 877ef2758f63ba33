"""A request's payload from a filing: what is missing is told at once, each with the part of the filing that would supply it."""

import re
from collections.abc import Mapping

from attrs import frozen

from yibao_rules.interop.nhsa.catalogue import NATIONAL, Edition
from yibao_rules.interop.nhsa.checking import Checker
from yibao_rules.interop.nhsa.message import Message
from yibao_rules.interop.nhsa.supply import Given, Supply, supply, wire
from yibao_rules.interop.nhsa.tables import FieldType, Group, Side, Transaction
from yibao_rules.model.filing import Filing
from yibao_rules.serialization.faults import Fault, FaultKind, HookError, InputError, escape
from yibao_rules.serialization.forms import OWN_NAME
from yibao_rules.serialization.normalising import showable
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, nearest


@frozen(kw_only=True)
class RequestFault(Fault):
    """A fault of a payload that is to be sent.

    Args:
        supply: JSON pointer of the part of the filing that supplies the field, or would; None when the caller gives it.
    """

    supply: str | None = None


@guarded
def build(
    infno: str,
    filing: Filing | None = None,
    given: Mapping[str, Given | None] | None = None,
    edition: Edition = NATIONAL,
) -> Message:
    """Build the input of a transaction.

    Every field of the table is written; what is not known is the empty text, of a number 0.

    Args:
        infno: 交易编号, such as ``"2501"``.
        filing: what the fields are taken from; may be left out for a query or a cancellation. 2501 takes a referral,
            2503 the recognition of a disease, and either one's own item (``x_…``); 2505 and 2507 take neither of the
            two, which are filed by transactions of their own.
        given: fields by name that a filing does not have (``psn_no``), or that are to stand instead of its own.
        edition: the interface as it holds in the platform's place; the message keeps it, and is sealed by it.

    Returns:
        The message, in the form that :class:`~.checking.Checker` finds no fault with.

    Raises:
        InputError: with every fault at once, each a :class:`RequestFault`; no value is told.
        UnknownTransactionError: no such transaction or variant.
        UnknownPlaceError: the place is not known.

    >>> message = build("2502", given={"trt_dcla_detl_sn": "1000001", "psn_no": "43000000000000000001"})
    >>> message, message.tree()["data"]["memo"]
    (Message(infno='2502', side=Side.INPUT), '')
    """
    transaction = edition.transaction(infno)
    given = given or {}
    tree: dict[str, object] = {}
    pointers: dict[str, Supply] = {}
    for group in transaction.input:
        at = escape(group.node) if group.node else ""
        supplies = {f.name: supply(f, filing, given) for f in group.fields}
        row = {f.name: _value(supplies[f.name], group, f.name) for f in group.fields}
        pointers |= {at + escape(name): found for name, found in supplies.items()}
        tree |= {group.node: row} if group.node else row
    faults = Checker(edition=edition).faults(tree, transaction)
    told = (
        *_foreign(filing, transaction, edition),
        *(_told(f, pointers.get(f.pointer, Supply())) for f in faults),
        *_strangers(given, transaction),
    )
    if told:
        raise InputError(told, source=transaction.infno)
    return Message.of(transaction.infno, Side.INPUT, tree, edition=edition)


def _value(found: Supply, group: Group, name: str) -> str | int:
    field = group[name]
    if found.value is None:
        return 0 if field.type is FieldType.NUMBER else ""
    return wire(found.value, field)


def _told(fault: Fault, found: Supply) -> RequestFault:
    """Say with a fault where the filing has what it is about."""
    if found.pointer is not None:
        fix = Text(
            f"{fault.fix.zh}（取自申请的 {found.pointer}）",
            f"{fault.fix.en} (taken from {found.pointer} of the filing)",
        )
    else:
        name = fault.pointer.rpartition("/")[2]
        fix = Text(f"{fault.fix.zh}（given 中的 {name}）", f"{fault.fix.en} ({name} in given)")
    return _request_fault(fault, fix, found.pointer)


def _foreign(filing: Filing | None, transaction: Transaction, edition: Edition) -> list[RequestFault]:
    """Tell of a filing of another service item than the transaction carries; one's own items pass that no table names."""
    items = transaction.items
    if filing is None or filing.item in items:
        return []
    carriers = edition.carriers(filing.item)
    if not carriers and (not items or re.fullmatch(OWN_NAME, filing.item)):
        return []
    if not items and not transaction.files:
        return []
    expected = Text(f"{'、'.join(items)} 的申请", f"a filing of {', '.join(items)}")
    if not items:
        expected = Text("另有交易上传的事项除外", "a filing that no other transaction carries")
    fix = Text("核对申请的 /item，或另选交易", "check /item of the filing, or choose another transaction")
    if carriers:
        named = Text(
            "、".join(f"{t.infno}（{t.title.zh}）" for t in carriers),
            ", ".join(f"{t.infno} ({t.title.en})" for t in carriers),
        )
        fix = Text(
            f"改用交易 {named.zh}，或核对申请的 /item", f"use {named.en}, or check /item of the filing"
        )
    found = Text(f"{filing.item} 的申请", f"a filing of {filing.item}")
    return [_request_fault(HookError(FaultKind.REFUSED, found, expected, fix).at(""), fix, "/item")]


def _strangers(given: Mapping[str, Given | None], transaction: Transaction) -> list[RequestFault]:
    """Tell of given fields that the table does not have."""
    known = {name for g in transaction.input for name in g.names}
    faults = []
    for name in given:
        if name in known:
            continue
        near = nearest(name, sorted(known))
        bad = HookError(
            FaultKind.UNKNOWN_KEY,
            Text("未知的字段", "an unknown field"),
            Text(f"交易 {transaction.infno} 的字段", f"a field of transaction {transaction.infno}"),
            Text(f"改为 {near}", f"write {near}") if near else Text("删去此项", "leave it out"),
        )
        faults.append(_request_fault(bad.at(escape(name) if showable(name) else ""), bad.fix, None))
    return faults


def _request_fault(fault: Fault, fix: Text, pointer: str | None) -> RequestFault:
    return RequestFault(
        pointer=fault.pointer,
        kind=fault.kind,
        found=fault.found,
        expected=fault.expected,
        fix=fix,
        supply=pointer,
    )
