"""Rows judged in one pass: the decision of each, its rules' outcomes, and how many of each there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.frames.bits import FALSE, TRUE, Bit
from yibao_rules.logic.frames.engines import Engine, Frame, NwExpr, collected, narwhals
from yibao_rules.logic.frames.findings import Finder
from yibao_rules.logic.frames.leaf import Leaves
from yibao_rules.logic.frames.stages import Stages
from yibao_rules.logic.frames.variants import Judged
from yibao_rules.logic.report import Decision

DECISION = "decision"
_ORDER = (
    Outcome.SATISFIED,
    Outcome.CANNOT_TELL,
    Outcome.VIOLATED,
    Outcome.NOT_APPLICABLE,
    Outcome.NOT_IN_FORCE,
)
"""Tested from the last: what takes many rows leaves few to the others; the first is what is left."""


@frozen
class Part:
    """Rows that are judged in one pass.

    Attributes:
        frame: the rows, with the named columns.
        stages: what the names stand for.
        engine: the engine.
        heads: the columns that go along, by the names they are given: the key first.
        judged: what the rules say.
        leaves: what was read for them.
    """

    frame: Frame
    stages: Stages
    engine: Engine
    heads: Mapping[str, str]
    judged: Judged
    leaves: Leaves

    def decisions(self, codes: Iterable[str]) -> Frame:
        """Give heads, decision and the outcome of the rules of these codes."""
        said = self.stages.words.said
        heads = [said.col(column).alias(name) for name, column in self.heads.items()]
        texts = [self.outcome(code).alias(code) for code in codes]
        return self.stages.words.choose(self.frame, [*heads, self._decision().alias(DECISION), *texts])

    def by_head(self, name: str) -> Frame:
        """Give one column that goes along, under its inner name, and the decision."""
        return self.stages.words.choose(self.frame, [self.heads[name], self._decision().alias(DECISION)])

    def findings(self, heads: Mapping[str, str]) -> Frame:
        """Give a row for each finding."""
        return Finder(self.frame, self.stages, self.engine, heads, self.judged.rules).findings()

    def sums(self) -> dict[tuple[str, Outcome], int]:
        """Count for each rule the rows of each outcome."""
        by_code = self.judged.by_code
        wanted = [(code, outcome) for code in by_code for outcome in Outcome]
        asked = [
            self._count(by_code[code][outcome]).alias(f"s{n}") for n, (code, outcome) in enumerate(wanted)
        ]
        found = collected(self.frame.select(*asked)).to_dict(as_series=False)
        return {pair: int(found[f"s{n}"][0] or 0) for n, pair in enumerate(wanted)}

    def _count(self, bit: Bit) -> NwExpr:
        nw = narwhals()
        if bit is TRUE:
            return nw.len()
        # A sum over a constant is refused: no row is counted by a condition on every row that never holds.
        key = next(iter(self.heads.values()))
        condition = nw.col(key).is_null() if bit is FALSE else self.stages.expr(bit)
        return condition.cast(nw.Int64).sum()

    def _word(self, word: str, words: Sequence[str]) -> NwExpr:
        said = self.stages.words.said
        found: NwExpr = said.lit(word)
        return found.cast(said.Enum(words)) if self.engine.has_enums else found

    def deciding(self) -> tuple[list[Bit], list[Bit]]:
        """Give the formulas of which one is enough to return a filing, then those that leave it undetermined."""
        blocking = [r for r in self.judged.rules if r.rule.severity.blocks]
        return [r.violated for r in blocking], [r.cannot_tell for r in blocking]

    def _decision(self) -> NwExpr:
        words = [d.code for d in Decision]
        returned, open_ = map(self._any, self.deciding())
        tests = self.stages.words.said.when(returned).then(self._word(Decision.RETURNED.code, words))
        tests = tests.when(open_).then(self._word(Decision.UNDETERMINED.code, words))
        chosen: NwExpr = tests.otherwise(self._word(Decision.ACCEPTED.code, words))
        return chosen

    def _any(self, bits: Iterable[Bit]) -> NwExpr:
        exprs = [self.stages.told(b) for b in bits if b is not FALSE]
        found: NwExpr = self.stages.words.any_of(exprs) if exprs else self.stages.told(FALSE)
        return found

    def outcome(self, code: str) -> NwExpr:
        """Give the word for what the rule of this code says of a row."""
        said = self.stages.words.said
        words = [o.code for o in Outcome]
        by_outcome = self.judged.by_code[code]
        possible = [o for o in _ORDER if by_outcome[o] is not FALSE]
        found = self._word(possible[0].code, words)
        if len(possible) == 1:
            return found
        tests: Any = said
        for outcome in possible[:0:-1]:
            tests = tests.when(self.stages.told(by_outcome[outcome])).then(self._word(outcome.code, words))
        chosen: NwExpr = tests.otherwise(found)
        return chosen
