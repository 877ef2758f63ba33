"""Rules on a person's own papers (基础证件), whatever an item asks for besides."""

from yibao_rules.logic.rule import Rule
from yibao_rules.materials.demands import unless_known_false
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts, kind_label
from yibao_rules.text import Text
from yibao_rules.validators.scopes import filings
from yibao_rules.validators.sources import direct_settlement, practice

_PAPERS = ("resident_id", "identity_document", "social_security_card", "medical_e_voucher")


def rules() -> tuple[Rule, ...]:
    """Give the rules on basic papers, section 一.1 of the article: whatever is handed in must be usable."""
    f = facts()
    expires = f["applicant.id_expires_on"]
    validity = Rule(
        code="materials/id-document-expired",
        when=filings() & expires.known(),
        must=expires >= f["day"],
        cause=Cause.MATERIALS,
        message=Text(
            "身份证件已过期（有效期至 {applicant_id_expires_on}）",
            "the ID document expired on {applicant_id_expires_on}",
        ),
        remedy=Text("先换领身份证件，再用新证件申请", "renew the document and file with the new one"),
        basis=(practice("一.1"), direct_settlement("附件 第八条")),
        params=(expires,),
        path="/applicant/id_expires_on",
    )
    return (validity, *(_usable(kind) for kind in _PAPERS))


def _usable(kind: str) -> Rule:
    f = facts()
    paper = kind_label(kind)
    return Rule(
        code=f"materials/{kind.replace('_', '-')}-unusable",
        when=filings() & f[f"material.{kind}.present"],
        must=unless_known_false(f[f"material.{kind}.legible"])
        & unless_known_false(f[f"material.{kind}.complete"]),
        cause=Cause.MATERIALS,
        message=Text(
            f"{paper.zh}照片模糊、缺角或信息不全",
            f"the photo of the {paper.en} is blurred, cut off or incomplete",
        ),
        remedy=Text(
            "在光线充足处重新拍摄，四角完整、字迹清晰",
            "take it again in good light, all four corners and every word clear",
        ),
        basis=(practice("一.1"),),
        path="/materials",
    )
