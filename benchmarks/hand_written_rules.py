"""The national rules of one day as a programmer writes them by hand: plain ifs over a filing, None for unknown.

This is what the library is measured against, so it is written for speed where that costs no clarity: early guards,
values read once, findings without parameters made beforehand. A test proves that it finds the same.
"""

# ruff: noqa: FBT001 - what is known of a filing is handed on as it is
from datetime import date

from benchmarks.hand_written_procedure import Found, Procedures

from yibao_rules.logic.dates import Workdays, months_after
from yibao_rules.logic.evaluate import checksum_mod11_2
from yibao_rules.logic.report import Report
from yibao_rules.model.circumstances import Circumstances
from yibao_rules.model.filing import Filing
from yibao_rules.model.filing_types import FilingType
from yibao_rules.model.identity import IdDocumentKind
from yibao_rules.model.insurance import (
    Arrears,
    CardState,
    EnrolmentChoice,
    InsuranceScheme,
    InsuranceStatus,
)
from yibao_rules.model.people import Person
from yibao_rules.validators import details

_LONG_TERM = (FilingType.RETIREE_RESETTLED, FilingType.LONG_TERM_RESIDENT, FilingType.POSTED_WORKER)
_TEMPORARY = (FilingType.REFERRAL, FilingType.EMERGENCY_RESCUE, FilingType.OTHER_TEMPORARY)
_OUT_OF_AREA = _LONG_TERM + _TEMPORARY
_CLAIMS = (
    "outpatient_reimbursement",
    "inpatient_reimbursement",
    "prenatal_check",
    "maternity_medical",
    "family_planning_medical",
    "maternity_allowance",
    "aid_reimbursement",
)
_RESIDENT_NUMBERS = (
    IdDocumentKind.RESIDENT_ID,
    IdDocumentKind.HOUSEHOLD_REGISTER,
    IdDocumentKind.HMT_RESIDENCE_PERMIT,
)
_PAPERS = (
    ("resident_id", "materials/resident-id-unusable"),
    ("identity_document", "materials/identity-document-unusable"),
    ("social_security_card", "materials/social-security-card-unusable"),
    ("medical_e_voucher", "materials/medical-e-voucher-unusable"),
)
_RESIDENTS = (
    InsuranceScheme.RESIDENT,
    InsuranceScheme.URBAN_RESIDENT,
    InsuranceScheme.RURAL_COOPERATIVE,
)
_ENROLLED = "insured.enrolled"


