"""Places (行政区划, 医保区划): every code published since 1980, what it belongs to, and whether two are one city."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from attrs import frozen

from yibao_rules.errors import ValueRefusedError, YibaoError
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LONGEST_LOOKED_UP, LabelledEnum, Text, nearest, normalise, same

_FIRST_EDITION = 1980
_MUNICIPALITIES = ("11", "12", "31", "50")
# 市辖区 and 县 of a municipality: GB/T 2260 lists them as headings alone, systems write them all the same.
_MUNICIPAL_PARTS = {
    "0100": Text("市辖区", "districts of {}"),
    "0200": Text("县", "counties of {}"),
}
_CODE = re.compile("[0-9]{6}", re.ASCII)
_AREA_CODE = re.compile(r"0[0-9]{2,3}\??", re.ASCII)


class PlaceLevel(LabelledEnum):
    """The level of a place (行政级别); :attr:`OWN` is an insurance pool's own level (省本级、市本级), not a place of GB/T 2260."""

    PROVINCE = "province", "省级", "province"
    CITY = "city", "地级", "prefecture"
    COUNTY = "county", "县级", "county"
    OWN = "own", "本级", "the pool's own level"


class UnknownPlaceError(YibaoError, LookupError):
    """No place has this code or name (未知的地区)."""

    title = Text("未知地区", "unknown place")


@frozen(kw_only=True)
class Place:
    """One place.

    Attributes:
        code: six digits, GB/T 2260 or 医保区划.
        name: the registered Chinese name, without its parents' names.
        level: see :class:`PlaceLevel`.
        parent: the code it belongs to; None for a province.
        en: its usual English name, where the table has one.
        area_code: telephone area code of its city (``"0580"``), where known.
        area_code_sure: whether more than one source gives that area code.
        abolished_after: the year of the last edition that lists the code; None while it is in use.
        listed: False for a code that no edition lists, taken as a county of its known parent.
    """

    code: str
    name: str
    level: PlaceLevel
    parent: str | None = None
    en: str | None = None
    area_code: str | None = None
    area_code_sure: bool = False
    abolished_after: int | None = None
    listed: bool = True

    @property
    def label(self) -> Text:
        """The name in both languages; a county without an English name keeps its Chinese one."""
        return Text(self.name, self.en or self.name)

    @property
    def full_name(self) -> str:
        """The name with its parents' names before it.

        >>> place("330903").full_name
        '浙江省舟山市普陀区'
        """
        return (place(self.parent).full_name if self.parent else "") + self.name


class Row(NamedTuple):
    """One line of the table, as :func:`read_table` gives it."""

    name: str
    abolished_after: int | None = None
    en: str | None = None
    area_code: str | None = None


def place(code: str) -> Place:
    """Give the place of a six-digit code.

    Abolished codes stay known; ``xx99`` is a city's own level (市本级) and ``xx9900`` a province's (省本级); a code
    that no edition lists is taken as a county when its prefecture is known.

    Args:
        code: six digits; width and spaces are normalised.

    Raises:
        UnknownPlaceError: not six digits, or of no known prefecture; it names the nearest code.

    >>> place("210200").label.en, place("110103").abolished_after, place("430299").name
    ('Dalian', 2009, '株洲市本级')
    """
    if not isinstance(code, str) or len(code) > LONGEST_LOOKED_UP:
        raise _unknown(code)
    return _place(code if code.isascii() and code.isalnum() else normalise(code))


@lru_cache(maxsize=4096)
def _place(code: str) -> Place:
    rows = table()
    if not _CODE.fullmatch(code):
        raise _unknown(code)
    province = code[:2] + "0000"
    if code not in rows:
        return _derived(code, rows)
    row = rows[code]
    level = (
        PlaceLevel.PROVINCE
        if code == province
        else PlaceLevel.CITY
        if code[4:] == "00"
        else PlaceLevel.COUNTY
    )
    parent = _parent(code, rows)
    digits = row.area_code or (_place(parent).area_code if parent else None)
    return Place(
        code=code,
        name=row.name,
        level=level,
        parent=parent,
        en=row.en,
        area_code=digits.rstrip("?") if digits else None,
        area_code_sure=not row.area_code.endswith("?") if row.area_code else _sure(parent),
        abolished_after=row.abolished_after,
    )


def _sure(parent: str | None) -> bool:
    return parent is not None and _place(parent).area_code_sure


def _parent(code: str, rows: Mapping[str, Row]) -> str | None:
    province, city = code[:2] + "0000", code[:4] + "00"
    if code == province:
        return None
    return city if code != city and city in rows else province


def _derived(code: str, rows: Mapping[str, Row]) -> Place:
    """Make the place of a code outside GB/T 2260, or refuse it."""
    province, city = code[:2] + "0000", code[:4] + "00"
    if code == code[:2] + "9900" and province in rows:
        parent, level, wording = province, PlaceLevel.OWN, Text("{}本级", "{} (own level)")
    elif code.endswith("99") and city in rows:
        parent, level, wording = city, PlaceLevel.OWN, Text("{}本级", "{} (own level)")
    elif code[:2] in _MUNICIPALITIES and code[2:] in _MUNICIPAL_PARTS:
        parent, level, wording = province, PlaceLevel.CITY, _MUNICIPAL_PARTS[code[2:]]
    elif code != city and any(k.startswith(code[:4]) for k in rows):
        parent = city if city in rows else province
        level, wording = PlaceLevel.COUNTY, Text("{}所辖县级区划", "a county of {}")
    else:
        raise _unknown(code)
    above = _place(parent)
    return Place(
        code=code,
        name=wording.zh.format(above.name),
        level=level,
        parent=parent,
        en=wording.en.format(above.label.en),
        area_code=above.area_code,
        area_code_sure=above.area_code_sure,
        listed=False,
    )


