"""What a lint is, and what it finds."""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from attrs import frozen

from yibao_rules.guides.catalogue import Catalogue, Entry
from yibao_rules.guides.checks import overlapping
from yibao_rules.logic.clause import Severity
from yibao_rules.model.guide import NATIONAL, Guide, GuideItem
from yibao_rules.text import Lang, Text


@frozen
class Spot:
    """One place where a lint applies: the key path, and what is seen there."""

    path: str
    message: Text


@frozen
class Context:
    """What a lint looks at: the guide, and the catalogue whose national guides it is held against."""

    guide: Guide
    catalogue: Catalogue

    def items(self) -> Iterator[tuple[str, GuideItem]]:
        """Give each item with its key path."""
        return ((f"item[{i}]", item) for i, item in enumerate(self.guide.items))

    def national(self, item: GuideItem) -> tuple[Entry, ...]:
        """Give the national entries of the same item that are in force on some day of this one; none for a national guide."""
        if self.guide.place == NATIONAL:
            return ()
        days = self.guide.days_of(item)
        of_nation = (e for g in self.catalogue.of_place(NATIONAL) for e in _entries(g, item.item))
        return tuple(e for e in of_nation if overlapping((e.first, e.last), days))


@frozen(kw_only=True)
class Lint:
    """One lint: a general rule on guides.

    Args:
        code: its name. severity: how much a finding weighs.
        explanation: why it matters. source: what the rule rests on.
        find: gives the spots.
    """

    code: str
    severity: Severity
    explanation: Text
    source: str
    find: Callable[[Context], Iterable[Spot]]


@frozen(kw_only=True)
class LintFinding:
    """What a lint found at one spot of a guide.

    Args:
        code, severity, explanation, source: the lint's. guide: ``"place/edition"``.
        path: key path in the guide. message: what is seen there.
    """

    code: str
    severity: Severity
    guide: str
    path: str
    message: Text
    explanation: Text
    source: str

    def render(self, lang: Lang = "zh") -> str:
        """Word the finding in one line."""
        severity = self.severity.label.in_(lang)
        return f"{self.guide} {self.path} [{severity} {self.code}] {self.message.in_(lang)}"


def _entries(guide: Guide, slug: str) -> Iterator[Entry]:
    return (Entry(guide, item, *guide.days_of(item)) for item in guide.items if item.item == slug)


@cache
def words() -> dict[str, Any]:
    """Give the words that lints look for; see ``words.toml``."""
    text = resources.files("yibao_rules.guides.lint").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)
