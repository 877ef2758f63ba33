"""Insured status (参保状态): enrolments, the choice between several, and the card's functions."""

from collections.abc import Iterable
from datetime import date

from attrs import field, frozen

from yibao_rules.model.forms import PLACE
from yibao_rules.model.places import UnknownPlaceError, place
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.forms import in_form
from yibao_rules.serialization.showing import masked
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text, same


class InsuranceScheme(LabelledEnum):
    """险种类型 (insutype) as in the national interface; :attr:`national_code` is its code there."""

    EMPLOYEE = "employee", "职工基本医疗保险", "employees' basic medical insurance"
    CIVIL_SERVANT = "civil_servant", "公务员医疗补助", "civil servants' supplement"
    LARGE_COST = "large_cost", "大额医疗费用补助", "large-cost supplement"
    VETERAN_CADRE = "veteran_cadre", "离休人员医疗保障", "retired veteran cadres"
    DISABLED_SOLDIER = "disabled_soldier", "一至六级残疾军人医疗保障", "disabled soldiers of grades 1 to 6"
    OLD_RED_ARMY = "old_red_army", "老红军医疗保障", "veterans of the Red Army"
    ENTERPRISE_SUPPLEMENT = "enterprise_supplement", "企业补充医疗保险", "enterprise supplement"
    RESIDENT = "resident", "城乡居民基本医疗保险", "urban and rural residents' basic medical insurance"
    URBAN_RESIDENT = "urban_resident", "城镇居民基本医疗保险", "urban residents' basic medical insurance"
    RURAL_COOPERATIVE = "rural_cooperative", "新型农村合作医疗", "new rural co-operative scheme"
    SERIOUS_ILLNESS = "serious_illness", "城乡居民大病医疗保险", "residents' serious-illness insurance"
    OTHER_SPECIAL = "other_special", "其他特殊人员医疗保障", "other special groups"
    SECOND_CLASS_B = (
        "second_class_b",
        "二等乙级革命伤残军人医疗保障",
        "revolutionary disabled soldiers, class II B",
    )
    LONG_TERM_CARE = "long_term_care", "长期照护保险", "long-term care insurance"
    MATERNITY = "maternity", "生育保险", "maternity insurance"

    @property
    def national_code(self) -> str:
        """The code of dictionary insutype of the national interface."""
        return _SCHEME_CODES[self]

    @property
    def is_basic(self) -> bool:
        """Whether the scheme gives basic medical benefits by itself."""
        return self in _BASIC_ORDER


_SCHEME_CODES = {
    InsuranceScheme.EMPLOYEE: "310",
    InsuranceScheme.CIVIL_SERVANT: "320",
    InsuranceScheme.LARGE_COST: "330",
    InsuranceScheme.VETERAN_CADRE: "340",
    InsuranceScheme.DISABLED_SOLDIER: "350",
    InsuranceScheme.OLD_RED_ARMY: "360",
    InsuranceScheme.ENTERPRISE_SUPPLEMENT: "370",
    InsuranceScheme.RURAL_COOPERATIVE: "380",
    InsuranceScheme.RESIDENT: "390",
    InsuranceScheme.URBAN_RESIDENT: "391",
    InsuranceScheme.SERIOUS_ILLNESS: "392",
    InsuranceScheme.OTHER_SPECIAL: "399",
    InsuranceScheme.SECOND_CLASS_B: "39905",
    InsuranceScheme.LONG_TERM_CARE: "410",
    InsuranceScheme.MATERNITY: "510",
}
# Where two enrolments are in order, the one with the fuller benefit is used first.
_BASIC_ORDER: dict[InsuranceScheme | None, int] = {
    InsuranceScheme.VETERAN_CADRE: 0,
    InsuranceScheme.OLD_RED_ARMY: 0,
    InsuranceScheme.DISABLED_SOLDIER: 0,
    InsuranceScheme.SECOND_CLASS_B: 0,
    InsuranceScheme.OTHER_SPECIAL: 0,
    InsuranceScheme.EMPLOYEE: 1,
    InsuranceScheme.RESIDENT: 2,
    InsuranceScheme.URBAN_RESIDENT: 3,
    InsuranceScheme.RURAL_COOPERATIVE: 4,
}


