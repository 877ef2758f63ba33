"""The reply of 2001 (人员待遇享受检查): which fund a person may draw on, from when, and if not, why."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from attrs import field, frozen

from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.row import Row
from yibao_rules.interop.nhsa.rows import Reading, RowsRead
from yibao_rules.serialization.signatures import guarded

D = TypeVar("D")


@frozen(kw_only=True)
class BenefitState:
    """What the platform says of one fund (待遇享受情况).

    Args:
        enjoyed: 待遇享受标志; None when the reply does not say. check: code of ``trt_chk_type``. fund: code of ``fund_pay_type``.
        since, until: 开始日期, 结束日期.
        reason: 待遇检查结果, why the benefit is not enjoyed; it may name a person, so a repr leaves it out.
    """

    enjoyed: bool | None
    check: str | None = None
    fund: str | None = None
    since: date | None = None
    until: date | None = None
    reason: str | None = field(default=None, repr=False)

    @guarded
    def on(self, day: date) -> bool | None:
        """Say whether the benefit is enjoyed on a day; an open end has none, and None is unknown."""
        lies = within(day, self.since, self.until)
        if self.enjoyed is False or lies is False:
            return False
        return None if self.enjoyed is None or lies is None else True

    def explain(self, diagnose: Callable[[str], D]) -> D | None:
        """Give the reason to a function that knows what such texts mean; None when the platform gave no reason."""
        return None if self.reason is None else diagnose(self.reason)


def within(day: date, since: date | None, until: date | None) -> bool | None:
    """Say whether a day lies between two, both included.

    Args:
        day: the day.
        since: the first day, which every row has: None is unknown.
        until: the last day: None is an open end.

    Returns:
        None when that is not known.
    """
    if until is not None and until < day:
        return False
    return None if since is None else since <= day


@guarded
def read_benefits(reply: Reply) -> RowsRead[BenefitState]:
    """Read the reply of 2001; whatever cannot be read is unknown, with a remark."""
    return Reading(reply).read("trtinfo", _benefit)


def _benefit(row: Row) -> BenefitState:
    return BenefitState(
        enjoyed=row.flag("trt_enjymnt_flag"),
        check=row.text("trt_chk_type"),
        fund=row.text("fund_pay_type"),
        since=row.day("begndate"),
        until=row.day("enddate"),
        reason=row.words("trt_chk_rslt"),
    )
