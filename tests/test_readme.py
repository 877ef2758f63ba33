"""The README shows what the demo really prints."""

import re
from pathlib import Path

import pytest

from yibao_rules.cli import main

ROOT = Path(__file__).parent.parent


def test_the_readme_shows_the_demo_s_true_output(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = re.search(
        r"<!-- demo -->\n```text\n(.*?)\n```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    assert shown is not None
    files = re.findall(r"^examples/filings/\S+\.json$", shown[1], re.MULTILINE)
    assert files
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")  # the width where there is no terminal
    assert main(["check", "--day", "2026-03-02", *files]) == 1
    assert capsys.readouterr().out.strip() == shown[1].strip()


def test_the_readme_opens_with_the_two_commands() -> None:
    first = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert first is not None
    assert [line.split()[0] for line in first[1].splitlines()] == ["./demo", "./test"]
