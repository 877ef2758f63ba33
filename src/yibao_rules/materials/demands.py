"""What is looked at on a material (材料审核点): each condition of a need as an expression, with the fault it finds."""

from collections.abc import Iterator
from functools import lru_cache

from attrs import frozen

from yibao_rules.logic.expr import ALWAYS, Expr, Fact, Months, all_of, any_of
from yibao_rules.model.facts import facts, kind_label
from yibao_rules.model.kinds import PERSONAL_PLEDGE, kinds
from yibao_rules.model.materials import MaterialForm
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, Requirement
from yibao_rules.text import LabelledEnum, Text, same


class MaterialFault(LabelledEnum):
    """What is wrong with a material (材料问题)."""

    MISSING = "missing", "未提供", "missing"
    ILLEGIBLE = "illegible", "模糊或缺角", "illegible or cut off"
    INCOMPLETE = "incomplete", "信息不全", "incomplete"
    EXPIRED = "expired", "已过期", "expired"
    UNSEALED = "unsealed", "未加盖印章", "not sealed"
    NOT_MARKED_EMERGENCY = "not_marked_emergency", "未注明“急诊”", "not marked as emergency"
    ISSUER_NOT_QUALIFIED = "issuer_not_qualified", "出具机构无资质", "issued by an unqualified institution"
    WRONG_FORM = "wrong_form", "材料形式不符", "in the wrong form"
    COPIES_SHORT = "copies_short", "份数不足", "too few copies"
    TOO_OLD = "too_old", "出具时间过早", "issued too long ago"
    TOO_SHORT = "too_short", "证明的时长不足", "what it proves has not lasted long enough"
    CONDITION_FAILED = "condition_failed", "不符合附加条件", "a further condition fails"


@frozen
class Demand:
    """One thing looked at on one kind of material: what must hold, the fault if not, in words, and how to mend it."""

    fault: MaterialFault
    holds: Expr
    words: Text
    mend: Text


_MENDS = {
    MaterialFault.MISSING: Text("提交{name}", "hand in the {name}"),
    MaterialFault.ILLEGIBLE: Text("重新拍摄或扫描{name}", "take a clear picture of the {name}"),
    MaterialFault.INCOMPLETE: Text("补全{name}的信息", "complete the {name}"),
    MaterialFault.EXPIRED: Text("换领或续签{name}", "renew the {name}"),
    MaterialFault.NOT_MARKED_EMERGENCY: Text(
        "请医院在{name}上注明“急诊”", "have the {name} marked as emergency"
    ),
    MaterialFault.ISSUER_NOT_QUALIFIED: Text(
        "由有资质的机构重新出具{name}", "have the {name} issued by a qualified institution"
    ),
    MaterialFault.TOO_OLD: Text("重新开具{name}", "have the {name} issued anew"),
    MaterialFault.TOO_SHORT: Text("时长满后再提交{name}", "hand in the {name} once the time is full"),
    MaterialFault.CONDITION_FAILED: Text(
        "改用其他材料代替{name}", "use another paper in place of the {name}"
    ),
}


def unless_known_false(fact: Fact) -> Expr:
    """Give "the fact is not known to be false": for what is asked of every paper and told of few."""
    return ~fact.known() | fact.to_expr()


@lru_cache(maxsize=4096)
def demands(need: Need, kind: str) -> tuple[Demand, ...]:
    """Give everything looked at when ``kind`` is handed in to fill ``need``, presence first.

    That a piece is legible, complete and unexpired is asked of every piece, but only a *known* fault counts there;
    what the need itself names must be known to hold.
    """
    return tuple(_demands(need, f"material.{kind}."))


