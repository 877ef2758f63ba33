"""Time: working days, deadlines and office hours in China. Knows no insurance."""

from yibao_rules.calendar.days import Day, DayKind, Ends, Standing
from yibao_rules.calendar.errors import AmbiguousError, CalendarError, NoticeError, UnknownYearError
from yibao_rules.calendar.layers import Layer, LayerKind
from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.workdays import WorkCalendar, national

__all__ = [
    "AmbiguousError",
    "Arrangement",
    "CalendarError",
    "Day",
    "DayKind",
    "Ends",
    "Layer",
    "LayerKind",
    "Notice",
    "NoticeError",
    "Standing",
    "UnknownYearError",
    "WorkCalendar",
    "national",
]
