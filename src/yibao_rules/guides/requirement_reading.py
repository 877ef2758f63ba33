"""Requirement trees from plain data: a kind's name, ``"@name"`` of ``[define]``, an array (all of) or a table."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Final

from attrs import frozen
from cattrs import AttributeValidationNote, ClassValidationError, Converter

from yibao_rules.errors import ValueRefusedError
from yibao_rules.logic.expr import Expr
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.limits import DEEPEST_REQUIREMENT, MOST_NEEDS
from yibao_rules.serialization.reader import EntryErrors
from yibao_rules.serialization.scalars import refusal, wrong_type
from yibao_rules.text import Text, nearest, same

NODE_KEYS: Final = ("need", "all", "any", "use")
MODIFIERS: Final = ("when", "pledgeable")


@frozen
class _Node:
    """A node with the levels and the nodes below it, itself included, named nodes written out."""

    tree: Requirement
    depth: int = 1
    size: int = 1


class Definitions:
    """The ``[define]`` table of one file: a named node is read once, however often it is used.

    Args:
        data: the table.
    """

    def __init__(self, data: Mapping[str, object]) -> None:
        self.errors: dict[str, Exception] = {}
        self._data = data
        self._nodes: dict[str, _Node] = {}
        self._open: list[str] = []

    def node(self, name: str, reader: Converter) -> _Node:
        """Return a named node; one that is faulty stands for nothing, since its fault is told where it is defined.

        Raises:
            HookError: there is none of this name, it holds itself, or the chain of names is too long.
        """
        if name in self._nodes:
            return self._nodes[name]
        if name not in self._data or name in self._open:
            raise _no_definition(name, self._data)
        if len(self._open) == DEEPEST_REQUIREMENT:
            raise _too_large()
        self._open.append(name)
        try:
            self._nodes[name] = _read(self._data[name], reader, self)
        except Exception as error:  # noqa: BLE001  # told with all the others
            self.errors[name] = error
            self._nodes[name] = _Node(AllOf(()))
        finally:
            self._open.pop()
        return self._nodes[name]

    def read_all(self, reader: Converter) -> None:
        """Read the nodes that nothing uses, too: what is wrong with one is better said before it is used."""
        for name in self._data:
            self.node(name, reader)


DEFINITIONS: Final[ContextVar[Definitions]] = ContextVar("DEFINITIONS")
"""The named nodes of the file that is being read."""


def read_requirement(data: object, reader: Converter) -> Requirement:
    """Read a requirement tree.

    Raises:
        HookError, ClassValidationError: with every fault.
    """
    return _read(data, reader, DEFINITIONS.get()).tree


def _read(data: object, reader: Converter, definitions: Definitions) -> _Node:
    if isinstance(data, str):
        return definitions.node(data[1:], reader) if data.startswith("@") else _need({"need": data}, reader)
    if isinstance(data, list | tuple):
        return _all_of(data, reader, definitions)
    if not isinstance(data, dict):
        expected = Text("材料、数组或表", "a kind, an array or a table")
        raise wrong_type(data, expected, Text(f"改为{expected.zh}", f"give {expected.en}"))
    given = [key for key in NODE_KEYS if key in data]
    if len(given) != 1:
        raise _no_node(given, data)
    return _modified(given[0], data, reader, definitions)


def _need(data: Mapping[str, object], reader: Converter) -> _Node:
    return _Node(reader.structure(data, Need))


def _all_of(data: list[Any] | tuple[Any, ...], reader: Converter, definitions: Definitions) -> _Node:
    parts: list[_Node] = []
    errors = EntryErrors(AllOf)
    for n, part in enumerate(data):
        try:
            parts.append(_read(part, reader, definitions))
        except Exception as error:  # noqa: BLE001  # told with all the others
            errors.add(n, error)
    if errors:
        raise errors.whole()
    return _sized(AllOf(tuple(part.tree for part in parts)), parts)


def _sized(tree: Requirement, parts: list[_Node]) -> _Node:
    node = _Node(tree, 1 + max((p.depth for p in parts), default=0), 1 + sum(p.size for p in parts))
    if node.depth > DEEPEST_REQUIREMENT or node.size > MOST_NEEDS:
        raise _too_large()
    return node


def _modified(key: str, data: dict[str, Any], reader: Converter, definitions: Definitions) -> _Node:
    """Read a table: its node, and what stands beside it."""
    rest = {name: value for name, value in data.items() if name not in MODIFIERS}
    found: dict[str, Any] = {}
    errors: list[Exception] = []

    def take(name: str, read: Callable[[], Any], at: str | None) -> None:
        try:
            found[name] = read()
        except Exception as error:  # noqa: BLE001  # told with all the others
            errors.append(error if at is None else _at(at, error))

    if key == "need":
        take("node", lambda: _need(rest, reader), None)
    else:
        strange = sorted(str(name) for name in rest if name != key)
        if strange:
            errors.extend(_strange(name, key) for name in strange)
        take("node", lambda: _branch(key, rest[key], reader, definitions), key)
    if "pledgeable" in data:
        take("pledged", lambda: reader.structure(data["pledgeable"], bool), "pledgeable")
    if "when" in data:
        take("when", lambda: reader.structure(data["when"], Expr), "when")
    if errors:
        raise ClassValidationError("", errors, AllOf)
    node: _Node = found["node"]
    if found.get("pledged"):
        # Where a place bars pledges in some cases, what is pledged stands twice.
        node = _sized(Pledgeable(node.tree), [node, node])
    return _sized(OnlyWhen(found["when"], node.tree), [node]) if "when" in found else node


def _branch(key: str, data: object, reader: Converter, definitions: Definitions) -> _Node:
    if key == "use":
        return definitions.node(reader.structure(data, str), reader)
    if not isinstance(data, list | tuple):
        expected = Text("数组 [ … ]", "an array [ … ]")
        raise wrong_type(data, expected, Text(f"改为{expected.zh}", f"give {expected.en}"))
    node = _all_of(data, reader, definitions)
    if key == "all":
        return node
    assert isinstance(node.tree, AllOf)  # noqa: S101  # it was made so
    try:
        return _Node(AnyOf(node.tree.parts), node.depth, node.size)
    except ValueRefusedError as error:
        refused = refusal(error)
    raise refused


def _at(key: str, error: Exception) -> ClassValidationError:
    error.__notes__ = [*getattr(error, "__notes__", ()), AttributeValidationNote("", key, AllOf)]
    return ClassValidationError("", [error], AllOf)


def _no_node(given: list[str], data: Mapping[Any, object]) -> HookError:
    """Build the fault of a table that is not one node: the key that was meant, where one is like it."""
    near = None
    if not given:
        likely = (
            (str(key), nearest(str(key)[:40].lower(), NODE_KEYS)) for key in data if key not in MODIFIERS
        )
        near = next(((key, meant) for key, meant in likely if meant), None)
    fix = (
        Text(f"{near[0][:40]} 改为 {near[1]}", f"write {near[1]} for {near[0][:40]}")
        if near
        else Text("只留 need、all、any、use 之一", "keep or give one of need, all, any, use")
    )
    return HookError(
        FaultKind.WRONG_TYPE,
        same("、".join(given)) if given else Text("没有这四个键", "none of these four keys"),
        Text("need、all、any、use 之一", "one of need, all, any, use"),
        fix,
    )


def _strange(name: str, key: str) -> ClassValidationError:
    near = nearest(name, (*NODE_KEYS, *MODIFIERS))
    return _at(
        name,
        HookError(
            FaultKind.UNKNOWN_KEY,
            same(name[:40]),
            Text("格式中的键", "a key of the format"),
            Text(f"改为 {near}", f"write {near}")
            if near
            else Text(
                f"删去；{key} 之外只能有 when、pledgeable", f"drop it; beside {key} only when and pledgeable"
            ),
        ),
    )


def _no_definition(name: str, known: Mapping[str, object]) -> HookError:
    near = None if name in known else nearest(name[:80], known)
    expected = Text("[define] 中的名称，不得自引", "a name of [define], not its own")
    fix = (
        Text(f"改为 {near}", f"write {near}")
        if near
        else Text("改用 [define] 中的另一名称", "use another name of [define]")
    )
    return HookError(FaultKind.UNKNOWN_WORD, same(f"@{name[:40]}"), expected, fix)


def _too_large() -> HookError:
    return HookError(
        FaultKind.TOO_LARGE,
        Text("材料要求的层数或项数过多", "a requirement with too many levels or parts"),
        Text(
            f"至多 {DEEPEST_REQUIREMENT} 层、{MOST_NEEDS} 项（[define] 展开后）",
            f"at most {DEEPEST_REQUIREMENT} levels and {MOST_NEEDS} parts, with [define] written out",
        ),
        Text("减少层数，或分成几条", "use fewer levels, or split it"),
    )
