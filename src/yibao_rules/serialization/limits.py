"""Limits of what is taken in: sizes, depth, and how many faults are told; docs/limits.md lists them with their reasons."""

from typing import Final

MOST_FAULTS: Final = 100
"""Faults of one input that are told one by one; the rest are counted."""

MOST_REMARKS: Final = 1_000
"""Changes of text that are remarked one by one; the rest are counted."""

LARGEST_JSON: Final = 4 * 1024 * 1024
"""Bytes or characters of a JSON document; a filing is about a thousand times smaller."""

LARGEST_TOML: Final = 1024 * 1024
"""Bytes or characters of a TOML document; the largest guide that the library brings has 30,000."""

DEEPEST: Final = 16
"""Levels of nesting in a tree of JSON; a filing has five."""

DEEPEST_TOML: Final = 64
"""Levels of nesting in a tree of TOML; the deepest requirement tree of a guide takes some thirty."""

MOST_ENTRIES: Final = 50_000
"""Entries of one list."""

LONGEST_NUMBER: Final = 18
"""Digits of a whole number: it fits 64 bits, and spares us Python's quadratic reading of huge ones."""

LONGEST_TEXT: Final = 1_000
"""Characters of one text of a filing."""

LONGEST_SHOWN: Final = 40
"""Characters of a value that a fault shows, where values are shown at all: a guide's, never a filing's."""

MOST_NODES: Final = 200_000
"""Values in a tree of plain data, shared ones counted each time that they are met."""

MOST_KEY_PARTS: Final = 32
"""Parts of one dotted key of TOML."""

LONGEST_PROSE: Final = 20_000
"""Characters of one text of a guide."""

DEEPEST_REQUIREMENT: Final = 12
"""Levels of a guide's requirement tree, named nodes of ``[define]`` written out."""

MOST_NEEDS: Final = 500
"""Nodes of a guide's requirement tree, named nodes of ``[define]`` written out."""

MOST_ITEMS: Final = 1_000
"""Items of one guide; the national list has 28."""

MOST_STATEMENTS: Final = 2_000
"""Materials, conditions, required facts and locks of all items of one guide."""

LONGEST_HOURS: Final = 4_000
"""Characters of office hours in words."""
