"""What a caller may give by mistake is refused in our own words, never by Python's, and never taken for something else."""

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from yibao_rules import calendar as c
from yibao_rules.calendar import CalendarError, CitationError, NoticeError
from yibao_rules.text import Text

DAY = date(2026, 1, 5)
CAL = c.national()
RULES = c.CaseRules(term=c.WorkingDays(5))
ROW = c.Arrangement(name="元旦", off=[date(2027, 1, 1)])
ANY: Any = c

MISTAKES: dict[str, Callable[[], object]] = {
    "ends as text": lambda: ANY.national().count(DAY, DAY, "[a,b]"),
    "a year as text": lambda: ANY.national().projected("2027"),
    "a year beyond dates": lambda: CAL.projected(10_000),
    "a year that is a truth value": lambda: CAL.projected(True),
    "a calendar of anything": lambda: ANY.WorkCalendar(notices=[1]),
    "a calendar of one notice, not in a row": lambda: ANY.WorkCalendar(notices=CAL.notices[0]),
    "layers of anything": lambda: ANY.WorkCalendar(notices=CAL.notices, layers=["广西"]),
    "projected through text": lambda: ANY.WorkCalendar(notices=CAL.notices, projected_through="2027"),
    "a notice as text": lambda: ANY.national().with_notice("通知"),
    "no layer": lambda: ANY.national().with_layer(c.regional_layer("110000")),
    "calendar from a mapping": lambda: ANY.WorkCalendar.from_json({}),
    "list of year 0": lambda: c.list_year(CAL, 0),
    "list of a year as text": lambda: ANY.list_year(CAL, "2026"),
    "list of no calendar": lambda: ANY.list_year(None, 2026),
    "compare with nothing": lambda: ANY.compare(CAL, None),
    "layer days as text": lambda: ANY.Layer(name="甲", off=["2026-01-05"]),
    "layer days as moments": lambda: c.Layer(name="甲", work=[datetime(2026, 1, 5)]),
    "layer of one day, not in a row": lambda: ANY.Layer(name="甲", off=DAY),
    "region by number": lambda: ANY.regional_layer(450000),
    "term as text": lambda: ANY.deadline("5个工作日", start=DAY, calendar=CAL),
    "deadline without calendar": lambda: ANY.deadline(c.WorkingDays(5), start=DAY, calendar=None),
    "hours as text": lambda: ANY.deadline(c.WorkingDays(5), start=DAY, calendar=CAL, hours="8:30-17:00"),
    "convention as text": lambda: ANY.deadline(c.WorkingDays(5), start=DAY, calendar=CAL, convention="x"),
    "roll as text": lambda: ANY.deadline(c.Months(5), start=DAY, calendar=CAL, roll="forward"),
    "snap as text": lambda: ANY.deadline(c.Months(5), start=DAY, calendar=CAL, snap="workday"),
    "extended as text (it would be true)": lambda: ANY.deadline(
        c.parse_term("20日内，经批准可以延长10日"), start=DAY, calendar=CAL, extended="no"
    ),
    "24 hours beyond all dates": lambda: c.deadline(
        c.Hours(24), start=datetime(9999, 12, 31, 23), calendar=CAL
    ),
    "office hours of nothing": lambda: ANY.parse_hours(None),
    "office hours of no words": lambda: c.parse_hours(" "),
    "years of a layer, not in a row": lambda: ANY.Layer(name="甲", years=2027),
    "years of a layer as text": lambda: ANY.Layer(name="甲", years=["2027"]),
    "an alarm after its entry": lambda: c.CalendarEntry(
        key="1", at=DAY, summary=Text("甲", "a"), alarm=timedelta(days=-2)
    ),
    "an address of a notice as a number": lambda: c.read_notice('{"year": 2027, "papers": [1], "days": []}'),
    "binding of text": lambda: ANY.binding("5个工作日", None, start=DAY, calendar=CAL),
    "conflict of text": lambda: ANY.conflict("5个工作日", c.WorkingDays(5)),
    "stages of a plain term": lambda: ANY.plan_stages(c.WorkingDays(5), start=DAY, calendar=CAL),
    "hand-overs as text": lambda: ANY.plan_stages(
        c.parse_term("5+5个工作日"), start=DAY, calendar=CAL, handovers=["2026-01-06"]
    ),
    "a case of text": lambda: ANY.CaseRules(term="5个工作日"),
    "a case of anything": lambda: ANY.Case(rules=RULES, events=[1]),
    "a case without rules": lambda: ANY.Case(rules=None),
    "a clock without calendar": lambda: ANY.CaseClock(calendar=None).status(c.Case(rules=RULES), DAY),
    "status of no case": lambda: ANY.CaseClock(calendar=CAL).status(None, DAY),
    "effect as text": lambda: ANY.CaseRules(term=c.WorkingDays(5), effect="pause"),
    "a case's convention as text": lambda: ANY.CaseRules(term=c.WorkingDays(5), convention="start_day"),
    "a case's roll as text": lambda: ANY.CaseRules(term=c.WorkingDays(5), roll="back"),
    "warning as text": lambda: ANY.CaseRules(term=c.WorkingDays(5), warn="2"),
    "make-up days as text": lambda: ANY.parse_hours("周一 8:00-9:00", make_up="open"),
    "kind of layer as text": lambda: ANY.Layer(name="甲", kind="office"),
    "ends of arrays as text": lambda: ANY.VectorCalendar(CAL).count([DAY], [DAY], "[a,b]"),
    "roll of arrays as text": lambda: ANY.VectorCalendar(CAL).roll([DAY], "back"),
    "term of arrays as text": lambda: ANY.VectorCalendar(CAL).deadline("5个工作日", [DAY]),
    "convention of arrays as text": lambda: ANY.VectorCalendar(CAL).deadline(
        c.WorkingDays(5), [DAY], convention="start_day"
    ),
    "an office clock of text": lambda: ANY.OfficeClock(hours="8:30-17:00", calendar=CAL),
    "opening time as a number": lambda: ANY.OfficeClock(
        hours=c.parse_hours("周一至周五 8:30-17:00"), calendar=CAL
    ).add(datetime(2026, 1, 5), 4),
    "remind of text": lambda: ANY.remind(c.ReminderKind.CERTIFICATE, "2026-01-01"),
    "remind before all days": lambda: c.remind(c.ReminderKind.CERTIFICATE, date.min),
    "endorsements of text": lambda: ANY.residence_endorsements("2026-01-01", DAY),
    "validity of text": lambda: ANY.validity_end(DAY, "6个月"),
    "validity in working days": lambda: ANY.validity_end(DAY, c.WorkingDays(6)),
    "validity beyond all days": lambda: c.validity_end(date.max, c.CalendarDays(6)),
    "a stamp as text": lambda: ANY.to_ics([], stamp="2026-01-05", namespace="example.org"),
    "an entry as text": lambda: ANY.to_ics(["x"], stamp=datetime(2026, 1, 5, tzinfo=UTC), namespace="e.org"),
    "a moment asked of an office clock as a day": lambda: ANY.OfficeClock(
        hours=c.parse_hours("周一至周五 8:30-17:00"), calendar=CAL
    ).received(DAY),
}
BAD_NOTICES: dict[str, Callable[[], object]] = {
    "no text": lambda: ANY.parse_notice(None),
    "bytes": lambda: ANY.parse_notice(b"abc"),
    "a year as text": lambda: ANY.parse_notice("一、元旦：1月1日放假。", year="2027", issued=DAY),
    "a year beyond dates": lambda: ANY.parse_notice("一、元旦：1月1日放假。", year=10_000, issued=DAY),
    "the year 0": lambda: ANY.parse_notice("0000年1月1日放假。", issued=DAY),
    "issued as text": lambda: ANY.parse_notice("一、元旦：1月1日放假。", year=2027, issued="2026-11-04"),
    "a signature on no day": lambda: c.parse_notice(
        "一、元旦：1月1日放假。国务院办公厅2026年13月40日", year=2027
    ),
    "JSON from a number": lambda: ANY.Notice.from_json(3),
    "JSON from nothing": lambda: ANY.Notice.from_json(None),
    "read nothing": lambda: ANY.read_notice(None),
    "days as text": lambda: ANY.Notice(
        year=2027, issued=DAY, arrangements=(ANY.Arrangement(name="元旦", off=["2027-01-01"]),)
    ),
    "days as moments": lambda: c.Notice(
        year=2027, issued=DAY, arrangements=(c.Arrangement(name="元旦", off=[datetime(2027, 1, 1)]),)
    ),
    "notice of a year as text": lambda: ANY.Notice(year="2027", issued=DAY, arrangements=(ROW,)),
    "notice issued as text": lambda: ANY.Notice(year=2027, issued="2026-11-04", arrangements=(ROW,)),
    "notice issued at a moment": lambda: c.Notice(
        year=2027, issued=datetime(2026, 1, 5), arrangements=(ROW,)
    ),
    "arrangements of anything": lambda: ANY.Notice(year=2027, issued=DAY, arrangements=("元旦",)),
    "published as text": lambda: ANY.Notice(year=2027, issued=DAY, published="x", arrangements=(ROW,)),
    "one day, not in a row": lambda: ANY.Arrangement(name="元旦", off=DAY),
    "days of mixed kinds": lambda: ANY.Arrangement(name="元旦", off=[DAY, "x"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(CalendarError) as caught:
        MISTAKES[name]()
    assert caught.value.where
    assert caught.value.fix.zh
    assert caught.value.fix.en


@pytest.mark.parametrize("name", BAD_NOTICES)
def test_a_bad_notice_is_refused_as_such(name: str) -> None:
    with pytest.raises(NoticeError) as caught:
        BAD_NOTICES[name]()
    assert caught.value.fix.zh


@pytest.mark.parametrize(
    "term",
    [
        c.NextDay(), c.SameDay(), c.SameMonth(), c.NextMonth(), c.MonthlyBatch(), c.MonthlyBatch(1), c.Months(1),
        c.Years(1), c.CalendarDays(1), c.WorkingDays(1), c.parse_term("3至5日"), c.parse_term("5+5日"),
    ],
    ids=lambda term: term.wording(),
)  # fmt: skip
@pytest.mark.parametrize("start", [date.max, date(9999, 12, 1), date.min, date(1, 1, 2)], ids=str)
def test_the_ends_of_all_days_are_refused_like_any_unknown_day(term: c.Term, start: date) -> None:
    with contextlib.suppress(CalendarError):
        assert c.deadline(term, start=start, calendar=CAL).standing
    with contextlib.suppress(CalendarError):
        c.deadline(term, start=start, calendar=CAL, convention=c.Convention.START_DAY)


def test_a_citation_by_anything_but_its_code_is_refused() -> None:
    with pytest.raises(CitationError, match="civil-code/201"):
        ANY.cite(201)
