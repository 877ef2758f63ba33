"""What stands around the items of a holiday notice: number, title, year, signature (发文字号、标题、落款).

People copy a notice with its page: the head table of the government's site (索引号、成文日期、发文字号), a newspaper's lead
("……发布《关于……的通知》，全文如下："), footers after the signature (责任编辑、扫一扫). The notice is found between them, and
what lies outside is passed over by its lines.
"""

import re
from bisect import bisect_right
from datetime import date
from itertools import pairwise

from attrs import frozen

from yibao_rules.calendar.document_numbers import NUMBER, document_number
from yibao_rules.calendar.errors import NoticeError
from yibao_rules.calendar.notice_source import plain_lines
from yibao_rules.calendar.numerals import numeral
from yibao_rules.text import Text

_NUMBER = re.compile(NUMBER)
_CHANGES = re.compile(r"关于(?:调整|延长|变更|修改)|(?:调整|延长|变更)的(?:补充)?通知|补充通知")
_TITLE = re.compile(r"(?P<by>国务院(?:办公厅)?)?关于(?:(?!关于)[^。:《》]){2,80}?的(?:补充)?通知")
_TITLE_PARTS = re.compile(
    r"关于(?:调整|延长|变更|修改)?(?:(?P<year>\d{4})年)?(?P<name>.+?)"
    r"(?:假期安排|假期|调休放假|放假安排|安排)?(?:调整|变更)?的(?:补充)?通知"
)
_DAY = r"[\d〇零一二三四五六七八九]{4}年[\d〇一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
_DATED = re.compile(_DAY)
# Not the head of a sentence such as "国务院办公厅2026年11月4日发布《…》".
_SIGNED = re.compile(
    rf"国务院(?:办公厅)?(?:\(此件[^)。]{{1,12}}\))?\(?(?P<day>{_DAY})\)?"
    r"(?!(?:上午|下午|晚|晚间|正式)?(?:发布|发出|印发|下发|公布|发电|电|通知|的|对|就|关于|[,、至]))"
)
_SIGNERS = ("国务院办公厅", "国务院")
_SALUTATION = re.compile(r"各省、自治区、直辖市[^。:]{0,80}:")
_FOLLOWS = re.compile(r"(?:全文|原文|内容)如下[:。]")
_ARRANGES = re.compile(
    r"\d{1,2}日(?:\([^)]{0,40}\))?(?:、|至|-|—|放假|上班|起)|延长(?:\d{4}年)?[^。:的]{1,12}假期至"
)
_DATED_REST = re.compile(
    r"(\d{4})年\d{1,2}月\d{1,2}日(?:\([^)]{0,40}\))?(?:(?:至|-|—)[^,。]{1,50}?)?(?:全国)?(?:放假|调休|补休)"
)
_DISPATCH = re.compile(r"新华社[^,。\d]{0,10}\d{1,2}月\d{1,2}日电(?:\([^)]{0,20}\))?")
_FIELD = re.compile(
    r"(?P<label>成文日期|发布日期|发布时间|生成日期)[】\]]?:?"
    r"(?:(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})-(\d{1,2})-(\d{1,2}))"
)
# Lines of a page that never begin a sentence of a notice.
_PAGE = re.compile(
    r"(?:\[|【)?(?:责任编辑|责编|编辑|校对|审核|作者|来源|记者|扫一扫|扫码|相关(?:稿件|链接|阅读|新闻|报道|文档|政策|解读|文章)|延伸阅读|推荐阅读"
    r"|分享|打印|关闭|收藏|字体|字号|大中小|我要纠错|返回|上一篇|下一篇|版权|主办单位|承办单位|网站(?:地图|标识码)|京ICP|京公网安备"
    r"|首页|当前位置|您的位置|关注|点击|附件)"
)


@frozen
class Letterhead:
    """A notice without its items.

    Attributes:
        number: document number, empty where none stands.
        title: title, likewise.
        year: the year arranged, or None where nothing names it.
        festival: the festival that the title names alone, as an amendment does; else empty.
        changes: whether the title says that it changes a year's arrangement.
        signed: the day under the signature as it is written, or that of the page's head table; empty where there is none.
        published: the day of publication by the page's head table, or None.
        body: the words between, without spaces and with punctuation of one width.
        before: the lines before them that are none of these.
        after: the lines after the signature.
    """

    number: str
    title: str
    year: int | None
    festival: str
    changes: bool
    signed: str
    published: date | None
    body: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @classmethod
    def read(cls, text: str, title: str = "") -> "Letterhead":
        """Read a document.

        Args:
            text: the whole document, or only its items, with whatever was copied around it.
            title: the title, if it is known and perhaps not in the text.
        """
        page = _Page(plain_lines(text))
        start = page.find_start()
        fields = page.fields(start)
        end, after, signed = page.find_signature(start)
        found_title = page.last(_TITLE, start)
        number = page.last(_NUMBER, start)
        written = found_title[0] if found_title else ""
        if found_title and not found_title["by"] and "国务院办公厅" in page.text[: found_title.start()]:
            written = f"国务院办公厅{written}"  # a newspaper names the issuer before the brackets
        title = title or written
        parts = _TITLE_PARTS.search(title)
        own = [found.span() for found in (found_title, number, page.salutation) if found]
        body = _DISPATCH.sub("", page.text[start:end].replace("如下:", "如下。"), count=1)
        return cls(
            number=document_number(number[0]) if number else "",
            title=title,
            year=_find_year(parts, page.text[:end], body),
            festival=parts["name"] if parts and "部分节假日" not in parts["name"] else "",
            changes=bool(_CHANGES.search(title)),
            signed=signed or fields.get("成文日期", ""),
            published=_published(fields),
            body=body,
            before=page.pieces(0, start, own),
            after=(*page.dropped, *page.pieces(after, len(page.text), [])),
        )

    @property
    def issued(self) -> date | None:
        """The day under the signature; None where there is none.

        Raises:
            NoticeError: it does not exist.
        """
        return _day_of(self.signed) if self.signed else None


