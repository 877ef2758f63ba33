"""The replies of 5301 to 5304: the filings, chosen institutions and stays that the platform has of a person."""

from datetime import date
from typing import TypeVar

from attrs import frozen

from yibao_rules.interop.nhsa.benefits import BenefitState, within
from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.row import Row
from yibao_rules.interop.nhsa.rows import Reading, RowsRead
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.model.people import Person
from yibao_rules.serialization.signatures import guarded


@frozen(kw_only=True)
class Designation:
    """A chosen institution in force (定点).

    Args:
        hospital: the institution. rank: 定点排序号. scheme: 险种类型; None when not given, or not in the model.
        since, until: 开始日期, 结束日期.
    """

    hospital: Hospital
    rank: str | None = None
    scheme: InsuranceScheme | None = None
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool | None:
        """Say whether it holds on a day; an open end has none, and None is unknown."""
        return within(day, self.since, self.until)


@frozen(kw_only=True)
class Stay:
    """A stay in hospital (在院).

    Args:
        visit: 就诊ID; None when the reply does not say. person: who is in hospital. admitted_on: 入院日期. med_type: code of 医疗类别.
        scheme: 险种类型; None when not in the model. out_of_area: 异地标志.
    """

    visit: str | None
    person: Person
    admitted_on: date | None = None
    med_type: str | None = None
    scheme: InsuranceScheme | None = None
    out_of_area: bool | None = None

    @guarded
    def on(self, day: date) -> bool | None:
        """Say whether the person is in hospital on a day: not before the admission.

        Returns:
            None after it, and where its day is not known: the reply of 5303 has no day of discharge.
        """
        return False if self.admitted_on is not None and day < self.admitted_on else None


R = TypeVar("R", Filing, Designation, BenefitState, Stay)


@guarded
def in_force_on(filing: Filing, day: date) -> bool | None:
    """Say whether a filing is in force on a day, by its first and last day; an open end has none.

    Returns:
        None when its first day is not known.

    >>> in_force_on(Filing(item="referral", begins_on=date(2026, 3, 2)), date(2026, 3, 1))
    False
    """
    return within(day, filing.begins_on, filing.ends_on)


@guarded
def rows_in_force(read: RowsRead[R], day: date) -> tuple[R, ...] | None:
    """Return the filings, institutions, benefits or stays of a reply that are in force on a day.

    Returns:
        None when that is not known: the reply has no rows to read, or one of them may be in force and may not. Never
        take None for "none on file": a filing made for want of one would be filed twice.
    """
    if read.rows is None or read.unread:
        return None
    found = []
    for n, row in enumerate(read.rows):
        holds = in_force_on(row, day) if isinstance(row, Filing) else row.on(day)
        if holds is None or (n in read.undated and holds):
            return None
        if holds:
            found.append(row)
    return tuple(found)


@guarded
def read_disease_filings(reply: Reply) -> RowsRead[Filing]:
    """Read the reply of 5301 (慢特病备案) into filings of an outpatient chronic or special disease."""
    return Reading(reply).read("feedetail", _disease_filing)


@guarded
def read_designations(reply: Reply) -> RowsRead[Designation]:
    """Read the reply of 5302 (人员定点)."""
    return Reading(reply).read("psnfixmedin", _designation)


@guarded
def read_stays(reply: Reply) -> RowsRead[Stay]:
    """Read the reply of 5303 (在院信息)."""
    return Reading(reply).read("data", _stay)


@guarded
def read_referrals(reply: Reply) -> RowsRead[Filing]:
    """Read the reply of 5304 (转院信息) into referral filings."""
    return Reading(reply).read("refmedin", _referral)


def _disease_filing(row: Row) -> Filing:
    return Filing(
        item=FilingType.CHRONIC_DISEASE_RECOGNITION.code,
        begins_on=row.day("begndate"),
        ends_on=row.day("enddate"),
        disease=Disease(code=row.text("opsp_dise_code"), name=row.words("opsp_dise_name")),
        circumstances=Circumstances(benefit_recognised=True),
    )


def _referral(row: Row) -> Filing:
    return Filing(
        item=FilingType.REFERRAL.code,
        begins_on=row.day("begndate"),
        ends_on=row.day("enddate"),
        insured_place=row.place("insu_optins"),
        registration=row.person(),
        hospital=Hospital(code=row.text("reflin_medins_no"), name=row.words("reflin_medins_name")),
        disease=Disease(code=row.text("diag_code"), name=row.words("diag_name")),
        circumstances=Circumstances(
            referred=row.flag("hosp_agre_refl_flag"), referred_on=row.day("refl_date")
        ),
    )


def _designation(row: Row) -> Designation:
    return Designation(
        hospital=Hospital(code=row.text("fixmedins_code"), name=row.words("fixmedins_name")),
        rank=row.text("fix_srt_no"),
        scheme=row.scheme(),
        since=row.day("begndate"),
        until=row.day("enddate"),
    )


def _stay(row: Row) -> Stay:
    return Stay(
        visit=row.text("mdtrt_id"),
        person=row.person(),
        admitted_on=row.day("begndate"),
        med_type=row.text("med_type"),
        scheme=row.scheme(),
        out_of_area=row.flag("out_flag"),
    )
