"""Filings from and to JSON: every fault of an input told at once, with its JSON pointer."""

import json
from collections.abc import Callable
from os import PathLike
from typing import Any, Final

from attrs import frozen
from cattrs import BaseValidationError

from yibao_rules.interop.converter import configure, make_converter, shared_converter
from yibao_rules.interop.keys import faults_of
from yibao_rules.model.filing import Filing
from yibao_rules.serialization.faults import Fault, FaultKind, Faults, HookError, InputError, Remark
from yibao_rules.serialization.guard import whole
from yibao_rules.serialization.json_text import read_json, too_deep
from yibao_rules.serialization.limits import DEEPEST, LARGEST_JSON
from yibao_rules.serialization.normalising import normalise_tree
from yibao_rules.serialization.signatures import guarded
from yibao_rules.serialization.size import too_big
from yibao_rules.serialization.whole_files import read_whole
from yibao_rules.text import Text

__all__ = [
    "Fault",
    "FaultKind",
    "InputError",
    "Loaded",
    "Remark",
    "configure",
    "dumps",
    "faults_of",
    "load",
    "loads",
    "make_converter",
    "read",
    "read_file",
    "structure",
    "unstructure",
]

_A_FILING: Final = Text("一份申请的 JSON 文件", "a JSON file with a filing")


@frozen
class Loaded:
    """A filing, and what was changed about its text on the way in.

    Args:
        filing: the filing.
        remarks: one for each text that was normalised.
    """

    filing: Filing
    remarks: tuple[Remark, ...] = ()


@guarded
def read(document: str | bytes, *, source: str = "JSON") -> Loaded:
    """Read a filing from JSON text, keeping the remarks.

    Args:
        document: the text, or its bytes in UTF-8 (with or without a byte-order mark).
        source: its name, for errors.

    Returns:
        The filing and the remarks.

    Raises:
        InputError: with every fault at once; no fault holds a value of the document.

    >>> read('{"item": "referral", "insured_place": "３３０９００"}').remarks[0].render()
    '/insured_place：全角字符转为半角'
    """
    return _structure(read_json(document, source), source)


@guarded
def loads(document: str | bytes, *, source: str = "JSON") -> Filing:
    """Read a filing from JSON text; see :func:`read`.

    Raises:
        InputError: with every fault at once.

    >>> loads('{"item": "referral", "circumstances": {"referred": true}}').circumstances.referred
    True
    """
    return read(document, source=source).filing


@guarded
def read_file(path: str | PathLike[str]) -> Loaded:
    """Read a filing from a file, keeping the remarks.

    Raises:
        InputError: when the file cannot be read, or holds no filing.
    """
    name = str(path)
    document, bad = read_whole(path, LARGEST_JSON, _A_FILING)
    if bad is not None:
        raise InputError((bad.at(""),), source=name)
    return read(document, source=name)


@guarded
def load(path: str | PathLike[str]) -> Filing:
    """Read a filing from a file; see :func:`read_file`.

    Raises:
        InputError: when the file cannot be read, or holds no filing.
    """
    return read_file(path).filing


def structure(tree: object, *, source: str = "JSON") -> Filing:
    """Make a filing of a tree of mappings, lists and plain values (from YAML, TOML or a web framework).

    Args:
        tree: the tree; ``date``, ``datetime``, ``Decimal`` and the model's own objects may stand in it.
        source: its name, for errors.

    Raises:
        InputError: with every fault at once.
    """
    bad = too_big(tree, DEEPEST)
    if bad is not None:
        raise InputError((bad.at(""),), source=source)
    return _structure(tree, source).filing


@guarded
def dumps(filing: Filing, *, indent: int | None = None) -> str:
    """Write a filing as JSON text, personal data included: it is a copy of the filing, not a report about it.

    Args:
        filing: the filing.
        indent: spaces of indentation; None for one line.

    Returns:
        The text; ``loads`` gives an equal filing back, as far as its texts are normalised.

    >>> dumps(Filing(item="referral", materials=()))
    '{"item": "referral", "materials": []}'
    """
    if indent is not None:
        whole(indent, "indent", least=0, most=64)
    return json.dumps(unstructure(filing), ensure_ascii=False, indent=indent)


@guarded
def unstructure(filing: Filing) -> dict[str, Any]:
    """Give the tree that :func:`dumps` writes; what is unknown is left out."""
    tree: dict[str, Any] = shared_converter().unstructure(filing)
    return tree


def _structure(tree: object, source: str) -> Loaded:
    normalised = normalise_tree(tree)
    if isinstance(normalised.tree, dict) and "$schema" in normalised.tree:
        # Editors find the schema by this key.
        normalised.tree = {key: value for key, value in normalised.tree.items() if key != "$schema"}
    if normalised.too_deep:
        raise InputError((too_deep().at(""),), source=source)
    filing, faults = _try(lambda: shared_converter().structure(normalised.tree, Filing))
    before = normalised.faults.result()
    told = {fault.pointer for fault in before if fault.kind is FaultKind.BAD_NUMBER}
    after = (fault for fault in faults if fault.pointer not in told)
    faults = Faults(dict.fromkeys((*before, *after)), before.more + faults.more)
    if faults or filing is None:
        raise InputError(faults, source=source)
    return Loaded(filing, normalised.remarks())


def _try(make: Callable[[], Filing]) -> tuple[Filing | None, Faults]:
    """Run, and give the faults as a value: an error raised while another is handled would carry it along."""
    try:
        return make(), Faults()
    except (BaseValidationError, HookError) as error:
        return None, faults_of(error)
