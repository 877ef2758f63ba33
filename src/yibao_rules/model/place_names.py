"""Places by their names: from "浙江舟山普陀区" to its code, with every reading told when there are several."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from yibao_rules.model.places import Place, PlaceLevel, UnknownPlaceError, place, place_as_found, table
from yibao_rules.serialization.guard import bounded
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, nearest, normalise

_PEOPLES = (
    "(?:(?<!内)蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯)族?|"
    "(?:回|藏|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|土|达斡尔|仫佬|羌|布朗|撒拉|"
    "毛南|仡佬|怒|鄂温克|保安|裕固|独龙|鄂伦春|普米|各)族"
)
_SUFFIX = re.compile(rf"(?:{_PEOPLES})*自治[区州县旗]$|特别行政区$|地区$|林区$|新区$|[省市区县盟旗]$")
_SEPARATORS = re.compile(r"[\s,/·>\-—、，]+")
_SHORTEST = 2
LONGEST_NAME = 64
"""Characters of a place's name with its parents; the longest has fewer than 40, and the look-up takes the square."""
_MANY = 8


class AmbiguousPlaceError(UnknownPlaceError):
    """Several places have this name (地名有多个)."""

    title = Text("地名不唯一", "ambiguous place")


def find_place(text: str) -> Place:
    """Find the one place that a code or a name means.

    Args:
        text: a six-digit code; a name with or without its parents ("浙江省舟山市普陀区", "舟山普陀", "舟山"); or the
            English name of a province or a city.

    Raises:
        AmbiguousPlaceError: several places are named so; it lists them in full.
        UnknownPlaceError: none is; it names the nearest.

    >>> find_place("浙江舟山普陀区").code, find_place("上海市普陀区").code, find_place("Zhoushan").code
    ('330903', '310107', '330900')
    """
    if not isinstance(text, str) or normalise(bounded(text, "place", longest=LONGEST_NAME)).isdecimal():
        return place(text)
    found = places_named(text)
    if not found:
        raise _not_found(text)
    if len(found) > 1:
        raise _ambiguous(text, found)
    return found[0]


@guarded
def places_named(text: str) -> tuple[Place, ...]:
    """Give every place that a name can mean, by code.

    Abolished places count only when no present one is named so. A full name beats a short one, a province beats the
    cities and counties of the same short name, and a prefecture the county in it.

    >>> [p.full_name for p in places_named("普陀区")]
    ['上海市普陀区', '浙江省舟山市普陀区']
    """
    if len(text) > LONGEST_NAME:
        return ()
    words = normalise(text)
    if words.casefold() in _english():
        return tuple(map(place, _english()[words.casefold()]))
    codes = sorted(set(_readings(_SEPARATORS.sub("", words))))
    found = [place(code) for code in codes]
    found = [p for p in found if p.abolished_after is None] or found
    found = [p for p in found if words.endswith(p.name)] or found
    provinces = [p for p in found if p.level is PlaceLevel.PROVINCE]
    codes = [p.code for p in provinces or found]
    return tuple(p for p in provinces or found if p.parent not in codes)


def _readings(words: str) -> Iterator[str]:
    """Give the codes whose name ends the words while the rest names their parents, from the province down."""
    for start in range(len(words) - _SHORTEST + 1):
        for code in _chinese().get(words[start:], ()):
            if _names_parents(words[:start], place(code).parent):
                yield code


def _names_parents(words: str, parent: str | None) -> bool:
    if not words:
        return True
    if parent is None:
        return False
    above = place(parent)
    rests = [words.removesuffix(form) for form in _forms(above.name) if words.endswith(form)]
    return any(_names_parents(rest, above.parent) for rest in (*rests, words))


def _forms(name: str) -> tuple[str, ...]:
    """Give the name and its short forms: "舟山市" and "舟山"; "新宾满族自治县", "新宾县" and "新宾"."""
    short = _SUFFIX.sub("", name)
    if short == name or len(short) < _SHORTEST:
        return (name,)
    return (name, short, short + name[-1]) if name[-3:-1] == "自治" else (name, short)


@cache
def _chinese() -> Mapping[str, list[str]]:
    index: dict[str, list[str]] = {}
    for code, row in table().items():
        for form in _forms(row.name):
            index.setdefault(form, []).append(code)
    return index


@cache
def _english() -> Mapping[str, list[str]]:
    index: dict[str, list[str]] = {}
    for code, row in table().items():
        if row.en:
            index.setdefault(row.en.casefold(), []).append(code)
    return index


def _not_found(text: str) -> UnknownPlaceError:
    words = normalise(text)[:32]
    near = nearest(words.casefold(), _english()) if words.isascii() else nearest(words, _chinese())
    fix = Text(
        "改用 6 位区划代码，或写全省、市、县名称",
        "give the six-digit code, or the full name with its parents",
    )
    if near:
        code = (_english() if words.isascii() else _chinese())[near][0]
        named = place(code).full_name
        fix = Text(f"最接近的是 {named}（{code}）", f"the nearest is {named} ({code})")
    return UnknownPlaceError(
        where="place",
        found=place_as_found(text),
        expected=Text("省、市、县的名称或代码", "the name or code of a place"),
        fix=fix,
    )


def _ambiguous(text: str, found: tuple[Place, ...]) -> AmbiguousPlaceError:
    more = (
        Text(f"等 {len(found)} 处", f" and more ({len(found)} in all)")
        if len(found) > _MANY
        else Text("", "")
    )
    listed = [f"{p.full_name}（{p.code}）" for p in found[:_MANY]]
    return AmbiguousPlaceError(
        where="place",
        found=normalise(text)[:32],
        expected=Text("唯一的地名", "a name that only one place has"),
        fix=Text(f"写明是哪一处：{'、'.join(listed)}{more.zh}", f"say which: {', '.join(listed)}{more.en}"),
    )
