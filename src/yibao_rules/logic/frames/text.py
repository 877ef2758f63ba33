"""Text of a frame brought once into the form that objects have it in: widths, spaces, letters of numbers and names."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.frames.engines import Engine, Frame, NwExpr, collected, narwhals
from yibao_rules.logic.nodes import FactRef, FactType
from yibao_rules.text import INTERPUNCTS, INVISIBLE, TextForm

BLANKS = "\t\n\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What separates words, inside a pattern's brackets; a plain space besides."""

OTHER_DOTS = INTERPUNCTS.replace("·", "")
"""The interpuncts that are written as the first of them."""

_CHANGED = f"{BLANKS}{INVISIBLE}\uff01-\uff5e"


@cache
def odd_text(form: TextForm, *, capitals: bool = True) -> str:
    """Give the pattern of what is there to do: most columns are clean and are left alone.

    Every engine must read it: no anchors but at a space, no named classes.

    Args:
        form: the form in which the text is held.
        capitals: whether to look for a name's capitals too, which takes a long pattern.
    """
    if form is TextForm.NUMBER:
        return f"[ {_CHANGED}a-z]"
    if form is TextForm.NAME:
        # Capitals of the scripts that have them, Latin to Armenian; those of Vietnamese.
        ranges = (*range(0x41, 0x5B), *range(0xC0, 0x590), *range(0x1E00, 0x1F00))
        upper = "".join(c for c in map(chr, ranges) if c.lower() != c) if capitals else ""
        return f"[ {_CHANGED}{OTHER_DOTS}{upper}]"
    return f"^ | $|  |[{_CHANGED}]"


def tidied(
    frame: Frame, engine: Engine, facts: FactTable, schema: Mapping[str, Any], wanted: Iterable[FactRef]
) -> tuple[Frame, dict[str, int]]:
    """Normalise the columns of texts and of codes, where a look at them finds anything to normalise.

    Args:
        frame: the frame, with columns named as the facts.
        engine: its engine.
        facts: the table of facts, which says in what form each text is held.
        schema: the frame's columns and their types.
        wanted: the facts that matter.

    Returns:
        The frame, and for each column that was changed the number of its rows that were odd.
    """
    nw = narwhals()
    asked = [f for f in dict.fromkeys(wanted) if type(schema.get(f.name)).__name__ == "String"]
    texts = [f for f in asked if f.type is FactType.TEXT]
    codes = [f for f in asked if f.type is FactType.ENUM]
    # A word of a closed set is clean; only a column in which another stands is worth a closer look.
    strange = _count(
        frame, {f: ~nw.col(engine.spelt(f.name)).is_in([m.code for m in f.enum or ()]) for f in codes}
    )
    odd = _count(
        frame,
        {f: nw.col(engine.spelt(f.name)).str.contains(odd_text(facts.form(f))) for f in (*texts, *strange)},
    )
    if odd:
        columns = {engine.spelt(f.name): _clean(nw.col(engine.spelt(f.name)), facts.form(f)) for f in odd}
        frame = frame.with_columns(**columns)
    return frame, {f.name: n for f, n in odd.items()}


def _count(frame: Frame, conditions: Mapping[FactRef, NwExpr]) -> dict[FactRef, int]:
    """Count the rows of each condition; what no row meets is left out."""
    nw = narwhals()
    asked = [
        condition.fill_null(value=False).cast(nw.Int64).sum().alias(f"n{n}")
        for n, condition in enumerate(conditions.values())
    ]
    if not asked:
        return {}
    found = collected(frame.select(*asked)).to_dict(as_series=False)
    rows = {fact: int(found[f"n{n}"][0] or 0) for n, fact in enumerate(conditions)}
    return {fact: n for fact, n in rows.items() if n}


def _clean(column: NwExpr, form: TextForm) -> NwExpr:
    for number in range(0xFF01, 0xFF5F):
        column = column.str.replace_all(chr(number), chr(number - 0xFEE0), literal=True)
    column = column.str.replace_all(f"[{INVISIBLE}]", "").str.replace_all(f"[ {BLANKS}]+", " ")
    column = column.str.strip_chars(" ")
    if form is not TextForm.PLAIN:
        column = column.str.replace_all(" ", "", literal=True)
    if form is TextForm.NUMBER:
        column = column.str.to_uppercase()
    if form is TextForm.NAME:
        column = column.str.replace_all(f"[{OTHER_DOTS}]", "·").str.to_lowercase()
    return column
