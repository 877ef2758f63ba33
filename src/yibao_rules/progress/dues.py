"""By when each party must act (办理期限): the agency's decision, its request for a supplement, the supplement itself."""

from datetime import date, datetime

from attrs import evolve, field, frozen

from yibao_rules.calendar import (
    CalendarError,
    Deadline,
    OfficeHours,
    Range,
    StartEvent,
    Term,
    WorkCalendar,
    WorkingDays,
    deadline,
)
from yibao_rules.calendar.counting import RECEIPT, Snap
from yibao_rules.calendar.course import day_of
from yibao_rules.calendar.office import wall
from yibao_rules.calendar.overdue import Overdue, if_not_decided, if_not_told, overdue
from yibao_rules.calendar.refusals import expect
from yibao_rules.calendar.refusals import guarded as calendar_guarded
from yibao_rules.guides import Catalogue, Resolved, catalogue, resolve
from yibao_rules.guides.catalogue import Entry
from yibao_rules.guides.opening_hours import office_hours
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.report import Decision
from yibao_rules.logic.rule import Basis, Certainty
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import NATIONAL
from yibao_rules.model.guide_parts import LimitRole
from yibao_rules.model.institutions import Disease
from yibao_rules.model.places import place as place_code
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text
from yibao_rules.validators.sources import practice

USUAL_SUPPLEMENT = Range(WorkingDays(3), WorkingDays(5))
"""补充材料的时限 where a guide names none: usually 3 to 5 working days."""
TELL_GAPS = WorkingDays(5, start_event=StartEvent.RECEIVED)
_LICENSING_LAW = Basis(
    "中华人民共和国行政许可法", "第三十二条", title="五日内一次告知需要补正的全部内容", sure=Certainty.FOUND
)


class Act(LabelledEnum):
    """What is due (应办事项)."""

    DECIDE = "decide", "办结", "decision"
    TELL_GAPS = "tell_gaps", "一次性告知补正", "telling all gaps at once"
    SUPPLEMENT = "supplement", "补充材料", "supplement"


class Party(LabelledEnum):
    """Whose turn it is (责任方)."""

    AGENCY = "agency", "经办机构", "agency"
    APPLICANT = "applicant", "申请人", "applicant"


@brief
@guarded
@frozen(kw_only=True)
class Due:
    """One act that is due.

    Attributes:
        act: what. party: whose turn.
        term: the limit. role: whether it is promised, statutory or merely stated.
        deadline: the date with its standing and trace; None when it could not be counted.
        problem: why not.
        note: for which case the limit holds, in the source's words.
        binding: whether it is the one that ends first among those on the same act; of a limit for a case of which
            it is not known whether it is this one: whether it would be.
        basis: the sources. sure: how sure the limit is: as sure as its surest source.
        overdue: by how much it had passed on the day of the question, and what follows from that if the agency has
            not acted (which a filing does not say); None when it had not.
    """

    act: Act
    party: Party
    term: Term
    role: LimitRole
    deadline: Deadline | None
    problem: CalendarError | None
    note: str = field(repr=False)
    binding: bool
    basis: tuple[Basis, ...] = field(repr=False)
    overdue: Overdue | None = None
    sure: Certainty = field(init=False)

    @sure.default
    def _(self) -> Certainty:
        return Certainty.surest(self.basis)


@frozen(kw_only=True)
class _Counter:
    """What every limit of one answer is counted with.

    Attributes:
        calendar: the working days. hours: the office's. snap: the reading of receipt.
        at: the day or moment of the question, for what has passed by then; None to say nothing of it.
    """

    calendar: WorkCalendar
    hours: OfficeHours | None
    snap: Snap
    at: date | None


@guarded
def dues(
    filing: Filing,
    decision: Decision,
    resolved: Resolved | None,
    *,
    day: date,
    calendar: WorkCalendar,
    snap: Snap = RECEIPT,
    at: datetime | None = None,
) -> tuple[Due, ...]:
    """Return what is due after a check.

    A filing that is in order counts as accepted when it was received, so every limit starts there; a supplement
    starts on the day of the check, when the gaps are told.

    Args:
        filing: the filing.
        decision: what the check found.
        resolved: the guide's item; None when no guide has it.
        day: the day of the check.
        calendar: the working days.
        snap: on which day a filing counts as received that was filed on a rest day or after closing; by default on
            the day itself (民法典 201).
        at: the moment at which it was submitted, Shanghai wall time; by default the filing's own.

    Returns:
        The supplement when the filing is returned, else the decision: every limit of the place and the law,
        the binding one marked. Nothing when the place counts the person as filed for.
    """
    filed = _received(filing, at or filing.submitted_at, day)
    count = _Counter(calendar=calendar, hours=hours_of(resolved), snap=snap, at=day)
    if resolved is not None and resolved.effective.deemed_filed:
        return ()
    if decision is Decision.RETURNED:
        stated = resolved.effective.supplement if resolved is not None else None
        answer = resolved.field("supplement") if resolved is not None else None
        basis = answer.basis if answer is not None else (practice("六.1"),)
        told = _due(count, Act.TELL_GAPS, TELL_GAPS, filed, (_LICENSING_LAW,))
        fill = _due(count, Act.SUPPLEMENT, stated or USUAL_SUPPLEMENT, day, basis)
        return (told, fill)
    return _decisions(count, filing, resolved, filed) if resolved is not None else ()


def _received(filing: Filing, submitted: datetime | None, day: date) -> date:
    """Return when a filing was received: the moment where it is known and lies on the day of filing, else the day."""
    if submitted is not None and filing.filed_on in (None, wall(submitted).date()):
        return submitted
    return filing.filed_on or day


