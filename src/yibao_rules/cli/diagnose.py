"""``yibao diagnose``: what a rejection message means, and what next."""

import argparse
import sys
from typing import Any

from yibao_rules.cli.arguments import place_type, share
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.diagnosis import diagnose
from yibao_rules.serialization.limits import LARGEST_JSON
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("解释退回或报错的文字：原因、处理、联系谁", "what a rejection means, and what next")
    words = {
        "text": Text(
            "退回或报错的原文，可不加引号；- 为标准输入",
            "the message, with or without quotes; - is standard input",
        ),
        "place": Text("参保地：代码或地名", "insured place, code or name"),
    }
    parser = commands.add_parser("diagnose", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("text", nargs="+", metavar="TEXT", help=words["text"].in_(lang))
    parser.add_argument("--place", type=place_type(lang), help=words["place"].in_(lang))
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Diagnose one message; 1 when its words are not known."""
    message = " ".join(options.text)
    if message == "-":
        message = sys.stdin.buffer.read(LARGEST_JSON).decode("utf-8", "replace")
    found = diagnose(message, place=options.place)
    out.answer(found, found.render(out.lang))
    return GAPS if found.unclassified else ACCEPTED
