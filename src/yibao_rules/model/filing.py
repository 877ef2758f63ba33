"""The filing (申请): what a person hands to the agency, and what is known around it."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from yibao_rules.model.circumstances import Channel, Circumstances, Procedure
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.forms import ITEM, PLACE
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Card, Enrolment, EnrolmentChoice, choose_enrolment
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.model.place_relations import PlaceRelation, relation
from yibao_rules.model.places import UnknownPlaceError, city_of
from yibao_rules.model.shape import Shaped, refuse
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.showing import masked
from yibao_rules.text import Text

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")


@masked(
    "item",
    "filed_on",
    "begins_on",
    "ends_on",
    "insured_place",
    "destination",
    "channel",
    "referral_scope",
    "materials",
)
@frozen(kw_only=True)
class Filing(Shaped):
    """A request to a medical-insurance agency (申请), with everything that a rule may ask about it.

    A field left out is *unknown*; ``materials`` left out means that nobody has said what was handed in, an empty
    tuple that nothing was.

    Args:
        item: slug of the service item (服务事项), such as ``"referral"``; see :class:`FilingType`.
        id: the caller's own key. filed_on: 申请日期. submitted_at: moment of submission.
        begins_on: 申请备案开始时间. ends_on: 备案结束时间, where the filing names one.
        insured_place: 参保地. destination: 就医地 chosen in the filing; both six-digit 医保区划.
        applicant: the person as the filing writes him. registration: the same as the register has him.
        enrolments: 参保信息. card: 社保卡. circumstances: what is true of the case.
        hospital: 就医医院. referring_hospital: 转出医院. referral_scope: 转院类型 (refl_type). disease: 病种.
        agent: 代办人; None when the person files himself. channel: 办理渠道. contact: 联系人.
        materials: 材料, one of each kind at most. procedure: how far the filing has come.

    Raises:
        ValueRefusedError: for a field of the wrong type, a slug or a place code of the wrong shape, or two
            materials of one kind.
    """

    item: str = field(metadata=in_form(ITEM))
    id: str | None = None
    filed_on: date | None = None
    begins_on: date | None = None
    ends_on: date | None = None
    submitted_at: datetime | None = None
    insured_place: str | None = field(default=None, metadata=in_form(PLACE))
    destination: str | None = field(default=None, metadata=in_form(PLACE))
    applicant: Person | None = None
    registration: Person | None = None
    enrolments: tuple[Enrolment, ...] | None = None
    card: Card | None = None
    circumstances: Circumstances = field(factory=Circumstances)
    hospital: Hospital | None = None
    referring_hospital: Hospital | None = None
    referral_scope: PlaceRelation | None = None
    disease: Disease | None = None
    agent: Agent | None = None
    channel: Channel | None = None
    contact: Contact | None = None
    materials: tuple[Material, ...] | None = None
    procedure: Procedure = field(factory=Procedure)

    def __attrs_post_init__(self) -> None:
        """Check shapes."""
        super().__attrs_post_init__()
        if not _SLUG.fullmatch(self.item):
            raise refuse(
                "Filing.item",
                Text("不是事项标识", "not a slug"),
                Text(
                    "小写字母、数字和下划线，如 referral",
                    "lower-case letters, digits and _, such as referral",
                ),
            )
        for name in ("insured_place", "destination"):
            value = getattr(self, name)
            if value is not None and not PLACE.fits(value):
                raise refuse(
                    f"Filing.{name}",
                    Text(f"{len(value)} 个字符", f"{len(value)} characters"),
                    PLACE.expected,
                )
        twice = [kind for kind, n in Counter(m.kind for m in self.materials or ()).items() if n > 1]
        if twice:
            raise refuse(
                "Filing.materials",
                Text(f"{twice[0]} 出现多次", f"{twice[0]} more than once"),
                Text("每种材料一条，份数写在 copies", "one entry a kind, its number in copies"),
            )

    @property
    def type(self) -> FilingType:
        """The filing type (备案类型) that the item is; ``OTHER_ITEM`` for any other service item."""
        return FilingType.of(self.item)

    # Rules ask for these two again and again; attrs keeps them outside equality, hash, repr, pickle and copies.
    @cached_property
    def enrolment_choice(self) -> EnrolmentChoice | None:
        """Which enrolment the filing rests on, and why; None when no enrolment was given at all."""
        return None if self.enrolments is None else choose_enrolment(self.enrolments, self.insured_place)

    @property
    def enrolment(self) -> Enrolment | None:
        """The enrolment that the filing rests on."""
        choice = self.enrolment_choice
        return choice.enrolment if choice is not None else None

    @cached_property
    def material_by_kind(self) -> Mapping[str, Material] | None:
        """The materials by kind, read-only; None when nobody has said what was handed in."""
        return None if self.materials is None else MappingProxyType({m.kind: m for m in self.materials})

    @property
    def enrolled(self) -> bool | None:
        """Whether the person has an enrolment in a basic scheme; None when no enrolment was given, or when it is open."""
        choice = self.enrolment_choice
        return None if choice is None else choice.enrolled

    @property
    def has_agent(self) -> bool:
        """Whether another person files."""
        return self.agent is not None

    @property
    def contact_complete(self) -> bool:
        """Whether the contact's name, phone and address are all given."""
        c = self.contact
        return c is not None and None not in (c.name, c.phone, c.address)

    @property
    def place_relation(self) -> PlaceRelation | None:
        """How the destination lies to the insured place; None when either is not given or not known."""
        if self.insured_place is None or self.destination is None:
            return None
        try:
            return relation(self.insured_place, self.destination)
        except UnknownPlaceError:
            return None

    @property
    def insured_city(self) -> str | None:
        """The city of the insured place that the filing names."""
        return _city(self.insured_place)

    @property
    def destination_city(self) -> str | None:
        """The city filed for: a filing is made to a city or municipality, not to a county (医保发〔2022〕22号)."""
        return _city(self.destination)

    @property
    def treatment_city(self) -> str | None:
        """The city where treatment really is."""
        return _city(self.circumstances.treatment_place)

    @property
    def hospital_city(self) -> str | None:
        """The city of the treating hospital, by its place or else by its code."""
        return _city(self.hospital.region) if self.hospital is not None else None

    @property
    def hospital_open_for_disease(self) -> bool | None:
        """Whether the treating hospital is open for the disease; None while its list or the code is not known."""
        if self.hospital is None or self.disease is None:
            return None
        return self.hospital.is_open_for(self.disease)

    @property
    def enrolment_city(self) -> str | None:
        """The city of the enrolment that the filing rests on."""
        enrolment = self.enrolment
        return _city(enrolment.place) if enrolment is not None else None


def _city(place: str | None) -> str | None:
    """Give the city of a place; None when no place is given or none has this code: the check says so, not a property."""
    if place is None:
        return None
    try:
        return city_of(place)
    except UnknownPlaceError:
        return None
