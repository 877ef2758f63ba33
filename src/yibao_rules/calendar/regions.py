"""The regions' own holidays on record (广西三月三, 宁夏 and 新疆), as layers over the national calendar."""

from functools import cache

from yibao_rules.calendar.layers import Layer
from yibao_rules.calendar.refusals import expect
from yibao_rules.calendar.register import read_arrangement, read_data


@cache
def regional_layers() -> dict[str, Layer]:
    """Give the layer of each region on record by its area code (行政区划代码, six digits)."""
    return {row["code"]: _layer(row) for row in read_data("regions.toml")["region"]}


def _layer(row: dict[str, object]) -> Layer:
    lines = (line.split(" ", 1) for line in str(row["days"]).strip().splitlines())
    items = [read_arrangement(words, int(year)) for year, words in lines]
    years = row["years"]
    return Layer(
        name=str(row["name"]),
        off=(day for item in items for day in item.off),
        work=(day for item in items for day in item.work),
        source=str(row["source"]),
        sure=str(row["sure"]),
        years=tuple(years) if isinstance(years, list) else None,
        festivals={day: item.name for item in items for day in (*item.off, *item.work)},
    )


def regional_layer(area: str) -> Layer | None:
    """Give the layer of the region in which an area lies, or None when the region has no holidays of its own on record.

    Args:
        area: an area code of two to six digits.

    Raises:
        CalendarError: not a code as text.

    >>> regional_layer("450100").name
    '广西壮族自治区'
    """
    expect(area, str, "area")
    return regional_layers().get(f"{area[:2]}0000")
