"""The envelope (报文) around a message: sealed from parts that the caller gives, checked whole, read leniently."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from yibao_rules.calendar.office import wall
from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.nhsa.catalogue import ENVELOPE, NATIONAL, Edition, UnknownTransactionError
from yibao_rules.interop.nhsa.checking import Checker
from yibao_rules.interop.nhsa.message import Message
from yibao_rules.interop.nhsa.tables import Transaction
from yibao_rules.interop.nhsa.values import as_text, is_empty
from yibao_rules.model.identity import PersonName
from yibao_rules.model.item_codes import MessageId, parse_message_id
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.serialization.faults import Fault, FaultKind, HookError, InputError
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text

_BEIJING = ZoneInfo("Asia/Shanghai")
_LAST_SEQUENCE = 9999


@frozen(kw_only=True)
class Sender:
    """Who sends (发送方): a designated institution and its system.

    Args:
        code: 定点医药机构编号. name: 定点医药机构名称, of 20 characters at most.
        place: 就医地医保区划. receiver: 接收方系统代码. version: 接口版本号.
        device: 设备编号. device_safety: 设备安全信息. sign_in: 交易签到流水号, from transaction 9001.
    """

    code: str
    name: str
    place: str
    receiver: str
    version: str
    device: str = ""
    device_safety: str = ""
    sign_in: str = ""


@frozen(kw_only=True)
class Operator:
    """Who operates (经办人, 终端).

    Args:
        id: 经办人 or terminal number. name: 经办人姓名 or terminal name; masked.
        kind: 经办人类别: ``"1"`` a clerk, ``"2"`` a self-service terminal, ``"3"`` a mobile one.
    """

    id: str
    name: PersonName
    kind: str = "1"


@frozen(kw_only=True)
class Envelope:
    """A message in its envelope; a repr shows number and message id alone.

    Args:
        infno: 交易编号. msgid: 发送方报文ID. text: the whole as JSON.
    """

    infno: str
    msgid: str
    text: str = field(repr=False)

    def tree(self) -> dict[str, Any]:
        """Give the whole as a tree, personal data included; a new one at each call."""
        tree: dict[str, Any] = json.loads(self.text)
        return tree

    def __str__(self) -> str:
        return f"{self.infno} {self.msgid}"


@guarded
def seal(
    message: Message,
    *,
    sender: Sender,
    operator: Operator,
    at: datetime,
    sequence: int,
    insured_place: str | None = None,
    signature: tuple[str, str] = ("", ""),
    edition: Edition | None = None,
) -> Envelope:
    """Put a message into its envelope.

    Args:
        message: the input of a transaction.
        sender: the institution.
        operator: who operates.
        at: 交易时间 with its time zone; written in Beijing time.
        sequence: 顺序号, 0 to 9999, which the caller counts.
        insured_place: 参保地医保区划; required out of area, and whenever the input names a person by his number.
        signature: 数字签名信息 and 签名类型 (``"SM2"``), as the signing device gives them.
        edition: the interface as it holds in the platform's place; by default the one that the message was built
            for, or, of a message that names none, the one of the sender's place.

    Returns:
        The envelope, with the number that the transaction goes by in that edition; :func:`envelope_faults` finds no
        fault with it.

    Raises:
        ValueRefusedError: a time without its zone.
        InputError: with every fault at once, those of the input included.
    """
    if at.tzinfo is None:
        raise ValueRefusedError(
            where="at",
            found=Text("没有时区的时间", "a time without its zone"),
            expected=Text("带时区的时间", "a time with its zone"),
            fix=Text('写 tzinfo=ZoneInfo("Asia/Shanghai")', 'give tzinfo=ZoneInfo("Asia/Shanghai")'),
        )
    edition = edition or message.edition or Edition(place=sender.place)
    infno = edition.transaction(message.infno).infno
    moment = wall(at).replace(tzinfo=_BEIJING)
    msgid = str(MessageId(institution=sender.code, sent_at=moment, sequence=sequence))
    tree = {
        "infno": infno,
        "msgid": msgid,
        "mdtrtarea_admvs": sender.place,
        "insuplc_admdvs": insured_place or "",
        "recer_sys_code": sender.receiver,
        "dev_no": sender.device,
        "dev_safe_info": sender.device_safety,
        "cainfo": signature[0],
        "signtype": signature[1],
        "infver": sender.version,
        "opter_type": operator.kind,
        "opter": operator.id,
        "opter_name": operator.name.reveal(),
        "inf_time": f"{moment:%Y-%m-%d %H:%M:%S}",
        "fixmedins_code": sender.code,
        "fixmedins_name": sender.name,
        "sign_no": sender.sign_in,
        "input": message.tree(),
    }
    faults = (*_foreign_faults(message, sender, edition), *envelope_faults(tree, edition=edition))
    if not 0 <= sequence <= _LAST_SEQUENCE:
        faults = (_bad_sequence(), *(f for f in faults if f.pointer != "/msgid"))
    if faults:
        raise InputError(faults, source=infno)
    return Envelope(infno=infno, msgid=msgid, text=json.dumps(tree, ensure_ascii=False))


def _foreign_faults(message: Message, sender: Sender, edition: Edition) -> Iterable[Fault]:
    """Tell of an edition that is not the one of the sender's place, where the two differ on this transaction."""
    try:
        here = evolve(edition, place=sender.place).transaction(edition.all_tables.base(message.infno))
    except UnknownPlaceError:
        return  # told by the table of the envelope, if at all
    if here == edition.transaction(message.infno):
        return
    named = f'edition=Edition(place="{sender.place}")'
    found = Text("按另一地区版生成的报文", "a message for another edition")
    expected = Text(
        f"就医地的地区版（交易 {here.infno}）", f"the edition of the sender's place ({here.infno})"
    )
    fix = Text(f"build 和 seal 都写 {named}", f"give {named} to build and to seal")
    yield HookError(FaultKind.REFUSED, found, expected, fix).at("/infno")


