"""Dictionaries of the interface: the nation's, a region's over it, and what a bad file is told."""

import pickle

import pytest

from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.codes import check_disease_code
from yibao_rules.model.dictionaries import (
    Dictionary,
    UnknownCodeError,
    bundled_dictionaries,
    dictionary,
    read_dictionaries,
)
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.text import Text

LOCAL = """
[[dictionary]]
name = "psn_insu_stas"
place = "330000"
title = ["人员参保状态", "insured status"]
source = "省字典"
drop = ["3"]
[dictionary.entries]
2 = ["暂停", "paused (province)"]

[[dictionary]]
name = "psn_insu_stas"
place = "330900"
title = ["人员参保状态", "insured status"]
source = "市字典"
note = "试行"
[dictionary.entries]
9 = ["待核", "to be checked"]
"""


def test_the_bundled_dictionaries_hold_the_interfaces_values() -> None:
    assert dictionary("insutype")["310"].zh == "职工基本医疗保险"
    assert dictionary("insutype")["39905"].zh == "二乙医疗保险"
    assert dictionary("psn_insu_stas").codes == ("0", "1", "2", "3", "4")
    assert dictionary("refl_type")["3"] == Text("转往省外异地", "to another province")
    assert {"1", "2", "3", "4", "12"} == {
        c for c, label in dictionary("hosp_lv").entries if label.zh.startswith("三级")
    }
    assert "04" in dictionary("psn_cert_type")
    assert "4" not in dictionary("psn_cert_type")
    assert len(bundled_dictionaries().names) >= 28


def test_every_disease_code_has_its_form() -> None:
    diseases = dictionary("opsp_dise_code")
    assert not [code for code in diseases.codes if check_disease_code(code)]
    assert diseases["M01600"].zh == "糖尿病"


def test_labels_are_unique_enough_to_look_up() -> None:
    insurance = dictionary("insutype")
    assert insurance.code_of("生育保险") == "510"
    assert insurance.code_of(" maternity insurance ") == "510"
    assert insurance.code_of("火险") is None
    # 31 and 6004 have one label in the source
    assert dictionary("psn_idet_type").code_of("计划生育户") is None


def test_a_places_dictionary_is_used_in_its_counties_too() -> None:
    assert dictionary("rloc_rea", "131100")["06"].zh == "异地转诊人员"
    assert dictionary("rloc_rea", "131102").place == "131100"
    assert dictionary("rloc_rea", "320300")["4"].zh == "异地安置退休人员"
    assert dictionary("apply_type", "440106")["6"].zh == "常驻工作"
    assert dictionary("insutype", "131100") == dictionary("insutype")


@pytest.mark.parametrize(
    ("name", "place", "fix"),
    [
        ("insutyp", None, "是否为 insutype"),
        ("rloc_rea", None, "只有这些地区有：衡水市、徐州市"),
        ("rloc_rea", "330900", "只有这些地区有"),
        ("qqqqqq", None, "Dictionaries.names"),
    ],
)
def test_an_unknown_dictionary_is_told_with_a_way_out(name: str, place: str | None, fix: str) -> None:
    with pytest.raises(UnknownCodeError) as caught:
        dictionary(name, place)
    assert fix in caught.value.fix.zh


def test_an_unknown_code_is_told_with_the_known_ones() -> None:
    with pytest.raises(UnknownCodeError) as caught:
        dictionary("refl_type")["7"]
    assert caught.value.fix.zh == "取下列之一：1、2、3"
    with pytest.raises(UnknownCodeError) as caught:
        dictionary("insutype")["7"]
    assert "查该地区的字典" in str(caught.value)


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownPlaceError):
        dictionary("insutype", "990000")


def test_local_dictionaries_lie_over_the_national_one() -> None:
    joined = bundled_dictionaries() + read_dictionaries(LOCAL)
    city = joined.get("psn_insu_stas", "330903")
    assert city.codes == ("0", "1", "2", "4", "9")
    assert city["2"].en == "paused (province)"
    assert (city.place, city.note, city.sources[1:]) == ("330900", "试行", ("省字典", "市字典"))
    assert joined.get("psn_insu_stas", "330200").codes == ("0", "1", "2", "4")
    assert joined.get("psn_insu_stas", "330200").note == "部分地区只用 0、1、2、4"
    assert joined.get("psn_insu_stas") == dictionary("psn_insu_stas")


def test_dictionaries_are_values() -> None:
    one = dictionary("insutype")
    assert hash(one) == hash(pickle.loads(pickle.dumps(one)))
    assert isinstance(one, Dictionary)
    assert bundled_dictionaries() is bundled_dictionaries()


GOOD = """
[[dictionary]]
name = "a"
title = ["甲", "a"]
source = "s"
[dictionary.entries]
1 = ["乙", "b"]
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (GOOD, "[[dictionary]", "dictionaries"),
        (GOOD, "dictionary = 1", "dictionary"),
        (GOOD, "dictionary = [1]", "dictionary"),
        ('source = "s"', "", "键 source"),
        ('source = "s"', "source = 2", "dictionary[0].source"),
        ('source = "s"', 'source = "s"\nplaec = "330000"', "键 place"),
        ('source = "s"', 'source = "s"\nqqq = 1', "drop"),
        ('source = "s"', 'source = "s"\nplace = 3', "dictionary[0].place"),
        ('source = "s"', 'source = "s"\nnote = 3', "dictionary[0].note"),
        ('source = "s"', 'source = "s"\ndrop = "1"', "dictionary[0].drop"),
        ('source = "s"', 'source = "s"\ndrop = [1]', "dictionary[0].drop"),
        ('name = "a"', "name = 1", "dictionary[0]"),
        ('title = ["甲", "a"]', 'title = "甲"', "dictionary[0].title"),
        ('title = ["甲", "a"]', "title = 1", "dictionary[0].title"),
        ('1 = ["乙", "b"]', '1 = ["乙"]', "dictionary[0].entries.1"),
        ('1 = ["乙", "b"]', 'a_1 = ["乙", "b"]', "dictionary[0].entries"),
        (GOOD, GOOD + GOOD, "dictionary[1]"),
    ],
)
def test_bad_dictionaries_are_refused_with_the_place(old: str, new: str, told: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        read_dictionaries(GOOD.replace(old, new))
    assert told in str(caught.value)
    assert len(str(caught.value)) < 500
