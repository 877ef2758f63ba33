"""Items in a table of their own: one row an item, joined to the frame as the columns that rules ask for."""

from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from yibao_rules.logic.facts import FactFamily, FactTable
from yibao_rules.logic.faults import unknown_name
from yibao_rules.logic.frames.columns import read_schema
from yibao_rules.logic.frames.engines import (
    Engine,
    Frame,
    collected,
    narwhals,
    planned,
    settled,
    take_in,
    without_lists,
)
from yibao_rules.logic.frames.faults import FrameError, no_column, other_key
from yibao_rules.logic.nodes import FactRef
from yibao_rules.logic.paths import ITEM_THERE
from yibao_rules.text import Text

KIND = "kind"
"""The column of an items' table that holds the item's key, e.g. the kind of a material."""

GIVEN = "given"
"""The column ``<family>.given``: whether anybody has said which items there are."""

_KEY = "yibao_key"


@frozen
class Joiner:
    """Joins tables of items to a frame.

    A row of the frame without a row in the table has no such item; where the frame has a column
    ``<family>.given`` that is not true, nobody has said which items there are, and all is unknown.

    Attributes:
        key: the key's column, in the frame and in the tables.
        facts: the table of facts.
        used: the facts that rules read.
        verify: whether to look for items that occur twice.
    """

    key: str
    facts: FactTable
    used: tuple[FactRef, ...]
    verify: bool

    def join(self, frame: Frame, engine: Engine, items: Mapping[str, object]) -> tuple[Frame, Engine]:
        """Join for each family's prefix a table with the frame's key, ``kind`` and the family's fields.

        Raises:
            FrameError: a table lacks its key or kind, is of another engine, or holds an item twice.
            UnknownFactError: no family has this prefix.
        """
        for prefix, table in items.items():
            family = next((f for f in self.facts.families if f.prefix == prefix), None)
            if family is None:
                known = [f.prefix for f in self.facts.families]
                raise unknown_name("items", prefix, known, Text("事实家族的前缀", "a family's prefix"))
            frame = self._family(without_lists(frame), engine, family, table)
        return settled(frame, engine) if items else (frame, engine)

    def _family(self, frame: Frame, engine: Engine, family: FactFamily, table: object) -> Frame:
        nw = narwhals()
        child, of_child = take_in(table)
        if isinstance(frame, nw.LazyFrame) and isinstance(child, nw.DataFrame):
            child = child.lazy()
        if child.implementation is not frame.implementation or type(child) is not type(frame):
            raise _other_engine(family.prefix, child, frame)
        columns = read_schema(child, of_child)
        for column in (self.key, KIND):
            if column not in columns:
                raise no_column(f"items[{family.prefix!r}]", column, columns)
        _refuse_other_keys(family.prefix, self.key, columns, read_schema(frame, engine))
        child = without_lists(child)
        if self.verify:
            self._refuse_doubles(child, of_child, family.prefix)
        taken = read_schema(frame, engine)
        for item, facts in self._asked(family, taken).items():
            frame = self._item(
                frame, engine, child, item, facts, columns, f"{family.prefix}.{GIVEN}" in taken
            )
        return planned(frame)

    def _asked(self, family: FactFamily, taken: Iterable[str]) -> dict[str, list[FactRef]]:
        """Give the facts that rules read of each item and that have no column of their own."""
        found: dict[str, list[FactRef]] = {}
        for fact in self.used:
            if fact.name not in taken and family.find(fact.name) == fact:
                found.setdefault(fact.name.split(".")[1], []).append(fact)
        return found

    def _item(
        self,
        frame: Frame,
        engine: Engine,
        child: Frame,
        item: str,
        facts: list[FactRef],
        columns: Iterable[str],
        may_be_unknown: bool,  # noqa: FBT001  # a plain answer
    ) -> Frame:
        nw = narwhals()
        presence = next((f for f in facts if f.path.endswith(ITEM_THERE)), None)
        mark = engine.spelt(f"{facts[0].name}?")
        fields = {f.name.split(".")[2]: f for f in facts if f is not presence}
        piece = child.filter(nw.col(KIND) == item).select(
            nw.col(engine.spelt(self.key)).alias(_KEY),
            nw.lit(1).alias(mark),
            *(
                nw.col(engine.spelt(name)).alias(engine.spelt(f.name))
                for name, f in fields.items()
                if name in columns
            ),
        )
        frame = frame.join(piece, left_on=engine.spelt(self.key), right_on=_KEY, how="left")
        if presence is not None:
            there = ~nw.col(mark).is_null()
            if may_be_unknown:
                given = engine.spelt(f"{presence.name.split('.')[0]}.{GIVEN}")
                # Compared with a column, which keeps its nulls on engines whose "when" without "otherwise" does not.
                said = nw.col(given)
                there = nw.when(said.fill_null(value=False)).then(said) == there
            frame = frame.with_columns(there.alias(engine.spelt(presence.name)))
        return frame.drop(mark)

    def _refuse_doubles(self, child: Frame, engine: Engine, prefix: str) -> None:
        nw = narwhals()
        counted = (
            child.group_by(engine.spelt(self.key), KIND).agg(nw.len().alias("n")).filter(nw.col("n") > 1)
        )
        rows = collected(counted.select(nw.len().alias("n")))["n"][0]
        if rows:
            raise FrameError(
                where=f"items[{prefix!r}]",
                found=Text(f"{rows} 项重复出现", f"{rows} items that occur twice"),
                expected=Text(
                    f"每个 {self.key} 的每种 {KIND} 一行", f"one row for each {self.key} and {KIND}"
                ),
                fix=Text("先合并重复的行", "merge the doubles first"),
            )


def _refuse_other_keys(prefix: str, key: str, child: Mapping[str, Any], frame: Mapping[str, Any]) -> None:
    # Some engines join text with numbers, others refuse to.
    one, other = child[key], frame[key]
    if one is not None and other is not None and _sort_of(one) != _sort_of(other):
        raise other_key(prefix, key, str(one), str(other))


def _sort_of(dtype: Any) -> str:
    name = type(dtype).__name__
    if dtype.is_numeric():
        return "number"
    return "text" if name in ("Categorical", "Enum", "Object") else name.replace("String", "text")


def _other_engine(prefix: str, child: Frame, frame: Frame) -> FrameError:
    return FrameError(
        where=f"items[{prefix!r}]",
        found=Text(f"{child.implementation.value} 的表", f"a table of {child.implementation.value}"),
        expected=Text(f"{frame.implementation.value} 的表", f"a table of {frame.implementation.value}"),
        fix=Text("两者用同一种数据框", "use one kind of frame for both"),
    )
