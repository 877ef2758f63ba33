"""What ``yibao check-frame`` says at the end, and how far it is before: counts of rows, decisions, causes and rules."""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import Factory, define, field

from yibao_rules.cli.outlet import ACCEPTED, BAD_INPUT, GAPS
from yibao_rules.display.cells import table as aligned
from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.report import Decision
from yibao_rules.model.causes import Cause
from yibao_rules.text import Lang, Text

TOP = 10
"""Rules told in the summary's table; all of them stand in its JSON."""

_VIOLATED, _OPEN = Outcome.VIOLATED.code, Outcome.CANNOT_TELL.code
_HEADS = (Text("不符合", "violated"), Text("无法判断", "cannot tell"))


@define
class Tally:
    """What has been counted so far.

    Attributes:
        rows: rows judged.
        damaged: rows and lines that could not be judged.
        normalised: values whose text was normalised.
        decisions: rows by decision.
        rules: findings by rule, cause and outcome.
        lacking: columns that are not there, and the rules that cannot tell for want of them.
    """

    rows: int = 0
    damaged: int = 0
    normalised: int = 0
    decisions: Counter[str] = Factory(Counter)
    rules: Counter[tuple[str, str, str]] = Factory(Counter)
    lacking: dict[str, dict[str, None]] = Factory(dict)

    def add(self, decided: Any, findings: Any, lacking: Mapping[str, Iterable[str]]) -> None:
        """Count one more batch, given as Arrow tables, and the columns that it did not have."""
        self.rows += decided.num_rows
        for column, codes in lacking.items():
            self.lacking.setdefault(column, {}).update(dict.fromkeys(codes))
        for row in decided.group_by("decision").aggregate([([], "count_all")]).to_pylist():
            self.decisions[row["decision"]] += row["count_all"]
        by = ["code", "cause", "outcome"]
        for row in findings.group_by(by).aggregate([([], "count_all")]).to_pylist():
            self.rules[row["code"], row["cause"], row["outcome"]] += row["count_all"]

    @property
    def read(self) -> int:
        """Rows read: none is lost."""
        return self.rows + self.damaged

    @property
    def status(self) -> int:
        """0 when all may be accepted, 1 when some have gaps, 2 when some could not be judged."""
        if self.damaged:
            return BAD_INPUT
        return ACCEPTED if self.decisions[Decision.ACCEPTED.code] == self.rows else GAPS

    def as_json(self) -> str:
        """Give the summary as a JSON document."""
        causes: dict[str, dict[str, int]] = {}
        for (_, cause, outcome), n in self.rules.items():
            of_cause = causes.setdefault(cause, {})
            of_cause[outcome] = of_cause.get(outcome, 0) + n
        return json.dumps(
            {
                "version": 1,
                "read": self.read,
                "rows": self.rows,
                "damaged": self.damaged,
                "normalised": self.normalised,
                "decisions": {d.code: self.decisions[d.code] for d in Decision},
                "causes": causes,
                "missing_columns": {column: list(codes) for column, codes in self._most_wanted()},
                "rules": [
                    {"code": code, "cause": cause, _VIOLATED: violated, _OPEN: open_}
                    for code, cause, violated, open_ in self._by_rule()
                ],
            }
        )

    def words(self, lang: Lang) -> str:
        """Give the summary as tables: rows and decisions, causes, the rules violated most."""
        rows = [(Text("行", "rows").in_(lang), f"{self.read:,}")]
        rows += [(d.label.in_(lang), f"{self.decisions[d.code]:,}") for d in Decision]
        rows.append((Text("无法读取的行", "damaged rows").in_(lang), f"{self.damaged:,}"))
        if self.normalised:
            rows.append((Text("已规范的值", "values normalised").in_(lang), f"{self.normalised:,}"))
        heads = tuple(h.in_(lang) for h in _HEADS)
        parts = [aligned(rows)]
        causes = [
            (name, *self._counts(code)) for code, name in self._causes(lang) if any(self._of_cause(code))
        ]
        if causes:
            parts.append(aligned([(Text("原因", "cause").in_(lang), *heads), *causes]))
        rules = [(code, f"{v:,}", f"{o:,}") for code, _, v, o in self._by_rule()[:TOP]]
        if rules:
            title = Text(f"最常见的规则（前 {TOP} 条）", f"rules met most (first {TOP})").in_(lang)
            parts.append(aligned([(title, *heads), *rules]))
        lacking = [(column, f"{len(codes):,}") for column, codes in self._most_wanted()[:TOP]]
        if lacking:
            about = Text(
                f"表中没有的列（{len(self.lacking)} 列，列出前 {TOP}）",
                f"columns that are not there ({len(self.lacking)}; first {TOP})",
            )
            rules_of = Text("因而无法判断的规则", "rules that cannot tell")
            parts.append(aligned([(about.in_(lang), rules_of.in_(lang)), *lacking]))
        return "\n\n".join(parts)

    def _most_wanted(self) -> list[tuple[str, dict[str, None]]]:
        return sorted(self.lacking.items(), key=lambda found: (-len(found[1]), found[0]))

    def _causes(self, lang: Lang) -> list[tuple[str, str]]:
        """Return the code and the name of the six causes, and of those that a rulebook brings: these go by their codes."""
        six = {c.code: c.label.in_(lang) for c in Cause}
        return list({**six, **{c: c for _, c, _ in self.rules if c not in six}}.items())

    def _of_cause(self, cause: str) -> tuple[int, int]:
        found = (
            sum(n for (_, c, o), n in self.rules.items() if c == cause and o == outcome)
            for outcome in (_VIOLATED, _OPEN)
        )
        violated, open_ = found
        return violated, open_

    def _counts(self, cause: str) -> tuple[str, str]:
        violated, open_ = self._of_cause(cause)
        return f"{violated:,}", f"{open_:,}"

    def _by_rule(self) -> list[tuple[str, str, int, int]]:
        """Give each rule that found something: its code, cause, and rows; the most violated first."""
        pairs = {(code, cause) for code, cause, _ in self.rules}
        found = [
            (code, cause, self.rules[code, cause, _VIOLATED], self.rules[code, cause, _OPEN])
            for code, cause in pairs
        ]
        return sorted(found, key=lambda row: (-row[2], -row[3], row[0]))


@define
class Progress:
    """One line on a terminal that is written over, on work of more than a second.

    Args:
        lang: the language.
        clock: tells seconds; for how long the work has taken, nothing else.
    """

    lang: Lang
    clock: Callable[[], float] = time.monotonic
    _began: float = field(init=False)
    _shown: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._began = self.clock()

    def show(self, rows: int, share: float | None) -> None:
        """Say how far it is.

        Args:
            rows: rows done.
            share: how much of the file that is, if anybody knows.
        """
        if not sys.stderr.isatty() or self.clock() - self._began < 1:
            return
        bar = "" if share is None else f"[{'#' * round(share * 20):<20}] {share:4.0%} "
        sys.stderr.write(
            "\r\x1b[K" + bar + Text(f"已检查 {rows:,} 行", f"{rows:,} rows checked").in_(self.lang)
        )
        sys.stderr.flush()
        self._shown = True

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
