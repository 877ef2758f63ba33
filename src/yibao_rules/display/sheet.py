"""A sheet of text under construction: headings, numbered entries and labelled lines, wrapped to a width."""

from collections.abc import Iterable

from attrs import define, field

from yibao_rules.display.cells import width, wrap
from yibao_rules.display.paint import PLAIN, Paint
from yibao_rules.logic.rule import Basis
from yibao_rules.text import Lang, Text

COLUMNS = 100
"""Cells a line where nobody says otherwise."""


@define
class Sheet:
    """Lines in one language.

    Args:
        lang: the language. columns: cells a line. paint: the colours.
    """

    lang: Lang = "zh"
    columns: int = COLUMNS
    paint: Paint = PLAIN
    _lines: list[str] = field(factory=list, init=False)

    def say(self, text: Text | str) -> str:
        """Give a text in the sheet's language."""
        return text if isinstance(text, str) else text.in_(self.lang)

    def line(self, text: Text | str = "", *, indent: int = 0, mark: str = "") -> None:
        """Add a line; what does not fit goes on below its beginning."""
        before = " " * indent + mark
        self._lines.append(wrap(self.say(text), self.columns, first=before, rest=" " * width(before)))

    def heading(self, text: Text | str) -> None:
        """Add a heading after an empty line."""
        said = self.say(text)
        self._lines += ["", self.paint.strong(f"【{said}】" if self.lang == "zh" else f"[{said}]")]

    def labelled(self, label: Text, text: Text | str, *, indent: int = 0) -> None:
        """Add "label：text"."""
        colon = "：" if self.lang == "zh" else ": "
        self.line(self.say(text), indent=indent, mark=f"{self.say(label)}{colon}")

    def basis(self, basis: Iterable[Basis], *, indent: int = 0) -> None:
        """Add the sources, where there are any, each with how sure it is."""
        sources = dict.fromkeys(self.say(b.cited) for b in basis)
        if sources:
            between = "；" if self.lang == "zh" else "; "
            self.labelled(Text("依据", "Basis"), between.join(sources), indent=indent)

    def text(self) -> str:
        """Give the whole."""
        return "\n".join(self._lines)
