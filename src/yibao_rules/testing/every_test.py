"""A rulebook with every kind of test, and cases that tell them apart: what an engine or a database must judge as objects do."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from yibao_rules.logic.clause import Severity
from yibao_rules.logic.dates import Offset
from yibao_rules.logic.expr import Months, WorkingDays, Years
from yibao_rules.logic.nodes import Expr
from yibao_rules.logic.rule import Rulebook
from yibao_rules.testing.logic_sample import Case, Member, Paper, Status, make_rule, make_table
from yibao_rules.text import Text

ODD = "住院 'A'\\\n；\u2028-- */ `%s` ${x}"
"""A text with all that one engine or another reads as something else than text."""

DAY = date(2024, 2, 29)
"""The day to ask about: a leap day, from which months and years are clipped."""

SPAN = date(2023, 6, 1), date(2024, 12, 31)
"""The days between which :func:`next_days` reaches."""

_NUMBERS = ("11010519491231002X", "110105194912310021", "110105", "１１", "", "110105\n", "x" * 18, None)
_DISEASES = (None, "M54", "it's", "${x}", "\\n", "", ODD, ODD.strip("}"), "住'")
_CASES = 150
_DAYS = (
    date.min,
    date(4, 2, 29),
    date(2023, 12, 31),
    date(2024, 1, 31),
    DAY,
    date(2024, 3, 1),
    date.max,
    None,
)


def next_days(day: date, n: int) -> date | None:
    """Resolve working days in a calendar that knows no weekends and ends at both ends of :data:`SPAN`."""
    return day + timedelta(days=n) if SPAN[0] <= day <= SPAN[1] else None


def every_test(code: str = "every/{n}", message: Text | None = None) -> Rulebook:
    """Give a rulebook over :func:`make_table` with a rule for every kind of test, under guards of all three values.

    Args:
        code: the rules' codes; ``{n}`` is the rule's number.
        message: what each rule says, where its words matter.
    """
    t = make_table()
    guards: tuple[Expr, ...] = (
        t["agent"].to_expr(),
        t["agent"].known() & t["agent"],
        ~t["urgent"].known(),
    )
    tests = (*_on_texts(), *_on_dates())
    said = {} if message is None else {"message": message}
    rules = (
        make_rule(
            code.format(n=n),
            when=guards[n % 3],
            must=must,
            severity=tuple(Severity)[n % len(Severity)],
            **said,
        )
        for n, must in enumerate(tests)
    )
    return Rulebook("every", rules, t)


def _on_texts() -> tuple[Expr, ...]:
    t = make_table()
    return (
        t["id_number"].checksum_mod11_2(),
        t["id_number"].digits() | t["id_number"].length_in([1, 18]),
        t["disease"].starts_with("M", "1", "住'", "it's", "\\n")
        & ~t["disease"].is_in(["M", "x", "it's", "${x}"]),
        t["disease"] == ODD,
        t["disease"].is_in([ODD, "M54"]),
        t["codes"].contains_all("a", "b") | t["codes"].contains_any("c"),
        t["cost"] >= Decimal("0.5"),
        t["age"].is_in([1, 2, 3]) | (t["months"] == t["age"]),
        t["member.status"] == t["member.former"],
    )


def _on_dates() -> tuple[Expr, ...]:
    t = make_table()
    return (
        t["filed"] + Months(1) <= t["due"],
        t["filed"] + Offset(days=-5, months=-1) > t["day"],
        t["day"] + WorkingDays(5) >= t["due"],
        t["filed"] + WorkingDays(3) <= t["day"],
        t["filed"] + Offset(months=1, working_days=-2) <= t["due"] + Years(1),
        t["due"] == t["filed"],
        t["due"].is_in([date.min, DAY, date(2024, 3, 1), date.max]),
        t["due"] + Years(9000) < date(2000, 1, 1),
        t["due"] + Years(-9000) > date.min,
        t["due"] >= date.min,
        t["due"] + Months(1) == DAY,
        t["due"] + Months(1) > DAY,
        t["paper.permit.expires_on"] >= t["day"],
        t["paper.lease.present"] & (t["day"] + Months(1) >= t["due"]),
    )


def every_case() -> tuple[Case, ...]:
    """Give cases in which each of these tests is true, false and unknown; the same on every machine."""
    rng = Random(20240229)  # noqa: S311  # no secret: mixes values that short cycles would always pair alike
    choose = rng.choice
    return tuple(
        Case(
            id_number=choose(_NUMBERS),
            disease=choose(_DISEASES),
            agent=choose((True, True, True, None, False)),
            urgent=choose((True, None)),
            codes=choose((None, frozenset("abc"), frozenset(), frozenset("c"))),
            cost=choose((None, Decimal("0.5"), Decimal(0), Decimal(3))),
            age=choose((None, 1, 5)),
            months=choose((None, 1, 5)),
            filed=choose(_DAYS),
            due=choose(_DAYS),
            member=choose((None, Member(Status.NORMAL, Status.PAUSED), Member(Status.ENDED, Status.ENDED))),
            papers=choose((None, {}, {"permit": Paper(choose(_DAYS))}, {"lease": Paper()})),
        )
        for _ in range(_CASES)
    )
