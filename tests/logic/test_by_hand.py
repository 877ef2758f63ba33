"""The benchmark compares like with like: its hand-written rules find what the compiled ones find."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_logic", ROOT / "benchmarks" / "bench_logic.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("faults", "gaps"), [(0.0, 0.0), (0.1, 0.03), (0.4, 0.3)])
def test_by_hand_finds_the_same(bench: ModuleType, faults: float, gaps: float) -> None:
    book = bench.make_book()
    by_hand, walked = bench.by_hand(book), bench.walked(book)
    cases = bench.make_cases(300, 7, faults=faults, gaps=gaps)
    for case in cases:
        assert by_hand(case, bench.DAY) == book.check(case, bench.DAY) == walked(case, bench.DAY)
    assert any(len(book.check(c, bench.DAY)) for c in cases) == (faults > 0)
