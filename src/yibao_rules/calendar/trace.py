"""How a deadline came about, in words (期限推算说明): each stretch skipped or counted, with the notice behind it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from attrs import frozen

from yibao_rules.calendar.compound import Extendable, Range, Staged
from yibao_rules.calendar.counting import Convention, Counting, Landing, Roll
from yibao_rules.calendar.days import Day, DayKind, Standing
from yibao_rules.calendar.law import cite
from yibao_rules.calendar.terms import Term, WorkingDays
from yibao_rules.calendar.workdays import WorkCalendar
from yibao_rules.text import LabelledEnum, Text


class StepKind(LabelledEnum):
    """What a step of the trace says (推算步骤)."""

    START = "start", "起算", "start"
    SKIPPED = "skipped", "不计", "not counted"
    MAKE_UP = "make_up", "补班计入", "make-up day counted"
    STAGE = "stage", "分段", "stage"
    LAST = "last", "期满", "last day"
    ROLLED = "rolled", "顺延", "moved"
    CLOSING = "closing", "截止", "closing time"
    NOTE = "note", "注意", "note"


@frozen(kw_only=True)
class Step:
    """One step of the way to a deadline.

    Attributes:
        kind: what it says.
        text: the sentence.
        first: first day it speaks of.
        last: last day it speaks of.
        law: code of its legal source, or None.
    """

    kind: StepKind
    text: Text
    first: date
    last: date
    law: str | None = None


def step(kind: StepKind, text: Text, first: date, last: date | None = None, law: str | None = None) -> Step:
    """Make a step; the legal source is added to the sentence."""
    if law:
        label = cite(law).label
        text = Text(f"{text.zh}（{label.zh}）", f"{text.en} ({label.en})")
    return Step(kind=kind, text=text, first=first, last=last or first, law=law)


def _span(first: date, last: date) -> Text:
    if first == last:
        return Text(f"{first}（周{'一二三四五六日'[first.weekday()]}）", f"{first} ({first:%a})")
    return Text(f"{first}至{last}", f"{first} to {last}")


def _why(days: list[Day]) -> Text:
    """Name a stretch of days: the festivals in it, or what kind of days they are, and who decided."""
    names = list(dict.fromkeys(name for d in days if d.name for name in d.name.split("、")))
    special = [d.kind.label for d in days if d.kind is not DayKind.WEEKEND] or [DayKind.WEEKEND.label]
    notices = list(dict.fromkeys(d.layer or d.notice for d in days if d.layer or d.notice))
    zh = "、".join(names or dict.fromkeys(k.zh for k in special))
    en = ", ".join(names or dict.fromkeys(k.en for k in special))
    if days[0].is_workday and names:
        zh, en = f"为{zh}补班", f"worked for {en}"
    if notices:
        zh, en = f"{zh}（{'、'.join(map(str, notices))}）", f"{en} ({', '.join(map(str, notices))})"
    return Text(zh, en)


def stretches(calendar: WorkCalendar, first: date, last: date) -> Iterator[Step]:
    """Give a step for each stretch of rest days, and each make-up day, from ``first`` to ``last``."""
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    # A plain weekday needs no words: only the others are looked up.
    odd = (d for d in days if d.weekday() >= 5 or not calendar.is_workday(d))
    runs = groupby(map(calendar.day, odd), key=_run_key())
    for (works, _), run in runs:
        found = list(run)
        a, b, why = found[0].date, found[-1].date, _why(found)
        span, n = _span(a, b), len(found)
        if works:
            yield step(
                StepKind.MAKE_UP, Text(f"{span.zh} {why.zh}，计入", f"{span.en} {why.en}: counted"), a, b
            )
        else:
            text = Text(
                f"{span.zh} {why.zh}，共{n}天，不计",
                f"{span.en} {why.en}: {n} day{'s' * (n > 1)} not counted",
            )
            yield step(StepKind.SKIPPED, text, a, b)


class _run_key:  # noqa: N801 - used as a function that remembers the day before
    """Key for grouping: worked or not, and a number that changes where days stop being consecutive."""

    def __init__(self) -> None:
        self.run, self.before = 0, date.min

    def __call__(self, day: Day) -> tuple[bool, int]:
        if (day.date - self.before).days != 1:
            self.run += 1
        self.before = day.date
        return day.is_workday, self.run


def trace(counting: Counting, term: Term, day: date, landing: Landing) -> Iterator[Step]:
    """Give the steps from the start event on ``day`` to where the term landed."""
    if landing.note:
        yield step(StepKind.NOTE, landing.note, day)
    if landing.due is None or landing.nominal is None:
        return
    if landing.laws:
        yield _start(counting, day)
    if isinstance(term, Staged):
        yield from _stages(counting, term, day)
        return
    due, nominal = landing.due, landing.nominal
    if _in_working_days(term):
        yield from stretches(counting.calendar, counting.first_counted(day), due)
    yield from _end(counting.calendar, term, nominal, due)
    if landing.standing is not Standing.CONFIRMED:
        first = counting.first_counted(day) if _in_working_days(term) else min(nominal, due)
        yield from _open(landing, tuple(unsettled(counting.calendar, first, max(nominal, due))), due)


def _open(landing: Landing, why: tuple[Text, ...], due: date) -> Iterator[Step]:
    """Say why a date is not settled, and between which days it may fall."""
    if not why and (landing.note or landing.earliest == landing.latest):
        return
    zh = "；".join(w.zh for w in why)
    en = "; ".join(w.en for w in why)
    text = Text(
        f"放假安排尚未确定（{zh}）" if why else "日期尚未确定",
        f"holidays on the way are not settled ({en})" if why else "the date is not settled",
    )
    if landing.earliest != landing.latest:
        text = Text(
            f"{text.zh}，最早 {landing.earliest}，最晚 {landing.latest}",
            f"{text.en}: {landing.earliest} at the earliest, {landing.latest} at the latest",
        )
    yield step(StepKind.NOTE, text, due)


def unsettled(calendar: WorkCalendar, first: date, last: date) -> Iterator[Text]:
    """Say why days from ``first`` to ``last`` are not settled: what is not announced, and what no record has."""
    announced = calendar.provisional_from.year
    if last >= calendar.provisional_from and first.year <= announced:
        yield Text(
            f"{announced} 年最后几天可由下一年的通知调整",
            f"the notice of the year after may change the last days of {announced}",
        )
    if last.year > announced:
        yield Text(
            f"{max(first.year, announced + 1)} 年的通知尚未公布，按法定节假日推算",
            f"no notice for {max(first.year, announced + 1)} yet: projected from the statutory holidays",
        )
    for layer in calendar.layers:
        missing = [
            str(year)
            for year in range(first.year, last.year + 1)
            if layer.years is not None and year not in layer.years
        ]
        if missing:
            zh, en = "、".join(missing), ", ".join(missing)
            yield Text(
                f"{layer.name}的地方放假没有收录齐全（{zh} 年），请向当地核实",
                f"the local holidays of {layer.name} in {en} are not all on record: ask there",
            )


def _start(counting: Counting, day: date) -> Step:
    law = counting.convention.law
    if counting.convention is Convention.NEXT_DAY:
        return step(
            StepKind.START,
            Text(f"{day} 当日不计入，从次日起算", f"{day} is left out; counted from the next day"),
            day,
            law=law,
        )
    return step(StepKind.START, Text(f"{day} 当日计入", f"{day} itself counts"), day, law=law)


def _in_working_days(term: Term) -> bool:
    if isinstance(term, Range):
        return isinstance(term.high, WorkingDays)
    return isinstance(term.base if isinstance(term, Extendable) else term, WorkingDays)


def _end(calendar: WorkCalendar, term: Term, nominal: date, due: date) -> Iterator[Step]:
    words = Text(term.body("zh"), term.body("en"))
    if nominal == due:
        span = _span(due, due)
        yield step(
            StepKind.LAST,
            Text(f"{words.zh}：{span.zh}为最后一日", f"{words.en}: {span.en} is the last day"),
            due,
        )
        return
    span = _span(nominal, nominal)
    yield step(
        StepKind.LAST,
        Text(f"{words.zh}：{span.zh}期满，为休息日", f"{words.en}: {span.en} is a rest day"),
        nominal,
    )
    forward = due > nominal
    yield from stretches(
        calendar, min(nominal, due + timedelta(days=1)), max(nominal, due - timedelta(days=1))
    )
    verb = (
        Text(f"顺延至 {due}", f"moved on to {due}")
        if forward
        else Text(f"提前至 {due}", f"moved back to {due}")
    )
    yield step(StepKind.ROLLED, verb, due, law=(Roll.FORWARD if forward else Roll.BACK).law)


def _stages(counting: Counting, term: Staged, day: date) -> Iterator[Step]:
    for number, stage in enumerate(term.stages, 1):
        landing = counting.land(stage.term, day)
        party = Text(f"（{stage.party}）" * bool(stage.party), f" ({stage.party})" * bool(stage.party))
        text = Text(f"第{number}段{party.zh}：自 {day} 起", f"stage {number}{party.en}: from {day}")
        yield step(StepKind.STAGE, text, day, landing.due)
        yield from (s for s in trace(counting, stage.term, day, landing) if s.kind is not StepKind.START)
        day = landing.due or day
