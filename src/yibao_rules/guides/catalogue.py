"""The catalogue of guides (办事指南目录): which edition speaks for a place and an item on a day."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from attrs import evolve, field, frozen

from yibao_rules.errors import YibaoError
from yibao_rules.guides.checks import overlapping
from yibao_rules.guides.loading import load_bundled
from yibao_rules.memo import Memo
from yibao_rules.model.guide import Guide, GuideItem
from yibao_rules.model.items import items
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text


class CatalogueError(YibaoError, ValueError):
    """Guides that do not go together: a gap, an overlap or a tie (目录有误)."""

    title = Text("办事指南目录有误", "guides do not go together")


@brief
@guarded
@frozen(cache_hash=True)
class Entry:
    """One item of one guide, with its days in force (``last`` is None while it has no end) and the fields it states."""

    guide: Guide
    item: GuideItem
    first: date
    last: date | None
    stated: tuple[str, ...] = field(init=False, eq=False, repr=False)

    @stated.default
    def _(self) -> tuple[str, ...]:
        return self.item.stated()

    @guarded
    def holds(self, day: date) -> bool:
        """Tell whether the entry is in force on ``day``."""
        return self.first <= day and (self.last is None or day <= self.last)


@brief
@frozen
class Found:
    """The rule of that day: the entries in force, those amended first, the one that speaks last at the end."""

    entries: tuple[Entry, ...]

    @property
    def guide(self) -> Guide:
        """The guide that speaks."""
        return self.entries[-1].guide

    @property
    def item(self) -> GuideItem:
        """Its item."""
        return self.entries[-1].item


@frozen
class NotYetInForce:
    """The place has a rule for the item, but only from ``first`` on (尚未施行)."""

    place: str
    item: str
    first: date


@frozen
class Ended:
    """The place's rule for the item ended on ``last``, and nothing followed; its predecessors do not revive (已失效)."""

    place: str
    item: str
    last: date
    entry: Entry


@frozen
class NoRule:
    """The place's guides do not name the item (没有规定)."""

    place: str
    item: str


Answer = Found | NotYetInForce | Ended | NoRule


@brief
@frozen
class _Place:
    """What is known of one place: its guides, and its entries by item in order of their first day."""

    guides: tuple[Guide, ...] = ()
    entries: dict[str, tuple[Entry, ...]] = field(factory=dict)


_NOTHING = _Place()

_KEPT = 4096
"""Places whose guides are kept ready: more than there are prefectures and counties with guides of their own."""


@brief
@guarded
@frozen
class Catalogue:
    """Guides by place, item and day; immutable. Bundled guides are read when a place is first asked for.

    Args:
        own: guides added by the user. dropped: keys (``"place/edition"``) of bundled guides left out.
        bundled: whether the library's own guides take part.
    """

    own: tuple[Guide, ...] = ()
    dropped: frozenset[str] = frozenset()
    bundled: bool = True
    _places: Memo[str, _Place] = field(factory=lambda: Memo(_KEPT), init=False, eq=False, repr=False)
    _own_places: frozenset[str] = field(init=False, eq=False, repr=False)

    @_own_places.default
    def _(self) -> frozenset[str]:
        return frozenset(g.place for g in self.own)

    @guarded
    def with_guide(self, guide: Guide) -> "Catalogue":
        """Give a catalogue that also has ``guide``: a city of the user's own, or a further edition.

        Raises:
            CatalogueError: it overlaps with, ties with or leaves a gap to another edition of its place.
        """
        more = evolve(self, own=(*self.own, guide))
        more.of_place(guide.place)
        return more

    @guarded
    def without(self, key: str) -> "Catalogue":
        """Give a catalogue without the guide ``key``, such as ``"131000/2020-08-25"``.

        Raises:
            CatalogueError: there is no such guide, or others amend it.
        """
        keys = [g.key for g in self.of_place(key.partition("/")[0])]
        if key not in keys:
            raise CatalogueError(
                where="Catalogue.without",
                found=key,
                expected=Text(f"其一：{'、'.join(keys) or '无'}", f"one of: {', '.join(keys) or 'none'}"),
                fix=Text("写作 地区/版本", "write place/edition"),
            )
        own = tuple(g for g in self.own if g.key != key)
        less = evolve(self, own=own, dropped=self.dropped | {key})
        less.of_place(key.partition("/")[0])
        return less

    def places(self) -> tuple[str, ...]:
        """Give the codes of all places that have guides, sorted."""
        known = _bundled_places() if self.bundled else frozenset()
        return tuple(sorted(p for p in known | self._own_places if self.of_place(p)))

    @guarded
    def of_place(self, place: str) -> tuple[Guide, ...]:
        """Give the guides of a place, in order of their first day; empty when it has none."""
        return self._place(place).guides

    def __iter__(self) -> Iterator[Guide]:
        """Go through all guides; reads them all."""
        return (guide for place in self.places() for guide in self.of_place(place))

    @guarded
    def item(self, slug: str) -> str:
        """Return the slug of a service item that the library's list has, or a guide of one's own.

        Raises:
            UnknownSlugError: neither has it; the nearest of both is named.
        """
        own = dict.fromkeys(item.item for guide in self.own for item in guide.items)
        if slug not in own and slug not in items():
            raise items().unknown(slug, own)
        return slug

    @guarded
    def find(self, place: str, item: str, day: date) -> Answer:
        """Tell what the guides of ``place`` itself say of ``item`` on ``day``; see :func:`resolve` for all layers.

        Args:
            place: six-digit code, or ``"national"``.
            item: slug of the service item.
            day: the day asked for.

        Returns:
            Found, NotYetInForce, Ended or NoRule; an ended rule never falls back to its predecessor.
        """
        entries = self._place(place).entries.get(item)
        if entries is None:
            return NoRule(place, item)
        holding = tuple(e for e in entries if e.holds(day))
        if holding:
            return Found(holding)
        before = [e for e in entries if e.first <= day]
        if not before:
            return NotYetInForce(place, item, entries[0].first)
        last = max(before, key=lambda e: e.last or date.max)
        return Ended(place, item, last.last or date.max, last)

    def _place(self, place: str) -> _Place:
        # A place that has no guides, whatever a stranger calls it, leaves nothing behind.
        if place not in self._own_places and not (self.bundled and place in _bundled_places()):
            return _NOTHING
        return self._places.get(place, self._assembled)

    def _assembled(self, place: str) -> _Place:
        own = tuple(g for g in self.own if g.place == place)
        others = _bundled_guides(place) if self.bundled and place in _bundled_places() else ()
        guides = (*(g for g in others if g.key not in self.dropped), *own)
        return _assemble(guides) if guides else _NOTHING


