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
    """Read days and spans as the data files write them: ``MM-DD``, or with the year before it.

    >>> [str(day) for day in read_days("01-31..02-02 2019-12-31", 2020)]
    ['2020-01-31', '2020-02-01', '2020-02-02', '2019-12-31']
    """
    days: list[date] = []
    for word in words.split():
        first, dots, last = word.partition("..")
        day = read_day(first, year)
        if dots:
            days += map(date.fromordinal, range(day.toordinal(), read_day(last, year).toordinal() + 1))
        else:
            days.append(day)
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
            days = read_days(words.replace(">", " "), year)
            parts["swaps"] = tuple(zip(days[::2], days[1::2], strict=True))
        else:
            parts[_MARKS[mark]] = read_days(words, year)
    return Arrangement(name=name, **parts)


@cache
def national_notices() -> tuple[Notice, ...]:
    """Give the notices of the State Council from 2004 on, in order of issue."""
    return tuple(
        Notice(
            year=row["year"],
            number=row.get("number", ""),
            title=row.get("title") or f"国务院办公厅关于{row['year']}年部分节假日安排的通知",
            issued=date.fromisoformat(row["issued"]),
            published=date.fromisoformat(row["published"]) if "published" in row else None,
            amends=row.get("amends", ""),
            url=row.get("url", ""),
            sure=row["sure"],
            arrangements=tuple(
                read_arrangement(line, row["year"]) for line in row["days"].strip().splitlines()
            ),
        )
        for row in read_data("notices/national.toml")["notice"]
    )
