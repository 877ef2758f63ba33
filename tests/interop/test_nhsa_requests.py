"""Requests built from a filing: what it supplies, what is missing with its place, and the envelope around it."""

import json
import pickle
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.json import structure, unstructure
from yibao_rules.interop.nhsa import (
    NATIONAL,
    Checker,
    Edition,
    Envelope,
    Fault,
    FaultKind,
    InputError,
    Message,
    Operator,
    RequestFault,
    Sender,
    Side,
    UnknownTransactionError,
    build,
    bundled_tables,
    envelope_faults,
    own_tables,
    seal,
)
from yibao_rules.interop.nhsa.supply import Given, pointer_of, supply, wire
from yibao_rules.interop.nhsa.tables import Field, FieldType
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.id_numbers import national_cert_type
from yibao_rules.model.identity import Address, IdDocumentKind, IdNumber, PersonName, Phone, Sex
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.item_codes import parse_message_id
from yibao_rules.model.people import Agent, AgentRelation, Contact, Person
from yibao_rules.model.place_relations import PlaceRelation
from yibao_rules.testing.filings import consistent_filings, persons
from yibao_rules.testing.identity import institution_codes
from yibao_rules.testing.nhsa import payloads
from yibao_rules.text import Text

BEIJING = ZoneInfo("Asia/Shanghai")
NUMBER = "43000000000000000001"
PERSON = Person(
    name=PersonName("欧阳甲"),
    id_kind=IdDocumentKind.RESIDENT_ID,
    id_number=IdNumber("11010519491231002X"),
    birth_date=date(1949, 12, 31),
    sex=Sex.FEMALE,
    phone=Phone("19900000001"),
)
REFERRAL = Filing(
    item="referral",
    insured_place="210400",
    destination="310000",
    begins_on=date(2026, 3, 2),
    ends_on=date(2026, 9, 1),
    applicant=PERSON,
    enrolments=(
        Enrolment(scheme=InsuranceScheme.SERIOUS_ILLNESS, place="210400"),
        Enrolment(scheme=InsuranceScheme.RESIDENT, place="210403", status=InsuranceStatus.NORMAL),
    ),
    hospital=Hospital(code="H31010100001", name="甲医院", place="310101"),
    disease=Disease(code="I10.x00", name="高血压"),
    circumstances=Circumstances(referred=True, referred_on=date(2026, 3, 1)),
)
GIVEN: dict[str, Given | None] = {"psn_no": NUMBER, "refl_rea": "病情需要", "refl_opnn": "同意"}


def refused(infno: str, filing: Filing | None = None, **given: Given | None) -> dict[str, RequestFault]:
    with pytest.raises(InputError) as caught:
        build(infno, filing, given)
    assert caught.value.__context__ is None
    faults = caught.value.faults
    assert all(isinstance(f, RequestFault) for f in faults)
    return {f.pointer: f for f in faults if isinstance(f, RequestFault)}


def test_a_referral_is_taken_from_its_filing() -> None:
    message = build("2501", REFERRAL, GIVEN)
    (row,) = message.rows("refmedin")
    assert row == {
        "psn_no": NUMBER,
        "insutype": "390",
        "tel": "19900000001",
        "addr": "",
        "insu_optins": "210403",
        "diag_code": "I10.x00",
        "diag_name": "高血压",
        "dise_cond_dscr": "",
        "reflin_medins_no": "H31010100001",
        "reflin_medins_name": "甲医院",
        "mdtrtarea_admdvs": "310101",
        "hosp_agre_refl_flag": "1",
        "refl_type": "3",
        "refl_date": "2026-03-01",
        "refl_rea": "病情需要",
        "refl_opnn": "同意",
        "begndate": "2026-03-02",
        "enddate": "2026-09-01",
        "refl_old_mdtrt_id": "",
        "refl_used_flag": "",
    }
    assert tuple(row) == bundled_tables().get("2501").input[0].names
    assert (message.infno, message.side) == ("2501", Side.INPUT)


