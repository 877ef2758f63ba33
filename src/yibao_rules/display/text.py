"""Answers as text for a terminal or a log: the decision first, then every gap with remedy, legal basis and dates."""

from collections import Counter
from collections.abc import Iterable

from yibao_rules.calendar.days import Standing
from yibao_rules.calendar.deadlines import Deadline
from yibao_rules.calendar.overdue import Overdue
from yibao_rules.calendar.trace import StepKind
from yibao_rules.display.paint import PLAIN, Paint
from yibao_rules.display.sheet import COLUMNS, Sheet
from yibao_rules.guides.catalogue import Entry
from yibao_rules.logic.clause import Certainty
from yibao_rules.logic.report import Finding, Report
from yibao_rules.model.facts import facts
from yibao_rules.model.guide_parts import Contact, Limit, Office, Opening
from yibao_rules.model.items import item_label
from yibao_rules.precheck import CheckResult, Due, Fallback, Line, Requirements, Route
from yibao_rules.precheck.telling import marked
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text

_MOST_FACTS = 8
_DIGEST = 12


@guarded
def check_text(
    result: CheckResult, *, lang: Lang = "zh", columns: int = COLUMNS, paint: Paint = PLAIN, name: str = ""
) -> str:
    """Tell a check: decision, gaps by cause, what is open, dates, hints, what else is possible, sources.

    Args:
        result: the check's answer.
        lang: the language.
        columns: cells a line.
        paint: colours.
        name: what the filing is called, such as its file's name.

    Returns:
        The text, without a line break at its end. It holds nothing of the filing but its item and place.
    """
    sheet = Sheet(lang, columns, paint)
    if name:
        sheet.line(paint.strong(name))
    _head(sheet, result)
    blocking = tuple(f for f in result.report.violated if f.blocks)
    number = _causes(sheet, result.report, blocking)
    if result.report.warnings:
        sheet.heading(Text("提醒（不影响受理）", "Remarks (no obstacle)"))
        for finding in result.report.warnings:
            number += 1
            _finding(sheet, finding, number)
    _open(sheet, result)
    _dues(sheet, result.dues)
    if result.fallback is not None:
        tell_fallback(sheet, result.fallback)
    told = (*(h.text for h in result.hints), *result.notes)
    tell_listed(sheet, Text("提示", "Notes"), told)
    _sources(sheet, result.sources, result.report)
    return sheet.text()


def _head(sheet: Sheet, result: CheckResult) -> None:
    report, decision = result.report, result.decision
    gaps = sum(f.blocks for f in report.violated)
    open_ = sum(f.severity.blocks for f in report.undetermined)
    counts = []
    if gaps:
        counts.append(Text(f"{gaps} 处缺口", f"{gaps} gap{'s' if gaps > 1 else ''}"))
    if open_:
        counts.append(Text(f"{open_} 项无法判断", f"{open_} undetermined"))
    told = sheet.say(Text("，".join(c.zh for c in counts), ", ".join(c.en for c in counts)))
    word = sheet.say(Text(f"结论：{decision.label.zh}", f"Decision: {decision.label.en}"))
    bracketed = Text(f"（{told}）", f" ({told})") if told else Text("", "")
    sheet.line(sheet.paint.decision(decision, word) + sheet.say(bracketed))
    place = result.place or Text("未填参保地", "insured place not given")
    sheet.line(
        Text(
            f"{result.item.zh}；参保地 {place.zh}；{result.day}",
            f"{result.item.en}; insured at {place.en}; {result.day}",
        )
    )


def _causes(sheet: Sheet, report: Report, blocking: tuple[Finding, ...]) -> int:
    number = 0
    for cause, findings in report.by_cause().items():
        wanted = [f for f in findings if f in blocking]
        if not wanted:
            continue
        sheet.heading(cause.label)
        for finding in wanted:
            number += 1
            _finding(sheet, finding, number)
    return number


def _finding(sheet: Sheet, finding: Finding, number: int) -> None:
    mark = f"{number}. "
    deeper = 2 + len(mark)
    sheet.line(finding.message(sheet.lang), indent=2, mark=mark)
    sheet.labelled(Text("处理", "Remedy"), finding.remedy(sheet.lang), indent=deeper)
    if finding.sure.mark.zh:
        sheet.labelled(Text("可靠程度", "How sure"), finding.sure.mark, indent=deeper)
    sheet.basis(finding.basis, indent=deeper)


