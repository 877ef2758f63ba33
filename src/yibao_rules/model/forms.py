"""What the codes and names in filings and guides look like: said once, read by shape, reader and schema alike."""

from typing import Final

from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.serialization.forms import Code, OpenName
from yibao_rules.text import Text

PLACE: Final = Code(
    "[0-9]{6}",
    Text("6 位医保区划代码，如 330900", "a place code of six digits, such as 330900"),
    Text(
        "填写代码而非地名，不足六位的在末尾补 0",
        "write the code, not the name; fill up with zeros at the end",
    ),
)
"""A place (医保区划), GB/T 2260 or an insurance pool's own."""

ITEM: Final = OpenName(items, Text("服务事项", "service item"), "yibao items")
"""A service item (服务事项)."""

KIND: Final = OpenName(kinds, Text("材料种类", "kind of material"), "yibao kinds")
"""A kind of material (材料种类)."""
