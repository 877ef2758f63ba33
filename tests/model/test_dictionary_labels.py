"""E9: labels of the interface's dictionaries are the specification's own, word for word, and say how sure they are."""

import pytest

from yibao_rules.errors import ValueRefusedError
from yibao_rules.interop.nhsa import interface_dictionaries
from yibao_rules.logic.clause import Certainty
from yibao_rules.model.dictionaries import UnknownCodeError, read_dictionaries

# For each dictionary the number of its table in 湖南 V1.1.27 (2024-10-14) and its codes, transcribed from the text.
SPECIFICATION = {
    "insutype": (
        403,
        (
            "310 职工基本医疗保险|320 公务员医疗补助|330 大额医疗费用补助|"
            "340 离休人员医疗保障|350 一至六级残废军人医疗补助|360 老红军医疗保障|"
            "370 企业补充医疗保险|380 新型农村合作医疗|390 城乡居民基本医疗保险|"
            "391 城镇居民基本医疗保险|392 城乡居民大病医疗保险|399 其他特殊人员医疗保障|"
            "39905 二乙医疗保险|410 长期照护保险|510 生育保险"
        ),
    ),
    "psn_insu_stas": (668, "0 未参保|1 正常参保|2 暂停参保|3 无效参保|4 终止参保"),
    "psn_cert_type": (
        386,
        (
            "01 居民身份证（户口簿）|02 中国人民解放军军官证|03 中国人民武装警察警官证|"
            "04 香港特区护照/港澳居民来往内地通行证|05 澳门特区护照/港澳居民来往内地通行证|"
            "06 台湾居民来往大陆通行证|07 外国人永久居留证|08 外国人护照|09 残疾人证|"
            "10 军烈属证明|11 外国人就业证|12 外国专家证|13 外国人常驻记者证|"
            "14 台港澳人员就业证|15 回国（来华）定居专家证|16 中国护照|17 港澳台居民居住证|"
            "90 社会保障卡|99 其他身份证件|990102 扶贫人口编码|990201 医学出生证明"
        ),
    ),
    "gend": (387, "0 未知|1 男|2 女|9 未说明性别"),
    "mdtrt_cert_type": (408, "01 医保电子凭证|02 居民身份证|03 社会保障卡"),
    "refl_type": (561, "1 市内转院|2 转往省内异地|3 转往省外异地"),
    "hosp_agre_refl_flag": (551, "0 否|1 是"),
    "out_flag": (431, "0 否|1 是"),
    "trt_enjymnt_flag": (450, "0 否|1 是"),
    "vali_flag": (404, "0 无效|1 有效"),
    "maf_psn_flag": (578, "0 否|1 是"),
    "out_type": (591, "0 本地就医|1 省内异地|2 跨省异地转入|3 跨省异地转出"),
    "med_type": (
        401,
        (
            "11 普通门诊|1103 癌症筛查|13 急诊|1301 急诊抢救|14 门诊慢特病|"
            "18 特药购药|2101 普通住院|2102 单病种住院|2105 康复治疗住院|"
            "2106 生育平产(居民)|2107 生育剖宫产(居民)|2109 新生儿抢救|"
            "21303 精神病住院|22 外伤住院|28 日间手术|41 定点药店购药|51 生育门诊|"
            "52 生育住院|71 家庭病床|9901 门诊两病|990101 门诊单病种|"
            "990103 新冠病毒核酸检测|9903 意外伤害门诊|9904 大病特药"
        ),
    ),
    "biz_appy_type": (
        422,
        (
            "01 门慢门特登记|02 意外伤害登记|03 就医定点医疗机构登记|04 家庭病床登记|"
            "05 家庭医生签约登记|06 转诊转院登记|07 异地急诊住院登记|08 异地安置登记|"
            "09 特检特治登记|10 特殊药品登记|11 长期带药登记|12 代购药品登记|"
            "13 生育备案登记|14 账户备案登记|15 临时医疗救助人员资格认定|16 年度救助备案登记|"
            "17 按病种结算登记|18 无医保凭证结算备案登记|19 退费备案登记|20 外检外购登记|"
            "22 大病特药登记|23 门诊两病登记|32 双通道药品登记|99 其他"
        ),
    ),
    "dcla_souc": (374, "01 定点医药机构|02 中心经办系统|03 网上经办系统|04 APP|05 一体机|99 其他"),
    "agnter_rlts": (
        394,
        (
            "1 配偶|2 子女|4 孙子、孙女，或外孙子、外孙女|5 父母|6 祖父母或外祖父母|"
            "7 兄、弟、姐、妹|8 其他亲属|9 非亲属|901 单位经办人"
        ),
    ),
    "acp_stas": (669, "0 待受理|1 受理中|2 受理驳回|3 受理通过|4 受理未通过|5 撤销"),
    "hosp_lv": (
        429,
        (
            "1 三级特等|10 一级丙等|11 无等级|12 三级无等|13 二级无等|14 一级无等|"
            "2 三级甲等|3 三级乙等|4 三级丙等|5 二级甲等|6 二级乙等|7 二级丙等|8 一级甲等|"
            "9 一级乙等"
        ),
    ),
    "fixmedins_type": (
        385,
        "1 定点医疗机构|2 定点零售药店|3 工伤定点康复机构|4 辅助器具配置机构|5 计划生育服务机构",
    ),
    "fix_onln_open_flag": (430, "0 暂停联网|1 正常联网|2 取消定点"),
    "pay_loc": (400, "1 中心|2 医疗机构|3 省内异地|4 跨省异地|5 互联网医院|6 市内异地"),
    "matn_type": (375, "1 正常产|2 助娩产|3 剖宫产|4 难产|5 流产|6 引产|7 产前检查|9 其他"),
    "birctrl_type": (
        376,
        (
            "1 放置宫内节育器|2 取出宫内节育器|3 流产术|4 引产术|5 绝育手术|6 绝育复通手术|"
            "7 绝育手术（输精管）|8 绝育复通手术（输精管）|9 其他"
        ),
    ),
    "psn_idet_type": (
        459,
        (
            "21 优抚人员|2101 因公牺牲军人家属|2102 退出现役的残疾军人|"
            "2103 二等乙级伤残军人|2104 一至六级残疾军人|2105 老红军|"
            "2160 地方扩展优抚人员|22 医疗照顾人员|2201 副省级以上在职和退休领导|"
            "2211 两院院士|2212 省直直管优秀专家|2231 国家级劳模|"
            "2232 享受公务员的省级劳模|2241 亚洲以上冠军运动员|2260 地方扩展医疗照顾人员|"
            "23 医疗救助人员|2301 三无人员|2302 建档立卡贫困人员|2303 低保救助对象|"
            "2304 特困救助对象|2305 低收入救助对象|2306 因病致贫救助对象（含重特大疾病人员）|"
            "2307 农村五保户|2308 残疾人员|2360 地方扩展医疗救助对象人员|24 军人|"
            "2401 现役军人家属|2460 地方扩展军人人员，其他军转人员|31 计划生育户|"
            "32 双女结扎户|33 三结合户|34 独女户|35 放弃生育指标户|36 独生子女户|"
            "60 地方扩展其他特殊待遇人员|6001 文革基残保健对象|6002 文革全残|"
            "6003 建国前老工人|6004 计划生育户|6005 实行退牧的牧民|6006 退地农业劳动力|"
            "6007 城中村|6008 失独父母"
        ),
    ),
    "insuTrtStatus": (608, "0 封锁|1 正常"),
    "trt_chk_type": (449, "01 基金项检查|99 其他检查"),
    "cvlserv_flag": (381, "0 否|1 是"),
    "MDTRT_GRP_TYPE": (598, "1 新冠肺炎确诊患者|2 其他国家突发公共事件|3 新冠肺炎疑似患者|4 无症状感染者"),
    "TRUM_FLAG": (599, "0 否|1 是"),
    "REL_TTP_FLAG": (600, "0 否|1 是"),
    "IPT_TYPE": (601, "1 普通住院|2 急诊或抢救住院|3 转院住院"),
    "OTP_ER_REFL_FLAG": (602, "1 急诊|2 转诊|3 转诊合并急诊"),
}
ELSEWHERE = {"opter_type", "chk_pay_flag", "refl_used_flag", "opsp_dise_code"}
LOCAL = {"rloc_coty_type", "out_onln_way", "rloc_rea", "apply_type"}


