"""Hypothesis strategies for payloads of the national interface: made up from its tables, right in every way.

Needs the extra ``testing`` (hypothesis). The tables are taken by their shape, so that one's own serve as well.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from yibao_rules.testing._hypothesis import strategies
from yibao_rules.testing.identity import id_numbers, institution_codes, person_names
from yibao_rules.testing.shapes import FIRST_DAY, LAST_DAY, place_codes
from yibao_rules.text import LabelledEnum

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

Payload = dict[str, Any]
Codes = Callable[[str], Sequence[str]]
Choices = Sequence[tuple[str, Sequence[str]]]

_LETTERS = "甲乙丙丁市县院科·-()。0123456789ABCxyz䶮𠮷"
_LONGEST = 16


class FieldShape(Protocol):
    """A field of a table, such as :class:`yibao_rules.interop.nhsa.Field`."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def type(self) -> LabelledEnum:
        """Its type: ``C``, ``N``, ``J``, ``date`` or ``datetime``."""

    @property
    def width(self) -> int | None:
        """The most characters or digits."""

    @property
    def decimals(self) -> int:
        """How many digits may follow the point."""

    @property
    def required(self) -> bool:
        """Whether it must be given."""

    @property
    def dictionary(self) -> str | None:
        """The dictionary of its codes."""


class GroupShape(Protocol):
    """A node of a table, such as :class:`yibao_rules.interop.nhsa.Group`."""

    @property
    def node(self) -> str:
        """Its name; empty at the top."""

    @property
    def many(self) -> bool:
        """Whether it is a list of rows."""

    @property
    def fields(self) -> Sequence[FieldShape]:
        """Its fields."""


class RuleShape(Protocol):
    """A rule between fields, such as a transaction's."""

    @property
    def when(self) -> Choices:
        """When it applies."""

    @property
    def must(self) -> Choices:
        """What then must hold."""


def payloads(
    groups: Sequence[GroupShape], codes: Codes, *, rules: Sequence[RuleShape] = ()
) -> "SearchStrategy[Payload]":
    """Draw payloads of one side of a transaction.

    Args:
        groups: its nodes, as ``transaction.input``.
        codes: gives the codes of a dictionary by its name, as ``lambda name: edition.dictionary(name).codes``.
        rules: rules between fields that the payload keeps, as ``transaction.rules``.
    """
    st = strategies()
    nodes = {g.node: _node(g, codes, rules) for g in groups if g.node}
    top = [_row(g, codes, rules) for g in groups if not g.node]
    return st.builds(_joined, st.fixed_dictionaries(nodes), *top)  # type: ignore[no-any-return]


def replies(groups: Sequence[GroupShape], codes: Codes) -> "SearchStrategy[Payload]":
    """Draw replies of the platform in their envelope, of transactions that went through.

    Args:
        groups: the nodes of the output, as ``transaction.output``.
        codes: gives the codes of a dictionary by its name.
    """
    st = strategies()
    return st.builds(  # type: ignore[no-any-return]
        lambda output, digits: {
            "infcode": 0,
            "inf_refmsgid": digits,
            "refmsg_time": "",
            "respond_time": "",
            "err_msg": "",
            "output": output,
        },
        payloads(groups, codes),
        st.text("0123456789", min_size=30, max_size=30),
    )


def _joined(nodes: Payload, *rows: Payload) -> Payload:
    for row in rows:
        nodes = {**row, **nodes}
    return nodes


def _node(group: GroupShape, codes: Codes, rules: Sequence[RuleShape]) -> Any:
    row = _row(group, codes, rules)
    return strategies().lists(row, max_size=3) if group.many else row


def _row(group: GroupShape, codes: Codes, rules: Sequence[RuleShape]) -> Any:
    st = strategies()
    fields = {
        f.name: _value(f, codes) if f.required else st.just(_empty(f)) | _value(f, codes)
        for f in group.fields
    }
    return st.fixed_dictionaries(fields).map(lambda row: _kept(row, rules))


def _kept(row: Payload, rules: Sequence[RuleShape]) -> Payload:
    """Mend a row so that it keeps the rules."""
    for rule in rules:
        if all(_holds(row, choice) for choice in rule.when):
            row |= {name: codes[0] if codes else row.get(name) or "1" for name, codes in rule.must}
    return row


def _holds(row: Mapping[str, Any], choice: tuple[str, Sequence[str]]) -> bool:
    name, codes = choice
    return row.get(name) in codes if codes else bool(row.get(name))


def _empty(field: FieldShape) -> str | int:
    return 0 if field.type.code == "N" else ""


def _value(field: FieldShape, codes: Codes) -> Any:
    st = strategies()
    if field.dictionary is not None:
        return st.sampled_from(list(codes(field.dictionary)))
    if field.name == "certno":
        return id_numbers().map(lambda number: number.reveal())
    if field.name == "psn_name":
        return person_names().map(lambda name: name.reveal())
    return _formed(field)


def _formed(field: FieldShape) -> Any:
    """Draw a text in the form that the table asks of it; a table of one's own need not know of forms."""
    form = getattr(field, "form", None)
    if form == "institution":
        return institution_codes()
    if form == "place":
        return place_codes()
    plain = _plain(field)
    return plain.filter(lambda number: number.strip("0")) if form == "identifier" else plain


def _plain(field: FieldShape) -> Any:
    st = strategies()
    if field.type.code == "N":
        whole = 10 ** ((field.width or _LONGEST) - field.decimals) - 1
        return st.decimals(0, whole, places=field.decimals).map(str)
    if field.type.code == "C":
        return st.text(_LETTERS, min_size=1, max_size=min(field.width or _LONGEST, _LONGEST))
    if field.type.code == "J":
        return st.just({})
    day = st.dates(FIRST_DAY, LAST_DAY)
    if field.type.code == "date":
        return day.map(lambda found: found.isoformat())
    return st.builds(
        lambda found, n: f"{found} {n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}", day, st.integers(0, 86_399)
    )