def test_every_missing_field_is_told_at_once_with_what_would_supply_it() -> None:
    faults = refused("2501", Filing(item="referral"))
    assert {p: f.supply for p, f in faults.items()} == {
        "/refmedin/psn_no": None,
        "/refmedin/diag_code": "/disease/code",
        "/refmedin/diag_name": "/disease/name",
        "/refmedin/reflin_medins_no": "/hospital/code",
        "/refmedin/reflin_medins_name": "/hospital/name",
        "/refmedin/mdtrtarea_admdvs": "/hospital/place",
        "/refmedin/refl_type": "/referral_scope",
        "/refmedin/refl_date": "/circumstances/referred_on",
        "/refmedin/refl_rea": None,
        "/refmedin/refl_opnn": None,
    }
    assert {f.kind for f in faults.values()} == {FaultKind.MISSING_KEY}
    assert faults["/refmedin/diag_code"].fix == Text(
        "补上该项（取自申请的 /disease/code）", "fill it in (taken from /disease/code of the filing)"
    )
    assert faults["/refmedin/psn_no"].fix == Text(
        "补上该项（given 中的 psn_no）", "fill it in (psn_no in given)"
    )


@pytest.mark.parametrize("infno", bundled_tables().numbers)
def test_without_a_filing_exactly_the_required_fields_are_told(infno: str) -> None:
    (group,) = bundled_tables().get(infno).input
    assert set(refused(infno)) == {f"/{group.node}/{f.name}" for f in group.fields if f.required}


def test_the_enrolment_that_the_filing_rests_on_is_the_one_told() -> None:
    wrong = evolve(REFERRAL, enrolments=(REFERRAL.enrolments or ())[:1])
    assert pointer_of("enrolment.scheme", REFERRAL) == "/enrolments/1/scheme"
    assert pointer_of("enrolment.scheme", wrong) == "/enrolments/0/scheme"
    long = evolve(
        REFERRAL,
        enrolments=(
            *(REFERRAL.enrolments or ())[:1],
            evolve((REFERRAL.enrolments or ())[1], place="2104030"),
        ),
    )
    assert refused("2501", long, **GIVEN)["/refmedin/insu_optins"].supply == "/enrolments/1/place"


def test_what_is_given_stands_over_the_filing_and_strangers_are_told() -> None:
    (row,) = build("2501", REFERRAL, {**GIVEN, "refl_type": PlaceRelation.SAME_PROVINCE, "tel": None}).rows(
        "refmedin"
    )
    assert (row["refl_type"], row["tel"]) == ("2", "")
    faults = refused("2501", REFERRAL, **GIVEN, psn_nno="1", 张三="1")
    assert {p: f.fix.zh for p, f in faults.items()} == {"/psn_nno": "改为 psn_no", "": "删去此项"}


def test_a_chronic_disease_filing() -> None:
    filing = Filing(
        item="chronic_disease_recognition",
        begins_on=date(2026, 3, 2),
        enrolments=(Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="210400"),),
        contact=Contact(phone=Phone("19900000002")),
        hospital=Hospital(code="H21040200001", name="乙医院"),
        disease=Disease(code="M01600", name="糖尿病"),
        circumstances=Circumstances(recognised_on=date(2026, 2, 27)),
    )
    (row,) = build(
        "2503", filing, {"psn_no": NUMBER, "diag_dr_codg": "D210402000001", "diag_dr_name": "丙"}
    ).rows("data")
    assert {k: v for k, v in row.items() if v} == {
        "psn_no": NUMBER,
        "insutype": "310",
        "opsp_dise_code": "M01600",
        "opsp_dise_name": "糖尿病",
        "tel": "19900000002",
        "insu_optins": "210400",
        "ide_fixmedins_no": "H21040200001",
        "ide_fixmedins_name": "乙医院",
        "hosp_ide_date": "2026-02-27",
        "diag_dr_codg": "D210402000001",
        "diag_dr_name": "丙",
        "begndate": "2026-03-02",
    }


