"""What can be said of one day: does it count as a working day, why, who decided, and how certain that is."""

from datetime import date

from attrs import field, frozen

from yibao_rules.text import LabelledEnum


class Standing(LabelledEnum):
    """How certain an answer is (确定程度)."""

    CONFIRMED = "confirmed", "已确定", "confirmed"
    PROVISIONAL = "provisional", "暂定", "provisional"
    UNKNOWN = "unknown", "未知", "unknown"

    @classmethod
    def worst(cls, *standings: "Standing") -> "Standing":
        """Give the least certain of the standings; without any, ``CONFIRMED``.

        >>> Standing.worst(Standing.CONFIRMED, Standing.PROVISIONAL)
        Standing.PROVISIONAL
        """
        return next((standing for standing in reversed(cls) if standing in standings), cls.CONFIRMED)


class DayKind(LabelledEnum):
    """Why a day is worked or not (日的性质).

    A weekday off that is no statutory day makes up for a festival on a weekend (补假, 放假办法第六条) or is exchanged for a
    weekend day worked (调休). In a projected year it is always the first; the notice of an announced year does not say
    which day is which, so there they share one kind, and its days are more than the make-up days.
    """

    WORKDAY = "workday", "平日", "weekday"
    WEEKEND = "weekend", "周末", "weekend"
    STATUTORY = "statutory", "法定节假日", "statutory holiday"
    IN_LIEU = "in_lieu", "补假", "day off in lieu of a statutory holiday on a weekend"
    SWAPPED = "swapped", "调休或补假", "day off by exchange or in lieu"
    MAKE_UP = "make_up", "补班（调休上班）", "make-up working day"
    LOCAL_OFF = "local_off", "地方放假", "local day off"
    LOCAL_WORK = "local_work", "地方上班", "local working day"
    OFFICE_CLOSED = "office_closed", "机构不办公", "office closed"
    OFFICE_OPEN = "office_open", "机构加班办公", "office open"


class Ends(LabelledEnum):
    """Which ends of a span are counted (首尾是否计入)."""

    AFTER_START = "(a,b]", "不含首日、含末日", "without the first day, with the last"
    BEFORE_END = "[a,b)", "含首日、不含末日", "with the first day, without the last"
    BOTH = "[a,b]", "首尾均含", "with both ends"
    NEITHER = "(a,b)", "首尾均不含", "without either end"


@frozen(kw_only=True)
class Day:
    """One day as a calendar sees it.

    Attributes:
        date: the day.
        is_workday: whether it counts as a working day (工作日).
        kind: why.
        standing: how certain that is.
        name: the festival it belongs to, or "".
        notice: number (or title) of the notice, or source of the layer, that decided; None for a plain day.
        layer: name of the local layer that decided, or None.
    """

    date: date = field()
    is_workday: bool = field()
    kind: DayKind = field()
    standing: Standing = field()
    name: str = field(default="")
    notice: str | None = field(default=None)
    layer: str | None = field(default=None)
