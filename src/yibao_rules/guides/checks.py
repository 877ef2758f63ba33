"""What must hold in a guide beyond its shape: known names, orderly dates, no item twice on one day."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

import attrs

from yibao_rules.guides.faults import mend
from yibao_rules.model.facts import OPEN_KIND, facts
from yibao_rules.model.guide import NATIONAL, Guide, GuideItem
from yibao_rules.model.guide_parts import Office
from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.model.requirements import Requirement, needs
from yibao_rules.text import Text

OPEN = OPEN_KIND
"""Prefix of names that a guide brings itself: items and kinds that the library's tables do not have."""
_PLACE = re.compile(r"[0-9]{6}")
_EDITION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
_DISEASE = re.compile(r"M[0-9]{5}")
_SEASON = re.compile(r"(\d\d)-(\d\d)/(\d\d)-(\d\d)")


class Tell(Protocol):
    """Notes a fault: path, what was found, what was expected, how to mend it."""

    def __call__(self, path: str, found: Text | str, expected: Text, fix: Text | None = None) -> Any:
        """Note it."""


def check(guide: Guide, tell: Tell) -> None:
    """Note every fault of ``guide`` through ``tell``."""
    if guide.place != NATIONAL and not _PLACE.fullmatch(guide.place):
        tell("place", guide.place, Text("6 位医保区划或 national", "six digits, or national"))
    if not _EDITION.fullmatch(guide.edition):
        tell("edition", guide.edition, Text("字母、数字、- . _", "letters, digits, - . _"))
    _days("valid_to", guide.valid_from, guide.valid_to, tell)
    for i, office in enumerate(guide.offices):
        _office(office, f"offices[{i}]", tell)
    for i, item in enumerate(guide.items):
        _item(guide, item, f"item[{i}]", tell)
    _twice(guide, tell)


def _days(path: str, first: date, last: date | None, tell: Tell) -> None:
    if last is not None and last < first:
        tell(
            path,
            last.isoformat(),
            Text(f"不早于 {first}", f"not before {first}"),
        )


def _office(office: Office, path: str, tell: Tell) -> None:
    if office.place and not _PLACE.fullmatch(office.place):
        tell(f"{path}.place", office.place, Text("6 位医保区划", "six digits"))
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
                f"{here}.closes",
                opening.closes.isoformat("minutes"),
                Text("晚于 opens", "later than opens"),
            )
        if opening.season and not _SEASON.fullmatch(opening.season):
            tell(f"{here}.season", opening.season, Text("如 05-01/09-30", "such as 05-01/09-30"))


def _item(guide: Guide, item: GuideItem, path: str, tell: Tell) -> None:
    _known(item.item, items(), f"{path}.item", Text("服务事项标识", "the slug of a service item"), tell)
    for i, member in enumerate(item.members):
        _known(
            member, items(), f"{path}.members[{i}]", Text("服务事项标识", "the slug of a service item"), tell
        )
    first, last = guide.days_of(item)
    _days(f"{path}.valid_to", first, last, tell)
    if first < guide.valid_from or (guide.valid_to is not None and (last or date.max) > guide.valid_to):
        tell(
            f"{path}.valid_from",
            f"{first} – {last or ''}",
            Text("在本版本的有效期之内", "within the edition's own days"),
        )
    for name, tree in _trees(item):
        _kinds(tree, f"{path}.{name}", tell)
    _names(item, path, tell)
    _diseases(item, path, tell)


def _names(item: GuideItem, path: str, tell: Tell) -> None:
    names = {a.name for a in attrs.fields(GuideItem)}
    what = Text("事项的字段名", "the name of an item's field")
    for i, name in enumerate(item.binds):
        _among(name, names, f"{path}.binds[{i}]", what, tell)
    for i, source in enumerate(item.sources):
        _among(source.of, names, f"{path}.sources[{i}].of", what, tell)
    fact_names = tuple(fact.name for fact in facts())
    for i, fact in enumerate(item.required_facts):
        _among(fact, fact_names, f"{path}.required_facts[{i}]", Text("数据字典中的事实", "a fact"), tell)
    if item.pledge is not None and item.pledge.becomes:
        _known(
            item.pledge.becomes,
            items(),
            f"{path}.pledge.becomes",
            Text("服务事项标识", "an item's slug"),
            tell,
        )


def _diseases(item: GuideItem, path: str, tell: Tell) -> None:
    for i, disease in enumerate(item.diseases):
        for code in filter(None, (disease.code, *disease.includes)):
            if not _DISEASE.fullmatch(code):
                tell(f"{path}.diseases[{i}]", code, Text("M 加 5 位数字", "M and five digits"))


def _trees(item: GuideItem) -> Iterable[tuple[str, Requirement]]:
    agent = item.agent.materials if item.agent else None
    pairs = (("materials", item.materials), ("may_ask", item.may_ask), ("agent.materials", agent))
    return ((name, tree) for name, tree in pairs if tree is not None)


def _kinds(tree: Requirement, path: str, tell: Tell) -> None:
    for need in needs(tree):
        _known(need.kind, kinds(), path, Text("材料种类标识", "the slug of a kind of material"), tell)


def _known(slug: str, table: Iterable[str], path: str, what: Text, tell: Tell) -> None:
    if not slug.startswith(OPEN):
        _among(slug, table, path, what, tell)


def _among(word: str, known: Iterable[str], path: str, what: Text, tell: Tell) -> None:
    names = tuple(known)
    if word not in names:
        own = Text(f"自有名称以 {OPEN} 开头", f"begin a name of your own with {OPEN}")
        tell(path, word, what, mend(word, names, own))


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
