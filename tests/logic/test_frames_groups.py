"""Several rulebooks judge one frame in one pass: each row gets what its own book says of it."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.logic import Rulebook, Severity, WorkingDays
from yibao_rules.logic.frames.asked import Asked
from yibao_rules.logic.frames.bits import Among, Has, Holds, Reached
from yibao_rules.logic.frames.check import check_frame
from yibao_rules.logic.frames.columns import Column
from yibao_rules.logic.frames.engines import take_in
from yibao_rules.logic.frames.leaf import GROUP_COLUMN, Leaves
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.variants import Judge
from yibao_rules.logic.frames.write import write
from yibao_rules.logic.nodes import Compare, Predicate, Shifted, walk
from yibao_rules.testing.frames import rows_of
from yibao_rules.testing.logic import DATES, rulebooks, subjects
from yibao_rules.testing.logic_sample import Case, Fault, Member, Status, make_rule, make_table

T = make_table()
DAY = date(2024, 2, 29)


def calendar(step: int, day: date, n: int) -> date | None:
    return day + timedelta(days=step * n) if 1000 < day.year < 3000 else None


def single(day: date, n: int) -> date | None:
    return calendar(1, day, n)


def double(day: date, n: int) -> date | None:
    return calendar(2, day, n)


def frame_of(cases: list[Case], groups: int, backend: str = "polars") -> Any:
    written = write(T, cases)
    numbers = [n % groups for n in range(len(cases))]
    return evolve(
        written,
        columns={**written.columns, "group": numbers},
        kinds={**written.kinds, "group": "int"},
    ).to(backend)


def assert_each_by_its_own(judges: list[Judge], cases: list[Case], result: FrameResult) -> None:
    decisions = {row["id"]: row for row in rows_of(result.decisions)}
    findings = rows_of(result.findings)
    codes = {rule.code for judge in judges for rule in judge.book}
    for n, case in enumerate(cases):
        judge = judges[n % len(judges)]
        report = judge.book.check(case, DAY, workdays=judge.workdays)
        expected = {c: o.code for c, o in judge.book.outcomes(case, DAY, workdays=judge.workdays).items()}
        expected = {code: expected.get(code, "not_in_force") for code in codes}
        assert {code: str(decisions[n][code]) for code in codes} == expected
        assert decisions[n]["decision"] == report.decision.code
        found = {(r["code"], r["severity"], r["outcome"], r["missing"]) for r in findings if r["id"] == n}
        assert found == {(f.code, f.severity.code, f.outcome.code, ",".join(f.missing)) for f in report}


def plain(book: Rulebook) -> Rulebook:
    calling = {r.code for r in book for e in (r.when, r.must) for n in walk(e) if isinstance(n, Predicate)}
    return Rulebook(book.name, tuple(r for r in book if r.code not in calling), T)


@settings(max_examples=15)
@given(
    books=st.lists(rulebooks(T, Fault.STATUS), min_size=1, max_size=3),
    weights=st.lists(st.sampled_from(Severity), min_size=3, max_size=3),
    cases=st.lists(subjects(T), min_size=3, max_size=9),
)
def test_random_books(books: list[Rulebook], weights: list[Severity], cases: list[Case]) -> None:
    # The first book once more with other weights: one code, two severities.
    heavier = [
        Rulebook("other", tuple(evolve(r, severity=w) for r, w in zip(books[0], weights, strict=False)), T)
    ]
    judges = [Judge(plain(b), w) for b, w in zip([*books, *heavier], [single, double] * 2, strict=False)]
    frame = frame_of(cases, len(judges))
    result = check_frame(judges, frame, Asked(day=DAY, group="group", verify=False))
    assert_each_by_its_own(judges, cases, result)


@pytest.mark.parametrize("backend", ["polars", "pyarrow", "pandas", "duckdb"])
def test_one_code_that_asks_for_other_things(backend: str) -> None:
    shared = make_rule("a/shared", must=T["agent"].to_expr())
    here = Rulebook(
        "here",
        (shared, make_rule("b/own", must=T["filed"] + WorkingDays(3) <= T["due"], severity=Severity.WARNING)),
        T,
    )
    there = Rulebook(
        "there",
        (make_rule("b/own", must=T["member.status"] == Status.NORMAL), shared, make_rule("c/there")),
        T,
    )
    later = Rulebook("later", (*here.rules,), T)
    judges = [Judge(here, single), Judge(there, single), Judge(later, double)]
    cases = [
        Case(
            agent=(True, False, None)[n % 4 % 3],
            filed=day,
            due=date(2024, 3, 6),
            member=status and Member(status),
        )
        for n, (day, status) in enumerate(
            (day, status) for day in (None, *DATES[1:6]) for status in (None, Status.NORMAL, Status.ENDED)
        )
    ]
    result = check_frame(judges, frame_of(cases, 3, backend), Asked(day=DAY, group="group"))
    assert_each_by_its_own(judges, cases, result)
    assert list(result.rules) == ["a/shared", "b/own", "c/there"]
    by_rule = {r["code"]: r for r in rows_of(result.counts())}
    assert by_rule["c/there"]["not_in_force"] == 2 * len(cases) // 3
    assert by_rule["a/shared"]["not_in_force"] == 0
    assert result.digest == f"{here.digest}+{there.digest}+{later.digest}"


def test_the_columns_that_a_formula_reads() -> None:
    _, engine = take_in(pl.DataFrame({"g": [0]}))
    fact, moved = T["disease"].ref, T["filed"] + WorkingDays(3)
    columns = {fact: Column("f0", "String"), T["filed"].ref: Column("f1", "Date")}
    late = moved <= T["day"]
    assert isinstance(late, Compare)
    assert isinstance(late.left, Shifted)
    leaves = Leaves(columns, DAY, engine, {late.left: "p0"})
    assert list(leaves.reads(Among((0, 2)))) == [GROUP_COLUMN]
    assert list(leaves.reads(Has(fact))) == ["f0"]
    assert list(leaves.reads(Holds(T["disease"] == "x"))) == ["f0"]
    assert list(leaves.reads(Holds(late))) == ["f1", "p0"]
    assert list(leaves.reads(Reached(late.left))) == ["p0"]


def test_the_frame_of_one_book_needs_no_group() -> None:
    frame = frame_of([Case(), Case()], 1).drop("group")
    result = check_frame([Judge(Rulebook("one", (make_rule(),), T))], frame, Asked(day=DAY, verify=False))
    assert isinstance(result.decisions, pl.DataFrame)
