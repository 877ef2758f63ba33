"""Which notices are one and the same, and in what order they take effect (通知的归并与次序).

Two notices of one year and kind that arrange the same days are one notice, whatever their number, title or address: the
surer of the two stays. So the order in which the same notices come makes no difference, and giving one twice changes nothing.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter

from yibao_rules.calendar.amendments import in_force, last_words
from yibao_rules.calendar.notices import Notice
from yibao_rules.calendar.register import national_notices

Meaning = tuple[int, bool, frozenset[tuple[date, bool]]]


@cache
def _record() -> frozenset[int]:
    """List the record's own objects, which are checked by the tests and need no check at run time."""
    return frozenset(map(id, national_notices()))


def settle(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Put notices into their order of effect, each once.

    A consolidated year is left out where the year's notice and amendments, given beside it, arrange the same days.

    Raises:
        AttributeError, TypeError: not notices.
    """
    given = tuple(notices)
    ids = set(map(id, given))
    if len(ids) == len(given) and ids <= _record():
        return tuple(
            sorted(given, key=attrgetter("issued", "year"))
        )  # each once, and an amendment always later
    found: dict[Meaning, Notice] = {}
    for notice in given:
        key = meaning(notice)
        found[key] = surer(found[key], notice) if key in found else notice
    ordered = _ordered(found.values())
    return tuple(notice for notice in ordered if not _told_by_others(notice, ordered))


def meaning(notice: Notice) -> Meaning:
    """Build what makes a notice that notice: its year, whether it amends, and its days.

    Of a yearly notice only the days count that differ from the plain week, since one source lists the weekend days inside
    a break and another does not.
    """
    days = notice.days.items()
    kept = days if notice.amends else [(day, off) for day, off in days if off == (day.weekday() < 5)]
    return notice.year, bool(notice.amends), frozenset(kept)


def surer(one: Notice, other: Notice) -> Notice:
    """Choose between two texts of the same notice: the library's record, else the one that says more of its document."""
    return max(one, other, key=_sureness)


def _sureness(notice: Notice) -> tuple[object, ...]:
    facts = sum(len(item.statutory) + len(item.swaps) + item.extends for item in notice.arrangements)
    words = (notice.number, notice.title, notice.url, notice.sure)
    # The text itself decides in the end, so that the choice does not hang on the order.
    return (
        notice in national_notices(),
        not notice.consolidated,
        *map(bool, words),
        notice.published is not None,
        facts,
        notice.issued,
        words,
        notice.amends,
        tuple((item.name, item.off, item.work) for item in notice.arrangements),
    )


def _ordered(notices: Iterable[Notice]) -> list[Notice]:
    found = list(notices)
    # A rough date of issue must not put an amendment before the notice that it amends.
    first = {notice.year: notice.issued for notice in found if not notice.amends and not notice.consolidated}

    def order(notice: Notice) -> tuple[object, ...]:
        effect = max(notice.issued, first.get(notice.year, notice.issued))
        digits = re.findall(r"\d+", notice.number)
        later = bool(notice.amends) or notice.consolidated
        return (
            effect,
            notice.year,
            later,
            notice.issued,
            notice.consolidated,
            list(map(int, digits)),
            _sureness(notice),
        )

    return sorted(found, key=order)


def _told_by_others(notice: Notice, notices: Iterable[Notice]) -> bool:
    """Say whether a consolidated year adds nothing to the yearly notice and the amendments beside it."""
    if not notice.consolidated:
        return False
    others = [other for other in notices if other.year == notice.year and not other.consolidated]
    return any(not other.amends for other in others) and year_meaning(others) == meaning(notice)


def year_meaning(notices: Iterable[Notice]) -> Meaning:
    """Build the meaning of one year's notices together, as of one yearly notice."""
    found = list(notices)
    words = last_words(in_force(found)).items()
    days = frozenset((day, off) for day, (off, _) in words if off == (day.weekday() < 5))
    return found[0].year, False, days


def check_together(notices: Sequence[Notice]) -> None:
    """Check that settled notices can stand beside each other; those of the library's record are known to.

    Raises:
        NoticeError: a notice does not hold together; one number has two texts; a year has two yearly notices, or an
            amendment and no yearly one; or an amended year does not hold together.
    """
    record = _record()
    years: dict[int, list[Notice]] = {}
    for notice in notices:
        years.setdefault(notice.year, []).append(notice)
    for year, group in years.items():
        if not all(id(notice) in record for notice in group) or all(notice.amends for notice in group):
            from yibao_rules.calendar.notice_checks import check_group  # noqa: PLC0415  (not needed for a first answer)

            check_group(year, group, notices)
