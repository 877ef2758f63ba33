"""Write the pins: ``pins.py FOLDER`` resolves pyproject.toml for each environment into FOLDER, by uv.

A file ``NAME.txt`` holds wheels, ``NAME-source.txt`` what its makers publish as source alone. All that is installed
stands there with its exact version and its hashes, so that an installer has nothing to resolve. No address is written.
With ``--keep`` the versions of the present pins stay where they still fit.
"""

import argparse
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SOURCE_ONLY = ("jieba", "lunar-python", "pyspark")
_CLUSTER = ("dask", "spark")
_BLOCK = re.compile(r"(?m)^(?=[A-Za-z])")


def environments(project: dict[str, Any]) -> dict[str, tuple[list[str], list[str]]]:
    """Return for each environment its extras and its dependency groups."""
    extras = project["project"]["optional-dependencies"]
    local = [e for e in extras if e not in _CLUSTER]
    tables = ["files", "pandas", "polars", "sql"]
    return {
        "core": ([], []),
        "test": (local, ["test"]),
        "spark": ([*tables, "testing", *_CLUSTER], ["pytest", "sources"]),
        "bench": (tables, ["bench"]),
        "oldest": (local, ["test"]),
        "oldest-spark": ([*tables, "testing", *_CLUSTER], ["pytest", "sources"]),
    }


def blocks(text: str) -> dict[str, str]:
    """Return the pins of a file by name; a name with several versions for several Pythons keeps them together."""
    found: dict[str, str] = {}
    for block in _BLOCK.split(text):
        if block.strip():
            name = block.split("==")[0]
            found[name] = found.get(name, "") + block
    return found


def needs(project: dict[str, Any], extras: list[str]) -> list[str]:
    """Return what the library and these extras need, as pyproject.toml writes it."""
    optional = project["project"]["optional-dependencies"]
    return sorted({*project["project"]["dependencies"], *(line for e in extras for line in optional[e])})


def tools(project: dict[str, Any], groups: list[str]) -> list[str]:
    """Return what these dependency groups need, those that they include too."""
    found: list[str] = []
    for group in groups:
        for line in project["dependency-groups"][group]:
            found += tools(project, [line["include-group"]]) if isinstance(line, dict) else [line]
    return found


def spelled(requirement: str) -> tuple[str, str]:
    """Return the name of a requirement in the one spelling that pins use, without and with its extras."""
    found = re.match(r"[\w.-]+(\[[^]]*])?", requirement)
    assert found is not None, requirement  # noqa: S101  # pyproject.toml is ours
    return found[0].removesuffix(found[1] or "").lower().replace("_", "-"), found[0]


def resolve(name: str, folder: Path, project: dict[str, Any], preferred: dict[str, str]) -> None:
    """Write the pins of one environment, with preferred versions where they fit.

    The oldest ones: the lowest versions of what pyproject.toml declares, the test tools as they are pinned.
    """
    extras, groups = environments(project)[name]
    ours, theirs, out = needs(project, extras), tools(project, groups), folder / f"{name}.txt"
    lowest = name.startswith("oldest")
    if lowest:
        declared = {spelled(line)[0] for line in ours}
        preferred = {k: v for k, v in preferred.items() if k not in declared}
        versions = {k: re.findall(r"==([^\s;]+)", v)[0] for k, v in preferred.items()}
        theirs = [f"{spelled(tool)[1]}=={versions[spelled(tool)[0]]}" for tool in theirs]
    out.write_text("".join(preferred.values()), "utf-8")
    given = folder / f"{name}.in"
    given.write_text("\n".join([*ours, *theirs]), "utf-8")
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", str(given), "-q", "-o", str(out)),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"),
        *("--resolution", "lowest-direct" if lowest else "highest"),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    given.unlink()


def separate(name: str, folder: Path) -> None:
    """Put what is published as source alone into a file of its own."""
    pins = blocks((folder / f"{name}.txt").read_text("utf-8"))
    source = "".join(text for key, text in pins.items() if key in SOURCE_ONLY)
    wheels = "".join(text for key, text in pins.items() if key not in SOURCE_ONLY)
    (folder / f"{name}.txt").write_text(wheels, "utf-8")
    if source:
        (folder / f"{name}-source.txt").write_text(source, "utf-8")


def present(name: str) -> dict[str, str]:
    """Return the pins that the project has now."""
    files = (ROOT / "requirements" / f"{name}{end}.txt" for end in ("", "-source"))
    return blocks("".join(file.read_text("utf-8") for file in files if file.exists()))


def main() -> None:
    """Resolve every environment: the tests first, since the others follow their versions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="keep present versions where they still fit")
    options = parser.parse_args()
    folder: Path = options.folder
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    resolve("test", folder, project, present("test") if options.keep else {})
    test = blocks((folder / "test.txt").read_text("utf-8"))
    for name in environments(project):
        if name != "test":
            kept = present(name) if options.keep and not name.startswith("oldest") else {}
            resolve(name, folder, project, {**kept, **test})
    for name in environments(project):
        separate(name, folder)


if __name__ == "__main__":
    main()
