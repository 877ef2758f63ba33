"""A holiday notice as a value: what one document of the State Council says about which days (放假安排通知).

Its JSON is read and written by :mod:`yibao_rules.calendar.notice_json`.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from yibao_rules.calendar.document_numbers import document_number
from yibao_rules.calendar.errors import NoticeError
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text

LAST_YEAR = 9998
"""The last year that a calendar can have: the day after its last day is still a date."""


def _sorted(days: Iterable[date]) -> tuple[date, ...]:
    try:
        return tuple(sorted(days)) if days else ()
    except TypeError:
        raise _wrong("Arrangement", type(days).__name__, _DATES) from None


def _number(text: str) -> str:
    # Anything but text is refused by the checks of the whole notice, which name the field.
    return document_number(text) if type(text) is str else text


_ONLY_DATES = frozenset((date,))
_MAYBE_DATE = (date, type(None))
_DATES = Text("日期（date，不带时刻）的序列", "dates (without a time of day) in a row")
_WORDS = ("number", "title", "amends", "url", "sure")


def _wrong(where: str, found: str, expected: Text) -> NoticeError:
    fix = Text(
        "如 Arrangement(name='元旦', off=[date(2027, 1, 1)])",
        "such as Arrangement(name='元旦', off=[date(2027, 1, 1)])",
    )
    return NoticeError(where=where, found=found, expected=expected, fix=fix)


@frozen(kw_only=True)
class Arrangement:
    """What a notice says about one festival (一个节日的安排).

    In an amendment it stands in place of all that was arranged for the festival, make-up days included
    (a 重新安排); with make-up days alone it stands in place of the make-up days; one that ``extends`` only adds days off.

    Attributes:
        name: the festival, "国庆节、中秋节" when two are arranged as one.
        off: every day that the notice names as off, weekend days inside the span included.
        work: the weekend days worked instead (调休上班).
        statutory: days that this notice itself makes holidays of all citizens (2015-09-03); the yearly
            statutory days follow from the law and are not repeated here.
        swaps: (rest day, day it is moved to) where the notice says so in words (2004-2009).
        extends: whether the days are added to a break that stands (延长, 2020), which needs no make-up days.
    """

    name: str
    off: tuple[date, ...] = field(default=(), converter=_sorted)
    work: tuple[date, ...] = field(default=(), converter=_sorted)
    statutory: tuple[date, ...] = field(default=(), converter=_sorted)
    swaps: tuple[tuple[date, date], ...] = ()
    extends: bool = False


@brief
@frozen(kw_only=True)
class Notice:
    """One notice: a year's arrangement, or an amendment to it within the year.

    Attributes:
        year: the year arranged; single days may lie in the December before.
        number: document number (发文字号), or ""; brackets and widths are brought into the one form 〔2026〕.
        title: the document's title.
        issued: date on the document (成文日期).
        published: first day it was publicly known, when not ``issued``.
        amends: number or title of the yearly notice that this one changes; "" for a yearly notice.
        url: where it stands.
        sure: what was verified, and what was not.
        arrangements: one for each festival, in the notice's order.
        consolidated: whether a yearly notice and its amendments were put together (holiday-cn's files with several
            papers): the year as amended, whose days need not balance.
        passed_over: what a reader of the document's words passed over, in those words; no part of the value.

    Raises:
        NoticeError: a day is both off and worked, is named twice, lies outside the year, or is no date; or a
            field is of another kind.
    """

    year: int
    number: str = field(default="", converter=_number)
    title: str = ""
    issued: date
    published: date | None = None
    amends: str = field(default="", converter=_number)
    url: str = ""
    sure: str = ""
    arrangements: tuple[Arrangement, ...]
    consolidated: bool = False
    passed_over: tuple[str, ...] = field(default=(), eq=False)

    def __attrs_post_init__(self) -> None:
        days = self._checked()
        first, last = date(self.year - 1, 12, 1), date(self.year, 12, 31)
        if len(set(days)) < len(days):
            day = Counter(days).most_common(1)[0][0]
            found = Text(f"{day} 出现两次", f"{day} twice")
            expected = Text("每日只安排一次：放假或上班", "each day arranged once, off or worked")
            fix = Text("删去多余的一处", "remove one of the two")
        elif days and not first <= min(days) <= max(days) <= last:
            day = next(day for day in days if not first <= day <= last)
            found = Text(str(day), str(day))
            expected = Text(
                f"{self.year} 年或上年 12 月的日子", f"a day of {self.year} or of the December before"
            )
            fix = Text("核对年份", "check the year")
        else:
            return
        raise NoticeError(where=self.name, found=found, expected=expected, fix=fix)

    def _checked(self) -> list[date]:
        """Check the kinds of what was given; give every day that is named."""
        if type(self.year) is not int or not 1950 <= self.year <= LAST_YEAR:
            raise _wrong("Notice.year", repr(self.year)[:20], Text("年份", "a year"))
        if type(self.issued) is not date or type(self.published) not in _MAYBE_DATE:
            found = f"{type(self.issued).__name__}, {type(self.published).__name__}"
            raise _wrong("Notice.issued, published", found, Text("日期（date）", "a date"))
        for word in _WORDS:
            if type(getattr(self, word)) is not str:
                raise _wrong(
                    f"Notice.{word}", type(getattr(self, word)).__name__, Text("文字（str）", "a str")
                )
        try:
            days = [day for item in self.arrangements for day in (*item.off, *item.work)]
            named = {type(item.name) for item in self.arrangements}
            more = [
                day for item in self.arrangements for days in (item.statutory, *item.swaps) for day in days
            ]
        except (AttributeError, TypeError):
            raise _wrong(
                "Notice.arrangements",
                type(self.arrangements).__name__,
                Text("Arrangement 的序列", "Arrangements in a row"),
            ) from None
        if not _ONLY_DATES.issuperset(map(type, days + more)):
            found = next(type(day).__name__ for day in days + more if type(day) is not date)
            raise _wrong(self.name, found, _DATES)
        if named - {str}:
            raise _wrong("Arrangement.name", named.pop().__name__, Text("文字（str）", "a str"))
        return days

    @property
    def name(self) -> str:
        """The document number, or without one the title, or without that the year."""
        return self.number or self.title or f"{self.year}年放假安排"

    @property
    def known_from(self) -> date:
        """The first day on which people knew it."""
        return self.published or self.issued

    @property
    def days(self) -> dict[date, bool]:
        """Every day the notice names: True for off, False for worked."""
        return {
            day: off
            for item in self.arrangements
            for off, days in ((True, item.off), (False, item.work))
            for day in days
        }

    def to_json(self) -> str:
        """Write the notice as JSON text in the holiday-cn layout, with our keys beside it."""
        from yibao_rules.calendar.notice_json import write_notice  # noqa: PLC0415  (not needed for a first answer)

        return write_notice(self)

    @staticmethod
    def from_json(
        text: str | bytes, *, issued: date | None = None, number: str = "", title: str = "", amends: str = ""
    ) -> "Notice":
        """Read a notice from JSON text in the holiday-cn layout.

        Args:
            text: the JSON.
            issued: date of issue, needed when neither the JSON nor its paper's address tells it.
            number: document number, when the JSON has none.
            title: title, when the JSON has none.
            amends: what it amends, when the JSON does not say.

        Raises:
            NoticeError: not JSON, not this layout, too long, no days, a contradiction, or arguments of another kind.
        """
        from yibao_rules.calendar.notice_json import read_notice_json  # noqa: PLC0415  (as above)

        return read_notice_json(text, issued=issued, number=number, title=title, amends=amends)