@cache
def catalogue() -> Catalogue:
    """Give the catalogue of the guides that come with the library; no file is read yet."""
    return Catalogue()


def _assemble(guides: Iterable[Guide]) -> _Place:
    ordered = tuple(sorted(guides, key=lambda g: (g.valid_from, g.edition)))
    editions = {g.edition: g for g in ordered}
    for one in ordered:
        _amendments_known(one, editions, len([g for g in ordered if g.edition == one.edition]))
    by_item: dict[str, list[Entry]] = {}
    for guide in ordered:
        for item in guide.items:
            by_item.setdefault(item.item, []).append(Entry(guide, item, *guide.days_of(item)))
    entries = {slug: tuple(sorted(found, key=lambda e: e.first)) for slug, found in by_item.items()}
    for slug, found in entries.items():
        _no_tie(slug, found, editions)
        _no_gap(slug, found)
    return _Place(ordered, entries)


def _amendments_known(guide: Guide, editions: dict[str, Guide], same: int) -> None:
    if same > 1:
        raise _clash(
            guide,
            "",
            Text("版本名重复", "two guides of this edition"),
            Text("每个版本一个名称", "one name each"),
        )
    for name in guide.amends:
        older = editions.get(name)
        if older is None or (older.valid_from, older.edition) >= (guide.valid_from, guide.edition):
            expected = Text("同一地区的较早版本", "an earlier edition of the same place")
            raise _clash(
                guide, "amends", Text(f"{name} 不存在或不更早", f"{name} missing or not earlier"), expected
            )


def _no_tie(slug: str, entries: tuple[Entry, ...], editions: dict[str, Guide]) -> None:
    for i, later in enumerate(entries):
        for earlier in entries[:i]:
            if overlapping((earlier.first, earlier.last), (later.first, later.last)) and not _amends(
                later.guide, earlier.guide, editions
            ):
                found = Text(
                    f"与 {earlier.guide.key} 在 {later.first} 同时有效",
                    f"in force together with {earlier.guide.key} on {later.first}",
                )
                raise _clash(later.guide, slug, found, Text("同一天只有一个版本", "one edition on any day"))


def _no_gap(slug: str, entries: tuple[Entry, ...]) -> None:
    end = entries[0].last
    for entry in entries[1:]:
        if end is not None and (entry.first - end).days > 1:
            found = Text(f"{end} 至 {entry.first} 之间没有规定", f"no rule between {end} and {entry.first}")
            raise _clash(entry.guide, slug, found, Text("前后版本相接", "editions that follow each other"))
        end = None if end is None or entry.last is None else max(end, entry.last)


def _amends(later: Guide, earlier: Guide, editions: dict[str, Guide]) -> bool:
    if earlier.edition in later.amends:
        return True
    return any(_amends(editions[name], earlier, editions) for name in later.amends)


def _clash(guide: Guide, what: str, found: Text, expected: Text) -> CatalogueError:
    fix = Text(
        "改 valid_from、valid_to，或在 amends 中写明叠加于哪个版本",
        "mend valid_from or valid_to, or name in `amends` the edition that it amends",
    )
    return CatalogueError(where=f"{guide.key} {what}".rstrip(), found=found, expected=expected, fix=fix)


def _data() -> Traversable:
    return resources.files("yibao_rules.guides").joinpath("data")


@cache
def _bundled_places() -> frozenset[str]:
    return frozenset(d.name for d in _data().iterdir() if d.is_dir())


@cache
def _bundled_guides(place: str) -> tuple[Guide, ...]:
    files = [f for f in _data().joinpath(place).iterdir() if f.name.endswith(".toml")]
    return tuple(load_bundled(f.read_text("utf-8"), f"{place}/{f.name}") for f in files)
