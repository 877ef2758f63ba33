"""Rules and rulebooks: what builds, how books compose, and what a check answers."""

import pickle
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from yibao_rules.logic import (
    ALWAYS,
    Basis,
    DefinitionError,
    Outcome,
    Rule,
    Rulebook,
    Severity,
    UnknownFactError,
    predicate,
)
from yibao_rules.logic.digest import digest
from yibao_rules.logic.judge import find
from yibao_rules.logic.on_objects import MAX_NESTING
from yibao_rules.testing.logic_sample import Case, Fault, Member, Paper, Status, make_rule, make_table
from yibao_rules.text import Text, same

T = make_table()
DAY = date(2024, 3, 1)
NORMAL = T["member.status"] == Status.NORMAL


def book(*rules: Rule, **more: Any) -> Rulebook:
    return Rulebook("book", rules, T, **more)


def case(status: Status | None = None, **more: Any) -> Case:
    return Case(member=Member(status=status), **more)


BAD_RULES: list[dict[str, Any]] = [
    {"code": " "},
    {"basis": ()},
    {"params": (T["id_number"],)},
    {"valid_from": date(2024, 1, 2), "valid_to": date(2024, 1, 1)},
    {"path": "insured"},
    {"message": Text("状态{member_status}", "status")},
    {"remedy": Text("恢复", "resume {}")},
    {"must": T["age"]},
]


@pytest.mark.parametrize("changes", BAD_RULES, ids=[next(iter(c)) for c in BAD_RULES])
def test_rules_that_do_not_build(changes: dict[str, Any]) -> None:
    with pytest.raises(DefinitionError):
        make_rule(**changes)


def test_a_basis_names_its_document() -> None:
    with pytest.raises(DefinitionError):
        Basis(" ")


def test_rule_reads_its_facts_in_order() -> None:
    rule = make_rule(when=T["agent"] & T["age"].known(), must=NORMAL | T["agent"])
    assert [f.name for f in rule.facts] == ["agent", "age", "member.status"]
    assert repr(rule) == "Rule('status/not-normal')"


@pytest.mark.parametrize(
    ("agent", "status", "expected"),
    [
        (False, Status.PAUSED, Outcome.NOT_APPLICABLE),
        (False, None, Outcome.NOT_APPLICABLE),
        (True, Status.NORMAL, Outcome.SATISFIED),
        (True, Status.PAUSED, Outcome.VIOLATED),
        (True, None, Outcome.CANNOT_TELL),
        (None, Status.NORMAL, Outcome.SATISFIED),
        (None, Status.PAUSED, Outcome.CANNOT_TELL),
        (None, None, Outcome.CANNOT_TELL),
    ],
)
def test_outcomes(agent: bool | None, status: Status | None, expected: Outcome) -> None:
    rules = book(make_rule(when=T["agent"]))
    subject = case(status, agent=agent)
    assert rules.outcomes(subject, DAY) == {"status/not-normal": expected}
    report = rules.check(subject, DAY)
    told = {Outcome.VIOLATED, Outcome.CANNOT_TELL} & {expected}
    assert [f.outcome for f in report] == list(told)


def test_missing_facts_are_those_that_would_settle_it() -> None:
    rules = book(
        make_rule(
            when=T["agent"],
            must=(NORMAL | T["age"].known()) & (T["urgent"] | T["cost"].known() | (T["months"] > 3)),
        )
    )
    found = rules.check(Case(age=3, urgent=False), DAY).by_code()["status/not-normal"]
    assert found.missing == ("agent", "months")


def test_in_force_both_ends_included() -> None:
    rule = make_rule(valid_from=date(2024, 1, 1), valid_to=date(2024, 1, 31))
    rules = book(rule, make_rule("open", valid_to=date.max))
    told = {
        date(2023, 12, 31): 1,
        date(2024, 1, 1): 2,
        date(2024, 1, 31): 2,
        date(2024, 2, 1): 1,
        date.max: 1,
    }
    for day, count in told.items():
        assert len(rules.check(case(Status.PAUSED), day)) == count
        assert len(rules.at(day)) == count
    assert rules.outcomes(Case(), date(2024, 2, 1))[rule.code] is Outcome.NOT_IN_FORCE


def test_places() -> None:
    local = make_rule("local", place="1310")
    rules = book(local, make_rule("everywhere"))
    paused = case(Status.PAUSED)
    assert [f.code for f in rules.check(paused, DAY)] == ["everywhere"]
    assert rules.outcomes(paused, DAY)["local"] is Outcome.NOT_APPLICABLE
    assert [f.code for f in rules.at(DAY, "131002").check(paused, DAY)] == ["local", "everywhere"]
    assert [r.code for r in rules.at(DAY, "2104")] == ["everywhere"]
    assert rules.at(DAY, "131002").outcomes(paused, DAY)["local"] is Outcome.VIOLATED


def test_algebra() -> None:
    a, b = make_rule("a"), make_rule("b", cause=Fault.PAPERS)
    both = book(a) + Rulebook("more", (b,), T)
    assert [r.code for r in both] == ["a", "b"]
    assert both.name == "book + more"
    assert len(both) == 2
    assert both["b"] is b
    assert "a" in both
    assert "c" not in both
    assert list(both.without("a")) == [b]
    assert list(both.only(Fault.PAPERS)) == [b]
    warning = make_rule("a", severity=Severity.WARNING)
    assert list(both.replacing(warning)) == [warning, b]
    for wrong in (lambda: both.without("c"), lambda: both.replacing(make_rule("c")), lambda: both["c"]):
        with pytest.raises(UnknownFactError):
            wrong()
    with pytest.raises(DefinitionError, match="a"):
        _ = both + book(a)
    with pytest.raises(DefinitionError, match="at"):
        _ = both + both.at(DAY, "1310")


