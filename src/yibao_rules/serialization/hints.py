"""Whether a value is of an annotated type, and which other value it can sensibly be read as."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

from yibao_rules.text import Text, same

Check = Callable[[object], bool]

MOST = 1_000_000
"""Items that are taken from what can only be gone through once."""


def alternatives(hint: object) -> tuple[object, ...]:
    """Return the members of a union; a hint that is none stands alone."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def words(hint: Any) -> str:
    """Word an annotation as one writes it."""
    if isinstance(hint, type) and not get_args(hint):
        return "None" if hint is NoneType else hint.__name__
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " | ".join(map(words, args))
    if origin is Literal:
        return " | ".join(map(repr, args))
    if origin is None:
        return str(getattr(hint, "__name__", hint))
    if isinstance(origin, type) and origin.__name__ == "Callable":
        return "Callable"
    inner = ", ".join(words(a) for a in args if a is not Ellipsis)
    return f"{getattr(origin, '__name__', origin)}[{inner}]"


@cache
def check_for(hint: Any) -> Check:
    """Make the test that a value is of the annotated type: ``bool`` is no ``int`` here, a ``datetime`` no ``date``."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any or hint is object or isinstance(hint, TypeVar):
        return lambda _: True
    if origin in (Union, UnionType):
        checks = [check_for(a) for a in args]
        return lambda value: any(check(value) for check in checks)
    if origin is Literal:
        return lambda value: any(type(value) is type(a) and value == a for a in args)
    if origin is not None:
        return _generic(origin, args)
    return _plain(hint)


def _plain(hint: Any) -> Check:
    if hint is None:
        return lambda value: value is None
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if hint is float:
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool)
    if hint is date:
        return lambda value: isinstance(value, date) and not isinstance(value, datetime)
    if getattr(hint, "_is_protocol", False) and not getattr(hint, "_is_runtime_protocol", False):
        return lambda _: True
    return lambda value: isinstance(value, hint)


def _generic(origin: Any, args: tuple[Any, ...]) -> Check:
    if origin is type:
        return lambda value: isinstance(value, type)
    if origin is Callable:
        return callable
    if issubclass(origin, Mapping):
        key, item = map(check_for, args)
        return lambda value: isinstance(value, origin) and all(key(k) and item(v) for k, v in value.items())
    if origin is tuple and Ellipsis not in args:
        checks = [check_for(a) for a in args]
        return lambda value: (
            isinstance(value, tuple)
            and len(value) == len(checks)
            and all(check(v) for check, v in zip(checks, value, strict=True))
        )
    return _rows(origin, args) if issubclass(origin, Iterable) else lambda value: isinstance(value, origin)


def _rows(origin: Any, args: tuple[Any, ...]) -> Check:
    """Make the test of what holds many of one kind and can be gone through again; text is one, not many."""
    item = check_for(args[0])
    return lambda value: (
        isinstance(value, origin)
        and isinstance(value, Collection)
        and not isinstance(value, str | bytes)
        and all(map(item, value))
    )


def reading(value: object, hint: Any) -> object:
    """Return what a value that does not fit can sensibly be read as: a ``str`` as :class:`Text`, one for many.

    What can only be gone through once becomes a tuple. The value itself comes back where there is no such reading, and
    where what is read does not fit either.
    """
    for one in alternatives(hint):
        read = _read(value, one)
        if read is not value and check_for(one)(read):
            return read
    return value


def _read(value: object, hint: Any) -> object:
    if hint is Text and isinstance(value, str):
        return same(value)
    origin, args = get_origin(hint), get_args(hint)
    if not isinstance(origin, type) or not issubclass(origin, Iterable) or issubclass(origin, Mapping):
        return value
    anything = args[0] in (object, Any) and isinstance(value, Iterable) and not isinstance(value, str | bytes)
    if not anything and check_for(args[0])(value):
        return frozenset({value}) if issubclass(origin, frozenset) else (value,)
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        return value
    rows = tuple(islice(cast("Iterable[object]", value), MOST + 1))
    if len(rows) > MOST:
        return value
    items = tuple(reading(row, args[0]) for row in rows)
    return origin(items) if origin in (list, set, frozenset) else items
