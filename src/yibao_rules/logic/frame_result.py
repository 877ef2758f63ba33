"""What the rules say of a frame: the decision of every row, the findings, and counts, as frames of the same kind."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from attrs import field, frozen

from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.frame_bits import FALSE, TRUE, Bit
from yibao_rules.logic.frame_engines import Engine, Frame, NwExpr, collected, narwhals, small_table
from yibao_rules.logic.frame_faults import no_key
from yibao_rules.logic.frame_findings import CAUSE, CODE, OUTCOME, SEVERITY, Finder
from yibao_rules.logic.frame_outcomes import RuleBits
from yibao_rules.logic.frame_stages import Stages
from yibao_rules.logic.report import Decision

DECISION, KEY = "decision", "yibao_key"


@frozen(eq=False, repr=False)
class FrameResult:
    """The answers to a frame; each is a frame of the kind that was asked, lazy where that was lazy.

    Attributes:
        book: the rulebook's name.
        digest: its digest: which rules answered.
        key: the name of the column that tells the rows apart.
        rules: the rules that were asked, by code.
    """

    book: str
    digest: str
    key: str
    rules: Mapping[str, RuleBits]
    _frame: Frame = field(alias="frame")
    _stages: Stages = field(alias="stages")
    _engine: Engine = field(alias="engine")
    _key_column: str = field(alias="key_column")
    _carried: Mapping[str, str] = field(alias="carried")

    def __repr__(self) -> str:
        return f"FrameResult({self.book!r}, {len(self.rules)} rules, {self._engine.implementation})"

    @cached_property
    def decisions(self) -> Any:
        """One row for each row of the frame: the key, the columns carried along, ``decision``, and each rule's outcome.

        The decision and the outcomes are wire codes: ``returned``, ``violated``, ``cannot_tell`` …
        """
        return self._engine.out(self._decisions(self.rules))

    @cached_property
    def decided(self) -> Any:
        """The same without the rules' columns: the key, the columns carried along and ``decision``."""
        return self._engine.out(self._decisions(()))

    @cached_property
    def findings(self) -> Any:
        """One row for each finding: key, columns carried along, code, cause, severity, outcome, missing.

        ``missing`` names the facts that would settle what cannot be told, separated by commas; else it is empty.
        """
        return self._engine.out(self._findings({self.key: self._key_column, **self._carried}))

    def counts(self, by: str = "rule") -> Any:
        """Count.

        Args:
            by: ``"rule"``: how many rows each rule finds so; ``"cause"``: findings by cause and outcome, and the
                rows they lie in; or the name of a column carried along (a place, a month): decisions by its values.

        Raises:
            FrameError: no such column was carried along.
        """
        if by == "rule":
            return self._engine.out(self._by_rule())
        if by == "cause":
            return self._engine.out(self._by_cause())
        if by not in self._carried:
            raise no_key(by, self._carried)
        return self._engine.out(self._by_column(by))

    def together(self) -> Any:
        """Count for each two rules how many rows violate both: ``code``, ``other``, ``rows``; a rule with itself too."""
        nw = narwhals()
        violated = self._findings({KEY: self._key_column}).filter(nw.col(OUTCOME) == Outcome.VIOLATED.code)
        one, other = violated.select(KEY, CODE), violated.select(KEY, nw.col(CODE).alias("other"))
        pairs = one.join(other, on=KEY, how="inner").filter(nw.col(CODE) <= nw.col("other"))
        return self._engine.out(pairs.group_by(CODE, "other").agg(nw.len().alias("rows")))

    # --- how ------------------------------------------------------------------------------------------------

    def _heads(self) -> list[NwExpr]:
        nw = narwhals()
        names = {self.key: self._key_column, **self._carried}
        return [nw.col(column).alias(name) for name, column in names.items()]

    def _decisions(self, rules: Iterable[str]) -> Frame:
        texts = [self._outcome(self.rules[code]).alias(code) for code in rules]
        return self._frame.select(*self._heads(), self._decision().alias(DECISION), *texts)

    def _word(self, word: str, words: Sequence[str]) -> NwExpr:
        nw = narwhals()
        found: NwExpr = nw.lit(word)
        return found.cast(nw.Enum(words)) if self._engine.implementation == "polars" else found

    def _decision(self) -> NwExpr:
        nw = narwhals()
        words = [d.code for d in Decision]
        blocking = [r for r in self.rules.values() if r.rule.severity.blocks]
        returned = self._any([r.violated for r in blocking])
        open_ = self._any([r.cannot_tell for r in blocking])
        rest = nw.when(open_).then(self._word(Decision.UNDETERMINED.code, words))
        rest = rest.otherwise(self._word(Decision.ACCEPTED.code, words))
        found: NwExpr = nw.when(returned).then(self._word(Decision.RETURNED.code, words)).otherwise(rest)
        return found

    def _any(self, bits: Iterable[Bit]) -> NwExpr:
        nw = narwhals()
        exprs = [self._stages.expr(b) for b in bits if b is not FALSE]
        found: NwExpr = nw.any_horizontal(*exprs, ignore_nulls=True) if exprs else nw.lit(value=False)
        return found

    def _outcome(self, rule: RuleBits) -> NwExpr:
        nw = narwhals()
        words = [o.code for o in Outcome]
        order = (
            Outcome.SATISFIED,
            Outcome.NOT_APPLICABLE,
            Outcome.CANNOT_TELL,
            Outcome.VIOLATED,
            Outcome.NOT_IN_FORCE,
        )
        possible = [o for o in order if rule.by_outcome[o] is not FALSE]
        found: NwExpr = self._word(possible[0].code, words)
        for outcome in possible[1:]:
            condition = self._stages.expr(rule.by_outcome[outcome])
            found = nw.when(condition).then(self._word(outcome.code, words)).otherwise(found)
        return found

    def _findings(self, heads: Mapping[str, str]) -> Frame:
        return Finder(self._frame, self._stages, self._engine, heads, self.rules).findings()

    def _by_rule(self) -> Frame:
        asked = [
            self._count(rule.by_outcome[outcome]).alias(f"s{n}_{outcome.code}")
            for n, rule in enumerate(self.rules.values())
            for outcome in Outcome
        ]
        found = collected(self._frame.select(*asked)).to_dict(as_series=False)
        columns: dict[str, list[Any]] = {
            CODE: list(self.rules),
            CAUSE: [r.rule.cause.code for r in self.rules.values()],
            SEVERITY: [r.rule.severity.code for r in self.rules.values()],
        }
        for outcome in Outcome:
            columns[outcome.code] = [int(found[f"s{n}_{outcome.code}"][0]) for n in range(len(self.rules))]
        return small_table(self._frame, columns)

    def _count(self, bit: Bit) -> NwExpr:
        nw = narwhals()
        if bit is TRUE:
            return nw.len()
        # A sum over a constant is refused: no row is counted by a condition on every row that never holds.
        condition = nw.col(self._key_column).is_null() if bit is FALSE else self._stages.expr(bit)
        return condition.cast(nw.Int64).sum()

    def _by_cause(self) -> Frame:
        nw = narwhals()
        findings = self._findings({KEY: self._key_column})
        return findings.group_by(CAUSE, OUTCOME).agg(
            nw.len().alias("findings"), nw.col(KEY).n_unique().alias("rows")
        )

    def _by_column(self, name: str) -> Frame:
        nw = narwhals()
        short = self._carried[name]
        decided = self._frame.select(nw.col(short), self._decision().cast(nw.String).alias(DECISION))
        return decided.group_by(short, DECISION).agg(nw.len().alias("rows")).rename({short: name})
