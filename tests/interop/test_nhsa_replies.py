"""Replies of the platform: persons, benefits and filings in the model's words, refusals handed on, oddities reported."""

import contextlib
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.diagnosis import diagnose
from yibao_rules.interop.nhsa import (
    NATIONAL,
    BenefitState,
    Edition,
    InputError,
    PersonClass,
    PersonNumber,
    Refusal,
    Reply,
    UnknownTransactionError,
    bundled_tables,
    in_force_on,
    read_benefits,
    read_designations,
    read_disease_filings,
    read_output,
    read_person,
    read_referrals,
    read_reply,
    read_stays,
    rows_in_force,
)
from yibao_rules.model.causes import Cause
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import IdDocumentKind, Sex
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus
from yibao_rules.model.people import Person
from yibao_rules.testing.filings import enrolments, persons
from yibao_rules.testing.nhsa import replies

REFERENCE = "210400" + "20260302093001" + "0000000001"
NAME, ID = "欧阳甲", "11010519491231002X"


def envelope(output: Any, **changed: Any) -> dict[str, Any]:
    head = {"infcode": 0, "inf_refmsgid": REFERENCE, "refmsg_time": "", "respond_time": "", "err_msg": ""}
    return {**head, "output": output, **changed}


def succeeded(infno: str, output: Any, **changed: Any) -> Reply:
    found = read_reply(infno, json.dumps(envelope(output, **changed)))
    assert isinstance(found, Reply)
    return found


BASE = {
    "psn_no": "43000000000000000001",
    "psn_cert_type": "01",
    "certno": ID,
    "psn_name": NAME,
    "gend": "2",
    "naty": "01",
    "brdy": "1949-12-31",
    "age": 76.1,
    "exp_content": None,
}
ROW = {
    "balc": 0,
    "insutype": "390",
    "psn_type": "1501",
    "psn_insu_stas": "1",
    "psn_insu_date": "2020-01-01",
    "paus_insu_date": None,
    "cvlserv_flag": "0",
    "insuplc_admdvs": "210403",
    "emp_name": "",
}
AID = {"psn_idet_type": "2303", "begntime": "2024-01-01 00:00:00", "endtime": ""}


def person_reply(*rows: dict[str, Any], base: Any = BASE, aid: Any = ()) -> Reply:
    return succeeded("1101", {"baseinfo": base, "insuinfo": list(rows), "idetinfo": list(aid)})


def test_a_person_with_his_enrolments() -> None:
    paused = {
        **ROW,
        "insutype": "310",
        "psn_insu_stas": "2",
        "paus_insu_date": "2024-06-30",
        "insuplc_admdvs": "310100",
    }
    reply = person_reply(paused, ROW, aid=[AID])
    assert reply.faults == ()
    assert reply.reference == REFERENCE
    assert reply.filed_as is None
    record = read_person(reply)
    assert record.number == PersonNumber("43000000000000000001")
    assert record.registration.sex is Sex.FEMALE
    assert record.registration.id_kind is IdDocumentKind.RESIDENT_ID
    assert record.registration.birth_date == date(1949, 12, 31)
    assert record.enrolments == (
        Enrolment(
            scheme=InsuranceScheme.EMPLOYEE,
            place="310100",
            status=InsuranceStatus.PAUSED,
            since=date(2020, 1, 1),
            until=date(2024, 6, 30),
        ),
        Enrolment(
            scheme=InsuranceScheme.RESIDENT,
            place="210403",
            status=InsuranceStatus.NORMAL,
            since=date(2020, 1, 1),
        ),
    )
    assert record.classes == (PersonClass(code="2303", since=date(2024, 1, 1)),)
    assert record.remarks == ()
    filing = record.into(Filing(item="referral", insured_place="210400"))
    assert filing.registration == record.registration
    assert filing.enrolment == record.enrolments[1]


def test_what_the_model_has_no_word_for_is_remarked() -> None:
    record = read_person(
        person_reply(
            {**ROW, "insutype": "998"},
            {**ROW, "psn_insu_stas": "7"},
            base={**BASE, "gend": "9", "psn_cert_type": "12345"},
        )
    )
    assert record.enrolments is not None
    assert [(e.scheme, e.status) for e in record.enrolments] == [
        (None, InsuranceStatus.NORMAL),
        (InsuranceScheme.RESIDENT, None),
    ]
    assert record.registration.sex is None
    assert [r.pointer for r in record.remarks] == [
        "/baseinfo/psn_cert_type",
        "/baseinfo/gend",
        "/insuinfo/0/insutype",
        "/insuinfo/1/psn_insu_stas",
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("04", IdDocumentKind.HK_MACAO_PERMIT),
        ("05", IdDocumentKind.HK_MACAO_PERMIT),
        ("99", IdDocumentKind.OTHER),
        ("07", IdDocumentKind.FOREIGNER_PERMANENT_RESIDENCE),
    ],
)
def test_codes_that_several_kinds_share(code: str, kind: IdDocumentKind) -> None:
    assert read_person(person_reply(base={**BASE, "psn_cert_type": code})).registration.id_kind is kind


