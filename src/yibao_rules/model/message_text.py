"""A message as people and machines pass it on, cleaned for matching, with the way back to the original's characters.

Reports come in traditional characters, in full width, with pinyin in brackets after each character, with remnants of
HTML and with codes around them; the patterns are written once, in plain simplified Chinese.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from attrs import frozen

from yibao_rules.errors import ValueRefusedError
from yibao_rules.text import Text

LONGEST_MESSAGE = 100_000
"""The longest message that is read, in characters: a stack trace is far shorter."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_PINYIN = "a-zA-Züǖǘǚǜāáǎàēéěèīíǐìōóǒòūúǔùńňǹḿ"
_NOISE = re.compile(
    rf"(?<=[{_HAN}])[(（][{_PINYIN}]{{1,7}}(?: [{_PINYIN}]{{1,7}}){{0,7}}[)）]"  # pinyin after a character or a word
    r"|<[/!]?[a-z][^<>]{0,80}>"  # an HTML tag
    r"|</?(?:strong|b|p|br|span|font)\b|/(?:strong|span|font)>"  # a torn one
    r"|&(?:nbsp|lt|gt|amp|quot);?"
    "|[\u00ad\u200b\u200c\u200d\u2060\ufeff]",
    re.IGNORECASE,
)
_SPACE_BY_HAN = re.compile(rf"[^\S\n]+(?=[{_HAN}，。：；、])|(?<=[{_HAN}，。：；、])[^\S\n]+|(?<=\s)\s+")


@frozen
class CleanText:
    """A cleaned text and, for each of its characters, where it stood in the original."""

    text: str
    places: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original that the characters from ``start`` up to ``end`` (not empty) came from."""
        return self.places[start], self.places[end - 1] + 1


def clean_message(message: str) -> CleanText:
    """Clean a message: noise out, width folded, lower case, simplified characters, no spaces beside Han characters.

    Args:
        message: the text as received.

    Raises:
        ValueRefusedError: not text, or longer than :data:`LONGEST_MESSAGE`.

    >>> clean_message("社會保險卡(kǎ)</strong> 未激活 Ｅ１００７").text
    '社会保险卡未激活e1007'
    """
    if not isinstance(message, str) or len(message) > LONGEST_MESSAGE:
        found = type(message).__name__
        if isinstance(message, str):
            found = f"{len(message)}"
        raise ValueRefusedError(
            where="message",
            found=found,
            expected=Text(
                f"至多 {LONGEST_MESSAGE} 个字符的文本", f"text of at most {LONGEST_MESSAGE} characters"
            ),
            fix=Text("只给出提示信息本身", "give the message itself only"),
        )
    kept = [(c, i) for c, i in _without(_NOISE, message, range(len(message)))]
    folded = "".join(fold(c) for c, _ in kept)
    pairs = tuple(_without(_SPACE_BY_HAN, folded, [i for _, i in kept]))
    return CleanText("".join(c for c, _ in pairs), tuple(i for _, i in pairs))


def fold(text: str) -> str:
    """Fold width, case and traditional characters, one character for one.

    >>> fold("備案類型：ＡＢ")
    '备案类型:ab'
    """
    return "".join(map(_fold_one, text))


def _fold_one(character: str) -> str:
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E:
        character = chr(code - 0xFEE0)
    elif character.isspace():
        return "\n" if character in "\r\n" else " "
    lower = character.lower()
    return _simplified().get(lower, lower if len(lower) == 1 else character)


@cache
def _simplified() -> Mapping[str, str]:
    text = resources.files("yibao_rules.model").joinpath("data", "characters.toml").read_text("utf-8")
    pairs = "".join(tomllib.loads(text)["pairs"].split())
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _without(noise: re.Pattern[str], text: str, places: "range | list[int]") -> Iterator[tuple[str, int]]:
    """Give the characters that no match of ``noise`` covers, each with its place."""
    at = 0
    for match in noise.finditer(text):
        yield from zip(text[at : match.start()], places[at : match.start()], strict=True)
        at = match.end()
    yield from zip(text[at:], places[at:], strict=True)
