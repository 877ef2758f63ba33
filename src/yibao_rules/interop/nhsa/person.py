"""The reply of 1101 (人员信息获取): the registration, and the enrolments in the model's own words."""

from datetime import date
from typing import final

from attrs import evolve, frozen

from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.rows import Reading, Row
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Secret
from yibao_rules.model.insurance import Enrolment, InsuranceStatus
from yibao_rules.model.people import Person
from yibao_rules.serialization.faults import Remark
from yibao_rules.text import Text

_STATES = {s.national_code: s for s in InsuranceStatus}


@final
class PersonNumber(Secret):
    """The platform's number of a person (人员编号, psn_no)."""

    __slots__ = ()
    label = Text("人员编号", "person's number")


@frozen(kw_only=True)
class PersonClass:
    """A class of persons that somebody belongs to (人员身份类别), such as 低保对象.

    Args:
        code: the code of dictionary ``psn_idet_type``. since, until: its first and last day.
    """

    code: str
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class PersonRecord:
    """What the platform knows of a person (人员信息).

    Args:
        number: 人员编号. registration: 登记信息.
        enrolments: 参保信息 in the platform's order; :attr:`Filing.enrolment` chooses the one a filing rests on.
        classes: 人员身份类别.
        remarks: what of the reply has no place in the model, by JSON pointer.
    """

    number: PersonNumber
    registration: Person
    enrolments: tuple[Enrolment, ...]
    classes: tuple[PersonClass, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def into(self, filing: Filing) -> Filing:
        """Give a filing with this registration and these enrolments."""
        return evolve(filing, registration=self.registration, enrolments=self.enrolments)


def read_person(reply: Reply) -> PersonRecord:
    """Read the reply of 1101.

    A supplementary scheme that the model does not name is left out, with a remark.

    Raises:
        InputError: no person, or an enrolment without its scheme, its place, or with a value that cannot be read;
            every such fault at once.
    """
    reading = Reading(reply)
    number, registration = None, None
    for row in reading.rows("baseinfo"):
        number, registration = row.secret("psn_no", PersonNumber, need=True), row.person()
    enrolments = tuple(e for row in reading.rows("insuinfo") if (e := _enrolment(row)) is not None)
    classes = tuple(c for row in reading.rows("idetinfo") if (c := _class(row)) is not None)
    if registration is None:
        reading.missing("baseinfo")
    remarks = reading.done()
    assert number is not None  # noqa: S101  # else there was a fault
    assert registration is not None  # noqa: S101
    return PersonRecord(
        number=number, registration=registration, enrolments=enrolments, classes=classes, remarks=remarks
    )


def _enrolment(row: Row) -> Enrolment | None:
    scheme, place = row.scheme(need=True), row.place("insuplc_admdvs", need=True)
    status = row.mapped("psn_insu_stas", _STATES)
    since, until = row.day("psn_insu_date"), row.day("paus_insu_date")
    if scheme is None or place is None:
        return None
    return Enrolment(scheme=scheme, place=place, status=status, since=since, until=until)


def _class(row: Row) -> PersonClass | None:
    code = row.text("psn_idet_type", need=True)
    since, until = row.day("begntime"), row.day("endtime")
    return None if code is None else PersonClass(code=code, since=since, until=until)
