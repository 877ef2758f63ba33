"""D9: notices as people copy them read as the document does, and what was passed over is told."""

import contextlib
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.calendar import Notice, NoticeError, national, parse_notice, read_notice
from yibao_rules.calendar.notice_source import decode, plain_lines

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
TEXT = (Path(__file__).parent / "documents" / "2026.txt").read_text(encoding="utf-8")
NOTICE = parse_notice(TEXT)
ITEMS = TEXT[TEXT.index("一、") : TEXT.index("国务院办公厅\n2025年")].strip()

FOOTER = """
（此件公开发布）
责任编辑：张三
扫一扫在手机打开当前页
相关稿件
国务院办公厅关于2025年部分节假日安排的通知
一图读懂｜2026年放假安排：5月1日至5日放假
【打印】 【关闭】 字体：大 中 小
版权所有：中国政府网 网站标识码bm01000001"""
TABLE = """首页 > 政策 > 国务院政策文件库 > 国务院文件
索 引 号：000014349/2025-00081\t主题分类：综合政务\\其他
发文机关：国务院办公厅\t成文日期：2025年11月04日
标　　题：国务院办公厅关于2026年部分节假日安排的通知
发文字号：国办发明电〔2025〕7号\t发布日期：2025年11月04日
"""
LEAD = (
    "新华社北京11月4日电　国务院办公厅11月4日发布《国务院办公厅关于2026年部分节假日安排的通知》，全文如下：\n"
)
SIGNED = "国务院办公厅\n2025年11月4日"


def html(text: str) -> str:
    rows = "".join(
        f'<p style="text-indent: 2em;">&nbsp;&nbsp;<span>{line}</span></p>\n'
        for line in text.splitlines()
        if line.strip()
    )
    return f"""<!DOCTYPE html><html><head><meta charset="gbk"><title>国务院办公厅关于2026年部分节假日安排的通知_中国政府网</title>
<style>p {{ margin: 0 }} /* 5月1日至5日放假 */</style>
<script type="text/javascript">var a = "1月9日上班。"; if (1 < 2) {{ document.write("<p>2月1日放假</p>"); }}</script></head>
<body><!-- 3月3日放假 --><div class="nav"><a href="/">首页</a>&gt;<a href="/zhengce/">政策</a></div>
<table><tr><td>索&nbsp;引&nbsp;号：</td><td>000014349/2025-00081</td><td>发文机关：</td><td>国务院办公厅</td></tr>
<tr><td>成文日期：</td><td>2025年11月04日</td><td>发文字号：</td><td>国办发明电〔2025〕7号</td></tr></table>
{rows}<div>责任编辑：<b>张三</b></div><div>扫一扫在手机打开当前页&#160;&copy;</div></body></html>"""


def traditional(text: str) -> str:
    pairs = ["國国", "務务", "辦办", "廳厅", "關关", "於于", "節节", "發发", "電电", "號号", "經经", "現现", "將将", "勞劳", "動动",
             "慶庆", "調调", "體体", "週周", "農农", "曆历", "臘腊", "間间", "區区", "門门", "員员", "會会", "報报", "處处", "衛卫",
             "眾众", "親亲", "黨党", "維维", "實实", "當当", "響响", "準准", "確确", "從从", "個个", "級级", "們们", "總总", "組组"]  # fmt: skip
    return text.translate({ord(pair[1]): pair[0] for pair in pairs})


