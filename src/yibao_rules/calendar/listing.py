"""A year's holidays as a listing to read, and notices and changes as the command line hands them over."""

from datetime import date, timedelta

from attrs import frozen

from yibao_rules.calendar.changes import Comparison, compare
from yibao_rules.calendar.days import Day, DayKind, Ends, Standing
from yibao_rules.calendar.notice_checks import check_notice, weekday
from yibao_rules.calendar.notice_source import decode
from yibao_rules.calendar.notice_text import parse_notice
from yibao_rules.calendar.notices import Notice
from yibao_rules.calendar.refusals import expect, expect_year, guarded
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Lang, Text

_PLAIN = (DayKind.WORKDAY, DayKind.WEEKEND)


@frozen
class YearListing:
    """What a calendar says of one year.

    Attributes:
        year: the year.
        standing: the worst standing of its days.
        provisional_from: the first day that is not confirmed, or None.
        workdays: how many working days it has.
        days: every day that a notice or a layer decided, in order.
        notices: the documents behind them, in order of first use.
    """

    year: int
    standing: Standing
    provisional_from: date | None
    workdays: int
    days: tuple[Day, ...]
    notices: tuple[str, ...]

    def render(self, lang: Lang = "zh") -> str:
        """Give the listing as lines of text: a head, a line for each run of days of one kind, the sources."""
        standing = self.standing.label
        if self.provisional_from:
            since = self.provisional_from
            standing = Text(f"{since} 起{standing.zh}", f"{standing.en} from {since}")
        head = Text(
            f"{self.year} 年：{self.workdays} 个工作日（{standing.zh}）",
            f"{self.year}: {self.workdays} working days ({standing.en})",
        )
        lines = [head.in_(lang), *(_line(run, lang) for run in _runs(self.days))]
        lines += [Text(f"依据：{name}", f"by {name}").in_(lang) for name in self.notices]
        return "\n".join(lines)


@guarded
def list_year(calendar: WorkCalendar, year: int) -> YearListing:
    """List a year as a calendar sees it.

    Raises:
        UnknownYearError: the calendar does not answer for the year.
        CalendarError: no year at all.
    """
    expect(calendar, WorkCalendar, "calendar")
    expect_year(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    workdays = calendar.count(first, last, Ends.BOTH)
    days = [calendar.day(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    named = tuple(day for day in days if day.name or day.layer or day.kind not in _PLAIN)
    notices = tuple(dict.fromkeys(day.notice for day in named if day.notice))
    unsure = next((day.date for day in days if day.standing is not Standing.CONFIRMED), None)
    return YearListing(year, calendar.standing_between(first, last), unsure, workdays, named, notices)


def _runs(days: tuple[Day, ...]) -> list[list[Day]]:
    runs: list[list[Day]] = []
    for day in days:
        if runs and day.date - runs[-1][-1].date == timedelta(days=1) and _same(day, runs[-1][-1]):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _same(a: Day, b: Day) -> bool:
    return (a.is_workday, a.kind, a.name, a.layer) == (b.is_workday, b.kind, b.name, b.layer)


def _line(run: list[Day], lang: Lang) -> str:
    first, last = run[0], run[-1]
    if lang == "zh":
        start, end = (f"{d.date}（{weekday(d.date)}）" for d in (first, last))
    else:
        start, end = (f"{d.date} ({d.date:%a})" for d in (first, last))
    span = start if len(run) == 1 else f"{start} {'至' if lang == 'zh' else 'to'} {end}"
    owner = first.layer
    if owner and first.name:
        owner = f"（{owner}）" if lang == "zh" else f" ({owner})"
    return f"  {span} {first.kind.label.in_(lang)} {first.name}{owner or ''}".rstrip()


def read_notice(
    text: str | bytes,
    *,
    year: int | None = None,
    number: str = "",
    issued: date | None = None,
) -> Notice:
    """Read a notice from a file: JSON in the holiday-cn layout, or the notice's Chinese words, as text or as a page's HTML.

    Args:
        text: the file's text, or its bytes in UTF-8 or GBK.
        year: the year arranged, when the Chinese text does not say.
        number: document number, when the file does not say.
        issued: date of issue, when the file does not say.

    Raises:
        NoticeError: not understood, or it does not hold together.
    """
    text = decode(text)
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        notice = Notice.from_json(text.lstrip("\ufeff"), issued=issued, number=number)
        check_notice(notice)
        return notice
    return parse_notice(text, year=year, number=number, issued=issued)


@guarded
def add_notice(calendar: WorkCalendar, notice: Notice) -> tuple[WorkCalendar, Comparison]:
    """Add a notice, and tell what changed against what was known.

    Raises:
        NoticeError: the notice cannot join the calendar.
    """
    new = calendar.with_notice(notice)
    return new, compare(calendar, new)
