"""The long table of findings: from each rule's column of yes and no to one row a finding."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.frames.bits import FALSE, TRUE, Bit
from yibao_rules.logic.frames.engines import Engine, Frame, NwExpr, narwhals, small_table
from yibao_rules.logic.frames.outcomes import RuleBits
from yibao_rules.logic.frames.stages import Stages
from yibao_rules.logic.frames.unfold import NUMBER, TEXT, unfolded

CODE, CAUSE, SEVERITY, OUTCOME, MISSING = "code", "cause", "severity", "outcome", TEXT
WORDS = (CODE, CAUSE, SEVERITY, OUTCOME)
Words = tuple[str, str, str, str]
"""A finding's code, cause, severity and outcome."""

_FOUND = (Outcome.VIOLATED, Outcome.CANNOT_TELL)
_FOUND_THERE, _NUMBERED = "found", "r"
_GROUP = 22
"""How many rules are unpivoted together: fewer repeat the plan more often, more make the long table longer."""


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
        if self.engine.runs_sql:
            return self._by_one_query()
        return self._by_groups() if self.engine.implementation == "polars" else self._by_pieces()

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
        said = stages.words.said
        if all(bit is TRUE for bit in asked.values()):
            return said.lit(",".join(asked))
        names = [
            said.lit(f",{name}")
            if bit is TRUE
            else said.when(stages.told(bit)).then(said.lit(f",{name}")).otherwise(said.lit(""))
            for name, bit in asked.items()
        ]
        return stages.words.listed(names)

    # --- engines on which a filter costs little ---------------------------------------------------------------

    def _by_pieces(self) -> Frame:
        return narwhals().concat([self._piece(*wanted) for wanted in self._wanted()], how="vertical")

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

    # --- an engine that plans, and on which an unpivot costs little --------------------------------------------

    def _by_groups(self) -> Frame:
        """Unpivot the rules in groups, each over the rows in which one of the group is found.

        A piece for each rule would repeat the plan with each, and the planner would take longer than the work.
        """
        nw = narwhals()
        wanted = list(enumerate(self._wanted()))
        violated = [(n, rule.violated) for n, (rule, outcome) in wanted if outcome is Outcome.VIOLATED]
        open_ = [(n, rule) for n, (rule, outcome) in wanted if outcome is Outcome.CANNOT_TELL]
        pieces = [self._violated(violated[n : n + _GROUP]) for n in range(0, len(violated), _GROUP)]
        pieces += [self._cannot_tell(open_[n : n + _GROUP]) for n in range(0, len(open_), _GROUP)]
        words = [_words(rule, outcome) for _, (rule, outcome) in wanted]
        return self._told(nw.concat(pieces, how="vertical"), [f"{_NUMBERED}{n}" for n, _ in wanted], words)

    def _told(self, rows: Frame, numbers: Sequence[int] | Sequence[str], words: Sequence[Words]) -> Frame:
        """Put the words of each finding beside its number."""
        nw = narwhals()
        columns = zip(WORDS, map(list, zip(*words, strict=True)), strict=True)
        said = small_table(rows, {NUMBER: numbers, **dict(columns)})
        if self.engine.implementation == "polars":
            # Its own join keeps the order: two runs give the same rows in the same places.
            left, right = rows.to_native(), said.to_native()
            joined = nw.from_native(left.join(right, on=NUMBER, how="inner", maintain_order="left"))
        else:
            joined = rows.join(said, on=NUMBER, how="inner")
        return joined.select(*self._heads(), *(nw.col(name) for name in (*WORDS, MISSING)))

    def _violated(self, group: Sequence[tuple[int, Bit]]) -> Frame:
        pl = self.stages.words.said
        bits = [bit for _, bit in group]
        narrow = self._narrow(bits, self.stages.further(()).columns(bits))
        marks = {f"{_NUMBERED}{n}": self.stages.told(bit) for n, bit in group}
        found = self._long(narrow.select(*self.heads.values(), **marks), list(marks), _FOUND_THERE)
        kept = found.filter(_FOUND_THERE).select(*self._along(), pl.lit("").alias(MISSING))
        return narwhals().from_native(kept)

    def _cannot_tell(self, group: Sequence[tuple[int, RuleBits]]) -> Frame:
        nw, pl = narwhals(), self.stages.words.said
        missing = [bit for _, rule in group for bit in rule.missing.values()]
        further = self.stages.further(missing)
        bits = [rule.cannot_tell for _, rule in group]
        narrow = self._narrow(bits, further.columns((*bits, *missing)))
        texts = {
            f"{_NUMBERED}{n}": pl.when(further.told(rule.cannot_tell)).then(
                self._missing(further, rule.missing)
            )
            for n, rule in group
        }
        wide = further.apply(nw.from_native(narrow)).to_native().select(*self.heads.values(), **texts)
        found = self._long(wide, list(texts), MISSING)
        return nw.from_native(found.filter(~pl.col(MISSING).is_null()).select(*self._along(), MISSING))

    def _narrow(self, bits: Sequence[Bit], columns: set[str]) -> Any:
        """Keep the rows in which one of these formulas holds, and of them what is needed."""
        heads = self.heads.values()
        narrow = self.frame.to_native().select(*heads, *sorted(columns - set(heads)))
        if TRUE in bits:
            return narrow
        return narrow.filter(self.stages.words.any_of(map(self.stages.told, bits)))

    def _long(self, wide: Any, columns: list[str], value: str) -> Any:
        return wide.unpivot(columns, index=list(self.heads.values()), variable_name=NUMBER, value_name=value)

    def _along(self) -> list[str]:
        return [*self.heads.values(), NUMBER]

    # --- engines that plan queries in SQL ---------------------------------------------------------------------

    def _by_one_query(self) -> Frame:
        """Make each row's list of findings and unfold it: one pass over the data, however many rules there are."""
        marked, texts, words = self.marked()
        rows = unfolded(marked, list(self.heads.values()), {n: text or "''" for n, text in texts.items()})
        return self._told(rows, list(range(len(words))), words)

    def marked(self) -> tuple[Frame, dict[int, str | None], list[Words]]:
        """Mark on each row which findings it has.

        Returns:
            The heads with a column ``found<n>`` for each finding that a rule can make; the name of the column with
            its missing facts, or None where it never has any; its code, cause, severity and outcome.
        """
        said = self.stages.words.said
        wanted = list(self._wanted())
        further = self.stages.further(bit for rule, _ in wanted for bit in rule.missing.values())
        columns: list[NwExpr] = []
        texts: dict[int, str | None] = {}
        for n, (rule, outcome) in enumerate(wanted):
            found = rule.by_outcome[outcome]
            condition = self.stages.told(found)
            columns.append(condition.alias(f"found{n}"))
            texts[n] = None
            if outcome is Outcome.CANNOT_TELL and rule.missing:
                texts[n] = f"missing{n}"
                missing = said.when(condition).then(self._missing(further, rule.missing))
                columns.append(missing.alias(f"missing{n}"))
        frame = self.stages.words.choose(further.apply(self.frame), [*self.heads.values(), *columns])
        return frame, texts, [_words(rule, outcome) for rule, outcome in wanted]


def _asked(rule: RuleBits, outcome: Outcome) -> Mapping[str, Bit]:
    return rule.missing if outcome is Outcome.CANNOT_TELL else {}


def _words(rule: RuleBits, outcome: Outcome) -> Words:
    return (*rule.words, outcome.code)
