"""What a rulebook finds: findings without any value of the subject beyond the allowed parameters, and the decision."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Self

from attrs import field, frozen

from yibao_rules.logic.clause import Basis, Certainty, Outcome, Rule, Severity
from yibao_rules.logic.faults import TruthError, faulty
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Lang, Text, in_lang

UNKNOWN = Text("（未知）", "(unknown)")
_YES = Text("是", "yes")
_NO = Text("否", "no")


class Decision(LabelledEnum):
    """What the agency would answer (审核结论)."""

    ACCEPTED = "accepted", "可受理", "may be accepted"
    RETURNED = "returned", "需补正", "to be corrected"
    UNDETERMINED = "undetermined", "待定", "undetermined"


def _pairs(params: Mapping[str, object] | tuple[tuple[str, object], ...]) -> tuple[tuple[str, object], ...]:
    return params if isinstance(params, tuple) else tuple(params.items())


def _place_in_set(member: LabelledEnum) -> tuple[str, int]:
    members: list[LabelledEnum] = list(type(member))
    return type(member).__name__, members.index(member)


class _Filler(dict[str, str]):
    """Fills a template in one language; a parameter that nobody gave reads as unknown."""

    def __init__(self, lang: Lang, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.lang: Lang = lang

    def __missing__(self, key: str) -> str:
        return UNKNOWN.in_(self.lang)


def worded(value: object, lang: Lang) -> str:
    """Word a value in one language: None as unknown, yes and no, labels, the rest as it prints."""
    if value is None:
        return UNKNOWN.in_(lang)
    if isinstance(value, bool):
        return (_YES if value else _NO).in_(lang)
    return in_lang(value, lang)


@brief
@guarded
@frozen
class Finding:
    """One rule that is violated, or of which one cannot tell.

    Args:
        rule: the rule.
        outcome: ``VIOLATED`` or ``CANNOT_TELL``.
        params: the allowed parameters by name; never personal data.
        missing: names of the unknown facts that would settle it.
    """

    rule: Rule
    outcome: Outcome
    _params: tuple[tuple[str, object], ...] = field(
        default=(), converter=_pairs, alias="params", hash=False, repr=False
    )
    missing: tuple[str, ...] = ()

    @property
    def params(self) -> dict[str, object]:
        """The parameters by name."""
        return dict(self._params)

    @property
    def code(self) -> str:
        """The rule's code."""
        return self.rule.code

    @property
    def cause(self) -> LabelledEnum:
        """The class of the fault."""
        return self.rule.cause

    @property
    def severity(self) -> Severity:
        """How much it weighs."""
        return self.rule.severity

    @property
    def sure(self) -> Certainty:
        """How sure the demand is: as sure as its surest source."""
        return self.rule.sure

    @property
    def path(self) -> str:
        """JSON pointer of the datum it is about."""
        return self.rule.path

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The sources."""
        return self.rule.basis

    @property
    def blocks(self) -> bool:
        """Whether it sends the filing back: violated, and at least an error."""
        return self.outcome is Outcome.VIOLATED and self.severity.blocks

    @guarded
    def message(self, lang: Lang = "zh") -> str:
        """Say in one language what is wrong, or of what one cannot tell, naming the facts that are not given."""
        words = self._fill(self.rule.message, lang)
        return words if self.outcome is Outcome.VIOLATED else self._unsure(words).in_(lang)

    @guarded
    def remedy(self, lang: Lang = "zh") -> str:
        """Say in one language what to do; where one cannot tell: what to give first, and what to do if it is so."""
        words = self._fill(self.rule.remedy, lang)
        if self.outcome is Outcome.VIOLATED:
            return words
        lacking = self._lacking()
        if not lacking.zh:
            return Text(f"如属实：{words}", f"if it is so: {words}").in_(lang)
        return Text(f"补充：{lacking.zh}；如属实：{words}", f"give: {lacking.en}; if it is so: {words}").in_(
            lang
        )

    def _unsure(self, words: str) -> Text:
        lacking = self._lacking()
        zh, en = f"无法判断是否“{words}”", f'cannot tell whether "{words}"'
        return (
            Text(f"{zh}：缺少{lacking.zh}", f"{en}: not given: {lacking.en}") if lacking.zh else Text(zh, en)
        )

    def _lacking(self) -> Text:
        """Name the missing facts by their labels."""
        labels = {fact.name: fact.label for fact in self.rule.facts}
        named = [labels.get(name, Text(name, name)) for name in self.missing]
        return Text("、".join(t.zh for t in named), ", ".join(t.en for t in named))

    def _fill(self, text: Text, lang: Lang) -> str:
        words = _Filler(lang, {name: worded(value, lang) for name, value in self._params})
        return text.in_(lang).format_map(words)


@brief
@frozen
class Report:
    """The findings of a rulebook for one subject, in the rules' order.

    Args:
        findings: what is violated and what cannot be told.
        book: the rulebook's name.
        digest: the rulebook's digest: which rules answered.
        day: the day asked for.
    """

    findings: tuple[Finding, ...]
    book: str
    digest: str = field(repr=False)
    day: date

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __bool__(self) -> bool:
        raise TruthError(
            where="bool(report)",
            found=Text("把报告当作真假使用", "a report used as a truth value"),
            expected=Text("明确的结论", "an explicit answer"),
            fix=Text(
                "用 report.decision is Decision.ACCEPTED，或 len(report)",
                "use report.decision is Decision.ACCEPTED, or len(report)",
            ),
        )

    def __add__(self, other: Self) -> Self:
        """Join two reports of one day: the findings of both, one after the other, each once."""
        if self.day != other.day:
            raise faulty(
                "Report + Report",
                f"{self.day}, {other.day}",
                Text("同一天的报告", "reports of one day"),
                Text("用同一天检查", "check on one day"),
            )
        findings = tuple(dict.fromkeys(self.findings + other.findings))
        return type(self)(findings, f"{self.book} + {other.book}", f"{self.digest}+{other.digest}", self.day)

    @property
    def violated(self) -> tuple[Finding, ...]:
        """What is violated, of any severity."""
        return tuple(f for f in self.findings if f.outcome is Outcome.VIOLATED)

    @property
    def undetermined(self) -> tuple[Finding, ...]:
        """What cannot be told."""
        return tuple(f for f in self.findings if f.outcome is Outcome.CANNOT_TELL)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is violated but does not send the filing back."""
        return tuple(f for f in self.violated if not f.blocks)

    @property
    def decision(self) -> Decision:
        """Returned when anything blocks; undetermined when anything that would block cannot be told; else accepted."""
        if any(f.blocks for f in self.findings):
            return Decision.RETURNED
        if any(f.severity.blocks for f in self.undetermined):
            return Decision.UNDETERMINED
        return Decision.ACCEPTED

    def by_cause(self) -> dict[LabelledEnum, tuple[Finding, ...]]:
        """Group the findings by cause, in the order of the closed set."""
        causes = dict.fromkeys(f.cause for f in self.findings)
        ordered = sorted(causes, key=_place_in_set)
        return {c: tuple(f for f in self.findings if f.cause is c) for c in ordered}

    def by_code(self) -> dict[str, Finding]:
        """Give the findings by their rules' codes."""
        return {f.code: f for f in self.findings}

    def settling_facts(self) -> tuple[str, ...]:
        """Name the unknown facts that would settle what cannot be told, the one that settles most first."""
        counted = Counter(name for f in self.undetermined for name in f.missing)
        return tuple(sorted(counted, key=lambda name: -counted[name]))
