"""Rulebooks over a frame: the same rules, every row at once, with the outcome that each row's object would get."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from attrs import frozen

from yibao_rules.logic.dates import Offset
from yibao_rules.logic.frames.absent import absent_from
from yibao_rules.logic.frames.asked import Asked
from yibao_rules.logic.frames.bits import Holds, Reached, atoms
from yibao_rules.logic.frames.columns import Column, Reader, check_names, read_schema, refuse_unread
from yibao_rules.logic.frames.engines import (
    Engine,
    Frame,
    collected,
    looked_up,
    narwhals,
    planned,
    real_booleans,
    take_in,
)
from yibao_rules.logic.frames.faults import no_column_form, no_facts
from yibao_rules.logic.frames.items import Joiner
from yibao_rules.logic.frames.leaf import GROUP_COLUMN, Leaves, Prepared
from yibao_rules.logic.frames.native import with_step, words_of
from yibao_rules.logic.frames.part import Part
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.stages import Stages
from yibao_rules.logic.frames.text import tidied
from yibao_rules.logic.frames.variants import Judge, Judged, facts_of, judged, missing_columns
from yibao_rules.logic.frames.verify import Look
from yibao_rules.logic.nodes import FactRef, Predicate, Shifted, walk
from yibao_rules.logic.paths import DAY
from yibao_rules.logic.rule import Rulebook

KEY_COLUMN = "k"
_DAYS = 10_000_000  # more than any date's ordinal


def check_frame(judges: Sequence[Judge], frame: object, asked: Asked) -> FrameResult:
    """Judge every row of a frame: see :meth:`yibao_rules.logic.rule.Rulebook.check_frame`.

    Args:
        judges: the books, over one table of facts; at least one.
        frame: the frame; ``asked.group`` is its column with the number of each row's judge, if there are several.
        asked: how to check it.
    """
    return check_taken(judges, *take_in(frame), asked)


def check_taken(judges: Sequence[Judge], native: Frame, engine: Engine, asked: Asked) -> FrameResult:
    """Judge every row of a frame that has been taken in: see :func:`check_frame`."""
    for judge in judges:
        refuse_functions(judge.book)
    facts = judges[0].book.facts
    schema = read_schema(native, engine)
    asked.refuse_columns(schema)
    day_fact = next((f.ref for f in facts if f.path == DAY), None)
    other = (*asked.ignore, *asked.carry, *((asked.group,) if asked.group else ()))
    check_names(schema, facts, asked.key, other, day_fact.name if day_fact else None)
    by_row = asked.by_row(native, schema, day_fact.name if day_fact else None)
    used = facts_of(judges)
    joiner = Joiner(asked.key, facts, used, asked.verify)
    native, engine = joiner.join(native, engine, asked.items)
    reader = Reader(read_schema(native, engine), facts, engine)
    odd: dict[str, int] = {}
    if asked.verify and not asked.tidy:
        native, odd = tidied(native, engine, facts, reader.schema, used)
    return _Check(tuple(judges), asked, reader, day_fact if by_row else None, engine).run(native, used, odd)


def refuse_functions(book: Rulebook) -> None:
    """Refuse rules that call Python functions.

    Raises:
        NoColumnFormError: names the rule and the function.
    """
    for rule in book:
        for expr in (rule.when, rule.must):
            for node in walk(expr):
                if isinstance(node, Predicate):
                    raise no_column_form(rule.code, node)


@frozen
class _Check:
    """One check under way."""

    judges: tuple[Judge, ...]
    asked: Asked
    reader: Reader
    day_fact: FactRef | None
    engine: Engine

    def run(self, frame: Frame, used: Iterable[FactRef], odd: Mapping[str, int]) -> FrameResult:
        nw = narwhals()
        wanted = (*used, *((self.day_fact,) if self.day_fact else ()))
        refuse_unread(frame, self.engine, self.reader.schema, wanted)
        sources = {f: s for f in dict.fromkeys(wanted) if (s := self._source(f)) is not None}
        if not any(f.path != DAY for f in sources) and self.asked.verify:
            raise no_facts()
        columns = {
            f: Column(f"f{n}", kind, digits) for n, (f, (_, kind, digits)) in enumerate(sources.items())
        }
        books = tuple(judge.book for judge in self.judges)
        absent = absent_from(self.reader.schema, books[0].facts, used)
        bits, rules = judged(books, frozenset(columns), self.asked.day, self.day_fact, absent)
        carried = {name: f"c{n}" for n, name in enumerate(self.asked.carry)}
        frame = frame.select(
            self._key().alias(KEY_COLUMN),
            *(nw.col(self.engine.spelt(name)).alias(short) for name, short in carried.items()),
            *(expr.alias(columns[f].name) for f, (expr, _, _) in sources.items()),
            *([nw.col(self.asked.group).alias(GROUP_COLUMN)] if self.asked.group else []),
        )
        if self.engine.implementation == "pandas":
            frame = real_booleans(frame, [c.name for c in columns.values() if c.kind == "Boolean"])
        if self.asked.verify:
            Look(self.asked.key, KEY_COLUMN, columns).verify(frame)
        leaves = Leaves(columns, self.asked.day, self.engine, {})
        frame, prepared = self._prepare(frame, leaves, rules)
        leaves = Leaves(columns, self.asked.day, self.engine, prepared)
        stages = Stages(bits, leaves.atom, leaves.reads, words_of(self.engine))
        stages.lay_out(*rules.bits())
        heads = {self.asked.key: KEY_COLUMN, **carried}
        # One pass for all that is asked later; a lazy frame stays a plan.
        staged = stages.apply(frame)
        staged = planned(staged) if self.engine.implementation == "dask" else staged
        if self.engine.eager_polars:
            staged = staged.collect().lazy()
        part = Part(staged, stages, self.engine, heads, rules, leaves)
        return FrameResult(
            book=self.judges[0].book.name,
            digest="+".join(dict.fromkeys(judge.book.digest for judge in self.judges)),
            key=self.asked.key,
            part=part,
            engine=self.engine,
            odd=odd,
            missing_columns=missing_columns(rules.rules, absent),
        )

    def _key(self) -> Any:
        nw = narwhals()
        column, dtype = nw.col(self.engine.spelt(self.asked.key)), self.reader.schema[self.asked.key]
        # Not a number is nobody's number.
        return column.fill_nan(None) if type(dtype).__name__.startswith("Float") else column

    def _source(self, fact: FactRef) -> Any:
        if fact.path == DAY and self.day_fact is None:
            return None
        return self.reader.source(fact)

    def _prepare(self, frame: Frame, leaves: Leaves, rules: Judged) -> tuple[Frame, dict[Prepared, str]]:
        """Add the columns that the tests need: right check sums, ordinals, days so many working days on."""
        needed = dict.fromkeys(_needed(leaves, rules))
        names: dict[Prepared, str] = {p: f"p{n}" for n, p in enumerate(needed)}
        own = {thing: steps for thing, name in names.items() if (steps := leaves.own_steps(thing, name))}
        shared = [leaves.preparing(thing, name) for thing, name in names.items() if thing not in own]
        # Side by side: the first steps of all, then the second of all …
        for stage in zip_longest(*own.values(), fillvalue={}):
            frame = with_step(frame, {name: expr for columns in stage for name, expr in columns.items()})
        for stage in zip_longest(*shared, fillvalue={}):
            frame = frame.with_columns(**{name: expr for columns in stage for name, expr in columns.items()})
        for thing, name in names.items():
            if isinstance(thing, Shifted) and thing.offset.working_days:
                if self.asked.move:
                    frame = self.asked.move(frame, name, thing.offset.working_days)
                else:
                    frame, names[thing] = self._on_workdays(frame, name, thing.offset.working_days)
        return frame, names

    def _on_workdays(self, frame: Frame, name: str, n: int) -> tuple[Frame, str]:
        """Move a column of ordinals by working days, into a column of its own: each day that occurs is asked once."""
        nw = narwhals()
        asked = nw.col(name)
        if len(self.judges) > 1:
            # Each group counts by the calendar of its own place.
            frame = frame.with_columns((nw.col(GROUP_COLUMN) * _DAYS + asked).alias(name))
        distinct = collected(frame.select(asked.alias("day")).unique().filter(~nw.col("day").is_null()))
        offset = Offset(working_days=n)
        moved: dict[int, int] = {}
        for number in map(int, distinct["day"].to_list()):
            group, ordinal = divmod(number, _DAYS)
            landed = offset.after(date.fromordinal(ordinal), self.judges[group].workdays)
            if landed is not None:
                moved[number] = landed.toordinal()
        if not moved:
            return frame.with_columns(nw.when(nw.lit(value=False)).then(asked).alias(name)), name
        landed_name = f"{name}w"
        return looked_up(frame, name, list(moved), {landed_name: list(moved.values())}), landed_name


def _needed(leaves: Leaves, rules: Judged) -> Iterator[Prepared]:
    for atom in atoms(rules.all_bits()):
        if isinstance(atom, Holds):
            yield from leaves.prepared_for(atom.leaf)
        elif isinstance(atom, Reached):
            yield atom.moved
