"""What must hold in a guide beyond its single fields: orderly dates and hours, no item twice on one day."""

from datetime import date, time
from itertools import pairwise

from yibao_rules.model.guide import NATIONAL, Guide, GuideItem
from yibao_rules.model.guide_parts import Office
from yibao_rules.model.places import UnknownPlaceError, place
from yibao_rules.serialization.faults import FaultCollector, FaultKind, HookError
from yibao_rules.text import Text, iso_date


class _Tell:
    """Notes faults at places within a guide."""

    def __init__(self, out: FaultCollector) -> None:
        self._out = out

    def __call__(self, pointer: str, found: Text | str, expected: Text, fix: Text | None = None) -> None:
        mend = fix or Text(f"改为{expected.zh}", f"give {expected.en}")
        self._out.add(lambda: HookError(FaultKind.REFUSED, found, expected, mend).at(pointer))


def check(guide: Guide, out: FaultCollector) -> None:
    """Note every fault of ``guide``."""
    tell = _Tell(out)
    _place("/place", guide.place, tell)
    _days("/valid_to", guide.valid_from, guide.valid_to, tell)
    for i, office in enumerate(guide.offices):
        _hours(office, f"/offices/{i}", tell)
        _place(f"/offices/{i}/place", office.place, tell)
    for i, item in enumerate(guide.items):
        _item_days(guide, item, f"/item/{i}", tell)
        if item.item in item.members:
            expected = Text("其他事项", "other items")
            tell(f"/item/{i}/members", Text(f"{item.item} 包含自身", f"{item.item} in itself"), expected)
    _twice(guide, tell)


def _place(pointer: str, code: str, tell: _Tell) -> None:
    if code in ("", NATIONAL):
        return
    try:
        place(code)
    except UnknownPlaceError as error:
        tell(pointer, code, error.expected, error.fix)


def _days(path: str, first: date, last: date | None, tell: _Tell) -> None:
    if last is not None and last < first:
        tell(path, last.isoformat(), Text(f"不早于 {first}", f"not before {first}"))


def _hours(office: Office, path: str, tell: _Tell) -> None:
    for i, opening in enumerate(office.openings):
        here = f"{path}/openings/{i}"
        if not opening.days or not set(opening.days) <= set(range(1, 8)):
            tell(
                f"{here}/days",
                str(list(opening.days[:9])),
                Text("1 至 7（周一至周日）", "1 to 7 (Monday to Sunday)"),
            )
        if opening.closes <= opening.opens:
            tell(
                f"{here}/closes", opening.closes.isoformat("minutes"), Text("晚于 opens", "later than opens")
            )
        if any(not _in_a_year(day) for day in opening.season.split("/") if day):
            tell(
                f"{here}/season",
                opening.season,
                Text("存在的月、日，如 05-01/09-30", "months and days that exist, such as 05-01/09-30"),
            )
    _apart(office, path, tell)


def _in_a_year(day: str) -> bool:
    return iso_date(f"2024-{day}") is not None  # a leap year has every day that any year has


def _apart(office: Office, path: str, tell: _Tell) -> None:
    """Note each stretch of the week that overlaps another of the same season."""
    by_day: dict[tuple[str, int], list[tuple[time, time, int]]] = {}
    for i, opening in enumerate(office.openings):
        for day in set(opening.days):
            by_day.setdefault((opening.season, day), []).append((opening.opens, opening.closes, i))
    clashes: dict[int, int] = {}
    for stretches in by_day.values():
        stretches.sort()
        for (_, closes, i), (opens, _, j) in pairwise(stretches):
            if opens < closes:
                clashes[max(i, j)] = min(i, j)
    for i, j in sorted(clashes.items()):
        tell(
            f"{path}/openings/{i}",
            Text(f"与 openings[{j}] 重叠", f"overlaps openings[{j}]"),
            Text("不重叠的时段", "stretches that do not overlap"),
        )


def _item_days(guide: Guide, item: GuideItem, path: str, tell: _Tell) -> None:
    first, last = guide.days_of(item)
    if (item.valid_from, item.valid_to) == (None, None):
        return  # the guide's own days, which are looked at by themselves
    _days(f"{path}/valid_to", first, last, tell)
    if first < guide.valid_from or (guide.valid_to is not None and (last or date.max) > guide.valid_to):
        tell(
            f"{path}/valid_from",
            f"{first} – {last or ''}",
            Text("在本版本的有效期之内", "within the edition's own days"),
        )


def _twice(guide: Guide, tell: _Tell) -> None:
    by_item: dict[str, list[tuple[date, date, int]]] = {}
    for i, item in enumerate(guide.items):
        first, last = guide.days_of(item)
        by_item.setdefault(item.item, []).append((first, last or date.max, i))
    twice: set[int] = set()
    for entries in by_item.values():
        entries.sort()
        end, holder = entries[0][1], entries[0][2]
        for first, last, i in entries[1:]:
            if first <= end:
                twice.add(max(i, holder))
            if last >= end:
                end, holder = last, i
    for i in sorted(twice):
        slug = guide.items[i].item
        tell(
            f"/item/{i}/item",
            Text(f"{slug} 已出现", f"{slug} a second time"),
            Text("同一事项同一天只有一条", "one entry an item on any day"),
            Text(
                "合并，或以 valid_from、valid_to 分开",
                "merge them, or part them by valid_from and valid_to",
            ),
        )


def overlapping(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Tell whether two closed spans of days share a day; None is no end."""
    return one[0] <= (other[1] or date.max) and other[0] <= (one[1] or date.max)
