"""Text in two languages, and the one normalisation that all text passes on its way in."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import Literal, Self

from attrs import frozen

Lang = Literal["zh", "en"]

# U+00AD, zero-width characters and the byte-order mark: invisible, and never part of a name or a number.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Characters that nobody sees and that keep two equal texts apart."""

INTERPUNCTS = "·•‧∙⋅・･．.᛫"
"""The interpuncts met in the names of minorities and foreigners: systems have registered any of them."""

_DROPPED = dict.fromkeys(map(ord, INVISIBLE))


@frozen
class Text:
    """One wording in Chinese and in English.

    >>> Text("参保状态", "insured status").in_("en")
    'insured status'
    """

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Give the wording in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en

    def format(self, **params: object) -> Self:
        """Fill ``{name}`` places in both wordings; a parameter that is itself bilingual speaks each language."""

        def fill(lang: Lang) -> str:
            return self.in_(lang).format(**{k: in_lang(v, lang) for k, v in params.items()})

        return type(self)(fill("zh"), fill("en"))

    def __str__(self) -> str:
        return self.zh if self.zh == self.en else f"{self.zh} / {self.en}"


def same(word: str) -> Text:
    """Give a wording that is the same in both languages: a number, a code, a name."""
    return Text(word, word)


def in_lang(value: object, lang: Lang) -> str:
    """Word any parameter of a message: bilingual text and labelled members in ``lang``, sequences joined, the rest by ``str``."""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, LabelledEnum):
        return value.label.in_(lang)
    if isinstance(value, tuple | list | set | frozenset):
        return ("、" if lang == "zh" else ", ").join(in_lang(v, lang) for v in value)
    return str(value)


class LabelledEnum(Enum):
    """A closed set whose members carry a stable wire code (the value) and a label in Chinese and English.

    >>> class Side(LabelledEnum):
    ...     LEFT = "left", "左", "left"
    >>> Side("left").label.zh, Side.LEFT.value
    ('左', 'left')
    """

    label: Text

    # The defaults are for type checkers alone: they read ``Side("left")`` as a call of this, not as a look-up.
    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        """Make the member: the code is its value, the two words are its label."""
        member = object.__new__(cls)
        member._value_ = code
        member.label = Text(zh, en)
        return member

    @property
    def code(self) -> str:
        """The wire code: what stands in JSON, in a column and in a guide."""
        return str(self.value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class TextForm(Enum):
    """In what form a text is held and compared: always normalised, and further for what people type in many ways."""

    PLAIN = "plain"
    NUMBER = "number"  # of a document: no spaces, letters upper-cased
    NAME = "name"  # of a person: no spaces, one kind of interpunct, letters lower-cased


def normalise(text: str) -> str:
    """Fold the width of letters and digits, drop invisible characters, trim, and join runs of spaces (U+3000 included).

    Only compatibility forms of ASCII are folded (``１`` to ``1``, ``（`` to ``(``): Han characters stay as they are,
    since two that look alike may be two persons' names.

    >>> normalise("\u3000１１０１０５\u200b ")
    '110105'
    """
    folded = "".join(
        unicodedata.normalize("NFKC", c) if 0xFF01 <= ord(c) <= 0xFF5E or c == "\u3000" else c
        for c in text.translate(_DROPPED)
    )
    return " ".join(folded.split())


LONGEST_LOOKED_UP = 200
"""Characters of a word for which a near one is looked for: the look-up takes the square of the length."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that ``word`` was most likely meant to be, or None when none is near.

    A word longer than :data:`LONGEST_LOOKED_UP` has none: whoever sends it meant no word of ours.
    """
    if len(word) > LONGEST_LOOKED_UP:
        return None
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def iso_date(text: object) -> date | None:
    """Read a date of the one form ``2027-01-01``; None for anything else, the other forms of ISO 8601 included.

    >>> iso_date("2027-01-01"), iso_date("2027-W01-1"), iso_date("20270101"), iso_date("2027-02-29")
    (datetime.date(2027, 1, 1), None, None, None)
    """
    if not isinstance(text, str) or len(text) != 10 or text[4] + text[7] != "--":
        return None
    digits = text[:4] + text[5:7] + text[8:]
    try:
        return date.fromisoformat(text) if digits.isascii() and digits.isdigit() else None
    except ValueError:
        return None
