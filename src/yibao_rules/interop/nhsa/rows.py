"""One row of a reply, read into the model's values: what cannot be read is collected, and told all at once."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.values import as_text
from yibao_rules.model.forms import PLACE
from yibao_rules.model.identity import Address, IdDocumentKind, IdNumber, PersonName, Phone, Secret, Sex
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.model.people import Person
from yibao_rules.serialization.faults import Fault, FaultKind, HookError, InputError, Remark, escape
from yibao_rules.serialization.moments import day
from yibao_rules.serialization.scalars import FORBIDDEN, refusal, text, wrong_type
from yibao_rules.text import Text

T = TypeVar("T")
S = TypeVar("S", bound=Secret)

_SCHEMES = {s.national_code: s for s in InsuranceScheme}
_SEXES = {s.national_code: s for s in Sex}
# Of several kinds that share a code, the first listed is the one meant; 05 is a Macao resident's permit.
_KINDS = {k.national_code: k for k in reversed(IdDocumentKind)} | {
    "05": IdDocumentKind.HK_MACAO_PERMIT,
    "99": IdDocumentKind.OTHER,
}


class Reading:
    """What is found while a reply is read: the faults that stop it, and the remarks that do not.

    Args:
        reply: the reply.
    """

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._faults: list[Fault] = []
        self._remarks: list[Remark] = []

    def rows(self, node: str) -> Iterator["Row"]:
        """Give the rows under a node, each with its place; a single object is a list of one."""
        found = self._reply.output.tree().get(node)
        rows = found if isinstance(found, list) else [] if found is None else [found]
        for n, one in enumerate(rows):
            pointer = escape(node) + (escape(n) if isinstance(found, list) else "")
            if isinstance(one, Mapping):
                yield Row(one, pointer, self)
            else:
                self.fault(wrong_type(one, Text("对象 {…}", "an object {…}")).at(pointer))

    def fault(self, fault: Fault) -> None:
        """Keep a fault."""
        self._faults.append(fault)

    def missing(self, node: str) -> None:
        """Keep the fault of a node that the reply must have."""
        self.fault(_nothing(node).at(escape(node)))

    def remark(self, pointer: str, words: Text) -> None:
        """Keep a remark."""
        self._remarks.append(Remark(pointer, words))

    def done(self) -> tuple[Remark, ...]:
        """Give the remarks.

        Raises:
            InputError: with every fault at once.
        """
        if self._faults:
            raise InputError(tuple(self._faults), source=self._reply.infno)
        return tuple(self._remarks)


class Row:
    """One row of a reply."""

    def __init__(self, row: Mapping[str, Any], pointer: str, reading: Reading) -> None:
        self._row = row
        self._reading = reading
        self.pointer = pointer

    def take(self, name: str, read: Callable[[Any], T], *, need: bool = False) -> T | None:
        """Read a field; None when it is empty or cannot be read, and then a fault is kept if that matters.

        Args:
            name: the field.
            read: what makes the value of the text, or raises :class:`HookError`.
            need: an empty one is a fault.
        """
        value = as_text(self._row.get(name))
        at = self.pointer + escape(name)
        if value is None or value == "":
            if need:
                self._reading.fault(_nothing(name).at(at))
            return None
        try:
            return read(value)
        except HookError as bad:
            self._reading.fault(bad.at(at))
        except ValueRefusedError as error:
            self._reading.fault(refusal(error).at(at))
        return None

    def text(self, name: str, *, need: bool = False) -> str | None:
        """Read a text."""
        return self.take(name, text, need=need)

    def words(self, name: str) -> str | None:
        """Read a text that only people read: breaks and control characters become spaces."""
        return self.take(name, _words)

    def secret(self, name: str, kind: type[S], *, need: bool = False) -> S | None:
        """Read personal data."""
        return self.take(name, lambda value: kind(text(value)), need=need)

    def day(self, name: str, *, need: bool = False) -> date | None:
        """Read a day; a time after it is left out."""
        return self.take(name, lambda value: day(text(value).partition(" ")[0]), need=need)

    def place(self, name: str, *, need: bool = False) -> str | None:
        """Read a place code."""
        return self.take(name, PLACE.read, need=need)

    def flag(self, name: str, *, need: bool = False) -> bool | None:
        """Read a flag of 0 or 1."""
        return self.take(name, _flag, need=need)

    def mapped(self, name: str, known: Mapping[str, T], *, need: bool = False) -> T | None:
        """Read a code into the model's word; one that the model lacks is a remark, and then None."""
        code = self.text(name, need=need)
        if code is None or code in known:
            return None if code is None else known[code]
        words = Text(
            "本库没有与该代码对应的取值，按未知处理",
            "a code for which the library has no word; taken as unknown",
        )
        self._reading.remark(self.pointer + escape(name), words)
        return None

    def scheme(self, *, need: bool = False) -> InsuranceScheme | None:
        """Read 险种类型."""
        return self.mapped("insutype", _SCHEMES, need=need)

    def person(self) -> Person:
        """Read who it is about, as the register has him."""
        return Person(
            name=self.secret("psn_name", PersonName),
            id_kind=self.mapped("psn_cert_type", _KINDS),
            id_number=self.secret("certno", IdNumber),
            birth_date=self.day("brdy"),
            sex=self.mapped("gend", _SEXES),
            phone=self.secret("tel", Phone),
            address=self.secret("addr", Address),
        )


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong_type(value, Text("文本", "a text"))
    return " ".join(FORBIDDEN.sub(" ", value).split())


def _flag(value: Any) -> bool:
    if value in ("0", "1"):
        return bool(value == "1")
    raise HookError(
        FaultKind.UNKNOWN_WORD,
        Text("另一取值", "another value"),
        Text("0（否）或 1（是）", "0 (no) or 1 (yes)"),
        Text("核对该标志", "check the flag"),
    )


def _nothing(name: str) -> HookError:
    return HookError(
        FaultKind.MISSING_KEY,
        Text("没有此项", "nothing"),
        Text(f"平台答复中的 {name}", f"{name} in the platform's reply"),
        Text("向平台查询，并给出接收方报文ID", "ask the platform, naming its message id"),
    )
