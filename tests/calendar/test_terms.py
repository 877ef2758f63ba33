"""Time limits: every wording of the sources, both languages, and refusals that say what is understood."""

import importlib.util
import pickle
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar.compound import Extendable, Range, Stage, Staged
from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.law import CitationError, citations, cite
from yibao_rules.calendar.term_text import DayReading, TermTextError, parse_term
from yibao_rules.calendar.terms import (
    Bound,
    ByAgreement,
    CalendarDays,
    Hours,
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
    WorkingDays,
    WorkingHours,
    Years,
)
from yibao_rules.errors import MissingExtraError
from yibao_rules.testing.terms import terms
from yibao_rules.text import normalise

FIVE_TEN_FIVE = Staged((Stage(WorkingDays(5)), Stage(WorkingDays(10)), Stage(WorkingDays(5))))

WORDINGS: list[tuple[str, Term]] = [
    ("不超过20个工作日", WorkingDays(20)),
    ("不超过 5 个 工作 日", WorkingDays(5)),
    ("５个工作日内", WorkingDays(5)),
    ("20工作日", WorkingDays(20)),
    ("二十个工作日以内办结", WorkingDays(20)),
    ("一百二十个工作日", WorkingDays(120)),
    ("三〇日", CalendarDays(30)),
    ("十五日内", CalendarDays(15)),
    ("15个工作日(含)", WorkingDays(15)),
    ("下一个工作日", WorkingDays(1)),
    ("即时办结", Immediate()),
    ("即时 办结", Immediate()),
    ("即办件", Immediate()),
    ("当场办结。", Immediate()),
    ("当日办结", SameDay()),
    ("次日生效", NextDay()),
    ("次日起享受待遇", NextDay()),
    ("当月", SameMonth()),
    ("次月起生效", NextMonth()),
    ("每月批次", MonthlyBatch()),
    ("每月审核一次", MonthlyBatch()),
    ("每月25日集中审核", MonthlyBatch(25)),
    ("按协议", ByAgreement()),
    ("按协议办法执行", ByAgreement()),
    ("按两定机构协议管理办法和经办规程", ByAgreement()),
    ("3-5个工作日", Range(WorkingDays(3), WorkingDays(5))),
    ("3至5个工作日", Range(WorkingDays(3), WorkingDays(5))),
    ("3个工作日至5个工作日", Range(WorkingDays(3), WorkingDays(5))),
    ("通常为3～5个工作日", Range(WorkingDays(3), WorkingDays(5))),
    ("满6个月", Months(6, bound=Bound.REACHED)),
    ("六个月以上", Months(6, bound=Bound.REACHED)),
    ("至少半年", Months(6, bound=Bound.REACHED)),
    ("半年", Months(6)),
    ("一年", Years(1)),
    ("两年内", Years(2)),
    ("24小时内", Hours(24)),
    ("4个工作小时", WorkingHours(4)),
    ("30个自然日", CalendarDays(30)),
    ("第10个工作日起生效", WorkingDays(10, bound=Bound.FROM)),
    ("10个工作日后生效", WorkingDays(10, bound=Bound.FROM)),
    ("5+10+5个工作日", FIVE_TEN_FIVE),
    ("不超过5+10+5个工作日", FIVE_TEN_FIVE),
    ("自收齐材料之日起20个工作日内", WorkingDays(20, start_event=StartEvent.COMPLETE)),
    ("自材料齐全之日起20个工作日内", WorkingDays(20, start_event=StartEvent.COMPLETE)),
    ("受理后5个工作日内", WorkingDays(5, start_event=StartEvent.ACCEPTED)),
    ("收到《联系函》后10个工作日内", WorkingDays(10, start_event=StartEvent.LETTER)),
    ("收到《信息表》和转移资金后5个工作日内办结", WorkingDays(5, start_event=StartEvent.INFORMATION)),
    ("自收到申请之日起10个工作日内", WorkingDays(10, start_event=StartEvent.RECEIVED)),
    ("自相关情形发生之日起20个工作日内", WorkingDays(20, start_event=StartEvent.OCCURRED)),
    (
        "自受理之日起20日内作出决定，经批准可以延长10日",
        Extendable(CalendarDays(20), CalendarDays(10), start_event=StartEvent.ACCEPTED),
    ),
    (
        "受理后转入地：5个工作日；转出地：收到联系函后10个工作日",
        Staged(
            (
                Stage(WorkingDays(5), "转入地"),
                Stage(WorkingDays(10, start_event=StartEvent.LETTER), "转出地"),
            ),
            start_event=StartEvent.ACCEPTED,
        ),
    ),
    ("At most 20 working days", WorkingDays(20)),
    ("3 to 5 business days", Range(WorkingDays(3), WorkingDays(5))),
]


@pytest.mark.parametrize(("words", "term"), WORDINGS)
def test_wordings_of_the_sources(words: str, term: Term) -> None:
    assert parse_term(words) == term


@given(terms(), st.sampled_from(["zh", "en"]))
def test_printed_and_read_back(term: Term, lang: str) -> None:
    assert parse_term(term.wording("zh" if lang == "zh" else "en")) == term
    assert pickle.loads(pickle.dumps(term)) == term
    assert hash(term) == hash(parse_term(term.wording()))


