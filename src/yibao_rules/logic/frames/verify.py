"""One look at a frame before the rules run: what would make the answer wrong is refused."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from yibao_rules.logic.frames.columns import Column
from yibao_rules.logic.frames.engines import Frame, collected, narwhals
from yibao_rules.logic.frames.faults import empty, no_facts, null_days, null_keys, outside, twice
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.logic.paths import DAY


@frozen
class Look:
    """What to look at.

    Attributes:
        key: the key's name, told in errors.
        key_column: its column.
        columns: the column of each fact that rules read.
    """

    key: str
    key_column: str
    columns: Mapping[FactRef, Column]

    def verify(self, frame: Frame) -> None:
        """Ask two aggregating queries and refuse what they find.

        Raises:
            FrameError: no rows, keys null or twice, days null, words outside a closed set, or nothing but nulls.
        """
        nw = narwhals()
        asked: list[Any] = [
            nw.len().alias("rows"),
            nw.col(self.key_column).count().alias("keys"),
            *(nw.col(c.name).count().alias(f"n_{c.name}") for c in self.columns.values()),
        ]
        closed = [(f, c) for f, c in self.columns.items() if f.type is FactType.ENUM]
        for fact, column in closed:
            codes = [m.code for m in fact.enum or ()]
            inside = nw.col(column.name).is_in(codes).fill_null(value=False)
            asked.append(inside.cast(nw.Int64).sum().alias(f"in_{column.name}"))
        found = {
            k: int(v[0] or 0) for k, v in collected(frame.select(*asked)).to_dict(as_series=False).items()
        }
        # Asked alone: beside others, Spark would carry every count along for each key, through a shuffle.
        distinct = frame.select(nw.col(self.key_column).n_unique().alias("distinct"))
        found["distinct"] = int(collected(distinct)["distinct"][0] or 0)
        self._refuse(found, closed)

    def _refuse(self, found: Mapping[str, int], closed: Iterable[tuple[FactRef, Column]]) -> None:
        rows, keys = found["rows"], found["keys"]
        if not rows:
            raise empty()
        if keys < rows:
            raise null_keys(self.key, rows - keys)
        if found["distinct"] < rows:
            raise twice(self.key, rows - found["distinct"])
        given = {fact: found[f"n_{c.name}"] for fact, c in self.columns.items()}
        for fact, n in given.items():
            if fact.path == DAY and n < rows:
                raise null_days(rows - n)
        if not any(n for fact, n in given.items() if fact.path != DAY):
            raise no_facts()
        for fact, column in closed:
            wrong = given[fact] - found[f"in_{column.name}"]
            if wrong:
                raise outside(fact, wrong)
