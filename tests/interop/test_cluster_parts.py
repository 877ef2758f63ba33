"""What the cluster demonstration rests on, without Spark: the same filings everywhere, and no process left."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from yibao_rules.validators.national import national_rules

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def synthetic() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        yield import_module("cluster.synthetic")


@pytest.fixture(scope="module")
def standalone() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT)
        yield import_module("cluster.standalone")


def test_the_same_seed_draws_the_same_filings(synthetic: Any) -> None:
    place, day = synthetic.PLACES[1], synthetic.DAYS[2]
    one = synthetic.table(place, day, 0, 500)
    assert one.equals(synthetic.table(place, day, 0, 500))
    assert not one.equals(synthetic.table(place, day, 0, 500, seed=1))


def test_the_facts_of_the_national_rules_are_drawn(synthetic: Any) -> None:
    book = national_rules()
    drawn = set(synthetic.table(synthetic.PLACES[0], synthetic.DAYS[0], 0, 10).column_names) - {"id"}
    asked = {f.name for rule in book for f in rule.facts} - {"day"}
    assert all(name in book.facts for name in drawn)
    assert len(asked & drawn) > 0.95 * len(asked)


def test_filings_are_spread_by_place_and_day_with_keys_of_their_own(synthetic: Any, tmp_path: Path) -> None:
    synthetic.write(tmp_path, 1_003)
    read = import_module("pyarrow.parquet").read_table
    files = sorted(tmp_path.rglob("*.parquet"))
    assert len(files) == len(synthetic.PLACES) * len(synthetic.DAYS)
    keys = [key for file in files for key in read(file, columns=["id"], partitioning=None)["id"].to_pylist()]
    assert sorted(keys) == list(range(1_003))


def test_most_id_numbers_are_well_formed(synthetic: Any) -> None:
    numbers = synthetic.table(synthetic.PLACES[0], synthetic.DAYS[0], 0, 1_000)["applicant.id_number"]
    given = [n for n in numbers.to_pylist() if n is not None]
    right = [
        n
        for n in given
        if "10X98765432"[sum(int(d) * pow(2, 17 - j, 11) for j, d in enumerate(n[:17])) % 11] == n[17]
    ]
    assert all(len(n) == 18 for n in given)
    assert 0.98 * len(given) < len(right) < len(given)


def started(*more: str) -> "subprocess.Popen[bytes]":
    """Start a process that leads a session and sleeps, with a child that does, too."""
    code = f"{';'.join(more)};import subprocess, time; subprocess.Popen(['sleep', '60']); print(flush=True); time.sleep(60)"
    process = subprocess.Popen(  # noqa: S603  # our own words
        [sys.executable, "-c", code.lstrip(";")], stdout=subprocess.PIPE, start_new_session=True
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    return process


def gone(group: int) -> bool:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_process_and_its_children_are_ended(standalone: Any) -> None:
    process = started()
    standalone.end(process.pid)
    assert gone(process.pid)
    standalone.end(process.pid)  # ended already: no error


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_process_that_does_not_listen_is_killed(standalone: Any) -> None:
    process = started("import signal", f"signal.signal({int(signal.SIGTERM)}, signal.SIG_IGN)")
    standalone.end(process.pid, patience=0.3)
    assert gone(process.pid)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_noted_processes_are_ended(standalone: Any, tmp_path: Path) -> None:
    process = started()
    (tmp_path / "pids").write_text(f"{process.pid}\n", encoding="utf-8")
    standalone.stop_noted(tmp_path)
    assert gone(process.pid)
    assert not (tmp_path / "pids").exists()
    standalone.stop_noted(tmp_path)


def test_a_cluster_that_does_not_come_up_leaves_nothing(
    standalone: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "spark"
    (home / "bin").mkdir(parents=True)
    script = home / "bin" / "spark-class"
    script.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    script.chmod(0o700)
    monkeypatch.setattr(standalone, "spark_home", lambda: home)
    with pytest.raises(standalone.ClusterError, match="master"), standalone.Standalone(tmp_path / "c"):
        pytest.fail("came up")
    assert (tmp_path / "c" / "pids").read_text(encoding="utf-8") == ""
    assert (tmp_path / "c" / "conf" / "spark-defaults.conf").stat().st_mode & 0o077 == 0
