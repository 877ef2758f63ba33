"""Beside the frames: a decision engine (zen-engine) and a vector engine (OpenFisca), on twelve of the national rules.

Both get more than they would have in practice: dates and texts already turned into whole numbers, null as -1, and
only the question whether a rule is violated. Neither knows "cannot tell", so these rules are ones that never need it
on these filings' nulls, or whose unknown counts as not violated.
"""

import json
import time
from collections.abc import Callable, Mapping
from copy import copy
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks import _frame_data as data
from benchmarks import _frame_sides as sides

from yibao_rules.logic.rule import Rulebook
from yibao_rules.testing.cases import DAY

FEW = 20_000
"""So many rows are judged by what judges one by one."""

_PAIRS = {
    "information/name-mismatch": ("applicant.name", "registration.name"),
    "information/id-number-mismatch": ("applicant.id_number", "registration.id_number"),
    "information/card-number-mismatch": ("applicant.card_number", "registration.card_number"),
    "information/birth-date-mismatch": ("applicant.birth_date", "applicant.id_birth_date"),
    "information/sex-mismatch": ("applicant.sex", "applicant.id_sex"),
    "information/insured-place-mismatch": ("filing.insured_city", "insured.city"),
    "information/referral-scope-mismatch": ("filing.referral_scope", "filing.place_relation"),
}
_NOT_AFTER = {
    "information/ends-before-begins": ("filing.begins_on", "filing.ends_on"),
    "information/begins-before-recognised": ("circumstances.recognised_on", "filing.begins_on"),
    "information/referred-before-diagnosed": ("circumstances.diagnosed_on", "circumstances.referred_on"),
}
_TRUE = {
    "insurance/card-medical-inactive": "card.medical_active",
    "information/hospital-code-mismatch": "hospital.code_fits",
}
CODES = (*_PAIRS, *_NOT_AFTER, *_TRUE)


def _name(fact: str) -> str:
    return fact.replace(".", "_")


def twelve(book: Rulebook) -> Rulebook:
    """Give the book of these rules only."""
    for rule in book:
        if rule.code not in CODES:
            book = book.without(rule.code)
    return book


