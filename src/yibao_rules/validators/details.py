"""What a finding adds to its message (说明): worked out only when a rule fails, and never a personal value."""

from collections.abc import Mapping
from datetime import date
from math import ceil

from yibao_rules.model.codes import InstitutionKind, check_institution_code
from yibao_rules.model.filing import Filing
from yibao_rules.model.id_checks import check_id_number
from yibao_rules.model.identity import IdDocumentKind, IdNumber
from yibao_rules.model.names import NameMatch, compare_names
from yibao_rules.model.places import place
from yibao_rules.model.waiting import RESIDENTS, wait_after_gap, wait_of_resident
from yibao_rules.text import Text, same

Details = Mapping[str, object]
_NOTHING = same("")


def name_hint(filing: object, _day: date) -> Details:
    """Say whether a rare character or its pinyin explains why the names differ."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    written = filing.applicant.name if filing.applicant else None
    registered = filing.registration.name if filing.registration else None
    if written is None or registered is None:
        return {"hint": _NOTHING}
    match = compare_names(written, registered)
    if match is NameMatch.RARE_CHARACTER:
        return {
            "hint": Text(
                "：姓名含生僻字，应与登记一致（登记为拼音的用拼音）",
                ": the name has a rare character; write it as registered (pinyin where pinyin is registered)",
            )
        }
    return {"hint": _NOTHING}


def id_number_hint(filing: object, _day: date) -> Details:
    """Say how the lengths of the two numbers differ."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    written = filing.applicant.id_number if filing.applicant else None
    registered = filing.registration.id_number if filing.registration else None
    if written is None or registered is None:
        return {"hint": _NOTHING}
    extra = len(written.reveal()) - len(registered.reveal())
    if extra > 0:
        return {"hint": Text(f"：多输 {extra} 位", f": {extra} character(s) too many")}
    if extra < 0:
        return {"hint": Text(f"：少输 {-extra} 位", f": {-extra} character(s) too few")}
    return {"hint": _NOTHING}


def id_faults(filing: object, day: date) -> Details:
    """Name the faults of the applicant's number."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    applicant = filing.applicant
    assert applicant is not None and isinstance(applicant.id_number, IdNumber)  # noqa: S101, PT018 - the rule's when
    kind = applicant.id_kind or IdDocumentKind.RESIDENT_ID
    return {"faults": tuple(p.detail for p in check_id_number(applicant.id_number, kind, day=day))}


def destinations(filing: object, _day: date) -> Details:
    """Name the city filed for and the city of treatment."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    chosen, actual = filing.destination, filing.circumstances.treatment_place
    return {"chosen": place_words(chosen), "actual": place_words(actual)}


def place_words(code: str | None) -> Text:
    """Name a place with its code."""
    if code is None:
        return Text("（未填）", "(not given)")
    found = place(code)
    return Text(f"{found.full_name}（{code}）", f"{found.label.en} ({code})")


def enrolment_choice(filing: object, _day: date) -> Details:
    """Say which enrolment was used, and why."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    choice = filing.enrolment_choice
    return {"choice": choice.reason if choice is not None else _NOTHING}


def gap_in_cover(filing: object, _day: date) -> Details:
    """Say how long benefits wait after the gap in cover, and what shortens the wait."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    months, enrolment = filing.circumstances.gap_months, filing.enrolment
    assert months is not None and enrolment is not None  # noqa: S101, PT018 - the rule's when
    resident = enrolment.scheme in RESIDENTS
    wait = wait_of_resident(ceil(months / 12)) if resident else wait_after_gap(months)
    mend = wait.mend
    return {"wait": wait.words, "mend": Text(f"{mend.zh}；", f"{mend.en}; ") if mend.zh else _NOTHING}


def hospital_code(filing: object, _day: date) -> Details:
    """Name the faults of the hospital's code."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    hospital = filing.hospital
    assert hospital is not None and hospital.code is not None  # noqa: S101, PT018 - the rule's when
    found = check_institution_code(hospital.code, kind=InstitutionKind.HOSPITAL, region=hospital.place)
    return {"faults": tuple(p.detail for p in found)}


def disease(filing: object, _day: date) -> Details:
    """Name the disease applied for."""
    assert isinstance(filing, Filing)  # noqa: S101 - the rulebook's subject
    found = filing.disease
    words = " ".join(w for w in (found.code, found.name) if w) if found is not None else ""
    return {"disease": same(f"（{words}）" if words else "")}
