"""``yibao guides``: list the guides on file, check one's own, start a new one."""

import argparse
from collections.abc import Sequence
from typing import Any

from yibao_rules.cli.arguments import day_type, place_type, share
from yibao_rules.cli.outlet import ACCEPTED, BAD_INPUT, GAPS, Outlet
from yibao_rules.display.cells import table
from yibao_rules.errors import YibaoError
from yibao_rules.guides import LintFinding, catalogue, lint, load, scaffold
from yibao_rules.logic.rule import Severity
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command and its three sub-commands."""
    about = Text("办事指南：列出、检查、新建", "guides: list, lint, new")
    parser = commands.add_parser("guides", lang=lang, help=about.in_(lang), description=about.in_(lang))
    title = Text("子命令", "sub-commands").in_(lang)
    inner = parser.add_subparsers(title=title, metavar=title, required=True, parser_class=type(parser))
    for name, run, text in (
        ("list", run_list, Text("列出收录的指南", "list the guides on file")),
        ("lint", run_lint, Text("检查指南文件的错误和矛盾", "find faults and contradictions in guide files")),
        (
            "new",
            run_new,
            Text(
                "新建一个地区的指南（TOML，写到标准输出）", "start a place's guide (TOML, to standard output)"
            ),
        ),
    ):
        sub = inner.add_parser(name, lang=lang, help=text.in_(lang), description=text.in_(lang))
        if name == "lint":
            sub.add_argument(
                "files", nargs="+", metavar="FILE", help=Text("指南的 TOML 文件", "TOML files").in_(lang)
            )
        if name == "new":
            place = Text("地区：代码或地名", "the place, code or name")
            since = Text("施行日期，默认 --day", "first day in force; --day by default")
            sub.add_argument("place", type=place_type(lang), metavar="PLACE", help=place.in_(lang))
            sub.add_argument(
                "--from", dest="since", type=day_type(lang), metavar="DATE", help=since.in_(lang)
            )
        share(sub, lang)
        sub.set_defaults(run=run)


def run_list(_options: argparse.Namespace, out: Outlet) -> int:
    """List every guide: place, edition, days in force, title."""
    found = tuple(catalogue())
    head = Text("地区|名称|版本|施行|失效|标题", "place|name|edition|from|to|title").in_(out.lang)
    rows = [(g.place, g.name, g.edition, f"{g.valid_from}", f"{g.valid_to or '-'}", g.title) for g in found]
    listed = [
        {"place": g.place, "name": g.name, "edition": g.edition, "valid_from": g.valid_from, "valid_to": g.valid_to,
         "title": g.title, "items": [i.item for i in g.items]}
        for g in found
    ]  # fmt: skip
    out.answer(listed, table([head.split("|"), *rows]))
    return ACCEPTED


def run_lint(options: argparse.Namespace, out: Outlet) -> int:
    """Check each file; 2 when one does not load, 1 when one has findings that weigh."""
    worst = ACCEPTED
    for file in options.files:
        try:
            findings = lint(load(file))
        except YibaoError as error:
            out.refuse(error, file=file)
            worst = max(worst, BAD_INPUT)
            continue
        clean = Text(f"{file}：没有发现问题", f"{file}: nothing found").in_(out.lang)
        out.answer(findings, _told(findings, out.lang) or clean, file=file)
        if any(f.severity in (Severity.FATAL, Severity.ERROR) for f in findings):
            worst = max(worst, GAPS)
    return worst


def _told(findings: Sequence[LintFinding], lang: Lang) -> str:
    """Word the findings, a line each, and below why each kind of them matters, with its source."""
    lines = [f.render(lang) for f in findings]
    whys = dict.fromkeys(
        Text(
            f"  {f.code}：{f.explanation.zh}（{f.source}）", f"  {f.code}: {f.explanation.en} ({f.source})"
        ).in_(lang)
        for f in findings
    )
    return "\n".join([*lines, Text("说明：", "Why:").in_(lang), *whys]) if lines else ""


def run_new(options: argparse.Namespace, out: Outlet) -> int:
    """Write the beginning of a guide to standard output."""
    text = scaffold(options.place, valid_from=options.since or out.day)
    out.answer({"toml": text}, text.rstrip("\n"))
    return ACCEPTED
