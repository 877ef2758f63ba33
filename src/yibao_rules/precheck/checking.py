"""The main job (预审): may this filing go in? every gap at once, each with remedy, legal basis and the day it is due."""

from collections.abc import Iterator
from datetime import date, datetime

from attrs import evolve, field, frozen

from yibao_rules.calendar.counting import Snap
from yibao_rules.guides import Resolved, Unresolved
from yibao_rules.guides.catalogue import Entry
from yibao_rules.logic.clause import Certainty
from yibao_rules.logic.report import Decision, Report
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import Layer, places_above
from yibao_rules.model.institutions import Disease
from yibao_rules.model.items import item_label, items
from yibao_rules.model.places import UnknownPlaceError, place
from yibao_rules.precheck.desk import Desk
from yibao_rules.precheck.fallback import Fallback, fall_back
from yibao_rules.precheck.hints import Hint, hints
from yibao_rules.progress import Due, dues
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text, nearest, same
from yibao_rules.validators.details import place_words


@brief
@frozen(kw_only=True)
class CheckResult:
    """The answer to one filing.

    Attributes:
        filing_id: the caller's own key. item: the item's name. place: the insured place, None when not named.
        day: the day of the check. decision: may be accepted, to be corrected, or undetermined.
        report: the findings, with the digest of the rules that spoke.
        sources: the guide editions that spoke, the nation first.
        notes: what is worth knowing about the rules themselves: which law overrides which local rule, and the like.
        dues: what is due, by whom, and by when. hints: on how and when to submit.
        fallback: what is still possible where the filing itself does not help (any more).
    """

    filing_id: str | None = field(repr=False)
    item: Text
    place: Text | None
    day: date
    decision: Decision
    report: Report
    sources: tuple[Entry, ...] = field(repr=False)
    notes: tuple[Text, ...] = field(repr=False)
    dues: tuple[Due, ...] = field(repr=False)
    hints: tuple[Hint, ...] = field(repr=False)
    fallback: Fallback | None = field(repr=False)


def check(
    filing: Filing, *, day: date, desk: Desk, at: datetime | None = None, snap: Snap | None = None
) -> CheckResult:
    """Check one filing: see :func:`yibao_rules.precheck.check`."""
    check_places(filing)
    spoken = desk.speaking(filing.insured_place, filing.item, day)
    resolved = spoken.resolved if isinstance(spoken.resolved, Resolved) else None
    known = with_local_list(filing, resolved)
    calendar = desk.calendar_at(filing.insured_place)
    report = spoken.book.check(known, day, workdays=desk.workdays_at(filing.insured_place))
    return CheckResult(
        filing_id=filing.id,
        item=item_label(filing.item, resolved.effective.name if resolved is not None else ""),
        place=place_words(filing.insured_place) if filing.insured_place else None,
        day=day,
        decision=report.decision,
        report=report,
        sources=resolved.chain if resolved is not None else (),
        notes=tuple(_notes(filing, spoken.resolved, desk)),
        dues=dues(
            known, report.decision, resolved, day=day, calendar=calendar, snap=snap or desk.snap, at=at
        ),
        hints=hints(filing, at=at, day=day, calendar=calendar),
        fallback=fall_back(filing, report, day=day, desk=desk),
    )


def check_places(filing: Filing) -> None:
    """Refuse a place code that no place has.

    Raises:
        UnknownPlaceError: with the JSON pointer of the code and the nearest that exists.
    """
    for pointer, code in _place_codes(filing):
        if code is not None:
            try:
                place(code)
            except UnknownPlaceError as error:
                raise UnknownPlaceError(
                    where=pointer, found=error.found, expected=error.expected, fix=error.fix
                ) from None


