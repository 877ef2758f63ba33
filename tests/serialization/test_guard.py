"""The guard of arguments: what is taken, what is refused with which line, and that no error shows a value (B1, B9)."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import Convention, NoticeError
from yibao_rules.errors import ArgumentError, YibaoError
from yibao_rules.model.causes import Cause
from yibao_rules.serialization import (
    Guard,
    as_text,
    as_tuple,
    bounded,
    expect,
    expect_day,
    expect_moment,
    instance_of,
    member,
    tuple_of,
    whole,
)
from yibao_rules.serialization.guard import describe
from yibao_rules.text import Text, same

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def ANY(value: object) -> Any:  # noqa: N802 - reads as a mark on the value
    return value


def _days(days: date | Iterable[date]) -> tuple[date, ...]:
    return as_tuple(days)


@frozen(kw_only=True)
class Record:
    words: Text = field(default=same("x"), converter=as_text, validator=instance_of(Text))
    days: tuple[date, ...] = field(default=(), converter=_days, validator=tuple_of(date))
    until: date | None = field(default=None, validator=instance_of(date, optional=True))


TAKEN: dict[str, tuple[Callable[[], object], object]] = {
    "of the class": (lambda: expect("a", str, "x"), "a"),
    "of one of several": (lambda: expect(None, (str, type(None)), "x"), None),
    "a truth value where one is due": (lambda: expect(True, bool, "x"), True),
    "a truth value where anything will do": (lambda: expect(True, object, "x"), True),
    "a moment where it or a date will do": (lambda: expect(NOON, (date, datetime), "x"), NOON),
    "a date": (lambda: expect(DAY, date, "x"), DAY),
    "a day": (lambda: expect_day(DAY), DAY),
    "a moment": (lambda: expect_moment(NOON, "x", aware=True), NOON),
    "a moment without zone": (
        lambda: expect_moment(NOON.replace(tzinfo=None), "x"),
        NOON.replace(tzinfo=None),
    ),
    "a whole number": (lambda: whole(3, "n", least=3, most=3), 3),
    "a member": (lambda: member(Cause.SYSTEM, Cause, "cause"), Cause.SYSTEM),
    "a code": (lambda: member("system", Cause, "cause"), Cause.SYSTEM),
    "a Chinese label": (lambda: member(" 系统或技术故障", Cause, "cause"), Cause.SYSTEM),
    "an English label": (lambda: member("system or technical failure", Cause, "cause"), Cause.SYSTEM),
    "a short text": (lambda: bounded("ab", "x", longest=2), "ab"),
    "one word for two languages": (lambda: Record(words="欠费").words, same("欠费")),
    "one for many": (lambda: Record(days=DAY).days, (DAY,)),
    "many": (lambda: Record(days=[DAY, DAY]).days, (DAY, DAY)),
    "a row as it is": (lambda: Record(days=(DAY,)).days, (DAY,)),
    "a text is one": (lambda: as_tuple("ab"), ("ab",)),
    "nothing": (lambda: Record(until=None).until, None),
}
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "another class": (lambda: expect(3, str, "x"), "found int; expected str. Fix: such as '…'"),
    "neither of two": (lambda: expect(3.5, (int, type(None)), "x"), "x: found float; expected int or None"),
    "a truth value for a number": (lambda: expect(True, int, "x"), "found bool; expected int"),
    "a class of the caller's": (lambda: expect(3, Record, "x"), "such as Record(…)"),
    "a labelled set": (lambda: expect(3, Cause, "x"), "such as Cause.MATERIALS"),
    "a text for a date": (
        lambda: expect_day("2026-03-02"),
        "without a time of day. Fix: write date(2026, 3, 2), or read the text by date.fromisoformat(…)",
    ),
    "a moment for a date": (lambda: expect(NOON, date, "x"), "take the date of a datetime by .date()"),
    "nothing for a date": (lambda: expect_day(None), "write a date, such as date(2026, 3, 2)"),
    "a date for a moment": (lambda: expect_moment(DAY, "x"), "found date; expected datetime"),
    "a moment without zone": (
        lambda: expect_moment(NOON.replace(tzinfo=None), "x", aware=True),
        "give it tzinfo=ZoneInfo('Asia/Shanghai')",
    ),
    "half a day": (lambda: whole(0.5, "n"), "n: found float; expected a whole number. Fix: such as 2"),
    "a truth value for a whole number": (lambda: whole(True, "n"), "found bool"),
    "too few": (lambda: whole(0, "n", least=1), "out of bounds; expected a whole number, 1 or more"),
    "too many": (lambda: whole(9, "n", most=8), "expected a whole number, 8 or less. Fix: such as 8"),
    "neither few nor many": (lambda: whole(9, "n", least=1, most=8), "a whole number from 1 to 8"),
    "a misspelt code": (lambda: member("sistem", Cause, "cause"), "expected Cause. Fix: write Cause.SYSTEM"),
    "no code": (lambda: member(3, Cause, "cause"), "take one of 'materials', 'information'"),
    "a far code": (lambda: member("?", Cause, "cause"), "take one of 'materials'"),
    "an endless code": (lambda: member("s" * 10**7, Cause, "cause"), "found str of 10000000 characters"),
    "a long text": (lambda: bounded("abc", "x", longest=2), "expected 0 to 2 characters"),
    "half a character": (lambda: bounded("a\ud800", "x"), "found a text with half a character"),
    "no text": (lambda: bounded(b"abc", "x"), "found bytes of 3 characters; expected str"),
    "no words": (lambda: Record(words=ANY(3)), "Record.words: found int; expected Text"),
    "a row with a stranger": (lambda: Record(days=ANY([DAY, 3])), "Record.days: found int; expected date"),
    "a text for days": (lambda: Record(days=ANY("x")), "Record.days: found str of 1 characters"),
    "no date": (lambda: Record(until=ANY("x")), "Record.until: found str"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    call, value = TAKEN[name]
    assert call() == value


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_line_to_write(name: str) -> None:
    call, words = REFUSED[name]
    with pytest.raises(ArgumentError) as caught:
        call()
    assert words in caught.value.render("en")
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, ValueError)


def test_a_room_has_its_own_error_and_its_own_lines() -> None:
    guard = Guard(NoticeError, {"Record": "the_record()"})
    with pytest.raises(NoticeError, match=r"the_record\(\)"):
        guard.expect(3, Record, "x")
    with pytest.raises(NoticeError, match=r"Convention\.NEXT_DAY"):
        guard.expect("next_day", Convention, "x")
    field_of = guard.instance_of(Record)
    assert callable(field_of)


@given(st.text(min_size=4), st.sampled_from([int, date, datetime, Cause, Record]))
def test_no_error_shows_the_value_given(secret: str, kind: type) -> None:
    marked = f"机密{secret}机密"
    with pytest.raises(YibaoError) as caught:
        expect(marked, kind, "x")
    assert marked not in str(caught.value)
    assert "机密" not in str(caught.value)


def test_a_value_is_described_by_type_and_length() -> None:
    assert describe("张三").en == "str of 2 characters"
    assert describe([1, 2]).zh == "list，2 项"
    assert describe({"a": 1}).en == "dict of 1"
    assert describe(object()) == same("object")