@pytest.mark.parametrize(
    ("infno", "item", "due"),
    [
        ("2501", "referral", []),
        ("2501", "x_referral", []),
        ("2501", "posted_worker", [("", "refused", "/item")]),
        ("2503", "referral", [("", "refused", "/item")]),
        ("2505", "referral", [("", "refused", "/item")]),  # E9
        ("2505", "chronic_disease_recognition", [("", "refused", "/item")]),
        ("2505", "posted_worker", []),
        ("2505", "x_designation", []),
        ("2001", "referral", []),
    ],
)
def test_a_filing_of_another_item_is_refused(infno: str, item: str, due: list[tuple[str, str, str]]) -> None:
    required = {
        f.name: "H21040200001" if f.form else "1"
        for f in bundled_tables().get(infno).input[0].fields
        if f.required and (f.open or not f.dictionary)
    }
    coded = {"refl_type": "3", "insutype": "390", "biz_appy_type": "03", "med_type": "2101"}
    asked = {k: v for k, v in coded.items() if k in bundled_tables().get(infno).input[0].names}
    days = dict.fromkeys(
        {"refl_date", "hosp_ide_date", "begndate", "begntime"} & required.keys(), date(2026, 3, 2)
    )
    places = dict.fromkeys({"mdtrtarea_admdvs", "insu_optins"} & required.keys(), "210400")
    given: dict[str, Given | None] = {**required, **asked, **days, **places}
    if due:
        with pytest.raises(InputError) as caught:
            build(infno, Filing(item=item), given)
        told = [
            (f.pointer, f.kind.code, f.supply) for f in caught.value.faults if isinstance(f, RequestFault)
        ]
        assert told == due
        assert item in caught.value.faults[0].found.zh
        named = {"referral": "改用交易 2501（转院备案）", "posted_worker": "另选交易"}
        assert named.get(item, "改用交易 2503（人员慢特病备案）") in caught.value.faults[0].fix.zh
    else:
        assert build(infno, Filing(item=item), given).infno == infno


def test_a_chosen_institution_and_an_injury() -> None:
    """E9: an agent's document kind, relation and address have a place in the filing and in 2505 and 2507."""
    filing = evolve(
        REFERRAL,
        item="x_designation",
        agent=Agent(
            name=PersonName("丁"),
            phone=Phone("19900000003"),
            id_kind=IdDocumentKind.HK_MACAO_PERMIT,
            id_number=IdNumber("M12345678"),
            address=Address("某市某路 1 号"),
            relation=AgentRelation.GRANDCHILD,
        ),
        circumstances=Circumstances(admitted_on=date(2026, 3, 3)),
        registration=Person(id_number=IdNumber("1")),
    )
    (row,) = build("2505", filing, {"psn_no": NUMBER, "biz_appy_type": "03", "fix_srt_no": "1"}).rows("data")
    agent = ["丁", "05", "M12345678", "19900000003", "某市某路 1 号", "4"]
    names = [f"agnter_{part}" for part in ("name", "cert_type", "certno", "tel", "addr", "rlts")]
    assert [row[name] for name in names] == agent
    assert row["fixmedins_code"] == "H31010100001"
    (row,) = build(
        "2505", structure(unstructure(filing)), {"psn_no": NUMBER, "biz_appy_type": "03", "fix_srt_no": "1"}
    ).rows("data")
    assert [row[name] for name in names] == agent
    assert refused("2507", filing, psn_no=NUMBER, dcla_souc="01").keys() == {"/data/chk_pay_flag"}
    (row,) = build("2507", filing, {"psn_no": NUMBER, "dcla_souc": "01", "chk_pay_flag": False}).rows("data")
    assert [row[name] for name in names] == agent
    told = ("psn_cert_type", "certno", "psn_name", "gend", "brdy", "insu_admdvs", "adm_time", "chk_pay_flag")
    assert [row[name] for name in told] == [
        "01", "11010519491231002X", "欧阳甲", "2", "1949-12-31", "210403", "2026-03-03", "0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "found"),
    [("X1", "文本（2 个字符）"), ("H210402000011", "13 个字符"), ("h21040200001", "文本（12 个字符）"), ("X21040200001", "文本（12 个字符）"), ("H99040200001", "第 2 至 7 位不是已知的医保区划")],
)  # fmt: skip
def test_a_bad_institution_code_is_told_at_the_first_door(code: str, found: str) -> None:
    """E7: `build` tells it, and names the part of the filing that supplies it."""
    faults = refused(
        "2501", evolve(REFERRAL, hospital=Hospital(code=code, name="甲医院", place="310101")), **GIVEN
    )
    assert [(p, f.supply) for p, f in faults.items()] == [("/refmedin/reflin_medins_no", "/hospital/code")]
    assert faults["/refmedin/reflin_medins_no"].found.zh == found


