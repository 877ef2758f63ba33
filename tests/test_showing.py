"""What the library's values show of themselves: little, and nothing about a person (B5)."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path

import attrs
import pytest

import yibao_rules as yibao
from yibao_rules.model.identity import IdNumber, PersonName, Secret, Sex
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.people import Agent, AgentRelation, Contact, Person
from yibao_rules.model.places import place
from yibao_rules.precheck.fallback import routes_for
from yibao_rules.progress import due_of_item
from yibao_rules.serialization.showing import LONGEST, MASK, bounded, brief, masked

D = date(2026, 3, 2)
EXAMPLES = sorted(Path("examples/filings").glob("*.json"))
CEILING = 2_000


def filing(path: Path) -> yibao.Filing:
    """Read an example."""
    return yibao.loads(path.read_text(encoding="utf-8"))


def fields_of(part: object) -> list[str]:
    """Name the fields of a value; nothing where it is of no attrs class."""
    cls: type = type(part)
    return [a.name for a in attrs.fields(cls)] if attrs.has(cls) else []


def personal(part: object) -> Iterator[str]:
    """Walk a filing for what is about a person, in every way in which it may be printed."""
    if isinstance(part, Secret):
        yield part.reveal()
    elif isinstance(part, tuple):
        for entry in part:
            yield from personal(entry)
    else:
        for name in fields_of(part):
            value = getattr(part, name)
            if isinstance(part, Hospital | Disease) and name in ("code", "name") and value is not None:
                yield value
            elif name in ("birth_date", "id_expires_on") and value is not None and value != D:
                yield from (value.isoformat(), repr(value))
            elif name == "sex" and value is not None:
                yield repr(value)
            else:
                yield from personal(value)


def reached(part: object, seen: dict[int, object]) -> Iterator[object]:
    """Walk every value of ours that can be reached from one."""
    if id(part) in seen or isinstance(part, str | int | float | date | Enum | Secret):
        return
    seen[id(part)] = part
    if isinstance(part, Mapping):
        parts: tuple[object, ...] = (*part.keys(), *part.values())
    elif isinstance(part, tuple | list | frozenset | set):
        parts = tuple(part)
    else:
        if type(part).__module__.startswith("yibao_rules"):
            yield part
        parts = tuple(getattr(part, name, None) for name in fields_of(part))
    for inner in parts:
        yield from reached(inner, seen)


def answers(case: yibao.Filing) -> tuple[object, ...]:
    """Ask everything about a filing."""
    checked = yibao.check(case, day=D)
    return (
        checked,
        checked.report,
        yibao.require(case.item, place=case.insured_place, day=D),
        yibao.advise(case, day=D),
        due_of_item(case.item, place=case.insured_place, received=D, calendar=yibao.national(), filing=case),
        routes_for(case, day=D, desk=default_desk()),
    )


def test_the_examples_are_there() -> None:
    assert len(EXAMPLES) == 22
    assert all(list(personal(filing(path))) for path in EXAMPLES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_b5_no_answer_about_a_filing_shows_the_person(path: Path) -> None:
    case = filing(path)
    # An address that is the name of the insured place alone tells no more than the place, which may be shown.
    values = {v for v in personal(case) if v not in place(case.insured_place or "").full_name}
    assert values
    for answer in (case, *answers(case)):
        shown = (repr(answer), str(answer), f"{answer}")
        assert all(len(words) <= CEILING for words in shown)
        assert not [value for value in values for words in shown if value in words]


@pytest.mark.parametrize("path", EXAMPLES[::7], ids=lambda p: p.stem)
def test_b5_no_value_within_an_answer_is_long_either(path: Path) -> None:
    case = filing(path)
    long = {
        type(v).__qualname__: len(repr(v))
        for v in reached((case, *answers(case)), {})
        if len(repr(v)) > CEILING
    }
    assert not long


def test_b5_nothing_that_serves_every_filing_is_long() -> None:
    desk = default_desk()
    yibao.check(filing(EXAMPLES[0]), day=D, desk=desk)
    served = (desk, yibao.catalogue(), yibao.national_rules(), yibao.facts(), yibao.national())
    values = {type(v).__qualname__: len(repr(v)) for v in reached(served, {})}
    assert {"Catalogue", "Rulebook", "FactTable", "Notice", "Desk"} <= set(values)
    assert {name: n for name, n in values.items() if n > CEILING} == {}


def test_b5_a_filing_shows_item_places_days_and_which_facts_are_given() -> None:
    person = Person(
        name=PersonName("张三"),
        id_number=IdNumber("11010519491231002X"),
        birth_date=date(1949, 12, 31),
        sex=Sex.FEMALE,
    )
    case = yibao.Filing(
        item="referral",
        id="11010519491231002X",
        filed_on=D,
        insured_place="330900",
        applicant=person,
        hospital=Hospital(code="H33010600001", name="某医院"),
        disease=Disease(code="M03900", name="高血压"),
        agent=Agent(name=PersonName("李四"), relation=AgentRelation.CHILD),
        contact=Contact(name=PersonName("李四")),
        enrolments=(),
    )
    assert repr(case) == (
        "Filing(item='referral', id=***, filed_on=2026-03-02, insured_place='330900', "
        "applicant=Person(name=***, id_number=***, birth_date=***, sex=***), enrolments=***, "
        "hospital=Hospital(code=***, name=***), disease=Disease(code=***, name=***), "
        "agent=Agent(name=***, relation=***), contact=Contact(name=***))"
    )
    assert repr(yibao.Filing(item="referral")) == "Filing(item='referral')"


def test_b5_a_result_shows_place_day_decision_and_the_codes_of_its_findings() -> None:
    shown = repr(yibao.check(filing(Path("examples/filings/04-referral-unsealed.json")), day=D))
    assert all(word in shown for word in ("330900", "2026-03-02", "Decision.RETURNED", "materials/"))


@brief
@attrs.frozen
class Sheet:
    """A class of its own for the rules of showing."""

    words: str = "a"
    parts: tuple[object, ...] = ()
    by_name: Mapping[str, object] = attrs.field(factory=dict)
    kinds: frozenset[str] = frozenset()
    double: int = attrs.field(init=False)
    hidden: str = attrs.field(default="", repr=False)

    @double.default
    def _(self) -> int:
        return 2 * len(self.words)


def test_what_holds_its_default_is_left_out_and_what_follows_from_others_is_shown() -> None:
    assert repr(Sheet()) == "Sheet(double=2)"
    assert repr(Sheet(hidden="x", by_name={"a": D}, kinds=frozenset("ba"))) == (
        "Sheet(by_name={'a': 2026-03-02}, kinds={'a', 'b'}, double=2)"
    )


def test_a_value_of_another_type_than_the_default_is_no_default() -> None:
    @brief
    @attrs.frozen
    class Flag:
        on: object = 0

    assert repr(Flag(False)) == "Flag(on=False)"
    assert repr(Flag()) == "Flag()"


def test_texts_collections_and_depth_are_bounded() -> None:
    assert repr(Sheet(words="b" * 1000)) == f"Sheet(words='{'b' * 78}…, double=2000)"
    assert repr(Sheet(parts=tuple(range(10)))) == "Sheet(parts=(0, 1, 2, 3, 4, 5, 6, 7, … 2 more), double=2)"
    deep = Sheet()
    for _ in range(50):
        deep = Sheet(parts=(deep,) * 20)
    assert len(repr(deep)) <= LONGEST
    assert "Sheet(…)" in repr(Sheet(parts=(Sheet(parts=(Sheet(parts=(Sheet(parts=(Sheet(),)),)),)),)))
    wide = Sheet(parts=tuple("c" * 100 for _ in range(8)), kinds=frozenset(f"{n}" * 50 for n in range(8)))
    assert len(repr(wide)) == LONGEST
    assert repr(wide).endswith("…")


def test_a_class_of_another_kind_is_named_where_it_lies_deep() -> None:
    @attrs.frozen
    class Plain:
        n: int

    assert "Plain(n=1)" in repr(Sheet(parts=(Plain(1),))).replace(Plain.__qualname__, "Plain")
    assert "Plain(…)" in repr(Sheet(parts=(Sheet(parts=(Sheet(parts=(Sheet(parts=(Plain(1),)),)),)),)))


def test_a_field_that_nobody_has_decided_on_is_masked() -> None:
    @masked("open")
    @attrs.frozen
    class Card:
        open: str
        added_later: str

    assert repr(Card("a", "b")) == f"Card(open='a', added_later={MASK})"


def test_a_bounded_class_keeps_its_own_words_up_to_the_limit() -> None:
    @bounded
    @attrs.frozen
    class Words:
        text: str

    assert repr(Words("a")).endswith("Words(text='a')")
    assert len(repr(Words("a" * 5000))) == LONGEST


@cache
def default_desk() -> yibao.Desk:
    """Make one desk for all of this module."""
    return yibao.Desk()


_PICKLED = """
import hashlib, pickle
from datetime import date
from pathlib import Path
import yibao_rules as yibao
from yibao_rules.precheck.fallback import routes_for
D, desk, told = date(2026, 3, 2), yibao.Desk(), hashlib.sha256()
for path in sorted(Path("examples/filings").glob("*.json"))[::3]:
    case = yibao.loads(path.read_text(encoding="utf-8"))
    answers = (yibao.check(case, day=D), yibao.require(case.item, place=case.insured_place, day=D))
    for answer in (case, *answers, yibao.advise(case, day=D), routes_for(case, day=D, desk=desk)):
        told.update(pickle.dumps(answer, protocol=5))
print(told.hexdigest())
"""


def test_h8_an_answer_has_the_same_pickle_under_every_hash_seed() -> None:
    told = {
        subprocess.run(  # noqa: S603 - our own interpreter and text
            [sys.executable, "-c", _PICKLED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(told) == 1
    assert len(told.pop().strip()) == 64
