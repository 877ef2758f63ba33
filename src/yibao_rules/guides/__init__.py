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
from yibao_rules.guides.loading import load, structure
from yibao_rules.guides.overlay import FieldAnswer, Note, NoteKind, Reason, Resolved, Unresolved, resolve

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
    "NoRule",
    "NotYetInForce",
    "Note",
    "NoteKind",
    "Reason",
    "Resolved",
    "Unresolved",
    "catalogue",
    "load",
    "resolve",
    "structure",
]
