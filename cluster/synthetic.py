"""Synthetic filings as Parquet, one folder for each place and day: the same for the same seed on every machine.

``python -m cluster.synthetic FOLDER [ROWS]`` writes them. Nobody in them exists: every value is drawn, column by
column, and about one filing in three has something wrong or open. The files hold the facts that the national
rulebook reads; ``day`` is the day of the check and, with ``place``, lies in the folders' names.
"""
# ruff: noqa: INP001  # a script of its own, no part of the package

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped, unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped, unused-ignore]
import pyarrow.parquet as pq  # type: ignore[import-untyped, unused-ignore]
from attrs import frozen

SEED = 20260301
PLACES = ("130600", "131000", "210400", "330900", "340100", "350200", "410100", "440300", "510100", "610100")
DAYS = tuple(date(2026, 3, 2) + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11))
GROUP_ROWS = 131_072

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = (
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "丽",
    "强",
    "磊",
    "军",
    "洋",
    "勇",
    "艳",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "霞",
)
_NAMES = tuple(s + g for s in _SURNAMES for g in _GIVEN)
_TYPES = (
    "retiree_resettled",
    "long_term_resident",
    "posted_worker",
    "referral",
    "emergency_rescue",
    "other_temporary",
    "chronic_disease_recognition",
)
_TYPE_SHARES = (0.12, 0.24, 0.10, 0.20, 0.06, 0.20, 0.08)
_ITEMS = ("long_term_resident", "chronic_direct_settlement")
_KINDS = ("resident_id", "passport", "hk_macao_permit")
_KIND_SHARES = (0.97, 0.02, 0.01)
_WEIGHTS = np.array([pow(2, 17 - j, 11) for j in range(17)], dtype=np.int64)
_CHECKS = np.frombuffer(b"10X98765432", dtype=np.uint8)

Numbers = np.ndarray[Any, Any]


def _texts(letters: Numbers, given: Numbers) -> pa.Array:
    """Give rows of single-byte letters as texts, null where not given."""
    rows, width = letters.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    whole = pa.StringArray.from_buffers(
        rows, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters))
    )
    return pc.if_else(pa.array(given), whole, pa.scalar(None, pa.string()))