class InsuranceStatus(LabelledEnum):
    """参保状态 (psn_insu_stas) as in the national interface."""

    NOT_ENROLLED = "not_enrolled", "未参保", "not enrolled"
    NORMAL = "normal", "正常参保", "normal"
    PAUSED = "paused", "暂停参保", "paused"
    INVALID = "invalid", "无效", "invalid"
    ENDED = "ended", "终止参保", "ended"

    @property
    def national_code(self) -> str:
        """The code of dictionary psn_insu_stas of the national interface."""
        return str(list(type(self)).index(self))


class Arrears(LabelledEnum):
    """Who is behind with the contributions (欠费)."""

    NONE = "none", "无欠费", "none"
    EMPLOYER = "employer", "单位未及时缴费", "the employer has not paid"
    SELF_EMPLOYED = "self_employed", "灵活就业人员断缴", "a self-employed person stopped paying"


@masked()
@frozen(kw_only=True)
class Enrolment(Shaped):
    """One enrolment of a person (参保信息, a row of insuinfo): a scheme, a place, a state.

    Args:
        scheme: 险种类型; None when not known, as of a region's own code that the library has no word for.
        place: 参保地医保区划, six digits; None when not known.
        status: 参保状态; None when not known.
        arrears: who is behind with contributions, :attr:`Arrears.NONE` when nobody is.
        transfer_pending: 医保关系转移中, not yet taken over.
        waiting_until: last day of the 待遇等待期; None when not known.
        benefit_suspended: 待遇封锁.
        since: first day of this enrolment. until: its last day.
    """

    scheme: InsuranceScheme | None = None
    place: str | None = field(default=None, metadata=in_form(PLACE))
    status: InsuranceStatus | None = None
    arrears: Arrears | None = None
    transfer_pending: bool | None = None
    waiting_until: date | None = None
    benefit_suspended: bool | None = None
    since: date | None = None
    until: date | None = None


class CardState(LabelledEnum):
    """State of the social-security card (社保卡状态)."""

    NORMAL = "normal", "正常", "normal"
    NOT_ISSUED = "not_issued", "未申办", "not issued"
    LOST = "lost", "挂失", "reported lost"
    LOCKED = "locked", "封锁", "locked"
    CANCELLED = "cancelled", "注销", "cancelled"


@masked()
@frozen(kw_only=True)
class Card(Shaped):
    """The social-security card (社保卡) with its two functions, each activated apart."""

    state: CardState | None = None
    medical_active: bool | None = None
    financial_active: bool | None = None


@frozen(kw_only=True)
class EnrolmentChoice:
    """Which of several enrolments a filing rests on, and why (选用的参保关系).

    Args:
        enrolment: the one chosen; None when the person has none that gives basic benefits, or when that cannot be told.
        others: the other basic enrolments, the next best first.
        insured_place: 参保地 as the filing names it; None when it names none.
        duplicates: how many of the others are in order at the same time as the chosen one (重复参保); None while it
            hangs on enrolments whose state nobody has told.
        undetermined: one of unknown scheme, state or place may be the one that the filing rests on.
    """

    enrolment: Enrolment | None
    others: tuple[Enrolment, ...] = ()
    insured_place: str | None = None
    duplicates: int | None = 0
    undetermined: bool = False

    @property
    def enrolled(self) -> bool | None:
        """Whether there is an enrolment in a basic scheme; None when those of unknown scheme leave that open."""
        if self.enrolment is not None or self.others:
            return True
        return None if self.undetermined else False

    @property
    def reason(self) -> Text:
        """Why this one, in words; worded only when asked for, since most filings are never asked why."""
        if self.undetermined:
            return Text(
                "有险种、状态或参保地不明的参保关系，无法确定选用哪一条",
                "an enrolment of unknown scheme, state or place leaves open which one counts",
            )
        if self.enrolment is None:
            return Text("没有基本医疗保险参保信息", "no enrolment in a basic scheme")
        return _reason(self.enrolment, self.others, self.insured_place)


