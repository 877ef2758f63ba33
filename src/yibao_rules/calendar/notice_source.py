"""From what people copy to plain lines: bytes of UTF-8 or GBK, HTML source, entities, traditional characters.

Everything here takes time in proportion to the length, whatever stands in the text; the length is bounded. The standard
library's ``html.parser`` is not used: on markup that never closes it takes time by the square (200,000 characters of
``<a ``: minutes); lxml and selectolax are quick, but a dependency with C code for this one page is too much.
"""

import re
from html import unescape

from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.notice_json import LIMIT
from yibao_rules.serialization.guard import describe
from yibao_rules.text import Text, normalise

# The traditional forms of the characters that occur in notices and on the pages around them (pairs as OpenCC has them).
_TRADITIONAL = (
    "並佈併來個們備傳兒內別動務勝勞勵區參員啟單國園執報學實將專對屬帶廣廳強後從復慶應戰掃採換據斷於時曆會"
    "條構標機歷沒減準潑為無爭爾狀現產異當療發眾確祕種穩節紀級結給經綜網緊編續羣聞職臘與舉華處號衛衞裏補裡"
    "規診該說調請讀變豐責資載輪輯轄轉辦農這連週進遊運過遲還醫錄錯鏈鐘長門開間閱閲關際險雙電頁順須頓領題類"
    "體點齋"
)
_SIMPLIFIED = (
    "并布并来个们备传儿内别动务胜劳励区参员启单国园执报学实将专对属带广厅强后从复庆应战扫采换据断于时历会"
    "条构标机历没减准泼为无争尔状现产异当疗发众确秘种稳节纪级结给经综网紧编续群闻职腊与举华处号卫卫里补里"
    "规诊该说调请读变丰责资载轮辑辖转办农这连周进游运过迟还医录错链钟长门开间阅阅关际险双电页顺须顿领题类"
    "体点斋"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_MARKUP = re.compile(
    r"<(?:!doctype|!--|/?(?:html|head|body|meta|div|p|br|span|table|tbody|tr|td|th|a|b|strong|em|i|u|ul|ol|li|font|h[1-6]"
    r"|section|article|script|style|img)\b)",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9:]{0,20}|[!?])[^<>]{0,4000}>")
_HIDDEN = re.compile(r"<(script|style|noscript|template|svg)\b|<!--", re.IGNORECASE)
_INLINE = frozenset(
    (
        "a",
        "b",
        "big",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "label",
        "mark",
        "o:p",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "wbr",
    )
)


def decode(source: str | bytes) -> str:
    """Read text, or the bytes of text in UTF-8, UTF-16 with its mark, or GBK (GB 18030).

    Raises:
        NoticeError: neither text nor bytes, in none of these encodings, or longer than :data:`LIMIT`.
    """
    if not isinstance(source, str | bytes):
        raise _refuse(describe(source), Text("文字或字节", "text or bytes"), _GIVE)
    if len(source) > LIMIT * (1 if isinstance(source, str) else 4):
        raise _too_long(len(source))
    if isinstance(source, bytes):
        text = _decoded(source)
        if len(text) > LIMIT:
            raise _too_long(len(text))
        return text
    return source.removeprefix("\ufeff")


def _decoded(source: bytes) -> str:
    marked = source.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return source.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refuse(
        describe(source),
        Text("UTF-8 或 GBK 编码的文字", "text in UTF-8 or GBK"),
        Text("以 UTF-8 另存后再给出", "save it as UTF-8 and give it again"),
    )


def plain_lines(text: str) -> list[str]:
    """Bring a copied text into lines without spaces, empty lines, markup, entities and traditional characters."""
    if _MARKUP.search(text):
        text = _TAG.sub(_break, _visible(" ".join(text.splitlines())))
    if "&" in text:
        text = unescape(text)
    lines = (re.sub(r"\s", "", normalise(line)) for line in text.translate(_TO_SIMPLIFIED).splitlines())
    return [line for line in lines if line]


def _visible(text: str) -> str:
    """Leave out scripts, styles and comments; what never closes is left in."""
    kept, place, open_ended = [], 0, set()
    for found in _HIDDEN.finditer(text):
        close = f"</{found[1].lower()}" if found[1] else "--"
        if found.start() < place or close in open_ended:
            continue
        ending = re.compile(re.escape(close), re.IGNORECASE).search(text, found.end())
        end = text.find(">", ending.end()) if ending else -1
        if end < 0:
            open_ended.add(close)  # looked for once, whatever follows
            continue
        kept.append(text[place : found.start()])
        place = end + 1
    kept.append(text[place:])
    return "".join(kept)


def _break(tag: re.Match[str]) -> str:
    return "" if tag[1].lower().removeprefix("/") in _INLINE else "\n"


_GIVE = Text("给出通知原文，如 parse_notice(text)", "give the notice's words, such as parse_notice(text)")


def _too_long(length: int) -> NoticeError:
    return _refuse(
        Text(f"长度 {length}", f"a length of {length}"),
        Text(f"至多 {LIMIT} 个字符", f"at most {LIMIT} characters"),
        Text("只给出通知本身", "give the notice alone"),
    )


def _refuse(found: Text, expected: Text, fix: Text) -> NoticeError:
    return NoticeError(where="text", found=found, expected=expected, fix=fix)
