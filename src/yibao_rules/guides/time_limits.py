"""Which time limit binds where a place and the law both name one: the smaller; both are told."""

from attrs import evolve, frozen

from yibao_rules.calendar.compound import Extendable, Range, Staged
from yibao_rules.calendar.terms import Immediate, SameDay, StartEvent, Term, WorkingDays
from yibao_rules.model.guide_parts import Limit, LimitRole
from yibao_rules.text import LabelledEnum


class Verdict(LabelledEnum):
    """How a place's limit stands to the statutory one."""

    SHORTER = "shorter", "地方时限较短，按地方时限", "the place's limit is shorter and binds"
    LONGER = "longer", "地方时限超过法定时限，按法定时限", "the statutory limit is shorter and binds"
    CLOCK = (
        "clock",
        "天数相同，法定时限自收到申请起算，按法定时限",
        "equal, but the statutory clock starts at receipt and binds",
    )
    EQUAL = "equal", "地方时限与法定时限相同", "both are the same"
    INCOMPARABLE = "incomparable", "单位不同，无法比较，两者并列", "not comparable; both stand"


@frozen
class Comparison:
    """A place's limit beside the statutory one, and which binds."""

    local: Limit
    statutory: Limit
    verdict: Verdict

    @property
    def binding(self) -> Limit:
        """The limit that binds, for the cases that the place's limit speaks of."""
        if self.verdict in (Verdict.LONGER, Verdict.CLOCK):
            return evolve(self.statutory, when=self.local.when)
        return self.local


def working_days(term: Term) -> int | None:
    """Give the length of a term in working days, 0 for on the spot; None for a term that is no such number.

    >>> working_days(WorkingDays(20)), working_days(Immediate())
    (20, 0)
    """
    match term:
        case Immediate() | SameDay():
            return 0
        case WorkingDays(n=n):
            return n
        case Staged(total=total) if total is not None:
            return working_days(total)
        case Range(high=high):
            return working_days(high)
        case Extendable(base=base):
            return working_days(base)
        case _:
            return None


def compare(local: Limit, statutory: Limit) -> Comparison:
    """Set a place's limit beside the statutory one."""
    ours, law = working_days(local.term), working_days(statutory.term)
    if ours is None or law is None:
        verdict = Verdict.INCOMPARABLE
    elif ours != law:
        verdict = Verdict.SHORTER if ours < law else Verdict.LONGER
    elif statutory.term.start_event is StartEvent.RECEIVED is not local.term.start_event:
        # Receipt comes before acceptance: with equal counts the statutory limit runs out first.
        verdict = Verdict.CLOCK
    else:
        verdict = Verdict.EQUAL
    return Comparison(local, statutory, verdict)


def is_statutory(limit: Limit) -> bool:
    """Tell whether the source calls the limit statutory."""
    return limit.role is LimitRole.STATUTORY
