"""Every day 2004-2026 against independent sources, in both directions."""

import json
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from yibao_rules.calendar import (
    Day,
    DayKind,
    Ends,
    Notice,
    Standing,
    UnknownYearError,
    WorkCalendar,
    check_installation,
    national,
    verify,
)
from yibao_rules.calendar.notice_checks import check_notice
from yibao_rules.calendar.statutory import compute_festivals, festival_dates, statutory_days

DAY = timedelta(days=1)
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
ALL = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
# 2005-12-31 (a Saturday) was worked: 国办发明电〔2005〕35号. The package lists it as a rest day.
CORRECTION = date(2005, 12, 31)
TRUTH = {day: chinese_calendar.is_workday(day) != (day == CORRECTION) for day in ALL}
HOLIDAY_CN = json.loads((Path(__file__).parent / "holiday_cn.json").read_text(encoding="utf-8"))


def test_every_day_agrees_with_chinese_calendar_but_the_correction() -> None:
    calendar = national()
    assert (calendar.first, calendar.last, len(ALL)) == (FIRST, LAST, 8401)
    assert {day for day in ALL if calendar.is_workday(day) != chinese_calendar.is_workday(day)} == {
        CORRECTION
    }
    assert verify(calendar) == (CORRECTION,)
    assert check_installation() == chinese_calendar.__version__


def test_every_day_agrees_with_holiday_cn() -> None:
    said = {date.fromisoformat(day): not off for year in HOLIDAY_CN.values() for _, day, off in year["days"]}
    first = date(2007, 1, 1)
    for day in ALL:
        if day >= first:
            assert national().is_workday(day) == said.get(day, day.weekday() < 5), day


@pytest.mark.parametrize("year", range(2007, 2027))
def test_each_years_named_days_are_those_of_holiday_cn(year: int) -> None:
    said = {date.fromisoformat(day): off for _, day, off in HOLIDAY_CN[str(year)]["days"]}
    said.pop(date(2020, 2, 3), None)  # a Monday worked as any other
    ours: dict[date, bool] = {}
    for notice in national().notices:
        if notice.year == year:
            ours |= notice.days
    assert ours == said


def test_every_plus_one_and_minus_one_against_a_walk() -> None:
    calendar = national()
    following: date | None = None
    for day in reversed(ALL):
        if following is not None:
            assert calendar.next(day) == following
            assert calendar.roll_forward(day) == (day if TRUTH[day] else following)
        following = day if TRUTH[day] else following
    preceding: date | None = None
    for day in ALL:
        if preceding is not None:
            assert calendar.previous(day) == preceding
            assert calendar.roll_back(day) == (day if TRUTH[day] else preceding)
        preceding = day if TRUTH[day] else preceding


def test_every_start_in_a_rest_day_both_directions() -> None:
    calendar = national()
    works = [day for day in ALL if TRUTH[day]]
    rank = 0
    for day in ALL:
        if TRUTH[day]:
            rank += 1
            continue
        for n in (1, 5, 20):
            if rank + n <= len(works):
                assert calendar.add(day, n) == works[rank + n - 1]
            if rank >= n:
                assert calendar.add(day, -n) == works[rank - n]


def test_counts_of_whole_years_and_all_ends() -> None:
    calendar = national()
    known = {2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}
    for year, days in known.items():
        assert calendar.count(date(year, 1, 1), date(year, 12, 31), Ends.BOTH) == days
    a, b = date(2026, 10, 8), date(2026, 10, 10)  # Thursday, Friday and a Saturday worked
    assert [calendar.count(a, b, ends) for ends in Ends] == [2, 2, 3, 1]
    assert [calendar.count(a, a, ends) for ends in Ends] == [0, 0, 1, 0]


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2020-08-25", 5, "2020-09-01"),
        ("2020-08-25", 20, "2020-09-22"),
        ("2020-01-20", 5, "2020-02-04"),
        ("2020-09-25", 5, "2020-10-09"),
        ("2020-09-25", 10, "2020-10-15"),
        ("2025-01-24", 3, "2025-02-05"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-09-30", 5, "2025-10-14"),
        ("2025-09-30", 10, "2025-10-21"),
        ("2025-09-30", 20, "2025-11-04"),
        ("2025-12-31", 2, "2026-01-05"),
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-04-30", 10, "2026-05-18"),
        ("2026-04-30", 30, "2026-06-15"),
        ("2023-12-01", 30, "2024-01-15"),
        ("2023-03-18", 1, "2023-03-20"),
        ("2023-03-18", 5, "2023-03-24"),
        ("2023-10-03", 1, "2023-10-07"),
        ("2023-03-18", -1, "2023-03-17"),
    ],
)
def test_check_vectors(start: str, n: int, due: str) -> None:
    assert national().add(date.fromisoformat(start), n) == date.fromisoformat(due)


def test_a_sum_into_an_unannounced_year_is_refused() -> None:
    with pytest.raises(UnknownYearError) as caught:
        national().add(date(2026, 11, 20), 30)
    for part in ("2027", "国办发明电〔2025〕7号", "with_notice", "parse_notice", "projected(2027)"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("day", "before", "after", "works_before", "works_after"),
    [
        ("2015-09-03", "2015-05-12", "2015-05-13", True, False),
        ("2015-09-04", "2015-05-12", "2015-05-13", True, False),
        ("2015-09-06", "2015-05-12", "2015-05-13", False, True),
        ("2019-05-02", "2019-03-21", "2019-03-22", True, False),
        ("2019-05-05", "2019-03-21", "2019-03-22", False, True),
        ("2020-01-31", "2020-01-26", "2020-01-27", True, False),
        ("2020-02-01", "2020-01-26", "2020-01-27", True, False),
    ],
)
def test_as_of_before_and_after_each_amendment(
    day: str, before: str, after: str, *, works_before: bool, works_after: bool
) -> None:
    asked = date.fromisoformat(day)
    assert national(date.fromisoformat(before)).is_workday(asked) is works_before
    assert national(date.fromisoformat(after)).is_workday(asked) is works_after


