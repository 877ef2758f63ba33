"""Lints on materials: against the national rule, against the quoted basis, and against themselves."""

from collections.abc import Iterator
from functools import cache

from yibao_rules.guides.beyond import beyond
from yibao_rules.guides.lint.base import Context, Lint, Spot
from yibao_rules.logic.clause import Severity
from yibao_rules.model.guide_parts import MaterialRow
from yibao_rules.model.kinds import KindCategory, kinds
from yibao_rules.model.requirements import demanded, needs
from yibao_rules.text import Text


def _national_missing(context: Context) -> Iterator[Spot]:
    table = kinds()
    for path, item in context.items():
        if item.materials is None:
            continue
        here = {n.kind for n in needs(item.materials)}
        for entry in context.national(item):
            if entry.item.materials is None:
                continue
            for kind in sorted(demanded(entry.item.materials)):
                if kind in table and not here & set(table.filling(kind)):
                    message = Text(
                        "缺少{document}要求的“{kind}”", "lacks {kind}, which {document} demands"
                    ).format(document=entry.guide.document or entry.guide.title, kind=table[kind].label)
                    yield Spot(f"{path}.materials", message)


@cache
def _proof_names() -> tuple[tuple[str, str], ...]:
    """Names of proofs that a quoted text may mention, by slug."""
    table = kinds()
    return tuple((k.label.zh, k.slug) for k in table.values() if k.category is KindCategory.PROOF)


def _quoted_missing(context: Context) -> Iterator[Spot]:
    table = kinds()
    for path, item in context.items():
        quotes = "".join(clause for b in item.basis for clause in _about(item.name, b.quote))
        here = {n.kind for n in needs(item.materials)} if item.materials is not None else set()
        for name, slug in _proof_names():
            if name in quotes and not here & set(table.filling(slug)):
                yield Spot(
                    f"{path}.materials",
                    Text(
                        "所引依据要求“{kind}”，材料未列",
                        "the quoted basis asks for {kind}, which is not listed",
                    ).format(kind=table[slug].label),
                )


def _about(name: str, quote: str) -> Iterator[str]:
    """Give the sentences of a quotation that speak of the item's own kind of person."""
    who = name.removesuffix("备案")
    return (sentence for sentence in quote.split("。") if who and sentence.strip().startswith(who))


def _zero_copies(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for i, row in enumerate(item.material_rows):
            if row.originals == 0 and row.copies == 0 and _on_paper(row):
                yield Spot(
                    f"{path}.material_rows[{i}]",
                    Text(
                        "“{name}”可为纸质或复印件，份数却都是 0",
                        "{name} may be paper or a copy, yet both counts are 0",
                    ).format(name=row.name),
                )


def _on_paper(row: MaterialRow) -> bool:
    return "纸质" in row.forms or row.kind == "复印件"


def _beyond_national(context: Context) -> Iterator[Spot]:
    table = kinds()
    for path, item in context.items():
        rules = [e for e in context.national(item) if e.item.materials is not None]
        if item.materials is None or not rules:
            continue
        rule = rules[-1]
        for kind in beyond(item.materials, rule.item.materials or item.materials):
            label = table[kind].label if kind in table else kind
            yield Spot(
                f"{path}.materials",
                Text("“{kind}”不在{document}所列之内", "{document} does not list {kind}").format(
                    kind=label, document=rule.guide.document or rule.guide.title
                ),
            )


def _unstated(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        if item.materials is None and item.materials_text:
            yield Spot(
                f"{path}.materials",
                Text("材料只写“{text}”，没有清单", "materials are only described as “{text}”").format(
                    text=item.materials_text
                ),
            )


def _pledge_in_basis(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        refused = item.profile is not None and item.profile.pledge_based is False
        if refused and any("承诺书" in b.quote for b in item.basis):
            yield Spot(
                f"{path}.profile.pledge_based",
                Text(
                    "不实行告知承诺，所引依据却允许个人承诺书（转诊除外）",
                    "pledges are not taken, yet the quoted basis allows them (not for referrals)",
                ),
            )


LINTS = (
    Lint(
        code="materials/national-missing",
        severity=Severity.WARNING,
        explanation=Text(
            "国家规定的必需材料，本地清单没有列出：或者是本地放宽，或者是漏列。",
            "The national rule demands it and the list does not: a relaxation, or an omission.",
        ),
        source="医保办发〔2019〕33号第七条；医保发〔2022〕22号附件第八条；社会保险经办条例第二十条",
        find=_national_missing,
    ),
    Lint(
        code="materials/quoted-missing",
        severity=Severity.WARNING,
        explanation=Text(
            "指南自己引用的依据要求该材料，材料目录却没有。",
            "The guide's own quoted basis asks for it, its list of materials does not.",
        ),
        source="抚顺市办事指南 设定依据",
        find=_quoted_missing,
    ),
    Lint(
        code="materials/zero-copies",
        severity=Severity.WARNING,
        explanation=Text(
            "要纸质材料就应写明份数。", "Where paper is asked for, the number of copies must be told."
        ),
        source="抚顺市办事指南 申请材料目录",
        find=_zero_copies,
    ),
    Lint(
        code="materials/beyond-national",
        severity=Severity.WARNING,
        explanation=Text(
            "除身份证件外的证明材料应有法律、法规或者国务院决定依据。",
            "A proof other than an identity document must rest on a law, a regulation or a State Council decision.",
        ),
        source="社会保险经办条例（国务院令第765号）第三十一条",
        find=_beyond_national,
    ),
    Lint(
        code="materials/unstated",
        severity=Severity.INFORMATION,
        explanation=Text("申请人无从知道要带什么。", "An applicant cannot know what to bring."),
        source="廊坊市清单第 25-28 项",
        find=_unstated,
    ),
    Lint(
        code="pledge/allowed-by-basis",
        severity=Severity.INFORMATION,
        explanation=Text(
            "依据允许承诺而指南不允许，应核对是否适用于本事项。",
            "The basis takes pledges and the guide does not: check whether it applies to this item.",
        ),
        source="医保办发〔2019〕33号第七条",
        find=_pledge_in_basis,
    ),
)
