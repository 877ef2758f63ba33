"""Office hours and the office clock, against a clock that walks minute by minute."""

import pickle
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibao_rules.calendar import WorkCalendar, national
from yibao_rules.calendar.errors import CalendarError
from yibao_rules.calendar.hours import HoursError, MakeUp, OfficeHours, Season, Span, SpecialDay
from yibao_rules.calendar.hours_text import parse_hours
from yibao_rules.calendar.office import ClockError, OfficeClock, UnresolvedHoursError
from yibao_rules.testing.terms import moments, office_hours

FUSHUN = parse_hours("周一至周五 8:30-11:30，13:00-17:00（节假日除外）")
SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture(scope="module")
def clock() -> OfficeClock:
    return OfficeClock(hours=FUSHUN.saying(MakeUp.OPEN), calendar=national())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("周一至周五：8:30-11:30，13:00-17:00", "周一至周五 08:30-11:30、13:00-17:00"),
        ("工作日上午8:30至11:30，下午13:00至17:00（法定节假日除外）", "周一至周五 08:30-11:30、13:00-17:00"),
        (
            "星期一到星期五 9时-12时、13时30分-17时；周六 9:00-12:00",
            "周一至周五 09:00-12:00、13:30-17:00；周六 09:00-12:00",
        ),
        ("Mon-Fri 8:30-11:30, 13:00-17:00", "周一至周五 08:30-11:30、13:00-17:00"),
        ("周一至周五上午8:30-11:30，下午1:00-5:00", "周一至周五 08:30-11:30、13:00-17:00"),
        ("周一至周五 上午8:30至下午5:00", "周一至周五 08:30-17:00"),
        ("周一至周五 8:30-12:00、下午13:30-17:00", "周一至周五 08:30-12:00、13:30-17:00"),
        ("周一 下午2时-5时30分", "周一 14:00-17:30"),
        ("周一 9:00-12:00 周三 9:00-12:00", "周一 09:00-12:00；周三 09:00-12:00"),
        (
            "周五 9:00-12:00；周五 13:00-16:00；周日 9:00-10:00",
            "周五 09:00-12:00、13:00-16:00；周日 09:00-10:00",
        ),
    ],
)
def test_hours_from_their_words(words: str, said: str) -> None:
    found = parse_hours(words)
    assert found.words() == said
    assert parse_hours(found.words()) == found
    assert parse_hours(found.words("en")) == found


