"""How a frame is to be checked: what was asked, and what of it does not fit the frame, told before any work."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import Attribute, field, frozen

from yibao_rules.logic.frames.engines import Frame, collected, narwhals
from yibao_rules.logic.frames.faults import (
    FrameError,
    bad_key,
    no_column,
    no_date,
    no_day,
    no_key,
    no_tables,
    null_days,
    two_days,
)
from yibao_rules.serialization.guard import Guard, Validator, as_tuple

_KEYS = ("String", "Categorical", "Enum", "Date", "Datetime", "Boolean", "Object")


GUARD = Guard(FrameError, {"str": '"id"', "tuple": '("filing.insured_place",)', "bool": "True"})
"""Arguments of another kind are refused as frames are, in the same words on every engine."""


def _names(value: Iterable[str]) -> tuple[str, ...]:
    return as_tuple(value)


def _check_names(_asked: object, field_: "Attribute[Any]", value: Any) -> None:
    for name in value:
        GUARD.expect(name, str, field_.name)


def _check_kind(kind: type) -> Validator:
    return lambda _asked, field_, value: GUARD.expect(value, kind, field_.name)


def _tables(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise no_tables(value)
    return value


def _check_day(_asked: object, _field: object, value: Any) -> None:
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise no_date(value)


@frozen(kw_only=True)
class Asked:
    """How a frame is to be checked; see :meth:`yibao_rules.logic.rule.Rulebook.check_frame`.

    Attributes:
        group: the column with the number of each row's judge; None where there is one judge.
        tidy: the text has been normalised already.
        move: moves a column of ordinals by working days; by default the days that occur are asked for one by one.

    Raises:
        FrameError: the day is none, the items are no tables by name, or an argument is of another kind.
    """

    key: str = field(default="id", validator=_check_kind(str))
    day: date | None = field(default=None, validator=_check_day)
    items: Mapping[str, object] = field(factory=dict, converter=_tables)
    carry: tuple[str, ...] = field(default=(), converter=_names, validator=_check_names)
    ignore: tuple[str, ...] = field(default=(), converter=_names, validator=_check_names)
    verify: bool = field(default=True, validator=_check_kind(bool))
    group: str | None = None
    tidy: bool = False
    move: Callable[[Frame, str, int], Frame] | None = None

    def refuse_columns(self, schema: Mapping[str, Any]) -> None:
        """Refuse a frame without the key or without what is to be carried along.

        Raises:
            FrameError: names the column, and the nearest one there is.
        """
        if self.key not in schema:
            raise no_key(self.key, schema)
        dtype = schema[self.key]
        if dtype is not None and not dtype.is_numeric() and type(dtype).__name__ not in _KEYS:
            raise bad_key(self.key, str(dtype))
        for name in self.carry:
            if name not in schema:
                raise no_column("carry", name, schema)

    def by_row(self, frame: Frame, schema: Mapping[str, Any], name: str | None) -> bool:
        """Tell whether each row has a day of its own.

        Args:
            frame: the frame.
            schema: its columns and their types.
            name: the name of the day's column; None where the facts have none.

        Raises:
            FrameError: no day at all, or both a column and one day for all.
        """
        found = name is not None and name in schema
        if found and self.day is not None:
            raise two_days()
        if not found and self.day is None:
            raise no_day()
        if found and name is not None and schema[name] is None:
            rows = collected(frame.select(narwhals().len().alias("rows")))
            raise null_days(int(rows["rows"][0]))
        return found
