"""Office hours from the words of a service guide (办公时间文字的解析)."""

import re
from datetime import time
from itertools import pairwise

from yibao_rules.calendar.hours import WEEKDAYS, HoursError, MakeUp, OfficeHours, Season, Span, Week
from yibao_rules.serialization.guard import Guard
from yibao_rules.serialization.limits import LONGEST_HOURS
from yibao_rules.text import Text, normalise

_DAY = r"(?:周|星期|礼拜)?[一二三四五六日天]|mon|tue|wed|thu|fri|sat|sun"
_DAYS = re.compile(rf"(?P<first>{_DAY})(?: ?(?:至|到|-|~|—) ?(?P<last>{_DAY}))?|工作日|weekdays")
_SPAN = re.compile(r"(\d{1,2})[:时](\d{2})?分? ?(?:-|~|—|–|至|到) ?(\d{1,2})[:时](\d{2})?分?")
# 下午1:00-5:00: the afternoon's hours on a clock of twelve; its end too, where the span begins in the afternoon.
_AFTERNOON = re.compile(
    r"(?:下午|晚上) ?(\d{1,2})(?=[:时])(?:([^,，;；、]*?(?:-|~|—|–|至|到) ?)(\d{1,2})(?=[:时]))?"
)
_SEASON = re.compile(
    r"(?:夏季|冬季|夏令时|冬令时)?\(?(\d{1,2})月(\d{1,2})日? ?(?:至|到|-|~|—) ?(\d{1,2})月(\d{1,2})日?\)?:?"
)
# Words that add nothing to the hours themselves: the calendar knows the holidays.
_IDLE = re.compile(
    r"上午|下午|\(?(?:法定)?节假日(?:除外|不办公|休息)\)?|\(?except holidays\)?|办公时间|工作时间|对外服务"
)

_GUARD = Guard(HoursError)


def _fail(text: str, part: str) -> HoursError:
    return HoursError(
        where="parse_hours",
        found=Text(f"“{text[:80]}”中的“{part[:40]}”", f"“{part[:40]}” in “{text[:80]}”"),
        expected=Text("如：周一至周五 8:30-11:30，13:00-17:00", "such as: Mon-Fri 8:30-11:30, 13:00-17:00"),
        fix=Text(
            "各季以“5月1日至9月30日：”开头，各段以分号隔开",
            "begin a season with 5月1日至9月30日： and part segments with semicolons",
        ),
    )


def _too_long(n: int) -> HoursError:
    return HoursError(
        where="parse_hours",
        found=Text(f"{n:,} 个字符", f"{n:,} characters"),
        expected=Text(f"至多 {LONGEST_HOURS:,} 个字符", f"at most {LONGEST_HOURS:,} characters"),
        fix=Text("只给出办公时间一段", "give the passage on office hours alone"),
    )


def parse_hours(text: str, *, make_up: MakeUp = MakeUp.UNRESOLVED) -> OfficeHours:
    """Read office hours from their words.

    Args:
        text: segments parted by ；, each a weekday or span of weekdays and its hours; a segment that begins with
            dates (5月1日至9月30日：) opens a season, which lasts to the next such segment. Where every segment
            is in a season, the first season's week is the ordinary one.
        make_up: what the source says of make-up days.

    Raises:
        HoursError: a part is not understood (the message shows it), the hours contradict themselves, or the text is
            longer than 4,000 characters.

    >>> parse_hours("周一至周五：8:30-11:30，13:00-17:00（节假日除外）").words()
    '周一至周五 08:30-11:30、13:00-17:00'
    """
    if len(_GUARD.expect(text, str, "text")) > LONGEST_HOURS:
        raise _too_long(len(text))
    if not text.strip():
        raise _fail(text, text)
    clean = normalise(text).lower()
    clean = _IDLE.sub("", _AFTERNOON.sub(_afternoon, clean))
    weeks: list[tuple[tuple[tuple[int, int], tuple[int, int]] | None, list[list[Span]]]] = [
        (None, _no_hours())
    ]
    for segment in filter(None, (s.strip(" ,，。") for s in re.split("[;；\n]", clean))):
        rest = segment
        if found := _SEASON.match(segment):
            a, b, c, d = map(int, found.groups())
            weeks.append((((a, b), (c, d)), _no_hours()))
            rest = segment[found.end() :]
        _read_segment(rest, weeks[-1][1], text)
    seasons = tuple(Season(first=s[0], last=s[1], week=_week(days)) for s, days in weeks if s)
    ordinary = _week(weeks[0][1]) if any(weeks[0][1]) or not seasons else seasons[0].week
    return OfficeHours(week=ordinary, seasons=seasons, make_up=make_up)


def _no_hours() -> list[list[Span]]:
    return [[] for _ in range(7)]


def _week(days: list[list[Span]]) -> Week:
    a, b, c, d, e, f, g = map(tuple, days)
    return a, b, c, d, e, f, g


def _read_segment(segment: str, week: list[list[Span]], text: str) -> None:
    """Read one segment into ``week``; each span of weekdays takes the hours that follow it."""
    found = list(_DAYS.finditer(segment))
    if not found or segment[: found[0].start()].strip():
        raise _fail(text, segment)
    for i, days in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else len(segment)
        words = segment[days.end() : end]
        spans = tuple(_span(hit, text) for hit in _SPAN.finditer(words))
        if not spans or _SPAN.sub("", words).strip(" ,，、:和及"):
            raise _fail(text, words or segment)
        if any(later.opens < earlier.opens for earlier, later in pairwise(spans)):
            raise _fail(
                text, words
            )  # 8:30-11:30，1:00-5:00 is meant on a clock of twelve, and does not say so
        first = _weekday(days["first"]) if days["first"] else 0
        last = _weekday(days["last"]) if days["last"] else first if days["first"] else 4
        if last < first:
            raise _fail(text, days[0])
        for weekday in range(first, last + 1):
            week[weekday] += spans


def _afternoon(found: re.Match[str]) -> str:
    def late(hour: str) -> str:
        return str(int(hour) + 12 * (int(hour) < 12))

    return late(found[1]) + (found[2] + late(found[3]) if found[3] else "")


def _weekday(word: str) -> int:
    han = word[-1].replace("天", "日")
    return WEEKDAYS.zh.index(han) if han in WEEKDAYS.zh else WEEKDAYS.en.lower().split().index(word)


def _span(found: re.Match[str], text: str) -> Span:
    a, b, c, d = (int(g or 0) for g in found.groups())
    try:
        return Span(time(a, b), time(c, d))
    except HoursError:
        raise
    except ValueError:
        raise _fail(text, found[0]) from None
