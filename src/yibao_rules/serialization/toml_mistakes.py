"""Where a text stops being TOML, in the words of its author: what stands there, and what to write instead."""

import re
import unicodedata
from typing import Final

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.text import Text

_AT: Final = re.compile(r"\(at line (?P<line>\d+), column (?P<column>\d+)\)")
_HALF: Final = dict(zip("“”‘’【】、。《》", "\"\"''[],.<>", strict=True))
_AROUND: Final = re.compile(r"[0-9年月日号时分:：/.\-]+")
_DAY: Final = re.compile(r"[0-9]{4}[年/.\-][0-9]{1,2}[月/.\-][0-9]{1,2}[日号]?")
_HOUR: Final = re.compile(r"[0-9]{1,2}[:：时][0-9]{0,2}[:：分]?[0-9]{0,2}")
_ZERO: Final = re.compile(r"0[0-9\-]+")
_WORD: Final = re.compile(r"(?:[A-Za-z]+|[是否真假有无空])(?!\w)")
_TRUTHS: Final = {
    **dict.fromkeys(("true", "yes", "是", "真", "有"), "true"),
    **dict.fromkeys(("false", "no", "否", "假", "无"), "false"),
}
_NOTHING: Final = frozenset({"none", "null", "nil", "空"})

# What tomllib complains of: the pattern of its words, what that is, and the way out.
_COMPLAINTS: Final = tuple(
    (re.compile(pattern), found, fix)
    for pattern, found, fix in (
        (
            "Unclosed array",
            Text(
                "数组 [ … ] 没有闭合，或两项之间没有逗号",
                "an array [ … ] not closed, or no comma between entries",
            ),
            Text("补上 ] 或半角逗号", "add ] or a comma"),
        ),
        (
            "Unclosed inline table",
            Text(
                "{ … } 没有闭合，或两项之间没有逗号",
                "an inline table { … } not closed, or no comma between entries",
            ),
            Text("补上 } 或半角逗号", "add } or a comma"),
        ),
        (
            "key part",
            Text(
                "{ … } 分成了几行，或末尾多了逗号",
                "an inline table { … } over several lines, or with a comma at its end",
            ),
            Text(
                "{ … } 写在一行里，末项之后不加逗号",
                "write { … } in one line, with no comma after its last entry",
            ),
        ),
        (
            'Unterminated|Expected "\'"|Illegal character|Found invalid',
            Text(
                "引号没有闭合的文本，或其中有控制字符",
                "a text whose quote is not closed, or with a control character",
            ),
            Text(
                "补上半角引号；几行的文本用三个引号",
                "close it by a quote; a text of several lines has three of them",
            ),
        ),
        (
            "Unescaped|escape",
            Text("文本里的反斜杠", "a backslash within a text"),
            Text(r"写成 \\，或改用单引号", r"write \\, or use single quotes"),
        ),
        (
            "Invalid date",
            Text("不存在的日期或时间", "a date or time that does not exist"),
            Text("日期如 2023-01-01，时间如 08:30:00", "a date such as 2023-01-01, a time such as 08:30:00"),
        ),
        (
            "Cannot|twice",
            Text("已经出现过的键或表", "a key or table that has been given before"),
            Text(
                "合并为一处；可以有多个的表写两层方括号，如 [[item]]",
                "keep one; tables of which there may be several have double brackets: [[item]]",
            ),
        ),
        (
            "Expected '='",
            Text("后面没有 = 的键", "a key without = after it"),
            Text("写成 键 = 值", "write key = value"),
        ),
        (
            "Expected ']",
            Text("没有闭合的表名", "the name of a table not closed"),
            Text("写成 [表] 或 [[表]]", "write [table] or [[table]]"),
        ),
        (
            "Expected newline",
            Text("值之后还有内容", "more after the value"),
            Text("一行一个键；文本加半角引号", "one key a line; put texts in quotes"),
        ),
        (
            "Invalid value",
            Text("不是值", "no value"),
            Text("文本加半角引号，真假写 true、false", "put texts in quotes, write true or false"),
        ),
        (
            "Invalid statement",
            Text("既不是“键 = 值”，也不是 [表]", "neither key = value nor [table]"),
            Text("写成 键 = 值；说明的文字前面加 #", "write key = value; begin remarks with #"),
        ),
        ("", Text("不合 TOML 的语法", "against the grammar of TOML"), Text("改正该处", "mend it there")),
    )
)


