"""The set of tables: which transaction stands in which place, with the bundled tables and one's own over them."""

from collections.abc import Iterable
from functools import cache
from importlib import resources

from attrs import frozen

from yibao_rules.errors import ValueRefusedError, YibaoError
from yibao_rules.interop.nhsa.replacing import Replaced, replaced_settings, replaced_tables
from yibao_rules.interop.nhsa.table_reading import Names, read_names, read_tables
from yibao_rules.interop.nhsa.tables import Side, Transaction, Variant
from yibao_rules.model.dictionaries import Dictionaries, Dictionary, bundled_dictionaries, read_dictionaries
from yibao_rules.model.places import place as place_of
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Text, nearest

ENVELOPE = "envelope"
"""The number under which the envelope's own fields stand."""

_FILES = ("envelope", "filings", "persons", "queries", "extensions", "variants")


class UnknownTransactionError(YibaoError, LookupError):
    """A transaction, or a variant of one, that no table has (未知交易)."""

    title = Text("未知交易", "unknown transaction")


@guarded
@frozen
class Tables:
    """Transactions and the variants of them; sets are joined by ``+``, the later over the earlier.

    What the earlier set already has is not laid over it again: ``own_tables(a) + own_tables(b)`` is the bundled
    tables, then what ``a`` changed, then what ``b`` changed, although each of the two holds the bundled tables too.

    Args:
        transactions: the tables; of two with one number, the later stands.
        variants: what places and systems do otherwise, laid over in this order.

    Raises:
        ValueRefusedError: a variant of a transaction, a node or a field that there is not.
        UnknownPlaceError: a variant's place is not known.
    """

    transactions: tuple[Transaction, ...]
    variants: tuple[Variant, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Hold each variant against the table it changes."""
        known = {t.infno: t for t in self.transactions}
        for variant in self.variants:
            _hold(variant, known)

    def __add__(self, other: "Tables") -> "Tables":
        return Tables(
            tuple(dict.fromkeys((*self.transactions, *other.transactions))),
            tuple(dict.fromkeys((*self.variants, *other.variants))),
        )

    @property
    def replaced(self) -> tuple[Replaced, ...]:
        """What of an earlier table or variant a later one replaces, in order; to be read after joining sets."""
        return (*replaced_tables(self.transactions), *replaced_settings(self.variants))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the transactions, those that variants go by included; the envelope and extensions are none."""
        own = (t.infno for t in self.transactions if t.infno.isalnum() and t.infno != ENVELOPE)
        return tuple(dict.fromkeys((*own, *(v.infno for v in self.variants if v.infno))))

    def base(self, infno: str) -> str:
        """Return the number of the table that a number stands for: ``"2501"`` for ``"2501A"``; else the number itself."""
        return next((v.transaction for v in self.variants if v.infno == infno), infno)

    @guarded
    def get(self, infno: str, *, place: str | None = None, variants: tuple[str, ...] = ()) -> Transaction:
        """Give a transaction as it stands in a place.

        Args:
            infno: its number, or the one that a variant goes by (``"2501A"``).
            place: the platform's place, six digits; variants of the province, the city and the county are laid over.
            variants: names of further variants, laid over in this order.

        Raises:
            UnknownTransactionError: no such transaction or variant; the nearest is named.
            UnknownPlaceError: the place is not known.
        """
        alias = next((v for v in self.variants if v.infno == infno), None)
        number = alias.transaction if alias else infno
        found = next((t for t in reversed(self.transactions) if t.infno == number), None)
        if found is None:
            raise _unknown("infno", infno, self.numbers, Text("交易编号", "number of a transaction"))
        names = {v.name for v in self.variants}
        for name in variants:
            if name not in names:
                raise _unknown("variants", name, sorted(names), Text("变体名称", "name of a variant"))
        mine = [v for v in self.variants if v.transaction == number]
        local = [v for code in _chain(place) for v in mine if code in v.places]
        named = [v for name in variants for v in mine if v.name == name]
        for variant in dict.fromkeys((*local, *([alias] if alias else []), *named)):
            found = variant.over(found)
        return found


@frozen(kw_only=True)
class Edition:
    """The interface as it holds in one place (本地版接口规范).

    Args:
        place: the platform's place, six digits, whose variants and dictionaries hold; None for the bare specification.
        variants: names of further variants, such as ``("hsa-his",)``.
        tables: the tables; the bundled ones by default.
        dictionaries: the dictionaries; the bundled ones by default. Join a region's own with ``+``.
    """

    place: str | None = None
    variants: tuple[str, ...] = ()
    tables: Tables | None = None
    dictionaries: Dictionaries | None = None

    @guarded
    def transaction(self, infno: str) -> Transaction:
        """Give a transaction as it stands here.

        Raises:
            UnknownTransactionError: no such transaction or variant; the nearest is named.
            UnknownPlaceError: the place is not known.
        """
        return self.all_tables.get(infno, place=self.place, variants=self.variants)

    @property
    def all_tables(self) -> Tables:
        """The tables, the bundled ones when none are named."""
        return bundled_tables() if self.tables is None else self.tables

    def carriers(self, item: str) -> tuple[Transaction, ...]:
        """Return the transactions that file a service item here: those whose tables name it.

        >>> [transaction.infno for transaction in NATIONAL.carriers("referral")]
        ['2501']
        """
        numbers = dict.fromkeys(t.infno for t in self.all_tables.transactions if item in t.items)
        found = [self.transaction(number) for number in numbers]
        return tuple(t for t in found if item in t.items)

    @guarded
    def dictionary(self, name: str) -> Dictionary:
        """Give a dictionary as it stands here.

        Raises:
            UnknownCodeError: no dictionary of this name applies here.
            UnknownPlaceError: the place is not known.
        """
        known = interface_dictionaries() if self.dictionaries is None else self.dictionaries
        return known.get(name, self.place)


NATIONAL = Edition()
"""The bare specification, without any region's changes."""


@cache
def bundled_tables() -> Tables:
    """Give the tables that come with the library; read at the first call.

    >>> bundled_tables().get("2501", place="442000").infno
    '2501A'
    """
    names = bundled_names()
    read = [read_tables(_text(file), names) for file in _FILES]
    return Tables(tuple(t for found, _ in read for t in found), tuple(v for _, found in read for v in found))


@cache
def bundled_names() -> Names:
    """Give what the bundled data elements are called; read at the first call."""
    return read_names(_text("names"))


@cache
def interface_dictionaries() -> Dictionaries:
    """Give the bundled dictionaries together with those that only the payloads use; read at the first call.

    >>> interface_dictionaries().get("IPT_TYPE")["2"].zh
    '急诊或抢救住院'
    """
    return bundled_dictionaries() + read_dictionaries(_text("dictionaries"))


@guarded
def own_tables(text: str) -> Tables:
    """Read tables of one's own from TOML in the layout of the bundled files, laid over them.

    ``[names]`` may stand in the same text for data elements that the bundled ones lack.

    Returns:
        The bundled tables with these over them.

    Raises:
        InputError: not TOML, or entries missing, unknown or misshapen; every fault at once, each with its line.
        ValueRefusedError: a variant of a transaction, a node or a field that there is not.
        UnknownPlaceError: a variant's place is not known.
    """
    base = bundled_tables()
    transactions, variants = read_tables(text, {**bundled_names(), **read_names(text)})
    return Tables((*base.transactions, *transactions), (*base.variants, *variants))


def _text(file: str) -> str:
    return resources.files("yibao_rules.interop.nhsa").joinpath(f"{file}.toml").read_text("utf-8")


def _chain(place: str | None) -> list[str]:
    """Give the province, the city and the place itself."""
    chain: list[str] = []
    while place is not None:
        found = place_of(place)
        chain.append(found.code)
        place = found.parent
    return chain[::-1]


def _hold(variant: Variant, known: dict[str, Transaction]) -> None:
    for code in variant.places:
        place_of(code)
    base = known.get(variant.transaction)
    if base is None:
        raise _refused(variant, variant.transaction, "已有的交易编号", "the number of a transaction", known)
    groups = {(side, g.node): g for side in Side for g in base.groups(side)}
    for side, node, patches in variant.patches:
        group = groups.get((side, node))
        if group is None:
            nodes = [n for s, n in groups if s is side]
            raise _refused(variant, f"{side.code}.{node}", "该交易的节点", "a node of the transaction", nodes)
        for patch in patches:
            if patch.name not in group.names and not patch.is_whole:
                raise _refused(
                    variant,
                    patch.name,
                    "表中已有的字段，或写明 type",
                    "a field of the table, or a type",
                    group.names,
                )
    every = {name for g in groups.values() for name in g.names}
    for name in variant.drop:
        if name not in every:
            raise _refused(variant, name, "表中已有的字段", "a field of the table", every)


def _refused(variant: Variant, found: str, zh: str, en: str, known: Iterable[str]) -> ValueRefusedError:
    near = nearest(found, sorted(known))
    return ValueRefusedError(
        where=f"variant {variant.name}",
        found=found[:40],
        expected=Text(zh, en),
        fix=Text(f"是否为 {near}", f"did you mean {near}?")
        if near
        else Text("核对该变体", "check the variant"),
    )


def _unknown(where: str, found: str, known: Iterable[str], what: Text) -> UnknownTransactionError:
    near = nearest(found, known)
    listed = Text(f"取下列之一：{'、'.join(known)}", f"take one of: {', '.join(known)}")
    return UnknownTransactionError(
        where=where,
        found=found[:20],
        expected=Text(f"已有的{what.zh}", f"the {what.en} that is known"),
        fix=Text(f"是否为 {near}；{listed.zh}", f"did you mean {near}? Or {listed.en}") if near else listed,
    )
