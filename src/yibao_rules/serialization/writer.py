"""The other way: the records of one room as plain data, what is unknown left out."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from yibao_rules.serialization.reader import is_a, is_many
from yibao_rules.text import LabelledEnum


def teach_writing(converter: Converter, is_record: Callable[[Any], bool]) -> None:
    """Teach a converter to write the records, and the plain types in them, as JSON has them."""
    converter.register_unstructure_hook_func(is_a(LabelledEnum), lambda member: member.code)
    converter.register_unstructure_hook(Decimal, lambda number: format(number, "f"))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook_factory(is_many, lambda kind: _many_out(kind, converter))
    converter.register_unstructure_hook_factory(
        is_record, lambda cls: make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True)
    )


def _many_out(kind: Any, converter: Converter) -> Callable[[Any], list[Any]]:
    item = get_args(kind)[0]
    unordered = get_origin(kind) is frozenset

    def unstructure(values: Any) -> list[Any]:
        out = [converter.unstructure(value, unstructure_as=item) for value in values]
        return sorted(out) if unordered else out

    return unstructure
