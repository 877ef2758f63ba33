"""B1: every public callable gives a value or one of our errors, whatever stands for any of its arguments, in bounded time.

What is public is found by introspection: the names of every face, the public names of the rooms without one, and the public
methods of all their classes. Sound arguments come from real answers, by the parameter's annotation; a callable for which
there are none fails, so that a new name cannot escape.
"""

import inspect
import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import attrs
import cattrs
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import yibao_rules as yibao
from yibao_rules import calendar, guides, logic
from yibao_rules.calendar.counting import Counting
from yibao_rules.errors import YibaoError
from yibao_rules.interop import nhsa
from yibao_rules.interop.json import Fault, FaultKind, InputError, loads, read
from yibao_rules.interop.nhsa.request import RequestFault
from yibao_rules.logic.frames.engines import take_in
from yibao_rules.model import (
    codes,
    id_checks,
    identity,
    item_codes,
    items,
    kinds,
    message_patterns,
    message_text,
    places,
    waiting,
)
from yibao_rules.model.dictionaries import bundled_dictionaries
from yibao_rules.model.guide_parts import DiseaseEntry
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.people import Person
from yibao_rules.precheck import default_desk
from yibao_rules.serialization.hints import alternatives
from yibao_rules.testing.cases import accepted_filing, breaking
from yibao_rules.text import LabelledEnum, same

ROOT = Path(__file__).parent.parent
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FACES = ("", "calendar", "logic", "guides", "precheck", "progress", "display", "interop.frames",
         "interop.json", "interop.nhsa", "interop.sql")  # fmt: skip
MODEL = ("causes", "circumstances", "codes", "dictionaries", "filing", "filing_types", "id_checks", "identity", "institutions",
         "insurance", "item_codes", "items", "kinds", "materials", "message_patterns", "names", "people", "phones",
         "place_names", "place_relations", "places", "waiting")  # fmt: skip
"""The modules of the model that the documentation names; the model has no face yet."""
ROOMS = ("diagnosis", "validators.national", *(f"model.{m}" for m in MODEL))
LIMIT = 20.0
"""Seconds that any one call may take; nearly all take microseconds, a first import of an optional package a second."""


class Side(LabelledEnum):
    LEFT = "left", "左", "left"


NASTY: Mapping[str, Callable[[], object]] = {
    "None": lambda: None,
    "no text": lambda: "",
    "text": lambda: "x",
    "a day as text": lambda: "2026-03-02",
    "a lone surrogate": lambda: "\ud800",
    "control characters": lambda: "\0\n",
    "huge text": lambda: "朝阳" * 50_000,
    "a number": lambda: 3,
    "a negative number": lambda: -1,
    "a huge number": lambda: 10**30,
    "a truth value": lambda: True,
    "nan": lambda: float("nan"),
    "inf": lambda: Decimal("Infinity"),
    "bytes": lambda: b"x",
    "a list": list,
    "a list of anything": lambda: [object()],
    "a dict": dict,
    "a dict of anything": lambda: {object(): object()},
    "a tuple of None": lambda: (None,),
    "a set": lambda: {1},
    "a generator": lambda: (n for n in [1]),
    "a moment": lambda: datetime(2026, 3, 2, 9),
    "a moment with a zone": lambda: AT,
    "the last day": lambda: date.max,
    "the first day": lambda: date.min,
    "the last moment": lambda: datetime.max.replace(tzinfo=UTC),
    "any object": object,
    "a member of another set": lambda: Side.LEFT,
    "a class": lambda: Side,
    "a function": lambda: len,
}


class Public(NamedTuple):
    """A public callable by its name; ``owner`` for a method."""

    name: str
    call: Any
    owner: type | None = None


def _rooms() -> Iterator[tuple[str, list[str]]]:
    for face in FACES:
        name = f"yibao_rules.{face}".rstrip(".")
        yield name, list(import_module(name).__all__)
    for room in ROOMS:
        name = f"yibao_rules.{room}"
        found = vars(import_module(name))
        yield name, [n for n, v in found.items() if n[0] != "_" and getattr(v, "__module__", "") == name]


@cache
def public() -> dict[str, Public]:
    """Find all public callables, each once: functions, classes, and the classes' methods."""
    found: dict[int, Public] = {}
    for room, names in _rooms():
        for name in names:
            value = getattr(import_module(room), name)
            if callable(value) and get_origin(value) is None:
                label = f"{room.removeprefix('yibao_rules')}.{name}".lstrip(".")
                found.setdefault(id(value), Public(label, value))
    classes = [one for one in found.values() if isinstance(one.call, type)]
    methods = [Public(f"{c.name}.{n}", getattr(c.call, n), c.call) for c in classes for n in _methods(c.call)]
    return {one.name: one for one in (*found.values(), *methods)}


