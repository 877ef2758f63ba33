"""The 28 items of the Langfang list, checked against a table written from the source, not from the data file."""

from datetime import date

import pytest

from yibao_rules.calendar.term_text import parse_term
from yibao_rules.calendar.terms import Immediate, StartEvent
from yibao_rules.guides import Found, catalogue
from yibao_rules.guides.time_limits import working_days
from yibao_rules.model.guide import GuideItem
from yibao_rules.model.guide_parts import Acceptor
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable, demanded, needs

F4, F3, F5 = "申请 受理 审核 办结", "申请 受理 办结", "申请 受理 审核 拨付 办结"
ID3 = AnyOf((Need("medical_e_voucher"), Need("identity_document"), Need("social_security_card")))
# number, slug, code, audience, channels, flow, limits in working days, asked of everyone beside ID3, ID3, ways to ask
ROWS = [
    (1, "employer_enrolment", "132036001001", "employer", "window", F4, [5], {"employer_enrolment_form"}, False, "window"),
    (2, "employee_enrolment", "132036001002", "employer self_employed", "window local_online", F4, [5, 0], set(), False, "window local_online"),
    (3, "resident_enrolment", "132036001003", "person", "local_online", F4, [0], {"identity_document", "resident_enrolment_form"}, False, "wechat"),
    (4, "employer_change", "132036001004", "employer", "window local_online", F4, [0], {"employer_change_form"}, False, "window local_online"),
    (5, "employee_change", "132036001005", "employer person", "window local_online", F4, [0], {"employee_change_form"}, True, "window local_online"),
    (6, "resident_change", "132036001006", "person", "window", F4, [0], {"resident_change_form"}, True, "window"),
    (7, "employer_query", "132036002001", "employer", "window local_online", F3, [0], set(), False, "window local_online"),
    (8, "person_query", "132036002002", "employer person", "window self_service wechat", F3, [0], set(), True, "window self_service wechat"),
    (9, "account_withdrawal", "132036002003", "person", "window", F5, [15], {"account_withdrawal_form"}, True, "window"),
    (10, "enrolment_certificate", "132036003001", "employer person", "window", F4, [0], set(), True, "window"),
    (11, "transfer", "132036003002", "employer person", "window", F4, [20, 20], {"enrolment_certificate", "transfer_form"}, True, "window"),
    (12, "retiree_resettled", "132036004001", "employer person", "window wechat", F4, [0], set(), True, "window wechat"),
    (13, "long_term_resident", "132036004002", "employer person", "window wechat", F4, [0], set(), True, "window wechat"),
    (14, "posted_worker", "132036004003", "employer person", "window", F4, [0], set(), True, "window"),
    (15, "referral", "132036004004", "employer person", "window wechat", F4, [0], set(), True, "window wechat"),
    (16, "chronic_disease_recognition", "132036005000", "employer person", "window wechat", F4, [20], {"recognition_form"}, True, "window wechat"),
    (17, "outpatient_reimbursement", "132036006001", "employer", "window", F5, [30], {"invoice", "outpatient_expense_list", "prescription"}, True, "window wechat"),
    (18, "inpatient_reimbursement", "132036006002", "employer", "window", F5, [30], {"invoice", "inpatient_expense_list", "medical_record", "diagnosis_certificate"}, True, "window wechat"),
    (19, "prenatal_check", "132036007001", "employer", "window", F5, [20], {"invoice", "expense_list", "diagnosis_certificate"}, True, "window"),
    (20, "maternity_medical", "132036007002", "employer", "window", F5, [20], {"invoice", "expense_list", "medical_record"}, True, "window wechat"),
    (21, "family_planning_medical", "132036007003", "employer", "window", F5, [20], {"invoice", "expense_list", "medical_record"}, True, "window wechat"),
    (22, "maternity_allowance", "132036007004", "employer", "window", F5, [20], {"medical_record"}, True, "window"),
    (23, "aid_premium_subsidy", "132036008001", "aided", "window", F5, [15], {"premium_receipt"}, False, "window"),
    (24, "aid_reimbursement", "132036008002", "aided", "window", F5, [30], {"settlement_statement", "aid_application_card"}, True, "window"),
    (25, "hospital_agreement", "132036009001", "hospital", "window", F4, [None], None, False, ""),
    (26, "pharmacy_agreement", "132036009002", "pharmacy", "window", F4, [None], None, False, ""),
    (27, "hospital_settlement", "132036010001", "designated_hospital", "window", F5, [30], None, False, "window"),
    (28, "pharmacy_settlement", "132036010002", "designated_pharmacy", "window", F5, [30], None, False, "window"),
]  # fmt: skip
MAIN = {1: "1320360 0100Y", 7: "1320360 0200Y", 10: "1320360 0300Y", 12: "1320360 0400Y", 16: "1320360 05000", 17: "1320360 0600Y", 19: "1320360 0700Y", 23: "1320360 0800Y", 25: "1320360 0900Y", 27: "1320360 1000Y"}  # fmt: skip


