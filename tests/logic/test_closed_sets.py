"""B2: the closed sets of rules: causes, a cause of one's own among them, and the form of codes."""

from typing import Any

import pytest

from yibao_rules import Basis, Cause, Rule, Rulebook, facts, national_rules
from yibao_rules.errors import YibaoError
from yibao_rules.logic.faults import DefinitionError
from yibao_rules.testing.cases import DAY, accepted_filing
from yibao_rules.text import LabelledEnum


class Own(LabelledEnum):
    WARD = "ward", "病区", "ward"
    BED = "bed", "床位", "bed"


BOOK = national_rules()


def own_rule(code: str = "own/ward", cause: Any = Own.WARD) -> Rule:
    making: Any = Rule
    made: Rule = making(
        code=code, must=facts()["agent.present"], cause=cause, message="缺", remedy="补", basis=Basis("甲")
    )
    return made


@pytest.mark.parametrize(
    "cause", [Cause.MATERIALS, "materials", "材料提交不规范或缺失", "materials nonstandard or missing"]
)
def test_a_cause_is_read_by_member_code_and_label(cause: Any) -> None:
    only = BOOK.only(cause)
    assert {r.cause for r in only} == {Cause.MATERIALS}
    assert len(only) > 0


@pytest.mark.parametrize("cause", ["material", "no-such", Own.WARD, None, 3])
def test_no_cause_of_the_book_is_refused_and_never_empty(cause: Any) -> None:
    with pytest.raises(YibaoError):
        BOOK.only(cause)


def test_the_nearest_is_named() -> None:
    with pytest.raises(DefinitionError, match="materials"):
        BOOK.only("material")
    with pytest.raises(DefinitionError, match="insurance/status-not-normal"):
        BOOK.without("insurance/status-not-norml")


@pytest.mark.parametrize("code", ["Bad Code!", "", " ", "_a", "a b", "a\n", "x" * 201, "/a"])
def test_a_code_has_its_form(code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        own_rule(code)
    assert caught.value.where == "Rule.code"


@pytest.mark.parametrize("code", ["own/a", "A-1", "长/短", "7", "x" * 200])
def test_codes_that_pass(code: str) -> None:
    assert own_rule(code).code == code


def test_a_cause_as_text_is_refused_where_no_set_is_known() -> None:
    with pytest.raises(YibaoError, match="LabelledEnum"):
        own_rule(cause="system")


def test_a_cause_of_ones_own_stands_beside_the_six() -> None:
    book = BOOK + Rulebook("own", (own_rule(),), facts())
    assert [r.code for r in book.only(Own.WARD)] == [r.code for r in book.only("ward")] == ["own/ward"]
    assert len(book.only("bed")) == 0
    report = Rulebook("own", (own_rule(),), facts()).check(accepted_filing(), DAY)
    assert list(report.by_cause()) == [Own.WARD]


def test_a_book_without_rules_has_none_of_any_cause() -> None:
    assert len(Rulebook("empty", (), facts()).only(Cause.SYSTEM)) == 0
    with pytest.raises(DefinitionError):
        Rulebook("empty", (), facts()).only("system")
