"""``yibao due``: by when, from a day, for a time limit in words or for an item at a place."""

import argparse
import re
from datetime import date
from typing import Any

from yibao_rules.calendar import Deadline, WorkCalendar, deadline, parse_term
from yibao_rules.calendar.overdue import Overdue, overdue
from yibao_rules.cli.arguments import moment_type, place_type, share
from yibao_rules.cli.desks import (
    add_calendar_options,
    add_guide_option,
    add_receipt_option,
    calendar_of,
    guides_of,
    snap_of,
)
from yibao_rules.cli.outlet import ACCEPTED, GAPS, Outlet
from yibao_rules.display.text import deadline_text
from yibao_rules.progress import Due, due_of_item
from yibao_rules.text import Lang, Text

_SLUG = re.compile("[a-z][a-z0-9_]*")
"""What is an item's slug, or meant as one: a limit in words is never written so."""


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("推算期限：按调休、补班和法律规定", "due dates over holidays and make-up days")
    words = {
        "term": Text(
            "时限的文字（20个工作日、6个月、即时办结…）或事项标识",
            "a limit in words (20个工作日, 6个月) or an item's slug",
        ),
        "from": Text(
            "起算事件的日期或时刻，如 2026-03-04 或 2026-03-04T17:30，默认 --day",
            "day or moment of the start event, such as 2026-03-04 or 2026-03-04T17:30; --day by default",
        ),
        "place": Text(
            "参保地：代码或地名；事项按当地指南", "insured place, code or name, whose guide gives the limit"
        ),
    }
    parser = commands.add_parser("due", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("term", metavar="TERM|ITEM", help=words["term"].in_(lang))
    parser.add_argument(
        "--from", dest="start", type=moment_type(lang), metavar="DATE", help=words["from"].in_(lang)
    )
    parser.add_argument("--place", type=place_type(lang), help=words["place"].in_(lang))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    add_receipt_option(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Count each limit; 1 when the item has none."""
    start = options.start or out.day
    calendar = calendar_of(options, place=options.place)
    if _SLUG.fullmatch(options.term):
        return _item(options, out, start, calendar)
    counted = deadline(parse_term(options.term), start=start, calendar=calendar, snap=snap_of(options))
    late = overdue(counted.due, counted.due_at, out.day, calendar=calendar, latest=counted.latest)
    out.answer(counted, _words(counted, late, out), about=Text("", ""), overdue=late)
    return ACCEPTED


def _item(options: argparse.Namespace, out: Outlet, start: date, calendar: WorkCalendar) -> int:
    """Tell every limit of an item at its place, and which overrides which."""
    found = due_of_item(
        options.term,
        place=options.place,
        received=start,
        calendar=calendar,
        guides=guides_of(options),
        snap=snap_of(options),
        at=out.day,
    )
    several = len({due.binding for due in found.dues}) > 1
    for due in found.dues:
        if due.deadline is None:
            continue
        label = _label(due, several=several)
        text = f"{label.in_(out.lang)}\n{_words(due.deadline, due.overdue, out)}"
        about = {"binding": due.binding, "notes": found.notes, "overdue": due.overdue}
        out.answer(due.deadline, text, about=label, **about)
    if not out.as_json:
        for note in found.notes:
            out.say(note)
    # What can be told is told; a date that cannot be counted is still a fault of the input.
    for problem in (due.problem for due in found.dues if due.problem is not None):
        raise problem
    if not found.dues:
        out.say(Text("没有查到时限", "no time limit found"))
    return ACCEPTED if found.dues else GAPS


def _words(counted: Deadline, late: Overdue | None, out: Outlet) -> str:
    return deadline_text(counted, overdue=late, lang=out.lang, columns=out.columns, paint=out.paint)


def _label(due: Due, *, several: bool) -> Text:
    role = due.role.label
    label = Text(f"{role.zh}（{due.note}）", f"{role.en} ({due.note})") if due.note else role
    if several and due.binding:
        return Text(f"{label.zh}，先到，以此为准", f"{label.en}, ends first and binds")
    return label