def _decisions(count: _Counter, filing: Filing, resolved: Resolved, filed: date) -> tuple[Due, ...]:
    answer = resolved.field("limits")
    found: list[tuple[Due, bool]] = []
    disease = filing.disease or Disease()
    for limit in resolved.effective.limits_for(disease.code, disease.name):
        holds = True if limit.when is None else evaluate(limit.when, filing, day_of(filed))
        if holds is False:
            continue
        note = limit.text if limit.when is not None else ""
        basis = answer.basis_of(limit) if answer is not None else ()
        due = _due(count, Act.DECIDE, limit.term, filed, basis, limit.role, note)
        found.append((due, holds is True))
    # A limit that is only derived never comes before one that a source states.
    stated = [(due, holds) for due, holds in found if due.sure.binds] or found
    ends = [due.deadline.due for due, holds in stated if holds and due.deadline and due.deadline.due]
    first = min(ends, default=None)
    return tuple(
        evolve(due, binding=(due, holds) in stated and _binds(due, first, sure=holds)) for due, holds in found
    )


def _binds(due: Due, first: date | None, *, sure: bool) -> bool:
    """Whether a limit binds, when the first of those that surely hold ends on ``first``."""
    if due.deadline is None:
        return False
    ends = due.deadline.due
    if sure:
        return ends == first
    # Limits for one case or another never hold together: each binds in its own.
    return first is None or (ends is not None and ends <= first)


@brief
@frozen(kw_only=True)
class ItemDues:
    """By when an item is decided at a place.

    Attributes:
        dues: every limit of the place and the law, the binding one marked; empty when none is published.
        notes: which limit overrides which, and the like.
        sources: the guide editions that spoke.
    """

    dues: tuple[Due, ...]
    notes: tuple[Text, ...] = field(repr=False)
    sources: tuple[Entry, ...] = field(repr=False)


@calendar_guarded  # what is no day is an error of the calendar, as documented
def due_of_item(
    item: str,
    *,
    place: str | None,
    received: date | datetime,
    calendar: WorkCalendar,
    guides: Catalogue | None = None,
    filing: Filing | None = None,
    snap: Snap = RECEIPT,
    at: date | datetime | None = None,
) -> ItemDues:
    """Say by when an item is decided that was received, complete, on a day.

    Args:
        item: slug of the service item.
        place: 参保地, six digits; None asks the nation alone.
        received: the day or moment at which it was received; the rules of that day speak.
        calendar: the working days.
        guides: guides of one's own; the library's by default.
        filing: the case, where limits depend on it; without one, the limits of every case are told.
        snap: on which day it counts as received when that is a rest day or after closing; by default on the day
            itself (民法典 201).
        at: a day or moment by which limits may have passed; None to say nothing of that.

    Raises:
        UnknownPlaceError: no place has this code.
        UnknownSlugError: no such item; the nearest is named.
        CalendarError: ``received`` is no day.

    >>> from yibao_rules.calendar import national
    >>> found = due_of_item("referral", place="210400", received=date(2026, 3, 2), calendar=national())
    >>> [(d.role.label.zh, str(d.deadline.due_at)) for d in found.dues]
    [('承诺办结时限', '2026-03-30 17:00:00'), ('法定办结时限', '2026-03-30 17:00:00')]
    """
    expect(received, (date, datetime), "received")
    expect(calendar, WorkCalendar, "calendar")
    expect(snap, Snap, "snap")
    if place is not None:
        place_code(place)
    day = day_of(received)
    known = guides or catalogue()
    resolved = resolve(known, place or NATIONAL, item, day)
    if not isinstance(resolved, Resolved):
        known.item(item)  # a slug that neither a guide nor the list of items has is a slip
        return ItemDues(dues=(), notes=(), sources=())
    case = evolve(filing or Filing(item=item), filed_on=day)
    count = _Counter(calendar=calendar, hours=hours_of(resolved), snap=snap, at=at)
    found = _decisions(count, case, resolved, received)
    notes = tuple(n.message for n in resolved.notes if n.field == "limits")
    return ItemDues(dues=found, notes=notes, sources=resolved.chain)


def _due(
    count: _Counter,
    act: Act,
    term: Term,
    start: date,
    basis: tuple[Basis, ...],
    role: LimitRole = LimitRole.STATED,
    note: str = "",
) -> Due:
    counted, problem, late = None, None, None
    # What the applicant is told arrives at no office: there is one reading of the day.
    told = act is Act.SUPPLEMENT and term.start_event is None
    limit = term.starting(StartEvent.NOTIFIED) if told else term
    try:
        counted = deadline(limit, start=start, calendar=count.calendar, hours=count.hours, snap=count.snap)
    except CalendarError as error:
        problem = error
    if counted is not None and count.at is not None:
        follows = if_not_told(counted.counted_from) if act is Act.TELL_GAPS else if_not_decided()
        late = overdue(
            counted.due,
            counted.due_at,
            count.at,
            calendar=count.calendar,
            latest=counted.latest,
            follows=follows,
        )
    return Due(
        act=act,
        party=Party.APPLICANT if act is Act.SUPPLEMENT else Party.AGENCY,
        term=term,
        role=role,
        deadline=counted,
        problem=problem,
        note=note,
        binding=True,
        basis=basis,
        overdue=late,
    )


def hours_of(resolved: Resolved | None) -> OfficeHours | None:
    """Give the hours of the first office that states any; None when none does."""
    offices = resolved.offices if resolved is not None else ()
    return next((office_hours(office) for office in offices if office.openings), None)
