"""The start of a new guide: TOML text that loads as it stands, with the format's possibilities as comments."""

from collections.abc import Sequence
from datetime import date

from yibao_rules.model.items import items
from yibao_rules.model.places import place as find_place
from yibao_rules.serialization.signatures import guarded

_HEAD = """\
# {name}（{place}）办事指南。格式说明见 docs/guides.md，编辑器可用 guide.schema.json 检查。
# A guide of {name}. Say only what the source says: what is left out, the province or the nation answers.

place = "{place}"
name = "{name}"
edition = "{edition}"
title = "{name}医疗保障经办服务事项办事指南"
# document = "文号"                 # document number
# url = "https://…"                 # where it can be read
# issued = {day}                # day of publication
valid_from = {day}
# valid_to = {day}              # last day in force; leave it out while it stands
sure = "found_low"                  # seed / found / found_low / general_knowledge / derived
# amends = ["较早版本"]             # editions of this place that stay in force beneath this one

[define]
id3 = {{ any = ["medical_e_voucher", "identity_document", "social_security_card"] }}

# [[offices]]
# name = "{name}医疗保障经办窗口"
# address = ""
# place = "{place}"
# phones = [""]
# holidays_closed = true
# make_up_days_open = true          # on make-up working days; leave it out when the source does not say
# openings = [
#     {{ days = [1, 2, 3, 4, 5], opens = 08:30:00, closes = 11:30:00 }},
#     {{ days = [1, 2, 3, 4, 5], opens = 13:00:00, closes = 17:00:00 }},
# ]
"""
_ITEM = """
[[item]]
item = "{item}"                     # {label}
name = "{label}"
# code = ""                         # 子项编码
# channels = ["window", "local_online", "wechat", "phone", "national_app"]
# materials = [
#     "@id3",
#     {{ need = "residence_permit", unexpired = true, pledgeable = true }},
#     {{ any = ["work_contract", {{ need = "posting_certificate", seals = ["employer"] }}] }},
#     {{ need = "power_of_attorney", when = "agent.present" }},
# ]
# limits = [{{ term = "不超过20个工作日", role = "promised" }}]
# validity = [{{ term = "6个月" }}]
# lock = [{{ term = "6个月" }}]
# effect = [{{ term = "次日生效", when = "filing.online" }}]
# pledge = {{ allowed = true, barred_when = "circumstances.destinations > 1", barred_months = 24 }}
# supplement = "3至5个工作日"
"""


@guarded
def scaffold(
    place: str,
    *,
    valid_from: date,
    edition: str | None = None,
    for_items: Sequence[str] = ("long_term_resident", "referral"),
) -> str:
    """Start a guide.

    Args:
        place: six-digit code of the place.
        valid_from: first day in force.
        edition: the edition's name; the first day by default.
        for_items: slugs of the items to start with.

    Returns:
        TOML text that loads clean; what it leaves out is shown as comments.

    Raises:
        UnknownPlaceError: for a code that is no place.
        UnknownSlugError: for an item that the table does not have.
    """
    name = find_place(place).name
    day = valid_from.isoformat()
    head = _HEAD.format(place=place, name=name, edition=edition or day, day=day)
    return head + "".join(_ITEM.format(item=slug, label=items()[slug].label.zh) for slug in for_items)
