"""``yibao guides lint`` says below its findings why each kind of them matters, with its source, once."""

from datetime import date
from pathlib import Path

import pytest

from yibao_rules.cli.app import main
from yibao_rules.guides import scaffold
from yibao_rules.model.places import place


def linted(path: Path, text: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    path.write_text(text, "utf-8")
    main(["guides", "lint", str(path), *options])
    return capsys.readouterr().out


def test_each_reason_stands_once_with_its_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = scaffold(place("330200").code, valid_from=date(2026, 1, 1))
    told = linted(tmp_path / "new.toml", text, capsys)
    findings, _, reasons = told.partition("说明：\n")
    assert findings.count("limit/none") == 2
    assert reasons.count("limit/none") == 1
    assert "没有数字的时限，无从计算到期日。（廊坊市清单第 25、26 项）" in reasons
    assert "Why:" in linted(tmp_path / "new.toml", text, capsys, "--lang", "en")
