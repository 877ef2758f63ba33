"""What a filing supplies for a field of the interface: the value as it is sent, and where it stands in the filing."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from attrs import frozen

from yibao_rules.calendar.office import wall
from yibao_rules.interop.nhsa.tables import Field, FieldType
from yibao_rules.model.filing import Filing
from yibao_rules.model.id_numbers import national_cert_type
from yibao_rules.model.identity import IdDocumentKind, Secret, Sex
from yibao_rules.model.insurance import InsuranceScheme, InsuranceStatus
from yibao_rules.model.people import Agent, AgentRelation, Person
from yibao_rules.text import LabelledEnum

Given = str | int | Decimal | bool | date | Secret | LabelledEnum
"""What a caller may give for a field: text, a number, a flag, a day, a moment, personal data, a word of the model."""

_ENROLMENT = "enrolment"
_BEIJING = ZoneInfo("Asia/Shanghai")


@frozen(kw_only=True)
class Supply:
    """What supplies a field.

    Args:
        value: the value; None when nothing is known.
        pointer: the JSON pointer of the part of the filing that supplies it, or would; None when no part does.
    """

    value: Given | None = None
    pointer: str | None = None


def supply(field: Field, filing: Filing | None, given: Mapping[str, Given | None]) -> Supply:
    """Find what supplies a field: what the caller gave, else the first part of the filing that is known."""
    paths = field.filing
    if field.name in given:
        return Supply(value=given[field.name])
    if filing is not None:
        for path in paths:
            value = _at(filing, path)
            if value is not None:
                return Supply(value=value, pointer=pointer_of(path, filing))
    return Supply(pointer=pointer_of(paths[0], filing) if paths else None)


def pointer_of(path: str, filing: Filing | None = None) -> str:
    """Give the JSON pointer of a path of attributes: the enrolment is the one that the filing rests on.

    >>> pointer_of("enrolment.scheme"), pointer_of("applicant.phone")
    ('/enrolments/0/scheme', '/applicant/phone')
    """
    first, _, rest = path.partition(".")
    if first == _ENROLMENT:
        chosen = filing.enrolment if filing is not None else None
        rows = (filing.enrolments if filing is not None else None) or ()
        first = f"enrolments/{next((n for n, e in enumerate(rows) if e is chosen), 0)}"
    return "/" + "/".join(filter(None, (first, rest)))


def wire(value: Given, field: Field) -> str | int:
    """Write a value as the interface has it.

    Flags are 1 and 0, words their national codes, days ``yyyy-MM-dd``, moments Beijing time.
    """
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, LabelledEnum):
        return _code(value)
    if isinstance(value, date):
        return _time(value, field)
    if isinstance(value, Decimal):
        return str(value)
    return value


def _at(filing: Filing, path: str) -> Given | None:
    """Walk a path of attributes; None as soon as a part is not known."""
    owner: object = filing
    *above, last = path.split(".")
    for name in above:
        owner = getattr(owner, name)
        if owner is None:
            return None
    value: Given | None = getattr(owner, last)
    if (
        isinstance(value, IdDocumentKind)
        and isinstance(owner, Person | Agent)
        and owner.id_number is not None
    ):
        return national_cert_type(value, owner.id_number)
    return value


def _code(value: LabelledEnum) -> str:
    if isinstance(value, InsuranceScheme | InsuranceStatus | IdDocumentKind | Sex | AgentRelation):
        return value.national_code
    return value.code


def _time(value: date, field: Field) -> str:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if moment.tzinfo is not None:
        moment = wall(moment).replace(tzinfo=_BEIJING)
    seconds = f"{moment:%H:%M:%S}"
    day = moment.date().isoformat()
    return f"{day} {seconds}" if field.type is FieldType.DATETIME else day
