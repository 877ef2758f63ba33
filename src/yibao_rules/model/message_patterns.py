"""What messages mean (失败提示的含义): patterns with cause, remedy, contact and source, read from data."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TypeVar

from attrs import field, frozen

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.causes import Cause, Headline
from yibao_rules.model.message_text import fold
from yibao_rules.model.places import city_of, place, same_province
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, nearest

_CODE = re.compile(r"[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*")
_HAN_CLASS = r"\p{han}"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NOT_WORDS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{[^}]*\}|[^\w]")
_KEYS = {"code", "match", "cause", "headline", "meaning", "remedy", "contact", "place", "source"}
_OPTIONAL = {"headline", "place"}

E = TypeVar("E", bound=LabelledEnum)


class Contact(LabelledEnum):
    """Who can help next (下一步联系谁)."""

    HOTLINE = "hotline", "参保地医保服务热线", "the insured place's insurance hotline"
    HOSPITAL = "hospital", "就医医院医保办", "the hospital's insurance office"
    EMPLOYER = "employer", "用人单位经办人", "the employer's clerk"
    PLATFORM = "platform", "国家医保服务平台APP", "the national insurance platform's app"


@guarded
@frozen(kw_only=True)
class MessagePattern:
    r"""One meaning that a message can have, and the words by which it is known.

    Attributes:
        code: a stable name, ``insurance/arrears``.
        match: regular expressions over the cleaned message (see :mod:`yibao_rules.model.message_text`), any of which
            suffices; ``\p{han}`` stands for Han characters inside brackets.
        cause: the cause of failure that it tells of.
        headline: the headline that the cause goes under, if any.
        meaning: what the message says, in plain words.
        remedy: what to do.
        contact: who can help next.
        source: where the wording or its meaning comes from.
        place: the place whose messages are meant so, those of the places in it included; None for all.
    """

    code: str
    match: tuple[str, ...]
    cause: Cause
    headline: Headline | None = None
    meaning: Text
    remedy: Text
    contact: Contact
    source: str
    place: str | None = None
    expressions: tuple[re.Pattern[str], ...] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Compile the expressions; traditional characters in them are folded as the message's are."""
        object.__setattr__(self, "expressions", tuple(_compile(self.code, text) for text in self.match))

    @property
    def vocabulary(self) -> frozenset[str]:
        """The characters that the expressions name themselves: classes, counts and escapes are none."""
        return frozenset(_NOT_WORDS.sub("", fold("".join(self.match))))

    def speaks_of(self, region: str | None) -> bool:
        """Tell whether messages about ``region`` are meant so."""
        if self.place is None:
            return True
        if region is None:
            return False
        city = city_of(self.place)
        return self.place == region or (
            city == city_of(region) if city else same_province(self.place, region)
        )


@frozen
class MessagePatterns:
    """A set of patterns; sets are joined by ``+``, where a pattern replaces an earlier one of the same code and place.

    A bundled pattern replaces none: joining two sets that both hold the bundled ones undoes nothing of what the
    first changed.
    """

    patterns: tuple[MessagePattern, ...]

    def __add__(self, other: "MessagePatterns") -> "MessagePatterns":
        joined = {(p.code, p.place): p for p in self.patterns}
        bundled = frozenset(bundled_patterns().patterns)
        for pattern in other.patterns:
            if pattern not in bundled or (pattern.code, pattern.place) not in joined:
                joined[pattern.code, pattern.place] = pattern
        return MessagePatterns(tuple(joined.values()))

    def without(self, *codes: str) -> "MessagePatterns":
        """Give the set without the patterns of these codes."""
        return MessagePatterns(tuple(p for p in self.patterns if p.code not in codes))


@cache
def bundled_patterns() -> MessagePatterns:
    """Give the patterns that come with the library; read at the first call."""
    text = resources.files("yibao_rules.model").joinpath("data", "messages.toml").read_text("utf-8")
    return read_patterns(text)


