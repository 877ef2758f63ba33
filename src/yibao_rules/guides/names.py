"""Names and codes that a guide's fields may hold: known slugs, facts, field names, place and disease codes."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

import attrs

from yibao_rules.guides.faults import mend
from yibao_rules.model.facts import OPEN_KIND, facts
from yibao_rules.model.guide import NATIONAL, Guide, GuideItem
from yibao_rules.model.guide_parts import DiseaseEntry, FieldSource, Office, Opening, PledgeRule
from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.model.requirements import Need
from yibao_rules.text import Text

Complaint = tuple[Text, Text | None]
"""What was expected, and how to mend it (None: give what was expected)."""

Check = Callable[[str], Complaint | None]

OPEN: Final = OPEN_KIND
"""Prefix of names that a guide brings itself: items and kinds that the library's tables do not have."""


def _among(known: Callable[[], Iterable[str]], what: Text, *, open_names: bool = False) -> Check:
    def check(word: str) -> Complaint | None:
        names = tuple(known())
        if word in names or (open_names and re.fullmatch(OPEN + r"[a-z0-9_]+", word)):
            return None
        otherwise = Text("查阅数据字典", "see the data dictionary")
        if open_names:
            otherwise = Text(f"自有名称以 {OPEN} 开头", f"begin a name of your own with {OPEN}")
        return what, mend(word, names, otherwise)

    return check


def _shaped(pattern: str, what: Text) -> Check:
    compiled = re.compile(pattern)
    return lambda word: None if compiled.fullmatch(word) else (what, None)


def _fields() -> Iterable[str]:
    return (a.name for a in attrs.fields(GuideItem))


@cache
def checks() -> Mapping[tuple[type, str], Check]:
    """Give the checks of single texts, by record and field; for a tuple of texts, of each."""
    item = _among(items, Text("服务事项标识", "the slug of a service item"), open_names=True)
    kind = _among(kinds, Text("材料种类标识", "the slug of a kind of material"), open_names=True)
    field = _among(_fields, Text("事项的字段名", "the name of an item's field"))
    fact = _among(
        lambda: (f.name for f in facts()), Text("数据字典中的事实", "a fact of the data dictionary")
    )
    place = _shaped(r"\d{6}", Text("6 位医保区划", "a place code of six digits"))
    disease = _shaped(r"M\d{5}", Text("M 加 5 位数字", "M and five digits"))
    return {
        (Guide, "place"): _shaped(
            rf"\d{{6}}|{NATIONAL}", Text("6 位医保区划或 national", "six digits, or national")
        ),
        (Guide, "edition"): _shaped(
            r"[0-9A-Za-z][0-9A-Za-z._-]*", Text("字母、数字、- . _", "letters, digits, - . _")
        ),
        (GuideItem, "item"): item,
        (GuideItem, "members"): item,
        (GuideItem, "binds"): field,
        (GuideItem, "required_facts"): fact,
        (FieldSource, "of"): field,
        (PledgeRule, "becomes"): item,
        (Need, "kind"): kind,
        (Office, "place"): place,
        (Opening, "season"): _shaped(
            r"[01]\d-[0-3]\d/[01]\d-[0-3]\d", Text("如 05-01/09-30", "such as 05-01/09-30")
        ),
        (DiseaseEntry, "code"): disease,
        (DiseaseEntry, "includes"): disease,
    }
