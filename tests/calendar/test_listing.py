"""Years listed, notices added from files, changes told; and the package chinese_calendar beside our record."""

import importlib
import sys
from datetime import date, timedelta
from enum import Enum
from importlib import metadata
from types import ModuleType

import pytest

import yibao_rules.testing.calendars
from yibao_rules.calendar import (
    Arrangement,
    CalendarError,
    DayKind,
    Layer,
    Notice,
    Standing,
    UnknownYearError,
    WorkingDays,
    add_notice,
    check_installation,
    compare,
    deadline,
    list_year,
    national,
    newest_national,
    regional_layers,
    verify,
)
from yibao_rules.calendar.installation import package_notice
from yibao_rules.calendar.notice_checks import check_notice
from yibao_rules.calendar.projection import projected_notice
from yibao_rules.calendar.statutory import festival_dates
from yibao_rules.errors import MissingExtraError


def test_a_year_is_listed_in_both_languages() -> None:
    listing = list_year(national(), 2026)
    assert (listing.workdays, listing.standing) == (248, Standing.PROVISIONAL)
    assert listing.provisional_from == date(2026, 12, 28)
    assert listing.notices == ("国办发明电〔2025〕7号",)
    assert len(listing.days) == 39
    zh, en = listing.render(), listing.render("en")
    assert "2026 年：248 个工作日（2026-12-28 起暂定）" in zh
    assert "2026-02-16（星期一） 至 2026-02-19（星期四） 法定节假日 春节" in zh
    assert "2026-02-28 (Sat) make-up working day 春节" in en
    assert "by 国办发明电〔2025〕7号" in en


def test_a_settled_year_says_so() -> None:
    listing = list_year(national(), 2025)
    assert listing.provisional_from is None
    assert "248 个工作日（已确定）" in listing.render()
    with pytest.raises(UnknownYearError):
        list_year(national(), 2027)


def test_a_layers_days_are_listed_by_its_name() -> None:
    calendar = national().with_layer(Layer(name="盘点", off=[date(2026, 6, 29), date(2026, 6, 30)]))
    listing = list_year(calendar, 2026)
    assert "2026-06-29（星期一） 至 2026-06-30（星期二） 地方放假 盘点" in listing.render()
    assert sum(day.kind is DayKind.LOCAL_OFF for day in listing.days) == 2


def test_d12_a_regions_day_is_listed_with_its_festival() -> None:
    local = national().with_layer(regional_layers()["450000"])
    assert local.day(date(2026, 4, 20)).name == "壮族三月三"
    listing = list_year(local, 2026)
    assert "2026-04-20（星期一） 地方放假 壮族三月三（广西壮族自治区）" in listing.render()
    assert "local day off 壮族三月三 (广西壮族自治区)" in listing.render("en")
    due = deadline(WorkingDays(5), start=date(2026, 4, 15), calendar=local)
    assert any("壮族三月三（广西壮族自治区）" in step.text.zh for step in due.steps)


def test_adding_a_notice_tells_what_changed() -> None:
    projected = national().projected(2027)
    notice = projected_notice(2027)
    labour = next(item for item in notice.arrangements if item.name == "劳动节")
    others = tuple(item for item in notice.arrangements if item is not labour)
    more = Arrangement(name="劳动节", off=[*labour.off, date(2027, 5, 5)], work=[date(2027, 5, 8)])
    new = Notice(year=2027, number="甲号", issued=date(2026, 11, 5), arrangements=(*others, more))
    calendar, found = add_notice(projected, new)
    assert [str(change.after.date) for change in found.changes] == ["2027-05-05", "2027-05-08"]
    assert found.settled == (date(2026, 12, 28), date(2027, 12, 27))
    assert "2027-05-05：原为上班（暂定），现为放假（甲号）" in found.text.zh
    assert "2027-05-08: was off (provisional), is worked (甲号)" in found.text.en
    assert calendar.is_workday(date(2027, 5, 8))


def test_a_new_year_a_lost_year_and_no_change() -> None:
    old, new = national(date(2025, 11, 3)), national()
    found = compare(old, new)
    assert (found.new_years, found.lost_years, found.changes) == ((2026,), (), ())
    assert found.settled == (date(2025, 12, 28), date(2025, 12, 31))
    assert "新增年份：2026" in found.text.zh
    back = compare(new, old)
    assert (back.new_years, back.lost_years, back.settled) == ((), (2026,), None)
    assert "years lost: 2026" in back.text.en
    assert compare(new, new).text.zh == "没有变化"


