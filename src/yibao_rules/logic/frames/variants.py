"""Rules of several rulebooks over one frame: each says its word of the rows that its books judge, in one pass."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from yibao_rules.logic.clause import Outcome, Rule
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.frames.absent import NOTHING_ABSENT, Absent
from yibao_rules.logic.frames.bits import FALSE, TRUE, Among, Bit, Bits
from yibao_rules.logic.frames.faults import no_workdays
from yibao_rules.logic.frames.outcomes import Outcomes, RuleBits
from yibao_rules.logic.nodes import FactRef
from yibao_rules.logic.rule import Rulebook

Groups = tuple[int, ...]
"""Numbers of groups of rows, in order; a group is judged by the book of its number."""


def _check_workdays(_judge: object, _field: object, value: Any) -> None:
    if value is not None and not callable(value):
        raise no_workdays(value)


@frozen
class Judge:
    """A rulebook, and what resolves working days for the rows that it judges."""

    book: Rulebook
    workdays: Workdays | None = field(default=None, validator=_check_workdays)


@frozen
class Judged:
    """What the rules of all books say of the rows.

    Attributes:
        rules: every rule; those of one code that differ only in what they demand here and there are one.
        by_code: for each code the formula of each outcome; on every row exactly one holds.
    """

    rules: tuple[RuleBits, ...]
    by_code: Mapping[str, Mapping[Outcome, Bit]] = field(repr=False)

    def bits(self) -> tuple[list[Bit], list[Bit]]:
        """Give the formulas that every answer needs, and those that only some answers need."""
        found = [bit for r in self.rules for bit in (r.violated, r.cannot_tell)]
        seen = set(found)
        rest = [bit for of_code in self.by_code.values() for bit in of_code.values() if bit not in seen]
        return found, rest

    def all_bits(self) -> Iterator[Bit]:
        """Give every formula that may be asked for."""
        for rule in self.rules:
            yield from (*rule.by_outcome.values(), *rule.missing.values())
        for of_code in self.by_code.values():
            yield from of_code.values()


@lru_cache(maxsize=8)
def judged(
    books: tuple[Rulebook, ...],
    given: frozenset[FactRef],
    day: date | None,
    day_fact: FactRef | None,
    absent: Absent = NOTHING_ABSENT,
) -> tuple[Bits, Judged]:
    """Give the formulas of the rules of all books, and where they were built.

    Files are judged batch by batch, and every batch asks for the same: so the last answers are kept.

    Args:
        books: the books; the group of a row is the number of its book.
        given: the facts of which the frame has a column.
        day: the one day for all rows, or None when each row has its own.
        day_fact: the fact of the day.
        absent: the facts of which the frame has no column.
    """
    outcomes = Outcomes(given.__contains__, day, day_fact, absent)
    everyone = tuple(range(len(books)))
    bits = outcomes.bits
    bundles: dict[tuple[str, str, str], list[_Bundle]] = {}
    for rule, groups in _variants(books):
        found = outcomes.rule(rule, books[groups[0]].place)
        alike = bundles.setdefault(found.words, [])
        if not any(bundle.takes(found, groups) for bundle in alike):
            alike.append(_Bundle([(found, groups)], list(found.missing)))
    rules = []
    by_code: dict[str, list[tuple[RuleBits, Groups]]] = {}
    for bundle in (b for alike in bundles.values() for b in alike):
        one = _one_of(bundle.variants, everyone, bits)
        rules.append(one)
        by_code.setdefault(one.rule.code, []).append((one, bundle.groups()))
    return bits, Judged(tuple(rules), {c: _of_code(found, everyone, bits) for c, found in by_code.items()})


@frozen
class _Bundle:
    """Variants of a rule that judge different groups and can be told as one.

    Attributes:
        variants: the variants with their groups.
        missing: what may be missing; in this order each variant names its own.
    """

    variants: list[tuple[RuleBits, Groups]]
    missing: list[str]

    def takes(self, variant: RuleBits, groups: Groups) -> bool:
        """Take a variant in, unless it names what is missing in another order."""
        together = [*self.missing, *(name for name in variant.missing if name not in self.missing)]
        if [name for name in together if name in variant.missing] != list(variant.missing):
            return False
        self.missing[:] = together
        self.variants.append((variant, groups))
        return True

    def groups(self) -> Groups:
        """Give the groups of all variants."""
        return tuple(sorted(n for _, groups in self.variants for n in groups))


def _variants(books: Sequence[Rulebook]) -> Iterator[tuple[Rule, Groups]]:
    """Give each rule once, with the numbers of the books that ask it; what asks for the same is the same rule."""
    rules: dict[tuple[bool, int], Rule] = {}
    groups: dict[tuple[bool, int], list[int]] = {}
    # By identity first: most books share the very same rules, and a rule is long to hash.
    asks: dict[int, int] = {}
    numbers: dict[object, int] = {}
    for n, book in enumerate(books):
        for rule in book:
            here = rule.applies_at(book.place)
            if id(rule) not in asks:
                words = rule.code, rule.cause, rule.severity
                asked = (*words, rule.when, rule.must, rule.valid_from, rule.valid_to)
                asks[id(rule)] = numbers.setdefault(asked, len(numbers))
            key = here, asks[id(rule)]
            rules.setdefault(key, rule)
            groups.setdefault(key, []).append(n)
    for key, rule in rules.items():
        yield rule, tuple(groups[key])


def _within(groups: Groups, everyone: Groups, bits: Bits) -> Bit:
    return TRUE if groups == everyone else bits.keep(Among(groups))


def _one_of(variants: Sequence[tuple[RuleBits, Groups]], everyone: Groups, bits: Bits) -> RuleBits:
    """Make one rule of variants that judge different groups: in each group it says what its variant says."""
    if len(variants) == 1 and variants[0][1] == everyone:
        return variants[0][0]
    guarded = [(found, _within(groups, everyone, bits)) for found, groups in variants]

    def joined(pieces: Iterable[tuple[Bit, Bit]]) -> Bit:
        return bits.some_of(bits.all_of(piece) for piece in pieces)

    by_outcome = {o: joined((here, found.by_outcome[o]) for found, here in guarded) for o in Outcome}
    names = dict.fromkeys(name for found, _ in guarded for name in found.missing)
    missing = {
        name: joined((here, found.missing.get(name, FALSE)) for found, here in guarded) for name in names
    }
    return RuleBits(variants[0][0].rule, by_outcome, missing)


def _of_code(found: Sequence[tuple[RuleBits, Groups]], everyone: Groups, bits: Bits) -> Mapping[Outcome, Bit]:
    """Give the outcomes of a code: not in force in the groups whose books do not have it."""
    by_outcome = {o: bits.some_of(rule.by_outcome[o] for rule, _ in found) for o in Outcome}
    asked = tuple(sorted(n for _, groups in found for n in groups))
    elsewhere = bits.no(_within(asked, everyone, bits))
    by_outcome[Outcome.NOT_IN_FORCE] = bits.some_of((by_outcome[Outcome.NOT_IN_FORCE], elsewhere))
    return by_outcome


def missing_columns(rules: Iterable[RuleBits], absent: Absent) -> dict[str, tuple[str, ...]]:
    """Return the columns that a frame does not have and that would settle what rules cannot tell for want of them.

    Args:
        rules: the rules over the frame.
        absent: the facts without a column.

    Returns:
        For each column the codes of the rules, in the rules' order; the column that most rules want comes first.
    """
    names = {fact.name: column for fact, column in absent.columns.items()}
    found: dict[str, dict[str, None]] = {}
    for one in rules:
        for name in one.missing:
            if name in names:
                found.setdefault(names[name], {})[one.rule.code] = None
    order = sorted(found, key=lambda column: (-len(found[column]), column))
    return {column: tuple(found[column]) for column in order}


def facts_of(judges: Iterable[Judge]) -> tuple[FactRef, ...]:
    """Give the facts that the rules of all books read, each once."""
    return tuple(dict.fromkeys(fact for judge in judges for rule in judge.book for fact in rule.facts))
