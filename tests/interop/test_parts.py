"""The parts of a filing are all listed, and the converter knows how to read each."""

from typing import get_args, get_type_hints

import pytest

from yibao_rules.interop.json import make_converter
from yibao_rules.interop.parts import PARTS
from yibao_rules.model.filing import Filing
from yibao_rules.model.shape import Shaped


def reachable(hint: object, found: set[type]) -> set[type]:
    if isinstance(hint, type) and issubclass(hint, Shaped):
        found.add(hint)
        for inner in get_type_hints(hint).values():
            reachable(inner, found)
    for option in get_args(hint):
        reachable(option, found)
    return found


def test_every_class_below_a_filing_is_a_part() -> None:
    assert reachable(Filing, set()) == set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_hook_is_built_for_each(part: type) -> None:
    converter = make_converter()
    assert callable(converter.get_structure_hook(part))
    assert callable(converter.get_unstructure_hook(part))
