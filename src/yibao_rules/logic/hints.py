"""What the type hints of a class say about one attribute: fields of attrs classes, properties, mappings of items."""

import inspect
from collections.abc import Mapping
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from yibao_rules.logic.faults import faulty, unknown_name
from yibao_rules.text import Text

NO_HINT: Any = object()
"""Where nothing is said, nothing is checked: an unhinted attribute, ``Any``, ``object``, a union, a type variable."""


def bare(hint: Any) -> Any:
    """Strip ``None`` from a union, ``Annotated`` and ``NewType``; give ``NO_HINT`` when no single type remains."""
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif hasattr(hint, "__supertype__"):
            hint = hint.__supertype__
        elif get_origin(hint) in (Union, UnionType):
            rest = [a for a in get_args(hint) if a is not type(None)]
            if len(rest) != 1:
                return NO_HINT
            hint = rest[0]
        else:
            known = isinstance(hint, type) or isinstance(get_origin(hint), type)
            return hint if known and hint not in (object, Any) else NO_HINT


def attribute_hint(where: str, owner: Any, name: str) -> Any:
    """Give the bare hint of ``owner.name``.

    Raises:
        UnknownFactError: the class has no such attribute; the error names the nearest one.
    """
    cls = get_origin(owner) or owner
    hints = get_type_hints(cls, include_extras=True)
    if name in hints:
        return bare(hints[name])
    found = inspect.getattr_static(cls, name, None)
    if found is None:
        known = [n for n in {*hints, *dir(cls)} if not n.startswith("_")]
        raise unknown_name(
            where, name, sorted(known), Text(f"{cls.__name__} 的属性", f"an attribute of {cls.__name__}")
        )
    getter = (
        found.fget
        if isinstance(found, property)
        else found.func
        if isinstance(found, cached_property)
        else None
    )
    returned = get_type_hints(getter, include_extras=True).get("return", Any) if getter else Any
    return bare(returned)


def mapping_item(where: str, hint: Any, name: str) -> Any:
    """Give the bare hint of the items of the mapping ``name``, which must be keyed by text.

    Raises:
        DefinitionError: it is no mapping, or keyed by something else.
    """
    origin = get_origin(hint) or hint
    arguments = get_args(hint)
    if not issubclass(origin, Mapping) or (arguments and bare(arguments[0]) not in (str, NO_HINT)):
        raise faulty(
            where,
            f"{name}: {hint}",
            Text("以文本为键的映射", "a mapping keyed by text"),
            Text("改为 Mapping[str, …] 或去掉 [键]", "make it a Mapping[str, ...] or drop the [key]"),
        )
    return bare(arguments[1]) if arguments else NO_HINT
