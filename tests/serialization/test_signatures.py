"""Arguments held against annotations: what is taken, what is refused, and that a wrong number stays Python's own error (B1)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from itertools import repeat
from os import PathLike
from typing import Any, Literal, Protocol, TypedDict, Unpack

import pytest
from attrs import frozen

from yibao_rules.errors import ArgumentError
from yibao_rules.serialization.hints import check_for, words
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, same

DAY = date(2026, 3, 2)
X = same("x")


class Options(TypedDict, total=False):
    lang: Literal["zh", "en"]


class Sized(Protocol):
    size: int


@guarded
def everything(
    day: date, *rest: int, text: Text = X, names: Iterable[str] = (), **options: Unpack[Options]
) -> tuple[object, ...]:
    return day, rest, text, names, options


@guarded
@frozen
class Pair:
    left: int
    right: float | None = None


def test_what_fits_is_handed_on_and_what_can_be_read_is_read() -> None:
    call: Any = everything
    assert call(DAY, 1, 2, names=["a"]) == (DAY, (1, 2), same("x"), ["a"], {})
    assert call(day=DAY, text="欠费")[2] == same("欠费")
    assert call(DAY, names=iter(["a", "b"]))[3] == ("a", "b")
    assert call(DAY, names="ab")[3] == ("ab",)
    assert call(DAY, lang="en")[4] == {"lang": "en"}
    assert Pair(1, 2) == Pair(left=1, right=2.0)


@pytest.mark.parametrize(
    ("given", "words_"),
    [
        (((DAY, 1, "x"), {}), "rest: found str of 1 characters; expected int"),
        (((datetime(2026, 3, 2),), {}), "take the date of a datetime by .date()"),
        (((DAY,), {"text": 3}), "text: found int; expected Text"),
        (((DAY,), {"names": repeat("a")}), "names: found repeat; expected Iterable[str]. Fix: give Iterable[str]"),
        (((DAY,), {"names": [1]}), "names: found list of 1"),
        (((DAY,), {"lang": "fr"}), "lang: found str of 2 characters; expected 'zh' | 'en'"),
    ],
)  # fmt: skip
def test_refused_by_the_name_of_the_argument(
    given: tuple[tuple[object, ...], dict[str, object]], words_: str
) -> None:
    call: Any = everything
    with pytest.raises(ArgumentError) as caught:
        call(*given[0], **given[1])
    assert words_ in caught.value.render("en")


def test_a_field_is_named_with_its_class() -> None:
    pair: Any = Pair
    with pytest.raises(ArgumentError, match=r"Pair\.left"):
        pair("1")


def test_a_wrong_number_of_arguments_is_pythons_own_error() -> None:
    call: Any = everything
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'day'"):
        call()
    with pytest.raises(TypeError, match="unexpected keyword argument 'x'"):
        Any_(guarded(len_))(x=1)


def Any_(value: Any) -> Any:  # noqa: N802 - reads as a mark on the value
    return value


def len_(value: Any) -> int:
    return len(value)


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (type[int], int, 3),
        (Mapping[str, int], {"a": 1}, {"a": "b"}),
        (tuple[int, str], (1, "a"), (1,)),
        (tuple[int, ...], (1, 2), [1]),
        (frozenset[str], frozenset({"a"}), {"a"}),
        (Callable[[], int], len, 3),
        (float, 1, True),
        (None, None, 0),
        (Literal[1], 1, True),
        (PathLike[str] | str, "x", 3),
    ],
)
def test_annotations(hint: Any, good: object, bad: object) -> None:
    assert check_for(hint)(good)
    assert not check_for(hint)(bad)
    assert words(hint)


def test_a_protocol_cannot_be_tested() -> None:
    assert check_for(Sized)(3)


def test_one_becomes_a_set_where_a_set_is_due() -> None:
    @guarded
    def seals(given: frozenset[str]) -> frozenset[str]:
        return given

    call: Any = seals
    assert call("a") == frozenset({"a"})
    assert call(["a", "b"]) == frozenset({"a", "b"})