def _open(sheet: Sheet, result: CheckResult) -> None:
    """What cannot be told: the facts that would settle it, the one that settles most first."""
    waiting = [f for f in result.report.undetermined if f.severity.blocks]
    settles = Counter(name for f in waiting for name in f.missing)
    names = sorted(settles, key=lambda name: -settles[name])
    if not names:
        return
    sheet.heading(Text("待确认：补充下列信息即可判断", "Undetermined: these would settle it"))
    for name in names[:_MOST_FACTS]:
        settled = [f for f in waiting if name in f.missing]
        label = facts()[name].label
        where = "、".join(dict.fromkeys(f.path for f in settled if f.path))
        sheet.line(
            Text(
                f"{label.zh}（{name}）：可判断 {len(settled)} 项，见 {where or '—'}",
                f"{label.en} ({name}): settles {len(settled)}, see {where.replace('、', ', ') or '-'}",
            ),
            indent=2,
            mark="- ",
        )
    if len(names) > _MOST_FACTS:
        more = len(names) - _MOST_FACTS
        sheet.line(
            Text(f"另有 {more} 项信息未提供", f"and {more} more facts that were not given"),
            indent=2,
            mark="- ",
        )


def _dues(sheet: Sheet, dues: Iterable[Due]) -> None:
    told = tuple(dues)
    if not told:
        return
    sheet.heading(Text("期限", "Due dates"))
    for due in told:
        _due(sheet, due)


def _due(sheet: Sheet, due: Due) -> None:
    what = Text(f"{due.party.label.zh}{due.act.label.zh}", f"{due.act.label.en} by the {due.party.label.en}")
    words = sheet.say(marked(Text(due.term.wording("zh"), due.term.wording("en")), due.sure))
    note = f"（{due.note}）" if due.note else ""
    if due.deadline is None:
        problem = due.problem
        why = f"{sheet.say(problem.title)} {problem.where}" if problem is not None else ""
        told = Text(f"算不出日期（{why}）", f"cannot be counted ({why})")
        sheet.line(f"{sheet.say(what)}：{words}{note}；{sheet.say(told)}", indent=2, mark="- ")
        return
    end = sheet.say(end_words(due.deadline))
    beaten = sheet.say(Text("；另有更早的期限", "; another limit ends earlier"))
    beaten = "" if due.binding or not due.sure.binds else beaten
    label = f"{sheet.say(what)}：" if sheet.lang == "zh" else f"{sheet.say(what)}: "
    comma = "；" if sheet.lang == "zh" else "; "
    sheet.line(f"{label}{end}{comma}{words}{note}{beaten}", indent=2, mark="- ")
    _overdue(sheet, due.overdue, indent=4)
    _trace(sheet, due.deadline, indent=4)
    sheet.basis(due.basis, indent=4)


def _overdue(sheet: Sheet, late: Overdue | None, *, indent: int) -> None:
    """That a limit has passed, and what follows from it."""
    if late is None:
        return
    sheet.line(late.text, indent=indent, mark="! ")
    if late.follows is not None:
        sheet.line(late.follows, indent=indent, mark="! ")


def end_words(deadline: Deadline) -> Text:
    """Word the end of a deadline with its standing, and its bounds where they differ."""
    if deadline.due is None:
        return Text("没有确定的日期", "no fixed date")
    at = deadline.due_at
    moment = "" if at is None else f" {at:%H:%M}" if at.date() == deadline.due else f"（{at:%Y-%m-%d %H:%M}）"
    zh = f"{deadline.due}（周{'一二三四五六日'[deadline.due.weekday()]}）{moment}，{deadline.standing.label.zh}"
    en = f"{deadline.due} ({deadline.due:%a}){moment.replace('（', ' (').replace('）', ')')}, {deadline.standing.label.en}"
    if deadline.earliest != deadline.latest:
        zh += f"，最早 {deadline.earliest}，最晚 {deadline.latest}"
        en += f", {deadline.earliest} at the earliest, {deadline.latest} at the latest"
    return Text(zh, en)


