"""Each line of the article on failed filings (A1-A26), by its number, at work in a check, an advice or a message."""

from datetime import date, datetime

import pytest
from attrs import evolve

from yibao_rules.calendar import national
from yibao_rules.diagnosis import diagnose
from yibao_rules.guides import catalogue, lint
from yibao_rules.model.causes import Cause, Headline
from yibao_rules.model.circumstances import Channel, Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import IdNumber, PersonName
from yibao_rules.model.institutions import Disease, Hospital
from yibao_rules.model.insurance import Arrears
from yibao_rules.model.materials import Material
from yibao_rules.model.people import Person
from yibao_rules.precheck import CheckResult, Route, advise, check
from yibao_rules.progress import reminders
from yibao_rules.testing.cases import DAY, accepted_filing, breaking
from yibao_rules.validators.national import national_rules


def zhoushan(**changes: object) -> CheckResult:
    return check(evolve(accepted_filing(), **changes), day=DAY)  # type: ignore[arg-type]


def papers(*materials: Material) -> tuple[Material, ...]:
    return (Material(kind="resident_id"), Material(kind="filing_form"), *materials)


BY_RULE = [
    ("A1", "materials/resident-id-unusable", Cause.MATERIALS),
    ("A1", "materials/social-security-card-unusable", Cause.MATERIALS),
    ("A2", "materials/id-document-expired", Cause.MATERIALS),
    ("A6", "information/name-mismatch", Cause.INFORMATION),
    ("A6", "information/id-number-mismatch", Cause.INFORMATION),
    ("A6", "information/card-number-mismatch", Cause.INFORMATION),
    ("A8", "information/wrong-destination", Cause.INFORMATION),
    ("A9", "type/resident-filed-as-temporary", Cause.FILING_TYPE),
    ("A10", "insurance/arrears-employer", Cause.INSURANCE_STATUS),
    ("A10", "insurance/arrears-self-employed", Cause.INSURANCE_STATUS),
    ("A11", "insurance/card-medical-inactive", Cause.INSURANCE_STATUS),
    ("A12", "insurance/transfer-pending", Cause.INSURANCE_STATUS),
    ("A13", "policy/disease-not-listed", Cause.INSURANCE_STATUS),
    ("A16", "system/platform-maintenance", Cause.SYSTEM),
    ("A18", "system/hospital-not-networked", Cause.SYSTEM),
    ("A18", "system/hospital-not-designated", Cause.SYSTEM),
    ("A19", "type/retiree-filed-as-temporary", Cause.FILING_TYPE),
    ("A21", "procedure/supplement-late", Cause.PROCEDURE),
]


@pytest.mark.parametrize(("line", "code", "cause"), BY_RULE)
def test_lines_that_are_rules(line: str, code: str, cause: Cause) -> None:
    finding = check(breaking(code), day=DAY).report.by_code()[code]
    assert finding.blocks, line
    assert finding.cause is cause
    assert any(b.document == "门特备案失败的6大核心原因" for b in finding.basis)


@pytest.mark.parametrize(
    ("line", "item", "paper", "words"),
    [
        ("A3", "long_term_resident", Material(kind="residence_permit", expires_on=date(2026, 1, 1)), "《居住证》已过期"),
        ("A3", "long_term_resident", Material(kind="lease_contract"), "租房合同"),
        ("A4", "referral", Material(kind="referral_certificate", seals=frozenset(), issuer_qualified=True), "未加盖医疗机构印章"),
        ("A4", "referral", Material(kind="referral_certificate", issuer_qualified=False), "出具机构无资质"),
        ("A5", "other_temporary", Material(kind="emergency_record", marked_emergency=False), "未注明“急诊”"),
        ("A5", "other_temporary", Material(kind="business_trip_certificate", seals=frozenset()), "未加盖单位公章"),
    ],
)  # fmt: skip
def test_lines_on_materials_of_one_type(line: str, item: str, paper: Material, words: str) -> None:
    found = zhoushan(item=item, materials=papers(paper)).report
    told = " ".join(f.message() + f.remedy() for f in found.violated if f.cause is Cause.MATERIALS)
    assert words in told, line


def registered(written: Person, register: Person) -> Filing:
    return evolve(accepted_filing(), applicant=written, registration=register)


def test_a6_rare_characters_and_digits_too_many() -> None:
    rare = registered(Person(name=PersonName("张䶮")), Person(name=PersonName("张yan")))
    found = check(rare, day=DAY).report.by_code()["information/name-mismatch"]
    assert "生僻字" in found.message()
    longer = registered(
        Person(id_number=IdNumber("110105194912310021X")), Person(id_number=IdNumber("11010519491231002X"))
    )
    found = check(longer, day=DAY).report.by_code()["information/id-number-mismatch"]
    assert "多输 1 位" in found.message()


def test_a7_where_to_look_up_the_registration() -> None:
    remedy = (
        check(breaking("information/name-mismatch"), day=DAY)
        .report.by_code()["information/name-mismatch"]
        .remedy()
    )
    assert "国家医保服务平台APP" in remedy
    assert "参保地医保局官网" in remedy


def test_a11_the_financial_function_is_a_warning_and_a_lint() -> None:
    finding = check(breaking("insurance/card-financial-inactive"), day=DAY).report.by_code()
    assert not finding["insurance/card-financial-inactive"].blocks
    (practice,) = catalogue().of_place("330900")
    assert "conditions/financial-function" in {f.code for f in lint(practice)}