@pytest.mark.parametrize(
    ("reading", "working"),
    [
        (DayReading.CIVIL, ()),
        (DayReading.LICENSING, (2, 3, 5, 7, 10, 20, 60)),
        (DayReading.REVIEW, (3, 5, 7, 10)),
        (DayReading.REVIEW_1999, (5, 7)),
        (DayReading.PENALTY, (2, 3, 5, 7)),
        (DayReading.ENFORCEMENT, (1, 2, 3, 5, 7, 9, 10)),
    ],
)
def test_a_bare_day_is_what_its_law_says(reading: DayReading, working: tuple[int, ...]) -> None:
    for n in (2, 3, 5, 7, 10, 20, 60):
        assert parse_term(f"{n}日", days=reading) == (WorkingDays(n) if n in working else CalendarDays(n))
        assert parse_term(f"{n}个自然日", days=reading) == CalendarDays(n)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "尽快",
        "五百百个工作日",
        "第5个工作日",
        "满5个工作日后生效",
        "5个",
        "转入地：即时；转出地：5日",
        "x" * 300,
    ],
)
def test_unknown_words_say_what_is_understood(words: str) -> None:
    with pytest.raises(TermTextError) as caught:
        parse_term(words)
    assert "3至5个工作日" in caught.value.render("zh")
    assert "3 to 5 working days" in caught.value.render("en")
    assert normalise(words)[:20] in caught.value.render("zh")


def test_only_text_is_read() -> None:
    with pytest.raises(TermTextError):
        parse_term(20)  # type: ignore[arg-type]


@given(st.text(max_size=40))
def test_any_text_gives_a_term_or_our_error(words: str) -> None:
    try:
        term = parse_term(words)
    except CalendarError:
        return
    assert parse_term(term.wording()) == term


def test_terms_without_sense() -> None:
    event = WorkingDays(5, start_event=StartEvent.LETTER)
    for make in (
        lambda: WorkingDays(0),
        lambda: WorkingDays(True),
        lambda: WorkingDays(1.5),  # type: ignore[arg-type]
        lambda: Months(99_999),
        lambda: MonthlyBatch(32),
        lambda: MonthlyBatch("5"),  # type: ignore[arg-type]
        lambda: Range(WorkingDays(5), WorkingDays(3)),
        lambda: Range(WorkingDays(3), CalendarDays(5)),
        lambda: Range(WorkingDays(3), WorkingDays(5, bound=Bound.REACHED)),
        lambda: Extendable(event, WorkingDays(5)),
        lambda: Stage(WorkingDays(5), "转入地：5"),
        lambda: Stage(WorkingDays(5), "自受理"),
        lambda: Stage(WorkingDays(5, bound=Bound.FROM)),
        lambda: Staged((Stage(WorkingDays(5)),)),
        lambda: Staged((Stage(event), Stage(event))),
    ):
        with pytest.raises(TermError) as caught:
            make()
        assert caught.value.fix.zh


def test_stages_add_up_when_they_share_a_unit() -> None:
    assert FIVE_TEN_FIVE.total == WorkingDays(20)
    assert Staged((Stage(WorkingDays(5)), Stage(Months(1)))).total is None
    assert Immediate(start_event=StartEvent.RECEIVED).starting(None) == Immediate()


def test_the_base_classes_have_no_words() -> None:
    with pytest.raises(NotImplementedError):
        Term().body("zh")


def test_the_legal_sources() -> None:
    assert cite("handling/20-3").term == WorkingDays(10, start_event=StartEvent.RECEIVED)
    assert cite("licensing/42").term == Extendable(
        WorkingDays(20), WorkingDays(10), start_event=StartEvent.ACCEPTED
    )
    assert cite("review/62").term == Extendable(
        CalendarDays(60), CalendarDays(30), start_event=StartEvent.ACCEPTED
    )
    assert cite("civil-code/201").label.zh == "民法典第二百零一条"
    assert (
        cite("handling/20-3").label.en == "Regulations on Handling Social Insurance, article 20, paragraph 3"
    )
    assert all(c.sure in ("read", "quoted") and c.rule.zh and c.rule.en for c in citations().values())
    with pytest.raises(CitationError) as caught:
        cite("handling/20-4")
    assert "handling/20-" in str(caught.value)
    with pytest.raises(CitationError):
        cite("?")


def test_the_strategies_need_hypothesis(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = importlib.util.find_spec("yibao_rules.testing.terms")
    assert spec is not None
    assert spec.loader is not None
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtraError, match="testing"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_d12_the_reading_of_a_law_is_that_of_its_version() -> None:
    last, first = date(2023, 12, 31), date(2024, 1, 1)
    assert [DayReading.REVIEW.on(day).of(10) for day in (last, first)] == [CalendarDays, WorkingDays]
    assert [DayReading.REVIEW_1999.on(day).of(3) for day in (last, first)] == [CalendarDays, WorkingDays]
    for reading in DayReading:
        if reading not in (DayReading.REVIEW, DayReading.REVIEW_1999):
            assert reading.on(last) is reading.on(first) is reading
    old, new = cite("review-1999/40"), cite("review/88")
    assert (old.until, new.in_force, new.until) == (first, first, None)
    assert cite("review-1999/17").term == WorkingDays(5, start_event=StartEvent.RECEIVED)
    assert cite("review/31-supplement").term == WorkingDays(10, start_event=StartEvent.NOTIFIED)
    assert cite("enforcement/69").in_force == date(2012, 1, 1)
    assert parse_term("11日", days=DayReading.ENFORCEMENT) == CalendarDays(11)
