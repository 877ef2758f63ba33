"""Terms from the words that notices, service lists and statutes use (期限文字的解析)."""

import re
from datetime import date

from attrs import frozen

from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.numerals import numeral
from yibao_rules.calendar.refusals import guarded
from yibao_rules.calendar.terms import (
    COUNTED,
    Bound,
    ByAgreement,
    CalendarDays,
    Counted,
    Immediate,
    MonthlyBatch,
    Months,
    NextDay,
    NextMonth,
    SameDay,
    SameMonth,
    StartEvent,
    Term,
    TermError,
    Unit,
    WorkingDays,
)
from yibao_rules.text import LabelledEnum, Text, normalise


class TermTextError(TermError):
    """Words that are not understood as a time limit (期限文字无法识别)."""

    title = Text("期限文字无法识别", "time limit not understood")


class DayReading(LabelledEnum):
    """What a bare 日 means, by the law the text stands under."""

    CIVIL = "civil", "自然日（民法典第二百条）", "calendar days (Civil Code 200)"
    LICENSING = (
        "licensing",
        "工作日（行政许可法第八十二条）",
        "working days (Administrative Licensing Law 82)",
    )
    REVIEW = (
        "review",
        "三、五、七、十日为工作日（行政复议法第八十八条）",
        "3, 5, 7 and 10 days are working days (Review Law 88)",
    )
    REVIEW_1999 = (
        "review_1999",
        "五、七日为工作日（2024年以前的行政复议法第四十条）",
        "5 and 7 days are working days (Review Law before 2024, 40)",
    )
    PENALTY = (
        "penalty",
        "二、三、五、七日为工作日（行政处罚法第八十五条）",
        "2, 3, 5 and 7 days are working days (Penalty Law 85)",
    )
    ENFORCEMENT = (
        "enforcement",
        "十日以内为工作日（行政强制法第六十九条）",
        "10 days and less are working days (Administrative Enforcement Law 69)",
    )

    @guarded
    def of(self, n: int) -> type[Counted]:
        """Give the kind of term that ``n`` 日 is."""
        working = {
            DayReading.CIVIL: False,
            DayReading.LICENSING: True,
            DayReading.REVIEW: n in (3, 5, 7, 10),
            DayReading.REVIEW_1999: n in (5, 7),
            DayReading.PENALTY: n in (2, 3, 5, 7),
            DayReading.ENFORCEMENT: n <= 10,
        }[self]
        return WorkingDays if working else CalendarDays

    def on(self, day: date) -> "DayReading":
        """Return the version of this law's reading that held on ``day``: 行政复议法 changed on 2024-01-01.

        >>> DayReading.REVIEW.on(date(2023, 12, 31)), DayReading.REVIEW_1999.on(date(2024, 1, 1))
        (DayReading.REVIEW_1999, DayReading.REVIEW)
        """
        if self in (DayReading.REVIEW, DayReading.REVIEW_1999):
            return DayReading.REVIEW if day >= _REVIEW_2024 else DayReading.REVIEW_1999
        return self


_REVIEW_2024 = date(2024, 1, 1)

