"""``yibao require``: what a service item needs at a place on a day."""

import argparse
from typing import Any

from yibao_rules.cli.arguments import day_type, place_type, share
from yibao_rules.cli.desks import add_guide_option, guides_of
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.display.text import requirements_text
from yibao_rules.precheck import Desk, require
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("查询事项需要的材料、时限和渠道", "materials, time limits and channels of an item")
    words = {
        "item": Text(
            "事项标识，如 referral（yibao items 列出全部）",
            "an item's slug, such as referral (see: yibao items)",
        ),
        "place": Text(
            "参保地：代码或地名，如 131000、舟山市；默认只看国家规定",
            "insured place, code or name; national rules only by default",
        ),
        "on": Text("哪一天的规定，默认 --day", "the day whose rules are asked for; --day by default"),
    }
    parser = commands.add_parser("require", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("item", metavar="ITEM", help=words["item"].in_(lang))
    parser.add_argument("--place", type=place_type(lang), help=words["place"].in_(lang))
    parser.add_argument("--on", type=day_type(lang), metavar="DATE", help=words["on"].in_(lang))
    add_guide_option(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Tell the requirements; 1 when no guide in force names the item."""
    guides = guides_of(options)
    item = guides.item(options.item)  # an unknown one is refused, with the nearest
    found = require(item, place=options.place, day=options.on or out.day, desk=Desk(guides=guides))
    out.answer(found, requirements_text(found, lang=out.lang, columns=out.columns, paint=out.paint))
    return ACCEPTED if found.rule is not None else GAPS
