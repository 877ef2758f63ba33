"""``yibao advise``: which filing type fits these persons, and why the chosen one does not."""

import argparse
from typing import Any

from yibao_rules.cli import filings
from yibao_rules.cli.arguments import share
from yibao_rules.cli.desks import add_calendar_options, add_guide_option, desk_of
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.display.advice import advice_text
from yibao_rules.model.filing import Filing
from yibao_rules.precheck import advise
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("建议备案类型，说明所选类型为何不合适", "advise on the filing type")
    files = Text(
        "申请的 JSON 文件，可多个；- 为标准输入", "JSON files with a filing each; - is standard input"
    )
    parser = commands.add_parser("advise", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("files", nargs="+", metavar="FILE", help=files.in_(lang))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Advise on each file; 0 when the type chosen is the one to file, 1 when not, or not to be told yet."""
    desk = desk_of(options)

    def answer(filing: Filing, name: str) -> int:
        advice = advise(filing, day=out.day, desk=desk)
        text = advice_text(advice, lang=out.lang, columns=out.columns, paint=out.paint, name=name)
        out.answer(advice, text, file=name)
        return ACCEPTED if advice.recommended is not None and advice.wrong is None else GAPS

    return filings.each(options.files, out, answer)
