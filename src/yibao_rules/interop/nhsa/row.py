"""One row of a reply: each field read by itself; what says nothing or cannot be read is None, with a remark."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol, TypeVar

from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.nhsa.tables import Field, FieldType
from yibao_rules.interop.nhsa.values import as_text, is_empty, is_null_word
from yibao_rules.interop.nhsa.wire_days import read_day
from yibao_rules.model.dictionaries import Dictionary
from yibao_rules.model.forms import PLACE
from yibao_rules.model.identity import Address, IdDocumentKind, IdNumber, PersonName, Phone, Secret, Sex
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.model.people import Person
from yibao_rules.serialization.faults import FaultKind, HookError, escape
from yibao_rules.serialization.scalars import FORBIDDEN, refusal, text, wrong_type
from yibao_rules.text import LabelledEnum, Text

T = TypeVar("T")
S = TypeVar("S", bound=Secret)
E = TypeVar("E", bound=LabelledEnum)

_SCHEMES = {s.national_code: s for s in InsuranceScheme}
_SEXES = {s.national_code: s for s in Sex}
# Of several kinds that share a code, the first listed is the one meant; 05 is a Macao resident's permit.
_KINDS = {k.national_code: k for k in reversed(IdDocumentKind)} | {
    "05": IdDocumentKind.HK_MACAO_PERMIT,
    "99": IdDocumentKind.OTHER,
}


class _Reading(Protocol):
    """What a row needs of the reading it belongs to."""

    def remark(self, pointer: str, words: Text) -> None:
        """Keep a remark."""

    def field(self, node: str, name: str) -> Field | None:
        """Return what the table says of a field."""

    def dictionary(self, node: str, name: str) -> Dictionary | None:
        """Return the dictionary of a field's codes."""


class Row:
    """One row of a reply.

    Args:
        row: the row. pointer: where it lies. node: the node that it is under. reading: where remarks go.
    """

    def __init__(self, row: Mapping[str, Any], pointer: str, node: str, reading: _Reading) -> None:
        self._row = row
        self._node = node
        self._reading = reading
        self.pointer = pointer
        self.unread: set[str] = set()
        """Fields that are there and could not be read."""

    def at(self, name: str) -> str:
        """Return where a field lies."""
        return self.pointer + escape(name)

    def remark(self, words: Text) -> None:
        """Keep a remark about the whole row."""
        self._reading.remark(self.pointer, words)

    def take(self, name: str, read: Callable[[Any], T]) -> T | None:
        """Read a field.

        Args:
            name: the field.
            read: what makes the value of the text, or raises :class:`HookError` or :class:`ValueRefusedError`.

        Returns:
            None, with a remark, when it says nothing although it has a text, or cannot be read; None alone when it
            is left out, null or empty.
        """
        value = as_text(self._row.get(name))
        if is_empty(value):
            if is_null_word(value):
                self._reading.remark(
                    self.at(name), Text('文本 "null"，按空值处理', 'the text "null"; taken as empty')
                )
            return None
        if value == "0" and self._zero_is_empty(name):
            self._reading.remark(self.at(name), Text('文本 "0"，按空值处理', 'the text "0"; taken as empty'))
            return None
        try:
            return read(value)
        except HookError as bad:
            found = bad
        except ValueRefusedError as error:
            found = refusal(error)
        self.unread.add(name)
        words = Text(
            f"无法读取（现为 {found.found.zh}；应为 {found.expected.zh}），按未知处理",
            f"cannot be read (found {found.found.en}; expected {found.expected.en}); taken as unknown",
        )
        self._reading.remark(self.at(name), words)
        return None

    def text(self, name: str) -> str | None:
        """Read a text."""
        return self.take(name, text)

    def words(self, name: str) -> str | None:
        """Read a text that only people read: breaks and control characters become spaces."""
        return self.take(name, _words)

    def secret(self, name: str, kind: type[S]) -> S | None:
        """Read personal data."""
        return self.take(name, lambda value: kind(text(value)))

    def day(self, name: str) -> date | None:
        """Read a day; a time after it is left out."""
        found = self.take(name, read_day)
        if found is None:
            return None
        day, words = found
        if words is not None:
            self._reading.remark(self.at(name), words)
        return day

    def place(self, name: str) -> str | None:
        """Read a place code."""
        return self.take(name, PLACE.read)

    def flag(self, name: str) -> bool | None:
        """Read a flag of 0 or 1."""
        return self.take(name, _flag)

    def mapped(self, name: str, known: Mapping[str, E]) -> E | None:
        """Read a code into the model's word.

        A code that only the region's dictionary has is read by its label there; one that neither has is a remark.
        """
        code = self.take(name, text)
        if code is None or code in known:
            return None if code is None else known[code]
        dictionary = self._reading.dictionary(self._node, name)
        label = dictionary[code] if dictionary is not None and code in dictionary else None
        meant = dictionary.code_of(code) if dictionary is not None and label is None else None
        member = known.get(meant or "") or next(
            (m for m in known.values() if label and m.label.zh == label.zh), None
        )
        self._reading.remark(self.at(name), _coded(member, label))
        return member

    def scheme(self) -> InsuranceScheme | None:
        """Read 险种类型."""
        return self.mapped("insutype", _SCHEMES)

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

    def _zero_is_empty(self, name: str) -> bool:
        """Say whether 0 can only be the empty number of another system: a text whose codes no dictionary lists."""
        field = self._reading.field(self._node, name)
        return field is None or (field.type is FieldType.TEXT and field.dictionary is None)


def _coded(member: LabelledEnum | None, label: Text | None) -> Text:
    """Word what was made of a code that is none of the nation's."""
    if member is not None:
        return Text(
            f"不是国家字典的代码，按其名称读作“{member.label.zh}”",
            f"no code of the national dictionary; read by its label as “{member.label.en}”",
        )
    if label is not None:
        return Text(
            f"本地字典的“{label.zh}”，本库没有对应的取值，按未知处理",
            f"“{label.en}” of the region's dictionary, for which the library has no word; taken as unknown",
        )
    return Text(
        "本库没有与该代码对应的取值，按未知处理",
        "a code for which the library has no word; taken as unknown",
    )


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise wrong_type(value, Text("文本", "a text"))
    return text(" ".join(FORBIDDEN.sub(" ", value).split()))


def _flag(value: Any) -> bool:
    if value in ("0", "1"):
        return bool(value == "1")
    raise HookError(
        FaultKind.UNKNOWN_WORD,
        Text("另一取值", "another value"),
        Text("0（否）或 1（是）", "0 (no) or 1 (yes)"),
        Text("核对该标志", "check the flag"),
    )
