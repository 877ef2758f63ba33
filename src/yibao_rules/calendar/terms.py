"""What a time limit is (期限): counts of days, months or hours, and the limits that are no number.

A term is a value: frozen, hashable, and worded in Chinese or English by :meth:`Term.wording`; the
words are read back by :func:`yibao_rules.calendar.term_text.parse_term`.
"""

from typing import ClassVar, Self

from attrs import Attribute, evolve, field, frozen

from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.refusals import guarded
from yibao_rules.text import LabelledEnum, Lang, Text


class TermError(CalendarError):
    """A time limit that makes no sense (期限不成立)."""

    title = Text("期限有误", "time limit refused")


class StartEvent(LabelledEnum):
    """The event from which a term runs (起算事件); a term without one leaves it to the guide."""

    RECEIVED = "received", "收到申请", "receipt of the application"
    ACCEPTED = "accepted", "受理", "acceptance"
    COMPLETE = "complete", "收齐材料", "receipt of all materials"
    NOTIFIED = "notified", "收到通知", "receipt of the notice"
    LETTER = "letter", "收到联系函", "receipt of the contact letter"
    INFORMATION = "information", "收到信息表和转移资金", "receipt of the information form and the funds"
    OCCURRED = "occurred", "相关情形发生", "the event in question"
    ISSUED = "issued", "签发", "issue"
    FILED = "filed", "备案", "filing"
    DISCHARGED = "discharged", "出院", "discharge from hospital"


class Unit(LabelledEnum):
    """The unit a term is counted in (计算单位)."""

    WORKING_DAY = "working_day", "个工作日", "working day"
    DAY = "day", "日", "day"
    MONTH = "month", "个月", "month"
    YEAR = "year", "年", "year"
    HOUR = "hour", "小时", "hour"
    WORKING_HOUR = "working_hour", "个工作小时", "working hour"

    def counted(self, n: int | str, lang: Lang) -> str:
        """Word ``n`` of this unit: ``"20个工作日"``, ``"20 working days"``."""
        if lang == "zh":
            return f"{n}{self.label.zh}"
        return f"{n} {self.label.en}{'' if n == 1 else 's'}"


class Bound(LabelledEnum):
    """Whether the count is a limit, a time that must have passed, or the day an effect begins."""

    WITHIN = "within", "内", "within"
    REACHED = "reached", "满", "at least"
    FROM = "from", "起", "from the end of"


@frozen
class Term:
    """A time limit (期限). Not used itself: see the subclasses.

    Args:
        start_event: the event from which it runs, or None when the source does not say.
    """

    start_event: StartEvent | None = field(default=None, kw_only=True)

    def wording(self, lang: Lang = "zh") -> str:
        """Word the term with its start event; :func:`parse_term` reads the words back to the same term."""
        if self.start_event is None:
            return self.body(lang)
        if lang == "zh":
            return f"自{self.start_event.label.zh}之日起{self.body('zh')}"
        return f"from {self.start_event.label.en}, {self.body('en')}"

    @guarded
    def body(self, lang: Lang) -> str:
        """Word the term without its start event."""
        raise NotImplementedError

    def starting(self, event: StartEvent | None) -> Self:
        """Give the same term running from ``event``."""
        return evolve(self, start_event=event)


