"""The reader of plain data: cattrs with hooks by type, strict, every fault at once, only the classes named touched."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial, reduce
from operator import eq, or_
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import field, frozen
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    Converter,
    IterableValidationError,
    IterableValidationNote,
)

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization import moments, scalars
from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.forms import FORM, KEY, Form
from yibao_rules.serialization.limits import LONGEST_SHOWN, MOST_ENTRIES, MOST_FAULTS
from yibao_rules.serialization.scalars import wrong_type
from yibao_rules.text import LabelledEnum, Text, same

Hook = Callable[[Any, Any], Any]
"""Reads one value as a type; raises :class:`~yibao_rules.serialization.faults.HookError`."""

Adapt = Callable[[Hook, Any], Hook]
"""Makes a hook of the one that a list has, told the list's type."""


def is_a(base: type) -> Callable[[Any], bool]:
    """Return the predicate of the subclasses of a class."""
    return lambda kind: isinstance(kind, type) and issubclass(kind, base)


def is_many(kind: Any) -> bool:
    """Say whether a type is a tuple or a frozen set."""
    return get_origin(kind) in (tuple, frozenset)


def is_table(kind: Any) -> bool:
    """Say whether a type is a table of entries by name."""
    return get_origin(kind) is dict


def without_none(kind: Any) -> Any:
    """Return a type without None among its alternatives."""
    rest = tuple(option for option in get_args(kind) if option is not type(None))
    return reduce(or_, rest) if get_origin(kind) in (Union, UnionType) else kind


def _default_scalars() -> Mapping[Any, Hook]:
    return {
        str: scalars.text,
        bool: scalars.truth,
        int: scalars.whole_number,
        Decimal: scalars.amount,
        date: moments.day,
        datetime: moments.instant,
    }


@frozen
class Words:
    """What the format calls its two containers."""

    list: Text
    object: Text


MORE: Final = "yibao_more"
"""The attribute of a list's error that counts the faults which it does not hold."""

JSON_WORDS: Final = Words(Text("列表 […]", "a list […]"), Text("对象 {…}", "an object {…}"))


@frozen(kw_only=True)
class Reading:
    """How plain data becomes the records of one room.

    A field whose metadata holds a :class:`~yibao_rules.serialization.forms.Form` is read by it.

    Args:
        is_record: says which classes are read and written field by field.
        hooks: hooks by exact type or union of types, over those of the plain types.
        families: hooks by predicate, for families of classes.
        lists: what else to do with the list in a field, by class and field.
        words: what the format calls its containers.
        required_text: the form of a plain text that must not be left out; None for any text.
        null_is_left_out: whether null says the same as leaving a field out.
        forms: forms of fields whose metadata cannot hold them, by class and field.
        shows_values: whether a fault shows the text that was there: a guide's, never a filing's.
    """

    is_record: Callable[[Any], bool]
    hooks: Mapping[Any, Hook] = field(factory=dict)
    families: Sequence[tuple[Callable[[Any], bool], Hook]] = ()
    lists: Mapping[tuple[type, str], Adapt] = field(factory=dict)
    words: Words = JSON_WORDS
    required_text: Form | None = None
    null_is_left_out: bool = True
    forms: Mapping[tuple[type, str], Form] = field(factory=dict)
    shows_values: bool = False


def make_reader(reading: Reading) -> Converter:
    """Build the converter that reads what ``reading`` describes.

    It is strict for every type: no text becomes a number, no number a text.

    Returns:
        A new converter; its errors are read by :func:`yibao_rules.serialization.walker.faults_of`.
    """
    converter = Converter(detailed_validation=True, omit_if_default=True)
    show = _showing if reading.shows_values else _as_it_is
    for kind, plain in {**_default_scalars(), **reading.hooks}.items():
        hook = show(plain)
        if isinstance(kind, type):
            converter.register_structure_hook(kind, hook)
        else:
            converter.register_structure_hook_func(partial(eq, kind), hook)
    converter.register_structure_hook_func(is_a(LabelledEnum), show(scalars.word))
    for predicate, hook in reading.families:
        converter.register_structure_hook_func(predicate, hook)
    converter.register_structure_hook_factory(is_many, lambda kind: _many(kind, converter, reading))
    converter.register_structure_hook_factory(is_table, lambda kind: _table(kind, converter, reading))
    converter.register_structure_hook_factory(reading.is_record, lambda cls: _record(cls, converter, reading))
    return converter


