"""基本医疗保险备案规则库: typed rules for filings with China's medical-insurance agencies.

The everyday names are here; each room has the rest. Nothing is loaded until it is first used.

>>> from datetime import date
>>> import yibao_rules as yibao
>>> yibao.national().add(date(2025, 9, 30), 5).isoformat()
'2025-10-14'
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yibao_rules.calendar import WorkCalendar, deadline, national, parse_term
    from yibao_rules.diagnosis import diagnose
    from yibao_rules.errors import YibaoError
    from yibao_rules.guides import catalogue
    from yibao_rules.interop.json import dumps, load, loads
    from yibao_rules.logic.report import Decision, Finding, Report
    from yibao_rules.logic.rule import Basis, Outcome, Rule, Rulebook, Severity
    from yibao_rules.model.causes import Cause
    from yibao_rules.model.facts import facts
    from yibao_rules.model.filing import Filing
    from yibao_rules.model.filing_types import FilingType
    from yibao_rules.precheck import Desk, advise, check, check_frame, require
    from yibao_rules.validators.national import national_rules

_HOME = {
    "Basis": "logic.rule",
    "Cause": "model.causes",
    "Decision": "logic.report",
    "Desk": "precheck",
    "Filing": "model.filing",
    "FilingType": "model.filing_types",
    "Finding": "logic.report",
    "Outcome": "logic.rule",
    "Report": "logic.report",
    "Rule": "logic.rule",
    "Rulebook": "logic.rule",
    "Severity": "logic.rule",
    "WorkCalendar": "calendar",
    "YibaoError": "errors",
    "advise": "precheck",
    "catalogue": "guides",
    "check": "precheck",
    "check_frame": "precheck",
    "deadline": "calendar",
    "diagnose": "diagnosis",
    "dumps": "interop.json",
    "facts": "model.facts",
    "load": "interop.json",
    "loads": "interop.json",
    "national": "calendar",
    "national_rules": "validators.national",
    "parse_term": "calendar",
    "require": "precheck",
}

__all__ = [
    "Basis",
    "Cause",
    "Decision",
    "Desk",
    "Filing",
    "FilingType",
    "Finding",
    "Outcome",
    "Report",
    "Rule",
    "Rulebook",
    "Severity",
    "WorkCalendar",
    "YibaoError",
    "advise",
    "catalogue",
    "check",
    "check_frame",
    "deadline",
    "diagnose",
    "dumps",
    "facts",
    "load",
    "loads",
    "national",
    "national_rules",
    "parse_term",
    "require",
]


def __getattr__(name: str) -> object:
    """Load a public name from its room when it is first used (PEP 562)."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
