"""Filings in and out: what loads, what it gives, and that nothing is lost on the way."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from cattrs import ClassValidationError, Converter
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.interop.json import (
    FaultKind,
    InputError,
    configure,
    dumps,
    faults_of,
    load,
    loads,
    make_converter,
    read,
    read_file,
    structure,
    unstructure,
)
from yibao_rules.model.circumstances import Circumstances, Procedure
from yibao_rules.model.filing import Filing
from yibao_rules.model.identity import IdNumber, PersonName
from yibao_rules.model.insurance import Enrolment, InsuranceScheme
from yibao_rules.model.materials import Material, Seal
from yibao_rules.model.people import Person
from yibao_rules.serialization.limits import LARGEST_JSON
from yibao_rules.serialization.normalising import _TOUCHED
from yibao_rules.testing.filings import consistent_filings, filings
from yibao_rules.text import Text, normalise


@given(filings() | consistent_filings())
def test_a_filing_comes_back_as_it_was(filing: Filing) -> None:
    text = dumps(filing)
    loaded = read(text)
    assert loaded.filing == filing
    assert loaded.remarks == ()
    assert dumps(loaded.filing, indent=1) == dumps(filing, indent=1)


@given(filings())
def test_what_is_unknown_is_left_out(filing: Filing) -> None:
    assert "null" not in dumps(filing)
    assert loads(dumps(filing)).materials == filing.materials  # None and () stay two things


def test_every_type_is_read() -> None:
    filing = structure(
        {
            "item": "referral",
            "filed_on": "2026-03-04",
            "submitted_at": "2026-03-04T09:30:00Z",
            "insured_place": "330900",
            "applicant": {"name": "张三", "id_number": "11010519491231002x"},
            "enrolments": [{"scheme": "employee", "place": "330900"}],
            "circumstances": {"retired": False, "stay_months": 3, "amount": "12.50"},
            "materials": [
                {"kind": "lease_contract", "seals": ["lease_record", "employer"]},
                {"kind": "x_own"},
            ],
            "procedure": None,
        }
    )
    assert filing == Filing(
        item="referral",
        filed_on=date(2026, 3, 4),
        submitted_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        insured_place="330900",
        applicant=Person(name=PersonName("张三"), id_number=IdNumber("11010519491231002X")),
        enrolments=(Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900"),),
        circumstances=Circumstances(retired=False, stay_months=3, amount=Decimal("12.50")),
        materials=(
            Material(kind="lease_contract", seals=frozenset({Seal.LEASE_RECORD, Seal.EMPLOYER})),
            Material(kind="x_own"),
        ),
        procedure=Procedure(),
    )
    tree = unstructure(filing)
    assert tree["materials"][0]["seals"] == ["employer", "lease_record"]
    assert tree["circumstances"]["amount"] == "12.50"
    assert tree["applicant"]["id_number"] == "11010519491231002X"


def test_values_that_are_already_python_pass() -> None:
    person = Person(name=PersonName("张三"))
    whole = Filing(
        item="referral",
        filed_on=date(2026, 3, 4),
        submitted_at=datetime(2026, 3, 4, 9, 30),  # without an offset
        applicant=person,
        enrolments=(Enrolment(scheme=InsuranceScheme.EMPLOYEE, place="330900"),),
        circumstances=Circumstances(amount=Decimal("1.5")),
        materials=(Material(kind="lease_contract", seals=frozenset({Seal.HOSPITAL})),),
    )
    tree: dict[str, Any] = {
        "item": "referral",
        "filed_on": whole.filed_on,
        "submitted_at": whole.submitted_at,
        "applicant": {"name": PersonName("张三")},
        "enrolments": ({"scheme": InsuranceScheme.EMPLOYEE, "place": "330900"},),
        "circumstances": {"amount": Decimal("1.5")},
        "materials": [{"kind": "lease_contract", "seals": {Seal.HOSPITAL}}],
    }
    assert structure(tree) == whole
    assert structure({**tree, "applicant": person}) == whole
    assert structure({"item": "referral", "circumstances": {"amount": 7}}).circumstances.amount == 7


def test_two_material_objects_of_one_kind_are_told() -> None:
    with pytest.raises(InputError) as caught:
        structure({"item": "referral", "materials": [Material(kind="x_a"), Material(kind="x_a")]})
    assert [f.pointer for f in caught.value.faults] == ["/materials/1"]


def test_the_schema_key_is_for_editors() -> None:
    tree = {"$schema": "./filing.schema.json", "item": "referral"}
    assert loads(json.dumps(tree)) == Filing(item="referral")
    assert "$schema" in tree


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
def test_bytes_may_begin_with_a_mark(prefix: bytes) -> None:
    assert loads(prefix + b'{"item": "referral"}') == Filing(item="referral")
    assert loads((prefix + b'{"item": "referral"}').decode()) == Filing(item="referral")


def test_text_is_normalised_once_with_a_remark() -> None:
    loaded = read(
        json.dumps(
            {
                "item": "ｒeferral",
                "disease": {"name": " 高血压\u3000病 ", "code": "M0\u200b3900"},
                "hospital": {"name": "第一  医院"},
                "materials": [{"kind": "x_a"}, {"kind": "x_b "}],
            }
        )
    )
    assert loaded.filing.disease is not None
    assert loaded.filing.disease.name == "高血压 病"
    told = {r.pointer: r.text for r in loaded.remarks}
    assert told == {
        "/item": Text("全角字符转为半角", "full-width characters made half-width"),
        "/disease/name": Text(
            "全角字符转为半角，整理空格", "full-width characters made half-width, spaces tidied"
        ),
        "/disease/code": Text("删除不可见字符", "invisible characters removed"),
        "/hospital/name": Text("整理空格", "spaces tidied"),
        "/materials/1/kind": Text("整理空格", "spaces tidied"),
    }
    assert loaded.remarks[-1].render("en") == "/materials/1/kind: spaces tidied"


@given(st.text(max_size=20) | st.text("aＡ０\u3000\u200b 　（·。", max_size=6))
def test_exactly_the_text_that_changes_is_looked_at(text: str) -> None:
    assert (_TOUCHED.search(text) is None) is (normalise(text) == text)


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "filing.json"
    file.write_text('{"item": "referral", "id": " a"}', "utf-8")
    assert load(file) == Filing(item="referral", id="a")
    assert [r.pointer for r in read_file(str(file)).remarks] == ["/id"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(path: Path | str) -> str:
        with pytest.raises(InputError) as caught:
            load(path)
        assert caught.value.source == str(path)
        (fault,) = caught.value.faults
        assert fault.kind is FaultKind.UNREADABLE
        return fault.found.zh

    assert found(tmp_path / "none.json") == "没有这个文件"
    assert found(tmp_path) == "目录"
    assert found("a\0b") == "无法读取的文件"

    def denied(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)
    assert found(tmp_path / "secret.json") == "没有读取权限的文件"


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(b" " * (LARGEST_JSON + 5))
    with pytest.raises(InputError) as caught:
        load(file)
    assert caught.value.faults[0].kind is FaultKind.TOO_LARGE


@frozen
class Envelope:
    """A caller's own class around ours."""

    filing: Filing
    count: int


