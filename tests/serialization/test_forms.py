"""Forms of a text: one statement, read by the reader, by the model and by the schema."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.interop.json import InputError, loads
from yibao_rules.interop.schema import filing_schema
from yibao_rules.model.forms import ITEM, KIND, PLACE
from yibao_rules.serialization.faults import FaultKind, HookError


def test_full_width_digits_of_a_place_are_folded_and_letters_of_other_scripts_are_not() -> None:
    assert PLACE.read("３３０９００") == "330900"
    for digits in ("٣٣٠٩٠٠", "३३०९००", "33090", "3309000", "三三〇九〇〇"):  # digits of other scripts
        with pytest.raises(HookError) as caught:
            PLACE.read(digits)
        assert caught.value.kind is FaultKind.BAD_TEXT


@given(st.text(max_size=8))
def test_reader_and_schema_say_the_same_of_a_place(word: str) -> None:
    fits = re.search(PLACE.schema()["pattern"], word) is not None and not word.endswith("\n")
    assert PLACE.fits(word) is fits


def test_the_forms_stand_on_the_fields() -> None:
    schema = filing_schema()
    assert schema["properties"]["item"]["oneOf"] == ITEM.schema()["oneOf"]
    assert schema["$defs"]["Material"]["properties"]["kind"]["oneOf"] == KIND.schema()["oneOf"]
    places = [
        schema["properties"]["insured_place"],
        schema["properties"]["destination"],
        schema["$defs"]["Circumstances"]["properties"]["treatment_place"],
        schema["$defs"]["Hospital"]["properties"]["place"],
        schema["$defs"]["Enrolment"]["properties"]["place"],
    ]
    assert {place["pattern"] for place in places} == {PLACE.schema()["pattern"]}


def test_a_label_in_place_of_a_slug_is_answered_with_the_slug() -> None:
    with pytest.raises(InputError, match="改为 referral（异地转诊人员备案）"):
        loads('{"item": "异地转诊人员备案"}')
