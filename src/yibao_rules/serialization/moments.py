"""How a text of JSON becomes a date or a moment: ISO form only, and days that exist."""

import re
from datetime import date, datetime
from typing import Any

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.scalars import FORBIDDEN, describe, wrong_type
from yibao_rules.text import Text

DATE_FORM = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATETIME_FORM = (
    DATE_FORM
    + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?"
)

_DATE = re.compile(DATE_FORM)
_DATETIME = re.compile(DATETIME_FORM)

_ISO_DATE = Text("YYYY-MM-DD 形式的日期", "a date as YYYY-MM-DD")
_WRITE_DATE = Text("写成 YYYY-MM-DD，如 2026-03-04", "write YYYY-MM-DD, such as 2026-03-04")


def day(value: Any, _type: Any = date) -> date:
    """Read a date in ISO form; a ``date`` (from TOML, say) passes.

    Raises:
        HookError: another type, another form, or a day that does not exist.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise wrong_type(value, _ISO_DATE, _WRITE_DATE)
    if not _DATE.fullmatch(value):
        timed = _DATETIME.fullmatch(value) is not None
        fix = Text("去掉时间，只留日期", "leave out the time") if timed else _WRITE_DATE
        raise HookError(FaultKind.BAD_DATE, _form(value), _ISO_DATE, fix)
    try:
        return date.fromisoformat(value)
    except ValueError:
        bad = _no_such_day(value)
    raise bad


def instant(value: Any, _type: Any = datetime) -> datetime:
    """Read a moment in ISO form, with or without an offset; a ``datetime`` passes.

    Raises:
        HookError: another type, another form, or a moment that does not exist.
    """
    if isinstance(value, datetime):
        return value
    expected = Text("YYYY-MM-DDTHH:MM 形式的时刻", "a moment as YYYY-MM-DDTHH:MM")
    fix = Text(
        "写成 2026-03-04T09:30:00，可加时差 +08:00",
        "write 2026-03-04T09:30:00, with an offset such as +08:00 if known",
    )
    if not isinstance(value, str):
        raise wrong_type(value, expected, fix)
    if not _DATETIME.fullmatch(value):
        raise HookError(FaultKind.BAD_DATE, _form(value), expected, fix)
    day(value[:10])
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        bad = HookError(FaultKind.BAD_DATE, Text("不存在的时间", "a time that does not exist"), expected, fix)
    raise bad


def _no_such_day(value: str) -> HookError:
    if value[:4] == "0000":
        found = Text("0000 年", "the year 0000")
    elif not 1 <= int(value[5:7]) <= 12:
        found = Text("月份不在 01 至 12 之间的日期", "a date whose month is not 01 to 12")
    else:
        found = Text("该月没有的日子", "a day that the month does not have")
    return HookError(
        FaultKind.BAD_DATE,
        found,
        Text("存在的日期（YYYY-MM-DD）", "a day that exists (YYYY-MM-DD)"),
        Text("核对年、月、日", "check year, month and day"),
    )


def _form(value: str) -> Text:
    """Describe a text that should be a date by its form: digits as 9, so that no date of birth is told."""
    form = re.sub(
        r"[^\W\d_]", "a", re.sub(r"\d", "9", value.translate({0x5E74: "/", 0x6708: "/", 0x65E5: ""}))
    )
    if len(value) > 32 or FORBIDDEN.search(value):
        return describe(value)
    return Text(f"形如 {form} 的文本", f"a text of the form {form}")
