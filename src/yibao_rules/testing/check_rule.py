"""``check_rule``: prove of a rule of one's own that it says the same of one object and of a frame, on every engine."""

from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.frames.check import refuse_functions
from yibao_rules.logic.rule import Rule, Rulebook
from yibao_rules.testing._hypothesis import strategies
from yibao_rules.testing.frames import differences, engines
from yibao_rules.testing.logic import DATES, subjects

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def check_rule(
    rule: Rule | Iterable[Rule],
    facts: FactTable,
    *,
    subject: "SearchStrategy[Any] | None" = None,
    overrides: Mapping[type, "SearchStrategy[Any]"] | None = None,
    days: Iterable[date] = DATES,
    workdays: Workdays | None = None,
    on: Iterable[str] | None = None,
    max_examples: int = 50,
) -> None:
    """Generate subjects and prove that object and frame agree on every outcome and on what is missing.

    Args:
        rule: the rule, or several.
        facts: the table of the facts they read.
        subject: makes a subject; made from the class's type hints by default.
        overrides: strategies for classes that hints alone cannot make.
        days: the days asked about.
        workdays: resolves working-day offsets; needed only if a rule has one.
        on: the engines, all that are installed by default; see :func:`yibao_rules.testing.frames.engines`.
        max_examples: how many lists of subjects are tried.

    Raises:
        AssertionError: they differ; the smallest example is shown by hypothesis.
        NoColumnFormError: a rule calls a Python function and so cannot run on a frame.
        MissingExtraError: hypothesis is not installed.
    """
    st = strategies()
    hypothesis = import_module("hypothesis")
    book = Rulebook("check_rule", (rule,) if isinstance(rule, Rule) else tuple(rule), facts)
    # Before anything is generated: hypothesis would go on to look for a smaller example.
    refuse_functions(book)
    make = subjects(facts, overrides) if subject is None else subject
    tried = tuple(engines() if on is None else on)

    def agree(found: list[Any], day: date, by_row: bool) -> None:  # noqa: FBT001  # drawn
        for engine in tried:
            told = differences(book, found, day=day, engine=engine, workdays=workdays, by_row=by_row)
            assert not told, told[:5]  # noqa: S101  # the point of it

    tests = hypothesis.given(
        found=st.lists(make, min_size=1, max_size=8), day=st.sampled_from(list(days)), by_row=st.booleans()
    )(agree)
    hypothesis.settings(
        max_examples=max_examples,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        database=None,
    )(tests)()
