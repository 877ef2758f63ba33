"""Filings from files and standard input, one after the other; one that cannot be read does not stop the rest."""

import sys
from collections.abc import Callable, Sequence

from yibao_rules.cli.outlet import ACCEPTED, BAD_INPUT, Outlet, complain
from yibao_rules.errors import YibaoError
from yibao_rules.interop.json import Loaded, read, read_file
from yibao_rules.model.filing import Filing
from yibao_rules.serialization.limits import LARGEST_JSON
from yibao_rules.text import Text

STANDARD_INPUT = "-"


def each(files: Sequence[str], out: Outlet, answer: Callable[[Filing, str], int]) -> int:
    """Read every file and answer it.

    Args:
        files: paths; ``-`` is standard input.
        out: where faults and remarks go.
        answer: gives a filing's answer and returns its status; errors of the library count as bad input.

    Returns:
        The worst status.
    """
    worst = ACCEPTED
    for n, file in enumerate(files):
        if n and not out.as_json:
            out.say("")
        worst = max(worst, _one(file, out, answer))
    return worst


def _one(file: str, out: Outlet, answer: Callable[[Filing, str], int]) -> int:
    spoken = file == STANDARD_INPUT and not out.as_json
    name = Text("标准输入", "standard input").in_(out.lang) if spoken else file
    try:
        loaded = _read(file, name)
    except YibaoError as error:
        out.refuse(error, file=name)
        return BAD_INPUT
    try:
        status = answer(loaded.filing, name)
    except YibaoError as error:
        # Told with the file's name, which an error from deep inside does not know.
        out.refuse(error, file=name)
        complain(Text(f"（以上问题出自 {name}）", f"(this is about {name})").in_(out.lang))
        return BAD_INPUT
    for remark in loaded.remarks:
        tidied = Text(f"{name} 输入时整理：{remark.render()}", f"{name}, tidied: {remark.render('en')}")
        complain(tidied.in_(out.lang))
    return status


def _read(file: str, name: str) -> Loaded:
    if file != STANDARD_INPUT:
        return read_file(file)
    return read(sys.stdin.buffer.read(LARGEST_JSON + 1), source=name)