def test_a_benefit_check_asks_by_the_minute() -> None:
    (row,) = build("2001", REFERRAL, {"psn_no": NUMBER, "med_type": "2101"}).rows("data")
    assert (row["begntime"], row["endtime"]) == ("2026-03-02 00:00:00", "2026-09-01 00:00:00")


def test_a_local_edition_decides_what_is_missing() -> None:
    local = Edition(place="442000")
    message_needs = {"refl_old_mdtrt_id": "1001"}
    with pytest.raises(InputError) as caught:
        build("2501", REFERRAL, GIVEN, edition=local)
    assert [f.pointer for f in caught.value.faults] == ["/refmedin/refl_old_mdtrt_id"]
    assert build("2501", REFERRAL, {**GIVEN, **message_needs}, edition=local).infno == "2501A"
    with pytest.raises(UnknownTransactionError):
        build("2511", REFERRAL)


def test_numbers_are_zero_when_unknown_and_fields_may_stand_at_the_top() -> None:
    tables = own_tables(
        '[[transaction]]\ninfno="9901"\ntitle=["a","b"]\nsource="s"\nsure="found"\n[[transaction.input]]\nnode=""\n'
        '[transaction.input.fields]\nbalc={type="N16,2"}\nmemo={type="C3"}\n'
        '[[transaction.rules]]\nwhen={memo=["1"]}\nmust={other=[]}\nmessage=["甲","a"]\nsource="s"\n'
    )
    edition = Edition(tables=tables)
    assert build("9901", edition=edition).tree() == {"balc": 0, "memo": ""}
    assert build("9901", given={"balc": Decimal("1.50")}, edition=edition).tree()["balc"] == "1.50"
    with pytest.raises(InputError) as caught:
        build("9901", given={"memo": "1"}, edition=edition)
    assert [f.pointer for f in caught.value.faults] == ["/other"]


DAY = Field(name="x", title=Text("某", "x"), type=FieldType.DATE)
MOMENT = evolve(DAY, type=FieldType.DATETIME)


@pytest.mark.parametrize(
    ("value", "field", "due"),
    [
        (PersonName("甲"), DAY, "甲"),
        (True, DAY, "1"),
        (False, DAY, "0"),
        (3, DAY, 3),
        ("x", DAY, "x"),
        (InsuranceScheme.EMPLOYEE, DAY, "310"),
        (InsuranceStatus.PAUSED, DAY, "2"),
        (Sex.MALE, DAY, "1"),
        (IdDocumentKind.PASSPORT, DAY, "16"),
        (PlaceRelation.SAME_CITY, DAY, "1"),
        (date(2026, 3, 2), MOMENT, "2026-03-02 00:00:00"),
        (datetime(2026, 3, 2, 9, 30), MOMENT, "2026-03-02 09:30:00"),
        (datetime(2026, 3, 1, 20, 0, tzinfo=timezone.utc), MOMENT, "2026-03-02 04:00:00"),  # noqa: UP017
        (datetime(2026, 3, 1, 20, 0, tzinfo=timezone.utc), DAY, "2026-03-02"),  # noqa: UP017
        (date(101, 1, 1), MOMENT, "0101-01-01 00:00:00"),
    ],
)
def test_values_as_they_are_sent(value: Given, field: Field, due: str) -> None:
    assert wire(value, field) == due