def _methods(owner: type) -> list[str]:
    found: dict[str, object] = {}
    for base in owner.__mro__:
        if base.__module__.startswith("yibao_rules"):
            found |= {n: getattr(owner, n) for n in vars(base) if n[0] != "_"}
    return [n for n, method in found.items() if inspect.isfunction(method) or inspect.ismethod(method)]


# --- sound arguments -------------------------------------------------------------------------------------------


def _roots() -> Iterator[object]:
    """Real answers and values, whose parts are sound arguments."""
    yield yibao.check(breaking("insurance/arrears-employer"), day=DAY)
    for file in sorted((ROOT / "examples" / "filings").glob("*.json"))[:6]:
        filing = loads(file.read_bytes())
        yield from (filing, yibao.check(filing, day=DAY), yibao.advise(filing, day=DAY))
    yield yibao.require("referral", place="210400", day=DAY)
    yield from (default_desk(), yibao.national_rules(), yibao.facts(), Side.LEFT, same("x"))
    yield from _of_the_calendar()
    yield from _of_the_rules()
    yield from _of_the_interface()
    yield take_in(pa.table({"id": ["1"]}))[1]
    person = identity.PersonName("欧阳甲"), identity.Phone("13800000000"), identity.Address("某市某路")
    yield from (*person, identity.CardNumber("11010519491231002X"), identity.IdNumber("11010519491231002X"))
    yield from (Hospital(code="H43028100255"), Disease(code="M01600", name="x"), kinds.kinds(), items.items())
    yield from (bundled_dictionaries(), message_patterns.bundled_patterns(), yibao.diagnose("单位欠费"))
    yield waiting.wait_after_gap(4)
    yield item_codes.parse_implementation_code("11131100MB193224813132036024001")
    yield (places.place("210400"), places.table()["210400"], message_text.clean_message("x"))
    yield logic.ExpressionError(where="x", line=1, column=1, found="x", expected=same("x"), fix=same("x"))
    fault = Fault(pointer="", kind=FaultKind.MISSING_KEY, found=same("x"), expected=same("x"), fix=same("x"))
    yield from (fault, guides.GuideError([fault]))
    for cls in _errors(YibaoError):
        with suppress(TypeError):
            yield cls(where="x", found="x", expected=same("x"), fix=same("x"))


def _errors(cls: type[YibaoError]) -> Iterator[type[YibaoError]]:
    yield cls
    for sub in cls.__subclasses__():
        yield from _errors(sub)


def _of_the_calendar() -> Iterator[object]:
    cal, c = calendar.national(), calendar
    hours = c.parse_hours("周一至周五 8:30-11:30，13:00-17:00")
    staged = c.parse_term("5+10+5个工作日")
    assert isinstance(staged, c.Staged)
    yield from (
        cal,
        c.deadline(c.WorkingDays(5), start=DAY, calendar=cal),
        hours,
        staged,
        Counting(calendar=cal),
    )
    yield [c.NextDay(), c.SameDay(), c.SameMonth(), c.NextMonth(), c.MonthlyBatch(), c.Months(1), c.Years(1)]
    yield [
        c.CalendarDays(1),
        c.Hours(4),
        c.WorkingHours(4),
        c.Immediate(),
        c.ByAgreement(),
        c.parse_term("3至5日"),
    ]
    yield [c.parse_term("20个工作日内，经批准可以延长10个工作日"), c.regional_layer("450000")]
    yield c.plan_stages(staged, start=DAY, calendar=cal)
    yield c.binding(c.WorkingDays(5), c.WorkingDays(20), start=DAY, calendar=cal)
    case = c.Case(rules=c.CaseRules(term=c.WorkingDays(20)), events=(c.Event(c.EventKind.RECEIVED, DAY),))
    yield from (case, c.CaseClock(calendar=cal).status(case, date(2026, 3, 4)), c.CaseClock(calendar=cal))
    yield c.CaseClock(calendar=cal).status(case.then(c.EventKind.ACCEPTED, DAY), DAY)
    clock = c.OfficeClock(hours=hours, calendar=cal)
    yield from (
        clock,
        clock.received(datetime(2026, 3, 2, 9)),
        clock.cutoff(DAY),
        c.list_year(cal, 2026).days,
    )
    yield from (c.cite("civil-code/201"), c.compare(cal, cal.projected(2027)))
    reminder = c.remind(c.ReminderKind.CERTIFICATE, DAY)
    yield from (reminder, c.reminder_entry(reminder, key="x"), c.VectorCalendar(cal))
    yield from (c.list_year(cal, 2026), c.Run(first=DAY))
    yield c.Season(first=(5, 1), last=(9, 30), week=hours.week)
    yield c.SpecialDay(date=DAY)


