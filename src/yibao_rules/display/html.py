"""A check or a report as a table for notebooks: escaped, capped in rows, readable on light and dark ground."""

from collections.abc import Iterable
from html import escape

from yibao_rules.logic.report import Decision, Finding, Report
from yibao_rules.precheck import CheckResult
from yibao_rules.precheck.telling import marked
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text

MOST = 50
"""Rows that a table shows unless told otherwise."""

# Only the text's own colour and see-through tints: they hold on any ground.
_STYLE = (
    ".yibao{border-collapse:collapse;font-family:inherit;color:inherit}"
    ".yibao caption{text-align:left;font-weight:bold;padding:.3em 0}"
    ".yibao th,.yibao td{border:1px solid rgba(128,128,128,.4);padding:.3em .6em;text-align:left;vertical-align:top}"
    ".yibao .bad{background:rgba(220,60,60,.18)}"
    ".yibao .open{background:rgba(220,170,40,.18)}"
    ".yibao .good{background:rgba(60,170,90,.18)}"
)
_TINTS = {Decision.ACCEPTED: "good", Decision.RETURNED: "bad", Decision.UNDETERMINED: "open"}
_HEADS = (
    Text("结果", "outcome"),
    Text("原因", "cause"),
    Text("问题", "what is wrong"),
    Text("处理", "remedy"),
    Text("依据", "basis"),
)


def style(css: str) -> str:
    """Give a style element."""
    return f"<style>{css}</style>"


@guarded
def report_html(result: CheckResult | Report, *, lang: Lang = "zh", most: int = MOST) -> str:
    """Show a check's findings as an HTML table.

    Args:
        result: the check's answer, or its report alone.
        lang: the language.
        most: rows at most; how many were left out is told.

    Returns:
        A fragment with its own style; every text in it is escaped, and nothing is loaded from elsewhere.
    """
    report = result.report if isinstance(result, CheckResult) else result
    about = (result.item, Text(f"{report.day}", f"{report.day}")) if isinstance(result, CheckResult) else ()
    caption = "，" if lang == "zh" else ", "
    title = caption.join((report.decision.label.in_(lang), *(t.in_(lang) for t in about)))
    findings = _ordered(report)
    rows = "".join(_row(f, lang) for f in findings[:most])
    heads = "".join(f"<th>{escape(h.in_(lang))}</th>" for h in _HEADS)
    table = f'<caption class="{_TINTS[report.decision]}">{escape(title)}</caption><tr>{heads}</tr>{rows}'
    return f'{style(_STYLE)}<table class="yibao">{table}{_left_out(len(findings) - most, lang)}</table>'


def _ordered(report: Report) -> tuple[Finding, ...]:
    """What sends the filing back first, then the rest of what is wrong, then what cannot be told."""
    blocking = tuple(f for f in report.violated if f.blocks)
    return (*blocking, *report.warnings, *report.undetermined)


def _row(finding: Finding, lang: Lang) -> str:
    tint = "bad" if finding.blocks else "open"
    basis = "；".join(b.cited.in_(lang) for b in finding.basis)
    cells = (
        finding.outcome.label.in_(lang),
        finding.cause.label.in_(lang),
        marked(Text(finding.message("zh"), finding.message("en")), finding.sure).in_(lang),
        finding.remedy(lang),
        basis,
    )
    return f"<tr>{_cells(cells, tint)}</tr>"


def _cells(cells: Iterable[str], tint: str) -> str:
    first, *rest = (escape(cell) for cell in cells)
    return f'<td class="{tint}">{first}</td>' + "".join(f"<td>{cell}</td>" for cell in rest)


def _left_out(n: int, lang: Lang) -> str:
    if n <= 0:
        return ""
    words = Text(f"另有 {n} 条未显示", f"{n} more not shown").in_(lang)
    return f'<tr><td colspan="{len(_HEADS)}">{escape(words)}</td></tr>'
