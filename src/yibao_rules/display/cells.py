"""Text in terminal cells: a Chinese character takes two, so alignment and line breaks count cells, not characters."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

# Never at the start of a line, never at its end (标点避头尾).
_CLOSING = frozenset("，。、；：？！）》」』】”’％,.;:?!)]}%…—")
_OPENING = frozenset("（《「『【“‘([{")


def width(text: str) -> int:
    """Count the terminal cells of a text.

    >>> width("参保status")
    10
    """
    return sum(_cells(c) for c in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, cells: int) -> str:
    """Fill a text up with spaces to so many cells; a wider text stays as it is.

    >>> pad("类型", 6) + "|"
    '类型  |'
    """
    return text + " " * max(cells - width(text), 0)


def wrap(text: str, cells: int, *, first: str = "", rest: str = "") -> str:
    """Break a text into lines of at most so many cells, words whole, no closing mark at the start of a line.

    Args:
        text: the text; its own line breaks stay.
        cells: cells a line, indents included; at least 20 are used.
        first: what stands before the first line.
        rest: what stands before every other line.
    """
    lines: list[str] = []
    for n, paragraph in enumerate(text.split("\n")):
        indent = first if n == 0 else rest
        lines += _lines(paragraph, max(cells, 20), indent, rest)
    return "\n".join(lines)


def _lines(text: str, cells: int, first: str, rest: str) -> Iterator[str]:
    line, used, indent = "", width(first), first
    for piece in _pieces(text):
        if used + width(piece.rstrip()) > cells and line.strip():
            yield (indent + line).rstrip()
            line, used, indent = "", width(rest), rest
        more = piece if line else piece.lstrip()
        line += more
        used += width(more)
    yield (indent + line).rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Cut where a line may break: between wide characters, and after a space."""
    piece = ""
    for char in text:
        if piece and _may_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _may_break(before: str, after: str) -> bool:
    if before in _OPENING or after in _CLOSING or after == " ":
        return False
    return before == " " or _cells(before) == 2 or _cells(after) == 2


def table(rows: Iterable[Sequence[str]], *, indent: str = "", gap: int = 2) -> str:
    """Set rows in aligned columns.

    >>> print(table([("kind", "名称"), ("lease_contract", "租赁合同")]))
    kind            名称
    lease_contract  租赁合同
    """
    kept = [tuple(row) for row in rows]
    columns = [max(map(width, column)) for column in zip(*kept, strict=True)]
    lines = []
    for row in kept:
        cells = (pad(cell, columns[n] + gap) for n, cell in enumerate(row))
        lines.append((indent + "".join(cells)).rstrip())
    return "\n".join(lines)
