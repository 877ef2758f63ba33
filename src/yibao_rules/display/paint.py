"""Colour on a terminal: what is in order, what is wrong, what is open; words always say it too."""

from attrs import frozen

from yibao_rules.logic.report import Decision


@frozen
class Paint:
    """Puts colour around text, or leaves it as it is.

    Args:
        on: whether to colour at all.
    """

    on: bool = False

    def _with(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text

    def strong(self, text: str) -> str:
        """Bold."""
        return self._with("1", text)

    def faint(self, text: str) -> str:
        """Dim."""
        return self._with("2", text)

    def good(self, text: str) -> str:
        """Green, bold."""
        return self._with("1;32", text)

    def bad(self, text: str) -> str:
        """Red, bold."""
        return self._with("1;31", text)

    def open(self, text: str) -> str:
        """Yellow, bold."""
        return self._with("1;33", text)

    def decision(self, decision: Decision, text: str) -> str:
        """The colour of a decision."""
        by = {Decision.ACCEPTED: self.good, Decision.RETURNED: self.bad, Decision.UNDETERMINED: self.open}
        return by[decision](text)


PLAIN = Paint()
"""No colour."""
