"""Strategies for any of the model's classes, made from its annotations: every value a field can hold, or None."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import attrs

from yibao_rules.model import places
from yibao_rules.model.identity import CardNumber, Phone, Secret
from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.model.shape import Shaped
from yibao_rules.testing._hypothesis import strategies
from yibao_rules.text import LabelledEnum

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)

_PLACE_FIELDS = frozenset({"insured_place", "destination", "treatment_place", "place"})
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
_LETTERS = "张王李欧阳娜一二三甲乙丙市县医院号室abcXYZ019·-()《》。䶮𠮷"


def texts(*, min_size: int = 1, max_size: int = 12) -> "SearchStrategy[str]":
    """Give texts as they are after normalisation: no space at an end, none doubled."""
    st = strategies()
    return st.text(_LETTERS, min_size=min_size, max_size=max_size)  # type: ignore[no-any-return]


def place_codes() -> "SearchStrategy[str]":
    """Give six-digit codes of prefectures that exist today."""
    st = strategies()
    found = sorted(
        code
        for code, row in places.table().items()
        if code.endswith("00")
        and row.abolished_after is None
        and (code[2:4] != "00" or code[:2] in _MUNICIPALITIES)
    )
    return st.sampled_from(found)  # type: ignore[no-any-return]


def item_slugs() -> "SearchStrategy[str]":
    """Give slugs of service items."""
    return strategies().sampled_from(list(items()))  # type: ignore[no-any-return]


def kind_slugs() -> "SearchStrategy[str]":
    """Give slugs of kinds of materials."""
    return strategies().sampled_from(list(kinds()))  # type: ignore[no-any-return]


def shaped(cls: Any, **given: "SearchStrategy[Any]") -> "SearchStrategy[Any]":
    """Give objects of a class of the model; a field may hold anything of its type, and None where that is allowed.

    Args:
        cls: the class.
        given: strategies for some of its fields, by name.
    """
    hints = get_type_hints(cls)
    fields = {
        f.name: given[f.name] if f.name in given else _by_type(hints[f.name], f.name)
        for f in attrs.fields(cls)
    }
    return strategies().builds(cls, **fields)  # type: ignore[no-any-return]


def _by_type(hint: Any, name: str) -> Any:
    st = strategies()
    if isinstance(hint, UnionType):
        return st.none() | _by_type(get_args(hint)[0], name)
    if get_origin(hint) is tuple:
        return st.lists(_by_type(get_args(hint)[0], ""), max_size=3).map(tuple)
    if get_origin(hint) is frozenset:
        return st.frozensets(_by_type(get_args(hint)[0], ""), max_size=3)
    if issubclass(hint, LabelledEnum):
        return st.sampled_from(list(hint))
    make = shaped if issubclass(hint, Shaped) else _secrets if issubclass(hint, Secret) else None
    return make(hint) if make else _plain(hint, name)


def _secrets(kind: type[Secret]) -> Any:
    st = strategies()
    if kind in (Phone, CardNumber):
        return st.text("0123456789", min_size=5, max_size=20).map(kind)
    return texts(max_size=20).map(kind)


def _plain(hint: type, name: str) -> Any:
    st = strategies()
    if hint is str:
        by_name = {"item": item_slugs, "kind": kind_slugs, **dict.fromkeys(_PLACE_FIELDS, place_codes)}
        return by_name.get(name, texts)()
    if hint is datetime:
        offsets = st.none() | st.sampled_from([timezone(timedelta(hours=h)) for h in (8, 0, -5)])
        return st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31), timezones=offsets)  # noqa: DTZ001  # with and without
    return {
        bool: st.booleans(),
        int: st.integers(0, 600),
        date: st.dates(FIRST_DAY, LAST_DAY),
        Decimal: st.decimals(0, 10**7, places=2),
    }[hint]
