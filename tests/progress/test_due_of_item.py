"""By when an item is decided at a place: every limit of the place and the law, which binds, and why."""

from datetime import date, datetime

import pytest

from yibao_rules.calendar import national
from yibao_rules.guides import Catalogue
from yibao_rules.model.circumstances import ApplicantGroup, Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.progress import due_of_item

D = date.fromisoformat


def test_fushun_names_both_limits_and_its_closing_time() -> None:
    found = due_of_item("referral", place="210400", received=D("2026-03-02"), calendar=national())
    assert [d.deadline.due_at for d in found.dues if d.deadline] == [datetime(2026, 3, 30, 17)] * 2
    assert [s.guide.place for s in found.sources][-1] == "210400"


def test_a_later_law_binds_an_earlier_local_number_and_both_are_told() -> None:
    before = due_of_item("maternity_allowance", place="131000", received=D("2023-11-01"), calendar=national())
    after = due_of_item("maternity_allowance", place="131000", received=D("2026-03-02"), calendar=national())
    assert [d.term.wording() for d in before.dues] == ["20个工作日内"]
    assert [d.term.wording() for d in after.dues] == ["自收到申请之日起10个工作日内"]
    (note,) = after.notes
    assert "20个工作日内" in note.zh
    assert "10个工作日内" in note.zh


@pytest.mark.parametrize(
    ("group", "wordings"),
    [
        (ApplicantGroup.SELF_EMPLOYED, ["即时办结"]),
        (ApplicantGroup.EMPLOYEE, ["5个工作日内"]),
        (None, ["5个工作日内", "即时办结"]),
    ],
)
def test_limits_depend_on_the_case(group: ApplicantGroup | None, wordings: list[str]) -> None:
    case = Filing(item="employee_enrolment", circumstances=Circumstances(group=group))
    found = due_of_item(
        "employee_enrolment", place="131000", received=D("2022-03-01"), calendar=national(), filing=case
    )
    assert sorted(d.term.wording() for d in found.dues) == wordings


def test_an_item_without_a_guide_has_no_limits() -> None:
    nothing = Catalogue(bundled=False)
    found = due_of_item("referral", place=None, received=D("2026-03-02"), calendar=national(), guides=nothing)
    assert (found.dues, found.notes, found.sources) == ((), (), ())


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(UnknownPlaceError):
        due_of_item("referral", place="999999", received=D("2026-03-02"), calendar=national())
