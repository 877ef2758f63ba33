"""Time: working days, deadlines and office hours in China. Knows no insurance."""

from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.counting import Convention, Roll, Snap
from yibao_rules.calendar.days import Day, DayKind, Ends, Standing
from yibao_rules.calendar.deadlines import Deadline, deadline
from yibao_rules.calendar.errors import AmbiguousError, CalendarError, NoticeError, UnknownYearError
from yibao_rules.calendar.hours import HoursError, MakeUp, OfficeHours, Season, Span, SpecialDay
from yibao_rules.calendar.hours_text import parse_hours
from yibao_rules.calendar.law import Citation, CitationError, citations, cite
from yibao_rules.calendar.layers import Layer, LayerKind
from yibao_rules.calendar.notices import Arrangement, Notice
from yibao_rules.calendar.office import ClockError, Cutoff, OfficeClock, Received, UnresolvedHoursError
from yibao_rules.calendar.term_text import DayReading, TermTextError, parse_term
from yibao_rules.calendar.terms import (
    Bound,
    ByAgreement,
    CalendarDays,
    Counted,
    Hours,
    Immediate,
    MonthlyBatch,
    Months,
    NextDay,
    NextMonth,
    SameDay,
    SameMonth,
    StartEvent,
    Term,
    TermError,
    Unit,
    WorkingDays,
    WorkingHours,
    Years,
)
from yibao_rules.calendar.trace import Step, StepKind
from yibao_rules.calendar.workdays import WorkCalendar, national

__all__ = [
    "AmbiguousError",
    "Arrangement",
    "Bound",
    "ByAgreement",
    "CalendarDays",
    "CalendarError",
    "Citation",
    "CitationError",
    "ClockError",
    "Convention",
    "Counted",
    "Cutoff",
    "Day",
    "DayKind",
    "DayReading",
    "Deadline",
    "Ends",
    "Extendable",
    "Hours",
    "HoursError",
    "Immediate",
    "Layer",
    "LayerKind",
    "MakeUp",
    "MonthlyBatch",
    "Months",
    "NextDay",
    "NextMonth",
    "Notice",
    "NoticeError",
    "OfficeClock",
    "OfficeHours",
    "Range",
    "Received",
    "Roll",
    "SameDay",
    "SameMonth",
    "Season",
    "Snap",
    "Span",
    "SpecialDay",
    "Stage",
    "Staged",
    "Standing",
    "StartEvent",
    "Step",
    "StepKind",
    "Term",
    "TermError",
    "TermTextError",
    "Unit",
    "UnknownYearError",
    "UnresolvedHoursError",
    "WorkCalendar",
    "WorkingDays",
    "WorkingHours",
    "Years",
    "citations",
    "cite",
    "deadline",
    "national",
    "parse_hours",
    "parse_term",
]
