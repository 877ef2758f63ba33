"""Answers as JSON: reports, advice and deadlines in a stable layout, both languages side by side, no personal data."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import singledispatch
from typing import Any, cast

import attrs

from yibao_rules.calendar.terms import Term
from yibao_rules.errors import YibaoError
from yibao_rules.guides import Entry, plain
from yibao_rules.interop.parts import PARTS
from yibao_rules.logic.nodes import Expr
from yibao_rules.logic.prose import clause
from yibao_rules.logic.report import Finding, Report
from yibao_rules.logic.rule import Rule
from yibao_rules.logic.write import to_text
from yibao_rules.materials.demands import paper_name
from yibao_rules.model.guide import Guide
from yibao_rules.model.identity import Secret
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.faults import Fault, InputError
from yibao_rules.text import LabelledEnum, Text, in_lang

LAYOUT = 1
"""Number of the layout; it goes up when a key is renamed or removed, not when one is added."""


def dumps(answer: object, *, indent: int | None = None, **about: object) -> str:
    """Write an answer as JSON text.

    Args:
        answer: a report, a deadline, an error, or any answer of the library.
        indent: spaces of indentation; None for one line.
        about: further keys, such as the ``file`` that the answer is about.

    Returns:
        An object with ``layout``, ``kind`` (the answer's class), what it is ``about``, and ``answer``.
    """
    told = {name: tree(value) for name, value in about.items()}
    whole = {"layout": LAYOUT, "kind": type(answer).__name__, **told, "answer": tree(answer)}
    return json.dumps(whole, ensure_ascii=False, indent=indent)


@singledispatch
def tree(answer: object) -> Any:
    """Give an answer as a tree of JSON values.

    Text is ``{"zh": …, "en": …}``, a member of a closed set ``{"code": …, "zh": …, "en": …}``, a day ISO text.
    Any other attrs class becomes an object of its public fields; the parts of a filing never do.

    Raises:
        TypeError: for an object that is no answer; a filing is written by :mod:`yibao_rules.interop.json`.
    """
    if attrs.has(type(answer)):
        fields = attrs.fields(cast("type[attrs.AttrsInstance]", type(answer)))
        # A guide's records have many fields, most of them unsaid: those are left out.
        return {
            f.name: tree(value)
            for f in fields
            if not f.name.startswith("_")
            and not ((value := getattr(answer, f.name)) == f.default and isinstance(answer, Shaped))
        }
    message = f"{type(answer).__name__} is not an answer"
    raise TypeError(message)


def _as_it_is(answer: object) -> Any:
    return answer


def _iso(answer: date | time) -> str:
    return answer.isoformat()


def _list(answer: tuple[object, ...] | list[object]) -> list[Any]:
    return [tree(one) for one in answer]


def _set(answer: frozenset[object] | set[object]) -> list[Any]:
    return sorted((tree(one) for one in answer), key=lambda one: json.dumps(one, sort_keys=True))


def _mapping(answer: Mapping[object, object]) -> dict[str, Any]:
    return {key.code if isinstance(key, LabelledEnum) else str(key): tree(v) for key, v in answer.items()}


def _text(answer: Text) -> dict[str, str]:
    return {"zh": answer.zh, "en": answer.en}


def _member(answer: LabelledEnum) -> dict[str, str]:
    return {"code": answer.code, "zh": answer.label.zh, "en": answer.label.en}


def _worded(word: Callable[[Any], str]) -> dict[str, str]:
    return {"zh": word("zh"), "en": word("en")}


def _term(answer: Term) -> dict[str, str]:
    return _worded(answer.wording)


def _expression(answer: Expr) -> dict[str, str]:
    return {"text": to_text(answer), **_text(clause(answer))}


def _hidden(_answer: Secret | Shaped) -> str:
    """Parts of a filing hold what a person said of himself: an answer does not repeat it."""
    return "***"


def _finding(answer: Finding) -> dict[str, Any]:
    return {
        "code": answer.code,
        "cause": tree(answer.cause),
        "severity": tree(answer.severity),
        "sure": tree(answer.sure),
        "outcome": tree(answer.outcome),
        "path": answer.path,
        "message": _worded(answer.message),
        "remedy": _worded(answer.remedy),
        "params": {name: _parameter(value) for name, value in answer.params.items()},
        "missing": list(answer.missing),
        "basis": tree(answer.basis),
    }


def _parameter(value: object) -> Any:
    """A parameter comes from an allow-list; one of a type of its own is told in words."""
    if value is None or isinstance(value, bool | int | str | date | Text | LabelledEnum | tuple | frozenset):
        return tree(value)
    return _worded(lambda lang: in_lang(value, lang))


def _report(answer: Report) -> dict[str, Any]:
    return {
        "decision": tree(answer.decision),
        "day": tree(answer.day),
        "book": answer.book,
        "digest": answer.digest,
        "findings": tree(answer.findings),
        "settling_facts": list(answer.settling_facts()),
    }


def _rule(answer: Rule) -> dict[str, Any]:
    return {
        "code": answer.code,
        "cause": tree(answer.cause),
        "severity": tree(answer.severity),
        "sure": tree(answer.sure),
        "when": tree(answer.when),
        "must": tree(answer.must),
        "place": answer.place,
        "valid_from": tree(answer.valid_from),
        "valid_to": tree(answer.valid_to),
        "basis": tree(answer.basis),
    }


def _entry(answer: Entry) -> dict[str, Any]:
    guide = answer.guide
    return {
        "guide": guide.key,
        "name": guide.name,
        "title": guide.title,
        "document": guide.document,
        "url": guide.url,
        "item": answer.item.item,
        "first": tree(answer.first),
        "last": tree(answer.last),
    }


def _need(answer: Need) -> dict[str, Any]:
    conditions = {
        f.name: tree(value)
        for f in attrs.fields(Need)
        if f.name != "kind" and (value := getattr(answer, f.name)) != f.default
    }
    return {"need": answer.kind, "label": tree(paper_name(answer, answer.kind)), **conditions}


def _all_of(answer: AllOf) -> dict[str, Any]:
    return {"all_of": tree(answer.parts)}


def _any_of(answer: AnyOf) -> dict[str, Any]:
    return {"any_of": tree(answer.parts)}


def _pledgeable(answer: Pledgeable) -> dict[str, Any]:
    return {"unless_pledged": tree(answer.part)}


def _only_when(answer: OnlyWhen) -> dict[str, Any]:
    return {"only_when": tree(answer.condition), "part": tree(answer.part)}


def _fault(answer: Fault) -> dict[str, Any]:
    """File, position and line are there where the fault has them."""
    values = {f.name: (getattr(answer, f.name), f.default) for f in attrs.fields(Fault)}
    return {name: tree(value) for name, (value, default) in values.items() if value != default}


def _error(answer: YibaoError) -> dict[str, Any]:
    return {
        "title": tree(answer.title),
        "where": answer.where,
        "found": tree(answer.found),
        "expected": tree(answer.expected),
        "fix": tree(answer.fix),
        "faults": tree(answer.faults) if isinstance(answer, InputError) else [],
        **(
            {"more_faults": answer.faults.more}
            if isinstance(answer, InputError) and answer.faults.more
            else {}
        ),
    }


_TREES: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (type(None), _as_it_is),
    (bool, _as_it_is),
    (int, _as_it_is),
    (float, _as_it_is),
    (str, _as_it_is),
    (Decimal, str),
    (date, _iso),
    (datetime, _iso),
    (time, _iso),
    (tuple, _list),
    (list, _list),
    (frozenset, _set),
    (set, _set),
    (Mapping, _mapping),
    (Text, _text),
    (LabelledEnum, _member),
    (Term, _term),
    (Expr, _expression),
    (Secret, _hidden),
    *((part, _hidden) for part in PARTS),
    (Finding, _finding),
    (Report, _report),
    (Rule, _rule),
    (Guide, plain),
    (Entry, _entry),
    (Need, _need),
    (AllOf, _all_of),
    (AnyOf, _any_of),
    (Pledgeable, _pledgeable),
    (OnlyWhen, _only_when),
    (Fault, _fault),
    (YibaoError, _error),
)
for _kind, _make in _TREES:
    tree.register(_kind, _make)
