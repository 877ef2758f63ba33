"""The main job (预审): check a filing, list what an item requires, advise on the filing type; the day is an argument.

>>> from datetime import date
>>> from yibao_rules.testing.cases import breaking
>>> result = check(breaking("insurance/arrears-employer"), day=date(2026, 3, 2))
>>> print(result.decision.label.zh, [f.message() for f in result.report.violated][-1])
需补正 医保欠费：单位未及时缴费
"""

from datetime import date, datetime
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from yibao_rules.calendar.counting import Snap
from yibao_rules.model.filing import Filing
from yibao_rules.precheck.advising import Advice, TypeAdvice
from yibao_rules.precheck.advising import advise as _advise
from yibao_rules.precheck.checking import CheckResult
from yibao_rules.precheck.checking import check as _check
from yibao_rules.precheck.desk import Desk
from yibao_rules.precheck.fallback import Fallback, Route
from yibao_rules.precheck.fit import Fit, TypeFit
from yibao_rules.precheck.hints import Hint
from yibao_rules.precheck.lines import Line
from yibao_rules.precheck.requiring import Requirements
from yibao_rules.precheck.requiring import require as _require
from yibao_rules.precheck.telling import Section
from yibao_rules.progress import Act, Due, Party
from yibao_rules.serialization.signatures import guarded

if TYPE_CHECKING:
    from yibao_rules.precheck.frames import check_frame

__all__ = [
    "Act",
    "Advice",
    "CheckResult",
    "Desk",
    "Due",
    "Fallback",
    "Fit",
    "Hint",
    "Line",
    "Party",
    "Requirements",
    "Route",
    "Section",
    "TypeAdvice",
    "TypeFit",
    "advise",
    "check",
    "check_frame",
    "default_desk",
    "require",
]


def __getattr__(name: str) -> object:
    """Load ``check_frame`` when it is first used (PEP 562): one filing needs nothing of frames."""
    if name != "check_frame":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return import_module("yibao_rules.precheck.frames").check_frame


@cache
def default_desk() -> Desk:
    """Give the desk with the library's own guides and the national calendar; built when first asked for."""
    return Desk()


@guarded
def check(
    filing: Filing,
    *,
    day: date,
    desk: Desk | None = None,
    at: datetime | None = None,
    snap: Snap | None = None,
) -> CheckResult:
    """Say whether a filing may go in: every gap at once (一次性告知).

    Args:
        filing: the filing.
        day: the day of the check; the rules in force on it speak.
        desk: guides, calendar and rules of one's own; the library's by default.
        at: moment of submission (Shanghai wall time), for hints on peak hours and for receipt after closing; the
            filing's own by default.
        snap: on which day a filing counts as received that arrives on a rest day or after closing; by default as
            the desk says, and that by default on the day itself (民法典 201). Dates that differ by the other reading
            say so.

    Returns:
        The decision, the findings grouped by the report, what is due by when, and what else is possible.

    Raises:
        UnknownPlaceError: a place code of the filing belongs to no place; it names the field.
    """
    return _check(filing, day=day, desk=desk or default_desk(), at=at, snap=snap)


@guarded
def require(
    item: str, *, place: str | None = None, day: date, desk: Desk | None = None, filing: Filing | None = None
) -> Requirements:
    """Say which materials an item needs at a place on a day, alternatives and substitutes included.

    Args:
        item: slug of the service item.
        place: 参保地, six digits; None asks the nation alone.
        day: the day whose rule is asked for.
        desk: guides of one's own; the library's by default.
        filing: a case, to leave out what does not apply to it.

    Raises:
        UnknownPlaceError: no place has this code.
    """
    return _require(item, place=place, day=day, desk=desk or default_desk(), filing=filing)


@guarded
def advise(filing: Filing, *, day: date, desk: Desk | None = None) -> Advice:
    """Say which filing type fits a person's situation, why, and why the chosen one does not.

    Args:
        filing: the person's situation in ``circumstances``; ``item`` is the type chosen so far.
        day: the day of the advice.
        desk: guides of one's own; the library's by default.
    """
    return _advise(filing, day=day, desk=desk or default_desk())
