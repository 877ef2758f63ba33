"""What is wrong with the number of an identity document, told without showing it (offline: existence is asked online)."""

import re
from datetime import date

from attrs import frozen

from yibao_rules.errors import YibaoError
from yibao_rules.model.id_numbers import (
    OLD_RESIDENT_ID_LENGTH,
    RESIDENT_ID_LENGTH,
    birth_date,
    check_character,
    has_resident_form,
    is_digits,
    real_date,
    sex_of,
)
from yibao_rules.model.identity import CardNumber, IdDocumentKind, IdNumber, Sex
from yibao_rules.model.places import place
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text

LONGEST_CARD_NUMBER = 50
# 港澳台居民居住证 (国办发〔2018〕81号): the region part is one of these three; 830000 is not a code of GB/T 2260.
_HMT_REGIONS = ("810000", "820000", "830000")

_PATTERNS = {
    IdDocumentKind.HK_MACAO_PERMIT: re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?", re.ASCII),
    IdDocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}(?:[0-9]{2}(?:\([A-Z0-9]\))?)?", re.ASCII),
    IdDocumentKind.PASSPORT: re.compile(
        r"(?:E[A-HJ-NP-Z0-9][0-9]{7}|[GDSP][0-9]{8}|1[45][0-9]{7}|[DSP]E[0-9]{7})", re.ASCII
    ),
    IdDocumentKind.FOREIGN_PASSPORT: re.compile(r"[A-Z0-9]{5,12}", re.ASCII),
    IdDocumentKind.BIRTH_CERTIFICATE: re.compile(r"[A-Z][0-9]{9}", re.ASCII),
}
_OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII)
_CHECKED_LIKE_RESIDENT = (
    IdDocumentKind.RESIDENT_ID,
    IdDocumentKind.HOUSEHOLD_REGISTER,
    IdDocumentKind.HMT_RESIDENCE_PERMIT,
)


class IdFault(LabelledEnum):
    """What can be wrong with a document's number (证件号码问题)."""

    LENGTH = "length", "位数不对", "wrong length"
    CHARACTERS = "characters", "含有不允许的字符", "characters that it cannot hold"
    CHECKSUM = "checksum", "校验码不符", "check character does not fit"
    BIRTH_DATE = "birth_date", "出生日期不存在", "birth date does not exist"
    FUTURE_BIRTH = "future_birth", "出生日期晚于办理日期", "birth date lies in the future"
    REGION = "region", "地区码不存在", "no such region"
    OLD_FORM = "old_form", "旧版号码已停用", "an old form, no longer valid"
    PATTERN = "pattern", "号码格式不符", "not in the pattern of its kind"
    KIND_MISMATCH = "kind_mismatch", "证件类型与号码不符", "the number belongs to another kind of document"
    BIRTH_MISMATCH = "birth_mismatch", "与登记的出生日期不一致", "differs from the registered birth date"
    SEX_MISMATCH = "sex_mismatch", "与登记的性别不一致", "differs from the registered sex"


@frozen
class IdProblem:
    """One fault of a number, with words that help to mend it and never the number's own digits."""

    fault: IdFault
    detail: Text


@guarded
def check_id_number(
    number: IdNumber,
    kind: IdDocumentKind = IdDocumentKind.RESIDENT_ID,
    *,
    day: date,
    birth: date | None = None,
    sex: Sex | None = None,
) -> tuple[IdProblem, ...]:
    """Tell everything that is wrong with a number of a given kind of document, as seen on ``day``.

    Resident identity cards and household registers are checked by GB 11643 (an abolished region is never a fault),
    residence permits of Hong Kong, Macao and Taiwan residents likewise with their own regions, permanent residence
    cards of foreigners in both forms, passes and Chinese passports by pattern; the rest by no rule.

    Args:
        number: the number.
        kind: the kind of document that it is said to be of.
        day: the day of the filing; a later birth date is a fault.
        birth: the registered birth date, to compare with.
        sex: the registered sex, to compare with.

    Returns:
        The problems, in the order of :class:`IdFault`; empty when none is found.

    >>> [p.detail.zh for p in check_id_number(IdNumber("110105194912310021X"), day=date(2025, 1, 1))]
    ['19 位，应为 18 位，多 1 位']
    """
    text = number.reveal()
    other = _other_kind(text, kind)
    if other:
        problems = [_mismatch(kind, other)]
        kind = other
    else:
        problems = []
    problems += _by_kind(text, kind, day)
    if not any(p.fault in (IdFault.BIRTH_DATE, IdFault.LENGTH, IdFault.CHARACTERS) for p in problems):
        problems += _against_record(number, birth, sex)
    order = list(IdFault)
    return tuple(sorted(problems, key=lambda p: order.index(p.fault)))


