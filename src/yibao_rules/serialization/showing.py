"""How the library's values show themselves to a developer: briefly, bounded in length, without personal data."""

from collections.abc import Callable, Collection, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from itertools import islice
from typing import TypeVar

import attrs

__all__ = ["LONGEST", "MASK", "bounded", "brief", "masked"]

LONGEST = 1_000
"""Characters of a ``repr`` at most."""

MASK = "***"
"""What stands for a personal value that is given."""

_ENTRIES = 8
_WORD = 80
_DEPTH = 3

_C = TypeVar("_C", bound=type)

# By class: the fields whose content may be shown; None where none of the class's fields is personal.
_SHOWN = "__yibao_shown__"


def brief(cls: _C) -> _C:
    """Let the values of an attrs class show themselves briefly (class decorator).

    Fields that hold their default are left out, as are those with ``repr=False``; texts and collections are cut, what
    lies deeper is named by its class, and the whole has :data:`LONGEST` characters at most.
    """
    return _showing(cls, None)


def bounded(cls: _C) -> _C:
    """Cut the ``repr`` that a class has at :data:`LONGEST` characters (class decorator)."""
    whole = getattr(cls, "__repr__")  # noqa: B009 - a checker of types binds what is read from the class itself
    return _replaced(cls, lambda value: _cut(whole(value), LONGEST))


def masked(*shown: str) -> Callable[[_C], _C]:
    """Let the values of an attrs class about a person show which fields are given, and the content of some only.

    Args:
        shown: the fields whose content may be shown; every other that is given shows as :data:`MASK`, so that a field
            that is added later is masked until somebody decides otherwise.
    """
    return lambda cls: _showing(cls, frozenset(shown))


def _showing(cls: _C, shown: frozenset[str] | None) -> _C:
    setattr(cls, _SHOWN, shown)
    return _replaced(cls, _repr)


def _replaced(cls: _C, words: Callable[[object], str]) -> _C:
    setattr(cls, "__repr__", words)  # noqa: B010 - a checker of types takes the assignment for a mistake
    return cls


def _repr(value: object) -> str:
    return _cut(_of_class(value, 0), LONGEST)


def _of_class(value: object, depth: int) -> str:
    """Show a value of a class that one of the decorators was given."""
    cls = type(value)
    if depth > _DEPTH:
        return f"{cls.__name__}(…)"
    return f"{cls.__name__}({', '.join(_fields(value, depth))})"


def _fields(value: object, depth: int) -> Iterator[str]:
    shown: frozenset[str] | None = getattr(value, _SHOWN)
    for field in attrs.fields(type(value)):  # type: ignore[arg-type]  # only attrs classes are decorated
        content = getattr(value, field.name)
        if field.repr is False or content is None or _is_default(content, field.default):
            continue
        if shown is None or field.name in shown or (attrs.has(type(content)) and hasattr(content, _SHOWN)):
            yield f"{field.alias}={_word(content, depth + 1)}"
        else:
            yield f"{field.alias}={MASK}"


def _is_default(content: object, default: object) -> bool:
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class, which attrs' stubs show as a function
        default = default.factory() if not default.takes_self else attrs.NOTHING  # type: ignore[attr-defined]
    return type(content) is type(default) and bool(content == default)


def _word(content: object, depth: int) -> str:
    if hasattr(type(content), _SHOWN):
        return _of_class(content, depth)
    if isinstance(content, Mapping | tuple | list | AbstractSet):
        return _collection(content, depth)
    if attrs.has(type(content)) and depth > _DEPTH:
        return f"{type(content).__name__}(…)"
    return _cut(content.isoformat() if isinstance(content, date) else repr(content), _WORD)


def _collection(content: Collection[object], depth: int) -> str:
    """Show the first entries of a collection, and how many more there are."""
    words = (
        (f"{_word(k, depth)}: {_word(v, depth)}" for k, v in content.items())
        if isinstance(content, Mapping)
        else (_word(v, depth) for v in content)
    )
    ordered = iter(sorted(words)) if isinstance(content, AbstractSet) else words
    listed = list(islice(ordered, _ENTRIES))
    if len(content) > _ENTRIES:
        listed.append(f"… {len(content) - _ENTRIES} more")
    return ("({})" if isinstance(content, tuple | list) else "{{{}}}").format(", ".join(listed))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