def langfang(slug: str) -> GuideItem:
    found = catalogue().find("131000", slug, date(2020, 8, 25))
    assert isinstance(found, Found)
    return found.item


@pytest.mark.parametrize("row", ROWS, ids=[r[1] for r in ROWS])
def test_each_item_with_its_columns(
    row: tuple[int, str, str, str, str, str, list[int | None], set[str] | None, bool, str],
) -> None:
    number, slug, code, audience, channels, flow, limits, asked, id3, ways = row
    item = langfang(slug)
    assert (item.number, item.code) == (number, code)
    assert item.main_code == MAIN[max(n for n in MAIN if n <= number)]
    assert [a.code for a in item.audience] == audience.split()
    assert [c.code for c in item.channels] == channels.split()
    assert " ".join(s.label.zh for s in item.flow) == flow
    assert [working_days(x.term) for x in item.limits] == limits
    assert [c.code for c in item.query_channels] == ways.split()
    if asked is None:
        assert item.materials is None
        assert item.materials_text
    else:
        assert isinstance(item.materials, AllOf)
        assert demanded(item.materials) == asked
        assert (ID3 in item.materials.parts) is id3


def test_there_are_28_items_under_10_main_items() -> None:
    (guide,) = catalogue().of_place("131000")
    assert [i.number for i in guide.items] == list(range(1, 29))
    assert len({i.main_name for i in guide.items}) == 10
    assert guide.issued is not None
    assert guide.issued.isoformat() == "2020-08-25T15:40:05"


def test_phones_and_rating() -> None:
    (guide,) = catalogue().of_place("131000")
    phones = {i.number: [c.phone for c in i.contacts] for i in guide.items}
    assert all(phones[n] == ["2227529"] for n in range(1, 29) if n not in (23, 24, 25, 26))
    assert phones[23] == phones[24] == ["统筹区监督电话"]
    assert phones[25] == phones[26] == []
    assert {i.number for i in guide.items if i.rating == "评价器"} == set(range(1, 29)) - {25, 26}


def test_who_accepts() -> None:
    assert langfang("chronic_disease_recognition").acceptors == (
        Acceptor.AGENCY,
        Acceptor.DESIGNATED_HOSPITAL,
    )
    assert langfang("referral").acceptors == (Acceptor.AGENCY,)


def test_special_groups_of_the_enrolment_of_employees() -> None:
    tree = langfang("employee_enrolment").materials
    assert isinstance(tree, AllOf)
    by_fact = {next(iter(n.kind for n in needs(p))): p for p in tree.parts if isinstance(p, OnlyWhen)}
    assert by_fact["hk_macao_permit"].part == AllOf(
        (AnyOf((Need("hk_macao_permit"), Need("hmt_residence_permit"))), Need("employment_proof"))
    )
    abroad = by_fact["passport"]
    assert isinstance(abroad, OnlyWhen)
    assert abroad.part == AnyOf((Need("passport"), Need("permanent_residence_abroad")))
    assert "retirement_approval" in by_fact
    agent = langfang("employee_enrolment").agent
    assert agent is not None
    assert agent.materials is not None
    assert {(n.kind, n.original) for n in needs(agent.materials)} == {
        ("principal_identity", True),
        ("agent_identity", True),
        ("power_of_attorney", False),
    }


def test_the_papers_of_an_accident_may_be_pledged() -> None:
    tree = langfang("outpatient_reimbursement").materials
    assert isinstance(tree, AllOf)
    accident = tree.parts[-1]
    assert isinstance(accident, OnlyWhen)
    assert isinstance(accident.part, Pledgeable)
    assert all(n.copies == 1 for n in needs(accident))
    assert langfang("prenatal_check").offered is False


def test_the_transfer_in_three_stages() -> None:
    term = langfang("transfer").limits[0].term
    assert term == parse_term(
        "自受理之日起转入地：5个工作日内；转出地：自收到联系函之日起10个工作日内；转入地：自收到信息表和转移资金之日起5个工作日内"
    )
    assert term.start_event is StartEvent.ACCEPTED
    assert isinstance(langfang("referral").limits[0].term, Immediate)
