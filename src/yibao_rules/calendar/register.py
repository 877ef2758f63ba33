"""The library's own record of notices, read from its data file when first asked for."""

import re
import tomllib
from datetime import date
from functools import cache
from typing import Any

from yibao_rules.calendar.notices import Arrangement, Notice

_MARKS = {"放": "off", "法": "statutory", "班": "work"}
_SPLIT = re.compile(r" (放|法|班|换) ")


def read_data(name: str) -> dict[str, Any]:
    """Read one TOML file of ``calendar/data``.

    The loader of this module reads it, as ``importlib.resources`` would, but without that package's own
    import, which costs more than all our data together.
    """
    loader: Any = __loader__  # type: ignore[name-defined]
    path = __file__.removesuffix("register.py")
    return tomllib.loads(loader.get_data(f"{path}data/{name}").decode("utf-8"))


def read_days(words: str, year: int) -> list[date]:
    """Read days and spans as the data files write them.

    >>> [str(day) for day in read_days("01-31..02-02 2019-12-31", 2020)]
    ['2020-01-31', '2020-02-01', '2020-02-02', '2019-12-31']
    """
    days: list[date] = []
    for word in words.split():
        first, _, last = word.partition("..")
        day = read_day(first, year)
        days.append(day)
        if last:
            end = read_day(last, year)
            days += map(date.fromordinal, range(day.toordinal() + 1, end.toordinal() + 1))
    return days


def read_day(word: str, year: int) -> date:
    """Read one day, ``MM-DD`` or with its year before it."""
    return date.fromisoformat(word if len(word) == 10 else f"{year}-{word}")


def read_arrangement(line: str, year: int) -> Arrangement:
    """Read one line of a data file: a festival, its days off (放), decreed (法), worked (班), swapped (换)."""
    name, *rest = _SPLIT.split(line)
    parts: dict[str, Any] = {}
    for mark, words in zip(rest[::2], rest[1::2], strict=True):
        if mark == "换":
            pairs = (pair.split(">") for pair in words.split())
            parts["swaps"] = tuple((read_day(a, year), read_day(b, year)) for a, b in pairs)
        else:
            parts[_MARKS[mark]] = read_days(words, year)
    return Arrangement(name=name, **parts)


@cache
def national_notices() -> tuple[Notice, ...]:
    """Give the notices of the State Council from 2004 on, in order of issue."""
    return tuple(
        Notice(
            year=row["year"],
            number=row["number"],
            title=row["title"],
            issued=date.fromisoformat(row["issued"]),
            published=date.fromisoformat(row["published"]) if "published" in row else None,
            amends=row.get("amends", ""),
            url=row["url"],
            sure=row["sure"],
            arrangements=tuple(
                read_arrangement(line, row["year"]) for line in row["days"].strip().splitlines()
            ),
        )
        for row in read_data("notices/national.toml")["notice"]
    )
