"""The long table of findings: from each rule's column of yes and no to one row a finding."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import frozen

from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.frame_bits import FALSE, TRUE, Bit
from yibao_rules.logic.frame_engines import Engine, Frame, NwExpr, narwhals, small_table
from yibao_rules.logic.frame_outcomes import RuleBits
from yibao_rules.logic.frame_stages import Stages
from yibao_rules.logic.frame_unfold import NUMBER, TEXT, unfolded

CODE, CAUSE, SEVERITY, OUTCOME, MISSING = "code", "cause", "severity", "outcome", TEXT
WORDS = (CODE, CAUSE, SEVERITY, OUTCOME)
_FOUND = (Outcome.VIOLATED, Outcome.CANNOT_TELL)


@frozen
class Finder:
    """Gathers the findings of a frame.

    Attributes:
        frame: the frame with its named columns.
        stages: what the names stand for.
        engine: the engine, since one that runs SQL wants one query.
        heads: the columns that go along, by the names they are given: the key first.
        rules: the rules.
    """

    frame: Frame
    stages: Stages
    engine: Engine
    heads: Mapping[str, str]
    rules: Sequence[RuleBits]

    def findings(self) -> Frame:
        """Give a row for each finding: the heads, what the rule is, and what is missing."""
        if not list(self._wanted()):
            return self._nothing()
        return self._by_one_query() if self.engine.runs_sql else self._by_pieces()

    def _wanted(self) -> Iterator[tuple[RuleBits, Outcome]]:
        for rule in self.rules:
            for outcome in _FOUND:
                if rule.by_outcome[outcome] is not FALSE:
                    yield rule, outcome

    def _nothing(self) -> Frame:
        nw = narwhals()
        empty = self.frame.select(*self._heads(), *(nw.lit("").alias(w) for w in (*WORDS, MISSING)))
        return empty.filter(nw.col(CODE) != "")

    def _heads(self) -> list[NwExpr]:
        nw = narwhals()
        return [nw.col(column).alias(name) for name, column in self.heads.items()]

    @staticmethod
    def _missing(stages: Stages, asked: Mapping[str, Bit]) -> NwExpr:
        nw = narwhals()
        names = [
            nw.when(stages.expr(bit)).then(nw.lit(f",{name}")).otherwise(nw.lit(""))
            for name, bit in asked.items()
        ]
        return nw.concat_str(names).str.slice(1) if names else nw.lit("")

    # --- engines on which a filter costs little ---------------------------------------------------------------

    def _by_pieces(self) -> Frame:
        piece = self._piece_of(self._widened()) if self.engine.eager_polars else self._piece
        return narwhals().concat([piece(*wanted) for wanted in self._wanted()], how="vertical")

    def _widened(self) -> tuple[Frame, Stages]:
        """Work out for all rows at once what pieces ask of few, and hold it: a bit a row, against a plan of thousands of steps."""
        further = self.stages.further(bit for rule, _ in self._wanted() for bit in rule.missing.values())
        return further.apply(self.frame).collect().lazy(), further

    def _piece_of(self, widened: tuple[Frame, Stages]) -> Callable[[RuleBits, Outcome], Frame]:
        frame, further = widened

        def piece(rule: RuleBits, outcome: Outcome) -> Frame:
            found, asked = rule.by_outcome[outcome], _asked(rule, outcome)
            kept = frame if found is TRUE else frame.filter(further.expr(found))
            return kept.select(*self._answer(rule, outcome, self._missing(further, asked)))

        return piece

    def _piece(self, rule: RuleBits, outcome: Outcome) -> Frame:
        found = rule.by_outcome[outcome]
        asked = _asked(rule, outcome)
        further = self.stages.further(asked.values())
        needed = further.columns((found, *asked.values())) - set(self.heads.values())
        # What eager engines filter they copy: so only what is needed.
        narrow = self.frame.select(*self.heads.values(), *sorted(needed))
        if found is not TRUE:
            narrow = narrow.filter(self.stages.expr(found))
        # Only now, for the rows that are left: what is missing is asked of few.
        narrow = further.apply(narrow)
        return narrow.select(*self._answer(rule, outcome, self._missing(further, asked)))

    def _answer(self, rule: RuleBits, outcome: Outcome, missing: NwExpr) -> list[NwExpr]:
        nw = narwhals()
        words = zip(WORDS, _words(rule, outcome), strict=True)
        return [*self._heads(), *(nw.lit(word).alias(name) for name, word in words), missing.alias(MISSING)]

    # --- engines that plan queries in SQL ---------------------------------------------------------------------

    def _by_one_query(self) -> Frame:
        """Make each row's list of findings and unfold it: one pass over the data, however many rules there are."""
        nw = narwhals()
        marked, texts, words = self.marked()
        rows = unfolded(marked, list(self.heads.values()), {n: text or "''" for n, text in texts.items()})
        columns = zip(WORDS, map(list, zip(*words, strict=True)), strict=True)
        said = small_table(rows, {NUMBER: list(range(len(words))), **dict(columns)})
        joined = rows.join(said, on=NUMBER, how="inner")
        return joined.select(*self._heads(), *(nw.col(name) for name in (*WORDS, MISSING)))

    def marked(self) -> tuple[Frame, dict[int, str | None], list[tuple[str, str, str, str]]]:
        """Mark on each row which findings it has.

        Returns:
            The heads with a column ``found<n>`` for each finding that a rule can make; the name of the column with
            its missing facts, or None where it never has any; its code, cause, severity and outcome.
        """
        nw = narwhals()
        wanted = list(self._wanted())
        further = self.stages.further(bit for rule, _ in wanted for bit in rule.missing.values())
        columns: dict[str, NwExpr] = {}
        for n, (rule, outcome) in enumerate(wanted):
            found = rule.by_outcome[outcome]
            condition = nw.lit(value=True) if found is TRUE else self.stages.expr(found)
            columns[f"found{n}"] = condition
            if outcome is Outcome.CANNOT_TELL and rule.missing:
                columns[f"missing{n}"] = nw.when(condition).then(self._missing(further, rule.missing))
        frame = further.apply(self.frame).select(*self.heads.values(), **columns)
        texts = {n: f"missing{n}" if f"missing{n}" in columns else None for n in range(len(wanted))}
        return frame, texts, [_words(rule, outcome) for rule, outcome in wanted]


def _asked(rule: RuleBits, outcome: Outcome) -> Mapping[str, Bit]:
    return rule.missing if outcome is Outcome.CANNOT_TELL else {}


def _words(rule: RuleBits, outcome: Outcome) -> tuple[str, str, str, str]:
    return (*rule.words, outcome.code)
