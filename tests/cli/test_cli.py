"""The shell: answers, exit statuses, and bad input told once and clearly, never a traceback."""

import io
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from yibao_rules.cli import app, main
from yibao_rules.cli.outlet import outlet
from yibao_rules.interop.json import dumps
from yibao_rules.model.filing import Filing
from yibao_rules.testing.cases import accepted_filing, breaking

DAY = "2026-03-02"
EXAMPLES = Path(__file__).parents[2] / "examples" / "filings"


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The JSON documents it printed, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "100")

    def call(*argv: object) -> Ran:
        status = main([str(a) for a in argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Ran(status, out, err)

    return call


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def write(content: Filing | str | bytes, name: str = "a.json") -> Path:
        path = tmp_path / name
        text = dumps(content) if isinstance(content, Filing) else content
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


BROKEN = "insurance/arrears-employer"

# -- check


def test_a_filing_in_order_is_0(run: Run, file: Callable[..., Path]) -> None:
    path = file(accepted_filing())
    ran = run("check", path, "--day", DAY)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{path}\n结论：可受理\n")


def test_a_filing_with_gaps_is_1(run: Run, file: Callable[..., Path]) -> None:
    ran = run("check", file(breaking(BROKEN)), "--day", DAY)
    assert ran.status == 1
    assert "结论：需补正（1 处缺口）" in ran.out
    assert "\x1b" not in ran.out


def test_english(run: Run, file: Callable[..., Path]) -> None:
    ran = run("check", file(breaking(BROKEN)), "--day", DAY, "--lang", "en")
    assert "Decision: to be corrected (1 gap)" in ran.out


def test_json_is_a_document_a_line(run: Run, file: Callable[..., Path]) -> None:
    good, bad = file(accepted_filing(), "good.json"), file("{", "bad.json")
    ran = run("check", good, bad, "--day", DAY, "--json")
    assert ran.status == 2
    first, second = ran.answers
    assert (first["kind"], first["file"]) == ("CheckResult", str(good))
    assert first["answer"]["decision"]["code"] == "accepted"
    assert (second["kind"], second["file"]) == ("InputError", str(bad))
    assert second["answer"]["faults"][0]["kind"]["code"] == "not_json"


def test_the_other_files_are_still_checked_and_the_worst_status_wins(
    run: Run, file: Callable[..., Path], tmp_path: Path
) -> None:
    good, gaps = file(accepted_filing(), "good.json"), file(breaking(BROKEN), "gaps.json")
    ran = run("check", tmp_path / "none.json", good, gaps, "--day", DAY)
    assert ran.status == 2
    assert "可受理" in ran.out
    assert "需补正" in ran.out
    assert "没有这个文件" in ran.err
    assert run("check", good, gaps, "--day", DAY).status == 1
    assert run("check", gaps, good, "--day", DAY).status == 1


def test_standard_input(run: Run, stdin: Callable[[bytes], None]) -> None:
    stdin(dumps(accepted_filing()).encode())
    ran = run("check", "-", "--day", DAY)
    assert (ran.status, ran.out.split("\n")[0]) == (0, "标准输入")
    stdin(dumps(accepted_filing()).encode())
    assert run("check", "-", "--day", DAY, "--json").answers[0]["file"] == "-"
    stdin(b"\xff")
    ran = run("check", "-", "--day", DAY, "--lang", "en")
    assert ran.status == 2
    assert ran.err.startswith("input refused: standard input: ")


def test_what_was_tidied_is_told_beside_the_answer(run: Run, file: Callable[..., Path]) -> None:
    path = file(dumps(accepted_filing()).replace('"sample"', '" sample"'))
    ran = run("check", path, "--day", DAY)
    assert ran.status == 0
    assert ran.err == f"{path} 输入时整理：/id：整理空格\n"


def test_a_place_that_does_not_exist(run: Run, file: Callable[..., Path]) -> None:
    path = file('{"item": "referral", "insured_place": "999999"}')
    ran = run("check", path, "--day", DAY)
    assert (ran.status, ran.out) == (2, "")
    assert "/insured_place" in ran.err
    assert f"（以上问题出自 {path}）" in ran.err


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('"filed_on": "2026/3/4"', "/filed_on"),
        ('"applicnt": {}', "改为 applicant"),
        ('"applicant": {"id_number": 11010519491231002}', "给数字加上引号"),
        ('"channel": "windw"', "改为 window"),
        ('"submitted_at": "2031-02-29T00:00"', "该月没有的日子"),
    ],
)
def test_bad_input_says_where_what_and_how_to_mend(
    run: Run, file: Callable[..., Path], field: str, told: str
) -> None:
    ran = run("check", file(f'{{"item": "referral", {field}}}'), "--day", DAY)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_gaps_are_told_in_an_unannounced_year_though_dates_cannot_be(
    run: Run, file: Callable[..., Path]
) -> None:
    filing = dumps(accepted_filing()).replace("2026-03-02", "2031-03-03").replace("2026-12-31", "2030-12-31")
    ran = run("check", file(filing), "--day", "2031-03-03")
    assert ran.status == 2
    assert "《居住证》已过期" in ran.out
    assert "算不出日期" in ran.out
    assert "最近的年度通知" in ran.err


