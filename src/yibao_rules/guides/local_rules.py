"""What a place's guide asks (当地指南), as rules: materials, conditions, channels, confirmations, locks."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from attrs import evolve, frozen

from yibao_rules.calendar.terms import CalendarDays, Counted, Months, Term, WorkingDays, Years
from yibao_rules.logic.expr import ALWAYS, NEVER, Expr, Offset
from yibao_rules.logic.rule import Basis, Rule, Severity
from yibao_rules.materials.demands import satisfied
from yibao_rules.materials.gaps import tell, tell_mends, ways
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.requirements import AllOf, OnlyWhen, Requirement, needs
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text

_UNITS: Mapping[type[Term], str] = {
    WorkingDays: "working_days",
    CalendarDays: "days",
    Months: "months",
    Years: "years",
}


Sources = Callable[[object], tuple[Basis, ...]]
"""Gives the sources of one value of a field, such as one condition of several."""


def local_rules(
    item: GuideItem,
    sources: Mapping[str, tuple[Basis, ...]],
    basis: tuple[Basis, ...],
    parts: Mapping[str, Sources] = MappingProxyType({}),
) -> tuple[Rule, ...]:
    """Return the rules that one item of a guide makes, each as sure as the source of what it asks.

    Args:
        item: the item as it holds on the day, layers already overlaid.
        sources: the sources of single fields, by field name.
        basis: the sources of the item, for fields that name none.
        parts: by field name, what gives the sources of one condition, fact or material where they differ.

    Returns:
        The rules, in the order in which a clerk looks: offered at all, conditions, fields, materials, channel.
    """

    def of(name: str) -> tuple[Basis, ...]:
        return sources.get(name) or basis

    def each(name: str) -> Sources:
        return parts.get(name) or (lambda _: of(name))

    return (
        *_offered(item, of("offered")),
        *_conditions(item, each("conditions")),
        *_required(item, each("required_facts")),
        *_materials(item, each("materials")),
        *_may_ask(item, of("may_ask")),
        *_agent_materials(item, of("agent")),
        *_channel(item, of("channels")),
        *_offline(item, of("offline")),
        *_locks(item, of("lock")),
    )


def parts_of(requirement: Requirement) -> tuple[Requirement, ...]:
    """Return the parts that are judged and told apart: those of the outermost "all of" that ask for anything."""
    parts = requirement.parts if isinstance(requirement, AllOf) else (requirement,)
    return tuple(part for part in parts if any(True for _ in needs(part)))


@brief
@frozen
class GapDetail:
    """Words the gap of one requirement for a finding: the nearest way, and all ways."""

    requirement: Requirement

    def __call__(self, filing: object, day: date) -> Mapping[str, object]:
        """Give ``gap`` (what the nearest way lacks), ``mends`` (every way to mend it) and ``kinds`` (slugs of the nearest)."""
        assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
        found = ways(self.requirement, filing, day)
        return {
            "gap": tell(found[:1]),
            "mends": tell_mends(found),
            "kinds": tuple(lack.kind for lack in found[0]),
        }


def _materials(item: GuideItem, of: Sources) -> Iterator[Rule]:
    taken: set[str] = set()
    for part in parts_of(item.materials or AllOf(())):
        kind = next(needs(part)).kind
        yield _material_rule(_unused(f"materials/{kind.replace('_', '-')}", taken), ALWAYS, part, of(part))


def _agent_materials(item: GuideItem, basis: tuple[Basis, ...]) -> Iterator[Rule]:
    if item.agent is None:
        return
    present = facts()["agent.present"].to_expr()
    if not item.agent.allowed:
        yield Rule(
            code="local/agent-not-allowed",
            must=~present,
            cause=Cause.PROCEDURE,
            message=Text("该事项须本人办理，不能代办", "the item must be filed in person, not by an agent"),
            remedy=Text("由本人办理", "file in person"),
            basis=basis,
            path="/agent",
        )
    taken: set[str] = set()
    for part in parts_of(item.agent.materials or AllOf(())):
        code = _unused(f"materials/agent-{next(needs(part)).kind.replace('_', '-')}", taken)
        yield _material_rule(code, present, part, basis)


def _may_ask(item: GuideItem, basis: tuple[Basis, ...]) -> Iterator[Rule]:
    taken: set[str] = set()
    for part in parts_of(item.may_ask or AllOf(())):
        code = _unused(f"materials/may-ask-{next(needs(part)).kind.replace('_', '-')}", taken)
        rule = _material_rule(code, ALWAYS, part, basis)
        message = Text("经办机构可要求提供：{gap}", "the agency may ask for: {gap}")
        yield evolve(rule, severity=Severity.INFORMATION, message=message)


def _material_rule(code: str, when: Expr, part: Requirement, basis: tuple[Basis, ...]) -> Rule:
    # A part that is asked for only in some cases does not apply in the others, rather than being satisfied there.
    if isinstance(part, OnlyWhen):
        when, part = when & part.condition, part.part
    return Rule(
        code=code,
        when=when,
        must=satisfied(part),
        cause=Cause.MATERIALS,
        message=Text("{gap}", "{gap}"),
        remedy=Text("{mends}", "{mends}"),
        basis=basis,
        path="/materials",
        detail=GapDetail(part),
    )


def _unused(code: str, taken: set[str]) -> str:
    """Give ``code``, numbered when an earlier part of the item already has it."""
    numbered, n = code, 1
    while numbered in taken:
        n += 1
        numbered = f"{code}-{n}"
    taken.add(numbered)
    return numbered


def _offered(item: GuideItem, basis: tuple[Basis, ...]) -> Iterator[Rule]:
    if item.offered is False:
        yield Rule(
            code="local/item-not-offered",
            must=NEVER,
            cause=Cause.PROCEDURE,
            message=Text("该地暂未开办此事项", "the place does not offer this item yet"),
            remedy=Text("向当地经办机构咨询替代办法", "ask the agency for another way"),
            basis=basis,
            path="/item",
        )


def _conditions(item: GuideItem, of: Sources) -> Iterator[Rule]:
    for n, condition in enumerate((c for c in item.conditions if c.when is not None), 1):
        yield Rule(
            code=f"local/condition-{n}",
            must=condition.when,
            cause=Cause.INSURANCE_STATUS,
            message=_quoted("不符合申请条件：{}", "a condition of the item is not met: {}", condition.text),
            remedy=Text(
                "核对是否选对事项，或满足条件后再申请", "check the item, or file once the condition is met"
            ),
            basis=of(condition),
            path="/circumstances",
        )


def _quoted(zh: str, en: str, words: str) -> Text:
    """Put a source's own words into a template, its braces kept from being read as places to fill."""
    safe = words.replace("{", "{{").replace("}", "}}")
    return Text(zh.format(safe), en.format(safe))


