"""How the place of treatment lies to the insured place: what decides whether a filing is needed and which referral it is."""

from yibao_rules.model.places import place, same_city
from yibao_rules.text import LabelledEnum


class PlaceRelation(LabelledEnum):
    """Where treatment is taken, seen from the insured place; the wire code is the interface's ``refl_type``."""

    SAME_CITY = "1", "市内", "within the city"
    SAME_PROVINCE = "2", "省内异地", "in another city of the province"
    OTHER_PROVINCE = "3", "省外异地", "in another province"

    @property
    def is_out_of_area(self) -> bool:
        """Whether treatment there is out of area (异地就医); within the city no filing is needed."""
        return self is not PlaceRelation.SAME_CITY


def relation(insured: str, treatment: str) -> PlaceRelation | None:
    """Tell how a place of treatment lies to the insured place.

    Args:
        insured: code of the insured place.
        treatment: code of the place of treatment.

    Returns:
        The relation; None when one of them is the whole of the other's province, which leaves the city open.

    Raises:
        UnknownPlaceError: a code is of no known place.

    >>> relation("210400", "330903"), relation("330200", "330903"), relation("330902", "330903")
    (PlaceRelation.OTHER_PROVINCE, PlaceRelation.SAME_PROVINCE, PlaceRelation.SAME_CITY)
    """
    one, other = place(insured), place(treatment)
    if one.code[:2] != other.code[:2]:
        return PlaceRelation.OTHER_PROVINCE
    if same_city(one.code, other.code):
        return PlaceRelation.SAME_CITY
    if one.code.endswith("0000") or other.code.endswith("0000"):
        return None
    return PlaceRelation.SAME_PROVINCE
