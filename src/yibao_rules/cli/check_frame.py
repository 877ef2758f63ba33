"""``yibao check-frame``: a file of filings of any size, a batch at a time, to a file of findings."""

import argparse
import json
import sys
from collections import Counter
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import Factory, define

from yibao_rules.cli.arguments import share
from yibao_rules.cli.desks import add_calendar_options, add_guide_option, desk_of
from yibao_rules.cli.outlet import ACCEPTED, BAD_INPUT, GAPS, Outlet, complain
from yibao_rules.display.cells import table as aligned
from yibao_rules.interop.frames_files import LINE, ROWS, Batch, Sink, batches
from yibao_rules.interop.frames_rows import Cleaner, DamagedRow, arrow
from yibao_rules.logic.frame_engines import narwhals
from yibao_rules.logic.frame_faults import FrameError
from yibao_rules.logic.report import Decision
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.precheck import Desk
from yibao_rules.precheck.frames import DAY, PLACE, check_frame
from yibao_rules.text import Lang, Text


def add(commands: Any, lang: Lang) -> None:
    """Add the command."""
    about = Text("成批检查：Parquet、CSV、Arrow、NDJSON", "check many: Parquet, CSV, Arrow, NDJSON")
    words = {
        "file": Text(
            "列名为事实名称的文件；NDJSON 也可每行一份申请",
            "columns named as facts; NDJSON may hold a filing a line",
        ),
        "out": Text("问题清单写入此文件", "the findings go to this file"),
        "decisions": Text("每行的结论写入此文件", "each row's decision goes to this file"),
        "damaged": Text(
            "无法判断的行写入此文件，默认 结果文件名.damaged.csv",
            "rows that cannot be judged; FINDINGS.damaged.csv by default",
        ),
        "key": Text(
            "标识每一行的列；没有则用行号", "the column that tells the rows apart; else the line number"
        ),
        "ignore": Text(
            "与事实名称相近但无关的列，可多次",
            "a column near a fact's name that is something else; may be repeated",
        ),
        "rows": Text(f"每批行数，默认 {ROWS}", f"rows a batch, {ROWS} by default"),
    }
    parser = commands.add_parser("check-frame", lang=lang, help=about.in_(lang), description=about.in_(lang))
    parser.add_argument("file", type=Path, metavar="FILE", help=words["file"].in_(lang))
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FINDINGS", help=words["out"].in_(lang)
    )
    parser.add_argument("--decisions", type=Path, metavar="FILE", help=words["decisions"].in_(lang))
    parser.add_argument("--damaged", type=Path, metavar="FILE", help=words["damaged"].in_(lang))
    parser.add_argument("--key", default="id", metavar="COLUMN", help=words["key"].in_(lang))
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="COLUMN", help=words["ignore"].in_(lang)
    )
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N", help=words["rows"].in_(lang))
    add_guide_option(parser, lang)
    add_calendar_options(parser, lang)
    share(parser, lang)
    parser.set_defaults(run=run)


@define
class Tally:
    """What has been counted so far."""

    rows: int = 0
    damaged: int = 0
    decisions: Counter[str] = Factory(Counter)
    causes: Counter[tuple[str, str]] = Factory(Counter)

    @property
    def status(self) -> int:
        """0 when all may be accepted, 1 when some have gaps, 2 when some could not be judged."""
        if self.damaged:
            return BAD_INPUT
        return ACCEPTED if self.decisions[Decision.ACCEPTED.code] == self.rows else GAPS

    def as_json(self) -> str:
        """Give the summary as a JSON document."""
        causes: dict[str, dict[str, int]] = {}
        for (cause, outcome), n in self.causes.items():
            causes.setdefault(cause, {})[outcome] = n
        return json.dumps(
            {
                "version": 1,
                "rows": self.rows,
                "damaged": self.damaged,
                "decisions": {d.code: self.decisions[d.code] for d in Decision},
                "causes": causes,
            }
        )

    def words(self, lang: Lang) -> str:
        """Give the summary as a table."""
        rows = [(Text("行", "rows").in_(lang), f"{self.rows:,}")]
        rows += [(d.label.in_(lang), f"{self.decisions[d.code]:,}") for d in Decision]
        rows.append((Text("无法判断的行", "rows not judged").in_(lang), f"{self.damaged:,}"))
        heads = (
            Text("原因", "cause").in_(lang),
            Text("不符合", "violated").in_(lang),
            Text("无法判断", "cannot tell").in_(lang),
        )
        causes = [
            (
                c.label.in_(lang),
                f"{self.causes[c.code, 'violated']:,}",
                f"{self.causes[c.code, 'cannot_tell']:,}",
            )
            for c in Cause
            if self.causes[c.code, "violated"] or self.causes[c.code, "cannot_tell"]
        ]
        return aligned(rows) + ("\n\n" + aligned([heads, *causes]) if causes else "")


