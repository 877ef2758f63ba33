"""The reply of 1101 (人员信息获取): the registration, and the enrolments in the model's own words."""

from datetime import date
from typing import Any, final

from attrs import evolve, fields, frozen

from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.row import Row
from yibao_rules.interop.nhsa.rows import Reading
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Secret
from yibao_rules.model.insurance import Enrolment, InsuranceStatus
from yibao_rules.model.people import Person
from yibao_rules.serialization.faults import FaultKind, HookError, InputError, Remark
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text

_STATES = {s.national_code: s for s in InsuranceStatus}
_WIRE = {
    "name": "psn_name",
    "id_kind": "psn_cert_type",
    "id_number": "certno",
    "birth_date": "brdy",
    "sex": "gend",
    "phone": "tel",
    "address": "addr",
}


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
    """What the platform knows of a person (人员信息). What the reply does not say, or not readably, is None.

    Args:
        number: 人员编号. registration: 登记信息.
        enrolments: 参保信息 in the platform's order; :attr:`Filing.enrolment` chooses the one a filing rests on. None
            when the reply does not say: that is not "none".
        classes: 人员身份类别; None when the reply does not say.
        remarks: what could not be read, or has no place in the model, by JSON pointer; never a value.
    """

    number: PersonNumber | None
    registration: Person
    enrolments: tuple[Enrolment, ...] | None
    classes: tuple[PersonClass, ...] | None = None
    remarks: tuple[Remark, ...] = ()

    @guarded
    def into(self, filing: Filing) -> Filing:
        """Return a filing with this registration and these enrolments; enrolments that are not known change nothing."""
        enrolments = filing.enrolments if self.enrolments is None else self.enrolments
        return evolve(filing, registration=self.registration, enrolments=enrolments)


@guarded
def read_person(reply: Reply) -> PersonRecord:
    """Read the reply of 1101.

    Two rows of ``baseinfo`` are one person when neither his number nor his document's differs; what else differs
    between them is then unknown, with a remark.

    Raises:
        InputError: nothing about a person, or rows of two persons.
    """
    reading = Reading(reply)
    number, registration = _registration(reading, reply)
    insured = reading.read("insuinfo", _enrolment)
    # A row that could not be read is an enrolment of which nothing is known: it may be the one that counts.
    enrolments = None if insured.rows is None else (*insured.rows, *[Enrolment()] * insured.unread)
    classes = reading.read("idetinfo", _class).rows
    return PersonRecord(
        number=number,
        registration=registration,
        enrolments=enrolments,
        classes=classes,
        remarks=reading.remarks,
    )


def _registration(reading: Reading, reply: Reply) -> tuple[PersonNumber | None, Person]:
    rows = reading.rows("baseinfo")
    if not rows:
        raise InputError((_no_person().at("/baseinfo"),), source=reply.infno)
    first, *further = [row for row in rows if row is not None]
    number, person = first.secret("psn_no", PersonNumber), first.person()
    for row in further:
        other, again = row.secret("psn_no", PersonNumber), row.person()
        if _differ(number, other) or _differ(person.id_number, again.id_number):
            raise InputError((_two_persons().at(row.pointer),), source=reply.infno)
        number, person = number or other, _merged(person, again, row, reading)
    return number, person


def _differ(one: object, other: object) -> bool:
    return None not in (one, other) and one != other


def _merged(person: Person, again: Person, row: Row, reading: Reading) -> Person:
    """Put two rows about one person together; what differs is unknown."""
    kept: dict[str, Any] = {}
    for name in (f.name for f in fields(Person)):
        one, other = getattr(person, name), getattr(again, name)
        kept[name] = other if one is None else one
        if _differ(one, other):
            kept[name] = None
            reading.remark(
                row.at(_WIRE[name]),
                Text("与前一行不同，按未知处理", "not as the row before has it; taken as unknown"),
            )
    return evolve(person, **kept)


def _enrolment(row: Row) -> Enrolment:
    return Enrolment(
        scheme=row.scheme(),
        place=row.place("insuplc_admdvs"),
        status=row.mapped("psn_insu_stas", _STATES),
        since=row.day("psn_insu_date"),
        until=row.day("paus_insu_date"),
    )


def _class(row: Row) -> PersonClass | None:
    code, since, until = row.text("psn_idet_type"), row.day("begntime"), row.day("endtime")
    if code is None:
        words = Text(
            "没有可读的人员身份类别代码，该行未读取",
            "no code of a class that can be read; the row is left out",
        )
        row.remark(words)
        return None
    return PersonClass(code=code, since=since, until=until)


def _no_person() -> HookError:
    return HookError(
        FaultKind.MISSING_KEY,
        Text("没有可读的人员信息", "nothing about a person that can be read"),
        Text("平台答复中的 baseinfo", "baseinfo in the platform's reply"),
        Text("向平台查询，并给出接收方报文ID", "ask the platform, naming its message id"),
    )


def _two_persons() -> HookError:
    return HookError(
        FaultKind.REFUSED,
        Text("另一人的信息", "somebody else's information"),
        Text("同一人的 baseinfo", "baseinfo of one person"),
        Text("向平台查询，并给出接收方报文ID", "ask the platform, naming its message id"),
    )
