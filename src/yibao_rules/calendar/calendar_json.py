"""A calendar as JSON text, and back to an equal calendar."""

import json
from collections.abc import Mapping
from typing import Any

from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.layers import layer_from_data, layer_to_data
from yibao_rules.calendar.notice_json import notice_from_data, notice_to_data
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text

_LIMIT = 10_000_000  # bytes or characters; the national calendar has 47,000


def write_calendar(calendar: WorkCalendar) -> str:
    """Write a calendar as JSON text."""
    data: dict[str, object] = {
        "notices": [notice_to_data(notice) for notice in calendar.notices],
        "layers": [layer_to_data(layer) for layer in calendar.layers],
        "projected_through": calendar.projected_through,
    }
    return json.dumps(data, ensure_ascii=False)


def read_calendar(text: str | bytes) -> WorkCalendar:
    """Read a calendar from the JSON text that :func:`write_calendar` writes.

    Raises:
        CalendarError: not such a text, with the place; or notices that do not hold together.
    """
    data = _read_object(text, {"notices": list, "layers": list, "projected_through": int | None})
    return WorkCalendar(
        notices=tuple(notice_from_data(item) for item in data["notices"]),
        layers=tuple(layer_from_data(item) for item in data["layers"]),
        projected_through=data["projected_through"],
    )


def _read_object(text: str | bytes, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Read a JSON object with exactly these keys of these types.

    Raises:
        CalendarError: with the JSON pointer of what is wrong.
    """
    if isinstance(text, str | bytes) and len(text) > _LIMIT:
        raise _bad_json("", str(len(text)))
    try:
        data = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise _bad_json("", str(error)) from None
    if not isinstance(data, dict):
        raise _bad_json("", type(data).__name__)
    for key, kind in keys.items():
        if not isinstance(data.get(key), kind):
            raise _bad_json(f"/{key}", type(data.get(key)).__name__)
    return data


def _bad_json(where: str, found: str) -> CalendarError:
    return CalendarError(
        where=where or "JSON",
        found=found[:80],
        expected=Text("to_json 给出的内容", "what to_json gives"),
        fix=Text("重新导出", "export it again"),
    )
