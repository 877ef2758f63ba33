"""The desk (预审台): which rules speak for a place, an item and a day, compiled once and kept."""

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
from yibao_rules.guides.catalogue import Found
from yibao_rules.guides.local_rules import local_rules
from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.rule import Rule, Rulebook
from yibao_rules.model.guide import NATIONAL, places_above
from yibao_rules.serialization.showing import brief
from yibao_rules.serialization.signatures import guarded
from yibao_rules.validators.national import national_rules_on

_KEPT = 4096


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
    _spoken: dict[tuple[str, str, date], Spoken] = field(factory=dict, init=False, eq=False, repr=False)
    _calendars: dict[str, WorkCalendar] = field(factory=dict, init=False, eq=False, repr=False)
    _books: dict[object, Rulebook] = field(factory=dict, init=False, eq=False, repr=False)

    @guarded
    def calendar_at(self, place: str | None) -> WorkCalendar:
        """Return the calendar with the holidays of the region that ``place`` lies in.

        Where local holidays exist whose days are not on record, every date is provisional.
        """
        layer = _local_days(place) if place is not None else None
        region = layer.name if layer else ""
        if region not in self._calendars:
            self._calendars[region] = self.calendar if layer is None else self.calendar.with_layer(layer)
        return self._calendars[region]

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
        key = (place or NATIONAL, item, day)
        found = self._spoken.get(key)
        if found is None:
            if len(self._spoken) >= _KEPT:
                self._spoken.clear()
            found = self._spoken[key] = self._ask(*key)
        return found

    def _ask(self, place: str, item: str, day: date) -> Spoken:
        resolved = resolve(self.guides, place, item, day)
        of_day = national_rules_on(day)
        # Days under the same editions and national rules share one compiled book.
        answers = (self.guides.find(p, item, day) for p in places_above(place))
        entries = tuple((e.guide.key, e.first) for a in answers if isinstance(a, Found) for e in a.entries)
        key = (place, item, entries, of_day.digest)
        if key not in self._books:
            self._books[key] = self._book(of_day, resolved)
        return Spoken(self._books[key], resolved)

    def _book(self, of_day: Rulebook, resolved: Resolved | Unresolved) -> Rulebook:
        local: tuple[Rule, ...] = ()
        if isinstance(resolved, Resolved):
            sources = {f.name: f.basis for f in resolved.fields}
            basis = tuple(dict.fromkeys(e.guide.basis(e.item) for e in resolved.chain))
            parts = {f.name: f.basis_of for f in resolved.fields}
            local = local_rules(resolved.effective, sources, basis, parts)
        kept = tuple(rule for rule in of_day if not _spoken_locally(rule, local))
        return Rulebook(of_day.name, (*kept, *local, *self.own_rules), of_day.facts)


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
