"""The length of office hours in words (H3): just below and just above, in time."""

import time

import pytest

from yibao_rules.calendar import parse_hours
from yibao_rules.calendar.hours import HoursError
from yibao_rules.serialization.limits import LONGEST_HOURS

HOURS = "周一8:30-12:00"


def test_h3_office_hours_as_long_as_they_may_be_and_a_character_longer() -> None:
    padded = HOURS + " " * (LONGEST_HOURS - len(HOURS))
    assert parse_hours(padded) == parse_hours(HOURS)
    with pytest.raises(HoursError, match=f"{LONGEST_HOURS + 1:,} characters"):
        parse_hours(padded + " ")


@pytest.mark.parametrize("n", [200, 4_000, 100_000])
def test_h3_one_stretch_again_and_again(n: int) -> None:
    began = time.process_time()
    with pytest.raises(HoursError) as caught:
        parse_hours("周一至周五8:30-12:00，" * n)
    assert len(str(caught.value)) < 1_000
    assert time.process_time() - began < 10