def _unknown(code: object) -> UnknownPlaceError:
    expected = Text(
        "6 位行政区划代码，如 330900（舟山市）", "a six-digit place code such as 330900 (Zhoushan)"
    )
    if not isinstance(code, str):
        kind = type(code).__name__
        return UnknownPlaceError(
            where="place", found=kind, expected=expected, fix=Text("改用文本", "give it as text")
        )
    near = nearest(code, _neighbours(code)) if len(code) <= 8 else None
    fix = Text("核对代码，或改用地名查询", "check the code, or look the place up by its name")
    if near:
        fix = Text(
            f"最接近的是 {near}（{table()[near].name}）", f"the nearest is {near} ({table()[near].name})"
        )
    return UnknownPlaceError(where="place", found=place_as_found(code), expected=expected, fix=fix)


@guarded
def place_as_found(text: str) -> Text:
    """Word what stands for a place in an error: six digits as they are, anything else by its form.

    Where columns have shifted, a person's name or number stands there.

    >>> place_as_found("999999").zh, place_as_found("张三丰").en
    ('999999', 'text of 3 characters')
    """
    if _CODE.fullmatch(text):
        return same(text)
    return Text(f"{len(text)} 个字符的文本", f"text of {len(text)} characters")


def _neighbours(code: str) -> list[str]:
    """The codes among which to seek the one that was meant: those of its province, if it has one."""
    return [known for known in table() if known[:2] == code[:2]] or list(table())


def city_of(code: str) -> str | None:
    """Give the code of the city (地级市, 直辖市, or 省直辖县级) that a place lies in; None for a province that has cities.

    >>> city_of("330903"), city_of("310107"), city_of("429004"), city_of("430299"), city_of("330000")
    ('330900', '310000', '429004', '430200', None)

    Raises:
        UnknownPlaceError: see :func:`place`.
    """
    # What is kept is kept by its spelling: a long one is refused before.
    if not isinstance(code, str) or len(code) > LONGEST_LOOKED_UP:
        raise _unknown(code)
    return _city_of(code)


@lru_cache(maxsize=4096)
def _city_of(code: str) -> str | None:
    found = place(code)
    province = found.code[:2] + "0000"
    if found.code[:2] in _MUNICIPALITIES or province in ("710000", "810000", "820000"):
        return province
    if found.level is PlaceLevel.CITY:
        return found.code
    if found.level is PlaceLevel.PROVINCE:
        return None
    if found.parent == province:
        return None if found.level is PlaceLevel.OWN else found.code
    return found.parent


def same_city(one: str, other: str) -> bool:
    """Tell whether two places lie in one city: then no out-of-area filing is needed between them.

    >>> same_city("330903", "330902"), same_city("330903", "330200"), same_city("330000", "330000")
    (True, False, False)

    Raises:
        UnknownPlaceError: see :func:`place`.
    """
    city = city_of(one)
    return city is not None and city == city_of(other)


def same_province(one: str, other: str) -> bool:
    """Tell whether two places lie in one province.

    Raises:
        UnknownPlaceError: see :func:`place`.
    """
    return place(one).code[:2] == place(other).code[:2]


def as_of() -> int:
    """Give the year of the latest edition in the table; codes made later are known only by their prefecture."""
    return _data()[0]


def table() -> Mapping[str, Row]:
    """Give the whole table, by code; read once, at the first call."""
    return _data()[1]


@cache
def _data() -> tuple[int, Mapping[str, Row]]:
    text = resources.files("yibao_rules.model").joinpath("data", "places.toml").read_text("utf-8")
    return read_table(text)


@guarded
def read_table(text: str) -> tuple[int, Mapping[str, Row]]:
    """Read and check a table of places.

    Args:
        text: TOML in the layout of ``model/data/places.toml``, which its head explains.

    Returns:
        The year of its latest edition, and the rows by code.

    Raises:
        ValueRefusedError: naming the line that is wrong.
    """
    data = tomllib.loads(text)
    year = int(data["as_of"])
    rows: dict[str, Row] = {}
    for province in data["province"]:
        head = "|".join(
            (province["code"], province["name"], "", province["en"], province.get("area_code", ""))
        )
        for line in (head, *province["places"].strip().splitlines()):
            code, row = _row(line, province["code"], year)
            if code in rows:
                raise _bad(line, Text("代码不重复", "a code that stands once"))
            rows[code] = row
    return year, rows


def _row(line: str, province: str, year: int) -> tuple[str, Row]:
    code, name, until, en, area = (*line.split("|"), "", "", "", "")[:5]
    if not _CODE.fullmatch(code) or code[:2] != province[:2]:
        raise _bad(line, Text("本省的 6 位代码", "a six-digit code of its province"))
    if not name:
        raise _bad(line, Text("名称", "a name"))
    if until and not (until.isdecimal() and _FIRST_EDITION <= int(until) < year):
        raise _bad(
            line, Text(f"{_FIRST_EDITION} 至 {year - 1} 年", f"a year from {_FIRST_EDITION} to {year - 1}")
        )
    if area and not _AREA_CODE.fullmatch(area):
        raise _bad(line, Text("以 0 开头的长途区号", "an area code that starts with 0"))
    return code, Row(name, int(until) if until else None, en or None, area or None)


def _bad(line: str, expected: Text) -> ValueRefusedError:
    fix = Text("改正该行", "mend that line")
    return ValueRefusedError(where="places.toml", found=same(line), expected=expected, fix=fix)
