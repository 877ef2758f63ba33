"""What is wrong with a guide's text is told all at once, each fault with its file, its key path and the way to mend it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from yibao_rules.guides import GuideError, load, structure
from yibao_rules.model.requirements import AllOf, AnyOf, Need, OnlyWhen, Pledgeable
from yibao_rules.text import Text

GuideText = Callable[..., str]

FAULTS = [
    ("limit = []", "item[0].limit", "limits"),
    ('number = "3"', "item[0].number", "整数"),
    ("number = true", "item[0].number", "整数"),
    ("offered = 1", "item[0].offered", "true"),
    ("notes = 3", "item[0].notes", "数组"),
    ("notes = [3]", "item[0].notes[0]", "文字"),
    ("agent = 3", "item[0].agent", "表"),
    ("agent = { }", "item[0].agent.allowed", "补上"),
    ('channels = ["windw"]', "item[0].channels[0]", "window"),
    ("channels = [3]", "item[0].channels[0]", "window"),
    ('limits = [{ term = "很快" }]', "item[0].limits[0].term", "不超过20个工作日"),
    ("limits = [{ term = 20 }]", "item[0].limits[0].term", "文字"),
    ('limits = [{ term = "20个工作日", when = "circumstances.retird" }]', "item[0].limits[0].when:1:1", "circumstances.retired"),
    ('limits = [{ term = "20个工作日", when = "filing.filed_on <= " }]', "item[0].limits[0].when:1:", "规则表达式"),
    ("valid_from = 2020-13-01T", "/", "TOML"),
    ('valid_from = "2020-13-01"', "item[0].valid_from", "日期"),
    ("valid_from = 2020-01-01\nvalid_to = 2019-01-01", "item[0].valid_to", "不早于"),
    ("valid_from = 2019-01-01", "item[0].valid_from", "有效期"),
    ('materials = "referral_certificat"', "item[0].materials.need", "referral_certificate"),
    ('materials = "zzzz"', "item[0].materials.need", "x_"),
    ('materials = ["@nothing"]', "item[0].materials[0]", "[define]"),
    ("materials = 3", "item[0].materials", "材料、数组或表"),
    ("materials = [{ }]", "item[0].materials[0]", "need、all、any、use"),
    ('materials = [{ need = "invoice", all = [] }]', "item[0].materials[0]", "need、all、any、use"),
    ('materials = [{ Any = ["invoice"] }]', "item[0].materials[0]", "Any 改为 any"),
    ("materials = [{ when = 'agent.present' }]", "item[0].materials[0]", "need、all、any、use"),
    ('materials = "x-form"', "item[0].materials.need", "下划线"),
    ('materials = "x_MyForm"', "item[0].materials.need", "小写字母"),
    ("materials = [{ any = [] }]", "item[0].materials[0].any", "至少一项"),
    ('materials = [{ any = "invoice" }]', "item[0].materials[0].any", "数组"),
    ('materials = [{ any = ["invoce"] }]', "item[0].materials[0].any[0].need", "invoice"),
    ('materials = [{ any = ["invoice"], seals = [] }]', "item[0].materials[0].seals", "格式中的键"),
    ('materials = [{ need = "invoice", sealed = true }]', "item[0].materials[0].sealed", "seals"),
    ('materials = [{ need = "invoice", pledgeable = "yes" }]', "item[0].materials[0].pledgeable", "true"),
    ('materials = [{ need = "invoice", note = 3 }]', "item[0].materials[0].note", "文字"),
    ('materials = [{ use = "nothing" }]', "item[0].materials[0].use", "[define]"),
    ('binds = ["material"]', "item[0].binds[0]", "materials"),
    ('members = ["referral"]', "item[0].members", "其他事项"),
    ('members = ["referal"]', "item[0].members[0]", "referral"),
    ('required_facts = ["filing.filed"]', "item[0].required_facts[0]", "filing.filed_on"),
    ('sources = [{ of = "limit", sure = "seed" }]', "item[0].sources[0].of", "limits"),
    ('pledge = { becomes = "x-y" }', "item[0].pledge.becomes", "x_"),
    ('diseases = [{ name = "高血压", code = "M39" }]', "item[0].diseases[0].code", "M 加 5 位数字"),
    ('basis = [{ document = "", sure = "seed" }]', "item[0].basis[0].document", "不为空"),
    ('basis = [{ document = " ", sure = "seed" }]', "item[0].basis[0].document", "不为空"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "path", "fix"), FAULTS)
def test_a_fault_in_an_item(guide_text: GuideText, body: str, path: str, fix: str) -> None:
    with pytest.raises(GuideError) as caught:
        load(guide_text(body), file="某地.toml")
    words = [fault.render("zh") for fault in caught.value.faults]
    assert any(w.startswith(f"某地.toml: {path}") and fix in w for w in words), words


OFFICE = '\n[[offices]]\nname = "窗口"\nopenings = [{openings}]\n'


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ("valid_to = 2019-01-01", "valid_to"),
        ('issued = "yesterday"', "issued"),
        ("define = 3", "define"),
        ('editon = "2"', "editon"),
        (OFFICE.format(openings="{ days = [8], opens = 08:00:00, closes = 09:00:00 }"), "offices[0].openings[0].days"),
        (OFFICE.format(openings="{ days = [], opens = 08:00:00, closes = 09:00:00 }"), "offices[0].openings[0].days"),
        (OFFICE.format(openings="{ days = [1], opens = 08:00:00, closes = 08:00:00 }"), "offices[0].openings[0].closes"),
        (OFFICE.format(openings="{ days = [1], opens = 08:00:00, closes = 09:00:00, season = 'summer' }"), "offices[0].openings[0].season"),
        (OFFICE.format(openings="{ days = [1], opens = 08:00:00, closes = 09:00:00, season = '02-30/09-30' }"), "offices[0].openings[0].season"),
        ('define = { unused = ["@unused"] }', "define.unused[0]"),
        ('define = { unused = "invoce" }', "define.unused.need"),
        (OFFICE.format(openings="{ days = [1], opens = 08:00:00, closes = 10:00:00 }, { days = [1, 2], opens = 09:00:00, closes = 11:00:00 }"), "offices[0].openings[1]"),
        ('offices = [{ name = "窗口", place = "12" }]', "offices[0].place"),
    ],
)  # fmt: skip
def test_a_fault_in_the_header(guide_text: GuideText, more: str, path: str) -> None:
    with pytest.raises(GuideError) as caught:
        load(guide_text(more=more))
    assert any(f.path == path for f in caught.value.faults), caught.value.render()


@pytest.mark.parametrize(("key", "value"), [("place", "1305"), ("edition", "二〇二〇"), ("place", "")])
def test_a_faulty_name_of_the_guide(guide_text: GuideText, key: str, value: str) -> None:
    with pytest.raises(GuideError) as caught:
        load(guide_text(**{key: value}))
    assert caught.value.faults[0].path == key


def test_lunch_and_seasons_do_not_overlap(guide_text: GuideText) -> None:
    stretches = ", ".join(
        f"{{ days = [1], opens = {o}:00:00, closes = {c}:00:00, season = '{s}' }}"
        for o, c, s in (("08", "12", ""), ("13", "17", ""), ("08", "18", "05-01/09-30"))
    )
    assert len(load(guide_text(more=OFFICE.format(openings=stretches))).offices[0].openings) == 3


def test_all_faults_come_at_once_in_both_languages(guide_text: GuideText) -> None:
    text = guide_text(
        'number = "3"\nmaterials = ["referral_certificat"]\nlimits = [{ term = "很快" }]'
    ).replace("sure", "sur")
    with pytest.raises(GuideError) as caught:
        load(text, file="x.toml")
    assert len(caught.value.faults) == 5
    assert "guide refused (5 faults)" in str(caught.value)
    assert "x.toml: sur: found sur; expected a key of the format. Fix: write sure" in caught.value.render(
        "en"
    )


def test_one_fault_is_one_fault(guide_text: GuideText) -> None:
    """A day of the guide that is wrong is told once, not again of every item that has no days of its own."""
    with pytest.raises(GuideError, match=r"guide refused \(1 fault\)") as caught:
        load(guide_text(more="valid_to = 2019-01-01"))
    assert [f.path for f in caught.value.faults] == ["valid_to"]


@pytest.mark.parametrize("nothing", ["", "  ", "\n"])
def test_a_guide_of_no_text_lacks_all_that_is_required(nothing: str) -> None:
    with pytest.raises(GuideError) as caught:
        load(nothing)
    assert {f.path for f in caught.value.faults} >= {"place", "edition", "valid_from"}


def test_an_item_twice_on_one_day(guide_text: GuideText) -> None:
    items = '[[item]]\nitem = "referral"\n{}\n[[item]]\nitem = "referral"\n{}\n'
    parted = load(guide_text(items=items.format("valid_to = 2020-12-31", "valid_from = 2021-01-01")))
    assert len(parted.items) == 2
    with pytest.raises(GuideError) as caught:
        load(guide_text(items=items.format("", "valid_from = 2021-01-01")))
    assert caught.value.faults[0].path == "item[1].item"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"name = '\xc4\xe3'")
    for path, words in ((tmp_path / "none.toml", "没有这个文件"), (latin, "UTF-8"), (tmp_path, "目录")):
        with pytest.raises(GuideError, match=words):
            load(path)
    with pytest.raises(GuideError, match="none"):
        load(str(tmp_path / "none.toml"))


def test_a_path_and_a_text_give_the_same(tmp_path: Path, guide_text: GuideText) -> None:
    path = tmp_path / "guide.toml"
    path.write_text(guide_text(), "utf-8")
    assert load(path) == load(str(path)) == load(guide_text())


def test_every_form_of_a_requirement(guide_text: GuideText) -> None:
    define = '[define]\nid = ["passport"]\n'
    body = """materials = [
    "invoice",
    "@id",
    { use = "id" },
    { need = "x_own_paper", title = "自有材料", note = { zh = "注", en = "note" } },
    { any = ["invoice", { all = ["invoice", "passport"] }], pledgeable = true, when = "circumstances.retired" },
]"""
    item = load(guide_text(items=define + "[[item]]\nitem = 'referral'\n" + body)).items[0]
    assert isinstance(item.materials, AllOf)
    invoice, one, other, own, last = item.materials.parts
    assert invoice == Need("invoice")
    assert one == other == AllOf((Need("passport"),))
    assert own == Need("x_own_paper", title="自有材料", note=Text("注", "note"))
    assert isinstance(last, OnlyWhen)
    assert last.part == Pledgeable(AnyOf((Need("invoice"), AllOf((Need("invoice"), Need("passport"))))))
    with pytest.raises(GuideError, match="@loop"):
        load(
            guide_text(items=define + "loop = ['@loop']\n[[item]]\nitem = 'referral'\nmaterials = '@loop'\n")
        )


def test_plain_data_with_dates_as_text() -> None:
    data = {
        "place": "130500",
        "name": "某地",
        "edition": "1",
        "title": "某",
        "valid_from": "2020-01-01",
        "sure": "seed",
    }
    assert structure(data, "x.json").valid_from.year == 2020
    assert structure({**data, "issued": "2020-01-01T08:00:00"}, "x.json").issued is not None
    with pytest.raises(GuideError):
        structure({**data, "define": []}, "x.json")


def test_text_keeps_its_punctuation_and_loses_stray_spaces(guide_text: GuideText) -> None:
    item = load(guide_text('notes = ["　甲，  乙（丙） \\n 丁 "]')).items[0]
    assert item.notes == ("甲， 乙（丙）\n丁",)