def _trace(sheet: Sheet, deadline: Deadline, *, indent: int) -> None:
    """How the date came about, in one paragraph; the last day itself was told before."""
    told = [step.text for step in deadline.steps if step.kind is not StepKind.LAST]
    told += [flag for flag in deadline.flags if flag not in told]
    if told:
        words = Text("；".join(t.zh for t in told), "; ".join(t.en for t in told))
        sheet.labelled(Text("推算", "Reckoned"), words, indent=indent)


def _steps(sheet: Sheet, deadline: Deadline, *, indent: int) -> None:
    for step in deadline.steps:
        sheet.line(step.text, indent=indent, mark="· ")
    said = {step.text for step in deadline.steps}
    for flag in deadline.flags:
        if flag not in said:
            sheet.line(Text(f"注意：{flag.zh}", f"note: {flag.en}"), indent=indent, mark="· ")


@guarded
def deadline_text(
    deadline: Deadline,
    *,
    overdue: Overdue | None = None,
    lang: Lang = "zh",
    columns: int = COLUMNS,
    paint: Paint = PLAIN,
) -> str:
    """Tell a deadline: its end, its standing, that it has passed (``overdue``), and how it came about."""
    sheet = Sheet(lang, columns, paint)
    end = sheet.say(end_words(deadline))
    end = paint.strong(end) if deadline.standing is Standing.CONFIRMED else paint.open(end)
    sheet.line(f"{deadline.term.wording(lang)}{'：' if lang == 'zh' else ': '}{end}")
    _overdue(sheet, overdue, indent=2)
    _steps(sheet, deadline, indent=2)
    return sheet.text()


def tell_fallback(sheet: Sheet, fallback: Fallback) -> None:
    """Add what is still possible."""
    sheet.heading(Text("还可以这样办", "What is still possible"))
    for reason in fallback.reasons:
        sheet.line(reason, indent=2, mark="- ")
    if Route.REIMBURSE in fallback.routes:
        _reimbursement(sheet, fallback)
    for office in fallback.offices:
        sheet.line(office_words(office), indent=2, mark="- ")
    sheet.labelled(Text("咨询电话", "Phone"), "、".join(fallback.phones), indent=2)
    sheet.basis(fallback.basis, indent=2)


def _reimbursement(sheet: Sheet, fallback: Fallback) -> None:
    """What a claim needs and how long it takes."""
    name = item_label(fallback.item)
    if fallback.lines:
        sheet.line(Text(f"手工报销（{name.zh}）的材料：", f"Materials of the claim ({name.en}):"), indent=2)
        tell_lines(sheet, fallback.lines, indent=4)
    for limit, sure in zip(fallback.limits, fallback.limits_sure, strict=False):
        sheet.line(_limit(limit, sure), indent=2, mark="- ")


_WEEKDAYS = ("一", "二", "三", "四", "五", "六", "日")
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def office_words(office: Office) -> Text:
    """Word an office: name, address, phones, hours as the source writes them or else as the guide counts them."""
    known = " ".join(filter(None, (office.name, office.address, *office.phones)))
    if office.hours_text:
        return Text(f"{known}；{office.hours_text}", f"{known}; {office.hours_text}")
    if not office.openings:
        return Text(known, known)
    told = [_opening(opening) for opening in office.openings]
    return Text(f"{known}；{'，'.join(t.zh for t in told)}", f"{known}; {', '.join(t.en for t in told)}")


def _opening(opening: Opening) -> Text:
    hours = f"{opening.opens:%H:%M}-{opening.closes:%H:%M}"
    days = [n - 1 for n in sorted(opening.days)]
    season = f"（{opening.season}）" if opening.season else ""
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        zh = f"周{_WEEKDAYS[days[0]]}至周{_WEEKDAYS[days[-1]]}"
        en = f"{_WEEKDAYS_EN[days[0]]}-{_WEEKDAYS_EN[days[-1]]}"
    else:
        zh = "、".join(f"周{_WEEKDAYS[d]}" for d in days)
        en = "/".join(_WEEKDAYS_EN[d] for d in days)
    return Text(f"{zh}{season} {hours}", f"{en}{season} {hours}")


