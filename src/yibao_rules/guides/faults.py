"""What can be wrong with a guide's file: every fault at once, each with the file and the key path."""

from collections.abc import Iterable

from attrs import frozen

from yibao_rules.errors import YibaoError
from yibao_rules.text import Lang, Text, nearest


@frozen(kw_only=True)
class Fault:
    """One fault of a guide's text.

    Args:
        file: the file, or the name that the caller gave the text.
        path: the key path, such as ``item[3].limits[0].term``.
        found, expected, fix: what is there, what should be, how to mend it.
    """

    file: str
    path: str
    found: Text
    expected: Text
    fix: Text

    def render(self, lang: Lang = "zh") -> str:
        """Word the fault in one line."""
        found, expected, fix = (t.in_(lang) for t in (self.found, self.expected, self.fix))
        where = f"{self.file}: {self.path}"
        if lang == "zh":
            return f"{where}：现为 {found}；应为 {expected}。处理：{fix}"
        return f"{where}: found {found}; expected {expected}. Fix: {fix}"


class GuideError(YibaoError, ValueError):
    """A guide that cannot be loaded (办事指南有误); ``faults`` has every fault.

    Args:
        faults: the faults, at least one.
    """

    title = Text("办事指南有误", "guide refused")
    faults: tuple[Fault, ...]

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        super().__init__(
            where=f"{first.file}: {first.path}",
            found=first.found,
            expected=first.expected,
            fix=first.fix,
        )

    def render(self, lang: Lang = "zh") -> str:
        """Word all faults, one a line."""
        head = Text(f"办事指南有误（{len(self.faults)} 处）", f"guide refused ({len(self.faults)} faults)")
        return "\n".join((head.in_(lang), *(f"- {fault.render(lang)}" for fault in self.faults)))


def mend(word: str, known: Iterable[str], otherwise: Text) -> Text:
    """Give the fix for an unknown word: the nearest known one, or ``otherwise``."""
    near = nearest(word, known)
    return Text(f"改为 {near}", f"write {near}") if near else otherwise