def run(options: argparse.Namespace, out: Outlet) -> int:
    """Check the file; 0 when all may be accepted, 1 when some have gaps, 2 when some could not be judged."""
    desk = desk_of(options)
    tally = Tally()
    side = options.damaged or options.output.with_name(options.output.name + ".damaged.csv")
    with ExitStack() as stack:
        sinks = {
            "findings": stack.enter_context(Sink(options.output)),
            "damaged": stack.enter_context(Sink(side)),
        }
        if options.decisions:
            sinks["decisions"] = stack.enter_context(Sink(options.decisions))
        cleaner: Cleaner | None = None
        for batch in batches(options.file, key=options.key, rows=max(options.rows, 1)):
            key = options.key if options.key in batch.table.column_names else LINE
            cleaner = cleaner or Cleaner(facts(), key)
            _one(batch, cleaner, desk, options, out, sinks, tally)
            _progress(tally, out.lang)
    if sys.stderr.isatty():
        complain("")
    if cleaner is None:
        raise _nothing(options.file)
    out.say(tally.as_json() if out.as_json else tally.words(out.lang))
    return tally.status


def _one(
    batch: Batch,
    cleaner: Cleaner,
    desk: Desk,
    options: argparse.Namespace,
    out: Outlet,
    sinks: dict[str, Sink],
    tally: Tally,
) -> None:
    """Judge one batch and write what it gives."""
    pa = arrow()
    table = batch.table
    if cleaner.key == LINE:
        table = table.append_column(LINE, pa.array(batch.lines, pa.int64()))
    table, damaged = cleaner.clean(table, batch.lines)
    _damaged([*batch.damaged, *damaged], sinks["damaged"], tally)
    if not table.num_rows:
        return
    carry = [PLACE] if PLACE in table.column_names else []
    result = check_frame(
        _fast(table),
        day=None if DAY in table.column_names else out.day,
        desk=desk,
        key=cleaner.key,
        carry=carry,
        ignore=options.ignore,
    )
    findings = _table(result.findings)
    sinks["findings"].write(findings)
    if "decisions" in sinks:
        sinks["decisions"].write(_table(result.decided))
    tally.rows += table.num_rows
    tally.decisions.update(_table(result.decided).column("decision").to_pylist())
    for cause, outcome in zip(
        findings.column("cause").to_pylist(), findings.column("outcome").to_pylist(), strict=True
    ):
        tally.causes[cause, outcome] += 1


def _fast(table: Any) -> Any:
    """Hand the rows to polars where it is there: it is the fastest."""
    if find_spec("polars") is None:
        return table
    return import_module("polars").from_arrow(table)


def _table(native: Any) -> Any:
    """Give a frame as an Arrow table with plain texts."""
    pa = arrow()
    table = narwhals().from_native(native).to_arrow()
    for n, column in enumerate(table.schema):
        if (
            pa.types.is_dictionary(column.type)
            or pa.types.is_large_string(column.type)
            or pa.types.is_string_view(column.type)
        ):
            table = table.set_column(n, column.name, table.column(n).cast(pa.string()))
    return table


def _damaged(rows: list[DamagedRow], sink: Sink, tally: Tally) -> None:
    if rows:
        pa = arrow()
        tally.damaged += len(rows)
        ordered = sorted(rows, key=lambda row: row.line)
        columns = {
            "line": [r.line for r in ordered],
            "reason": [r.reason.zh for r in ordered],
            "reason_en": [r.reason.en for r in ordered],
        }
        sink.write(pa.table(columns))


def _progress(tally: Tally, lang: Lang) -> None:
    """Say how far it is, on a terminal, in one line that is written over."""
    if sys.stderr.isatty():
        done = tally.rows + tally.damaged
        sys.stderr.write("\r" + Text(f"已检查 {done:,} 行", f"{done:,} rows checked").in_(lang))
        sys.stderr.flush()


def _nothing(path: Path) -> FrameError:
    return FrameError(
        where=path.name,
        found=Text("0 行", "0 rows"),
        expected=Text("至少一行", "at least one row"),
        fix=Text("检查上游的导出", "look at the export before it"),
    )
