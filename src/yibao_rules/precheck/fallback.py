"""What is still possible (补救途径): counted as filed, a late filing before discharge, reimbursement after it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from attrs import evolve, field, frozen

from yibao_rules.guides import Resolved
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.report import Report
from yibao_rules.logic.rule import Basis, Certainty
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, SIX_TYPES_FROM
from yibao_rules.model.guide import Guide, Layer, places_above
from yibao_rules.model.guide_parts import Contact, Limit, Office
from yibao_rules.model.places import place
from yibao_rules.model.requirements import AllOf, Requirement
from yibao_rules.precheck.desk import Desk
from yibao_rules.precheck.lines import Line, sourced_lines
from yibao_rules.serialization.showing import brief
from yibao_rules.text import LabelledEnum, Text
from yibao_rules.validators.sources import bases_on, direct_settlement, operation, practice


class Route(LabelledEnum):
    """How the cost can still be settled."""

    DEEMED_FILED = "deemed_filed", "视同已备案，直接结算", "counts as filed: direct settlement"
    FILE_LATE = "file_late", "出院结算前补办备案，直接结算", "file before discharge: direct settlement"
    REIMBURSE = "reimburse", "保存票据，回参保地手工报销", "keep the receipts and claim at the insured place"


@brief
@frozen(kw_only=True)
class Fallback:
    """What is still possible, the best route first.

    Attributes:
        routes: the routes that are open.
        reasons: why, a sentence a route.
        item: slug of the reimbursement item. materials: what it asks for. lines: the same for this case, line by line.
        limits: its time limits. limits_sure: how sure each of them is.
        offices: where, of the reimbursement item or else of the place. contacts: whom to ask there.
        phones: whom to call: 区号+12393 first.
        basis: the sources.
    """

    routes: tuple[Route, ...]
    reasons: tuple[Text, ...] = field(repr=False)
    item: str
    materials: Requirement = field(repr=False)
    lines: tuple[Line, ...] = field(repr=False)
    limits: tuple[Limit, ...] = field(repr=False)
    limits_sure: tuple[Certainty, ...] = field(repr=False)
    offices: tuple[Office, ...] = field(repr=False)
    contacts: tuple[Contact, ...] = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)
    basis: tuple[Basis, ...] = field(repr=False)


_CALLED_FOR = frozenset(
    {
        "policy/already-settled",
        "system/hospital-not-networked",
        "system/hospital-not-designated",
        "type/emergency-needs-no-filing",
    }
)


def fall_back(filing: Filing, report: Report, *, day: date, desk: Desk) -> Fallback | None:
    """Give what is still possible when the filing does not help, or was never made.

    Args:
        filing: the filing.
        report: what the check found.
        day: the day of the check.
        desk: the guides.

    Returns:
        None when nothing calls for it: no treatment has begun, and no finding bars direct settlement.
    """
    case = filing.circumstances
    called = any(f.code in _CALLED_FOR for f in report.violated)
    if filing.type not in OUT_OF_AREA_TYPES or not (
        called or case.emergency or case.admitted_on or case.discharged_on
    ):
        return None
    return routes_for(filing, day=day, desk=desk)


def routes_for(filing: Filing, *, day: date, desk: Desk) -> Fallback:
    """Give the routes that are open to a person under treatment elsewhere, filed for or not."""
    case = filing.circumstances
    networked = filing.hospital is None or filing.hospital.networked is not False
    # 22号附件 第十六条: what counts is the settlement at discharge, not the discharge.
    left = case.settled is True
    routes: list[Route] = []
    reasons: list[Text] = []
    if case.emergency and day >= SIX_TYPES_FROM and networked and not left:
        routes.append(Route.DEEMED_FILED)
        reasons.append(
            Text(
                "异地急诊抢救视同已备案：请医院按急诊抢救上传，出院时直接结算",
                "an emergency elsewhere counts as filed: have the hospital report it so and settle at discharge",
            )
        )
    if not left and networked:
        routes.append(Route.FILE_LATE)
        reasons.append(
            Text(
                "出院结算前补办备案的，可以直接结算；备案开始日期不晚于入院日期",
                "a filing made before discharge settles directly; let it begin no later than admission",
            )
        )
    if case.third_party_liable:
        reasons.append(Text("第三方责任的费用不予报销", "costs that a third party owes are not reimbursed"))
    else:
        routes.append(Route.REIMBURSE)
        reasons.append(
            Text(
                "未能直接结算的，保存好全部医疗票据，出院后向参保地申请手工报销",
                "where it cannot be settled directly, keep every receipt and claim after discharge",
            )
        )
        reasons += _place_says(filing, day, desk)
    return _told(filing, tuple(routes), tuple(reasons), day, desk)


def _place_says(filing: Filing, day: date, desk: Desk) -> Iterator[Text]:
    """Give what the place's own guide says of late filings in this case; the nation's words are the reasons already."""
    if filing.type not in OUT_OF_AREA_TYPES:
        return
    resolved = desk.speaking(filing.insured_place, filing.item, day).resolved
    answer = resolved.field("late") if isinstance(resolved, Resolved) else None
    if answer is None or answer.entries[0].guide.layer is Layer.NATIONAL:
        return
    speaker = answer.entries[0].guide
    for late in answer.value:
        if evaluate(late.when, filing, day):
            outcome = late.outcome.label
            yield Text(f"{speaker.name}：{late.text or outcome.zh}", f"{speaker.key}: {outcome.en}")


def _told(
    filing: Filing, routes: tuple[Route, ...], reasons: tuple[Text, ...], day: date, desk: Desk
) -> Fallback:
    inpatient = filing.circumstances.admitted_on is not None or filing.circumstances.emergency is not True
    item = "inpatient_reimbursement" if inpatient else "outpatient_reimbursement"
    resolved = desk.speaking(filing.insured_place, item, day).resolved
    found = resolved if isinstance(resolved, Resolved) else None
    materials = (found.effective.materials if found is not None else None) or AllOf(())
    answer = found.field("materials") if found is not None else None
    direct = direct_settlement("附件 第八条、第十六条、第三十四条", Certainty.FOUND)
    sources = bases_on((direct, operation("第二十条"), practice("六")), day)
    of_place = _guides_above(filing.insured_place, day, desk)
    return Fallback(
        routes=routes,
        reasons=reasons,
        item=item,
        materials=materials,
        lines=tuple(sourced_lines(materials, answer, evolve(filing, item=item), day)),
        limits=found.effective.limits if found is not None else (),
        limits_sure=limits_sure(found) if found is not None else (),
        offices=(found.offices if found is not None else ()) or _first(g.offices for g in of_place),
        contacts=(found.contacts if found is not None else ()) or _first(g.contacts for g in of_place),
        phones=phones_for(filing.insured_place),
        basis=sources,
    )


def limits_sure(resolved: Resolved) -> tuple[Certainty, ...]:
    """Return how sure each time limit of an item is, in their order."""
    answer = resolved.field("limits")
    if answer is None:
        return ()
    return tuple(Certainty.surest(answer.basis_of(limit)) for limit in resolved.effective.limits)


def _guides_above(code: str | None, day: date, desk: Desk) -> tuple[Guide, ...]:
    """Give the guides in force at a place and above it, the nearest first."""
    places = places_above(code)[::-1] if code is not None else ()
    found = (g for p in places for g in reversed(desk.guides.of_place(p)))
    return tuple(g for g in found if g.valid_from <= day and (g.valid_to is None or day <= g.valid_to))


_T = TypeVar("_T")


def _first(found: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return next(filter(None, found), ())


def phones_for(code: str | None) -> tuple[str, ...]:
    """Give the service line of a place: its area code and 12393 (区号+12393); without one, the number alone."""
    area = place(code).area_code if code is not None else None
    return (f"{area}-12393",) if area else ("12393",)
