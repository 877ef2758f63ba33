"""Every line of the sources has a home, and the page that shows it is current."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_seed_table", DOCS / "generate_seed_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_current(script: ModuleType) -> None:
    assert (DOCS / "seed-table.md").read_text("utf-8") == script.table_text()


def test_no_line_is_missing(script: ModuleType) -> None:
    assert [line[0] for line in script.article_rows()][:26] == [f"A{i}" for i in range(1, 27)]
    assert len(list(script.list_rows())) == 28


@pytest.mark.parametrize(
    "home",
    [
        "rule:no/such-rule",
        "fact:no.such.fact",
        "kind:no_such_kind",
        "lint:no/such",
        "cause:NoSuch",
        "guide:131000/2020-08-25#referral.offline",
        "guide:131000/2020-08-25#no_item.limits",
        "guide:131000/2020-08-25.contacts",
        "py:yibao_rules.no_such",
    ],
)
def test_a_home_that_is_not_there_fails(script: ModuleType, home: str) -> None:
    with pytest.raises(LookupError):
        script.find_home(home)


def test_a_cell_that_nothing_fills_fails(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(script.LINES["columns"]["blanks"], "notes", [])
    with pytest.raises(LookupError, match="6 备注"):
        list(script.list_rows())