def encoded(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn the facts into whole numbers, -1 where nothing is given; texts that are compared share their numbers."""
    columns: dict[str, pl.Series] = {}
    for one, other in (*_PAIRS.values(), *_NOT_AFTER.values()):
        both = pl.concat([frame[one], frame[other]])
        numbers = both.rank("dense").cast(pl.Int64).fill_null(-1)
        columns[f"{_name(one)}__{_name(other)}"] = numbers[: frame.height]
        columns[f"{_name(other)}__{_name(one)}"] = numbers[frame.height :]
    for fact in _TRUE.values():
        columns[_name(fact)] = frame[fact].cast(pl.Int64).fill_null(-1)
    return pl.DataFrame(columns)


def _violations() -> dict[str, tuple[str, str, str]]:
    """Give for each rule two columns and what stands between them when it is violated."""
    found = {}
    for codes, sign in ((_PAIRS, "!="), (_NOT_AFTER, ">")):
        for code, (one, other) in codes.items():
            left, right = f"{_name(one)}__{_name(other)}", f"{_name(other)}__{_name(one)}"
            found[code] = (left, right, sign)
    return found


def _zen_model() -> str:
    tests = {c: f"{a} >= 0 and {b} >= 0 and {a} {sign} {b}" for c, (a, b, sign) in _violations().items()}
    tests.update({code: f"{_name(fact)} == 0" for code, fact in _TRUE.items()})
    expressions = [{"id": f"e{n}", "key": f"r{n}", "value": tests[code]} for n, code in enumerate(CODES)]
    content = {"expressions": expressions, "passThrough": False, "inputField": None, "outputPath": None}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {"id": "rules", "name": "rules", "type": "expressionNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def zen_way(rows: list[dict[str, int]]) -> Callable[[], int]:
    """Give what counts the violations in zen-engine, its model compiled beforehand."""
    import zen  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415  # an optional package

    content = zen.ZenDecisionContent(_zen_model())
    engine = zen.ZenEngine({"loader": lambda _key: content})

    def count() -> int:
        return sum(sum(engine.evaluate("rules", row)["result"].values()) for row in rows)

    return count


def openfisca_way(columns: Mapping[str, Any], rows: int) -> Callable[[], int]:
    """Give what counts the violations in OpenFisca, its system built and its inputs encoded beforehand."""
    from openfisca_core import entities, periods, variables  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    from openfisca_core.simulations import SimulationBuilder  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415

    filing = entities.Entity("filing", "filings", "filing", "")
    system = TaxBenefitSystem([filing])
    month = periods.DateUnit.MONTH
    base = {"entity": filing, "definition_period": month}
    for name in columns:
        system.add_variable(
            type(name, (variables.Variable,), {**base, "value_type": int, "default_value": -1})
        )
    for n, (a, b, sign) in enumerate(_violations().values()):
        system.add_variable(_judging(variables.Variable, base, f"r{n}", a, b, sign))
    for n, fact in enumerate(_TRUE.values(), len(_violations())):
        system.add_variable(_zero(variables.Variable, base, f"r{n}", _name(fact)))

    def count() -> int:
        simulation = SimulationBuilder().build_default_simulation(system, count=rows)
        for name, values in columns.items():
            simulation.set_input(name, "2026-03", values)
        return sum(int(simulation.calculate(f"r{n}", "2026-03").sum()) for n in range(len(CODES)))

    return count


def _judging(variable: type, base: Mapping[str, Any], name: str, a: str, b: str, sign: str) -> type:
    def formula(filing: Any, period: Any) -> Any:
        one, other = filing(a, period), filing(b, period)
        return (one >= 0) & (other >= 0) & ((one > other) if sign == ">" else (one != other))

    return type(name, (variable,), {**base, "value_type": bool, "formula": formula})


def _zero(variable: type, base: Mapping[str, Any], name: str, fact: str) -> type:
    def formula(filing: Any, period: Any) -> Any:
        return filing(fact, period) == 0

    return type(name, (variable,), {**base, "value_type": bool, "formula": formula})


WAYS: Mapping[str, str | None] = {
    "objects": None,
    "zen-engine": "zen",
    "polars": None,
    "openfisca": "openfisca_core",
}
"""The ways to judge, and the package that each needs beyond the library's own."""


def missing(way: str) -> bool:
    """Tell whether the package of a way is not installed."""
    package = WAYS[way]
    return package is not None and find_spec(package) is None


def measured(way: str, path: Path) -> tuple[int, float, int]:
    """Judge by one way, prepared and warmed up.

    Args:
        way: one of :data:`WAYS`.
        path: the filings as Parquet; what judges one by one gets the first of them.

    Returns:
        How many rows, the processor seconds they took, and how many violations were found: the same for all.
    """
    book = twelve(sides.book())
    frame = pl.read_parquet(path, n_rows=FEW if way in ("objects", "zen-engine") else None)
    few = min(frame.height, FEW)
    filings = [copy(filing) for filing in data.mixed() * (few // data.DISTINCT + 1)][:few]
    job: Callable[[], int]
    if way == "objects":
        rows, job = (
            few,
            lambda: sum(len(book.check(copy(f), DAY, workdays=sides.WORKDAYS).violated) for f in filings),
        )
    elif way == "zen-engine":
        rows, job = few, zen_way(encoded(frame).to_dicts())
    elif way == "openfisca":
        numbers = encoded(frame)
        rows, job = (
            frame.height,
            openfisca_way({n: numbers[n].to_numpy() for n in numbers.columns}, frame.height),
        )
    else:
        rows, job = frame.height, lambda: _violated(book, frame)
    job()
    start = time.process_time()
    violated = job()
    return rows, time.process_time() - start, violated


def _violated(book: Rulebook, frame: pl.DataFrame) -> int:
    found = book.check_frame(frame.lazy(), day=DAY, verify=False).findings
    return int(found.filter(pl.col("outcome") == "violated").select(pl.len()).collect().item())
