"""Hypothesis strategies for people, numbers and places: made up, well formed, or wrong in just one way.

Needs the extra ``testing`` (hypothesis).
"""

from datetime import date
from typing import TYPE_CHECKING

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.codes import InstitutionKind, org_check_character, uscc_check_character
from yibao_rules.model.id_checks import IdFault
from yibao_rules.model.id_numbers import check_character
from yibao_rules.model.identity import IdNumber, PersonName, Sex
from yibao_rules.model.places import Place, PlaceLevel, place, table
from yibao_rules.testing._hypothesis import strategies
from yibao_rules.text import Text

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂"
_RARE = "喆䶮堃垚𬱖翀𠅤"
_ORG_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_EARLIEST = date(1900, 1, 1)
_LATEST = date(2020, 12, 31)


def places(level: PlaceLevel | None = None, *, abolished: bool = False) -> "SearchStrategy[Place]":
    """Draw places of the table.

    Args:
        level: only places of this level; any when None.
        abolished: whether abolished codes are drawn too.
    """
    st = strategies()
    codes = [code for code, row in table().items() if abolished or row.abolished_after is None]
    drawn = st.sampled_from(codes).map(place)
    return drawn if level is None else drawn.filter(lambda found: found.level is level)  # type: ignore[no-any-return]


def id_numbers(
    *,
    region: str | None = None,
    born: "SearchStrategy[date] | None" = None,
    sex: Sex | None = None,
) -> "SearchStrategy[IdNumber]":
    """Draw resident identity numbers that are right in every way, built and not filtered.

    Args:
        region: the region code; by default any county, abolished ones too, or one of 港澳台 when given so.
        born: birth dates; by default 1900 to 2020.
        sex: the sex that the number states; either when None.
    """
    st = strategies()
    regions = st.just(region) if region else places(PlaceLevel.COUNTY, abolished=True).map(lambda p: p.code)
    orders = st.integers(0, 499).map(lambda n: 2 * n + 1 if sex is Sex.MALE else 2 * n)
    if sex is None:
        orders = st.integers(0, 999)
    return st.builds(  # type: ignore[no-any-return]
        lambda where, day, order: _numbered(f"{where}{day:%Y%m%d}{order:03}"),
        regions,
        st.dates(_EARLIEST, _LATEST) if born is None else born,
        orders,
    )


def broken(numbers: "SearchStrategy[IdNumber]", *, by: IdFault) -> "SearchStrategy[IdNumber]":
    """Draw numbers that have one fault and no other.

    Args:
        numbers: right resident identity numbers, see :func:`id_numbers`.
        by: the fault; ``FUTURE_BIRTH`` is one seen from any day before 2190.

    Raises:
        ValueRefusedError: a fault that is none of the number alone (mismatches with a record, patterns of other kinds).
    """
    st = strategies()
    days = {
        IdFault.BIRTH_DATE: ("19700230", "19991301", "20010229", "19850631", "00000000"),
        IdFault.FUTURE_BIRTH: ("21900101", "22001231"),
    }
    regions = {
        IdFault.REGION: ("000000", "160101", "399999", "879901"),
        IdFault.KIND_MISMATCH: ("810000", "820000", "830000"),
    }
    if by in days:
        return st.builds(_born, numbers, st.sampled_from(days[by]))  # type: ignore[no-any-return]
    if by in regions:
        return st.builds(_placed, numbers, st.sampled_from(regions[by]))  # type: ignore[no-any-return]
    ways = {
        IdFault.LENGTH: st.one_of(numbers.map(_longer), numbers.map(_shorter)),
        IdFault.CHARACTERS: st.builds(_lettered, numbers, st.integers(0, 16), st.sampled_from("XAOIL")),
        IdFault.CHECKSUM: st.builds(_turned, numbers, st.integers(1, 10)),
        IdFault.OLD_FORM: numbers.map(_old),
    }
    if by not in ways:
        raise ValueRefusedError(
            where="broken(by=)",
            found=by.label,
            expected=Text("号码自身的问题", "a fault of the number alone"),
            fix=Text("与登记比对的问题由另造的登记得出", "make a record that differs instead"),
        )
    return ways[by]  # type: ignore[no-any-return]


def person_names(*, rare: bool = False) -> "SearchStrategy[PersonName]":
    """Draw made-up Chinese names of two to four characters.

    Args:
        rare: end each with a rare character (one outside GB 2312).
    """
    st = strategies()
    given = st.text(st.sampled_from(_GIVEN), min_size=1, max_size=2)
    last = st.sampled_from(_RARE) if rare else st.just("")
    return st.builds(lambda *parts: PersonName("".join(parts)), st.sampled_from(_SURNAMES), given, last)  # type: ignore[no-any-return]


def uscc(*, region: str | None = None, public_body: bool = False) -> "SearchStrategy[str]":
    """Draw unified social credit codes (统一社会信用代码) with both check characters right.

    Args:
        region: the six-digit region in it; any present county when None.
        public_body: whether it begins with 1, as an agency's does.
    """
    st = strategies()
    regions = st.just(region) if region else places(PlaceLevel.COUNTY).map(lambda p: p.code)
    heads = st.sampled_from(["11", "12"] if public_body else ["11", "12", "51", "52", "91", "92", "93"])
    bodies = st.text(st.sampled_from(_ORG_DIGITS), min_size=8, max_size=8)
    return st.builds(lambda head, where, body: _credited(head + where + body), heads, regions, bodies)  # type: ignore[no-any-return]


def institution_codes(
    kind: InstitutionKind | None = None, *, region: str | None = None
) -> "SearchStrategy[str]":
    """Draw codes of designated hospitals and pharmacies (定点医药机构编码)."""
    st = strategies()
    letters = st.just(kind.code) if kind else st.sampled_from([k.code for k in InstitutionKind])
    regions = st.just(region) if region else places(PlaceLevel.COUNTY).map(lambda p: p.code)
    return st.builds(lambda k, where, n: f"{k}{where}{n:05}", letters, regions, st.integers(0, 99_999))  # type: ignore[no-any-return]


def _numbered(body: str) -> IdNumber:
    return IdNumber(body + check_character(body))


def _credited(start: str) -> str:
    body = start + org_check_character(start[8:])
    return body + uscc_check_character(body)


def _longer(number: IdNumber) -> IdNumber:
    text = number.reveal()
    return IdNumber(text[:17] + "0" + text[17:])


def _shorter(number: IdNumber) -> IdNumber:
    text = number.reveal()
    return IdNumber(text[:16] + text[17:])


def _lettered(number: IdNumber, at: int, letter: str) -> IdNumber:
    text = number.reveal()
    return IdNumber(text[:at] + letter + text[at + 1 :])


def _turned(number: IdNumber, by: int) -> IdNumber:
    text = number.reveal()
    characters = "0123456789X"
    return IdNumber(text[:17] + characters[(characters.index(text[17]) + by) % 11])


def _born(number: IdNumber, day: str) -> IdNumber:
    text = number.reveal()
    return _numbered(text[:6] + day + text[14:17])


def _placed(number: IdNumber, region: str) -> IdNumber:
    return _numbered(region + number.reveal()[6:17])


def _old(number: IdNumber) -> IdNumber:
    text = number.reveal()
    return IdNumber(text[:6] + text[8:17])
