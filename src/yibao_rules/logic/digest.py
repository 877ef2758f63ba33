"""A stable digest of rules: the same content gives the same hash on every machine and Python."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from hashlib import sha256
from types import MappingProxyType

import attrs


def digest(value: object, known: Mapping[int, str] = MappingProxyType({})) -> str:
    """Give the SHA-256 of a value built of attrs classes, enums, tuples, functions and plain values, in hexadecimal.

    Args:
        value: the value.
        known: the digests of some of its parts, by their ``id``.
    """
    return _digest(value, dict(known))


def _digest(value: object, seen: dict[int, str]) -> str:
    # Shared parts are digested once; what is seen lives as long as the value, so its id stays its own.
    found = seen.get(id(value))
    if found is None:
        found = seen[id(value)] = sha256(_canonical(value, seen).encode()).hexdigest()
    return found


def _canonical(value: object, seen: dict[int, str]) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}:{value.value}"
    cls = type(value)
    if attrs.has(cls):
        fields = (f"{a.name}={_digest(getattr(value, a.name), seen)}" for a in attrs.fields(cls) if a.eq)
        return f"{cls.__name__}({','.join(fields)})"
    if isinstance(value, date):
        return f"date:{value.isoformat()}"
    if isinstance(value, tuple):
        return _joined("tuple", (_digest(v, seen) for v in value))
    if isinstance(value, type) or callable(value):
        return _name_of(value)
    return f"{type(value).__name__}:{value!r}"


def _joined(kind: str, parts: Iterable[str]) -> str:
    return f"{kind}[{','.join(parts)}]"


def _name_of(function: Callable[..., object]) -> str:
    # A function is known by its name alone: its body is not data.
    kind = function if hasattr(function, "__qualname__") else type(function)
    return f"{kind.__module__}.{kind.__qualname__}"