@guarded
def check_card_number(card: CardNumber) -> tuple[IdProblem, ...]:
    """Tell whether a social security card's number can be one: letters and digits, at most 50 (接口 ``mdtrt_cert_no``).

    No public rule fixes its length or a check digit, so nothing more is claimed.

    >>> check_card_number(CardNumber("A1234567X"))
    ()
    """
    text = card.reveal()
    wrong = [i for i, c in enumerate(text, 1) if not (c.isascii() and c.isalnum())]
    problems = []
    if len(text) > LONGEST_CARD_NUMBER:
        problems.append(
            IdProblem(
                IdFault.LENGTH,
                Text(f"{len(text)} 位，最多 50 位", f"{len(text)} characters where 50 are the most"),
            )
        )
    if wrong:
        problems.append(_not_allowed(wrong, Text("只能是字母和数字", "only letters and digits")))
    return tuple(problems)


def _not_allowed(positions: list[int], allowed: Text) -> IdProblem:
    at = [str(i) for i in positions]
    return IdProblem(
        IdFault.CHARACTERS,
        Text(f"第 {'、'.join(at)} 位有误（{allowed.zh}）", f"wrong at {', '.join(at)} ({allowed.en})"),
    )


def _by_kind(text: str, kind: IdDocumentKind, day: date) -> list[IdProblem]:
    if kind in _CHECKED_LIKE_RESIDENT:
        return _resident(text, kind, day)
    if kind is IdDocumentKind.FOREIGNER_PERMANENT_RESIDENCE:
        return _permanent(text, day)
    pattern = _PATTERNS.get(kind)
    if pattern is None or pattern.fullmatch(text):
        return []
    return [
        IdProblem(
            IdFault.PATTERN,
            Text(
                f"不是{kind.label.zh}的号码格式（共 {len(text)} 位）",
                f"not the pattern of a {kind.label.en} ({len(text)} characters)",
            ),
        )
    ]


def _resident(text: str, kind: IdDocumentKind, day: date) -> list[IdProblem]:
    if len(text) == OLD_RESIDENT_ID_LENGTH and is_digits(text):
        return [
            IdProblem(
                IdFault.OLD_FORM,
                Text("15 位旧号码，请用 18 位号码", "the old form of 15 digits; give the one of 18"),
            )
        ]
    problems = _shape(text)
    return problems or [*_check(text), *_region(text, kind), *_birth(real_date(text[6:14]), day)]


def _permanent(text: str, day: date) -> list[IdProblem]:
    """Check a permanent residence card: 3 letters and 12 digits until 2023-11-30, 18 beginning with 9 since."""
    if _OLD_PERMANENT.fullmatch(text):
        # Two digits of the year: the century is open, so only a day of neither century is a fault.
        return _birth(real_date("19" + text[7:13]) or real_date("20" + text[7:13]), day)
    problems = _shape(text)
    if problems:
        return problems
    if not text.startswith("9"):
        wrong = Text(
            "18 位永久居留身份证号码应以 9 开头", "an 18-character number of this card begins with 9"
        )
        problems = [IdProblem(IdFault.PATTERN, wrong)]
    return [*problems, *_check(text), *_birth(real_date(text[6:14]), day)]


