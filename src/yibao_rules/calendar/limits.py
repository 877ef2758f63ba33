"""The limits of a case on one calendar and with one office's hours (办件期限): conventions, closing time, receipt."""

from datetime import date
from typing import Literal

from attrs import evolve, frozen

from yibao_rules.calendar.case import CaseRules, Event
from yibao_rules.calendar.counting import RECEIPT, Counting, Snap
from yibao_rules.calendar.course import Course, day_of
from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.errors import UnknownYearError
from yibao_rules.calendar.hours import OfficeHours
from yibao_rules.calendar.office import OfficeClock, like
from yibao_rules.calendar.receipt import receipt
from yibao_rules.calendar.stretches import Reckoning, Run, reckon
from yibao_rules.calendar.terms import Term
from yibao_rules.calendar.workdays import WorkCalendar

Side = Literal["day", "earliest", "latest"]
"""Which of the days that a receipt can fall on is taken: the day itself, or one of its bounds."""


@frozen(kw_only=True)
class Reader:
    """Reads events and limits on one calendar, with one office's hours or none, by one reading of receipt."""

    calendar: WorkCalendar
    hours: OfficeHours | None
    snap: Snap = RECEIPT
    side: Side = "day"

    def counting(self, rules: CaseRules, *, extended: bool = False) -> Counting:
        """The conventions of a case on this calendar."""
        return Counting(
            calendar=self.calendar, convention=rules.convention, roll=rules.roll, extended=extended
        )

    def limit(self, rules: CaseRules, term: Term, start: date, at: date) -> Reckoning:
        """Reckon a limit without pauses from the day of its event, as it stands at ``at``."""
        counting = self.counting(rules)
        return self.closing(
            reckon(counting, term, (Run(first=counting.first_counted(start)),), day_of(at)), at
        )

    def ends(self, rules: CaseRules, term: Term, start: date, at: date) -> Reckoning:
        """Reckon only when a limit without pauses ends: what is used and left of it is not counted."""
        landing = self.counting(rules).land(term, start)
        return self.closing(Reckoning(term=term, due=landing.due, latest=landing.latest), at)

    def closing(self, found: Reckoning, at: date) -> Reckoning:
        """Add the closing time of the last day; with Asia/Shanghai when ``at`` is aware."""
        if self.hours is None or found.due is None:
            return found
        cutoff = OfficeClock(hours=self.hours, calendar=self.calendar).cutoff(found.due)
        standing = found.standing if cutoff.certain else Standing.worst(found.standing, Standing.PROVISIONAL)
        flags = (*found.flags, cutoff.note) if cutoff.note else found.flags
        return evolve(found, due_at=like(cutoff.at, at), standing=standing, flags=flags)

    def received(self, event: Event, course: Course) -> date:
        """The day on which something handed in counts as received."""
        found = receipt(event.at, calendar=self.calendar, hours=self.hours, snap=self.snap)
        course.uncertain |= found.earliest != found.latest
        if found.note:
            course.flags.append(found.note)
        day: date = getattr(found, self.side)
        return day

    def opened(self, event: Event) -> date:
        """The day on which an office first had what was handed in while it was open: 即时办结 can start no earlier."""
        found = receipt(event.at, calendar=self.calendar, hours=self.hours, snap=Snap.WORKDAY)
        day: date = getattr(found, self.side)
        return day

    def differs(self, event: Event) -> bool:
        """Whether what was handed in counts as received on another day by the other reading."""
        try:
            if self.hours is None:
                return not self.calendar.is_workday(event.day)
            day, other = (
                receipt(event.at, calendar=self.calendar, hours=self.hours, snap=snap).day for snap in Snap
            )
        except UnknownYearError:
            return False
        return day != other
