"""Forms of a single text that more rooms than one must know alike: a code of fixed shape, a name of an open table."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from attrs import field, frozen

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.scalars import describe, text, whole_number
from yibao_rules.text import Text, nearest, normalise, same

FORM: Final = "form"
"""The key under which a field's metadata holds the form of its text."""

KEY: Final = "key"
"""The metadata key for the name that a field has in data, where that differs from its own."""

OWN_PREFIX: Final = "x_"
"""How a name begins that a caller or a guide brings itself."""

OWN_NAME: Final = OWN_PREFIX + "[a-z0-9_]{1,62}"
"""The pattern of a name of one's own."""

_OWN: Final = re.compile(OWN_NAME)


class Form(Protocol):
    """What the value of a field must look like: read strictly, described by JSON Schema."""

    def read(self, value: Any, kind: Any = None, /) -> Any:
        """Return the value, a text normalised.

        Raises:
            HookError: not of this form.
        """

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such a value."""


def in_form(form: Form) -> dict[str, Form]:
    """Build the metadata that puts a form on a field."""
    return {FORM: form}


def named(key: str) -> dict[str, str]:
    """Build the metadata that names a field in data: ``[[item]]`` for ``items``."""
    return {KEY: key}


@frozen
class Code:
    r"""A code of fixed shape.

    Args:
        pattern: regular expression of the whole text, the same in Python and in JSON Schema: spell digits
            ``[0-9]``, since ``\d`` takes in the digits of every script.
        expected: what such a code is, with an example.
        fix: how to mend a text that is none.
    """

    pattern: str
    expected: Text
    fix: Text
    _compiled: re.Pattern[str] = field(init=False, eq=False, repr=False)

    @_compiled.default
    def _(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def fits(self, word: str) -> bool:
        """Say whether a text is such a code."""
        return self._compiled.fullmatch(word) is not None

    def read(self, value: Any, _kind: Any = str) -> str:
        """Return the code, full-width digits made half-width.

        Raises:
            HookError: not a text of this form.
        """
        if isinstance(value, str):
            value = normalise(value)
            if not self.fits(value):
                raise HookError(FaultKind.BAD_TEXT, describe(value), self.expected, self.fix)
        return text(value)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such a code."""
        whole = f"({self.pattern})" if "|" in self.pattern else self.pattern
        return {"type": "string", "pattern": f"^{whole}$"}


@frozen
class Whole:
    """A whole number within bounds.

    Args:
        least, most: the bounds, both included.
    """

    least: int
    most: int

    def read(self, value: Any, _kind: Any = int) -> int:
        """Return the number.

        Raises:
            HookError: not a whole number, or out of bounds.
        """
        number = whole_number(value)
        if not self.least <= number <= self.most:
            bounds = Text(f"{self.least} 至 {self.most}", f"{self.least} to {self.most}")
            found = same(str(number))
            raise HookError(
                FaultKind.BAD_NUMBER, found, bounds, Text(f"改为{bounds.zh}", f"give {bounds.en}")
            )
        return number

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such a number."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@frozen
class OneOf:
    """A word of a table that cannot be added to.

    Args:
        known: gives the words; asked when first needed.
        what: what such a word is.
    """

    known: Callable[[], Iterable[str]]
    what: Text

    def read(self, value: Any, _kind: Any = str) -> str:
        """Return the word.

        Raises:
            HookError: not a text, or none of the words.
        """
        word = text(value)
        if word not in frozenset(self.known()):

            def fix() -> Text:
                near = nearest(word, self.known())
                return (
                    Text(f"改为 {near}", f"write {near}")
                    if near
                    else Text("查阅数据字典", "see the data dictionary")
                )

            raise HookError(FaultKind.UNKNOWN_WORD, describe(value), self.what, fix)
        return word

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such a word."""
        return {"enum": list(self.known())}


class Labelled(Protocol):
    """An entry of an open table."""

    @property
    def label(self) -> Text:
        """Its name in Chinese and English."""


@frozen
class OpenName:
    """A slug of one of the library's open tables, or a name of one's own that begins with ``x_``.

    Args:
        table: gives the table; it is read when first asked for.
        what: the kind of thing that the table holds.
        command: the command that prints the table.
    """

    table: Callable[[], Mapping[str, Labelled]]
    what: Text
    command: str

    def known(self, slug: str) -> bool:
        """Say whether a text is a slug of the table or a name of one's own."""
        return slug in self.table() or _OWN.fullmatch(slug) is not None

    def read(self, value: Any, _kind: Any = str) -> str:
        """Return the slug.

        Raises:
            HookError: not a text, or neither a known slug nor a name of one's own.
        """
        slug = text(value)
        if self.known(slug):
            return slug
        first = next(iter(self.table()))
        raise HookError(
            FaultKind.UNKNOWN_WORD,
            describe(value),
            Text(f"{self.what.zh}的标识，如 {first}", f"the slug of a {self.what.en}, such as {first}"),
            lambda: self.advice(slug),
        )

    def advice(self, slug: str) -> Text:
        """Word how to mend a name that the table does not have: the slug that was meant, by label or by likeness."""
        table = self.table()
        by_label = {entry.label.zh: s for s, entry in table.items()}
        near = by_label.get(slug) or nearest(slug.lower(), table) or nearest(slug, by_label)
        near = by_label.get(near, near) if near else None
        if slug.lower().startswith(OWN_PREFIX[0]) and near is None:
            return Text(
                f"自有的标识写 {OWN_PREFIX} 和小写字母、数字、下划线，至多 64 个字符，如 {OWN_PREFIX}my_form",
                f"a name of your own is {OWN_PREFIX} and small letters, digits and underscores, at most 64 characters, "
                f"such as {OWN_PREFIX}my_form",
            )
        look_up = Text(
            f"用 {self.command} 查看全部；自有的以 {OWN_PREFIX} 开头",
            f"see them all with: {self.command}; names of your own begin with {OWN_PREFIX}",
        )
        if near is None:
            return look_up
        label = table[near].label
        return Text(f"改为 {near}（{label.zh}）；{look_up.zh}", f"write {near} ({label.en}); {look_up.en}")

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of such a name; each known slug with its title."""
        known = [{"const": slug, "title": str(entry.label)} for slug, entry in self.table().items()]
        own = {"type": "string", "pattern": f"^{OWN_NAME}$", "title": "自有的标识 / a name of your own"}
        return {"oneOf": [*known, own]}
