"""Who a person is: names, numbers, phones and addresses that never show themselves unless asked to."""

import re
from typing import ClassVar, NoReturn, Self, final

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import INTERPUNCTS, LabelledEnum, Text, normalise

_INTERPUNCTS = dict.fromkeys(map(ord, INTERPUNCTS), "·")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Secret:
    """Text about a person: equal and hashed by its content, masked wherever it is printed (base class).

    ``str``, ``repr``, ``format`` and notebooks show ``***``; only :meth:`reveal` gives the text. It is a plain
    class, not an attrs one, so that ``attrs.asdict``, rich and pytest's diffs find no field to print.

    Args:
        text: the text as it was typed; widths and spaces are normalised once, here.

    Raises:
        ValueRefusedError: not a ``str``, empty, or longer than :attr:`longest`. The text is not in the error.
    """

    __slots__ = ("_text",)
    _text: str

    longest: ClassVar[int] = 64
    label: ClassVar[Text] = Text("个人信息", "personal data")

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            self._refuse(Text(f"类型 {type(text).__name__}", f"type {type(text).__name__}"))
        if text.isascii() and text.isalnum():  # most numbers are: nothing to normalise
            tidy = self._tidy(text)
        elif _SURROGATE.search(text):
            self._refuse(Text("不完整的 Unicode 字符", "a broken Unicode character"))
        else:
            tidy = self._tidy(normalise(text))
        if not tidy:
            self._refuse(Text("空文本", "empty text"))
        if len(tidy) > self.longest:
            self._refuse(Text(f"{len(tidy)} 个字符", f"{len(tidy)} characters"))
        object.__setattr__(self, "_text", tidy)

    @classmethod
    def _tidy(cls, text: str) -> str:
        """Bring normalised text into the form that the subclass compares by."""
        return text

    @classmethod
    def _refuse(cls, found: Text) -> NoReturn:
        name = cls.label
        raise ValueRefusedError(
            where=cls.__name__,
            found=found,
            expected=Text(
                f"{name.zh}：1 至 {cls.longest} 个字符的文本",
                f"{name.en}: text of 1 to {cls.longest} characters",
            ),
            fix=Text(f"按证件或登记信息填写{name.zh}", f"enter the {name.en} as registered"),
        )

    @final
    def reveal(self) -> str:
        """Give the text itself: the one deliberate way out."""
        return self._text

    def __eq__(self, other: object) -> bool:
        return (
            self._text == other._text
            if isinstance(other, Secret) and type(other) is type(self)
            else NotImplemented
        )

    def __hash__(self) -> int:
        return hash((type(self), self._text))

    def __setattr__(self, name: str, value: object) -> None:
        msg = f"{type(self).__name__} is frozen"
        raise AttributeError(msg)

    def __delattr__(self, name: str) -> None:
        msg = f"{type(self).__name__} is frozen"
        raise AttributeError(msg)

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(***)"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def _repr_html_(self) -> str:
        return repr(self)

    def __reduce__(self) -> tuple[object, ...]:
        # A frozen object cannot be filled after the fact: pickle and copy go through the constructor.
        return (type(self), (self._text,))


@guarded
def fold_name(name: str) -> str:
    """Fold what differs between two spellings of one name: width, spaces, the kind of interpunct, the case of letters.

    >>> fold_name("阿卜杜拉．买买提"), fold_name("wáng Ｘiao")
    ('阿卜杜拉·买买提', 'wángxiao')
    """
    return normalise(name).translate(_INTERPUNCTS).replace(" ", "").lower()


@final
class PersonName(Secret):
    """A person's name (姓名).

    >>> name = PersonName("张三")
    >>> print(f"{name}", repr(name), name.reveal())
    *** PersonName(***) 张三
    """

    __slots__ = ()
    label = Text("姓名", "name")

    @property
    def key(self) -> str:
        """The folded name, to compare by (see :func:`fold_name`); as secret as the name."""
        return fold_name(self._text)


@final
class IdNumber(Secret):
    """The number of an identity document (证件号码): letters upper-cased, spaces dropped.

    Its content is judged by :mod:`yibao_rules.model.id_checks`, not here.

    >>> IdNumber("１１０１０５ 19491231 002x").reveal()
    '11010519491231002X'
    """

    __slots__ = ()
    label = Text("证件号码", "document number")

    @classmethod
    def _tidy(cls, text: str) -> str:
        return text.replace(" ", "").upper()


