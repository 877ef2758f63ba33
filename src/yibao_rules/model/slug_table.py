"""A closed table of named things read from one of the package's data files: by slug, in the file's order."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import resources
from typing import Any, Generic, Protocol, TypeVar

from yibao_rules.errors import YibaoError
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, nearest


class Named(Protocol):
    """What a table holds: anything with a slug and a label."""

    @property
    def slug(self) -> str:
        """The library's own name."""

    @property
    def label(self) -> Text:
        """The name in Chinese and English."""


T = TypeVar("T", bound=Named)


class UnknownSlugError(YibaoError, KeyError):
    """A slug that the table does not have (没有这个标识)."""

    title = Text("标识不存在", "unknown slug")
    __str__ = YibaoError.__str__


class SlugTable(Mapping[str, T], Generic[T]):
    """An immutable mapping from slug to entry.

    Args:
        what: the kind of thing, for messages.
        entries: the entries in order; a slug must not occur twice.
    """

    @guarded
    def __init__(self, what: Text, entries: tuple[T, ...]) -> None:
        self._what = what
        self._entries = {entry.slug: entry for entry in entries}
        if len(self._entries) != len(entries):
            slugs = [e.slug for e in entries]
            twice = next(s for s in slugs if slugs.count(s) > 1)
            raise YibaoError(
                where=what.zh,
                found=twice,
                expected=Text("每个标识一次", "each slug once"),
                fix=Text("删去重复的一条", "drop the second entry"),
            )

    def __getitem__(self, slug: str) -> T:
        """Give the entry.

        Raises:
            UnknownSlugError: when there is none; the nearest known slug is named.
        """
        try:
            return self._entries[slug]
        except KeyError:
            raise self.unknown(slug) from None

    @guarded
    def unknown(self, slug: str, further: Iterable[str] = ()) -> UnknownSlugError:
        """Make the error for a slug that neither the table nor ``further`` names have; it names the nearest of both."""
        near = nearest(slug, (*self._entries, *further))
        return UnknownSlugError(
            where=self._what.zh,
            found=slug,
            expected=Text(f"{self._what.zh}表中的标识", f"a slug of the table of {self._what.en}"),
            fix=Text(f"改为 {near}", f"write {near}")
            if near
            else Text("查阅该表", "look it up in the table"),
        )

    def __contains__(self, slug: object) -> bool:
        """Say whether there is such an entry; without the search for a near one that an error would need."""
        return slug in self._entries

    def __iter__(self) -> Iterator[str]:
        """Go through the slugs in order."""
        return iter(self._entries)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._entries)


def read_entries(file: str, key: str, make: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    """Read the array of tables ``key`` of a data file of this package, each made an entry by ``make``."""
    text = resources.files("yibao_rules.model").joinpath("data", file).read_text("utf-8")
    return tuple(make(entry) for entry in tomllib.loads(text)[key])
