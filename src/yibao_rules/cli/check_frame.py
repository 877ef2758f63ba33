"""``yibao check-frame``: a file of filings of any size, a batch at a time, to a file of findings."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import define, field

from yibao_rules.cli.arguments import share
from yibao_rules.cli.desks import add_calendar_options, add_guide_option, desk_of
from yibao_rules.cli.frame_summary import Progress, Tally
from yibao_rules.cli.outlet import Outlet, complain
from yibao_rules.interop.files.reading import KINDS, ROWS, TEXT_KINDS, Batch, Source, batches, kind_of
from yibao_rules.interop.files.rows import Cleaner, DamagedRow, arrow
from yibao_rules.interop.files.seen import Seen
from yibao_rules.interop.files.sinks import Sink, Sinks
from yibao_rules.logic.frames.columns import check_names
from yibao_rules.logic.frames.engines import narwhals
from yibao_rules.logic.frames.faults import FrameError, bad_key, empty_file, no_facts, no_key
from yibao_rules.logic.frames.findings import MISSING, WORDS
from yibao_rules.logic.frames.part import DECISION
from yibao_rules.model.facts import facts
from yibao_rules.precheck import Desk
from yibao_rules.precheck.frames import DAY, PLACE, check_frame, judged_columns
from yibao_rules.text import Lang, Text

STANDARD = Path("-")
"""Standard input or output."""

_KEY, _LINE = "id", "line"
_FINDINGS, _DECISIONS, _DAMAGED = "findings", "decisions", "damaged"

_ABOUT = Text(
    "成批检查：Parquet、CSV、Arrow、NDJSON 文件逐批读取，内存有界；问题写入一个文件，无法读取的行连同行号和原因写入另一个",
    "check many: Parquet, CSV, Arrow and NDJSON files read batch by batch in bounded memory; findings go to one file, "
    "rows that cannot be read go to another with line and reason",
)
_WORDS: Mapping[str, Text] = {
    "file": Text(
        "列名为事实名称的文件；NDJSON 也可每行一份申请；- 为标准输入",
        "columns named as facts; NDJSON may hold a filing a line; - is standard input",
    ),
    "out": Text(
        "问题清单，种类由扩展名决定；- 为标准输出（NDJSON）",
        "the findings; the ending says which kind; - is standard output (NDJSON)",
    ),
    "decisions": Text("每行的结论写入此文件", "each row's decision goes to this file"),
    "damaged": Text(
        "无法读取的行写入此文件，默认 结果文件名.damaged.csv",
        "rows that cannot be read; FINDINGS.damaged.csv by default",
    ),
    "key": Text(
        f"标识每一行的列，默认 {_KEY}；没有该列则用行号",
        f"the column that tells the rows apart, {_KEY} by default; without it the line number",
    ),
    "ignore": Text(
        "与事实名称相近但无关的列，可多次",
        "a column near a fact's name that is something else; may be repeated",
    ),
    "rows": Text(f"每批行数，默认 {ROWS}", f"rows a batch, {ROWS} by default"),
    "kind": Text(
        "文件种类，默认看扩展名；标准输入默认 ndjson",
        "the kind, by default the ending; ndjson for standard input",
    ),
    "encoding": Text("文本文件的编码，默认 utf-8", "of a text file, utf-8 by default"),
}


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""

    def words(name: str) -> str:
        return _WORDS[name].in_(lang)

    brief = Text("成批检查：Parquet、CSV、Arrow、NDJSON", "check many: Parquet, CSV, Arrow, NDJSON")
    parser = commands.add_parser("check-frame", lang=lang, help=brief.in_(lang), description=_ABOUT.in_(lang))
    parser.add_argument("file", type=Path, metavar="FILE", help=words("file"))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FINDINGS", help=words("out"))
    parser.add_argument("--decisions", type=Path, metavar="FILE", help=words("decisions"))
    parser.add_argument("--damaged", type=Path, metavar="FILE", help=words("damaged"))
    parser.add_argument("--key", metavar="COLUMN", help=words("key"))
    parser.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help=words("ignore"))
    parser.add_argument("--kind", choices=[kind[1:] for kind in KINDS], help=words("kind"))
    parser.add_argument("--encoding", choices=("utf-8", "gb18030"), default="utf-8", help=words("encoding"))
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help=words("rows"))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Check the file; 0 when all may be accepted, 1 when some have gaps, 2 when some could not be judged."""
    source = _source(options)
    paths = _paths(options, source)
    desk = desk_of(options)
    with Seen() as seen, ExitStack() as stack:
        work = _Work(options, out, desk, seen)
        found = batches(source, rows=max(options.rows, 1), wanted=_wanted(source.key))
        first = next(found, None)
        if first is None:
            raise empty_file(source.name)
        work.sinks = {name: Sink(path) for name, path in paths.items()}
        stack.enter_context(Sinks(work.sinks))
        progress = Progress(out.lang)
        stack.callback(progress.done)
        for batch in chain([first], found):
            work.judge(batch)
            progress.show(work.tally.read, batch.share)
        work.finish()
    summary = work.tally.as_json() if out.as_json else work.tally.words(out.lang)
    # Where the findings go to standard output, a pipe shall not get the summary too.
    (complain if options.output == STANDARD else out.say)(summary)
    return work.tally.status