def test_a_callers_own_converter_learns_only_our_classes() -> None:
    converter = Converter()
    configure(converter)
    envelope = converter.structure({"filing": {"item": "referral", "id": "　a"}, "count": "3"}, Envelope)
    assert envelope == Envelope(Filing(item="referral", id="a"), 3)  # its own leniency stays
    assert converter.unstructure(envelope) == {"filing": {"item": "referral", "id": "a"}, "count": 3}
    with pytest.raises(ClassValidationError) as caught:
        converter.structure({"filing": {"item": 3}, "count": 1}, Envelope)
    assert [f.pointer for f in faults_of(caught.value, "/body")] == ["/body/filing/item"]


def test_our_converter_reads_parts_and_lists_of_filings() -> None:
    converter = make_converter()
    assert converter.structure({"kind": "x_a"}, Material) == Material(kind="x_a")
    assert converter.structure([{"item": "referral"}], tuple[Filing, ...]) == (Filing(item="referral"),)
    assert converter.unstructure(Material(kind="x_a", copies=2)) == {"kind": "x_a", "copies": 2}
    moment = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    filing = Filing(item="referral", submitted_at=moment, filed_on=date(2026, 3, 4))
    assert converter.unstructure(filing)["submitted_at"] == "2026-03-04T09:30:00+00:00"
