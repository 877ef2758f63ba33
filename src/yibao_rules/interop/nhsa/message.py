"""One side of a transaction as a value: what is sent, what came back; its content shows only when asked for."""

import json
from collections.abc import Mapping
from typing import Any, Self

from attrs import field, frozen

from yibao_rules.interop.nhsa.catalogue import Edition
from yibao_rules.interop.nhsa.tables import Side
from yibao_rules.serialization.signatures import guarded


@frozen(kw_only=True)
class Message:
    """The payload of a transaction (交易的输入或输出).

    It is one class for all transactions, and holds its content as JSON text: the tables are data that regions
    change, and a class for each would say again what they say and hold no variant. It is immutable and can be
    hashed; a repr shows the number alone, since the content is about a person.

    Args:
        infno: 交易编号. side: input or output.
        text: the content as JSON.
        edition: the interface that it was built for, by which :func:`~.envelope.seal` seals it; None when nobody
            said. It is no part of what a message is equal by.
    """

    infno: str
    side: Side
    text: str = field(repr=False)
    edition: Edition | None = field(default=None, repr=False, eq=False)

    @classmethod
    def of(cls, infno: str, side: Side, tree: Mapping[str, Any], *, edition: Edition | None = None) -> Self:
        """Make a message of a tree; a value that JSON does not know is written as its text."""
        text = json.dumps(tree, ensure_ascii=False, skipkeys=True, default=str)
        return cls(infno=infno, side=side, text=text, edition=edition)

    def tree(self) -> dict[str, Any]:
        """Give the content as a tree, personal data included; a new one at each call."""
        tree: dict[str, Any] = json.loads(self.text)
        return tree

    @guarded
    def rows(self, node: str) -> tuple[dict[str, Any], ...]:
        """Give the rows under a node; none when the node is missing or null."""
        found = self.tree().get(node)
        rows = found if isinstance(found, list) else [] if found is None else [found]
        return tuple(row for row in rows if isinstance(row, dict))

    def __str__(self) -> str:
        return f"{self.infno} {self.side.code}"