def test_a_macao_permit_has_its_own_code() -> None:
    person = Person(id_kind=IdDocumentKind.HK_MACAO_PERMIT, id_number=IdNumber("M12345678"))
    field = bundled_tables().get("1101").input[0]["psn_cert_type"]
    assert supply(field, Filing(item="referral", applicant=person), {}).value == "05"
    bare = Filing(item="referral", registration=Person(id_kind=IdDocumentKind.HK_MACAO_PERMIT))
    found = supply(field, bare, {})
    assert (found.value, found.pointer) == (IdDocumentKind.HK_MACAO_PERMIT, "/registration/id_kind")


@given(persons())
def test_the_register_is_asked_about_whoever_files(person: Person) -> None:
    given: dict[str, Given | None] = {"mdtrt_cert_type": "02", "mdtrt_cert_no": person.id_number}
    (row,) = build("1101", Filing(item="referral", applicant=person), given).rows("data")
    assert person.name is not None
    assert person.id_number is not None
    assert row["psn_name"] == person.name.reveal()
    assert row["certno"] == row["mdtrt_cert_no"] == person.id_number.reveal()
    assert row["psn_cert_type"] == national_cert_type(IdDocumentKind.RESIDENT_ID, person.id_number)


@given(consistent_filings(types=st.just(FilingType.REFERRAL)), institution_codes())
def test_what_is_built_has_no_fault(filing: Filing, code: str) -> None:
    whole = evolve(
        filing,
        hospital=evolve(filing.hospital or Hospital(), code=code, name="甲"),
        disease=Disease(code="I10.x00", name="高血压"),
        circumstances=evolve(filing.circumstances, referred_on=filing.filed_on),
    )
    message = build("2501", whole, GIVEN)
    assert Checker().faults(message.tree(), bundled_tables().get("2501")) == ()
    assert Message.of("2501", Side.INPUT, message.tree()) == message
    assert hash(message) == hash(build("2501", whole, GIVEN))
    assert message.rows("refmedin")[0]["refl_type"] == (filing.place_relation or PlaceRelation.SAME_CITY).code


def codes(name: str) -> tuple[str, ...]:
    return NATIONAL.dictionary(name).codes


@pytest.mark.parametrize("infno", bundled_tables().numbers)
def test_any_right_payload_is_built_again_from_its_own_fields(infno: str) -> None:
    transaction = bundled_tables().get(infno)
    (group,) = transaction.input

    @given(payloads(transaction.input, codes, rules=transaction.rules))
    def check(tree: dict[str, Any]) -> None:
        assert build(infno, given=tree[group.node]).tree() == tree

    check()


def test_no_error_and_no_repr_tells_a_person() -> None:
    filing = evolve(REFERRAL, applicant=evolve(PERSON, phone=Phone("1" * 60)), disease=None)
    with pytest.raises(InputError) as caught:
        build("2501", filing, {"psn_no": "9" * 31})
    message = build("2501", REFERRAL, GIVEN)
    envelope = sealed(message)
    shown = "".join(
        (str(caught.value), repr(caught.value), str(message), repr(message), str(envelope), repr(envelope))
    )
    for secret in ("欧阳甲", "11010519491231002X", "19900000001", NUMBER, "9" * 31, "1" * 60, "操作员甲"):
        assert secret not in shown
    assert str(message) == "2501 input"
    assert pickle.loads(pickle.dumps(message)) == message


SENDER = Sender(code="H21040200001", name="乙医院", place="210400", receiver="HIS", version="1.0.0")
OPERATOR = Operator(id="0001", name=PersonName("操作员甲"))
AT = datetime(2026, 3, 2, 9, 30, tzinfo=BEIJING)


def sealed(message: Message, **changed: Any) -> Envelope:
    parts: dict[str, Any] = {
        "sender": SENDER,
        "operator": OPERATOR,
        "at": AT,
        "sequence": 7,
        "insured_place": "210403",
    }
    return seal(message, **{**parts, **changed})


