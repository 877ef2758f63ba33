"""WorkCalendar as a value: laws of its arithmetic, layers, projection, JSON, pickle, and what it refuses."""

import json
import pickle
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty as hypothesis_pretty

from yibao_rules.calendar import (
    AmbiguousError,
    Arrangement,
    CalendarError,
    DayKind,
    Ends,
    Layer,
    LayerKind,
    Notice,
    NoticeError,
    Standing,
    UnknownYearError,
    WorkCalendar,
    national,
    parse_notice,
    regional_layer,
    regional_layers,
)
from yibao_rules.calendar.projection import projected_notice
from yibao_rules.calendar.statutory import law_of
from yibao_rules.testing.calendars import calendars, days, layers

DAY = timedelta(days=1)
NATIONAL = national()
STEPS = st.integers(-400, 400).filter(bool)


@given(calendars(), st.data(), STEPS)
def test_add_then_count_gives_n(calendar: WorkCalendar, data: st.DataObject, n: int) -> None:
    day = data.draw(days(calendar))
    try:
        due = calendar.add(day, n)
    except UnknownYearError:
        assume(False)
        raise
    assert calendar.is_workday(due)
    if n > 0:
        assert calendar.count(day, due) == n
        if calendar.is_workday(day):
            assert calendar.add(due, -n) == day
    else:
        assert calendar.count(due, day, Ends.BEFORE_END) == -n


@given(calendars(), st.data(), STEPS)
def test_add_is_monotone_and_steps_add_up(calendar: WorkCalendar, data: st.DataObject, n: int) -> None:
    day = data.draw(days(calendar))
    assume(day < calendar.last)
    try:
        a, b = calendar.add(day, n), calendar.add(day + DAY, n)
        more = calendar.add(day, n + (1 if n > 0 else -1))
    except UnknownYearError:
        return
    assert a <= b
    assert more == calendar.add(a, 1 if n > 0 else -1)


@given(calendars(), st.data())
def test_counts_are_sums_of_flags_and_ends_differ_as_named(
    calendar: WorkCalendar, data: st.DataObject
) -> None:
    a, b = sorted(data.draw(st.tuples(days(calendar), days(calendar))))
    b = min(b, a + timedelta(days=90))
    inside = sum(calendar.is_workday(a + n * DAY) for n in range((b - a).days + 1))
    first, last = calendar.is_workday(a), calendar.is_workday(b)
    assert calendar.count(a, b, Ends.BOTH) == inside
    assert calendar.count(a, b, Ends.AFTER_START) == inside - first
    assert calendar.count(a, b, Ends.BEFORE_END) == inside - last
    assert calendar.count(a, b, Ends.NEITHER) == inside - first - (last and a != b)


@given(calendars(), st.data())
def test_a_day_tells_the_same_as_the_tables(calendar: WorkCalendar, data: st.DataObject) -> None:
    asked = data.draw(days(calendar))
    day = calendar.day(asked)
    worked = (DayKind.WORKDAY, DayKind.MAKE_UP, DayKind.LOCAL_WORK, DayKind.OFFICE_OPEN)
    assert day.is_workday is calendar.is_workday(asked) is (day.kind in worked)
    assert day.standing is calendar.standing(asked) is not Standing.UNKNOWN
    assert (day.layer is None) == any(day.kind is kind for kind in list(DayKind)[:6])
    if calendar.first + 9 * DAY < asked < calendar.last - 9 * DAY:
        assert calendar.roll_back(asked) <= asked <= calendar.roll_forward(asked)


@given(calendars())
def test_equal_after_json_and_pickle(calendar: WorkCalendar) -> None:
    for copy in (WorkCalendar.from_json(calendar.to_json()), pickle.loads(pickle.dumps(calendar))):
        assert copy == calendar
        assert hash(copy) == hash(calendar)
        assert copy.tables == calendar.tables
    assert f"{calendar.first}..{calendar.last}" in repr(calendar)


@given(st.data(), layers(NATIONAL), layers(NATIONAL))
def test_the_last_word_wins(data: st.DataObject, below: Layer, above: Layer) -> None:
    calendar = NATIONAL.with_layer(below).with_layer(above)
    for layer, others in ((above, ()), (below, (*above.off, *above.work))):
        for day in {*layer.off, *layer.work} - set(others):
            assert calendar.is_workday(day) is (day in layer.work)
            assert calendar.day(day).layer == layer.name
    other = data.draw(days(NATIONAL))
    assume(other not in {*above.off, *above.work, *below.off, *below.work})
    assert calendar.day(other) == NATIONAL.day(other)


