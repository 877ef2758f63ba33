"""The reader of plain data: cattrs with hooks by type, strict, every fault at once, only the classes named touched."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen
from cattrs import Converter, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from yibao_rules.serialization import moments, scalars
from yibao_rules.serialization.forms import FORM
from yibao_rules.serialization.scalars import wrong_type
from yibao_rules.text import LabelledEnum, Text

Hook = Callable[[Any, Any], Any]
"""Reads one value as a type; raises :class:`~yibao_rules.serialization.faults.HookError`."""

Adapt = Callable[[Hook, Any], Hook]
"""Makes a hook of the one that a list has, told the list's type."""


def is_a(base: type) -> Callable[[Any], bool]:
    """Return the predicate of the subclasses of a class."""
    return lambda kind: isinstance(kind, type) and issubclass(kind, base)


def is_many(kind: Any) -> bool:
    """Say whether a type is a tuple or a frozen set."""
    return get_origin(kind) in (tuple, frozenset)


def is_optional(kind: Any) -> bool:
    """Say whether a type is another or None."""
    return isinstance(kind, UnionType) and len(get_args(kind)) == 2 and type(None) in get_args(kind)


def _default_scalars() -> Mapping[Any, Hook]:
    return {
        str: scalars.text,
        bool: scalars.truth,
        int: scalars.whole_number,
        Decimal: scalars.amount,
        date: moments.day,
        datetime: moments.instant,
    }


@frozen(kw_only=True)
class Reading:
    """How plain data becomes the records of one room.

    A field whose metadata holds a :class:`~yibao_rules.serialization.forms.Form` is read by it.

    Args:
        is_record: says which classes are read and written field by field.
        hooks: hooks by exact type, over those of the plain types.
        families: hooks by predicate, for families of classes.
        lists: what else to do with the list in a field, by class and field.
    """

    is_record: Callable[[Any], bool]
    hooks: Mapping[Any, Hook] = field(factory=dict)
    families: Sequence[tuple[Callable[[Any], bool], Hook]] = ()
    lists: Mapping[tuple[type, str], Adapt] = field(factory=dict)


def make_reader(reading: Reading) -> Converter:
    """Build the converter that reads what ``reading`` describes.

    It is strict for every type: no text becomes a number, no number a text.

    Returns:
        A new converter; its errors are read by :func:`yibao_rules.serialization.walker.faults_of`.
    """
    converter = Converter(detailed_validation=True, omit_if_default=True)
    for kind, hook in {**_default_scalars(), **reading.hooks}.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(is_a(LabelledEnum), scalars.word)
    for predicate, hook in reading.families:
        converter.register_structure_hook_func(predicate, hook)
    converter.register_structure_hook_factory(is_optional, lambda kind: _optional(kind, converter))
    converter.register_structure_hook_factory(is_many, lambda kind: _many(kind, converter))
    converter.register_structure_hook_factory(reading.is_record, lambda cls: _record(cls, converter, reading))
    return converter


def _optional(kind: Any, converter: Converter) -> Hook:
    """Let null be unknown; the hook for the rest is looked up once, which cattrs' own does for each value."""
    (inner,) = (option for option in get_args(kind) if option is not type(None))
    read = converter.get_structure_hook(inner)

    def structure(value: Any, _type: Any) -> Any:
        return None if value is None else read(value, inner)

    return structure


def _many(kind: Any, converter: Converter) -> Hook:
    """Read a list; a text or an object in its place is one fault, not one a character."""
    item = get_args(kind)[0]
    container: Callable[[Any], Any] = get_origin(kind)
    read = converter.get_structure_hook(item)

    def structure(value: Any, _type: Any) -> Any:
        if not isinstance(value, list | tuple | frozenset | set):
            raise wrong_type(value, Text("列表 […]", "a list […]"), _list_fix(value))
        out, errors = [], []
        for n, one in enumerate(value):
            try:
                out.append(read(one, item))
            except Exception as error:  # noqa: BLE001  # collected, and told with all the others
                error.__notes__ = [*getattr(error, "__notes__", ()), IterableValidationNote("", n, item)]
                errors.append(error)
        if errors:
            raise IterableValidationError("", errors, kind)
        return container(out)

    return structure


def _list_fix(value: Any) -> Text | None:
    if isinstance(value, Mapping | str):
        return Text("只有一项也写成 […]", "write […] even around a single entry")
    return None


def _record(cls: type, converter: Converter, reading: Reading) -> Hook:
    """Read an object: unknown keys refused, null the same as left out."""
    hints = get_type_hints(cls)
    fields = attrs.fields(cls)
    special: dict[str, Any] = {
        f.name: override(struct_hook=_or_none(f.metadata[FORM].read)) for f in fields if FORM in f.metadata
    }
    for (owner, name), adapt in reading.lists.items():
        if owner is cls:
            special[name] = override(struct_hook=_adapted(adapt, hints[name], converter))
    read: Hook = make_dict_structure_fn(
        cls,
        converter,
        _cattrs_forbid_extra_keys=True,
        _cattrs_detailed_validation=True,
        **special,
    )
    # What is never None, such as the circumstances, may be given as null all the same: it was left out.
    never_none = frozenset(f.name for f in fields if type(None) not in get_args(hints[f.name]))

    def structure(value: Any, _type: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            fix = Text("去掉外层的 […]", "remove the […] around it") if isinstance(value, list) else None
            raise wrong_type(value, Text("对象 {…}", "an object {…}"), fix)
        kept = {k: v for k, v in value.items() if v is not None or k not in never_none}
        return read(kept, cls)

    return structure


def _or_none(hook: Hook) -> Hook:
    """Let null pass as unknown where a field is read by a hook of its own."""

    def structure(value: Any, kind: Any) -> Any:
        return None if value is None and type(None) in get_args(kind) else hook(value, kind)

    return structure


def _adapted(adapt: Adapt, kind: Any, converter: Converter) -> Hook:
    (many,) = (option for option in get_args(kind) if option is not type(None))
    return _or_none(adapt(converter.get_structure_hook(many), many))
