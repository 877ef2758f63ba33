"""Arguments held against a function's own annotations: one line guards a public function, its hints say by what."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, wraps
from inspect import Parameter, signature, unwrap
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any, NamedTuple, NoReturn, TypeVar, cast, get_args, get_type_hints

from yibao_rules.serialization.guard import Guard, describe
from yibao_rules.serialization.hints import Check, alternatives, check_for, reading, words
from yibao_rules.text import same

F = TypeVar("F", bound=Callable[..., Any])


class Argument(NamedTuple):
    """One parameter: its name, the test of its values, and its annotation."""

    name: str
    fits: Check
    hint: Any


def guarding(guard: Guard, *, moments: bool = False) -> Callable[[F], F]:
    """Make the decorator that refuses arguments by the error class of ``guard``; see :func:`guarded`.

    Args:
        guard: the room's guard.
        moments: a ``datetime`` passes for a ``date``, as in a room whose functions take either and tell them apart.
    """

    def decorate(function: F) -> F:
        if isinstance(function, type):
            # An attrs class: its fields' annotations stand on the method that attrs wrote.
            made: Any = function
            made.__init__ = _guard_of(made.__init__, guard, f"{function.__name__}.", moments=moments)
            return function
        return cast("F", _guard_of(function, guard, "", moments=moments))

    return decorate


def _guard_of(function: Callable[..., Any], guard: Guard, owner: str, *, moments: bool) -> Callable[..., Any]:
    @wraps(function)
    def guarded_function(*args: Any, **kwargs: Any) -> Any:
        places, names = arguments_of(function, moments=moments)
        # What fits, as it nearly always does, is handed on as it came.
        for value, argument in zip(args, places, strict=False):
            if argument is not None and not argument.fits(value):
                args = tuple(
                    a if p is None else _taken(guard, owner, a, p)
                    for a, p in zip_longest(args, places[: len(args)])
                )
                break
        for name, value in kwargs.items():
            argument = names.get(name)
            if argument is not None and not argument.fits(value):
                kwargs[name] = _taken(guard, owner, value, argument)
        return function(*args, **kwargs)

    return guarded_function


guarded = guarding(Guard())
"""Check the arguments of a public function, or of an attrs class, against the annotations before it runs.

What has one sensible reading is taken: a ``str`` for :class:`~yibao_rules.text.Text`, one for many, a generator for a
collection. Anything else is an :class:`~yibao_rules.errors.ArgumentError` with the line to write. A wrong *number* of
arguments stays Python's own ``TypeError``.
"""


@cache
def arguments_of(
    function: Callable[..., Any], *, moments: bool = False
) -> tuple[tuple[Argument | None, ...], dict[str, Argument]]:
    """Return the guarded parameters of a function: by place (None where nothing is said), and by name."""
    # What a function returns may be named for type checkers alone.
    wanted = {name: hint for name, hint in function.__annotations__.items() if name != "return"}
    hints = get_type_hints(SimpleNamespace(__annotations__=wanted), globalns=unwrap(function).__globals__)
    if moments:
        hints = {
            name: hint | datetime if date in alternatives(hint) else hint for name, hint in hints.items()
        }
    places: list[Argument | None] = []
    names: dict[str, Argument] = {}
    for name, parameter in signature(function).parameters.items():
        if parameter.kind is Parameter.VAR_KEYWORD:
            # Options as a typed dictionary (``**options: Unpack[Options]``).
            for key, hint in (
                get_type_hints(get_args(hints[name])[0]).items() if get_args(hints.get(name)) else ()
            ):
                names[key] = Argument(key, check_for(hint), hint)
            continue
        argument = Argument(name, check_for(hints[name]), hints[name]) if name in hints else None
        if parameter.kind is Parameter.VAR_POSITIONAL:
            places += [argument] * _MOST_PLACES
            continue
        if parameter.kind is not Parameter.KEYWORD_ONLY:
            places.append(argument)
        if argument is not None:
            names[name] = argument
    return tuple(places), names


_MOST_PLACES = 64


def _taken(guard: Guard, owner: str, value: object, argument: Argument) -> object:
    if argument.fits(value):
        return value
    read = reading(value, argument.hint)
    if read is value:
        _refuse(guard, owner + argument.name, value, argument.hint)
    return read


def _refuse(guard: Guard, where: str, value: object, hint: Any) -> NoReturn:
    kinds = alternatives(hint)
    if all(isinstance(kind, type) for kind in kinds):
        guard.expect(value, cast("tuple[type, ...]", kinds), where)
    worded = words(hint)
    raise guard.refuse(where, describe(value), same(worded), guard.advice(worded))