def test_tables_are_plain_and_consistent() -> None:
    tables = NATIONAL.tables
    assert len(tables.flags) == 8401 == len(tables.before) - 1
    assert tables.base == date(2004, 1, 1).toordinal()
    assert tables.before[-1] == len(tables.works) == sum(tables.flags)
    assert all(a < b for a, b in pairwise(tables.works))


def test_a_notebook_and_a_failing_test_show_a_calendar_in_one_line() -> None:
    assert hypothesis_pretty(NATIONAL) == repr(NATIONAL) == "WorkCalendar(2004-01-01..2026-12-31, 26 notices)"


def test_numpy_whole_numbers_are_taken() -> None:
    assert NATIONAL.add(date(2026, 3, 2), cast("int", np.int64(5))) == date(2026, 3, 9)


def test_standing_between_is_the_worst() -> None:
    calendar = NATIONAL.projected(2027)
    day = date(2026, 12, 27)
    assert calendar.standing_between(day, day) is Standing.CONFIRMED
    assert calendar.standing_between(day, day + DAY) is Standing.PROVISIONAL
    assert calendar.standing(date(2027, 6, 1)) is Standing.PROVISIONAL
    assert calendar.standing(date(2028, 1, 1)) is NATIONAL.standing(date(2003, 12, 31)) is Standing.UNKNOWN
    assert Standing.worst() is Standing.CONFIRMED
    assert Standing.worst(Standing.PROVISIONAL, Standing.UNKNOWN, Standing.CONFIRMED) is Standing.UNKNOWN


# -- local layers


def test_guangxi_2017_undoes_a_national_make_up_saturday() -> None:
    layer = regional_layer("450100")
    assert layer is not None
    local = NATIONAL.with_layer(layer)
    assert [NATIONAL.is_workday(date(2017, 4, day)) for day in (1, 8)] == [True, False]
    assert [local.is_workday(date(2017, 4, day)) for day in (1, 8)] == [False, True]
    assert [local.is_workday(date(2017, 3, day)) for day in (29, 30, 31)] == [True, False, False]
    first, eighth = local.day(date(2017, 4, 1)), local.day(date(2017, 4, 8))
    assert (first.kind, eighth.kind) == (DayKind.LOCAL_OFF, DayKind.LOCAL_WORK)
    assert first.layer == "广西壮族自治区"
    assert first.notice == layer.source
    assert local.add(date(2017, 3, 29), 1) == date(2017, 4, 5)


def test_a_region_without_record_for_a_year_is_provisional_then() -> None:
    local = NATIONAL.with_layer(regional_layers()["450000"])
    assert local.standing(date(2021, 6, 1)) is Standing.CONFIRMED
    assert local.standing(date(2022, 6, 1)) is Standing.PROVISIONAL
    assert local.standing_between(date(2021, 12, 1), date(2022, 1, 5)) is Standing.PROVISIONAL
    assert regional_layer("110105") is None


@pytest.mark.parametrize("layer", regional_layers().values(), ids=lambda layer: layer.name)
def test_each_regions_record_is_sourced_and_inside_its_years(layer: Layer) -> None:
    assert layer.source
    assert layer.sure
    assert layer.years is not None
    assert {day.year for day in (*layer.off, *layer.work)} <= set(layer.years)
    assert any(NATIONAL.is_workday(day) for day in layer.off)


def test_an_offices_own_days() -> None:
    office = Layer(name="大厅盘点", kind=LayerKind.OFFICE, off=[date(2026, 6, 30)], work=[date(2026, 7, 4)])
    calendar = NATIONAL.with_layer(office)
    assert calendar.day(date(2026, 6, 30)).kind is DayKind.OFFICE_CLOSED
    open_day = calendar.day(date(2026, 7, 4))
    assert (open_day.kind, open_day.notice) == (DayKind.OFFICE_OPEN, None)
    assert calendar.standing(date(2026, 6, 30)) is Standing.CONFIRMED


