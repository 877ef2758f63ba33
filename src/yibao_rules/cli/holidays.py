"""``yibao holidays``: a year's days off and make-up days, as known now or on a day, with a notice added."""

import argparse
from typing import Any

from yibao_rules.calendar import compare, list_year, national
from yibao_rules.cli.arguments import day_type, place_type, share, year_type
from yibao_rules.cli.desks import calendar_of, notices_of
from yibao_rules.cli.outlet import ACCEPTED, Outlet, complain
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("列出一年的放假和补班，可加入新的通知", "days off and make-up days of a year")
    words = {
        "year": Text("年份，默认判断日所在年", "the year; that of --day by default"),
        "add": Text(
            "加入放假通知：holiday-cn 的 JSON、通知原文或其网页源码（UTF-8 或 GBK），可多次",
            "add a notice: JSON as in holiday-cn, its own Chinese text, or its page's HTML (UTF-8 or GBK); may be repeated",
        ),
        "issued": Text("通知的成文日期，文件未写时给出", "date of the notice, when the file does not say"),
        "number": Text(
            "通知的文号，文件未写时给出", "document number of the notice, when the file does not say"
        ),
        "as_of": Text("按当日已公布的通知", "as known on that day"),
        "diff": Text(
            "只列出变化：相对现有安排，或 --as-of 那天的安排",
            "only what changed, against the record or --as-of",
        ),
        "place": Text("计入地方假日（广西、宁夏、新疆）", "with a region's own holidays"),
        "projected": Text(
            "年份未公布时按法律推算（暂定）", "project an unannounced year from the law: provisional"
        ),
    }
    parser = commands.add_parser("holidays", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("year", nargs="?", type=year_type(lang), metavar="YEAR", help=words["year"].in_(lang))
    parser.add_argument(
        "--add", dest="notice", action="append", default=[], metavar="FILE", help=words["add"].in_(lang)
    )
    parser.add_argument("--issued", type=day_type(lang), metavar="DATE", help=words["issued"].in_(lang))
    parser.add_argument("--number", default="", help=words["number"].in_(lang))
    parser.add_argument("--as-of", type=day_type(lang), metavar="DATE", help=words["as_of"].in_(lang))
    parser.add_argument("--diff", action="store_true", help=words["diff"].in_(lang))
    parser.add_argument("--place", type=place_type(lang), help=words["place"].in_(lang))
    parser.add_argument("--projected", action="store_true", help=words["projected"].in_(lang))
    share(parser, lang)
    parser.set_defaults(run=run, refuse=parser.error)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """List the year, or what changed."""
    for piece in (piece for notice in notices_of(options) for piece in notice.passed_over):
        complain(Text(f"通知中未作安排而略过：{piece}", f"passed over in the notice: {piece}").in_(out.lang))
    year = options.year or out.day.year
    options.projected = year if options.projected else None
    if options.diff:
        found = compare(national(options.as_of), calendar_of(options, place=options.place))
        out.answer(found, found.text.in_(out.lang))
    else:
        listing = list_year(calendar_of(options, place=options.place, as_of=options.as_of), year)
        out.answer(listing, listing.render(out.lang))
    return ACCEPTED
