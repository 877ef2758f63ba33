"""E1-E4: what a reply does not say is unknown and told, never "none"; what it says in another way is read."""

import contextlib
import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules import check
from yibao_rules.errors import YibaoError
from yibao_rules.interop.nhsa import (
    NATIONAL,
    BenefitState,
    Checker,
    Designation,
    Edition,
    InputError,
    PersonNumber,
    PersonRecord,
    Refusal,
    Reply,
    RowsRead,
    build,
    bundled_tables,
    in_force_on,
    interface_dictionaries,
    own_tables,
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
from yibao_rules.interop.nhsa.wire_days import read_day
from yibao_rules.logic.clause import Outcome
from yibao_rules.logic.report import Decision
from yibao_rules.model.dictionaries import read_dictionaries
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import IdDocumentKind, PersonName, Sex
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Enrolment, InsuranceScheme, InsuranceStatus, choose_enrolment
from yibao_rules.model.people import Person
from yibao_rules.serialization.faults import HookError
from yibao_rules.testing.cases import DAY, accepted_filing
from yibao_rules.testing.nhsa import replies

PSN, NAME, ID = "43000000000000000001", "欧阳甲", "11010519491231002X"
SECRETS = (PSN, NAME, ID, "19491231")
BASE = {
    "psn_no": PSN,
    "psn_cert_type": "01",
    "certno": ID,
    "psn_name": NAME,
    "gend": "2",
    "brdy": "1949-12-31",
}
ROW = {"insutype": "310", "psn_insu_stas": "1", "psn_insu_date": "2020-01-01", "insuplc_admdvs": "330900"}
PAUSED = {**ROW, "psn_insu_stas": "2"}
DISEASE = {"opsp_dise_code": "M01600", "opsp_dise_name": "糖尿病", "begndate": "2026-01-01", "enddate": ""}
CHOSEN = {"fixmedins_code": "H31010100001", "fix_srt_no": "1", "begndate": "2026-01-01"}
STAY = {
    **BASE,
    "mdtrt_id": "5001",
    "insutype": "390",
    "begndate": "2026-03-02",
    "med_type": "2101",
    "out_flag": "1",
}
REFERRED = {**BASE, "reflin_medins_no": "H31010100001", "refl_date": "2026-03-01", "begndate": "2026-03-02"}
BENEFIT = {
    "psn_no": PSN,
    "trt_chk_type": "01",
    "fund_pay_type": "1",
    "trt_enjymnt_flag": "1",
    "begndate": "2026-01-01",
}

Read = Callable[[Reply], RowsRead[Any]]
QUERIES: dict[str, tuple[Read, str, dict[str, Any]]] = {
    "2001": (read_benefits, "trtinfo", BENEFIT),
    "5301": (read_disease_filings, "feedetail", DISEASE),
    "5302": (read_designations, "psnfixmedin", CHOSEN),
    "5303": (read_stays, "data", STAY),
    "5304": (read_referrals, "refmedin", REFERRED),
}
queries = pytest.mark.parametrize("infno", QUERIES)


def person(**nodes: Any) -> PersonRecord:
    """Read a person whose reply has these nodes; None leaves a node out."""
    tree = {"baseinfo": BASE, "insuinfo": [ROW], "idetinfo": [], **nodes}
    return read_person(read_output("1101", tree))


def remarked(found: Any) -> list[str]:
    for remark in found.remarks:
        assert not any(secret in remark.render("zh") + remark.render("en") for secret in SECRETS)
    assert not any(secret in repr(found) for secret in SECRETS)
    return [r.pointer for r in found.remarks]


def insured(record: PersonRecord) -> dict[str, Outcome]:
    """Check a filing that is in order but for these enrolments: what is said of its insurance."""
    filing = record.into(evolve(accepted_filing(), enrolments=None))
    report = check(evolve(filing, registration=accepted_filing().registration), day=DAY).report
    return {f.code: f.outcome for f in report.findings if f.code.startswith("insurance/")}


NOTHING: list[Any] = [None, "", "null", "NULL", "x", 5, [{}], ["x"], {}, {"insutype": ""}]


@pytest.mark.parametrize("node", [*NOTHING, "missing"])
def test_enrolments_that_a_reply_does_not_say_are_unknown(node: Any) -> None:
    """E1: `insuinfo` missing, null or of nothing readable; E3: `""` for a node; never 未参保, never violated."""
    tree = {"baseinfo": BASE, "insuinfo": node, "idetinfo": []}
    if node == "missing":
        del tree["insuinfo"]
    record = read_person(read_output("1101", tree))
    assert record.enrolments is None
    assert remarked(record)[0].startswith("/insuinfo")
    told = insured(record)
    assert told["insurance/not-enrolled"] is Outcome.CANNOT_TELL
    assert Outcome.VIOLATED not in told.values()
    assert (
        check(record.into(Filing(item="referral", insured_place="330900")), day=DAY).decision
        is not Decision.ACCEPTED
    )


def test_an_empty_list_of_enrolments_is_none() -> None:
    record = person(insuinfo=[])
    assert record.enrolments == ()
    assert record.remarks == ()
    assert insured(record)["insurance/not-enrolled"] is Outcome.VIOLATED


def test_what_is_not_known_changes_nothing_of_a_filing() -> None:
    filing = accepted_filing()
    assert person(insuinfo=None).into(filing).enrolments == filing.enrolments


def test_a_scheme_without_a_name_keeps_its_row() -> None:
    """E1: 311, which no list has: the row stays, its scheme is unknown, and nobody is called not enrolled."""
    record = person(insuinfo=[{**ROW, "insutype": "311"}])
    assert record.enrolments == (
        Enrolment(scheme=None, place="330900", status=InsuranceStatus.NORMAL, since=date(2020, 1, 1)),
    )
    assert remarked(record) == ["/insuinfo/0/insutype"]
    assert insured(record) == dict.fromkeys(insured(record), Outcome.CANNOT_TELL)
    choice = record.into(Filing(item="referral")).enrolment_choice
    assert choice is not None
    assert (choice.enrolled, choice.undetermined) == (None, True)
    assert "无法确定选用哪一条" in choice.reason.zh


def local(code: str, label: str) -> Edition:
    own = read_dictionaries(
        '[[dictionary]]\nname="insutype"\ntitle=["险种类型","x"]\nsource="s"\nplace="330900"\n'
        f'[dictionary.entries]\n{code}=["{label}","local"]\n'
    )
    return Edition(place="330900", dictionaries=interface_dictionaries() + own)


@pytest.mark.parametrize(
    ("code", "label", "scheme", "words"),
    [
        ("311", "职工大额补充", None, "本地字典的“职工大额补充”"),
        ("3101", "职工基本医疗保险", InsuranceScheme.EMPLOYEE, "按其名称读作“职工基本医疗保险”"),
    ],
)
def test_a_region_s_own_code_is_read_by_its_dictionary(
    code: str, label: str, scheme: InsuranceScheme | None, words: str
) -> None:
    """E1: even when the region's dictionary has it, the row was dropped."""
    tree = {"baseinfo": BASE, "insuinfo": [{**ROW, "insutype": code}], "idetinfo": []}
    record = read_person(read_output("1101", tree, edition=local(code, label)))
    assert record.enrolments is not None
    assert [e.scheme for e in record.enrolments] == [scheme]
    (remark,) = record.remarks
    assert words in remark.text.zh
    read = read_reply("1101", {"infcode": 0, "inf_refmsgid": "1", "output": tree}, edition=local(code, label))
    assert isinstance(read, Reply)
    assert read_person(read) == record


def test_a_label_for_a_code_is_read() -> None:
    record = person(insuinfo=[{**ROW, "insutype": "职工基本医疗保险"}])
    assert record.enrolments == person().enrolments
    assert remarked(record) == ["/insuinfo/0/insutype"]


def test_dictionaries_without_the_field_s_own_refuse_nothing() -> None:
    """E1: an edition that has other dictionaries alone."""
    own = read_dictionaries(
        '[[dictionary]]\nname="x"\ntitle=["x","x"]\nsource="s"\n[dictionary.entries]\n1=["x","x"]\n'
    )
    reply = evolve(read_output("1101", {"baseinfo": BASE, "insuinfo": [{**ROW, "insutype": "311"}]}), edition=Edition(dictionaries=own))  # fmt: skip
    record = read_person(reply)
    assert record.enrolments is not None
    assert record.enrolments[0].scheme is None


def test_a_field_that_a_region_s_table_lacks_is_read_all_the_same() -> None:
    """E1: a region's table without a field's dictionary, or without the field."""
    own = own_tables(
        '[[variant]]\nname="ours"\ntitle=["甲","a"]\ntransaction="1101"\nplaces=["330900"]\nsource="s"\nsure="found"\ndrop=["insutype"]\n'
    )
    tree = {"baseinfo": BASE, "insuinfo": [{**ROW, "insutype": "311"}, ROW], "idetinfo": []}
    record = read_person(read_output("1101", tree, edition=Edition(place="330900", tables=own)))
    assert record.enrolments is not None
    assert [e.scheme for e in record.enrolments] == [None, InsuranceScheme.EMPLOYEE]


SUPPLEMENT = Enrolment(scheme=InsuranceScheme.SERIOUS_ILLNESS, place="330900")
NORMAL, STOPPED, UNSAID = InsuranceStatus.NORMAL, InsuranceStatus.PAUSED, None


def enrolled(
    scheme: InsuranceScheme | None, status: InsuranceStatus | None, place: str | None = "330900"
) -> Enrolment:
    return Enrolment(scheme=scheme, place=place, status=status)


EMPLOYEE = InsuranceScheme.EMPLOYEE
CHOICES: list[tuple[list[Enrolment], bool | None, InsuranceStatus | None]] = [
    ([], False, None),
    ([SUPPLEMENT], False, None),
    ([SUPPLEMENT, enrolled(None, NORMAL)], None, None),
    ([enrolled(None, STOPPED)], None, None),
    ([Enrolment()], None, None),
    ([enrolled(EMPLOYEE, NORMAL), enrolled(None, NORMAL)], True, NORMAL),
    ([enrolled(EMPLOYEE, NORMAL), Enrolment()], True, NORMAL),
    ([enrolled(EMPLOYEE, STOPPED), enrolled(None, NORMAL)], True, None),
    ([enrolled(EMPLOYEE, STOPPED), enrolled(None, STOPPED)], True, STOPPED),
    ([enrolled(EMPLOYEE, STOPPED), Enrolment()], True, None),
    ([enrolled(EMPLOYEE, STOPPED), enrolled(InsuranceScheme.RESIDENT, UNSAID)], True, None),
    ([enrolled(EMPLOYEE, NORMAL, "310100"), enrolled(None, NORMAL)], True, None),
    ([enrolled(EMPLOYEE, NORMAL, None), enrolled(InsuranceScheme.RESIDENT, STOPPED)], True, NORMAL),
    ([enrolled(EMPLOYEE, STOPPED, "310100"), enrolled(None, STOPPED, None)], True, None),
]


@pytest.mark.parametrize(("given_", "known", "status"), CHOICES)
def test_what_is_not_known_of_an_enrolment_never_decides_against_it(
    given_: list[Enrolment], known: bool | None, status: InsuranceStatus | None
) -> None:
    """E1: the choice is left open where an enrolment of which something is unknown may come first."""
    for order in (given_, given_[::-1]):
        filing = Filing(item="referral", insured_place="330900", enrolments=tuple(order))
        assert filing.enrolled is known
        assert (filing.enrolment.status if filing.enrolment else None) is status
        assert choose_enrolment(order, "330900").reason.en


def test_a_chosen_enrolment_of_unknown_place_is_worded() -> None:
    choice = choose_enrolment([enrolled(EMPLOYEE, NORMAL, None), enrolled(EMPLOYEE, STOPPED)], "330900")
    assert "参保地不明处" in choice.reason.zh


@queries
@pytest.mark.parametrize("node", [*NOTHING[:-1], "missing", "renamed"])
def test_rows_that_a_reply_does_not_have_are_unknown(infno: str, node: Any) -> None:
    """E1: 5301-5304 and 2001 with the node missing, renamed or of nothing readable: a hospital would file twice."""
    read, name, row = QUERIES[infno]
    tree = {"missing": {}, "renamed": {f"{name}s": [row]}}.get(node) if isinstance(node, str) else None
    found = read(read_output(infno, {name: node} if tree is None else tree))
    assert found.rows is None
    assert remarked(found)[0].startswith(f"/{name}")
    if infno != "5303":
        assert rows_in_force(found, DAY) is None


@queries
@pytest.mark.parametrize("output", [None, "", "null", [], {}, "{}"])
def test_an_empty_output_of_a_query_is_unknown(infno: str, output: Any) -> None:
    """E1, the same kind: `output` itself."""
    reply = read_reply(infno, {"infcode": 0, "inf_refmsgid": "1", "output": output})
    assert isinstance(reply, Reply)
    assert QUERIES[infno][0](reply).rows is None


@queries
def test_an_empty_list_is_none_and_a_single_object_one(infno: str) -> None:
    read, name, row = QUERIES[infno]
    none = read(read_output(infno, {name: []}))
    assert (none.rows, none.remarks) == ((), ())
    one, many = read(read_output(infno, {name: row})), read(read_output(infno, {name: [row]}))
    assert one.rows == many.rows
    assert len(many.rows or ()) == 1


@queries
@pytest.mark.parametrize("odd", [{}, "x", None, {"begndate": "null"}])
def test_a_row_that_cannot_be_read_leaves_the_others_and_is_told(infno: str, odd: Any) -> None:
    """E2: an empty second row; E1: what is in force is then unknown."""
    read, name, row = QUERIES[infno]
    found = read(read_output(infno, {name: [row, odd]}))
    assert (len(found.rows or ()), found.unread) == (1, 1)
    assert remarked(found) == [f"/{name}/1"]
    if infno != "5303":
        assert rows_in_force(found, DAY) is None
        whole = read(read_output(infno, {name: [row]}))
        assert rows_in_force(whole, date(2026, 3, 2)) == whole.rows


def test_a_stay_is_over_on_a_day_that_the_reply_does_not_tell() -> None:
    """5303 has no day of discharge: before the admission there is no stay, after it nobody knows."""
    found = read_stays(read_output("5303", {"data": [STAY]}))
    assert found.rows is not None
    admitted = found.rows[0].admitted_on
    assert admitted is not None
    assert rows_in_force(found, admitted - timedelta(days=1)) == ()
    assert rows_in_force(found, admitted) is None
    assert rows_in_force(read_stays(read_output("5303", {"data": []})), DAY) == ()
    undated = read_stays(read_output("5303", {"data": [{**STAY, "begndate": ""}]}))
    assert rows_in_force(undated, DAY) is None


@pytest.mark.parametrize("day", ["20250228", "2025/02/28", "2025.2.28"])
def test_a_last_day_in_another_form_counts(day: str) -> None:
    found = read_disease_filings(read_output("5301", {"feedetail": [{**DISEASE, "enddate": day}]}))
    assert rows_in_force(found, DAY) == ()


def test_a_day_that_cannot_be_read_is_no_open_end() -> None:
    """E2 and E1: a last day that is there and cannot be read leaves it open whether the filing is in force."""
    found = read_disease_filings(read_output("5301", {"feedetail": [{**DISEASE, "enddate": "2026-02-31"}]}))
    assert (found.undated, rows_in_force(found, DAY)) == (frozenset({0}), None)
    ended = read_disease_filings(
        read_output("5301", {"feedetail": [{**DISEASE, "begndate": "x", "enddate": "2026-01-31"}]})
    )
    assert rows_in_force(ended, DAY) == ()
    assert rows_in_force(ended, date(2026, 1, 1)) is None
    later = read_disease_filings(
        read_output("5301", {"feedetail": [{**DISEASE, "begndate": "2027-01-01", "enddate": "x"}]})
    )
    assert rows_in_force(later, DAY) == ()


def test_a_first_day_that_is_not_known_is_not_long_ago() -> None:
    """E1: for filings, institutions and benefits alike."""
    filing = Filing(item="referral", ends_on=date(2026, 6, 30))
    assert [in_force_on(filing, d) for d in (date(2026, 6, 30), date(2026, 7, 1))] == [None, False]
    assert Designation(hospital=Hospital()).on(DAY) is None
    assert BenefitState(enjoyed=True).on(DAY) is None
    assert BenefitState(enjoyed=False).on(DAY) is False
    assert BenefitState(enjoyed=None, since=DAY).on(DAY) is None
    assert BenefitState(enjoyed=True, since=DAY).on(DAY) is True


DAYS = [
    ("19491231", True),
    (19491231, True),
    ("1949/12/31", True),
    ("1949.12.31", True),
    ("1949-12-31T00:00:00+08:00", True),
    ("1949/12/31 08:30", True),
    ("1949年12月31日", True),
    ("19491231083000", True),
    (-631267200000, True),  # milliseconds since 1970, midnight in Beijing
    ("-631267200000", True),
    ("1949-12-31 08:30:00", False),
    ("null", None),
    ("NULL", None),
    ("0", None),
    ("1949-13-31", None),
    ("19491331", None),
    ("1949-12/31", None),
    (631123200, None),  # seconds, or something else
    ([1949, 12, 31], None),
    (True, None),
    (1.5, None),
]


@pytest.mark.parametrize(("written", "read_"), DAYS)
def test_a_day_is_read_where_that_is_sensible_and_never_refuses_a_person(
    written: Any, read_: bool | None
) -> None:
    """E2: `brdy` and `psn_insu_date` as 19491231, 1949/12/31, "null" or a time stamp; E3: "null" and "0"."""
    record = person(baseinfo={**BASE, "brdy": written}, insuinfo=[{**ROW, "psn_insu_date": written}])
    due = None if read_ is None else date(1949, 12, 31)
    assert record.registration.birth_date == due
    assert record.enrolments is not None
    assert record.enrolments[0].since == due
    assert record.enrolments[0].status is InsuranceStatus.NORMAL
    assert record.number == PersonNumber(PSN)
    told = [] if read_ is False else ["/baseinfo/brdy", "/insuinfo/0/psn_insu_date"]
    assert remarked(record) == told


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_form_of_a_day_reads_as_that_day(day: date) -> None:
    for form in (
        "%Y-%m-%d",
        "%Y-%m-%d 23:59:59",
        "%Y/%m/%d",
        "%Y%m%d",
        "%Y.%m.%d",
        "%Y年%m月%d日",
        "%Y%m%d235959",
    ):
        assert read_day(f"{day:{form}}")[0] == day


@given(st.text(max_size=20) | st.integers().map(str) | st.floats() | st.none())
def test_any_other_day_is_refused_by_the_reader_s_own_fault(value: Any) -> None:
    with contextlib.suppress(HookError):
        day, words = read_day(value)
        assert isinstance(day, date)
        assert words is None or words.zh


@pytest.mark.parametrize("node", [[{}], "", "null", None, "x", [{"psn_idet_type": ""}, {}], [["x"]]])
def test_classes_that_cannot_be_read_refuse_nobody(node: Any) -> None:
    """E2: `idetinfo: [{}]` or ""."""
    record = person(idetinfo=node)
    assert record.classes is None
    assert (record.number, record.enrolments) == (person().number, person().enrolments)
    assert all(p.startswith("/idetinfo") for p in remarked(record))
    assert record.remarks


def test_each_unreadable_field_leaves_the_person() -> None:
    """E2, the law behind it: whatever one field of a person's reply says, the person is read."""
    tree = {
        "baseinfo": BASE,
        "insuinfo": [ROW],
        "idetinfo": [{"psn_idet_type": "2303", "begntime": "2024-01-01"}],
    }
    for node, name in [("baseinfo", n) for n in BASE] + [("insuinfo", n) for n in ROW]:
        for value in (["x"], {}, {"a": 1}, True, 1.5, "x" * 2000, "\u202e", "null"):
            changed = deepcopy(tree)
            row = changed[node] if node == "baseinfo" else changed[node][0]  # type: ignore[index]
            row[name] = value  # type: ignore[index]
            record = read_person(read_output("1101", changed))
            assert len(record.enrolments or ()) == 1
            assert [p for p in remarked(record) if p.endswith(name)]


TEXTS = ["psn_no", "certno", "psn_name", "psn_cert_type", "gend"]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("word", ["null", "Null", "NULL", "0"])
def test_null_as_text_and_a_lone_zero_are_no_value(name: str, word: str) -> None:
    """E3: `psn_name`, `certno` "null" are no value, and mismatch nothing."""
    record = person(baseinfo={**BASE, name: word})
    values = {
        "psn_no": record.number,
        "certno": record.registration.id_number,
        "psn_name": record.registration.name,
        "psn_cert_type": record.registration.id_kind,
        "gend": record.registration.sex,
    }
    assert values[name] is None
    assert f"/baseinfo/{name}" in remarked(record)


@pytest.mark.parametrize("number", ["null", "NULL", "0", 0, "000", "", None, ["1"], {}, 1.5])
def test_a_filing_without_its_number_is_not_filed(number: Any) -> None:
    """E3: `trt_dcla_detl_sn: "null"` or "0" does not count as filed, and is told."""
    reply = read_output("2501", {"result": {"trt_dcla_detl_sn": number}})
    assert reply.filed_as is None
    assert [f.pointer for f in reply.faults] == ["/result/trt_dcla_detl_sn"]
    assert read_output("2501", {"result": {"trt_dcla_detl_sn": 1000001}}).filed_as == "1000001"


def test_null_as_text_is_not_sent() -> None:
    """E3: the same word on the way out, in required and in other fields."""
    with pytest.raises(InputError) as caught:
        build("2502", given={"trt_dcla_detl_sn": "null", "psn_no": "0", "memo": "null"})
    assert [(f.pointer, f.kind.code, f.fix.zh.partition("（")[0]) for f in caught.value.faults] == [
        ("/data/trt_dcla_detl_sn", "missing_key", "补上该项"),
        ("/data/psn_no", "bad_text", "核对该编号：0 只表示数值型的空值"),
        ("/data/memo", "bad_text", '写 ""'),
    ]
    found = Checker(strict=False).faults(
        {"data": {"trt_dcla_detl_sn": "1", "psn_no": "1", "memo": "null"}}, bundled_tables().get("2502")
    )
    assert [(f.pointer, f.kind.code) for f in found] == [("/data/memo", "bad_text")]


def test_two_rows_about_one_person_are_put_together() -> None:
    """E4: what the rows say alike or only one says is kept; what differs is unknown, with a remark."""
    one = {"psn_no": PSN, "psn_name": NAME, "gend": "2", "brdy": "1949-12-31"}
    other = {"certno": ID, "psn_name": NAME, "gend": "1", "psn_cert_type": "01", "tel": "19900000001"}
    for rows in ([one, other], [other, one]):
        record = person(baseinfo=[*rows, {}])
        assert record.number == PersonNumber(PSN)
        assert record.registration == evolve(person().registration, sex=None, phone=record.registration.phone)
        assert record.registration.phone is not None
        assert remarked(record) == ["/baseinfo/2", "/baseinfo/1/gend"]
    same = person(baseinfo=[BASE, BASE])
    assert (same.registration, same.remarks) == (person().registration, ())


@pytest.mark.parametrize("changed", [{"psn_no": "2"}, {"certno": "11010519491231003X"}])
def test_rows_of_two_persons_are_refused(changed: dict[str, str]) -> None:
    """E4: enrolments could be anybody's."""
    with pytest.raises(InputError) as caught:
        person(baseinfo=[BASE, {**BASE, **changed}])
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.kind.code) == ("/baseinfo/1", "refused")
    assert not any(secret in str(caught.value) for secret in SECRETS)


