"""A reply of the platform: its output, with what is odd about it, or its refusal, whose text goes to who can explain it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from yibao_rules.interop.nhsa.catalogue import ENVELOPE, NATIONAL, Edition
from yibao_rules.interop.nhsa.checking import Checker
from yibao_rules.interop.nhsa.message import Message
from yibao_rules.interop.nhsa.tables import FILED_AS, Side
from yibao_rules.interop.nhsa.values import FORMS, as_text, is_empty
from yibao_rules.serialization.faults import Fault, FaultKind, HookError, InputError
from yibao_rules.serialization.json_text import read_json, too_deep
from yibao_rules.serialization.normalising import normalise_tree
from yibao_rules.serialization.scalars import describe, wrong_type
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text

D = TypeVar("D")

_RESULT = re.compile(r"-?\d{1,4}", re.ASCII)


@frozen(kw_only=True)
class Refusal:
    """A transaction that failed (交易失败).

    Args:
        infno: 交易编号. code: 交易状态码 (infcode).
        reference: 接收方报文ID, to name when asking the platform; empty when it gave none.
        text: 错误信息 (err_msg) as received. It may name a person, so a repr leaves it out.
    """

    infno: str
    code: int
    reference: str = ""
    text: str = field(default="", repr=False)

    @guarded
    def explain(self, diagnose: Callable[[str], D]) -> D:
        """Give the text to a function that knows what such texts mean, such as :func:`yibao_rules.diagnosis.diagnose`.

        >>> Refusal(infno="2501", code=-1, text="参保状态异常").explain(len)
        6
        """
        return diagnose(self.text)


@frozen(kw_only=True)
class Reply:
    """A transaction that went through (交易成功).

    Args:
        infno: 交易编号. reference: 接收方报文ID.
        output: the output; what it says of a person shows only when asked for.
        faults: where the reply departs from its table; nothing is refused for it.
        edition: the interface that it is read by; no part of what a reply is equal by.
    """

    infno: str
    reference: str = ""
    output: Message
    faults: tuple[Fault, ...] = ()
    edition: Edition = field(default=NATIONAL, repr=False, eq=False)

    @property
    def filed_as(self) -> str | None:
        """The number under which the platform keeps a filing (待遇申报明细流水号).

        None when the reply has none: "", null, "null" and "0" are none, and are told among the faults. A filing
        without its number is not to be taken for filed; ask 5301 to 5304.
        """
        for row in self.output.rows("result"):
            number = as_text(row.get(FILED_AS))
            if isinstance(number, str) and not is_empty(number) and FORMS["identifier"](number) is None:
                return number
        return None


def read_reply(
    infno: str, document: str | bytes | Mapping[str, Any], *, edition: Edition = NATIONAL
) -> Reply | Refusal:
    """Read a reply in its envelope.

    Args:
        infno: the number of the transaction that was sent.
        document: the reply, as JSON text, its bytes, or a tree.
        edition: the interface as it holds in the platform's place.

    Returns:
        The reply, or the refusal.

    Raises:
        InputError: no JSON, no object, no readable infcode, or an output that is none.
        UnknownTransactionError: no such transaction.
    """
    tree = read_json(document, infno) if isinstance(document, str | bytes) else document
    if not isinstance(tree, Mapping):
        raise InputError((wrong_type(tree, Text("对象 {…}", "an object {…}")).at(""),), source=infno)
    code = _code(tree.get("infcode"), infno)
    reference = _plain(tree.get("inf_refmsgid"))
    if code != 0:
        return Refusal(infno=infno, code=code, reference=reference, text=_plain(tree.get("err_msg")))
    output = tree.get("output")
    if isinstance(output, str) and not is_empty(output):
        output = read_json(output, infno)
    reply = read_output(infno, {} if is_empty(output) or output == [] else output, edition=edition)
    head = Checker(strict=False, edition=edition).faults(
        {**tree, "output": {}}, edition.transaction(ENVELOPE), Side.OUTPUT
    )
    return Reply(
        infno=infno,
        reference=reference,
        output=reply.output,
        faults=(*head, *(f.below("/output") for f in reply.faults)),
        edition=edition,
    )


def read_output(infno: str, tree: object, *, edition: Edition = NATIONAL) -> Reply:
    """Read the output of a transaction that a gateway has already taken out of its envelope.

    Raises:
        InputError: not an object, nested too deep, or nothing that JSON can hold.
        UnknownTransactionError: no such transaction.
    """
    normalised = normalise_tree(tree)
    if normalised.too_deep:
        raise InputError((too_deep().at("/output"),), source=infno)
    if not isinstance(normalised.tree, dict):
        raise InputError((wrong_type(tree, Text("对象 {…}", "an object {…}")).at("/output"),), source=infno)
    output = _message(infno, normalised.tree)
    if output is None:
        expected = Text("可写成 JSON 的对象", "an object that can be written as JSON")
        raise InputError((wrong_type(tree, expected).at("/output"),), source=infno)
    transaction = edition.transaction(infno)
    found = Checker(strict=False, edition=edition).faults(normalised.tree, transaction, Side.OUTPUT)
    return Reply(
        infno=infno,
        output=output,
        faults=tuple(dict.fromkeys((*normalised.faults.result(), *found))),
        edition=edition,
    )


def _message(infno: str, tree: Mapping[str, Any]) -> Message | None:
    try:
        return Message.of(infno, Side.OUTPUT, tree)
    except ValueError:  # a number of thousands of digits
        return None


def _code(value: object, infno: str) -> int:
    text = as_text(value)
    if isinstance(text, str) and _RESULT.fullmatch(text):
        return int(text)
    bad = HookError(
        FaultKind.BAD_NUMBER,
        describe(value),
        Text("交易状态码：0 成功，-1 失败", "the result code: 0 success, -1 failure"),
        Text("核对是否为平台的答复", "check that this is the platform's reply"),
    )
    raise InputError((bad.at("/infcode"),), source=infno)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
