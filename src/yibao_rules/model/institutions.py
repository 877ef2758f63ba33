"""Institutions of a filing (医药机构): the treating and the referring hospital."""

from attrs import field, frozen

from yibao_rules.errors import ArgumentError
from yibao_rules.model.codes import InstitutionKind, check_disease_code, check_icd, check_institution_code
from yibao_rules.model.forms import PLACE
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.guard import describe
from yibao_rules.serialization.showing import masked
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text


class HospitalLevel(LabelledEnum):
    """Level of a hospital (医院等级); the finer grades of dictionary hosp_lv fold into these."""

    TERTIARY = "tertiary", "三级", "tertiary"
    SECONDARY = "secondary", "二级", "secondary"
    PRIMARY = "primary", "一级", "primary"
    NONE = "none", "未定级", "without a level"

    @classmethod
    @guarded
    def of_national(cls, code: str) -> "HospitalLevel":
        """Fold a code of dictionary hosp_lv (1-14); 三级 is {1, 2, 3, 4, 12}.

        Raises:
            ArgumentError: a code that the dictionary does not have.
        """
        if code in _LEVELS:
            return _LEVELS[code]
        raise ArgumentError(
            where="code",
            found=describe(code),
            expected=Text("hosp_lv 的代码，1 至 14", "a code of hosp_lv, 1 to 14"),
            fix=Text("核对字典 hosp_lv", "see dictionary hosp_lv"),
        )


_LEVELS = {
    **dict.fromkeys(("1", "2", "3", "4", "12"), HospitalLevel.TERTIARY),
    **dict.fromkeys(("5", "6", "7", "13"), HospitalLevel.SECONDARY),
    **dict.fromkeys(("8", "9", "10", "14"), HospitalLevel.PRIMARY),
    "11": HospitalLevel.NONE,
}


@masked()
@frozen(kw_only=True)
class Hospital(Shaped):
    """A hospital (定点医疗机构) as the platform's list describes it.

    Args:
        code: 定点机构编码, H or P and 11 digits. name: its name. place: its 医保区划, six digits.
        level: 医院等级. designated: 定点. networked: 已接入国家异地就医结算系统.
        referral_qualified: 具有转诊资质. diseases: codes of the chronic diseases it is open for.
    """

    code: str | None = None
    name: str | None = None
    place: str | None = field(default=None, metadata=in_form(PLACE))
    level: HospitalLevel | None = None
    designated: bool | None = None
    networked: bool | None = None
    referral_qualified: bool | None = None
    diseases: frozenset[str] | None = None

    @property
    def code_fits(self) -> bool | None:
        """Whether the code has the form of a designated hospital's and names the hospital's city; None without a code."""
        if self.code is None:
            return None
        return not check_institution_code(self.code, kind=InstitutionKind.HOSPITAL, region=self.place)

    @property
    def region(self) -> str | None:
        """The hospital's place; where it is not given, the one in its code (characters 2 to 7 of 12)."""
        return self.place or (self.code[1:7] if self.code is not None and self.code_fits else None)

    def is_open_for(self, disease: "Disease") -> bool | None:
        """Tell whether the hospital settles a disease; a family's code (M00500) stands for its members (M00503)."""
        if self.diseases is None or disease.code is None:
            return None
        return not self.diseases.isdisjoint({disease.code, f"{disease.code[:4]}00"})


@masked()
@frozen(kw_only=True)
class Disease(Shaped):
    """The disease of a filing (病种): a code of the national table of chronic and special diseases, or an ICD code."""

    code: str | None = None
    name: str | None = None
    in_local_list: bool | None = None

    @property
    def code_fits(self) -> bool | None:
        """Whether the code has the form of a chronic disease's or of ICD-10; None without a code."""
        if self.code is None:
            return None
        return not check_disease_code(self.code) or not check_icd(self.code)
