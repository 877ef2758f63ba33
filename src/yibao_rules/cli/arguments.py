"""Arguments that several commands take, read strictly and refused in the user's language."""

import argparse
from collections.abc import Callable, Sequence
from datetime import MINYEAR, date, datetime
from typing import Any, NoReturn

from yibao_rules.cli.outlet import BAD_INPUT, complain
from yibao_rules.errors import YibaoError
from yibao_rules.model.place_names import find_place
from yibao_rules.text import Lang, Text, iso_date

_MESSAGES: tuple[tuple[str, Text], ...] = (
    ("the following arguments are required: ", Text("缺少参数 ", "missing: ")),
    ("unrecognized arguments: ", Text("不认识的参数 ", "unknown: ")),
    ("expected one argument", Text("后面应有一个值", "a value is missing")),
    ("expected at least one argument", Text("后面至少应有一个值", "a value is missing")),
    ("invalid choice: ", Text("不在可选范围内：", "not a choice: ")),
    ("choose from", Text("可选", "choose from")),
    ("argument ", Text("参数 ", "argument ")),
)

_GIVEN = "given"
"""The attribute of a namespace that holds which options were given so far."""

_TWICE = Text("只能给一次，这里给了两次以上", "given more than once; it takes one value")


class _Once(argparse.Action):
    """What an option does that has one value: given again, it is refused, where argparse would drop the first in silence."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Keep the value, or refuse the second."""
        given: set[str] = vars(namespace).setdefault(_GIVEN, set())
        if option_string is not None and self.dest in given:
            lang: Lang = getattr(parser, "lang", "zh")
            raise argparse.ArgumentError(self, _TWICE.in_(lang))
        given.add(self.dest)
        setattr(namespace, self.dest, self._kept(values))

    def _kept(self, values: Any) -> Any:
        return values


class _Flag(_Once):
    """The same for an option without a value."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=False, **options)

    def _kept(self, values: Any) -> Any:
        return not values


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that speaks one of our languages, and ends with our status for bad input.

    An option that is given twice either adds (``action="append"``) or is refused.

    Args:
        lang: the language.
        options: as for ``argparse.ArgumentParser``.
    """

    def __init__(self, *, lang: Lang = "zh", **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(add_help=False, **options)
        for name, action in ((None, _Once), ("store", _Once), ("store_true", _Flag)):
            self.register("action", name, action)
        self.lang: Lang = lang
        self._positionals.title = Text("参数", "arguments").in_(lang)
        self._optionals.title = Text("选项", "options").in_(lang)
        help_ = Text("显示此帮助", "show this help")
        self.add_argument("-h", "--help", action="help", help=help_.in_(lang))

    def format_usage(self) -> str:
        """Give the usage line in our language."""
        return super().format_usage().replace("usage:", Text("用法：", "usage:").in_(self.lang), 1)

    def format_help(self) -> str:
        """Give the help in our language."""
        return super().format_help().replace("usage:", Text("用法：", "usage:").in_(self.lang), 1)

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the command line, and end with the status for bad input."""
        for english, text in _MESSAGES:
            message = message.replace(english, text.in_(self.lang))
        head = Text("命令有误：", "bad command: ").in_(self.lang)
        help_ = Text(f"用 {self.prog} --help 查看用法", f"see {self.prog} --help").in_(self.lang)
        complain(f"{head}{message}\n{self.format_usage().rstrip()}\n{help_}")
        raise SystemExit(BAD_INPUT)


def day_type(lang: Lang) -> Callable[[str], date]:
    """Give the reader of a day in ISO form."""

    def read(text: str) -> date:
        day = iso_date(text)
        if day is not None:
            return day
        wrong = Text("应为存在的日期 YYYY-MM-DD，如 2026-03-04", "a day as YYYY-MM-DD, such as 2026-03-04")
        raise argparse.ArgumentTypeError(wrong.in_(lang))

    return read


def moment_type(lang: Lang) -> Callable[[str], date]:
    """Return the reader of a day, or of a day with a time of day, in ISO form; Asia/Shanghai where no zone is given."""

    def read(text: str) -> date:
        day = iso_date(text[:10])
        if day is not None and len(text) == 10:
            return day
        try:
            if day is not None and text[10] in "T ":
                return datetime.fromisoformat(text)
        except ValueError:
            pass
        wrong = Text(
            "应为存在的日期或时刻，如 2026-03-04 或 2026-03-04T17:30",
            "a day or a moment, such as 2026-03-04 or 2026-03-04T17:30",
        )
        raise argparse.ArgumentTypeError(wrong.in_(lang))

    return read


def year_type(lang: Lang) -> Callable[[str], int]:
    """Give the reader of a year that a date can have."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) >= MINYEAR:
            return int(text)
        wrong = Text("应为年份，如 2026", "a year, such as 2026")
        raise argparse.ArgumentTypeError(wrong.in_(lang))

    return read


def place_type(lang: Lang) -> Callable[[str], str]:
    """Give the reader of a place: a six-digit code, or a name that is not ambiguous."""

    def read(text: str) -> str:
        try:
            return find_place(text).code
        except YibaoError as error:
            raise argparse.ArgumentTypeError(error.render(lang)) from None

    return read


def share(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """Add the options that every command takes."""
    words = {
        "json": Text("以 JSON 输出，每个结果一行", "answer in JSON, a line each"),
        "lang": Text("语言：zh（默认）或 en", "language: zh (default) or en"),
        "day": Text("判断日 YYYY-MM-DD，默认今天", "the day asked about, YYYY-MM-DD; today by default"),
    }
    parser.add_argument("--json", action="store_true", help=words["json"].in_(lang))
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help=words["lang"].in_(lang))
    parser.add_argument("--day", type=day_type(lang), metavar="DATE", help=words["day"].in_(lang))
