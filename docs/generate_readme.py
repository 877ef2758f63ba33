"""Renew the block of the README that shows what the demo prints."""

import io
import os
import re
from contextlib import redirect_stdout
from pathlib import Path

from yibao_rules.cli import main

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"(<!-- demo -->\n```text\n)(.*?)(\n```)", re.DOTALL)
FILES = re.compile(r"^examples/filings/\S+\.json$", re.MULTILINE)
DAY = "2026-03-02"


def renewed(readme: str) -> str:
    """Give the README with the demo's present output for the files that it shows."""
    shown = BLOCK.search(readme)
    assert shown is not None, "README.md has no demo block"  # noqa: S101
    said = io.StringIO()
    os.environ["COLUMNS"] = "100"  # the width where there is no terminal
    with redirect_stdout(said):
        main(["check", "--day", DAY, *FILES.findall(shown[2])])
    return BLOCK.sub(lambda found: found[1] + said.getvalue().rstrip() + found[3], readme)


if __name__ == "__main__":
    os.chdir(ROOT)
    README = ROOT / "README.md"
    README.write_text(renewed(README.read_text("utf-8")), encoding="utf-8")