def _of_the_rules() -> Iterator[object]:
    rule, filing = next(iter(yibao.national_rules())), accepted_filing()
    yield yibao.national_rules().explain(filing, rule.code, DAY)
    yield from (
        yibao.facts()["day"],
        logic.Months(1),
        guides.resolve(yibao.catalogue(), "210400", "referral", DAY),
    )
    yield from (guides.lint(guides.load(guides.scaffold("320300", valid_from=DAY))), DiseaseEntry(name="x"))


def _of_the_interface() -> Iterator[object]:
    yield read('{"item": "referral", "insured_place": "３３０９００"}')
    try:
        loads('{"item": 3}')
    except InputError as error:
        yield from (error, error.faults)
    message = nhsa.build("5301", given={"psn_no": "43000000000000000001"})
    sender = nhsa.Sender(code="H21040000001", name="x", place="210400", receiver="x", version="V1.0")
    yield from (nhsa.NATIONAL, nhsa.bundled_tables(), message, nhsa.Checker(), sender, nhsa.PersonNumber("x"))
    yield from (nhsa.BenefitState(enjoyed=True, check="01", fund="310100", since=DAY),)
    operator = nhsa.Operator(id="x", name=identity.PersonName("欧阳甲"))
    yield from (
        operator,
        nhsa.seal(message, sender=sender, operator=operator, at=AT, sequence=1, insured_place="210400"),
    )
    yield nhsa.Refusal(infno="5301", code=-1)
    fault = RequestFault(
        pointer="", kind=FaultKind.MISSING_KEY, found=same("x"), expected=same("x"), fix=same("x")
    )
    yield from (fault, nhsa.Designation(hospital=Hospital()), nhsa.Stay(visit="1", person=Person()))
    yield nhsa.PersonRecord(number=nhsa.PersonNumber("x"), registration=Person(), enrolments=())
    rows = [
        {"opsp_dise_code": "M01600", "opsp_dise_name": "x", "begndate": "2025-03-01", "enddate": "2026-02-28"}
    ]
    yield nhsa.read_reply("5301", json.dumps({"infcode": 0, "output": {"feedetail": rows}}))


@cache
def samples() -> dict[type, object]:
    """Go through the roots, and keep the first of each type."""
    found: dict[type, object] = {}
    todo = list(_roots())
    while todo:
        one = todo.pop(0)
        if type(one) in found and not isinstance(one, tuple | list | dict):
            continue
        found.setdefault(type(one), one)
        if attrs.has(type(one)):
            todo += [getattr(one, f.name) for f in attrs.fields(type(one))]  # type: ignore[arg-type]
        elif isinstance(one, tuple | list | frozenset):
            todo += list(one)[:20]
        elif isinstance(one, Mapping):
            todo += list(one.values())[:20]
    return found


WORDS = {"place": "210400", "item": "referral"}
"""Texts by the parameter's name, where any text will not do."""


def sound(name: str, hint: Any) -> object:  # noqa: C901, PLR0911 - one line a kind of annotation
    """Return a sound value for a parameter of this annotation."""
    for one in alternatives(hint):
        origin, args = get_origin(one), get_args(one)
        if one in (None, NoneType):
            return None
        if one is str:
            return WORDS.get(name, "x")
        if origin is Literal:
            return args[0]
        if origin in (tuple, frozenset, list, set):
            return origin([sound(name, a) for a in args if a is not Ellipsis])
        if isinstance(one, type) and issubclass(one, Enum):
            return next(iter(one), Side.LEFT)
        if one in PLAIN:
            return PLAIN[one]
        for kind, value in samples().items():
            if isinstance(one, type) and issubclass(kind, one):
                return value
        if origin is not None and issubclass(origin, Mapping):
            return {}
        if origin is not None and origin is not Callable:
            return (sound(name, args[0]),)
    raise LookupError(f"{name}: {hint}")


