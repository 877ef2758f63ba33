"""The extension of a visit out of area (异地就医扩展字段): JSON inside exp_content, and its rules with the kind of treatment."""

from collections.abc import Mapping

from yibao_rules.interop.nhsa.catalogue import NATIONAL, Edition
from yibao_rules.interop.nhsa.checking import Checker, rule_faults
from yibao_rules.serialization.faults import Fault, InputError
from yibao_rules.serialization.json_text import read_json
from yibao_rules.serialization.scalars import wrong_type
from yibao_rules.serialization.signatures import guarded
from yibao_rules.text import LabelledEnum, Text


class Setting(LabelledEnum):
    """Where the visit is (就医场景); the wire code ends the table's name."""

    INPATIENT = "inpatient", "住院（2401、2403）", "inpatient (2401, 2403)"
    OUTPATIENT = "outpatient", "门诊（2203、2206、2207）", "outpatient (2203, 2206, 2207)"


@guarded
def extension_faults(
    content: object, setting: Setting, *, med_type: str | None = None, edition: Edition = NATIONAL
) -> tuple[Fault, ...]:
    """Give every fault of an extension.

    The rules hold it against the kind of treatment: an injury (``22`` inpatient, ``9903`` outpatient) is flagged as
    one and says whether a third party is involved, an emergency (``13``) is marked as one. An emergency or rescue
    counts as filed (视同备案), so a wrong mark costs the person the direct settlement.

    Args:
        content: the JSON text in ``exp_content``, or the tree in it.
        setting: inpatient or outpatient.
        med_type: 医疗类别 of the visit, which stands elsewhere in the message; None leaves its rules out.
        edition: the interface as it holds in the platform's place.

    Returns:
        The faults, their pointers within the extension; use :meth:`Fault.below` for those of the whole message.

    >>> faults = extension_faults('{"TRUM_FLAG": "1"}', Setting.INPATIENT, med_type="13")
    >>> [(f.pointer, f.expected.zh) for f in faults]
    [('/REL_TTP_FLAG', '外伤就诊须填是否涉及第三方'), ('/IPT_TYPE', '急诊入院的住院类型应为 2（急诊或抢救）')]
    """
    transaction = edition.transaction(f"exp_content/{setting.code}")
    tree, unread = _tree(content)
    if unread:
        return unread
    if not isinstance(tree, Mapping):
        return (wrong_type(tree, Text("对象 {…}", "an object {…}")).at(""),)
    (group,) = transaction.input
    context = {} if med_type is None else {"med_type": med_type}
    return (
        *Checker(edition=edition).row(tree, group),
        *rule_faults(tree, transaction.rules, context=context),
    )


def _tree(content: object) -> tuple[object, tuple[Fault, ...]]:
    if not isinstance(content, str):
        return content, ()
    try:
        return read_json(content, "exp_content"), ()
    except InputError as error:
        return None, error.faults
