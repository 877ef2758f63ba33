"""The errors of the calendar: a day out of range, an unannounced year, a notice that does not hold together."""

from yibao_rules.errors import YibaoError
from yibao_rules.text import Text


class CalendarError(YibaoError, ValueError):
    """A question that the calendar cannot answer (日历无法回答)."""

    title = Text("日历错误", "calendar error")


class UnknownYearError(CalendarError):
    """A day of a year for which the calendar holds no notice (年度安排未知)."""

    title = Text("该年放假安排未知", "year not announced")


class NoticeError(CalendarError):
    """A notice that is not understood, or that contradicts itself or the calendar (通知有误)."""

    title = Text("放假通知有误", "notice refused")


class AmbiguousError(CalendarError):
    """A question with more than one sensible answer, such as "0 working days after a Sunday" (问法有歧义)."""

    title = Text("问法有歧义", "ambiguous question")
