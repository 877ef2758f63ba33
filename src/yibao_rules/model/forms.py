"""What the codes and names in filings and guides look like: said once, read by shape, reader and schema alike."""

from typing import Final

from yibao_rules.model.items import items
from yibao_rules.model.kinds import kinds
from yibao_rules.serialization.forms import Code, OpenName, Whole
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

DISEASE: Final = Code(
    "M[0-9]{5}",
    Text("M 加 5 位数字，如 M03900", "M and five digits, such as M03900"),
    Text("改为 M 加 5 位数字", "write M and five digits"),
)
"""A disease of the national table of chronic and special diseases (门诊慢特病病种)."""

GUIDE_PLACE: Final = Code(
    "[0-9]{6}|national",
    Text("6 位医保区划，或 national", "a place code of six digits, or national"),
    Text("改为 6 位医保区划，或 national", "write six digits, or national"),
)
"""The place of a guide."""

EDITION: Final = Code(
    "[0-9A-Za-z][0-9A-Za-z._-]{0,63}",
    Text("字母、数字、- . _", "letters, digits, - . _"),
    Text("改为字母、数字、- . _", "write letters, digits, - . _"),
)
"""The name of a guide's edition."""

SEASON: Final = Code(
    "(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
    Text("如 05-01/09-30", "such as 05-01/09-30"),
    Text("写作 月-日/月-日", "write month-day/month-day"),
)
"""A part of the year."""

COUNT: Final = Whole(1, 999)
"""A number of pieces, or of things to choose."""

MANY: Final = Whole(0, 999)
"""A number of pieces that may be none."""

MONTHS: Final = Whole(1, 1200)
"""A number of months: a hundred years at most, so that every sum with a day is a day."""

PERCENT: Final = Whole(0, 100)
"""Percentage points."""
