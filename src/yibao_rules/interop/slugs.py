"""Names from the library's open tables, service items and material kinds: known ones, or one's own that begin with ``x_``."""

import re
from collections.abc import Mapping
from typing import Any

from yibao_rules.interop.faults import Bad, FaultKind
from yibao_rules.interop.scalars import describe, text
from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.model.slug_table import Named
from yibao_rules.text import Text, nearest

OWN_FORM = r"x_[a-z0-9_]{1,62}"
"""The form of a caller's own slug."""

_OWN = re.compile(OWN_FORM)


def item(value: Any, _type: Any = str) -> str:
    """Read the slug of a service item.

    Raises:
        Bad: not a text, or neither a known slug nor one that begins with ``x_``.
    """
    return _known(value, items(), Text("服务事项", "service item"), "yibao items")


def is_item(slug: str) -> bool:
    """Tell whether a text is the slug of a service item: a known one, or one's own."""
    return slug in items() or _OWN.fullmatch(slug) is not None


def material_kind(value: Any, _type: Any = str) -> str:
    """Read the slug of a kind of material.

    Raises:
        Bad: not a text, or neither a known slug nor one that begins with ``x_``.
    """
    return _known(value, kinds(), Text("材料种类", "kind of material"), "yibao kinds")


def _known(value: Any, table: Mapping[str, Named], what: Text, command: str) -> str:
    slug = text(value)
    if slug in table or _OWN.fullmatch(slug):
        return slug
    by_label = {entry.label.zh: s for s, entry in table.items()}
    near = by_label.get(slug) or nearest(slug.lower(), table) or nearest(slug, by_label)
    near = by_label.get(near, near) if near else None
    look_up = Text(
        f"用 {command} 查看全部；自有的以 x_ 开头",
        f"see them all with: {command}; names of your own begin with x_",
    )
    if near:
        label = table[near].label
        look_up = Text(f"改为 {near}（{label.zh}）；{look_up.zh}", f"write {near} ({label.en}); {look_up.en}")
    raise Bad(
        FaultKind.UNKNOWN_WORD,
        describe(value),
        Text(
            f"{what.zh}的标识，如 {next(iter(table))}",
            f"the slug of a {what.en}, such as {next(iter(table))}",
        ),
        look_up,
    )
