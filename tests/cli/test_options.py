"""Options of the shell: none is dropped in silence, notices and guides add up, a guide replaces only when asked (B7)."""

import argparse
from collections.abc import Callable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

from yibao_rules.cli import app, main
from yibao_rules.interop.json import dumps
from yibao_rules.testing.cases import accepted_filing
from yibao_rules.text import Lang


class Ran(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]
Write = Callable[[str, str], Path]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*argv: object) -> Ran:
        status = main([*map(str, argv), *([] if argv[0] == "--version" else ["--day", "2026-03-02"])])
        return Ran(status, *capsys.readouterr())

    return call


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return make


# -- no option is dropped when it is repeated

_VALUES = {"DATE": "2026-03-02", "YEAR": "2026", "N": "5", "PLACE": "131000", "None": "131000"}
_parser = cache(app.build)
Words = tuple[str, ...]


def _commands(
    parser: argparse.ArgumentParser, words: Words = ()
) -> Iterator[tuple[Words, list[argparse.Action]]]:
    """Go through the commands, and the commands in them, each with what it takes."""
    actions: list[argparse.Action] = parser._actions  # argparse tells it nowhere else
    inner = [action.choices for action in actions if isinstance(action.choices, dict)]
    if not inner:
        yield words, actions
    for choices in inner:
        for name, sub in choices.items():
            yield from _commands(sub, (*words, name))


def _options() -> list[tuple[Words, str]]:
    return [
        (words, option)
        for words, actions in _commands(_parser())
        for action in actions
        for option in action.option_strings
        if "--help" not in action.option_strings
    ]


def _value(action: argparse.Action) -> list[str]:
    """Return what stands after an option: nothing for a flag, else a value that it takes."""
    if action.choices:
        return [str(next(iter(action.choices)))]
    return [] if action.nargs == 0 else [_VALUES.get(str(action.metavar), "a")]