def _place_codes(filing: Filing) -> Iterator[tuple[str, str | None]]:
    yield "/insured_place", filing.insured_place
    yield "/destination", filing.destination
    yield "/circumstances/treatment_place", filing.circumstances.treatment_place
    for name in ("hospital", "referring_hospital"):
        hospital = getattr(filing, name)
        yield f"/{name}/place", hospital.place if hospital is not None else None
    for n, enrolment in enumerate(filing.enrolments or ()):
        yield f"/enrolments/{n}/place", enrolment.place


def with_local_list(filing: Filing, resolved: Resolved | None) -> Filing:
    """Say of the filing's disease whether the place lists it, where its guide tells for sure and the filing does not."""
    disease = filing.disease
    if disease is None or disease.in_local_list is not None or resolved is None:
        return filing
    listed, sure = _listed(filing, disease, resolved)
    # What a list that does not bind leaves out is told in a note; it is not known to be off the list.
    if listed is None or not (listed or sure.binds):
        return filing
    return evolve(filing, disease=evolve(disease, in_local_list=listed))


def _listed(filing: Filing, disease: Disease, resolved: Resolved) -> tuple[bool | None, Certainty]:
    """Return what the place's list says of a disease, None where it does not tell, and how sure that is."""
    rule = resolved.effective
    entry = rule.disease_entry(disease.code, disease.name)
    spoke = filter(None, map(resolved.field, ("diseases", "diseases_complete")))
    sure = Certainty.weakest((Certainty.SEED, *(answer.sure for answer in spoke)))
    if entry is None:
        # Names vary from place to place: only a code that a complete list lacks is known not to be on it.
        return (False if rule.diseases_complete and disease.code is not None else None), sure
    scheme = filing.enrolment.scheme if filing.enrolment is not None else None
    if entry.listed and entry.schemes and scheme not in entry.schemes:
        return (None if scheme is None else False), entry.sure or sure
    return entry.listed, entry.sure or sure


def _notes(filing: Filing, resolved: Resolved | Unresolved, desk: Desk) -> Iterator[Text]:
    if isinstance(resolved, Resolved):
        yield from (note.message for note in resolved.notes)
        if not resolved.effective.limits and not resolved.effective.deemed_filed:
            yield Text(
                "国家规定和当地指南均未公布办结时限，请向经办机构确认",
                "neither the nation nor the place publishes a time limit for the decision: ask the agency",
            )
        yield from _list_note(filing, resolved)
        if filing.insured_place is not None and resolved.chain[-1].guide.layer is Layer.NATIONAL:
            yield _national_only(filing.insured_place, desk)
        return
    meant = None if filing.item in items() else nearest(filing.item, items())
    suggestion = Text(f"；是否指 {meant}？", f"; is {meant} meant?") if meant else same("")
    yield Text(
        f"没有“{filing.item}”当日有效的办事指南，仅按通用规则核对{suggestion.zh}",
        f"no guide for “{filing.item}” is in force on the day: judged by the general rules alone{suggestion.en}",
    )


def _list_note(filing: Filing, resolved: Resolved) -> Iterator[Text]:
    """Tell what a list says that is not sure enough to return a filing on."""
    disease = filing.disease
    if disease is not None and disease.in_local_list is None:
        listed, sure = _listed(filing, disease, resolved)
        if listed is False and not sure.binds:
            yield Text(
                f"病种目录中没有该病种，或不适用于该险种（{sure.mark.zh}），请向经办机构确认",
                f"the list does not have the disease, or not for this scheme ({sure.mark.en}): ask the agency",
            )


def _national_only(insured_place: str, desk: Desk) -> Text:
    if any(desk.guides.of_place(p) for p in places_above(insured_place)[1:]):
        return Text(
            "参保地的办事指南没有此事项，按国家规定核对，当地要求请向经办机构确认",
            "the guide of the insured place does not have this item: judged by national rules, ask the agency",
        )
    return Text(
        "参保地没有收录办事指南，仅按国家规定核对，当地要求请向经办机构确认",
        "no guide of the insured place is on file: judged by national rules alone, ask the agency",
    )