def _digits(numbers: Numbers, width: int) -> Numbers:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (numbers[:, None] // powers % 10).astype(np.uint8)


@frozen
class Draw:
    """Draws columns of one file.

    Attributes:
        random: the source of chance.
        rows: how many rows.
        day: the day of the check.
    """

    random: np.random.Generator
    rows: int
    day: date

    def chance(self, share: float) -> Numbers:
        """Give true on about this share of the rows."""
        return self.random.random(self.rows, dtype=np.float32) < share

    def yes(self, share: float, given: float = 0.99) -> pa.Array:
        """Give a yes on this share of the rows; given on that share, else null."""
        return pa.array(self.chance(share), mask=~self.chance(given))

    def index(self, shares: Sequence[float]) -> Numbers:
        """Give a choice by shares, as a number from 0."""
        edges = np.cumsum(np.asarray(shares, dtype=np.float32))[:-1]
        return np.searchsorted(edges, self.random.random(self.rows, dtype=np.float32), side="right")

    def words(self, words: Sequence[str], which: Numbers, given: float = 0.99) -> pa.Array:
        """Give the chosen words, null where not given."""
        return pa.array(words).take(pa.array(which, mask=~self.chance(given)))

    def dates(self, low: int, high: int, given: float) -> pa.Array:
        """Give dates from ``low`` to ``high`` days after the day of the check."""
        return self.moved(np.full(self.rows, self.today), low, high, given)

    def moved(self, start: Numbers, low: int, high: int, given: float) -> pa.Array:
        """Give dates from ``low`` to ``high`` days after other days (days since 1970)."""
        days = start + self.random.integers(low, high + 1, self.rows)
        return pa.array(days.astype(np.int32), mask=~self.chance(given)).cast(pa.date32())

    @property
    def today(self) -> int:
        """The day of the check in days since 1970."""
        return (self.day - date(1970, 1, 1)).days


def _person(draw: Draw) -> Iterator[tuple[str, pa.Array]]:
    """Give the columns of applicant and registration: a well-formed number, now and then with a slip."""
    rows, random = draw.rows, draw.random
    born = draw.today - random.integers(2 * 365, 90 * 365, rows)
    months = born.astype("datetime64[D]").astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    of_month = (born.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
    sequence = random.integers(1, 1000, rows)
    region = np.array([int(p) for p in PLACES])[random.integers(0, len(PLACES), rows)] + 2
    letters = np.empty((rows, 18), dtype=np.uint8)
    letters[:, :17] = np.hstack(
        [_digits(region, 6), _digits(year * 10_000 + month * 100 + of_month, 8), _digits(sequence, 3)]
    )
    check = _CHECKS[letters[:, :17].astype(np.int64) @ _WEIGHTS % 11]
    letters[:, :17] += ord("0")
    letters[:, 17] = np.where(draw.chance(0.004), ord("0"), check)
    registered = letters.copy()
    registered[draw.chance(0.004), 16] = ord("0")
    kind = draw.index(_KIND_SHARES)
    resident = kind == 0
    yield "applicant.id_kind", draw.words(_KINDS, kind)
    yield "applicant.id_number", _texts(letters, draw.chance(0.99))
    yield "registration.id_number", _texts(registered, draw.chance(0.97))
    yield "applicant.id_expires_on", draw.dates(-20, 3600, 0.6)
    birth = pa.array(born.astype(np.int32), mask=~resident).cast(pa.date32())
    yield "applicant.id_birth_date", birth
    yield "applicant.birth_date", draw.moved(born + draw.chance(0.005), 0, 0, 0.95)
    sex = np.where(sequence % 2 == 1, 0, 1)
    yield "applicant.id_sex", pa.array(["male", "female"]).take(pa.array(sex, mask=~resident))
    yield "applicant.sex", draw.words(("male", "female"), sex ^ draw.chance(0.005), 0.95)
    name = random.integers(0, len(_NAMES), rows)
    yield "applicant.name", draw.words(_NAMES, name, 0.998)
    yield "registration.name", draw.words(_NAMES, (name + draw.chance(0.006)) % len(_NAMES), 0.97)
    card = random.integers(0, 10**9, rows)
    yield "applicant.card_number", _texts(_digits(card, 9) + np.uint8(ord("0")), draw.chance(0.8))
    other = card + draw.chance(0.004)
    yield "registration.card_number", _texts(_digits(other, 9) + np.uint8(ord("0")), draw.chance(0.8))


def _filing(draw: Draw, place: str) -> Iterator[tuple[str, pa.Array]]:
    """Give the columns of the filing itself and of its dates."""
    random, rows = draw.random, draw.rows
    here = PLACES.index(place)
    away = (here + random.integers(1, len(PLACES), rows)) % len(PLACES)
    goes = np.where(draw.chance(0.003), here, away)
    treated = np.where(draw.chance(0.006), (goes + 1) % len(PLACES), goes)
    at_home = np.full(rows, here)
    yield "filing.type", draw.words(_TYPES, draw.index(_TYPE_SHARES))
    yield "filing.insured_place", draw.words(PLACES, at_home, 0.999)
    yield "filing.insured_city", draw.words(PLACES, at_home, 0.999)
    yield "insured.city", draw.words(PLACES, np.where(draw.chance(0.005), away, here), 0.97)
    yield "filing.destination", draw.words(PLACES, goes, 0.99)
    yield "filing.destination_city", draw.words(PLACES, goes, 0.99)
    yield "circumstances.treatment_city", draw.words(PLACES, treated, 0.9)
    yield "hospital.city", draw.words(PLACES, np.where(draw.chance(0.005), here, treated), 0.7)
    relation = np.where(np.array([p[:2] for p in PLACES])[goes] == place[:2], 1, 2)
    yield "filing.place_relation", draw.words(("1", "2", "3"), relation)
    yield "filing.referral_scope", draw.words(("1", "2", "3"), np.where(draw.chance(0.01), 0, relation), 0.3)
    begins = draw.today + random.integers(-2, 30, rows)
    yield "filing.begins_on", draw.moved(begins, 0, 0, 0.99)
    yield "filing.ends_on", draw.moved(begins, -1, 360, 0.5)
    yield "filing.online", draw.yes(0.7)
    yield "contact.complete", draw.yes(0.99)
    yield "circumstances.recognised_on", draw.moved(begins, -60, 1, 0.3)
    yield "circumstances.diagnosed_on", draw.dates(-400, -8, 0.3)
    yield "circumstances.referred_on", draw.dates(-9, 0, 0.2)
    yield "circumstances.admitted_on", draw.moved(begins, -1, 60, 0.2)
    yield "procedure.supplement_asked_on", draw.dates(-12, -1, 0.1)
    yield "procedure.supplemented_on", draw.dates(-3, 0, 0.5)


_YES = {
    "circumstances.needs_tertiary": (0.95, 0.5),
    "circumstances.retired": (0.4, 0.97),
    "circumstances.posted": (0.6, 0.9),
    "circumstances.household_moved": (0.4, 0.9),
    "circumstances.referred": (0.8, 0.9),
    "circumstances.trauma": (0.03, 0.97),
    "circumstances.third_party_liable": (0.05, 0.9),
    "circumstances.settled": (0.004, 0.99),
    "hospital.code_fits": (0.996, 0.8),
    "hospital.open_for_disease": (0.98, 0.5),
    "hospital.networked": (0.99, 0.9),
    "hospital.designated": (0.992, 0.9),
    "disease.code_fits": (0.996, 0.6),
    "disease.in_local_list": (0.99, 0.6),
    "insured.enrolled": (0.997, 0.995),
    "insured.transfer_pending": (0.004, 0.99),
    "insured.benefit_suspended": (0.003, 0.99),
    "card.medical_active": (0.992, 0.97),
    "card.financial_active": (0.98, 0.9),
    "referring_hospital.referral_qualified": (0.99, 0.8),
    "agent.present": (0.08, 0.99),
    "agent.authorised": (0.97, 0.95),
    "agent.ids_presented": (0.97, 0.95),
    "procedure.notice_confirmed": (0.995, 0.97),
    "procedure.real_person_verified": (0.97, 0.97),
    "procedure.platform_maintenance": (0.002, 0.99),
    "procedure.platform_congested": (0.004, 0.99),
    **{
        f"material.{kind}.{field}": (share, given)
        for kind in ("resident_id", "identity_document", "social_security_card", "medical_e_voucher")
        for field, share, given in (("present", 0.6, 1.0), ("legible", 0.99, 0.5), ("complete", 0.99, 0.5))
    },
}


def _states(draw: Draw) -> Iterator[tuple[str, pa.Array]]:
    """Give the columns of insurance and card, and every yes or no."""
    status = ("not_enrolled", "normal", "paused", "invalid", "ended")
    yield "insured.status", draw.words(status, draw.index((0.002, 0.985, 0.007, 0.002, 0.004)))
    yield (
        "insured.arrears",
        draw.words(("none", "employer", "self_employed"), draw.index((0.985, 0.01, 0.005))),
    )
    yield "insured.duplicates", pa.array(draw.chance(0.005).astype(np.int64), mask=~draw.chance(0.97))
    yield "insured.waiting_until", draw.dates(-200, 5, 0.1)
    states = ("normal", "not_issued", "lost", "locked", "cancelled")
    yield "card.state", draw.words(states, draw.index((0.985, 0.004, 0.005, 0.004, 0.002)))
    yield "circumstances.resident_since", draw.dates(-2000, -100, 0.7)
    yield (
        "circumstances.stay_months",
        pa.array(draw.random.integers(1, 36, draw.rows), mask=~draw.chance(0.9)),
    )
    yield (
        "circumstances.gap_months",
        pa.array(draw.index((0.9, 0.04, 0.03, 0.02, 0.01)), mask=~draw.chance(0.9)),
    )
    yield "insured.scheme", draw.words(("employee", "resident"), draw.index((0.4, 0.6)))
    yield "filing.item", draw.words(_ITEMS, draw.index((0.9, 0.1)), 1.0)
    for name, (share, given) in _YES.items():
        yield name, draw.yes(share, given)


def table(place: str, day: date, first: int, rows: int, seed: int = SEED) -> pa.Table:
    """Draw the filings of one place and day.

    Args:
        place: one of :data:`PLACES`.
        day: one of :data:`DAYS`.
        first: the key of the first filing; the others follow.
        rows: how many.
        seed: with place and day, all that chance depends on.

    Returns:
        The columns by the facts' names, and ``id``.
    """
    random = np.random.Generator(np.random.SFC64([seed, int(place), day.toordinal()]))
    draw = Draw(random, rows, day)
    columns = {"id": pa.array(np.arange(first, first + rows, dtype=np.int64))}
    for part in (_person(draw), _filing(draw, place), _states(draw)):
        columns.update(part)
    return pa.table(columns)


def write(folder: Path, rows: int, seed: int = SEED) -> None:
    """Write ``rows`` filings below a folder, as ``place=…/day=…/filings.parquet``.

    Args:
        folder: made if it is not there.
        rows: how many in all; spread evenly.
        seed: what chance depends on.
    """
    parts = [(place, day) for place in PLACES for day in DAYS]
    edges = [n * rows // len(parts) for n in range(len(parts) + 1)]
    for (place, day), first, last in zip(parts, edges, edges[1:], strict=False):
        if first < last:
            target = folder / f"place={place}" / f"day={day}"
            target.mkdir(parents=True, exist_ok=True)
            found = table(place, day, first, last - first, seed)
            pq.write_table(found, target / "filings.parquet", compression="zstd", row_group_size=GROUP_ROWS)


if __name__ == "__main__":
    where, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
    write(where, count)
    print(f"{count:,} -> {where}")
