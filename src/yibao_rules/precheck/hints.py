"""Hints on how and when to submit (提交建议): peak hours, eves of holidays, other channels."""

from datetime import date, datetime, time

from attrs import frozen

from yibao_rules.calendar import UnknownYearError, WorkCalendar
from yibao_rules.logic.rule import Basis
from yibao_rules.model.circumstances import Channel
from yibao_rules.model.filing import Filing
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text
from yibao_rules.validators.sources import practice

# 早9点、下午2点等高峰时段: the hour that begins at each.
_PEAKS = ((time(9), time(10)), (time(14), time(15)))
_WEEKEND = 2


@brief
@frozen
class Hint:
    """One hint, with its source."""

    code: str
    text: Text
    basis: tuple[Basis, ...]


def hints(filing: Filing, *, at: datetime | None, day: date, calendar: WorkCalendar) -> tuple[Hint, ...]:
    """Give the hints for submitting ``filing``.

    Args:
        filing: the filing.
        at: the moment of submission, Shanghai wall time; None when only the day is known.
        day: the day of submission.
        calendar: the working days.

    Returns:
        The hints that apply; none when nothing is to be said.
    """
    found = []
    basis = (practice("四.1"),)
    moment = at or filing.submitted_at
    if moment is not None and any(start <= moment.time() < end for start, end in _PEAKS):
        found.append(
            Hint(
                "peak-hour",
                Text(
                    "现为提交高峰（早9点、下午2点），建议错峰提交",
                    "a peak hour (9:00, 14:00): submit at another time",
                ),
                basis,
            )
        )
    if near_holiday(day, calendar):
        found.append(
            Hint(
                "holiday-eve",
                Text(
                    "节假日前后平台拥堵，建议提前或改到窗口办理",
                    "platforms are congested around holidays: submit early or at the window",
                ),
                basis,
            )
        )
    if filing.channel is Channel.NATIONAL_MINI_PROGRAM or filing.channel is Channel.WECHAT:
        found.append(
            Hint(
                "other-channel",
                Text(
                    "小程序提交卡顿或报错时，改用国家医保服务平台APP",
                    "where the mini-program hangs or fails, use the national platform's app",
                ),
                basis,
            )
        )
    return tuple(found)


def near_holiday(day: date, calendar: WorkCalendar) -> bool:
    """Tell whether ``day`` is the last working day before, or the first after, more than a weekend of rest."""
    try:
        if not calendar.is_workday(day):
            return False
        after = (calendar.next(day) - day).days - 1
        before = (day - calendar.previous(day)).days - 1
    except UnknownYearError:
        return False  # a hint is not worth an error: the due dates say what the calendar does not reach
    return max(after, before) > _WEEKEND
