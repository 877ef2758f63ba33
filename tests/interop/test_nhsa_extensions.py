"""Each way to extend the interface, taken through every door: build, check, seal, read, dictionaries, JSON, strategies."""

import json
import pickle
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from yibao_rules.interop.json import dumps, loads
from yibao_rules.interop.nhsa import (
    Checker,
    Edition,
    Envelope,
    InputError,
    Message,
    Operator,
    Reply,
    Sender,
    Side,
    UnknownTransactionError,
    build,
    envelope_faults,
    interface_dictionaries,
    own_tables,
    read_output,
    read_person,
    read_reply,
    seal,
)
from yibao_rules.interop.nhsa.supply import Given
from yibao_rules.model.dictionaries import read_dictionaries
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import PersonName
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme
from yibao_rules.testing.nhsa import payloads, replies

OWN = """
[names]
matn_stage = { title = ["孕周阶段", "stage of pregnancy"], dictionary = "matn_stage" }

[[transaction]]
infno = "2699"
title = ["生育备案", "filing of a pregnancy"]
source = "本市接口规范"
sure = "found"
items = ["x_maternity"]
[[transaction.input]]
node = "data"
[transaction.input.fields]
psn_no = { type = "C30", required = true }
insutype = { type = "C6", required = true }
matn_stage = { type = "C3", required = true }
fixmedins_code = { type = "C12", required = true }
begndate = { type = "date", required = true }
cost = { type = "N10,2", title = ["预计费用", "expected cost"] }
[[transaction.rules]]
when = { matn_stage = ["3"] }
must = { begndate = [] }
message = ["晚孕须填开始日期", "a late stage needs its first day"]
source = "本市接口规范"
[[transaction.output]]
node = "result"
[transaction.output.fields]
trt_dcla_detl_sn = { type = "C30", required = true }
matn_stage = { type = "C3" }

[[variant]]
name = "our-city"
title = ["本市 2503", "our city's 2503"]
transaction = "2503"
infno = "2503B"
places = ["330900"]
source = "本市接口规范"
sure = "found"
[variant.input.data]
memo = { required = true }
[[variant]]
name = "our-city"
title = ["五位交易编号", "numbers of five characters"]
transaction = "envelope"
places = ["330900"]
source = "本市接口规范"
sure = "found"
[variant.input.""]
infno = { type = "C5" }
"""
CODES = """
[[dictionary]]
name = "matn_stage"
place = "330900"
title = ["孕周阶段", "stage of pregnancy"]
source = "本市字典"
[dictionary.entries]
1 = ["早孕", "early"]
3 = ["晚孕", "late"]

[[dictionary]]
name = "insutype"
place = "330900"
title = ["险种类型", "type of insurance"]
source = "本市字典"
[dictionary.entries]
3101 = ["职工基本医疗保险", "employees' scheme, our city's code"]
311 = ["职工大病补充", "supplement"]
"""
HERE = Edition(
    place="330900",
    tables=own_tables(OWN),
    dictionaries=interface_dictionaries() + read_dictionaries(CODES),
)
SENDER = Sender(code="H33090300001", name="甲医院", place="330900", receiver="HIS", version="1.0.0")
FILING = Filing(
    item="x_maternity",
    begins_on=date(2026, 3, 2),
    insured_place="330900",
    enrolments=(Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900"),),
    hospital=Hospital(code="H33090300001", name="甲医院", place="330903"),
    disease=Disease(code="M01600", name="糖尿病"),
)
GIVEN: dict[str, Given | None] = {"psn_no": "33000000000000000001", "matn_stage": "3"}


def sealed(message: Message, **changed: Any) -> Envelope:
    parts: dict[str, Any] = {
        "sender": SENDER,
        "operator": Operator(id="1", name=PersonName("操作员")),
        "at": datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai")),
        "sequence": 1,
        "insured_place": "330900",
    }
    return seal(message, **{**parts, **changed})


def codes(name: str) -> tuple[str, ...]:
    return HERE.dictionary(name).codes


def test_an_own_transaction_goes_through_every_door() -> None:
    message = build("2699", loads(dumps(FILING)), GIVEN, HERE)
    (row,) = message.rows("data")
    assert (row["insutype"], row["fixmedins_code"], row["cost"]) == ("310", "H33090300001", 0)
    assert Checker(edition=HERE).faults(message.tree(), HERE.transaction("2699")) == ()
    assert pickle.loads(pickle.dumps(message)) == Message.of("2699", Side.INPUT, message.tree())
    envelope = sealed(message)
    assert json.loads(envelope.text)["infno"] == envelope.infno == "2699"
    assert envelope_faults(envelope.tree(), edition=HERE) == ()
    assert [f.pointer for f in envelope_faults(envelope.tree())] == ["/infno"]  # unknown elsewhere
    reply = read_reply(
        "2699",
        {
            "infcode": 0,
            "inf_refmsgid": "1",
            "output": {"result": {"trt_dcla_detl_sn": "7", "matn_stage": "晚孕"}},
        },
        edition=HERE,
    )
    assert isinstance(reply, Reply)
    assert reply.filed_as == "7"
    assert [(f.pointer, f.fix.zh) for f in reply.faults] == [("/output/result/matn_stage", "改为 3")]
    with pytest.raises(UnknownTransactionError):
        build("2699", FILING, GIVEN)


@pytest.mark.parametrize(
    ("infno", "item"), [("2505", "x_maternity"), ("2501", "x_maternity"), ("2699", "referral")]
)
def test_an_own_transaction_and_its_item_belong_together(infno: str, item: str) -> None:
    """E9: the item that an own table names is filed by it alone, and it takes no other."""
    with pytest.raises(InputError) as caught:
        build(infno, Filing(item=item), {}, HERE)
    fault = next(f for f in caught.value.faults if f.pointer == "")
    assert f"改用交易 {'2699（生育备案）' if item == 'x_maternity' else '2501（转院备案）'}" in fault.fix.zh


def test_an_own_variant_goes_through_every_door() -> None:
    filing = loads(dumps(FILING)).__class__(item="chronic_disease_recognition", **{n: getattr(FILING, n) for n in ("begins_on", "insured_place", "enrolments", "hospital", "disease")})  # fmt: skip
    given_: dict[str, Given | None] = {
        "psn_no": "1",
        "diag_dr_codg": "D330903000001",
        "diag_dr_name": "乙",
        "hosp_ide_date": date(2026, 3, 1),
    }
    with pytest.raises(InputError) as caught:
        build("2503", filing, given_, HERE)
    assert [f.pointer for f in caught.value.faults] == ["/data/memo"]
    message = build("2503", filing, {**given_, "memo": "备注"}, HERE)
    assert message.infno == "2503B"
    assert sealed(message).tree()["infno"] == "2503B"
    assert sealed(Message.of("2503", Side.INPUT, message.tree()), edition=HERE).infno == "2503B"
    reply = read_output("2503B", {"result": {"trt_dcla_detl_sn": "8"}}, edition=HERE)
    assert (reply.filed_as, reply.faults) == ("8", ())
    with pytest.raises(InputError) as caught:
        sealed(
            message,
            sender=Sender(code="H21040200001", name="乙", place="210400", receiver="HIS", version="1.0.0"),
        )
    assert caught.value.faults[0].pointer == "/infno"


def test_a_region_s_own_codes_go_through_every_door() -> None:
    assert HERE.dictionary("insutype")["3101"].zh == "职工基本医疗保险"
    assert HERE.dictionary("insutype").place == "330900"
    message = build("2699", FILING, {**GIVEN, "insutype": "3101"}, HERE)
    assert sealed(message).tree()["input"]["data"]["insutype"] == "3101"
    for wrong, fix in (("早孕", "改为 1"), ("2", "改为字典中的代码")):
        with pytest.raises(InputError) as caught:
            build("2699", FILING, {**GIVEN, "matn_stage": wrong}, HERE)
        (fault,) = caught.value.faults
        assert (fault.pointer, fault.fix.zh.startswith(fix)) == ("/data/matn_stage", True)
    base = {"psn_no": "1", "psn_cert_type": "99", "certno": "TEST1", "psn_name": "甲", "gend": "1", "age": 1}
    rows = [
        {"insutype": c, "insuplc_admdvs": "330900", "balc": 0, "psn_type": "11", "cvlserv_flag": "0"}
        for c in ("3101", "311")
    ]
    reply = read_output("1101", {"baseinfo": base, "insuinfo": rows, "idetinfo": []}, edition=HERE)
    assert reply.faults == ()
    record = read_person(reply)
    assert [e.scheme for e in record.enrolments or ()] == [InsuranceScheme.EMPLOYEE, None]
    filing = loads(dumps(record.into(FILING)))
    assert filing.enrolments == record.enrolments


@pytest.mark.parametrize("infno", ["2699", "2503", "1101", "2501"])
def test_strategies_draw_what_an_own_edition_takes(infno: str) -> None:
    transaction = HERE.transaction(infno)
    (group,) = transaction.input

    @settings(max_examples=25)
    @given(payloads(transaction.input, codes, rules=transaction.rules), replies(transaction.output, codes))
    def check(tree: dict[str, Any], answer: dict[str, Any]) -> None:
        message = build(infno, given=tree[group.node], edition=HERE)
        assert message.tree() == tree
        assert sealed(message).infno == transaction.infno
        reply = read_reply(infno, answer, edition=HERE)
        assert isinstance(reply, Reply)
        assert reply.faults == ()

    check()
