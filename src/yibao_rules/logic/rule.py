"""Rulebooks: rules of one subject that compose without forking, and the check of a subject on a day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Self

from attrs import evolve, field, frozen

from yibao_rules.logic.clause import Basis, Certainty, Detail, Outcome, Rule, Severity, parameter_name
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.digest import digest
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.faults import faulty, unknown_name
from yibao_rules.logic.judge import judge
from yibao_rules.logic.on_objects import Eras
from yibao_rules.logic.report import Report
from yibao_rules.logic.trace import RuleTrace, trace_rule
from yibao_rules.serialization.guard import expect_day
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, normalise

if TYPE_CHECKING:
    from yibao_rules.logic.frames.result import FrameResult

__all__ = ["Basis", "Certainty", "Detail", "Outcome", "Rule", "Rulebook", "Severity", "parameter_name"]


def _rules(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(rules)


@guarded
@frozen(eq=False, repr=False)
class Rulebook:
    """Rules about one class of subjects, in order; a value: equal and hashed by content.

    Args:
        name: its name, shown in reports.
        rules: the rules, each with a code of its own.
        facts: the table of the facts that the rules read.
        place: the code of the place it is used for; local rules of other places do not apply.

    Raises:
        DefinitionError: a code occurs twice, or a rule reads a fact that the table does not hold.
    """

    name: str
    rules: tuple[Rule, ...] = field(converter=_rules)
    facts: FactTable
    place: str | None = None

    def __attrs_post_init__(self) -> None:
        codes: set[str] = set()
        for rule in self.rules:
            if rule.code in codes:
                raise faulty(
                    f"Rulebook {self.name}",
                    Text(f"规则代码重复：{rule.code}", f"the rule code {rule.code} twice"),
                    Text("互不相同的规则代码", "rule codes that differ"),
                    Text("替换规则用 replacing()", "to replace a rule use replacing()"),
                )
            codes.add(rule.code)
            for fact in (*rule.facts, *rule.params):
                if self.facts.find(fact.name) != fact:
                    raise unknown_name(
                        f"Rule {rule.code}",
                        fact.name,
                        self.facts.names(),
                        Text("事实字典中的事实", "a fact of the table"),
                    )

    @cached_property
    def _eras(self) -> Eras:
        return Eras.of(tuple(r for r in self.rules if r.applies_at(self.place)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, the same on every machine."""
        return digest((self.name, self.place, self.rules), {id(r): r.digest for r in self.rules})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rulebook):
            return NotImplemented
        return (self.name, self.place, self.rules, self.facts) == (
            other.name,
            other.place,
            other.rules,
            other.facts,
        )

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Rulebook({self.name!r}, {len(self.rules)} rules, {self.digest[:12]})"

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __contains__(self, code: object) -> bool:
        return any(r.code == code for r in self.rules)

    def __getitem__(self, code: str) -> Rule:
        for rule in self.rules:
            if rule.code == code:
                return rule
        raise unknown_name(
            f"Rulebook {self.name}",
            code,
            [r.code for r in self.rules],
            Text("本规则集的规则代码", "a code of this book"),
        )

    def _with(self, rules: Iterable[Rule]) -> Self:
        return evolve(self, rules=tuple(rules))

    def __add__(self, other: Self) -> Self:
        """Join two books: the rules of both, in order; a code in both is an error.

        Raises:
            DefinitionError: a code occurs in both, the places differ, or a fact's name means two things.
        """
        if self.place != other.place:
            raise faulty(
                "Rulebook + Rulebook",
                f"{self.place}, {other.place}",
                Text("同一地方的规则集", "books of one place"),
                Text("先相加，再用 at() 选定地方", "add first, then choose the place with at()"),
            )
        return evolve(
            self,
            name=f"{self.name} + {other.name}",
            rules=self.rules + other.rules,
            facts=self.facts + other.facts,
        )

    @guarded
    def without(self, code: str) -> Self:
        """Give the book without the rule of this code, which must be in it."""
        dropped = self[code]
        return self._with(r for r in self.rules if r is not dropped)

    @guarded
    def replacing(self, rule: Rule) -> Self:
        """Give the book with ``rule`` in the place of the rule of the same code, which must be in it."""
        old = self[rule.code]
        return self._with(rule if r is old else r for r in self.rules)

    @guarded
    def only(self, cause: LabelledEnum | str) -> Self:
        """Return the book with the rules of this cause only.

        Args:
            cause: a member of the set that the book's rules take their causes from, its code, or its label.

        Raises:
            DefinitionError: none of the causes that the book knows; the nearest is named.
        """
        meant = self._cause(cause)
        return self._with(r for r in self.rules if r.cause is meant)

    def _cause(self, cause: LabelledEnum | str) -> LabelledEnum:
        members = [m for kind in dict.fromkeys(type(r.cause) for r in self.rules) for m in kind]
        if not members and isinstance(cause, LabelledEnum):
            return cause  # no rule says which set is meant
        word = normalise(cause) if isinstance(cause, str) else ""
        for one in members:
            if cause is one or word in (one.code, one.label.zh, one.label.en):
                return one
        raise unknown_name(
            f"Rulebook {self.name}",
            cause.code if isinstance(cause, LabelledEnum) else word,
            [one.code for one in members],
            Text("本规则集所用的原因", "a cause that this book's rules have"),
        )

    @guarded
    def at(self, day: date, place: str | None = None) -> Self:
        """Give the book of the rules in force on ``day`` at ``place``; without a place, local rules are left out."""
        rules = tuple(r for r in self.rules if r.in_force(day) and r.applies_at(place))
        return evolve(self, rules=rules, place=place)

    def check(self, subject: object, day: date, *, workdays: Workdays | None = None) -> Report:
        """Judge ``subject`` by every rule in force on ``day``.

        Args:
            subject: an object of the table's class.
            day: the day asked for.
            workdays: resolves working-day offsets; needed only if a rule has one.

        Returns:
            What is violated and what cannot be told, in the rules' order.
        """
        self.facts.expect_subject(subject)
        if type(day) is not date:
            expect_day(day)
        return Report(self._eras.checker(day)(subject, day, workdays), self.name, self.digest, day)

    def check_frame(
        self,
        frame: object,
        *,
        key: str = "id",
        day: date | None = None,
        workdays: Workdays | None = None,
        items: Mapping[str, object] | None = None,
        carry: Iterable[str] = (),
        ignore: Iterable[str] = (),
        verify: bool = True,
    ) -> "FrameResult":
        """Judge every row of a frame by the same rules, with the outcome that :meth:`check` gives its object.

        Args:
            frame: a frame of polars, pandas, pyarrow, DuckDB, PySpark or Dask. Its columns are named as the facts;
                closed sets hold wire codes, sets of codes are lists or text such as ``a;b``. A fact without a
                column is unknown; a null is an unknown value.
            key: the column that tells the rows apart.
            day: the day asked for; leave it out where the frame has a column ``day``.
            workdays: resolves working-day offsets; needed only if a rule has one. Asked once for each day that occurs.
            items: for a family of facts (``material``) a table with a row an item: the key, ``kind``, its fields.
                Without it, a list column named as the family says which items there are.
            carry: columns to hand through to the answers, e.g. a place to count by.
            ignore: columns that are near a fact's name and mean something else.
            verify: whether to look at the data first: doubles, nulls and words outside a closed set are refused, text is
                normalised (:attr:`FrameResult.odd` says where). One more pass; without it the data is taken as it is.

        Returns:
            The decisions, the findings and counts, as frames of the kind that came in.

        Raises:
            FrameError: the frame cannot be judged as it is; told before any rule runs.
            NoColumnFormError: a rule calls a Python function.
            DefinitionError: working days are asked for and ``workdays`` is missing.
            MissingExtraError: narwhals is not installed.
        """
        from yibao_rules.logic.frames.asked import Asked  # noqa: PLC0415  # needed for frames alone
        from yibao_rules.logic.frames.check import check_frame  # noqa: PLC0415  # needed for frames alone
        from yibao_rules.logic.frames.variants import Judge  # noqa: PLC0415  # needed for frames alone

        asked = Asked(
            key=key,
            day=day,
            items=items,
            carry=carry,
            ignore=ignore,
            verify=verify,
        )
        return check_frame((Judge(self, workdays),), frame, asked)

    @guarded
    def outcomes(self, subject: object, day: date, *, workdays: Workdays | None = None) -> dict[str, Outcome]:
        """Give each rule's outcome by its code."""
        self.facts.expect_subject(subject)
        return {r.code: judge(r, subject, day, workdays, self.place) for r in self.rules}

    @guarded
    def explain(
        self, subject: object, code: str, day: date, *, workdays: Workdays | None = None
    ) -> RuleTrace:
        """Give the tree of one rule with the value of every part; personal values are masked."""
        self.facts.expect_subject(subject)
        return trace_rule(self[code], subject, day, workdays, self.place)
