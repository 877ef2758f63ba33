"""The tables of the national interface (接口规范): transactions, their nodes and fields, as values."""

from typing import Any

from attrs import evolve, field, frozen

from yibao_rules.logic.clause import Certainty
from yibao_rules.text import LabelledEnum, Text

FILED_AS = "trt_dcla_detl_sn"
"""The field with the number under which the platform keeps a filing (待遇申报明细流水号)."""


class FieldType(LabelledEnum):
    """Types of data elements (参数类型); the wire code is the table's letter or word."""

    TEXT = "C", "字符型", "text"
    NUMBER = "N", "数值型", "number"
    DATE = "date", "日期型", "date"
    DATETIME = "datetime", "日期时间型", "date and time"
    TREE = "J", "对象", "object"


class Side(LabelledEnum):
    """The two sides of a transaction (交易输入、交易输出)."""

    INPUT = "input", "交易输入", "input"
    OUTPUT = "output", "交易输出", "output"


@frozen(kw_only=True)
class Field:
    """One data element (数据元) in one table.

    Args:
        name: the node's name, lower case but in exp_content.
        title: what it is called. type: 参数类型.
        width: the most characters, or digits of a number; None for dates.
        decimals: how many of a number's digits may follow the point.
        required: 必填. dictionary: the dictionary that its code is from.
        open: that dictionary is an excerpt: a code that it lacks is no fault.
        form: the form that its text must have beyond its type, a name of ``values.FORMS``; None for none.
        filing: what supplies it from a filing, the first that is known.
        note: a remark on the table's entry.
    """

    name: str
    title: Text
    type: FieldType
    width: int | None = None
    decimals: int = 0
    required: bool = False
    dictionary: str | None = None
    open: bool = False
    form: str | None = None
    filing: tuple[str, ...] = ()
    note: str | None = None


@frozen(kw_only=True)
class Group:
    """The fields under one node (节点标识).

    Args:
        node: its name; empty for fields that stand at the top.
        many: it is a list of rows.
        fields: the fields, in the table's order.
    """

    node: str
    many: bool = False
    fields: tuple[Field, ...]

    def __getitem__(self, name: str) -> Field:
        """Give a field by its name.

        Raises:
            KeyError: the node has no such field.
        """
        for known in self.fields:
            if known.name == name:
                return known
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in the table's order."""
        return tuple(f.name for f in self.fields)


Choice = tuple[str, tuple[str, ...]]
"""A field's name and the codes meant; no code means any value at all."""


@frozen(kw_only=True)
class Condition:
    """A rule between fields of one node (字段间规则): when these hold, those must.

    Args:
        when: what must all be so for the rule to apply.
        must: what then must all be so.
        message: the rule in words. source: where it stands.
    """

    when: tuple[Choice, ...]
    must: tuple[Choice, ...]
    message: Text
    source: str


@frozen(kw_only=True)
class Transaction:
    """One transaction (交易) as it stands in one place.

    Args:
        infno: 交易编号. title: what it does.
        input: the nodes of its input. output: the nodes of its output; none when it answers with nothing.
        rules: rules between fields of the input.
        sources: where it comes from, the specification first, then the variants'.
        sure: how sure the least sure source is.
        items: the service items whose filings it carries; none when it is not tied to any.
        variants: the names of the variants laid over it.
    """

    infno: str
    title: Text
    input: tuple[Group, ...]
    output: tuple[Group, ...] = ()
    rules: tuple[Condition, ...] = ()
    sources: tuple[str, ...]
    sure: Certainty
    items: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()

    @property
    def files(self) -> bool:
        """Whether it files something: it answers with the number of a benefit application (待遇申报明细流水号)."""
        return any(FILED_AS in group.names for group in self.output)

    def groups(self, side: Side) -> tuple[Group, ...]:
        """Give the nodes of one side."""
        return self.input if side is Side.INPUT else self.output


@frozen
class FieldPatch:
    """What a variant says of one field.

    Args:
        name: the field.
        settings: attributes that it sets, by name.
        basis: attributes that a field of this name has by itself, for one that the table lacks.
    """

    name: str
    settings: tuple[tuple[str, Any], ...]
    basis: tuple[tuple[str, Any], ...] = field(repr=False)

    @property
    def is_whole(self) -> bool:
        """Whether it says enough for a field that the table lacks: its type."""
        return "type" in dict(self.settings)

    def over(self, known: Field) -> Field:
        """Give a field with the settings over it."""
        return evolve(known, **dict(self.settings))

    def alone(self) -> Field:
        """Give the field that the table lacks."""
        return Field(**{"name": self.name, **dict(self.basis), **dict(self.settings)})


@frozen(kw_only=True)
class Variant:
    """What a region or a system does otherwise (地区变体).

    Args:
        name: its name; one name may stand for changes of several transactions.
        title: in words. transaction: the number of the transaction it changes.
        infno: the number it goes by there, when it is another.
        places: codes of the places it holds in, and in all that lies in them; none when it holds where it is named.
        drop: fields that are not used. patches: node by node, what is otherwise.
        source: where it comes from. sure: how sure that is.
    """

    name: str
    title: Text
    transaction: str
    infno: str | None = None
    places: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    patches: tuple[tuple[Side, str, tuple[FieldPatch, ...]], ...] = ()
    source: str
    sure: Certainty

    def over(self, base: Transaction) -> Transaction:
        """Give a transaction with this variant laid over it."""
        return evolve(
            base,
            infno=self.infno or base.infno,
            input=tuple(self._group(Side.INPUT, g) for g in base.input),
            output=tuple(self._group(Side.OUTPUT, g) for g in base.output),
            sources=(*base.sources, self.source),
            sure=max(base.sure, self.sure, key=list(Certainty).index),
            variants=(*base.variants, self.name),
        )

    def _group(self, side: Side, group: Group) -> Group:
        patches = [
            p for at, node, patches in self.patches for p in patches if (at, node) == (side, group.node)
        ]
        fields = {f.name: f for f in group.fields if f.name not in self.drop}
        for patch in patches:
            if patch.name in fields:
                fields[patch.name] = patch.over(fields[patch.name])
            elif patch.is_whole:  # else the field was dropped by a wider variant, and stays dropped
                fields[patch.name] = patch.alone()
        return evolve(group, fields=tuple(fields.values()))