def _source(options: argparse.Namespace) -> Source:
    """Say what is read."""
    path = None if options.file == STANDARD else options.file
    kind = f".{options.kind}" if options.kind else ".ndjson" if path is None else kind_of(path)
    if path is None and kind not in TEXT_KINDS:
        raise FrameError(
            where="-",
            found=Text(f"标准输入中的 {kind}", f"{kind} on standard input"),
            expected=Text("、".join(TEXT_KINDS), ", ".join(TEXT_KINDS)),
            fix=Text("存为文件再检查", "save it as a file first"),
        )
    return Source(path=path, kind=kind, key=options.key or _KEY, encoding=options.encoding)


def _wanted(key: str) -> Callable[[str], bool]:
    """Say which columns of a file are read: the key, and what may be a fact."""
    table = facts()
    spoken = {family.prefix for family in table.families}
    return lambda name: name == key or name in table or name in spoken


def _paths(options: argparse.Namespace, source: Source) -> dict[str, Path | None]:
    """Say where the answers go: no file twice, and none over the input."""
    side = options.damaged
    if side is None:
        if options.output == STANDARD:
            raise FrameError(
                where="--damaged",
                found=Text("未指定", "not given"),
                expected=Text("无法读取的行所写入的文件", "a file for rows that cannot be read"),
                fix=Text(
                    "结果写到标准输出时，加 --damaged 文件",
                    "add --damaged FILE where the findings go to standard output",
                ),
            )
        side = options.output.with_name(options.output.name + ".damaged.csv")
    given = {_FINDINGS: options.output, _DECISIONS: options.decisions, _DAMAGED: side}
    paths = {name: None if path == STANDARD else path for name, path in given.items() if path is not None}
    real = [path.resolve() for path in (source.path, *paths.values()) if path is not None]
    if len(set(real)) < len(real) or list(given.values()).count(STANDARD) > 1:
        raise FrameError(
            where="-o",
            found=Text("同一个文件既读又写，或写两次", "one file read and written, or written twice"),
            expected=Text("各不相同的文件", "files that differ"),
            fix=Text("换一个文件名", "choose another name"),
        )
    return paths