def explained(text: str, complaint: str) -> HookError:
    """Build the fault of a text that is no TOML.

    Args:
        text: the text, without a byte-order mark.
        complaint: what :mod:`tomllib` says of it.

    Returns:
        The fault, with line and column: of what stands there where that is a known mistake, else of the complaint.
    """
    place, rest, line, column = Text("文件末尾", "the end of the file"), "", "", 0
    if at := _AT.search(complaint):
        row, column = int(at["line"]), int(at["column"]) - 1
        place = Text(f"第 {row} 行第 {column + 1} 列", f"line {row}, column {column + 1}")
        line = text.replace("\r\n", "\n").split("\n")[row - 1]
        rest = line[column:]
    found, fix = _mistake(line, column, rest) or next(
        (found, fix) for pattern, found, fix in _COMPLAINTS if pattern.search(complaint)
    )
    return HookError(
        FaultKind.NOT_TOML,
        Text(f"{place.zh}：{found.zh}", f"{place.en}: {found.en}"),
        Text("TOML 文本", "TOML text"),
        fix,
    )


def _mistake(line: str, column: int, rest: str) -> tuple[Text, Text] | None:
    """Return what stands at a place and what to write for it, where authors are known to write so."""
    if (wide := rest[:1]) and (half := _half(wide)) != wide:
        name = unicodedata.name(wide, "").lower()
        if half.isspace():
            return Text("全角或特殊的空格", f"a space that is none ({name})"), Text(
                "改为半角空格", "write a plain space"
            )
        return (
            Text(f"全角的 {wide}", f"the full-width {wide}"),
            Text(f"全角 {wide} 改为半角 {half}", f"write {half} for {wide}"),
        )
    if (word := _WORD.match(rest)) and (said := word[0].lower()) in _TRUTHS.keys() | _NOTHING:
        truth = _TRUTHS.get(said)
        fix = (
            Text(f"改为 {truth}", f"write {truth}")
            if truth
            else Text("未知的删去此项", "leave out what is not known")
        )
        return Text("没有引号的词", "a word without quotes"), fix
    if rest.strip() == ",":
        return Text("值之后的逗号", "a comma after the value"), Text("删去逗号", "drop the comma")
    return _moment(line, column)


def _half(character: str) -> str:
    return _HALF.get(character) or unicodedata.normalize("NFKC", character)


_FORMS: Final = (
    (
        _DAY,
        Text("不是 年-月-日 的日期", "a date that is not year-month-day"),
        Text("写成 2023-01-01 的形式，月、日各两位", "write it as 2023-01-01, month and day of two digits"),
    ),
    (
        _HOUR,
        Text("不是 时:分:秒 的时间", "a time that is not hours:minutes:seconds"),
        Text("写成 08:30:00 的形式，各两位", "write it as 08:30:00, of two digits each"),
    ),
    (
        _ZERO,
        Text("以 0 开头的数", "a number that begins with 0"),
        Text('号码加引号，如 "0515"', 'put numbers of documents and phones in quotes: "0515"'),
    ),
)


def _moment(line: str, column: int) -> tuple[Text, Text] | None:
    """Return the mistake of a day, time or number of documents that lies at a place or ends there."""
    for run in _AROUND.finditer(line):
        if run.start() < column <= run.end() and (run.end() > column or line[column : column + 1]):
            return next(((found, fix) for form, found, fix in _FORMS if form.fullmatch(run[0])), None)
    return None
