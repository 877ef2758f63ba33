"""Waiting periods (待遇等待期): how long benefits wait after a gap in cover, and what shortens the wait."""

from datetime import date

from attrs import frozen

from yibao_rules.errors import ValueRefusedError
from yibao_rules.logic.clause import Basis, Certainty
from yibao_rules.logic.dates import months_after
from yibao_rules.model.insurance import InsuranceScheme
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text

SHORT_GAP_MONTHS = 3
"""A gap of at most so many months, paid up, has no wait (医保办发〔2021〕43号)."""
MOST_LOCAL_MONTHS = 6
"""After a longer gap a place may set a wait of at most so many months (医保办发〔2021〕43号, 原则上)."""
CHANGE_NEEDS_YEARS = 2
"""A change between schemes counts as continuous after so many years without a gap (医保办发〔2021〕43号)."""
FIXED_MONTHS = 3
"""固定待遇等待期 of residents who enrol outside the window or after missed years (国办发〔2024〕38号)."""
MONTHS_A_MISSED_YEAR = 1
"""变动待遇等待期 for each missed year; each year paid for afterwards takes it off again (国办发〔2024〕38号)."""
LONG_ABSENCE_YEARS = 4
"""From so many years missed in a row the wait cannot be paid down below ``LONG_ABSENCE_MONTHS``."""
LONG_ABSENCE_MONTHS = 6
"""The least wait after a long absence, repaired or not (国办发〔2024〕38号)."""

TRANSFER_2021 = Basis("医保办发〔2021〕43号", title="基本医疗保险关系转移接续暂行办法", sure=Certainty.FOUND)
LASTING_COVER = Basis(
    "国办发〔2024〕38号", title="关于健全基本医疗保险参保长效机制的指导意见", sure=Certainty.FOUND
)
RESIDENTS = frozenset(
    {InsuranceScheme.RESIDENT, InsuranceScheme.URBAN_RESIDENT, InsuranceScheme.RURAL_COOPERATIVE}
)
"""The schemes whose waits follow missed years, not missed months."""


class WaitKind(LabelledEnum):
    """Which rule makes the wait (等待期种类)."""

    NONE = "none", "不设等待期", "no wait"
    RETROACTIVE = "retroactive", "缴费当月起享受并可追溯", "benefits from the month of payment, retroactive"
    LOCAL = "local", "按当地规定等待", "a wait that the place sets"
    RESIDENT = "resident", "居民医保固定和变动等待期", "the residents' fixed and variable wait"


@frozen(kw_only=True)
class Wait:
    """A waiting period.

    Attributes:
        kind: the rule behind it.
        least, most: its months, from at least to at most; equal where the rule leaves nothing open.
        words: the rule as it applies here, in words.
        mend: what shortens it, in words; empty when nothing does.
        basis: the source.
    """

    kind: WaitKind
    least: int
    most: int
    words: Text
    mend: Text
    basis: Basis

    @guarded
    def last_days(self, start: date) -> tuple[date, date]:
        """Give the last day of the wait, the earliest and the latest that it can be.

        Args:
            start: 参保缴费日; it does not count itself (民法典第二百零一条、第二百零二条).

        Returns:
            The last day at the least and at the most; ``start`` itself where there is no wait.

        >>> wait_of_resident(2).last_days(date(2026, 3, 31))
        (datetime.date(2026, 8, 31), datetime.date(2026, 8, 31))
        """
        return months_after(start, self.least), months_after(start, self.most)


@guarded
def wait_after_gap(
    gap_months: int,
    *,
    back_paid: bool | None = None,
    local_months: int | None = None,
    changed_scheme: bool = False,
    continuous_years: int | None = None,
) -> Wait:
    """Say how long an employee's benefits wait after a gap, or after a change between schemes.

    Args:
        gap_months: 中断缴费月数.
        back_paid: whether the gap has been paid for since; None when not known.
        local_months: what the place sets for longer gaps; None when not known.
        changed_scheme: whether the person changed between 职工医保 and 居民医保.
        continuous_years: years without a gap before the change; None when not known.

    Returns:
        The wait. Where the place's own number decides and is not given, from 0 to 6 months.

    Raises:
        ValueRefusedError: a number is negative, or the place's is over 6 months.

    >>> wait_after_gap(2, back_paid=True).kind.label.zh, wait_after_gap(5).most
    ('缴费当月起享受并可追溯', 6)
    """
    _not_negative("gap_months", gap_months)
    if local_months is not None and not 0 <= local_months <= MOST_LOCAL_MONTHS:
        raise _refused("local_months", local_months, Text("0 至 6 个月", "0 to 6 months"))
    if gap_months == 0 and not changed_scheme:
        return _wait(WaitKind.NONE, Text("没有中断缴费，不设等待期", "no gap, no wait"), TRANSFER_2021)
    continuous = not changed_scheme or continuous_years is None or continuous_years >= CHANGE_NEEDS_YEARS
    if gap_months <= SHORT_GAP_MONTHS and continuous:
        return _short_gap(paid=bool(back_paid) or gap_months == 0, local_months=local_months)
    words = _LONG_GAP if continuous else _SHORT_BEFORE_CHANGE
    return _local(words, Text("", ""), local_months)


