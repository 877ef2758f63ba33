"""Hypothesis strategies for calendars: days, layers, notices of announced years to come, whole calendars."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from yibao_rules.calendar import Arrangement, Layer, LayerKind, Notice, WorkCalendar, national
from yibao_rules.calendar.projection import projected_notice
from yibao_rules.errors import missing_extra

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

try:
    from hypothesis import strategies as st
except ImportError:
    raise missing_extra("hypothesis", "testing") from None

_DAY = timedelta(days=1)


def days(calendar: WorkCalendar) -> "SearchStrategy[date]":
    """Any day that a calendar answers for."""
    return st.dates(calendar.first, calendar.last)


def layers(calendar: WorkCalendar) -> "SearchStrategy[Layer]":
    """A local layer of both signs over days of a calendar."""

    def build(words: dict[date, bool], name: str, kind: LayerKind) -> Layer:
        off = [day for day, rest in words.items() if rest]
        work = [day for day, rest in words.items() if not rest]
        return Layer(name=name, off=off, work=work, kind=kind, source="测试")

    words = st.dictionaries(days(calendar), st.booleans(), max_size=12)
    return st.builds(build, words, st.text("甲乙丙丁", min_size=1, max_size=3), st.sampled_from(LayerKind))


def notices(year: int) -> "SearchStrategy[Notice]":
    """A yearly notice that holds together: the statutory days, and some weekdays off for weekend days worked."""
    return _notice(year)


def _pick(start: date, step: timedelta, taken: set[date], fits: Callable[[date], bool]) -> date:
    day = start + step
    while day in taken or not fits(day):
        day += step
    taken.add(day)
    return day


@st.composite
def _notice(draw: "DrawFn", year: int) -> Notice:
    base = projected_notice(year)
    taken = {day for item in base.arrangements for day in item.off}
    items = []
    for item in base.arrangements:
        off, work = list(item.off), []
        for _ in range(draw(st.integers(0, 2))):
            before = item.name != "元旦" and draw(st.booleans())
            start, step = (item.off[0], -_DAY) if before else (item.off[-1], _DAY)
            work.append(_pick(start, step, taken, lambda day: day.weekday() >= 5))
            off.append(_pick(item.off[-1], _DAY, taken, lambda day: day.weekday() < 5))
        items.append(Arrangement(name=item.name, off=off, work=work))
    issued = draw(st.dates(date(year - 1, 10, 25), date(year - 1, 12, 16)))
    number = f"国办发明电〔{year - 1}〕{draw(st.integers(60, 99))}号"
    title = f"国务院办公厅关于{year}年部分节假日安排的通知"
    return Notice(
        year=year, number=number, title=title, issued=issued, sure="测试", arrangements=tuple(items)
    )


@st.composite
def calendars(draw: "DrawFn") -> WorkCalendar:
    """The national calendar as of some day since 2014 or of now, perhaps with layers, a further notice, a projection."""
    as_of = draw(st.none() | st.dates(date(2013, 12, 31), date(2026, 11, 1)))
    calendar = national(as_of)
    if draw(st.booleans()):
        calendar = calendar.with_notice(draw(notices(calendar.last.year + 1)))
    for layer in draw(st.lists(layers(calendar), max_size=2)):
        calendar = calendar.with_layer(layer)
    if draw(st.booleans()):
        calendar = calendar.projected(calendar.last.year + draw(st.integers(1, 3)))
    return calendar
