"""JSON bytes to filing to report to JSON bytes, against the same done by hand with msgspec: prints ratios, no verdict.

python benchmarks/bench_json.py

By hand: msgspec reads the bytes into the same classes, the hand-written rules judge, a function builds the answer
and msgspec writes it. That way stops at the first fault, takes unknown keys in silence and normalises no plain text;
the library tells every fault with its place, suggests the key that was meant, and remarks what it normalised.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from statistics import median
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import attrs
import msgspec

from yibao_rules.interop import answers
from yibao_rules.interop import json as filings
from yibao_rules.logic.report import Finding, Report
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import Secret
from yibao_rules.model.shape import Shaped
from yibao_rules.testing.cases import BREAKS, DAY, accepted_filing, breaking
from yibao_rules.text import LabelledEnum, Text
from yibao_rules.validators.national import national_rules

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks._timing import TITLE, Job, interleaved, ratio, tell
from benchmarks.bench_rules import WORKDAYS
from benchmarks.hand_written_rules import HandWritten

ROUNDS = 31
COUNT = 60
GOAL = 3.0
HAND = "手写 by hand with msgspec"
BARE = "msgspec 裸结构体 bare structs"
OURS = "本库 this library"

Whole = Callable[[bytes], bytes]


def label(member: LabelledEnum) -> dict[str, str]:
    return {"code": member.code, "zh": member.label.zh, "en": member.label.en}


def words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def parameter(value: object) -> object:
    if isinstance(value, LabelledEnum):
        return label(value)
    if isinstance(value, Text):
        return words(value)
    return [parameter(one) for one in value] if isinstance(value, tuple) else value


def finding(found: Finding) -> dict[str, object]:
    rule = found.rule
    return {
        "code": rule.code,
        "cause": label(rule.cause),
        "severity": label(rule.severity),
        "outcome": label(found.outcome),
        "path": rule.path,
        "message": {"zh": found.message("zh"), "en": found.message("en")},
        "remedy": {"zh": found.remedy("zh"), "en": found.remedy("en")},
        "params": {name: parameter(value) for name, value in found.params.items()},
        "missing": found.missing,
        "basis": [
            {
                "document": b.document,
                "article": b.article,
                "title": b.title,
                "quote": b.quote,
                "url": b.url,
                "sure": label(b.sure),
            }
            for b in rule.basis
        ],
    }


def answer(report: Report) -> dict[str, object]:
    return {
        "layout": answers.LAYOUT,
        "kind": "Report",
        "answer": {
            "decision": label(report.decision),
            "day": report.day,
            "book": report.book,
            "digest": report.digest,
            "findings": [finding(f) for f in report.findings],
            "settling_facts": report.settling_facts(),
        },
    }


def make(kind: type, value: Any) -> Any:
    """Make what msgspec does not know of: names and numbers of persons."""
    return kind(value)


@cache
def plain(kind: Any) -> Any:
    """Give the type with structs and texts for our classes: what msgspec reads fastest, without any of their checks."""
    if get_origin(kind) is UnionType:
        return Union[tuple(map(plain, get_args(kind)))]  # noqa: UP007 - made at run time
    if get_origin(kind) in (tuple, frozenset):
        return tuple.__class_getitem__((plain(get_args(kind)[0]), Ellipsis))
    if issubclass(kind, Secret):
        return str
    if not issubclass(kind, Shaped):
        return kind
    hints, fields = get_type_hints(kind), attrs.fields(cast("type[attrs.AttrsInstance]", kind))
    return msgspec.defstruct(kind.__name__, [(f.name, plain(hints[f.name]), None) for f in fields])


def by_hand() -> Whole:
    decoder, encoder = msgspec.json.Decoder(Filing, dec_hook=make), msgspec.json.Encoder()
    check = HandWritten(national_rules().at(DAY)).check

    def whole(document: bytes) -> bytes:
        return encoder.encode(answer(check(decoder.decode(document), DAY, WORKDAYS)))

    return whole


def library() -> Whole:
    book = national_rules().at(DAY)

    def whole(document: bytes) -> bytes:
        report = book.check(filings.loads(document), DAY, workdays=WORKDAYS)
        return answers.dumps(report).encode()

    return whole


def measure(what: str, jobs: Mapping[str, Callable[[bytes], object]], documents: Sequence[bytes]) -> None:
    pool = (list(documents) * (COUNT // len(documents) + 1))[: max(COUNT, len(documents))]

    def prepare(step: Callable[[bytes], object]) -> Job:
        return lambda: [step(document) for document in pool]

    taken = interleaved({name: partial(prepare, step) for name, step in jobs.items()}, ROUNDS)
    print(what)
    for name in jobs:
        goal = GOAL if name == OURS and "全程" in what else None
        tell("  " + name, median(taken[name]) / len(pool), ratio(taken, name, HAND), goal)


def document(filing: Filing) -> bytes:
    return filings.dumps(filing).encode()


def main() -> None:
    in_order = [document(accepted_filing())]
    broken = [document(breaking(code)) for code in BREAKS]
    ways = {HAND: by_hand(), OURS: library()}
    for one in (*in_order, *broken):
        assert json.loads(ways[HAND](one)) == json.loads(ways[OURS](one))
    print(
        f"JSON 字节 → 申请 → 报告 → JSON 字节，每件 {len(in_order[0])} 字节 / bytes in, bytes out, one filing"
    )
    print(TITLE)
    measure("全程，无误的申请 whole way, a filing in order", ways, in_order)
    measure(f"全程，{len(broken)} 件各错一处 whole way, each of {len(broken)} broken", ways, broken)

    decode = msgspec.json.Decoder(Filing, dec_hook=make).decode
    bare = msgspec.json.Decoder(plain(Filing)).decode
    measure("只读取 reading alone", {HAND: decode, BARE: bare, OURS: filings.loads}, in_order)
    book = national_rules().at(DAY)
    report = book.check(breaking("insurance/status-not-normal"), DAY, workdays=WORKDAYS)
    encode = msgspec.json.Encoder().encode
    writing: dict[str, Callable[[bytes], object]] = {
        HAND: lambda _: encode(answer(report)),
        OURS: lambda _: answers.dumps(report).encode(),
    }
    measure("只写出一项问题 writing alone, one finding", writing, in_order)


if __name__ == "__main__":
    main()
