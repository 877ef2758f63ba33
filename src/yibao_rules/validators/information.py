"""Rules on information (信息填写错误或不一致): what the filing says against what the register says."""

from yibao_rules.logic.expr import Expr, Fact, all_of
from yibao_rules.logic.rule import Basis, Certainty, Rule
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES
from yibao_rules.model.identity import IdDocumentKind
from yibao_rules.text import Text
from yibao_rules.validators import details
from yibao_rules.validators.scopes import filings
from yibao_rules.validators.sources import (
    ID_STANDARD,
    INTERFACE,
    direct_settlement,
    filing_form,
    operation,
    practice,
)

_LOOK_UP = Text(
    "在国家医保服务平台APP或参保地医保局官网查询登记信息，按登记信息逐字更正；登记信息本身有误的，先办参保信息变更登记",
    "look up the registration in the national platform's app or on the insured place's site and correct to the letter;"
    " where the registration itself is wrong, have it changed first",
)
_RESIDENT_NUMBERS = (
    IdDocumentKind.RESIDENT_ID,
    IdDocumentKind.HOUSEHOLD_REGISTER,
    IdDocumentKind.HMT_RESIDENCE_PERMIT,
)


def rules() -> tuple[Rule, ...]:
    """Give the rules on information, sections 二 of the article and the cross-checks of an ID number."""
    return (*_registration(), *_id_number(), *_places(), *_fields())


def _registration() -> tuple[Rule, ...]:
    f = facts()
    return (
        Rule(
            code="information/name-mismatch",
            when=filings() & f["applicant.name"].known(),
            must=f["applicant.name"] == f["registration.name"],
            cause=Cause.INFORMATION,
            message=Text(
                "姓名与医保系统登记信息不一致{hint}", "the name differs from the registration{hint}"
            ),
            remedy=_LOOK_UP,
            basis=(practice("二.1"), operation("第九条")),
            path="/applicant/name",
            detail=details.name_hint,
        ),
        Rule(
            code="information/id-number-mismatch",
            when=filings() & f["applicant.id_number"].known(),
            must=f["applicant.id_number"] == f["registration.id_number"],
            cause=Cause.INFORMATION,
            message=Text(
                "证件号码与医保系统登记信息不一致{hint}", "the ID number differs from the registration{hint}"
            ),
            remedy=_LOOK_UP,
            basis=(practice("二.1"), operation("第九条")),
            path="/applicant/id_number",
            detail=details.id_number_hint,
        ),
        Rule(
            code="information/card-number-mismatch",
            when=filings() & f["applicant.card_number"].known() & f["registration.card_number"].known(),
            must=f["applicant.card_number"] == f["registration.card_number"],
            cause=Cause.INFORMATION,
            message=Text("社保卡号与医保系统登记信息不一致", "the card number differs from the registration"),
            remedy=_LOOK_UP,
            basis=(practice("二.1"), operation("第九条")),
            path="/applicant/card_number",
        ),
    )


def _id_number() -> tuple[Rule, ...]:
    f = facts()
    number, born = f["applicant.id_number"], f["applicant.birth_date"]
    return (
        Rule(
            code="information/id-number-malformed",
            when=f["applicant.id_kind"].is_in(_RESIDENT_NUMBERS) & number.known(),
            must=number.checksum_mod11_2() & f["applicant.id_birth_date"].known(),
            cause=Cause.INFORMATION,
            message=Text("证件号码不合格：{faults}", "the ID number is malformed: {faults}"),
            remedy=Text(
                "对照证件逐位核对 18 位号码", "check the 18 characters one by one against the document"
            ),
            basis=(ID_STANDARD, practice("二.1")),
            path="/applicant/id_number",
            detail=details.id_faults,
        ),
        Rule(
            code="information/birth-date-in-future",
            when=born.known(),
            must=born <= f["day"],
            cause=Cause.INFORMATION,
            message=Text("出生日期晚于判断日", "the birth date lies after the day of the check"),
            remedy=Text("按证件更正出生日期", "correct the birth date from the document"),
            basis=(INTERFACE,),
            path="/applicant/birth_date",
        ),
        Rule(
            code="information/birth-date-mismatch",
            when=born.known() & f["applicant.id_birth_date"].known(),
            must=born == f["applicant.id_birth_date"],
            cause=Cause.INFORMATION,
            message=Text("出生日期与证件号码不符", "the birth date is not the one in the ID number"),
            remedy=Text("按证件更正出生日期或号码", "correct the birth date or the number from the document"),
            basis=(ID_STANDARD,),
            path="/applicant/birth_date",
        ),
        Rule(
            code="information/sex-mismatch",
            when=f["applicant.sex"].known() & f["applicant.id_sex"].known(),
            must=f["applicant.sex"] == f["applicant.id_sex"],
            cause=Cause.INFORMATION,
            message=Text("性别与证件号码不符", "the sex is not the one in the ID number"),
            remedy=Text("按证件更正性别或号码", "correct the sex or the number from the document"),
            basis=(ID_STANDARD,),
            path="/applicant/sex",
        ),
    )


