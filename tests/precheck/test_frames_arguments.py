"""Arguments of another kind (B1): refused in the same words on every engine, before any work."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from yibao_rules import check_frame, national_rules
from yibao_rules.interop.frames import filings_from_frame, filings_to_frame, filings_to_tables, with_due
from yibao_rules.logic.frames.faults import FrameError
from yibao_rules.logic.frames.write import BACKENDS
from yibao_rules.testing.cases import accepted_filing

DAY = date(2026, 3, 2)
WRONG: dict[str, list[Any]] = {
    "key": [None, 3, ["id"]],
    "day": ["2026-03-02", datetime(2026, 3, 2, 9), 20260302],  # as a caller may write it
    "items": [[1], "material", 3],
    "carry": [3, [4], [None], None],
    "ignore": [3, [b"x"], None],
    "verify": [1, None, "no"],
}
Call = Callable[..., Any]


def words_of(call: Call, *args: object, **named: object) -> str:
    with pytest.raises(FrameError) as found:
        call(*args, **named)
    return str(found.value)


@pytest.mark.parametrize("name", [*WRONG, "desk"])
def test_every_engine_refuses_alike(name: str) -> None:
    frames = [filings_to_frame([accepted_filing()], backend=backend) for backend in BACKENDS]
    for wrong in WRONG.get(name, ["desk", 3, {}]):
        said = {words_of(check_frame, frame, **{"day": DAY, name: wrong}) for frame in (*frames, None)}
        assert len(said) == 1
        assert f"：{name}" in said.pop()


@pytest.mark.parametrize("name", [*WRONG, "workdays"])
def test_a_rulebook_refuses_alike(name: str) -> None:
    frame, book = filings_to_frame([accepted_filing()]), national_rules().at(DAY)
    for wrong in WRONG.get(name, ["add", 3]):
        assert f"：{name}" in words_of(book.check_frame, frame, **{"day": DAY, name: wrong})


@pytest.mark.parametrize("wrong", [None, {}, [], "frame", 3, object()])
def test_what_is_no_frame(wrong: object) -> None:
    for call in (check_frame, national_rules().at(DAY).check_frame):
        assert "frame" in words_of(call, wrong, day=DAY)
    assert "frame" in words_of(filings_from_frame, wrong)
    assert "frame" in words_of(with_due, wrong, start="filing.filed_on", term="5个工作日")


def test_other_doors() -> None:
    frame = filings_to_frame([accepted_filing()])
    fine: dict[str, Any] = {"start": "filing.filed_on", "term": "5个工作日"}
    for name, wrong in {
        "start": 3,
        "term": 20,
        "calendar": "national",
        "name": None,
        "convention": "soon",
        "roll": 3,
        "snap": object(),
    }.items():
        assert f"：{name}" in words_of(with_due, frame, **{**fine, name: wrong})
    named: dict[str, Any] = {**fine, "roll": "forward"}
    assert with_due(frame, **named).columns == with_due(frame, **fine).columns
    for call in (filings_to_frame, filings_to_tables):
        wrong_filings: list[Any] = [None, "filings", {}, accepted_filing(), [1]]
        for filings in wrong_filings:
            assert "：filings" in words_of(call, filings)
        assert "：key" in words_of(call, [accepted_filing()], key=3)
        assert "：day" in words_of(call, [accepted_filing()], day="2026-03-02")
    assert "：key" in words_of(filings_from_frame, frame, key=None)
