"""A rulebook as SQL text, for a warehouse that runs no Python."""

from yibao_rules.interop.sql.dialects import Dialect
from yibao_rules.interop.sql.text import SqlText, to_sql

__all__ = ["Dialect", "SqlText", "to_sql"]
