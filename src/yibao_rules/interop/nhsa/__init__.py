"""The national interface (医疗保障信息平台定点医药机构接口规范): payloads built, sealed, checked and read.

>>> from yibao_rules.interop.nhsa import build
>>> build("5301", given={"psn_no": "43000000000000000001"}).rows("data")
({'psn_no': '43000000000000000001'},)
"""

from yibao_rules.interop.nhsa.benefits import BenefitState, read_benefits
from yibao_rules.interop.nhsa.catalogue import (
    NATIONAL,
    Edition,
    Tables,
    UnknownTransactionError,
    bundled_tables,
    interface_dictionaries,
    own_tables,
)
from yibao_rules.interop.nhsa.checking import Checker
from yibao_rules.interop.nhsa.envelope import Envelope, Operator, Sender, envelope_faults, seal
from yibao_rules.interop.nhsa.extension import Setting, extension_faults
from yibao_rules.interop.nhsa.in_force import (
    Designation,
    Stay,
    in_force_on,
    read_designations,
    read_disease_filings,
    read_referrals,
    read_stays,
    rows_in_force,
)
from yibao_rules.interop.nhsa.message import Message
from yibao_rules.interop.nhsa.person import PersonClass, PersonNumber, PersonRecord, read_person
from yibao_rules.interop.nhsa.replacing import Replaced
from yibao_rules.interop.nhsa.reply import Refusal, Reply, read_output, read_reply
from yibao_rules.interop.nhsa.request import RequestFault, build
from yibao_rules.interop.nhsa.rows import RowsRead
from yibao_rules.interop.nhsa.tables import Field, FieldType, Group, Side, Transaction
from yibao_rules.serialization.faults import Fault, FaultKind, InputError

__all__ = [
    "NATIONAL",
    "BenefitState",
    "Checker",
    "Designation",
    "Edition",
    "Envelope",
    "Fault",
    "FaultKind",
    "Field",
    "FieldType",
    "Group",
    "InputError",
    "Message",
    "Operator",
    "PersonClass",
    "PersonNumber",
    "PersonRecord",
    "Refusal",
    "Replaced",
    "Reply",
    "RequestFault",
    "RowsRead",
    "Sender",
    "Setting",
    "Side",
    "Stay",
    "Tables",
    "Transaction",
    "UnknownTransactionError",
    "build",
    "bundled_tables",
    "envelope_faults",
    "extension_faults",
    "in_force_on",
    "interface_dictionaries",
    "own_tables",
    "read_benefits",
    "read_designations",
    "read_disease_filings",
    "read_output",
    "read_person",
    "read_referrals",
    "read_reply",
    "read_stays",
    "rows_in_force",
    "seal",
]
