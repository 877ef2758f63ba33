"""The mistakes one can make while writing rules, each told when the rule is defined, not when it runs."""

from collections.abc import Iterable

from yibao_rules.errors import YibaoError
from yibao_rules.serialization.guard import describe
from yibao_rules.text import Text, nearest


class DefinitionError(YibaoError, ValueError):
    """A fact, an expression, a rule or a rulebook that cannot be built (规则定义有误)."""

    title = Text("规则定义有误", "faulty rule definition")


class UnknownFactError(DefinitionError, LookupError):
    """A name that no fact, rule or family bears (没有这个名称)."""

    title = Text("名称不存在", "unknown name")


class ExpressionError(DefinitionError):
    """The text of an expression that cannot be read (表达式文本有误).

    ``line`` and ``column`` count characters from 1; ``where`` ends with both, as in ``guide.toml:3:14``.
    """

    title = Text("表达式有误", "faulty expression")

    def __init__(
        self, *, where: str, line: int, column: int, found: Text | str, expected: Text, fix: Text
    ) -> None:
        self.line = line
        self.column = column
        super().__init__(where=f"{where}:{line}:{column}", found=found, expected=expected, fix=fix)


class TruthError(YibaoError, TypeError):
    """An expression or a report was used as a plain yes or no (不可直接当作真假)."""

    title = Text("不可直接当作真假使用", "no plain truth value")


def faulty(where: str, found: Text | str, expected: Text, fix: Text) -> DefinitionError:
    """Make a :class:`DefinitionError` of these four parts."""
    return DefinitionError(where=where, found=found, expected=expected, fix=fix)


def unknown_name(where: str, name: object, known: Iterable[str], what: Text) -> UnknownFactError:
    """Make the error for a name that is not known, with the nearest known one; ``what`` says what kind of name it is."""
    near = nearest(name, known) if isinstance(name, str) else None
    fix = Text(f"改为 {near}", f"write {near}") if near else Text("查阅事实字典", "see the data dictionary")
    found = name if isinstance(name, str) else describe(name)
    return UnknownFactError(where=where, found=found, expected=what, fix=fix)


def truth_refused() -> TruthError:
    """Make the error for an expression used as a truth value, with the fix."""
    return TruthError(
        where="and / or / not / if",
        found=Text("把规则表达式当作真假使用", "a rule expression used as a truth value"),
        expected=Text("用 &、|、~ 组合表达式", "expressions combined with &, |, ~"),
        fix=Text(
            "写 (a == 1) & (b == 2)，不写 a == 1 and b == 2；范围用 between",
            "write (a == 1) & (b == 2), not a == 1 and b == 2; for ranges use between",
        ),
    )