@pytest.mark.parametrize("name", SPECIFICATION)
def test_each_label_is_that_of_the_cited_table(name: str) -> None:
    number, words = SPECIFICATION[name]
    found = interface_dictionaries().get(name)
    assert {code: label.zh for code, label in found.entries} == dict(
        entry.split(" ", 1) for entry in words.split("|")
    )
    assert found.sources[0].endswith(f"表 {number}")
    assert {found.sure_of(code) for code in found.codes} == {Certainty.FOUND}


def test_every_dictionary_is_held_against_a_source_or_says_how_sure_it_is() -> None:
    assert set(interface_dictionaries().names) == {*SPECIFICATION, *ELSEWHERE, *LOCAL}
    for layer in interface_dictionaries().layers:
        if layer.name in (ELSEWHERE | LOCAL) - {"opter_type"}:
            assert layer.sure in (Certainty.FOUND_LOW, Certainty.GENERAL_KNOWLEDGE)
    assert interface_dictionaries().get("opter_type").sources[0].endswith("表 2")


def test_two_codes_never_share_a_label_unless_the_source_says_so() -> None:
    shared = {
        (layer.name, lang, word)
        for layer in interface_dictionaries().layers
        for lang in ("zh", "en")
        for words in [[label.zh if lang == "zh" else label.en for _, label in layer.entries]]
        for word in words
        if words.count(word) > 1
    }
    assert shared == {("psn_idet_type", "zh", "计划生育户")}  # codes 31 and 6004 of table 459
    assert interface_dictionaries().get("psn_idet_type").code_of("计划生育户") is None
    assert interface_dictionaries().get("med_type").code_of("生育剖宫产(居民)") == "2107"


