"""Codes of organisations and diseases, checked offline: USCC, institutions, staff, insurance regions, diseases, ICD."""

import re

from attrs import frozen

from yibao_rules.errors import YibaoError
from yibao_rules.model.places import city_of, place, same_city, same_province
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, normalise

_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CENTRAL = "100000"
_LONGEST_ICD = 20

_INSTITUTION = re.compile(r"[HP]\d{11}", re.ASCII)
_STAFF = re.compile(r"(?:D\d{12}|H[YJ]\d{12})", re.ASCII)
_DISEASE = re.compile(r"M\d{5}", re.ASCII)
_ICD = re.compile(r"[A-Z]\d{2}(?:\.[\dx][\dA-Za-z]*)?(?:[+*†])?", re.ASCII)


class CodeFault(LabelledEnum):
    """What can be wrong with a code (编码问题)."""

    LENGTH = "length", "位数不对", "wrong length"
    CHARACTERS = "characters", "含有不允许的字符", "characters that it cannot hold"
    PATTERN = "pattern", "格式不符", "not in its pattern"
    CHECKSUM = "checksum", "校验码不符", "check character does not fit"
    ORG_CHECKSUM = (
        "org_checksum",
        "主体标识码（组织机构代码）校验码不符",
        "the organisation part's check character does not fit",
    )
    REGION = "region", "区划不存在", "no such region"
    REGION_MISMATCH = "region_mismatch", "区划与所在地不符", "its region is another place"
    KIND_MISMATCH = "kind_mismatch", "与机构类型不符", "it is of another kind"


class InstitutionKind(LabelledEnum):
    """Designated institutions (定点医药机构); the wire code is the letter of their codes."""

    HOSPITAL = "H", "定点医疗机构", "designated hospital"
    PHARMACY = "P", "定点零售药店", "designated pharmacy"


@frozen
class CodeProblem:
    """One fault of a code, in words; codes of organisations are public and may be shown."""

    fault: CodeFault
    detail: Text


@guarded
def check_uscc(code: str, *, region: str | None = None) -> tuple[CodeProblem, ...]:
    """Tell what is wrong with a unified social credit code (统一社会信用代码, GB 32100-2015; its part 9-17 by GB 11714).

    Args:
        code: 18 characters; width and case are normalised.
        region: where its holder says it is; a code registered in another city is a mismatch.

    >>> [p.detail.zh for p in check_uscc("11210200MB1646401N", region="210400")]
    ['编码登记在大连市（210200），所在地为抚顺市（210400）']
    """
    text = normalise(code).upper()
    if len(text) != 18:
        return (_length(text, 18),)
    wrong = sorted(set(text) - set(_USCC_ALPHABET))
    if wrong:
        return (
            _characters(
                wrong, Text("0-9 和大写字母，不用 I、O、S、V、Z", "0-9 and capitals without I, O, S, V, Z")
            ),
        )
    problems = []
    if uscc_check_character(text[:17]) != text[17]:
        problems.append(
            _problem(
                CodeFault.CHECKSUM,
                "末位校验码与前 17 位不符",
                "the last character does not fit the 17 before it",
            )
        )
    if org_check_character(text[8:16]) != text[16]:
        problems.append(
            _problem(
                CodeFault.ORG_CHECKSUM,
                "第 17 位与第 9 至 16 位不符",
                "character 17 does not fit characters 9 to 16",
            )
        )
    return (*problems, *_region_problems(text[2:8], region))


@guarded
def uscc_check_character(body: str) -> str:
    """Give character 18 for the 17 before it (GB 32100: weights 3^i mod 31)."""
    total = sum(w * _USCC_ALPHABET.index(c) for w, c in zip(_USCC_WEIGHTS, body, strict=True))
    return _USCC_ALPHABET[-total % 31]


@guarded
def org_check_character(body: str) -> str:
    """Give the check character of an organisation code for the 8 before it (GB 11714: MOD 11)."""
    total = sum(w * _ORG_ALPHABET.index(c) for w, c in zip(_ORG_WEIGHTS, body, strict=True))
    return "0123456789X"[-total % 11]


@guarded
def check_agency_code(code: str, *, region: str | None = None) -> tuple[CodeProblem, ...]:
    """Tell what is wrong with an agency's code (实施主体编码): a USCC of a government body or public institution (1…).

    Args:
        code: 18 characters.
        region: the place whose agency it is.
    """
    problems = check_uscc(code, region=region)
    if len(normalise(code)) != 18 or normalise(code)[0] == "1":
        return problems
    return (
        *problems,
        _problem(
            CodeFault.KIND_MISMATCH,
            "不是机关、事业单位的编码（应以 1 开头）",
            "not a public body's (it begins with 1)",
        ),
    )


