"""Which items a national rule is for (适用事项): filings, and claims; what a text says of one is no rule for another."""

from yibao_rules.logic.expr import Expr
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES, FilingType

DIRECT_SETTLEMENT_ITEM = "chronic_direct_settlement"
FILED_TYPES = OUT_OF_AREA_TYPES | {FilingType.CHRONIC_DISEASE_RECOGNITION}
CLAIMS = (
    "outpatient_reimbursement",
    "inpatient_reimbursement",
    "prenatal_check",
    "maternity_medical",
    "family_planning_medical",
    "maternity_allowance",
    "aid_reimbursement",
)
"""The items by which a person is paid for a cost or a leave that has been."""


def filings() -> Expr:
    """Return "the item is a filing": out of the area, or for a chronic disease (门特), its settlement included.

    That is what the article on failed filings speaks of. Registration, change, query, withdrawal, certificate, transfer
    and the agreements of institutions are other things, each with texts of its own.
    """
    f = facts()
    return f["filing.type"].is_in(FILED_TYPES) | (f["filing.item"] == DIRECT_SETTLEMENT_ITEM)


def claims() -> Expr:
    """Return "the item is a claim" (手工报销、生育待遇、医疗救助报销)."""
    return facts()["filing.item"].is_in(CLAIMS)