class _Page:
    """The lines of a page joined to one text, with the places where lines begin."""

    def __init__(self, lines: list[str]) -> None:
        self.dropped = tuple(line for line in lines if _PAGE.match(line))
        kept = [line for line in lines if not _PAGE.match(line)]
        self.text = "".join(kept)
        self._starts = [0]
        for line in kept:
            self._starts.append(self._starts[-1] + len(line))
        self.salutation = _SALUTATION.search(self.text)

    def last(self, pattern: re.Pattern[str], end: int) -> re.Match[str] | None:
        """Find the last match that ends before a place."""
        found = None
        for match in pattern.finditer(self.text, 0, end):
            found = match
        return found

    def find_start(self) -> int:
        """Find where the words of the notice begin: after the salutation, the words 全文如下, or title and number."""
        if self.salutation:
            return self.salutation.end()
        arranges = _ARRANGES.search(self.text)
        follows = _FOLLOWS.search(self.text)
        if follows and (
            not arranges or follows.start() < arranges.start() or self.last(_TITLE, follows.start())
        ):
            return follows.end()
        head = arranges.start() if arranges else len(self.text)
        found = [self.last(pattern, head) for pattern in (_TITLE, _NUMBER)]
        start = max((match.end() for match in found if match), default=0)
        # The lines of a head table that come after the title are no words of the notice.
        field = self.last(_FIELD, head)
        return max(start, field.end()) if field else start

    def find_signature(self, start: int) -> tuple[int, int, str]:
        """Find where the words of the notice end, where the rest of the page begins, and the day signed."""
        found = _SIGNED.search(self.text, start)
        if found:
            return found.start(), found.end(), found["day"]
        for place in self._starts:
            line = self._line(place)
            if place >= start and line in _SIGNERS:
                return place, place + len(line), ""
        # A last line that is a date alone is the day signed, too.
        for place in reversed(self._starts[:-1]):
            line = self._line(place)
            if place > start and _DATED.fullmatch(line.strip("()")):
                return place, place + len(line), line.strip("()")
        end = next(
            (len(self.text) - len(name) for name in _SIGNERS if self.text.endswith(name)), len(self.text)
        )
        return end, len(self.text), ""

    def fields(self, start: int) -> dict[str, str]:
        """Read the days of a head table, each as 2026年11月4日."""
        found = {}
        for match in _FIELD.finditer(self.text, 0, start):
            year, month, day = filter(None, match.groups()[1:])
            found[match["label"]] = f"{year}年{month}月{day}日"
        return found

    def pieces(self, start: int, end: int, without: list[tuple[int, int]]) -> tuple[str, ...]:
        """Cut a part of the text into its lines, leaving out some spans."""
        cuts = sorted({start, end, *(place for place in self._starts if start < place < end)})
        cuts = sorted({*cuts, *(place for span in without for place in span if start < place < end)})
        pieces = [
            self.text[a:b] for a, b in pairwise(cuts) if not any(first <= a < last for first, last in without)
        ]
        return tuple(piece for piece in pieces if piece.strip("《》,。:()“”"))

    def _line(self, place: int) -> str:
        following = bisect_right(self._starts, place)
        return self.text[place : self._starts[following]] if following < len(self._starts) else ""


def _find_year(title: re.Match[str] | None, text: str, body: str) -> int | None:
    if title and title["year"]:
        return int(title["year"])
    named = re.search(r"(?:现将|延长|调整)(\d{4})年", text) or re.search(r"(?:^|。)(\d{4})年", body)
    # A decree of a single day names its year nowhere but in that day: 为使……，2015年9月3日全国放假1天。
    named = named or _DATED_REST.search(body)
    return int(named[1]) if named else None


def _published(fields: dict[str, str]) -> date | None:
    words = fields.get("发布日期") or fields.get("发布时间") or ""
    return _day_of(words) if words else None


def _day_of(words: str) -> date:
    """Read the day under the signature: 2023年10月25日, or 二〇一三年十二月十一日."""
    year, month, day = re.split("[年月]", words.removesuffix("日"))
    try:
        return date(numeral(year) or 0, numeral(month) or 0, numeral(day) or 0)
    except ValueError:
        raise NoticeError(
            where="issued",
            found=words,
            expected=Text("存在的日期", "a day that exists"),
            fix=Text("另行给出，如 issued=date(2026, 11, 4)", "give it, such as issued=date(2026, 11, 4)"),
        ) from None
