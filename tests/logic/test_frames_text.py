"""Text of a frame is held in the form in which objects hold it: on every engine, and only where there is need."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from attrs import evolve

from yibao_rules.interop.frames import filings_to_frame
from yibao_rules.logic.facts import FactTable
from yibao_rules.logic.faults import DefinitionError
from yibao_rules.logic.frames.columns import read_schema
from yibao_rules.logic.frames.engines import collected, take_in
from yibao_rules.logic.frames.text import tidied
from yibao_rules.logic.frames.write import Written
from yibao_rules.model.facts import facts
from yibao_rules.model.identity import IdNumber, fold_name
from yibao_rules.testing.cases import DAY, accepted_filing
from yibao_rules.testing.frames import _make, engines
from yibao_rules.text import INTERPUNCTS, INVISIBLE, TextForm, normalise
from yibao_rules.validators.national import national_rules

BLANKS = [chr(n) for n in range(0x3001) if chr(n).isspace()]
ASCII = [chr(n) for n in range(0x21, 0x7F)]
TEXTS: list[str | None] = [
    None,
    "",
    "330900",
    "张三",
    "住院 部",
    *(f"{b}33{b}{b}09{b}" for b in BLANKS),
    *(f"3{hidden}3" for hidden in INVISIBLE),
    "".join(chr(ord(c) + 0xFEE0) for c in ASCII),
    "".join(ASCII),
    *(f"阿卜杜拉{dot}买买提" for dot in INTERPUNCTS),
    "Wáng  xiǎo ＭＩＮＧ",
    "１１０１０５ 19491231 002x",
    "ÀÉÎ Ω",
    "㎏①",  # compatibility forms of other kinds stay as they are
]
COLUMNS: dict[str, Callable[[str], str]] = {
    "applicant.name": fold_name,
    "applicant.id_number": lambda text: normalise(text).replace(" ", "").upper(),
    "filing.insured_place": normalise,
}


def frame(engine: str, texts: list[str | None]) -> Any:
    columns: dict[str, list[Any]] = dict.fromkeys(COLUMNS, texts) | {"id": list(range(len(texts)))}
    return _make(engine, Written(columns, dict.fromkeys(COLUMNS, "text") | {"id": "int"}))


@pytest.mark.parametrize("engine", engines())
def test_the_form_of_objects(engine: str) -> None:
    native, how = take_in(frame(engine, TEXTS))
    wanted = [facts()[name].ref for name in COLUMNS]
    found, odd = tidied(native, how, facts(), read_schema(native, how), wanted)
    rows = sorted(collected(found).iter_rows(named=True), key=lambda row: row["id"])
    for name, form in COLUMNS.items():
        held = [None if text is None else form(text) for text in TEXTS]
        assert [row[name] if isinstance(row[name], str) else None for row in rows] == held
        changed = sum(a != b for a, b in zip(TEXTS, held, strict=True))
        assert odd[name] == changed


@pytest.mark.parametrize("engine", engines())
def test_clean_columns_are_left_alone(engine: str) -> None:
    native, how = take_in(frame(engine, ["张三", None, "阿卜杜拉·买买提", "110105"]))
    found, odd = tidied(native, how, facts(), read_schema(native, how), [f.ref for f in facts()])
    assert found is native
    assert odd == {}


def test_numbers_are_held_as_objects_hold_them() -> None:
    for text in filter(None, TEXTS):
        if 0 < len(normalise(text)) < 60:
            assert IdNumber(text).reveal() == COLUMNS["applicant.id_number"](text)


def test_a_filing_typed_in_full_width() -> None:
    clean = filings_to_frame([evolve(accepted_filing(), id="a")])
    wide = clean.with_columns(
        **{
            "applicant.name": pl.lit(" 张　三"),
            "applicant.id_number": pl.lit("１１０１０５ 19491231 002x"),
            "insured.status": pl.lit("\u3000ｎｏｒｍａｌ"),
            "filing.insured_place": pl.lit("３３０９００"),
        }
    )
    book = national_rules().at(DAY)
    for kind in (wide, wide.lazy(), wide.to_arrow(), wide.to_pandas()):
        result = book.check_frame(kind, day=DAY, workdays=lambda *_: date(2026, 3, 9))
        decided = collected(take_in(result.decided)[0])
        assert decided["decision"].to_list() == ["accepted"]
        assert result.odd == {
            "applicant.name": 1,
            "applicant.id_number": 1,
            "insured.status": 1,
            "filing.insured_place": 1,
        }
    assert book.check_frame(clean, day=DAY, workdays=lambda *_: None).odd == {}


def test_a_form_is_for_text() -> None:
    with pytest.raises(DefinitionError, match=r"filing\.filed_on"):
        FactTable(subject=facts().subject, facts=facts().facts, forms={"filing.filed_on": TextForm.NAME})
    with pytest.raises(DefinitionError, match=r"nowhere"):
        FactTable(subject=facts().subject, facts=facts().facts, forms={"nowhere": TextForm.NAME})
