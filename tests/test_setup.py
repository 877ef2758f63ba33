"""What the three scripts set up: only what is needed, from the pins alone, mended when it is half made (A1, A2)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FAKE = """#!/bin/sh
# A Python that does nothing: it writes down what it is called with, and makes another of itself for `-m venv FOLDER`.
echo "$@" >> "$LOG"
case "$*" in
  *"-m venv"*) for last; do :; done; mkdir -p "$last/bin" && cp "$0" "$last/bin/python" ;;
  *"$BREAKS"*) exit 1 ;;
esac
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts of a POSIX shell")


@pytest.fixture(name="folder", params=["plain", "有 空格"])
def _folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / str(request.param)
    (folder / "requirements").mkdir(parents=True)
    for name in (".setup.sh", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    for name in ("core", "test"):
        (folder / "requirements" / f"{name}.txt").write_text(f"{name}==1 \\\n")
    (folder / "requirements" / "test-source.txt").write_text("old==1 \\\n")
    (folder / "python").write_text(FAKE)
    (folder / "python").chmod(0o755)
    return folder


def set_up(
    folder: Path, name: str, *, breaks: str = "nothing at all", python: str | None = None
) -> tuple[int, list[str], str]:
    """Return the status, the calls of Python, and what was printed."""
    log = folder / "log"
    log.unlink(missing_ok=True)
    environment = {**os.environ, "LOG": str(log), "BREAKS": breaks, "TMPDIR": str(folder)}
    environment["PYTHON"] = str(folder / "python") if python is None else python
    script = f'. ./.setup.sh && environment {name} && echo "$python"'
    done = subprocess.run(  # noqa: S603  # our own script
        ["sh", "-c", script],  # noqa: S607
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, log.read_text().splitlines() if log.exists() else [], done.stdout + done.stderr


def test_a1_nothing_is_resolved_and_all_is_checked_by_hash(folder: Path) -> None:
    status, calls, out = set_up(folder, "test")
    assert status == 0
    assert ".venv/bin/python\n" in out
    wheels, source, check, library = calls[2:]
    for call in (wheels, source):
        assert "--no-deps --require-hashes" in call
    assert "--only-binary :all: -r requirements/test.txt" in wheels
    assert "--no-build-isolation -r requirements/test-source.txt" in source
    assert "pip check" in check
    assert "--no-deps --no-build-isolation -e ." in library


def test_a2_the_demo_has_the_core_alone(folder: Path) -> None:
    status, calls, _ = set_up(folder, "core")
    assert status == 0
    assert [call.partition("-r ")[2].split()[0] for call in calls if "install" in call] == [
        "requirements/core.txt"
    ]


def test_a2_the_second_run_starts_no_python(folder: Path) -> None:
    for name in ("core", "test"):
        assert set_up(folder, name)[0] == 0
        assert set_up(folder, name)[:2] == (0, [])


def test_a2_where_the_tests_are_set_up_the_demo_makes_nothing_more(folder: Path) -> None:
    set_up(folder, "test")
    assert set_up(folder, "core") == (0, [], ".venv/bin/python\n")
    assert not (folder / ".venv-core").exists()


@pytest.mark.parametrize("breaks", ["--require-hashes", "pip check"])
def test_a_set_up_that_failed_is_told_and_mended_by_the_next(folder: Path, breaks: str) -> None:
    status, _, out = set_up(folder, "core", breaks=breaks)
    assert status == 1
    assert "安装失败" in out
    assert not (folder / ".venv-core" / "stamp").exists()
    assert set_up(folder, "core")[0] == 0
    assert set_up(folder, "core")[:2] == (0, [])


def test_what_an_interruption_or_an_older_layout_left_is_made_anew(folder: Path) -> None:
    for rest in ("bin", "lib"):
        (folder / ".venv" / rest).mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    (folder / ".venv" / "pins").write_text("as it was")
    assert set_up(folder, "test")[0] == 0
    assert not (folder / ".venv" / "pins").exists()


def test_other_pins_another_folder_another_python_make_it_anew(folder: Path) -> None:
    set_up(folder, "core")
    assert set_up(folder, "core")[1] == []
    (folder / "requirements" / "core.txt").write_text("core==2 \\\n")
    assert set_up(folder, "core")[1]
    other = folder / "python2"
    shutil.copy(folder / "python", other)
    assert set_up(folder, "core", python=str(other))[1]
    moved = folder.rename(folder.with_name("elsewhere"))
    assert set_up(moved, "core")[1]


def test_a_changed_pyproject_renews_the_library_alone(folder: Path) -> None:
    set_up(folder, "test")
    with (folder / "pyproject.toml").open("a") as file:
        file.write("# changed\n")
    (call,) = set_up(folder, "test")[1]
    assert "-e ." in call


def test_without_a_python_that_makes_environments_it_says_what_to_do(folder: Path) -> None:
    status, calls, out = set_up(folder, "core", python="/no/such/python")
    assert (status, calls) == (1, [])
    assert "apt install python3-venv" in out
    assert "/no/such/python" in out
