"""From cattrs' nested exceptions to a flat list of faults with JSON pointers."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import attrs
from cattrs import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.faults import Bad, Fault, FaultKind, escape
from yibao_rules.interop.scalars import characters, refusal
from yibao_rules.interop.tidy import showable
from yibao_rules.model.filing import Filing
from yibao_rules.model.shape import Shaped
from yibao_rules.text import Text, nearest, normalise, same

# Names that other systems, and people, use for our keys.
_ALIASES = {
    **dict.fromkeys(
        ("id_no", "id_card", "idcard", "cert_no", "certno", "证件号码", "身份证号", "身份证号码"), "id_number"
    ),
    **dict.fromkeys(("cert_type", "id_type", "证件类型"), "id_kind"),
    **dict.fromkeys(("full_name", "psn_name", "姓名"), "name"),
    **dict.fromkeys(("gender", "gend", "性别"), "sex"),
    **dict.fromkeys(("birthday", "brdy", "出生日期"), "birth_date"),
    **dict.fromkeys(("mobile", "tel", "telephone", "联系电话", "电话"), "phone"),
    **dict.fromkeys(("addr", "联系地址", "地址"), "address"),
    **dict.fromkeys(("type", "filing_type", "备案类型", "事项"), "item"),
    **dict.fromkeys(("参保地",), "insured_place"),
    **dict.fromkeys(("就医地",), "destination"),
    **dict.fromkeys(("材料",), "materials"),
    **dict.fromkeys(("expiry", "valid_until", "有效期"), "expires_on"),
    **dict.fromkeys(("seal", "stamps", "印章"), "seals"),
}


def faults_of(error: BaseException, pointer: str = "") -> tuple[Fault, ...]:
    """Give every fault that an exception of the converter holds, in the document's order.

    Args:
        error: what ``converter.structure(tree, Filing)`` raised.
        pointer: where the tree lies in the whole document.

    Returns:
        The faults; an exception that is not of the converter's kind is raised again.
    """
    return tuple(dict.fromkeys(_walk(error, pointer)))


def _walk(error: BaseException, pointer: str) -> Iterator[Fault]:
    match error:
        case Bad():
            yield error.at(pointer)
        case ValueRefusedError():
            # "Filing.materials" names the field that the constructor refused.
            yield refusal(error).at(pointer + escape(error.where.partition(".")[2]))
        case ForbiddenExtraKeysError():
            known = tuple(f.name for f in attrs.fields(error.cl))
            for key in sorted(error.extra_fields, key=str):
                yield _unknown_key(key, known).at(pointer + escape(key) if showable(key) else pointer)
        case ClassValidationError() | IterableValidationError():
            for inner in error.exceptions:
                yield from _step(inner, pointer, error.cl)
        case _:
            raise error


def _step(error: Exception, pointer: str, cls: Any) -> Iterator[Fault]:
    # cattrs adds the place as a note; the constructor's own refusals have none.
    note = next(iter(getattr(error, "__notes__", ())), None)
    if isinstance(note, AttributeValidationNote):
        below = pointer + escape(note.name)
        if isinstance(error, KeyError):
            yield _missing(note.name, cls).at(below)
            return
        yield from _walk(error, below)
    elif isinstance(note, IterableValidationNote):
        yield from _walk(error, pointer + escape(note.index))
    else:
        yield from _walk(error, pointer)


def _missing(name: str, cls: Any) -> Bad:
    what = cls.__name__
    return Bad(
        FaultKind.MISSING_KEY,
        Text("没有此项", "nothing"),
        Text(f"{what} 必填的 {name}", f"{name}, which {what} requires"),
        Text(f"补上 {name}", f"add {name}"),
    )


def _unknown_key(key: object, known: tuple[str, ...]) -> Bad:
    if isinstance(key, str):
        length = characters(key)
        shown = same(key) if showable(key) else Text(f"{length.zh}的键", f"a key of {length.en}")
    else:
        shown = Text("不是文本的键", "a key that is no text")
    return Bad(
        FaultKind.UNKNOWN_KEY,
        shown,
        Text(f"已知的键：{'、'.join(known)}", f"a known key: {', '.join(known)}"),
        _advice(key if isinstance(key, str) else "", known),
    )


def _advice(key: str, known: tuple[str, ...]) -> Text:
    key = normalise(key)
    meant = _ALIASES.get(key.lower(), key.lower())
    elsewhere = _pointers().get(meant, ())[:3]
    if elsewhere and meant not in known:
        return Text(f"移到 {'、'.join(elsewhere)}", f"move it to {' or '.join(elsewhere)}")
    near = meant if meant in known else nearest(meant, known)
    if near:
        return Text(f"改为 {near}", f"write {near}")
    return Text("删去此项", "leave it out")


@cache
def _pointers() -> dict[str, tuple[str, ...]]:
    """Where in a filing each key may stand."""
    found: dict[str, list[str]] = {}

    def look(cls: Any, pointer: str) -> None:
        for name, hint in get_type_hints(cls).items():
            found.setdefault(name, []).append(f"{pointer}/{name}")
            into(hint, f"{pointer}/{name}")

    def into(hint: Any, pointer: str) -> None:
        if isinstance(hint, type) and issubclass(hint, Shaped):
            look(hint, pointer)
        for option in get_args(hint):
            into(option, pointer + "/0" if get_origin(hint) is tuple else pointer)

    look(Filing, "")
    return {name: tuple(pointers) for name, pointers in found.items()}
