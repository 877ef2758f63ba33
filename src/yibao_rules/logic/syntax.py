"""Reads text with Python's own grammar, without running it, and says where it cannot be read."""

import ast
import warnings

from attrs import frozen

from yibao_rules.logic.faults import ExpressionError
from yibao_rules.text import Text

MAX_TEXT = 20_000
"""How many characters an expression may have."""

_WIDE = dict(zip("（），．＝＜＞！“”‘’：；［］＋－", "(),.=<>!\"\"'':;[]+-", strict=True))
_GRAMMAR = Text("规则表达式", "a rule expression")
_HINT = Text(
    "比较用 ==、<=、in，组合用 and、or、not，文本加引号，例如 insured.status == 'normal'",
    "compare with ==, <=, in; combine with and, or, not; quote texts, e.g. insured.status == 'normal'",
)


@frozen
class Source:
    """A text with the place it comes from."""

    text: str
    where: str

    @property
    def _wrapped(self) -> str:
        return f"(\n{self.text}\n)"

    def tree(self) -> ast.expr:
        """Give the syntax tree.

        Raises:
            ExpressionError: the text is too long, too deep or no expression.
        """
        if len(self.text) > MAX_TEXT:
            raise self.fault(
                1,
                1,
                Text(f"{len(self.text)} 个字符", f"{len(self.text)} characters"),
                Text(f"至多 {MAX_TEXT} 个字符", f"at most {MAX_TEXT} characters"),
                Text("拆成几个条件", "split it into several conditions"),
            )
        try:
            with warnings.catch_warnings():
                # What Python merely doubts (a stray backslash, "is" with a number) is an error here.
                warnings.simplefilter("error")
                # The brackets let an expression run over several lines.
                body = ast.parse(self._wrapped, mode="eval").body
        except SyntaxError as error:
            raise self._refused(error.lineno or 2, error.offset or 1) from None
        except (ValueError, MemoryError, RecursionError):
            raise self._refused(2, 1) from None

        if body.lineno == 1:
            # The brackets hold nothing, or several expressions with commas between.
            raise self._refused(2, 1)
        return body

    def at(self, node: ast.expr) -> tuple[int, int]:
        """Give the line and the column of a node, in characters from 1."""
        line = self.text.split("\n")[node.lineno - 2]
        return node.lineno - 1, len(line.encode()[: node.col_offset].decode()) + 1

    def segment(self, node: ast.expr) -> str:
        """Give the text of a node as written."""
        return ast.get_source_segment(self._wrapped, node) or ""

    def snippet(self, node: ast.expr) -> str:
        """Give the text of a node in one line, shortened."""
        words = " ".join(self.segment(node).split())
        return words if len(words) <= 60 else words[:57] + "..."

    def fault(self, line: int, column: int, found: Text | str, expected: Text, fix: Text) -> ExpressionError:
        """Make the error for a place in the text."""
        if isinstance(found, str) and not found.isprintable():
            found = repr(found)
        return ExpressionError(
            where=self.where, line=line, column=column, found=found, expected=expected, fix=fix
        )

    def _refused(self, line: int, column: int) -> ExpressionError:
        lines = self.text.split("\n")
        # The closing bracket stands on a line of its own: a fault there is a fault at the end of the text.
        row, column = (line - 1, column) if 1 < line <= len(lines) + 1 else (len(lines), len(lines[-1]) + 1)
        word = lines[row - 1][column - 1 : column + 19].strip()
        wide = next((c for c in word if c in _WIDE), None)
        fix = (
            _HINT
            if wide is None
            else Text(f"全角 {wide} 改为半角 {_WIDE[wide]}", f"write {_WIDE[wide]} for {wide}")
        )
        return self.fault(
            row, max(column, 1), word or Text("文本在此结束", "the text ends here"), _GRAMMAR, fix
        )