def _demands(need: Need, prefix: str) -> Iterator[Demand]:
    table = facts()
    day = table["day"]
    fact = {name: table[prefix + name] for name in _LOOKED_AT}
    yield _demand(MaterialFault.MISSING, table[prefix + "present"].to_expr())
    yield _demand(MaterialFault.ILLEGIBLE, unless_known_false(fact["legible"]))
    yield _demand(MaterialFault.INCOMPLETE, unless_known_false(fact["complete"]))
    valid = (fact["permanent"].known() & fact["permanent"]) | (fact["expires_on"] >= day)
    yield _demand(MaterialFault.EXPIRED, valid if need.unexpired else ~fact["expires_on"].known() | valid)
    for seal in need.seals:
        words = Text(f"未加盖{seal.label.zh}", f"without the {seal.label.en}")
        mend = Text(f"在{{name}}上补盖{seal.label.zh}", f"have the {{name}} sealed with the {seal.label.en}")
        yield Demand(MaterialFault.UNSEALED, fact["seals"].contains_all(seal.code), words, mend)
    if need.marked_emergency:
        yield _demand(MaterialFault.NOT_MARKED_EMERGENCY, fact["marked_emergency"].to_expr())
    if need.issuer_qualified:
        yield _demand(MaterialFault.ISSUER_NOT_QUALIFIED, fact["issuer_qualified"].to_expr())
    form = MaterialForm.ORIGINAL if need.original else need.form
    if form is not None:
        words = Text(f"应为{form.label.zh}", f"the {form.label.en} is asked for")
        mend = Text(f"改交{{name}}的{form.label.zh}", f"hand in the {form.label.en} of the {{name}}")
        yield Demand(MaterialFault.WRONG_FORM, fact["form"] == form, words, mend)
    if need.copies:
        words = Text(f"应为 {need.copies} 份", f"{need.copies} asked for")
        mend = Text(f"把{{name}}补足到 {need.copies} 份", f"bring the {{name}} to {need.copies} copies")
        yield Demand(MaterialFault.COPIES_SHORT, fact["copies"] >= need.copies, words, mend)
    if need.max_age_months:
        words = Text(f"出具超过 {need.max_age_months} 个月", f"issued over {need.max_age_months} months ago")
        recent = fact["issued_on"] + Months(need.max_age_months) >= day
        yield Demand(MaterialFault.TOO_OLD, recent, words, _MENDS[MaterialFault.TOO_OLD])
    if need.min_held_months:
        words = Text(f"不满 {need.min_held_months} 个月", f"less than {need.min_held_months} months")
        long_enough = fact["held_since"] + Months(need.min_held_months) <= day
        yield Demand(MaterialFault.TOO_SHORT, long_enough, words, _MENDS[MaterialFault.TOO_SHORT])
    if need.where is not None:
        words = need.note or MaterialFault.CONDITION_FAILED.label
        yield Demand(
            MaterialFault.CONDITION_FAILED, need.where, words, _MENDS[MaterialFault.CONDITION_FAILED]
        )


_LOOKED_AT = (
    "legible",
    "complete",
    "permanent",
    "expires_on",
    "seals",
    "marked_emergency",
    "issuer_qualified",
    "form",
    "copies",
    "issued_on",
    "held_since",
)


def _demand(fault: MaterialFault, holds: Expr) -> Demand:
    return Demand(fault, holds, fault.label, _MENDS[fault])


@lru_cache(maxsize=1024)
def _filled(need: Need) -> Expr:
    return any_of(all_of(d.holds for d in demands(need, k)) for k in kinds().filling(need.kind))


def paper_name(need: Need, kind: str) -> Text:
    """Return the name of a paper: of a kind of the library's table its label, else what the guide calls it, else its slug.

    >>> paper_name(Need("x_own_paper", title="自有材料"), "x_own_paper").zh, paper_name(Need("x_own"), "x_own").zh
    ('自有材料', 'x_own')
    """
    own = kind == need.kind and kind not in kinds()
    return same(need.title) if own and need.title else kind_label(kind)


def satisfied(requirement: Requirement) -> Expr:
    """Give the expression that holds when ``requirement`` is met: the same tree that a clerk reads, as a rule."""
    match requirement:
        case Need():
            return _filled(requirement)
        case AllOf(parts=parts):
            return all_of(map(satisfied, parts)) if parts else ALWAYS
        case AnyOf(parts=parts):
            return any_of(map(satisfied, parts))
        case Pledgeable(part=part):
            return satisfied(part) | satisfied(Need(PERSONAL_PLEDGE))
        case OnlyWhen(condition=condition, part=part):  # pragma: no branch - the last of the five
            return ~condition | satisfied(part)