class EntryErrors:
    """The errors of the entries of one list: as many as can be told, and the number of the faults in the others."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind
        self._kept: list[Exception] = []
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, index: int | str, error: Exception) -> None:
        """Note what is wrong with an entry."""
        if len(self._kept) == MOST_FAULTS:
            self._more += _faults_in(error)
            return
        error.__notes__ = [*getattr(error, "__notes__", ()), IterableValidationNote("", index, self._kind)]
        # Tracebacks hold every frame below: a long list's would fill the memory.
        self._kept.append(error.with_traceback(None))

    def take(self, other: IterableValidationError) -> None:
        """Note what another reading of the same list found."""
        self._kept += other.exceptions
        self._more += getattr(other, MORE, 0)

    def whole(self) -> IterableValidationError:
        """Build the error of the list."""
        error = IterableValidationError("", self._kept, self._kind)
        setattr(error, MORE, self._more)
        return error


def _faults_in(error: BaseException) -> int:
    inner = getattr(error, "exceptions", None)
    if inner is not None:
        return sum(map(_faults_in, inner)) + int(getattr(error, MORE, 0))
    return len(error.keys) if isinstance(error, UnknownKeys) else 1


def _many(kind: Any, converter: Converter, reading: Reading) -> Hook:
    item = get_args(kind)[0]
    return _list_hook(kind, item, converter.get_structure_hook(item), reading)


def _list_hook(kind: Any, item: Any, read: Hook, reading: Reading) -> Hook:
    """Read a list; a text or an object in its place is one fault, not one a character."""
    container: Callable[[Any], Any] = get_origin(kind)

    def structure(value: Any, _type: Any) -> Any:
        if not isinstance(value, list | tuple | frozenset | set):
            raise wrong_type(value, reading.words.list, _list_fix(value))
        if len(value) > MOST_ENTRIES:
            raise _too_many(len(value))
        out = []
        errors = EntryErrors(kind)
        for n, one in enumerate(value):
            try:
                out.append(read(one, item))
            except Exception as error:  # noqa: BLE001  # collected, and told with all the others
                errors.add(n, error)
        if errors:
            raise errors.whole()
        return container(out)

    return structure


def _table(kind: Any, converter: Converter, reading: Reading) -> Hook:
    """Read an object whose keys are names of the writer's choice."""
    item = get_args(kind)[1]
    read = converter.get_structure_hook(item)

    def structure(value: Any, _type: Any) -> Any:
        if not isinstance(value, Mapping):
            raise wrong_type(value, reading.words.object)
        if len(value) > MOST_ENTRIES:
            raise _too_many(len(value))
        out = {}
        errors = EntryErrors(kind)
        for key, one in value.items():
            try:
                out[key] = read(one, item)
            except Exception as error:  # noqa: BLE001  # collected, and told with all the others
                errors.add(key, error)
        if errors:
            raise errors.whole()
        return out

    return structure


def _too_many(n: int) -> HookError:
    return HookError(
        FaultKind.TOO_LARGE,
        Text(f"{n:,} 项", f"{n:,} entries"),
        Text(f"至多 {MOST_ENTRIES:,} 项", f"at most {MOST_ENTRIES:,} entries"),
        Text("分成几份", "split it"),
    )


def _list_fix(value: Any) -> Text | None:
    if isinstance(value, Mapping | str):
        return Text("只有一项也写成 […]", "write […] even around a single entry")
    return None


def _as_it_is(hook: Hook) -> Hook:
    return hook