def told(**changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        sealed(build("2501", REFERRAL, GIVEN), **changed)
    return [(f.pointer, f.kind.code) for f in caught.value.faults]


@pytest.mark.parametrize("place", ["盐城市", "2104", "２１０４０３", "21040a"])
def test_a_place_in_the_envelope_is_six_digits(place: str) -> None:
    assert told(insured_place=place) == [("/insuplc_admdvs", "bad_text")]


def test_an_envelope_holds_the_message_and_who_sent_it() -> None:
    message = build("2501", REFERRAL, GIVEN)
    envelope = sealed(message, signature=("签名", "SM2"))
    tree = envelope.tree()
    assert envelope.msgid == "H21040200001202603020930000007"
    assert tree["input"] == message.tree()
    assert (tree["inf_time"], tree["opter_name"], tree["signtype"]) == (
        "2026-03-02 09:30:00",
        "操作员甲",
        "SM2",
    )
    assert tuple(tree) == bundled_tables().get("envelope").input[0].names
    assert str(envelope) == "2501 H21040200001202603020930000007"
    assert json.loads(envelope.text) == tree
    assert envelope_faults(tree) == ()


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)),
    st.integers(-12, 14),
    st.integers(0, 9999),
)
def test_the_message_id_is_read_back_into_its_parts(at: datetime, hours: int, sequence: int) -> None:
    moment = at.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    envelope = sealed(build("5301", given={"psn_no": NUMBER}), at=moment, sequence=sequence)
    found = parse_message_id(envelope.msgid)
    assert (found.institution, found.sent_at, found.sequence) == (SENDER.code, moment, sequence)


def test_what_the_envelope_refuses() -> None:
    assert told(sequence=10_000) == [("/msgid", "bad_number")]
    assert told(sequence=-1) == [("/msgid", "bad_number")]
    assert told(insured_place=None) == [("/insuplc_admdvs", "missing_key")]
    assert told(sender=evolve(SENDER, code="X1")) == [
        ("/fixmedins_code", "bad_text")
    ]  # E7: once, in one place
    assert told(sender=evolve(SENDER, name="院" * 21)) == [("/fixmedins_name", "bad_text")]
    assert told(operator=evolve(OPERATOR, kind="4")) == [("/opter_type", "unknown_word")]
    assert told(edition=Edition(variants=("hsa-his",)), insured_place="") == [
        ("/insuplc_admdvs", "missing_key")
    ]
    with pytest.raises(ValueRefusedError, match="没有时区"):
        sealed(build("5301", given={"psn_no": NUMBER}), at=datetime(2026, 3, 2))


def test_a_message_is_sealed_by_the_edition_that_it_was_built_for() -> None:
    """E6: `build` and `seal` default to one edition, and the number follows it."""
    local = Edition(place="442000")
    there = evolve(SENDER, code="H44200000001", place="442000")
    whole = {**GIVEN, "refl_old_mdtrt_id": "1"}
    message = build("2501", REFERRAL, whole, edition=local)
    assert message.edition is local
    assert sealed(message, sender=there).tree()["infno"] == "2501A"
    assert sealed(message, sender=there, edition=local).infno == "2501A"
    bare = Message.of("2501", Side.INPUT, message.tree())
    assert sealed(bare, sender=there).infno == "2501A"  # the number follows the edition of the sender's place
    assert sealed(bare, sender=there) == sealed(message, sender=there)
    for wrong, sender, fix in (
        (message, SENDER, "210400"),
        (build("2501", REFERRAL, whole), there, "442000"),
    ):
        with pytest.raises(InputError) as caught:
            sealed(wrong, sender=sender)
        (fault, *_) = caught.value.faults
        assert (fault.pointer, fault.kind.code) == ("/infno", "refused")
        assert f'edition=Edition(place="{fix}")' in fault.fix.zh
    # A place that the library does not know is unknown, not wrong.
    assert sealed(build("2501", REFERRAL, GIVEN), sender=evolve(SENDER, place="990000")).infno == "2501"


