"""The regions' own holidays (广西三月三, 宁夏 and 新疆), as layers over the national calendar; and who has some that we do not know.

Where a place has local holidays whose days are not on record (西藏, 延边, 凉山 …), its layer takes no day off and has
no recorded year: every date there is provisional, since unknown is not none.
"""

import re
from functools import cache
from typing import Any

from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.layers import Layer
from yibao_rules.calendar.refusals import GUARD
from yibao_rules.calendar.register import read_arrangement, read_data
from yibao_rules.text import Text, nearest, normalise

_LEVELS = (2, 4, 6)
_SUFFIX = re.compile(r"(?<=..)(?:壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区|省|市|地区)$")


@cache
def regional_layers() -> dict[str, Layer]:
    """Return the layer of each region with days on record, by its area code (行政区划代码, six digits)."""
    return {row["code"]: _layer(row) for row in read_data("regions.toml")["region"]}


def _layer(row: dict[str, object]) -> Layer:
    lines = (line.split(" ", 1) for line in str(row["days"]).strip().splitlines())
    items = [read_arrangement(words, int(year)) for year, words in lines]
    years = row["years"]
    return Layer(
        name=str(row["name"]),
        off=(day for item in items for day in item.off),
        work=(day for item in items for day in item.work),
        source=str(row["source"]),
        sure=str(row["sure"]),
        years=tuple(years) if isinstance(years, list) else None,
        festivals={day: item.name for item in items for day in (*item.off, *item.work)},
    )


@cache
def _unrecorded() -> dict[str, Layer]:
    """Read the places whose local holidays are known to exist, and not when they are."""
    part: dict[str, Any] = read_data("regions.toml")["unrecorded"]
    found = {}
    for code, name, _, *festivals in map(str.split, part["places"].strip().splitlines()):
        about = "".join(f"（{words}）" for words in festivals)
        found[code] = Layer(
            name=name,
            source=part["source"],
            sure=f"{part['sure']}{about}",
            years=(),
            assumed=(part["off"], part["work"]),
        )
    return found


@cache
def _names() -> dict[str, str]:
    """Map the names and short names of the provinces, and of the places that have local holidays, to their codes."""
    data = read_data("regions.toml")
    found: dict[str, str] = {}
    for code, name, short, *_ in map(str.split, data["unrecorded"]["places"].strip().splitlines()):
        found |= {name: code} | ({short: code} if short != "-" else {})
        if name.endswith("自治州"):
            found[f"{short.removesuffix('州')}州"] = code
    for code, name in map(str.split, data["names"]["places"].strip().splitlines()):
        found |= {name: code, _SUFFIX.sub("", name): code}
    return found


def regional_layer(area: str) -> Layer | None:
    """Return the layer of the region in which an area lies.

    Args:
        area: an area code of two, four or six digits; or the name of a province, or of a place that has local holidays.

    Returns:
        The region's layer; for a place whose local holidays are not on record one that makes every date provisional;
        None where no holidays of its own are known of.

    Raises:
        CalendarError: no such code or name.

    >>> regional_layer("450100").name, regional_layer("广西").name
    ('广西壮族自治区', '广西壮族自治区')
    >>> regional_layer("凉山州").name, regional_layer("北京") is None
    ('凉山彝族自治州', True)
    """
    code = _code(GUARD.bounded(area, "area"))
    for digits in (code, f"{code[:4]}00", f"{code[:2]}0000"):
        found = _unrecorded().get(digits) or regional_layers().get(digits)
        if found:
            return found
    return None


def _code(area: str) -> str:
    """Read an area code, or a name, as a code of six digits.

    Raises:
        CalendarError: neither.
    """
    word = normalise(area)
    names = _names()
    if word in names:
        return names[word]
    if word.isascii() and word.isdigit() and len(word) in _LEVELS:
        code = word.ljust(6, "0")
        if f"{code[:2]}0000" in names.values():
            return code
        raise _unknown(Text(f"没有以 {code[:2]} 开头的地区", f"no area begins with {code[:2]}"), None)
    found = Text(
        f"{len(word)} 个字符，既不是代码也不是已知的名称",
        f"{len(word)} characters, no code and no known name",
    )
    raise _unknown(found, nearest(word, names))


def _unknown(found: Text, near: str | None) -> CalendarError:
    fix = Text(
        "如 '450100'、'广西'；市、县请给出代码", "such as '450100' or '广西'; a city or county by its code"
    )
    if near:
        fix = Text(f"是否“{near}”？{fix.zh}", f"did you mean “{near}”? {fix.en}")
    return CalendarError(
        where="area",
        found=found,
        expected=Text(
            "行政区划代码（2、4 或 6 位数字），或省级名称",
            "an area code of 2, 4 or 6 digits, or a province's name",
        ),
        fix=fix,
    )