def _places() -> tuple[Rule, ...]:
    return (*_destination(), *_insured_place())


def _destination() -> tuple[Rule, ...]:
    f = facts()
    out_of_area = f["filing.type"].is_in(OUT_OF_AREA_TYPES)
    destination, treatment = f["filing.destination_city"], f["circumstances.treatment_city"]
    return (
        Rule(
            code="information/wrong-destination",
            when=out_of_area & treatment.known() & destination.known(),
            must=destination == treatment,
            cause=Cause.INFORMATION,
            message=Text(
                "就医地选错：申报 {chosen}，实际就医地为 {actual}",
                "wrong destination: {chosen} was filed, treatment is in {actual}",
            ),
            remedy=Text(
                "把就医地改为实际就医的地市（直辖市）后重新提交",
                "change the destination to the city (or municipality) of treatment and file again",
            ),
            basis=(practice("二.2"), direct_settlement("通知三（一）", Certainty.FOUND)),
            path="/destination",
            detail=details.destinations,
        ),
        Rule(
            code="information/hospital-not-at-destination",
            # A destination that is not where treatment is has been told of by the rule before.
            when=out_of_area
            & f["hospital.city"].known()
            & destination.known()
            & (~treatment.known() | (treatment == destination)),
            must=f["hospital.city"] == destination,
            cause=Cause.INFORMATION,
            message=Text("就医医院不在申报的就医地", "the hospital is not in the city filed for"),
            remedy=Text(
                "核对就医地，或另选该地的联网医院", "check the destination or choose a hospital there"
            ),
            basis=(direct_settlement("通知三（一）", Certainty.FOUND),),
            path="/hospital/place",
        ),
    )


def _insured_place() -> tuple[Rule, ...]:
    f = facts()
    out_of_area = f["filing.type"].is_in(OUT_OF_AREA_TYPES)
    destination = f["filing.destination_city"]
    return (
        Rule(
            code="information/destination-is-insured-city",
            when=out_of_area & destination.known() & f["filing.insured_city"].known(),
            must=destination != f["filing.insured_city"],
            cause=Cause.INFORMATION,
            message=Text(
                "就医地与参保地同城，无需异地备案", "the destination is the insured city: no filing is needed"
            ),
            remedy=Text(
                "在参保地直接就医结算，或更正就医地", "be treated where insured, or correct the destination"
            ),
            basis=(INTERFACE,),
            path="/destination",
        ),
        Rule(
            code="information/insured-place-mismatch",
            when=filings() & f["filing.insured_city"].known() & f["insured.city"].known(),
            must=f["filing.insured_city"] == f["insured.city"],
            cause=Cause.INFORMATION,
            message=Text(
                "参保地与参保登记不符；{choice}", "the insured place is not that of the enrolment; {choice}"
            ),
            remedy=Text(
                "按有效参保关系所在地更正参保地", "correct it to the place of the enrolment in force"
            ),
            basis=(INTERFACE,),
            path="/insured_place",
            detail=details.enrolment_choice,
        ),
    )


def _fields() -> tuple[Rule, ...]:
    """Require what a filing is made with. From 2020 to 2022 the guide of 医保办发〔2019〕33号 asks for the same itself."""
    f = facts()
    filed, out_of_area = filings(), f["filing.type"].is_in(OUT_OF_AREA_TYPES)
    form, person = direct_settlement("附件 第八条"), practice("二.1")
    destination = direct_settlement("通知三（一）", Certainty.FOUND)
    agency = direct_settlement("附件 第九条", Certainty.FOUND)
    required = (
        _required(f["applicant.name"], "/applicant/name", filed, person, form),
        _required(f["applicant.id_number"], "/applicant/id_number", filed, person, form, operation("第六条")),
        _required(f["filing.insured_place"], "/insured_place", filed, practice("三.2"), agency),
        _required(f["filing.destination"], "/destination", out_of_area, destination),
        _required(f["filing.begins_on"], "/begins_on", out_of_area, filing_form("申请备案开始时间")),
    )
    contact = Rule(
        code="information/contact-incomplete",
        when=all_of((out_of_area, f["filing.online"].to_expr())),
        must=f["contact.complete"],
        cause=Cause.INFORMATION,
        message=Text("联系人、联系电话、联系地址未填全", "contact name, phone and address are not all given"),
        remedy=Text("补填联系人、联系电话和联系地址", "give the contact's name, phone and address"),
        basis=(filing_form("联系人、联系电话、联系地址"),),
        path="/contact",
    )
    return (*required, contact)


def _required(fact: Fact, path: str, when: Expr, *basis: Basis) -> Rule:
    return Rule(
        code=f"information/required-{fact.name.replace('.', '-').replace('_', '-')}",
        when=when,
        must=fact.known(),
        cause=Cause.INFORMATION,
        message=Text(f"未填写{fact.label.zh}", f"not given: {fact.label.en}"),
        remedy=Text(f"补填{fact.label.zh}", f"give the {fact.label.en}"),
        basis=basis,
        path=path,
    )
