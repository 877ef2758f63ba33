"""What authors write that is no TOML: each is answered with its line, what stands there and what to write instead."""

import pytest

from yibao_rules.serialization.faults import FaultKind, HookError
from yibao_rules.serialization.toml_mistakes import explained
from yibao_rules.serialization.toml_text import read_toml


def refused(text: str) -> HookError:
    tree, bad = read_toml(text)
    assert not tree
    assert bad is not None
    assert bad.kind is FaultKind.NOT_TOML
    assert "at line" not in bad.found.zh + bad.found.en
    return bad


@pytest.mark.parametrize(
    ("line", "column", "found", "fix"),
    [
        ("a = 2022/04/27", 9, "日期", "2023-01-01"),
        ("a = 2022-4-27", 9, "日期", "各两位"),
        ("a = 2022年4月27日", 9, "日期", "2023-01-01"),
        ("a = 2022-02-30", 5, "不存在的日期", "2023-01-01"),
        ("a = 08:30", 6, "时间", "08:30:00"),
        ("a = { b = 8:30:00 }", 12, "时间", "08:30:00"),
        ("a = 8时", 6, "时间", "08:30:00"),
        ("a = 0515-12393", 6, "以 0 开头", "引号"),
        ("a = 3.1.2", 8, "值之后还有内容", "一行一个键"),
        ("a = 1 b = 2", 7, "值之后还有内容", "一行一个键"),
        ("a = 1,", 6, "逗号", "删去逗号"),
        ("a = “x”", 5, "全角的 “", '全角 “ 改为半角 "'),
        ('a = ["x"，"y"]', 9, "全角的 ，", "全角 ， 改为半角 ,"),
        ('a = ["x"、"y"]', 9, "全角的 、", "全角 、 改为半角 ,"),
        ("a ＝ 1", 3, "全角的 ＝", "全角 ＝ 改为半角 ="),
        ("【a】", 1, "全角的 【", "全角 【 改为半角 ["),
        ("a = [１]", 6, "全角的 １", "全角 １ 改为半角 1"),
        ("\u3000a = 1", 1, "空格", "半角空格"),
        ("a\u00a0= 1", 2, "空格", "半角空格"),
        ("a = True", 5, "没有引号的词", "改为 true"),
        ("a = 否", 5, "没有引号的词", "改为 false"),
        ("a = null", 5, "没有引号的词", "删去此项"),
        ("a = 无锡市", 5, "不是值", "半角引号"),
        ("a = window", 5, "不是值", "半角引号"),
        ('a = ["x" "y"]', 10, "数组", "逗号"),
        ("a = { b = 1 c = 2 }", 13, "没有闭合", "逗号"),
        ("a = { b = 1,", 13, "{ … } 分成了几行", "一行"),
        ('a = "\\d"', 8, "反斜杠", r"\\"),
        ("a: 1", 2, "没有 = 的键", "键 = 值"),
        ("[[a]", 4, "没有闭合的表名", "[[表]]"),
        ("地名 = 1", 1, "既不是", "键 = 值"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mistake_is_told_where_it_stands(line: str, column: int, found: str, fix: str, end: str) -> None:
    bad = refused(f"# 地区{end}first = 1{end}{line}{end}last = 2{end}")
    assert bad.found.zh.startswith(f"第 3 行第 {column} 列：")
    assert bad.found.en.startswith(f"line 3, column {column}: ")
    assert found in bad.found.zh
    assert fix in bad.fix.zh


@pytest.mark.parametrize(
    ("text", "found", "fix"),
    [
        ("a = 1\na = 2", "已经出现过", "合并"),
        ("[[a]]\nb = 1\n[a]\n", "已经出现过", "[[item]]"),
        ('a = "x', "引号", "补上"),
        ("a = 'x", "引号", "补上"),
        ("a = [1", "数组", "]"),
        ("a = 'x\x00'", "控制字符", "引号"),
    ],
)
def test_a_mistake_that_shows_only_later(text: str, found: str, fix: str) -> None:
    bad = refused(text)
    assert found in bad.found.zh
    assert fix in bad.fix.zh


def test_a_byte_order_mark_does_not_move_the_place() -> None:
    assert refused("\ufeffa＝1").found == refused("a＝1").found


def test_a_complaint_of_another_parser_is_still_placed() -> None:
    assert explained("a = 1", "no such words").found.zh == "文件末尾：不合 TOML 的语法"
    assert explained("a = 1", "no such words (at line 1, column 3)").found.en.startswith("line 1, column 3: ")
