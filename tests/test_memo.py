"""B8: the memo that frozen values keep their work in, as laws: bounded, least used out first, no part of the value."""

import copy
import pickle
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from attrs import evolve, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.memo import Memo


@given(st.integers(1, 6), st.lists(st.integers(0, 9)))
def test_it_keeps_the_entries_used_last_and_makes_the_others_anew(most: int, asked: list[int]) -> None:
    memo: Memo[int, list[int]] = Memo(most)
    made: list[int] = []

    def make(key: int) -> list[int]:
        made.append(key)
        return [key]

    for n, key in enumerate(asked):
        last_used = list(dict.fromkeys(reversed(asked[:n])))[:most]
        before = len(made)
        assert memo.get(key, make) == [key]
        assert (len(made) == before) is (key in last_used)
        assert len(memo) == min(most, len(set(asked[: n + 1])))


def test_the_same_answer_comes_back() -> None:
    memo: Memo[str, object] = Memo(2)
    one = memo.get("a", lambda _: object())
    assert memo.get("a", lambda _: object()) is one


def test_nothing_is_kept_of_an_error() -> None:
    memo: Memo[str, int] = Memo(2)
    with pytest.raises(ValueError, match="x"):
        memo.get("x", int)
    assert len(memo) == 0
    assert memo.get("x", len) == 1


def test_what_is_made_may_ask_the_memo_itself() -> None:
    memo: Memo[int, int] = Memo(20)

    def fibonacci(n: int) -> int:
        return n if n < 2 else memo.get(n - 1, fibonacci) + memo.get(n - 2, fibonacci)

    assert memo.get(50, fibonacci) == 12_586_269_025


def test_none_is_an_answer() -> None:
    memo: Memo[str, None] = Memo(2)
    made = Counter[str]()
    for _ in range(2):
        assert memo.get("a", lambda key: made.update([key])) is None
    assert made == {"a": 1}


@frozen
class Valued:
    name: str
    memo: Memo[str, int] = field(factory=lambda: Memo(3))


def test_it_is_no_part_of_the_value_that_has_it() -> None:
    fresh, used = Valued("a"), Valued("a")
    used.memo.get("x", len)
    assert used == fresh
    assert hash(used) == hash(fresh)
    assert pickle.dumps(used) == pickle.dumps(fresh)
    assert Memo(3) != 3
    assert repr(used.memo) == "Memo(1 of 3)"


def test_copies_and_pickles_are_empty_and_bounded_alike() -> None:
    memo: Memo[str, int] = Memo(3)
    memo.get("x", len)
    for other in (copy.copy(memo), copy.deepcopy(memo), pickle.loads(pickle.dumps(memo))):  # our own
        assert (len(other), other.most, type(other)) == (0, 3, Memo)
        assert other.get("y", len) == 1
    assert len(memo) == 1
    assert evolve(Valued("a", memo), name="b").memo is memo


def test_threads_that_ask_at_once_get_right_answers_and_one_of_each() -> None:
    memo: Memo[int, tuple[int]] = Memo(8)
    together = Barrier(4)

    def many(start: int) -> list[bool]:
        together.wait()
        keys = [(start + n * n) % 12 for n in range(3000)]
        return [memo.get(key, lambda k: (k,)) == (key,) for key in keys]

    with ThreadPoolExecutor(4) as pool:
        assert all(ok for answers in pool.map(many, range(4)) for ok in answers)
    assert len(memo) == 8


def test_who_comes_second_gets_what_was_kept_first() -> None:
    memo: Memo[str, object] = Memo(2)
    first: list[object] = []

    def slow(key: str) -> object:
        # Meanwhile another thread asks for the same, and is done sooner.
        first.append(memo.get(key, lambda _: object()))
        return object()

    assert memo.get("a", slow) is first[0]
    assert memo.get("a", slow) is first[0]