@guarded
def read_patterns(text: str) -> MessagePatterns:
    """Read patterns from TOML in the layout of ``model/data/messages.toml``, to join to the bundled ones.

    Raises:
        ValueRefusedError: not TOML; a key missing, unknown or of the wrong kind; a bad expression; a code that stands
            twice for one place.
        UnknownPlaceError: a ``place`` that is none.
    """
    try:
        tables = tomllib.loads(text).get("message", [])
    except tomllib.TOMLDecodeError as error:
        raise _refused("messages", str(error), Text("TOML", "TOML")) from None
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _refused("message", type(tables).__name__, Text("[[message]] 表", "[[message]] tables"))
    patterns = tuple(_pattern(f"message[{i}]", table) for i, table in enumerate(tables))
    seen: set[tuple[str, str | None]] = set()
    for i, pattern in enumerate(patterns):
        if (pattern.code, pattern.place) in seen:
            raise _refused(
                f"message[{i}].code", pattern.code, Text("不重复的 code", "a code that stands once")
            )
        seen.add((pattern.code, pattern.place))
    return MessagePatterns(patterns)


def _pattern(where: str, table: Mapping[str, object]) -> MessagePattern:
    for key in sorted(table.keys() - _KEYS):
        near = nearest(key, _KEYS) or "、".join(sorted(_KEYS))
        raise _refused(f"{where}.{key}", key, Text(f"键 {near}", f"the key {near}"))
    for key in sorted(_KEYS - _OPTIONAL - table.keys()):
        raise _refused(where, "-", Text(f"键 {key}", f"the key {key}"))
    code, region, headline = _words(where, table, "code"), table.get("place"), table.get("headline")
    if not _CODE.fullmatch(code):
        raise _refused(f"{where}.code", code, Text("cause/what 形式的名称", "a name of the form cause/what"))
    match = table["match"]
    if not isinstance(match, list) or not match or not all(isinstance(m, str) and m for m in match):
        raise _refused(
            f"{where}.match", type(match).__name__, Text("非空的表达式列表", "a list of expressions")
        )
    return MessagePattern(
        code=code,
        match=tuple(match),
        cause=_member(where, table, "cause", Cause),
        headline=_member(where, table, "headline", Headline) if headline is not None else None,
        meaning=_pair(where, table, "meaning"),
        remedy=_pair(where, table, "remedy"),
        contact=_member(where, table, "contact", Contact),
        source=_words(where, table, "source"),
        place=place(_words(where, table, "place")).code if region is not None else None,
    )


def _compile(code: str, text: str) -> re.Pattern[str]:
    try:
        found = re.compile(fold_expression(text), re.MULTILINE)
    except re.error as error:
        raise _refused(
            f"{code}.match", f"{text} ({error})", Text("正则表达式", "a regular expression")
        ) from None
    if found.search(""):
        expected = Text("不匹配空文本的表达式", "an expression that does not match empty text")
        raise _refused(f"{code}.match", text, expected)
    return found


@guarded
def fold_expression(text: str) -> str:
    r"""Fold an expression as messages are folded, but for its escapes (``\S`` stays ``\S``)."""
    return re.sub(
        r"\\.|[^\\]", lambda m: m[0] if m[0][0] == "\\" else fold(m[0]), text.replace(_HAN_CLASS, _HAN)
    )


def _member(where: str, table: Mapping[str, object], key: str, kind: type[E]) -> E:
    for member in kind:
        if member.value == table[key]:
            return member
    known = [m.code for m in kind]
    raise _refused(f"{where}.{key}", str(table[key]), Text("、".join(known), ", ".join(known)))


def _words(where: str, table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if isinstance(value, str) and value:
        return value
    raise _refused(f"{where}.{key}", type(value).__name__, Text("文本", "text"))


def _pair(where: str, table: Mapping[str, object], key: str) -> Text:
    value = table[key]
    if isinstance(value, list) and len(value) == 2 and all(isinstance(word, str) and word for word in value):
        return Text(*value)
    raise _refused(f"{where}.{key}", type(value).__name__, Text('["中文", "English"]', '["中文", "English"]'))


def _refused(where: str, found: str, expected: Text) -> ValueRefusedError:
    return ValueRefusedError(
        where=where, found=found[:80], expected=expected, fix=Text("改正该处", "mend that place")
    )
