"""Filings as frames and back, what follows from a frame's columns, and due dates beside its rows."""

from yibao_rules.interop.frames.derived import with_derived
from yibao_rules.interop.frames.due import with_due
from yibao_rules.interop.frames.filings import (
    FilingsRead,
    filings_from_frame,
    filings_to_frame,
    filings_to_tables,
)

__all__ = [
    "FilingsRead",
    "filings_from_frame",
    "filings_to_frame",
    "filings_to_tables",
    "with_derived",
    "with_due",
]