def test_a_book_reads_only_facts_of_its_table() -> None:
    with pytest.raises(DefinitionError, match="member.status"):
        Rulebook("empty", (make_rule(),), make_table.__wrapped__().__class__(subject=Case, facts=()))
    with pytest.raises(DefinitionError, match="age"):
        Rulebook("empty", (make_rule(must=ALWAYS, params=(T["age"],)),), T.__class__(subject=Case, facts=()))


def test_books_are_values() -> None:
    one, two = book(make_rule()), book(make_rule())
    assert one == two
    assert hash(one) == hash(two)
    assert one != book(make_rule(severity=Severity.FATAL))
    assert one != "book"
    one.check(Case(), DAY)
    again = pickle.loads(pickle.dumps(one))
    assert again == one
    assert again.check(Case(), DAY) == two.check(Case(), DAY)
    assert one.digest[:12] in repr(one)


def test_digest_is_the_same_elsewhere_and_tells_contents_apart() -> None:
    source = (
        "from yibao_rules.testing.logic_sample import make_rule, make_table\n"
        "from yibao_rules.logic import Rulebook\n"
        "print(Rulebook('book', (make_rule(),), make_table()).digest)"
    )
    other = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)  # noqa: S603
    assert other.stdout.strip() == book(make_rule()).digest
    changed = [
        book(make_rule()),
        book(make_rule(must=T["member.status"] != Status.NORMAL)),
        book(make_rule(must=T["age"] > 3)),
        book(make_rule(must=T["age"] > 4)),
        book(make_rule(message=Text("别的", "other"))),
        book(make_rule(valid_from=DAY)),
        book(make_rule(), place="1310"),
        book(make_rule(must=predicate("p", is_long, facts=(T["disease"],), label=same("p")))),
    ]
    assert len({b.digest for b in changed}) == len(changed)


def test_digest_knows_callables_by_name() -> None:
    assert digest(is_long) != digest(details)
    assert digest(Case) != digest(Member)
    assert digest(Named()) == digest(Named())


class Named:
    """A callable without a name of its own."""

    def __call__(self) -> bool:
        return True


def is_long(text: str) -> bool:
    return len(text) > 3


def details(subject: object, day: date) -> Mapping[str, object]:
    assert isinstance(subject, Case)
    return {"lacking": ("居住证", "租房合同"), "year": day.year}


def test_details_are_worked_out_for_findings() -> None:
    rule = make_rule(
        when=T["agent"],
        detail=details,
        params=(T["age"],),
        message=Text("缺{lacking}（{year}）{age}{more}", "no {lacking}"),
    )
    for agent, outcome in ((True, Outcome.VIOLATED), (None, Outcome.CANNOT_TELL)):
        found = book(rule).check(case(Status.PAUSED, agent=agent, age=3), DAY).by_code()[rule.code]
        assert found.outcome is outcome
        assert found == find(rule, outcome, case(Status.PAUSED, agent=agent, age=3), DAY)
        assert found.params == {"age": 3, "lacking": ("居住证", "租房合同"), "year": 2024}
        words = ("缺居住证、租房合同（2024）3（未知）", "no 居住证, 租房合同")
        if outcome is Outcome.CANNOT_TELL:  # C9: never the fault as if it were found
            words = (
                f"无法判断是否“{words[0]}”：缺少代办",
                f'cannot tell whether "{words[1]}": not given: by an agent',
            )
        assert (found.message(), found.message("en")) == words


def test_the_subject_is_of_the_tables_class() -> None:
    with pytest.raises(DefinitionError, match="Case"):
        book(make_rule()).check(Member(), DAY)


def test_many_guards() -> None:
    tests = [T["age"] > -n for n in range(MAX_NESTING + 5)]
    when = tests[0]
    for test in tests[1:]:
        when = when & test
    rules = book(make_rule(when=when), make_rule("exact", when=tests[0] & tests[1]))
    assert [f.outcome for f in rules.check(case(Status.PAUSED, age=1), DAY)] == [Outcome.VIOLATED] * 2
    assert len(rules.check(case(Status.PAUSED, age=0), DAY)) == 0
    assert [f.outcome for f in rules.check(case(Status.PAUSED), DAY)] == [Outcome.CANNOT_TELL] * 2


def test_large_rules_are_told_the_plain_way() -> None:
    must = NORMAL
    for n in range(60):
        must = must | (T["age"] == n)
    rules = book(make_rule(must=must))
    assert [f.outcome for f in rules.check(case(Status.PAUSED, age=99), DAY)] == [Outcome.VIOLATED]
    found = rules.check(case(Status.PAUSED), DAY)
    assert [(f.outcome, f.missing) for f in found] == [(Outcome.CANNOT_TELL, ("age",))]
    assert len(rules.check(case(age=3), DAY)) == 0


def test_parameters_that_the_rule_does_not_read() -> None:
    rule = make_rule(params=(T["paper.permit.sealed"], T["day"]))
    found = book(rule).check(case(Status.PAUSED, papers={"permit": Paper(sealed=True)}), DAY).by_code()
    assert found[rule.code].params == {"paper_permit_sealed": True, "day": DAY}


def test_nothing_is_allocated_for_a_subject_that_passes() -> None:
    checker = book(make_rule(), make_rule("b", must=T["age"] > 3))._eras.checker(DAY)
    good = case(Status.NORMAL, age=4)
    assert checker(good, DAY, None) is checker(good, DAY, None) == ()