def remarked(found: Any) -> list[str]:
    """Give the places remarked, after looking that no remark tells a value."""
    for remark in found.remarks:
        for secret in (NAME, ID, "4300"):
            assert secret not in remark.render("zh") + remark.render("en")
    return [r.pointer for r in found.remarks]


def test_what_a_person_needs_is_a_person() -> None:
    outputs: tuple[dict[str, Any], ...] = (
        {},
        {"baseinfo": None, "insuinfo": [ROW]},
        {"baseinfo": "x"},
        {"baseinfo": [{}]},
        {"baseinfo": []},
    )
    for output in outputs:
        with pytest.raises(InputError) as caught:
            read_person(succeeded("1101", output))
        assert [(f.pointer, f.kind.code) for f in caught.value.faults] == [("/baseinfo", "missing_key")]
        assert caught.value.__context__ is None


def test_what_cannot_be_read_of_a_person_is_unknown_and_all_is_remarked() -> None:
    rows = (
        {**ROW, "insutype": ""},
        {**ROW, "insuplc_admdvs": "2104"},
        {**ROW, "psn_insu_date": "2020-02-30"},
    )
    base = {**BASE, "psn_no": None, "certno": "1" * 65, "psn_name": ["x"], "brdy": True}
    record = read_person(person_reply(*rows, base=base, aid=[{**AID, "psn_idet_type": ""}, AID]))
    assert remarked(record) == [
        "/baseinfo/psn_name",
        "/baseinfo/certno",
        "/baseinfo/brdy",
        "/insuinfo/1/insuplc_admdvs",
        "/insuinfo/2/psn_insu_date",
        "/idetinfo/0",
    ]
    assert record.number is None
    assert record.registration == Person(id_kind=IdDocumentKind.RESIDENT_ID, sex=Sex.FEMALE)
    assert record.enrolments is not None
    assert [(e.scheme is None, e.place, e.since) for e in record.enrolments] == [
        (True, "210403", date(2020, 1, 1)),
        (False, None, date(2020, 1, 1)),
        (False, "210403", None),
    ]
    assert record.classes == (PersonClass(code="2303", since=date(2024, 1, 1)),)


def test_a_number_for_a_text_and_an_object_for_a_list_are_read() -> None:
    reply = succeeded("1101", {"baseinfo": {**BASE, "psn_no": 4300001, "gend": 2}, "insuinfo": ROW})
    assert reply.faults == ()
    record = read_person(reply)
    assert record.number is not None
    assert record.number.reveal() == "4300001"
    assert record.registration.sex is Sex.FEMALE
    assert record.enrolments is not None
    assert len(record.enrolments) == 1


@given(persons(), st.lists(enrolments(), max_size=4))
def test_a_registration_comes_back_as_it_was_sent(person: Person, sent: list[Enrolment]) -> None:
    assert person.name is not None
    assert person.id_number is not None
    assert person.sex is not None
    assert person.birth_date is not None
    rows = [
        {
            **ROW,
            "insutype": e.scheme.national_code if e.scheme else "",
            "insuplc_admdvs": e.place,
            "psn_insu_stas": e.status.national_code if e.status else "",
            "psn_insu_date": e.since.isoformat() if e.since else "",
            "paus_insu_date": e.until.isoformat() if e.until else None,
        }
        for e in sent
    ]
    base = {
        **BASE,
        "psn_name": person.name.reveal(),
        "certno": person.id_number.reveal(),
        "gend": person.sex.national_code,
        "brdy": person.birth_date.isoformat(),
        "tel": person.phone.reveal() if person.phone else "",
    }
    record = read_person(person_reply(*rows, base=base))
    assert record.registration == person
    assert record.enrolments == tuple(
        Enrolment(scheme=e.scheme, place=e.place, status=e.status, since=e.since, until=e.until) for e in sent
    )
    assert person.id_number.reveal() not in repr(record)


TRT = {
    "psn_no": "1",
    "trt_chk_type": "01",
    "fund_pay_type": "310100",
    "trt_enjymnt_flag": "1",
    "begndate": "2026-01-01",
}