def _required(item: GuideItem, of: Sources) -> Iterator[Rule]:
    for name in item.required_facts:
        fact = facts()[name]
        yield Rule(
            code=f"local/required-{name.replace('.', '-').replace('_', '-')}",
            must=fact.known(),
            cause=Cause.INFORMATION,
            message=Text(f"未填写{fact.label.zh}", f"not given: {fact.label.en}"),
            remedy=Text(f"补填{fact.label.zh}", f"give the {fact.label.en}"),
            basis=of(name),
            path="/" + name.split(".", maxsplit=1)[-1],
        )


def _channel(item: GuideItem, basis: tuple[Basis, ...]) -> Iterator[Rule]:
    channel = facts()["filing.channel"]
    if item.channels:
        open_ = Text(
            "、".join(c.label.zh for c in item.channels), ", ".join(c.label.en for c in item.channels)
        )
        yield Rule(
            code="local/channel-not-offered",
            when=channel.known(),
            must=channel.is_in(item.channels),
            cause=Cause.PROCEDURE,
            severity=Severity.WARNING,
            message=Text(
                "当地公布的办理渠道不含“{filing_channel}”",
                "the item cannot be filed through “{filing_channel}”",
            ),
            remedy=Text(f"改经：{open_.zh}", f"use: {open_.en}"),
            basis=basis,
            params=(channel,),
            path="/channel",
        )


def _offline(item: GuideItem, basis: tuple[Basis, ...]) -> Iterator[Rule]:
    offline = item.offline
    if offline is None or not offline.required:
        return
    how = offline.how or "携带材料到医保窗口现场确认"
    yield Rule(
        code="local/offline-not-confirmed",
        when=facts()["filing.online"] & _where(offline.when),
        must=facts()["procedure.offline_confirmed"],
        cause=Cause.PROCEDURE,
        message=Text("仅线上提交，未完成线下确认", "filed online only: the check at the window is not done"),
        remedy=_quoted("{}", "confirm at the window: {}", how),
        basis=basis,
        path="/procedure/offline_confirmed",
    )


def _locks(item: GuideItem, basis: tuple[Basis, ...]) -> Iterator[Rule]:
    last, filed = facts()["circumstances.last_filed_on"], facts()["filing.filed_on"]
    for n, lock in enumerate(item.lock, 1):
        offset = _offset(lock.term)
        if offset is None or lock.at_most:
            continue  # a ceiling binds the places that set a lock, not the person
        yield Rule(
            code=f"local/change-locked-{n}",
            when=last.known() & _where(lock.when),
            must=last + offset <= filed,
            cause=Cause.PROCEDURE,
            message=Text(
                f"备案后{lock.term.wording('zh')}内不得变更或取消，上次备案于 {{circumstances_last_filed_on}}",
                f"a filing cannot be changed for {lock.term.wording('en')}; the last was on {{circumstances_last_filed_on}}",
            ),
            remedy=Text("期满后再变更", "change it after that time"),
            basis=basis,
            params=(last,),
            path="/circumstances/last_filed_on",
        )


def _where(condition: Expr | None) -> Expr:
    return ALWAYS if condition is None else condition


def _offset(term: Term) -> Offset | None:
    unit = _UNITS.get(type(term))
    return Offset(**{unit: term.n}) if unit is not None and isinstance(term, Counted) else None
