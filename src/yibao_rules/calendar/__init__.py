"""Time: working days, deadlines and office hours in China. Knows no insurance."""

from importlib import import_module
from typing import TYPE_CHECKING

from yibao_rules.calendar.days import Day, DayKind, Ends, Standing
from yibao_rules.calendar.errors import AmbiguousError, CalendarError, NoticeError, UnknownYearError
from yibao_rules.calendar.layers import Layer, LayerKind
from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.workdays import WorkCalendar, national

if TYPE_CHECKING:
    from yibao_rules.calendar.changes import Comparison, compare
    from yibao_rules.calendar.installation import check_installation, newest_national, verify
    from yibao_rules.calendar.listing import YearListing, add_notice, list_year, read_notice
    from yibao_rules.calendar.notice_text import parse_notice
    from yibao_rules.calendar.regions import regional_layer, regional_layers

# Names that few programs need: their modules are loaded when first asked for.
_LATER = {
    "Comparison": "changes",
    "YearListing": "listing",
    "add_notice": "listing",
    "check_installation": "installation",
    "compare": "changes",
    "list_year": "listing",
    "newest_national": "installation",
    "parse_notice": "notice_text",
    "read_notice": "listing",
    "regional_layer": "regions",
    "regional_layers": "regions",
    "verify": "installation",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


__all__ = [
    "AmbiguousError",
    "Arrangement",
    "CalendarError",
    "Comparison",
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
    "YearListing",
    "add_notice",
    "check_installation",
    "compare",
    "list_year",
    "national",
    "newest_national",
    "parse_notice",
    "read_notice",
    "regional_layer",
    "regional_layers",
    "verify",
]
