"""The library's own record of notices, read from its data file when first asked for."""

import tomllib
from datetime import date
from functools import cache
from typing import Any

from yibao_rules.calendar.notices import Arrangement, Notice

_MARKS = {"放": "off", "延": "off", "法": "statutory", "班": "work", "换": "swaps"}


def read_data(name: str) -> dict[str, Any]:
    """Read one TOML file of ``calendar/data``.

    The loader of this module reads it, as ``importlib.resources`` would, but without that package's own
    import, which costs more than all our data together.
    """
    loader: Any = __loader__  # type: ignore[name-defined]
    path = __file__.removesuffix("register.py")
    return tomllib.loads(loader.get_data(f"{path}data/{name}").decode("utf-8"))


def read_day(word: str, year: int) -> date:
    """Read one day, ``MM-DD`` or with its year before it."""
    return date.fromisoformat(word if len(word) == 10 else f"{year}-{word}")


def read_arrangement(line: str, year: int) -> Arrangement:
    """Read one line of a data file: a festival, its days off (放), added (延), decreed (法), worked (班), swapped (换).

    Days are ``MM-DD``, or with their year before it; spans ``01-31..02-02``; swaps ``01-17>01-26``.

    >>> found = read_arrangement("元旦 放 2019-12-31..01-02 班 01-04", 2020)
    >>> [str(day) for day in found.off], str(found.work[0])
    (['2019-12-31', '2020-01-01', '2020-01-02'], '2020-01-04')
    """
    # One pass over the words, and no more: the first answer after import waits for all the lines there are.
    name, *words = line.split()
    parts: dict[str, Any] = {}
    days: list[date] = []
    lead, read = f"{year}-", date.fromisoformat
    for word in words:
        if word in _MARKS:
            days = parts[_MARKS[word]] = []
            if word == "延":
                parts["extends"] = True
        elif len(word) == 5:
            days.append(read(lead + word))
        elif ".." in word:
            first, last = (read_day(day, year).toordinal() for day in word.split(".."))
            days += map(date.fromordinal, range(first, last + 1))
        else:
            days += [read_day(day, year) for day in word.split(">")]
    if "swaps" in parts:
        parts["swaps"] = tuple(zip(days[::2], days[1::2], strict=True))  # 换 comes last
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
