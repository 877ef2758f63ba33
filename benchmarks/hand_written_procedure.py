"""The part of the hand-written rules on systems, agents, confirmations and days, and what tells a finding."""

# ruff: noqa: FBT001 - what is known of a filing is handed on as it is
from datetime import date

from yibao_rules.logic.dates import Workdays
from yibao_rules.logic.report import Finding
from yibao_rules.logic.rule import Outcome, Rulebook
from yibao_rules.model.filing import Filing

_ONLINE = "filing.online"

Params = tuple[tuple[str, object], ...]
Found = list[Finding]


class Procedures:
    """The rules on systems and procedure.

    Args:
        book: the rules of the day, for their wordings: a finding names its rule.
    """

    def __init__(self, book: Rulebook) -> None:
        self.name = book.name
        self.digest = book.digest
        self.rules = {rule.code: rule for rule in book}
        self.plain = {rule.code: Finding(rule, Outcome.VIOLATED) for rule in book}

    def _wrong(self, code: str, *params: tuple[str, object]) -> Finding:
        return Finding(self.rules[code], Outcome.VIOLATED, params)

    def _unsure(self, code: str, *missing: str, params: Params = ()) -> Finding:
        return Finding(self.rules[code], Outcome.CANNOT_TELL, params, missing)

    def _if_online(self, code: str, online: bool | None) -> Finding:
        return self._unsure(code, _ONLINE) if online is None else self.plain[code]

    def _systems(
        self, filing: Filing, out_of_area: bool, filed: bool, online: bool | None, found: Found
    ) -> None:
        if filed and online is not False:
            if filing.procedure.platform_maintenance:
                found.append(self._if_online("system/platform-maintenance", online))
            if filing.procedure.platform_congested:
                found.append(self._if_online("system/platform-congested", online))
        hospital = filing.hospital
        if out_of_area and hospital is not None:
            if hospital.networked is False:
                found.append(self.plain["system/hospital-not-networked"])
            if hospital.designated is False:
                found.append(self.plain["system/hospital-not-designated"])

    def _agent(self, filing: Filing, online: bool | None, found: Found) -> None:
        agent = filing.agent
        if agent is None:
            return
        if agent.authorised is None:
            found.append(self._unsure("procedure/agent-not-authorised", "agent.authorised"))
        elif not agent.authorised:
            found.append(self.plain["procedure/agent-not-authorised"])
        shown = agent.ids_presented
        if online or shown:
            return
        if online is None or shown is None:
            unknown = ((_ONLINE, online), ("agent.ids_presented", shown))
            missing = [name for name, value in unknown if value is None]
            found.append(self._unsure("procedure/agent-documents-not-shown", *missing))
        else:
            found.append(self.plain["procedure/agent-documents-not-shown"])

    def _confirmations(self, filing: Filing, out_of_area: bool, online: bool | None, found: Found) -> None:
        if not out_of_area or online is False:
            return
        procedure = filing.procedure
        if procedure.notice_confirmed is False:
            found.append(self._if_online("procedure/notice-not-confirmed", online))
        if procedure.real_person_verified is False:
            papers = filing.material_by_kind
            if papers is None or "resident_id" not in papers:
                missing = [_ONLINE] if online is None else []
                if papers is None:
                    missing.append("material.resident_id.present")
                found.append(
                    self._unsure("procedure/person-not-verified", *missing)
                    if missing
                    else self.plain["procedure/person-not-verified"]
                )

    def _days(self, filing: Filing, out_of_area: bool, day: date, workdays: Workdays, found: Found) -> None:
        asked = filing.procedure.supplement_asked_on
        if asked is not None:
            limit = workdays(asked, 5)
            params = (("procedure_supplement_asked_on", asked),)
            if limit is None:
                found.append(self._unsure("procedure/supplement-late", params=params))
            elif (filing.procedure.supplemented_on or day) > limit:
                found.append(self._wrong("procedure/supplement-late", *params))
        begins, admitted = filing.begins_on, filing.circumstances.admitted_on
        if out_of_area and begins is not None and admitted is not None and begins > admitted:
            dates = (("filing_begins_on", begins), ("circumstances_admitted_on", admitted))
            found.append(self._wrong("procedure/begins-after-admission", *dates))
