"""Advice as text: the type to file and why, what it needs and gives, and why not the others."""

from yibao_rules.display.paint import PLAIN, Paint
from yibao_rules.display.sheet import COLUMNS, Sheet
from yibao_rules.display.text import tell_fallback, tell_lines, tell_listed
from yibao_rules.model.facts import facts
from yibao_rules.precheck import Advice, Fit, TypeAdvice
from yibao_rules.precheck.telling import marked
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import Lang, Text


@guarded
def advice_text(
    advice: Advice, *, lang: Lang = "zh", columns: int = COLUMNS, paint: Paint = PLAIN, name: str = ""
) -> str:
    """Tell which filing type fits, why the others do not, and what the fitting one needs and gives."""
    sheet = Sheet(lang, columns, paint)
    if name:
        sheet.line(paint.strong(name))
    best = advice.recommended
    if best is None:
        word = Text("建议：尚不能确定", "Advice: cannot be told yet")
        sheet.line(paint.open(sheet.say(word)))
    else:
        word = Text(f"建议：{best.type.label.zh}", f"Advice: file as {best.type.label.en}")
        reason = Text(f"（{best.verdict.reason.zh}）", f" ({best.verdict.reason.en})")
        sheet.line(paint.good(sheet.say(word)) + sheet.say(reason))
        sheet.basis(best.verdict.basis)
    if advice.wrong is not None:
        sheet.line(advice.wrong)
    asked = [facts()[n] for n in advice.ask]
    tell_listed(sheet, Text("先确认", "To be confirmed first"), (_fact(f.label, f.name) for f in asked))
    if best is not None:
        _best(sheet, best)
    _others(sheet, advice)
    if advice.fallback is not None:
        tell_fallback(sheet, advice.fallback)
    tell_listed(sheet, Text("提示", "Notes"), (h.text for h in advice.hints))
    return sheet.text()


def _fact(label: Text, name: str) -> Text:
    return Text(f"{label.zh}（{name}）", f"{label.en} ({name})")


def _best(sheet: Sheet, best: TypeAdvice) -> None:
    if best.deemed_filed:
        sheet.line(Text("视同已备案，不必再办备案", "counts as filed: no filing is needed"))
    if best.needs:
        sheet.heading(Text("所需材料", "Materials"))
        tell_lines(sheet, best.needs)
    if best.gaps:
        nearest = best.gaps[0]
        told = Text("，".join(x.words.zh for x in nearest), ", ".join(x.words.en for x in nearest))
        tell_listed(
            sheet, Text("还缺（最近的补法）", "Still missing (nearest way)"), (told,) if nearest else ()
        )
    tell_listed(sheet, Text("效力", "What it gives"), map(marked, best.gives, best.gives_sure))


def _others(sheet: Sheet, advice: Advice) -> None:
    others = [t for t in advice.types if t is not advice.recommended]
    if not others:
        return
    sheet.heading(Text("其他类型", "The other types"))
    for other in others:
        fit, reason = other.verdict.fit, other.verdict.reason
        cost = Text("；".join(c.zh for c in other.cost), "; ".join(c.en for c in other.cost))
        told = bool(other.cost) and fit is Fit.FITS
        more = Text(f"。{cost.zh}", f". {cost.en}") if told else Text("", "")
        sheet.line(
            Text(
                f"{other.type.label.zh}：{fit.label.zh}（{reason.zh}）{more.zh}",
                f"{other.type.label.en}: {fit.label.en} ({reason.en}){more.en}",
            ),
            indent=2,
            mark="- ",
        )
