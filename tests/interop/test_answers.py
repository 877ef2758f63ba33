"""Answers as JSON: the layout stays, both languages are there, and nothing of the filing is."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from attrs import frozen
from hypothesis import given

from yibao_rules.calendar import deadline, national, parse_term
from yibao_rules.errors import ValueRefusedError
from yibao_rules.guides import catalogue
from yibao_rules.interop.answers import LAYOUT, dumps, tree
from yibao_rules.interop.json import InputError, loads, unstructure
from yibao_rules.interop.parts import PARTS
from yibao_rules.logic.report import Decision
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import PersonName
from yibao_rules.model.insurance import InsuranceStatus
from yibao_rules.model.materials import Seal
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable
from yibao_rules.precheck import advise, check, require
from yibao_rules.testing.cases import DAY, accepted_filing, breaking
from yibao_rules.testing.filings import consistent_filings, filings
from yibao_rules.text import Text
from yibao_rules.validators.national import national_rules


def test_the_layout_of_a_report() -> None:
    report = national_rules().at(DAY).check(breaking("insurance/arrears-employer"), DAY)
    told = json.loads(dumps(report, file="a.json"))
    assert list(told) == ["layout", "kind", "file", "answer"]
    assert (told["layout"], told["kind"], told["file"]) == (LAYOUT, "Report", "a.json")
    answer = told["answer"]
    assert list(answer) == ["decision", "day", "book", "digest", "findings", "settling_facts"]
    assert answer["decision"] == {"code": "returned", "zh": "需补正", "en": "to be corrected"}
    assert answer["day"] == "2026-03-02"
    (finding,) = answer["findings"]
    assert list(finding) == [
        "code", "cause", "severity", "sure", "outcome", "path", "message", "remedy", "params", "missing", "basis",
    ]  # fmt: skip
    assert finding["code"] == "insurance/arrears-employer"
    assert finding["cause"]["code"] == "insurance_status"
    assert finding["outcome"]["code"] == "violated"
    assert finding["message"] == {"zh": "医保欠费：单位未及时缴费", "en": finding["message"]["en"]}
    assert list(finding["basis"][0]) == ["document", "article", "title", "quote", "url", "sure", "practice"]


PLAIN: list[tuple[object, Any]] = [
    (None, None),
    (True, True),
    (3, 3),
    ("a", "a"),
    (Decimal("1.50"), "1.50"),
    (date(2026, 3, 4), "2026-03-04"),
    (datetime(2026, 3, 4, 9, 30), "2026-03-04T09:30:00"),  # wall time
    (time(9, 30), "09:30:00"),
    ((1, "a"), [1, "a"]),
    ([Decision.ACCEPTED], [{"code": "accepted", "zh": "可受理", "en": "may be accepted"}]),
    (frozenset({"b", "a"}), ["a", "b"]),
    ({InsuranceStatus.NORMAL: 1, "b": None}, {"normal": 1, "b": None}),
    (Text("甲", "a"), {"zh": "甲", "en": "a"}),
    (PersonName("张三"), "***"),
    (accepted_filing().applicant, "***"),
]


@pytest.mark.parametrize(("answer", "expected"), PLAIN)
def test_plain_values(answer: object, expected: Any) -> None:
    assert tree(answer) == expected


def test_what_is_no_answer_is_refused() -> None:
    with pytest.raises(TypeError, match="object is not an answer"):
        tree(object())


def test_material_trees_keep_their_forms() -> None:
    retired = facts()["circumstances.retired"].to_expr()
    need = Need("residence_permit", unexpired=True, seals=(Seal.AGENCY,))
    told = tree(AllOf((Pledgeable(need), AnyOf((Need("invoice"),)), OnlyWhen(retired, Need("passport")))))
    pledged, any_of, only = told["all_of"]
    assert pledged["unless_pledged"] == {
        "need": "residence_permit",
        "label": {"zh": "居住证", "en": "residence permit"},
        "unexpired": True,
        "seals": [tree(Seal.AGENCY)],
    }
    assert [n["need"] for n in any_of["any_of"]] == ["invoice"]
    assert only["only_when"]["text"] == "circumstances.retired"
    assert only["only_when"]["zh"]
    assert only["part"]["need"] == "passport"


def test_rules_terms_guides_and_errors() -> None:
    rule = national_rules()["insurance/arrears-employer"]
    told = tree(rule)
    assert (told["code"], told["cause"]["code"], told["place"]) == (rule.code, "insurance_status", None)
    assert told["must"]["text"]
    counted = tree(deadline(parse_term("5个工作日"), start=date(2025, 9, 22), calendar=national()))
    assert (counted["due"], counted["term"]["zh"]) == ("2025-09-28", "5个工作日内")
    guide = next(iter(catalogue()))
    assert tree(guide)["edition"] == guide.edition
    assert set(tree(guide.items[0])) == set(guide.items[0].stated())
    refused = ValueRefusedError(where="a", found="b", expected=Text("c", "d"), fix=Text("e", "f"))
    assert tree(refused)["fix"] == {"zh": "e", "en": "f"}
    with pytest.raises(InputError) as caught:
        loads('{"item": 3}')
    told = tree(caught.value)
    assert [f["pointer"] for f in told["faults"]] == ["/item"]
    assert told["faults"][0]["kind"]["code"] == "wrong_type"


@frozen
class Unrepresentable:
    """A value of a type of its own, such as a caller's rule may name."""

    def __str__(self) -> str:
        return "odd"


def test_parameters_of_types_of_their_own_are_told_in_words() -> None:
    from attrs import evolve  # noqa: PLC0415

    report = national_rules().at(DAY).check(breaking("insurance/arrears-employer"), DAY)
    finding = evolve(report.findings[0], params={"a": Unrepresentable(), "b": 3, "c": Decision.RETURNED})
    assert tree(finding)["params"] == {
        "a": {"zh": "odd", "en": "odd"},
        "b": 3,
        "c": tree(Decision.RETURNED),
    }


def test_answers_to_filings_go_out_whole() -> None:
    filing = breaking("system/hospital-not-networked")
    result = json.loads(dumps(check(filing, day=DAY), indent=1))["answer"]
    assert result["decision"]["code"] == "returned"
    assert [d["act"]["code"] for d in result["dues"]] == ["tell_gaps", "supplement"]
    assert result["sources"][-1]["guide"] == "330900/practice"
    assert "all_of" in result["fallback"]["materials"]
    advice = json.loads(dumps(advise(filing, day=DAY)))["answer"]
    assert advice["recommended"]["verdict"]["type"]["code"] == "long_term_resident"
    needed = json.loads(dumps(require("referral", place="210400", day=DAY)))["answer"]
    assert needed["rule"]["item"] == "referral"


def personal(node: Any) -> set[str]:
    """Give every personal text of a filing's tree that is long enough to look for."""
    found: set[str] = set()
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"name", "id_number", "card_number", "phone", "address"} and isinstance(value, str):
                found.add(value)
            else:
                found |= personal(value)
    return {text for text in found if len(text) > 3}


@given(filings() | consistent_filings())
def test_no_answer_holds_personal_data(filing: Filing) -> None:
    data = unstructure(filing)
    told = dumps(national_rules().at(DAY).check(filing, DAY, workdays=national().add_or_none)) + dumps(
        [filing]
    )
    for part in ("applicant", "registration", "contact", "agent"):
        for text in personal({part: data.get(part)}):
            assert text not in told


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_a_filing_is_an_answer(part: type) -> None:
    assert tree.dispatch(part)(None) == "***"
