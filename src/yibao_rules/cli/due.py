"""``yibao due``: by when, from a day, for a time limit in words or for an item at a place."""

import argparse
from typing import Any

from yibao_rules.calendar import deadline, parse_term
from yibao_rules.calendar.terms import Term
from yibao_rules.cli.arguments import day_type, place_type, share
from yibao_rules.cli.desks import add_calendar_options, add_guide_option, calendar_of, guides_of
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.display.text import deadline_text
from yibao_rules.model.items import items
from yibao_rules.precheck import Desk, require
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("推算期限：按调休、补班和法律规定", "due dates over holidays and make-up days")
    words = {
        "term": Text(
            "时限的文字（20个工作日、6个月、即时办结…）或事项标识",
            "a limit in words (20个工作日, 6个月) or an item's slug",
        ),
        "from": Text("起算事件的日期 YYYY-MM-DD，默认 --day", "day of the start event; --day by default"),
        "place": Text(
            "参保地：代码或地名；事项按当地指南", "insured place, code or name, whose guide gives the limit"
        ),
    }
    parser = commands.add_parser("due", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("term", metavar="TERM|ITEM", help=words["term"].in_(lang))
    parser.add_argument(
        "--from", dest="start", type=day_type(lang), metavar="DATE", help=words["from"].in_(lang)
    )
    parser.add_argument("--place", type=place_type(lang), help=words["place"].in_(lang))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Count each limit; 1 when the item has none."""
    start = options.start or out.day
    calendar = calendar_of(options, place=options.place)
    found = _limits(options, out)
    for label, term in found:
        counted = deadline(term, start=start, calendar=calendar)
        text = deadline_text(counted, lang=out.lang, columns=out.columns, paint=out.paint)
        out.answer(counted, "\n".join(filter(None, (label.in_(out.lang), text))), about=label)
    if not found:
        out.say(Text("没有查到时限", "no time limit found"))
    return ACCEPTED if found else GAPS


def _limits(options: argparse.Namespace, out: Outlet) -> tuple[tuple[Text, Term], ...]:
    if options.term not in items():
        return ((Text("", ""), parse_term(options.term)),)
    needed = require(options.term, place=options.place, day=out.day, desk=Desk(guides=guides_of(options)))
    rule = needed.rule
    return tuple((_label(x.role.label, x.text), x.term) for x in (rule.limits if rule is not None else ()))


def _label(role: Text, words: str) -> Text:
    return Text(f"{role.zh}（{words}）", f"{role.en} ({words})") if words else role
