"""Where treatment is taken, seen from the insured place."""

import pytest
from hypothesis import given

from yibao_rules.model.dictionaries import dictionary
from yibao_rules.model.place_relations import PlaceRelation, relation
from yibao_rules.model.places import Place, PlaceLevel, UnknownPlaceError
from yibao_rules.testing.identity import places

R = PlaceRelation


@pytest.mark.parametrize(
    ("insured", "treatment", "found"),
    [
        ("330900", "330903", R.SAME_CITY),
        ("110101", "110105", R.SAME_CITY),
        ("310000", "310107", R.SAME_CITY),
        ("330900", "330200", R.SAME_PROVINCE),
        ("429004", "429005", R.SAME_PROVINCE),
        ("439900", "430100", R.SAME_PROVINCE),
        ("210400", "330900", R.OTHER_PROVINCE),
        ("210400", "330000", R.OTHER_PROVINCE),
        ("330900", "330000", None),
        ("330000", "330000", None),
    ],
)
def test_relations(insured: str, treatment: str, found: PlaceRelation | None) -> None:
    assert relation(insured, treatment) is found
    assert relation(treatment, insured) is found


@given(places(PlaceLevel.COUNTY), places(PlaceLevel.CITY))
def test_every_pair_of_places_has_a_relation(one: Place, other: Place) -> None:
    found = relation(one.code, other.code)
    assert found is not None
    assert found.is_out_of_area == (found is not R.SAME_CITY)


def test_the_codes_are_the_interfaces() -> None:
    assert dictionary("refl_type").codes == tuple(r.code for r in R)


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownPlaceError):
        relation("330900", "999999")
