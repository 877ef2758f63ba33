"""What the shell's streams can hold: readable text under any locale, and whether a terminal knows colours."""

import codecs
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from yibao_rules.interop.files.sinks import is_utf8

ESCAPING = "yibao_rules.escape"
"""The error handler that writes ``\\uXXXX`` for a character that an encoding lacks; within JSON it stays JSON."""

_CHINESE = "结论：材料"


def prepare(*streams: TextIO) -> None:
    """Let every stream show Chinese, and never fail to print.

    A stream whose encoding holds Chinese keeps it (UTF-8, GBK, GB18030), and escapes only what that lacks. Any other
    (ASCII of the C locale, Latin-1, code page 437 or 1252) goes out as UTF-8: escapes throughout could not be read.
    """
    codecs.register_error(ESCAPING, _escape)
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=None if _holds_chinese(stream) else "utf-8", errors=ESCAPING)


def json_text(text: str, stream: TextIO) -> str:
    """Return JSON as it goes to a stream: programs read it as UTF-8, so in any other encoding it keeps to ASCII."""
    return text if is_utf8(stream) else text.encode("ascii", ESCAPING).decode("ascii")


def argument_text(argument: str) -> str:
    """Return an argument that the locale could not read as UTF-8; the name of a file stays as it came."""
    if not any("\udc80" <= c <= "\udcff" for c in argument) or os.path.exists(argument):  # noqa: PTH110  # no Path yet
        return argument
    try:
        return argument.encode(sys.getfilesystemencoding(), "surrogateescape").decode("utf-8")
    except UnicodeError:
        return argument


def knows_colour(stream: TextIO, environment: Mapping[str, str], *, windows: bool) -> bool:
    """Say whether colours are wanted and understood.

    They need a terminal, no ``NO_COLOR`` (https://no-color.org) and a ``TERM`` other than ``dumb``; on Windows one of
    the names that terminals with colours set, since the old console prints their codes.
    """
    if not stream.isatty() or environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return not windows or any(
        environment.get(name) for name in ("WT_SESSION", "TERM", "ANSICON", "ConEmuANSI")
    )


def _holds_chinese(stream: TextIO) -> bool:
    try:
        _CHINESE.encode(stream.encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (lacking[n : n + 2].hex() for n in range(0, len(lacking), 2))
    return "".join(f"\\u{unit}" for unit in units), error.end
