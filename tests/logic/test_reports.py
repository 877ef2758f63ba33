"""Reports: the decision, the grouping, the words, and that nothing of the subject leaks."""

import pickle
from datetime import date
from itertools import product

import pytest

from yibao_rules.logic import (
    Decision,
    DefinitionError,
    Finding,
    Outcome,
    Report,
    Rulebook,
    Severity,
    TruthError,
    UnknownFactError,
)
from yibao_rules.logic.faults import unknown_name
from yibao_rules.testing.logic_sample import BASIS, Case, Fault, Member, Paper, Status, make_rule, make_table
from yibao_rules.text import Text, same

T = make_table()
DAY = date(2024, 3, 1)


def report(*told: tuple[Severity, Outcome]) -> Report:
    findings = tuple(Finding(make_rule(f"r{i}", severity=s), o) for i, (s, o) in enumerate(told))
    return Report(findings, "book", "0", DAY)


BLOCKING = (Severity.FATAL, Severity.ERROR)
KINDS = tuple(product(Severity, (Outcome.VIOLATED, Outcome.CANNOT_TELL)))


@pytest.mark.parametrize("told", [(), *((k,) for k in KINDS), *product(KINDS, KINDS)])
def test_decision(told: tuple[tuple[Severity, Outcome], ...]) -> None:
    blocks = any(s in BLOCKING and o is Outcome.VIOLATED for s, o in told)
    waits = any(s in BLOCKING and o is Outcome.CANNOT_TELL for s, o in told)
    expected = Decision.RETURNED if blocks else Decision.UNDETERMINED if waits else Decision.ACCEPTED
    found = report(*told)
    assert found.decision is expected
    assert len(found) == len(told) == len(found.violated) + len(found.undetermined)
    assert len(found.warnings) == sum(s not in BLOCKING and o is Outcome.VIOLATED for s, o in told)


def test_grouping() -> None:
    rules = (make_rule("a", cause=Fault.PAPERS), make_rule("b"), make_rule("c", cause=Fault.PAPERS))
    findings = tuple(Finding(r, Outcome.VIOLATED) for r in rules)
    found = Report(findings, "book", "0", DAY)
    assert list(found.by_cause()) == [Fault.STATUS, Fault.PAPERS]
    assert [f.code for f in found.by_cause()[Fault.PAPERS]] == ["a", "c"]
    assert found.by_code()["b"] is findings[1]
    assert list(found) == list(findings)


def test_settling_facts() -> None:
    gaps = (("x",), ("y", "z"), ("y",), ())
    findings = [Finding(make_rule(f"r{i}"), Outcome.CANNOT_TELL, (), g) for i, g in enumerate(gaps)]
    found = Report((*findings, Finding(make_rule("v"), Outcome.VIOLATED)), "book", "0", DAY)
    assert found.settling_facts() == ("y", "x", "z")


def test_no_truth_value() -> None:
    with pytest.raises(TruthError, match="decision"):
        bool(report())


def test_sum() -> None:
    one, two = report((Severity.ERROR, Outcome.VIOLATED)), report()
    both = one + two + one
    assert both.findings == one.findings
    assert both.book == "book + book + book"
    with pytest.raises(DefinitionError, match="2024-03-01"):
        _ = one + Report((), "book", "0", date(2024, 3, 2))


def test_finding_speaks_late() -> None:
    rule = make_rule(
        message=Text("{member_status}，代办{agent}，{age}岁", "{member_status}, agent {agent}, {age}"),
        remedy=Text("恢复为{member_status}", "back to {member_status}"),
        params=(T["member.status"], T["agent"], T["age"]),
        path="/member/status",
        severity=Severity.FATAL,
    )
    found = (
        Rulebook("book", (rule,), T)
        .check(Case(member=Member(status=Status.PAUSED), agent=True), DAY)
        .findings[0]
    )
    assert found.message() == "暂停，代办是，（未知）岁"
    assert found.message("en") == "paused, agent yes, (unknown)"
    assert found.remedy() == "恢复为暂停"
    assert found.remedy("en") == "back to paused"
    assert (found.code, found.cause, found.severity, found.path, found.basis) == (
        "status/not-normal",
        Fault.STATUS,
        Severity.FATAL,
        "/member/status",
        BASIS,
    )
    assert found.blocks
    assert found.params == {"member_status": Status.PAUSED, "agent": True, "age": None}
    assert Finding(rule, Outcome.VIOLATED, {"agent": False}).message() == "（未知），代办否，（未知）岁"


def test_finding_with_lists_is_still_hashable() -> None:
    one = Finding(make_rule(), Outcome.VIOLATED, {"x": ["a"]})
    assert hash(one) == hash(Finding(make_rule(), Outcome.VIOLATED, {"x": ["b"]}))
    assert one != Finding(make_rule(), Outcome.VIOLATED, {"x": ["b"]})


def test_nothing_personal_leaks() -> None:
    marker = "SECRET11010519491231002X"
    case = Case(
        id_number=marker, member=Member(status=Status.PAUSED), papers={"permit": Paper(number=marker)}
    )
    rules = (
        make_rule("id", must=T["id_number"].digits()),
        make_rule("number", must=T["paper.permit.number"] == "A1"),
        make_rule("both", when=T["id_number"] == T["paper.permit.number"], must=T["age"] > 3),
    )
    book = Rulebook("book", rules, T)
    found = book.check(case, DAY)
    assert len(found) == 3
    told = [repr(found), str(found.by_code()), *(f.message() + f.remedy("en") for f in found)]
    told += [book.explain(case, r.code, DAY).text(lang) for r in rules for lang in ("zh", "en")]
    told += [repr(book.explain(case, r.code, DAY)) for r in rules]
    assert not any("SECRET" in t for t in told)
    assert b"SECRET" not in pickle.dumps(found)
    assert pickle.loads(pickle.dumps(found)) == found


def test_unknown_names_without_a_near_one() -> None:
    error = unknown_name("here", "qqqq", ["age"], same("a name"))
    assert isinstance(error, UnknownFactError)
    assert "事实字典" in error.render("zh")