Parameter = inspect.Parameter
VARIABLE = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
PLAIN: dict[Any, object] = {
    int: 2, bool: True, date: DAY, datetime: AT, time: time(9), timedelta: timedelta(hours=4), object: 3, Any: 3,
    Decimal: Decimal(3), type: Side,
}  # fmt: skip


def _the_reader() -> Any:
    return nhsa.read_disease_filings


def _local_names() -> dict[str, Any]:
    """Names that annotations may hold and that are imported for type checkers alone."""
    return {"Attribute": list, "Days": Any, "Ints": Any, "NDArray": list, "FrameResult": Any, "np": np} | {
        kind.__name__: kind for kind in samples()
    }


GIVEN: Mapping[str, Callable[[], dict[str, object]]] = {
    "logic.predicate": lambda: {
        "name": "x", "function": len, "facts": [yibao.facts()["day"]], "label": same("x")
    },
    "interop.sql.to_sql": lambda: {"book": yibao.national_rules().only(yibao.Cause.SYSTEM), "dialect": "duckdb"},
    "interop.nhsa.rows_in_force": lambda: {
        "read": _the_reader()(samples()[nhsa.Reply]), "day": DAY
    },
    "interop.nhsa.PersonNumber": lambda: {"text": "x"},
    "model.identity.PersonName": lambda: {"text": "欧阳甲"},
    "model.identity.IdNumber": lambda: {"text": "11010519491231002X"},
    "model.identity.CardNumber": lambda: {"text": "11010519491231002X"},
    "model.identity.Phone": lambda: {"text": "13800000000"},
    "model.identity.Address": lambda: {"text": "某市某路"},
    "model.identity.Secret": lambda: {"text": "x"},
    "interop.frames.FilingsRead": lambda: {"filings": (), "damaged": ()},
    "interop.json.configure": lambda: {"converter": cattrs.Converter()},



    "model.places.Row": lambda: {"name": "x"},
    "interop.nhsa.BenefitState.explain": lambda: {"self": samples()[nhsa.BenefitState], "diagnose": yibao.diagnose},
    "interop.nhsa.Refusal.explain": lambda: {"self": samples()[nhsa.Refusal], "diagnose": yibao.diagnose},
    "Rulebook.check_frame": lambda: {"self": yibao.national_rules(), "frame": pa.table({"id": ["1"]}), "day": DAY},
    "check_frame": lambda: {"frame": pa.table({"id": ["1"], "filing.item": ["referral"]}), "day": DAY},
}  # fmt: skip


def arguments(one: Public) -> dict[str, object]:
    """Return sound arguments for what has no default; ``self`` among them."""
    if one.name in GIVEN:
        return GIVEN[one.name]()
    call = one.call
    if isinstance(call, type) and attrs.has(call) and call in samples():
        held = samples()[call]
        return {f.alias: getattr(held, f.name) for f in attrs.fields(call) if f.init and f.alias}
    hints = get_type_hints(
        vars(call).get("__init__", call) if isinstance(call, type) else call, localns=_local_names()
    )
    found = {}
    for name, parameter in inspect.signature(call).parameters.items():
        if name == "self":
            found[name] = sound(name, one.owner)
        elif parameter.default is Parameter.empty and parameter.kind not in VARIABLE:
            found[name] = sound(name, hints[name])
    return found


# --- the law ----------------------------------------------------------------------------------------------------

OUTSIDE = {
    "interop.json.configure": "takes a converter of cattrs, and changes it",
    "interop.json.faults_of": "takes an exception of cattrs",
    "interop.frames.with_derived": "takes a frame with its engine, as `take_in` returns both",
    "interop.nhsa.Refusal.explain": "calls the function that it is given, whose errors are its own",
    "model.codes.org_check_character": "the arithmetic behind check_uscc, for 8 characters",
    "model.codes.uscc_check_character": "the arithmetic behind check_uscc, for 17 characters",
    "model.kinds.KindTable": "is made by kinds()",
    "interop.nhsa.RowsRead": "is what the readers of replies return",
    "model.places.read_table": "reads the library's own table",
}
"""What only a program that knows the library's inside can call, and why."""
NAMES = [
    n
    for n, o in public().items()
    if n not in OUTSIDE and not (isinstance(o.call, type) and issubclass(o.call, Enum | BaseException))
]