def test_a_layer_taken_away_is_a_change_without_a_source() -> None:
    layer = Layer(name="盘点", off=[date(2026, 6, 30)])
    away = compare(national().with_layer(layer), national())
    assert away.text.en == "2026-06-30: was off (confirmed), is worked"
    assert compare(national(), national().with_layer(layer)).text.zh.endswith("现为放假（盘点）")


# -- chinese_calendar


class Festival(Enum):
    """Stands in for the package's Holiday."""

    NEW_YEAR = "New Year's Day"
    SPRING = "Spring Festival"

    @property
    def chinese(self) -> str:
        return {"New Year's Day": "元旦", "Spring Festival": "春节"}[self.value]


def package(version: str, holidays: dict[date, str], workdays: dict[date, str]) -> ModuleType:
    module = ModuleType("chinese_calendar")
    vars(module).update(__version__=version, holidays=holidays, workdays=workdays, Holiday=Festival)
    return module


def installed(monkeypatch: pytest.MonkeyPatch, module: ModuleType | None, **listed: str) -> None:
    def version(name: str) -> str:
        if name.replace("-", "_") in listed:
            return listed[name.replace("-", "_")]
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setitem(sys.modules, "chinese_calendar", module)


def test_two_distributions_that_disagree_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, package("1.10.0", {}, {}), chinesecalendar="1.10.0", chinese_calendar="1.11.0")
    with pytest.raises(CalendarError) as caught:
        check_installation()
    for part in ("chinesecalendar 1.10.0", "chinese-calendar 1.11.0", "pip uninstall"):
        assert part in str(caught.value)


def test_one_that_is_missing_or_half_removed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, None, chinesecalendar="1.11.0")
    with pytest.raises(CalendarError, match="实际导入的版本：无"):
        check_installation()
    installed(monkeypatch, package("1.11.0", {}, {}))
    with pytest.raises(CalendarError, match="发行包：-"):
        check_installation()


def test_two_distributions_of_one_version_do_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, package("1.11.0", {}, {}), chinesecalendar="1.11.0", chinese_calendar="1.11.0")
    assert check_installation() == "1.11.0"


@pytest.mark.parametrize("year", range(2005, 2027))
def test_the_packages_years_read_as_notices_that_hold_together(year: int) -> None:
    notice = package_notice(year)
    assert notice is not None
    check_notice(notice)
    assert "chinese_calendar" in notice.name
    assert package_notice(2027) is None


def test_newest_national_is_ours_while_the_package_knows_no_more() -> None:
    assert newest_national() == national()


def test_an_upgrade_of_the_package_brings_the_next_year(monkeypatch: pytest.MonkeyPatch) -> None:
    base = projected_notice(2027)
    off = {day: Festival.SPRING.value for item in base.arrangements for day in item.off if day.weekday() < 5}
    work = {date(2027, 2, 20): Festival.SPRING.value}
    monkeypatch.setattr("yibao_rules.calendar.notice_checks.statutory_days", lambda _: ())
    installed(
        monkeypatch,
        package("1.12.0", off | {date(2027, 2, 22): Festival.SPRING.value}, work),
        chinesecalendar="1.12.0",
    )
    calendar = newest_national()
    day = calendar.day(date(2027, 2, 20))
    assert (day.is_workday, day.kind, day.standing) == (True, DayKind.MAKE_UP, Standing.CONFIRMED)
    assert "chinese_calendar 1.12.0" in (day.notice or "")
    assert calendar.is_workday(date(2027, 2, 6)) is False  # a statutory Saturday that the package leaves out
    assert calendar.last == date(2027, 12, 31)


def test_verify_tells_each_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    off = {day: Festival.SPRING.value for day in year if day.weekday() < 5 and not national().is_workday(day)}
    work = {day: Festival.SPRING.value for day in year if day.weekday() > 4 and national().is_workday(day)}
    wrong = off | {date(2026, 3, 2): Festival.SPRING.value}
    installed(monkeypatch, package("1.11.0", wrong, work), chinesecalendar="1.11.0")
    assert verify(national()) == (date(2026, 3, 2),)


def test_strategies_need_hypothesis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(MissingExtraError, match="testing"):
        importlib.reload(yibao_rules.testing.calendars)


def test_festivals_beyond_the_table_need_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lunar_python", None)
    assert festival_dates(2050)["春节"] == date(2050, 1, 23)
    with pytest.raises(MissingExtraError, match="projection"):
        festival_dates(2099)
