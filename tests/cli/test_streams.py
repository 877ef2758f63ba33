"""The shell under any locale, and on Windows as far as that can be tried here (issue 9, a fresh machine: A)."""

import ast
import io
import json
import os
import subprocess
import sys
from errno import EINVAL
from pathlib import Path
from typing import TextIO

import polars as pl
import pytest
from attrs import evolve

from yibao_rules.calendar import read_notice
from yibao_rules.cli import app, main, streams
from yibao_rules.cli.app import build
from yibao_rules.guides import load
from yibao_rules.interop.files import sinks
from yibao_rules.interop.json import dumps, loads
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.model.message_patterns import read_patterns
from yibao_rules.testing.cases import breaking

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "filings" / "12-retiree-filed-as-referral.json"
CHINESE = ("utf-8", "gbk", "cp936", "gb18030", "utf-16")
OTHERS = ("ascii", "latin-1", "cp1252", "cp437", "shift_jis", "big5", "euc-kr")
ODD = "𠮷 ✓ ·"
"""A rare character, a sign and a dot: GBK lacks the first two."""


def stream(encoding: str) -> tuple[TextIO, io.BytesIO]:
    raw = io.BytesIO()
    return io.TextIOWrapper(raw, encoding=encoding), raw


# -- what a stream can hold


@pytest.mark.parametrize("encoding", CHINESE)
def test_a_stream_that_holds_chinese_keeps_its_encoding(encoding: str) -> None:
    out, raw = stream(encoding)
    streams.prepare(out)
    out.write("结论：可受理")
    out.flush()
    assert raw.getvalue().decode(encoding) == "结论：可受理"


@pytest.mark.parametrize("encoding", OTHERS)
def test_any_other_stream_goes_out_in_utf_8(encoding: str) -> None:
    out, raw = stream(encoding)
    streams.prepare(out)
    out.write(f"结论：可受理 {ODD}")
    out.flush()
    assert raw.getvalue().decode("utf-8") == f"结论：可受理 {ODD}"


def test_only_what_an_encoding_lacks_is_escaped() -> None:
    out, raw = stream("gbk")
    streams.prepare(out)
    out.write(f"结论 {ODD} \udcff")
    out.flush()
    assert raw.getvalue().decode("gbk") == "结论 \\ud842\\udfb7 \\u2713 · \\udcff"


def test_half_a_character_does_not_fail_in_utf_8_either() -> None:
    out, raw = stream("utf-8")
    streams.prepare(out, io.StringIO())  # the second has no encoding to set
    out.write("a\udcffb")
    out.flush()
    assert raw.getvalue() == b"a\\udcffb"


def test_what_cannot_be_read_is_not_escaped() -> None:
    streams.prepare()
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", streams.ESCAPING)


@pytest.mark.parametrize("encoding", [*CHINESE, *OTHERS])
def test_json_is_the_same_document_whatever_the_stream(encoding: str) -> None:
    text = json.dumps({"名称": ODD, "path": "a\\b", "lone": "\udcff"}, ensure_ascii=False)
    streams.prepare()
    there = streams.json_text(text, stream(encoding)[0])
    assert json.loads(there) == json.loads(text)
    assert there == text if encoding == "utf-8" else there.isascii()


