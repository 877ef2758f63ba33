"""The rules written by hand in polars and in SQL for the benchmark find exactly what the national rulebook finds."""

import random
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import national
from yibao_rules.logic.frames.write import write
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing
from yibao_rules.testing.filings import consistent_filings, filings
from yibao_rules.validators.national import national_rules

ROOT = Path(__file__).parents[2]
BOOK = national_rules().at(DAY)
READ = tuple(dict.fromkeys(f.name for rule in BOOK for f in rule.facts if f.name != "day"))
SAMPLES = [accepted_filing(), *(change(accepted_filing()) for change in BREAKS.values())]

Workdays = Callable[[date, int], date | None]
WORKDAYS = national().add_or_none
Tables = tuple[pl.DataFrame, pl.DataFrame]
ByHand = Callable[[pl.DataFrame, Workdays], Tables]


def module(name: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        return import_module(f"benchmarks.{name}")


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    texts = frame.with_columns(pl.exclude("id").cast(pl.String))
    return texts.sort(*(["id"] if "decision" in texts.columns else texts.columns))


def in_polars(frame: pl.DataFrame, workdays: Workdays) -> Tables:
    hand = module("hand_written_polars").HandWritten(frame.lazy(), DAY, workdays)
    return hand.decisions.collect(), hand.findings.collect()


def in_sql(frame: pl.DataFrame, workdays: Workdays) -> Tables:
    with duckdb.connect() as connection:
        relation = connection.from_arrow(frame.to_arrow())
        hand = module("hand_written_sql").HandWritten(relation, DAY, workdays)
        tables = (hand.decisions.to_arrow_table(), hand.findings.to_arrow_table())
        decisions, findings = (pl.DataFrame(table) for table in tables)
    return decisions, findings


WAYS = pytest.mark.parametrize("by_hand", [in_polars, in_sql])


def assert_same(frame: pl.DataFrame, by_hand: ByHand, workdays: Workdays = WORKDAYS) -> pl.DataFrame:
    expected = BOOK.check_frame(frame, day=DAY, workdays=workdays, verify=False)
    decisions, findings = by_hand(frame, workdays)
    order = expected.decisions.columns
    assert as_text(decisions.select(order)).equals(as_text(expected.decisions))
    assert as_text(findings).equals(as_text(expected.findings))
    return as_text(findings)


def as_frame(samples: list[Filing]) -> pl.DataFrame:
    frame: pl.DataFrame = write(facts(), samples, facts=READ).to("polars")
    return frame


def stirred(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Shuffle each column by itself and blank some of its values: what meets in a row is left to chance."""
    dice = random.Random(seed)  # noqa: S311  # data, no secret
    columns = [frame["id"]]
    for name in frame.columns[1:]:
        values, share = frame[name].to_list(), dice.choice((0, 0.05, 0.3, 0.6))
        dice.shuffle(values)
        blanked = [None if dice.random() < share else v for v in values]
        columns.append(pl.Series(name, blanked, dtype=frame[name].dtype))
    return pl.DataFrame(columns)


@WAYS
def test_each_broken_filing(by_hand: ByHand) -> None:
    findings = assert_same(as_frame(SAMPLES), by_hand)
    as_objects = [
        (n, f.code, f.outcome.code, ",".join(f.missing))
        for n, sample in enumerate(SAMPLES)
        for f in BOOK.check(sample, DAY, workdays=WORKDAYS)
    ]
    assert sorted(as_objects) == sorted(findings.select("id", "code", "outcome", "missing").rows())
    assert set(findings["code"]) == {rule.code for rule in BOOK}


@WAYS
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_meets_in_a_row(by_hand: ByHand, seed: int) -> None:
    findings = assert_same(stirred(as_frame(SAMPLES * 6), seed), by_hand)
    assert findings.filter(outcome="cannot_tell")["code"].n_unique() > 20


@settings(max_examples=12)
@given(samples=st.lists(filings() | consistent_filings(), min_size=1, max_size=6))
def test_generated_filings_in_polars(samples: list[Filing]) -> None:
    assert_same(as_frame(samples), in_polars)


@settings(max_examples=2)
@given(samples=st.lists(filings() | consistent_filings(), min_size=6, max_size=12))
def test_generated_filings_in_sql(samples: list[Filing]) -> None:
    assert_same(as_frame(samples), in_sql)


@WAYS
def test_days_that_nobody_knows_yet(by_hand: ByHand) -> None:
    samples = [BREAKS["procedure/supplement-late"](accepted_filing()), accepted_filing()]
    findings = assert_same(as_frame(samples), by_hand, lambda _day, _n: None)
    assert findings.select("code", "outcome", "missing").rows() == [
        ("procedure/supplement-late", "cannot_tell", "")
    ]


def test_the_last_day_half_a_year_before() -> None:
    for name in ("hand_written_polars", "hand_written_sql"):
        before = module(name)._six_months_before
        assert [before(d) for d in (date(2026, 2, 28), date(2026, 3, 30), date(2026, 8, 30), DAY)] == [
            date(2025, 8, 31),
            date(2025, 9, 30),
            date(2026, 2, 28),
            date(2025, 9, 2),
        ]


def test_a_broken_hand_is_noticed() -> None:
    frame = as_frame([evolve(accepted_filing(), contact=None)])

    def lying(filings: pl.DataFrame, workdays: Workdays) -> Tables:
        decisions, findings = in_polars(filings, workdays)
        return decisions, findings.head(0)

    with pytest.raises(AssertionError):
        assert_same(frame, lying)
