"""Write docs/engines.md: what each kind of frame can be asked, tried on a tiny case.

Engines that are not installed keep what docs/engines.toml last recorded of them; PySpark is tried with its own
environment: ``.venv-spark/bin/python docs/generate_engines.py``.
"""

import tomllib
import warnings
from collections.abc import Callable, Mapping
from datetime import date
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from yibao_rules.errors import YibaoError
from yibao_rules.interop.frames import filings_from_frame, with_due
from yibao_rules.logic import Rulebook
from yibao_rules.logic.frames.result import FrameResult
from yibao_rules.logic.frames.write import Written
from yibao_rules.model.filing import Filing
from yibao_rules.precheck import check
from yibao_rules.precheck.frames import check_frame
from yibao_rules.testing.frames import _make as frame_of
from yibao_rules.testing.frames import engines, installed, rows_of
from yibao_rules.testing.logic_sample import make_rule, make_table

HERE = Path(__file__).parent
RECORD, TARGET = HERE / "engines.toml", HERE / "engines.md"
DAY = date(2026, 3, 2)
T = make_table()
BOOK = Rulebook("engines", (make_rule(), make_rule("permit", must=T["paper.permit.present"])), T)
Make = Callable[[Written], Any]

PACKAGES = {"polars lazy": "polars", "pandas[pyarrow]": "pandas"}
SAMPLE: Mapping[str, tuple[str, list[Any]]] = {
    "id": ("int", [1, 2, 3]),
    "region": ("text", ["east", "east", "west"]),
    "member.status": ("text", ["normal", "paused", None]),
}


def written(columns: Mapping[str, tuple[str, list[Any]]]) -> Written:
    return Written({n: v for n, (_, v) in columns.items()}, {n: k for n, (k, _) in columns.items()})


def asked(make: Make, **more: tuple[str, list[Any]]) -> FrameResult:
    return BOOK.check_frame(make(written({**SAMPLE, **more})), day=DAY, carry=["region"])


def outcomes(result: FrameResult, code: str) -> list[str]:
    return [str(row[code]) for row in sorted(rows_of(result.decisions), key=lambda r: int(r["id"]))]


def decisions(make: Make) -> bool:
    return outcomes(asked(make), "status/not-normal") == ["satisfied", "violated", "cannot_tell"]


def findings(make: Make) -> bool:
    found = rows_of(asked(make).findings)
    return {(r["id"], r["code"]) for r in found} >= {(2, "status/not-normal"), (3, "status/not-normal")}


def counts(make: Make) -> bool:
    result = asked(make)
    causes = {(r["outcome"], r["findings"], r["rows"]) for r in rows_of(result.counts("cause"))}
    rows = sum(r["rows"] for r in rows_of(result.counts("region")))
    return (rows, len(rows_of(result.counts()))) == (3, 2) and ("violated", 1, 1) in causes


def together(make: Make) -> bool:
    return [(r["code"], r["rows"]) for r in rows_of(asked(make).together())] == [("status/not-normal", 1)]


def list_column(make: Make) -> bool:
    found = outcomes(asked(make, paper=("codes", [["permit"], [], None])), "permit")
    return found == ["satisfied", "violated", "cannot_tell"]


def text_column(make: Make) -> bool:
    found = outcomes(asked(make, paper=("text", ["lease;permit", "", None])), "permit")
    return found == ["satisfied", "violated", "cannot_tell"]


def child_table(make: Make) -> bool:
    items = make(written({"id": ("int", [1, 3]), "kind": ("text", ["permit", "lease"])}))
    result = BOOK.check_frame(make(written(SAMPLE)), day=DAY, items={"paper": items})
    return outcomes(result, "permit") == ["satisfied", "violated", "violated"]


def due_dates(make: Make) -> bool:
    frame = make(written({"id": ("int", [1, 2]), "start": ("date", [DAY, None])}))
    rows = sorted(rows_of(with_due(frame, start="start", term="5个工作日")), key=lambda r: int(r["id"]))
    return f"{rows[0]['due']:%Y-%m-%d}" == "2026-03-09"


FILINGS: Mapping[str, tuple[str, list[Any]]] = {
    "id": ("int", [1, 2]),
    "filing.item": ("text", ["referral", "referral"]),
    "filing.insured_place": ("text", ["131000", None]),
    # Columns without a value: what lacks its column altogether is not told to be missing.
    **{
        name: ("text", [None, None])
        for name in ("applicant.name", "applicant.id_number", "filing.destination", "insured.scheme")
    },
    "filing.begins_on": ("date", [None, None]),
    "contact.complete": ("bool", [False, False]),
    "day": ("date", [DAY, date(2022, 3, 2)]),
}


