"""D10, H2: every way in checks alike, dates have one form, and arguments of another kind are refused in our words."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import (
    Arrangement,
    CalendarError,
    Layer,
    Notice,
    NoticeError,
    WorkCalendar,
    national,
    read_notice,
    regional_layers,
)
from yibao_rules.calendar.calendar_json import _LIMIT
from yibao_rules.calendar.projection import projected_notice
from yibao_rules.testing.calendars import notices

NATIONAL = national()
SOUND = evolve(projected_notice(2027), number="国办发明电〔2026〕9号", issued=date(2026, 11, 5), sure="试")
ANY: Any = None


def with_days(change: Callable[[Arrangement], Arrangement | None]) -> Notice:
    items = (change(item) for item in SOUND.arrangements)
    return evolve(SOUND, arrangements=tuple(item for item in items if item is not None))


def off_but(day: date) -> Callable[[Arrangement], Arrangement]:
    return lambda item: evolve(item, off=[other for other in item.off if other != day])


UNSOUND = {
    "a confirmed working day on 2027-10-01": with_days(off_but(date(2027, 10, 1))),
    "no national day at all": with_days(lambda item: None if item.name == "国庆节" else item),
    "a day off too many": with_days(
        lambda item: evolve(item, off=[*item.off, date(2027, 6, 10)]) if item.name == "端午节" else item
    ),
    "a make-up day lost": with_days(
        lambda item: evolve(item, off=item.off[:-1]) if item.name == "劳动节" else item
    ),
    "a weekday worked": with_days(
        lambda item: evolve(item, work=[date(2027, 6, 10)]) if item.name == "端午节" else item
    ),
}


@pytest.mark.parametrize("notice", UNSOUND.values(), ids=UNSOUND)
def test_d10_every_way_in_refuses_what_does_not_hold_together(notice: Notice) -> None:
    data = json.loads(NATIONAL.to_json())
    data["notices"].append(json.loads(notice.to_json()))
    messages = set()
    for way in (
        lambda: NATIONAL.with_notice(notice),
        lambda: WorkCalendar(notices=(*NATIONAL.notices, notice)),
        lambda: WorkCalendar(notices=(notice,)),
        lambda: WorkCalendar.from_json(json.dumps(data)),
        lambda: read_notice(notice.to_json()),
    ):
        with pytest.raises(NoticeError) as caught:
            way()
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_d10_a_year_with_its_amendments_put_in_may_have_more_days_off_and_never_fewer() -> None:
    longer = evolve(UNSOUND["a day off too many"], consolidated=True)
    assert not NATIONAL.with_notice(longer).is_workday(date(2027, 6, 10))
    with pytest.raises(NoticeError, match="放假天数"):
        NATIONAL.with_notice(evolve(UNSOUND["a make-up day lost"], consolidated=True))


def test_a_consolidated_year_restates_the_yearly_notice_beside_it() -> None:
    longer = evolve(UNSOUND["a day off too many"], consolidated=True, number="", issued=date(2027, 3, 1))
    both = NATIONAL.with_notice(SOUND).with_notice(longer)
    assert both == NATIONAL.with_notice(longer).with_notice(SOUND)
    assert both.last_announced == SOUND
    assert not both.is_workday(date(2027, 6, 10))
    shorter = evolve(SOUND, arrangements=SOUND.arrangements[:-1])
    assert shorter.number == SOUND.number
    amendment = Notice(
        year=2027,
        issued=date(2027, 4, 1),
        amends=SOUND.number,
        arrangements=(Arrangement(name="端午节", off=[date(2027, 6, 9)]),),
    )
    assert both.with_notice(amendment).is_workday(date(2027, 6, 10))


@given(notices(2027))
def test_d10_every_way_in_takes_what_holds_together(notice: Notice) -> None:
    made = WorkCalendar(notices=(*NATIONAL.notices, notice))
    assert made == NATIONAL.with_notice(notice) == WorkCalendar.from_json(made.to_json())


def test_d10_an_amendment_needs_its_yearly_notice_whichever_way_it_comes() -> None:
    alone = evolve(SOUND, amends="2027年部分节假日安排")
    ways: tuple[Callable[[], object], ...] = (
        lambda: NATIONAL.with_notice(alone),
        lambda: WorkCalendar(notices=(*NATIONAL.notices, alone)),
        lambda: WorkCalendar(notices=(alone,)),
    )
    for way in ways:
        with pytest.raises(NoticeError, match="该年尚无年度通知"):
            way()


FORMS = ["2027-W01-1", "20270101", "2027-1-1", "2027-01-01T00:00", " 2027-01-01", "２０２７-01-01", "2027-02-30", "2027001", "0000-01-01", "٢٠٢٧-01-01", ""]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_d10_a_date_has_one_form(text: str) -> None:
    notice: dict[str, Any] = json.loads(SOUND.to_json())
    layer: dict[str, Any] = {
        "name": "甲",
        "off": [],
        "work": [],
        "source": "",
        "sure": "",
        "kind": "region",
        "years": None,
    }
    for change in (
        {"days": [{"name": "元旦", "date": text, "isOffDay": True}]},
        {"statutory": [text]},
        {"swaps": [[text, "2027-01-01"]]},
        {"issued": text or "x"},
        {"published": text or "x"},
    ):
        with pytest.raises(NoticeError, match="2027-01-01"):
            Notice.from_json(json.dumps({**notice, **change}))
    for key in ("off", "work"):
        data = {"notices": [notice], "layers": [{**layer, key: [text]}], "projected_through": None}
        with pytest.raises(CalendarError, match="/layers"):
            WorkCalendar.from_json(json.dumps(data))


@given(st.dates())
def test_d10_every_date_in_that_form_is_read(day: date) -> None:
    layer = Layer(name="甲", off=[day])
    calendar = NATIONAL.with_layer(layer)
    assert WorkCalendar.from_json(calendar.to_json()).layers == (layer,)


@pytest.mark.parametrize("layer", regional_layers().values(), ids=lambda layer: layer.name)
def test_layers_survive_json(layer: Layer) -> None:
    calendar = NATIONAL.with_layer(layer)
    assert WorkCalendar.from_json(calendar.to_json()) == calendar


def test_a_layer_that_contradicts_itself_says_so_from_json_too() -> None:
    data = json.loads(NATIONAL.with_layer(Layer(name="甲", off=[date(2026, 6, 30)])).to_json())
    data["layers"][0]["work"] = data["layers"][0]["off"]
    with pytest.raises(CalendarError, match="既放假又上班"):
        WorkCalendar.from_json(json.dumps(data))
    data["layers"][0]["work"] = []
    data["layers"][0]["festivals"] = ["甲"]
    with pytest.raises(CalendarError, match="/layers"):
        WorkCalendar.from_json(json.dumps(data))


def test_the_last_paper_tells_the_day_of_issue() -> None:
    papers = ["http://www.gov.cn/2026-11/05/content_1.htm", "http://www.gov.cn/2027-03/22/content_2.htm"]
    data = json.loads(SOUND.to_json()) | {"papers": papers}
    del data["issued"]
    found = Notice.from_json(json.dumps(data))
    assert (found.issued, found.url, found.consolidated) == (date(2027, 3, 22), papers[0], True)
    amendment = Notice.from_json(json.dumps(data), amends=SOUND.number)
    assert (amendment.consolidated, amendment.amends) == (False, SOUND.number)


@pytest.mark.parametrize(
    "given_value",
    [
        {"issued": "2020"},
        {"issued": datetime(2020, 1, 1, tzinfo=UTC)},
        {"issued": 5},
        {"number": 5},
        {"title": b"x"},
        {"amends": ["x"]},
    ],
    ids=str,
)
def test_h2_arguments_of_another_kind_are_refused(given_value: dict[str, Any]) -> None:
    with pytest.raises(NoticeError) as caught:
        Notice.from_json(SOUND.to_json(), **given_value)
    assert caught.value.where in given_value


@pytest.mark.parametrize(
    "change",
    [{"number": 5}, {"title": None}, {"amends": SOUND}, {"url": b""}, {"sure": 1}, {"arrangements": (5,)}, {"arrangements": 5},
     {"arrangements": (Arrangement(name=cast("Any", 5), off=[date(2027, 1, 1)]),)},
     {"arrangements": (Arrangement(name="元旦", swaps=cast("Any", (5,))),)},
     {"arrangements": (Arrangement(name="元旦", statutory=cast("Any", ["x"])),)}],
    ids=range(10),
)  # fmt: skip
def test_h2_a_notice_refuses_what_is_of_another_kind(change: dict[str, Any]) -> None:
    with pytest.raises(NoticeError):
        evolve(SOUND, **change)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"consolidated": "yes"}, "/consolidated"),
        ({"swaps": [["2027-01-01"]]}, "/swaps"),
        ({"extends": 5}, "/extends"),
        ({"year": 10**30}, "/year"),
    ],
)
def test_json_of_another_kind_is_refused_with_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(NoticeError) as caught:
        Notice.from_json(json.dumps({**json.loads(SOUND.to_json()), **change}))
    assert caught.value.where == where


def test_h1_json_has_a_limit_of_size() -> None:
    with pytest.raises(NoticeError, match="至多 200000"):
        Notice.from_json(" " * 200_001)
    with pytest.raises(CalendarError):
        WorkCalendar.from_json(b" " * (_LIMIT + 1))


def test_a_day_worked_and_off_names_the_day() -> None:
    with pytest.raises(NoticeError, match="2027-06-09 出现两次"):
        with_days(lambda item: evolve(item, work=item.off) if item.name == "端午节" else item)