@guarded
def envelope_faults(
    tree: object,
    *,
    strict: bool = True,
    edition: Edition = NATIONAL,
) -> tuple[Fault, ...]:
    """Give every fault of a whole request: of the envelope, of the input, and between the two.

    Args:
        tree: the request as a tree.
        strict: hold it to the letter, as for sending; else leniently, as for reading another's: a message id with a
            sequence of three digits passes, as in the specification's own sample, and see :class:`~.checking.Checker`.
        edition: the interface as it holds in the platform's place.

    Returns:
        The faults with their JSON pointers; none holds a value of the request.

    Raises:
        UnknownTransactionError: no such variant.
        UnknownPlaceError: the place is not known.
    """
    checker = Checker(strict=strict, edition=edition)
    found = list(checker.faults(tree, edition.transaction(ENVELOPE)))
    if not isinstance(tree, Mapping):
        return tuple(found)
    told = {f.pointer for f in found}
    between = [*_id_faults(tree, told, strict=strict), *_insured_place_faults(tree)]
    found += [f for f in between if f.pointer not in told]
    infno, inner = tree.get("infno"), tree.get("input")
    if "/infno" in told or not isinstance(infno, str) or not isinstance(inner, Mapping):
        return tuple(found)
    found_table = _table(infno, edition)
    if isinstance(found_table, Fault):
        return (*found, found_table)
    return (*found, *(f.below("/input") for f in checker.faults(inner, found_table)))


def _table(infno: str, edition: Edition) -> Transaction | Fault:
    try:
        return edition.transaction(infno)
    except UnknownTransactionError as error:
        length = Text(f"{len(infno)} 个字符", f"{len(infno)} characters")
        return HookError(FaultKind.UNKNOWN_WORD, length, error.expected, error.fix).at("/infno")


def _id_faults(tree: Mapping[str, Any], told: Collection[str], *, strict: bool) -> Iterable[Fault]:
    """Hold the message id against its form, the institution and the time; what is told of these is not told again."""
    text = as_text(tree.get("msgid"))
    code = tree.get("fixmedins_code")
    if not isinstance(text, str) or is_empty(text):
        return
    if "/fixmedins_code" in told and isinstance(code, str) and text.startswith(code):
        return
    try:
        found = parse_message_id(text, strict=strict)
    except ValueRefusedError as error:
        length = Text(f"{len(text)} 个字符", f"{len(text)} characters")
        yield HookError(FaultKind.BAD_TEXT, length, error.expected, error.fix).at("/msgid")
        return
    if "/fixmedins_code" not in told and found.institution != code:
        yield _disagrees("定点医药机构编号（fixmedins_code）", "the institution's code (fixmedins_code)")
    if "/inf_time" not in told and f"{found.sent_at:%Y-%m-%d %H:%M:%S}" != tree.get("inf_time"):
        yield _disagrees("交易时间（inf_time）", "the time of the transaction (inf_time)")


def _insured_place_faults(tree: Mapping[str, Any]) -> Iterable[Fault]:
    """The insured place is required as soon as the input names a person by his number."""
    inner = tree.get("input")
    nodes = inner.values() if isinstance(inner, Mapping) else ()
    rows = [row for node in nodes for row in (node if isinstance(node, list) else [node])]
    named = any(isinstance(row, Mapping) and not is_empty(row.get("psn_no")) for row in rows)
    if named and is_empty(tree.get("insuplc_admdvs")):
        yield HookError(
            FaultKind.MISSING_KEY,
            Text("没有此项", "nothing"),
            Text(
                "参保地医保区划：交易输入中有人员编号时必填",
                "the insured place: required when the input names a person by his number",
            ),
            Text("补上 1101 返回的 insuplc_admdvs", "fill in the insuplc_admdvs that 1101 gave"),
        ).at("/insuplc_admdvs")


def _disagrees(zh: str, en: str) -> Fault:
    return HookError(
        FaultKind.REFUSED,
        Text(f"与{zh}不一致", f"not as {en} says"),
        Text(f"与{zh}一致", f"as {en} says"),
        Text("用同一机构、同一时间生成", "make both of one institution and one time"),
    ).at("/msgid")


def _bad_sequence() -> Fault:
    return HookError(
        FaultKind.BAD_NUMBER,
        Text("不在范围内的顺序号", "a sequence number out of range"),
        Text(f"0 至 {_LAST_SEQUENCE} 的整数", f"a whole number from 0 to {_LAST_SEQUENCE}"),
        Text("每满一万重新计数", "start again after ten thousand"),
    ).at("/msgid")
