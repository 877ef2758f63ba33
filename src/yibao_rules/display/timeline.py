"""A deadline as a strip of days (SVG): start, what was skipped, make-up days, last day; in words as well as colour."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from attrs import frozen

from yibao_rules.calendar.deadlines import Deadline
from yibao_rules.calendar.overdue import Overdue
from yibao_rules.calendar.trace import Step, StepKind
from yibao_rules.display.text import end_words
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text

_CELL_W, _CELL_H, _ROW_H = 34, 40, 58
_A_ROW = 21  # three weeks
_MOST_ROWS = 40
_FONT = "font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_FILLS = {
    "start": "rgba(70,130,220,.35)",
    "rest": "rgba(128,128,128,.25)",
    "work": "rgba(230,150,40,.4)",
    "end": "rgba(220,60,60,.45)",
    "day": "rgba(60,170,90,.14)",
}
_WORDS = {
    "start": Text("起", "S"),
    "rest": Text("休", "-"),
    "work": Text("班", "+"),
    "end": Text("止", "E"),
    "day": Text("", ""),
}


@frozen
class _Cell:
    """One day of the strip: what it is, and the sentence behind it."""

    day: date
    kind: str
    said: str


@guarded
def timeline_svg(deadline: Deadline, *, overdue: Overdue | None = None, lang: Lang = "zh") -> str:
    """Draw a deadline.

    Args:
        deadline: the deadline; one without a date gives its words alone.
        overdue: by how much it has passed; None to say nothing of that.
        lang: the language.

    Returns:
        A self-contained ``<svg>`` of three weeks a row, at most some two years long; every day tells its reason
        on hover, and the whole is told as a text for those who do not see it.
    """
    told = f"{deadline.term.wording(lang)}{'：' if lang == 'zh' else ': '}{end_words(deadline).in_(lang)}"
    if overdue is not None:
        told += f"{'；' if lang == 'zh' else '; '}{overdue.text.in_(lang)}"
    cells = [*_cells(deadline, lang)]
    shown = cells[: _A_ROW * _MOST_ROWS]
    rows = -(-len(shown) // _A_ROW)
    width, height = _A_ROW * _CELL_W + 2, 30 + rows * _ROW_H
    parts = [f'<text x="1" y="18" style="font-weight:bold">{escape(told)}</text>']
    parts += [_drawn(cell, n, lang) for n, cell in enumerate(shown)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" style="{_FONT};font-size:13px;fill:currentColor"><title>{escape(told)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _cells(deadline: Deadline, lang: Lang) -> Iterator[_Cell]:
    if deadline.due is None:
        return
    day = first = min(deadline.counted_from, deadline.due)
    last = max(deadline.counted_from, deadline.due)
    while day <= last:
        said = [s for s in deadline.steps if s.first <= day <= s.last]
        reason = "；".join(s.text.in_(lang) for s in said)
        yield _Cell(day, _kind(day, first, last, said), reason)
        day += timedelta(days=1)


def _kind(day: date, first: date, last: date, said: list[Step]) -> str:
    if day == last:
        return "end"
    if day == first:
        return "start"
    kinds = {s.kind for s in said}
    if StepKind.MAKE_UP in kinds:
        return "work"
    return "rest" if StepKind.SKIPPED in kinds else "day"


def _drawn(cell: _Cell, n: int, lang: Lang) -> str:
    x, y = 1 + n % _A_ROW * _CELL_W, 30 + n // _A_ROW * _ROW_H
    middle = x + _CELL_W // 2 - 1
    word = _WORDS[cell.kind].in_(lang)
    # The month stands over its first day, and over the first day of the strip and of each row.
    month = f"{cell.day:%Y-%m}" if cell.day.day == 1 or n % _A_ROW == 0 else ""
    weekday = "一二三四五六日"[cell.day.weekday()] if lang == "zh" else f"{cell.day:%a}"[:2]
    title = f"{cell.day} {weekday} {cell.said}".strip()
    return (
        f"<g><title>{escape(title)}</title>"
        f'<rect x="{x}" y="{y + 12}" width="{_CELL_W - 2}" height="{_CELL_H}" rx="4" fill="{_FILLS[cell.kind]}"/>'
        f'<text x="{x}" y="{y + 9}" style="font-size:10px">{month}</text>'
        f'<text x="{middle}" y="{y + 28}" text-anchor="middle">{cell.day.day}</text>'
        f'<text x="{middle}" y="{y + 45}" text-anchor="middle" style="font-size:11px">{word or weekday}</text></g>'
    )
