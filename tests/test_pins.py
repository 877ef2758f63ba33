"""The pins are whole: exact versions with hashes for all that is installed, and floors that are the ones that run (A1, A3)."""

import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
CLUSTER = ("dask", "spark")
LOCAL = tuple(extra for extra in EXTRAS if extra not in CLUSTER)
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>[^\\]+?))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def pins(environment: str) -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for file in (f for f in FILES if f.stem in (environment, f"{environment}-source")):
        for line in file.read_text("utf-8").splitlines():
            if not line.startswith(" "):
                pin = Requirement(line.removesuffix("\\"))
                found.setdefault(pin.name, []).append(pin)
    return found


def grouped(group: str) -> Iterator[str]:
    for line in PROJECT["dependency-groups"][group]:
        if isinstance(line, dict):
            yield from grouped(line["include-group"])
        else:
            yield line


def declared(*extras: str) -> list[Requirement]:
    return [
        Requirement(r) for r in (*PROJECT["project"]["dependencies"], *(r for e in extras for r in EXTRAS[e]))
    ]


def applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def unpinned(roots: list[Requirement], pinned: dict[str, list[Requirement]]) -> set[str]:
    """Return what the running environment's own metadata ask for, extras too, and the pins lack or contradict."""
    missing, seen, left = set(), set(), list(roots)
    while left:
        wanted = left.pop()
        name = canonicalize_name(wanted.name)
        versions = [next(iter(p.specifier)).version for p in pinned.get(name, ()) if applies(p)]
        if len(versions) != 1 or not wanted.specifier.contains(versions[0], prereleases=True):
            missing.add(f"{wanted}: {versions}")
        for extra in ("", *wanted.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                left += [r for r in map(Requirement, metadata.requires(name) or ()) if applies(r, extra)]
    return missing


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a1_every_pin_has_an_exact_version_and_hashes_and_nothing_else(file: Path) -> None:
    assert FILES
    lines = file.read_text("utf-8").splitlines()
    assert all(PIN.fullmatch(line) or HASH.fullmatch(line) for line in lines)
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        assert line.endswith("\\") == following.startswith(" "), line


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a1_no_address_stands_in_a_file_of_pins(file: Path) -> None:
    assert not re.search(r"://|(?m:^-)|\s@\s", file.read_text("utf-8"))


def test_a1_every_environment_holds_the_same_versions_as_the_tests() -> None:
    tested = pins("test")
    for name in ("core", "spark", "bench"):
        for dist, versions in pins(name).items():
            assert tested.get(dist, versions) == versions, (name, dist)


@pytest.fixture(name="running")
def _running() -> str:
    """Return the environment whose pins are installed here: metadata of other versions say nothing of our pins."""
    for name in ("test", "oldest"):
        if all(metadata.version(d) in str(pins(name)[d]) for d in ("attrs", "cattrs", "python-dateutil")):
            return name
    pytest.skip("neither the pinned nor the oldest versions are installed here")


def test_a1_all_that_the_core_needs_here_is_pinned(running: str) -> None:
    assert unpinned(declared(), pins(running.replace("test", "core"))) == set()


def test_a1_all_that_the_tests_need_here_is_pinned_with_the_extras_of_what_needs_it(running: str) -> None:
    tools = [Requirement(line) for line in grouped("test")]
    assert any(tool.extras for tool in tools)
    assert unpinned([*declared(*LOCAL), *tools], pins(running)) == set()


def test_a1_a_missing_pin_is_noticed() -> None:
    without = {name: found for name, found in pins("test").items() if name != "iniconfig"}
    assert len(unpinned([Requirement("pytest-cov")], without)) == 1
    assert len(unpinned([Requirement("attrs>=99")], pins("core"))) == 1


def floors(*extras: str) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for requirement in declared(*extras):
        low = {s.version for s in requirement.specifier if s.operator == ">="}
        found.setdefault(canonicalize_name(requirement.name), set()).update(low)
    assert all(len(versions) == 1 for versions in found.values()), "one lowest version for each"
    return {name: versions.pop() for name, versions in found.items()}


@pytest.mark.parametrize(
    ("environment", "extras"),
    [("oldest", LOCAL), ("oldest-spark", ("files", "pandas", "polars", "sql", "testing", *CLUSTER))],
)
def test_a3_the_lowest_versions_that_run_are_the_lowest_that_are_declared(
    environment: str, extras: tuple[str, ...]
) -> None:
    oldest = pins(environment)
    for name, floor in floors(*extras).items():
        (pin,) = oldest[name]
        assert Requirement(f"{name}=={floor}").specifier.contains(next(iter(pin.specifier)).version), name


def test_a3_every_extra_is_run_on_its_lowest_versions() -> None:
    assert set(LOCAL) | {*CLUSTER} == set(EXTRAS)
    assert floors(*EXTRAS).keys() <= {*pins("oldest"), *pins("oldest-spark")}


def test_a3_no_test_tool_contradicts_an_extra() -> None:
    """What the library or an extra declares, no group declares again with bounds of its own."""
    ours = {canonicalize_name(r.name) for r in declared(*EXTRAS)}
    for group in PROJECT["dependency-groups"]:
        assert not ours & {canonicalize_name(Requirement(line).name) for line in grouped(group)}, group
