"""The generated pages say what the code says now."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize("name", ["facts.md", "catalogue-of-rules.md"])
def test_a_generated_page_is_current(name: str) -> None:
    spec = importlib.util.spec_from_file_location("generate_reference", DOCS / "generate_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (DOCS / name).read_text("utf-8") == module.PAGES[name](), "run ./dev generate"