@contextmanager
def bounded_time() -> Iterator[None]:
    """End what takes longer than the limit with an error of its own."""

    def late(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def wrong_calls(name: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Each argument of a callable in turn replaced by each nasty value; ``self`` stays."""
    one = public()[name]
    good = arguments(one)
    for parameter in inspect.signature(one.call).parameters.values():
        for key in _options(one.call, parameter):
            for what, nasty in NASTY.items():
                yield key, what, {**good, key: nasty()}


def _options(call: Any, parameter: inspect.Parameter) -> tuple[str, ...]:
    """Return what a parameter can be given as: its own name, or the keys of options taken as a typed dictionary."""
    if parameter.kind is Parameter.VAR_KEYWORD:
        hint = get_type_hints(call, localns=_local_names()).get(parameter.name)
        return tuple(get_type_hints(get_args(hint)[0])) if get_args(hint) else ("anything",)
    return () if parameter.name in ("self", "cls") else (parameter.name,)


def called(call: Any, given: dict[str, object]) -> object:
    """Call by place where a parameter is positional only or takes many, else by name."""
    parameters = inspect.signature(call).parameters
    places = [
        given.pop(n) for n, p in parameters.items() if p.kind is Parameter.POSITIONAL_ONLY and n in given
    ]
    for n, p in parameters.items():
        if p.kind is Parameter.VAR_POSITIONAL and n in given:
            places = [
                given.pop(m)
                for m, q in parameters.items()
                if q.kind is Parameter.POSITIONAL_OR_KEYWORD and m in given
            ]
            places.append(given.pop(n))
    result = call(*places, **given)
    return list(result) if isinstance(result, Iterator) else result


@pytest.mark.filterwarnings("ignore::Warning")  # what NumPy and others say of odd values is no answer
@pytest.mark.parametrize("name", NAMES)
def test_a_value_or_one_of_our_errors(name: str) -> None:
    call = public()[name].call
    foreign = []
    for parameter, what, given in wrong_calls(name):
        try:
            with bounded_time():
                called(call, given)
        except YibaoError:
            continue
        except (Exception, TimeoutError) as error:  # noqa: BLE001 - any other is what the law forbids
            foreign.append(f"{parameter} = {what}: {type(error).__name__}: {str(error)[:80]}")
    assert not foreign, "\n".join(foreign)


ANY: Any = yibao
LISTED: Mapping[str, Callable[[], object]] = {
    "a day as text": lambda: ANY.check(accepted_filing(), day="2026-03-02"),
    "a moment for a day": lambda: ANY.check(accepted_filing(), day=datetime(2026, 3, 2)),
    "no day": lambda: ANY.check(accepted_filing(), day=None),
    "a mapping for a filing": lambda: ANY.check({"item": "referral"}, day=DAY),
    "nothing for a filing": lambda: ANY.check(None, day=DAY),
    "nothing to read": lambda: ANY.loads(None),
    "a number for a rule": lambda: ANY.Rulebook("a", [1], yibao.facts()),
    "a day as text for a number's check": lambda: check_id(
        identity.IdNumber("11010519491231002X"), day="2026-01-01"
    ),
    "nothing for a credit code": lambda: check_credit(None),
    "the last moment": lambda: calendar.deadline(
        calendar.WorkingDays(5), start=datetime.max.replace(tzinfo=UTC), calendar=calendar.national()
    ),
    "a number for a transaction": lambda: built(2501),
}
check_id: Any = id_checks.check_id_number
check_credit: Any = codes.check_uscc
built: Any = nhsa.build


@pytest.mark.parametrize("name", LISTED)
def test_the_listed_inputs_are_refused_in_our_words(name: str) -> None:
    """B1."""
    with pytest.raises(YibaoError) as caught:
        LISTED[name]()
    assert caught.value.fix.zh


def test_one_sensible_reading_is_taken() -> None:
    """B1: a ``str`` for a ``Text``, one ``Basis`` for a tuple."""
    rule: Any = yibao.Rule
    made = rule(
        code="own/x", must=yibao.facts()["agent.present"], cause=yibao.Cause.SYSTEM, message="欠费", remedy="补缴",
        basis=yibao.Basis("甲"),
    )  # fmt: skip
    assert made.message == same("欠费")
    assert made.basis == (yibao.Basis("甲"),)


def test_a_place_of_a_million_characters_is_refused_at_once() -> None:
    """B9."""
    with bounded_time(), pytest.raises(YibaoError) as caught:
        yibao.diagnose("单位欠费", place="朝阳" * 500_000)
    assert "朝阳" not in str(caught.value)