def test_a_layers_days_outside_the_calendar_do_no_harm() -> None:
    calendar = NATIONAL.with_layer(Layer(name="远", off=[date(2003, 3, 3), date(2031, 3, 3)]))
    assert calendar.tables == NATIONAL.tables
    assert calendar.projected(2031).is_workday(date(2031, 3, 3)) is False


def test_a_layer_has_one_word_for_a_day() -> None:
    with pytest.raises(CalendarError, match="既放假又上班"):
        Layer(name="乱", off=[date(2026, 6, 30)], work=[date(2026, 6, 30)])


# -- projection


@pytest.mark.parametrize("year", range(2027, 2040))
def test_a_projected_year_has_the_working_days_that_the_law_leaves(year: int) -> None:
    calendar = NATIONAL.projected(year)
    weekdays = sum(
        (date(year, 1, 1) + n * DAY).weekday() < 5
        for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    )
    assert calendar.count(date(year, 1, 1), date(year, 12, 31), Ends.BOTH) == weekdays - 13
    assert calendar.last == date(year, 12, 31)
    assert calendar.standing(date(year, 5, 1)) is Standing.PROVISIONAL


def test_a_projected_day_names_the_law() -> None:
    day = NATIONAL.projected(2028).day(date(2028, 10, 3))
    assert (day.kind, day.name) == (DayKind.STATUTORY, "中秋节、国庆节")
    assert "国务院令第795号" in (day.notice or "")
    assert (
        national(date(2013, 1, 1)).projected(2014).day(date(2014, 1, 30)).kind is DayKind.WORKDAY
    )  # 除夕 2014


def test_an_announced_year_replaces_its_projection() -> None:
    calendar = national(date(2025, 11, 3)).projected(2027)
    assert calendar.is_workday(date(2026, 2, 14)) is False
    announced = calendar.with_notice(NATIONAL.last_announced)
    assert announced.is_workday(date(2026, 2, 14)) is True
    assert announced.last == date(2027, 12, 31)
    assert announced.provisional_from == date(2026, 12, 28)
    assert NATIONAL.projected(2020).last == NATIONAL.last


def test_no_law_no_projection() -> None:
    with pytest.raises(CalendarError, match="2000"):
        law_of(1999)


# -- what it refuses


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1), date.min, date.max])
def test_a_day_outside_is_refused_by_every_question(day: date) -> None:
    inside = date(2026, 3, 2)
    for ask in (
        lambda: NATIONAL.is_workday(day),
        lambda: NATIONAL.day(day),
        lambda: NATIONAL.add(day, 1),
        lambda: NATIONAL.roll_forward(day),
        lambda: NATIONAL.count(min(day, inside), max(day, inside)),
    ):
        with pytest.raises(UnknownYearError, match=str(day.year)):
            ask()


def test_a_sum_before_the_record_is_refused() -> None:
    with pytest.raises(UnknownYearError, match="2004 年以前"):
        NATIONAL.add(date(2004, 1, 5), -5)
    with pytest.raises(UnknownYearError, match="2027"):
        NATIONAL.next(date(2026, 12, 31))


