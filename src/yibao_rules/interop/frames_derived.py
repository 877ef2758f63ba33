"""Facts that follow from other facts: columns filled in from the columns that a frame has."""

from collections.abc import Callable, Mapping
from typing import Any

from yibao_rules.logic.frame_columns import read_schema
from yibao_rules.logic.frame_engines import Engine, Frame, collected, looked_up, narwhals
from yibao_rules.model.circumstances import Channel
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
        ValueError: a channel is none of the set.
    """
    schema = read_schema(frame, engine)
    for fact, (source, derive) in DERIVED.items():
        if fact not in schema and schema.get(source) is not None:
            frame = _derived(frame, engine, fact, source, derive)
    return frame


def _derived(frame: Frame, engine: Engine, fact: str, source: str, derive: Derive) -> Frame:
    nw = narwhals()
    column, name = engine.spelt(source), engine.spelt(fact)
    distinct = collected(frame.select(nw.col(column).cast(nw.String).alias("value")).unique())
    derived = {v: derive(v) for v in distinct["value"].to_list() if isinstance(v, str)}
    answers = {v: found for v, found in sorted(derived.items()) if found is not None}
    if not answers:
        return frame
    values, found = list(answers), list[Any](answers.values())
    if isinstance(found[0], bool):
        frame = looked_up(frame, column, values, {name: [int(v) for v in found]})
        return frame.with_columns((nw.col(name) == 1).alias(name))
    return looked_up(frame, column, values, {name: found})
