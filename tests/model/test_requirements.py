import pytest

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.facts import facts
from yibao_rules.model.requirements import (
    AllOf,
    AnyOf,
    Need,
    OnlyWhen,
    Pledgeable,
    Requirement,
    demanded,
    needs,
)

RETIRED = facts()["circumstances.retired"] == True  # noqa: E712  # an expression, not a test
A, B, C = Need("invoice"), Need("passport", unexpired=True), Need("resident_id")


@pytest.mark.parametrize(
    ("tree", "all_kinds", "unavoidable"),
    [
        (A, ["invoice"], {"invoice"}),
        (AllOf(()), [], set()),
        (AllOf((A, B)), ["invoice", "passport"], {"invoice", "passport"}),
        (AnyOf((A, B)), ["invoice", "passport"], set()),
        (AnyOf((AllOf((A, B)), A)), ["invoice", "passport", "invoice"], {"invoice"}),
        (Pledgeable(A), ["invoice"], set()),
        (OnlyWhen(RETIRED, C), ["resident_id"], set()),
    ],
)
def test_needs_and_what_nobody_can_do_without(
    tree: Requirement, all_kinds: list[str], unavoidable: set[str]
) -> None:
    assert [n.kind for n in needs(tree)] == all_kinds
    assert demanded(tree) == unavoidable


def test_trees_are_values() -> None:
    one, other = (AllOf((AnyOf((A, B)), OnlyWhen(RETIRED, C))) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


def test_an_empty_choice_is_refused() -> None:
    with pytest.raises(ValueRefusedError, match="AnyOf"):
        AnyOf(())
