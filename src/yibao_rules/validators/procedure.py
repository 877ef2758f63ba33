"""Rules on procedure (其他操作或流程问题): agents, confirmations, supplements, the days of a filing."""

from yibao_rules.logic.expr import WorkingDays
from yibao_rules.logic.rule import Certainty, Rule, Severity
from yibao_rules.model.causes import Cause
from yibao_rules.model.facts import facts
from yibao_rules.model.filing_types import OUT_OF_AREA_TYPES
from yibao_rules.text import Text
from yibao_rules.validators.scopes import filings
from yibao_rules.validators.sources import (
    FILING_PAGE,
    LANGFANG_NOTE_2,
    SETTLEMENT_2016,
    direct_settlement,
    operation,
    practice,
)

SUPPLEMENT_DAYS = 5
"""补充材料的时限 (usually 3-5 working days): the longer end, after which a supplement is late everywhere."""


def rules() -> tuple[Rule, ...]:
    """Give the rules on procedure, section 六 of the article and the online conditions of 2019."""
    return (*_agent(), *_confirmations(), *_days())


def _agent() -> tuple[Rule, ...]:
    f = facts()
    by_agent = f["agent.present"].to_expr()
    return (
        Rule(
            code="procedure/agent-not-authorised",
            when=by_agent,
            must=f["agent.authorised"],
            cause=Cause.PROCEDURE,
            message=Text("代办没有授权委托书", "the agent has no power of attorney"),
            remedy=Text("补交委托人签名的授权委托书", "hand in a power of attorney signed by the person"),
            basis=(operation("第三十条"), LANGFANG_NOTE_2),
            path="/agent/authorised",
        ),
        Rule(
            code="procedure/agent-documents-not-shown",
            when=by_agent & ~f["filing.online"],
            must=f["agent.ids_presented"],
            cause=Cause.PROCEDURE,
            message=Text(
                "代办未出示双方身份证件原件", "the originals of both persons' documents were not shown"
            ),
            remedy=Text("带委托人和代理人的身份证件原件", "bring both persons' original documents"),
            basis=(LANGFANG_NOTE_2,),
            path="/agent/ids_presented",
        ),
    )


def _confirmations() -> tuple[Rule, ...]:
    f = facts()
    online = f["filing.type"].is_in(OUT_OF_AREA_TYPES) & f["filing.online"]
    notice, real = f["procedure.notice_confirmed"], f["procedure.real_person_verified"]
    return (
        Rule(
            code="procedure/notice-not-confirmed",
            when=online & notice.known(),
            must=notice.to_expr(),
            cause=Cause.PROCEDURE,
            message=Text("未阅读并确认备案告知书", "the filing notice has not been read and confirmed"),
            remedy=Text("在备案页面阅读并确认告知书", "read and confirm the notice on the filing page"),
            basis=(FILING_PAGE,),
            path="/procedure/notice_confirmed",
        ),
        Rule(
            code="procedure/person-not-verified",
            when=online & real.known(),
            must=real | f["material.resident_id.present"],
            cause=Cause.PROCEDURE,
            message=Text(
                "未实人认证，也没有身份证正反面照片",
                "neither verified in person nor photos of the identity card",
            ),
            remedy=Text(
                "完成实人认证，或上传身份证正反面照片", "verify in person, or upload both sides of the card"
            ),
            basis=(FILING_PAGE,),
            path="/procedure/real_person_verified",
        ),
    )


def _days() -> tuple[Rule, ...]:
    f = facts()
    asked, handed_in = f["procedure.supplement_asked_on"], f["procedure.supplemented_on"]
    begins, admitted = f["filing.begins_on"], f["circumstances.admitted_on"]
    return (
        Rule(
            code="procedure/supplement-late",
            when=filings() & asked.known(),
            must=(handed_in.known() & (handed_in <= asked + WorkingDays(SUPPLEMENT_DAYS)))
            | (~handed_in.known() & (f["day"] <= asked + WorkingDays(SUPPLEMENT_DAYS))),
            cause=Cause.PROCEDURE,
            message=Text(
                f"自 {{procedure_supplement_asked_on}} 通知补正起已超过{SUPPLEMENT_DAYS}个工作日",
                f"over {SUPPLEMENT_DAYS} working days since the supplement was asked for on {{procedure_supplement_asked_on}}",
            ),
            remedy=Text("重新提交申请；今后留意短信和APP通知", "file anew, and watch messages and the app"),
            basis=(practice("六.1"),),
            params=(asked,),
            path="/procedure/supplemented_on",
        ),
        Rule(
            code="procedure/begins-after-admission",
            when=f["filing.type"].is_in(OUT_OF_AREA_TYPES) & begins.known() & admitted.known(),
            must=begins <= admitted,
            cause=Cause.PROCEDURE,
            severity=Severity.WARNING,
            message=Text(
                "备案开始日期 {filing_begins_on} 晚于入院日期 {circumstances_admitted_on}，本次住院不能直接结算",
                "the filing begins on {filing_begins_on}, after admission on {circumstances_admitted_on}:"
                " this stay cannot be settled directly",
            ),
            remedy=Text(
                "出院结算前把备案开始日期改到入院日或之前",
                "before discharge, have it begin on or before admission",
            ),
            basis=(direct_settlement("附件 第十六条", Certainty.FOUND), SETTLEMENT_2016),
            params=(begins, admitted),
            path="/begins_on",
        ),
    )