def test_rows_on_standard_output_are_json_in_utf_8(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "in.ndjson"
    file.write_text(
        dumps(evolve(breaking("insurance/arrears-employer"), id="患者一")) + "\n", "utf-8", newline="\r\n"
    )
    for encoding in ("gbk", "utf-8"):
        out, raw = stream(encoding)
        monkeypatch.setattr(sys, "stdout", out)
        damaged = str(tmp_path / "damaged.csv")
        assert main(["check-frame", str(file), "-o", "-", "--damaged", damaged, "--day", "2026-12-30"]) == 1
        out.flush()
        rows = [json.loads(line) for line in raw.getvalue().decode("utf-8").splitlines()]
        assert rows
        assert {row["id"] for row in rows} == {"患者一"}


# -- the shell itself, in a process of its own

LOCALES = {
    "C": ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "utf-8"),
    "1252": ({"PYTHONIOENCODING": "cp1252:strict"}, "utf-8"),
    "936": ({"PYTHONIOENCODING": "gbk:strict"}, "gbk"),
}
EACH = """
import sys
from yibao_rules.cli import main
words, sys.stderr = [], sys.stdout
for word in sys.argv[1:]:
    if word != ";":
        words.append(word)
        continue
    status, words = main(words), []
    sys.stdout.flush()
    sys.stdout.buffer.write(f" {status}\\0".encode())
"""
COMMANDS = (
    ("items", "转诊"),
    ("check", str(EXAMPLE), "--day", "2026-03-02"),
    ("check", str(EXAMPLE), "--day", "2026-03-02", "--json"),
    ("check", "没有.json"),
    ("check", "--help"),
    ("holidays", "1990"),
    ("diagnose", "参保状态异常（单位欠费）"),
)
STATUSES = (0, 1, 1, 2, 0, 2, 0)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_shell_can_be_read_under_this_locale(locale: str) -> None:
    more, encoding = LOCALES[locale]
    left_out = ("PYTHONIOENCODING", "PYTHONUTF8", "PYTHONCOERCECLOCALE", "LC_ALL", "LANG", "LC_CTYPE")
    environment = {k: v for k, v in os.environ.items() if k not in left_out}
    done = subprocess.run(  # noqa: S603  # our own interpreter; one for all commands, since starting it takes longest
        [sys.executable, "-c", EACH, *(word for command in COMMANDS for word in (*command, ";"))],
        capture_output=True,
        check=True,
        env={**environment, "COLUMNS": "100", "PYTHONPATH": str(ROOT / "src"), **more},
    )
    answers = done.stdout.decode(encoding).split("\0")[:-1]
    for command, status, written in zip(COMMANDS, STATUSES, answers, strict=True):
        assert written.endswith(f" {status}"), command
        if "--json" in command and encoding != "utf-8":
            assert written.isascii()
            assert json.loads(written[:-2])
        else:
            assert "\\u" not in written, command
            assert any("\u4e00" <= c <= "\u9fff" for c in written), command


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_help_of_every_command_can_be_printed(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for a in build()._actions if isinstance(a.choices, dict) for name in a.choices]
    assert "check" in names
    for name in names:
        out, raw = stream(encoding)
        monkeypatch.setattr(sys, "stdout", out)
        assert main([name, "--help"]) == 0
        out.flush()
        assert "用法" in raw.getvalue().decode("gbk" if encoding == "gbk" else "utf-8")


def test_an_argument_that_the_locale_could_not_read_is_read_as_utf_8(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unread = "转诊".encode().decode("ascii", "surrogateescape")
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    assert streams.argument_text(unread) == "转诊"
    assert streams.argument_text("转诊") == "转诊"
    assert streams.argument_text("\udcff") == "\udcff"  # no text in UTF-8 either
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "utf-8")
    named = tmp_path / "转诊".encode("gbk").decode("utf-8", "surrogateescape")
    named.touch()
    assert streams.argument_text(str(named)) == str(named)


