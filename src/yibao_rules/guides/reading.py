"""How a guide is read: what its records add to the reader of plain data."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

import attrs
from cattrs import Converter

from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import Term
from yibao_rules.errors import YibaoError
from yibao_rules.guides.conditions import parse_condition
from yibao_rules.guides.requirement_reading import read_requirement
from yibao_rules.logic.clause import Basis
from yibao_rules.logic.expr import Expr
from yibao_rules.model.facts import facts
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import FieldSource
from yibao_rules.model.requirements import Need, Requirement
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.forms import Form, OneOf
from yibao_rules.serialization.limits import LONGEST_PROSE
from yibao_rules.serialization.reader import Hook, Reading, Words, make_reader
from yibao_rules.serialization.scalars import describe, wrong_type
from yibao_rules.text import Text, iso_date, same

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_TEXT: Final = Text("文字", "text")
_WORDS: Final = Words(Text("数组 [ … ]", "an array [ … ]"), Text("表 { … }", "a table { … }"))

FIELD: Final = OneOf(
    lambda: (a.name for a in attrs.fields(GuideItem)), Text("事项的字段名", "the name of an item's field")
)
"""The name of a field of an item."""

FACT: Final = OneOf(
    lambda: (f.name for f in facts()), Text("数据字典中的事实", "a fact of the data dictionary")
)
"""The name of a fact."""

FORMS: Final[dict[tuple[type, str], Form]] = {
    (GuideItem, "binds"): FIELD,
    (GuideItem, "required_facts"): FACT,
    (FieldSource, "of"): FIELD,
}
"""The forms of fields that speak of the guide's own fields and of facts, which the records themselves cannot know."""


def prose(value: Any, _kind: Any = str) -> str:
    """Read a text of a guide: trimmed line by line, runs of spaces joined; line breaks and punctuation stay.

    Raises:
        HookError: not a text, too long, or with control characters.
    """
    if not isinstance(value, str):
        raise wrong_type(value, _TEXT)
    if _CONTROL.search(value):
        raise HookError(
            FaultKind.BAD_TEXT,
            Text("含控制字符或不完整字符的文字", "text with control or broken characters"),
            Text("只含可见字符的文字", "visible characters"),
            Text("删去这些字符", "remove those characters"),
        )
    if len(value) > LONGEST_PROSE:
        raise HookError(
            FaultKind.BAD_TEXT,
            describe(value),
            Text(f"至多 {LONGEST_PROSE:,} 个字符", f"at most {LONGEST_PROSE:,} characters"),
            Text("分成几条", "split it"),
        )
    return "\n".join(" ".join(line.split()) for line in value.strip().splitlines())


@attrs.frozen
class SomeProse:
    """The form of a text that must not be left out, nor be empty."""

    def read(self, value: Any, _kind: Any = str) -> str:
        """Return the text, which says something."""
        if words := prose(value):
            return words
        some = Text("不为空的文字", "some text")
        raise HookError(
            FaultKind.BAD_TEXT, Text("空", "nothing"), some, Text(f"改为{some.zh}", f"give {some.en}")
        )

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such a text."""
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_PROSE}


SOME_PROSE: Final = SomeProse()
"""What stands in a text that must not be left out."""


def bilingual(value: Any, _kind: Any = Text) -> Text:
    """Read a wording: one text for both languages, or a table of ``zh`` and ``en``.

    Raises:
        HookError: neither.
    """
    if isinstance(value, dict) and value.keys() == {"zh", "en"}:
        return Text(prose(value["zh"]), prose(value["en"]))
    if not isinstance(value, str):
        raise wrong_type(value, Text("文字，或 {zh=…, en=…}", "text, or {zh=…, en=…}"))
    return same(prose(value))


def _moment(kind: type, expected: Text) -> Hook:
    """Return the hook of a date or time, which JSON has as text in ISO form."""

    def read(value: Any, _kind: Any) -> Any:
        moment = value
        if isinstance(value, str) and value.isascii():
            # 2027-W01-1 and 20270101 are ISO 8601 too, and no form that a guide is written in.
            plain = kind is time or iso_date(value[:10]) is not None
            try:
                moment = plain and kind.fromisoformat(value)  # type: ignore[attr-defined]  # date, datetime and time have it
            except ValueError:
                moment = None
        if type(moment) is kind:
            return moment
        raise HookError(
            FaultKind.BAD_DATE if isinstance(value, str) else FaultKind.WRONG_TYPE,
            describe(value),
            expected,
            Text(f"改为{expected.zh}", f"give {expected.en}"),
        )

    return read


_DATE: Final = _moment(date, Text("日期，如 2023-01-01", "a date such as 2023-01-01"))
_MOMENT: Final = _moment(
    datetime, Text("日期时间，如 2020-08-25T15:40:05", "a date and time such as 2020-08-25T15:40:05")
)


def _date_or_moment(value: Any, kind: Any) -> Any:
    long = isinstance(value, datetime) or (isinstance(value, str) and len(value) > len("2020-08-25"))
    return _MOMENT(value, kind) if long else _DATE(value, kind)


def from_text(parse: Callable[[str], object]) -> Hook:
    """Return the hook of what is written in words: a term, a condition; its parser's error is told where it stands."""

    def read(value: Any, _kind: Any) -> Any:
        prose(value)
        try:
            return parse(value)  # as it stands, so that line and column are those of the file
        except YibaoError as error:
            # An expression's error ends with its line and column: they are told after the key path.
            inside = error.where.removeprefix("expression") if error.where.startswith("expression:") else ""
            bad = HookError(FaultKind.REFUSED, error.found, error.expected, error.fix, position=inside)
        raise bad

    return read


@cache
def guide_reader() -> Converter:
    """Return the reader of guides; made when first asked for."""
    reading = Reading(
        is_record=lambda kind: isinstance(kind, type) and (issubclass(kind, Shaped) or kind in (Need, Basis)),
        hooks={
            str: prose,
            date: _DATE,
            datetime: _MOMENT,
            date | datetime: _date_or_moment,
            time: _moment(time, Text("时间，如 08:30:00", "a time such as 08:30:00")),
            Text: bilingual,
            Term: from_text(parse_term),
            Expr: from_text(parse_condition),
            Requirement: lambda value, _: read_requirement(value, guide_reader()),
        },
        forms=FORMS,
        words=_WORDS,
        required_text=SOME_PROSE,
        null_is_left_out=False,
        shows_values=True,
    )
    return make_reader(reading)
