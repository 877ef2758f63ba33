"""Why a filing fails: the six causes (body of the failure article), its six headlines, and how the two are tied."""

from yibao_rules.text import LabelledEnum


class Cause(LabelledEnum):
    """The six causes of a failed filing (备案失败原因), in the order of the article's sections 一 to 六.

    Each rule names one; a report groups its findings by it.
    """

    MATERIALS = "materials", "材料提交不规范或缺失", "materials nonstandard or missing"
    INFORMATION = "information", "信息填写错误或不一致", "information wrong or inconsistent"
    INSURANCE_STATUS = (
        "insurance_status",
        "参保状态异常或政策不符",
        "insured status abnormal or policy not met",
    )
    SYSTEM = "system", "系统或技术故障", "system or technical failure"
    FILING_TYPE = "filing_type", "备案类型选择错误", "wrong filing type chosen"
    PROCEDURE = "procedure", "其他操作或流程问题", "other operation or procedure problem"

    @property
    def headlines(self) -> tuple["Headline", ...]:
        """The headlines of the opening sentence that speak of this cause; none for :attr:`PROCEDURE`.

        >>> [h.label.zh for h in Cause.SYSTEM.headlines]
        ['系统故障', '就医机构未联网']
        """
        return tuple(h for h in Headline if self in h.causes)


class Headline(LabelledEnum):
    """The six headlines (六大类问题) that the same article names in its opening sentence."""

    NONSTANDARD_MATERIALS = "nonstandard_materials", "材料不规范", "nonstandard materials"
    INCONSISTENT_INFORMATION = "inconsistent_information", "信息不一致", "inconsistent information"
    WRONG_FILING_TYPE = "wrong_filing_type", "备案类型错误", "wrong filing type"
    ABNORMAL_INSURANCE = "abnormal_insurance", "参保状态异常", "abnormal insured status"
    SYSTEM_FAILURE = "system_failure", "系统故障", "system failure"
    HOSPITAL_NOT_NETWORKED = "hospital_not_networked", "就医机构未联网", "hospital not on the network"

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes under which the body treats this headline, the chief one first.

        A wrong type stands twice in the body (二.2 and 五.1), a hospital off the network under 四.

        >>> Headline.HOSPITAL_NOT_NETWORKED.causes
        (Cause.SYSTEM,)
        """
        also_information = (Cause.INFORMATION,) if self is Headline.WRONG_FILING_TYPE else ()
        chief = {
            Headline.NONSTANDARD_MATERIALS: Cause.MATERIALS,
            Headline.INCONSISTENT_INFORMATION: Cause.INFORMATION,
            Headline.WRONG_FILING_TYPE: Cause.FILING_TYPE,
            Headline.ABNORMAL_INSURANCE: Cause.INSURANCE_STATUS,
            Headline.SYSTEM_FAILURE: Cause.SYSTEM,
            Headline.HOSPITAL_NOT_NETWORKED: Cause.SYSTEM,
        }
        return (chief[self], *also_information)
