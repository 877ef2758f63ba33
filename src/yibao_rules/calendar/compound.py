"""Terms made of terms (复合期限): a span, a limit that may be extended, and limits in stages."""

import re

from attrs import field, frozen

from yibao_rules.calendar.refusals import guarded
from yibao_rules.calendar.terms import Bound, Counted, Term, TermError
from yibao_rules.text import Lang, Text, normalise


@guarded
@frozen
class Range(Term):
    """A limit that sources give as a span (3至5个工作日): the shortest and the longest that places set.

    Args:
        low: the shortest.
        high: the longest, of the same unit.
        start_event: as in :class:`Term`.

    Raises:
        TermError: units differ, an end carries its own start event or bound, or ``low`` is not below ``high``.
    """

    low: Counted
    high: Counted

    def __attrs_post_init__(self) -> None:
        plain = all(t.bound is Bound.WITHIN and t.start_event is None for t in (self.low, self.high))
        if type(self.low) is not type(self.high) or self.low.n >= self.high.n or not plain:
            raise TermError(
                where="Range",
                found=Text(
                    f"{self.low.wording('zh')}、{self.high.wording('zh')}",
                    f"{self.low.wording('en')}, {self.high.wording('en')}",
                ),
                expected=Text("同一单位，先短后长", "one unit, the shorter first"),
                fix=Text("起算事件写在 Range 上", "give the start event to the Range itself"),
            )

    def body(self, lang: Lang) -> str:
        """Word the span: ``"3至5个工作日内"``."""
        if lang == "zh":
            return f"{self.low.n}至{self.high.unit.counted(self.high.n, 'zh')}内"
        return f"within {self.low.n} to {self.high.unit.counted(self.high.n, 'en')}"


@guarded
@frozen
class Extendable(Term):
    """A limit that may be extended on approval (经批准可以延长), as in 行政许可法 42.

    Args:
        base: the ordinary limit.
        by: the most it may be extended by.
        start_event: as in :class:`Term`.

    Raises:
        TermError: a part carries its own start event or is not a limit.
    """

    base: Counted
    by: Counted

    def __attrs_post_init__(self) -> None:
        if any(t.start_event is not None or t.bound is not Bound.WITHIN for t in (self.base, self.by)):
            raise TermError(
                where="Extendable",
                found=Text(
                    f"{self.base.wording('zh')}、{self.by.wording('zh')}",
                    f"{self.base.wording('en')}, {self.by.wording('en')}",
                ),
                expected=Text("两个不带起算事件的限期", "two limits without a start event of their own"),
                fix=Text("起算事件写在 Extendable 上", "give the start event to the Extendable itself"),
            )

    def body(self, lang: Lang) -> str:
        """Word both: ``"20个工作日内，经批准可以延长10个工作日"``."""
        by = self.by.unit.counted(self.by.n, lang)
        if lang == "zh":
            return f"{self.base.body('zh')}，经批准可以延长{by}"
        return f"{self.base.body('en')}, extendable by {by}"


# Letters, spaces and hyphens, and nothing that reads as the words of a start event.
_PARTY = re.compile(r"(?!自|from )(?:[^\W\d_](?:[ -]?[^\W\d_]){0,30})?")


@guarded
@frozen
class Stage:
    """One stage of a staged limit: its own term, and who has it.

    Args:
        term: the stage's limit; its start event says what hands the case over.
        party: who must act (转入地, 转出地), or "" when the source does not say.

    Raises:
        TermError: the party's name has characters that a wording needs for itself.
    """

    term: Counted
    party: str = field(default="", converter=normalise)

    def __attrs_post_init__(self) -> None:
        if not _PARTY.fullmatch(self.party) or self.term.bound is not Bound.WITHIN:
            raise TermError(
                where="Stage",
                found=Text(
                    f"{self.party}：{self.term.wording('zh')}", f"{self.party}: {self.term.wording('en')}"
                ),
                expected=Text(
                    "一个限期；名称不含标点和数字", "a limit, and a name without punctuation or digits"
                ),
                fix=Text('写作 Stage(WorkingDays(5), "转入地")', 'write Stage(WorkingDays(5), "转入地")'),
            )


@guarded
@frozen
class Staged(Term):
    """A limit in stages that follow one another (5+10+5): each starts when the one before hands over.

    Args:
        stages: two or more, in order.
        start_event: what starts the first; each later stage may name its own.

    Raises:
        TermError: fewer than two stages, or the first names its start event where the whole should.

    >>> from yibao_rules.calendar import WorkingDays
    >>> Staged((Stage(WorkingDays(5)), Stage(WorkingDays(10)), Stage(WorkingDays(5)))).wording()
    '5+10+5个工作日内'
    """

    stages: tuple[Stage, ...]

    def __attrs_post_init__(self) -> None:
        if len(self.stages) < 2 or self.stages[0].term.start_event is not None:
            raise TermError(
                where="Staged.stages",
                found=Text(f"{len(self.stages)} 段", f"{len(self.stages)} stages"),
                expected=Text("两段以上，首段不带起算事件", "two or more, the first without a start event"),
                fix=Text(
                    "首段的起算事件写在 Staged 上", "give the first stage's start event to Staged itself"
                ),
            )

    def body(self, lang: Lang) -> str:
        """Word the stages: ``"5+10+5个工作日内"``, or each in full where they differ."""
        units = {s.term.unit for s in self.stages}
        if len(units) == 1 and not any(s.party or s.term.start_event for s in self.stages):
            amount = units.pop().counted("+".join(str(s.term.n) for s in self.stages), lang)
            return f"{amount}内" if lang == "zh" else f"within {amount}"
        names = (f"{s.party}{'：' if lang == 'zh' else ': '}" if s.party else "" for s in self.stages)
        joined = zip(names, self.stages, strict=True)
        return ("；" if lang == "zh" else "; ").join(name + s.term.wording(lang) for name, s in joined)

    def wording(self, lang: Lang = "zh") -> str:
        """Word the whole: with a pause after the start event where parties are named."""
        words = super().wording(lang)
        return (
            words.replace("之日起", "之日起，", 1)
            if lang == "zh" and self.start_event and self.stages[0].party
            else words
        )

    @property
    def total(self) -> Counted | None:
        """The stages added up, when they share a unit; a ceiling only if each party hands over on its last day."""
        first = self.stages[0].term
        if any(type(s.term) is not type(first) for s in self.stages):
            return None
        return type(first)(sum(s.term.n for s in self.stages), start_event=self.start_event)
