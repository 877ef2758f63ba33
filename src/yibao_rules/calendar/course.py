"""What a case's events come to (办件经过): the record that the walk over them fills."""

from datetime import date, datetime
from typing import Self

from attrs import define, evolve, field, frozen

from yibao_rules.calendar.case import Event, State
from yibao_rules.calendar.office import wall
from yibao_rules.calendar.overdue import Overdue, past
from yibao_rules.calendar.stretches import Reckoning
from yibao_rules.text import Text


@frozen(kw_only=True)
class Stop:
    """A stop of the decision's clock.

    Attributes:
        begin: the day it began.
        end: the day it ended, or None while it lasts.
        why: what for.
        early: whether it came before acceptance.
    """

    begin: date
    end: date | None
    why: Text
    early: bool


@frozen(kw_only=True)
class Missed:
    """A limit that had passed when an event came that would otherwise move or end it.

    Attributes:
        event: the event.
        overdue: how late it was by then.
    """

    event: Event
    overdue: Overdue


@define(kw_only=True)
class Course:
    """What the events say so far; filled by the walk over them, read only afterwards.

    Attributes:
        state: where the case stands, deemed acceptance included.
        first_receipt: the day on which it first counted as received.
        receipt: the day on which it was last received, supplements before acceptance included.
        handed_in: the event behind ``receipt``.
        accepted: the day from which it counts as accepted.
        deemed: whether acceptance was deemed.
        asked: the last request for a supplement.
        handed: the days of hand-overs between stages.
        extended: whether an extension was granted in time.
        stops: the stops of the decision's clock.
        missed: what came after the limit that it would have moved or ended.
        expired: the course at the first such event after which the limit for the decision stays what it was.
        uncertain: whether a day of receipt hangs on hours or holidays that are not settled.
        closed: the event that closed it.
        flags: what the reader must know.
    """

    state: State = State.NEW
    first_receipt: date | None = None
    receipt: date | None = None
    handed_in: Event | None = None
    accepted: date | None = None
    deemed: bool = False
    asked: Event | None = None
    handed: list[date] = field(factory=list)
    extended: bool = False
    stops: list[Stop] = field(factory=list)
    missed: list[Missed] = field(factory=list)
    expired: "Course | None" = None
    uncertain: bool = False
    closed: Event | None = None
    flags: list[Text] = field(factory=list)

    def copied(self) -> Self:
        """Return the course as it is now, for what comes later to leave alone."""
        return evolve(self, handed=[*self.handed], stops=[*self.stops])


def passed(clock: Reckoning | None, at: date) -> bool:
    """Say whether a limit has passed at a day (its whole) or moment; one without a last day never has."""
    return clock is not None and past(clock.due, clock.due_at, at)


def day_of(at: date) -> date:
    """Return the Asia/Shanghai day of a day or moment."""
    return wall(at).date() if isinstance(at, datetime) else at
