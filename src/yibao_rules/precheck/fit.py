"""Which filing type fits a person's situation (备案类型推荐), and why the others do not."""

from datetime import date
from functools import cache

from attrs import field, frozen

from yibao_rules.logic.evaluate import evaluate
from yibao_rules.logic.expr import ALWAYS, Expr, Months, facts_of
from yibao_rules.logic.paths import resolve
from yibao_rules.logic.rule import Basis, Certainty
from yibao_rules.model.facts import facts
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType, out_of_area_types_on
from yibao_rules.serialization.showing import brief
from yibao_rules.text import LabelledEnum, Text
from yibao_rules.validators.policy import RESIDENCE_MONTHS
from yibao_rules.validators.sources import ONLINE_FILING, bases_on, direct_settlement, practice


class Fit(LabelledEnum):
    """Whether a filing type fits (是否适用)."""

    FITS = "fits", "适用", "fits"
    UNCLEAR = "unclear", "待确认", "unclear"
    DOES_NOT_FIT = "does_not_fit", "不适用", "does not fit"


@brief
@frozen(kw_only=True)
class TypeFit:
    """One filing type judged against one person.

    Attributes:
        type: the filing type. fit: whether it fits.
        reason: why, in words.
        missing: names of the facts that would settle it, when unclear.
        basis: the sources.
    """

    type: FilingType
    fit: Fit
    reason: Text
    missing: tuple[str, ...]
    basis: tuple[Basis, ...] = field(repr=False)


@frozen
class _Definition:
    type: FilingType
    holds: Expr
    yes: Text
    no: Text
    basis: tuple[Basis, ...]


def _lives_there() -> Expr:
    """Hold for a person who lives at the destination; unknown, unlike in the rules, while nobody has said."""
    f = facts()
    long_enough = f["circumstances.resident_since"] + Months(RESIDENCE_MONTHS) <= f["day"]
    means_to = f["circumstances.stay_months"] >= RESIDENCE_MONTHS
    return long_enough | means_to | f["circumstances.household_moved"]


@cache
def _definitions() -> tuple[_Definition, ...]:
    """Give the types in the order in which they are preferred when several fit."""
    f = facts()
    six = direct_settlement("附件 第八条")
    return (
        _Definition(
            FilingType.EMERGENCY_RESCUE,
            f["circumstances.emergency"].to_expr(),
            Text("急诊抢救，视同已备案", "an emergency: counts as filed"),
            Text("不是急诊抢救", "not an emergency"),
            (direct_settlement("附件 第八条、第三十四条", Certainty.FOUND),),
        ),
        _Definition(
            FilingType.RETIREE_RESETTLED,
            f["circumstances.retired"] & _lives_there(),
            Text("已退休并在就医地定居", "retired and settled at the destination"),
            Text("未退休，或不在就医地定居", "not retired, or not settled at the destination"),
            (ONLINE_FILING, six, practice("五.1")),
        ),
        _Definition(
            FilingType.POSTED_WORKER,
            f["circumstances.posted"].to_expr(),
            Text("由用人单位派驻异地工作", "posted elsewhere by the employer"),
            Text("不是用人单位派驻", "not posted by an employer"),
            (ONLINE_FILING, six),
        ),
        _Definition(
            FilingType.LONG_TERM_RESIDENT,
            _lives_there(),
            Text("在就医地长期居住", "living at the destination"),
            Text("不在就医地长期居住", "not living at the destination"),
            (ONLINE_FILING, six, practice("二.2")),
        ),
        _Definition(
            FilingType.REFERRAL,
            f["circumstances.referred"].to_expr(),
            Text("已由有资质的定点医院同意转诊", "referred by a qualified hospital"),
            Text("没有医院同意转诊", "no hospital has referred"),
            (ONLINE_FILING, six),
        ),
        _Definition(
            FilingType.OTHER_TEMPORARY,
            ALWAYS,
            Text("临时外出就医，只需备案表", "a temporary stay: only the form is asked for"),
            Text("", ""),
            (ONLINE_FILING, six),
        ),
    )


def fits(filing: Filing, day: date) -> tuple[TypeFit, ...]:
    """Judge every out-of-area filing type that exists on ``day``, the preferred first.

    Args:
        filing: the person's situation; only its circumstances are read.
        day: the day of the advice.

    Returns:
        One verdict a type, in the order of preference: 急诊抢救, 安置退休, 常驻工作, 长期居住, 转诊, 其他临时.
    """
    in_force = out_of_area_types_on(day)
    return tuple(_judged(d, filing, day) for d in _definitions() if d.type in in_force)


def _judged(definition: _Definition, filing: Filing, day: date) -> TypeFit:
    value = evaluate(definition.holds, filing, day)
    basis = bases_on(definition.basis, day)
    missing = tuple(
        dict.fromkeys(
            fact.name for fact in facts_of(definition.holds) if resolve(fact.path, filing, day) is None
        )
    )
    if value is None:
        names = [facts()[name].label for name in missing]
        asked = Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))
        reason = Text(f"需确认：{asked.zh}", f"to be confirmed: {asked.en}")
        return TypeFit(type=definition.type, fit=Fit.UNCLEAR, reason=reason, missing=missing, basis=basis)
    return TypeFit(
        type=definition.type,
        fit=Fit.FITS if value else Fit.DOES_NOT_FIT,
        reason=definition.yes if value else definition.no,
        missing=(),
        basis=basis,
    )


def recommended(found: tuple[TypeFit, ...]) -> TypeFit | None:
    """Give the type to file: the first that fits; None when what fits depends on facts nobody has given.

    A type that fits yields to none that is merely unclear, except the type that always fits: there a preferred
    type still unclear leaves the advice open.
    """
    first = next((t for t in found if t.fit is Fit.FITS), None)
    if first is None:
        return None
    open_before = any(t.fit is Fit.UNCLEAR for t in found[: found.index(first)])
    return None if first.type is FilingType.OTHER_TEMPORARY and open_before else first