COPIES: dict[str, str | bytes] = {
    "with footers": TEXT.rstrip() + FOOTER,
    "with a head table": TABLE + TEXT,
    "table and footers": TABLE + TEXT.rstrip() + FOOTER,
    "in one line": "".join(TEXT.split()) + "责任编辑：张三扫一扫在手机打开当前页",
    "a newspaper's": LEAD + ITEMS + "\n" + SIGNED + "（完）\n来源：新华社\n2025-11-04 10:00",
    "HTML source": html(TEXT),
    "HTML in GBK": html(TEXT).encode("gb18030"),
    "plain in GBK": (TEXT.rstrip() + FOOTER).encode("gb18030"),
    "UTF-8 with mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "UTF-16 with mark": TEXT.encode("utf-16"),
    "CRLF and wide spaces": TEXT.replace("\n", "\r\n\u3000\u3000"),
    "entities alone": TEXT.replace("　", "&nbsp;").replace("〔", "&#12308;"),
    "inline tags": TEXT.replace("放假调休", "<strong>放假</strong>调休").replace("\n", "<br/>\n"),
    "traditional": traditional(TEXT),
    "traditional HTML": traditional(html(TEXT)),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_d9_a_copy_reads_as_the_document(copy: str | bytes) -> None:
    found = parse_notice(copy)
    number = NOTICE.number
    if found.number == "":  # a newspaper leaves the number out
        number = ""
    assert (found.year, found.number, found.issued, found.amends) == (2026, number, NOTICE.issued, "")
    assert found.arrangements == NOTICE.arrangements
    assert found.title == "国务院办公厅关于2026年部分节假日安排的通知"
    assert national().with_notice(found) is national()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
@pytest.mark.parametrize(
    "wrap",
    [html, traditional, lambda text: TABLE[:30] + "\n" + text + FOOTER],
    ids=["html", "hant", "footers"],
)
def test_d9_every_document_since_2014_reads_from_a_page(path: Path, wrap: object) -> None:
    text = path.read_text(encoding="utf-8")
    assert callable(wrap)
    found, plain = parse_notice(wrap(text)), parse_notice(text)
    assert found == plain


def test_d9_what_was_passed_over_is_told() -> None:
    found = parse_notice(TABLE + TEXT.rstrip() + FOOTER)
    told = "\n".join(found.passed_over)
    for part in (
        "索引号:000014349",
        "经国务院批准",
        "节假日期间,各地区",
        "责任编辑:张三",
        "扫一扫",
        "相关稿件",
        "5月1日至5日放假",
    ):
        assert part in told
    for part in ("10月10日", "国办发明电〔2025〕7号\n国办"):
        assert part not in told
    urged = parse_notice((DOCUMENTS[0].parent / "2024.txt").read_text(encoding="utf-8"))
    assert any("鼓励各单位" in piece for piece in urged.passed_over), "the eve of 2024 was urged, not given"
    assert "张三" not in repr(parse_notice(COPIES["HTML source"]).passed_over[:3])
    assert Notice.from_json(found.to_json()).passed_over == ()


def test_d9_much_that_was_passed_over_is_told_in_short() -> None:
    found = parse_notice(TEXT + "\n" + "\n".join(f"相关新闻第{n}条" + "很长" * 60 for n in range(80)))
    assert len(found.passed_over) == 51
    assert found.passed_over[-1].startswith("……（另有 ")
    assert max(map(len, found.passed_over)) == 61


@pytest.mark.parametrize(
    ("number", "read"),
    [("国办发〔2026〕8号", "国办发〔2026〕8号"), ("国办发（2026）8号", "国办发〔2026〕8号"), ("国发〔2026〕3号", "国发〔2026〕3号"),
     ("国发明电[2026]1号", "国发明电〔2026〕1号"), ("國辦發明電〔2026〕第8號", "国办发明电〔2026〕8号")],
)  # fmt: skip
def test_d9_other_numbers_are_read(number: str, read: str) -> None:
    assert parse_notice(TEXT.replace("国办发明电〔2025〕7号", number)).number == read


def test_d9_the_lead_of_the_fault_reads_with_its_signature() -> None:
    text = f"国务院办公厅12月1日发布《关于2026年部分节假日安排的通知》,全文如下:\n{ITEMS}\n国务院办公厅\n2025年12月1日\n"
    found = parse_notice(text)
    assert (found.issued, found.title) == (date(2025, 12, 1), NOTICE.title)
    assert found.arrangements == NOTICE.arrangements
    assert found.passed_over[0].startswith("国务院办公厅12月1日发布")


def test_d9_a_lead_without_signature_is_refused_for_the_true_reason() -> None:
    text = f"要闻\n国务院办公厅12月1日发布《关于2026年部分节假日安排的通知》，全文如下：\n{ITEMS}"
    with pytest.raises(NoticeError) as caught:
        parse_notice(text)
    told = caught.value.render("zh")
    assert "12月1日" in told
    assert "没有年份" in told
    assert "原文中没有" not in told
    assert parse_notice(text, issued=date(2025, 12, 1)).arrangements == NOTICE.arrangements


def test_d9_the_day_of_issue_of_the_head_table_serves_where_no_one_signs() -> None:
    found = parse_notice(TABLE + TEXT.replace(SIGNED, ""))
    assert (found.issued, found.published, found.sure) == (date(2025, 11, 4), None, "按通知原文读出")
    later = TABLE.replace("发布日期：2025年11月04日", "发布日期：2025-11-06")
    assert parse_notice(later + TEXT).published == date(2025, 11, 6)
    only = later.replace("成文日期：2025年11月04日", "")
    found = parse_notice(only + TEXT.replace(SIGNED, ""))
    assert (found.issued, found.published) == (date(2025, 11, 6), None)
    assert "发布日期" in found.sure


@pytest.mark.parametrize(
    "end", ["国务院办公厅", "2025年11月4日", "（2025年11月4日）", "国务院办公厅（此件公开发布）2025年11月4日", "国务院办公厅\n二〇二五年十一月四日"]
)  # fmt: skip
def test_d9_signatures_as_they_come(end: str) -> None:
    given_day = None if "日" in end else date(2025, 11, 4)
    assert parse_notice(TEXT.replace(SIGNED, end), issued=given_day) == NOTICE


def test_d9_words_like_a_signature_inside_a_sentence_end_nothing() -> None:
    text = TEXT.replace("节假日期间，", "节假日期间，按国务院办公厅2020年3月1日印发的办法，")
    with pytest.raises(NoticeError, match="2020年3月1日"):
        parse_notice(text)


def test_d9_an_extension_goes_by_the_number_of_a_notice_on_record() -> None:
    text = (DOCUMENTS[0].parent / "2020-01.txt").read_text(encoding="utf-8")
    for amends in (
        "国办发明电〔2019〕16号",
        "国办发明电（2019）16号",
        "国务院办公厅关于2020年部分节假日安排的通知",
    ):
        assert parse_notice(text, amends=amends) == parse_notice(text)
    with pytest.raises(NoticeError) as caught:
        parse_notice(text, amends="国办发明电〔2019〕99号")
    assert "库中没有“国办发明电〔2019〕99号”" in caught.value.found.zh
    assert "不只是字号" in caught.value.fix.zh
    late = text.replace("至2月2日（农历正月初九，星期日）", "至1月30日")
    with pytest.raises(NoticeError, match="原至 2020-01-30，并未延长"):
        parse_notice(late)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("一、元旦：1999年1月1日放假。", "不在 2026 年"),
        ("一、元旦：0001年1月1日至9999年12月31日放假。", "不在 2026 年"),
        (f"一、元旦：1月1日放假，共{'9' * 5000}天。", "读不懂"),
        ("一、元旦：另行通知。", "读不懂"),
        ("一、元旦：1月1日（" + "周" * 50, "读不懂"),
    ],
)
def test_d9_what_is_refused_says_the_true_reason(text: str, part: str) -> None:
    with pytest.raises(NoticeError, match=part):
        parse_notice(text, year=2026, issued=date(2025, 11, 4), amends="试")


