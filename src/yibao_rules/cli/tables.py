"""``yibao items`` and ``yibao kinds``: the slugs of service items and of kinds of materials, to look up."""

import argparse
from collections.abc import Mapping
from functools import partial
from typing import Any

from yibao_rules.cli.arguments import share
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.display.cells import table
from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.model.slug_table import Named
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the two commands."""
    word = Text("只列出含此文字的", "only those with this text in them")
    for name, read, about in (
        ("items", items, Text("列出服务事项的标识", "slugs of service items")),
        ("kinds", kinds, Text("列出材料种类的标识", "slugs of kinds of materials")),
    ):
        parser = commands.add_parser(name, lang=lang, help=about.in_(lang), description=about.in_(lang))
        parser.add_argument("word", nargs="?", default="", metavar="TEXT", help=word.in_(lang))
        share(parser, lang)
        parser.set_defaults(run=partial(_run, read))


def _run(read: Any, options: argparse.Namespace, out: Outlet) -> int:
    known: Mapping[str, Named] = read()
    wanted = options.word.casefold()
    found = [e for e in known.values() if wanted in f"{e.slug} {e.label.zh} {e.label.en}".casefold()]
    rows = [(e.slug, e.label.in_(out.lang)) for e in found]
    out.answer(found, table(rows) if rows else Text("没有符合的", "none").in_(out.lang))
    return ACCEPTED if found else GAPS
