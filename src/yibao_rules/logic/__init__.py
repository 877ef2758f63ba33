"""Rules as data: typed facts, three-valued expressions, rules with sources, rulebooks, reports. Knows no insurance."""

from yibao_rules.logic.build import all_of, any_of, predicate
from yibao_rules.logic.clause import Basis, Certainty, Outcome, Rule, Severity
from yibao_rules.logic.dates import Days, Months, Offset, Workdays, WorkingDays, Years
from yibao_rules.logic.expr import Fact
from yibao_rules.logic.facts import FactFamily, FactTable
from yibao_rules.logic.faults import DefinitionError, ExpressionError, TruthError, UnknownFactError
from yibao_rules.logic.nodes import ALWAYS, NEVER, Expr, FactRef, FactType, facts_of
from yibao_rules.logic.parse import parse
from yibao_rules.logic.prose import prose, rule_prose
from yibao_rules.logic.report import Decision, Finding, Report
from yibao_rules.logic.rule import Rulebook
from yibao_rules.logic.trace import RuleTrace, Trace
from yibao_rules.logic.write import to_text

__all__ = [
    "ALWAYS",
    "NEVER",
    "Basis",
    "Certainty",
    "Days",
    "Decision",
    "DefinitionError",
    "Expr",
    "ExpressionError",
    "Fact",
    "FactFamily",
    "FactRef",
    "FactTable",
    "FactType",
    "Finding",
    "Months",
    "Offset",
    "Outcome",
    "Report",
    "Rule",
    "RuleTrace",
    "Rulebook",
    "Severity",
    "Trace",
    "TruthError",
    "UnknownFactError",
    "Workdays",
    "WorkingDays",
    "Years",
    "all_of",
    "any_of",
    "facts_of",
    "parse",
    "predicate",
    "prose",
    "rule_prose",
    "to_text",
]
