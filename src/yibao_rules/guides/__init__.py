"""Guides as versioned data (办事指南): loading, the catalogue by place and day, the overlay of layers, lint."""

from yibao_rules.guides.catalogue import (
    Answer,
    Catalogue,
    CatalogueError,
    Ended,
    Entry,
    Found,
    NoRule,
    NotYetInForce,
    catalogue,
)
from yibao_rules.guides.faults import Fault, GuideError
from yibao_rules.guides.layers import FieldAnswer, Reason, Replaced
from yibao_rules.guides.lint import LintFinding, lint
from yibao_rules.guides.loading import load, structure
from yibao_rules.guides.notes import Note, NoteKind
from yibao_rules.guides.overlay import Resolved, Unresolved, resolve
from yibao_rules.guides.scaffold import scaffold
from yibao_rules.guides.schema import schema
from yibao_rules.guides.writing import plain

__all__ = [
    "Answer",
    "Catalogue",
    "CatalogueError",
    "Ended",
    "Entry",
    "Fault",
    "FieldAnswer",
    "Found",
    "GuideError",
    "LintFinding",
    "NoRule",
    "NotYetInForce",
    "Note",
    "NoteKind",
    "Reason",
    "Replaced",
    "Resolved",
    "Unresolved",
    "catalogue",
    "lint",
    "load",
    "plain",
    "resolve",
    "scaffold",
    "schema",
    "structure",
]