def test_the_options_of_all_commands_are_tried() -> None:
    assert {words[0] for words, _ in _options()} == {
        *("check", "check-frame", "require", "advise", "due", "diagnose"),
        *("holidays", "guides", "sql", "items", "kinds"),
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("words", "option"), _options())
def test_an_option_given_twice_adds_or_is_refused(
    words: Words, option: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    actions = dict(_commands(_parser(lang)))[words]
    action = next(a for a in actions if option in a.option_strings)
    needed = list(words)
    for other in actions:
        if other is not action and (other.required or not other.option_strings):
            needed += [*other.option_strings[-1:], *_value(other)]
    once = [option, *_value(action)]
    parsed = vars(_parser(lang).parse_args([*needed, *once]))[action.dest]
    if isinstance(parsed, list):
        both = _parser(lang).parse_args([*needed, *once, *once])
        assert vars(both)[action.dest] == _value(action) * 2
        return
    assert parsed not in (None, False)
    with pytest.raises(SystemExit) as ended:
        _parser(lang).parse_args([*needed, *once, *once])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert ("只能给一次" if lang == "zh" else "given more than once") in told
    assert option in told


def test_an_option_given_twice_is_refused_before_anything_is_answered(run: Run) -> None:
    ran = run("due", "5个工作日", "--from", "2026-03-02", "--from", "2026-03-03")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("命令有误：参数 --from: 只能给一次")


def test_the_version(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("--version") == (0, f"yibao-rules {metadata.version('yibao-rules')}\n", "")

    def lacking(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", lacking)
    assert run("--version").out == "yibao-rules （源码，未安装）\n"
    assert run("--version", "--lang=en").out == "yibao-rules (source, not installed)\n"


# -- notices add up, and contradict each other aloud

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
AMENDMENT = """{"year": 2027, "number": "国办发明电〔2027〕1号", "issued": "2027-03-01",
"amends": "国办发明电〔2026〕9号", "days": [
{"name": "劳动节", "date": "2027-05-01", "isOffDay": true}, {"name": "劳动节", "date": "2027-05-02", "isOffDay": true},
{"name": "劳动节", "date": "2027-05-03", "isOffDay": true}, {"name": "劳动节", "date": "2027-05-04", "isOffDay": true}]}
"""


def test_b7_a_second_notice_is_taken_in_beside_the_first(run: Run, write: Write) -> None:
    one, other = write("one.txt", NOTICE), write("other.json", AMENDMENT)
    term = ("due", "1个工作日", "--from", "2027-04-30")
    assert "2027-05-06" in run(*term, "--notice", one).out
    both = run(*term, "--notice", one, "--notice", other)
    assert (both.status, both.err) == (0, "")
    assert "2027-05-05" in both.out.splitlines()[0]
    assert "已确定" in both.out.splitlines()[0]
    listed = run("holidays", "2027", "--add", one, "--add", other).out
    assert listed != run("holidays", "2027", "--add", one).out
    assert (
        run("holidays", "2027", "--add", one, "--add", one).out == run("holidays", "2027", "--add", one).out
    )


def test_b7_two_notices_that_contradict_each_other_are_refused_by_the_calendar(
    run: Run, write: Write
) -> None:
    one = write("one.txt", NOTICE)
    moved = NOTICE.replace("6月9日（周三）", "6月8日（周二）")
    for option, command in (("--notice", ("due", "5个工作日")), ("--add", ("holidays", "2027"))):
        same_number = run(*command, option, one, option, write("other.txt", moved))
        assert (same_number.status, same_number.out) == (2, "")
        assert "国办发明电〔2026〕9号" in same_number.err
        another = run(*command, option, one, option, write("third.txt", moved.replace("9号", "10号")))
        assert another.status == 2


def test_b7_number_and_date_complete_one_notice_alone(run: Run, write: Write) -> None:
    bare = write("bare.txt", NOTICE.replace("国办发明电〔2026〕9号\n", ""))
    assert run("holidays", "2027", "--add", bare, "--number", "国办发明电〔2026〕9号").status == 0
    ran = run("holidays", "2027", "--add", bare, "--add", bare, "--number", "国办发明电〔2026〕9号")
    assert (ran.status, ran.out) == (2, "")
    assert "--number、--issued 只补一份通知所缺的" in ran.err
    assert run("holidays", "--add", bare, "--add", bare, "--issued", "2026-11-04").status == 2


# -- guides: an edition is added; what is there is replaced only when asked

GUIDE = """
place = "131000"
name = "廊坊市"
edition = "{edition}"
title = "示例"
url = "https://example.org/"
sure = "found_low"
valid_from = {since}

[[item]]
item = "referral"
materials = ["referral_certificate"]
"""


def test_b7_a_guide_of_a_bundled_edition_replaces_it_only_when_asked(run: Run, write: Write) -> None:
    guide = write("a.toml", GUIDE.format(edition="2020-08-25", since="2020-08-25"))
    ask = ("require", "referral", "--place", "131000", "--guide", guide)
    refused = run(*ask)
    assert (refused.status, refused.out) == (2, "")
    assert "要代替本库 131000 的指南，加 --replace" in refused.err
    assert "add --replace" in run(*ask, "--lang", "en").err
    replaced = run(*ask, "--replace")
    assert replaced.status == 0
    assert "廊坊市：示例（131000/2020-08-25" in replaced.out
    assert "廊坊市医疗保障经办政务服务事项清单" not in replaced.out


def test_b7_a_newer_edition_is_added_where_it_amends_and_else_the_way_is_named(
    run: Run, write: Write
) -> None:
    newer = GUIDE.format(edition="2026-01-01", since="2026-01-01")
    ask = ("require", "referral", "--place", "131000")
    clash = run(*ask, "--guide", write("a.toml", newer))
    assert clash.status == 2
    assert "或在 amends 中写明叠加于哪个版本；要代替" in clash.err
    amending = write("b.toml", newer.replace("valid_from", 'amends = ["2020-08-25"]\nvalid_from'))
    added = run(*ask, "--guide", amending)
    assert (added.status, added.err) == (0, "")
    assert "131000/2026-01-01" in added.out
    assert "131000/2020-08-25" in added.out
    assert run(*ask, "--guide", write("c.toml", newer), "--replace").status == 0


def test_b7_two_guides_of_ones_own_add_up_and_their_clash_is_their_own(run: Run, write: Write) -> None:
    ningbo = GUIDE.replace("131000", "330200").format(edition="one", since="2026-01-01")
    one = write("one.toml", ningbo)
    other = write("other.toml", ningbo.replace("330200", "330300"))
    for place in ("330200", "330300"):
        ran = run("require", "referral", "--place", place, "--guide", one, "--guide", other)
        assert f"（{place}/one" in ran.out
    twice = run("require", "referral", "--place", "330200", "--guide", one, "--guide", one)
    assert twice.status == 2
    assert "--replace" not in twice.err


def test_replacing_with_nothing_is_refused(run: Run) -> None:
    ran = run("require", "referral", "--replace")
    assert (ran.status, ran.out) == (2, "")
    assert "--replace 须与 --guide 同用" in ran.err


# -- items and kinds of one's own

OWN = """
place = "330200"
name = "宁波市"
edition = "one"
title = "示例"
url = "https://example.org/"
sure = "found_low"
valid_from = 2026-01-01

[[item]]
item = "x_moving_house"
name = "换城市一件事"
materials = ["resident_id", { need = "x_lease_card", title = "租赁备案卡" }]
limits = [{ term = "5个工作日" }]
"""


def test_b7_an_item_of_ones_own_is_told_with_its_kinds_by_their_titles(run: Run, write: Write) -> None:
    guide = ("--place", "330200", "--guide", write("own.toml", OWN))
    listed = run("require", "x_moving_house", *guide)
    assert (listed.status, listed.err) == (0, "")
    assert listed.out.startswith("换城市一件事\n")
    assert "- 租赁备案卡（据转述） [x_lease_card]" in listed.out
    due = run("due", "x_moving_house", *guide)
    assert due.status == 0
    assert "2026-03-09" in due.out
    sql = run("sql", "duckdb", "--item", "x_moving_house", "--only", "decisions", *guide)
    assert sql.status == 0
    assert "x_lease_card" in sql.out
    filing = '{"item": "x_moving_house", "insured_place": "330200", "materials": [{"kind": "resident_id"}]}'
    checked = run("check", write("f.json", filing), *guide[2:])
    assert "缺《租赁备案卡》" in checked.out


def test_b7_an_unknown_item_names_the_nearest_of_the_librarys_and_of_ones_own(run: Run, write: Write) -> None:
    guide = ("--guide", write("own.toml", OWN))
    for command in (("require",), ("due",), ("sql", "duckdb", "--place", "330200", "--item")):
        own = run(*command, "x_moving_hous", *guide)
        assert (own.status, own.out) == (2, "")
        assert "改为 x_moving_house" in own.err
        assert "改为 referral" in run(*command, "referal", *guide).err
        assert "查阅该表" in run(*command, "x_moving_house").err


def test_an_item_of_ones_own_has_no_limit_where_its_guide_does_not_speak(run: Run, write: Write) -> None:
    ran = run("due", "x_moving_house", "--place", "330300", "--guide", write("own.toml", OWN))
    assert (ran.status, ran.out) == (1, "没有查到时限\n")


def test_a_guide_of_ones_own_is_checked_with(run: Run, write: Write) -> None:
    filing = write("f.json", dumps(accepted_filing()))
    assert run("check", filing, "--guide", write("own.toml", OWN), "--replace").status == 0
