"""B4: near the year's end a rule that counts working days beyond the calendar cannot tell, and no door raises."""

from datetime import date

import pytest
from attrs import evolve

from yibao_rules.calendar import UnknownYearError, national
from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.logic.rule import Outcome
from yibao_rules.model.circumstances import Procedure
from yibao_rules.model.filing import Filing
from yibao_rules.precheck import check
from yibao_rules.testing.cases import accepted_filing
from yibao_rules.validators.national import national_rules

DAY = date(2026, 12, 30)
CODE = "procedure/supplement-late"
WORKDAYS = national().add_or_none


def asked_late() -> Filing:
    asked = Procedure(supplement_asked_on=date(2026, 12, 28), supplemented_on=DAY)
    return evolve(accepted_filing(), id="a", procedure=asked)


def test_one_check_cannot_tell() -> None:
    assert check(asked_late(), day=DAY).report.by_code()[CODE].outcome is Outcome.CANNOT_TELL


def test_the_rulebook_cannot_tell_by_the_public_adapter() -> None:
    assert national_rules().outcomes(asked_late(), DAY, workdays=WORKDAYS)[CODE] is Outcome.CANNOT_TELL


def test_a_frame_cannot_tell_by_the_public_adapter() -> None:
    found = national_rules().check_frame(filings_to_frame([asked_late()]), day=DAY, workdays=WORKDAYS)
    rows = found.findings.select("code", "outcome").rows()
    assert (CODE, "cannot_tell") in rows


@pytest.mark.parametrize("n", [1, 2, 3, 5, 400, -1, -10_000])
def test_the_adapter_is_none_where_add_raises_and_nowhere_else(n: int) -> None:
    try:
        expected = national().add(DAY, n)
    except UnknownYearError:
        expected = None
    assert WORKDAYS(DAY, n) == expected
    assert (expected is None) == (n in (2, 3, 5, 400, -10_000))
