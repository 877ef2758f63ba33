"""What a user meets first: a light import, every public name, one import contract."""

import subprocess
import sys

import pytest

import yibao_rules

HEAVY = (
    "numpy",
    "hypothesis",
    "icalendar",
    "lunar_python",
    "msgspec",
    "narwhals",
    "polars",
    "pandas",
    "argparse",
)


@pytest.mark.parametrize("name", yibao_rules.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(yibao_rules, name).__module__.startswith("yibao_rules.")


def test_public_names_are_listed_once_and_sorted() -> None:
    assert dir(yibao_rules) == sorted(set(yibao_rules.__all__))
    assert set(yibao_rules._HOME) == set(yibao_rules.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such"):
        _ = yibao_rules.no_such


@pytest.mark.parametrize("module", ["yibao_rules", "yibao_rules.calendar", "yibao_rules.precheck"])
def test_importing_loads_no_optional_package(module: str) -> None:
    code = f"import sys, {module}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == ""


def test_importing_the_package_alone_loads_no_room() -> None:
    code = "import sys, yibao_rules; print(*(m for m in sys.modules if m.startswith('yibao_rules.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == ""
