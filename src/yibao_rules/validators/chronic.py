"""Rules on direct settlement of chronic and special diseases (门诊慢特病跨省直接结算)."""

from yibao_rules.logic.rule import Rule
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.text import Text
from yibao_rules.validators import details
from yibao_rules.validators.scopes import DIRECT_SETTLEMENT_ITEM
from yibao_rules.validators.sources import DISEASES_2022, DISEASES_2024, HOSPITALS_OPEN


def rules() -> tuple[Rule, ...]:
    """Give the rules on what is settled directly, and where: the disease on the list of the day, the hospital open."""
    f = facts()
    settling = f["filing.item"] == DIRECT_SETTLEMENT_ITEM
    listed, opened = f["disease.in_local_list"], f["hospital.open_for_disease"]
    return (
        Rule(
            code="policy/disease-not-settled-directly",
            when=settling,
            must=listed,
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "病种{disease}不在当日跨省直接结算的病种内",
                "the disease {disease} is not settled directly across provinces on the day",
            ),
            remedy=Text(
                "核对病种编码；不在范围内的由个人先垫付，回参保地手工报销",
                "check the code; a disease that is not on the list is paid first and claimed at the insured place",
            ),
            basis=(DISEASES_2022, DISEASES_2024),
            path="/disease/code",
            detail=details.disease,
        ),
        Rule(
            code="policy/hospital-not-open-for-disease",
            when=settling & opened.known(),
            must=opened.to_expr(),
            cause=Cause.INSURANCE_STATUS,
            message=Text(
                "就医医院未开通该病种的跨省直接结算", "the hospital does not settle this disease directly"
            ),
            remedy=Text(
                "在国家医保服务平台查询已开通该病种的医院后另选",
                "choose a hospital open for the disease from the national platform",
            ),
            basis=(HOSPITALS_OPEN,),
            path="/hospital/diseases",
        ),
    )
