"""One rule and what it stands on: legal basis, severity, in-force dates, messages."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from string import Formatter

from attrs import field, frozen

from yibao_rules.logic.digest import digest
from yibao_rules.logic.expr import Fact
from yibao_rules.logic.faults import DefinitionError, faulty
from yibao_rules.logic.nodes import ALWAYS, Expr, FactRef, as_expr, facts_of
from yibao_rules.serialization.guard import describe
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, same

_CODE = re.compile(r"[^\W_][\w./-]{0,199}")

Detail = Callable[[object, date], Mapping[str, object]]
"""Gives further parameters of a finding from the subject and the day; never personal values."""


class Certainty(LabelledEnum):
    """How sure it is that the source says what the rule says (出处的可靠程度), the surest first."""

    SEED = "seed", "原始文件", "source document at hand"
    FOUND = "found", "已查证", "found and checked"
    FOUND_LOW = "found_low", "据转述", "second-hand"
    GENERAL_KNOWLEDGE = "general_knowledge", "通行说法", "general knowledge"
    DERIVED = "derived", "推定", "derived"

    @property
    def binds(self) -> bool:
        """Whether a filing may be returned on it; what does not bind only informs."""
        return self in _BINDING

    @property
    def mark(self) -> Text:
        """What is told beside a demand that is this sure: nothing for a text at hand, plainly for all others."""
        if self in (Certainty.SEED, Certainty.FOUND):
            return same("")
        if self.binds:
            return self.label
        return Text(f"{self.label.zh}，仅供参考", f"{self.label.en}, for information")

    @classmethod
    @guarded
    def surest(cls, bases: "Iterable[Basis]") -> "Certainty":
        """Return how sure the surest of ``bases`` is; what names no source is derived."""
        return min((b.sure for b in bases), key=_ORDER.__getitem__, default=cls.DERIVED)

    @classmethod
    @guarded
    def weakest(cls, parts: "Iterable[Certainty]") -> "Certainty":
        """Return the least sure of ``parts``: a value made of several parts is no surer than that one."""
        found = tuple(parts)
        if found:
            return max(found, key=_ORDER.__getitem__)
        raise faulty(
            "parts",
            Text("空", "nothing"),
            Text("至少一项", "at least one"),
            Text("给出各部分的可靠程度", "give how sure each part is"),
        )


_BINDING = frozenset({Certainty.SEED, Certainty.FOUND, Certainty.FOUND_LOW})
_ORDER = {sure: n for n, sure in enumerate(Certainty)}


class Severity(LabelledEnum):
    """How much a violation weighs (严重程度), as in FHIR's OperationOutcome."""

    FATAL = "fatal", "致命", "fatal"
    ERROR = "error", "错误", "error"
    WARNING = "warning", "警告", "warning"
    INFORMATION = "information", "提示", "information"

    @property
    def blocks(self) -> bool:
        """Whether a violation sends the filing back."""
        return self in (Severity.FATAL, Severity.ERROR)


class Outcome(LabelledEnum):
    """What a rule says of a subject on a day (规则结论)."""

    SATISFIED = "satisfied", "符合", "satisfied"
    VIOLATED = "violated", "不符合", "violated"
    CANNOT_TELL = "cannot_tell", "无法判断", "cannot tell"
    NOT_APPLICABLE = "not_applicable", "不适用", "not applicable"
    NOT_IN_FORCE = "not_in_force", "不在有效期内", "not in force"


@brief
@guarded
@frozen
class Basis:
    """Where a rule comes from (依据).

    Args:
        document: the document's number or name, e.g. ``医保发〔2022〕22号``.
        article: the article, e.g. ``第四条``.
        title: the document's title.
        quote: the quoted words.
        url: where it can be read.
        sure: how sure it is that the document says so.
        practice: whether it is a note on practice (实务说明), which no authority has issued.
    """

    document: str
    article: str = ""
    title: str = field(default="", kw_only=True)
    quote: str = field(default="", kw_only=True)
    url: str = field(default="", kw_only=True)
    sure: Certainty = field(default=Certainty.FOUND, kw_only=True)
    practice: bool = field(default=False, kw_only=True)

    @property
    def cited(self) -> Text:
        """The source in words: document, article, how sure it is, and that it is no law where it is none."""
        source, sure = f"{self.document} {self.article}".rstrip(), self.sure.label
        if self.practice:
            return Text(
                f"{source}（{sure.zh}，实务说明，非规范性文件）",
                f"{source} ({sure.en}; practice notes, not law)",
            )
        return Text(f"{source}（{sure.zh}）", f"{source} ({sure.en})")

    def __attrs_post_init__(self) -> None:
        if not self.document.strip():
            raise faulty(
                "Basis.document",
                Text("空", "nothing"),
                Text("文号或文件名", "a document's number or name"),
                Text("写明文号", "give the document's number"),
            )


