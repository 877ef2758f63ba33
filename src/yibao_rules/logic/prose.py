"""Expressions and rules as Chinese and English sentences."""

from datetime import date

from yibao_rules.logic.clause import Rule
from yibao_rules.logic.dates import Offset
from yibao_rules.logic.nodes import (
    ALWAYS,
    And,
    Compare,
    Comparison,
    Const,
    Expr,
    FactRef,
    FactType,
    Holds,
    IsIn,
    Known,
    Literal,
    Not,
    Operand,
    Or,
    Predicate,
    Scalar,
    TextIs,
    TextTest,
    operand_fact,
)
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Lang, Text

_UNITS = {
    "years": Text("年", "year"),
    "months": Text("个月", "month"),
    "days": Text("天", "day"),
    "working_days": Text("个工作日", "working day"),
}


@guarded
def prose(expr: Expr, lang: Lang = "zh") -> str:
    """Give an expression as a clause without a full stop.

    >>> from yibao_rules.logic import Fact, FactType, Months
    >>> filed = Fact(name="filed_on", path="filed_on", type=FactType.DATE, label=Text("申请日期", "day of filing"))
    >>> ends = Fact(name="ends_on", path="ends_on", type=FactType.DATE, label=Text("居住证有效期", "end of the permit"))
    >>> prose(filed + Months(6) <= ends)
    '申请日期后6个月不晚于居住证有效期'
    >>> prose(~(filed + Months(6) <= ends), "en")
    '6 months after day of filing is after end of the permit'
    """
    return clause(expr).in_(lang)


@guarded
def rule_prose(rule: Rule, lang: Lang = "zh") -> str:
    """Give a rule as a sentence: where it applies, what must hold, and what it stands on."""
    sources = "；".join(f"{b.document}{' ' + b.article if b.article else ''}" for b in rule.basis)
    must = prose(rule.must, lang)
    if lang == "zh":
        where = "" if rule.when == ALWAYS else f"凡{prose(rule.when, lang)}的，"
        return f"{where}须{must}。依据：{sources}。"
    where = "" if rule.when == ALWAYS else f"Where {prose(rule.when, lang)}: "
    required = "it is required that" if where else "It is required that"
    return f"{where}{required} {must}. Basis: {sources}."


def clause(expr: Expr, *, denied: bool = False) -> Text:
    """Give an expression, or its negation, as a clause in both languages."""
    match expr:
        case Not(part=part):
            return clause(part, denied=not denied)
        case Const(value=value):
            return (
                Text("无条件成立", "it holds always") if value != denied else Text("不成立", "it never holds")
            )
        case And(parts=parts) | Or(parts=parts):
            # De Morgan: a denied conjunction reads better as a choice of denials.
            both = isinstance(expr, And) != denied
            return _joined([_bracketed(p, denied=denied, within=both) for p in parts], both=both)
        case _:
            return _test(expr, denied=denied)


def _joined(parts: list[Text], *, both: bool) -> Text:
    zh, en = ("，且", " and ") if both else ("，或", " or ")
    return Text(zh.join(p.zh for p in parts), en.join(p.en for p in parts))


def _bracketed(part: Expr, *, denied: bool, within: bool) -> Text:
    inner, flipped = part, denied
    while isinstance(inner, Not):
        inner, flipped = inner.part, not flipped
    text = clause(part, denied=denied)
    mixed = isinstance(inner, And | Or) and (isinstance(inner, And) != flipped) != within
    return Text(f"（{text.zh}）", f"({text.en})") if mixed else text


def _test(leaf: Expr, *, denied: bool) -> Text:
    no_zh, no_en = ("不", "not ") if denied else ("", "")
    match leaf:
        case Compare():
            return _comparison(leaf, denied=denied)
        case Known(fact=fact):
            return _about(fact, "未提供" if denied else "已提供", f"is {no_en}given")
        case IsIn(fact=fact, values=values):
            zh, en = "、".join(_scalar(v, "zh") for v in values), ", ".join(_scalar(v, "en") for v in values)
            return _about(fact, f"{no_zh}属于{zh}", f"is {no_en}one of {en}")
        case Holds():
            return _holds(leaf, denied=denied)
        case TextIs(fact=fact):
            found = _text_test(leaf)[denied]
            return _about(fact, found.zh, found.en)
        case _:
            assert isinstance(leaf, Predicate)  # noqa: S101 - the kind that is left
            return Text(f"并非（{leaf.label.zh}）", f"not ({leaf.label.en})") if denied else leaf.label


