"""Materials (办理材料): one piece handed in, with what a clerk looks at on it."""

from datetime import date

from attrs import field, frozen

from yibao_rules.model.forms import KIND
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.showing import masked
from yibao_rules.text import LabelledEnum


class MaterialForm(LabelledEnum):
    """In which form a material is handed in (材料形式)."""

    ORIGINAL = "original", "原件", "original"
    COPY = "copy", "复印件", "copy"
    ELECTRONIC = "electronic", "电子", "electronic document"
    PHOTO = "photo", "照片", "photo"


class Seal(LabelledEnum):
    """Which seal stands on a material (印章)."""

    EMPLOYER = "employer", "单位公章", "employer's official seal"
    LEASE_RECORD = "lease_record", "租赁备案章", "seal of lease registration"
    HOSPITAL = "hospital", "医疗机构印章", "hospital's seal"
    AGENCY = "agency", "经办机构印章", "agency's seal"


@masked("kind")
@frozen(kw_only=True)
class Material(Shaped):
    """One material handed in (一份材料).

    None always means "nobody has said": a fact left open is unknown, never false.

    Args:
        kind: slug of the material's kind, as in the table of kinds.
        form: original, copy, electronic document or photo. copies: number of copies.
        issued_on: 出具日期. expires_on: 有效期至. permanent: 长期有效.
        held_since: first day of what the paper proves (居住起始日).
        seals: the seals on it; an empty set when it is known to bear none.
        legible: 清晰、无缺角. complete: 信息完整.
        marked_emergency: 注明"急诊". issuer_qualified: 出具机构有资质.
    """

    kind: str = field(metadata=in_form(KIND))
    form: MaterialForm | None = None
    copies: int | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    permanent: bool | None = None
    held_since: date | None = None
    seals: frozenset[Seal] | None = None
    legible: bool | None = None
    complete: bool | None = None
    marked_emergency: bool | None = None
    issuer_qualified: bool | None = None

    @property
    def seal_codes(self) -> frozenset[str] | None:
        """The wire codes of the seals; None when it is not known which stand on it."""
        return None if self.seals is None else frozenset(s.code for s in self.seals)
