"""Public telephone numbers of offices: whether a number is whole and belongs to its place."""

import re
from collections.abc import Mapping
from functools import cache

from attrs import frozen

from yibao_rules.errors import YibaoError
from yibao_rules.model.places import city_of, place, table
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, normalise

HOTLINE = "12393"
"""The national hotline of medical insurance (医疗保障服务热线), dialled after the area code."""

_NUMBER = re.compile(r"(?:(0(?:10|2\d|[3-9]\d\d))(-*))?([1-9]\d{4,7})", re.ASCII)
_NATIONWIDE = re.compile(r"(?:1\d{4}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|400\d{7}|800\d{7})", re.ASCII)


class PhoneFault(LabelledEnum):
    """What can be wrong with an office's telephone number (电话问题)."""

    PLACEHOLDER = "placeholder", "不是号码", "not a number"
    HYPHENS = "hyphens", "连字符重复", "more than one hyphen"
    NO_AREA_CODE = "no_area_code", "缺少区号", "no area code"
    UNKNOWN_AREA_CODE = "unknown_area_code", "区号不存在", "no such area code"
    OTHER_CITY = "other_city", "区号属于其他城市", "another city's area code"


@frozen
class PhoneProblem:
    """One fault of a number, in words."""

    fault: PhoneFault
    detail: Text


@guarded
def check_phone(number: str, region: str | None = None) -> tuple[PhoneProblem, ...]:
    """Tell what is wrong with an office's public telephone number.

    Args:
        number: as printed, e.g. ``024-55883333``.
        region: the place of the office; without one only the form is checked.

    >>> [p.detail.zh for p in check_phone("0411-12345", "210400")]
    ['0411 是大连市的区号，抚顺市的区号是 024']
    >>> [p.fault for p in check_phone("024--12345", "210400")], [p.fault for p in check_phone("统筹区监督电话")]
    ([PhoneFault.HYPHENS], [PhoneFault.PLACEHOLDER])
    """
    text = normalise(number).replace(" ", "").replace("—", "-")
    found = _NUMBER.fullmatch(text)
    if _NATIONWIDE.fullmatch(text):
        return ()
    if not found:
        return (
            PhoneProblem(
                PhoneFault.PLACEHOLDER,
                Text("不是电话号码，请填实际号码", "no telephone number: give the real one"),
            ),
        )
    area, hyphens, _ = found.groups()
    problems = []
    if hyphens and len(hyphens) > 1:
        twice = Text(f"区号后有 {len(hyphens)} 个连字符", f"{len(hyphens)} hyphens after the area code")
        problems.append(PhoneProblem(PhoneFault.HYPHENS, twice))
    if area is None:
        due = area_code(region) if region else None
        hint = Text(f"，应加 {due}", f"; put {due} before it") if due else Text("", "")
        wanted = Text(f"没有区号{hint.zh}", f"no area code{hint.en}")
        problems.append(PhoneProblem(PhoneFault.NO_AREA_CODE, wanted))
    else:
        problems += _area_problems(area, region)
    return tuple(problems)


def area_code(region: str) -> str | None:
    """Give the telephone area code of a place's city, where known (``"024"`` for 抚顺).

    Raises:
        UnknownPlaceError: see :func:`yibao_rules.model.places.place`.
    """
    return place(region).area_code


def hotline(region: str | None) -> Text:
    """Give what to dial for the insurance hotline of a place: area code and 12393, or "区号+12393" when not known.

    >>> hotline("330903").zh, hotline(None).zh
    ('0580-12393', '参保地区号+12393')
    """
    try:
        digits = area_code(region) if region else None
    except YibaoError:
        digits = None
    if digits:
        return Text(f"{digits}-{HOTLINE}", f"{digits}-{HOTLINE}")
    return Text(f"参保地区号+{HOTLINE}", f"the insured place's area code + {HOTLINE}")


def _area_problems(area: str, region: str | None) -> list[PhoneProblem]:
    owners = _owners().get(area, [])
    if not owners:
        none = Text(f"没有区号 {area}", f"there is no area code {area}")
        return [PhoneProblem(PhoneFault.UNKNOWN_AREA_CODE, none)]
    city = city_of(region) if region else None
    due = area_code(city) if city else None
    if city is None or due is None or due == area:
        return []
    theirs, ours = place(owners[0]).label, place(city).label
    other = Text(
        f"{area} 是{theirs.zh}的区号，{ours.zh}的区号是 {due}",
        f"{area} is the area code of {theirs.en}; that of {ours.en} is {due}",
    )
    return [PhoneProblem(PhoneFault.OTHER_CITY, other)]


@cache
def _owners() -> Mapping[str, list[str]]:
    """The cities of each area code."""
    index: dict[str, list[str]] = {}
    for code, row in table().items():
        if row.area_code:
            index.setdefault(row.area_code.rstrip("?"), []).append(code)
    return index
