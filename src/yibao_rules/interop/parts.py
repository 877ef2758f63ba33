"""The classes that a filing is made of: what is read and written whole, and what no answer repeats."""

from yibao_rules.model.circumstances import Circumstances, Procedure
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Card, Enrolment
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.model.shape import Shaped

PARTS: tuple[type[Shaped], ...] = (
    Filing,
    Person,
    Enrolment,
    Card,
    Circumstances,
    Hospital,
    Disease,
    Agent,
    Contact,
    Material,
    Procedure,
)
"""A filing and every class below it."""
