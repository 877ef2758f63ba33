"""Keys of a filing as other systems and people write them, and where in a filing each key stands."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from yibao_rules.model.filing import Filing
from yibao_rules.model.shape import Shaped
from yibao_rules.serialization.faults import Faults
from yibao_rules.serialization.walker import KeyAdvice
from yibao_rules.serialization.walker import faults_of as walk

# Names that other systems, and people, use for our keys.
ALIASES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("id_no", "id_card", "idcard", "cert_no", "certno", "证件号码", "身份证号", "身份证号码"), "id_number"
    ),
    **dict.fromkeys(("cert_type", "id_type", "证件类型"), "id_kind"),
    **dict.fromkeys(("full_name", "psn_name", "姓名"), "name"),
    **dict.fromkeys(("gender", "gend", "性别"), "sex"),
    **dict.fromkeys(("birthday", "brdy", "出生日期"), "birth_date"),
    **dict.fromkeys(("mobile", "tel", "telephone", "联系电话", "电话"), "phone"),
    **dict.fromkeys(("addr", "联系地址", "地址"), "address"),
    **dict.fromkeys(("type", "filing_type", "备案类型", "事项"), "item"),
    **dict.fromkeys(("参保地",), "insured_place"),
    **dict.fromkeys(("就医地",), "destination"),
    **dict.fromkeys(("材料",), "materials"),
    **dict.fromkeys(("expiry", "valid_until", "有效期"), "expires_on"),
    **dict.fromkeys(("seal", "stamps", "印章"), "seals"),
}


def faults_of(error: BaseException, pointer: str = "") -> Faults:
    """Return every fault that an exception of the converter holds, in the document's order.

    Args:
        error: what ``converter.structure(tree, Filing)`` raised.
        pointer: where the tree lies in the whole document.

    Returns:
        The first hundred faults, ``more`` of them counted; an exception that is not of the converter's kind is
        raised again.
    """
    return walk(error, pointer, advice=KeyAdvice(ALIASES, _pointers))


@cache
def _pointers() -> Mapping[str, tuple[str, ...]]:
    """Where in a filing each key may stand."""
    found: dict[str, list[str]] = {}

    def look(cls: Any, pointer: str) -> None:
        for name, hint in get_type_hints(cls).items():
            found.setdefault(name, []).append(f"{pointer}/{name}")
            into(hint, f"{pointer}/{name}")

    def into(hint: Any, pointer: str) -> None:
        if isinstance(hint, type) and issubclass(hint, Shaped):
            look(hint, pointer)
        for option in get_args(hint):
            into(option, pointer + "/0" if get_origin(hint) is tuple else pointer)

    look(Filing, "")
    return {name: tuple(pointers) for name, pointers in found.items()}