_LONG_GAP = Text(
    "中断超过3个月，当地可设不超过6个月的待遇等待期",
    "after more than 3 months the place may set a wait of at most 6 months",
)
_SHORT_BEFORE_CHANGE = Text(
    "转换险种前连续参保不满2年，当地可设不超过6个月的待遇等待期",
    "less than 2 years in a row before the change: the place may set a wait of at most 6 months",
)


def _short_gap(*, paid: bool, local_months: int | None) -> Wait:
    if paid:
        words = Text(
            "中断不超过3个月且已补缴，缴费当月起享受待遇，中断期间可追溯",
            "a gap of at most 3 months, paid up: benefits from the month of payment, the gap covered in retrospect",
        )
        return _wait(WaitKind.RETROACTIVE, words, TRANSFER_2021)
    words = Text("中断不超过3个月，补缴后不设等待期", "a gap of at most 3 months: none once it is paid for")
    mend = Text(
        "补缴中断月份，缴费当月起即可享受并可追溯",
        "pay for the missing months: benefits then run from that month, in retrospect",
    )
    return _local(words, mend, local_months)


@guarded
def wait_of_resident(
    missed_years: int, *, enrolled_in_window: bool = True, repaid_years: int = 0, exempt: bool = False
) -> Wait:
    """Say how long a resident's benefits wait.

    Every missed year counts for the variable part, the first as well: the guidance says 每多断保1年, and places may
    count otherwise.

    Args:
        missed_years: 断保年数, in a row.
        enrolled_in_window: whether the person enrolled within the yearly window (集中参保期).
        repaid_years: missed years paid for afterwards (修复).
        exempt: newborns and the other groups that the guidance exempts.

    Returns:
        The wait, exact.

    Raises:
        ValueRefusedError: a number is negative, or more years were paid for than missed.

    >>> [wait_of_resident(n).most for n in (0, 1, 2, 5)], wait_of_resident(5, repaid_years=5).most
    ([0, 4, 5, 8], 6)
    """
    _not_negative("missed_years", missed_years)
    if not 0 <= repaid_years <= missed_years:
        raise _refused("repaid_years", repaid_years, Text(f"0 至 {missed_years}", f"0 to {missed_years}"))
    if exempt or (missed_years == 0 and enrolled_in_window):
        words = Text(
            "按时连续参保或属于除外人群，不设等待期", "enrolled in time without a gap, or exempt: no wait"
        )
        return _wait(WaitKind.NONE, words, LASTING_COVER)
    months = FIXED_MONTHS + MONTHS_A_MISSED_YEAR * (missed_years - repaid_years)
    floor = LONG_ABSENCE_MONTHS if missed_years >= LONG_ABSENCE_YEARS else FIXED_MONTHS
    months = max(months, floor)
    words = Text(
        "居民医保固定等待期3个月，每断保1年再加1个月，此处共{n}个月",
        "residents wait 3 months and 1 more for each missed year, here {n} months",
    ).format(n=months)
    mend = Text(
        "每补缴1年减少1个月，最少等待{n}个月", "each year paid for takes a month off, down to {n} months"
    ).format(n=floor)
    return _wait(WaitKind.RESIDENT, words, LASTING_COVER, months, mend if months > floor else Text("", ""))


def _wait(kind: WaitKind, words: Text, basis: Basis, months: int = 0, mend: Text | None = None) -> Wait:
    return Wait(kind=kind, least=months, most=months, words=words, mend=mend or Text("", ""), basis=basis)


def _local(words: Text, mend: Text, months: int | None) -> Wait:
    least, most = (0, MOST_LOCAL_MONTHS) if months is None else (months, months)
    return Wait(kind=WaitKind.LOCAL, least=least, most=most, words=words, mend=mend, basis=TRANSFER_2021)


def _not_negative(name: str, n: int) -> None:
    if n < 0:
        raise _refused(name, n, Text("0 或正整数", "0 or more"))


def _refused(name: str, found: int, expected: Text) -> ValueRefusedError:
    return ValueRefusedError(
        where=name, found=str(found), expected=expected, fix=Text("核对年月数", "check the number")
    )
