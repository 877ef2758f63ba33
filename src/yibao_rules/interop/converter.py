"""How a filing is read and written: what the model's classes add to the reader of plain data."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from cattrs import Converter, IterableValidationError

from yibao_rules.interop.parts import PARTS
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Secret
from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.normalising import normalise_tree
from yibao_rules.serialization.reader import EntryErrors, Hook, Reading, is_a, make_reader
from yibao_rules.serialization.scalars import text_value
from yibao_rules.serialization.writer import teach_writing
from yibao_rules.text import Text


def _is_part(kind: Any) -> bool:
    return kind in PARTS


def make_converter() -> Converter:
    """Make a converter that reads and writes the model's classes from and to trees of JSON.

    It is strict for every type: no text becomes a number, no number a text. To teach an existing converter
    only the model's classes, use :func:`configure`.

    Returns:
        A new converter; its errors are read by :func:`yibao_rules.interop.json.faults_of`.
    """
    reading = Reading(
        is_record=_is_part,
        families=((is_a(Secret), text_value),),
        lists={(Filing, "materials"): _each_kind_once},
    )
    converter = make_reader(reading)
    converter.register_unstructure_hook_func(is_a(Secret), lambda secret: secret.reveal())
    teach_writing(converter, _is_part)
    return converter


def configure(converter: Converter) -> None:
    """Teach a caller's own converter the model's classes; what it does with any other type stays as it was.

    Text inside of them is normalised on the way in. Faults come as cattrs' ``ClassValidationError``;
    :func:`yibao_rules.interop.json.faults_of` makes our faults of it.
    """
    own = shared_converter()

    def structure(value: Any, cls: Any) -> Any:
        return own.structure(normalise_tree(value).tree, cls)

    converter.register_structure_hook_func(_is_part, structure)
    converter.register_unstructure_hook_func(_is_part, own.unstructure)


@cache
def shared_converter() -> Converter:
    """Return the converter that this package itself uses; made when first asked for."""
    return make_converter()


def _each_kind_once(read: Hook, many: Any) -> Hook:
    """Read the materials, and tell of each kind that stands twice together with whatever else is wrong with them."""

    def structure(value: Any, _type: Any) -> Any:
        errors = EntryErrors(many)
        try:
            materials = read(value, many)
        except IterableValidationError as error:
            errors.take(error)
        for n, bad in _twice(value):
            errors.add(n, bad)
        if errors:
            raise errors.whole()
        return materials

    return structure


def _twice(entries: Any) -> Iterator[tuple[int, HookError]]:
    seen: dict[str, int] = {}
    for n, entry in enumerate(entries):
        slug = entry.get("kind") if isinstance(entry, Mapping) else getattr(entry, "kind", None)
        first = seen.setdefault(slug, n) if isinstance(slug, str) else n
        if first != n:
            yield (
                n,
                HookError(
                    FaultKind.REFUSED,
                    Text(f"与第 {first + 1} 项同一种材料", f"the same kind as entry {first + 1}"),
                    Text("每种材料一项", "one entry a kind"),
                    Text("合并为一项，份数写在 copies", "merge them, and put the number into copies"),
                ),
            )
