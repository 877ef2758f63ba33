"""Lints on whom an item is for: conditions, audience, channels, what is offered at all."""

from collections.abc import Iterator

from yibao_rules.guides.lint.base import Context, Lint, Spot, words
from yibao_rules.logic.clause import Severity
from yibao_rules.logic.nodes import facts_of
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import Audience
from yibao_rules.model.items import item_label, items, main_items
from yibao_rules.text import Text


def _other_items_condition(context: Context) -> Iterator[Spot]:
    marks: dict[str, list[str]] = words()["item_facts"]
    owners = {fact: slug for slug, facts in marks.items() for fact in facts}
    for path, item in context.items():
        for i, condition in enumerate(item.conditions):
            names = {f.name for f in facts_of(condition.when)} if condition.when is not None else set()
            foreign = sorted({owners[n] for n in names if n in owners} - {item.item})
            if item.item in marks and foreign and not names & set(marks[item.item]):
                message = Text(
                    "本事项是“{item}”，条件却是“{other}”的",
                    "the item is '{item}', its condition is that of '{other}'",
                )
                yield Spot(
                    f"{path}.conditions[{i}]",
                    message.format(item=item_label(item.item, item.name), other=item_label(foreign[0])),
                )


def _other_items_words(context: Context) -> Iterator[Spot]:
    speaking: dict[str, list[str]] = words()["main_words"]
    for path, item in context.items():
        text = item.profile.applies_to if item.profile is not None else ""
        own = items()[item.item].main if item.item in items() else None
        for main, of_main in speaking.items():
            hit = next((w for w in of_main if w in text), None)
            if hit is not None and own is not None and main != own:
                message = Text(
                    "适用范围中的“{word}”属于“{main}”", "'{word}' in the scope speaks of '{main}'"
                ).format(word=hit, main=main_items()[main].label)
                yield Spot(f"{path}.profile.applies_to", message)


def _persons_left_out(context: Context) -> Iterator[Spot]:
    personal = set(words()["personal"]["main"])
    for path, item in context.items():
        if (
            item.item in items()
            and items()[item.item].main in personal
            and item.audience == (Audience.EMPLOYER,)
        ):
            yield Spot(
                f"{path}.audience",
                Text(
                    "服务对象只有参保单位，个人也可申领",
                    "only employers are served, though persons claim too",
                ),
            )


def _not_offered(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        if item.offered is False:
            yield Spot(f"{path}.offered", Text("列入清单而暂未开办", "listed, but not offered"))
        elif "暂无" in item.name:
            yield Spot(
                f"{path}.name",
                Text("名称写“暂无”，offered 未写 false", "the name says 暂无, `offered` is not false"),
            )


def _visit_though_online(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        visits = item.profile.visits if item.profile is not None else None
        if visits and _online(item):
            yield Spot(
                f"{path}.profile.visits",
                Text("可网上办理，仍要到现场 {n} 次", "can be done online, yet {n} visits are needed").format(
                    n=visits
                ),
            )


def _online(item: GuideItem) -> bool:
    return any(channel.is_online for channel in item.channels)


def _deferral(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        profile = item.profile
        if profile is not None and profile.deferral is False and "容缺办理" in profile.prohibition:
            yield Spot(
                f"{path}.profile.deferral",
                Text(
                    "禁止性要求写“{text}”，容缺受理却为否",
                    "the prohibitions say '{text}', yet deferral is refused",
                ).format(text=profile.prohibition),
            )


_FINANCIAL = "金融功能"
_ASKS_FINANCIAL = Text("要求激活社保卡金融功能", "asks for the card's financial function")


def _financial_function(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for i, condition in enumerate(item.conditions):
            names = {f.name for f in facts_of(condition.when)} if condition.when is not None else set()
            if "card.financial_active" in names or _FINANCIAL in condition.text:
                yield Spot(f"{path}.conditions[{i}]", _ASKS_FINANCIAL)
        for i, note in enumerate(item.notes):
            if _FINANCIAL in note:
                yield Spot(f"{path}.notes[{i}]", _ASKS_FINANCIAL)


LINTS = (
    Lint(
        code="conditions/other-item",
        severity=Severity.ERROR,
        explanation=Text(
            "申请条件说的是另一种事项，申请人会选错类型。",
            "The condition speaks of another item; applicants will choose the wrong one.",
        ),
        source="抚顺市办事指南 申请条件；医保发〔2022〕22号附件第八条",
        find=_other_items_condition,
    ),
    Lint(
        code="conditions/other-scope",
        severity=Severity.WARNING,
        explanation=Text("适用范围说的是另一类事项。", "The scope speaks of another group of items."),
        source="抚顺市办事指南 适用范围",
        find=_other_items_words,
    ),
    Lint(
        code="conditions/financial-function",
        severity=Severity.INFORMATION,
        explanation=Text(
            "国家规定未以社保卡金融功能为享受待遇的条件，宜作提示。",
            "No national rule ties the benefit to the card's financial function; make it a hint.",
        ),
        source="社会保险经办条例（国务院令第765号）第六十二条",
        find=_financial_function,
    ),
    Lint(
        code="audience/persons-left-out",
        severity=Severity.WARNING,
        explanation=Text(
            "待遇属于个人，个人也应能申请。", "The benefit is the person's, who should be able to apply."
        ),
        source="社会保险经办条例（国务院令第765号）第二十条",
        find=_persons_left_out,
    ),
    Lint(
        code="item/not-offered",
        severity=Severity.INFORMATION,
        explanation=Text("清单中的事项实际没有开办。", "An item of the list that cannot be had."),
        source="廊坊市清单第 19 项",
        find=_not_offered,
    ),
    Lint(
        code="channels/visit-though-online",
        severity=Severity.INFORMATION,
        explanation=Text("网上可办的事项不应再要求到现场。", "What can be done online should need no visit."),
        source="医保发〔2019〕33号（一）",
        find=_visit_though_online,
    ),
    Lint(
        code="item/deferral-contradiction",
        severity=Severity.WARNING,
        explanation=Text("同一指南既说可容缺又说不可。", "One guide both allows and refuses deferral."),
        source="抚顺市办事指南 禁止性要求、是否容缺受理",
        find=_deferral,
    ),
)
