"""From cattrs' nested exceptions to a flat list of faults with JSON pointers."""

from collections.abc import Callable, Mapping

from attrs import field, frozen
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    IterableValidationError,
    IterableValidationNote,
)

from yibao_rules.errors import ValueRefusedError
from yibao_rules.serialization.faults import FaultCollector, FaultKind, Faults, HookError, escape
from yibao_rules.serialization.normalising import showable
from yibao_rules.serialization.reader import MORE, UnknownKeys
from yibao_rules.serialization.scalars import characters, refusal
from yibao_rules.text import Text, nearest, normalise, same

_LEAVE_OUT = Text("删去此项", "leave it out")


@frozen
class KeyAdvice:
    """What is known of the keys of a room's records, so that a wrong key is answered with the right one.

    Args:
        aliases: keys by names that other systems, and people, use for them; lower-case.
        places: gives the pointers at which each key stands in the whole document; asked only when a key is wrong.
        expected: what a wrong key is answered with; None lists the known keys.
        otherwise: how to mend a key that is like none.
    """

    aliases: Mapping[str, str] = field(factory=dict)
    places: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    expected: Text | None = None
    otherwise: Text = _LEAVE_OUT

    def __call__(self, key: str, known: tuple[str, ...]) -> Text:
        """Word how to mend an unknown key: move it, or write the one that was meant, or leave it out."""
        key = normalise(key)
        meant = self.aliases.get(key.lower(), key.lower())
        elsewhere = self.places().get(meant, ())[:3]
        if elsewhere and meant not in known:
            return Text(f"移到 {'、'.join(elsewhere)}", f"move it to {' or '.join(elsewhere)}")
        near = meant if meant in known else nearest(meant[:80], known)
        if near:
            return Text(f"改为 {near}", f"write {near}")
        return self.otherwise


NO_ADVICE = KeyAdvice()


def faults_of(error: BaseException, pointer: str = "", *, advice: KeyAdvice = NO_ADVICE) -> Faults:
    """Return every fault that an exception of the converter holds, in the document's order.

    Args:
        error: what ``converter.structure`` raised.
        pointer: where the tree lies in the whole document.
        advice: what is known of keys.

    Returns:
        The first hundred faults, with the number of the others; an exception that is not of the converter's kind is
        raised again.
    """
    out = FaultCollector()
    collect(error, pointer, advice, out)
    return out.result()


def collect(error: BaseException, pointer: str, advice: KeyAdvice, out: FaultCollector) -> None:
    """Gather the faults that an exception of the converter holds; see :func:`faults_of`."""
    match error:
        case HookError():
            out.add(lambda: error.at(pointer))
        case ValueRefusedError():
            # "Filing.materials" names the field that the constructor refused.
            out.add(lambda: refusal(error).at(pointer + escape(error.where.partition(".")[2])))
        case UnknownKeys():
            room = out.room
            for key in error.keys[:room]:
                at = pointer + escape(str(key)) if showable(key) else pointer
                out.add(lambda key=key, at=at: _unknown_key(key, error.known, advice).at(at))  # type: ignore[misc]
            out.count(max(0, len(error.keys) - room))
        case ClassValidationError() | IterableValidationError():
            for inner in error.exceptions:
                collect(inner, pointer + _step(inner), advice, out)
            out.count(getattr(error, MORE, 0))
        case _:
            raise error


def _step(error: BaseException) -> str:
    # The reader adds the place as a note; the constructor's own refusals have none.
    match next(iter(getattr(error, "__notes__", ())), None):
        case AttributeValidationNote(name=key) | IterableValidationNote(index=key):
            return escape(key)
        case _:
            return ""


def _unknown_key(key: object, known: tuple[str, ...], advice: KeyAdvice) -> HookError:
    if isinstance(key, str):
        length = characters(key)
        shown = same(key) if showable(key) else Text(f"{length.zh}的键", f"a key of {length.en}")
    else:
        shown = Text("不是文本的键", "a key that is no text")
    return HookError(
        FaultKind.UNKNOWN_KEY,
        shown,
        advice.expected or Text(f"已知的键：{'、'.join(known)}", f"a known key: {', '.join(known)}"),
        advice(key if isinstance(key, str) else "", known),
    )
