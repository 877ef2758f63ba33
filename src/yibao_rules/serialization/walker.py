"""From cattrs' nested exceptions to a flat list of faults with JSON pointers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs
from attrs import field, frozen
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization.faults import Fault, FaultKind, HookError, escape
from yibao_rules.serialization.normalising import showable
from yibao_rules.serialization.scalars import characters, refusal
from yibao_rules.text import Text, nearest, normalise, same


@frozen
class KeyAdvice:
    """What is known of the keys of a room's records, so that a wrong key is answered with the right one.

    Args:
        aliases: keys by names that other systems, and people, use for them; lower-case.
        places: gives the pointers at which each key stands in the whole document; asked only when a key is wrong.
    """

    aliases: Mapping[str, str] = field(factory=dict)
    places: Callable[[], Mapping[str, tuple[str, ...]]] = dict

    def __call__(self, key: str, known: tuple[str, ...]) -> Text:
        """Word how to mend an unknown key: move it, or write the one that was meant, or leave it out."""
        key = normalise(key)
        meant = self.aliases.get(key.lower(), key.lower())
        elsewhere = self.places().get(meant, ())[:3]
        if elsewhere and meant not in known:
            return Text(f"移到 {'、'.join(elsewhere)}", f"move it to {' or '.join(elsewhere)}")
        near = meant if meant in known else nearest(meant, known)
        if near:
            return Text(f"改为 {near}", f"write {near}")
        return Text("删去此项", "leave it out")


NO_ADVICE = KeyAdvice()


def faults_of(error: BaseException, pointer: str = "", *, advice: KeyAdvice = NO_ADVICE) -> tuple[Fault, ...]:
    """Return every fault that an exception of the converter holds, in the document's order.

    Args:
        error: what ``converter.structure`` raised.
        pointer: where the tree lies in the whole document.
        advice: what is known of keys.

    Returns:
        The faults; an exception that is not of the converter's kind is raised again.
    """
    return tuple(dict.fromkeys(_walk(error, pointer, advice)))


def _walk(error: BaseException, pointer: str, advice: KeyAdvice) -> Iterator[Fault]:
    match error:
        case HookError():
            yield error.at(pointer)
        case ValueRefusedError():
            # "Filing.materials" names the field that the constructor refused.
            yield refusal(error).at(pointer + escape(error.where.partition(".")[2]))
        case ForbiddenExtraKeysError():
            known = tuple(f.name for f in attrs.fields(error.cl))
            for key in sorted(error.extra_fields, key=str):
                yield _unknown_key(key, known, advice).at(pointer + escape(key) if showable(key) else pointer)
        case ClassValidationError() | IterableValidationError():
            for inner in error.exceptions:
                yield from _step(inner, pointer, error.cl, advice)
        case _:
            raise error


def _step(error: Exception, pointer: str, cls: Any, advice: KeyAdvice) -> Iterator[Fault]:
    # cattrs adds the place as a note; the constructor's own refusals have none.
    note = next(iter(getattr(error, "__notes__", ())), None)
    if isinstance(note, AttributeValidationNote):
        below = pointer + escape(note.name)
        if isinstance(error, KeyError):
            yield _missing(note.name, cls).at(below)
            return
        yield from _walk(error, below, advice)
    elif isinstance(note, IterableValidationNote):
        yield from _walk(error, pointer + escape(note.index), advice)
    else:
        yield from _walk(error, pointer, advice)


def _missing(name: str, cls: Any) -> HookError:
    what = cls.__name__
    return HookError(
        FaultKind.MISSING_KEY,
        Text("没有此项", "nothing"),
        Text(f"{what} 必填的 {name}", f"{name}, which {what} requires"),
        Text(f"补上 {name}", f"add {name}"),
    )


def _unknown_key(key: object, known: tuple[str, ...], advice: KeyAdvice) -> HookError:
    if isinstance(key, str):
        length = characters(key)
        shown = same(key) if showable(key) else Text(f"{length.zh}的键", f"a key of {length.en}")
    else:
        shown = Text("不是文本的键", "a key that is no text")
    return HookError(
        FaultKind.UNKNOWN_KEY,
        shown,
        Text(f"已知的键：{'、'.join(known)}", f"a known key: {', '.join(known)}"),
        advice(key if isinstance(key, str) else "", known),
    )
