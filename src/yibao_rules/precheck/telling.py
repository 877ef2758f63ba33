"""What a guide's item says besides materials and limits (其他规定), in words: effect, validity, pledges, diseases …"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attrs import frozen

from yibao_rules.calendar.terms import Term
from yibao_rules.guides import FieldAnswer
from yibao_rules.logic.clause import Certainty
from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.expr import Expr
from yibao_rules.logic.prose import clause
from yibao_rules.model.filing import Filing
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import (
    AgentRule,
    Benefit,
    Condition,
    DiseaseEntry,
    Effect,
    LateFiling,
    Lock,
    OfflineConfirmation,
    PledgeRule,
    Validity,
)
from yibao_rules.model.items import item_label
from yibao_rules.precheck.lines import lines
from yibao_rules.serialization.showing import brief
from yibao_rules.text import Text, same


@brief
@frozen(kw_only=True)
class Section:
    """One subject that an item speaks of.

    Attributes:
        field: the field of the guide's item. heading: its name. texts: what it says, a sentence each.
        sure: how sure each sentence is, in their order; empty where nobody has said.
    """

    field: str
    heading: Text
    texts: tuple[Text, ...]
    sure: tuple[Certainty, ...] = ()

    @property
    def marked(self) -> tuple[Text, ...]:
        """The sentences, each with how sure it is where it does not come from a text at hand."""
        return tuple(map(marked, self.texts, self.sure)) if self.sure else self.texts


def marked(text: Text, sure: Certainty | None) -> Text:
    """Return a demand with how sure it is: nothing is added to what comes from a text at hand."""
    mark = sure.mark if sure is not None else same("")
    return Text(f"{text.zh}（{mark.zh}）", f"{text.en} ({mark.en})") if mark.zh else text


def sections(
    item: GuideItem,
    filing: Filing | None = None,
    day: date | None = None,
    answer: Callable[[str], FieldAnswer | None] | None = None,
) -> tuple[Section, ...]:
    """Tell what an item says besides its materials, limits and channels.

    Args:
        item: the item as it holds on the day.
        filing: a case: what does not apply to it is left out; None tells every case.
        day: the day on which the case is judged; needed with ``filing``.
        answer: gives who spoke for a field, for how sure each sentence is.

    Returns:
        The subjects that the item speaks of, in the order in which an applicant meets them.
    """
    told = []
    for field, heading, words in _SECTIONS:
        said = [
            (text, part) for part in _parts(item, field) if applies(part, filing, day) for text in words(part)
        ]
        if said:
            spoke = answer(field) if answer is not None else None
            sure = tuple(_sureness(part, spoke) for _, part in said) if spoke is not None else ()
            texts = tuple(text for text, _ in said)
            told.append(Section(field=field, heading=heading, texts=texts, sure=sure))
    return tuple(told)


def _sureness(part: object, spoke: FieldAnswer) -> Certainty:
    """Return how sure one sentence is: an entry of a list may be surer or less sure than the list."""
    own = getattr(part, "sure", None)
    return own if isinstance(own, Certainty) else Certainty.surest(spoke.basis_of(part))


def _parts(item: GuideItem, field: str) -> tuple[Any, ...]:
    value = getattr(item, field)
    if isinstance(value, tuple):
        return value
    return () if value in (None, "") else (value,)


def applies(part: object, filing: Filing | None, day: date | None) -> bool:
    """Tell whether a part is not known to be for other cases; a condition for applying is told in any case."""
    when = getattr(part, "when", None)
    if when is None or filing is None or day is None or isinstance(part, Condition):
        return True
    return evaluate(when, filing, day) is not False


def _in_case(when: Expr | None, words: Text, source: str = "") -> Text:
    """Put the case before the words; the source's own sentence names it already."""
    if when is None:
        return Text(source or words.zh, words.en)
    said = clause(when)
    return Text(source or f"{said.zh}的：{words.zh}", f"where {said.en}: {words.en}")


def _worded(term: Term) -> Text:
    return Text(term.wording("zh"), term.wording("en"))


def _condition(part: Condition) -> Iterator[Text]:
    yield Text(part.text, part.text if part.when is None else clause(part.when).en)


def effect_words(part: Effect) -> Iterator[Text]:
    """Word from when a filing has effect."""
    term = _worded(part.term)
    yield _in_case(part.when, Text(term.zh, f"in effect: {term.en}"), part.text)


def validity_words(part: Validity) -> Iterator[Text]:
    """Word how long a filing is good."""
    if part.open_ended or part.term is None:
        words = Text("一次备案长期有效（信息和参保状态未变时）", "valid for good while nothing changes")
    else:
        floor = Text("不少于", "at least ") if part.at_least else Text("", "")
        floor = Text("不超过", "at most ") if part.at_most else floor
        zh = part.term.wording("zh").removesuffix("内")
        en = part.term.wording("en").removeprefix("within ")
        words = Text(f"有效期{floor.zh}{zh}", f"valid for {floor.en}{en}")
    yield _in_case(part.when, words)


def lock_words(part: Lock) -> Iterator[Text]:
    """Word how long a filing cannot be changed."""
    term = _worded(part.term)
    most = Text("当地可规定", "the place may rule that it") if part.at_most else Text("", "it")
    words = Text(
        f"{most.zh}备案后{term.zh}不得变更或取消", f"{most.en} cannot be changed or cancelled {term.en}"
    )
    yield _in_case(part.when, words)


def benefit_words(part: Benefit) -> Iterator[Text]:
    """Word what a filing gives."""
    if part.both_ways:
        words = Text(
            "备案地与参保地双向享受待遇", "benefits both at the destination and at the insured place"
        )
        yield _in_case(part.when, words)
    if part.lower_by_at_most:
        n = part.lower_by_at_most
        words = Text(
            f"支付比例可低于参保地，最多低{n}个百分点", f"the rate may be lower by at most {n} points"
        )
        yield _in_case(part.when, words)


