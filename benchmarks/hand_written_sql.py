"""The national rules of one day as a DuckDB programmer writes them by hand: one query, SQL's own nulls for unknown.

Shared parts are named once in a common table expression, outcomes are ENUMs, the working-day deadline is a small
table. A test proves that it finds what the library finds. It trusts its input: no column is checked before.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from attrs import frozen
from dateutil.relativedelta import relativedelta

Workdays = Callable[[date, int], date | None]

_TYPE, _ONLINE, _ENROLLED = '"filing.type"', '"filing.online"', '"insured.enrolled"'
_ASKED = '"procedure.supplement_asked_on"'
_OUTCOME_WORDS = ("satisfied", "violated", "cannot_tell", "not_applicable", "not_in_force")
_DECIDED = ("accepted", "returned", "undetermined")
# A constant cast to an ENUM is one byte a row; a text cast afterwards is looked up row by row.
_OUTCOMES, _DECISIONS = f"ENUM{_OUTCOME_WORDS}", f"ENUM{_DECIDED}"
_CAUSES = {"insurance": "insurance_status", "policy": "insurance_status", "type": "filing_type"}
# A fact is named as missing only where it could settle the rule, which the word before it says.
_WHERE = {"": "", "filed": "filed IS NULL AND ", "enrolled": f"{_ENROLLED} IS NOT FALSE AND "}
_FILED = ("filed filing.type", "filed filing.item")
_SEVERITIES = {
    "insurance/duplicate-enrolment": "warning",
    "insurance/gap-in-cover": "warning",
    "insurance/card-financial-inactive": "warning",
    "system/platform-congested": "warning",
    "procedure/begins-after-admission": "warning",
    **dict.fromkeys(
        (
            "information/required-filing-begins-on",
            "information/contact-incomplete",
            "insurance/claim-follows-status",
            "policy/hospital-not-open-for-disease",
            "type/emergency-needs-no-filing",
            "procedure/agent-documents-not-shown",
            "procedure/notice-not-confirmed",
            "procedure/person-not-verified",
        ),
        "information",
    ),
}

# A digit is q[j] - 10 q[j+1] with q[j] = number // 10**j, and 10 is -1 modulo 11.
_SUM = "number * 2 + " + " + ".join(
    f"(number // {10**j}) * {(pow(2, 1 + j, 11) + pow(2, j, 11)) % 11}" for j in range(1, 17)
)

_NAMED = f"""
    {_TYPE} IN ('retiree_resettled', 'long_term_resident', 'posted_worker',
                'referral', 'emergency_rescue', 'other_temporary') AS away,
    {_TYPE} IN ('retiree_resettled', 'long_term_resident', 'posted_worker', 'referral', 'emergency_rescue',
                'other_temporary', 'chronic_disease_recognition')
        OR "filing.item" = 'chronic_direct_settlement' AS filed,
    "filing.item" IN ('outpatient_reimbursement', 'inpatient_reimbursement', 'prenatal_check', 'maternity_medical',
                      'family_planning_medical', 'maternity_allowance', 'aid_reimbursement') AS claim,
    {_TYPE} IN ('referral', 'emergency_rescue', 'other_temporary') AS temporary,
    {_TYPE} = 'referral' AS referral,
    {_TYPE} = 'long_term_resident' AS long_term,
    {_TYPE} = 'emergency_rescue' AS emergency,
    {_TYPE} = 'other_temporary' AS other_temporary,
    "filing.item" = 'chronic_direct_settlement' AS chronic_item,
    "filing.destination_city" = "circumstances.treatment_city" AS at_destination,
    coalesce("circumstances.resident_since" <= DATE '{{half_a_year_ago}}', false)
        OR coalesce("circumstances.stay_months" >= 6, false)
        OR coalesce("circumstances.household_moved", false) AS lives_there,
    coalesce("circumstances.retired", false) AS pensioner,
    CASE WHEN regexp_full_match("applicant.id_number", '[0-9]{{{{17}}}}[0-9X]')
         THEN CAST("applicant.id_number"[1:17] AS BIGINT) END AS number
"""


def _of_filings(when: str, must: str, missing: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Give a rule that is for filings alone."""
    return f"filed AND ({when})" if when else "filed", must, (*_FILED, *missing)


