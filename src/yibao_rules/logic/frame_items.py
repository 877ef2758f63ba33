"""Items in a table of their own: one row an item, joined to the frame as the columns that rules ask for."""

from collections.abc import Iterable, Mapping
from typing import Any

from yibao_rules.logic.facts import FactFamily, FactTable
from yibao_rules.logic.faults import unknown_name
from yibao_rules.logic.frame_columns import read_schema
from yibao_rules.logic.frame_engines import Frame, collected, narwhals, take_in
from yibao_rules.logic.frame_faults import FrameError, no_key
from yibao_rules.logic.nodes import FactRef
from yibao_rules.logic.paths import ITEM_THERE
from yibao_rules.text import Text

KIND = "kind"
"""The column of an items' table that holds the item's key, e.g. the kind of a material."""


def with_items(
    frame: Frame,
    items: Mapping[str, object],
    facts: FactTable,
    used: Iterable[FactRef],
    key: str,
    *,
    verify: bool,
) -> Frame:
    """Join tables of items to a frame.

    A row of the frame without a row in the table has no such item; where the frame has a column
    ``<family>.given`` that is not true, nobody has said which items there are, and all is unknown.

    Args:
        frame: the frame.
        items: for a family's prefix a table with the frame's key, ``kind`` and the family's fields.
        facts: the table of facts.
        used: the facts that rules read.
        key: the key's column, in both.
        verify: whether to look for items that occur twice.

    Raises:
        FrameError: a table lacks its key or kind, is of another engine, or holds an item twice.
        UnknownFactError: no family has this prefix.
    """
    for prefix, table in items.items():
        family = next((f for f in facts.families if f.prefix == prefix), None)
        if family is None:
            raise unknown_name(
                "items",
                prefix,
                [f.prefix for f in facts.families],
                Text("事实家族的前缀", "a family's prefix"),
            )
        frame = _with_family(frame, family, table, list(used), key, verify=verify)
    return frame


def _with_family(
    frame: Frame, family: FactFamily, table: object, used: list[FactRef], key: str, *, verify: bool
) -> Frame:
    nw = narwhals()
    child, engine = take_in(table)
    if isinstance(frame, nw.LazyFrame) and isinstance(child, nw.DataFrame):
        child = child.lazy()
    if child.implementation is not frame.implementation or type(child) is not type(frame):
        raise _other_engine(family.prefix, child, frame)
    schema = read_schema(child, engine)
    for column in (key, KIND):
        if column not in schema:
            raise no_key(column, schema)
    if verify:
        _refuse_doubles(child, family.prefix, key)
    taken = frame.collect_schema().names()
    by_item: dict[str, list[tuple[FactRef, FactRef]]] = {}
    for fact in used:
        prefix, _, rest = fact.name.partition(".")
        item, _, _ = rest.partition(".")
        part = next(
            (p for p in family.fields if prefix == family.prefix and family.fact(item, p) == fact), None
        )
        if part is not None and fact.name not in taken:
            by_item.setdefault(item, []).append((fact, part))
    for item, wanted in by_item.items():
        frame = _joined(frame, child, item, wanted, schema, key, f"{family.prefix}.given" in taken)
    return frame


def _joined(
    frame: Frame,
    child: Frame,
    item: str,
    wanted: list[tuple[FactRef, FactRef]],
    schema: Mapping[str, Any],
    key: str,
    may_be_unknown: bool,  # noqa: FBT001  # a plain answer
) -> Frame:
    nw = narwhals()
    fields = {p.name: f.name for f, p in wanted if p.path != ITEM_THERE and p.name in schema}
    mark = f"{wanted[0][0].name}?"
    # Renamed before the join: a key of its own keeps engines from joining on equal names.
    piece = child.filter(nw.col(KIND) == item).select(
        nw.col(key).alias("yibao_key"),
        nw.lit(1).alias(mark),
        *(nw.col(field).alias(name) for field, name in fields.items()),
    )
    frame = frame.join(piece, left_on=key, right_on="yibao_key", how="left")
    there = ~nw.col(mark).is_null()
    for fact, part in wanted:
        if part.path == ITEM_THERE:
            given = nw.col(f"{fact.name.partition('.')[0]}.given").fill_null(value=False)
            frame = frame.with_columns(
                (nw.when(given).then(there) if may_be_unknown else there).alias(fact.name)
            )
    return frame.drop(mark)


def _refuse_doubles(child: Frame, prefix: str, key: str) -> None:
    nw = narwhals()
    counted = child.group_by(key, KIND).agg(nw.len().alias("n")).filter(nw.col("n") > 1)
    rows = collected(counted.select(nw.len().alias("n")))["n"][0]
    if rows:
        raise FrameError(
            where=f"items[{prefix!r}]",
            found=Text(f"{rows} 种材料重复出现", f"{rows} items that occur twice"),
            expected=Text(f"每个 {key} 的每种 {KIND} 一行", f"one row for each {key} and {KIND}"),
            fix=Text("先合并重复的行", "merge the doubles first"),
        )


def _other_engine(prefix: str, child: Frame, frame: Frame) -> FrameError:
    return FrameError(
        where=f"items[{prefix!r}]",
        found=Text(f"{child.implementation.value} 的表", f"a table of {child.implementation.value}"),
        expected=Text(f"{frame.implementation.value} 的表", f"a table of {frame.implementation.value}"),
        fix=Text("两者用同一种数据框", "use one kind of frame for both"),
    )