def test_each_entry_says_how_sure_it_is_also_under_a_place_s_own() -> None:
    diseases = interface_dictionaries().get("opsp_dise_code")
    assert diseases.sure_of("M00500") is Certainty.DERIVED
    assert diseases.sure_of("M01600") is Certainty.FOUND_LOW
    with pytest.raises(UnknownCodeError):
        diseases.sure_of("M99999")
    own = read_dictionaries(
        '[[dictionary]]\nname="opsp_dise_code"\nplace="330900"\ntitle=["病种","disease"]\nsource="本地"\n'
        '[dictionary.entries]\nM01600=["糖尿病","diabetes"]\nM99901=["本地病种","local"]\n'
    )
    here = (interface_dictionaries() + own).get("opsp_dise_code", "330900")
    assert [here.sure_of(c) for c in ("M01600", "M99901", "M00500", "M00300")] == [
        Certainty.FOUND,
        Certainty.FOUND,
        Certainty.DERIVED,
        Certainty.FOUND_LOW,
    ]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ('sure = "certain"', "dictionary[0].sure"),
        ("sure = 1", "dictionary[0].sure"),
        ("less_sure = 1", "dictionary[0].less_sure"),
        ('less_sure = { 7 = "derived" }', "dictionary[0].less_sure.7"),
        ('less_sure = { 1 = "x" }', "dictionary[0].less_sure.1"),
    ],
)
def test_a_certainty_that_is_none_is_refused(line: str, where: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        read_dictionaries(
            f'[[dictionary]]\nname="a"\ntitle=["a","b"]\nsource="s"\n{line}\n[dictionary.entries]\n1=["x","y"]\n'
        )
    assert caught.value.where == where
