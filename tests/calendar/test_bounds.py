"""The bounds over unannounced years, tested backwards: every year since 2014 as if it had not been announced."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    Arrangement,
    Layer,
    Notice,
    UnknownYearError,
    WorkCalendar,
    national,
    regional_layers,
)
from yibao_rules.calendar.bounds import DECREE, Reach, bounds, clusters, reach_of, reach_since
from yibao_rules.calendar.register import national_notices
from yibao_rules.testing.calendars import days

DAY = timedelta(days=1)
YEARS = range(2014, 2027)
FORWARD, BACK = (5, 20, 60), (-20, -5)


def backwards(truth: WorkCalendar, steps: tuple[int, ...], *, leave_out: bool = False) -> Counter[str]:
    """Count the true dates inside and outside the bounds, each year projected as if unannounced."""
    counts: Counter[str] = Counter()
    for year in YEARS:
        old = WorkCalendar(notices=tuple(n for n in national_notices() if n.year < year)).projected(year + 1)
        reaches = reach_of(
            n for n in national_notices() if n.year >= 2014 and not (leave_out and n.year == year)
        )
        first = date(year - 1, 12, 1)
        for day in (first + n * DAY for n in range((date(year, 12, 15) - first).days + 1)):
            for n in steps:
                true = truth.add(day, n)
                if true.year <= year:
                    earliest, latest = bounds(old, day, n, reaches)
                    counts["inside" if earliest <= true <= latest else f"outside {year}"] += 1
                    counts["days"] += (latest - earliest).days
    return counts


def truth(*, amended: bool) -> WorkCalendar:
    notices = tuple(n for n in national_notices() if amended or not n.amends)
    return WorkCalendar(notices=notices).projected(2027)


@pytest.mark.parametrize("amended", [False, True], ids=["as announced", "as amended within the year"])
def test_the_true_date_lies_within_the_bounds(amended: bool) -> None:
    counts = backwards(truth(amended=amended), FORWARD)
    assert counts.pop("days") / counts["inside"] < 8, "bounds so wide would say nothing"
    assert counts == {"inside": 13_804}


@pytest.mark.parametrize("amended", [False, True], ids=["as announced", "as amended within the year"])
def test_backwards_in_time_too(amended: bool) -> None:
    counts = backwards(truth(amended=amended), BACK)
    del counts["days"]
    assert counts == {"inside": 9_886}


def test_the_assumption_learnt_without_the_year_itself_holds_for_nearly_all() -> None:
    counts = backwards(truth(amended=False), FORWARD, leave_out=True)
    assert counts["inside"] == 13_774
    assert sum(counts[key] for key in counts if key.startswith("outside")) == 30


def test_a_decree_may_take_days_anywhere_and_give_one_back_soon_after() -> None:
    calendar = national().projected(2027)
    plain = {name: reach for name, reach in reach_since().items() if name != DECREE}
    assert reach_since()[DECREE] == Reach(off=2, work=1, work_after=2)  # 2015-09-03
    monday, friday = date(2027, 3, 1), date(2027, 3, 5)
    assert bounds(calendar, monday, 3, plain) == (date(2027, 3, 4), date(2027, 3, 4))
    assert bounds(calendar, monday, 3) == (date(2027, 3, 4), date(2027, 3, 8))
    # Friday may have been the last day off, and the weekend the day worked for it.
    assert bounds(calendar, friday, 1, plain) == (date(2027, 3, 8), date(2027, 3, 8))
    assert bounds(calendar, friday, 1) == (date(2027, 3, 6), date(2027, 3, 10))
    assert bounds(calendar, monday, -1, plain) == (date(2027, 2, 26), date(2027, 2, 26))
    assert bounds(calendar, monday, -1) == (date(2027, 2, 24), date(2027, 2, 28))


def test_a_settled_answer_has_no_bounds_to_speak_of() -> None:
    assert national().add_bounds(date(2026, 2, 13), 5) == (date(2026, 2, 27), date(2026, 2, 27))


def test_the_december_tail_has_bounds_into_the_next_year() -> None:
    assert national().add(date(2026, 12, 25), 4) == date(2026, 12, 31)
    assert national().add_bounds(date(2026, 12, 25), 4) == (date(2026, 12, 31), date(2027, 1, 6))
    with pytest.raises(UnknownYearError):
        national().add_bounds(date(2026, 12, 25), 5)


def test_backwards_over_the_edge() -> None:
    calendar = national().projected(2027)
    earliest, latest = calendar.add_bounds(date(2027, 1, 28), -20)
    assert earliest <= calendar.add(date(2027, 1, 28), -20) <= latest
    far = calendar.add_bounds(date(2027, 1, 28), -60)
    assert far[0] < far[1] < calendar.provisional_from


@given(st.data(), st.sampled_from([-30, -3, -1, 1, 3, 30]))
def test_the_projected_date_lies_within_its_bounds(data: st.DataObject, n: int) -> None:
    calendar = national().projected(2029)
    day = data.draw(days(national().projected(2028)))
    try:
        due = calendar.add(day, n)
    except UnknownYearError:
        return
    earliest, latest = calendar.add_bounds(day, n)
    assert earliest <= due <= latest


def test_local_days_are_certain() -> None:
    layer = Layer(name="试", off=[date(2027, 3, 1)], work=[date(2027, 3, 6)])
    calendar = national().projected(2027).with_layer(layer)
    assert calendar.add_bounds(date(2027, 3, 5), 1) == (date(2027, 3, 6), date(2027, 3, 6))
    assert calendar.add_bounds(date(2027, 2, 28), 1) == (date(2027, 3, 2), date(2027, 3, 4))
    assert national().with_layer(regional_layers()["450000"]).add_bounds(date(2026, 3, 2), 1)[0] == date(
        2026, 3, 3
    )


def test_mid_autumn_joins_national_day_only_when_near() -> None:
    names = {
        year: [cluster.festival for cluster in clusters(year)]
        for year in (2015, 2017, 2020, 2023, 2025, 2026)
    }
    assert [year for year in names if "中秋节" not in names[year]] == [2017, 2020, 2023, 2025]
    assert [cluster.festival for cluster in clusters(2005)] == ["元旦", "春节", "劳动节", "国庆节"]


def test_the_reach_is_measured_not_assumed() -> None:
    seen = reach_since()
    assert seen["元旦"].off_before == 1  # 2018-12-31 off for 元旦 2019
    assert seen["国庆节"].work_before == 11  # 2026-09-20 worked
    assert seen["春节"].off == 5  # 2020, extended
    assert reach_since(2021)["春节"].off == 4  # 2024
    assert Reach(off=1, work=2).widened(Reach(off=3)) == Reach(off=3, work=2)


def test_a_make_up_day_that_was_moved_counts_once() -> None:
    """Notices laid day over day counted the day moved and the day moved to; what is in force has one (D2)."""
    year = [notice for notice in national_notices() if notice.year == 2026]
    moved = Notice(
        year=2026,
        title="示例：劳动节补班改期",
        issued=date(2026, 3, 1),
        amends="国办发明电〔2025〕7号",
        arrangements=(Arrangement(name="劳动节", work=[date(2026, 5, 10)]),),
    )
    before, after = reach_of(year)["劳动节"], reach_of([*year, moved])["劳动节"]
    assert (before.work, before.work_after, after.work, after.work_after) == (1, 7, 1, 8)
