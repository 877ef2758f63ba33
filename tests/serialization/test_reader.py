"""The reader of plain data by itself, with records of its own: it knows no noun of insurance."""

from typing import Any

import pytest
from attrs import frozen
from cattrs import BaseValidationError

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization.faults import FaultKind
from yibao_rules.serialization.reader import Reading, make_reader
from yibao_rules.serialization.walker import faults_of
from yibao_rules.text import Text, same


@frozen
class Point:
    """A point that must not lie on the axis."""

    x: int
    y: int = 0
    name: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.x == 0:
            raise ValueRefusedError(
                where="Point.x", found=same("0"), expected=Text("非零", "not 0"), fix=Text("改", "mend")
            )


READER = make_reader(Reading(is_record=lambda kind: kind is Point))


def faults(value: Any, kind: Any = Point) -> list[tuple[str, FaultKind]]:
    with pytest.raises(BaseValidationError) as caught:
        READER.structure(value, kind)
    return [(f.pointer, f.kind) for f in faults_of(caught.value, "/top")]


def test_records_lists_and_what_is_left_out() -> None:
    point = Point(1)
    assert READER.structure({"x": 1, "y": None, "name": None}, Point) == point
    assert READER.structure([point, {"x": 1}], tuple[Point, ...]) == (point, point)
    assert READER.structure(["a", "b", "a"], frozenset[str]) == frozenset("ab")


def test_a_refusal_of_the_constructor_is_told_at_its_field() -> None:
    assert faults({"x": 0}) == [("/top/x", FaultKind.REFUSED)]


def test_every_fault_comes_at_once_in_the_order_of_the_fields() -> None:
    assert faults({"z": 1, "name": 3, "y": "1"}) == [
        ("/top/x", FaultKind.MISSING_KEY),
        ("/top/y", FaultKind.WRONG_TYPE),
        ("/top/name", FaultKind.WRONG_TYPE),
        ("/top/z", FaultKind.UNKNOWN_KEY),
    ]


def test_what_is_wrong_in_a_list_is_told_by_its_number() -> None:
    assert faults([{"x": 1}, {"x": 0}, 3], tuple[Point, ...]) == [
        ("/top/1/x", FaultKind.REFUSED),
        ("/top/2", FaultKind.WRONG_TYPE),
    ]
