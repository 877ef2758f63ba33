"""Keys seen before, over inputs larger than memory: hashes in a temporary database that spills to disk."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any, Self

from attrs import Factory, define, field

CACHE = 64 * 1024
"""KiB of hashes held in memory; further ones lie in a temporary file, some 30 bytes a key."""

_WHOLE = 2**62
_NOTE = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)"
_ASK = "SELECT proof, line FROM seen WHERE hash = ?"


def _database() -> Any:
    # Without a name SQLite keeps the database in memory until the cache is full, then in a file that it deletes.
    found = import_module("sqlite3").connect("", isolation_level=None)
    for setting in (f"cache_size=-{CACHE}", "journal_mode=OFF", "synchronous=OFF"):
        found.execute(f"PRAGMA {setting}")
    found.execute("CREATE TABLE seen (hash INTEGER PRIMARY KEY, proof INTEGER, line INTEGER)")
    found.execute("BEGIN")
    return found


def _marks(key: object) -> tuple[int, int]:
    """Give two hashes under the secret of this process, 128 bits in all; a whole number stands for itself."""
    if type(key) is int and -_WHOLE < key < _WHOLE:
        return key, 0
    text = str(key)
    return hash(text), hash(f"{text}\0")


@define
class Seen:
    """The keys of the rows so far."""

    _found: Any = field(init=False, default=Factory(_database))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._found.close()

    def claim(self, keys: Sequence[object], lines: Sequence[int]) -> dict[int, int]:
        """Note the keys of some more rows.

        Args:
            keys: the keys, none of them null.
            lines: where the rows stand.

        Returns:
            For each row whose key came before, by its place among these: the line of the first row with that key.
        """
        rows = [(*_marks(key), line) for key, line in zip(keys, lines, strict=True)]
        before = self._found.total_changes
        # In order: neighbours lie on one page, and the first of two rows of a batch is the one that is kept.
        self._found.executemany(_NOTE, sorted(rows))
        if self._found.total_changes - before == len(rows):
            return {}
        doubles = {}
        for n, (mark, proof, line) in enumerate(rows):
            first_proof, first = self._found.execute(_ASK, (mark,)).fetchone()
            if first != line and first_proof == proof:
                doubles[n] = first
        return doubles
