"""``yibao sql``: the rules of a day as SQL text for a database that runs no Python."""

import argparse
import json
from pathlib import Path
from typing import Any

from yibao_rules.cli.arguments import place_type, share
from yibao_rules.cli.desks import add_calendar_options, add_guide_option, calendar_of, desk_of
from yibao_rules.cli.outlet import ACCEPTED, Outlet
from yibao_rules.interop.sql import Dialect, SqlText, to_sql
from yibao_rules.logic.rule import Rulebook
from yibao_rules.serialization.faults import Fault, FaultKind, InputError
from yibao_rules.text import Lang, Text
from yibao_rules.validators.national import national_rules

_PARTS = ("tables", "checks", "decisions", "findings")
_WORDS = {
    "dialect": Text(
        "SQL 方言：duckdb、postgres、spark、hive（hive 只转写，未执行过）",
        "duckdb, postgres, spark or hive (hive is transpiled, never executed)",
    ),
    "place": Text(
        "参保地：加上当地的规则，只查这个地方和事项的申请；须与 --item 同用",
        "insured place: with its local rules, for its filings of one --item alone",
    ),
    "item": Text("事项标识，如 referral（yibao items 列出全部）", "an item's slug (see: yibao items)"),
    "table": Text("表或视图的名称，默认 filings", "the table or view; filings by default"),
    "key": Text("标识每份申请的列，默认 id", "the column that tells filings apart; id by default"),
    "columns": Text(
        'JSON 文件：表中的列和类型，{"id": "text", …}；默认规则所读的每个事实都有一列',
        'a JSON file of columns and types, {"id": "text", …}; by default a column for each fact that is read',
    ),
    "names": Text(
        'JSON 文件：事实的列名，{"insured.status": "insured_status", …}',
        'a JSON file of the facts\' columns, {"insured.status": "insured_status", …}',
    ),
    "where": Text("条件（该方言）：只查这些行", "a condition in the dialect: which rows are asked"),
    "by_row": Text("每行按自己的 day 列判断，不用 --day", "each row has its own column day"),
    "tidy": Text("先归一文本（全角、空格、姓名的间隔号）", "normalise text first (widths, spaces, names)"),
    "only": Text("只输出一段", "one part alone"),
}


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("把规则写成 SQL 文本", "the rules as SQL text")
    parser = commands.add_parser("sql", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("dialect", metavar="DIALECT", help=_WORDS["dialect"].in_(lang))
    parser.add_argument("--place", type=place_type(lang), help=_WORDS["place"].in_(lang))
    for name, default in (("item", None), ("table", "filings"), ("key", "id"), ("where", "")):
        parser.add_argument(f"--{name}", default=default, metavar=name.upper(), help=_WORDS[name].in_(lang))
    for name in ("columns", "names"):
        parser.add_argument(f"--{name}", metavar="FILE", help=_WORDS[name].in_(lang))
    for name in ("by_row", "tidy"):
        parser.add_argument(f"--{name.replace('_', '-')}", action="store_true", help=_WORDS[name].in_(lang))
    parser.add_argument("--only", choices=_PARTS, help=_WORDS["only"].in_(lang))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run, refuse=parser.error)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Write the text."""
    if (options.place is None) != (options.item is None):
        options.refuse(Text("--place 与 --item 须同时给出", "--place and --item go together").in_(out.lang))
    names = _mapping(options.names) if options.names else {}
    text = to_sql(
        _book(options, out),
        options.dialect,
        table=options.table,
        key=options.key,
        day=None if options.by_row else out.day,
        columns=_mapping(options.columns) if options.columns else None,
        names=names,
        workdays=calendar_of(options, place=options.place),
        where=_where(options, names),
        tidy=options.tidy,
    )
    parts = {name: getattr(text, name) for name in (_PARTS if options.only is None else (options.only,))}
    about = {"dialect": text.dialect.code, "executed": text.dialect.executed, "digest": text.digest}
    out.answer({**about, **parts}, _told(text, options.only))
    return ACCEPTED


def _told(text: SqlText, only: str | None) -> str:
    return (str(text) if only is None else str(getattr(text, only))).rstrip("\n")


def _book(options: argparse.Namespace, out: Outlet) -> Rulebook:
    if options.place is None:
        return national_rules().at(out.day)
    desk = desk_of(options)
    item = desk.guides.item(options.item)  # an unknown one is refused, with the nearest
    return desk.speaking(options.place, item, out.day).book


def _where(options: argparse.Namespace, names: dict[str, str]) -> str:
    """Give the rows that are asked: with a place, those of the place and the item, whatever else is asked for."""
    if options.place is None:
        return str(options.where)
    dialect = Dialect.named(options.dialect)
    asked = {"filing.item": options.item, "filing.insured_place": options.place}
    tests = [f"{dialect.quoted(_column(n, names, dialect))} = {dialect.text(v)}" for n, v in asked.items()]
    return " AND ".join((*tests, f"({options.where})") if options.where else tests)


def _column(name: str, names: dict[str, str], dialect: Dialect) -> str:
    return names.get(name) or dialect.spelt(name)


def _mapping(file: str) -> dict[str, str]:
    try:
        found = json.loads(Path(file).read_text("utf-8-sig"))
        if isinstance(found, dict) and all(isinstance(value, str) for value in found.values()):
            return found
        told = Text("别的内容", "something else")
    except (OSError, ValueError):
        told = Text("无法读取的文件", "a file that cannot be read")
    fault = Fault(
        pointer="",
        kind=FaultKind.UNREADABLE,
        found=told,
        expected=Text("JSON 对象，值都是文本", "a JSON object whose values are text"),
        fix=Text('例如 {"id": "text"}', 'e.g. {"id": "text"}'),
    )
    raise InputError((fault,), source=file)
