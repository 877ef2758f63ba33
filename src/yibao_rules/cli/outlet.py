"""Where a command's words go: one language, text or JSON, with colour only on a terminal."""

import os
import shutil
import sys
from datetime import date
from typing import Any

from attrs import frozen

from yibao_rules.cli.streams import json_text, knows_colour
from yibao_rules.display.paint import Paint
from yibao_rules.errors import YibaoError
from yibao_rules.interop import answers
from yibao_rules.text import Lang, Text

ACCEPTED, GAPS, BAD_INPUT = 0, 1, 2
"""Exit statuses: in order; gaps or undetermined; an input that cannot be used."""

_NARROWEST, _WIDEST = 60, 120


@frozen
class Outlet:
    """How a command speaks.

    Args:
        lang: the language.
        as_json: whether answers go out as JSON, one document a line.
        paint: the colours.
        columns: cells a line.
        day: the day that questions are about.
    """

    lang: Lang
    as_json: bool
    paint: Paint
    columns: int
    day: date

    def say(self, text: Text | str) -> None:
        """Print a line of text."""
        sys.stdout.write(f"{text if isinstance(text, str) else text.in_(self.lang)}\n")

    def answer(self, answer: object, text: str, **about: Any) -> None:
        """Print an answer: its text, or as JSON with what it is ``about``."""
        self.say(json_text(answers.dumps(answer, **about), sys.stdout) if self.as_json else text)

    def refuse(self, error: YibaoError, **about: Any) -> None:
        """Tell that an input cannot be used: on standard error, with ``--json`` also as an answer."""
        if self.as_json:
            self.say(json_text(answers.dumps(error, **about), sys.stdout))
        complain(error.render(self.lang))


def complain(text: str) -> None:
    """Print to standard error."""
    sys.stderr.write(f"{text}\n")


def outlet(*, lang: Lang, as_json: bool, day: date) -> Outlet:
    """Look at the terminal and make an outlet for it."""
    colour = knows_colour(sys.stdout, os.environ, windows=os.name == "nt")
    columns = shutil.get_terminal_size((100, 24)).columns
    return Outlet(
        lang=lang,
        as_json=as_json,
        paint=Paint(on=colour),
        columns=min(max(columns, _NARROWEST), _WIDEST),
        day=day,
    )
