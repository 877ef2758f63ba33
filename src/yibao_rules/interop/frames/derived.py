"""Facts that follow from other facts: columns filled in from the columns that a frame has."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from yibao_rules.logic.frames.columns import read_schema
from yibao_rules.logic.frames.engines import Engine, Frame, collected, looked_up, narwhals
from yibao_rules.logic.frames.faults import outside
from yibao_rules.model.circumstances import Channel
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.places import city_of

Derive = Callable[[str], str | bool | None]

DERIVED: Mapping[str, tuple[str, Derive]] = {
    "filing.type": ("filing.item", lambda item: FilingType.of(item).code),
    "filing.insured_city": ("filing.insured_place", city_of),
    "filing.destination_city": ("filing.destination", city_of),
    "circumstances.treatment_city": ("circumstances.treatment_place", city_of),
    "hospital.city": ("hospital.place", city_of),
    "insured.city": ("insured.place", city_of),
    "filing.online": ("filing.channel", lambda channel: Channel(channel).is_online),
}
"""For each fact that follows from one other: that other, and how."""


def with_derived(frame: Frame, engine: Engine) -> Frame:
    """Add the facts that follow from a column that is there and that have none of their own.

    Each value that occurs is asked once, however many rows hold it.

    Args:
        frame: a narwhals frame.
        engine: its engine.

    Raises:
        UnknownPlaceError: a code belongs to no place.
        FrameError: a channel is none of the set.
    """
    schema = read_schema(frame, engine)
    for fact, (source, derive) in DERIVED.items():
        if fact not in schema and schema.get(source) is not None:
            frame = _derived(frame, engine, fact, source, derive)
    return frame


def refuse_outside(frame: Frame, engine: Engine, name: str, words: Iterable[object]) -> None:
    """Refuse words that occur in a column of a closed set and are none of the set's.

    Args:
        frame: a narwhals frame.
        engine: its engine.
        name: the column's fact.
        words: the words that occur in it.

    Raises:
        FrameError: says how many rows hold such a word.
    """
    fact = facts()[name].ref
    codes = {member.code for member in fact.enum or ()}
    wrong = sorted({word for word in words if isinstance(word, str) and codes and word not in codes})
    if wrong:
        column = narwhals().col(engine.spelt(name)).cast(narwhals().String)
        rows = collected(frame.filter(column.is_in(wrong)).select(narwhals().len().alias("rows")))
        raise outside(fact, int(rows["rows"][0]))


def _derived(frame: Frame, engine: Engine, fact: str, source: str, derive: Derive) -> Frame:
    nw = narwhals()
    column, name = engine.spelt(source), engine.spelt(fact)
    distinct = collected(frame.select(nw.col(column).cast(nw.String).alias("value")).unique())
    refuse_outside(frame, engine, source, distinct["value"].to_list())
    derived = {v: derive(v) for v in distinct["value"].to_list() if isinstance(v, str)}
    answers = {v: found for v, found in sorted(derived.items()) if found is not None}
    if not answers:
        return frame
    values, found = list(answers), list[Any](answers.values())
    if isinstance(found[0], bool):
        frame = looked_up(frame, column, values, {name: [int(v) for v in found]})
        return frame.with_columns((nw.col(name) == 1).alias(name))
    return looked_up(frame, column, values, {name: found})