def _showing(hook: Hook) -> Hook:
    """Let the fault of a text show it, as far as it is short and can be shown."""

    def structure(value: Any, kind: Any) -> Any:
        try:
            return hook(value, kind)
        except HookError as error:
            if isinstance(value, str) and value.isprintable() and value.strip() and not error.position:
                error.found = same(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…")
            raise

    return structure


class UnknownKeys(Exception):  # noqa: N818  # the walker makes a fault of each key
    """Raised while an object is read: keys that its class does not have."""

    def __init__(self, keys: tuple[object, ...], known: tuple[str, ...]) -> None:
        super().__init__()
        self.keys = keys
        self.known = known


def _missing(cls: type, key: str) -> HookError:
    return HookError(
        FaultKind.MISSING_KEY,
        Text("没有此项", "nothing"),
        Text(f"{cls.__name__} 必填的 {key}", f"{key}, which {cls.__name__} requires"),
        Text(f"补上 {key}", f"add {key}"),
    )


def _record(cls: type, converter: Converter, reading: Reading) -> Hook:  # noqa: C901  # one closure, the hot path
    """Read an object: unknown keys refused, null the same as left out, the fault of every field kept."""
    hints = get_type_hints(cls)
    keys = {f.metadata.get(KEY, f.name): f for f in attrs.fields(cls)}
    readers = {
        key: (f.name, *_field_hook(cls, f, hints[f.name], converter, reading)) for key, f in keys.items()
    }
    key_of = {f.name: key for key, f in keys.items()}
    order = {key: n for n, key in enumerate(keys)}
    required = tuple(f.name for f in keys.values() if f.default is attrs.NOTHING)

    def structure(value: Any, _type: Any) -> Any:  # noqa: C901
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            fix = Text("去掉外层的 […]", "remove the […] around it") if isinstance(value, list) else None
            raise wrong_type(value, reading.words.object, fix)
        values: dict[str, Any] = {}
        errors: dict[str, Exception] = {}
        unknown: list[object] = []
        for key, one in value.items():
            reader = readers.get(key)
            if reader is None:
                unknown.append(key)
                continue
            name, read, kind, null_left_out = reader
            try:
                if one is not None or not null_left_out:
                    values[name] = read(one, kind)
            except Exception as error:  # noqa: BLE001  # collected, and told with all the others
                errors[key] = error.with_traceback(None)
        if not errors and not unknown and all(name in values for name in required):
            try:
                return cls(**values)
            except ValueRefusedError as refused:
                raise ClassValidationError("", [refused], cls) from None
        for name in required:
            if name not in values and key_of[name] not in errors:
                errors[key_of[name]] = _missing(cls, key_of[name])
        raise _all_faults(cls, order, errors, unknown)

    return structure


def _all_faults(
    cls: type, order: Mapping[str, int], errors: Mapping[str, Exception], unknown: list[object]
) -> ClassValidationError:
    """Gather what is wrong with an object, in the order of its class's fields; unknown keys come last."""
    found: list[Exception] = []
    for key in sorted(errors, key=order.__getitem__):
        error = errors[key]
        error.__notes__ = [*getattr(error, "__notes__", ()), AttributeValidationNote("", key, cls)]
        found.append(error)
    if unknown:
        found.append(UnknownKeys(tuple(sorted(unknown, key=str)), tuple(order)))
    return ClassValidationError("", found, cls)


def _field_hook(
    cls: type, f: "attrs.Attribute[Any]", hint: Any, converter: Converter, reading: Reading
) -> tuple[Hook, Any, bool]:
    """Return the hook of a field, the type it is given, and whether null is the same as leaving the field out."""
    nullable = type(None) in get_args(hint)
    bare = without_none(hint)
    form = reading.forms.get((cls, f.name)) or f.metadata.get(FORM)
    if form is None and f.default is attrs.NOTHING and bare is str:
        form = reading.required_text
    if form is not None:
        hook: Hook = _showing(form.read) if reading.shows_values else form.read
        if is_many(bare):
            hook = _list_hook(bare, get_args(bare)[0], hook, reading)
        elif f.default == "":
            hook = _or_empty(hook)
    else:
        hook = converter.get_structure_hook(bare)
    if adapt := reading.lists.get((cls, f.name)):
        hook = adapt(hook, bare)
    # What is never None, such as the circumstances, may be given as null all the same: it was left out.
    skips = reading.null_is_left_out
    return (_or_none(hook) if nullable and skips else hook), bare, skips and not nullable


def _or_none(hook: Hook) -> Hook:
    """Let null pass as unknown."""

    def structure(value: Any, kind: Any) -> Any:
        return None if value is None else hook(value, kind)

    return structure


def _or_empty(hook: Hook) -> Hook:
    """Let the empty text pass where it is what the field holds when nothing is said."""

    def structure(value: Any, kind: Any) -> Any:
        return "" if isinstance(value, str) and not value.strip() else hook(value, kind)

    return structure
