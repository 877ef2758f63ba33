"""What a stranger's guide may hold (F5, H1, H3): every refusal one of ours, in time, just below and just above each limit."""

import contextlib
import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.errors import ArgumentError
from yibao_rules.guides import GuideError, load, structure
from yibao_rules.guides.checks import overlapping
from yibao_rules.model.guide import Guide
from yibao_rules.model.requirements import needs
from yibao_rules.serialization.faults import FaultKind
from yibao_rules.serialization.limits import (
    DEEPEST_REQUIREMENT,
    DEEPEST_TOML,
    LARGEST_TOML,
    LONGEST_PROSE,
    MOST_FAULTS,
    MOST_KEY_PARTS,
    MOST_NEEDS,
    MOST_NODES,
)
from yibao_rules.serialization.size import too_big
from yibao_rules.serialization.toml_text import line_of, lines_of, read_toml

GuideText = Callable[..., str]
K = FaultKind
SECONDS = 60  # against work that grows with the square, which takes many minutes; not a measure of speed
PLAIN = {
    "place": "130500",
    "name": "某地",
    "edition": "1",
    "title": "某",
    "valid_from": "2020-01-01",
    "sure": "seed",
}


def read(source: Any) -> Guide:
    return load(source) if isinstance(source, str) else structure(source, "x")


def refused(source: Any) -> GuideError:
    with pytest.raises(GuideError) as caught:
        read(source)
    error = caught.value
    assert len(str(error)) < 100_000
    return error


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("x = " + "[" * 5_000 + "]" * 5_000, K.TOO_DEEP),
        ("x = " + "[" * 450 + "]" * 450, K.TOO_DEEP),
        ("number = " + "9" * 5_000, K.BAD_NUMBER),
        (".".join(["a"] * 100_000) + " = 1", K.TOO_DEEP),
        ('note = "a\\u0000b"', K.BAD_TEXT),
        ("note = 'a\x00b'", K.NOT_TOML),
    ],
    ids=["deep", "450", "digits", "dotted", "escaped NUL", "NUL"],
)
def test_h1_toml_that_the_parser_itself_dies_of(guide_text: GuideText, more: str, kind: FaultKind) -> None:
    assert refused(guide_text(more=more)).faults[0].kind is kind


def test_h1_a_number_of_thousands_of_digits_where_a_word_or_a_number_is_due(guide_text: GuideText) -> None:
    huge = "0x" + "f" * 5_000
    assert refused(guide_text().replace('"seed"', huge)).faults[0].path == "sure"
    assert refused(guide_text(f"number = {huge}")).faults[0].path == "item[0].number"
    assert refused({**PLAIN, "offices": [{"name": "a", "openings": [{"days": [10**30]}]}]})


@pytest.mark.parametrize("data", [[], None, "guide", 3, [[1]]])
def test_h1_a_top_that_is_no_table(data: Any) -> None:
    assert [(f.path, f.kind) for f in refused([data]).faults] == [("/", K.WRONG_TYPE)]


def test_h1_keys_that_are_no_text() -> None:
    error = refused({**PLAIN, 1: 2, None: 3, (4, 5): 6, "define": {1: "invoice"}})
    assert {f.kind for f in error.faults} == {K.UNKNOWN_KEY}


@pytest.mark.parametrize("source", [None, 3, b"name", ["a"]])
def test_h1_a_source_that_is_neither_path_nor_text(source: Any) -> None:
    with pytest.raises(ArgumentError):
        load(source)


def test_h1_a_path_with_a_nul() -> None:
    with pytest.raises(GuideError, match="无法读取的文件"):
        load("a\0b")


def test_h1_a_tree_that_holds_itself_or_shares_its_parts() -> None:
    loop: list[Any] = []
    loop += [loop, loop]
    shared: list[Any] = [1]
    for _ in range(40):
        shared = [shared, shared]
    for tree in (loop, shared):
        assert refused({**PLAIN, "item": tree}).faults[0].kind is K.TOO_LARGE


def test_h1_bytes_crlf_and_byte_order_mark(tmp_path: Any, guide_text: GuideText) -> None:
    path = tmp_path / "guide.toml"
    path.write_bytes(b"\xef\xbb\xbf" + guide_text().replace("\n", "\r\n").encode())
    assert load(path) == load(guide_text()) == load("\ufeff" + guide_text())


def quoted(words: list[str]) -> str:
    return json.dumps(words)


def chain(levels: int) -> str:
    links = "".join(f'a{n} = {{ all = ["@a{n + 1}"] }}\n' for n in range(levels))
    return f'[define]\n{links}a{levels} = "invoice"\n[[item]]\nitem = "referral"\nmaterials = "@a0"\n'