def _holds(leaf: Holds, *, denied: bool) -> Text:
    zh, en = "、".join(leaf.codes), ", ".join(leaf.codes)
    if len(leaf.codes) == 1:
        return _about(
            leaf.fact, f"{'不' if denied else ''}包含{zh}", f"{'lacks' if denied else 'holds'} {en}"
        )
    if leaf.every:
        verb = "does not hold" if denied else "holds"
        return _about(leaf.fact, f"{'未' if denied else ''}全部包含{zh}", f"{verb} all of {en}")
    if denied:
        return _about(leaf.fact, f"不包含{zh}中任何一项", f"holds none of {en}")
    return _about(leaf.fact, f"包含{zh}中至少一项", f"holds at least one of {en}")


def _about(fact: FactRef, zh: str, en: str) -> Text:
    return Text(fact.label.zh + zh, f"{fact.label.en} {en}")


def _text_test(leaf: TextIs) -> tuple[Text, Text]:
    """Give the test as a verb, and its denial."""
    listed = [str(a) for a in leaf.arguments]
    zh, en = "或".join(listed), " or ".join(listed)
    match leaf.test:
        case TextTest.STARTS_WITH:
            return Text(f"以{zh}开头", f"starts with {en}"), Text(
                f"不以{zh}开头", f"does not start with {en}"
            )
        case TextTest.LENGTH_IN:
            return (
                Text(f"长{zh}个字符", f"is {en} characters long"),
                Text(f"不是{zh}个字符", f"is not {en} characters long"),
            )
        case TextTest.DIGITS:
            return Text("全为数字", "is all digits"), Text("不全为数字", "is not all digits")
        case _:
            return (
                Text("校验码正确（GB 11643）", "has the right check digit (GB 11643)"),
                Text("校验码不正确（GB 11643）", "has a wrong check digit (GB 11643)"),
            )


_ORDER = {
    Comparison.LT: (Text("小于", "is less than"), Text("早于", "is before")),
    Comparison.LE: (Text("不大于", "is at most"), Text("不晚于", "is not after")),
    Comparison.GT: (Text("大于", "is more than"), Text("晚于", "is after")),
    Comparison.GE: (Text("不小于", "is at least"), Text("不早于", "is not before")),
}
_DENIED = {
    Comparison.LT: Comparison.GE,
    Comparison.LE: Comparison.GT,
    Comparison.GT: Comparison.LE,
    Comparison.GE: Comparison.LT,
}


def _comparison(leaf: Compare, *, denied: bool) -> Text:
    fact, constant = operand_fact(leaf.left)[0], isinstance(leaf.right, Literal)
    left, right = operand_text(leaf.left), operand_text(leaf.right)
    no_zh, no_en = ("不", " not") if denied else ("", "")
    if fact.type is FactType.BOOL and constant:
        # A label may be a noun or a verb: "is yes" is right after both.
        answer = Text("“否”", "no") if denied else Text("“是”", "yes")
        return Text(f"{left.zh}为{answer.zh}", f"{left.en} is {answer.en}")
    if leaf.op is Comparison.EQ:
        if constant:
            return Text(f"{left.zh}{no_zh}为{right.zh}", f"{left.en} is{no_en} {right.en}")
        return Text(f"{left.zh}与{right.zh}{no_zh}一致", f"{left.en} is{no_en} the same as {right.en}")
    word = _ORDER[_DENIED[leaf.op] if denied else leaf.op][fact.type is FactType.DATE]
    return Text(f"{left.zh}{word.zh}{right.zh}", f"{left.en} {word.en} {right.en}")


def operand_text(operand: Operand) -> Text:
    """Give an operand in both languages."""
    match operand:
        case Literal(value=value):
            return Text(_scalar(value, "zh"), _scalar(value, "en"))
        case FactRef(label=label):
            return label
        case _:
            return _moved(operand.fact.label, operand.offset)


def _moved(label: Text, offset: Offset) -> Text:
    terms = [(word, getattr(offset, unit)) for unit, word in _UNITS.items() if getattr(offset, unit)]
    zh = label.zh
    en = label.en
    for word, n in terms:
        size = abs(n)
        zh = f"{zh}{'后' if n > 0 else '前'}{size}{word.zh}"
        en = f"{size} {word.en}{'s' if size > 1 else ''} {'after' if n > 0 else 'before'} {en}"
    return Text(zh, en)


def _scalar(value: Scalar, lang: Lang) -> str:
    if isinstance(value, LabelledEnum):
        return f"“{value.label.zh}”" if lang == "zh" else f'"{value.label.en}"'
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日" if lang == "zh" else value.isoformat()
    if isinstance(value, str):
        return f"“{value}”" if lang == "zh" else f'"{value}"'
    return str(value)
