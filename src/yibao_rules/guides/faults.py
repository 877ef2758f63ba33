"""The error of a guide that cannot be loaded: every fault at once, each with the file, the key path and the line."""

from collections.abc import Iterable
from typing import Final

from yibao_rules.serialization.faults import Fault, InputError
from yibao_rules.serialization.walker import KeyAdvice
from yibao_rules.text import Lang, Text

__all__ = ["ADVICE", "Fault", "GuideError"]

ADVICE: Final = KeyAdvice(
    expected=Text("格式中的键", "a key of the format"),
    otherwise=Text("删去，或查阅格式说明", "drop it, or see the format's description"),
)
"""What a wrong key of a guide is answered with."""


class GuideError(InputError):
    """A guide that cannot be loaded (办事指南有误); ``faults`` has the faults, each with its file and key path.

    Args:
        faults: the faults, at least one.
    """

    title = Text("办事指南有误", "guide refused")

    def __init__(self, faults: Iterable[Fault]) -> None:
        told = tuple(faults) if not isinstance(faults, tuple) else faults
        super().__init__(told, source=told[0].file)
        self.where = f"{told[0].file}: {told[0].path}"

    def render(self, lang: Lang = "zh") -> str:
        """Word the faults, one a line."""
        head = Text(
            f"办事指南有误（{self.count:,} 处）",
            f"guide refused ({self.count:,} fault{'s' if self.count > 1 else ''})",
        )
        return "\n".join((head.in_(lang), *(f"- {line}" for line in self.lines(lang))))
