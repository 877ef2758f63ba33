"""The reply of 2001 (人员待遇享受检查): which fund a person may draw on, from when, and if not, why."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.rows import Reading, Row

D = TypeVar("D")


@frozen(kw_only=True)
class BenefitState:
    """What the platform says of one fund (待遇享受情况).

    Args:
        enjoyed: 待遇享受标志. check: code of ``trt_chk_type``. fund: code of ``fund_pay_type``.
        since, until: 开始日期, 结束日期.
        reason: 待遇检查结果, why the benefit is not enjoyed; it may name a person, so a repr leaves it out.
    """

    enjoyed: bool
    check: str | None = None
    fund: str | None = None
    since: date | None = None
    until: date | None = None
    reason: str | None = field(default=None, repr=False)

    def on(self, day: date) -> bool:
        """Tell whether the benefit is enjoyed on a day; an open end has none."""
        return self.enjoyed and within(day, self.since, self.until)

    def explain(self, diagnose: Callable[[str], D]) -> D | None:
        """Give the reason to a function that knows what such texts mean; None when the platform gave no reason."""
        return None if self.reason is None else diagnose(self.reason)


def within(day: date, since: date | None, until: date | None) -> bool:
    """Tell whether a day lies between two, both included; None is an open end."""
    return (since is None or since <= day) and (until is None or day <= until)


def read_benefits(reply: Reply) -> tuple[BenefitState, ...]:
    """Read the reply of 2001.

    Raises:
        InputError: a row without its flag, or with a value that cannot be read; every such fault at once.
    """
    reading = Reading(reply)
    found = tuple(b for row in reading.rows("trtinfo") if (b := _benefit(row)) is not None)
    reading.done()
    return found


def _benefit(row: Row) -> BenefitState | None:
    enjoyed = row.flag("trt_enjymnt_flag", need=True)
    check, fund = row.text("trt_chk_type"), row.text("fund_pay_type")
    since, until, reason = row.day("begndate"), row.day("enddate"), row.words("trt_chk_rslt")
    if enjoyed is None:
        return None
    return BenefitState(enjoyed=enjoyed, check=check, fund=fund, since=since, until=until, reason=reason)
