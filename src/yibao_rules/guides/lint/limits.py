"""Lints on time limits: what is promised, what the law allows, what is missing."""

from collections.abc import Iterator
from itertools import combinations

from yibao_rules.calendar.terms import ByAgreement
from yibao_rules.guides.lint.base import Context, Lint, Spot
from yibao_rules.guides.time_limits import Verdict, compare, is_statutory, working_days
from yibao_rules.logic.clause import Severity
from yibao_rules.model.guide_parts import Handling, Limit, LimitRole
from yibao_rules.text import Text


def _worded(limit: Limit) -> Text:
    return Text(limit.term.wording("zh"), limit.term.wording("en"))


def _immediate_with_limit(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for i, limit in enumerate(item.limits):
            if item.handling is Handling.IMMEDIATE and (working_days(limit.term) or 0) > 0:
                yield Spot(
                    f"{path}.limits[{i}]",
                    Text(
                        "办件类型为即办，{role}却是{limit}", "handled on the spot, yet the {role} is {limit}"
                    ).format(role=limit.role, limit=_worded(limit)),
                )


def _pairs(limits: tuple[Limit, ...]) -> Iterator[tuple[int, Limit, Limit]]:
    statutory = [s for s in limits if is_statutory(s)]
    for i, limit in enumerate(limits):
        if not is_statutory(limit):
            yield from ((i, limit, s) for s in statutory if s.when in (None, limit.when))


def _no_gain(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for i, limit, statutory in _pairs(item.limits):
            if working_days(limit.term) and compare(limit, statutory).verdict is Verdict.EQUAL:
                yield Spot(
                    f"{path}.limits[{i}]",
                    Text(
                        "承诺时限与法定时限同为{limit}", "the promise equals the statutory limit: {limit}"
                    ).format(limit=_worded(limit)),
                )


def _above_statutory(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        law = [(s, Text("本指南", "this guide")) for s in item.limits if is_statutory(s)]
        law += [
            (s, Text(e.guide.document or e.guide.title, e.guide.document or e.guide.title))
            for e in context.national(item)
            for s in e.item.limits
            if is_statutory(s)
        ]
        for i, limit in enumerate(item.limits):
            for statutory, source in law:
                if not is_statutory(limit) and compare(limit, statutory).verdict is Verdict.LONGER:
                    message = Text(
                        "时限{limit}，长于{source}的法定时限{statutory}",
                        "{limit}, longer than the statutory limit of {source}: {statutory}",
                    )
                    yield Spot(
                        f"{path}.limits[{i}]",
                        message.format(limit=_worded(limit), source=source, statutory=_worded(statutory)),
                    )


def _clock(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        statutory = [s for e in context.national(item) for s in e.item.limits if is_statutory(s)]
        for i, limit in enumerate(item.limits):
            if any(compare(limit, s).verdict is Verdict.CLOCK for s in statutory):
                yield Spot(
                    f"{path}.limits[{i}]",
                    Text(
                        "法定时限自收到申请起算，本指南未写明自收到申请起算",
                        "the statutory limit runs from receipt; this guide does not say so",
                    ),
                )


def _none(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        counted = [x for x in item.limits if not isinstance(x.term, ByAgreement)]
        if not counted and not item.deemed_filed and not item.members:
            words = Text("没有办理时限", "no time limit")
            by_agreement = Text("办理时限只写按协议，没有数字", "only 'by agreement', no number")
            yield Spot(f"{path}.limits", by_agreement if item.limits else words)


def _contradicting(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        for one, other in combinations(item.limits, 2):
            same_case = (one.role, one.when) == (other.role, other.when)
            days = (working_days(one.term), working_days(other.term))
            if same_case and None not in days and days[0] != days[1]:
                yield Spot(
                    f"{path}.limits",
                    Text(
                        "同一情形有两个时限：{one}、{other}", "two limits for one case: {one}, {other}"
                    ).format(one=_worded(one), other=_worded(other)),
                )


def _statutory_unnamed(context: Context) -> Iterator[Spot]:
    for path, item in context.items():
        promised = any(x.role is LimitRole.PROMISED for x in item.limits)
        if item.profile is not None and promised and not any(map(is_statutory, item.limits)):
            yield Spot(
                f"{path}.limits",
                Text("有承诺时限而无法定时限", "a promised limit without the statutory one"),
            )


LINTS = (
    Lint(
        code="limit/immediate-with-limit",
        severity=Severity.WARNING,
        explanation=Text(
            "即办件当场办结，不应再有以工作日计的时限。",
            "An item handled on the spot has no limit in working days.",
        ),
        source="政务服务事项 办件类型；抚顺市办事指南",
        find=_immediate_with_limit,
    ),
    Lint(
        code="limit/no-gain",
        severity=Severity.INFORMATION,
        explanation=Text(
            "承诺时限与法定时限相同，承诺没有意义。",
            "A promise equal to the statutory limit promises nothing.",
        ),
        source="政务服务事项 承诺办结时限",
        find=_no_gain,
    ),
    Lint(
        code="limit/above-statutory",
        severity=Severity.ERROR,
        explanation=Text(
            "承诺或公布的时限不得长于法定时限，以较短者为准。",
            "No promised or published limit may exceed the statutory one; the shorter binds.",
        ),
        source="社会保险经办条例（国务院令第765号）第六、十、二十条；医保办发〔2021〕43号",
        find=_above_statutory,
    ),
    Lint(
        code="limit/clock",
        severity=Severity.WARNING,
        explanation=Text(
            "天数相同时，自收到申请起算的法定时限先到期。",
            "With equal counts, a statutory limit that runs from receipt ends first.",
        ),
        source="社会保险经办条例（国务院令第765号）第六、十、二十条",
        find=_clock,
    ),
    Lint(
        code="limit/none",
        severity=Severity.INFORMATION,
        explanation=Text("没有数字的时限，无从计算到期日。", "Without a number no due date can be told."),
        source="廊坊市清单第 25、26 项",
        find=_none,
    ),
    Lint(
        code="limit/contradicting",
        severity=Severity.ERROR,
        explanation=Text("同一情形、同一性质的时限只能有一个。", "One case can have one limit of a kind."),
        source="行政许可法第四十二条",
        find=_contradicting,
    ),
    Lint(
        code="limit/statutory-unnamed",
        severity=Severity.INFORMATION,
        explanation=Text(
            "门户指南应并列法定时限与承诺时限。",
            "A portal's guide names the statutory limit beside its promise.",
        ),
        source="政务服务事项 法定办结时限",
        find=_statutory_unnamed,
    ),
)
