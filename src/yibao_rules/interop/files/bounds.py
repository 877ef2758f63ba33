"""How much of a file is held at once, and what is refused as too large: what a stranger sends must not exhaust anything."""

from yibao_rules.text import Text

BYTES = 128 * 1024 * 1024
"""Bytes of the rows that are held at once; a batch ends where they are reached."""

LONGEST = 16 * 1024 * 1024
"""Bytes of the longest line of a text file."""

CELL = 8 * 1024
"""Bytes of the longest text in one cell of Parquet or Arrow, where a few bytes may stand for it on every row."""

COLUMNS = 4_000
"""Columns of a file, or names that occur in its lines."""

CELL_TOO_LONG = Text(f"一格超过 {CELL >> 10} KiB", f"a cell of more than {CELL >> 10} KiB")
"""Why such a row of Parquet or Arrow is damaged."""

TOO_LONG = Text(f"一行超过 {LONGEST >> 20} MiB", f"a line of more than {LONGEST >> 20} MiB")
"""Why such a row of a text file is damaged."""
