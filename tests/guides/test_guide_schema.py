"""The shipped JSON Schema is current, admits every bundled guide, and refuses what the loader refuses."""

import json
import tomllib
from collections.abc import Callable
from datetime import date, datetime, time
from importlib import import_module, resources
from typing import Any

import pytest
from attrs import evolve

from yibao_rules.errors import YibaoError
from yibao_rules.guides import GuideError, catalogue, load, plain, scaffold, schema, structure
from yibao_rules.guides.schema import schema_text, shipped_schema
from yibao_rules.logic.dates import Months
from yibao_rules.model.facts import facts
from yibao_rules.model.guide import Guide
from yibao_rules.model.requirements import AllOf, Need, OnlyWhen, Pledgeable

GuideText = Callable[..., str]
Draft202012Validator: Any = import_module("jsonschema").Draft202012Validator


@pytest.fixture(scope="module")
def validator() -> Any:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(shipped_schema())


def as_json(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: as_json(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_json(value) for value in data]
    return data.isoformat() if isinstance(data, date | datetime | time) else data


def bundled_texts() -> list[tuple[str, str]]:
    data = resources.files("yibao_rules.guides").joinpath("data")
    return [
        (f"{place.name}/{file.name}", file.read_text("utf-8"))
        for place in data.iterdir()
        for file in place.iterdir()
        if file.name.endswith(".toml")
    ]


def test_the_shipped_schema_is_current() -> None:
    assert shipped_schema() == schema() == json.loads(schema_text())
    path = resources.files("yibao_rules.guides").joinpath("guide.schema.json")
    assert path.read_text("utf-8") == schema_text()


@pytest.mark.parametrize(("name", "text"), bundled_texts(), ids=[n for n, _ in bundled_texts()])
def test_every_bundled_file_validates(validator: Any, name: str, text: str) -> None:
    assert [e.message for e in validator.iter_errors(as_json(tomllib.loads(text)))] == []
    guide = load(text)
    assert name == f"{guide.key}.toml"


def test_a_scaffold_validates(validator: Any) -> None:
    assert (
        list(validator.iter_errors(as_json(tomllib.loads(scaffold("330200", valid_from=date(2026, 1, 1))))))
        == []
    )


@pytest.mark.parametrize(
    "body",
    [
        "limit = []",
        'number = "3"',
        'channels = ["windw"]',
        'materials = "referral_certificat"',
        "materials = [{ any = [] }]",
        'materials = [{ any = ["invoice"], seals = [] }]',
        'binds = ["material"]',
        'diseases = [{ name = "a", code = "M39" }]',
        "agent = { }",
    ],
)
def test_schema_and_loader_agree_on_what_is_wrong(validator: Any, guide_text: GuideText, body: str) -> None:
    text = guide_text(body)
    assert list(validator.iter_errors(as_json(tomllib.loads(text))))
    with pytest.raises(GuideError):
        load(text)


@pytest.mark.parametrize("guide", tuple(catalogue()), ids=lambda g: g.key)
def test_a_guide_written_as_plain_data_loads_to_the_same(validator: Any, guide: Guide) -> None:
    data = json.loads(json.dumps(plain(guide)))
    assert list(validator.iter_errors(data)) == []
    assert structure(data, "x.json") == guide


def test_nested_modifiers_survive(guide_text: GuideText) -> None:
    retired, posted = facts()["circumstances.retired"], facts()["circumstances.posted"]
    late = facts()["filing.filed_on"] + Months(6) <= facts()["day"]
    bare = load(guide_text())
    for tree in (
        OnlyWhen(late, Pledgeable(Need("invoice"))),
        Pledgeable(AllOf((OnlyWhen(retired == True, Need("invoice")),))),  # noqa: E712  # an expression
        OnlyWhen(retired == True, AllOf((OnlyWhen(posted == True, Need("invoice")),))),  # noqa: E712
    ):
        guide = evolve(bare, items=(evolve(bare.items[0], materials=tree),))
        assert structure(plain(guide), "x") == guide


def test_a_scaffold_of_an_unknown_place_or_item() -> None:
    with pytest.raises(YibaoError):
        scaffold("990000", valid_from=date(2026, 1, 1))
    with pytest.raises(YibaoError, match="referral"):
        scaffold("330200", valid_from=date(2026, 1, 1), for_items=("referal",))


def test_what_a_scaffold_says() -> None:
    guide = load(scaffold("330200", valid_from=date(2026, 1, 1), edition="first", for_items=("transfer",)))
    assert (guide.key, guide.name, guide.valid_from) == ("330200/first", "宁波市", date(2026, 1, 1))
    assert [i.item for i in guide.items] == ["transfer"]


def test_the_comments_of_a_scaffold_are_true_toml_too() -> None:
    lines = scaffold("330200", valid_from=date(2026, 1, 1)).splitlines()
    begin = next(i for i, line in enumerate(lines) if line.startswith("place ="))
    opened = "\n".join(line.removeprefix("# ") for line in lines[begin:]).replace(
        'amends = ["较早版本"]', "amends = []"
    )
    opened = opened.replace('phones = [""]', 'phones = ["0574-12393"]').replace("valid_to = 2026-01-01", "")
    guide = load(opened)
    assert guide.items[0].pledge is not None
    assert guide.items[0].pledge.barred_months == 24
    assert guide.offices[0].make_up_days_open is True
