"""Shape checking at construction: a field of the wrong type is refused with its path, never its value."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import attrs

from yibao_rules.errors import ValueRefusedError
from yibao_rules.text import LabelledEnum, Text, same

Check = Callable[[object], bool]


class Shaped:
    """Base of the model's attrs classes: checks each field's type, closed sets included, and nothing else.

    What makes a filing *wrong* is said by rules, so that every fault is found at once; a class only refuses
    what cannot be a value of its fields at all.

    Raises:
        ValueRefusedError: naming ``Class.field``, the type that was there and the type expected.
    """

    __slots__ = ()

    def __attrs_post_init__(self) -> None:
        """Check every field against its annotation."""
        for name, optional, fits, expected in _checks(type(self)):  # type: ignore[arg-type]  # attrs sets __hash__ on subclasses
            value = getattr(self, name)
            # Most fields may be left out, and most are: that is asked before anything is called.
            if not (optional and value is None) and not fits(value):
                raise _refused(f"{type(self).__name__}.{name}", value, expected)


def refuse(where: str, found: Text | str, expected: Text, fix: Text | None = None) -> ValueRefusedError:
    """Make the error for a value that no field can hold."""
    return ValueRefusedError(
        where=where,
        found=found,
        expected=expected,
        fix=fix or Text(f"改为{expected.zh}", f"give {expected.en}"),
    )


def _refused(where: str, value: object, expected: object) -> ValueRefusedError:
    members = [t for t in _alternatives(expected) if isinstance(t, type) and issubclass(t, LabelledEnum)]
    fix = None
    if isinstance(value, str) and members and value in {m.value for m in members[0]}:
        named = f"{members[0].__name__}({value!r})"
        fix = Text(f"写成 {named}", f"write {named}")
    elif members:
        known = "、".join(f"{m.name}（{m.label.zh}）" for m in members[0])
        fix = Text(f"从下列取一：{known}", f"take one of: {', '.join(m.name for m in members[0])}")
    return refuse(where, same(type(value).__name__), same(_words(expected)), fix)


@cache
def _checks(cls: type) -> tuple[tuple[str, bool, Check, object], ...]:
    hints = get_type_hints(cls)
    return tuple(
        (f.name, type(None) in _alternatives(hints[f.name]), check_for(hints[f.name]), hints[f.name])
        for f in attrs.fields(cls)
    )


def _alternatives(hint: object) -> tuple[object, ...]:
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def check_for(hint: Any) -> Check:
    """Give the test that a value is of the annotated type: ``bool`` is no ``int`` here, a ``datetime`` no ``date``."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        checks = [check_for(a) for a in args]
        return lambda value: any(check(value) for check in checks)
    if origin in (tuple, frozenset):
        item = check_for(args[0])
        container: type = origin
        return lambda value: isinstance(value, container) and all(map(item, value))  # type: ignore[call-overload]
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if hint is date:
        return lambda value: isinstance(value, date) and not isinstance(value, datetime)
    return lambda value: isinstance(value, hint)


def _words(hint: Any) -> str:
    if isinstance(hint, type) and not get_args(hint):
        return "None" if hint is type(None) else hint.__name__
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return " | ".join(_words(a) for a in args)
    return f"{getattr(origin, '__name__', hint)}[{', '.join(_words(a) for a in args if a is not Ellipsis)}]"
