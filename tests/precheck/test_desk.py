"""B8: a desk that serves for months stays as small as it began: bounded, shared by content, absent from pickles."""

import copy
import pickle
from datetime import date, timedelta

import pytest

from yibao_rules.guides import Catalogue
from yibao_rules.guides.catalogue import _bundled_guides
from yibao_rules.logic import on_objects
from yibao_rules.logic.rule import Rulebook
from yibao_rules.model.places import UnknownPlaceError, city_of, place
from yibao_rules.precheck import Desk, advise, check, require
from yibao_rules.testing.cases import accepted_filing
from yibao_rules.validators.national import national_rules

D = date(2026, 3, 2)


def _compiled(desk: Desk) -> int:
    return len(desk._books)


def test_own_items_share_one_book() -> None:
    desk = Desk()
    books = {id(desk.speaking("330903", f"x_{n}", D).book) for n in range(300)}
    assert len(books) == _compiled(desk) == 1


def test_counties_under_the_same_guides_share_their_books() -> None:
    desk = Desk()
    counties = [f"3309{n:02}" for n in range(1, 60)]
    books = {id(desk.speaking(county, "referral", D).book) for county in counties}
    assert books == {id(desk.speaking("330900", "referral", D).book)}
    assert _compiled(desk) == 1
    assert desk.speaking("330903", "referral", D).resolved.place == "330903"


def test_different_rules_have_different_books() -> None:
    desk = Desk()
    books = [desk.speaking(at, "referral", D).book for at in ("330900", "131000", None)]
    assert len(set(books)) == len({id(b) for b in books}) == _compiled(desk) == 3


def test_each_days_rules_speak_although_books_are_shared() -> None:
    desk = Desk()
    for n in range(0, 4000, 400):
        day = date(2016, 1, 1) + timedelta(days=n)
        for item in ("referral", "emergency_rescue"):
            kept = desk.speaking("330903", item, day).book
            assert kept == Desk().speaking("330903", item, day).book
            assert kept is desk.speaking("330903", item, day).book


def test_5000_questions_leave_no_more_than_the_bounds() -> None:
    desk = Desk(guides=Catalogue())
    before = len(pickle.dumps(desk))
    for n in range(5000):
        desk.speaking(f"99{n % 10_000:04}", f"x_{n}", D)
        desk.calendar_at(f"{n:06}")
    assert (len(desk._spoken), len(desk._books)) == (desk._spoken.most, 1)
    assert len(desk._calendars) < desk._calendars.most
    # Only the nation has guides among all those: what strangers call places leaves nothing.
    assert len(desk.guides._places) == 1
    assert len(pickle.dumps(desk)) == before


def test_what_was_asked_last_is_still_there_when_the_desk_is_full() -> None:
    desk = Desk()
    often = desk.speaking("330903", "referral", D)
    for n in range(desk._spoken.most + 10):
        desk.speaking(None, f"x_{n}", D)
        assert desk.speaking("330903", "referral", D) is often


def test_checks_leave_nothing_in_pickles_and_copies() -> None:
    desk, filing = Desk(guides=Catalogue()), accepted_filing()
    fresh = len(pickle.dumps(desk)), len(pickle.dumps(filing)), len(pickle.dumps(desk.guides))
    check(filing, day=D, desk=desk)
    advise(filing, day=D, desk=desk)
    require("referral", place="330903", day=D, desk=desk)
    book = desk.speaking(filing.insured_place, filing.item, D).book
    assert (len(pickle.dumps(desk)), len(pickle.dumps(filing)), len(pickle.dumps(desk.guides))) == fresh
    for other in (pickle.loads(pickle.dumps(desk)), copy.deepcopy(desk)):  # our own
        assert other == desk
        assert hash(other) == hash(desk)
        assert len(other._spoken) == len(other._books) == len(other.guides._places) == 0
        assert check(filing, day=D, desk=other) == check(filing, day=D, desk=desk)
    assert len(pickle.dumps(book)) == len(pickle.dumps(Rulebook(book.name, book.rules, book.facts)))


def test_a_catalogue_keeps_the_places_that_have_guides_and_no_others() -> None:
    kept = _bundled_guides.cache_info().currsize
    guides = Catalogue()
    for n in range(200):
        assert guides.of_place(f"x{n}") == ()
    assert len(guides._places) == 0
    assert _bundled_guides.cache_info().currsize == kept
    none = Catalogue(bundled=False)
    assert none.of_place("131000") == ()
    assert none.with_guide(guides.of_place("330900")[-1]).of_place("330900")


def test_a_book_keeps_a_bounded_number_of_compiled_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_objects, "MOST_ERAS", 3)
    book = national_rules().without("insurance/arrears-employer")
    days = [date(year, 3, 2) for year in range(1998, 2027, 3)]
    answers = [book.check(accepted_filing(), day) for day in days]
    assert len(book._eras._compiled) == 3
    assert answers == [
        national_rules().without("insurance/arrears-employer").check(accepted_filing(), day) for day in days
    ]


def test_a_long_spelling_of_a_place_is_no_key_that_is_kept() -> None:
    spaced = " " * 500 + "330903"
    with pytest.raises(UnknownPlaceError):
        place(spaced)
    with pytest.raises(UnknownPlaceError):
        city_of(spaced)
    assert place(" 330903 ") == place("330903")
