"""People of a filing (人员): who files, as written and as registered, and who files for him."""

from datetime import date

from attrs import frozen

from yibao_rules.model.id_numbers import birth_date, sex_of
from yibao_rules.model.identity import Address, CardNumber, IdDocumentKind, IdNumber, PersonName, Phone, Sex
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.showing import masked
from yibao_rules.text import LabelledEnum


@masked()
@frozen(kw_only=True)
class Person(Shaped):
    """A person as one source knows him: the filing's own words, or the agency's register (登记信息).

    Args:
        name: 姓名. id_kind: 证件类型. id_number: 证件号码.
        id_expires_on: 证件有效期至. birth_date: 出生日期. sex: 性别.
        card_number: 社会保障卡号. phone: 联系电话. address: 联系地址.
    """

    name: PersonName | None = None
    id_kind: IdDocumentKind | None = None
    id_number: IdNumber | None = None
    id_expires_on: date | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    card_number: CardNumber | None = None
    phone: Phone | None = None
    address: Address | None = None

    @property
    def name_key(self) -> str | None:
        """The name as names are compared; personal."""
        return None if self.name is None else self.name.key

    @property
    def id_text(self) -> str | None:
        """The ID number as numbers are compared; personal."""
        return None if self.id_number is None else self.id_number.reveal()

    @property
    def card_text(self) -> str | None:
        """The card number as numbers are compared; personal."""
        return None if self.card_number is None else self.card_number.reveal()

    @property
    def id_birth_date(self) -> date | None:
        """The birth date that a resident ID number carries; None when the number carries none; personal."""
        return None if self.id_number is None else birth_date(self.id_number)

    @property
    def id_sex(self) -> Sex | None:
        """The sex that a resident ID number carries; None when the number carries none."""
        return None if self.id_number is None else sex_of(self.id_number)


@masked()
@frozen(kw_only=True)
class Contact(Shaped):
    """The contact that an online filing must name (联系人、联系电话、联系地址; 医保办发〔2019〕33号 art 7)."""

    name: PersonName | None = None
    phone: Phone | None = None
    address: Address | None = None


class AgentRelation(LabelledEnum):
    """代办人关系 (agnter_rlts) as in the national interface; :attr:`national_code` is its code there."""

    SPOUSE = "spouse", "配偶", "spouse"
    CHILD = "child", "子女", "child"
    GRANDCHILD = "grandchild", "孙子、孙女，或外孙子、外孙女", "grandchild"
    PARENT = "parent", "父母", "parent"
    GRANDPARENT = "grandparent", "祖父母或外祖父母", "grandparent"
    SIBLING = "sibling", "兄、弟、姐、妹", "sibling"
    OTHER_RELATIVE = "other_relative", "其他亲属", "other relative"
    NO_RELATIVE = "no_relative", "非亲属", "no relative"
    EMPLOYER_CLERK = "employer_clerk", "单位经办人", "employer's clerk"

    @property
    def national_code(self) -> str:
        """The code of dictionary agnter_rlts of the national interface."""
        return _RELATION_CODES[self]


_RELATION_CODES = dict(zip(AgentRelation, ("1", "2", "4", "5", "6", "7", "8", "9", "901"), strict=True))


@masked()
@frozen(kw_only=True)
class Agent(Shaped):
    """Who files for another person (代办人).

    Args:
        name, id_kind, id_number, phone, address: the agent's own.
        relation: 代办人关系, what the agent is to the person.
        authorised: a 授权委托书 is at hand. ids_presented: the originals of both persons' documents were shown.
    """

    name: PersonName | None = None
    id_kind: IdDocumentKind | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    address: Address | None = None
    relation: AgentRelation | None = None
    authorised: bool | None = None
    ids_presented: bool | None = None