def test_seasons_from_their_words() -> None:
    words = "5月1日至9月30日：周一至周五 8:30-12:00，14:30-17:30；10月1日至4月30日：周一至周五 8:30-12:00，13:30-17:00"
    found = parse_hours(words, make_up=MakeUp.CLOSED)
    clock = OfficeClock(hours=found, calendar=national())
    assert clock.is_open(at("2025-07-01 17:15"))
    assert not clock.is_open(at("2025-07-01 14:00"))
    assert clock.is_open(at("2025-01-02 13:45"))
    assert not clock.is_open(at("2025-01-02 17:00"))
    assert found.seasons[1].holds(date(2025, 12, 31))
    mixed = parse_hours("周一至周五 8:00-16:00；夏季（6月1日至8月31日）周一至周五 7:00-15:00")
    assert OfficeClock(hours=mixed, calendar=national()).is_open(at("2025-06-03 07:30"))
    assert mixed.week[0] == (Span(time(8), time(16)),)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "看情况",
        "8:30-11:30",
        "周一",
        "周一 25:00-26:00",
        "周五至周一 8:00-9:00",
        "周一 9:00-8:00",
        "周一 8:00-12:00，11:00-13:00",
        "周一 8:00-12:00，1:00-5:00",
        "周一 下午99:00-下午98:00",
        "周一 8:00-9:00 大概",
        "请于周一 8:00-9:00",
        "13月1日至14月1日：周一 8:00-9:00",
    ],
)
def test_words_that_are_no_hours(words: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse_hours(words)
    assert caught.value.fix.zh


@given(st.text("周一二五至8:30-1，；日上午工作月 ", max_size=30))
def test_any_text_gives_hours_or_our_error(words: str) -> None:
    try:
        assert parse_hours(words).week
    except CalendarError:
        return


def test_hours_that_cannot_be() -> None:
    day = (Span(time(9), time(12)),)
    week = (day, day, day, day, day, (), ())
    for make in (
        lambda: Span(time(9), time(9)),
        lambda: Span(time(9, 0, 1), time(10)),
        lambda: Span(time(9, tzinfo=UTC), time(10, tzinfo=UTC)),
        lambda: OfficeHours.weekdays((time(9), time(12)), (time(11), time(13))),
        lambda: OfficeHours(week=(day,)),
        lambda: OfficeHours(week=((), (), (), (), (), (), ())),
        lambda: OfficeHours(week=week, make_up_as=7),
        lambda: Season(first=(2, 30), last=(3, 1), week=week),
        lambda: Season(first=(1, 1), last=("x", 1), week=week),  # type: ignore[arg-type]
        lambda: SpecialDay(date=date(2025, 1, 2), spans=(Span(time(9), time(12)), Span(time(10), time(13)))),
        lambda: OfficeHours(week=week, special=(SpecialDay(date=date(2025, 1, 2)),) * 2),
        lambda: OfficeHours(
            week=week,
            seasons=(
                Season(first=(1, 1), last=(6, 1), week=week),
                Season(first=(6, 1), last=(7, 1), week=week),
            ),
        ),
    ):
        with pytest.raises(HoursError) as caught:
            make()
        assert caught.value.fix.en


def test_make_up_days_are_a_stated_choice() -> None:
    saturday = date(2025, 10, 11)
    days = national()
    assert OfficeClock(hours=FUSHUN, calendar=days).spans(saturday) is None
    assert OfficeClock(hours=FUSHUN.saying(MakeUp.CLOSED), calendar=days).spans(saturday) == ()
    assert OfficeClock(hours=FUSHUN.saying(MakeUp.OPEN), calendar=days).spans(saturday) == FUSHUN.week[0]
    own = parse_hours("周一至周五 8:00-16:00；周六 9:00-11:00")
    clock = OfficeClock(hours=own, calendar=days)
    assert clock.spans(saturday) == own.week[5]
    assert clock.spans(date(2025, 10, 18)) == own.week[5]  # a plain Saturday keeps the office's own hours
    assert clock.spans(date(2025, 10, 4)) == ()  # a Saturday of the holiday does not
    assert clock.spans(date(2025, 10, 19)) == ()
    unresolved = OfficeClock(hours=FUSHUN, calendar=days)
    for ask in (
        lambda: unresolved.is_open(at("2025-10-11 09:00")),
        lambda: unresolved.between(at("2025-10-10 09:00"), at("2025-10-13 09:00")),
        lambda: unresolved.between(at("2025-10-10 09:00"), at("2025-10-11 09:00")),
        lambda: unresolved.add(at("2025-10-10 09:00"), timedelta(hours=8)),
    ):
        with pytest.raises(UnresolvedHoursError) as caught:
            ask()
        assert "2025-10-11" in str(caught.value)
    assert unresolved.between(at("2025-10-13 09:00"), at("2025-10-13 10:00")) == timedelta(hours=1)
    assert unresolved.add(at("2025-10-13 09:00"), timedelta(hours=1)) == at("2025-10-13 10:00")
    assert unresolved.add(at("2026-12-30 09:00"), timedelta(hours=1)) == at("2026-12-30 10:00")


def test_single_dates_replace_all_else() -> None:
    eve = SpecialDay(date=date(2025, 12, 31), spans=(Span(time(8, 30), time(12)),))
    hours = OfficeHours(
        week=FUSHUN.week, special=(SpecialDay(date=date(2025, 12, 30)), eve), make_up=MakeUp.OPEN
    )
    clock = OfficeClock(hours=hours, calendar=national())
    assert clock.received(at("2025-12-31 12:01")).day == date(2026, 1, 4)
    assert clock.between(at("2025-12-30 00:00"), at("2026-01-01 00:00")) == timedelta(hours=3, minutes=30)


@pytest.mark.parametrize(
    ("handed_in", "day", "moment", "late"),
    [
        ("2025-09-22 10:00:05", "2025-09-22", "2025-09-22 10:00:05", False),
        ("2025-09-22 07:00", "2025-09-22", "2025-09-22 08:30", False),
        ("2025-09-22 12:00", "2025-09-22", "2025-09-22 12:00", False),
        ("2025-09-22 17:00", "2025-09-22", "2025-09-22 17:00", False),
        ("2025-09-22 17:00:01", "2025-09-23", "2025-09-23 08:30", True),
        ("2025-09-27 10:00", "2025-09-28", "2025-09-28 08:30", True),
        ("2025-10-01 10:00", "2025-10-09", "2025-10-09 08:30", True),
    ],
)
def test_received(clock: OfficeClock, handed_in: str, day: str, moment: str, late: bool) -> None:
    found = clock.received(at(handed_in))
    assert (found.day, found.at, found.late, found.unresolved) == (
        date.fromisoformat(day),
        at(moment),
        late,
        (),
    )


def test_open_from_the_opening_until_before_the_closing(clock: OfficeClock) -> None:
    asked = ("08:29", "08:30", "11:29", "11:30", "13:00", "16:59", "17:00")
    assert [clock.is_open(at(f"2025-09-22 {t}")) for t in asked] == [
        False,
        True,
        True,
        False,
        True,
        True,
        False,
    ]


def test_received_over_a_make_up_day_without_hours() -> None:
    found = OfficeClock(hours=FUSHUN, calendar=national()).received(at("2025-09-26 18:00"))
    assert (found.day, found.unresolved) == (date(2025, 9, 29), (date(2025, 9, 28),))


def test_aware_moments_come_in_any_zone_and_go_out_in_shanghai(clock: OfficeClock) -> None:
    tokyo = datetime(2025, 9, 22, 18, 30, tzinfo=ZoneInfo("Asia/Tokyo"))  # 17:30 in Shanghai
    found = clock.received(tokyo)
    assert found.at == datetime(2025, 9, 23, 8, 30, tzinfo=SHANGHAI)
    assert found.at.tzinfo == SHANGHAI
    assert clock.add(datetime(2025, 9, 22, 0, 30, tzinfo=UTC), timedelta(hours=1)) == datetime(
        2025, 9, 22, 9, 30, tzinfo=SHANGHAI
    )
    assert clock.is_open(datetime(2025, 9, 22, 1, tzinfo=UTC))
    hour = clock.between(datetime(2025, 9, 22, 1, tzinfo=UTC), datetime(2025, 9, 22, 10, tzinfo=SHANGHAI))
    assert hour == timedelta(hours=1)


def test_refusals(clock: OfficeClock) -> None:
    naive, aware = at("2025-09-22 09:00"), datetime(2025, 9, 22, 9, tzinfo=SHANGHAI)
    for ask in (
        lambda: clock.between(naive, aware),
        lambda: clock.between(at("2025-09-23 09:00"), naive),
        lambda: clock.between(date(2025, 9, 22), naive),  # type: ignore[arg-type]
        lambda: clock.add(naive, timedelta(0)),
        lambda: clock.add(naive, timedelta(days=10_000)),
        lambda: clock.add(naive, -timedelta(days=10_000)),
        lambda: clock.received("2025-09-22"),  # type: ignore[arg-type]
        lambda: clock.between(at("1999-09-22 09:00"), naive),
        lambda: clock.received(at("2031-01-01 09:00")),
    ):
        with pytest.raises(CalendarError) as caught:
            ask()
        assert caught.value.fix.zh
    with pytest.raises(ClockError, match="时区"):
        clock.between(naive, aware)


def test_a_value(clock: OfficeClock) -> None:
    same = OfficeClock(hours=FUSHUN.saying(MakeUp.OPEN), calendar=national())
    span = at("2025-09-22 09:00"), at("2025-09-29 10:00")
    assert clock == same
    assert hash(clock) == hash(same)
    assert clock.between(*span) == pickle.loads(pickle.dumps(clock)).between(*span)


# -- the slow clock: a minute is open or it is not

FIRST, LAST = date(2025, 9, 20), date(2025, 10, 14)


def is_open(hours: OfficeHours, days: WorkCalendar, moment: datetime) -> bool:
    """Read the notice on the door: the weekday's hours on working days, none on rest days but the office's own Saturdays."""
    day, weekday = moment.date(), moment.weekday()
    spans = hours.week[weekday]
    if not days.is_workday(day):
        spans = spans if date(2025, 10, 1) > day or day > date(2025, 10, 8) else ()
    elif weekday >= 5 and not spans and hours.make_up is MakeUp.OPEN:
        spans = hours.week[0]
    return any(s.opens <= moment.time() < s.closes for s in spans)


settled = st.sampled_from((MakeUp.OPEN, MakeUp.CLOSED)).flatmap(office_hours)
whole_minutes = moments(FIRST, LAST).map(lambda m: m.replace(second=0))


@settings(max_examples=40, deadline=None)
@given(settled, whole_minutes, st.integers(0, 2 * 24 * 60), st.integers(0, 59))
def test_between_counts_open_minutes(hours: OfficeHours, start: datetime, minutes: int, seconds: int) -> None:
    clock = OfficeClock(hours=hours, calendar=YEAR)
    walked = [start + MINUTE * i for i in range(minutes)]
    total = MINUTE * sum(is_open(hours, YEAR, m) for m in walked)
    end = start + MINUTE * minutes
    assert clock.between(start, end) == total
    part = timedelta(seconds=seconds) * is_open(hours, YEAR, end)
    assert clock.between(start, end + timedelta(seconds=seconds)) == total + part


@settings(max_examples=40, deadline=None)
@given(settled, whole_minutes, st.integers(1, 30))
def test_add_walks_to_the_first_moment(hours: OfficeHours, start: datetime, minutes: int) -> None:
    clock = OfficeClock(hours=hours, calendar=YEAR)
    moment, left = start, minutes
    while left:
        left -= is_open(hours, YEAR, moment)
        moment += MINUTE
    assert clock.add(start, MINUTE * minutes) == moment
    moment, left = start, minutes
    while left:
        moment -= MINUTE
        left -= is_open(hours, YEAR, moment)
    assert clock.add(start, -MINUTE * minutes) == moment


@settings(max_examples=60, deadline=None)
@given(settled, moments(FIRST, LAST), st.timedeltas(timedelta(seconds=1), timedelta(hours=2)))
def test_add_and_between_are_inverse(hours: OfficeHours, start: datetime, opening: timedelta) -> None:
    clock = OfficeClock(hours=hours, calendar=YEAR)
    assert clock.between(start, clock.add(start, opening)) == opening
    assert clock.between(clock.add(start, -opening), start) == opening


# One year is enough for the slow clock, and quick to lay out.
YEAR = WorkCalendar(notices=tuple(n for n in national().notices if n.year in (2025, 2026)))