def _shape(text: str) -> list[IdProblem]:
    """Tell wrong length and characters of a number of 18."""
    problems = []
    extra = len(text) - RESIDENT_ID_LENGTH
    if extra:
        more = (
            Text(f"多 {extra} 位", f"{extra} too many")
            if extra > 0
            else Text(f"少 {-extra} 位", f"{-extra} too few")
        )
        problems.append(
            IdProblem(
                IdFault.LENGTH,
                Text(
                    f"{len(text)} 位，应为 18 位，{more.zh}",
                    f"{len(text)} characters where 18 are due, {more.en}",
                ),
            )
        )
    wrong = [i for i, c in enumerate(text, 1) if not (is_digits(c) or (c == "X" and i == len(text)))]
    if wrong:
        problems.append(
            _not_allowed(wrong, Text("应为数字，仅末位可为 X", "digits, and only the last may be X"))
        )
    return problems


def _check(text: str) -> list[IdProblem]:
    if check_character(text[:17]) == text[17]:
        return []
    wrong = Text(
        "末位校验码与前 17 位不符，请逐位核对",
        "the last character does not fit the 17 before it: compare digit by digit",
    )
    return [IdProblem(IdFault.CHECKSUM, wrong)]


def _region(text: str, kind: IdDocumentKind) -> list[IdProblem]:
    of_hmt = kind is IdDocumentKind.HMT_RESIDENCE_PERMIT
    known = text[:6] in _HMT_REGIONS if of_hmt else _known(text[:6])
    wrong = Text("前 6 位地区码从未使用过", "the first six digits never were the code of a region")
    return [] if known else [IdProblem(IdFault.REGION, wrong)]


def _known(region: str) -> bool:
    try:
        place(region)
    except YibaoError:
        return False
    return True


def _birth(born: date | None, day: date) -> list[IdProblem]:
    if born is None:
        wrong = Text("号码中的出生年月日不是真实日期", "the date of birth in the number is no real date")
        return [IdProblem(IdFault.BIRTH_DATE, wrong)]
    if born > day:
        late = Text(f"号码中的出生日期晚于 {day}", f"the date of birth in the number is after {day}")
        return [IdProblem(IdFault.FUTURE_BIRTH, late)]
    return []


def _against_record(number: IdNumber, birth: date | None, recorded: Sex | None) -> list[IdProblem]:
    problems = []
    stated = birth_date(number)
    if birth and stated and birth != stated:
        differs = Text(
            "号码中的出生日期与登记的不同", "the date of birth in the number is not the registered one"
        )
        problems.append(IdProblem(IdFault.BIRTH_MISMATCH, differs))
    said = sex_of(number)
    if recorded and said and recorded is not said:
        differs = Text("号码中的性别与登记的不同", "the sex in the number is not the registered one")
        problems.append(IdProblem(IdFault.SEX_MISMATCH, differs))
    return problems


def _other_kind(text: str, kind: IdDocumentKind) -> IdDocumentKind | None:
    """Give the kind that a number plainly belongs to when another was named."""
    plain = _plain_kind(text)
    same_form = kind is IdDocumentKind.HOUSEHOLD_REGISTER and plain is IdDocumentKind.RESIDENT_ID
    checked = (
        kind in _PATTERNS
        or kind in _CHECKED_LIKE_RESIDENT
        or kind is IdDocumentKind.FOREIGNER_PERMANENT_RESIDENCE
    )
    return None if plain is kind or same_form or not checked else plain


def _plain_kind(text: str) -> IdDocumentKind | None:
    """Give the only kind whose form and check character a number has, if there is one."""
    if _OLD_PERMANENT.fullmatch(text):
        return IdDocumentKind.FOREIGNER_PERMANENT_RESIDENCE
    if has_resident_form(text) and not _check(text):
        if text[:6] in _HMT_REGIONS:
            return IdDocumentKind.HMT_RESIDENCE_PERMIT
        if text.startswith("9"):
            return IdDocumentKind.FOREIGNER_PERMANENT_RESIDENCE
        return IdDocumentKind.RESIDENT_ID
    if _PATTERNS[IdDocumentKind.HK_MACAO_PERMIT].fullmatch(text):
        return IdDocumentKind.HK_MACAO_PERMIT
    return None


def _mismatch(kind: IdDocumentKind, other: IdDocumentKind) -> IdProblem:
    return IdProblem(
        IdFault.KIND_MISMATCH,
        Text(
            f"填为{kind.label.zh}，号码却是{other.label.zh}的格式",
            f"named a {kind.label.en}, but the number is that of a {other.label.en}",
        ),
    )