@guarded
def check_institution_code(
    code: str, *, kind: InstitutionKind | None = None, region: str | None = None
) -> tuple[CodeProblem, ...]:
    """Tell what is wrong with a designated institution's code (定点医药机构编码): H or P, a region, five digits.

    Args:
        code: 12 characters, as ``H43028100255``.
        kind: what the institution is said to be.
        region: where it is said to be, e.g. the 就医地 of the filing; another city is a mismatch.

    >>> check_institution_code("H43028100255", kind=InstitutionKind.HOSPITAL, region="430200")
    ()
    """
    text = normalise(code).upper()
    if len(text) != 12:
        return (_length(text, 12),)
    if not _INSTITUTION.fullmatch(text):
        return (_problem(CodeFault.PATTERN, "应为 H 或 P 加 11 位数字", "H or P and 11 digits are due"),)
    problems = []
    if kind and kind.code != text[0]:
        is_kind = next(k for k in InstitutionKind if k.code == text[0]).label
        problems.append(
            _problem(
                CodeFault.KIND_MISMATCH,
                f"编码属{is_kind.zh}，填为{kind.label.zh}",
                f"the code is a {is_kind.en}'s, named a {kind.label.en}",
            )
        )
    return (*problems, *_region_problems(text[1:7], region))


@guarded
def check_region(code: str) -> tuple[CodeProblem, ...]:
    """Tell whether a code is an insurance region (医保区划): GB/T 2260, or ``xx99`` for a city's own level."""
    text = normalise(code)
    if len(text) != 6:
        return (_length(text, 6),)
    return _region_problems(text, None)


@guarded
def check_staff_code(code: str) -> tuple[CodeProblem, ...]:
    """Tell whether a code has the form of a physician's (D), pharmacist's (HY) or technician's (HJ) code.

    Their registers are online; here only the form (医保办函〔2022〕39号) and the region are checked.
    """
    text = normalise(code).upper()
    if not _STAFF.fullmatch(text):
        return (
            _problem(CodeFault.PATTERN, "应为 D、HY 或 HJ 加 12 位数字", "D, HY or HJ and 12 digits are due"),
        )
    return _region_problems(text.lstrip("DHYJ")[:6], None)


@guarded
def check_disease_code(code: str) -> tuple[CodeProblem, ...]:
    """Tell whether a code has the form of an outpatient chronic disease's (门诊慢特病病种编码): M and 5 digits.

    Which diseases a place opens is in its guide; what a code means, in dictionary ``opsp_dise_code``.
    """
    if _DISEASE.fullmatch(normalise(code).upper()):
        return ()
    return (
        _problem(CodeFault.PATTERN, "应为 M 加 5 位数字，如 M01600", "M and 5 digits are due, e.g. M01600"),
    )


@guarded
def check_icd(code: str) -> tuple[CodeProblem, ...]:
    """Tell whether a code has the shape of ICD-10 医保版 (``I10.x00``, ``E11.900``); the table itself is online.

    The interface takes 20 characters at most (2501 ``diag_code``).
    """
    text = normalise(code)
    if len(text) > _LONGEST_ICD:
        return (
            _problem(
                CodeFault.LENGTH,
                f"{len(text)} 位，最多 20 位",
                f"{len(text)} characters where 20 are the most",
            ),
        )
    if _ICD.fullmatch(text):
        return ()
    return (
        _problem(
            CodeFault.PATTERN,
            "应为字母加 2 位数字，可带小数点和扩展码，如 I10.x00",
            "a letter and 2 digits are due, with an optional point and extension, e.g. I10.x00",
        ),
    )


@guarded
def uscc_region(code: str) -> str | None:
    """Give the region in a USCC (characters 3-8); None for a code of another length or of a central body.

    >>> uscc_region("11210200MB1646401N")
    '210200'
    """
    text = normalise(code)
    return text[2:8] if len(text) == 18 and text[2:8] != _CENTRAL else None


def _region_problems(stated: str, region: str | None) -> tuple[CodeProblem, ...]:
    if stated == _CENTRAL:
        return ()
    try:
        found = place(stated)
    except YibaoError:
        return (_problem(CodeFault.REGION, f"区划 {stated} 不存在", f"there is no region {stated}"),)
    if region is None or _agree(stated, region):
        return ()
    there = place(region)
    return (
        _problem(
            CodeFault.REGION_MISMATCH,
            f"编码登记在{found.name}（{stated}），所在地为{there.name}（{region}）",
            f"the code is registered in {found.label.en} ({stated}), the place is {there.label.en} ({region})",
        ),
    )


def _agree(stated: str, region: str) -> bool:
    """Tell whether two regions can be one body's: in one city, or one of them the whole province."""
    if city_of(stated) is None or city_of(region) is None:
        return same_province(stated, region)
    return same_city(stated, region)


def _length(text: str, due: int) -> CodeProblem:
    return _problem(
        CodeFault.LENGTH, f"{len(text)} 位，应为 {due} 位", f"{len(text)} characters where {due} are due"
    )


def _characters(wrong: list[str], allowed: Text) -> CodeProblem:
    shown = " ".join(wrong)
    return _problem(CodeFault.CHARACTERS, f"{shown}（只能用{allowed.zh}）", f"{shown} (only {allowed.en})")


def _problem(fault: CodeFault, zh: str, en: str) -> CodeProblem:
    return CodeProblem(fault, Text(zh, en))
