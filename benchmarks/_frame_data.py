"""Filings for the benchmarks of frames: a mix such as an office sees, tiled to any number of rows with keys of their own."""

import random
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from yibao_rules.logic.frames.write import Written, write
from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.testing.cases import BREAKS, accepted_filing

DISTINCT = 1_000
KEY = "id"
_LAST = ("insurance/not-enrolled", "procedure/person-not-verified")
_BLANK = (
    "channel",
    "enrolments",
    "registration",
    "materials",
    "hospital",
    "begins_on",
    "destination",
    "card",
)
_TYPES = ("referral", "retiree_resettled", "posted_worker", "other_temporary", "chronic_direct_settlement")


def mixed(distinct: int = DISTINCT, seed: int = 20260302) -> list[Filing]:
    """Give filings: most in order, a tenth with one or two things wrong, a tenth with something not said.

    Args:
        distinct: how many.
        seed: what chance depends on.
    """
    dice = random.Random(seed)  # noqa: S311  # data, no secret
    # These two take away what the others change.
    codes = sorted(set(BREAKS) - set(_LAST))
    found = []
    for _ in range(distinct):
        filing = accepted_filing()
        drawn = dice.random()
        if drawn < 0.1:
            for code in dice.sample(codes, dice.randint(1, 2)):
                filing = BREAKS[code](filing)
        elif drawn < 0.2:
            blank: dict[str, Any] = dict.fromkeys(dice.sample(_BLANK, dice.randint(1, 2)))
            filing = evolve(filing, **blank)
        elif drawn < 0.3:
            filing = evolve(filing, item=dice.choice(_TYPES))
        found.append(filing)
    return found


def columns(book: Rulebook, filings: list[Filing]) -> Written:
    """Write the facts that a rulebook reads, a column each; the day is no column."""
    read = dict.fromkeys(f.name for rule in book for f in rule.facts)
    return write(facts(), filings, key=KEY, facts=read)


def tiled(table: Any, rows: int, first: int = 0) -> Any:
    """Give ``rows`` rows of an Arrow table, over and over, with keys that count from ``first``."""
    import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]  # noqa: PLC0415  # an optional package

    taken = pa.array([n % len(table) for n in range(min(rows, len(table)))])
    whole = [table] * (rows // len(table)) + [table.take(taken).slice(0, rows % len(table))]
    found = pa.concat_tables(whole).combine_chunks()
    return found.set_column(found.schema.get_field_index(KEY), KEY, pa.array(range(first, first + rows)))


def pieces(table: Any, rows: int, size: int) -> Iterator[Any]:
    """Give ``rows`` rows as tables of at most ``size``."""
    for first in range(0, rows, size):
        yield tiled(table, min(size, rows - first), first)
