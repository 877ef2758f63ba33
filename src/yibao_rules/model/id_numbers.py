"""What the number of an identity document says of its holder: birth date, sex, national document code."""

import re
from datetime import date

from yibao_rules.model.identity import IdDocumentKind, IdNumber, Sex

RESIDENT_ID_LENGTH = 18
OLD_RESIDENT_ID_LENGTH = 15
_CHECK_CHARACTERS = "10X98765432"
_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_EARLIEST_YEAR = 1850
_RESIDENT = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)


def check_character(digits: str) -> str:
    """Give the check character of GB 11643 (ISO 7064 MOD 11-2) for 17 digits.

    >>> check_character("11010519491231002"), check_character("44052418800101001")
    ('X', '4')
    """
    return _CHECK_CHARACTERS[sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11]


def has_resident_form(text: str) -> bool:
    """Tell whether a text is 17 digits and a digit or X."""
    return bool(_RESIDENT.fullmatch(text))


def is_digits(text: str) -> bool:
    """Tell whether a text is nothing but ASCII digits."""
    return text.isascii() and text.isdecimal()


def real_date(digits: str) -> date | None:
    """Read yyyymmdd; None when there is no such day, or it is before 1850."""
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return found if found.year >= _EARLIEST_YEAR else None


def birth_date(number: IdNumber) -> date | None:
    """Give the birth date that an 18-digit or 15-digit number states; None when it states none that exists.

    >>> birth_date(IdNumber("11010519491231002X"))
    datetime.date(1949, 12, 31)
    """
    text = number.reveal()
    if has_resident_form(text):
        return real_date(text[6:14])
    if len(text) == OLD_RESIDENT_ID_LENGTH and is_digits(text):
        return real_date("19" + text[6:12])
    return None


def sex_of(number: IdNumber) -> Sex | None:
    """Give the sex that an 18-digit or 15-digit number states (its order digit is odd for men).

    >>> sex_of(IdNumber("11010519491231002X"))
    Sex.FEMALE
    """
    text = number.reveal()
    if has_resident_form(text):
        odd = int(text[16]) % 2
    elif len(text) == OLD_RESIDENT_ID_LENGTH and is_digits(text):
        odd = int(text[14]) % 2
    else:
        return None
    return Sex.MALE if odd else Sex.FEMALE


def national_cert_type(kind: IdDocumentKind, number: IdNumber) -> str:
    """Give the code of ``psn_cert_type``: a Macao resident's permit (M…) is 05 where a Hong Kong one (H…) is 04.

    >>> national_cert_type(IdDocumentKind.HK_MACAO_PERMIT, IdNumber("M12345678"))
    '05'
    """
    if kind is IdDocumentKind.HK_MACAO_PERMIT and number.reveal().startswith("M"):
        return "05"
    return kind.national_code