@final
class CardNumber(Secret):
    """The number of a social security card (社会保障卡卡号): letters upper-cased, spaces dropped; it has no public checksum."""

    __slots__ = ()
    label = Text("社会保障卡卡号", "social security card number")

    @classmethod
    def _tidy(cls, text: str) -> str:
        return text.replace(" ", "").upper()


@final
class Phone(Secret):
    """A person's telephone number (联系电话); spaces dropped."""

    __slots__ = ()
    label = Text("联系电话", "telephone number")

    @classmethod
    def _tidy(cls, text: str) -> str:
        return text.replace(" ", "")


@final
class Address(Secret):
    """A person's address (联系地址); up to 500 characters, as the national interface allows."""

    __slots__ = ()
    label = Text("联系地址", "address")
    longest = 500


class Sex(LabelledEnum):
    """Sex as registered (性别); ``national_code`` is the interface's ``gend``."""

    MALE = "male", "男", "male"
    FEMALE = "female", "女", "female"

    @property
    def national_code(self) -> str:
        """The code of dictionary ``gend`` (GB/T 2261.1): 1 male, 2 female."""
        return "1" if self is Sex.MALE else "2"


class IdDocumentKind(LabelledEnum):
    """Kinds of identity documents (证件类型), each with its code in the national dictionary ``psn_cert_type``.

    Several kinds share a code there (a household register counts as 01, what has no code of its own as 99).
    """

    national_code: str

    def __new__(cls, code: str, zh: str = "", en: str = "", national_code: str = "") -> Self:
        """Make the member: wire code, labels, and the code of ``psn_cert_type``."""
        member = object.__new__(cls)
        member._value_ = code
        member.label = Text(zh, en)
        member.national_code = national_code
        return member

    RESIDENT_ID = "resident_id", "居民身份证", "resident identity card", "01"
    HOUSEHOLD_REGISTER = "household_register", "居民户口簿", "household register", "01"
    OFFICER_CARD = "officer_card", "军官证", "military officer's card", "02"
    ARMED_POLICE_CARD = "armed_police_card", "武警警官证", "armed police officer's card", "03"
    HK_MACAO_PERMIT = (
        "hk_macao_permit",
        "港澳居民来往内地通行证",
        "mainland travel permit for Hong Kong and Macao residents",
        "04",
    )
    TAIWAN_PERMIT = (
        "taiwan_permit",
        "台湾居民来往大陆通行证",
        "mainland travel permit for Taiwan residents",
        "06",
    )
    FOREIGNER_PERMANENT_RESIDENCE = (
        "foreigner_permanent_residence",
        "外国人永久居留身份证",
        "foreign permanent resident ID card",
        "07",
    )
    FOREIGN_PASSPORT = "foreign_passport", "外国护照", "foreign passport", "08"
    DISABILITY_CARD = "disability_card", "残疾人证", "disability certificate", "09"
    MARTYR_FAMILY_CARD = (
        "martyr_family_card",
        "军烈属证明",
        "certificate of a soldier's or martyr's family",
        "10",
    )
    FOREIGNER_WORK_PERMIT = "foreigner_work_permit", "外国人就业证", "foreigner's work permit", "11"
    FOREIGN_EXPERT_CARD = "foreign_expert_card", "外国专家证", "foreign expert's card", "12"
    FOREIGN_REPORTER_CARD = (
        "foreign_reporter_card",
        "外国常驻记者证",
        "resident foreign reporter's card",
        "13",
    )
    HMT_WORK_PERMIT = (
        "hmt_work_permit",
        "台港澳人员就业证",
        "work permit for Taiwan, Hong Kong and Macao residents",
        "14",
    )
    SETTLED_EXPERT_CARD = "settled_expert_card", "回国（来华）定居专家证", "settled expert's card", "15"
    PASSPORT = "passport", "中国护照", "Chinese passport", "16"
    HMT_RESIDENCE_PERMIT = (
        "hmt_residence_permit",
        "港澳台居民居住证",
        "residence permit for Hong Kong, Macao and Taiwan residents",
        "17",
    )
    SOCIAL_SECURITY_CARD = "social_security_card", "社会保障卡", "social security card", "90"
    POVERTY_RELIEF_CODE = "poverty_relief_code", "扶贫编码", "poverty relief code", "990102"
    BIRTH_CERTIFICATE = "birth_certificate", "出生医学证明", "medical certificate of birth", "990201"
    RESIDENCE_PERMIT = "residence_permit", "居住证", "residence permit", "99"
    OTHER = "other", "其他有效身份证件", "other valid identity document", "99"
