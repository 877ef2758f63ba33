"""Write docs/seed-table.md: each line of the source documents and where it lives in the library."""

import importlib
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from yibao_rules.calendar.terms import Term
from yibao_rules.guides import Found, catalogue
from yibao_rules.guides.lint import LINTS
from yibao_rules.model import causes
from yibao_rules.model.facts import facts
from yibao_rules.model.guide import Guide
from yibao_rules.model.kinds import kinds
from yibao_rules.text import LabelledEnum
from yibao_rules.validators.national import national_rules

HERE = Path(__file__).parent
LINES: dict[str, Any] = tomllib.loads((HERE / "seed-lines.toml").read_text("utf-8"))
TARGET = HERE / "seed-table.md"
EMPTY = "（原文空）"


def guide_named(key: str) -> Guide:
    """Give a bundled guide by ``place/edition``."""
    place = key.partition("/")[0]
    return next(g for g in catalogue().of_place(place) if g.key == key)


def find_home(home: str) -> str:
    """Give the wording of a home; LookupError when there is no such thing."""
    kind, _, name = home.partition(":")
    return f"{_LABELS[kind]} `{name}`" if _FINDERS[kind](name) else _lost(home)


def _lost(home: str) -> str:
    raise LookupError(home)


def _in_guide(name: str) -> bool:
    key, _, rest = name.partition("#")
    if not rest:
        key, _, rest = name.rpartition(".")
        return bool(getattr(guide_named(key), rest))
    slug, _, field = rest.partition(".")
    guide = guide_named(key)
    answer = catalogue().find(guide.place, slug, guide.valid_from)
    items = [i for i in guide.items if i.item == slug]
    return isinstance(answer, Found) and any(field in item.stated() for item in items)


def _importable(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    if hasattr(importlib.import_module(module), attribute):
        return True
    return find_spec(name) is not None


_LABELS = {
    "rule": "规则",
    "fact": "事实",
    "kind": "材料种类",
    "lint": "检查",
    "cause": "原因",
    "guide": "指南",
    "py": "模块",
}
_FINDERS = {
    "rule": lambda name: name in {r.code for r in national_rules()},
    "fact": lambda name: name in facts(),
    "kind": lambda name: name in kinds(),
    "lint": lambda name: name in {rule.code for rule in LINTS},
    "cause": lambda name: hasattr(causes, name),
    "guide": _in_guide,
    "py": _importable,
}


def reach(start: object, path: str) -> object:
    """Follow a dotted path of attributes and positions."""
    for step in path.split("."):
        start = start[int(step)] if step.isdigit() else getattr(start, step)  # type: ignore[index]
    return start


def wording(value: object) -> str:  # noqa: PLR0911 - one kind of value, one line
    """Word a value for a cell of the table."""
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "是" if value else "否"
        case LabelledEnum():
            return value.label.zh
        case tuple():
            return "；".join(filter(None, map(wording, value)))
        case Term():
            return value.wording("zh")
    for name in ("text", "phone", "name", "term", "document", "question", "heading", "step"):
        if getattr(value, name, None):
            return wording(getattr(value, name))
    return str(value)


def article_rows() -> Iterator[tuple[str, str, str]]:
    """Give the lines of source 1: id, what it says, its homes."""
    for line in LINES["line"]:
        yield line["id"], line["says"], "；".join(map(find_home, line["homes"]))


def portal_rows() -> Iterator[tuple[str, str, str]]:
    """Give the fields of source 2: heading, field, value."""
    table = LINES["fields"]
    guide = guide_named(table["guide"])
    for heading, path in table["rows"]:
        full = path.replace("item.", "items.0.", 1) if path.startswith("item.") else path
        yield heading, path, wording(reach(guide, full)) or _lost(heading)
    row = guide.items[0].material_rows[0]
    for heading, name in table["material_rows"]:
        yield f"材料目录：{heading}", f"item.material_rows.{name}", wording(getattr(row, name))
    for heading, name in table["material_blanks"]:
        yield f"材料目录：{heading}", f"item.material_rows.{name}", wording(getattr(row, name)) or EMPTY
    for says, home in table["quoted"]:
        yield f"设定依据：{says}", find_home(home), ""


def list_rows() -> Iterator[tuple[str, ...]]:
    """Give the items of source 3, one a row, each column worded; a cell that nothing fills is an error."""
    table = LINES["columns"]
    for item in guide_named(table["guide"]).items:
        cells = []
        for heading, name in table["rows"]:
            blank = item.number in table["blanks"].get(name, ())
            cell = wording(getattr(item, name))
            if bool(cell) is blank:
                _lost(f"{item.number} {heading}")
            cells.append(cell or EMPTY)
        yield tuple(cells)


def _markdown(heading: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    def line(cells: tuple[str, ...]) -> str:
        return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |"

    return "\n".join((line(heading), "|" + " --- |" * len(heading), *map(line, rows)))


def table_text() -> str:
    """Give the whole page."""
    columns = tuple(heading for heading, _ in LINES["columns"]["rows"])
    return f"""# 原始文件逐条对照（Each line of the sources and where it lives）

由 `docs/generate_seed_table.py` 根据 `docs/seed-lines.toml` 和随附的指南生成，请勿手改。
Generated; do not edit by hand.

## {LINES["source_1"]}

{_markdown(("条", "内容", "所在"), article_rows())}

## {LINES["source_2"]}

{_markdown(("栏目", "字段", "内容"), portal_rows())}

## {LINES["source_3"]}

{_markdown(columns, list_rows())}
"""


if __name__ == "__main__":
    TARGET.write_text(table_text(), "utf-8")