def _count(instance: object, attribute: "Attribute[int]", value: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 36_500:
        raise TermError(
            where=f"{type(instance).__name__}.{attribute.name}",
            found=repr(value)[:40],
            expected=Text("1 至 36500 的整数", "a whole number from 1 to 36500"),
            fix=Text(
                "当场办理用 Immediate()，不定期限用 ByAgreement()",
                "use Immediate() or ByAgreement() where there is no count",
            ),
        )


@frozen
class Counted(Term):
    """A number of one unit. Not used itself: see the subclasses.

    Args:
        n: how many, at least 1.
        bound: a limit (default), a time that must have passed (满), or the start of an effect (起).
        start_event: as in :class:`Term`.

    Raises:
        TermError: ``n`` is not a whole number from 1 to 36500.
    """

    unit: ClassVar[Unit]

    n: int = field(validator=_count)
    bound: Bound = field(default=Bound.WITHIN, kw_only=True)

    def body(self, lang: Lang) -> str:
        """Word the count and its bound: ``"20个工作日内"``, ``"满6个月"``, ``"第10个工作日起"``."""
        amount = self.unit.counted(self.n, lang)
        if lang == "en":
            return f"{self.bound.label.en} {amount}"
        if self.bound is Bound.REACHED:
            return f"满{amount}"
        return f"第{amount}起" if self.bound is Bound.FROM else f"{amount}内"


@frozen
class WorkingDays(Counted):
    """工作日: days on which offices work, make-up days included, statutory and swapped days not (行政许可法 82).

    >>> WorkingDays(20).wording(), WorkingDays(20, start_event=StartEvent.ACCEPTED).wording("en")
    ('20个工作日内', 'from acceptance, within 20 working days')
    """

    unit = Unit.WORKING_DAY


@frozen
class CalendarDays(Counted):
    """日（自然日）: every day counts, only the last may move (民法典 201, 203)."""

    unit = Unit.DAY


@frozen
class Months(Counted):
    """个月: to the same-numbered day, or the month's last (民法典 202)."""

    unit = Unit.MONTH


@frozen
class Years(Counted):
    """年: to the same date, 29 February to 28 February (民法典 202)."""

    unit = Unit.YEAR


@frozen
class Hours(Counted):
    """小时: from the moment of the event, day and night (民法典 201 第二款)."""

    unit = Unit.HOUR


@frozen
class WorkingHours(Counted):
    """工作小时: hours during which the office is open; needs its office hours."""

    unit = Unit.WORKING_HOUR


COUNTED: dict[Unit, type[Counted]] = {
    c.unit: c for c in (WorkingDays, CalendarDays, Months, Years, Hours, WorkingHours)
}


@frozen
class _Worded(Term):
    """A limit that is a word, not a number."""

    words: ClassVar[Text]

    def body(self, lang: Lang) -> str:
        """Word the limit."""
        return self.words.in_(lang)


@frozen
class Immediate(_Worded):
    """即时办结（当场办结）: decided on the spot, during the same business day."""

    words = Text("即时办结", "on the spot")


@frozen
class SameDay(_Worded):
    """当日: by the end of the same day; of the next working day when it is a rest day."""

    words = Text("当日", "the same day")


@frozen
class NextDay(_Worded):
    """次日生效: has effect from the next day, working or not."""

    words = Text("次日生效", "effective the next day")


@frozen
class SameMonth(_Worded):
    """当月: by the end of the same month; the last working day of it, since rolling on would leave the month."""

    words = Text("当月", "the same month")


@frozen
class NextMonth(_Worded):
    """次月生效: has effect from the first day of the next month."""

    words = Text("次月生效", "effective the next month")


@frozen
class ByAgreement(_Worded):
    """按协议: as the agreement between agency and institution says; no number."""

    words = Text("按协议", "by agreement")


@frozen
class MonthlyBatch(Term):
    """每月批次: decided together once a month.

    Args:
        day: the day of the month, 1 to 31 (the month's last when it has fewer), or None when the source does not say.
        start_event: as in :class:`Term`.

    Raises:
        TermError: ``day`` is not 1 to 31.
    """

    day: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.day is not None and (not isinstance(self.day, int) or not 1 <= self.day <= 31):
            raise TermError(
                where="MonthlyBatch.day",
                found=repr(self.day)[:40],
                expected=Text("1 至 31，或不填", "1 to 31, or None"),
                fix=Text("月末批次写 31", "write 31 for the month's last day"),
            )

    def body(self, lang: Lang) -> str:
        """Word the batch: ``"每月批次"``, ``"每月25日批次"``."""
        if lang == "zh":
            return "每月批次" if self.day is None else f"每月{self.day}日批次"
        return "monthly batch" if self.day is None else f"monthly batch on day {self.day}"
