"""The answers to a frame as a notebook shows them: decisions, and the rules met most; nothing is run for a lazy frame."""

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.frames.engines import collected, narwhals
from yibao_rules.logic.frames.part import DECISION
from yibao_rules.logic.report import Decision

if TYPE_CHECKING:
    from yibao_rules.logic.frames.result import FrameResult

TOP = 5
"""Rules shown."""


def as_html(result: "FrameResult") -> str:
    """Give a short table of counts, Chinese first; of a lazy frame only what it is."""
    head = f"<p>{escape(repr(result))}</p>"
    nw = narwhals()
    if not result.engine.eager_polars and not isinstance(result.part.frame, nw.DataFrame):
        return head
    counted = result.part.decisions(()).group_by(nw.col(DECISION).cast(nw.String)).agg(nw.len().alias("rows"))
    rows = dict(collected(counted).iter_rows())
    decisions = _table(
        ("结论 / decision", "行 / rows"),
        ((f"{d.label.zh} / {d.label.en}", f"{rows.get(d.code, 0):,}") for d in Decision),
    )
    sums = result.part.sums()
    order = sorted(
        ((sums[code, Outcome.VIOLATED], sums[code, Outcome.CANNOT_TELL], code) for code in result.rules),
        key=lambda found: (-found[0], -found[1], found[2]),
    )
    met = [found for found in order if found[0] or found[1]][:TOP]
    rules = _table(
        ("规则 / rule", "原因 / cause", "不符合 / violated", "无法判断 / cannot tell"),
        ((code, result.rules[code].cause.label.zh, f"{v:,}", f"{o:,}") for v, o, code in met),
    )
    return head + decisions + (rules if met else "") + _lacking(result)


def _lacking(result: "FrameResult") -> str:
    """Return the columns that are not there, told once."""
    lacking = list(result.missing_columns)
    if not lacking:
        return ""
    named = escape(", ".join(lacking[:TOP]) + (" …" if len(lacking) > TOP else ""))
    return f"<p>不在表中、规则因而可能无法判断的列 / columns that are not there: {len(lacking)} ({named})</p>"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(tag: str, cells: Iterable[str]) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    return f"<table>{line('th', heads)}{''.join(line('td', row) for row in rows)}</table>"