def test_an_unannounced_year_is_no_obstacle_where_nothing_is_counted(
    run: Run, file: Callable[..., Path]
) -> None:
    filing = dumps(accepted_filing()).replace("2026-03-02", "2031-03-03").replace("2026-12-31", "2031-12-31")
    ran = run("check", file(filing), "--day", "2031-03-03")
    assert (ran.status, ran.err) == (0, "")


def test_a_number_with_a_digit_too_many_and_a_birth_in_the_future_are_gaps(
    run: Run, file: Callable[..., Path]
) -> None:
    text = dumps(accepted_filing())
    long = run("check", file(text.replace("11010519491231002X", "110105194912310021X")), "--day", DAY)
    future = run("check", file(text.replace("1949-12-31", "2030-12-31")), "--day", DAY)
    assert (long.status, future.status) == (1, 1)
    assert "19 位" in long.out
    assert "110105194912310021X" not in long.out + long.err


def test_a_guide_of_ones_own_speaks(run: Run, file: Callable[..., Path]) -> None:
    started = run("guides", "new", "宁波市", "--from", "2026-01-01")
    guide = file(started.out, "ningbo.toml")
    ran = run("check", file(accepted_filing()), "--guide", guide, "--day", DAY)
    assert ran.status == 0
    filing = dumps(accepted_filing()).replace('"330900"', '"330200"')
    ran = run("check", file(filing), "--guide", guide, "--day", DAY, "--json")
    assert ran.answers[0]["answer"]["sources"][-1]["guide"] == "330200/2026-01-01"


def test_a_guide_that_does_not_load_is_bad_input(run: Run, file: Callable[..., Path]) -> None:
    ran = run("check", file(accepted_filing()), "--guide", file("a = ", "g.toml"), "--day", DAY)
    assert ran.status == 2
    assert "g.toml" in ran.err


# -- require, advise, due, diagnose


def test_require(run: Run) -> None:
    ran = run("require", "referral", "--place", "抚顺市", "--day", DAY)
    assert (ran.status, ran.err) == (0, "")
    assert "转诊转院证明" in ran.out
    on = run("require", "referral", "--place", "210400", "--on", "2020-06-01", "--json")
    assert on.answers[0]["answer"]["day"] == "2020-06-01"
    assert run("require", "referral", "--on", "1999-01-01").status == 1


def test_require_of_an_unknown_item_names_the_nearest(run: Run) -> None:
    ran = run("require", "referal", "--day", DAY)
    assert ran.status == 2
    assert "改为 referral" in ran.err


def test_advise(run: Run, file: Callable[..., Path]) -> None:
    right = run("advise", file(accepted_filing()), "--day", DAY)
    assert right.status == 0
    assert "建议：异地长期居住人员备案" in right.out
    wrong = run("advise", file(breaking("system/hospital-not-networked"), "b.json"), "--day", DAY, "--json")
    assert wrong.answers[0]["kind"] == "Advice"
    unclear = run("advise", file('{"item": "referral"}', "c.json"), "--day", DAY, "--lang", "en")
    assert unclear.status == 1
    assert "Advice: cannot be told yet" in unclear.out


