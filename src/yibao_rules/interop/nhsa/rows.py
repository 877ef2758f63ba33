"""The rows of a reply, read into the model's values: what is there is read, what cannot be is unknown, and is remarked.

One reader for every node of every reply. Nothing that one field says refuses a row, nothing that one row says refuses
a reply, and a node that is not there is unknown, never empty.
"""

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from attrs import frozen

from yibao_rules.interop.nhsa.reply import Reply
from yibao_rules.interop.nhsa.row import Row
from yibao_rules.interop.nhsa.tables import Field, Side
from yibao_rules.interop.nhsa.values import is_empty
from yibao_rules.model.dictionaries import Dictionary, UnknownCodeError
from yibao_rules.serialization.faults import Remark, escape
from yibao_rules.serialization.scalars import describe
from yibao_rules.text import Text

T = TypeVar("T")

_DAYS = frozenset({"begndate", "enddate"})


@frozen(kw_only=True)
class RowsRead(Generic[T]):
    """What a query's reply says (查询结果).

    Args:
        rows: the rows in the platform's order; an empty tuple when it answered that there are none. None when that
            is not known, since the reply has no node for them, or none of its rows could be read: never to be taken
            for "none on file".
        remarks: what could not be read, or was read otherwise than it is written, by JSON pointer; never a value.
        unread: how many rows of the reply could not be read at all, and so are not among the rows.
        undated: the numbers of rows with a day that is there and could not be read, so that it is open whether they
            are in force.
    """

    rows: tuple[T, ...] | None
    remarks: tuple[Remark, ...] = ()
    unread: int = 0
    undated: frozenset[int] = frozenset()


class Reading:
    """What is found while a reply is read.

    Args:
        reply: the reply.
    """

    def __init__(self, reply: Reply) -> None:
        self._tree = reply.output.tree()
        self._edition = reply.edition
        self._fields = {
            (group.node, field.name): field
            for group in reply.edition.transaction(reply.infno).groups(Side.OUTPUT)
            for field in group.fields
        }
        self._remarks: list[Remark] = []

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What was remarked so far."""
        return tuple(self._remarks)

    def remark(self, pointer: str, words: Text) -> None:
        """Keep a remark."""
        self._remarks.append(Remark(pointer, words))

    def field(self, node: str, name: str) -> Field | None:
        """Return what the table says of a field; None when it lacks it."""
        return self._fields.get((node, name))

    def dictionary(self, node: str, name: str) -> Dictionary | None:
        """Return the dictionary of a field's codes as it stands in the reply's place."""
        field = self.field(node, name)
        if field is None or field.dictionary is None:
            return None
        try:
            return self._edition.dictionary(field.dictionary)
        except UnknownCodeError:  # an edition with dictionaries of its own alone
            return None

    def rows(self, node: str) -> tuple[Row | None, ...] | None:
        """Return the rows under a node, each with its place; a single object is a list of one.

        Returns:
            For a row that cannot be read None; None for the whole when the node is missing, empty or no list, or when
            none of the rows given could be read.
        """
        found, pointer = self._tree.get(node), escape(node)
        if is_empty(found):
            words = Text(
                "答复中没有该节点，按未知处理，不当作没有",
                "no such node in the reply; taken as unknown, not as none",
            )
            self.remark(pointer, words)
            return None
        if isinstance(found, Mapping):
            given = [(pointer, found)]
        elif isinstance(found, list):
            given = [(pointer + escape(n), one) for n, one in enumerate(found)]
        else:
            kind = describe(found)
            words = Text(f"应为列表，现为 {kind.zh}；按未知处理", f"{kind.en}, no list; taken as unknown")
            self.remark(pointer, words)
            return None
        rows = tuple(Row(one, at, node, self) if self._is_row(one, at) else None for at, one in given)
        return rows if any(rows) or not given else None

    def read(self, node: str, make: Callable[[Row], T | None]) -> RowsRead[T]:
        """Read every row under a node; one of which nothing is made counts as not read."""
        rows = self.rows(node)
        if rows is None:
            return RowsRead(rows=None, remarks=self.remarks)
        made: list[T] = []
        undated: set[int] = set()
        for row in rows:
            one = None if row is None else make(row)
            if row is not None and one is not None:
                if row.unread & _DAYS:
                    undated.add(len(made))
                made.append(one)
        return RowsRead(
            rows=tuple(made),
            remarks=self.remarks,
            unread=len(rows) - len(made),
            undated=frozenset(undated),
        )

    def _is_row(self, one: object, pointer: str) -> bool:
        if not isinstance(one, Mapping):
            kind = describe(one)
            self.remark(pointer, Text(f"应为对象，现为 {kind.zh}；未读取", f"{kind.en}, no object; not read"))
            return False
        if all(is_empty(value) for value in one.values()):
            self.remark(pointer, Text("空行，未读取", "an empty row; not read"))
            return False
        return True
