"""The entry point that hypothesis calls when it is imported: ``st.from_type(Filing)`` then gives meaningful filings."""

from collections.abc import Callable
from typing import Any

from yibao_rules.model import circumstances, filing, institutions, insurance, materials, people
from yibao_rules.testing._hypothesis import strategies


def register() -> None:
    """Register a strategy for each public class of the model; what makes them is imported when first drawn from."""
    st = strategies()
    for cls, name in (
        (filing.Filing, "filings"),
        (people.Person, "persons"),
        (people.Contact, "contacts"),
        (people.Agent, "agents"),
        (insurance.Enrolment, "enrolments"),
        (insurance.Card, "cards"),
        (institutions.Hospital, "hospitals"),
        (institutions.Disease, "diseases"),
        (materials.Material, "materials"),
        (circumstances.Circumstances, "circumstances"),
        (circumstances.Procedure, "procedures"),
    ):
        st.register_type_strategy(cls, _later(name))


def _later(name: str) -> Callable[[type], Any]:
    def make(_cls: type) -> Any:
        from yibao_rules.testing import filings  # noqa: PLC0415  # only when drawn from

        return getattr(filings, name)()

    return make