def test_due_of_a_term(run: Run) -> None:
    ran = run("due", "20个工作日", "--from", "2025-09-22")
    assert ran.status == 0
    assert ran.out.startswith("20个工作日内：2025-10-24（周五），已确定\n")
    today = run("due", "5个工作日", "--day", "2025-09-22", "--json")
    assert today.answers[0]["answer"]["due"] == "2025-09-28"


def test_due_of_an_item_by_its_guide(run: Run) -> None:
    ran = run("due", "referral", "--place", "抚顺市", "--from", "2026-03-02", "--day", DAY)
    assert ran.status == 0
    assert ran.out.startswith("承诺办结时限\n")
    assert "法定办结时限\n" in ran.out
    assert run("due", "referral", "--day", "1999-01-01").out == "没有查到时限\n"
    assert run("due", "referral", "--day", "1999-01-01").status == 1
    told = run("due", "employee_enrolment", "--place", "131000", "--day", "2021-03-01")
    assert "（" in told.out.split("\n")[0]


def test_due_beyond_the_announced_years(run: Run) -> None:
    refused = run("due", "20个工作日", "--from", "2026-12-22")
    assert refused.status == 2
    assert "2027" in refused.err
    assert "--projected" in refused.err
    projected = run("due", "20个工作日", "--from", "2026-12-22", "--projected", "2027")
    assert projected.status == 0
    assert "暂定" in projected.out
    needless = run("due", "5个工作日", "--from", "2025-09-22", "--projected", "2025")
    assert "已确定" in needless.out


def test_due_of_words_that_are_no_term(run: Run) -> None:
    ran = run("due", "很快", "--from", "2026-03-02")
    assert (ran.status, ran.out) == (2, "")
    told = run("due", "很快", "--from", "2026-03-02", "--json")
    assert told.answers[0]["answer"]["fix"]["zh"]
    assert "--projected" not in told.err


def test_due_counts_a_regions_own_holidays(run: Run) -> None:
    nation = run("due", "5个工作日", "--from", "2026-04-15", "--json").answers[0]["answer"]["due"]
    guangxi = run("due", "5个工作日", "--from", "2026-04-15", "--place", "南宁市", "--json")
    assert guangxi.answers[0]["answer"]["due"] > nation


def test_diagnose(run: Run, stdin: Callable[[bytes], None]) -> None:
    ran = run("diagnose", "单位", "欠费", "--place", "舟山市")
    assert ran.status == 0
    assert "医保欠费" in ran.out
    assert "0580-12393" in ran.out
    assert run("diagnose", "infcode -1").status == 1
    stdin("参保状态异常".encode())
    assert run("diagnose", "-", "--json").answers[0]["kind"] == "Diagnosis"


# -- holidays


def test_holidays(run: Run) -> None:
    ran = run("holidays", "2026")
    assert ran.status == 0
    assert ran.out.startswith("2026 年：248 个工作日")
    assert run("holidays", "--day", "2025-06-01", "--json").answers[0]["answer"]["year"] == 2025
    assert run("holidays", "2031").status == 2
    assert "暂定" in run("holidays", "2027", "--projected").out
    assert "广西" in run("holidays", "2026", "--place", "南宁市").out


def test_holidays_as_known_on_a_day_and_what_changed_since(run: Run) -> None:
    assert run("holidays", "2025", "--as-of", "2024-10-01").status == 2
    assert "新增年份：2025、2026" in run("holidays", "--as-of", "2024-10-01", "--diff").out
    assert run("holidays", "--diff").out == "没有变化\n"


NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕9号
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。10月9日（周六）上班。
国务院办公厅
2026年11月4日
"""


def test_a_new_notice_is_taken_in_from_its_words(run: Run, file: Callable[..., Path]) -> None:
    path = file(NOTICE, "2027.txt")
    ran = run("holidays", "2027", "--add", path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2027 年：")
    assert "新增年份：2027" in run("holidays", "--add", path, "--diff").out
    due = run("due", "20个工作日", "--from", "2026-12-22", "--notice", path)
    assert due.status == 0


def test_d9_a_page_in_gbk_is_taken_in_and_what_was_passed_over_is_told(
    run: Run, file: Callable[..., Path]
) -> None:
    page = "".join(f"<p>{line}</p>" for line in f"{NOTICE}责任编辑：张三".splitlines())
    path = file(f"<html><body>{page}</body></html>".encode("gb18030"), "2027.html")
    ran = run("holidays", "2027", "--add", path)
    assert ran.status == 0
    assert ran.err == "通知中未作安排而略过：责任编辑:张三\n"
    assert ran.out == run("holidays", "2027", "--add", file(NOTICE, "2027.txt")).out
    english = run("holidays", "2027", "--add", path, "--lang", "en")
    assert english.err == "passed over in the notice: 责任编辑:张三\n"
    assert run("due", "20个工作日", "--from", "2026-12-22", "--notice", path).err == ""


def test_a_notice_that_cannot_be_read(run: Run, file: Callable[..., Path], tmp_path: Path) -> None:
    assert "无法读取的文件" in run("holidays", "--add", tmp_path / "none").err
    assert "UTF-8 或 GBK" in run("holidays", "--add", file(b"\xff", "n.txt")).err
    assert run("holidays", "--add", file("放假", "m.txt")).status == 2


# -- guides, items, kinds


def test_guides_list(run: Run) -> None:
    ran = run("guides", "list")
    assert ran.status == 0
    assert ran.out.splitlines()[0].split() == ["地区", "名称", "版本", "施行", "失效", "标题"]
    assert any(line.startswith("131000") for line in ran.out.splitlines())
    listed = run("guides", "list", "--json").answers[0]["answer"]
    assert {"place", "edition", "items"} <= set(listed[0])


def test_guides_new_and_lint(run: Run, file: Callable[..., Path]) -> None:
    started = run("guides", "new", "330200", "--day", DAY)
    assert "valid_from = 2026-03-02" in started.out
    clean = run("guides", "lint", file(started.out, "new.toml"))
    assert (clean.status, clean.err) == (0, "")


def test_guides_lint_tells_contradictions_and_faults(run: Run, file: Callable[..., Path]) -> None:
    started = run("guides", "new", "330200", "--day", DAY).out
    worse = started.replace(
        '# limits = [{ term = "不超过20个工作日", role = "promised" }]',
        'limits = [{ term = "20个工作日", role = "promised" }, { term = "10个工作日", role = "statutory" }]',
    )
    found = run("guides", "lint", file(worse, "worse.toml"), file("place = 3\n", "bad.toml"))
    assert found.status == 2
    assert "10个工作日" in found.out
    assert "bad.toml" in found.err
    alone = run("guides", "lint", file(worse, "worse.toml"), "--json")
    assert alone.status == 1
    assert alone.answers[0]["answer"][0]["code"]


def test_items_and_kinds(run: Run) -> None:
    assert run("items", "转诊").out == "referral  异地转诊人员备案\n"
    assert "residence permit" in run("kinds", "residence", "--lang", "en").out
    assert run("kinds", "--json").answers[0]["kind"] == "list"
    none = run("kinds", "zzz")
    assert (none.status, none.out) == (1, "没有符合的\n")


# -- the command line itself


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["chek"], "不在可选范围内"),
        (["check"], "缺少参数 FILE"),
        (["check", "a", "--dya", DAY], "不认识的参数"),
        (["check", "a", "--day"], "后面应有一个值"),
        (["check", "a", "--day", "2026-02-30"], "应为存在的日期"),
        (["check", "a", "--day", "20260302"], "应为存在的日期"),
        (["check", "a", "--day", "2026-W10-1"], "应为存在的日期"),  # D10
        (["due", "5个工作日", "--from", "2026-W10-1"], "应为存在的日期"),
        (["due", "5个工作日", "--from", "2026-W10-1T09:00"], "应为存在的日期"),
        (["check", "a", "--lang", "fr"], "不在可选范围内"),
        (["require", "referral", "--place", "普陀区"], "浙江省舟山市普陀区（330903）"),
        (["require", "referral", "--place", "zzz"], "--place"),
        (["due", "5日", "--projected", "x"], "应为年份"),
        (["due", "5日", "--projected", "99999"], "应为年份"),
        (["holidays", "0"], "应为年份"),
        (["guides"], "缺少参数"),
        (["guides", "new"], "缺少参数 PLACE"),
    ],
)
def test_a_wrong_command_line(run: Run, argv: list[str], told: str) -> None:
    ran = run(*argv)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("命令有误：")
    assert told in ran.err
    assert "--help 查看用法" in ran.err
    english = run(*argv, "--lang=en")
    assert english.status == 2
    if "fr" not in argv:
        assert english.err.startswith("bad command: ")


def test_help_in_both_languages(run: Run) -> None:
    for argv in ([], ["check"], ["require"], ["advise"], ["due"], ["diagnose"], ["holidays"], ["guides"],
                 ["guides", "list"], ["guides", "lint"], ["guides", "new"], ["items"], ["kinds"]):  # fmt: skip
        zh, en = (
            run(*argv, "--help"),
            run("--lang", "en", "--help") if not argv else run(*argv, "--help", "--lang=en"),
        )
        assert zh.status == 0
        assert zh.out.startswith("用法：")
        assert "显示此帮助" in zh.out
        assert en.status in (0, 2)
    assert run("check", "--lang", "en", "--help").out.startswith("usage:")


def test_without_a_command_help_is_shown(run: Run) -> None:
    ran = run()
    assert ran.status == 2
    assert "check" in ran.out


def test_the_day_is_today_in_china_by_default(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "today", lambda: date(2025, 9, 22))
    assert run("due", "5个工作日", "--json").answers[0]["answer"]["start"] == "2025-09-22"


def test_the_clock_is_read_in_china() -> None:
    assert app.today().year >= 2026


@pytest.mark.parametrize(
    ("raised", "status", "told"),
    [
        (KeyboardInterrupt(), 130, "已中断"),
        (RuntimeError("张三 11010519491231002X"), 3, "程序自身的错误（RuntimeError，test_cli.py:"),
        (SystemExit("text"), 0, ""),
    ],
)
def test_no_end_without_a_word_and_none_with_a_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, raised: BaseException, status: int, told: str
) -> None:
    def fail(*_: object) -> int:
        raise raised

    monkeypatch.setattr(app, "_run", fail)
    ran = run("items")
    assert ran.status == status
    assert ran.err.startswith(told)
    assert "张三" not in ran.err


def test_a_reader_that_goes_away_is_no_fault() -> None:
    code = "import sys; from yibao_rules.cli import main; sys.exit(main(['kinds'] ))"
    done = subprocess.run(  # noqa: S603  # our own interpreter
        ["/bin/sh", "-c", f'{{ "{sys.executable}" -c "{code}"; echo "status $?" >&2; }} | true'],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.stderr in ("status 141\n", "status 0\n")


def test_a_pipe_that_is_closed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)

        def fail(*_: object) -> int:
            raise BrokenPipeError

        monkeypatch.setattr(app, "_run", fail)
        assert main(["items"]) == 141
        out.write("goes nowhere")
    assert (tmp_path / "out").read_text() == ""


def test_as_a_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["yibao", "items", "转诊"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("yibao_rules", run_name="__main__")
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith("referral")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)

    def begin() -> Terminal:
        # Within the test: pytest sets the streams anew when it begins.
        stream = Terminal()
        monkeypatch.setattr(sys, "stdout", stream)
        return stream

    return begin


def test_colour_on_a_terminal(terminal: Callable[[], Terminal], file: Callable[..., Path]) -> None:
    path = file(accepted_filing())
    stream = terminal()
    assert main(["check", str(path), "--day", DAY]) == 0
    assert "\x1b[1;32m结论：可受理\x1b[0m" in stream.getvalue()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_it_is_not_wanted(
    terminal: Callable[[], Terminal], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    terminal()
    assert outlet(lang="zh", as_json=False, day=date(2026, 3, 2)).paint.on is True
    monkeypatch.setenv(name, value)
    assert outlet(lang="zh", as_json=False, day=date(2026, 3, 2)).paint.on is False


def test_the_width_is_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for columns, kept in (("20", 60), ("100", 100), ("500", 120)):
        monkeypatch.setenv("COLUMNS", columns)
        assert outlet(lang="zh", as_json=False, day=date(2026, 3, 2)).columns == kept


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda p: p.stem)
def test_every_example_is_read_and_answered(run: Run, path: Path) -> None:
    ran = run("check", path, "--day", DAY)
    assert ran.status in (0, 1)
    assert ran.err == ""
