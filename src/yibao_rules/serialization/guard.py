"""The one guard for arguments: what a caller gives is taken, read in its one sensible way, or refused with the line to write.

A room that has an error class of its own makes a :class:`Guard` with it; the others use the functions of this module,
which raise :class:`ArgumentError`::

    expect(desk, Desk, "desk")                      # of a class, or of one of several; gives it back
    expect_day(day)                                 # a date; text and datetime are refused with the line to write
    expect_moment(start, "start", aware=True)       # a datetime, here one with a time zone
    whole(n, "n", least=1, most=99)                 # a whole number within bounds; a truth value is none
    member(cause, Cause, "cause")                   # of a closed set: the member, its code or its label
    bounded(text, "place", longest=64)              # text of a bounded length, before anything is looked up

For the fields of attrs classes a converter takes what has one sensible reading and leaves the rest to the validator,
which names the field::

    message: Text = field(converter=as_text, validator=instance_of(Text))
    basis: tuple[Basis, ...] = field(converter=_bases, validator=tuple_of(Basis))  # typed, and made of as_tuple
    valid_from: date | None = field(default=None, validator=instance_of(date, optional=True))

No error shows the value: it tells the type, and the length of what has one. Nothing but the standard library, attrs and
the two rooms below is imported, so that a first working day is as quick as ever.
"""

from collections.abc import Callable, Iterable, Mapping, Sized
from datetime import date, datetime
from operator import index
from typing import Any, TypeVar, cast, overload

from attrs import Attribute, field, frozen

from yibao_rules.errors import ArgumentError, YibaoError
from yibao_rules.text import LONGEST_LOOKED_UP, LabelledEnum, Text, nearest, normalise, same

__all__ = [
    "ArgumentError",
    "Guard",
    "Validator",
    "as_text",
    "as_tuple",
    "bounded",
    "describe",
    "expect",
    "expect_day",
    "expect_moment",
    "instance_of",
    "member",
    "tuple_of",
    "whole",
]

T = TypeVar("T")
E = TypeVar("E", bound=LabelledEnum)
Validator = Callable[[Any, "Attribute[Any]", Any], None]
"""A validator of an attrs field."""

_LINES = {
    "date": "date(2026, 3, 2)",
    "datetime": "datetime(2026, 3, 2, 9, tzinfo=ZoneInfo('Asia/Shanghai'))",
    "timedelta": "timedelta(hours=4)",
    "int": "2",
    "str": "'…'",
    "Text": "Text('中文', 'English')",
    "tuple": "(…,)",
}


def describe(value: object) -> Text:
    """Word what a value is by its type, and by its length if it has one; never by what it holds."""
    kind = type(value).__name__
    if isinstance(value, str | bytes | bytearray):
        return Text(f"{kind}，{len(value)} 个字符", f"{kind} of {len(value)} characters")
    if isinstance(value, list | tuple | dict | set | frozenset):
        sized = cast("Sized", value)
        return Text(f"{kind}，{len(sized)} 项", f"{kind} of {len(sized)}")
    return same(kind)


def as_text(value: Text | str) -> Text:
    """Read a wording: a ``str`` is taken for both languages; anything else is left to the field's validator."""
    return same(value) if isinstance(value, str) else value