# code: (when it applies, or nothing for always; what must hold; what is missing where it cannot be told).
_MUST: dict[str, tuple[str, str, tuple[str, ...]]] = {
    **{
        f"materials/{kind.replace('_', '-')}-unusable": _of_filings(
            f'"material.{kind}.present"',
            f'coalesce("material.{kind}.legible", true) AND coalesce("material.{kind}.complete", true)',
            (f"material.{kind}.present",),
        )
        for kind in ("resident_id", "identity_document", "social_security_card", "medical_e_voucher")
    },
    "information/name-mismatch": _of_filings(
        '"applicant.name" IS NOT NULL',
        '"applicant.name" = "registration.name"',
        ("registration.name",),
    ),
    "information/id-number-mismatch": _of_filings(
        '"applicant.id_number" IS NOT NULL',
        '"applicant.id_number" = "registration.id_number"',
        ("registration.id_number",),
    ),
    "information/id-number-malformed": (
        """"applicant.id_kind" IN ('resident_id', 'household_register', 'hmt_residence_permit')
           AND "applicant.id_number" IS NOT NULL""",
        f"""coalesce("applicant.id_number"[18] = '10X98765432'[({_SUM}) % 11 + 1], false)
            AND "applicant.id_birth_date" IS NOT NULL""",
        ("applicant.id_kind",),
    ),
    "information/required-applicant-name": _of_filings("", '"applicant.name" IS NOT NULL', ()),
    "information/required-applicant-id-number": _of_filings("", '"applicant.id_number" IS NOT NULL', ()),
    "information/required-filing-insured-place": _of_filings("", '"filing.insured_place" IS NOT NULL', ()),
    "information/required-filing-destination": (
        "away",
        '"filing.destination" IS NOT NULL',
        ("filing.type",),
    ),
    "information/required-filing-begins-on": ("away", '"filing.begins_on" IS NOT NULL', ("filing.type",)),
    "information/contact-incomplete": (
        f"away AND {_ONLINE}",
        '"contact.complete"',
        ("filing.type", "filing.online", "contact.complete"),
    ),
    "insurance/not-enrolled": _of_filings("", _ENROLLED, ("insured.enrolled",)),
    "insurance/status-not-normal": _of_filings(
        _ENROLLED,
        "\"insured.status\" = 'normal'",
        ("insured.enrolled", "insured.status"),
    ),
    "insurance/arrears-employer": _of_filings(
        _ENROLLED,
        "\"insured.arrears\" <> 'employer'",
        ("insured.enrolled", "insured.arrears"),
    ),
    "insurance/arrears-self-employed": _of_filings(
        _ENROLLED,
        "\"insured.arrears\" <> 'self_employed'",
        ("insured.enrolled", "insured.arrears"),
    ),
    "insurance/transfer-pending": _of_filings(
        _ENROLLED,
        'NOT "insured.transfer_pending"',
        ("insured.enrolled", "insured.transfer_pending"),
    ),
    "insurance/duplicate-enrolment": _of_filings(
        _ENROLLED,
        '"insured.duplicates" <= 0',
        ("insured.enrolled", "insured.duplicates"),
    ),
    "policy/disease-not-listed": (
        f"{_TYPE} = 'chronic_disease_recognition'",
        '"disease.in_local_list"',
        ("filing.type", "disease.in_local_list"),
    ),
    "policy/disease-not-settled-directly": (
        "chronic_item",
        '"disease.in_local_list"',
        ("filing.item", "disease.in_local_list"),
    ),
    "type/not-retired": (
        f"{_TYPE} = 'retiree_resettled'",
        '"circumstances.retired"',
        ("filing.type", "circumstances.retired"),
    ),
    "type/retiree-filed-as-temporary": (
        "temporary AND pensioner AND lives_there",
        'referral AND coalesce("circumstances.referred", false)',
        ("filing.type",),
    ),
    "type/resident-filed-as-temporary": (
        "other_temporary AND NOT pensioner AND lives_there",
        "NOT other_temporary",
        ("filing.type",),
    ),
    "type/long-term-without-stay": (
        f"""{_TYPE} IN ('long_term_resident', 'retiree_resettled')
            AND "circumstances.stay_months" IS NOT NULL""",
        "lives_there",
        ("filing.type",),
    ),
    "type/not-emergency": (
        "emergency",
        '"circumstances.emergency"',
        ("filing.type", "circumstances.emergency"),
    ),
    "type/emergency-needs-no-filing": (
        'emergency AND "circumstances.emergency"',
        "false",
        ("filing.type", "circumstances.emergency"),
    ),
    "insurance/claim-follows-status": (
        "claim",
        f"{_ENROLLED} AND \"insured.status\" = 'normal'",
        ("filing.item", "insured.enrolled", "enrolled insured.status"),
    ),
    "procedure/agent-not-authorised": (
        '"agent.present"',
        '"agent.authorised"',
        ("agent.present", "agent.authorised"),
    ),
    "procedure/agent-documents-not-shown": (
        f'"agent.present" AND NOT {_ONLINE}',
        '"agent.ids_presented"',
        ("agent.present", "filing.online", "agent.ids_presented"),
    ),
    "procedure/person-not-verified": (
        f'away AND {_ONLINE} AND "procedure.real_person_verified" IS NOT NULL',
        '"procedure.real_person_verified" OR "material.resident_id.present"',
        ("filing.type", "filing.online", "material.resident_id.present"),
    ),
    "procedure/supplement-late": _of_filings(
        f"{_ASKED} IS NOT NULL",
        "coalesce(\"procedure.supplemented_on\", DATE '{day}') <= deadline",
        (),
    ),
}

