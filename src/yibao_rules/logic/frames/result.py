"""What the rules say of a frame: the decision of every row, the findings, and counts, as frames of the same kind."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from yibao_rules.logic.clause import Outcome, Rule
from yibao_rules.logic.frames.engines import Engine, Frame, narwhals, small_table
from yibao_rules.logic.frames.faults import no_column
from yibao_rules.logic.frames.findings import CAUSE, CODE, OUTCOME, SEVERITY
from yibao_rules.logic.frames.part import DECISION, Part

_KEY = "yibao_key"


@frozen(eq=False, repr=False, kw_only=True)
class FrameResult:
    """The answers to a frame; each is a frame of the kind that was asked, lazy where that was lazy.

    Attributes:
        book: the rulebook's name.
        digest: which rules answered; several books' digests are joined by ``+``.
        key: the name of the column that tells the rows apart.
        part: the rows with all that the rules say of them.
        engine: the engine.
        odd: columns whose text was normalised first (widths, spaces, letters of numbers and names), and how many of
            their rows were odd.
        missing_columns: columns that the frame does not have, and the codes of the rules that cannot tell for want of
            them: told here once, of the whole frame. Where such a column is worked out from others by an object, the
            frame may not work it out.
    """

    book: str
    digest: str
    key: str
    part: Part
    engine: Engine
    odd: Mapping[str, int]
    missing_columns: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        return f"FrameResult({self.book!r}, {len(self.rules)} rules, {self.engine.implementation})"

    def _repr_html_(self) -> str:
        from yibao_rules.logic.frames.html import as_html  # noqa: PLC0415  # for notebooks alone

        return as_html(self)

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that were asked, by code."""
        return {r.rule.code: r.rule for r in self.part.judged.rules}

    @cached_property
    def decisions(self) -> Any:
        """One row for each row of the frame: the key, the columns carried along, ``decision``, and each rule's outcome.

        The decision and the outcomes are wire codes: ``returned``, ``violated``, ``cannot_tell`` … A rule that is
        not asked at a row's place and day is ``not_in_force`` there.
        """
        return self.engine.out(self.part.decisions(self.rules))

    @cached_property
    def decided(self) -> Any:
        """The same without the rules' columns: the key, the columns carried along and ``decision``."""
        return self.engine.out(self.part.decisions(()))

    @cached_property
    def findings(self) -> Any:
        """One row for each finding: key, columns carried along, code, cause, severity, outcome, missing.

        ``missing`` names the facts that would settle what cannot be told, separated by commas; else it is empty.
        """
        return self.engine.out(self.part.findings(self.part.heads))

    def counts(self, by: str = "rule") -> Any:
        """Count.

        Args:
            by: ``"rule"``: how many rows each rule finds so; ``"cause"``: findings by cause and outcome, and the
                rows they lie in; or the name of a column carried along (a place, a month): decisions by its values. The largest count comes first, but on Spark and Dask.

        Raises:
            FrameError: no such column was carried along.
        """
        if by == "rule":
            return self.engine.out(self._by_rule())
        if by == "cause":
            return self.engine.out(self._by_cause())
        carried = list(self.part.heads)[1:]
        if by not in carried:
            raise no_column("by", by, carried)
        return self.engine.out(self._by_column(by))

    def together(self) -> Any:
        """Count for each two rules how many rows violate both: ``code``, ``other``, ``rows``; a rule with itself too."""
        nw = narwhals()
        violated = self._by_key().filter(nw.col(OUTCOME) == Outcome.VIOLATED.code)
        one, other = violated.select(_KEY, CODE), violated.select(_KEY, nw.col(CODE).alias("other"))
        pairs = one.join(other, on=_KEY, how="inner").filter(nw.col(CODE) <= nw.col("other"))
        counted = pairs.group_by(CODE, "other").agg(nw.len().alias("rows"))
        return self.engine.out(self._most_first(counted, "rows", CODE, "other"))

    # --- how ------------------------------------------------------------------------------------------------

    def _by_key(self) -> Frame:
        """Give the findings with the key under a name of ours, which every engine can write."""
        return self.part.findings({_KEY: self.part.heads[self.key]})

    def _by_rule(self) -> Frame:
        sums = self.part.sums()
        columns: dict[str, list[Any]] = {
            CODE: list(self.rules),
            CAUSE: [rule.cause.code for rule in self.rules.values()],
            SEVERITY: [rule.severity.code for rule in self.rules.values()],
        }
        for outcome in Outcome:
            columns[outcome.code] = [sums[code, outcome] for code in self.rules]
        return small_table(self.part.frame, columns)

    def _by_cause(self) -> Frame:
        nw = narwhals()
        # Rows are counted in two steps: what differs within a group is not counted rightly on every engine (Dask).
        of_row = self._by_key().group_by(CAUSE, OUTCOME, _KEY).agg(nw.len().alias("n"))
        counted = (nw.col("n").sum().alias("findings"), nw.len().alias("rows"))
        summed = of_row.group_by(CAUSE, OUTCOME).agg(*counted)
        found = summed.with_columns(nw.col("findings").cast(nw.Int64), nw.col("rows").cast(nw.Int64))
        return self._most_first(found, "findings", CAUSE, OUTCOME)

    def _by_column(self, name: str) -> Frame:
        nw = narwhals()
        short = self.part.heads[name]
        counted = self.part.by_head(name).group_by(short, DECISION).agg(nw.len().alias("rows"))
        return self._most_first(counted, "rows", short, DECISION).rename({short: name})

    def _most_first(self, frame: Frame, count: str, *others: str) -> Frame:
        """Put the largest count first; on engines that spread rows over machines an order costs more than it helps."""
        if self.engine.implementation in ("pyspark", "dask"):
            return frame
        return frame.sort(count, *others, descending=[True, *(False for _ in others)])