def as_tuple(value: T | Iterable[T]) -> tuple[T, ...]:
    """Read one or many: what can be gone through becomes a tuple, text and anything else a tuple of one."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return tuple(value)
    return (value,)


@frozen
class Guard:
    """The guard with the error class and the example lines of one room.

    Args:
        error: the class of the errors raised.
        lines: what to write for a class, by the class's name, such as ``{"WorkCalendar": "national()"}``.

    >>> Guard().expect("5个工作日", int, "n")
    Traceback (most recent call last):
    ...
    yibao_rules.errors.ArgumentError: 参数有误：n：现为 str，5 个字符；应为 int。处理：如 2
    argument refused: n: found str of 5 characters; expected int. Fix: such as 2
    """

    error: type[YibaoError] = ArgumentError
    lines: Mapping[str, str] = field(factory=dict)

    def refuse(self, where: str, found: Text | str, expected: Text, fix: Text) -> YibaoError:
        """Make an error of this room's class."""
        return self.error(where=where, found=found, expected=expected, fix=fix)

    @overload
    def expect(self, value: object, kind: type[T], where: str) -> T: ...
    @overload
    def expect(self, value: object, kind: tuple[type, ...], where: str) -> Any: ...
    def expect(self, value: object, kind: type | tuple[type, ...], where: str) -> Any:
        """Check the class of an argument, and return it: ``bool`` is no ``int`` here, and a ``datetime`` no ``date``.

        Args:
            value: what was given.
            kind: the class, or the classes any of which will do.
            where: the argument's name.

        Raises:
            YibaoError: of this guard's class; with a line that would do.
        """
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if _fits(value, kinds):
            return value
        if date in kinds and isinstance(value, str | datetime):
            raise self.not_a_day(value, where)
        names = ["None" if one is type(None) else one.__name__ for one in kinds]
        raise self.refuse(
            where,
            describe(value),
            Text("、".join(names), " or ".join(names)),
            Text(f"如 {self._line(kinds[0])}", f"such as {self._line(kinds[0])}"),
        )

    def advice(self, hint: str) -> Text:
        """Word what to do where only an annotation can say what fits."""
        return Text(f"给出 {hint}", f"give {hint}")

    def _line(self, kind: type) -> str:
        written = self.lines.get(kind.__name__) or _LINES.get(kind.__name__)
        if written is None and issubclass(kind, LabelledEnum):
            return repr(next(iter(kind), kind.__name__))
        return written or f"{kind.__name__}(…)"

    def day(self, value: object, where: str = "day") -> date:
        """Check that an argument is a plain date, and return it.

        Raises:
            YibaoError: of this guard's class; a text and a ``datetime`` with the line that makes a date of them.
        """
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        raise self.not_a_day(value, where)

    def not_a_day(self, value: object, where: str = "day") -> YibaoError:
        """Make the error for anything but a plain date."""
        fix = Text("写成日期，如 date(2026, 3, 2)", "write a date, such as date(2026, 3, 2)")
        if isinstance(value, datetime):
            fix = Text("带时刻的用 .date() 取其日期", "take the date of a datetime by .date()")
        elif isinstance(value, str):
            fix = Text(
                "写成 date(2026, 3, 2)，或用 date.fromisoformat(…) 读取文字",
                "write date(2026, 3, 2), or read the text by date.fromisoformat(…)",
            )
        expected = Text("datetime.date（日期，不带时刻）", "a datetime.date, without a time of day")
        return self.refuse(where, describe(value), expected, fix)

    def moment(self, value: object, where: str, *, aware: bool = False) -> datetime:
        """Check that an argument is a ``datetime``, with a time zone where one is needed, and return it.

        Raises:
            YibaoError: of this guard's class.
        """
        self.expect(value, datetime, where)
        moment = cast("datetime", value)
        if aware and moment.utcoffset() is None:
            raise self.refuse(
                where,
                Text("没有时区的 datetime", "a datetime without a time zone"),
                Text("带时区的 datetime", "a datetime with a time zone"),
                Text("加上 tzinfo=ZoneInfo('Asia/Shanghai')", "give it tzinfo=ZoneInfo('Asia/Shanghai')"),
            )
        return moment

    def whole(self, value: object, where: str, *, least: int | None = None, most: int | None = None) -> int:
        """Check that an argument is a whole number within bounds, and return it; a truth value is none.

        Raises:
            YibaoError: of this guard's class.
        """
        try:
            number = None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]
        except TypeError:
            number = None
        if number is not None and (least is None or number >= least) and (most is None or number <= most):
            return number
        if number is None:
            raise self.not_whole(value, where, least=least, most=most)
        raise self._not_whole(
            where, Text("超出范围的整数", "a whole number out of bounds"), least=least, most=most
        )

    def not_whole(
        self, value: object, where: str, *, least: int | None = None, most: int | None = None
    ) -> YibaoError:
        """Make the error for anything but a whole number."""
        return self._not_whole(where, describe(value), least=least, most=most)

    def _not_whole(self, where: str, found: Text, *, least: int | None, most: int | None) -> YibaoError:
        zh, en = _bounds(least, most)
        example = least if least is not None else 2 if most is None else most
        return self.refuse(
            where,
            found,
            Text(f"整数{zh}", f"a whole number{en}"),
            Text(f"如 {example}", f"such as {example}"),
        )

    def member(self, value: object, kind: type[E], where: str) -> E:
        """Read a member of a closed set: the member itself, its code, or its label in Chinese or English.

        Args:
            value: what was given.
            kind: the closed set.
            where: the argument's name.

        Raises:
            YibaoError: of this guard's class; with the nearest member, or all of a small set.

        >>> from yibao_rules.text import LabelledEnum
        >>> class Side(LabelledEnum):
        ...     LEFT = "left", "左", "left"
        >>> Guard().member("左", Side, "side")
        Side.LEFT
        """
        if isinstance(value, kind):
            return value
        near = None
        if isinstance(value, str) and len(value) <= LONGEST_LOOKED_UP:
            words = {word: one for one in kind for word in (one.label.en, one.label.zh, one.code)}
            word = normalise(value)
            if word in words:
                return words[word]
            near = nearest(word, words)
            near = repr(words[near]) if near is not None else None
        known = ", ".join(f"{one.code!r}" for one in kind)
        fix = (
            Text(f"改为 {near}", f"write {near}")
            if near
            else Text(f"从下列取一：{known}", f"take one of {known}")
        )
        raise self.refuse(where, describe(value), same(kind.__name__), fix)

    def bounded(self, value: object, where: str, *, longest: int = LONGEST_LOOKED_UP, least: int = 0) -> str:
        """Check that an argument is text of a bounded length, and return it: what is looked up is bounded first.

        Raises:
            YibaoError: of this guard's class.
        """
        text = self.expect(value, str, where)
        if least <= len(text) <= longest:
            if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text):
                return text
            raise self.refuse(
                where,
                Text("含有半个字符（孤立的代理项）的文字", "a text with half a character (a lone surrogate)"),
                Text("完整的 Unicode 文字", "whole Unicode text"),
                Text("核对读入文字时所用的编码", "check the encoding that the text was read by"),
            )
        raise self.refuse(
            where,
            describe(text),
            Text(f"{least} 至 {longest} 个字符", f"{least} to {longest} characters"),
            Text("核对这段文字", "check the text"),
        )

    def instance_of(self, *kinds: type, optional: bool = False) -> Validator:
        """Make the validator of a field that holds one of these classes; it names ``Class.field``.

        Args:
            kinds: the classes, as for :meth:`expect`.
            optional: whether None will do as well.
        """

        def validate(instance: object, attribute: "Attribute[Any]", value: object) -> None:
            if not (optional and value is None):
                self.expect(value, kinds, f"{type(instance).__name__}.{attribute.name}")

        return validate

    def tuple_of(self, *kinds: type) -> Validator:
        """Make the validator of a field that holds a tuple of these classes; it names ``Class.field``."""

        def validate(instance: object, attribute: "Attribute[Any]", value: object) -> None:
            where = f"{type(instance).__name__}.{attribute.name}"
            for one in self.expect(value, tuple, where):
                self.expect(one, kinds, where)

        return validate


def _fits(value: object, kinds: tuple[type, ...]) -> bool:
    if not isinstance(value, kinds):
        return False
    if isinstance(value, bool):
        return bool in kinds or int not in kinds
    return not isinstance(value, datetime) or datetime in kinds or date not in kinds


def _bounds(least: int | None, most: int | None) -> tuple[str, str]:
    if least is not None and most is not None:
        return f"，{least} 至 {most}", f" from {least} to {most}"
    if least is not None:
        return f"，不小于 {least}", f", {least} or more"
    return ("", "") if most is None else (f"，不大于 {most}", f", {most} or less")


_GUARD = Guard()
expect = _GUARD.expect
expect_day = _GUARD.day
expect_moment = _GUARD.moment
whole = _GUARD.whole
member = _GUARD.member
bounded = _GUARD.bounded
instance_of = _GUARD.instance_of
tuple_of = _GUARD.tuple_of
