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


def test_the_page_of_engines_is_what_runs_here() -> None:
    spec = importlib.util.spec_from_file_location("generate_engines", DOCS / "generate_engines.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    recorded = module.record()
    assert (DOCS / "engines.md").read_text("utf-8") == module.page(recorded), "run ./dev generate"
    # Those that are quick; the others are tried by the generator and asked more in the tests of frames.
    assert {engine: module.tried(engine) for engine in ("polars", "pandas")} == {
        engine: recorded[engine] for engine in ("polars", "pandas")
    }
    assert {"polars lazy", "pyarrow", "pandas[pyarrow]", "duckdb", "dask", "pyspark"} < recorded.keys()
    assert {row[name] for row in recorded.values() for name in module.CAPABILITIES} == {"yes"}
