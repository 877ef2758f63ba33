"""Paths from a subject to a value: dotted attributes, one keyed item, presence, and the day itself."""

import re
from datetime import date
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from attrs import frozen

from yibao_rules.logic.faults import faulty
from yibao_rules.text import Text

DAY = "@day"
"""The path of the day for which the rules are asked."""

ITEM_THERE = "?"
"""The path, inside a family of items, of the fact that the item is there at all."""

RESERVED = frozenset({"true", "false"})
_STEP = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\[([A-Za-z0-9_]+)\])?")


@frozen
class Step:
    """One step of a path: an attribute, and the key to look up in it when it is a mapping of items."""

    attribute: str
    key: str | None = None


@frozen
class Path:
    """A read path: its steps, and whether it asks only if the last item is there (``…[key]?``)."""

    steps: tuple[Step, ...]
    presence: bool = False


def is_name(word: str) -> bool:
    """Tell whether ``word`` may be one part of a fact's name: a Python name that is no keyword and starts with a letter."""
    return bool(_STEP.fullmatch(word)) and "[" not in word and not iskeyword(word) and word not in RESERVED


@lru_cache(maxsize=4096)
def read_path(path: str) -> Path:
    """Read a path such as ``material_by_kind[residence_permit].expires_on``.

    Raises:
        DefinitionError: the text is no path.
    """
    if path == DAY:
        return Path(())
    if path == ITEM_THERE:
        return Path((), presence=True)
    body, presence = (path[:-1], True) if path.endswith("?") else (path, False)
    found = [_STEP.fullmatch(part) for part in body.split(".")]
    steps = tuple(Step(m[1], m[2]) for m in found if m and not iskeyword(m[1]))
    if len(steps) != len(found) or (presence and steps[-1].key is None):
        raise faulty(
            "path",
            path,
            Text("形如 a.b、a[键].b、a[键]? 或 @day 的路径", "a path such as a.b, a[key].b, a[key]? or @day"),
            Text("只用字母、数字、下划线命名", "use letters, digits and underscores in names"),
        )
    return Path(steps, presence)


def resolve(path: str, subject: object, day: date) -> object:
    """Follow ``path`` from ``subject``; None as soon as anything on the way is None or an item is absent."""
    if path == DAY:
        return day
    parsed = read_path(path)
    value: Any = subject
    for step in parsed.steps:
        if value is None:
            return None
        value = getattr(value, step.attribute)
        if step.key is not None and value is not None:
            if parsed.presence and step is parsed.steps[-1]:
                return step.key in value
            value = value.get(step.key)
    return value
