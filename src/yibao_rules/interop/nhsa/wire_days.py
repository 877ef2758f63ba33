"""Days as replies write them: the specification's form, and the others that platforms and gateways send for it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.scalars import describe
from yibao_rules.text import Text

_BEIJING = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_USUAL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: [0-9]{2}:[0-9]{2}:[0-9]{2})?")
_OTHER = (
    re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _CLOCK),
    re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日" + _CLOCK),
    re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})(?:[0-9]{6}(?:[0-9]{3})?)?"),
)
# Twelve or thirteen digits are milliseconds since 1970; with fewer, a number of seconds looks like other things.
_MILLISECONDS = re.compile(r"-?[0-9]{12,13}")


def read_day(value: Any) -> tuple[date, Text | None]:
    """Read a day of a reply; a time after it is left out.

    Args:
        value: the text, a whole number already written as text.

    Returns:
        The day, and what to remark when it was not in the specification's form.

    Raises:
        HookError: another type, another form, or a day that does not exist.

    >>> read_day("1949-12-31"), read_day("2001/07/01")[0], read_day("19491231")[0]
    ((datetime.date(1949, 12, 31), None), datetime.date(2001, 7, 1), datetime.date(1949, 12, 31))
    """
    found = _parts(value) if isinstance(value, str) else None
    if found is None:
        raise HookError(
            FaultKind.BAD_DATE if isinstance(value, str) else FaultKind.WRONG_TYPE,
            describe(value),
            Text("yyyy-MM-dd 形式的日期", "a date as yyyy-MM-dd"),
            Text("请平台按规范写日期", "ask the platform to write days as the specification does"),
        )
    return found


def _parts(text: str) -> tuple[date, Text | None] | None:
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        day = _day(*usual.groups())
        return None if day is None else (day, None)
    if _MILLISECONDS.fullmatch(text):
        moment = _EPOCH + timedelta(milliseconds=int(text))
        return moment.astimezone(_BEIJING).date(), Text(
            "毫秒时间戳，按北京时间读作日期", "milliseconds since 1970, read as a day in Beijing"
        )
    for form in _OTHER:
        other = form.fullmatch(text)
        day = _day(other[1], other[3], other[4]) if other is not None else None
        if day is not None:
            return day, Text(
                "日期不是 yyyy-MM-dd 的写法，已读出", "a day not written yyyy-MM-dd; it was read"
            )
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
