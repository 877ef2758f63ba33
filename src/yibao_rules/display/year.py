"""A year's calendar (HTML): twelve months with 休 on days off and 班 on make-up days, what is provisional marked."""

from calendar import Calendar
from datetime import MAXYEAR, MINYEAR, date
from html import escape

from yibao_rules.calendar import Day, DayKind, Standing, WorkCalendar, national
from yibao_rules.display.html import style
from yibao_rules.serialization.guard import whole
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text

_STYLE = (
    ".yibao-year{display:grid;grid-template-columns:repeat(auto-fill,minmax(15em,1fr));gap:1em;align-items:start;color:inherit}"
    ".yibao-year table{border-collapse:collapse;font-variant-numeric:tabular-nums}"
    ".yibao-year caption{font-weight:bold}"
    ".yibao-year th,.yibao-year td{width:2em;height:2.2em;padding:0;text-align:center;line-height:1.1}"
    ".yibao-year td small{display:block;font-size:.7em}"
    ".yibao-year .off{background:rgba(220,60,60,.2)}"
    ".yibao-year .work{background:rgba(230,150,40,.35)}"
    ".yibao-year .weekend{opacity:.55}"
    ".yibao-year .unsure{outline:1px dashed rgba(128,128,128,.8);outline-offset:-2px}"
)
_WEEK = Text("一二三四五六日", "MTWTFSS")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLAIN = (DayKind.WORKDAY, DayKind.WEEKEND)


@guarded
def calendar_html(year: int, *, calendar: WorkCalendar | None = None, lang: Lang = "zh") -> str:
    """Show a year.

    Args:
        year: the year.
        calendar: the working days; the national calendar by default.
        lang: the language.

    Returns:
        A fragment with its own style. 休 (off) marks a day off that a notice or a region decided, 班 (work) a
        weekend day worked; a day not yet confirmed has a dashed frame. Each tells its reason on hover.

    Raises:
        UnknownYearError: the calendar does not answer for the year.
    """
    whole(year, "year", least=MINYEAR, most=MAXYEAR)
    known = calendar or national()
    known.day(date(year, 1, 1))
    months = "".join(_month(known, year, month, lang) for month in range(1, 13))
    legend = Text(
        f"{year} 年：休 放假；班 补班；虚框 尚未确定",
        f"{year}: “off” days off, “work” make-up days, dashed: not confirmed",
    )
    return f'{style(_STYLE)}<p>{escape(legend.in_(lang))}</p><div class="yibao-year">{months}</div>'


def _month(calendar: WorkCalendar, year: int, month: int, lang: Lang) -> str:
    name = Text(f"{month}月", _MONTHS[month - 1]).in_(lang)
    heads = "".join(f"<th>{letter}</th>" for letter in _WEEK.in_(lang))
    weeks = "".join(
        f"<tr>{''.join(_cell(calendar, year, month, number, lang) for number in week)}</tr>"
        for week in Calendar().monthdayscalendar(year, month)
    )
    return f"<table><caption>{name}</caption><tr>{heads}</tr>{weeks}</table>"


def _cell(calendar: WorkCalendar, year: int, month: int, number: int, lang: Lang) -> str:
    if not number:
        return "<td></td>"
    day = calendar.day(date(year, month, number))
    mark, look = _mark(day)
    looks = [look] if look else []
    if day.standing is not Standing.CONFIRMED:
        looks.append("unsure")
    told = (
        day.kind.label.in_(lang),
        day.name,
        day.layer or "",
        day.notice or "",
        day.standing.label.in_(lang),
    )
    title = " ".join(filter(None, told))
    kind = f' class="{" ".join(looks)}"' if looks else ""
    word = f"<small>{escape(mark.in_(lang))}</small>" if mark else ""
    return f'<td{kind} title="{escape(title)}">{number}{word}</td>'


def _mark(day: Day) -> tuple[Text | None, str]:
    """A weekend that lies within a festival is off with it; a plain weekend has no mark."""
    named = bool(day.name or day.layer) or day.kind not in _PLAIN
    if not named:
        return None, "" if day.is_workday else "weekend"
    return (Text("班", "work"), "work") if day.is_workday else (Text("休", "off"), "off")
