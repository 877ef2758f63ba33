"""A bounded memo: what was worked out is kept by its key, the least used is dropped, nothing of it travels or compares."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_NOTHING: Final[Any] = object()


class Memo(Generic[K, V]):
    """What a frozen value keeps of its own work: never part of the value.

    Every memo equals every other, and its copy and its pickle are empty, so that a value with one compares, hashes and
    travels as if it had none. Where it is full, the entry that was used longest ago makes room.

    Args:
        most: how many entries are kept.

    >>> lengths: Memo[str, int] = Memo(2)
    >>> lengths.get("医保", len), lengths
    (2, Memo(1 of 2))
    """

    __slots__ = ("_kept", "_lock", "most")

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[K], V]) -> V:
        """Return what is kept under ``key``, or else ``make(key)``: two threads may both make it, and both get one of them."""
        with self._lock:
            found: V = self._kept.get(key, _NOTHING)
            if found is not _NOTHING:
                self._kept.move_to_end(key)
                return found
        made = make(key)
        with self._lock:
            made = self._kept.setdefault(key, made)
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Memo)

    def __hash__(self) -> int:
        return hash(Memo)

    def __repr__(self) -> str:
        return f"Memo({len(self)} of {self.most})"

    def __reduce__(self) -> tuple[type["Memo[K, V]"], tuple[int]]:
        return (Memo, (self.most,))