# These apply only where what they ask for is known: (when else they apply; what must hold; what is missing).
_GIVEN: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "materials/id-document-expired": _of_filings("", "\"applicant.id_expires_on\" >= DATE '{day}'", ()),
    "information/card-number-mismatch": _of_filings(
        "", '"applicant.card_number" = "registration.card_number"', ()
    ),
    "information/birth-date-in-future": ("", "\"applicant.birth_date\" <= DATE '{day}'", ()),
    "information/birth-date-mismatch": ("", '"applicant.birth_date" = "applicant.id_birth_date"', ()),
    "information/sex-mismatch": ("", '"applicant.sex" = "applicant.id_sex"', ()),
    "information/wrong-destination": ("away", "at_destination", ("filing.type",)),
    "information/hospital-not-at-destination": (
        'away AND ("circumstances.treatment_city" IS NULL OR at_destination)',
        '"hospital.city" = "filing.destination_city"',
        ("filing.type",),
    ),
    "information/destination-is-insured-city": (
        "away",
        '"filing.destination_city" <> "filing.insured_city"',
        ("filing.type",),
    ),
    "information/insured-place-mismatch": _of_filings("", '"filing.insured_city" = "insured.city"', ()),
    "information/ends-before-begins": ("", '"filing.begins_on" <= "filing.ends_on"', ()),
    "information/begins-before-recognised": (
        "",
        '"circumstances.recognised_on" <= "filing.begins_on"',
        (),
    ),
    "information/referred-before-diagnosed": (
        "",
        '"circumstances.diagnosed_on" <= "circumstances.referred_on"',
        (),
    ),
    "information/referral-scope-mismatch": ("", '"filing.referral_scope" = "filing.place_relation"', ()),
    "information/hospital-code-mismatch": ("", '"hospital.code_fits"', ()),
    "information/disease-code-malformed": ("", '"disease.code_fits"', ()),
    "insurance/waiting-period": _of_filings("", "\"insured.waiting_until\" < DATE '{day}'", ()),
    "insurance/gap-in-cover": _of_filings(
        "",
        """CASE WHEN "insured.waiting_until" IS NULL THEN "circumstances.gap_months" <=
           CASE WHEN "insured.scheme" IN ('resident', 'urban_resident', 'rural_cooperative') THEN 0
                WHEN "insured.scheme" IS NOT NULL THEN 3 END END""",
        (),
    ),
    "insurance/benefit-suspended": _of_filings("", 'NOT "insured.benefit_suspended"', ()),
    "insurance/card-not-usable": _of_filings("", "\"card.state\" = 'normal'", ()),
    "insurance/card-medical-inactive": _of_filings("", '"card.medical_active"', ()),
    "insurance/card-financial-inactive": _of_filings("", '"card.financial_active"', ()),
    "policy/referring-hospital-not-qualified": (
        "referral",
        '"referring_hospital.referral_qualified"',
        ("filing.type",),
    ),
    "policy/tertiary-care-not-needed": ("referral", '"circumstances.needs_tertiary"', ("filing.type",)),
    "policy/residence-too-short": (
        "long_term",
        "\"circumstances.resident_since\" <= DATE '{half_a_year_ago}'",
        ("filing.type",),
    ),
    "policy/third-party-liable": (
        'away AND "circumstances.trauma"',
        'NOT "circumstances.third_party_liable"',
        ("filing.type", "circumstances.trauma"),
    ),
    "policy/already-settled": ("away", 'NOT "circumstances.settled"', ("filing.type",)),
    "policy/hospital-not-open-for-disease": (
        "chronic_item",
        '"hospital.open_for_disease"',
        ("filing.item",),
    ),
    "system/platform-maintenance": _of_filings(
        _ONLINE, 'NOT "procedure.platform_maintenance"', ("filing.online",)
    ),
    "system/platform-congested": _of_filings(
        _ONLINE, 'NOT "procedure.platform_congested"', ("filing.online",)
    ),
    "system/hospital-not-networked": ("away", '"hospital.networked"', ("filing.type",)),
    "system/hospital-not-designated": ("away", '"hospital.designated"', ("filing.type",)),
    "type/not-posted": (f"{_TYPE} = 'posted_worker'", '"circumstances.posted"', ("filing.type",)),
    "type/referral-without-referral": ("referral", '"circumstances.referred"', ("filing.type",)),
    "procedure/notice-not-confirmed": (
        f"away AND {_ONLINE}",
        '"procedure.notice_confirmed"',
        ("filing.type", "filing.online"),
    ),
    "procedure/begins-after-admission": (
        "away",
        '"filing.begins_on" <= "circumstances.admitted_on"',
        ("filing.type",),
    ),
}