# A staged limit with every party and event named runs to some hundred characters; more is no time limit.
_LONGEST = 1000
_FIXED: tuple[tuple[str, Term], ...] = (
    (
        r"(?:即时|当场|立即|即办|随时)(?:件|办结|办理|受理|完成|生效)*|on the spot|immediate(?:ly)?",
        Immediate(),
    ),
    (r"(?:当日|当天)内?(?:办结|办理|完成)?|(?:on )?the same day", SameDay()),
    (r"(?:次日|第二天|第二日)起?(?:生效|享受|享受待遇)?|effective the next day|(?:the )?next day", NextDay()),
    (r"(?:当月|本月)内?(?:办结|办理|完成)?|(?:in )?the same month", SameMonth()),
    (
        r"(?:次月|下月)(?:1日)?起?(?:生效|享受|享受待遇)?|effective the next month|(?:the )?next month",
        NextMonth(),
    ),
    (
        r"(?:按|依|根据)照?.{0,30}协议(?:管理)?(?:办法|约定|规定)?.{0,10}?(?:执行|办理)?|by agreement",
        ByAgreement(),
    ),
    (
        r"(?:每月|按月)(?:批次|一批|一次|(?:集中)?(?:审核|评审|认定|办理)(?:一次|一批)?)|monthly batch|once a month",
        MonthlyBatch(),
    ),
    (r"(?:下|次)一?(?:个)?工作日内?(?:办结|办理|完成)?|(?:the )?next working day", WorkingDays(1)),
    (r"半年内?|half a year", Months(6)),
    (r"(?:满|至少|不少于)半年|半年以上", Months(6, bound=Bound.REACHED)),
)
_BATCH = re.compile(
    r"每月(\d+)[日号](?:批次|(?:集中)?(?:审核|评审|认定|办理))|monthly batch on day (\d+)", re.IGNORECASE
)
_EVENTS: tuple[tuple[str, StartEvent], ...] = (
    (r"收到申请(?:材料|之日)?|提出申请|申请", StartEvent.RECEIVED),
    (r"受理(?:申请)?", StartEvent.ACCEPTED),
    (r"(?:收齐|补齐)(?:全部|所有)?(?:申请)?材料|(?:申请)?材料(?:收齐|齐全|补齐)", StartEvent.COMPLETE),
    (r"(?:收到|接到)(?:补正)?通知书?", StartEvent.NOTIFIED),
    (r"收到联系函", StartEvent.LETTER),
    (r"收到信息表(?:和|及)(?:转移)?资金", StartEvent.INFORMATION),
    (r"(?:相关)?(?:情形|情况)发生", StartEvent.OCCURRED),
    (r"签发|发证|出具", StartEvent.ISSUED),
    (r"备案(?:成功|生效)?", StartEvent.FILED),
    (r"出院(?:结算)?", StartEvent.DISCHARGED),
)
_START = [
    (
        re.compile(
            rf"自?(?:{zh})(?:之日|之时|当日)?(?:起|后)[,，]?|from {re.escape(event.label.en)}, ?",
            re.IGNORECASE,
        ),
        event,
    )
    for zh, event in _EVENTS
]
_UNITS: tuple[tuple[str, Unit | None], ...] = (
    (r"(?:个)?工作(?:日|天)|(?:working|business) days?", Unit.WORKING_DAY),
    (r"(?:个)?工作小时|working hours?", Unit.WORKING_HOUR),
    (r"(?:个)?(?:小时|钟头)|hours?", Unit.HOUR),
    (r"(?:个)?(?:自然日|日历日|日历天)|(?:calendar )?days?", Unit.DAY),
    (r"天|日", None),  # what a bare 日 means, its law says
    (r"个月|months?", Unit.MONTH),
    (r"(?:周)?年|years?", Unit.YEAR),
)
_UNIT = "|".join(f"(?:{words})" for words, _ in _UNITS)
_NUM = r"(?:\d{1,5}|[一二两三四五六七八九十百零〇]{1,7})"
_LEAD = (
    r"(?:应当|应|须|需|在|于|不超过|不得超过|不多于|最长|最迟|至多|最多|限|≤|<=|一般|通常|原则上|为|法定|承诺"
    r"|within|at most|no more than|not more than|up to|in| )*"
)
_TAIL = r"(?:\(含\)|以内|之内|内|的|完成|办结|办理|完毕|作出|做出|决定|答复|支付|拨付|审核|受理|补正|补充材料|反馈|一次性告知|告知)*"
_COUNT = re.compile(
    rf"{_LEAD}(?P<bound>满|至少|不少于|不低于|第|at least |from the end of )?(?P<n>{_NUM}) ?(?P<unit>{_UNIT})"
    rf"(?P<end>以上|起生效|起|后生效|后)?{_TAIL}",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"{_LEAD}(?P<low>{_NUM})(?P<first>{_UNIT})? ?(?:-|~|—|–|至|到|to ) ?(?P<high>{_NUM}) ?(?P<unit>{_UNIT}){_TAIL}",
    re.IGNORECASE,
)
_SUM = re.compile(rf"{_LEAD}(?P<parts>{_NUM}(?: ?\+ ?{_NUM})+) ?(?P<unit>{_UNIT}){_TAIL}", re.IGNORECASE)
_EXTENDED = re.compile(
    r"(?P<base>.+?)[,，] ?(?:经[^,，]{0,20}批准[,，]?)?(?:可以|可)?(?:再?延长|extendable by )(?P<by>.+)",
    re.IGNORECASE,
)
# Book and quotation marks, and the spaces that tables leave inside Chinese words.
_LOOSE = re.compile(r"[《》“”\"「」]|(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])")
_UNDERSTOOD = Text(
    "不超过20个工作日、3至5个工作日、5+10+5个工作日、30日、满6个月、1年、即时办结、当日、次日生效、当月、次月生效、"
    "每月批次、每月25日批次、按协议、自受理之日起20个工作日内、20个工作日内，经批准可以延长10个工作日",
    "within 20 working days; 3 to 5 working days; 5+10+5 working days; at least 6 months; on the spot; the same day; "
    "effective the next day; the same month; monthly batch; by agreement; from acceptance, within 20 working days",
)


