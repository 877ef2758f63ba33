"""The national rules of one day as a polars programmer writes them by hand: native nulls for unknown, one plan.

This is what the library's frames are measured against, so it is written for speed where that costs no clarity:
polars' own three-valued logic, shared parts named once, one narrow stage of yes and no from which both answers are
read, closed sets as Enum, and a division by constants for the check sum instead of 17 digits. A test proves that it
finds the same. It trusts its input: no column is checked before.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import polars as pl
from attrs import evolve, frozen
from dateutil.relativedelta import relativedelta

OUTCOMES = pl.Enum(["satisfied", "violated", "cannot_tell", "not_applicable", "not_in_force"])
DECISIONS = pl.Enum(["accepted", "returned", "undetermined"])
CAUSES = pl.Enum(["materials", "information", "insurance_status", "system", "filing_type", "procedure"])
SEVERITIES = pl.Enum(["error", "warning", "information"])
_TEMPORARY = ["referral", "emergency_rescue", "other_temporary"]
_LONG_TERM = ["retiree_resettled", "long_term_resident", "posted_worker"]
_RESIDENT_NUMBERS = ["resident_id", "household_register", "hmt_residence_permit"]
_RESIDENTS = ["resident", "urban_resident", "rural_cooperative"]
_PAPERS = ("resident_id", "identity_document", "social_security_card", "medical_e_voucher")
_WARNINGS = (
    "insurance/duplicate-enrolment",
    "insurance/gap-in-cover",
    "insurance/card-financial-inactive",
    "system/platform-congested",
    "procedure/begins-after-admission",
)
_INFORMS = (
    "information/required-filing-begins-on",
    "information/contact-incomplete",
    "insurance/claim-follows-status",
    "policy/hospital-not-open-for-disease",
    "type/emergency-needs-no-filing",
    "procedure/agent-documents-not-shown",
    "procedure/notice-not-confirmed",
    "procedure/person-not-verified",
)
_CLAIMS = [
    "outpatient_reimbursement",
    "inpatient_reimbursement",
    "prenatal_check",
    "maternity_medical",
    "family_planning_medical",
    "maternity_allowance",
    "aid_reimbursement",
]
_CAUSES = {"insurance": "insurance_status", "policy": "insurance_status", "type": "filing_type"}

_GROUP = 22
_SCOPE = ("filing.type", "filing.item")

Workdays = Callable[[date, int], date | None]
Missing = Mapping[str, pl.Expr]


@frozen
class Law:
    """One rule.

    Attributes:
        ok: whether it is kept or does not apply; null where one cannot tell.
        applies: whether it applies, null where one cannot tell; None for always.
        missing: for each fact when it is named as missing, if the rule cannot be told.
        open: whether there are filings of which one cannot tell.
    """

    ok: pl.Expr
    applies: pl.Expr | None
    missing: Missing
    open: bool = True


def _must(holds: pl.Expr, *missing: str, when: pl.Expr | None = None) -> Law:
    """A rule that cannot be told where what it asks for is unknown; what is unknown is missing."""
    ok = holds if when is None else ~when | holds
    return Law(ok, when, {name: pl.col(name).is_null() for name in missing})


def _filed_must(holds: pl.Expr, *missing: str, when: pl.Expr | None = None) -> Law:
    """As :func:`_must`, for filings alone."""
    filed = pl.col("filed")
    law = _must(holds, *missing, when=filed if when is None else filed & when)
    return evolve(law, missing={**_unknown_scope(), **law.missing})


def _unknown_scope() -> Missing:
    filed = pl.col("filed").is_null()
    return {name: filed & pl.col(name).is_null() for name in _SCOPE}


def _filed_given(holds: pl.Expr, when: pl.Expr | None = None, **missing: pl.Expr) -> Law:
    """As :func:`_given`, for filings alone."""
    filed = pl.col("filed")
    return _given(holds, filed if when is None else filed & when, **_unknown_scope(), **missing)


def _given(holds: pl.Expr, when: pl.Expr | None = None, **missing: pl.Expr) -> Law:
    """A rule that applies only where what it asks for is known."""
    known = holds.is_not_null()
    if when is None:
        return Law(holds.fill_null(value=True), known, {}, open=False)
    applies = when & known
    return Law(~applies | holds, applies, missing or {"filing.type": pl.lit(value=True)})


def laws(day: date, deadlines: pl.Expr) -> dict[str, Law]:
    """Give the national rules by code, over the facts and the named parts.

    Args:
        day: the day of the check.
        deadlines: five working days after the supplement was asked for, null where nobody knows.
    """
    return {
        **_materials(day),
        **_information(day),
        **_consistency(),
        **_insurance(day),
        **_policy(day),
        **_system(),
        **_filing_type(),
        **_procedure(day, deadlines),
    }


def parts(day: date) -> dict[str, pl.Expr]:
    """Name once what many rules look at."""
    kind, since = pl.col("filing.type"), pl.col("circumstances.resident_since")
    settled = (since <= _six_months_before(day)).fill_null(value=False)
    return {
        "out_of_area": kind.is_in(_LONG_TERM + _TEMPORARY),
        "filed": kind.is_in([*_LONG_TERM, *_TEMPORARY, "chronic_disease_recognition"])
        | (pl.col("filing.item") == "chronic_direct_settlement"),
        "claim": pl.col("filing.item").is_in(_CLAIMS),
        "temporary": kind.is_in(_TEMPORARY),
        "referral": kind == "referral",
        "long_term": kind == "long_term_resident",
        "emergency": kind == "emergency_rescue",
        "other_temporary": kind == "other_temporary",
        "chronic_item": pl.col("filing.item") == "chronic_direct_settlement",
        "settled_there": settled,
        "lives_there": settled
        | (pl.col("circumstances.stay_months") >= 6).fill_null(value=False)
        | pl.col("circumstances.household_moved").fill_null(value=False),
        "at_destination": pl.col("filing.destination_city") == pl.col("circumstances.treatment_city"),
    }


def _six_months_before(day: date) -> date:
    """Give the last day whose sixth month on has come, as a month on from the 31st ends with the shorter month."""
    last = day - relativedelta(months=6)
    while last + timedelta(days=1) + relativedelta(months=6) <= day:
        last += timedelta(days=1)
    return last


def _numbers() -> list[dict[str, pl.Expr]]:
    """Name step by step what the check character of an ID number is held against: each step is used by the next.

    A digit is q[j] - 10 q[j+1] with q[j] = number // 10**j, and 10 is -1 modulo 11 (GB 11643).
    """
    column, number, check = pl.col("applicant.id_number"), pl.col("number"), pl.col("check")
    total = number * 2
    for j in range(1, 17):
        total = total + (number // 10**j) * ((pow(2, 1 + j, 11) + pow(2, j, 11)) % 11)
    last = column.str.slice(17)
    right = (
        pl.when(check == 2)
        .then(last == "X")
        .otherwise(last.cast(pl.Int64, strict=False) == (12 - check) % 11)
    )
    plain = (column.str.len_bytes() == 18) & column.str.slice(0, 1).is_between(pl.lit("0"), pl.lit("9"))
    fits = (plain & right).fill_null(value=False) & pl.col("applicant.id_birth_date").is_not_null()
    return [
        {"number": column.str.slice(0, 17).cast(pl.Int64, strict=False)},
        {"check": total % 11},
        {"number_fits": fits},
    ]


def _materials(day: date) -> dict[str, Law]:
    found = {"materials/id-document-expired": _filed_given(pl.col("applicant.id_expires_on") >= day)}
    for kind in _PAPERS:
        present = f"material.{kind}.present"
        legible, complete = (pl.col(f"material.{kind}.{part}") for part in ("legible", "complete"))
        usable = legible.fill_null(value=True) & complete.fill_null(value=True)
        code = f"materials/{kind.replace('_', '-')}-unusable"
        found[code] = _filed_must(usable, present, when=pl.col(present))
    return found


def _information(day: date) -> dict[str, Law]:
    name, number, birth, sex = (
        pl.col(f"applicant.{part}") for part in ("name", "id_number", "birth_date", "sex")
    )
    away, city = pl.col("out_of_area"), pl.col("filing.destination_city")
    treatment, insured = pl.col("circumstances.treatment_city"), pl.col("filing.insured_city")
    numbered = pl.col("applicant.id_kind").is_in(_RESIDENT_NUMBERS) & number.is_not_null()
    there = away & (treatment.is_null() | pl.col("at_destination"))
    return {
        "information/name-mismatch": _filed_must(
            name == pl.col("registration.name"), "registration.name", when=name.is_not_null()
        ),
        "information/id-number-mismatch": _filed_must(
            number == pl.col("registration.id_number"), "registration.id_number", when=number.is_not_null()
        ),
        "information/card-number-mismatch": _filed_given(
            pl.col("applicant.card_number") == pl.col("registration.card_number")
        ),
        "information/id-number-malformed": _must(pl.col("number_fits"), "applicant.id_kind", when=numbered),
        "information/birth-date-in-future": _given(birth <= day),
        "information/birth-date-mismatch": _given(birth == pl.col("applicant.id_birth_date")),
        "information/sex-mismatch": _given(sex == pl.col("applicant.id_sex")),
        "information/wrong-destination": _given(pl.col("at_destination"), away),
        "information/hospital-not-at-destination": _given(pl.col("hospital.city") == city, there),
        "information/destination-is-insured-city": _given(city != insured, away),
        "information/insured-place-mismatch": _filed_given(insured == pl.col("insured.city")),
        "information/required-applicant-name": _filed_must(name.is_not_null()),
        "information/required-applicant-id-number": _filed_must(number.is_not_null()),
        "information/required-filing-insured-place": _filed_must(
            pl.col("filing.insured_place").is_not_null()
        ),
        "information/required-filing-destination": _must(
            pl.col("filing.destination").is_not_null(), "filing.type", when=away
        ),
        "information/required-filing-begins-on": _must(
            pl.col("filing.begins_on").is_not_null(), "filing.type", when=away
        ),
        "information/contact-incomplete": _must(
            pl.col("contact.complete"),
            "filing.type",
            "filing.online",
            "contact.complete",
            when=away & pl.col("filing.online"),
        ),
    }


def _consistency() -> dict[str, Law]:
    begins, case = pl.col("filing.begins_on"), "circumstances"
    return {
        "information/ends-before-begins": _given(begins <= pl.col("filing.ends_on")),
        "information/begins-before-recognised": _given(pl.col(f"{case}.recognised_on") <= begins),
        "information/referred-before-diagnosed": _given(
            pl.col(f"{case}.diagnosed_on") <= pl.col(f"{case}.referred_on")
        ),
        "information/referral-scope-mismatch": _given(
            pl.col("filing.referral_scope") == pl.col("filing.place_relation")
        ),
        "information/hospital-code-mismatch": _given(pl.col("hospital.code_fits")),
        "information/disease-code-malformed": _given(pl.col("disease.code_fits")),
    }


def _insurance(day: date) -> dict[str, Law]:
    enrolled, arrears, waiting = (
        pl.col(f"insured.{part}") for part in ("enrolled", "arrears", "waiting_until")
    )
    gap = pl.col("circumstances.gap_months")
    short = (gap <= 0) | (~pl.col("insured.scheme").is_in(_RESIDENTS) & (gap <= 3))
    first_cover = (
        pl.col("filed") & waiting.is_null() & gap.is_not_null() & pl.col("insured.scheme").is_not_null()
    )

    def where_enrolled(holds: pl.Expr, name: str) -> Law:
        return _filed_must(holds, "insured.enrolled", name, when=enrolled)

    normal = pl.col("insured.status") == "normal"
    return {
        "insurance/not-enrolled": _filed_must(enrolled, "insured.enrolled"),
        "insurance/status-not-normal": where_enrolled(normal, "insured.status"),
        "insurance/arrears-employer": where_enrolled(arrears != "employer", "insured.arrears"),
        "insurance/arrears-self-employed": where_enrolled(arrears != "self_employed", "insured.arrears"),
        "insurance/transfer-pending": where_enrolled(
            ~pl.col("insured.transfer_pending"), "insured.transfer_pending"
        ),
        "insurance/duplicate-enrolment": where_enrolled(
            pl.col("insured.duplicates") <= 0, "insured.duplicates"
        ),
        "insurance/waiting-period": _filed_given(waiting < day),
        "insurance/gap-in-cover": Law((~first_cover | short), first_cover, _unknown_scope()),
        "insurance/benefit-suspended": _filed_given(~pl.col("insured.benefit_suspended")),
        "insurance/card-not-usable": _filed_given(pl.col("card.state") == "normal"),
        "insurance/card-medical-inactive": _filed_given(pl.col("card.medical_active")),
        "insurance/card-financial-inactive": _filed_given(pl.col("card.financial_active")),
        "insurance/claim-follows-status": evolve(
            _must(enrolled & normal, when=pl.col("claim")),
            missing={
                **_null("filing.item", "insured.enrolled"),
                "insured.status": enrolled.fill_null(value=True) & pl.col("insured.status").is_null(),
            },
        ),
    }


def _policy(day: date) -> dict[str, Law]:
    away, referral, item = pl.col("out_of_area"), pl.col("referral"), pl.col("chronic_item")
    listed, since = pl.col("disease.in_local_list"), pl.col("circumstances.resident_since")
    recognition = pl.col("filing.type") == "chronic_disease_recognition"
    trauma, liable = pl.col("circumstances.trauma"), pl.col("circumstances.third_party_liable")
    return {
        "policy/disease-not-listed": _must(listed, "filing.type", "disease.in_local_list", when=recognition),
        "policy/referring-hospital-not-qualified": _given(
            pl.col("referring_hospital.referral_qualified"), referral
        ),
        "policy/tertiary-care-not-needed": _given(pl.col("circumstances.needs_tertiary"), referral),
        "policy/residence-too-short": _given(since <= _six_months_before(day), pl.col("long_term")),
        "policy/third-party-liable": _given(
            ~liable, away & trauma, **_null("filing.type", "circumstances.trauma")
        ),
        "policy/already-settled": _given(~pl.col("circumstances.settled"), away),
        "policy/disease-not-settled-directly": _must(
            listed, "filing.item", "disease.in_local_list", when=item
        ),
        "policy/hospital-not-open-for-disease": _given(
            pl.col("hospital.open_for_disease"), item, **_null("filing.item")
        ),
    }


def _null(*columns: str) -> Missing:
    return {name: pl.col(name).is_null() for name in columns}


def _system() -> dict[str, Law]:
    online, away = pl.col("filing.online"), pl.col("out_of_area")
    return {
        "system/platform-maintenance": _filed_given(
            ~pl.col("procedure.platform_maintenance"), online, **_null("filing.online")
        ),
        "system/platform-congested": _filed_given(
            ~pl.col("procedure.platform_congested"), online, **_null("filing.online")
        ),
        "system/hospital-not-networked": _given(pl.col("hospital.networked"), away),
        "system/hospital-not-designated": _given(pl.col("hospital.designated"), away),
    }


def _filing_type() -> dict[str, Law]:
    kind = pl.col("filing.type")
    retired, lives = pl.col("circumstances.retired"), pl.col("lives_there")
    referred, pensioner = pl.col("circumstances.referred"), retired.fill_null(value=False)
    resettled, resident = kind == "retiree_resettled", pl.col("other_temporary") & ~pensioner & lives
    long_term = kind.is_in(["long_term_resident", "retiree_resettled"])
    emergency = pl.col("circumstances.emergency")
    with_stay = long_term & pl.col("circumstances.stay_months").is_not_null()
    return {
        "type/not-retired": _must(retired, "filing.type", "circumstances.retired", when=resettled),
        "type/not-posted": _given(pl.col("circumstances.posted"), kind == "posted_worker"),
        "type/retiree-filed-as-temporary": _must(
            pl.col("referral") & referred.fill_null(value=False),
            "filing.type",
            when=pl.col("temporary") & pensioner & lives,
        ),
        "type/resident-filed-as-temporary": Law(~resident, resident, _null("filing.type")),
        "type/long-term-without-stay": _must(lives, "filing.type", when=with_stay),
        "type/referral-without-referral": _given(referred, pl.col("referral")),
        "type/not-emergency": _must(
            emergency, "filing.type", "circumstances.emergency", when=pl.col("emergency")
        ),
        "type/emergency-needs-no-filing": Law(
            ~(pl.col("emergency") & emergency),
            pl.col("emergency") & emergency,
            _null("filing.type", "circumstances.emergency"),
        ),
    }


def _procedure(day: date, deadlines: pl.Expr) -> dict[str, Law]:
    online, present = pl.col("filing.online"), pl.col("agent.present")
    away_online = pl.col("out_of_area") & online
    verified, shown = pl.col("procedure.real_person_verified"), "material.resident_id.present"
    asked = pl.col("procedure.supplement_asked_on").is_not_null()
    in_time = pl.col("procedure.supplemented_on").fill_null(day) <= deadlines
    return {
        "procedure/agent-not-authorised": _must(
            pl.col("agent.authorised"), "agent.present", "agent.authorised", when=present
        ),
        "procedure/agent-documents-not-shown": _must(
            pl.col("agent.ids_presented"),
            "agent.present",
            "filing.online",
            "agent.ids_presented",
            when=present & ~online,
        ),
        "procedure/notice-not-confirmed": _given(
            pl.col("procedure.notice_confirmed"), away_online, **_null("filing.type", "filing.online")
        ),
        "procedure/person-not-verified": _must(
            verified | pl.col(shown),
            "filing.type",
            "filing.online",
            shown,
            when=away_online & verified.is_not_null(),
        ),
        "procedure/supplement-late": _filed_must(in_time, when=asked),
        "procedure/begins-after-admission": _given(
            pl.col("filing.begins_on") <= pl.col("circumstances.admitted_on"), pl.col("out_of_area")
        ),
    }


def _words(code: str) -> tuple[str, str]:
    subject = code.partition("/")[0]
    severity = "warning" if code in _WARNINGS else "information" if code in _INFORMS else "error"
    return _CAUSES.get(subject, subject), severity


def _outcome(code: str, law: Law) -> pl.Expr:
    ok = pl.col(f"ok {code}")
    satisfied, violated, open_, not_applicable = (pl.lit(w, dtype=OUTCOMES) for w in OUTCOMES.categories[:4])
    rest = pl.when(~ok).then(violated).otherwise(open_) if law.open else violated
    found = pl.when(ok).then(satisfied).otherwise(rest)
    if law.applies is not None:
        found = pl.when(~law.applies).then(not_applicable).otherwise(found)
    return found.alias(code)


class HandWritten:
    """Both answers to a frame of filings, as polars plans.

    Args:
        frame: the filings: ``id`` and the facts.
        day: the day of the check.
        workdays: gives the working days.
    """

    def __init__(self, frame: pl.LazyFrame, day: date, workdays: Workdays) -> None:
        asked = "procedure.supplement_asked_on"
        days = frame.select(pl.col(asked).unique().drop_nulls()).collect()[asked].to_list()
        deadlines = pl.col(asked).replace_strict(days, [workdays(d, 5) for d in days], return_dtype=pl.Date)
        self.laws = laws(day, deadlines)
        for named in (*_numbers(), parts(day), {f"ok {code}": law.ok for code, law in self.laws.items()}):
            frame = frame.with_columns(**named)
        self.frame = frame

    @property
    def decisions(self) -> pl.LazyFrame:
        """The key, the decision and each rule's outcome."""
        blocking = [f"ok {code}" for code in self.laws if _words(code)[1] == "error"]
        accepted, returned, undetermined = (pl.lit(w, dtype=DECISIONS) for w in DECISIONS.categories)
        kept = pl.all_horizontal(blocking)
        decision = pl.when(kept).then(accepted).when(~kept).then(returned).otherwise(undetermined)
        outcomes = [_outcome(code, law) for code, law in self.laws.items()]
        return self.frame.select("id", decision.alias("decision"), *outcomes)

    @property
    def findings(self) -> pl.LazyFrame:
        """A row for each rule violated or not told: key, code, cause, severity, outcome, missing.

        By groups of rules: few rows have something wrong in a group, and only they are unpivoted. A piece for each
        rule would repeat the plan a hundred times, which the optimizer then must find to be the same.
        """
        codes = list(self.laws)
        groups = [codes[n : n + _GROUP] for n in range(0, len(codes), _GROUP)]
        found = pl.concat(piece for group in groups for piece in self._group(group))
        words = {code: _words(code) for code in codes}
        code = pl.col("code").cast(pl.Enum(codes))
        causes, severities = ([words[c][n] for c in codes] for n in (0, 1))
        return found.select(
            "id",
            code,
            code.replace_strict(codes, causes, return_dtype=CAUSES).alias("cause"),
            code.replace_strict(codes, severities, return_dtype=SEVERITIES).alias("severity"),
            "outcome",
            "missing",
        )

    def _group(self, codes: list[str]) -> Iterator[pl.LazyFrame]:
        ok = {code: pl.col(f"ok {code}") for code in codes}
        wrong = self.frame.filter(~pl.all_horizontal(c.fill_null(value=True) for c in ok.values()))
        violated = wrong.select("id", **{c: ~kept for c, kept in ok.items()}).unpivot(
            on=codes, index="id", variable_name="code", value_name="found"
        )
        outcome = pl.lit("violated", dtype=OUTCOMES).alias("outcome")
        yield violated.filter("found").select("id", "code", outcome, missing=pl.lit(""))
        unsure = [c for c in codes if self.laws[c].open]
        if not unsure:
            return
        texts = {c: pl.when(ok[c].is_null()).then(_missing(self.laws[c])) for c in unsure}
        untold = self.frame.filter(pl.any_horizontal(ok[c].is_null() for c in unsure)).select("id", **texts)
        open_ = pl.lit("cannot_tell", dtype=OUTCOMES).alias("outcome")
        told = untold.unpivot(on=unsure, index="id", variable_name="code", value_name="missing")
        yield told.drop_nulls("missing").select("id", "code", open_, "missing")


def _missing(law: Law) -> pl.Expr:
    names = [pl.when(absent).then(pl.lit(name)) for name, absent in law.missing.items()]
    return pl.concat_str(names, separator=",", ignore_nulls=True) if names else pl.lit("")
