"""``yibao check``: may these filings go in? every gap at once."""

import argparse
from typing import Any

from yibao_rules.cli import filings
from yibao_rules.cli.arguments import share
from yibao_rules.cli.desks import add_calendar_options, add_guide_option, add_receipt_option, desk_of, snap_of
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.display.text import check_text
from yibao_rules.logic.report import Decision
from yibao_rules.model.filing import Filing
from yibao_rules.precheck import check
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("检查申请能否受理，一次告知全部缺口", "check filings: every gap at once")
    files = Text(
        "申请的 JSON 文件，可多个；- 为标准输入", "JSON files with a filing each; - is standard input"
    )
    parser = commands.add_parser("check", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("files", nargs="+", metavar="FILE", help=files.in_(lang))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    add_receipt_option(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Check each file; 0 when every filing may be accepted, 1 when one has gaps or is undetermined, 2 for bad input."""
    desk, snap = desk_of(options), snap_of(options)

    def answer(filing: Filing, name: str) -> int:
        result = check(filing, day=out.day, desk=desk, snap=snap)
        text = check_text(result, lang=out.lang, columns=out.columns, paint=out.paint, name=name)
        out.answer(result, text, file=name)
        # The gaps are told all the same; a date that cannot be counted is still a fault of the input.
        for problem in (due.problem for due in result.dues if due.problem is not None):
            raise problem
        return ACCEPTED if result.decision is Decision.ACCEPTED else GAPS

    return filings.each(options.files, out, answer)