@frozen
class _Reader:
    """One reading of one text: it remembers the whole for the error message."""

    text: str
    days: DayReading

    def fail(self, part: str) -> TermTextError:
        return TermTextError(
            where="parse_term",
            found=Text(f"“{self.text[:60]}”中的“{part[:40]}”", f"“{part[:40]}” in “{self.text[:60]}”"),
            expected=Text(f"如：{_UNDERSTOOD.zh}", f"such as: {_UNDERSTOOD.en}"),
            fix=Text(
                "改写为上列说法之一，或直接给出 WorkingDays(20) 等对象",
                "use one of these wordings, or give an object such as WorkingDays(20)",
            ),
        )

    def whole(self, part: str) -> Term:
        for pattern, event in _START:
            if found := pattern.match(part):
                return self.unstarted(part[found.end() :]).starting(event)
        return self.unstarted(part)

    def unstarted(self, part: str) -> Term:
        fixed = (term for words, term in _FIXED if re.fullmatch(words, part, re.IGNORECASE))
        return self.several(part) or next(fixed, None) or self.counted(part)

    def several(self, part: str) -> Term | None:
        """Read a term of several numbers, or of a day in the month."""
        pieces = [p.strip() for p in re.split("[;；]", part)]
        if len(pieces) > 1:
            return Staged(tuple(self.stage(p) for p in pieces))
        if found := _EXTENDED.fullmatch(part):
            return Extendable(self.counted(found["base"]), self.counted(found["by"]))
        if found := _SUM.fullmatch(part):
            return Staged(tuple(Stage(self.make(n, found["unit"])) for n in re.findall(_NUM, found["parts"])))
        if found := _SPAN.fullmatch(part):
            return Range(
                self.make(found["low"], found["first"] or found["unit"]),
                self.make(found["high"], found["unit"]),
            )
        if found := _BATCH.fullmatch(part):
            return MonthlyBatch(int(found[1] or found[2]))
        return None

    def stage(self, part: str) -> Stage:
        party, colon, words = part.rpartition(":")
        term = self.whole(words.strip() if colon else part)
        if not isinstance(term, Counted):
            raise self.fail(part)
        return Stage(term, party)

    def counted(self, part: str) -> Counted:
        found = _COUNT.fullmatch(part)
        if not found:
            raise self.fail(part)
        bound, end = (found["bound"] or "").strip().lower(), (found["end"] or "")
        if bound in ("第", "from the end of") or end in ("起生效", "起", "后生效", "后"):
            if bound not in ("", "第", "from the end of") or (bound == "第" and not end):
                raise self.fail(part)
            return self.make(found["n"], found["unit"], Bound.FROM)
        reached = bound != "" or end == "以上"
        return self.make(found["n"], found["unit"], Bound.REACHED if reached else Bound.WITHIN)

    def make(self, number: str, words: str, bound: Bound = Bound.WITHIN) -> Counted:
        n = numeral(number)
        unit = next(u for pattern, u in _UNITS if re.fullmatch(pattern, words, re.IGNORECASE))
        if n is None:
            raise self.fail(number)
        kind = self.days.of(n) if unit is None else COUNTED[unit]
        return kind(n, bound=bound)


def parse_term(text: str, *, days: DayReading = DayReading.CIVIL) -> Term:
    """Read a time limit from its Chinese (or this library's English) words.

    Args:
        text: the words, at most 1000 characters; spaces inside Chinese words, full-width digits and book marks are ignored.
        days: what a bare 日 means; 自然日 by default. For the version of a law that held on a day use
            :meth:`DayReading.on`.

    Returns:
        The term; ``parse_term(term.wording(lang)) == term`` in both languages.

    Raises:
        TermTextError: the words are not understood; the message lists what is.
        TermError: they are, but make no sense ("0个工作日", "5至3个工作日").

    >>> parse_term("不超过 20 个 工作 日")
    WorkingDays(start_event=None, n=20, bound=Bound.WITHIN)
    >>> parse_term("自收齐材料之日起三至五个工作日内办结").wording("en")
    'from receipt of all materials, within 3 to 5 working days'
    >>> parse_term("20日", days=DayReading.LICENSING).wording()
    '20个工作日内'
    """
    clean = normalise(text) if isinstance(text, str) else ""
    clean = _LOOSE.sub("", clean)
    clean = clean.rstrip("。.;；,，、 ")
    reader = _Reader(clean, days)
    if not clean or len(clean) > _LONGEST:
        raise reader.fail(clean)
    return reader.whole(clean)
