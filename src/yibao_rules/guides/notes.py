"""What an overlay finds worth telling (叠加提示): limits that differ, local rules overtaken, materials beyond the nation's."""

from collections.abc import Iterable
from datetime import date

import attrs
from attrs import frozen

from yibao_rules.guides.beyond import ART_31_FROM, beyond, is_proof, unpledged
from yibao_rules.guides.catalogue import Entry
from yibao_rules.guides.layers import FieldAnswer, Reason, basis_of_entries, stating_entries
from yibao_rules.guides.time_limits import Comparison, Verdict
from yibao_rules.logic.clause import Basis
from yibao_rules.materials.demands import paper_name
from yibao_rules.model.facts import kind_label
from yibao_rules.model.guide import GuideItem, Layer
from yibao_rules.model.requirements import AllOf, needs
from yibao_rules.serialization.showing import brief
from yibao_rules.text import LabelledEnum, Text


class NoteKind(LabelledEnum):
    """What an overlay finds worth telling."""

    LIMIT = "limit", "地方时限与法定时限", "the place's time limit and the statutory one"
    LATER_ACT = "later_act", "上级较晚规定已替代本地规定", "a later act from above replaced the local rule"
    MORE_MATERIALS = (
        "more_materials",
        "本地材料多于国家规定",
        "the place asks for more than the national rule",
    )
    PROOF_WITHOUT_LAW = (
        "proof_without_law",
        "本地证明材料可能缺少法律依据",
        "a local proof may lack a law behind it",
    )
    PLEDGE_REFUSED = (
        "pledge_refused",
        "国家规定可以承诺，本地未列承诺",
        "the nation takes a pledge, the place names none",
    )


@brief
@frozen
class Note:
    """Something worth telling about the overlay, with the sources on both sides."""

    kind: NoteKind
    field: str
    message: Text
    basis: tuple[Basis, ...]


def limit_notes(compared: Iterable[tuple[Entry, Entry, Comparison]]) -> Iterable[Note]:
    """Tell each place's limit beside a statutory one that differs from it, and which binds."""
    for local, law, c in compared:
        if c.verdict is Verdict.EQUAL or local == law:
            continue
        message = Text(
            "{place}：{ours}；{document}：{theirs}。{verdict}。",
            "{place}: {ours}; {document}: {theirs}. {verdict}.",
        ).format(
            place=local.guide.name,
            ours=Text(c.local.term.wording("zh"), c.local.term.wording("en")),
            document=law.guide.document or law.guide.title,
            theirs=Text(c.statutory.term.wording("zh"), c.statutory.term.wording("en")),
            verdict=c.verdict,
        )
        yield Note(NoteKind.LIMIT, "limits", message, basis_of_entries((local, law), "limits"))


def later_act_notes(answered: Iterable[FieldAnswer]) -> Iterable[Note]:
    """Tell each local word that a later act from above has overtaken."""
    for answer in answered:
        for replaced in answer.replaced:
            if replaced.reason is Reason.LATER_ACT:
                message = Text(
                    "{place}（{edition}）的“{field}”早于 {document} 施行，现按后者；本地旧规定供参考，可向经办机构确认。",
                    "{place} ({edition}) spoke on {field} before {document} came into force, which now holds; "
                    "the earlier local rule is kept for information, ask the agency.",
                ).format(
                    place=replaced.entry.guide.name,
                    edition=replaced.entry.guide.edition,
                    field=attrs.fields_dict(GuideItem)[answer.name].metadata["label"],
                    document=answer.entries[0].guide.document or answer.entries[0].guide.title,
                )
                yield Note(
                    NoteKind.LATER_ACT,
                    answer.name,
                    message,
                    basis_of_entries((*answer.entries, replaced.entry), answer.name),
                )


def material_notes(chain: tuple[Entry, ...], answered: Iterable[FieldAnswer], day: date) -> Iterable[Note]:
    """Tell what a place asks for beyond the national rule, and where it takes no pledge though the nation does."""
    answer = next((f for f in answered if f.name == "materials"), None)
    national = [e for e in stating_entries("materials", chain) if e.guide.layer is Layer.NATIONAL]
    if answer is None or not national or answer.entries[0] in national:
        return
    speaker, rule = answer.entries[0], national[-1]
    theirs = rule.item.materials
    assert theirs is not None  # noqa: S101  # _stating has just said so
    basis = basis_of_entries((speaker, rule), "materials")
    for kind in beyond(answer.value, theirs):
        without_law = is_proof(kind) and day >= ART_31_FROM
        note = NoteKind.PROOF_WITHOUT_LAW if without_law else NoteKind.MORE_MATERIALS
        yield Note(note, "materials", _more(note, kind, speaker, rule), basis)
    if unpledged(answer.value, theirs):
        yield Note(NoteKind.PLEDGE_REFUSED, "materials", _no_pledge(speaker, rule), basis)


def _more(note: NoteKind, kind: str, speaker: Entry, rule: Entry) -> Text:
    words = Text(
        "{place}要求的“{kind}”不在 {document} 所列材料之内。",
        "{place} asks for {kind}, which {document} does not list.",
    )
    if note is NoteKind.PROOF_WITHOUT_LAW:
        words = Text(
            words.zh + "社会保险经办条例第三十一条：除身份证件外的证明材料应有法律、法规或者国务院决定依据。",
            words.en + " Regulation on handling social insurance, art 31: a proof other than an identity "
            "document must rest on a law, a regulation or a decision of the State Council.",
        )
    return words.format(
        place=speaker.guide.name,
        kind=_name(kind, speaker),
        document=rule.guide.document or rule.guide.title,
    )


def _name(kind: str, speaker: Entry) -> Text:
    """Name a kind as the place does that asks for it."""
    tree = speaker.item.materials or AllOf(())
    return next((paper_name(need, kind) for need in needs(tree) if need.kind == kind), kind_label(kind))


def _no_pledge(speaker: Entry, rule: Entry) -> Text:
    return Text(
        "{document} 允许以个人承诺书代替证明材料，{place}的材料未列承诺书，可向经办机构确认。",
        "{document} lets a personal pledge stand for the proof; the materials of {place} name none, ask the agency.",
    ).format(place=speaker.guide.name, document=rule.guide.document or rule.guide.title)
