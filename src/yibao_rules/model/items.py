"""Service items (服务事项): the library's own slugs; a place's codes map to them by edition of its guide."""

from functools import cache
from typing import Any

from attrs import frozen

from yibao_rules.model.slug_table import SlugTable, read_entries
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, same


@frozen(kw_only=True)
class ServiceItem:
    """One service item, whatever number a place gives it.

    Args:
        slug: its name in filings and guides.
        label: its name in Chinese and English.
        main: slug of its main item (主项) of the list of 2020, such as ``"out_of_area"``.
        source: where the item occurs.
    """

    slug: str
    label: Text
    main: str
    source: str


@frozen(kw_only=True)
class MainItem:
    """One main item (主项), the heading that several items share."""

    slug: str
    label: Text
    source: str


def _item(entry: dict[str, Any]) -> ServiceItem:
    return ServiceItem(label=Text(entry["zh"], entry["en"]), **_rest(entry))


def _main(entry: dict[str, Any]) -> MainItem:
    return MainItem(label=Text(entry["zh"], entry["en"]), **_rest(entry))


def _rest(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in ("zh", "en")}


@cache
def items() -> SlugTable[ServiceItem]:
    """Give the table of all service items; read when first asked for.

    >>> items()["referral"].label.zh, items()["referral"].main
    ('异地转诊人员备案', 'out_of_area')
    """
    return SlugTable(Text("服务事项", "service items"), read_entries("items.toml", "item", _item))


@cache
def main_items() -> SlugTable[MainItem]:
    """Give the table of main items (主项); read when first asked for."""
    return SlugTable(Text("主项", "main items"), read_entries("items.toml", "main", _main))


@guarded
def item_label(slug: str, own_name: str = "") -> Text:
    """Name a service item; one that the table does not have is named by its guide, else by its slug.

    >>> item_label("referral").en, item_label("x_moving", "搬家一件事").zh, item_label("x_moving").zh
    ('filing of a referral elsewhere', '搬家一件事', 'x_moving')
    """
    table = items()
    return table[slug].label if slug in table else same(own_name or slug)
