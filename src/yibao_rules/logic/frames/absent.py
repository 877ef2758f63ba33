"""Facts of which a frame has no column at all: that is not the same as a column in which nothing is given."""

from collections.abc import Collection, Iterable, Mapping

from attrs import field, frozen

from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.nodes import FactRef
from yibao_rules.logic.paths import DAY, ITEM_THERE


@frozen
class Absent:
    """The facts that rules read and that have no column.

    Attributes:
        columns: for each fact the name of the column that would say it: the fact's, or its whole family's.
        worked_out: those that an object would work out from columns that are there: whether they are given is
            not known of any row.
        presence: for what an item says, the fact that the item is there: what is not there says nothing.
    """

    columns: Mapping[FactRef, str] = field(factory=dict, hash=False)
    worked_out: frozenset[FactRef] = frozenset()
    presence: Mapping[FactRef, FactRef] = field(factory=dict, hash=False)
    facts: frozenset[FactRef] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "facts", frozenset(self.columns))


NOTHING_ABSENT = Absent()


def absent_from(schema: Collection[str], table: FactTable, used: Iterable[FactRef]) -> Absent:
    """Return which of the facts that rules read have no column in a frame.

    Args:
        schema: the frame's columns, those of tables of items joined to it included, and those without any value.
        table: the table of facts.
        used: the facts that rules read.
    """
    families = {family.prefix: family for family in table.families}
    columns: dict[FactRef, str] = {}
    presence: dict[FactRef, FactRef] = {}
    for fact in used:
        prefix, _, rest = fact.name.partition(".")
        if fact.name in schema or fact.path == DAY:
            continue
        if prefix in families and families[prefix].find(fact.name) == fact:
            if fact.path.endswith(ITEM_THERE):
                if prefix in schema:
                    continue
            else:
                there = (families[prefix].fact(rest.partition(".")[0], p) for p in families[prefix].fields)
                presence.update((fact, f) for f in there if f.path.endswith(ITEM_THERE))
            whole = any(name == prefix or name.startswith(f"{prefix}.") for name in schema)
            columns[fact] = fact.name if whole else prefix
        else:
            columns[fact] = fact.name
    return Absent(columns, frozenset(f for f in columns if _follows(f, schema, table)), presence)


def _follows(fact: FactRef, schema: Collection[str], table: FactTable) -> bool:
    sources = table.follows.get(fact.name)
    return sources is not None and (not sources or any(name in schema for name in sources))
