"""What is wrong with an input, place by place, and the error that carries all of it; never a value of the input."""

from typing import Self

from attrs import evolve, frozen

from yibao_rules.errors import YibaoError
from yibao_rules.text import LabelledEnum, Lang, Text, same


class FaultKind(LabelledEnum):
    """Kinds of faults of an input (输入问题的种类), for programs to tell apart."""

    UNREADABLE = "unreadable", "无法读取", "cannot be read"
    NOT_TEXT = "not_text", "编码错误", "wrong encoding"
    NOT_JSON = "not_json", "不是 JSON", "not JSON"
    TOO_LARGE = "too_large", "过大", "too large"
    TOO_DEEP = "too_deep", "嵌套过深", "nested too deep"
    DUPLICATE_KEY = "duplicate_key", "键重复", "key given twice"
    UNKNOWN_KEY = "unknown_key", "未知的键", "unknown key"
    MISSING_KEY = "missing_key", "缺少必填项", "required key missing"
    WRONG_TYPE = "wrong_type", "类型错误", "wrong type"
    UNKNOWN_WORD = "unknown_word", "不在允许的取值内", "not one of the allowed words"
    BAD_DATE = "bad_date", "日期错误", "wrong date"
    BAD_NUMBER = "bad_number", "数字错误", "wrong number"
    BAD_TEXT = "bad_text", "文本错误", "wrong text"
    REFUSED = "refused", "值不合格", "value refused"


@frozen(kw_only=True)
class Fault:
    """One fault of an input.

    Args:
        pointer: JSON pointer (RFC 6901) of the place; the empty string is the whole document.
        kind: the kind of fault.
        found: what was there, described by type, form or length; never the value.
        expected: what should be there.
        fix: how to mend it.
    """

    pointer: str
    kind: FaultKind
    found: Text
    expected: Text
    fix: Text

    def below(self, pointer: str) -> Self:
        """Give the same fault in a document where this one lies at ``pointer``."""
        return evolve(self, pointer=pointer + self.pointer)

    def render(self, lang: Lang = "zh") -> str:
        """Word the fault in one language, in one line."""
        where = self.pointer or {"zh": "（整个文件）", "en": "(whole document)"}[lang]
        found, expected, fix = (t.in_(lang) for t in (self.found, self.expected, self.fix))
        if lang == "zh":
            return f"{where}：现为 {found}；应为 {expected}。处理：{fix}"
        return f"{where}: found {found}; expected {expected}. Fix: {fix}"


class InputError(YibaoError, ValueError):
    """An input that cannot be taken in, with every fault found in it at once (输入无法接受).

    Args:
        faults: the faults in the document's order; at least one.
        source: where the input came from: a file's name, ``"JSON"``.
    """

    title = Text("输入有误", "input refused")

    def __init__(self, faults: tuple[Fault, ...], *, source: str = "JSON") -> None:
        self.faults = faults
        self.source = source
        first = faults[0]
        many = len(faults) > 1
        super().__init__(
            where=f"{source} {first.pointer}".rstrip(),
            found=Text(f"{len(faults)} 处问题", f"{len(faults)} faults") if many else first.found,
            expected=Text("符合格式的输入", "input in the right form") if many else first.expected,
            fix=Text("逐处改正", "mend each of them") if many else first.fix,
        )

    def render(self, lang: Lang = "zh") -> str:
        """Word the error in one language: one line a fault."""
        n = len(self.faults)
        colon = "：" if lang == "zh" else ": "
        head = f"{self.title.in_(lang)}{colon}{self.source}"
        if n == 1:
            return f"{head}{colon}{self.faults[0].render(lang)}"
        count = f"共 {n} 处" if lang == "zh" else f"{n} faults"
        return "\n".join((f"{head}{colon}{count}", *(f"  - {f.render(lang)}" for f in self.faults)))


@frozen
class Remark:
    """Something that was changed on the way in, and what was done (输入时的改动).

    Args:
        pointer: JSON pointer of the text.
        text: what was changed about it; never the text itself.
    """

    pointer: str
    text: Text

    def render(self, lang: Lang = "zh") -> str:
        """Word the remark in one language, in one line."""
        return f"{self.pointer}{'：' if lang == 'zh' else ': '}{self.text.in_(lang)}"


class HookError(Exception):  # not an error of its own: the walker makes a Fault of it
    """Raised by a hook while one value is read; it knows no place yet, which the walker adds."""

    def __init__(self, kind: FaultKind, found: Text | str, expected: Text, fix: Text) -> None:
        super().__init__(kind)
        self.kind = kind
        self.found = same(found) if isinstance(found, str) else found
        self.expected = expected
        self.fix = fix

    def at(self, pointer: str) -> Fault:
        """Make the fault at a place."""
        return Fault(pointer=pointer, kind=self.kind, found=self.found, expected=self.expected, fix=self.fix)


def escape(key: str | int) -> str:
    """Make one step of a JSON pointer.

    >>> escape("a/b"), escape(3)
    ('/a~1b', '/3')
    """
    return "/" + str(key).replace("~", "~0").replace("/", "~1")
