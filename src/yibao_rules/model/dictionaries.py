"""Code dictionaries (字典) of the national interface: what a code means, nationally and in a region that changed it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from attrs import frozen

from yibao_rules.errors import ValueRefusedError, YibaoError
from yibao_rules.logic.clause import Certainty
from yibao_rules.model.places import place as place_of
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, nearest, normalise

_CODE = re.compile(r"[0-9A-Z]{1,10}", re.ASCII)
_KEYS = {"name", "place", "title", "source", "sure", "less_sure", "note", "drop", "entries"}
_FEW = 12
_REQUIRED = ("name", "title", "source", "entries")


class UnknownCodeError(YibaoError, LookupError):
    """A dictionary, or a code in one, that is not known (未知代码)."""

    title = Text("未知代码", "unknown code")


@frozen(kw_only=True)
class Dictionary:
    """One code dictionary as it stands in one place.

    Attributes:
        name: the interface's name of it (``insutype``).
        title: what it lists.
        entries: each code with its meaning, in the order of the source.
        sources: where the entries come from, the national source first.
        place: the code of the place whose entries it includes; None for the national one.
        drop: codes of the dictionary below that are not used in this place.
        note: a remark on it, if any.
        sure: how sure it is that the last source says so (出处的可靠程度).
        less_sure: codes of which it is less sure, or which come from another source, each with how sure it is.
    """

    name: str
    title: Text
    entries: tuple[tuple[str, Text], ...]
    sources: tuple[str, ...]
    place: str | None = None
    drop: tuple[str, ...] = ()
    note: str | None = None
    sure: Certainty = Certainty.FOUND
    less_sure: tuple[tuple[str, Certainty], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the source."""
        return tuple(code for code, _ in self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __getitem__(self, code: str) -> Text:
        """Give the meaning of a code.

        Raises:
            UnknownCodeError: the code is not in it; the nearest one is named.
        """
        for known, label in self.entries:
            if known == code:
                return label
        fix = Text("查该地区的字典", "look it up in the region's dictionary")
        if len(self.codes) <= _FEW:
            fix = Text(f"取下列之一：{'、'.join(self.codes)}", f"take one of {', '.join(self.codes)}")
        raise UnknownCodeError(
            where=self.name,
            found=str(code)[:20],
            expected=Text(f"{self.title.zh}的代码", f"a code of {self.title.en}"),
            fix=fix,
        )

    def sure_of(self, code: str) -> Certainty:
        """Return how sure an entry is.

        Raises:
            UnknownCodeError: the code is not in it.

        >>> dictionary("opsp_dise_code").sure_of("M00500").code
        'derived'
        """
        self[code]
        return dict(self.less_sure).get(code, self.sure)

    @guarded
    def code_of(self, wording: str) -> str | None:
        """Give the code whose Chinese or English meaning is ``wording``; None when none is, or several are."""
        tidy = normalise(wording)
        found = [code for code, label in self.entries if tidy in (label.zh, label.en)]
        return found[0] if len(found) == 1 else None

    @guarded
    def under(self, local: "Dictionary") -> "Dictionary":
        """Give this dictionary with a narrower place's laid over it."""
        kept = {code: label for code, label in self.entries if code not in local.drop}
        entries = kept | dict(local.entries)
        here = dict.fromkeys(local.codes, local.sure) | dict(local.less_sure)
        sure = dict.fromkeys(kept, self.sure) | dict(self.less_sure) | here
        return Dictionary(
            name=self.name,
            title=local.title,
            entries=tuple(entries.items()),
            sources=(*self.sources, *local.sources),
            place=local.place,
            note=local.note or self.note,
            sure=local.sure,
            less_sure=tuple((c, sure[c]) for c in entries if sure[c] is not local.sure),
        )


@frozen
class Dictionaries:
    """A set of dictionaries, national and local; sets are joined by ``+``, the later over the earlier.

    What the earlier set already has is not laid over it again, so that joining two sets which both hold the bundled
    dictionaries undoes nothing of what the first changed.

    Args:
        layers: the dictionaries, each for one place or for the nation.
    """

    layers: tuple[Dictionary, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the dictionaries, sorted."""
        return tuple(sorted({layer.name for layer in self.layers}))

    @guarded
    def get(self, name: str, place: str | None = None) -> Dictionary:
        """Give a dictionary as it stands in a place: nation, province, city and county laid over one another.

        Raises:
            UnknownCodeError: no dictionary of this name applies there.
            UnknownPlaceError: the place is not known.
        """
        chain = _chain(place)
        layers = [
            layer for code in chain for layer in self.layers if layer.name == name and layer.place == code
        ]
        if not layers:
            raise self._unknown(name, place)
        found, *above = layers
        for local in above:
            found = found.under(local)
        return found

    def __add__(self, other: "Dictionaries") -> "Dictionaries":
        return Dictionaries(tuple(dict.fromkeys((*self.layers, *other.layers))))

    def _unknown(self, name: str, place: str | None) -> UnknownCodeError:
        homes = [place_of(layer.place).name for layer in self.layers if layer.name == name and layer.place]
        near = nearest(name, self.names)
        fix = Text("见 Dictionaries.names", "see Dictionaries.names")
        if homes:
            fix = Text(
                f"只有这些地区有：{'、'.join(homes)}", f"only these places have it: {', '.join(homes)}"
            )
        elif near:
            fix = Text(f"是否为 {near}", f"did you mean {near}?")
        where = f"dictionary({place})" if place else "dictionary"
        return UnknownCodeError(
            where=where, found=name[:40], expected=Text("已有的字典名", "the name of a dictionary"), fix=fix
        )


@guarded
def dictionary(name: str, place: str | None = None) -> Dictionary:
    """Give a bundled dictionary, with the changes of a place when one is named.

    >>> dictionary("insutype")["390"].zh
    '城乡居民基本医疗保险'
    >>> dictionary("rloc_rea", "131100")["06"].zh
    '异地转诊人员'

    Raises:
        UnknownCodeError: no such dictionary there.
        UnknownPlaceError: the place is not known.
    """
    return bundled_dictionaries().get(name, place)


@cache
def bundled_dictionaries() -> Dictionaries:
    """Give the dictionaries that come with the library; read at the first call."""
    text = resources.files("yibao_rules.model").joinpath("data", "dictionaries.toml").read_text("utf-8")
    return read_dictionaries(text)


@guarded
def read_dictionaries(text: str) -> Dictionaries:
    """Read dictionaries from TOML in the layout of ``model/data/dictionaries.toml``, to join to the bundled ones.

    Raises:
        ValueRefusedError: not TOML, or an entry that is missing, unknown, doubled or misshapen; it says which.
    """
    try:
        tables = tomllib.loads(text).get("dictionary", [])
    except tomllib.TOMLDecodeError as error:
        raise _refused("dictionaries", str(error), Text("TOML", "TOML")) from None
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise _refused(
            "dictionary", type(tables).__name__, Text("[[dictionary]] 表", "[[dictionary]] tables")
        )
    layers = tuple(_layer(f"dictionary[{i}]", table) for i, table in enumerate(tables))
    seen: set[tuple[str, str | None]] = set()
    for i, layer in enumerate(layers):
        if (layer.name, layer.place) in seen:
            expected = Text("每个地区的字典只出现一次", "each dictionary once for a place")
            raise _refused(f"dictionary[{i}]", layer.name, expected)
        seen.add((layer.name, layer.place))
    return Dictionaries(layers)


def _layer(where: str, table: Mapping[str, object]) -> Dictionary:
    for key in table.keys() - _KEYS:
        near = nearest(key, _KEYS) or "、".join(sorted(_KEYS))
        raise _refused(f"{where}.{key}", key, Text(f"键 {near}", f"the key {near}"))
    for key in _REQUIRED:
        if not table.get(key):
            raise _refused(where, "-", Text(f"键 {key}", f"the key {key}"))
    name, entries, drop, place = table["name"], table["entries"], table.get("drop", []), table.get("place")
    if not isinstance(name, str) or not isinstance(entries, dict):
        expected = Text("name 为文本，entries 为表", "name as text, entries as a table")
        raise _refused(where, type(entries).__name__, expected)
    if not isinstance(drop, list) or not all(isinstance(code, str) for code in drop):
        raise _refused(f"{where}.drop", type(drop).__name__, Text("代码列表", "a list of codes"))
    return Dictionary(
        name=name,
        title=_pair(f"{where}.title", table["title"]),
        entries=tuple(
            (_code(where, code), _pair(f"{where}.entries.{code}", pair)) for code, pair in entries.items()
        ),
        sources=(_text(f"{where}.source", table["source"]),),
        place=place_of(_text(f"{where}.place", place)).code if place is not None else None,
        drop=tuple(drop),
        note=_text(f"{where}.note", table["note"]) if "note" in table else None,
        sure=_sure(f"{where}.sure", table.get("sure", Certainty.FOUND.code)),
        less_sure=_less_sure(f"{where}.less_sure", table.get("less_sure", {}), entries),
    )


def _less_sure(where: str, table: object, entries: Mapping[str, object]) -> tuple[tuple[str, Certainty], ...]:
    if not isinstance(table, dict):
        raise _refused(
            where, type(table).__name__, Text("表 {代码 = 可靠程度}", "a table {code = certainty}")
        )
    for code in table:
        if code not in entries:
            raise _refused(f"{where}.{code}", code, Text("entries 中的代码", "a code of the entries"))
    return tuple((code, _sure(f"{where}.{code}", word)) for code, word in table.items())


def _sure(where: str, word: object) -> Certainty:
    for known in Certainty:
        if known.code == word:
            return known
    listed = [known.code for known in Certainty]
    expected = Text(f"之一：{'、'.join(listed)}", f"one of: {', '.join(listed)}")
    raise _refused(where, word if isinstance(word, str) else type(word).__name__, expected)


def _chain(place: str | None) -> list[str | None]:
    """Give None for the nation, then the province, the city and the place itself."""
    chain: list[str | None] = []
    while place is not None:
        found = place_of(place)
        chain.append(found.code)
        place = found.parent
    return [None, *reversed(chain)]


def _code(where: str, code: str) -> str:
    if _CODE.fullmatch(code):
        return code
    raise _refused(f"{where}.entries", code, Text("数字或大写字母组成的代码", "a code of digits or capitals"))


def _text(where: str, value: object) -> str:
    if isinstance(value, str) and value:
        return value
    raise _refused(where, type(value).__name__, Text("文本", "text"))


def _pair(where: str, value: object) -> Text:
    if isinstance(value, Iterable) and not isinstance(value, str):
        words = list(value)
        if len(words) == 2 and all(isinstance(word, str) and word for word in words):
            return Text(*words)
    raise _refused(where, type(value).__name__, Text('["中文", "English"]', '["中文", "English"]'))


def _refused(where: str, found: str, expected: Text) -> ValueRefusedError:
    return ValueRefusedError(
        where=where, found=found[:80], expected=expected, fix=Text("改正该处", "mend that place")
    )
