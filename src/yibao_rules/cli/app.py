"""The command line as a whole: which commands there are, and how any of them ends without a traceback."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from importlib import import_module
from traceback import extract_tb
from typing import Any
from zoneinfo import ZoneInfo

from yibao_rules.calendar import UnknownYearError
from yibao_rules.cli import advise, check, check_frame, diagnose, due, guides, holidays, require, sql, tables
from yibao_rules.cli.arguments import Parser
from yibao_rules.cli.outlet import BAD_INPUT, complain, outlet
from yibao_rules.cli.streams import argument_text, prepare
from yibao_rules.errors import YibaoError
from yibao_rules.interop.files.sinks import reader_left
from yibao_rules.text import Lang, Text

INTERRUPTED, PIPE_CLOSED, BROKEN = 130, 141, 3
"""Further exit statuses: ^C; the reader went away; a fault of the library itself."""

_BEYOND = Text(
    "命令行中：--projected 年份 按法律推算（暂定）；通知公布后用 --notice 文件（holidays 用 --add）加入",
    "in the shell: --projected YEAR fills it from the law, provisionally; --notice FILE (--add in holidays) adds the notice",
)
_COMMANDS = (check, check_frame, require, advise, due, diagnose, holidays, guides, sql, tables)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the arguments without the program's name; ``sys.argv`` by default.

    Returns:
        0 in order; 1 gaps, or undetermined; 2 bad input. With several files the worst. 130 after ^C, 141 when
        the reader of a pipe went away, 3 for a fault of the library itself.
    """
    arguments = [argument_text(each) for each in (sys.argv[1:] if argv is None else argv)]
    lang = _language(arguments)
    prepare(sys.stdout, sys.stderr)
    try:
        status = _run(arguments, lang)
        sys.stdout.flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        complain(Text("已中断", "interrupted").in_(lang))
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last resort: no user shall see a traceback
        if reader_left(error):
            # The interpreter would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PIPE_CLOSED
        complain(_own_fault(error).in_(lang))
        return BROKEN
    return status


def _run(arguments: list[str], lang: Lang) -> int:
    parser = build(lang)
    options = parser.parse_args(arguments)
    if not hasattr(options, "run"):
        parser.print_help()
        return BAD_INPUT
    out = outlet(lang=lang, as_json=options.json, day=options.day or today())
    try:
        return int(options.run(options, out))
    except YibaoError as error:
        out.refuse(error)
        if isinstance(error, UnknownYearError) and hasattr(options, "projected"):
            complain(_BEYOND.in_(lang))
        return BAD_INPUT


def build(lang: Lang = "zh") -> Parser:
    """Make the parser of the whole command line in one language."""
    parser = Parser(
        prog="yibao",
        lang=lang,
        description=Text(
            "医保备案预审：检查申请、查询材料、建议类型、推算期限、解释退回原因",
            "medical-insurance filings: check, requirements, advice, due dates, rejections explained",
        ).in_(lang),
        epilog=Text(
            "退出状态：0 可受理；1 有缺口或无法判断；2 输入有误。各命令的用法：yibao 命令 --help",
            "exit status: 0 in order; 1 gaps or undetermined; 2 bad input. More: yibao COMMAND --help",
        ).in_(lang),
    )
    told = Text("显示版本", "show the version").in_(lang)
    parser.add_argument("--version", action=_Version, nargs=0, help=told)
    title = Text("命令", "commands").in_(lang)
    commands = parser.add_subparsers(title=title, metavar=title, parser_class=Parser)
    for module in _COMMANDS:
        module.add(commands, lang)
    return parser


class _Version(argparse.Action):
    """Shows the version; looked up only when it is wanted."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        """Print the version and end."""
        try:
            version = import_module("importlib.metadata").version("yibao-rules")
        except ImportError:
            version = Text("（源码，未安装）", "(source, not installed)").in_(getattr(parser, "lang", "zh"))
        sys.stdout.write(f"yibao-rules {version}\n")
        parser.exit()


def today() -> date:
    """Read the clock: the day in China. The only place of the library that does."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _language(arguments: Sequence[str]) -> Lang:
    """Find the language before anything is parsed, so that faults of the command line are told in it too."""
    joined = " ".join(arguments)
    return "en" if "--lang en" in joined or "--lang=en" in joined else "zh"


def _own_fault(error: Exception) -> Text:
    """Describe a fault of the library by its type and place; its words might hold what a person filed."""
    frames = extract_tb(error.__traceback__)
    where = f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}"  # noqa: PTH119
    kind = type(error).__name__
    return Text(
        f"程序自身的错误（{kind}，{where}）：请带此信息报告",
        f"a fault of the program itself ({kind}, {where}): please report it with this line",
    )