def envelope_with(**changed: Any) -> dict[str, Any]:
    return {**sealed(build("2501", REFERRAL, GIVEN)).tree(), **changed}


def pointers(faults: tuple[Fault, ...]) -> list[str]:
    return [f.pointer for f in faults]


@pytest.mark.parametrize(
    ("changed", "strict", "lenient"),
    [
        ({"msgid": "H2104020000120260302093000007"}, ["/msgid"], []),  # a sequence of three digits
        ({"msgid": "H21040200001202602300930000007"}, ["/msgid"], ["/msgid"]),
        ({"msgid": "H21040200002202603020930000007"}, ["/msgid"], ["/msgid"]),
        ({"msgid": "H21040200001202603020931000007"}, ["/msgid"], ["/msgid"]),
        ({"msgid": ""}, ["/msgid"], ["/msgid"]),
        ({"inf_time": ""}, ["/inf_time"], ["/inf_time"]),  # E7: the id is not blamed too
        ({"inf_time": "2026-03-02T09:30:00"}, ["/inf_time"], ["/inf_time"]),
        ({"fixmedins_code": ""}, ["/fixmedins_code"], ["/fixmedins_code"]),
        ({"fixmedins_code": "H2104020000X", "msgid": "H2104020000X202603020930000007"}, ["/fixmedins_code"], ["/fixmedins_code"]),
        ({"fixmedins_code": "H99040200001", "msgid": "H99040200001202603020930000007"}, ["/fixmedins_code"], ["/fixmedins_code"]),
        ({"fixmedins_code": "H99040200001"}, ["/fixmedins_code"], ["/fixmedins_code"]),
        ({"msgid": 5}, ["/msgid"], ["/msgid"]),
        ({"msgid": 5.0}, ["/msgid"], ["/msgid"]),
        ({"fixmedins_code": "H21040200002"}, ["/msgid"], ["/msgid"]),
        ({"insuplc_admdvs": ""}, ["/insuplc_admdvs"], ["/insuplc_admdvs"]),
        ({"Infno": "2501"}, ["/Infno"], []),
        ({"infno": "2599"}, ["/infno"], ["/infno"]),
        ({"infno": ""}, ["/infno"], ["/infno"]),
        ({"input": {"refmedin": []}}, ["/input/refmedin"], ["/input/refmedin"]),
        ({"input": []}, ["/input"], ["/input"]),
        ({"infno": "5301", "input": {"data": {"psn_no": ""}}}, ["/input/data/psn_no"], ["/input/data/psn_no"]),
        ({"infno": "5301", "input": {"data": [1, {"psn_no": "1"}]}, "insuplc_admdvs": None}, ["/insuplc_admdvs", "/input/data"], ["/insuplc_admdvs", "/input/data"]),
        ({"dev_no": None}, ["/dev_no"], []),
    ],
)  # fmt: skip
def test_whole_requests(changed: dict[str, Any], strict: list[str], lenient: list[str]) -> None:
    tree = envelope_with(**changed)
    assert pointers(envelope_faults(tree)) == strict
    assert pointers(envelope_faults(tree, strict=False)) == lenient


def test_a_request_that_is_no_object_and_an_unknown_place() -> None:
    assert pointers(envelope_faults("x")) == [""]
    (fault,) = envelope_faults(envelope_with(infno="2599"))
    assert fault.found.zh == "4 个字符"
    assert "是否为" in fault.fix.zh or "2501" in fault.fix.zh


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(10**100),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "refmedin", "psn_no", "memo", "PSN_NO", "x y"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)
NODES = bundled_tables().get("envelope").input[0].names


@given(
    st.dictionaries(st.sampled_from(NODES), TREES),
    TREES,
    st.sampled_from(bundled_tables().numbers),
    st.booleans(),
)
def test_any_request_is_checked(changed: dict[str, Any], inner: Any, infno: str, strict: bool) -> None:
    for tree in (envelope_with(**changed), envelope_with(infno=infno, input=inner), changed, inner):
        assert all(isinstance(f, Fault) for f in envelope_faults(tree, strict=strict))
