"""Codes of service items (事项编码), of their implementations (实施编码), and of interface messages (msgid), read into parts."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from attrs import frozen

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.codes import CodeProblem, check_institution_code, check_uscc
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, normalise, same

_ITEM = re.compile(r"(\d{2})(\d{2})(\d{2})(\d{3})(\d{2}[\dY])", re.ASCII)
_IMPLEMENTATION = re.compile(r"([0-9A-Z]{18})(\d)(\d{11}[\dY])", re.ASCII)
_MESSAGE = re.compile(r"([HP]\d{11})(\d{14})(\d{3,4})", re.ASCII)
_SEQUENCE_DIGITS = 4


@frozen(kw_only=True)
class ItemCode:
    """A service item's code (事项编码), 12 characters, in its parts.

    Attributes:
        region: two digits: ``00`` national, ``13`` 河北.
        kind: two digits: ``20`` 公共服务, ``07`` 行政确认, ``05`` 行政给付.
        department: two digits: ``36`` 医疗保障.
        main: three digits, the 主项.
        sub: three characters: a 子项, ``000`` for a main item without any, ``00Y`` for a main item that has some.
    """

    region: str
    kind: str
    department: str
    main: str
    sub: str

    @property
    def is_container(self) -> bool:
        """Whether it stands for a main item that is divided into sub-items (``00Y``)."""
        return self.sub.endswith("Y")

    @property
    def container(self) -> "ItemCode":
        """The main item's own code: ``…00Y``; an undivided item's is itself."""
        if self.sub == "000":
            return self
        return ItemCode(
            region=self.region, kind=self.kind, department=self.department, main=self.main, sub="00Y"
        )

    def __str__(self) -> str:
        return self.region + self.kind + self.department + self.main + self.sub


@frozen(kw_only=True)
class ImplementationCode:
    """An implementation's code (实施编码), 31 characters: whose USCC, at which level, which item."""

    uscc: str
    level: str
    item: ItemCode

    def problems(self, *, region: str | None = None) -> tuple[CodeProblem, ...]:
        """Tell what is wrong with its USCC, see :func:`yibao_rules.model.codes.check_uscc`."""
        return check_uscc(self.uscc, region=region)

    def __str__(self) -> str:
        return f"{self.uscc}{self.level}{self.item}"


@frozen(kw_only=True)
class MessageId:
    """An interface message's id (发送方报文ID ``msgid``): the institution, the instant (北京时间) and a sequence number."""

    institution: str
    sent_at: datetime
    sequence: int

    def __str__(self) -> str:
        return f"{self.institution}{self.sent_at:%Y%m%d%H%M%S}{self.sequence:0{_SEQUENCE_DIGITS}}"


@guarded
def parse_item_code(text: str) -> ItemCode:
    """Read an item code; spaces inside, as a list copied from a PDF has them, are dropped.

    Raises:
        ValueRefusedError: not 12 characters in that pattern.

    >>> code = parse_item_code("1320360 0100Y")
    >>> str(code), code.region, code.is_container
    ('13203600100Y', '13', True)
    """
    tidy = normalise(text).replace(" ", "").upper()
    found = _ITEM.fullmatch(tidy)
    if not found:
        expected = Text("12 位：11 位数字加一位数字或 Y", "12 characters: 11 digits, then a digit or Y")
        raise _refused("item_code", tidy, expected)
    region, kind, department, main, sub = found.groups()
    return ItemCode(region=region, kind=kind, department=department, main=main, sub=sub)


@guarded
def parse_implementation_code(text: str) -> ImplementationCode:
    """Read an implementation code into its parts; its USCC is judged by :meth:`ImplementationCode.problems`.

    Raises:
        ValueRefusedError: not 31 characters in that pattern.

    >>> parse_implementation_code("11131100MB193224813132036024001").item.region
    '13'
    """
    tidy = normalise(text).replace(" ", "").upper()
    found = _IMPLEMENTATION.fullmatch(tidy)
    if not found:
        expected = Text(
            "31 位：18 位统一社会信用代码、1 位行使层级、12 位事项编码",
            "31 characters: a USCC of 18, a level of 1, an item code of 12",
        )
        raise _refused("implementation_code", tidy, expected)
    return ImplementationCode(uscc=found[1], level=found[2], item=parse_item_code(found[3]))


@guarded
def parse_message_id(text: str, *, strict: bool = True) -> MessageId:
    """Read an interface message's id.

    Args:
        text: institution code (12), yyyyMMddHHmmss (14), sequence (4).
        strict: also refuse a sequence of three digits, which the interface's own sample has.

    Raises:
        ValueRefusedError: another pattern, no real instant, or an institution code that is none.

    >>> str(parse_message_id("H43028100255202410140930000007"))
    'H43028100255202410140930000007'
    """
    tidy = normalise(text)
    expected = Text(
        "30 位：12 位机构编码、14 位时间、4 位顺序号",
        "30 characters: institution of 12, time of 14, sequence of 4",
    )
    found = _MESSAGE.fullmatch(tidy)
    if not found or (strict and len(found[3]) != _SEQUENCE_DIGITS) or check_institution_code(found[1]):
        raise _refused("msgid", tidy, expected)
    try:
        sent_at = datetime.strptime(found[2], "%Y%m%d%H%M%S").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    except ValueError:
        raise _refused("msgid", found[2], Text("真实的时间", "a real instant")) from None
    return MessageId(institution=found[1], sent_at=sent_at, sequence=int(found[3]))


def _refused(where: str, found: str, expected: Text) -> ValueRefusedError:
    shown = Text(f"{found[:40]}（{len(found)} 位）", f"{found[:40]} ({len(found)} characters)")
    fix = Text("核对原文，去掉断行和多余字符", "compare with the original; drop breaks and stray characters")
    return ValueRefusedError(where=where, found=shown if found else same("''"), expected=expected, fix=fix)
