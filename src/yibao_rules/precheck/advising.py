"""Advice (咨询建议): which filing type fits, what it needs and gives, and what filing as another type would cost."""

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve, field, frozen

from yibao_rules.guides import Resolved
from yibao_rules.logic.rule import Basis, Certainty
from yibao_rules.materials.demands import paper_name
from yibao_rules.materials.gaps import Way, ways
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, FilingType
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import PledgeRule
from yibao_rules.model.kinds import PERSONAL_PLEDGE
from yibao_rules.model.requirements import AllOf, demanded, needs
from yibao_rules.precheck.desk import Desk
from yibao_rules.precheck.fallback import Fallback, routes_for
from yibao_rules.precheck.fit import Fit, TypeFit, fits, recommended
from yibao_rules.precheck.hints import Hint, hints
from yibao_rules.precheck.lines import Line, sourced_lines
from yibao_rules.precheck.telling import applies, marked, offline_words, pledge_words, sections
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text


@brief
@frozen(kw_only=True)
class TypeAdvice:
    """One filing type for one person.

    Attributes:
        verdict: whether it fits, and why.
        deemed_filed: no filing is needed for it.
        needs: its materials, line by line, each with how sure the demand is.
        gaps: what of them is not at hand, nearest way first; None when not told.
        gives: validity, change lock, both-way benefit, rate, in words. gives_sure: how sure each of them is.
        cost: what filing as this type costs beside the recommended one; empty for the recommended type itself.
    """

    verdict: TypeFit
    deemed_filed: bool
    needs: tuple[Line, ...] = field(repr=False)
    gaps: tuple[Way, ...] | None = field(repr=False)
    gives: tuple[Text, ...] = field(repr=False)
    gives_sure: tuple[Certainty, ...] = field(repr=False)
    cost: tuple[Text, ...] = field(repr=False)

    @property
    def type(self) -> FilingType:
        """The filing type."""
        return self.verdict.type


@brief
@frozen(kw_only=True)
class Advice:
    """The advice to one person.

    Attributes:
        recommended: the type to file; None while it hangs on facts that nobody has given.
        types: every type that exists on the day, the preferred first.
        chosen: the type that the filing names, None for another item. wrong: why it is the wrong one, None when right.
        ask: names of the facts that would settle the choice.
        fallback: what is possible without a filing, for treatment under way or over.
        hints: on how and when to submit.
    """

    recommended: TypeAdvice | None
    types: tuple[TypeAdvice, ...]
    chosen: FilingType | None
    wrong: Text | None = field(repr=False)
    ask: tuple[str, ...]
    fallback: Fallback | None = field(repr=False)
    hints: tuple[Hint, ...] = field(repr=False)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The sources of the recommendation."""
        return self.recommended.verdict.basis if self.recommended is not None else ()


def advise(filing: Filing, *, day: date, desk: Desk) -> Advice:
    """Advise on one person's situation: see :func:`yibao_rules.precheck.advise`."""
    verdicts = fits(filing, day)
    best = recommended(verdicts)
    spoken = {v.type: _resolved(filing, v.type, day, desk) for v in verdicts}
    types = tuple(_advice(v, best, spoken, filing, day) for v in verdicts)
    chosen = filing.type if filing.type in OUT_OF_AREA_TYPES else None
    case = filing.circumstances
    under_treatment = case.emergency or case.admitted_on or case.discharged_on or case.settled
    return Advice(
        recommended=next((t for t in types if best is not None and t.type is best.type), None),
        types=types,
        chosen=chosen,
        wrong=_wrong(chosen, best, types),
        ask=_ask(verdicts, best),
        fallback=routes_for(filing, day=day, desk=desk) if under_treatment else None,
        hints=(
            *hints(filing, at=None, day=day, calendar=desk.calendar_at(filing.insured_place)),
            *(_offline(filing, best.type, day, desk) if best is not None else ()),
        ),
    )


def _offline(filing: Filing, filing_type: FilingType, day: date, desk: Desk) -> Iterator[Hint]:
    """Say that filing online is not the end of it, where the place wants a check at the window."""
    resolved = _resolved(filing, filing_type, day, desk)
    answer = resolved.field("offline") if resolved is not None else None
    if answer is not None and applies(answer.value, filing, day):
        for text in offline_words(answer.value):
            yield Hint("offline-confirmation", text, answer.basis)


def _resolved(filing: Filing, filing_type: FilingType, day: date, desk: Desk) -> Resolved | None:
    resolved = desk.speaking(filing.insured_place, filing_type.code, day).resolved
    return resolved if isinstance(resolved, Resolved) else None


def _ask(verdicts: Iterable[TypeFit], best: TypeFit | None) -> tuple[str, ...]:
    """Name the facts behind types that are unclear and would be preferred to the best that fits."""
    asked: list[str] = []
    for verdict in verdicts:
        if best is not None and verdict.type is best.type:
            break
        asked += verdict.missing
    return tuple(dict.fromkeys(asked))