def test_h1_h3_chains_of_definitions(guide_text: GuideText) -> None:
    deepest = DEEPEST_REQUIREMENT - 1
    assert len(list(needs(load(guide_text(items=chain(deepest))).items[0].materials))) == 1  # type: ignore[arg-type]
    for levels in (deepest + 1, 1_000):
        assert K.TOO_LARGE in {f.kind for f in refused(guide_text(items=chain(levels))).faults}


def fan(levels: int) -> str:
    ten = "".join(f"a{n} = {{ all = {quoted([f'@a{n + 1}'] * 10)} }}\n" for n in range(levels))
    return f'[define]\n{ten}a{levels} = "invoice"\n[[item]]\nitem = "referral"\nmaterials = "@a0"\n'


def test_h3_definitions_with_ten_references_a_level(guide_text: GuideText) -> None:
    assert len(list(needs(load(guide_text(items=fan(2))).items[0].materials))) == 100  # type: ignore[arg-type]
    began = time.process_time()
    for levels in (3, 6, 60):
        assert {f.kind for f in refused(guide_text(items=fan(levels))).faults} <= {K.TOO_LARGE}
    assert time.process_time() - began < SECONDS


def test_h3_a_requirement_just_below_and_just_above_its_number_of_parts(guide_text: GuideText) -> None:
    def asking(n: int) -> str:
        return guide_text(f"may_ask = {quoted(['invoice'] * n)}")

    assert load(asking(MOST_NEEDS - 1)).items
    assert refused(asking(MOST_NEEDS)).faults[0].path == "item[0].may_ask"


def test_h3_equal_items_give_one_fault_each(guide_text: GuideText) -> None:
    error = refused(guide_text(items='[[item]]\nitem = "referral"\n' * 1_000))
    assert (error.count, len(error.faults)) == (999, MOST_FAULTS)
    assert "and 899 more" in error.render("en")


def test_h3_many_bad_materials(guide_text: GuideText) -> None:
    began = time.process_time()
    error = refused(guide_text(f"materials = {quoted([f'zz{n}' for n in range(40_000)])}"))
    assert (error.count, len(error.faults)) == (40_000, MOST_FAULTS)
    assert time.process_time() - began < SECONDS


def test_h3_the_size_of_a_text(guide_text: GuideText) -> None:
    text = guide_text()
    room = LARGEST_TOML - len(text)
    assert load(text + "#" + "a" * (room - 1))
    assert refused(text + "#" + "a" * room).faults[0].kind is K.TOO_LARGE
    assert load(guide_text(f'notes = ["{"a" * LONGEST_PROSE}"]'))
    assert (
        refused(guide_text(f'notes = ["{"a" * (LONGEST_PROSE + 1)}"]')).faults[0].path == "item[0].notes[0]"
    )


def test_the_depth_and_the_number_of_values_of_a_tree() -> None:
    def nested(levels: int) -> Any:
        tree: Any = 1
        for _ in range(levels):
            tree = [tree]
        return tree

    assert too_big(nested(DEEPEST_TOML), DEEPEST_TOML) is None
    deep = too_big(nested(DEEPEST_TOML + 1), DEEPEST_TOML)
    assert deep is not None
    assert deep.kind is K.TOO_DEEP
    assert too_big([0] * MOST_NODES, 1) is None
    wide = too_big([0] * (MOST_NODES + 1), 1)
    assert wide is not None
    assert wide.kind is K.TOO_LARGE


def test_the_parts_of_a_dotted_key() -> None:
    assert read_toml(".".join(["a"] * MOST_KEY_PARTS) + " = 1")[1] is None
    bad = read_toml(".".join(["a"] * (MOST_KEY_PARTS + 1)) + " = 1")[1]
    assert bad is not None
    assert bad.kind is K.TOO_DEEP


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ('materials = { need = "invoice", copies = -1 }', "item[0].materials.copies"),
        ('materials = { need = "invoice", copies = 0 }', "item[0].materials.copies"),
        ('materials = { need = "invoice", max_age_months = 1201 }', "item[0].materials.max_age_months"),
        ('materials = { need = "invoice", min_held_months = -6 }', "item[0].materials.min_held_months"),
        ('material_rows = [{ name = "a", copies = -1 }]', "item[0].material_rows[0].copies"),
        ("pledge = { barred_months = -1 }", "item[0].pledge.barred_months"),
        ("benefit = [{ lower_by_at_most = 101 }]", "item[0].benefit[0].lower_by_at_most"),
        ('diseases = [{ name = "a", chosen_hospitals = 0 }]', "item[0].diseases[0].chosen_hospitals"),
        ("number = 0", "item[0].number"),
        ("profile = { visits = -1 }", "item[0].profile.visits"),
        ('diseases = [{ name = "a", code = "M٠٣٩٠٠" }]', "item[0].diseases[0].code"),
        ('limits = [{ term = "99999999999个工作日" }]', "item[0].limits[0].term"),
    ],
)
def test_f5_numbers_have_a_range_and_digits_are_digits(guide_text: GuideText, body: str, path: str) -> None:
    assert [f.path for f in refused(guide_text(body)).faults] == [path]


