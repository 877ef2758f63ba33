"""Lints on what is written: codes, phones, names, empty fields, hours, and the documents behind it all."""

from collections.abc import Iterator
from difflib import SequenceMatcher

import attrs

from yibao_rules.errors import YibaoError
from yibao_rules.guides.lint.base import Context, Lint, Spot, words
from yibao_rules.logic.clause import Severity
from yibao_rules.model.codes import check_agency_code
from yibao_rules.model.guide import NATIONAL, Guide
from yibao_rules.model.item_codes import parse_item_code
from yibao_rules.model.phones import check_phone
from yibao_rules.text import Text

_CODES = ("code", "main_code", "implementation_code")
_SIMILAR = 0.85


def _spaces(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for name in _CODES:
            code = getattr(item, name)
            if " " in code:
                yield Spot(
                    f"{path}.{name}",
                    Text("编码含空格：{code}", "a code with spaces: {code}").format(code=code),
                )


def _item_codes(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for name in ("code", "main_code"):
            code = getattr(item, name)
            try:
                parsed = parse_item_code(code) if code else None
            except YibaoError as error:
                yield Spot(f"{path}.{name}", Text(error.render("zh"), error.render("en")))
                continue
            province = "00" if context.guide.place == NATIONAL else context.guide.place[:2]
            if parsed is not None and parsed.region not in ("00", province):
                yield Spot(
                    f"{path}.{name}",
                    Text("编码区划 {code} 不是本省", "region {code} of the code is another province").format(
                        code=parsed.region
                    ),
                )


def _agency_codes(context: Context) -> Iterator[Spot]:
    region = None if context.guide.place == NATIONAL else context.guide.place
    for path, item in context.items():
        if item.profile is not None and item.profile.authority_code:
            for problem in check_agency_code(item.profile.authority_code, region=region):
                yield Spot(f"{path}.profile.authority_code", problem.detail)


def _phones(context: Context) -> Iterator[Spot]:
    guide = context.guide
    numbers = [(f"contacts[{i}].phone", c.phone) for i, c in enumerate(guide.contacts)]
    numbers += [
        (f"offices[{i}].phones[{j}]", p) for i, o in enumerate(guide.offices) for j, p in enumerate(o.phones)
    ]
    for path, item in context.items():
        numbers += [(f"{path}.contacts[{i}].phone", c.phone) for i, c in enumerate(item.contacts)]
    region = None if guide.place == NATIONAL else guide.place
    for path, number in numbers:
        for problem in check_phone(number, region) if number else ():
            message = Text("{number}：{what}", "{number}: {what}").format(number=number, what=problem.detail)
            yield Spot(path, message)


def _misspelt(context: Context) -> Iterator[Spot]:
    offices = [o.name for o in context.guide.offices]
    for path, item in context.items():
        profile = item.profile
        fields = ("acceptor", "decider", "tracking", "authority") if profile is not None else ()
        for name in fields:
            for part in str(getattr(profile, name)).split("、"):
                near = _nearly(part, offices)
                if near is not None:
                    yield Spot(
                        f"{path}.profile.{name}",
                        Text("“{part}”疑为“{near}”之误", "'{part}' may be a slip for '{near}'").format(
                            part=part, near=near
                        ),
                    )


def _nearly(name: str, known: list[str]) -> str | None:
    """Give the known name that ``name`` seems a misspelling of: much alike, but neither short for the other."""
    if any(_short_for(name, k) or _short_for(k, name) for k in known):
        return None
    best = max(known, key=lambda k: SequenceMatcher(None, name, k).ratio(), default=None)
    return best if best is not None and SequenceMatcher(None, name, best).ratio() >= _SIMILAR else None


def _short_for(short: str, full: str) -> bool:
    rest = iter(full)
    return all(character in rest for character in short)


def _empty(context: Context) -> Iterator[Spot]:
    nothing: list[str] = words()["empty"]["words"]
    for path, item in context.items():
        if item.profile is None:
            continue
        for attribute in attrs.fields(type(item.profile)):
            value = getattr(item.profile, attribute.name)
            if isinstance(value, str) and any(w in value for w in nothing):
                yield Spot(
                    f"{path}.profile.{attribute.name}",
                    Text("{field}：{value}", "{field}: {value}").format(
                        field=attribute.metadata["label"], value=value
                    ),
                )


def _merged(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for i, remark in enumerate(item.remarks):
            if "合并" in remark.heading:
                yield Spot(
                    f"{path}.remarks[{i}]", Text(remark.text, f"cells merged in the source: {remark.text}")
                )


def _make_up_days(context: Context) -> Iterator[Spot]:
    for i, office in enumerate(context.guide.offices):
        if office.openings and office.make_up_days_open is None:
            yield Spot(
                f"offices[{i}].make_up_days_open",
                Text("未说明调休上班的周末是否办公", "does not say whether it opens on make-up working days"),
            )


def _superseded(context: Context) -> Iterator[Spot]:
    ended = _ended_documents(context)
    for path, item in context.items():
        last = context.guide.days_of(item)[1]
        for i, basis in enumerate(item.basis):
            guide = ended.get(basis.document)
            if guide is not None and guide.valid_to is not None and (last is None or last > guide.valid_to):
                yield Spot(
                    f"{path}.basis[{i}]",
                    Text(
                        "{document} 所定规则已于 {day} 失效", "the rules of {document} ended on {day}"
                    ).format(document=basis.document, day=guide.valid_to),
                )


def _ended_documents(context: Context) -> dict[str, Guide]:
    guides = context.catalogue.of_place(NATIONAL)
    return {d: g for g in guides if g.valid_to is not None for d in _documents(g)}


def _documents(guide: Guide) -> set[str]:
    return {guide.document, *(b.document for item in guide.items for b in item.basis)} - {""}


def _undocumented(context: Context) -> Iterator[Spot]:
    if not context.guide.document and not context.guide.url:
        yield Spot("document", Text("没有文号，也没有网址", "neither a document number nor an address"))


LINTS = (
    Lint(
        code="codes/spaces",
        severity=Severity.WARNING,
        explanation=Text(
            "编码中的空格是排版留下的，比对前须去掉。", "Spaces in a code come from its layout; drop them."
        ),
        source="廊坊市清单 主项编码",
        find=_spaces,
    ),
    Lint(
        code="codes/item-code",
        severity=Severity.WARNING,
        explanation=Text(
            "事项编码 12 位，前两位是本省或 00。",
            "An item's code has 12 characters; the first two are the province's or 00.",
        ),
        source="廊坊市清单 子项编码；DB52/T 1264-2018",
        find=_item_codes,
    ),
    Lint(
        code="codes/agency-code",
        severity=Severity.ERROR,
        explanation=Text(
            "实施主体编码是统一社会信用代码，其区划应与本地一致。",
            "The authority's code is its unified social credit code; its region must be this place's.",
        ),
        source="GB 32100-2015；抚顺市办事指南 实施主体编码",
        find=_agency_codes,
    ),
    Lint(
        code="phones/number",
        severity=Severity.WARNING,
        explanation=Text(
            "电话应是完整号码，区号属于本地。", "A phone number must be whole, its area code this place's."
        ),
        source="抚顺市办事指南 救济途径、监督投诉；廊坊市清单 监督电话",
        find=_phones,
    ),
    Lint(
        code="text/misspelt-office",
        severity=Severity.WARNING,
        explanation=Text("机构名称与办理地点不一致。", "An office's name differs from the list of offices."),
        source="抚顺市办事指南 办理查询",
        find=_misspelt,
    ),
    Lint(
        code="text/empty-field",
        severity=Severity.INFORMATION,
        explanation=Text("应填的栏目没有内容。", "A field that should say something says nothing."),
        source="抚顺市办事指南 审批结果、办理流程",
        find=_empty,
    ),
    Lint(
        code="text/merged-cells",
        severity=Severity.INFORMATION,
        explanation=Text(
            "原表合并单元格，归属由录入时判断。",
            "Merged cells of the table; what belongs where was judged on entry.",
        ),
        source="廊坊市清单",
        find=_merged,
    ),
    Lint(
        code="hours/make-up-days-unstated",
        severity=Severity.INFORMATION,
        explanation=Text(
            "只写周一至周五时，补班的周末是否办公无法判断，期限截止时刻也不确定。",
            "With Monday to Friday only, nobody can tell whether make-up weekends count, nor when a term ends.",
        ),
        source="民法典第二百零三条",
        find=_make_up_days,
    ),
    Lint(
        code="basis/superseded",
        severity=Severity.WARNING,
        explanation=Text(
            "依据的文件已被后来的文件接替，应更新。",
            "The document has been followed by a later one: bring it up to date.",
        ),
        source="医保发〔2022〕22号",
        find=_superseded,
    ),
    Lint(
        code="basis/undocumented",
        severity=Severity.INFORMATION,
        explanation=Text("来源无法查考。", "The source cannot be looked up."),
        source="办事指南格式说明",
        find=_undocumented,
    ),
)
