"""A guide from its TOML text or file: structured, checked, or refused with every fault."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yibao_rules.guides.checks import check
from yibao_rules.guides.faults import Fault, GuideError
from yibao_rules.guides.structure import BAD, Structurer
from yibao_rules.model.guide import Guide
from yibao_rules.text import Text, same

INLINE = "<text>"
"""What messages call a guide that was given as text."""


def load(source: str | Path, *, file: str | None = None) -> Guide:
    """Load a guide.

    Args:
        source: a path, or the TOML text itself. A ``str`` is a text when it has a line break, else a path.
        file: what messages call it; the path, or ``<text>``.

    Returns:
        The guide.

    Raises:
        GuideError: the file is missing, is not TOML, or has faults; ``.faults`` has all of them.
    """
    if isinstance(source, str) and "\n" in source:
        return structure(_toml(source, file or INLINE), file or INLINE)
    path = Path(source)
    name = file or str(path)
    return structure(_toml(_read(path, name), name), name)


def structure(data: Mapping[str, Any], file: str) -> Guide:
    """Make a guide from plain data, as TOML or JSON gives it.

    Args:
        data: the top-level table.
        file: what messages call it.

    Returns:
        The guide.

    Raises:
        GuideError: with every fault.
    """
    definitions = data.get("define", {})
    structurer = Structurer(file, definitions if isinstance(definitions, dict) else {})
    if not isinstance(definitions, dict):
        structurer.value(dict, definitions, "define")
    guide = structurer.record(Guide, data, "", skip=("define",))
    if guide is not BAD:
        check(guide, structurer.fault)
    if structurer.faults:
        raise GuideError(structurer.faults)
    return guide  # type: ignore[no-any-return]  # a record of the class asked for, BAD is excluded by its fault


def _toml(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = Text(f"不是 TOML（{error}）", f"not TOML ({error})")
        raise _single(file, found, Text("TOML 文本", "TOML text")) from None


def _read(path: Path, file: str) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise _single(
            file, same(error.strerror or str(error)), Text("可读的文件", "a readable file")
        ) from None
    except UnicodeDecodeError:
        found = Text("不是 UTF-8 文本", "not UTF-8 text")
        raise _single(file, found, Text("UTF-8 编码的文件", "a file in UTF-8")) from None


def _single(file: str, found: Text, expected: Text) -> GuideError:
    fix = Text(f"提供{expected.zh}", f"give {expected.en}")
    return GuideError([Fault(file=file, path="/", found=found, expected=expected, fix=fix)])
