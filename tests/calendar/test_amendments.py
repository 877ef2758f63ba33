"""D3: an amendment replaces what stood for its festivals, an extension adds, and both are checked with their year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    Arrangement,
    DayKind,
    Ends,
    Notice,
    NoticeError,
    WorkCalendar,
    compare,
    list_year,
    national,
    parse_notice,
)
from yibao_rules.calendar.amendments import in_force
from yibao_rules.testing.calendars import notices

NATIONAL = national()
DAY = timedelta(days=1)
BASE = NATIONAL.last_announced


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def span(first: str, last: str) -> list[date]:
    return [day(first) + n * DAY for n in range((day(last) - day(first)).days + 1)]


def amend(*items: Arrangement, year: int = 2026, issued: date = date(2026, 3, 1)) -> Notice:
    return Notice(
        year=year, number="国办发明电〔2026〕2号", issued=issued, amends=BASE.number, arrangements=items
    )


def differing(calendar: WorkCalendar) -> list[str]:
    return [str(change.after.date)[5:] for change in compare(NATIONAL, calendar).changes]


def test_d3_a_moved_make_up_day_does_not_leave_both_worked() -> None:
    whole = Arrangement(name="劳动节", off=span("05-01", "05-05"), work=[day("05-10")])
    alone = Arrangement(name="劳动节", work=[day("05-10")])
    for item in (whole, alone):
        calendar = NATIONAL.with_notice(amend(item))
        assert [calendar.is_workday(day(text)) for text in ("05-09", "05-10")] == [False, True]
        assert differing(calendar) == ["05-09", "05-10"]
        assert not calendar.is_workday(day("05-05"))
        assert calendar.day(day("05-10")).kind is DayKind.MAKE_UP


def test_d3_a_shortened_break_is_short_and_its_make_up_day_gone() -> None:
    calendar = NATIONAL.with_notice(amend(Arrangement(name="劳动节", off=span("05-01", "05-04"))))
    assert differing(calendar) == ["05-05", "05-09"]
    fifth, ninth = calendar.day(day("05-05")), calendar.day(day("05-09"))
    assert (fifth.kind, fifth.name, fifth.notice) == (DayKind.WORKDAY, "劳动节", "国办发明电〔2026〕2号")
    assert (ninth.kind, ninth.is_workday, ninth.notice) == (DayKind.WEEKEND, False, "国办发明电〔2026〕2号")
    # What stood and is not named anew is told, by the amendment that let it go.
    assert "2026-05-05（星期二） 平日 劳动节" in list_year(calendar, 2026).render()
    assert (
        "2026-05-09：原为上班（已确定），现为放假（国办发明电〔2026〕2号）"
        in compare(NATIONAL, calendar).text.zh
    )


def test_d3_what_is_stated_anew_is_balanced_and_the_days_left_open_are_named() -> None:
    with pytest.raises(NoticeError) as caught:
        NATIONAL.with_notice(amend(Arrangement(name="劳动节", off=span("05-01", "05-05"))))
    told = caught.value.render("zh")
    assert "工作日放假 19 天，周末上班 5 天" in told
    assert "原有安排而本通知未提的日子：2026-05-09" in told
    assert "extends" in caught.value.fix.zh
    with pytest.raises(NoticeError, match="2026-05-01 未放假"):
        NATIONAL.with_notice(amend(Arrangement(name="劳动节", off=span("05-02", "05-05"))))


def test_d3_an_extension_only_widens_and_needs_no_make_up_days() -> None:
    calendar = NATIONAL.with_notice(amend(Arrangement(name="春节", off=span("02-24", "03-01"), extends=True)))
    assert differing(calendar) == ["02-24", "02-25", "02-26", "02-27", "02-28"]
    assert not calendar.is_workday(day("02-15"))
    assert calendar.is_workday(day("02-14")), "the make-up day before the break stays"
    assert calendar.day(day("02-28")).kind is DayKind.WEEKEND
    with pytest.raises(NoticeError, match="没有这一假期"):
        NATIONAL.with_notice(amend(Arrangement(name="三月三", off=span("04-20", "04-20"), extends=True)))


def test_d3_an_amendment_after_an_extension_replaces_it_too() -> None:
    longer = amend(Arrangement(name="春节", off=span("02-24", "02-25"), extends=True))
    item = next(item for item in BASE.arrangements if item.name == "春节")
    back = Notice(year=2026, issued=date(2026, 3, 2), amends=BASE.number, title="恢复", arrangements=(item,))
    calendar = NATIONAL.with_notice(longer).with_notice(back)
    assert differing(calendar) == []
    assert calendar.day(day("02-24")).notice == "恢复"


def test_d3_a_decree_of_a_new_holiday_takes_nothing_away() -> None:
    decree = Arrangement(
        name="纪念日", off=span("09-03", "09-05"), statutory=[day("09-03")], work=[day("09-06")]
    )
    calendar = NATIONAL.with_notice(amend(decree))
    assert differing(calendar) == ["09-03", "09-04", "09-06"]
    assert calendar.day(day("09-03")).kind is DayKind.STATUTORY


def test_d3_a_festival_under_another_name_is_known_by_its_statutory_days() -> None:
    calendar = NATIONAL.with_notice(amend(Arrangement(name="五一假期", off=span("05-01", "05-04"))))
    assert differing(calendar) == ["05-05", "05-09"]


def test_d3_one_of_two_festivals_restated_leaves_the_other_its_statutory_days() -> None:
    year = national(date(2024, 12, 1))  # 2025: 国庆节、中秋节 10-01..10-08, worked 09-28 and 10-11
    off = [date(2025, 10, 1) + n * DAY for n in range(5)]
    item = Arrangement(name="国庆节", off=[*off, date(2025, 10, 7)], work=[date(2025, 10, 11)])
    found = year.with_notice(Notice(year=2025, issued=date(2025, 9, 1), amends="试", arrangements=(item,)))
    assert [found.is_workday(date(2025, 10, n)) for n in range(1, 13)] == [
        False, False, False, False, False, False, False, True, True, True, True, False,
    ]  # fmt: skip
    assert found.is_workday(date(2025, 9, 28)) is False
    assert found.day(date(2025, 10, 6)).notice == "国办发明电〔2024〕12号"
    assert found.day(date(2025, 10, 6)).name == "中秋节"
    assert found.day(date(2025, 10, 8)).name == "国庆节"


def test_d3_adjusting_several_festivals_reads_as_an_amendment() -> None:
    text = """国务院办公厅关于调整2026年部分节假日安排的通知
    国办发明电〔2026〕3号
    一、劳动节：5月1日（周五）至4日（周一）放假调休，共4天。
    二、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月11日（周日）上班。
    国务院办公厅
    2026年3月2日"""
    notice = parse_notice(text)
    assert (notice.amends, notice.year) == ("国办发明电〔2025〕7号", 2026)
    assert [item.name for item in notice.arrangements] == ["劳动节", "国庆节"]
    assert differing(NATIONAL.with_notice(notice)) == ["05-05", "05-09", "10-10", "10-11"]


def test_d3_a_moved_make_up_day_in_words_of_its_own() -> None:
    text = "国务院办公厅关于调整2026年劳动节假期安排的通知\n一、劳动节：5月10日（星期日）上班。"
    notice = parse_notice(text, issued=date(2026, 3, 2))
    assert notice.arrangements == (Arrangement(name="劳动节", work=[day("05-10")]),)
    assert differing(NATIONAL.with_notice(notice)) == ["05-09", "05-10"]


@given(notices(2026), notices(2026))
def test_d3_an_amendment_of_every_festival_leaves_nothing_of_what_stood(
    first: Notice, second: Notice
) -> None:
    earlier = [notice for notice in NATIONAL.notices if notice.year < 2026]
    amendment = Notice(
        year=2026,
        issued=date(2026, 1, 5),
        amends=first.number,
        title="全部调整",
        arrangements=second.arrangements,
    )
    alone, amended = (
        WorkCalendar(notices=[*earlier, second]),
        WorkCalendar(notices=[*earlier, first, amendment]),
    )
    assert amended.tables == alone.tables
    first_day, last_day = date(2026, 1, 1), date(2026, 12, 31)
    assert amended.count(first_day, last_day, Ends.BOTH) == NATIONAL.count(first_day, last_day, Ends.BOTH)


@given(st.sampled_from([n.year for n in NATIONAL.notices if n.amends]), st.integers(0, 400))
def test_d3_the_amended_years_on_record_stay_as_they_were(year: int, offset: int) -> None:
    asked = min(date(year, 1, 1) + offset * DAY, date(year, 12, 31))
    day_over_day: dict[date, bool] = {}
    for notice in NATIONAL.notices:
        day_over_day |= notice.days
    assert NATIONAL.is_workday(asked) is not day_over_day.get(asked, asked.weekday() >= 5)


def test_nothing_stands_without_notices() -> None:
    assert in_force([]) == ()
    empty = Notice(year=2026, issued=date(2026, 1, 1), consolidated=True, arrangements=())
    assert in_force([BASE, empty]) == ()


# -- D12: what kind of day off


def test_d12_a_projected_year_has_days_in_lieu_and_no_exchange() -> None:
    calendar = NATIONAL.projected(2028)
    for text in ("2027-05-03", "2027-05-04"):
        found = calendar.day(date.fromisoformat(text))
        assert (found.kind, found.kind.label.zh, found.name) == (DayKind.IN_LIEU, "补假", "劳动节")
    for year in (2027, 2028):
        kinds = {calendar.day(date(year, 1, 1) + n * DAY).kind for n in range(365)}
        assert not kinds & {DayKind.SWAPPED, DayKind.MAKE_UP}


@pytest.mark.parametrize("year", range(2004, 2027))
def test_d12_an_announced_year_does_not_say_which_day_is_exchanged(year: int) -> None:
    days = [NATIONAL.day(date(year, 1, 1) + n * DAY) for n in range(365)]
    found = [one for one in days if one.kind in (DayKind.SWAPPED, DayKind.IN_LIEU)]
    assert {one.kind.label.zh for one in found} == {"调休或补假"}
    if year == 2021:
        assert (len(found), sum(one.kind is DayKind.MAKE_UP for one in days)) == (13, 7)
