"""Shape checking at construction: a field of the wrong type is refused with its path, never its value."""

from functools import cache
from typing import get_type_hints

import attrs

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization.hints import Check, alternatives, check_for, words
from yibao_rules.text import LabelledEnum, Text, same

__all__ = ["Check", "Shaped", "check_for", "refuse"]


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
    members = [t for t in alternatives(expected) if isinstance(t, type) and issubclass(t, LabelledEnum)]
    fix = None
    if isinstance(value, str) and members and value in {m.value for m in members[0]}:
        named = f"{members[0].__name__}({value!r})"
        fix = Text(f"写成 {named}", f"write {named}")
    elif members:
        known = "、".join(f"{m.name}（{m.label.zh}）" for m in members[0])
        fix = Text(f"从下列取一：{known}", f"take one of: {', '.join(m.name for m in members[0])}")
    return refuse(where, same(type(value).__name__), same(words(expected)), fix)


@cache
def _checks(cls: type) -> tuple[tuple[str, bool, Check, object], ...]:
    hints = get_type_hints(cls)
    return tuple(
        (f.name, type(None) in alternatives(hints[f.name]), check_for(hints[f.name]), hints[f.name])
        for f in attrs.fields(cls)
    )