@pytest.mark.parametrize(
    ("environment", "windows", "colour"),
    [
        ({}, False, True),
        ({"TERM": "xterm"}, False, True),
        ({"TERM": "dumb"}, False, False),
        ({"NO_COLOR": "1"}, False, False),
        ({}, True, False),
        ({"WT_SESSION": "x"}, True, True),
        ({"TERM": "cygwin"}, True, True),
        ({"WT_SESSION": "x", "NO_COLOR": "1"}, True, False),
    ],
)
def test_colours_where_they_are_understood(
    environment: dict[str, str], windows: bool, colour: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = io.StringIO()
    assert not streams.knows_colour(out, environment, windows=windows)
    monkeypatch.setattr(out, "isatty", lambda: True)
    assert streams.knows_colour(out, environment, windows=windows) is colour


# -- Windows, as far as it can be tried elsewhere

POSIX_ONLY = {
    "fcntl",
    "grp",
    "pwd",
    "pty",
    "resource",
    "select",
    "signal",
    "termios",
    "tty",
    "syslog",
    "posix",
}
POSIX_NAMES = {
    "fork",
    "forkpty",
    "geteuid",
    "getuid",
    "killpg",
    "mkfifo",
    "nice",
    "setsid",
    "sysconf",
    "uname",
    "wait",
}
POSIX_NAMES |= {"chown", "fchmod", "getloadavg", "getpgid", "link", "readlink", "symlink", "tzset", "rename"}


def test_nothing_in_the_source_needs_a_posix_system() -> None:
    """``os.rename`` is among them: over a file that is there, it works on POSIX alone."""
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not POSIX_ONLY & {alias.name.split(".")[0] for alias in node.names}, file
            elif isinstance(node, ast.ImportFrom):
                assert node.level or (node.module or "").split(".")[0] not in POSIX_ONLY, file
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert not (node.value.id in ("os", "time") and node.attr in POSIX_NAMES), (file, node.attr)


def test_every_file_is_opened_in_a_named_encoding() -> None:
    """The locale's own would be another on Windows."""
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            words = [a.value for a in node.args if isinstance(a, ast.Constant)]
            named = any(k.arg == "encoding" for k in node.keywords)
            if name in ("read_text", "write_text"):
                assert named or any(str(w).startswith("utf-8") for w in words), file
            elif name == "open" and words and isinstance(words[-1], str):
                assert named or "b" in words[-1], file


def test_a_reader_that_left_shows_as_an_invalid_argument_on_windows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> int:
        raise OSError(EINVAL, "Invalid argument")

    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(app, "_run", fail)
        assert main(["items"]) == 3  # elsewhere it is a fault of ours
        monkeypatch.setattr(sinks, "_WINDOWS", True)
        assert main(["items"]) == 141


def test_rows_to_a_reader_that_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sinks, "_WINDOWS", True)
    with pytest.raises(OSError, match="Invalid"), sinks._told(None):
        raise OSError(EINVAL, "Invalid argument")
    with pytest.raises(FrameError), sinks._told(Path("a?.csv")):
        raise OSError(EINVAL, "Invalid argument")


# -- lines that end as on Windows


def crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def test_a_filing_with_crlf() -> None:
    text = EXAMPLE.read_text("utf-8")
    assert loads(crlf(text)) == loads(text)
    assert loads(("\ufeff" + crlf(text)).encode()) == loads(text)


def test_a_guide_with_crlf(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "own_city.toml").read_text("utf-8")
    file = tmp_path / "own_city.toml"
    file.write_bytes(b"\xef\xbb\xbf" + crlf(text).encode())
    assert load(file) == load(crlf(text), file="own_city.toml") == load(text, file="own_city.toml")


def test_patterns_with_crlf() -> None:
    text = (ROOT / "src/yibao_rules/model/data/messages.toml").read_text("utf-8")
    assert read_patterns(crlf(text)) == read_patterns(text)


def test_a_notice_with_crlf() -> None:
    for file in (ROOT / "tests" / "calendar" / "documents").glob("*.txt"):
        text = file.read_text("utf-8")
        assert read_notice(crlf(text)) == read_notice(text), file.name


@pytest.mark.parametrize("kind", [".csv", ".ndjson"])
def test_a_table_with_crlf(kind: str, tmp_path: Path) -> None:
    table = pl.DataFrame(
        {"id": ["1", "2"], "filing.item": ["referral"] * 2, "insured.status": ["normal", "arrears"]}
    )
    answers = []
    for end in ("\n", "\r\n"):
        source, out = tmp_path / f"in{kind}", tmp_path / "out.csv"
        text = table.write_csv() if kind == ".csv" else table.write_ndjson()
        source.write_text(text, "utf-8", newline=end)
        main(["check-frame", str(source), "-o", str(out), "--day", "2026-03-02"])
        answers.append(out.read_bytes())
    assert answers[0] == answers[1]
    assert answers[0].count(b"\n") > 1
    assert b"\r" not in answers[0]
