"""The tables of the national interface: whole, sourced, overlaid by place and by name, and refused when misshapen."""

import re
from typing import Any

import pytest

from yibao_rules.errors import ValueRefusedError, YibaoError
from yibao_rules.interop.json import structure, unstructure
from yibao_rules.interop.nhsa import (
    Edition,
    Field,
    FieldType,
    Group,
    InputError,
    Side,
    Transaction,
    UnknownTransactionError,
    bundled_tables,
    own_tables,
)
from yibao_rules.interop.nhsa.catalogue import ENVELOPE, Tables, interface_dictionaries
from yibao_rules.interop.nhsa.supply import pointer_of
from yibao_rules.logic.clause import Certainty
from yibao_rules.model.dictionaries import Dictionaries, UnknownCodeError, read_dictionaries
from yibao_rules.model.filing import Filing
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme
from yibao_rules.model.people import Agent, Contact, Person
from yibao_rules.model.places import UnknownPlaceError

TABLES = bundled_tables()
FIELDS = [(t, g, f) for t in TABLES.transactions for side in Side for g in t.groups(side) for f in g.fields]
FILED = {
    "2501": ("refmedin", 20),
    "2502": ("data", 3),
    "2503": ("data", 18),
    "2504": ("data", 3),
    "2505": ("data", 17),
    "2506": ("data", 3),
    "2507": ("data", 33),
}


def test_the_transactions_are_all_there() -> None:
    assert TABLES.numbers == (
        *FILED, "1101", "2001", "5301", "5302", "5303", "5304", "2501A",
    )  # fmt: skip


@pytest.mark.parametrize(("infno", "shape"), FILED.items())
def test_filing_transactions_have_every_field_of_the_specification(
    infno: str, shape: tuple[str, int]
) -> None:
    (group,) = TABLES.get(infno).input
    assert (group.node, len(group.fields)) == shape


@pytest.mark.parametrize(
    ("transaction", "group", "field"),
    FIELDS,
    ids=lambda one: getattr(one, "infno", getattr(one, "node", getattr(one, "name", None))),
)
def test_each_field_is_sourced_and_can_be_checked(
    transaction: Transaction, group: Group, field: Field
) -> None:
    assert transaction.sources[0]
    assert group[field.name] == field
    assert (field.width is None) == (field.type in (FieldType.DATE, FieldType.DATETIME))
    upper = transaction.infno.startswith("exp_content")
    assert re.fullmatch("[A-Z_]+" if upper else "[a-z_]+", field.name)
    if field.dictionary:
        assert interface_dictionaries().get(field.dictionary).codes


