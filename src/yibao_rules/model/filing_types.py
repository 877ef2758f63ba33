"""Filing types (备案类型): the national ones by their classes and their days in force."""

from datetime import date

from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum

SIX_TYPES_FROM = date(2023, 1, 1)
"""医保发〔2022〕22号: two classes and six types from this day; the four types of 2019 before it."""


class FilingType(LabelledEnum):
    """The national filing types; any other service item is :attr:`OTHER_ITEM` and is named by its slug alone."""

    RETIREE_RESETTLED = "retiree_resettled", "异地安置退休人员备案", "retiree resettled elsewhere"
    LONG_TERM_RESIDENT = "long_term_resident", "异地长期居住人员备案", "long-term resident elsewhere"
    POSTED_WORKER = "posted_worker", "常驻异地工作人员备案", "worker posted elsewhere"
    REFERRAL = "referral", "异地转诊人员备案", "referral to a hospital elsewhere"
    EMERGENCY_RESCUE = "emergency_rescue", "异地急诊抢救人员备案", "emergency or rescue elsewhere"
    OTHER_TEMPORARY = "other_temporary", "其他跨省临时外出就医人员备案", "other temporary stay elsewhere"
    CHRONIC_DISEASE_RECOGNITION = (
        "chronic_disease_recognition",
        "门诊慢特病病种待遇认定",
        "recognition of an outpatient chronic or special disease",
    )
    OTHER_ITEM = "other_item", "其他服务事项", "another service item"

    @property
    def filing_class(self) -> "FilingClass":
        """The class of 医保发〔2022〕22号 that the type belongs to."""
        if self in _LONG_TERM:
            return FilingClass.LONG_TERM
        return FilingClass.TEMPORARY if self in _TEMPORARY else FilingClass.NONE

    @classmethod
    def of(cls, item: str) -> "FilingType":
        """Give the type whose slug is ``item``; :attr:`OTHER_ITEM` for every other service item."""
        return _BY_SLUG.get(item, cls.OTHER_ITEM) if isinstance(item, str) else cls.OTHER_ITEM


class FilingClass(LabelledEnum):
    """The two classes of out-of-area filings since 2023-01-01 (医保发〔2022〕22号)."""

    LONG_TERM = "long_term", "跨省异地长期居住人员", "long-term residents elsewhere"
    TEMPORARY = "temporary", "跨省临时外出就医人员", "temporary stays elsewhere"
    NONE = "none", "非异地就医备案", "not an out-of-area filing"


_BY_SLUG = {t.code: t for t in FilingType}
_LONG_TERM = frozenset(
    {FilingType.RETIREE_RESETTLED, FilingType.LONG_TERM_RESIDENT, FilingType.POSTED_WORKER}
)
_TEMPORARY = frozenset({FilingType.REFERRAL, FilingType.EMERGENCY_RESCUE, FilingType.OTHER_TEMPORARY})

LONG_TERM_TYPES: frozenset[FilingType] = _LONG_TERM
TEMPORARY_TYPES: frozenset[FilingType] = _TEMPORARY
OUT_OF_AREA_TYPES: frozenset[FilingType] = _LONG_TERM | _TEMPORARY
FOUR_TYPES: frozenset[FilingType] = _LONG_TERM | {FilingType.REFERRAL}
"""The types of 医保办发〔2019〕33号 art 7, in force before 2023-01-01."""


@guarded
def out_of_area_types_on(day: date) -> frozenset[FilingType]:
    """Give the out-of-area filing types that the national rules know on ``day``."""
    return OUT_OF_AREA_TYPES if day >= SIX_TYPES_FROM else FOUR_TYPES