@pytest.mark.parametrize("day", [datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02", None, 20260302])
def test_anything_but_a_date_is_refused(day: Any) -> None:
    good = date(2026, 3, 2)
    for ask in (
        lambda: NATIONAL.is_workday(day),
        lambda: NATIONAL.add(day, 1),
        lambda: NATIONAL.count(day, good),
        lambda: NATIONAL.count(good, day),
        lambda: NATIONAL.standing(day),
    ):
        with pytest.raises(CalendarError, match=r"expected a datetime\.date, without a time of day"):
            ask()


def test_a_subclass_of_date_is_a_date() -> None:
    class Today(date):
        pass

    assert NATIONAL.is_workday(Today(2026, 10, 10))
    assert NATIONAL.add(Today(2026, 10, 9), 1) == NATIONAL.next(date(2026, 10, 9)) == date(2026, 10, 10)


@pytest.mark.parametrize("n", [1.0, "1", None, True])
def test_a_number_of_days_is_whole(n: Any) -> None:
    with pytest.raises(CalendarError, match="整数"):
        NATIONAL.add(date(2026, 3, 2), n)


def test_zero_days_is_ambiguous() -> None:
    with pytest.raises(AmbiguousError, match="roll_forward"):
        NATIONAL.add(date(2026, 3, 2), 0)


def test_a_reversed_span_is_refused() -> None:
    for ask in (NATIONAL.count, NATIONAL.standing_between):
        with pytest.raises(CalendarError, match="起日不晚于止日"):
            ask(date(2026, 3, 3), date(2026, 3, 2))


def test_nothing_was_known_before_the_first_notice() -> None:
    with pytest.raises(CalendarError, match="as_of"):
        national(date(2003, 1, 1))
    with pytest.raises(CalendarError, match=r"\.date\(\)"):
        national(datetime(2020, 1, 1, tzinfo=UTC))
    assert national(date(2004, 5, 1)).last == date(2004, 12, 31)


def test_notices_that_cannot_join_are_refused() -> None:
    last = NATIONAL.last_announced
    moved = Arrangement(name="元旦", off=[date(2026, 1, 1)])
    clash = Notice(year=2026, number=last.number, issued=last.issued, amends="试", arrangements=(moved,))
    far = Notice(
        year=2028, issued=date(2027, 11, 1), arrangements=NATIONAL.projected(2028).all_notices[1].arrangements
    )
    early = Notice(
        year=2027,
        issued=date(2027, 1, 2),
        amends="2027年部分节假日安排",
        arrangements=(Arrangement(name="元旦", off=[date(2027, 1, 2)]),),
    )
    for notice, part in ((clash, "同号而内容不同"), (far, "先加入中间年份"), (early, "先加入该年的年度通知")):
        with pytest.raises(NoticeError, match=part):
            NATIONAL.with_notice(notice)
    unsound = Notice(
        year=2027, issued=date(2026, 11, 5), arrangements=(Arrangement(name="元旦", off=[date(2027, 1, 1)]),)
    )
    with pytest.raises(NoticeError, match="未放假"):
        NATIONAL.with_notice(unsound)


def test_an_amendment_of_ones_own_decides_its_days() -> None:
    amended = parse_notice(
        "国务院办公厅关于调整2026年劳动节假期安排的通知\n2026年5月1日至4日放假调休，共4天。5月5日（周二）上班。",
        issued=date(2026, 3, 20),
    )
    calendar = NATIONAL.with_notice(amended)
    assert amended.amends == NATIONAL.last_announced.number
    day = calendar.day(date(2026, 5, 5))
    assert (day.kind, day.is_workday, day.notice) == (DayKind.WORKDAY, True, amended.title)


def test_a_calendar_needs_notices_of_years_that_follow() -> None:
    with pytest.raises(CalendarError, match="没有通知"):
        WorkCalendar(notices=())
    with pytest.raises(CalendarError, match="2025"):
        WorkCalendar(notices=tuple(n for n in NATIONAL.notices if n.year != 2025))


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"notices": [], "layers": {}, "projected_through": null}',
        '{"notices": [], "layers": [], "projected_through": null}',
        '{"notices": [], "layers": [1], "projected_through": null}',
        '{"notices": [], "layers": [{}], "projected_through": null}',
        '{"notices": [], "layers": [], "projected_through": "2027"}',
        '{"notices": [{"year": 2026, "issued": "2025-11-04", "days": [{}]}], "layers": [], "projected_through": null}',
    ],
)
def test_bad_json_is_refused(text: str) -> None:
    with pytest.raises(CalendarError):
        WorkCalendar.from_json(text)


def test_errors_are_worded_in_both_languages_and_pickle() -> None:
    with pytest.raises(UnknownYearError) as caught:
        NATIONAL.is_workday(date(2027, 2, 8))
    error = caught.value
    assert "2027-02-08" in error.render("en")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert json.dumps(str(error))


def test_unknown_names_of_the_package_are_refused() -> None:
    import yibao_rules.calendar as package  # noqa: PLC0415

    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        package.nothing  # noqa: B018
    assert all(getattr(package, name) is not None for name in package.__all__)


def test_a_notice_two_years_off_is_told_which_years_can_follow() -> None:
    far = Notice(
        year=2029, issued=date(2028, 11, 5), amends="", arrangements=projected_notice(2029).arrangements
    )
    with pytest.raises(NoticeError, match="2003 至 2027 年") as caught:
        NATIONAL.with_notice(far)
    assert "2003 to 2027" in str(caught.value)