def test_d9_the_years_reason_is_true() -> None:
    with pytest.raises(NoticeError, match="标题和正文都没有写明是哪一年"):
        parse_notice("发布日期：2025年11月4日\n一、元旦：1月1日放假。", issued=date(2025, 11, 4))
    with pytest.raises(NoticeError, match="1066"):
        parse_notice("1066年1月1日放假。", issued=date(2025, 11, 4))


def test_d9_bytes_in_no_known_encoding_and_longer_text_are_refused() -> None:
    for source, part in ((b"\xff", "UTF-8 或 GBK"), (b"\xff\xfe\x00", "UTF-8 或 GBK"), ("一" * 200_001, "至多 200000"),
                         (b"a" * 200_001, "至多 200000"), (b"a" * 800_001, "至多 200000")):  # fmt: skip
        for read in (parse_notice, read_notice):
            with pytest.raises(NoticeError, match=part):
                read(source)
    assert decode("\ufeff甲") == "甲"


def test_read_notice_reads_json_in_gbk_too() -> None:
    assert read_notice(NOTICE.to_json().encode("gb18030")) == NOTICE


def test_markup_that_never_closes_is_text() -> None:
    assert plain_lines("<p>甲<script>乙") == ["甲", "乙"]
    assert plain_lines("<p>甲<!--乙<!--丙") == ["甲<!--乙<!--丙"]
    assert plain_lines("<p>甲<script>丙</SCRIPT\n>丁<script>戊</script>己") == ["甲丁己"]
    assert plain_lines("1 < 2 &amp; 3") == ["1<2&3"]
    assert plain_lines("<p>甲<style>乙<script>丙</script>丁</style>戊") == ["甲戊"]


UNITS = [
    "<", "<!--", "<a ", "<a b='", "<script>", "<style></style>", "<p>", "&", "&#", "&nbsp;", "国务院关于", "关于", "国务院办公厅", "1日(", "1月1日、",
    "一、", "，", "(,", "(", "。", "延长", "放假。", "1月1日至3日放假。", "一、甲:1月1日放假。", "各省、自治区、直辖市", "全文如下:", "成文日期:", "发布日期:2025-1-1",
    "责任编辑\n", "\n", "新华社", "共9天,", "鼓励", "国办发明电〔2026〕9号", "国办发明电〔2026〕", "2026年", "調", "2025年11月4日\n", "国务院办公厅2025年11月4日,",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_d9_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        begin = time.process_time()
        with contextlib.suppress(NoticeError):
            parse_notice(text, year=2026, issued=date(2025, 11, 4), amends="试")
        return time.process_time() - begin

    assert seconds(200_000) < 5  # by the square it would be minutes


PIECES = ["<p>", "</p>", "<script>", "&nbsp;", "一、元旦：", "1月1日", "放假", "上班", "，", "。", "（周四）", "至", "\n", "国务院办公厅", "2025年11月4日", "责任编辑：",
          "全文如下：", "关于2026年部分节假日安排的通知", "国办发明电〔2025〕7号", "成文日期：", "延长春节假期至2月24日", "節", "\x00", "٣日"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.binary(max_size=60))
def test_d9_any_copy_gives_a_notice_or_our_error(text: str | bytes) -> None:
    with contextlib.suppress(NoticeError):
        assert parse_notice(text, year=2026, issued=date(2025, 11, 4), amends="试").arrangements
