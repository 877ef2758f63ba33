"""Text in a database and the form in which objects hold it: telling what is not in it, and bringing it there."""

from yibao_rules.interop.sql.dialects import Dialect
from yibao_rules.interop.sql.plain import expressions
from yibao_rules.logic.frames.text import BLANKS, OTHER_DOTS, odd_text
from yibao_rules.text import INVISIBLE, TextForm

_WIDE = "".join(map(chr, range(0xFF01, 0xFF5F)))
_NARROW = "".join(map(chr, range(0x21, 0x7F)))


def odd(column: str, dialect: Dialect, form: TextForm) -> str:
    """Give the condition that a text is not in its form."""
    e = expressions()
    pattern = _pattern(odd_text(form, capitals=False), dialect)
    found = e.RegexpLike(this=e.Var(this=column), expression=e.Literal.string(pattern)).sql(dialect.code)
    return f"{found} OR {column} <> LOWER({column})" if form is TextForm.NAME else str(found)


def tidied(column: str, dialect: Dialect, form: TextForm) -> str:
    """Give a text in its form, as objects hold it."""
    narrow = f"TRANSLATE({column}, {dialect.text(_WIDE)}, {dialect.text(_NARROW)})"
    seen = _replaced(narrow, f"[{INVISIBLE}]", "", dialect)
    if form is TextForm.PLAIN:
        return f"TRIM({_replaced(seen, f'[ {BLANKS}]+', ' ', dialect)})"
    joined = _replaced(seen, f"[ {BLANKS}]", "", dialect)
    if form is TextForm.NUMBER:
        return f"UPPER({joined})"
    dots = dialect.text("·" * len(OTHER_DOTS))
    return f"LOWER(TRANSLATE({joined}, {dialect.text(OTHER_DOTS)}, {dots}))"


def _replaced(text: str, pattern: str, by: str, dialect: Dialect) -> str:
    # Spark and Hive replace all there are without being told.
    every = ", 'g'" if dialect in (Dialect.DUCKDB, Dialect.POSTGRES) else ""
    return f"REGEXP_REPLACE({text}, {dialect.text(_pattern(pattern, dialect))}, {dialect.text(by)}{every})"


def _pattern(pattern: str, dialect: Dialect) -> str:
    """Write what cannot be seen, or may be lost on the way to the database, by its number."""
    return "".join(c if " " <= c <= "~" else _numbered(c, dialect) for c in pattern)


def _numbered(character: str, dialect: Dialect) -> str:
    number = f"{ord(character):04x}"
    return f"\\x{{{number}}}" if dialect is Dialect.DUCKDB else f"\\u{number}"