@frozen
class Law:
    """One rule in SQL.

    Attributes:
        code: its code.
        applies: when it applies; empty for always.
        ok: kept, or does not apply; null where one cannot tell.
        missing: the facts named as missing where they are null and the rule cannot be told.
        open: whether there are filings of which one cannot tell.
    """

    code: str
    applies: str
    ok: str
    missing: tuple[str, ...]
    open: bool

    @property
    def words(self) -> tuple[str, str, str]:
        """Code, cause and severity."""
        subject = self.code.partition("/")[0]
        return self.code, _CAUSES.get(subject, subject), _SEVERITIES.get(self.code, "error")


def _laws(words: dict[str, str]) -> list[Law]:
    found = []
    for code, (when, must, missing) in _MUST.items():
        holds = must.format(**words)
        ok = f"NOT ({when}) OR ({holds})" if when else holds
        found.append(Law(code, when, ok, missing, open=bool(missing) or code == "procedure/supplement-late"))
    for code, (when, must, missing) in _GIVEN.items():
        holds = must.format(**words)
        applies = f"({when}) AND ({holds}) IS NOT NULL" if when else f"({holds}) IS NOT NULL"
        ok = f"NOT ({when}) OR coalesce({holds}, true)" if when else f"coalesce({holds}, true)"
        found.append(Law(code, applies, ok, missing, open=bool(when)))
    return found


def _six_months_before(day: date) -> date:
    last = day - relativedelta(months=6)
    while last + timedelta(days=1) + relativedelta(months=6) <= day:
        last += timedelta(days=1)
    return last