PATHS = sorted({p for _, _, f in FIELDS for p in f.filing})
WHOLE = Filing(
    item="referral",
    applicant=Person(),
    registration=Person(),
    agent=Agent(),
    contact=Contact(),
    hospital=Hospital(),
    disease=Disease(),
    enrolments=(Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900"),),
)


@pytest.mark.parametrize("path", PATHS)
def test_each_path_leads_to_a_part_of_a_filing(path: str) -> None:
    owner: object = WHOLE
    for name in path.split("."):
        assert owner is not None
        assert hasattr(owner, name)
        owner = getattr(owner, name)


@pytest.mark.parametrize("path", [p for p in PATHS if p != "place_relation"])
def test_each_pointer_that_is_told_is_a_key_of_the_filings_json(path: str) -> None:
    tree = unstructure(WHOLE)
    *above, last = pointer_of(path).split("/")[1:]
    at: Any = tree
    for key in above:
        at = at[int(key)] if key.isdecimal() else at.setdefault(key, {})
    at.setdefault(last, None)
    assert structure(tree) == WHOLE  # an unknown key would be refused


def test_no_derived_value_is_the_first_that_supplies_a_field() -> None:
    assert all(f.filing[:1] != ("place_relation",) for _, _, f in FIELDS)


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        TABLES.get("2502").input[0]["nothing"]


@pytest.mark.parametrize("place", ["442000", "440100", "440106"])
def test_zhongshan_and_guangzhou_send_2501a(place: str) -> None:
    found = TABLES.get("2501", place=place)
    (group,) = found.input
    assert found.infno == "2501A"
    assert group["refl_old_mdtrt_id"].required
    assert not group["insutype"].required
    assert found.sure is Certainty.FOUND_LOW
    assert len(found.sources) == 2
    assert TABLES.get(ENVELOPE, place=place).input[0]["infno"].width == 5


def test_a_variant_can_be_asked_for_by_its_number() -> None:
    assert TABLES.get("2501A") == TABLES.get("2501", place="442000") == TABLES.get("2501A", place="442000")


def test_inner_mongolia_lacks_a_field_and_keeps_it_dropped() -> None:
    names = TABLES.get("2501", place="150100").input[0].names
    assert "refl_old_mdtrt_id" not in names
    assert "refl_used_flag" in names
    assert "refl_old_mdtrt_id" not in TABLES.get("2501A", place="150100").input[0].names


def test_a_system_asks_for_more_where_it_is_named() -> None:
    (plain,), (asked,) = TABLES.get("2501").input, TABLES.get("2501", variants=("hsa-his",)).input
    more = {f.name for f in asked.fields if f.required} - {f.name for f in plain.fields if f.required}
    assert more == {"hosp_agre_refl_flag", "begndate", "enddate"}
    assert TABLES.get("2502", variants=("hsa-his",)) == TABLES.get("2502")


def test_other_places_have_the_bare_specification() -> None:
    assert TABLES.get("2501", place="330900") == TABLES.get("2501")


@pytest.mark.parametrize(
    ("infno", "variants", "words"),
    [
        ("2510", (), "是否为 2507"),
        ("x", (), "取下列之一：2501、2502"),
        ("2501", ("hsa_his",), "是否为 hsa-his"),
    ],
)
def test_unknown_transactions_and_variants_are_told_with_the_nearest(
    infno: str, variants: tuple[str, ...], words: str
) -> None:
    with pytest.raises(UnknownTransactionError, match=words):
        Edition(variants=variants).transaction(infno)


def test_an_edition_gives_local_dictionaries() -> None:
    assert "06" in Edition(place="131100").dictionary("rloc_rea")
    with pytest.raises(UnknownCodeError):
        Edition().dictionary("rloc_rea")
    with pytest.raises(UnknownPlaceError):
        Edition(place="990000").transaction("2501")


OWN = """
source = "本地"
[names]
sign_flag = { title = ["签字标志", "signed"], dictionary = "vali_flag", open = true, note = "本地" }

[[transaction]]
infno = "2562"
title = ["门诊两病备案", "hypertension and diabetes"]
source = "本地规范"
sure = "found_low"
[[transaction.input]]
node = "data"
[transaction.input.fields]
psn_no = { type = "C30", required = true }
total = { type = "N10,2", title = ["合计", "total"] }

[[variant]]
name = "ours"
title = ["本院", "ours"]
transaction = "2501"
source = "本院"
sure = "found"
[variant.input.refmedin]
sign_flag = { type = "C3", required = true }
refl_rea = { type = "C300", filing = ["item"] }
[variant.output.result]
sign_flag = { type = "C3" }
"""


def test_own_tables_stand_over_the_bundled_ones() -> None:
    tables = own_tables(OWN)
    edition = Edition(tables=tables, variants=("ours",))
    (group,) = edition.transaction("2562").input
    assert (group["total"].width, group["total"].decimals) == (10, 2)
    changed = edition.transaction("2501")
    assert changed.input[0]["sign_flag"].title.zh == "签字标志"
    assert changed.input[0]["refl_rea"].width == 300
    assert changed.input[0]["refl_rea"].required
    assert "sign_flag" in changed.output[0].names
    assert tables.get("2501") == TABLES.get("2501")
    later = Tables((edition.transaction("2562"),)) + TABLES
    assert later.numbers[0] == "2562"


def changed(
    infno: str, node: str, line: str, *, name: str = "ours", place: str = "", source: str = "s"
) -> str:
    places = f'places=["{place}"]\n' if place else ""
    return (
        f'[[variant]]\nname="{name}"\ntitle=["甲","a"]\ntransaction="{infno}"\nsource="{source}"\nsure="found"\n'
        f"{places}[variant.input.{node}]\n{line}\n"
    )


TABLE_A = OWN.split("[[variant]]", maxsplit=1)[0].replace("2562", "2502")
TABLE_B = TABLE_A.replace("2502", "2503").replace("本地规范", "另一规范")


def test_own_tables_add_up_by_what_each_changed() -> None:
    """E5: the bundled copy in the second set does not undo what the first changed."""
    a, b = own_tables(TABLE_A), own_tables(TABLE_B)
    for tables in (a + b, b + a, a + b + TABLES, TABLES + a + b, a + b + a):
        assert "total" in tables.get("2502").input[0].names
        assert "total" in tables.get("2503").input[0].names
        assert tables.get("2501") == TABLES.get("2501")
    assert (a + b) + TABLES == a + (b + TABLES) == a + b
    assert a + a == a
    assert TABLES + TABLES == TABLES
    here = own_tables(changed("2503", "data", "memo = { required = true }", place="210400"))
    there = own_tables(changed("2504", "data", "memo = { type = 'C100' }", place="210400", name="b"))
    both = here + there
    assert both.get("2503", place="210400").input[0]["memo"].required
    assert both.get("2504", place="210400").input[0]["memo"].width == 100
    assert both.get("2501A") == TABLES.get("2501A")
    assert both.replaced == ()


def test_what_a_later_set_replaces_is_told_with_both_sources() -> None:
    """E5: order and conflicts are told."""
    a, b = own_tables(TABLE_A), own_tables(TABLE_A.replace("本地规范", "另一规范"))
    (bundled, told) = (a + b).replaced
    assert (bundled.where, bundled.later) == ("2502", "本地规范")
    assert (told.where, told.earlier, told.later) == ("2502", "本地规范", "另一规范")
    assert told.words.zh == "2502：以“另一规范”为准，不用“本地规范”"
    assert told.words.en == "2502: as 另一规范 has it, not 本地规范"
    assert (a + b).get("2502").sources == ("另一规范",)
    assert (b + a).get("2502").sources == ("本地规范",)
    one = own_tables(changed("2503", "data", "memo = { required = true }", place="210400", source="甲"))
    two = own_tables(
        changed("2503", "data", "memo = { required = false }", place="210400", name="b", source="乙")
    )
    apart = own_tables(changed("2503", "data", "memo = { required = false }", place="330900", name="b"))
    same = own_tables(changed("2503", "data", "memo = { required = true }", place="210400", name="c"))
    assert [(r.where, r.earlier, r.later) for r in (one + two).replaced] == [
        ("2503.input.data.memo.required", "甲", "乙")
    ]
    assert (one + apart).replaced == (one + same).replaced == ()
    gone = own_tables(
        '[[variant]]\nname="ours"\ntitle=["甲","a"]\ntransaction="2503"\ninfno="2503A"\ndrop=["memo"]\nsource="丙"\nsure="found"\n'
    )
    assert [r.where for r in (one + gone).replaced] == ["2503.drop.memo"]


def test_dictionaries_add_up_by_what_each_changed() -> None:
    """E5, the same kind: two sets that both hold the bundled dictionaries."""

    def own(name: str, code: str) -> Dictionaries:
        return interface_dictionaries() + read_dictionaries(
            f'[[dictionary]]\nname="{name}"\ntitle=["甲","a"]\nsource="本院"\n[dictionary.entries]\n{code}=["乙","b"]\n'
        )

    both = own("refl_type", "3") + own("insutype", "311")
    assert both.get("refl_type")["3"].zh == "乙"
    assert both.get("insutype")["311"].zh == "乙"
    assert len(both.get("refl_type").sources) == 2


FIELD = '[[transaction]]\ninfno="9"\ntitle=["a","b"]\nsource="s"\nsure="found"\n[[transaction.input]]\nnode="data"\n[transaction.input.fields]\n'
VARIANT = '[[variant]]\nname="v"\ntitle=["a","b"]\nsource="s"\nsure="found"\n'


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a = ", ""),
        ("transactions = 1", "/transactions"),
        ("transaction = 1", "/transaction"),
        ("transaction = [1]", "/transaction/0"),
        ("names = 1", "/names"),
        ("[names]\na = 1", "/names/a"),
        ("[names]\na = { typ = 1 }", "/names/a/typ"),
        ("[names]\na = { open = 1 }", "/names/a/open"),
        ("[names]\na = { title = ['x'] }", "/names/a/title"),
        ("[names]\na = { filing = 'x' }", "/names/a/filing"),
        ("[names]\na = { filing = [1] }", "/names/a/filing/0"),
        ("[names]\na = { note = '' }", "/names/a/note"),
        ("[names]\na = { form = 'x' }", "/names/a/form"),
        ("[names]\na = { form = 1 }", "/names/a/form"),
        ("[[transaction]]\n", "/transaction/0/infno"),
        (FIELD.replace('"found"', '"sure"'), "/transaction/0/sure"),
        (FIELD.replace('node="data"', "node=1"), "/transaction/0/input/0/node"),
        (FIELD.replace('node="data"', "node='a'\nmany=1"), "/transaction/0/input/0/many"),
        (FIELD + "a = 1", "/transaction/0/input/0/fields/a"),
        (FIELD + "a = { required = true }", "/transaction/0/input/0/fields/a"),
        (FIELD + "a = { type = 'C30' }", "/transaction/0/input/0/fields/a"),
        (FIELD + "psn_no = { type = 'C0' }", "/transaction/0/input/0/fields/psn_no/type"),
        (FIELD + "psn_no = { type = 30 }", "/transaction/0/input/0/fields/psn_no/type"),
        (FIELD + "[[transaction.rules]]\nwhen = 1", "/transaction/0/rules/0/when"),
        (VARIANT, "/variant/0/transaction"),
        (VARIANT + 'transaction="2502"\nplaces=1', "/variant/0/places"),
        (
            VARIANT + 'transaction="2502"\n[variant.input.data]\na = { type = "C3" }',
            "/variant/0/input/data/a",
        ),
    ],
)
def test_misshapen_tables_are_refused_at_their_place(text: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        own_tables(text)
    assert caught.value.faults[0].pointer == where
    assert caught.value.__context__ is None


def test_every_fault_of_a_table_is_told_at_once_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        own_tables(
            "transactions = 1\n[[transaction]]\ninfno = 7\n"
            + FIELD
            + "a = { typ = 'C3' }\npsn_no = { type = 'X' }\n"
        )
    told = [(f.pointer, f.line) for f in caught.value.faults]
    assert told[:2] == [("/transaction/0/infno", 3), ("/transaction/0/title", 2)]
    assert ("/transaction/1/input/0/fields/a/typ", 12) in told
    assert ("/transaction/1/input/0/fields/psn_no/type", 13) in told
    assert told[-1] == ("/transactions", 1)
    with pytest.raises(InputError) as caught:
        own_tables(FIELD + "a = { required = true }")
    assert [f.expected.en for f in caught.value.faults] == [
        "the key type",
        "the key title, or a name in [names]",
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (VARIANT + 'transaction="2510"', "variant v"),
        (VARIANT + 'transaction="2502"\n[variant.input.date]\nmemo = { required = true }', "variant v"),
        (VARIANT + 'transaction="2502"\n[variant.input.data]\nmemos = { required = true }', "variant v"),
        (VARIANT + 'transaction="2502"\ndrop=["zzz"]', "variant v"),
    ],
)
def test_variants_of_what_there_is_not_are_refused(text: str, where: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        own_tables(text)
    assert caught.value.where == where
    assert caught.value.__context__ is None


def test_a_variant_of_no_known_place_is_refused() -> None:
    with pytest.raises(UnknownPlaceError) as caught:
        own_tables(VARIANT + 'transaction="2502"\nplaces=["990000"]')
    assert isinstance(caught.value, YibaoError)


def wider(name: str, place: str, width: int) -> str:
    head = VARIANT.replace('"v"', f'"{name}"')
    return f'{head}transaction="2502"\nplaces=["{place}"]\n[variant.input.data]\nmemo = {{ type = "C{width}" }}\n'


def test_the_narrower_place_stands_over_the_wider_one() -> None:
    text = wider("county", "210403", 3) + wider("province", "210000", 1) + wider("city", "210400", 2)
    tables = own_tables(text)
    places = ("210403", "210404", "210200", "330900")
    assert [tables.get("2502", place=p).input[0]["memo"].width for p in places] == [3, 2, 1, 500]
    assert tables.get("2502", place="210403").variants == ("province", "city", "county")


def test_of_two_tables_of_one_number_the_later_stands() -> None:
    later = own_tables(FIELD.replace('"9"', '"2502"') + 'memo = { type = "C7" }').get("2502")
    assert later.input[0].names == ("memo",)
    assert (TABLES + Tables((later,))).get("2502") == later
