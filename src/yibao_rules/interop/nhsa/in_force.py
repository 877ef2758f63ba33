"""The replies of 5301 to 5304: the filings, chosen institutions and stays that the platform has of a person."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from attrs import frozen

from yibao_rules.interop.nhsa.benefits import within
from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.rows import Reading, Row
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.model.people import Person

T = TypeVar("T")


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

    def on(self, day: date) -> bool:
        """Tell whether it holds on a day; an open end has none."""
        return within(day, self.since, self.until)


@frozen(kw_only=True)
class Stay:
    """A stay in hospital (在院).

    Args:
        visit: 就诊ID. person: who is in hospital. admitted_on: 入院日期. med_type: code of 医疗类别.
        scheme: 险种类型; None when not in the model. out_of_area: 异地标志.
    """

    visit: str
    person: Person
    admitted_on: date | None = None
    med_type: str | None = None
    scheme: InsuranceScheme | None = None
    out_of_area: bool | None = None


def in_force_on(filing: Filing, day: date) -> bool:
    """Tell whether a filing is in force on a day, by its first and last day; an open end has none.

    >>> in_force_on(Filing(item="referral", begins_on=date(2026, 3, 2)), date(2026, 3, 1))
    False
    """
    return within(day, filing.begins_on, filing.ends_on)


def read_disease_filings(reply: Reply) -> tuple[Filing, ...]:
    """Read the reply of 5301 (慢特病备案) into filings of an outpatient chronic or special disease.

    Raises:
        InputError: a row without its disease or its first day, or with a value that cannot be read.
    """
    return _read(reply, "feedetail", _disease_filing)


def read_designations(reply: Reply) -> tuple[Designation, ...]:
    """Read the reply of 5302 (人员定点).

    Raises:
        InputError: a row without its institution or its first day, or with a value that cannot be read.
    """
    return _read(reply, "psnfixmedin", _designation)


def read_stays(reply: Reply) -> tuple[Stay, ...]:
    """Read the reply of 5303 (在院信息).

    Raises:
        InputError: a row without its visit, or with a value that cannot be read.
    """
    return _read(reply, "data", _stay)


def read_referrals(reply: Reply) -> tuple[Filing, ...]:
    """Read the reply of 5304 (转院信息) into referral filings.

    Raises:
        InputError: a row without its first day, or with a value that cannot be read.
    """
    return _read(reply, "refmedin", _referral)


def _read(reply: Reply, node: str, make: Callable[[Row], T]) -> tuple[T, ...]:
    reading = Reading(reply)
    found = tuple(make(row) for row in reading.rows(node))
    reading.done()
    return found


def _disease_filing(row: Row) -> Filing:
    return Filing(
        item=FilingType.CHRONIC_DISEASE_RECOGNITION.code,
        begins_on=row.day("begndate", need=True),
        ends_on=row.day("enddate"),
        disease=Disease(code=row.text("opsp_dise_code", need=True), name=row.text("opsp_dise_name")),
        circumstances=Circumstances(benefit_recognised=True),
    )


def _referral(row: Row) -> Filing:
    return Filing(
        item=FilingType.REFERRAL.code,
        begins_on=row.day("begndate", need=True),
        ends_on=row.day("enddate"),
        insured_place=row.place("insu_optins"),
        registration=row.person(),
        hospital=Hospital(code=row.text("reflin_medins_no"), name=row.text("reflin_medins_name")),
        disease=Disease(code=row.text("diag_code"), name=row.text("diag_name")),
        circumstances=Circumstances(
            referred=row.flag("hosp_agre_refl_flag"), referred_on=row.day("refl_date")
        ),
    )


def _designation(row: Row) -> Designation:
    return Designation(
        hospital=Hospital(code=row.text("fixmedins_code", need=True), name=row.text("fixmedins_name")),
        rank=row.text("fix_srt_no"),
        scheme=row.scheme(),
        since=row.day("begndate", need=True),
        until=row.day("enddate"),
    )


def _stay(row: Row) -> Stay:
    return Stay(
        visit=row.text("mdtrt_id", need=True) or "",
        person=row.person(),
        admitted_on=row.day("begndate"),
        med_type=row.text("med_type"),
        scheme=row.scheme(),
        out_of_area=row.flag("out_flag"),
    )