@guarded
def choose_enrolment(enrolments: Iterable[Enrolment], insured_place: str | None = None) -> EnrolmentChoice:
    """Pick the enrolment that a filing rests on.

    The order: a basic scheme; at the insured place that the filing names (same prefecture); in order before paused;
    the employees' scheme before the residents'. A paused enrolment here yields to one in order elsewhere, since the
    benefit is there; the reason then says so. What is not known of an enrolment may be in its favour: where one of
    unknown scheme, state or place may come before every other, the choice is undetermined.

    Args:
        enrolments: what the agency's register has of the person.
        insured_place: 参保地 as the filing names it, six digits; None when it names none.

    Returns:
        The choice, the reason for it in words, and the number of duplicate enrolments.
    """
    candidates = [e for e in enrolments if e.scheme is None or e.scheme.is_basic]
    if len(candidates) == 1 and candidates[0].scheme is not None:  # nearly always
        return EnrolmentChoice(enrolment=candidates[0], insured_place=insured_place)
    basic = sorted(
        (e for e in candidates if e.scheme is not None),
        key=lambda e: (*_rank(e, insured_place), _BASIC_ORDER[e.scheme]),
    )
    if not candidates:
        return EnrolmentChoice(enrolment=None, insured_place=insured_place)
    best = _rank(basic[0], insured_place) if basic else _LAST
    if any(_rank_at_best(e, insured_place) < best for e in candidates if not basic or e is not basic[0]):
        return EnrolmentChoice(
            enrolment=None,
            others=tuple(basic),
            insured_place=insured_place,
            duplicates=None,
            undetermined=True,
        )
    chosen, *others = basic
    in_order = sum(e.status is InsuranceStatus.NORMAL for e in basic)
    may_be = sum(e.status in (None, InsuranceStatus.NORMAL) for e in candidates)
    return EnrolmentChoice(
        enrolment=chosen,
        others=tuple(others),
        insured_place=insured_place,
        duplicates=None if in_order <= 1 < may_be else max(in_order - 1, 0),
    )


_LAST = (True, True, True)
"""After every rank."""


def _rank(e: Enrolment, insured_place: str | None) -> tuple[bool, ...]:
    elsewhere = insured_place is not None and not _in_city(e, insured_place)
    return (e.status is not InsuranceStatus.NORMAL, elsewhere)


def _rank_at_best(e: Enrolment, insured_place: str | None) -> tuple[bool, ...]:
    """Return the rank that an enrolment may have, what is not known of it being as good as can be."""
    return (
        e.status not in (None, InsuranceStatus.NORMAL),
        insured_place is not None and e.place is not None and not _in_city(e, insured_place),
    )


def _in_city(e: Enrolment, place_code: str) -> bool:
    return e.place is not None and e.place[:4] == place_code[:4]


def named(code: str | None) -> Text:
    """Name a place for a sentence; a code that no place has stands for itself."""
    if code is None:
        return Text("参保地不明处", "a place that is not known")
    try:
        found = place(code)
    except UnknownPlaceError:
        return same(code)
    return Text(found.full_name, found.label.en)


def _reason(chosen: Enrolment, others: tuple[Enrolment, ...], insured_place: str | None) -> Text:
    assert chosen.scheme is not None  # noqa: S101  # one of unknown scheme is never chosen
    state = chosen.status.label if chosen.status else Text("状态未知", "status unknown")
    picked = Text(
        f"选用{named(chosen.place).zh}的{chosen.scheme.label.zh}（{state.zh}）",
        f"used: {chosen.scheme.label.en} at {named(chosen.place).en} ({state.en})",
    )
    if not others:
        return Text(f"{picked.zh}：唯一的参保关系", f"{picked.en}: the only enrolment")
    if insured_place is not None and not _in_city(chosen, insured_place):
        return Text(
            f"{picked.zh}：申报的参保地{named(insured_place).zh}没有正常的参保关系",
            f"{picked.en}: none in order at {named(insured_place).en}, the insured place that the filing names",
        )
    other = others[0]
    if chosen.status is InsuranceStatus.NORMAL and other.status is not InsuranceStatus.NORMAL:
        why = Text("其他参保关系不在正常状态", "the others are not in order")
    elif insured_place is not None and not _in_city(other, insured_place):
        why = Text("参保地与申报一致", "it is at the insured place that the filing names")
    else:
        why = Text("待遇较高的险种优先", "the scheme with the fuller benefit comes first")
    return Text(f"{picked.zh}：{why.zh}", f"{picked.en}: {why.en}")