def test_a13_chronic_gastritis_is_not_on_the_list_and_chronic_kidney_disease_is() -> None:
    gastritis = zhoushan(item="chronic_disease_recognition", disease=Disease(name="慢性胃炎")).report
    kidney = zhoushan(item="chronic_disease_recognition", disease=Disease(name="慢性肾病")).report
    assert "policy/disease-not-listed" in {f.code for f in gastritis.violated}
    assert "policy/disease-not-listed" not in kidney.by_code()


@pytest.mark.parametrize(
    ("line", "item", "case"),
    [
        ("A14", "referral", Circumstances(needs_tertiary=False, referred=True)),
        ("A15", "long_term_resident", Circumstances(resident_since=date(2025, 12, 1))),
    ],
)
def test_a14_a15_conditions_of_the_place(line: str, item: str, case: Circumstances) -> None:
    found = {f.code for f in zhoushan(item=item, circumstances=case).report.violated}
    assert "local/condition-1" in found, line


def test_a17_peak_hours_the_eve_of_a_holiday_and_another_channel() -> None:
    filing = evolve(accepted_filing(), channel=Channel.WECHAT)
    for hour in (9, 14):
        hints = {h.code for h in check(filing, day=DAY, at=datetime(2026, 3, 2, hour, 20)).hints}  # wall time
        assert hints == {"peak-hour", "other-channel"}
    eve = date(2026, 9, 30)
    assert "holiday-eve" in {h.code for h in check(evolve(filing, filed_on=eve), day=eve).hints}


def test_a16_congestion_warns() -> None:
    finding = check(breaking("system/platform-congested"), day=DAY).report.by_code()
    assert "避开早9点、下午2点" in finding["system/platform-congested"].remedy()


def test_a19_a_retiree_is_told_what_the_referral_costs() -> None:
    case = Circumstances(retired=True, household_moved=True, emergency=False, referred=False)
    found = advise(
        Filing(item="referral", insured_place="330900", destination="310000", circumstances=case), day=DAY
    )
    assert found.wrong is not None
    assert "应选“异地安置退休人员备案”" in found.wrong.zh
    assert "转诊转院证明" in found.wrong.zh


def test_a20_every_rule_names_its_basis() -> None:
    assert all(rule.basis for rule in national_rules())
    assert any(b.document == "中华人民共和国社会保险法" for r in national_rules() for b in r.basis)


def test_a21_three_to_five_working_days_to_supplement() -> None:
    result = check(breaking("insurance/arrears-employer"), day=DAY)
    assert "3至5个工作日内" in [d.term.wording() for d in result.dues]


def test_a22_offline_confirmation_of_a_referral_filed_online() -> None:
    procedure = evolve(accepted_filing().procedure, offline_confirmed=False)
    found = zhoushan(item="referral", procedure=procedure).report.by_code()
    assert "携带转诊单到医保窗口现场确认" in found["local/offline-not-confirmed"].remedy()


def test_a23_whom_to_ask() -> None:
    contact = diagnose("E1007 参保状态异常", place="舟山市").contact
    assert "0580-12393" in contact.zh


def test_a24_an_emergency_that_was_not_filed() -> None:
    case = Circumstances(emergency=True, discharged_on=DAY, settled=True)
    found = zhoushan(item="referral", circumstances=case, hospital=Hospital(networked=True)).fallback
    assert found is not None
    assert found.routes == (Route.REIMBURSE,)
    assert "保存好全部医疗票据" in found.reasons[0].zh
    assert "invoice" in {line.kind for line in found.lines}


def test_a25_reminders_of_certificates_and_status() -> None:
    found = reminders(
        since=DAY, through=date(2026, 12, 31), certificate_expires=date(2026, 9, 1), calendar=national()
    )
    assert [r.day for r in found] == [date(2026, 9, 1)]
    paid = evolve(
        accepted_filing(),
        enrolments=tuple(evolve(e, arrears=Arrears.EMPLOYER) for e in accepted_filing().enrolments or ()),
    )
    assert "insurance/arrears-employer" in check(paid, day=DAY).report.by_code()


def test_a26_the_articles_own_damaged_text_is_read() -> None:
    text = "社???/strong>照片模糊、缺角、信息不全，或證(zhèng)件已過(guò)期（如身份證(zhèng)有效期已過(guò)未更換）"
    assert {f.code for f in diagnose(text).findings} == {
        "materials/photo-unclear",
        "materials/certificate-expired",
    }


def test_both_sets_of_six_are_carried_and_tied() -> None:
    assert (len(Cause), len(Headline)) == (6, 6)
    assert {c for h in Headline for c in h.causes} == set(Cause) - {Cause.PROCEDURE}
    assert Headline.WRONG_FILING_TYPE.causes == (Cause.FILING_TYPE, Cause.INFORMATION)


def test_the_articles_own_anomalies_are_found_in_the_practice_guide() -> None:
    (practice,) = catalogue().of_place("330900")
    beyond = [f.message.zh for f in lint(practice) if f.code == "materials/beyond-national"]
    assert any("急诊病历" in m for m in beyond)
    assert any("单位出差证明" in m for m in beyond)