def _advice(
    verdict: TypeFit,
    best: TypeFit | None,
    spoken: dict[FilingType, Resolved | None],
    filing: Filing,
    day: date,
) -> TypeAdvice:
    resolved = spoken[verdict.type]
    rule = resolved.effective if resolved is not None else None
    as_this = evolve(filing, item=verdict.type.code)
    materials = (rule.materials if rule is not None else None) or AllOf(())
    told = filing.materials is not None and rule is not None
    other = spoken[best.type] if best is not None and best.type is not verdict.type else None
    gives = tuple(_gives(resolved, as_this, day)) if resolved is not None else ()
    source = resolved.field("materials") if resolved is not None else None
    return TypeAdvice(
        verdict=verdict,
        deemed_filed=bool(rule is not None and rule.deemed_filed),
        needs=tuple(sourced_lines(materials, source, as_this, day)),
        gaps=ways(materials, as_this, day) if told else None,
        gives=tuple(text for text, _ in gives),
        gives_sure=tuple(sure for _, sure in gives),
        cost=tuple(_cost(verdict, resolved, other.effective, as_this, day))
        if resolved is not None and other is not None
        else (),
    )


def _gives(resolved: Resolved, filing: Filing, day: date) -> Iterator[tuple[Text, Certainty]]:
    """Say what the type gives in this case, and how sure it is: how long, from when, at which rate, what a pledge leaves out."""
    rule, wanted = resolved.effective, {"effect", "validity", "lock", "benefit"}
    for section in sections(rule, filing, day, resolved.field):
        if section.field in wanted:
            yield from zip(section.texts, section.sure, strict=True)
    pledged = filing.material_by_kind is None or PERSONAL_PLEDGE in filing.material_by_kind
    if rule.pledge is not None and rule.pledge.allowed and rule.pledge.local_only and pledged:
        answer = resolved.field("pledge")
        sure = answer.sure if answer is not None else Certainty.DERIVED
        yield from ((text, sure) for text in pledge_words(PledgeRule(local_only=True)))


def _lower_by(rule: GuideItem, filing: Filing, day: date) -> int:
    return max((b.lower_by_at_most or 0 for b in rule.benefit if applies(b, filing, day)), default=0)


def _lasts(rule: GuideItem, filing: Filing, day: date) -> bool:
    return any(v.open_ended and applies(v, filing, day) for v in rule.validity)


def _cost(verdict: TypeFit, resolved: Resolved, best: GuideItem, filing: Filing, day: date) -> Iterator[Text]:
    """Say what the type costs beside the best: papers it needs in addition, a lower rate, a shorter validity."""
    rule = resolved.effective
    if verdict.fit is Fit.DOES_NOT_FIT:
        yield Text(f"条件不符：{verdict.reason.zh}", f"its condition fails: {verdict.reason.en}")
    extra = demanded(rule.materials or AllOf(())) - demanded(best.materials or AllOf(()))
    if extra:
        names = _names(resolved, extra)
        yield Text(
            f"需额外提供：{'、'.join(n.zh for n in names)}", f"also needed: {', '.join(n.en for n in names)}"
        )
    lower = _lower_by(rule, filing, day) - _lower_by(best, filing, day)
    if lower > 0:
        yield Text(f"支付比例最多再低{lower}个百分点", f"the rate may be lower by {lower} more points")
    if _lasts(best, filing, day) and not _lasts(rule, filing, day):
        yield Text("有效期有限，期满须重新备案", "valid for a time only, then to be filed anew")


def _names(resolved: Resolved, kinds: frozenset[str]) -> list[Text]:
    """Name the papers, those of a place's own by their titles, each with how sure it is that it is asked for."""
    materials = resolved.effective.materials or AllOf(())
    papers = {need.kind: paper_name(need, need.kind) for need in needs(materials)}
    sure = {line.kind: line.sure for line in sourced_lines(materials, resolved.field("materials"))}
    return [marked(papers[kind], sure[kind]) for kind in sorted(kinds)]


def _wrong(chosen: FilingType | None, best: TypeFit | None, types: Iterable[TypeAdvice]) -> Text | None:
    if chosen is None or best is None or chosen is best.type:
        return None
    mine = next((t for t in types if t.type is chosen), None)
    costs = mine.cost if mine is not None else ()
    zh, en = "；".join(c.zh for c in costs), "; ".join(c.en for c in costs)
    return Text(
        f"所选“{chosen.label.zh}”与实际情况不符，应选“{best.type.label.zh}”（{best.reason.zh}）"
        + (f"：{zh}" if zh else ""),
        f"“{chosen.label.en}” is not the fitting type; file as “{best.type.label.en}” ({best.reason.en})"
        + (f": {en}" if en else ""),
    )
