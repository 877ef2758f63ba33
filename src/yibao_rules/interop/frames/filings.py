"""Filings as frames and back: facts in columns, materials as a list, as columns or as a table of their own."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from yibao_rules.interop.json import structure
from yibao_rules.logic.frames.asked import GUARD
from yibao_rules.logic.frames.engines import SEPARATOR, collected, take_in
from yibao_rules.logic.frames.items import GIVEN, KIND
from yibao_rules.logic.frames.write import Written, as_value, write
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.serialization.faults import InputError
from yibao_rules.serialization.guard import describe
from yibao_rules.text import Text

MATERIAL = "material"
"""The family of facts of materials, and the column that lists the kinds handed in."""


def filings_to_frame(
    filings: Iterable[Filing], *, backend: str = "polars", key: str = "id", day: date | None = None
) -> Any:
    """Write filings as one frame: a column for each fact, ``material`` listing the kinds handed in.

    Args:
        filings: the filings. Their own ids are the keys where every filing has one, else 0, 1, 2 …
        backend: ``polars``, ``pyarrow``, ``pandas``, ``pandas[pyarrow]`` or ``duckdb``.
        key: the name of the keys' column.
        day: a day to write into a column ``day``; None leaves the column out.

    Returns:
        The frame; rules say of each row what they say of the filing. It holds personal data.

    Raises:
        UnknownFactError: no such backend.
        MissingExtraError: its package is not installed.
    """
    GUARD.bounded(key, "key")
    GUARD.bounded(backend, "backend")
    rows = _rows(filings)
    main = _main(rows, key, day)
    handed_in = [None if f.materials is None else [m.kind for m in f.materials] for f in rows]
    fields = write(facts(), rows, key=key, facts=_fields_of(rows))
    columns = {**main.columns, **fields.columns, key: main.columns[key], MATERIAL: handed_in}
    return Written(columns, {**fields.kinds, **main.kinds, MATERIAL: "codes"}).to(backend)


def filings_to_tables(
    filings: Iterable[Filing], *, backend: str = "polars", key: str = "id", day: date | None = None
) -> tuple[Any, Any]:
    """Write filings as two frames: the filings, and a table with a row for each material.

    The column ``material.given`` of the first says whether anybody has said what was handed in. Arguments and errors
    are those of :func:`filings_to_frame`; the second goes to ``check_frame`` as ``items={"material": table}``.
    """
    GUARD.bounded(key, "key")
    GUARD.bounded(backend, "backend")
    rows = _rows(filings)
    main = _main(rows, key, day)
    given = f"{MATERIAL}.{GIVEN}"
    columns = {**main.columns, given: [f.materials is not None for f in rows]}
    pairs = [(k, m) for k, f in zip(main.columns[key], rows, strict=True) for m in f.materials or ()]
    (family,) = facts().families
    fields = [part for part in family.fields if part.path != "?"]
    table: dict[str, list[Any]] = {key: [k for k, _ in pairs], KIND: [m.kind for _, m in pairs]}
    kinds = {key: main.kinds[key], KIND: "text"}
    for part in fields:
        table[part.name] = [as_value(getattr(m, part.path)) for _, m in pairs]
        kinds[part.name] = _KINDS[part.name]
    return Written(columns, {**main.kinds, given: "bool"}).to(backend), Written(table, kinds).to(backend)


def _rows(filings: Iterable[Filing]) -> list[Filing]:
    if not isinstance(filings, Iterable) or isinstance(filings, str | bytes | Mapping):
        raise GUARD.refuse(
            "filings",
            describe(filings),
            Text("若干 Filing", "filings"),
            Text("传入列表，如 [filing]", "pass a list, such as [filing]"),
        )
    return [GUARD.expect(filing, Filing, "filings") for filing in filings]


def _main(rows: Sequence[Filing], key: str, day: date | None) -> Written:
    if day is not None:
        GUARD.day(day)
    ids = [f.id for f in rows]
    keys = None if None in ids else ids
    return write(facts(), rows, keys=keys, key=key, day=day, facts=[f.name for f in facts()])


def _fields_of(rows: Iterable[Filing]) -> list[str]:
    kinds = dict.fromkeys(m.kind for f in rows for m in f.materials or ())
    return [f"{MATERIAL}.{kind}.{field}" for kind in kinds for field in _KINDS]


_KINDS = {
    "form": "text",
    "copies": "int",
    "issued_on": "date",
    "expires_on": "date",
    "permanent": "bool",
    "held_since": "date",
    "seals": "codes",
    "legible": "bool",
    "complete": "bool",
    "marked_emergency": "bool",
    "issuer_qualified": "bool",
}


@frozen
class Damaged:
    """A row that is no filing.

    Attributes:
        key: its key.
        reason: every fault at once; holds no value of the row.
    """

    key: object
    reason: InputError


@frozen
class FilingsRead:
    """The filings of a frame, and the rows that are none."""

    filings: tuple[Filing, ...]
    damaged: tuple[Damaged, ...]


# What facts alone cannot rebuild, since they are worked out from more than they say.
_WORKED_OUT = frozenset(
    {
        "day",
        "filing.type",
        "filing.online",
        "filing.place_relation",
        "insured.enrolled",
        "insured.duplicates",
        "agent.present",
        "contact.complete",
        "hospital.code_fits",
        "hospital.open_for_disease",
        "disease.code_fits",
    }
)
_ENDINGS = {"name_key": "name", "id_text": "id_number", "card_text": "card_number"}


def filings_from_frame(frame: object, *, key: str = "id") -> FilingsRead:
    """Read filings back from a frame whose columns are facts.

    What a fact is worked out from comes back only as far as the fact says it: one enrolment, no contact. A row's
    materials come from the column ``material`` and the columns ``material.<kind>.<field>``.

    Args:
        frame: a frame of any kind, small enough to be held as objects.
        key: the column that tells the rows apart; it becomes the filing's id.

    Raises:
        FrameError: it is no frame.
        MissingExtraError: narwhals is not installed.
    """
    GUARD.expect(key, str, "key")
    wrapped, engine = take_in(frame)
    found: list[Filing] = []
    damaged: list[Damaged] = []
    for raw in collected(wrapped).iter_rows(named=True):
        row = {engine.told(name): value for name, value in raw.items() if _is_given(value)}
        try:
            found.append(structure(_tree(row, key), source=f"{key}={row.get(key)}"))
        except InputError as error:
            damaged.append(Damaged(row.get(key), error))
    return FilingsRead(tuple(found), tuple(damaged))


def _is_given(value: Any) -> bool:
    # pandas has nulls of its own: NA for anything, NaT for days, NaN for numbers.
    own = type(value).__name__ in ("NAType", "NaTType")
    return value is not None and not own and not (isinstance(value, float) and math.isnan(value))


def _tree(row: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Give a row as the tree that a JSON filing is."""
    tree: dict[str, Any] = {}
    for fact in facts():
        if fact.name in row and fact.name not in _WORKED_OUT and not fact.path.endswith("_city"):
            _put(tree, fact.path, row[fact.name])
    for worked_out in ("id_birth_date", "id_sex"):
        for person in ("applicant", "registration"):
            tree.get(person, {}).pop(worked_out, None)
    if (
        "item" not in tree
        and row.get("filing.type", FilingType.OTHER_ITEM.code) != FilingType.OTHER_ITEM.code
    ):
        tree["item"] = row["filing.type"]
    enrolment = tree.pop("enrolment", None)
    if enrolment is not None or _plain(row.get("insured.enrolled")) is False:
        tree["enrolments"] = [enrolment] if enrolment else []
    if row.get("agent.present"):
        tree.setdefault("agent", {})
    if key in row:
        tree["id"] = str(row[key])
    if MATERIAL in row:
        tree["materials"] = [_material(kind, row) for kind in _listed(row[MATERIAL])]
    return tree


def _put(tree: dict[str, Any], path: str, value: Any) -> None:
    *parts, last = path.split(".")
    for part in parts:
        tree = tree.setdefault(part, {})
    tree[_ENDINGS.get(last, last)] = _plain(value)


def _plain(value: Any) -> Any:
    """Give a value as Python's own: NumPy and pandas have theirs; a number with a fraction as the text of an amount."""
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime().date()
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float | Decimal):
        return int(value) if value == int(value) else str(value)
    return value


def _listed(value: Any) -> Iterator[str]:
    return (code for code in (value.split(SEPARATOR) if isinstance(value, str) else value) if code)


def _material(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    names = {field: f"{MATERIAL}.{kind}.{field}" for field in _KINDS}
    given = {field: _plain(row[name]) for field, name in names.items() if name in row}
    if "seals" in given:
        given["seals"] = list(_listed(given["seals"]))
    return {"kind": kind, **given}