def _bases(bases: Iterable[Basis]) -> tuple[Basis, ...]:
    return tuple(bases)


def _refs(facts: tuple[Fact | FactRef, ...]) -> tuple[FactRef, ...]:
    return tuple(f.operand if isinstance(f, Fact) else f for f in facts)


def parameter_name(fact: FactRef) -> str:
    """Give the name under which a fact's value fills a message: dots become underscores."""
    return fact.name.replace(".", "_")


@guarded
@frozen(kw_only=True, cache_hash=True, repr=False)
class Rule:
    """One requirement: where ``when`` holds, ``must`` must hold.

    Args:
        code: its own code, e.g. ``insurance/status-not-normal``: a letter or digit, then letters, digits, ``_ - . /``.
        when: where the rule applies.
        must: what must hold there.
        cause: the class of the fault, a member of the caller's closed set.
        severity: how much a violation weighs where a binding source stands behind the rule. A rule whose surest
            basis is derived or general knowledge only informs, whatever is stated here: see :attr:`severity`.
        message: what is wrong; ``{insured_status}`` is filled from ``params``.
        remedy: what to do; filled likewise.
        basis: at least one source.
        params: the facts whose values a finding may carry; personal ones are refused.
        path: JSON pointer of the datum that the finding is about.
        valid_from: first day in force; None: since ever.
        valid_to: last day in force, included; None: for good.
        place: the prefix of the place codes where it is in force; None: everywhere.
        detail: further parameters, worked out only for a finding; must never give personal values. It must be a
            module-level function if the rule is to be pickled.

    Raises:
        DefinitionError: there is no basis, a parameter is personal, the dates are reversed, or a message asks for
            a parameter that nothing fills.
    """

    code: str
    when: Expr = field(default=ALWAYS, converter=as_expr)
    must: Expr = field(converter=as_expr)
    cause: LabelledEnum
    stated_severity: Severity = field(default=Severity.ERROR, alias="severity")
    message: Text
    remedy: Text
    basis: tuple[Basis, ...] = field(converter=_bases)
    params: tuple[FactRef, ...] = field(default=(), converter=_refs)
    path: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    place: str | None = None
    detail: Detail | None = None

    def __attrs_post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise faulty(
                "Rule.code",
                describe(self.code),
                Text(
                    "字母或数字开头，只含字母、数字和 _ - . /，至多 200 个字符，如 insurance/not-insured",
                    "a letter or digit first, then letters, digits, _ - . and /, 200 at most: insurance/not-insured",
                ),
                Text("改写规则代码", "write the rule's code so"),
            )
        if not self.basis:
            raise self._fault(Text("没有依据", "no basis"), Text("至少一条依据", "at least one Basis"))
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise self._fault(
                f"{self.valid_from} … {self.valid_to}", Text("先始后终的有效期", "in-force dates in order")
            )
        if self.path and not self.path.startswith("/"):
            raise self._fault(self.path, Text("以 / 开头的 JSON 指针", "a JSON pointer starting with /"))
        for fact in self.params:
            if fact.personal:
                raise self._fault(fact.name, Text("非个人信息的参数", "parameters that are no personal data"))
        if self.detail is None:
            self._check_templates()

    def __repr__(self) -> str:
        return f"Rule({self.code!r})"

    def _fault(self, found: Text | str, expected: Text) -> DefinitionError:
        return faulty(f"Rule {self.code}", found, expected, Text("改正规则定义", "correct the rule"))

    def _check_templates(self) -> None:
        given = {parameter_name(f) for f in self.params}
        for text in (self.message.zh, self.message.en, self.remedy.zh, self.remedy.en):
            for _, name, _, _ in Formatter().parse(text):
                if name is not None and name not in given:
                    raise self._fault(
                        "{" + name + "}",
                        Text(
                            f"已列入 params 的参数：{'、'.join(sorted(given)) or '无'}",
                            f"a parameter listed in params: {', '.join(sorted(given)) or 'none'}",
                        ),
                    )

    @cached_property
    def sure(self) -> Certainty:
        """How sure the rule is: as sure as its surest basis."""
        return Certainty.surest(self.basis)

    @cached_property
    def severity(self) -> Severity:
        """How much a violation weighs: as stated, but no more than information where no basis binds."""
        return self.stated_severity if self.sure.binds else Severity.INFORMATION

    @cached_property
    def facts(self) -> tuple[FactRef, ...]:
        """The facts that the rule reads."""
        return tuple(dict.fromkeys(facts_of(self.when) + facts_of(self.must)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, the same on every machine; kept, since many books share a rule."""
        return digest(self)

    @guarded
    def in_force(self, day: date) -> bool:
        """Tell whether ``day`` lies within the in-force dates, both included."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def applies_at(self, place: str | None) -> bool:
        """Tell whether the rule is in force at the place of this code; a local rule is not where no place is named."""
        return self.place is None or (place is not None and place.startswith(self.place))
