"""The same answers from a shell: ``yibao check``, ``require``, ``advise``, ``due``, ``diagnose``, ``holidays``, ``guides``."""

from yibao_rules.cli.app import main

__all__ = ["main"]
