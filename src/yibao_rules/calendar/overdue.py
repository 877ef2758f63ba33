"""A limit that has passed (逾期): since when, by how many days, and what follows from it, in one set of words."""

import contextlib
from datetime import date, datetime, timedelta

from attrs import frozen

from yibao_rules.calendar.errors import UnknownYearError
from yibao_rules.calendar.law import cite
from yibao_rules.calendar.office import wall
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import Text


@frozen(kw_only=True)
class Overdue:
    """How long ago a limit ended.

    Attributes:
        due: the last day that was missed.
        at: the day (or moment) asked about.
        days: calendar days past; 0 on the last day itself, after closing time.
        working_days: working days past; None where the calendar does not reach.
        certain: False while holidays on the way, once announced, may still move the last day to ``at`` or later.
        text: the whole as a sentence.
        follows: what follows from it, on the condition under which it does; None when nothing is known to.
    """

    due: date
    at: date
    days: int
    working_days: int | None
    certain: bool
    text: Text
    follows: Text | None = None


def past(due: date | None, due_at: datetime | None, at: date) -> bool:
    """Say whether a limit has passed at a day (its whole) or moment; one without a last day never has."""
    if due is None:
        return False
    if isinstance(at, datetime):
        moment = wall(at)
        return moment > wall(due_at) if due_at else moment.date() > due
    return at > due


def overdue(
    due: date | None,
    due_at: datetime | None,
    at: date,
    *,
    calendar: WorkCalendar,
    latest: date | None = None,
    follows: Text | None = None,
) -> Overdue | None:
    """Say by how much a limit has passed at a day (its whole) or moment.

    Args:
        due: its last day, or None.
        due_at: its closing time, when known.
        at: the day or moment asked about.
        calendar: the working days.
        latest: the latest that ``due`` can become; None when it is settled.
        follows: what follows when it has passed.

    Returns:
        None when it has not passed.
    """
    if due is None or not past(due, due_at, at):
        return None
    day = wall(at).date() if isinstance(at, datetime) else at
    days, working = (day - due).days, None
    with contextlib.suppress(UnknownYearError):  # the calendar days are known all the same
        working = calendar.count(due, max(day, due))
    certain = latest is None or day > latest or latest == due
    return Overdue(
        due=due,
        at=at,
        days=days,
        working_days=working,
        certain=certain,
        text=_words(due, due_at, days, working, None if certain else latest),
        follows=follows,
    )


def _words(due: date, due_at: datetime | None, days: int, working: int | None, latest: date | None) -> Text:
    if days <= 0 and due_at is not None:
        return Text(f"已过截止时刻 {due_at:%Y-%m-%d %H:%M}", f"past closing time, {due_at:%Y-%m-%d %H:%M}")
    since = due + timedelta(days=1)
    calendar_days = f"{days} day{'s' * (days != 1)}"
    if working is None:
        text = Text(f"自 {since} 起已逾期 {days} 天", f"overdue since {since}, by {calendar_days}")
    else:
        worked = f"{working} working day{'s' * (working != 1)}"
        text = Text(
            f"自 {since} 起已逾期 {working} 个工作日（{days} 天）",
            f"overdue since {since}, by {worked} ({calendar_days})",
        )
    if latest is None:
        return text
    return Text(
        f"{text.zh}；放假安排尚未确定，期限最晚可至 {latest}",
        f"{text.en}; holidays on the way are not settled, it may end as late as {latest}",
    )


def _label(code: str) -> Text:
    return cite(code).label


def deemed(received: date) -> Text:
    """Word that silence counts as acceptance from receipt, as what it is: a law on licences, applied by analogy."""
    law = _label("licensing/32")
    return Text(
        f"自收到之日（{received}）起视为受理（{law.zh}；该条约束行政许可，备案多属公共服务，为比照适用）",
        f"deemed accepted from the day of receipt, {received} ({law.en}: it binds licences; filings are mostly public"
        " services, to which it is applied by analogy)",
    )


def if_not_told(received: date) -> Text:
    """Word what follows when the time to tell what is missing has passed and the agency has not spoken."""
    words = deemed(received)
    return Text(
        f"如经办机构至今既未受理、也未告知补正，{words.zh}",
        f"if the agency has neither accepted it nor told what is missing, it is {words.en}",
    )


def if_not_decided() -> Text:
    """Word what follows when the time to decide has passed and the agency has not decided."""
    law = _label("handling/52")
    return Text(
        f"如至今没有办结：逾期不等于同意；可以催办，也可以依法申请行政复议或提起行政诉讼（{law.zh}）",
        "if it has not been decided: lateness is no consent; the agency can be pressed, and reconsideration or"
        f" a suit is open ({law.en})",
    )


def if_not_supplemented() -> Text:
    """Word what follows when the applicant's time to supplement has passed."""
    return Text(
        "如尚未补正：是否终止办理由经办机构决定，请尽快补正或联系经办机构",
        "if it has not been supplemented: whether the case is closed is the agency's decision; supplement at once or ask it",
    )