class HandWritten(Procedures):
    """The check of a filing, written by hand."""

    def check(self, filing: Filing, day: date, workdays: Workdays) -> Report:
        """Give what is violated and what cannot be told."""
        found: Found = []
        kind = filing.type
        out_of_area = kind in _OUT_OF_AREA
        filed = (
            out_of_area
            or kind is FilingType.CHRONIC_DISEASE_RECOGNITION
            or filing.item == "chronic_direct_settlement"
        )
        if filed:
            self._papers(filing, day, found)
        self._applicant(filing, day, filed, found)
        online = None if filing.channel is None else filing.channel.is_online
        self._places(filing, day, out_of_area, filed, found)
        if filed:
            self._fields(filing, out_of_area, online, found)
        self._consistency(filing, day, found)
        if filed:
            self._enrolment(filing, day, found)
            self._benefit(filing, day, found)
            self._card(filing, found)
        elif filing.item in _CLAIMS:
            self._claim(filing, found)
        self._policy(filing, kind, out_of_area, day, found)
        self._systems(filing, out_of_area, filed, online, found)
        self._types(filing.circumstances, kind, day, found)
        self._agent(filing, online, found)
        self._confirmations(filing, out_of_area, online, found)
        if filed:
            self._days(filing, out_of_area, day, workdays, found)
        return Report(tuple(found), self.name, self.digest, day)

    def _papers(self, filing: Filing, day: date, found: Found) -> None:
        expires = filing.applicant.id_expires_on if filing.applicant is not None else None
        if expires is not None and expires < day:
            found.append(self._wrong("materials/id-document-expired", ("applicant_id_expires_on", expires)))
        papers = filing.material_by_kind
        if papers is None:
            return
        for kind, code in _PAPERS:
            paper = papers.get(kind)
            if paper is not None and (paper.legible is False or paper.complete is False):
                found.append(self.plain[code])

    def _applicant(self, filing: Filing, day: date, filed: bool, found: Found) -> None:
        applicant = filing.applicant
        if applicant is None:
            return
        number = applicant.id_text
        if filed:
            self._register(filing, applicant, number, day, found)
        self._number(filing, applicant, number, day, found)

    def _register(
        self, filing: Filing, applicant: Person, number: str | None, day: date, found: Found
    ) -> None:
        registration = filing.registration
        name = applicant.name_key
        if name is not None:
            registered = registration.name_key if registration is not None else None
            if name != registered:
                hint = tuple(details.name_hint(filing, day).items())
                found.append(
                    self._unsure("information/name-mismatch", "registration.name", params=hint)
                    if registered is None
                    else self._wrong("information/name-mismatch", *hint)
                )
        if number is not None:
            registered = registration.id_text if registration is not None else None
            if number != registered:
                hint = tuple(details.id_number_hint(filing, day).items())
                found.append(
                    self._unsure("information/id-number-mismatch", "registration.id_number", params=hint)
                    if registered is None
                    else self._wrong("information/id-number-mismatch", *hint)
                )
        card = applicant.card_text
        if card is not None and registration is not None:
            registered = registration.card_text
            if registered is not None and card != registered:
                found.append(self.plain["information/card-number-mismatch"])

    def _number(self, filing: Filing, applicant: Person, number: str | None, day: date, found: Found) -> None:
        kind, stated = applicant.id_kind, applicant.id_birth_date
        if (
            number is not None
            and (kind is None or kind in _RESIDENT_NUMBERS)
            and (stated is None or not checksum_mod11_2(number))
        ):
            faults = tuple(details.id_faults(filing, day).items())
            found.append(
                self._unsure("information/id-number-malformed", "applicant.id_kind", params=faults)
                if kind is None
                else self._wrong("information/id-number-malformed", *faults)
            )
        born = applicant.birth_date
        if born is not None:
            if born > day:
                found.append(self.plain["information/birth-date-in-future"])
            if stated is not None and born != stated:
                found.append(self.plain["information/birth-date-mismatch"])
        sex = applicant.sex
        if sex is not None:
            stated_sex = applicant.id_sex
            if stated_sex is not None and sex is not stated_sex:
                found.append(self.plain["information/sex-mismatch"])

    def _places(self, filing: Filing, day: date, out_of_area: bool, filed: bool, found: Found) -> None:
        insured = filing.insured_city
        if out_of_area:
            destination = filing.destination_city
            if destination is not None:
                treatment = filing.treatment_city
                if treatment is not None and destination != treatment:
                    places = details.destinations(filing, day)
                    found.append(self._wrong("information/wrong-destination", *places.items()))
                else:
                    hospital = filing.hospital_city
                    if hospital is not None and hospital != destination:
                        found.append(self.plain["information/hospital-not-at-destination"])
                if destination == insured:
                    found.append(self.plain["information/destination-is-insured-city"])
        if filed and insured is not None:
            enrolled = filing.enrolment_city
            if enrolled is not None and insured != enrolled:
                choice = details.enrolment_choice(filing, day).items()
                found.append(self._wrong("information/insured-place-mismatch", *choice))

    def _fields(self, filing: Filing, out_of_area: bool, online: bool | None, found: Found) -> None:
        applicant = filing.applicant
        if applicant is None or applicant.name is None:
            found.append(self.plain["information/required-applicant-name"])
        if applicant is None or applicant.id_number is None:
            found.append(self.plain["information/required-applicant-id-number"])
        if filing.insured_place is None:
            found.append(self.plain["information/required-filing-insured-place"])
        if not out_of_area:
            return
        if filing.destination is None:
            found.append(self.plain["information/required-filing-destination"])
        if filing.begins_on is None:
            found.append(self.plain["information/required-filing-begins-on"])
        if online is not False and not filing.contact_complete:
            found.append(self._if_online("information/contact-incomplete", online))

    def _consistency(self, filing: Filing, day: date, found: Found) -> None:
        case, begins, ends = filing.circumstances, filing.begins_on, filing.ends_on
        if begins is not None and ends is not None and begins > ends:
            found.append(self.plain["information/ends-before-begins"])
        recognised, diagnosed, referred = case.recognised_on, case.diagnosed_on, case.referred_on
        if recognised is not None and begins is not None and recognised > begins:
            found.append(self.plain["information/begins-before-recognised"])
        if diagnosed is not None and referred is not None and diagnosed > referred:
            found.append(self.plain["information/referred-before-diagnosed"])
        scope = filing.referral_scope
        if scope is not None:
            relation = filing.place_relation
            if relation is not None and scope is not relation:
                params = ("filing_referral_scope", scope), ("filing_place_relation", relation)
                found.append(self._wrong("information/referral-scope-mismatch", *params))
        hospital, disease = filing.hospital, filing.disease
        if hospital is not None and hospital.code_fits is False:
            faults = details.hospital_code(filing, day).items()
            found.append(self._wrong("information/hospital-code-mismatch", *faults))
        if disease is not None and disease.code_fits is False:
            found.append(self.plain["information/disease-code-malformed"])

    def _enrolment(self, filing: Filing, day: date, found: Found) -> None:
        choice = filing.enrolment_choice
        if choice is None or choice.undetermined:
            enrolled = choice.enrolled if choice is not None else None
            self._enrolment_unknown(filing, day, enrolled, found)
            return
        enrolment = choice.enrolment
        if enrolment is None:
            found.append(self.plain["insurance/not-enrolled"])
            return
        status = enrolment.status
        if status is not InsuranceStatus.NORMAL:
            params = (("insured_status", status), ("choice", choice.reason))
            found.append(
                self._unsure("insurance/status-not-normal", "insured.status", params=params)
                if status is None
                else self._wrong("insurance/status-not-normal", *params)
            )
        arrears = enrolment.arrears
        if arrears is None:
            found.append(self._unsure("insurance/arrears-employer", "insured.arrears"))
            found.append(self._unsure("insurance/arrears-self-employed", "insured.arrears"))
        elif arrears is Arrears.EMPLOYER:
            found.append(self.plain["insurance/arrears-employer"])
        elif arrears is Arrears.SELF_EMPLOYED:
            found.append(self.plain["insurance/arrears-self-employed"])
        pending = enrolment.transfer_pending
        if pending is None:
            found.append(self._unsure("insurance/transfer-pending", "insured.transfer_pending"))
        elif pending:
            found.append(self.plain["insurance/transfer-pending"])
        self._duplicates(choice, found)

    def _duplicates(self, choice: EnrolmentChoice, found: Found) -> None:
        params = (("choice", choice.reason),) if choice.duplicates != 0 else ()
        if choice.duplicates is None:
            found.append(self._unsure("insurance/duplicate-enrolment", "insured.duplicates", params=params))
        elif choice.duplicates:
            found.append(self._wrong("insurance/duplicate-enrolment", *params))

    def _enrolment_unknown(self, filing: Filing, day: date, enrolled: bool | None, found: Found) -> None:
        choice = tuple(details.enrolment_choice(filing, day).items())
        status = (("insured_status", None), *choice)
        open_ = () if enrolled else (_ENROLLED,)
        if not enrolled:
            found.append(self._unsure("insurance/not-enrolled", _ENROLLED))
        found += (
            self._unsure("insurance/status-not-normal", *open_, "insured.status", params=status),
            self._unsure("insurance/arrears-employer", *open_, "insured.arrears"),
            self._unsure("insurance/arrears-self-employed", *open_, "insured.arrears"),
            self._unsure("insurance/transfer-pending", *open_, "insured.transfer_pending"),
            self._unsure("insurance/duplicate-enrolment", *open_, "insured.duplicates", params=choice),
        )

    def _benefit(self, filing: Filing, day: date, found: Found) -> None:
        enrolment = filing.enrolment
        if enrolment is None:
            return
        waiting = enrolment.waiting_until
        if waiting is not None and waiting >= day:
            found.append(self._wrong("insurance/waiting-period", ("insured_waiting_until", waiting)))
        gap = filing.circumstances.gap_months
        if waiting is None and gap is not None and gap > (0 if enrolment.scheme in _RESIDENTS else 3):
            wait = details.gap_in_cover(filing, day).items()
            found.append(self._wrong("insurance/gap-in-cover", ("circumstances_gap_months", gap), *wait))
        if enrolment.benefit_suspended:
            found.append(self.plain["insurance/benefit-suspended"])

    def _card(self, filing: Filing, found: Found) -> None:
        card = filing.card
        if card is None:
            return
        state = card.state
        if state is not None and state is not CardState.NORMAL:
            found.append(self._wrong("insurance/card-not-usable", ("card_state", state)))
        if card.medical_active is False:
            found.append(self.plain["insurance/card-medical-inactive"])
        if card.financial_active is False:
            found.append(self.plain["insurance/card-financial-inactive"])

    def _claim(self, filing: Filing, found: Found) -> None:
        choice = filing.enrolment_choice
        enrolled = choice.enrolled if choice is not None else None
        status = filing.enrolment.status if filing.enrolment is not None else None
        if enrolled is None:
            found.append(self._unsure("insurance/claim-follows-status", _ENROLLED, "insured.status"))
        elif not enrolled:
            found.append(self.plain["insurance/claim-follows-status"])
        elif status is None:
            found.append(self._unsure("insurance/claim-follows-status", "insured.status"))
        elif status is not InsuranceStatus.NORMAL:
            found.append(self.plain["insurance/claim-follows-status"])

    def _policy(self, filing: Filing, kind: FilingType, out_of_area: bool, day: date, found: Found) -> None:
        case = filing.circumstances
        if kind is FilingType.CHRONIC_DISEASE_RECOGNITION:
            self._disease(filing, day, found, "policy/disease-not-listed")
        elif kind is FilingType.REFERRAL:
            referring = filing.referring_hospital
            if referring is not None and referring.referral_qualified is False:
                found.append(self.plain["policy/referring-hospital-not-qualified"])
            if case.needs_tertiary is False:
                found.append(self.plain["policy/tertiary-care-not-needed"])
        elif kind is FilingType.LONG_TERM_RESIDENT:
            since = case.resident_since
            if since is not None and months_after(since, 6) > day:
                found.append(
                    self._wrong("policy/residence-too-short", ("circumstances_resident_since", since))
                )
        if out_of_area:
            self._bill(case, found)
        elif filing.item == "chronic_direct_settlement":
            self._disease(filing, day, found, "policy/disease-not-settled-directly")
            if filing.hospital_open_for_disease is False:
                found.append(self.plain["policy/hospital-not-open-for-disease"])

    def _bill(self, case: Circumstances, found: Found) -> None:
        if case.third_party_liable:
            if case.trauma is None:
                found.append(self._unsure("policy/third-party-liable", "circumstances.trauma"))
            elif case.trauma:
                found.append(self.plain["policy/third-party-liable"])
        if case.settled:
            found.append(self.plain["policy/already-settled"])

    def _disease(self, filing: Filing, day: date, found: Found, code: str) -> None:
        listed = filing.disease.in_local_list if filing.disease is not None else None
        if listed:
            return
        words = tuple(details.disease(filing, day).items())
        found.append(
            self._unsure(code, "disease.in_local_list", params=words)
            if listed is None
            else self._wrong(code, *words)
        )

    def _types(self, case: Circumstances, kind: FilingType, day: date, found: Found) -> None:
        if kind is FilingType.RETIREE_RESETTLED:
            if case.retired is None:
                found.append(self._unsure("type/not-retired", "circumstances.retired"))
            elif not case.retired:
                found.append(self.plain["type/not-retired"])
            self._stay(case, kind, day, found)
        elif kind is FilingType.POSTED_WORKER:
            if case.posted is False:
                found.append(self.plain["type/not-posted"])
        elif kind is FilingType.LONG_TERM_RESIDENT:
            self._stay(case, kind, day, found)
        elif kind in _TEMPORARY:
            self._temporary(case, kind, day, found)

    def _stay(self, case: Circumstances, kind: FilingType, day: date, found: Found) -> None:
        if case.stay_months is not None and not _lives_there(case, day):
            found.append(self._wrong("type/long-term-without-stay", ("filing_type", kind)))

    def _temporary(self, case: Circumstances, kind: FilingType, day: date, found: Found) -> None:
        referral = kind is FilingType.REFERRAL
        if case.retired:
            if not (referral and case.referred) and _lives_there(case, day):
                found.append(self._wrong("type/retiree-filed-as-temporary", ("filing_type", kind)))
        elif kind is FilingType.OTHER_TEMPORARY and _lives_there(case, day):
            found.append(self.plain["type/resident-filed-as-temporary"])
        if referral and case.referred is False:
            found.append(self.plain["type/referral-without-referral"])
        if kind is FilingType.EMERGENCY_RESCUE:
            if case.emergency is None:
                found.append(self._unsure("type/not-emergency", "circumstances.emergency"))
                found.append(self._unsure("type/emergency-needs-no-filing", "circumstances.emergency"))
            else:
                told = "type/emergency-needs-no-filing" if case.emergency else "type/not-emergency"
                found.append(self.plain[told])


def _lives_there(case: Circumstances, day: date) -> bool:
    """Tell whether the person lives, or means to live, at the destination for six months, or moved the household."""
    since, stay = case.resident_since, case.stay_months
    return bool(
        (since is not None and months_after(since, 6) <= day)
        or (stay is not None and stay >= 6)
        or case.household_moved
    )
