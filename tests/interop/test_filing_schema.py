"""The shipped JSON Schema: current, valid, and of one mind with the reader."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from yibao_rules.interop.json import InputError, structure, unstructure
from yibao_rules.interop.schema import filing_schema, schema_text, shipped_schema
from yibao_rules.model.filing import Filing
from yibao_rules.testing.filings import filings

# Without stubs of its own, and with them only where they are installed.
Draft202012Validator: Any = import_module("jsonschema").Draft202012Validator
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "filings").glob("*.json"))


@pytest.fixture(scope="module")
def validator() -> Any:
    return Draft202012Validator(json.loads(shipped_schema()))


def test_the_shipped_file_is_current() -> None:
    assert shipped_schema() == schema_text(), "run ./dev generate"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(filing_schema())


@given(filing=filings())
def test_every_filing_written_satisfies_it(validator: Any, filing: Filing) -> None:
    validator.validate(unstructure(filing))


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"item": "zzz"},
        {"item": "referral", "itm": 1},
        {"item": "referral", "filed_on": "2026/3/4"},
        {"item": "referral", "filed_on": 3},
        {"item": "referral", "insured_place": "舟山"},
        {"item": "referral", "channel": "windw"},
        {"item": "referral", "id": ""},
        {"item": "referral", "applicant": {"name": "长" * 65}},
        {"item": "referral", "circumstances": {"amount": 1.5}},
        {"item": "referral", "circumstances": {"stay_months": "3"}},
        {"item": "referral", "materials": {"kind": "x_a"}},
        {"item": "referral", "materials": [{}]},
        {"item": "referral", "submitted_at": "2026-03-04"},
    ],
)
def test_it_refuses_what_the_reader_refuses(validator: Any, tree: dict[str, Any]) -> None:
    assert not validator.is_valid(tree)
    with pytest.raises(InputError):
        structure(tree)


@pytest.mark.parametrize(
    "tree",
    [
        {"$schema": "x", "item": "referral", "circumstances": None, "procedure": None, "materials": None},
        {"item": "x_own", "materials": [{"kind": "x_own"}]},
        {"item": "referral", "circumstances": {"amount": 3}, "filed_on": None},
        {"item": "referral", "submitted_at": "2026-03-04T09:30:00+08:00"},
    ],
)
def test_it_admits_what_the_reader_admits(validator: Any, tree: dict[str, Any]) -> None:
    validator.validate(tree)
    structure(tree)


def test_every_property_has_a_title_in_both_languages() -> None:
    schema = filing_schema()
    for node in (schema, *schema["$defs"].values()):
        for name, inner in node["properties"].items():
            assert inner["title"].count(" / ") == 1, name


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_every_example_satisfies_it(validator: Any, path: Path) -> None:
    validator.validate(json.loads(path.read_text("utf-8")))
