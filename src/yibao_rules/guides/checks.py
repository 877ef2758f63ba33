"""What must hold in a guide beyond its single fields: orderly dates and hours, no item twice on one day."""

from datetime import date
from typing import Any, Protocol

from yibao_rules.model.guide import Guide, GuideItem
from yibao_rules.model.guide_parts import Office
from yibao_rules.text import Text


class Tell(Protocol):
    """Notes a fault: path, what was found, what was expected, how to mend it."""

    def __call__(self, path: str, found: Text | str, expected: Text, fix: Text | None = None) -> Any:
        """Note it."""


def check(guide: Guide, tell: Tell) -> None:
    """Note every fault of ``guide`` through ``tell``."""
    _days("valid_to", guide.valid_from, guide.valid_to, tell)
    for i, office in enumerate(guide.offices):
        _hours(office, f"offices[{i}]", tell)
    for i, item in enumerate(guide.items):
        _item_days(guide, item, f"item[{i}]", tell)
        if item.item in item.members:
            expected = Text("其他事项", "other items")
            tell(f"item[{i}].members", Text(f"{item.item} 包含自身", f"{item.item} in itself"), expected)
    _twice(guide, tell)


def _days(path: str, first: date, last: date | None, tell: Tell) -> None:
    if last is not None and last < first:
        tell(path, last.isoformat(), Text(f"不早于 {first}", f"not before {first}"))


def _hours(office: Office, path: str, tell: Tell) -> None:
    for i, opening in enumerate(office.openings):
        here = f"{path}.openings[{i}]"
        if not opening.days or not set(opening.days) <= set(range(1, 8)):
            tell(
                f"{here}.days",
                str(list(opening.days)),
                Text("1 至 7（周一至周日）", "1 to 7 (Monday to Sunday)"),
            )
        if opening.closes <= opening.opens:
            tell(
                f"{here}.closes", opening.closes.isoformat("minutes"), Text("晚于 opens", "later than opens")
            )
        for j, other in enumerate(office.openings[:i]):
            together = set(opening.days) & set(other.days) and opening.season == other.season
            if together and opening.opens < other.closes and other.opens < opening.closes:
                tell(
                    here,
                    Text(f"与 openings[{j}] 重叠", f"overlaps openings[{j}]"),
                    Text("不重叠的时段", "stretches that do not overlap"),
                )


def _item_days(guide: Guide, item: GuideItem, path: str, tell: Tell) -> None:
    first, last = guide.days_of(item)
    _days(f"{path}.valid_to", first, last, tell)
    if first < guide.valid_from or (guide.valid_to is not None and (last or date.max) > guide.valid_to):
        tell(
            f"{path}.valid_from",
            f"{first} – {last or ''}",
            Text("在本版本的有效期之内", "within the edition's own days"),
        )


def _twice(guide: Guide, tell: Tell) -> None:
    for i, item in enumerate(guide.items):
        for other in guide.items[:i]:
            if other.item == item.item and overlapping(guide.days_of(other), guide.days_of(item)):
                tell(
                    f"item[{i}].item",
                    Text(f"{item.item} 已出现", f"{item.item} a second time"),
                    Text("同一事项同一天只有一条", "one entry an item on any day"),
                    Text(
                        "合并，或以 valid_from、valid_to 分开",
                        "merge them, or part them by valid_from and valid_to",
                    ),
                )


def overlapping(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Tell whether two closed spans of days share a day; None is no end."""
    return one[0] <= (other[1] or date.max) and other[0] <= (one[1] or date.max)