@pytest.mark.parametrize("year", range(2005, 2026))
def test_each_december_tail_is_provisional_until_the_next_notice(year: int) -> None:
    following = next(n for n in national().notices if n.year == year + 1 and not n.amends)
    old, new = national(following.known_from - DAY), national(following.known_from)
    if old.last.year < year:  # 2004 and 2005: the day of issue is not on record
        pytest.skip("the year itself was not announced")
    assert old.standing(date(year, 12, 27)) is Standing.CONFIRMED
    for day in range(28, 32):
        assert old.standing(date(year, 12, day)) is Standing.PROVISIONAL
        assert new.standing(date(year, 12, day)) is Standing.CONFIRMED
        assert new.is_workday(date(year, 12, day)) is TRUTH[date(year, 12, day)]
    changed = {day for day in ALL if day.year == year and old.is_workday(day) != TRUTH[day]}
    assert all(day >= date(year, 12, 28) for day in changed), "the tail is where a next notice reaches"


def test_the_tails_that_changed() -> None:
    changed = []
    for notice in national().notices:
        if not notice.amends and notice.year > 2006:
            old = national(notice.known_from - DAY)
            changed += [
                d for d in notice.days if d.year < notice.year and old.is_workday(d) == notice.days[d]
            ]
    assert sorted(map(str, changed)) == [
        "2006-12-30", "2006-12-31", "2007-12-29", "2007-12-31", "2011-12-31", "2018-12-29", "2018-12-31",
    ]  # fmt: skip


def test_why_a_day_is_so() -> None:
    kinds = {
        "2026-03-02": (DayKind.WORKDAY, "", None),
        "2026-03-01": (DayKind.WEEKEND, "", None),
        "2026-02-16": (
            DayKind.STATUTORY,
            "春节",
            "国办发明电〔2025〕7号",
        ),  # 除夕, statutory again since 2025
        "2026-02-20": (DayKind.SWAPPED, "春节", "国办发明电〔2025〕7号"),
        "2026-02-28": (DayKind.MAKE_UP, "春节", "国办发明电〔2025〕7号"),
        "2026-04-05": (DayKind.STATUTORY, "清明节", "国办发明电〔2025〕7号"),  # a Sunday
        "2015-09-03": (
            DayKind.STATUTORY,
            "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
            "国发明电〔2015〕1号",
        ),
        "2015-09-04": (
            DayKind.SWAPPED,
            "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
            "国发明电〔2015〕1号",
        ),
        "2020-02-01": (DayKind.WEEKEND, "春节", "国办发明电〔2020〕1号"),
        "2024-02-09": (DayKind.WORKDAY, "", None),  # 除夕 2024: rest was urged, not given
        "2005-12-31": (DayKind.MAKE_UP, "元旦", "国办发明电〔2005〕35号"),
        "2020-10-01": (DayKind.STATUTORY, "中秋节、国庆节", "国办发明电〔2019〕16号"),
    }
    for day, (kind, name, notice) in kinds.items():
        found = national().day(date.fromisoformat(day))
        assert (found.kind, found.name, found.notice, found.layer) == (kind, name, notice, None)
        assert isinstance(found, Day)
        assert found.is_workday is (kind in (DayKind.WORKDAY, DayKind.MAKE_UP))


@pytest.mark.parametrize("notice", national().notices, ids=lambda n: n.name)
def test_each_shipped_notice_holds_together(notice: Notice) -> None:
    check_notice(notice)
    assert notice.sure
    assert notice.known_from >= notice.issued
    assert Notice.from_json(notice.to_json()) == notice
    assert notice.issued < date(notice.year, 12, 31)
    if notice.amends:
        assert any(other.number == notice.amends for other in national().notices)
        with pytest.raises(ValueError, match="通知"):
            WorkCalendar(notices=tuple(n for n in national().notices if n.year != notice.year))


def test_the_holiday_law_counts() -> None:
    sizes = {
        year: sum(name.count("、") + 1 for _, name in statutory_days(year))
        for year in (2004, 2008, 2013, 2014, 2024, 2025, 2026)
    }
    assert sizes == {2004: 10, 2008: 11, 2013: 11, 2014: 11, 2024: 11, 2025: 13, 2026: 13}
    eve = {year: festival_dates(year)["春节"] - DAY for year in (2013, 2014, 2025)}
    assert [eve[year] in dict(statutory_days(year)) for year in eve] == [True, False, True]


@pytest.mark.parametrize("year", range(2004, 2051))
def test_the_festival_table_is_what_the_library_computes(year: int) -> None:
    dates = festival_dates(year)
    assert compute_festivals(year) == tuple(dates[name] for name in ("春节", "清明节", "端午节", "中秋节"))


def test_festivals_beyond_the_table_are_computed() -> None:
    assert festival_dates(2060)["春节"] == date(2060, 2, 2)


def test_swaps_named_in_words_join_a_worked_or_statutory_rest_day_to_a_day_off() -> None:
    pairs = [
        (pair, notice) for notice in national().notices for item in notice.arrangements for pair in item.swaps
    ]
    assert len(pairs) > 30
    for (rest, moved), notice in pairs:
        statutory = dict(statutory_days(rest.year))
        assert rest.weekday() >= 5
        assert rest in statutory or notice.days[rest] is False
        assert notice.days[moved]
        assert moved.weekday() < 5
