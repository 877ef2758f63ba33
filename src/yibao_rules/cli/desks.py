"""What a question is judged by: the library's guides and calendar, with the user's own files added."""

import argparse
from datetime import date
from pathlib import Path

from yibao_rules.calendar import Notice, WorkCalendar, national, read_notice, regional_layer
from yibao_rules.calendar.counting import RECEIPT, Snap
from yibao_rules.cli.arguments import year_type
from yibao_rules.guides import Catalogue, CatalogueError, catalogue, load
from yibao_rules.model.guide import Guide
from yibao_rules.precheck import Desk
from yibao_rules.serialization.faults import Fault, FaultKind, InputError
from yibao_rules.text import Lang, Text

_LONGEST = (
    1_000_000  # bytes of a notice's file; more than a notice may have, so that its length is what is refused
)


def add_guide_option(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add ``--guide``."""
    own = Text("加入自己的办事指南（TOML），可多次", "add a guide of your own (TOML); may be repeated")
    replace = Text(
        "自己的指南代替本库同一地区的指南，而不是与之并列",
        "your own guides stand instead of the library's guides of their places, not beside them",
    )
    parser.add_argument("--guide", action="append", default=[], metavar="FILE", help=own.in_(lang))
    parser.add_argument("--replace", action="store_true", help=replace.in_(lang))
    parser.set_defaults(refuse=parser.error)


def add_calendar_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add ``--notice`` and ``--projected``."""
    words = {
        "notice": Text(
            "加入放假通知：holiday-cn 的 JSON、通知原文或其网页源码（UTF-8 或 GBK），可多次",
            "add a holiday notice: holiday-cn JSON, its text, or its page's HTML (UTF-8 or GBK); may be repeated",
        ),
        "projected": Text(
            "未公布的年份按法律推算到这一年（暂定）",
            "project unannounced years through this one: provisional",
        ),
    }
    parser.add_argument(
        "--notice", action="append", default=[], metavar="FILE", help=words["notice"].in_(lang)
    )
    parser.add_argument(
        "--projected", type=year_type(lang), metavar="YEAR", help=words["projected"].in_(lang)
    )


def add_receipt_option(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add ``--snap``."""
    words = Text(
        "休息日、下班后收到的：none 按实际收到之日（默认，民法典 201），workday 视为下一工作日收到（惯例）",
        "what arrives on a rest day or after closing counts as received: none, on that day (default, Civil Code 201);"
        " workday, on the next working day (practice)",
    )
    codes = [snap.code for snap in Snap]
    parser.add_argument("--snap", choices=codes, default=RECEIPT.code, help=words.in_(lang))


def snap_of(options: argparse.Namespace) -> Snap:
    """Return the reading of receipt that was chosen."""
    return next(snap for snap in Snap if snap.code == options.snap)


def guides_of(options: argparse.Namespace) -> Catalogue:
    """Return the library's guides with the user's own: beside those of the same place, or instead of them.

    Raises:
        GuideError: a file does not load. CatalogueError: it clashes with another guide.
    """
    if options.replace and not options.guide:
        missing = Text("--replace 须与 --guide 同用", "--replace goes together with --guide")
        options.refuse(missing.in_(options.lang))
    own, found = [load(Path(file)) for file in options.guide], catalogue()
    if options.replace:
        # The last first: none is left that amends one which is gone.
        gone = [guide for place in {g.place for g in own} for guide in found.of_place(place)[::-1]]
        for guide in gone:
            found = found.without(guide.key)
    for guide in own:
        found = _with_guide(found, guide)
    return found


def _with_guide(guides: Catalogue, guide: Guide) -> Catalogue:
    """Add a guide; where it clashes with the library's own, the error names the option that replaces them."""
    try:
        return guides.with_guide(guide)
    except CatalogueError as error:
        if not {g.key for g in guides.of_place(guide.place)} - {g.key for g in guides.own}:
            raise
        fix = Text(
            f"{error.fix.zh}；要代替本库 {guide.place} 的指南，加 --replace",
            f"{error.fix.en}; to have it instead of the library's guides of {guide.place}, add --replace",
        )
        raise CatalogueError(where=error.where, found=error.found, expected=error.expected, fix=fix) from None


def notices_of(options: argparse.Namespace) -> tuple[Notice, ...]:
    """Read the user's own notices, in the order given.

    Raises:
        InputError: a notice's file cannot be read. CalendarError: it is not understood.
    """
    given = vars(options)
    if len(options.notice) > 1 and (given.get("number") or given.get("issued")):
        whose = Text(
            "--number、--issued 只补一份通知所缺的；几份通知的，写在各自的文件中，或逐份加入",
            "--number and --issued complete one notice; of several, write them into each file, or add one at a time",
        )
        options.refuse(whose.in_(options.lang))
    return tuple(_notice(file, options) for file in options.notice)


def calendar_of(
    options: argparse.Namespace, *, place: str | None = None, as_of: date | None = None
) -> WorkCalendar:
    """Build the national calendar with the user's notices, the place's own holidays, and what is projected.

    Raises:
        InputError: a notice's file cannot be read. CalendarError: the notice cannot join the calendar.
    """
    calendar = national(as_of)
    for notice in notices_of(options):
        calendar = calendar.with_notice(notice)
    layer = regional_layer(place) if place else None
    calendar = calendar.with_layer(layer) if layer else calendar
    further = options.projected is not None and options.projected > calendar.last.year
    return calendar.projected(options.projected) if further else calendar


def desk_of(options: argparse.Namespace) -> Desk:
    """Give the desk for a command with both kinds of options; one desk serves all of its files."""
    return Desk(guides=guides_of(options), calendar=calendar_of(options))


def _notice(file: str, options: argparse.Namespace) -> Notice:
    given = vars(options)
    return read_notice(
        _content(file),
        year=given.get("year"),
        number=given.get("number") or "",
        issued=given.get("issued"),
    )


def _content(file: str) -> bytes:
    try:
        with Path(file).open("rb") as opened:
            return opened.read(_LONGEST)
    except (OSError, ValueError):
        found = Text("无法读取的文件", "a file that cannot be read")
    fault = Fault(
        pointer="",
        kind=FaultKind.UNREADABLE,
        found=found,
        expected=Text("放假通知的文件", "a holiday notice's file"),
        fix=Text("核对路径", "check the path"),
    )
    raise InputError((fault,), source=file)
