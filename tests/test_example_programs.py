"""The example programs run and say what they are there to say."""

import runpy
from pathlib import Path

import pytest

from yibao_rules.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("deadlines.py", ["2026-11-03", "2025-10-24", "自收到申请之日起10个工作日内"]),
        ("own_service.py", ["需补正", '"kind"']),
        ("frames.py", ["2026-0001 accepted", "参保状态异常", "330900 returned 4", "2026-03-30 confirmed"]),
    ],
)
def test_an_example_runs(program: str, said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(EXAMPLES / program), run_name="__main__")
    out = capsys.readouterr().out
    for words in said:
        assert words in out


def test_the_example_of_a_city_loads_and_lints(capsys: pytest.CaptureFixture[str]) -> None:
    main(["guides", "lint", str(EXAMPLES / "own_city.toml")])
    assert "520100/example" in capsys.readouterr().out
