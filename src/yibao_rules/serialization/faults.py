"""What is wrong with an input, place by place, and the error that carries all of it; as far as they are told."""

from collections.abc import Callable, Iterable, Iterator
from typing import Self

from attrs import evolve, frozen

from yibao_rules.errors import YibaoError
from yibao_rules.serialization.limits import MOST_FAULTS
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Lang, Text, same


class FaultKind(LabelledEnum):
    """Kinds of faults of an input (输入问题的种类), for programs to tell apart."""

    UNREADABLE = "unreadable", "无法读取", "cannot be read"
    NOT_TEXT = "not_text", "编码错误", "wrong encoding"
    NOT_TOML = "not_toml", "不是 TOML", "not TOML"
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
        found: what was there. Of a filing and of what else may hold personal data it tells type, form or length,
            never the value; of a guide, whose author reads it, the value too.
        expected: what should be there.
        fix: how to mend it.
        file: the file, or the name that the caller gave the text; empty where the error names it.
        position: line and column inside of a text that has a grammar of its own, such as ``":1:7"``.
        line: the line of the file, where it could be found; 0 where not.
    """

    pointer: str
    kind: FaultKind
    found: Text
    expected: Text
    fix: Text
    file: str = ""
    position: str = ""
    line: int = 0

    @property
    def path(self) -> str:
        """The place as a key path, the way a TOML author writes it: ``item[3].limits[0].term``; ``/`` is the whole.

        >>> fault = Fault(pointer="/item/3/a~1b", kind=FaultKind.REFUSED, found=same(""), expected=same(""), fix=same(""))
        >>> fault.path
        'item[3].a/b'
        """
        steps = (step.replace("~1", "/").replace("~0", "~") for step in self.pointer.split("/")[1:])
        path = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps)
        return (path.removeprefix(".") or "/") + self.position

    @guarded
    def below(self, pointer: str) -> Self:
        """Return the same fault in a document where this one lies at ``pointer``."""
        return evolve(self, pointer=pointer + self.pointer)

    @guarded
    def render(self, lang: Lang = "zh") -> str:
        """Word the fault in one language, in one line."""
        where = self.pointer or {"zh": "（整个文件）", "en": "(whole document)"}[lang]
        if self.file:
            where = f"{self.file}: {self.path}"
        found, expected, fix = (t.in_(lang) for t in (self.found, self.expected, self.fix))
        if lang == "zh":
            line = f"（第 {self.line} 行）" if self.line else ""
            return f"{where}：现为 {found}；应为 {expected}。处理：{fix}{line}"
        line = f" (line {self.line})" if self.line else ""
        return f"{where}: found {found}; expected {expected}. Fix: {fix}{line}"


class Faults(tuple[Fault, ...]):  # noqa: SLOT001  # a tuple's subclass cannot have slots that hold something
    """The faults of an input that are told one by one, and how many there are beside them.

    Args:
        faults: the faults told.
        more: how many others were found.
    """

    more: int

    def __new__(cls, faults: Iterable[Fault] = (), more: int = 0) -> Self:
        """Keep the first :data:`~yibao_rules.serialization.limits.MOST_FAULTS`, and count the rest."""
        told = tuple(faults)
        made = super().__new__(cls, told[:MOST_FAULTS])
        made.more = more + max(0, len(told) - MOST_FAULTS)
        return made

    def __getnewargs__(self) -> tuple[object, ...]:
        return (tuple(self), self.more)


class FaultCollector:
    """Gathers the faults of one input: each place and kind once, the first hundred worded, the rest counted."""

    def __init__(self) -> None:
        self._told: dict[Fault, None] = {}
        self._more = 0

    def add(self, make: Callable[[], Fault]) -> None:
        """Note a fault; ``make`` words it, and is called only while there is room."""
        if len(self._told) < MOST_FAULTS:
            self._told[make()] = None
        else:
            self._more += 1

    def count(self, more: int) -> None:
        """Note faults that were not even looked at one by one."""
        self._more += more

    @property
    def room(self) -> int:
        """How many more faults will be worded."""
        return MOST_FAULTS - len(self._told)

    def result(self) -> Faults:
        """Return what was gathered."""
        return Faults(self._told, self._more)


class InputError(YibaoError, ValueError):
    """An input that cannot be taken in, with every fault found in it at once (输入无法接受).

    Args:
        faults: the faults in the document's order; at least one. Those beyond the hundredth are counted, not kept.
        source: where the input came from: a file's name, ``"JSON"``.
    """

    title = Text("输入有误", "input refused")

    def __init__(self, faults: Iterable[Fault], *, source: str = "JSON") -> None:
        self.faults = faults if isinstance(faults, Faults) else Faults(faults)
        self.source = source
        first = self.faults[0]
        n = self.count
        super().__init__(
            where=f"{source} {first.pointer}".rstrip(),
            found=Text(f"{n:,} 处问题", f"{n:,} faults") if n > 1 else first.found,
            expected=Text("符合格式的输入", "input in the right form") if n > 1 else first.expected,
            fix=Text("逐处改正", "mend each of them") if n > 1 else first.fix,
        )

    @property
    def count(self) -> int:
        """How many faults were found, those that are not told one by one included."""
        return len(self.faults) + self.faults.more

    def render(self, lang: Lang = "zh") -> str:
        """Word the error in one language: one line a fault, and one for those beyond the hundredth."""
        n = self.count
        colon = "：" if lang == "zh" else ": "
        head = f"{self.title.in_(lang)}{colon}{self.source}"
        if n == 1:
            return f"{head}{colon}{self.faults[0].render(lang)}"
        count = f"共 {n:,} 处" if lang == "zh" else f"{n:,} faults"
        return "\n".join((f"{head}{colon}{count}", *(f"  - {line}" for line in self.lines(lang))))

    def lines(self, lang: Lang = "zh") -> Iterator[str]:
        """Word each fault told, and then how many more there are."""
        yield from (fault.render(lang) for fault in self.faults)
        if more := self.faults.more:
            yield f"另有 {more:,} 处未列出" if lang == "zh" else f"and {more:,} more"


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


class HookError(Exception):
    """Raised by a hook while one value is read; it knows no place yet, which the walker adds.

    ``expected`` and ``fix`` may be functions, called only if the fault is told: of ten thousand, a hundred are.
    """

    def __init__(
        self,
        kind: FaultKind,
        found: Text | str,
        expected: Text | Callable[[], Text],
        fix: Text | Callable[[], Text],
        *,
        position: str = "",
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.found = same(found) if isinstance(found, str) else found
        self._expected = expected
        self._fix = fix
        self.position = position

    @property
    def expected(self) -> Text:
        """What should be there."""
        return self._expected if isinstance(self._expected, Text) else self._expected()

    @property
    def fix(self) -> Text:
        """How to mend it."""
        return self._fix if isinstance(self._fix, Text) else self._fix()

    def at(self, pointer: str) -> Fault:
        """Build the fault at a place."""
        return Fault(
            pointer=pointer,
            kind=self.kind,
            found=self.found,
            expected=self.expected,
            fix=self.fix,
            position=self.position,
        )


def escape(key: str | int) -> str:
    """Make one step of a JSON pointer.

    >>> escape("a/b"), escape(3)
    ('/a~1b', '/3')
    """
    return "/" + str(key).replace("~", "~0").replace("/", "~1")