def mixed(make: Make) -> bool:
    found = rows_of(check_frame(make(written(FILINGS))).findings)
    violated = {n: {r["code"] for r in found if (r["id"], r["outcome"]) == (n, "violated")} for n in (1, 2)}
    alone = {
        n: {f.code for f in check(Filing(item="referral", insured_place=place), day=day).report.violated}
        for n, place, day in zip((1, 2), FILINGS["filing.insured_place"][1], FILINGS["day"][1], strict=True)
    }
    return violated == alone


def read_back(make: Make) -> bool:
    read = filings_from_frame(make(written({n: c for n, c in FILINGS.items() if n != "day"})))
    return sorted(f.insured_place or "" for f in read.filings) == ["", "131000"]


CAPABILITIES: Mapping[str, tuple[str, Callable[[Make], bool]]] = {
    "decisions": ("结论与每条规则 decisions", decisions),
    "findings": ("问题表 findings", findings),
    "counts": ("计数 counts", counts),
    "together": ("同时违反 together", together),
    "list": ("材料为列表列 list column", list_column),
    "text": ("材料为 a;b 文本 text column", text_column),
    "items": ("材料为子表 items table", child_table),
    "due": ("到期日 with_due", due_dates),
    "mixed": ("混合地方与日期 mixed places", mixed),
    "read": ("读回申请 filings_from_frame", read_back),
}


def tried(engine: str) -> dict[str, str]:
    """Try every capability: ``yes``, or the name of what went wrong."""

    def make(columns: Written) -> Any:
        return frame_of(engine, columns)

    found = {"version": version(PACKAGES.get(engine, engine))}
    for name, (_, attempt) in CAPABILITIES.items():
        try:
            found[name] = "yes" if attempt(make) else "wrong"
        except YibaoError as error:
            found[name] = type(error).__name__
    return found


def record() -> dict[str, dict[str, str]]:
    return tomllib.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}


def record_text(rows: Mapping[str, Mapping[str, str]]) -> str:
    parts = (f'["{e}"]\n' + "".join(f'{n} = "{v}"\n' for n, v in row.items()) for e, row in rows.items())
    return (
        "# 由 docs/generate_engines.py 写入，请勿手改。Written by docs/generate_engines.py.\n\n"
        + "\n".join(parts)
    )


def page(rows: Mapping[str, Mapping[str, str]]) -> str:
    """Give the page."""
    heads = ["能力 capability", *(f"{e}<br>{row['version']}" for e, row in rows.items())]
    lines = [heads, ["---", *(":-:" for _ in rows)]]
    for name, (label, _) in CAPABILITIES.items():
        lines.append([label, *("✓" if row[name] == "yes" else row[name] for row in rows.values())])
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"""# 各种数据框能做什么 What each kind of frame can be asked

每一格都由 `docs/generate_engines.py` 在一个小例子上实际执行并核对结果后写入；请勿手改。
Each cell was executed on a tiny case and its answer compared by `docs/generate_engines.py`; generated, do not edit.

{table}

✓：结果与逐份核对相同；否则是所报的错误。版本是执行时的版本；没有安装的引擎保留上次的结果。PySpark 与 Dask 在 `.venv-spark` 中执行，
更全面的核对用 `./dev spark-tests`。
✓: the answer is that of single filings; else the error that is told. Versions are those that ran; an engine that is not installed keeps its last
result. PySpark and Dask run in `.venv-spark`; `./dev spark-tests` asks far more of them.

- Dask 没有小数常量：至多 15 位的小数列按浮点数比较，结果仍然精确；更宽的小数列会被拒绝。
  Dask has no decimal constants: decimals of at most 15 digits are compared as floats, which tells them apart; wider ones are refused.
- Dask 不适合规则多的规则集：每个问题各自规划，全国规则集约需数十秒。
  Dask plans each question on its own: the whole national rulebook takes it some tens of seconds, however few the rows.
- 命令行 `yibao check-frame` 读写 Parquet、CSV、Arrow、NDJSON，不需要选择引擎。
  `yibao check-frame` reads and writes Parquet, CSV, Arrow and NDJSON; no engine need be chosen.
"""


def main() -> None:
    warnings.simplefilter("ignore", FutureWarning)
    if installed("pyspark"):
        import_module("pyspark.sql").SparkSession.builder.master("local[1]").getOrCreate()
    rows = record()
    rows |= {engine: tried(engine) for engine in engines()}
    RECORD.write_text(record_text(rows), "utf-8")
    TARGET.write_text(page(rows), "utf-8")


if __name__ == "__main__":
    main()
