"""The desk (预审台): which rules speak for a place, an item and a day, compiled once for all that have the same rules."""

from datetime import date

from attrs import Factory, field, frozen

from yibao_rules.calendar import (
    CalendarError,
    Layer,
    WorkCalendar,
    national,
    regional_layer,
)
from yibao_rules.calendar.counting import RECEIPT, Snap
from yibao_rules.guides import Catalogue, Resolved, Unresolved, catalogue, resolve
from yibao_rules.guides.local_rules import local_rules
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.rule import Rule, Rulebook
from yibao_rules.memo import Memo
from yibao_rules.model.guide import NATIONAL
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.validators.national import national_rules_on

_ANSWERS = 4096
"""Answers for a place, item and day that are kept, some 7 to 20 kB each."""

_BOOKS = 512
"""Compiled books that are kept, some 0.3 MB each: the bundled guides make some eighty on one day."""

_REGIONS = 64
"""Calendars of regions that are kept: more than there are."""

_Key = tuple[str, str, date]


@brief
@frozen
class Spoken:
    """What speaks for one place, item and day: the rulebook, and the guide's item behind it (None: no guide has it)."""

    book: Rulebook
    resolved: Resolved | Unresolved


@brief
@guarded
@frozen(kw_only=True)
class Desk:
    """A catalogue of guides, a calendar and rules of one's own, with what was compiled from them.

    Args:
        guides: the guides; the bundled ones by default.
        calendar: the working days; the national calendar by default.
        own_rules: further rules, judged after all others.
        snap: on which day a filing counts as received that arrives on a rest day or after closing; by default on
            the day itself (民法典 201).
    """

    guides: Catalogue = Factory(catalogue)
    calendar: WorkCalendar = Factory(national)
    own_rules: tuple[Rule, ...] = ()
    snap: Snap = RECEIPT
    _spoken: Memo[_Key, Spoken] = field(factory=lambda: Memo(_ANSWERS), init=False, eq=False, repr=False)
    _calendars: Memo[str, WorkCalendar] = field(
        factory=lambda: Memo(_REGIONS), init=False, eq=False, repr=False
    )
    _books: Memo[tuple[Rulebook, tuple[Rule, ...]], Rulebook] = field(
        factory=lambda: Memo(_BOOKS), init=False, eq=False, repr=False
    )

    @guarded
    def calendar_at(self, place: str | None) -> WorkCalendar:
        """Return the calendar with the holidays of the region that ``place`` lies in.

        Where local holidays exist whose days are not on record, every date is provisional.
        """
        layer = _local_days(place) if place is not None else None
        if layer is None:
            return self.calendar
        return self._calendars.get(layer.name, lambda _: self.calendar.with_layer(layer))

    @guarded
    def workdays_at(self, place: str | None) -> Workdays:
        """Return what resolves working days for rules: None where the calendar does not reach, so that a rule cannot tell."""
        return self.calendar_at(place).add_or_none

    @guarded
    def speaking(self, place: str | None, item: str, day: date) -> Spoken:
        """Give what speaks for an item at a place on a day.

        Args:
            place: 参保地; None when the filing names none, then the nation alone speaks.
            item: slug of the service item.
            day: the day whose rules are asked for.
        """
        return self._spoken.get((place or NATIONAL, item, day), self._speak)

    def _speak(self, key: _Key) -> Spoken:
        place, item, day = key
        resolved = resolve(self.guides, place, item, day)
        # Places, items and days whose rules are the same share one compiled book.
        return Spoken(self._books.get((national_rules_on(day), _local_rules(resolved)), self._book), resolved)

    def _book(self, rules: tuple[Rulebook, tuple[Rule, ...]]) -> Rulebook:
        of_day, local = rules
        kept = tuple(rule for rule in of_day if not _spoken_locally(rule, local))
        return Rulebook(of_day.name, (*kept, *local, *self.own_rules), of_day.facts)


def _local_rules(resolved: Resolved | Unresolved) -> tuple[Rule, ...]:
    if isinstance(resolved, Unresolved):
        return ()
    sources = {f.name: f.basis for f in resolved.fields}
    basis = tuple(dict.fromkeys(e.guide.basis(e.item) for e in resolved.chain))
    parts = {f.name: f.basis_of for f in resolved.fields}
    return local_rules(resolved.effective, sources, basis, parts)


def _local_days(place: str) -> Layer | None:
    try:
        return regional_layer(place)
    except CalendarError:  # a place that nobody knows is told as such elsewhere
        return None


def _spoken_locally(rule: Rule, local: tuple[Rule, ...]) -> bool:
    """Tell whether a condition of the place speaks of the same circumstances as a general rule, and binds as it does."""
    if not rule.code.startswith("policy/"):
        return False
    asked = _circumstances(rule)
    return bool(asked) and any(
        asked == _circumstances(other) and (other.sure.binds or not rule.sure.binds)
        for other in local
        if other.code.startswith("local/condition-")
    )


def _circumstances(rule: Rule) -> frozenset[str]:
    return frozenset(f.name for f in rule.facts if f.name.startswith("circumstances."))
