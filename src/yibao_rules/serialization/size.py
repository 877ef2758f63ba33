"""How large a tree of plain data is, counted with a ceiling: what is shared, or holds itself, is counted each time."""

from collections.abc import Mapping
from typing import Any

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.limits import MOST_NODES
from yibao_rules.text import Text


def too_big(tree: Any, deepest: int) -> HookError | None:
    """Say what is wrong with the size of a tree, or None.

    Args:
        tree: mappings and lists, as YAML or a program gives them.
        deepest: how many levels there may be.
    """
    level, nodes = [tree], 0
    for _ in range(deepest + 1):
        below: list[Any] = []
        for node in level:
            if isinstance(node, Mapping):
                below += node.values()
            elif isinstance(node, list | tuple):
                below += node
            if nodes + len(below) > MOST_NODES:
                return HookError(
                    FaultKind.TOO_LARGE,
                    Text(f"超过 {MOST_NODES:,} 项", f"more than {MOST_NODES:,} entries"),
                    Text(f"至多 {MOST_NODES:,} 项", f"at most {MOST_NODES:,} entries"),
                    Text("分成几份", "split it"),
                )
        if not below:
            return None
        nodes += len(below)
        level = below
    return HookError(
        FaultKind.TOO_DEEP,
        Text(f"嵌套超过 {deepest} 层", f"more than {deepest} levels of nesting"),
        Text(f"至多 {deepest} 层", f"{deepest} levels at most"),
        Text("减少层数", "use fewer levels"),
    )