@define
class _Work:
    """One run.

    Attributes:
        key: the column that tells the rows apart.
        sinks: where the answers go.
    """

    options: argparse.Namespace
    out: Outlet
    desk: Desk
    seen: Seen
    key: str = ""
    sinks: Mapping[str, Sink] = {}
    tally: Tally = field(factory=Tally, init=False)
    _cleaner: Any = field(default=None, init=False)
    _key_type: Any = field(default=None, init=False)

    def begin(self, first: Batch) -> None:
        """Look at the first rows, and refuse what no row can mend.

        Raises:
            FrameError: no column of keys, of items or of facts, a column near a fact's name or of a wrong type.
        """
        names = list(first.names)
        wanted, table = self.options.key, facts()
        if wanted and wanted not in names:
            raise no_key(wanted, names)
        by_line = not wanted and _KEY not in names
        self.key = _LINE if by_line else wanted or _KEY
        if not by_line and arrow().types.is_nested(first.table.schema.field(self.key).type):
            raise bad_key(self.key, str(first.table.schema.field(self.key).type)[:60])
        check_names([*names, self.key], table, self.key, self.options.ignore, DAY)
        spoken = {family.prefix for family in table.families}
        if not any(name in table or name in spoken for name in judged_columns(names)):
            raise no_facts()
        self._cleaner = Cleaner(table, self.key, None if by_line else self.seen)

    def judge(self, batch: Batch) -> None:
        """Judge one batch and write what it gives."""
        if self._cleaner is None and batch.names:
            self.begin(batch)
        if self._cleaner is None:
            self._tell(batch.damaged)
            return
        table, damaged = self._cleaner.clean(self._with_needed(batch), batch.lines)
        self._key_type = table.schema.field(self.key).type
        self._tell([*batch.damaged, *damaged])
        if not table.num_rows:
            return
        result = check_frame(
            _fast(table),
            day=None if DAY in table.column_names else self.out.day,
            desk=self.desk,
            key=self.key,
            # Without the column nobody knows the place: one of nulls would say that none is given.
            carry=[PLACE] if PLACE in table.column_names else [],
            ignore=self.options.ignore,
            verify=False,
        )
        findings, decided = _with_place(_table(result.findings)), _with_place(_table(result.decided))
        self.sinks[_FINDINGS].write(findings)
        if _DECISIONS in self.sinks:
            self.sinks[_DECISIONS].write(decided)
        self.tally.add(decided, findings, result.missing_columns)

    def finish(self) -> None:
        """Write files without rows where nothing was to be said, lest an older one be taken for this run's."""
        pa = arrow()
        heads = [(self.key or _KEY, self._key_type or pa.string()), (PLACE, pa.string())]
        texts = {_FINDINGS: [*WORDS, MISSING], _DECISIONS: [DECISION]}
        for name, words in texts.items():
            if name in self.sinks and not self.sinks[name].written:
                schema = pa.schema([*heads, *((word, pa.string()) for word in words)])
                self.sinks[name].write(schema.empty_table())
        side = self.sinks[_DAMAGED]
        if not side.written and side.path is not None and side.path.exists():
            side.write(_told([]))
        self.tally.normalised = self._cleaner.normalised if self._cleaner is not None else 0

    def _with_needed(self, batch: Batch) -> Any:
        """Return the table with a key: lines of NDJSON have only the names that occur in them."""
        pa, table = arrow(), batch.table
        if self._cleaner.seen is None:
            # A column of the file's own by that name is no fact and not asked for.
            table = table.drop_columns([n for n in table.column_names if n == self.key])
            table = table.append_column(self.key, pa.array(batch.lines, pa.int64()))
        return table

    def _tell(self, rows: Sequence[DamagedRow]) -> None:
        if rows:
            self.tally.damaged += len(rows)
            self.sinks[_DAMAGED].write(_told(rows))


def _told(rows: Sequence[DamagedRow]) -> Any:
    ordered = sorted(rows, key=lambda row: row.line)
    pa = arrow()
    columns = {
        "line": pa.array([r.line for r in ordered], pa.int64()),
        "column": pa.array([r.column for r in ordered], pa.string()),
        "reason": pa.array([r.reason.zh for r in ordered], pa.string()),
        "reason_en": pa.array([r.reason.en for r in ordered], pa.string()),
    }
    return pa.table(columns)


def _fast(table: Any) -> Any:
    """Hand the rows to polars where it is there: it is the fastest."""
    return table if find_spec("polars") is None else import_module("polars").from_arrow(table)


def _with_place(table: Any) -> Any:
    """Return an answer with a column of places, beside its key, if the file has none."""
    pa = arrow()
    if PLACE in table.column_names:
        return table
    return table.add_column(1, pa.field(PLACE, pa.string()), pa.nulls(table.num_rows, pa.string()))


def _table(native: Any) -> Any:
    """Give a frame as an Arrow table with plain texts."""
    pa = arrow()
    table = narwhals().from_native(native).to_arrow()
    for n, column in enumerate(table.schema):
        kind = column.type
        if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
            table = table.set_column(n, column.name, table.column(n).cast(pa.string()))
    return table