def codes(name: str) -> tuple[str, ...]:
    return NATIONAL.dictionary(name).codes


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "null", "0", "x", 0, 5, 1.5, True, [], {}, [{}], ["x"], {"a": 1}, [[1]], 10**40]
)


def places_of(tree: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the way to every node of a tree."""
    keys = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    return [way for key in keys for way in ((*above, key), *places_of(tree[key], (*above, key)))]


def mutated(tree: dict[str, Any], draw: Any) -> dict[str, Any]:
    """Drop, rename or retype a few nodes of a reply."""
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(places_of(tree)))
        owner: Any = tree
        for key in way[:-1]:
            owner = owner[key]
        how = draw(st.sampled_from(["drop", "rename", "retype"]))
        if how == "retype":
            owner[way[-1]] = deepcopy(draw(ODD))
        else:
            value = owner.pop(way[-1])
            if how == "rename" and isinstance(owner, dict):
                owner[draw(st.sampled_from(["x", str(way[-1]).upper(), f"{way[-1]}s"]))] = value
        if not places_of(tree):
            break
    return tree


READERS: dict[str, Callable[[Reply], Any]] = {
    "1101": read_person,
    **{n: r for n, (r, _, _) in QUERIES.items()},
}


@pytest.mark.parametrize("infno", READERS)
def test_any_change_to_a_reply_gives_values_or_our_error_and_loses_no_row_in_silence(infno: str) -> None:
    """The law of E1-E4: drop, rename or retype any node: no foreign error, no fewer rows without a remark."""

    @given(st.data(), replies(bundled_tables().get(infno).output, codes))
    def law(data: st.DataObject, tree: dict[str, Any]) -> None:
        changed = mutated(deepcopy(tree), data.draw)
        try:
            reply = read_reply(infno, json.dumps(changed))
            if isinstance(reply, Refusal):
                return
            found = READERS[infno](reply)
        except YibaoError:
            return
        output = changed["output"] if isinstance(changed.get("output"), dict) else {}
        nodes = (
            {"insuinfo": "enrolments", "idetinfo": "classes"}
            if infno == "1101"
            else {QUERIES[infno][1]: "rows"}
        )
        for node, attribute in nodes.items():
            rows, sent = getattr(found, attribute), tree["output"][node]
            if rows is None or len(rows) < len(
                output.get(node) or [] if isinstance(output.get(node), list) else [1]
            ):
                assert any(r.pointer.startswith(f"/{node}") for r in found.remarks)
            if output.get(node) == sent:
                assert rows is not None
                assert len(rows) == len(sent)

    law()


def test_what_the_readers_read_has_the_model_s_types() -> None:
    record = person()
    assert record.registration == Person(
        name=PersonName(NAME),
        id_kind=IdDocumentKind.RESIDENT_ID,
        id_number=record.registration.id_number,
        birth_date=date(1949, 12, 31),
        sex=Sex.FEMALE,
    )
    (filing,) = (
        read_disease_filings(
            read_output("5301", {"feedetail": [{**DISEASE, "opsp_dise_name": "糖尿病\n"}]})
        ).rows
        or ()
    )
    assert filing.disease == Disease(code="M01600", name="糖尿病")
