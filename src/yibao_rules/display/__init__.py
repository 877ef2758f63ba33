"""Answers to look at: text for terminals, tables, timelines and calendars for notebooks."""

from yibao_rules.display.advice import advice_text
from yibao_rules.display.html import report_html
from yibao_rules.display.text import check_text, deadline_text, requirements_text
from yibao_rules.display.timeline import timeline_svg
from yibao_rules.display.year import calendar_html

__all__ = [
    "advice_text",
    "calendar_html",
    "check_text",
    "deadline_text",
    "report_html",
    "requirements_text",
    "timeline_svg",
]