class HandWritten:
    """Both answers to a relation of filings, as relations.

    Args:
        frame: the filings: ``id`` and the facts.
        day: the day of the check.
        workdays: gives the working days.
    """

    def __init__(self, frame: Any, day: date, workdays: Workdays) -> None:
        self._frame = frame
        self._words = {"day": str(day), "half_a_year_ago": str(_six_months_before(day))}
        self.laws = _laws(self._words)
        asked = f"SELECT DISTINCT {_ASKED} FROM f WHERE {_ASKED} IS NOT NULL"  # noqa: S608  # constants
        days = frame.query("f", asked).fetchall()
        pairs = [(d, workdays(d, 5)) for (d,) in days]
        rows = ", ".join(f"(DATE '{d}', DATE '{end}')" for d, end in pairs if end is not None)
        self._deadlines = f"VALUES {rows}" if rows else "SELECT NULL::DATE, NULL::DATE"

    def _judged(self, columns: str) -> str:
        """Give the stage on which both answers stand: the parts named once, and each rule's yes, no or null."""
        named = _NAMED.format(**self._words)
        return f"""
            WITH deadlines(asked_on, deadline) AS ({self._deadlines}),
            named AS (SELECT *, {named} FROM f),
            dated AS (SELECT * FROM named LEFT JOIN deadlines ON {_ASKED} = asked_on),
            judged AS (SELECT id, {columns} FROM dated)
        """  # noqa: S608  # constants

    def query(self, text: str) -> Any:
        """Run a query over the filings."""
        return self._frame.query("f", text)

    @property
    def decisions_sql(self) -> str:
        """The key, the decision and each rule's outcome."""
        columns = ", ".join(
            f'{law.ok} AS "ok {law.code}", {law.applies or "true"} AS "on {law.code}"' for law in self.laws
        )
        outcomes = ", ".join(f'{_outcome(law)} AS "{law.code}"' for law in self.laws)
        kept = " AND ".join(f'"ok {law.code}"' for law in self.laws if law.words[2] == "error")
        accepted, returned, undetermined = (f"'{w}'::{_DECISIONS}" for w in _DECIDED)
        decision = f"CASE WHEN kept THEN {accepted} WHEN NOT kept THEN {returned} ELSE {undetermined} END"
        return f"""
            {self._judged(columns)}
            SELECT id, {decision} AS decision, {outcomes} FROM (SELECT *, {kept} AS kept FROM judged)
        """  # noqa: S608  # constants

    @property
    def findings_sql(self) -> str:
        """A row for each rule violated or not told: key, code, cause, severity, outcome, missing.

        Most filings are in order and no list is made for them. A filter would be pushed below and judge twice.
        """
        told = [(law, "violated") for law in self.laws]
        told += [(law, "cannot_tell") for law in self.laws if law.open]
        numbers, missing = [], []
        for n, (law, outcome) in enumerate(told):
            test = f'NOT "ok {law.code}"' if outcome == "violated" else f'"ok {law.code}" IS NULL'
            numbers.append(f"CASE WHEN {test} THEN {n}::UTINYINT END")
            if outcome == "cannot_tell" and law.missing:
                names = ", ".join(
                    f"CASE WHEN \"{name}\" THEN '{name.rpartition(' ')[2]}' END" for name in law.missing
                )
                missing.append(f"WHEN {n} THEN concat_ws(',', {names})")
        facts = dict.fromkeys(name for law in self.laws for name in law.missing)
        absent = ", ".join(f'{_absent(name)} AS "{name}"' for name in facts)
        columns = ", ".join(f'{law.ok} AS "ok {law.code}"' for law in self.laws)
        in_order = " AND ".join(f'"ok {law.code}"' for law in self.laws)
        words = ", ".join(
            f"({n}::UTINYINT, {', '.join(map(repr, (*law.words, outcome)))})"
            for n, (law, outcome) in enumerate(told)
        )
        return f"""
            {self._judged(f"{absent}, {columns}")},
            found AS (
                SELECT *, unnest(CASE WHEN ({in_order}) IS NOT TRUE
                    THEN list_filter([{", ".join(numbers)}], lambda x: x IS NOT NULL) END) AS number FROM judged
            )
            SELECT id, code, cause, severity, outcome, CASE found.number {" ".join(missing)} ELSE '' END AS missing
            FROM found JOIN (VALUES {words}) AS words(number, code, cause, severity, outcome)
            ON found.number = words.number
        """  # noqa: S608  # constants

    @property
    def decisions(self) -> Any:
        """The relation of :attr:`decisions_sql`."""
        return self.query(self.decisions_sql)

    @property
    def findings(self) -> Any:
        """The relation of :attr:`findings_sql`."""
        return self.query(self.findings_sql)


def _absent(name: str) -> str:
    where, _, fact = name.rpartition(" ")
    return _WHERE[where] + f'"{fact}" IS NULL'


def _outcome(law: Law) -> str:
    satisfied, violated, open_, not_applicable = (f"'{word}'::{_OUTCOMES}" for word in _OUTCOME_WORDS[:4])
    tests = f'WHEN NOT "on {law.code}" THEN {not_applicable} ' if law.applies else ""
    tests += f'WHEN "ok {law.code}" THEN {satisfied} '
    rest = f'WHEN NOT "ok {law.code}" THEN {violated} ELSE {open_}' if law.open else f"ELSE {violated}"
    return f"CASE {tests}{rest} END"
