"""The errors a user can cause: each says where, what was there, what was expected and how to mend it."""

from typing import ClassVar

from yibao_rules.text import Lang, Text, same


class YibaoError(Exception):
    """Base of all errors of this library.

    Args:
        where: the place of the fault: a parameter's name, a JSON pointer, a file and line.
        found: what was there; never personal data (describe it: "19 characters").
        expected: what should be there.
        fix: how to mend it.

    ``str(error)`` is Chinese first, English beside it; :meth:`render` gives one language.
    """

    title: ClassVar[Text] = Text("错误", "error")

    def __init__(self, *, where: str, found: Text | str, expected: Text, fix: Text) -> None:
        self.where = where
        self.found = same(found) if isinstance(found, str) else found
        self.expected = expected
        self.fix = fix
        super().__init__(where, self.found, expected, fix)

    def render(self, lang: Lang = "zh") -> str:
        """Word the error in one language, in one line."""
        title, found, expected, fix = (t.in_(lang) for t in (self.title, self.found, self.expected, self.fix))
        if lang == "zh":
            return f"{title}：{self.where}：现为 {found}；应为 {expected}。处理：{fix}"
        return f"{title}: {self.where}: found {found}; expected {expected}. Fix: {fix}"

    def __str__(self) -> str:
        return f"{self.render('zh')}\n{self.render('en')}"

    def __reduce__(self) -> tuple[object, ...]:
        # BaseException would rebuild us with positional arguments, which we do not take.
        return (_rebuild, (type(self), self.__dict__))


def _rebuild(cls: type[YibaoError], state: dict[str, object]) -> YibaoError:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    error.args = (error.where, error.found, error.expected, error.fix)
    return error


class ValueRefusedError(YibaoError, ValueError):
    """A value that its type does not admit (不合格的值)."""

    title = Text("值不合格", "value refused")


class ArgumentError(ValueRefusedError, TypeError):
    """An argument that no public function can take (参数有误): of the wrong class, out of bounds, outside a closed set.

    It is a ``TypeError`` and a ``ValueError`` at once: which of the two Python itself would raise depends on the mistake.
    """

    title = Text("参数有误", "argument refused")


class MissingExtraError(YibaoError, ImportError):
    """An optional package is not installed (缺少可选依赖)."""

    title = Text("缺少可选依赖", "optional package missing")


def missing_extra(package: str, extra: str) -> MissingExtraError:
    """Make the error that names the extra to install for ``package``."""
    command = f"pip install 'yibao-rules[{extra}]'"
    return MissingExtraError(
        where=package,
        found=Text("未安装", "not installed"),
        expected=Text(f"已安装 {package}", f"{package} installed"),
        fix=Text(f"运行 {command}", f"run {command}"),
    )
