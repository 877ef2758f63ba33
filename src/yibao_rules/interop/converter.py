"""The cattrs converter of the model: strict, every fault at once, only our own classes touched."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from yibao_rules.interop import moments, scalars, slugs
from yibao_rules.interop.faults import Bad, FaultKind
from yibao_rules.interop.parts import PARTS
from yibao_rules.interop.scalars import wrong_type
from yibao_rules.interop.tidy import tidy
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Secret
from yibao_rules.model.shape import Shaped
from yibao_rules.text import LabelledEnum, Text

Hook = Callable[[Any, Any], Any]

_PLACES = frozenset({"insured_place", "destination", "treatment_place", "place"})
_BY_NAME: dict[str, Hook] = {
    "item": slugs.item,
    "kind": slugs.material_kind,
    **dict.fromkeys(_PLACES, scalars.place_code),
}
_SCALARS: dict[type, Hook] = {
    str: scalars.text,
    bool: scalars.truth,
    int: scalars.whole_number,
    Decimal: scalars.amount,
    date: moments.day,
    datetime: moments.instant,
}


def _is(base: type) -> Callable[[Any], bool]:
    return lambda kind: isinstance(kind, type) and issubclass(kind, base)


def _is_part(kind: Any) -> bool:
    return kind in PARTS


def _is_many(kind: Any) -> bool:
    return get_origin(kind) in (tuple, frozenset)


def _is_optional(kind: Any) -> bool:
    return isinstance(kind, UnionType) and len(get_args(kind)) == 2 and type(None) in get_args(kind)


def make_converter() -> Converter:
    """Make a converter that reads and writes the model's classes from and to trees of JSON.

    It is strict for every type: no text becomes a number, no number a text. To teach an existing converter
    only the model's classes, use :func:`configure`.

    Returns:
        A new converter; its errors are read by :func:`yibao_rules.interop.walker.faults_of`.
    """
    converter = Converter(detailed_validation=True, omit_if_default=True)
    for kind, hook in _SCALARS.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(_is(LabelledEnum), scalars.word)
    converter.register_structure_hook_func(_is(Secret), scalars.secret)
    converter.register_structure_hook_factory(_is_optional, lambda kind: _optional(kind, converter))
    converter.register_structure_hook_factory(_is_many, lambda kind: _many(kind, converter))
    converter.register_structure_hook_factory(_is_part, lambda cls: _structure(cls, converter))
    _register_unstructure(converter)
    converter.register_unstructure_hook_factory(
        _is_part, lambda cls: make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True)
    )
    return converter


def configure(converter: Converter) -> None:
    """Teach a caller's own converter the model's classes; what it does with any other type stays as it was.

    Text inside of them is normalised on the way in. Faults come as cattrs' ``ClassValidationError``;
    :func:`yibao_rules.interop.walker.faults_of` makes our faults of it.
    """
    own = shared_converter()

    def structure(value: Any, cls: Any) -> Any:
        return own.structure(tidy(value).tree, cls)

    converter.register_structure_hook_func(_is_part, structure)
    converter.register_unstructure_hook_func(_is_part, own.unstructure)


@cache
def shared_converter() -> Converter:
    """Give the converter that this package itself uses; made when first asked for."""
    return make_converter()


def _register_unstructure(converter: Converter) -> None:
    converter.register_unstructure_hook_func(_is(LabelledEnum), lambda member: member.code)
    converter.register_unstructure_hook_func(_is(Secret), lambda secret: secret.reveal())
    converter.register_unstructure_hook(Decimal, lambda number: format(number, "f"))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook_factory(_is_many, lambda kind: _many_out(kind, converter))


def _many_out(kind: Any, converter: Converter) -> Callable[[Any], list[Any]]:
    item = get_args(kind)[0]
    unordered = get_origin(kind) is frozenset

    def unstructure(values: Any) -> list[Any]:
        out = [converter.unstructure(value, unstructure_as=item) for value in values]
        return sorted(out) if unordered else out

    return unstructure


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


def _structure(cls: type[Shaped], converter: Converter) -> Hook:
    """Read an object: unknown keys refused, null the same as left out."""
    hints = get_type_hints(cls)
    fields = attrs.fields(cls)  # type: ignore[arg-type]  # every Shaped is an attrs class
    special: dict[str, Any] = {
        f.name: override(struct_hook=_open(_BY_NAME[f.name])) for f in fields if f.name in _BY_NAME
    }
    if cls is Filing:
        special["materials"] = override(struct_hook=_materials(hints["materials"], converter))
    read = make_dict_structure_fn(
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


def _open(hook: Hook) -> Hook:
    """Let null pass as unknown where a field is read by a hook of its own."""

    def structure(value: Any, kind: Any) -> Any:
        return None if value is None and type(None) in get_args(kind) else hook(value, kind)

    return structure


def _materials(kind: Any, converter: Converter) -> Hook:
    """Read the materials, and tell of each kind that stands twice together with whatever else is wrong with them."""
    (many,) = (option for option in get_args(kind) if option is not type(None))
    read = converter.get_structure_hook(many)

    def structure(value: Any, _type: Any) -> Any:
        if value is None:
            return None
        errors: list[Exception] = []
        try:
            materials = read(value, many)
        except IterableValidationError as error:
            errors += error.exceptions
        errors += _twice(value)
        if errors:
            raise IterableValidationError("", errors, many)
        return materials

    return structure


def _twice(entries: Any) -> list[Exception]:
    seen: dict[str, int] = {}
    errors: list[Exception] = []
    for n, entry in enumerate(entries):
        slug = entry.get("kind") if isinstance(entry, Mapping) else getattr(entry, "kind", None)
        if not isinstance(slug, str):
            continue
        first = seen.setdefault(slug, n)
        if first != n:
            bad = Bad(
                FaultKind.REFUSED,
                Text(f"与第 {first + 1} 项同一种材料", f"the same kind as entry {first + 1}"),
                Text("每种材料一项", "one entry a kind"),
                Text("合并为一项，份数写在 copies", "merge them, and put the number into copies"),
            )
            bad.__notes__ = [IterableValidationNote("", n, entry)]
            errors.append(bad)
    return errors
