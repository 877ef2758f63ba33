"""The rules written by hand for the benchmark find exactly what the national rulebook finds."""

import random
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import national
from yibao_rules.logic.report import Finding, Report
from yibao_rules.model.circumstances import Channel
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing
from yibao_rules.testing.filings import consistent_filings, filings
from yibao_rules.validators.national import national_rules

ROOT = Path(__file__).parents[2]
BOOK = national_rules().at(DAY)
# This one takes away what others change.
LAST = "insurance/not-enrolled"
PARTS = (
    "applicant",
    "registration",
    "card",
    "circumstances",
    "hospital",
    "disease",
    "agent",
    "contact",
    "procedure",
)

Workdays = Callable[[date, int], date | None]
Check = Callable[[Filing, date, Workdays], Report]
WORKDAYS = national().add_or_none


@pytest.fixture(scope="module")
def by_hand() -> Check:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        module = import_module("benchmarks.hand_written_rules")
    check: Check = module.HandWritten(BOOK).check
    return check


def told(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    return [(f.code, f.outcome, f.params, f.missing) for f in findings]


def assert_same(by_hand: Check, filing: Filing) -> Report:
    expected = BOOK.check(filing, DAY, workdays=WORKDAYS)
    found = by_hand(filing, DAY, WORKDAYS)
    assert told(found) == told(expected)
    assert found == expected
    return found


@cache
def optional(cls: Any) -> tuple[str, ...]:
    hints = get_type_hints(cls)
    return tuple(f.name for f in attrs.fields(cls) if NoneType in get_args(hints[f.name]))


def nothing(names: Iterable[str]) -> dict[str, Any]:
    return dict.fromkeys(names)


def changed(filing: Filing, dice: random.Random) -> Filing:
    """Break some rules, blank some fields, change what many rules look at first."""
    codes = dice.sample(sorted(BREAKS), dice.choice((0, 1, 2, 5, 12)))
    for code in sorted(codes, key=lambda c: c == LAST):
        filing = BREAKS[code](filing)
    if dice.random() < 0.5:
        filing = attrs.evolve(filing, item=dice.choice(list(FilingType)).code)
    if dice.random() < 0.5:
        filing = attrs.evolve(filing, channel=dice.choice([None, *Channel]))
    for part in PARTS:
        value: Any = getattr(filing, part)
        if value is not None and dice.random() < 0.3:
            cls: Any = type(value)
            names = optional(cls)
            blank = nothing(dice.sample(names, dice.randint(1, min(6, len(names)))))
            filing = attrs.evolve(filing, **{part: attrs.evolve(value, **blank)})
    if filing.enrolments and dice.random() < 0.4:
        names = ("status", "arrears", "transfer_pending", "waiting_until", "benefit_suspended")
        blank = nothing(dice.sample(names, dice.randint(1, 4)))
        filing = attrs.evolve(filing, enrolments=tuple(attrs.evolve(e, **blank) for e in filing.enrolments))
    whole = dice.sample(optional(Filing), dice.choice((0, 0, 1, 2, 6)))
    return attrs.evolve(filing, **nothing(whole))


def test_the_filing_in_order(by_hand: Check) -> None:
    assert len(assert_same(by_hand, accepted_filing())) == 0


@pytest.mark.parametrize("code", BREAKS)
def test_each_broken_filing(by_hand: Check, code: str) -> None:
    findings = assert_same(by_hand, BREAKS[code](accepted_filing())).by_code()
    assert (code in findings) is (code in BOOK)


@given(seed=st.integers(0, 2**32))
def test_broken_and_blanked_filings(by_hand: Check, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - data, no secret
    for _ in range(10):
        assert_same(by_hand, changed(accepted_filing(), dice))


@given(filing=filings() | consistent_filings())
def test_generated_filings(by_hand: Check, filing: Filing) -> None:
    assert_same(by_hand, filing)


@given(filing=consistent_filings(), seed=st.integers(0, 2**32))
def test_consistent_filings_with_changes(by_hand: Check, filing: Filing, seed: int) -> None:
    base = attrs.evolve(
        accepted_filing(),
        **{
            n: getattr(filing, n)
            for n in ("item", "circumstances", "insured_place", "destination", "hospital")
        },
    )
    dice = random.Random(seed)  # noqa: S311 - data, no secret
    assert_same(by_hand, changed(base, dice))


def test_the_changes_reach_every_finding(by_hand: Check) -> None:
    dice = random.Random(20260302)  # noqa: S311 - data, no secret
    reports = [assert_same(by_hand, changed(accepted_filing(), dice)) for _ in range(1500)]
    violated = {f.code for r in reports for f in r.violated}
    unsure = {f.code for r in reports for f in r.undetermined}
    assert violated == {rule.code for rule in BOOK}
    assert len(unsure) > 15


def test_days_that_nobody_knows_yet(by_hand: Check) -> None:
    filing = BREAKS["procedure/supplement-late"](accepted_filing())
    expected = BOOK.check(filing, DAY, workdays=lambda _day, _n: None)
    assert told(by_hand(filing, DAY, lambda _day, _n: None)) == told(expected)
    assert [f.missing for f in expected.undetermined] == [()]
