"""What of an earlier table or variant a later one replaces, told with the sources of both."""

from collections.abc import Iterator

from attrs import frozen

from yibao_rules.interop.nhsa.tables import Transaction, Variant
from yibao_rules.text import Text


@frozen
class Replaced:
    """One thing that a later table or variant says otherwise than an earlier one (后者覆盖前者).

    Args:
        where: what it is about: the number of a transaction, or ``2501.input.refmedin.memo.required``.
        earlier: the source that no longer holds. later: the source that does.
    """

    where: str
    earlier: str
    later: str

    @property
    def words(self) -> Text:
        """The whole in one sentence."""
        return Text(
            f"{self.where}：以“{self.later}”为准，不用“{self.earlier}”",
            f"{self.where}: as {self.later} has it, not {self.earlier}",
        )


def replaced_tables(transactions: tuple[Transaction, ...]) -> Iterator[Replaced]:
    """Tell of transactions that stand more than once: the last one holds."""
    standing: dict[str, Transaction] = {}
    for transaction in transactions:
        earlier = standing.get(transaction.infno)
        if earlier is not None:
            yield Replaced(transaction.infno, earlier.sources[0], transaction.sources[0])
        standing[transaction.infno] = transaction


def replaced_settings(variants: tuple[Variant, ...]) -> Iterator[Replaced]:
    """Tell of what two variants of one name or one place say otherwise of one transaction: the last one holds.

    A narrower place's variant over a wider one's is what variants are for, and is not told.
    """
    for n, later in enumerate(variants):
        ours = _settings(later)
        for earlier in variants[:n]:
            together = earlier.name == later.name or not set(earlier.places).isdisjoint(later.places)
            if not together or earlier.transaction != later.transaction:
                continue
            theirs = _settings(earlier)
            for where in (w for w in ours if w in theirs):
                if ours[where] != theirs[where]:
                    yield Replaced(f"{later.transaction}.{where}", earlier.source, later.source)


def _settings(variant: Variant) -> dict[str, object]:
    """Give what a variant sets, by its place in the table."""
    found: dict[str, object] = {"infno": variant.infno} if variant.infno else {}
    found |= {f"drop.{name}": True for name in variant.drop}
    for side, node, patches in variant.patches:
        for patch in patches:
            at = f"{side.code}.{node}.{patch.name}"
            found |= {f"{at}.{key}": value for key, value in patch.settings}
            found[f"drop.{patch.name}"] = False
    return found
