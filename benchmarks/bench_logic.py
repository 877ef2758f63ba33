"""A compiled rulebook against the same rules written by hand as if-statements: prints ratios, never a verdict.

python benchmarks/bench_logic.py
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yibao_rules.logic import Fact, Months, Outcome, Rule, Rulebook, Severity
from yibao_rules.logic.dates import months_after
from yibao_rules.logic.evaluate import checksum_mod11_2
from yibao_rules.logic.judge import FOUND, find, judge
from yibao_rules.logic.report import Finding, Report
from yibao_rules.testing.logic_sample import Case, Fault, Member, Paper, Status, make_rule, make_table

DAY = date(2024, 3, 1)
OUT = (Status.NORMAL, Status.PAUSED)


def make_book() -> Rulebook:
    """Give twelve rules such as filings have: statuses, numbers, dates, papers, guards shared by several."""
    t = make_table()

    def rule(code: str, must: object, when: object = None, *params: Fact, **more: object) -> Rule:
        given = {"must": must, "params": params, **more}
        return make_rule(code, **given) if when is None else make_rule(code, when=when, **given)

    away = t["member.former"].is_in(OUT)
    long_stay = away & t["agent"]
    return Rulebook(
        "bench",
        (
            rule("status", t["member.status"] == Status.NORMAL, None, t["member.status"]),
            rule("id-length", t["id_number"].length_in((15, 18)), cause=Fault.PAPERS),
            rule("id-check", t["id_number"].checksum_mod11_2(), t["id_number"].length_in((18,))),
            rule("joined", t["member.joined"] + Months(6) <= t["filed"], away, t["filed"]),
            rule("age", t["age"].between(0, 150), None, t["age"]),
            rule("permit", t["paper.permit.present"], long_stay),
            rule(
                "permit-valid",
                t["paper.permit.expires_on"] >= t["day"],
                long_stay & t["paper.permit.present"],
            ),
            rule("lease-sealed", t["paper.lease.sealed"], long_stay & ~t["urgent"]),
            rule("months", (t["months"] >= 6) | t["urgent"], away, t["months"], severity=Severity.WARNING),
            rule("cost", ~(t["cost"] < 0), t["cost"].known()),
            rule(
                "disease", t["disease"].starts_with("M", "E") | t["codes"].contains_any("a", "b"), t["grown"]
            ),
            rule("filed", t["filed"] <= t["day"], None, t["filed"]),
        ),
        t,
    )


def make_cases(count: int, seed: int, *, faults: float, gaps: float) -> list[Case]:
    """Give cases of which most data are right; ``faults`` and ``gaps`` are the shares of wrong and missing data."""
    dice = random.Random(seed)  # noqa: S311 - reproducible data, no secret

    def some(right: Any, wrong: Any) -> Any:
        if dice.random() < gaps:
            return None
        return wrong if dice.random() < faults else right

    def case() -> Case:
        member = Member(
            status=some(Status.NORMAL, Status.PAUSED),
            former=some(dice.choice(list(Status)), Status.ENDED),
            joined=some(date(2022, 1, 31), date(2024, 1, 31)),
        )
        permit = Paper(expires_on=some(date(2025, 1, 1), date(2024, 1, 1)))
        papers = {"permit": permit, "lease": Paper(sealed=some(right=True, wrong=False))}
        return Case(
            member=some(member, member),
            id_number=some("11010519491231002X", "110105194912310021"),
            disease=some("M54.5", "Z00"),
            age=some(40, 200),
            months=some(12, 2),
            cost=some(Decimal(100), Decimal(-1)),
            filed=some(DAY - timedelta(days=3), DAY + timedelta(days=3)),
            agent=some(dice.random() < 0.5, wrong=True),
            urgent=some(right=False, wrong=True),
            codes=some(frozenset("c"), frozenset("ab")),
            papers=some(papers, {}),
        )

    return [case() for _ in range(count)]


def by_hand(book: Rulebook) -> Callable[[Case, date], Report]:  # noqa: C901, PLR0915
    """Give the check as one would write it: nested ifs, each finding explained as the compiled book explains it."""
    violated, unsure = Outcome.VIOLATED, Outcome.CANNOT_TELL
    name, digest = book.name, book.digest
    (status_, length_, check_, joined_, age_, permit_, valid_, sealed_, months_, cost_, disease_, filed_) = (
        book.rules
    )
    told = {r: Finding(r, violated) for r in book}
    no_number = [Finding(r, unsure, (), ("id_number",)) for r in (length_, check_)]
    no_status = Finding(status_, unsure, (("member_status", None),), ("member.status",))
    no_age = Finding(age_, unsure, (("age", None),), ("age",))
    no_filed = Finding(filed_, unsure, (("filed", None),), ("filed",))

    def check(case: Case, day: date) -> Report:  # noqa: C901, PLR0912, PLR0915
        found: list[Finding] = []
        member, papers = case.member, case.papers
        if member is None:
            status = former = joined = None
        else:
            status, former, joined = member.status, member.former, member.joined
        filed, urgent, agent, age = case.filed, case.urgent, case.agent, case.age

        if status is not Status.NORMAL:
            if status is None:
                found.append(no_status)
            else:
                found.append(Finding(status_, violated, (("member_status", status),)))

        number = case.id_number
        if number is None:
            found += no_number
        else:
            if len(number) not in (15, 18):
                found.append(told[length_])
            if len(number) == 18 and not checksum_mod11_2(number):
                found.append(told[check_])

        away = former is None or former in OUT
        if away and (joined is None or filed is None or months_after(joined, 6) > filed):
            if former is None or joined is None or filed is None:
                missing = ["member.former"] if former is None else []
                if joined is None or filed is None:
                    missing += ["member.joined"] if joined is None else []
                    missing += ["filed"] if filed is None else []
                found.append(Finding(joined_, unsure, (("filed", filed),), tuple(missing)))
            else:
                found.append(Finding(joined_, violated, (("filed", filed),)))

        if age is None:
            found.append(no_age)
        elif not 0 <= age <= 150:
            found.append(Finding(age_, violated, (("age", age),)))

        if away and agent is not False:
            lacking = ["member.former"] if former is None else []
            lacking += ["agent"] if agent is None else []
            there = None if papers is None else "permit" in papers
            if not there:
                if lacking or there is None:
                    more = ["paper.permit.present"] if there is None else []
                    found.append(Finding(permit_, unsure, (), tuple(lacking + more)))
                else:
                    found.append(told[permit_])
            permit = None if papers is None else papers.get("permit")
            expires = None if permit is None else permit.expires_on
            if there is not False and (expires is None or expires < day):
                if lacking or there is None or expires is None:
                    more = ["paper.permit.present"] if there is None else []
                    more += ["paper.permit.expires_on"] if expires is None else []
                    found.append(Finding(valid_, unsure, (), tuple(lacking + more)))
                else:
                    found.append(told[valid_])
            lease = None if papers is None else papers.get("lease")
            sealed = None if lease is None else lease.sealed
            if not urgent and not sealed:
                if lacking or urgent is None or sealed is None:
                    more = ["urgent"] if urgent is None else []
                    more += ["paper.lease.sealed"] if sealed is None else []
                    found.append(Finding(sealed_, unsure, (), tuple(lacking + more)))
                else:
                    found.append(told[sealed_])

        months = case.months
        if away and not urgent and (months is None or months < 6):
            if former is None or urgent is None or months is None:
                missing = ["member.former"] if former is None else []
                missing += ["months"] if months is None else []
                missing += ["urgent"] if urgent is None else []
                found.append(Finding(months_, unsure, (("months", months),), tuple(missing)))
            else:
                found.append(Finding(months_, violated, (("months", months),)))

        cost = case.cost
        if cost is not None and cost < 0:
            found.append(told[cost_])

        if age is None or age >= 3:
            disease, codes = case.disease, case.codes
            fits = None if disease is None else disease.startswith(("M", "E"))
            held = None if codes is None else "a" in codes or "b" in codes
            if not fits and not held:
                if age is None or fits is None or held is None:
                    missing = ["grown"] if age is None else []
                    missing += ["disease"] if fits is None else []
                    missing += ["codes"] if held is None else []
                    found.append(Finding(disease_, unsure, (), tuple(missing)))
                else:
                    found.append(told[disease_])

        if filed is None:
            found.append(no_filed)
        elif filed > day:
            found.append(Finding(filed_, violated, (("filed", filed),)))
        return Report(tuple(found), name, digest, day)

    return check


def walked(book: Rulebook) -> Callable[[Case, date], Report]:
    """Give the check by the tree-walking evaluator."""

    def check(case: Case, day: date) -> Report:
        judged = [(r, judge(r, case, day)) for r in book]
        findings = tuple(find(r, o, case, day) for r, o in judged if o in FOUND)
        return Report(findings, book.name, book.digest, day)

    return check


def seconds(check: Callable[[Case, date], Report], cases: Sequence[Case]) -> float:
    """Give the CPU seconds of checking all cases once."""
    start = time.process_time()
    for case in cases:
        check(case, DAY)
    return time.process_time() - start


def main() -> None:
    """Print microseconds per case and ratios to the hand-written rules: best of interleaved rounds in one run."""
    book = make_book()
    ways = {"by hand": by_hand(book), "compiled": book.check, "walked": walked(book)}
    mixes = {
        "all right": make_cases(2_000, 1, faults=0.0, gaps=0.0),
        "some faults and gaps": make_cases(2_000, 2, faults=0.1, gaps=0.03),
        "many faults and gaps": make_cases(2_000, 3, faults=0.4, gaps=0.3),
    }
    print(f"{'cases':<24}{'way':<12}{'us/case':>9}{'x by hand':>11}")
    for mix, cases in mixes.items():
        best = dict.fromkeys(ways, float("inf"))
        for turn in range(30):
            for way, check in ways.items():
                if way != "walked" or turn < 2:
                    best[way] = min(best[way], seconds(check, cases))
        for way, taken in best.items():
            print(f"{mix:<24}{way:<12}{taken / len(cases) * 1e6:>9.2f}{taken / best['by hand']:>11.2f}")


if __name__ == "__main__":
    main()
