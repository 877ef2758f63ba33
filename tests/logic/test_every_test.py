"""The rulebook with every kind of test is worth its name: each rule says all that it can, each kind of node occurs."""

from yibao_rules.logic.nodes import Compare, Holds, IsIn, Known, Shifted, TextIs, TextTest, walk
from yibao_rules.testing.every_test import DAY, ODD, every_case, every_test, next_days
from yibao_rules.text import Text, normalise


def test_every_rule_is_met_violated_open_and_not_asked() -> None:
    book = every_test()
    said: dict[str, set[str]] = {rule.code: set() for rule in book}
    for case in every_case():
        for code, outcome in book.outcomes(case, DAY, workdays=next_days).items():
            said[code].add(outcome.code)
    # No day comes before the first, and none plus nine thousand years before the year 2000.
    never = {"every/18": {"violated"}, "every/16": {"satisfied"}}
    for code, found in said.items():
        expected = {"satisfied", "violated", "cannot_tell"} - never.get(code, set())
        assert expected <= found, code
    assert any("not_applicable" in found for found in said.values())


def test_every_kind_of_node_and_text_test_occurs() -> None:
    nodes = [node for rule in every_test() for e in (rule.when, rule.must) for node in walk(e)]
    assert {Compare, Holds, IsIn, Known, TextIs} <= {type(node) for node in nodes}
    assert {node.test for node in nodes if isinstance(node, TextIs)} == set(TextTest)
    moved = [s for n in nodes if isinstance(n, Compare) for s in (n.left, n.right) if isinstance(s, Shifted)]
    assert {bool(m.offset.working_days) for m in moved} == {True, False}


def test_codes_and_messages_of_ones_own() -> None:
    book = every_test("x/{n}", Text("甲", "a"))
    assert [rule.code for rule in book][:2] == ["x/0", "x/1"]
    assert book["x/0"].message.zh == "甲"
    assert normalise(ODD) != ODD
