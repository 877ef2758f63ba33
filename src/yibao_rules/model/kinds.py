"""Kinds of materials (材料种类): the library's own slugs, with the names that the sources use."""

from functools import cache
from typing import Any

from attrs import frozen

from yibao_rules.model.slug_table import SlugTable, read_entries
from yibao_rules.serialization.forms import OWN_PREFIX
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text

PERSONAL_PLEDGE = "personal_pledge"
"""个人承诺书: what may stand in for a :class:`~yibao_rules.model.requirements.Pledgeable` material."""


class KindCategory(LabelledEnum):
    """What sort of paper a kind is; 经办条例 art 31 limits which ``PROOF`` an agency may ask for."""

    IDENTITY = "identity", "身份与授权证件", "identity or authority"
    FORM = "form", "申请表", "form"
    PROOF = "proof", "证明材料", "proof"
    RECORD = "record", "费用与病历资料", "medical or expense record"
    STATEMENT = "statement", "本人声明", "the person's own statement"


_CATEGORIES = {c.code: c for c in KindCategory}


@frozen(kw_only=True)
class MaterialKind:
    """One kind of material.

    Args:
        slug: its name in filings and guides.
        label: its name in Chinese and English.
        category: what sort of paper it is.
        counts_as: broader kinds that it fills: a 居住证 is both a 居住证明 and a 有效身份证件.
        expires: whether such a paper carries a day of expiry.
        source: where the kind occurs.
    """

    slug: str
    label: Text
    category: KindCategory
    counts_as: tuple[str, ...] = ()
    expires: bool = False
    source: str


class KindTable(SlugTable[MaterialKind]):
    """All kinds by slug."""

    @guarded
    def filling(self, slug: str) -> tuple[str, ...]:
        """Return the kinds that fill a need for ``slug``: itself first, then those that count as it, in order.

        A kind of one's own, which begins with ``x_``, is filled by itself alone.

        >>> kinds().filling("residence_proof")[:2]
        ('residence_proof', 'residence_permit')
        """
        if not slug.startswith(OWN_PREFIX):
            self[slug]
        return (slug, *(k.slug for k in self.values() if slug in k.counts_as))


def _make(entry: dict[str, Any]) -> MaterialKind:
    entry = dict(entry)
    label = Text(entry.pop("zh"), entry.pop("en"))
    category = _CATEGORIES[entry.pop("category")]
    return MaterialKind(label=label, category=category, counts_as=tuple(entry.pop("counts_as", ())), **entry)


@cache
def kinds() -> KindTable:
    """Give the table of all kinds; read when first asked for.

    >>> kinds()["referral_certificate"].label.zh
    '转诊转院证明'
    """
    return KindTable(
        Text("材料种类", "kinds of materials"), read_entries("material_kinds.toml", "kind", _make)
    )