def tell_listed(sheet: Sheet, heading: Text, texts: Iterable[Text]) -> None:
    """Add a heading with a list below it, where there is anything to list."""
    told = tuple(texts)
    if told:
        sheet.heading(heading)
        for text in told:
            sheet.line(text, indent=2, mark="- ")


def _sources(sheet: Sheet, sources: Iterable[Entry], report: Report | None = None) -> None:
    """Which editions spoke, the nearest first; of a check also the rulebook with its digest."""
    told = [_edition(entry) for entry in sources][::-1]
    if report is not None:
        book = Text(f"规则集 {report.book}", f"rulebook {report.book}")
        told.append(
            Text(
                f"{book.zh}，{report.day} 有效的规则，摘要 {report.digest[:_DIGEST]}",
                f"{book.en}, the rules in force on {report.day}, digest {report.digest[:_DIGEST]}",
            )
        )
    tell_listed(sheet, Text("所用规则", "Rules that spoke"), told)


def _edition(entry: Entry) -> Text:
    guide = entry.guide
    document = guide.document or guide.title
    zh = f"{entry.first} 起有效" if entry.last is None else f"{entry.first} 至 {entry.last} 有效"
    en = f"in force from {entry.first}" + ("" if entry.last is None else f" to {entry.last}")
    return Text(f"{guide.name}：{document}（{guide.key}，{zh}）", f"{guide.key}: {document} ({en})")


@guarded
def requirements_text(
    found: Requirements, *, lang: Lang = "zh", columns: int = COLUMNS, paint: Paint = PLAIN
) -> str:
    """Tell what an item needs: materials, time limits, channels, notes, sources."""
    sheet = Sheet(lang, columns, paint)
    sheet.line(paint.strong(sheet.say(found.item)))
    place = found.place or Text("国家规定", "national rules")
    sheet.line(Text(f"{place.zh}；{found.day}", f"{place.en}; {found.day}"))
    if found.tree is not None:
        sheet.heading(Text("办理材料", "Materials"))
        tell_lines(sheet, found.lines)
        if not found.lines:
            sheet.line(Text("不需要提交材料", "no materials are asked for"), indent=2)
        sheet.basis(found.basis, indent=2)
    if found.rule is not None:
        tell_listed(sheet, Text("办理时限", "Time limits"), map(_limit, found.rule.limits, found.limits_sure))
        tell_listed(sheet, Text("办理渠道", "Channels"), (c.label for c in found.rule.channels))
        for section in found.sections:
            tell_listed(sheet, section.heading, section.marked)
        tell_listed(sheet, Text("备注", "Notes of the guide"), (Text(n, n) for n in found.rule.notes))
    tell_listed(sheet, Text("办理地点", "Offices"), map(office_words, found.offices))
    tell_listed(sheet, Text("咨询投诉", "Contacts"), map(_contact, found.contacts))
    tell_listed(sheet, Text("提示", "Notes"), found.notes)
    tell_listed(sheet, Text("版本叠加", "What replaced what"), found.replaced)
    _sources(sheet, found.sources)
    return sheet.text()


def _limit(limit: Limit, sure: Certainty) -> Text:
    zh = f"（{limit.text}）" if limit.text else ""
    en = f" ({limit.text})" if limit.text else ""
    role, term = limit.role.label, limit.term
    said = Text(f"{role.zh}：{term.wording('zh')}{zh}", f"{role.en}: {term.wording('en')}{en}")
    return marked(said, sure)


def _contact(contact: Contact) -> Text:
    more = " ".join(filter(None, (contact.phone, contact.text)))
    purpose = contact.purpose.label
    return Text(f"{purpose.zh}：{more}", f"{purpose.en}: {more}")


def tell_lines(sheet: Sheet, lines: Iterable[Line], *, indent: int = 2) -> None:
    """Add the lines of a list of materials."""
    for line in lines:
        name = f" [{line.kind}]" if line.kind else ""
        sheet.line(
            f"{sheet.say(marked(line.text, line.sure if line.kind else None))}{sheet.paint.faint(name)}",
            indent=indent + 2 * line.depth,
            mark="- ",
        )
