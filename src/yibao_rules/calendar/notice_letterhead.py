"""What stands around the items of a holiday notice: number, title, year, signature (发文字号、标题、落款)."""

import re
from datetime import date

from attrs import frozen

from yibao_rules.calendar.document_numbers import NUMBER, document_number
from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.numerals import numeral
from yibao_rules.text import Text, normalise

_NUMBER = re.compile(NUMBER)
_CHANGES = re.compile(r"关于(?:调整|延长|变更|修改)|(?:调整|延长|变更)的(?:补充)?通知|补充通知")
_TITLE = re.compile(r"国务院(?:办公厅)?关于[^。:]*?的通知")
_TITLE_PARTS = re.compile(
    r"关于(?P<change>调整|延长)?(?:(?P<year>\d{4})年)?(?P<name>.+?)(?:假期安排|假期|调休放假|安排)?的通知"
)
_SIGNATURE = re.compile(
    r"国务院(?:办公厅)?(?:([\d〇零一二三四五六七八九]{4}年[\d〇一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日))?$"
)
# What the government's site puts under a document: 此件公开发布.
_MARK = re.compile(r"\(?此件[^)。]{1,12}\)?$")
_LEAD = re.compile(r"^(?:各省、自治区、直辖市人民政府,国务院各部委、各直属机构:)?")
_YEARLY = "部分节假日"


@frozen
class Letterhead:
    """A notice without its items.

    Attributes:
        number: document number, empty where none stands.
        title: title, likewise.
        year: the year arranged, or None where nothing names it.
        festival: the festival that the title names alone, as an amendment does; else empty.
        changes: whether the title says that it changes a year's arrangement.
        signed: the day under the signature as it is written, empty where there is none.
        body: the words between, without spaces and with punctuation of one width.
    """

    number: str
    title: str
    year: int | None
    festival: str
    changes: bool
    signed: str
    body: str

    @classmethod
    def read(cls, text: str, title: str = "") -> "Letterhead":
        """Read a document.

        Args:
            text: the whole document, or only its items.
            title: the title, if it is known and perhaps not in the text.
        """
        body = _MARK.sub("", "".join(normalise(text).split()))
        found_number, found_title = _NUMBER.search(body), _TITLE.search(body)
        title = title or (found_title[0] if found_title else "")
        parts = _TITLE_PARTS.search(title)
        signature = _SIGNATURE.search(body)
        if signature:
            body = body[: signature.start()]
        for found in (found_title, found_number):
            body = body.replace(found[0], "", 1) if found else body
        body = _LEAD.sub("", body)
        return cls(
            number=document_number(found_number[0]) if found_number else "",
            title=title,
            year=_find_year(parts, body),
            festival=parts["name"] if parts and _YEARLY not in parts["name"] else "",
            changes=bool(_CHANGES.search(title)),
            signed=(signature[1] or "") if signature else "",
            body=body,
        )

    @property
    def issued(self) -> date | None:
        """The day under the signature; None where there is none.

        Raises:
            NoticeError: it does not exist.
        """
        return _day_of(self.signed) if self.signed else None


def _find_year(title: re.Match[str] | None, body: str) -> int | None:
    if title and title["year"]:
        return int(title["year"])
    named = re.search(r"(?:现将|延长|^|。)(\d{4})年", body)
    return int(named[1]) if named else None


def _day_of(words: str) -> date:
    """Read the day under the signature: 2023年10月25日, or 二〇一三年十二月十一日."""
    year, month, day = re.split("[年月]", words.removesuffix("日"))
    try:
        return date(numeral(year) or 0, numeral(month) or 0, numeral(day) or 0)
    except ValueError:
        raise NoticeError(
            where="issued",
            found=words,
            expected=Text("存在的日期", "a day that exists"),
            fix=Text("另行给出，如 issued=date(2026, 11, 4)", "give it, such as issued=date(2026, 11, 4)"),
        ) from None