def test_benefits() -> None:
    why = "参保状态异常，\n暂停参保"
    rows = [TRT, {**TRT, "trt_enjymnt_flag": 0, "enddate": "2026-06-30", "trt_chk_rslt": why}]
    found = read_benefits(succeeded("2001", {"trtinfo": rows}))
    assert found.rows is not None
    yes, no = found.rows
    assert rows_in_force(found, date(2026, 2, 1)) == (yes,)
    assert yes == BenefitState(enjoyed=True, check="01", fund="310100", since=date(2026, 1, 1))
    assert yes.on(date(2030, 1, 1))
    assert not yes.on(date(2025, 12, 31))
    assert yes.explain(len) is None
    assert not no.on(date(2026, 2, 1))
    assert no.reason == "参保状态异常, 暂停参保"
    assert "参保状态" not in repr(no)
    why_not = no.explain(diagnose)
    assert why_not is not None
    assert why_not.causes == (Cause.INSURANCE_STATUS,)


def test_benefits_that_cannot_be_read() -> None:
    rows = [{**TRT, "trt_enjymnt_flag": ""}, {**TRT, "trt_enjymnt_flag": "2", "trt_chk_rslt": ["x"]}]
    found = read_benefits(succeeded("2001", {"trtinfo": rows}))
    assert remarked(found) == ["/trtinfo/1/trt_enjymnt_flag", "/trtinfo/1/trt_chk_rslt"]
    assert found.rows is not None
    assert [(b.enjoyed, b.on(date(2026, 2, 1)), b.on(date(2025, 2, 1))) for b in found.rows] == [
        (None, None, False),
        (None, None, False),
    ]
    assert rows_in_force(found, date(2026, 2, 1)) is None


def test_filings_in_force() -> None:
    disease = {
        "opsp_dise_code": "M01600",
        "opsp_dise_name": "糖尿病",
        "begndate": "2025-03-01",
        "enddate": "2026-02-28",
    }
    (filing,) = read_disease_filings(succeeded("5301", {"feedetail": [disease]})).rows or ()
    assert filing.item == "chronic_disease_recognition"
    assert filing.disease is not None
    assert filing.disease.code == "M01600"
    assert filing.circumstances.benefit_recognised is True
    assert [in_force_on(filing, date(2026, 2, d)) for d in (1, 28)] == [True, True]
    assert not in_force_on(filing, date(2026, 3, 1))


def test_referrals_on_file() -> None:
    row = {
        **BASE,
        "insutype": "390",
        "insu_optins": "210400",
        "diag_code": "I10.x00",
        "diag_name": "高血压",
        "reflin_medins_no": "H31010100001",
        "reflin_medins_name": "甲医院",
        "refl_date": "2026-03-01 00:00:00",
        "refl_rea": "病情需要",
        "begndate": "2026-03-02",
        "hosp_agre_refl_flag": "1",
        "tel": "199 0000 0001",
    }
    (filing,) = read_referrals(succeeded("5304", {"refmedin": [row]})).rows or ()
    assert filing.item == "referral"
    assert filing.insured_place == "210400"
    assert filing.circumstances.referred is True
    assert filing.circumstances.referred_on == date(2026, 3, 1)
    assert filing.hospital is not None
    assert filing.hospital.code == "H31010100001"
    assert filing.registration is not None
    assert filing.registration.phone is not None
    assert filing.registration.phone.reveal() == "19900000001"
    assert in_force_on(filing, date(2030, 1, 1))


def test_chosen_institutions_and_stays() -> None:
    chosen = {"fixmedins_code": "H31010100001", "fixmedins_name": "甲医院", "fix_srt_no": "1", "insutype": "310", "begndate": "2026-01-01", "enddate": "2026-12-31"}  # fmt: skip
    (found,) = read_designations(succeeded("5302", {"psnfixmedin": [chosen]})).rows or ()
    assert (found.hospital.name, found.rank, found.scheme) == ("甲医院", "1", InsuranceScheme.EMPLOYEE)
    assert found.on(date(2026, 12, 31))
    assert not found.on(date(2027, 1, 1))
    stay = {
        **BASE,
        "mdtrt_id": "5001",
        "insutype": "390",
        "begndate": "2026-03-02",
        "med_type": "2101",
        "out_flag": "1",
    }
    (here,) = read_stays(succeeded("5303", {"data": [stay]})).rows or ()
    assert (here.visit, here.admitted_on, here.med_type, here.out_of_area) == (
        "5001",
        date(2026, 3, 2),
        "2101",
        True,
    )
    assert here.person.sex is Sex.FEMALE
    (unnamed,) = read_stays(succeeded("5303", {"data": [{**stay, "mdtrt_id": ""}]})).rows or ()
    assert unnamed.visit is None


