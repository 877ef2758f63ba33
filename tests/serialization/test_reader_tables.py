"""Tables of entries whose names the writer chooses: read entry by entry, every fault at its name."""

from typing import Any

import pytest
from attrs import frozen
from cattrs import BaseValidationError

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.limits import MOST_ENTRIES
from yibao_rules.serialization.reader import Reading, make_reader
from yibao_rules.serialization.walker import faults_of


@frozen
class Shelf:
    """A record with tables."""

    words: dict[str, str]
    nested: dict[str, dict[str, tuple[int, ...]]]


READER = make_reader(Reading(is_record=lambda kind: kind is Shelf))


def read(tree: Any) -> list[tuple[str, FaultKind]]:
    try:
        READER.structure(tree, Shelf)
    except (BaseValidationError, HookError) as error:
        return [(f.pointer, f.kind) for f in faults_of(error)]
    return []


def test_entries_are_read_under_their_names() -> None:
    found = READER.structure({"words": {"a/b": "x"}, "nested": {"": {"n": [1, 2]}}}, Shelf)
    assert found == Shelf(words={"a/b": "x"}, nested={"": {"n": (1, 2)}})


@pytest.mark.parametrize(
    ("tree", "due"),
    [
        ({"words": {}, "nested": {}}, []),
        ({"words": [], "nested": "x"}, [("/words", FaultKind.WRONG_TYPE), ("/nested", FaultKind.WRONG_TYPE)]),
        (
            {"words": {"a/b": 1, "c": "x", "d": None}, "nested": {"e": {"f": [1, "2"]}}},
            [
                ("/words/a~1b", FaultKind.WRONG_TYPE),
                ("/words/d", FaultKind.WRONG_TYPE),
                ("/nested/e/f/1", FaultKind.WRONG_TYPE),
            ],
        ),
        (
            {"words": dict.fromkeys(map(str, range(MOST_ENTRIES + 1)), "x"), "nested": {}},
            [("/words", FaultKind.TOO_LARGE)],
        ),
    ],
    ids=["none", "no tables", "entries", "too many"],
)
def test_every_fault_is_told_at_its_name(tree: Any, due: list[tuple[str, FaultKind]]) -> None:
    assert read(tree) == due
