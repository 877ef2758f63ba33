"""Whether two spellings are one person's name, when systems lack rare characters or write them otherwise."""

import re
from collections.abc import Callable, Collection
from importlib import import_module
from unicodedata import combining, normalize

from yibao_rules.errors import missing_extra
from yibao_rules.model.identity import PersonName, fold_name
from yibao_rules.serialization.guard import bounded
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum

Readings = Callable[[str], Collection[str]]
"""From one Han character to its readings in toneless pinyin ("lü" as ``lv``); empty when it has none."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# What systems print in place of a character they lack.
_PLACEHOLDER = "[?□■○〇*\ufffd]{1,4}"
# One syllable of pinyin has at most six letters (zhuang); a tone digit may follow.
_SYLLABLE = "[a-z]{1,6}"
_MOST_RARE = 4


class NameMatch(LabelledEnum):
    """How two names compare (姓名比对结果)."""

    SAME = "same", "一致", "the same"
    SAME_AFTER_FOLDING = (
        "same_after_folding",
        "书写形式不同，实为一致（全半角、间隔号、空格、大小写）",
        "the same but for its form (width, interpunct, spaces, case)",
    )
    RARE_CHARACTER = (
        "rare_character",
        "可能因生僻字登记方式不同，需按系统登记的写法填写",
        "likely one name with a rare character registered otherwise: write it as registered",
    )
    DIFFERENT = "different", "不一致", "different"

    @property
    def is_same(self) -> bool:
        """Whether the two may be taken for one name without asking anybody."""
        return self in (NameMatch.SAME, NameMatch.SAME_AFTER_FOLDING)


@guarded
def rare_characters(name: PersonName) -> tuple[int, ...]:
    """Give the positions (from 1) of rare characters (生僻字): Han characters outside GB 2312, and private-use ones.

    Older systems hold the 6763 characters of GB 2312 only; any other was registered as pinyin, a stand-in or a
    private-use character. Positions, not characters, because a name is personal.

    >>> rare_characters(PersonName("王喆䶮"))
    (2, 3)
    """
    return tuple(i for i, c in enumerate(name.reveal(), 1) if _is_rare(c))


@guarded
def compare_names(
    given: PersonName, registered: PersonName, *, readings: Readings | None = None
) -> NameMatch:
    """Compare a name as given with the name as registered.

    A rare character matches Latin letters or a stand-in in its place, or another rare character; every other
    character must be equal.

    Args:
        given: the name in the filing.
        registered: the name in the insurance system.
        readings: when given (see :func:`pinyin_readings`), Latin letters must be a reading of the character;
            otherwise any letters of one syllable's length do.

    >>> compare_names(PersonName("张䶮"), PersonName("张yan"))
    NameMatch.RARE_CHARACTER
    >>> compare_names(PersonName("张三"), PersonName("张san"))
    NameMatch.DIFFERENT
    """
    one, other = given.reveal(), registered.reveal()
    if one == other:
        return NameMatch.SAME
    if fold_name(one) == fold_name(other):
        return NameMatch.SAME_AFTER_FOLDING
    left, right = fold_name(_without_tones(one)), fold_name(_without_tones(other))
    if _match_rare(left, right, readings) or _match_rare(right, left, readings):
        return NameMatch.RARE_CHARACTER
    return NameMatch.DIFFERENT


@guarded
def pinyin_readings(character: str) -> frozenset[str]:
    """Give the readings of a Han character by the package ``pypinyin``, to pass as ``readings``.

    Raises:
        MissingExtraError: ``pypinyin`` is not installed (extra ``pinyin``).
    """
    bounded(character, "character", longest=16)
    try:
        pypinyin = import_module("pypinyin")
    except ImportError:
        raise missing_extra("pypinyin", "pinyin") from None
    found = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(reading for syllable in found for reading in syllable)


def _match_rare(full: str, other: str, readings: Readings | None) -> bool:
    """Tell whether ``other`` is ``full`` with some of its rare characters written otherwise."""
    rare = [c for c in full if _is_rare(c)]
    if not 0 < len(rare) <= _MOST_RARE:
        return False
    found = re.fullmatch(
        "".join(_written_as(c, readings) if _is_rare(c) else re.escape(c) for c in full), other
    )
    return found is not None and all(
        stand_in is None or stand_in == character or _is_rare(stand_in)
        for stand_in, character in zip(found.groups(), rare, strict=True)
    )


def _written_as(character: str, readings: Readings | None) -> str:
    """Give the pattern of what may stand for a rare character: pinyin, placeholders, or (as a group) another character."""
    spoken = readings(character) if readings else ()
    # ü is typed as v, u or yu.
    typed = {reading.replace("v", u) for reading in spoken for u in ("v", "u", "yu")}
    letters = "|".join(map(re.escape, sorted(typed))) or _SYLLABLE
    return rf"(?:(?:{letters})[1-5]?|{_PLACEHOLDER}|([^\x00-\x7f]))"


def _without_tones(name: str) -> str:
    """Drop the tone marks of Latin letters: pinyin is registered with or without them."""
    plain = "".join(c for c in normalize("NFD", name) if not combining(c))
    return normalize("NFC", plain)


def _is_rare(character: str) -> bool:
    if _PRIVATE.match(character):
        return True
    if not _HAN.match(character):
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
