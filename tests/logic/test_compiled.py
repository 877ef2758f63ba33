"""The compiled function and the tree walk are two ways to the same answer."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.logic import Rulebook
from yibao_rules.logic.judge import FOUND, find, judge
from yibao_rules.logic.report import Finding
from yibao_rules.testing.logic import DATES, rulebooks, subjects
from yibao_rules.testing.logic_sample import Case, Fault, make_table

TABLE = make_table()


def next_days(day: date, n: int) -> date | None:
    if not 1000 < day.year < 3000:
        return None
    return day + timedelta(days=n)


def walked(book: Rulebook, subject: Case, day: date) -> tuple[Finding, ...]:
    judged = [(rule, judge(rule, subject, day, next_days, book.place)) for rule in book]
    return tuple(find(r, o, subject, day, next_days) for r, o in judged if o in FOUND)


@settings(max_examples=120, deadline=None)
@given(
    book=rulebooks(TABLE, Fault.STATUS),
    cases=st.lists(subjects(TABLE), min_size=1, max_size=4),
    day=st.sampled_from(DATES),
)
def test_compiled_equals_walked(book: Rulebook, cases: list[Case], day: date) -> None:
    for case in cases:
        assert book.check(case, day, workdays=next_days).findings == walked(book, case, day)