def pledge_words(part: PledgeRule) -> Iterator[Text]:
    """Word whether a personal pledge is taken, and what follows from it."""
    if part.allowed is not None:
        taken = Text("可以个人承诺书代替证明材料", "a personal pledge may stand for the proof")
        yield taken if part.allowed else Text("不适用个人承诺书", "no personal pledge is taken")
    if part.barred_when is not None:
        said = clause(part.barred_when)
        yield Text(f"{said.zh}的，不适用承诺", f"no pledge where {said.en}")
    if part.barred_months is not None:
        n = part.barred_months
        yield Text(f"承诺失信后{n}个月内不适用承诺", f"no pledge for {n} months after a broken one")
    if part.cure is not None:
        term = _worded(part.cure)
        yield Text(f"证明材料补交期限：{term.zh}", f"the proof is to follow {term.en}")
    if part.becomes:
        name = item_label(part.becomes)
        yield Text(f"逾期未补交的，转为{name.zh}", f"without it the filing turns into: {name.en}")
    if part.local_only:
        yield Text(
            "以承诺备案的，补交证明前只能在备案地享受待遇",
            "filed by a pledge: benefits only at the destination until the proof is there",
        )


def offline_words(part: OfflineConfirmation) -> Iterator[Text]:
    """Word the check at the window after filing online; nothing when none is required."""
    if part.required:
        where = f"（{part.where}）" if part.where else ""
        how = f"：{part.how}" if part.how else ""
        yield Text(
            f"网上提交后还须到窗口线下确认{where}{how}，否则备案未完成",
            f"after filing online, confirm at the window{where}{how}; the filing is not complete before that",
        )


def _late(part: LateFiling) -> Iterator[Text]:
    outcome = part.outcome.label
    yield _in_case(part.when, outcome, part.text)


def _agent(part: AgentRule) -> Iterator[Text]:
    yield Text("可以委托代办", "an agent may file") if part.allowed else Text("须本人办理", "in person only")
    if part.allowed and part.materials is not None:
        papers = [line.text for line in lines(part.materials)]
        zh, en = "、".join(p.zh for p in papers), ", ".join(p.en for p in papers)
        yield Text(f"代办另需：{zh}", f"the agent also brings: {en}")


def _disease(part: DiseaseEntry) -> Iterator[Text]:
    codes = "、".join(c for c in (part.code, *part.includes) if c)
    details = tuple(_disease_details(part))
    zh, en = "；".join(d.zh for d in details), "; ".join(d.en for d in details)
    name = f"{part.name}（{codes}）" if codes else part.name
    yield Text(name + (f"：{zh}" if zh else ""), name + (f": {en}" if en else ""))


def _disease_details(part: DiseaseEntry) -> Iterator[Text]:
    if not part.listed:
        yield Text("不在目录内", "not on the list")
    if part.schemes:
        names = [s.label for s in part.schemes]
        yield Text(f"限{'、'.join(n.zh for n in names)}", f"only for {', '.join(n.en for n in names)}")
    if part.recognised_by:
        hospitals = "、".join(part.recognised_by)
        yield Text(f"认定机构：{hospitals}", f"recognised by {hospitals}")
    if part.chosen_hospitals is not None:
        n = part.chosen_hospitals
        yield Text(f"选定{n}家医疗机构", f"{n} hospital{'s' if n != 1 else ''} to choose")
    for term, zh, en in (
        (part.limit, "认定时限", "recognised"),
        (part.effect, "待遇起始", "benefits"),
    ):
        if term is not None:
            yield Text(f"{zh}：{term.wording('zh')}", f"{en} {term.wording('en')}")
    if part.rediagnosis is not None:
        words = _worded(part.rediagnosis)
        zh, en = words.zh.removesuffix("内"), words.en.removeprefix("within ")
        yield Text(f"复审周期：{zh}", f"to be diagnosed anew after {en}")
    if part.since is not None:
        yield Text(f"{part.since} 纳入", f"on the list since {part.since}")
    if part.note:
        yield same(part.note)


def _supplement(term: Term) -> Iterator[Text]:
    yield _worded(term)


def _may_ask(tree: Any) -> Iterator[Text]:
    yield from (line.text for line in lines(tree))


def _same(words: str) -> Iterator[Text]:
    yield same(words)


def _member(slug: str) -> Iterator[Text]:
    yield item_label(slug)


_SECTIONS: tuple[tuple[str, Text, Callable[[Any], Iterator[Text]]], ...] = (
    ("members", Text("包含事项", "Items in it"), _member),
    ("conditions", Text("申请条件", "Conditions"), _condition),
    ("destination", Text("备案就医地", "Destination to file for"), _same),
    ("may_ask", Text("可要求提供", "The agency may ask for"), _may_ask),
    ("agent", Text("委托代办", "Agents"), _agent),
    ("pledge", Text("个人承诺", "Pledges"), pledge_words),
    ("supplement", Text("补充材料时限", "Time to supplement"), _supplement),
    ("offline", Text("线下确认", "Confirmation at the window"), offline_words),
    ("effect", Text("生效时间", "Effect"), effect_words),
    ("validity", Text("备案有效期", "Validity"), validity_words),
    ("lock", Text("变更取消限制", "Change lock"), lock_words),
    ("benefit", Text("待遇", "Benefit"), benefit_words),
    ("late", Text("补办备案", "Late filing"), _late),
    ("diseases", Text("病种目录", "Diseases"), _disease),
)