def test_the_number_that_a_filing_got() -> None:
    assert succeeded("2501", {"result": {"trt_dcla_detl_sn": "1000001"}}).filed_as == "1000001"
    assert succeeded("2501", {"result": {"trt_dcla_detl_sn": ""}}).filed_as is None
    assert succeeded("2501", {"result": ["x"]}).filed_as is None


def test_a_refusal_hands_its_text_to_who_can_explain_it() -> None:
    why = f"{NAME}（{ID}）参保状态异常"
    found = read_reply("2501", envelope(None, infcode="-1", err_msg=why))
    assert isinstance(found, Refusal)
    assert (found.code, found.reference, found.text) == (-1, REFERENCE, why)
    assert NAME not in repr(found)
    assert ID not in str(found)
    assert found.explain(diagnose).causes == (Cause.INSURANCE_STATUS,)
    silent = read_reply("2501", {"infcode": -1})
    assert isinstance(silent, Refusal)
    assert silent.explain(diagnose).unclassified
    assert silent.reference == ""


@pytest.mark.parametrize("code", [None, "", "ok", True, 1.0, "--1", {}])
def test_a_result_code_that_cannot_be_read(code: Any) -> None:
    with pytest.raises(InputError) as caught:
        read_reply("2501", {"infcode": code})
    assert [f.pointer for f in caught.value.faults] == ["/infcode"]


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ("[]", ""),
        ("<html>", ""),
        (b"\xff", ""),
        (envelope([1]), "/output"),
        (envelope("x"), ""),
        (envelope(5), "/output"),
        ({"infcode": 10**100}, "/infcode"),
        (envelope(json.loads('{"a":' * 30 + "1" + "}" * 30)), "/output"),
    ],
)
def test_what_is_no_reply(document: Any, pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        read_reply("2501", document)
    assert [f.pointer for f in caught.value.faults] == [pointer]
    with pytest.raises(UnknownTransactionError):
        read_output("2599", {})


def test_a_number_that_python_does_not_write() -> None:
    with pytest.raises(InputError) as caught:
        read_output("2501", {"result": 10**5000})
    assert [f.pointer for f in caught.value.faults] == ["/output"]
    assert caught.value.__context__ is None


@pytest.mark.parametrize("output", [None, "", [], {}, "{}"])
def test_an_empty_output_is_an_output(output: Any) -> None:
    reply = succeeded("2502", output)
    assert reply.output.tree() == {}
    assert reply.faults == ()


def test_oddities_are_reported_and_stop_nothing() -> None:
    document = '{"infcode": "0", "inf_refmsgid": "", "extra": 1, "output": {"trtinfo": [{"psn_no": 123456789012345678901, "trt_enjymnt_flag": "1", "fund_pay_type": "1", "trt_chk_type": "7", "begndate": "2026-01-01"}]}}'
    reply = read_reply("2001", document)
    assert isinstance(reply, Reply)
    assert [(f.pointer, f.kind.code) for f in reply.faults] == [
        ("/inf_refmsgid", "missing_key"),
        ("/output/trtinfo/0/psn_no", "bad_number"),
        ("/output/trtinfo/0/psn_no", "missing_key"),
        ("/output/trtinfo/0/trt_chk_type", "unknown_word"),
    ]
    assert [b.enjoyed for b in read_benefits(reply).rows or ()] == [True]


def codes(name: str) -> tuple[str, ...]:
    return NATIONAL.dictionary(name).codes


READERS = {
    "1101": read_person,
    "2001": read_benefits,
    "5301": read_disease_filings,
    "5302": read_designations,
    "5303": read_stays,
    "5304": read_referrals,
}


@pytest.mark.parametrize("infno", bundled_tables().numbers)
def test_drawn_replies_are_read_without_a_fault(infno: str) -> None:
    transaction = bundled_tables().get(infno)

    @given(replies(transaction.output, codes))
    def check(tree: dict[str, Any]) -> None:
        for document in (tree, json.dumps(tree)):
            reply = read_reply(infno, document, edition=Edition(variants=("hsa-his",)))
            assert isinstance(reply, Reply)
            assert reply.faults == ()
            assert hash(reply) == hash(read_reply(infno, tree, edition=Edition(variants=("hsa-his",))))
            READERS.get(infno, lambda found: found)(reply)

    check()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2026-03-02"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*BASE, *ROW, "baseinfo", "insuinfo", "idetinfo", "trtinfo", "result"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(JSON, JSON, st.sampled_from(sorted(READERS)))
def test_any_reply_is_read_or_refused_by_the_librarys_own_error(code: Any, output: Any, infno: str) -> None:
    for tree in ({"infcode": code, "output": output}, {"infcode": 0, "output": output}):
        with contextlib.suppress(InputError):
            reply = read_reply(infno, tree)
            if isinstance(reply, Reply):
                READERS[infno](reply)