def test_f5_full_width_digits_of_a_place_are_read_as_digits(guide_text: GuideText) -> None:
    assert load(guide_text(place="１３０５００")).place == "130500"
    assert (
        load(guide_text('diseases = [{ name = "a", code = "Ｍ０３９００" }]')).items[0].diseases[0].code
        == "M03900"
    )


@pytest.mark.parametrize("place", ["990000", "139900000", "١٣٠٥٠٠", "000000"])
def test_f5_a_place_that_is_none_is_found_on_load(guide_text: GuideText, place: str) -> None:
    assert [f.path for f in refused(guide_text(place=place)).faults] == ["place"]
    office = f'\n[[offices]]\nname = "窗口"\nplace = "{place}"\n'
    assert [f.path for f in refused(guide_text(more=office)).faults] == ["offices[0].place"]


def test_f5_the_own_level_of_a_province_is_a_place(guide_text: GuideText) -> None:
    """339900 is 浙江省本级, a pool of its own that the agencies' codes know: it loads, by decision."""
    assert load(guide_text(place="339900")).place == "339900"


def test_lines_of_a_refused_file(guide_text: GuideText) -> None:
    text = guide_text('notes = [\n  3,\n]\nfaq = """\nnumber = 3\n"""')
    found = {f.path: f.line for f in refused(text).faults}
    lines = text.splitlines()
    assert lines[found["item[0].notes[0]"] - 1] == "notes = ["
    assert lines[found["item[0].faq"] - 1] == 'faq = """'
    tables = lines_of('a = 1\n[b."c d"]\nx = 1\n[[i]]\n[[i]]\n[i.k]\ny = 2\n[[i.m]]\n')
    assert (tables["/b/c d/x"], tables["/i/1/k/y"], tables["/i/1/m/0"]) == (3, 7, 8)
    assert (line_of(tables, "/i/1/k/z/0"), line_of(tables, "/nothing")) == (6, 0)


@pytest.mark.parametrize(
    ("body", "path", "fix"),
    [
        ('binds = ["qqqqqqqq"]', "item[0].binds[0]", "查阅数据字典"),
        ('materials = { all = ["invoice"], pledgable = true }', "item[0].materials.pledgable", "pledgeable"),
        ('valid_from = "２０２０-01-01"', "item[0].valid_from", "2023-01-01"),
        ('notes = { zh = "a" }', "item[0].notes", "只有一项"),
        (f'name = "{"长" * 60}\\u0007"', "item[0].name", "删去"),
        (f'channels = ["{"w" * 60}"]', "item[0].channels[0]", "允许"),
    ],
)
def test_faults_name_the_nearest_or_where_to_look(
    guide_text: GuideText, body: str, path: str, fix: str
) -> None:
    (fault,) = refused(guide_text(body)).faults
    assert fault.path == path
    assert fix in fault.fix.zh


DAYS = st.dates(date(2020, 1, 1), date(2020, 2, 10))


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), max_size=6))
def test_equal_items_are_found_as_comparing_all_pairs_finds_them(spans: list[list[date]]) -> None:
    items = [{"item": "referral", "valid_from": a.isoformat(), "valid_to": b.isoformat()} for a, b in spans]
    clash = any(overlapping((a[0], a[1]), (b[0], b[1])) for n, a in enumerate(spans) for b in spans[:n])
    data = {**PLAIN, "item": items}
    if clash or any(a > b for a, b in spans):
        assert all(".item" in f.path or ".valid_" in f.path for f in refused(data).faults)
    else:
        assert len(read(data).items) == len(spans)


KEYS = st.sampled_from(["need", "all", "any", "use", "when", "pledgeable", "copies", "x", "note"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["invoice", "@a", "x_a"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(materials=VALUES, define=VALUES)
def test_whatever_stands_for_materials_is_a_guide_or_one_of_our_errors(materials: Any, define: Any) -> None:
    data = {**PLAIN, "define": {"a": define}, "item": [{"item": "referral", "materials": materials}]}
    with contextlib.suppress(GuideError):  # anything else that is raised fails the test
        assert isinstance(read(data), Guide)


@pytest.mark.parametrize(
    "moment", ["2020-08-25T25:00:00", "2020-02-30T08:00:00", "2020-08-25T", "2020-W35-2T08:00"]
)
def test_f5_a_moment_that_no_day_has_is_a_fault(guide_text: GuideText, moment: str) -> None:
    (fault,) = refused(guide_text(more=f'issued = "{moment}"')).faults
    assert "2020-08-25T15:40:05" in fault.expected.zh or "2023-01-01" in fault.expected.zh
