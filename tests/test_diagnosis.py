"""Messages and what they mean: every known wording, in every disguise, and silence where nothing is known."""

import pickle

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from yibao_rules.diagnosis import Diagnosis, diagnose
from yibao_rules.errors import ValueRefusedError
from yibao_rules.model.causes import Cause, Headline
from yibao_rules.model.message_patterns import (
    Contact,
    MessagePattern,
    MessagePatterns,
    bundled_patterns,
    read_patterns,
)
from yibao_rules.model.message_text import LONGEST_MESSAGE, clean_message, fold
from yibao_rules.model.place_names import AmbiguousPlaceError
from yibao_rules.model.places import UnknownPlaceError
from yibao_rules.text import Text

M, I, S, Y, T, P = Cause  # noqa: E741 - in the article's order

# What platforms and hospital systems have said, and the cause that each belongs to.
KNOWN = [
    ("E1003 身份证号校验失败", (M, I)),
    ("转院原因不能为空", (M,)),
    ("证件号码【11010519491231002X】未在本医院进行门诊挂号!", (M,)),
    ("证明未盖章", (M,)),
    ("居住证过期", (M,)),
    ("填写的身份证号与被选择的病人的身份证号不一致！", (I,)),
    ("HygeiaException: 请求失败,错误原因：本地查询错误:该参保人的基本信息为空null", (I,)),
    ("实名认证与绑定社保卡的身份信息不一致", (I,)),
    ("没有获取到异地备案信息!", (I,)),
    ("E1007 参保状态异常", (S,)),
    ("E1006 医保编号不存在", (S,)),
    ("待遇资格校验不通过", (S,)),
    ("卡未激活", (S,)),
    ("欠费", (S,)),
    ("待遇期已过", (S,)),
    ("状态异常", (S,)),
    ("非正常参保", (S,)),
    ("医保在院", (S,)),
    ("参保人已在院", (S,)),
    ("待遇等待期未满", (S,)),
    ("定點機構未開通該病種", (S,)),
    ("未在備案有效期內", (P,)),
    ("您的异地备案已过期", (P,)),
    ("居住证(jū zhù zhèng)已过期", (M,)),
    ("待遇封锁", (S,)),
    ("停保，请先续保", (S,)),
    ("资格认证过期", (S,)),
    ("此人在抚顺市存在参保信息,不能重复参保", (S,)),
    ("您还未申办社保卡", (S,)),
    ("社保卡可能在办理中或未激活", (S,)),
    ("社保卡已封锁或挂失", (S,)),
    ("断缴超过3个月，待遇冻结", (S,)),
    ("门慢门特备案失败,医保无备案流水号返回", (S,)),
    ("病种不在目录", (S,)),
    ("非三级", (S,)),
    ("签名时间戳超时!", (Y,)),
    ("签名不一致!", (Y,)),
    ("缺少服务网关的请求头!", (Y,)),
    ("非法用户!", (Y,)),
    ("月底结账清算", (Y,)),
    ('{"fix_onln_open_flag":"0"}', (Y,)),
    ('{"acp_stas": "4"}', (P,)),
    ("备案已审核，不能撤销", (P,)),
]

# The article's points A1 to A24, each in words of its kind.
ARTICLE = [
    ("A1", "身份证照片模糊、缺角，系统无法识别个人身份信息", "materials/photo-unclear"),
    ("A2", "证件已过期未更换", "materials/certificate-expired"),
    ("A3", "居住证已过期", "materials/residence-permit-expired"),
    ("A3", "租房合同无备案章", "materials/lease-not-registered"),
    ("A4", "转诊转院证明未盖章", "materials/unsealed"),
    ("A4", "转诊医院无资质", "materials/referring-hospital-unqualified"),
    ("A5", "病历未标注急诊", "materials/emergency-not-marked"),
    ("A5", "出差证明无单位公章", "materials/unsealed"),
    ("A6", "姓名与医保系统登记信息不一致", "information/differs-from-register"),
    ("A6", "姓名含生僻字", "information/rare-character"),
    ("A6", "身份证号多输一位", "information/id-digits"),
    ("A8", "实际就医地为“浙江舟山普陀区”，却误选“浙江宁波”", "information/wrong-destination"),
    ("A9", "备案类型与实际情况不符", "type/wrong"),
    ("A10", "医保欠费，单位未及时缴费", "insurance/arrears"),
    ("A11", "社保卡未激活", "insurance/card-unusable"),
    ("A12", "医保关系转移中，未完成接续", "insurance/transfer-pending"),
    ("A13", "慢性胃炎未纳入当地门特病种目录", "insurance/disease-not-listed"),
    ("A14", "未达到“病情需三级医院诊治”标准", "insurance/referral-below-level"),
    ("A15", "居住证明未满6个月", "insurance/residence-too-short"),
    ("A16", "医保平台升级维护", "system/maintenance"),
    ("A16", "高峰期访问拥堵，页面卡顿", "system/congestion"),
    ("A18", "该医院未联网", "system/hospital-not-networked"),
    ("A19", "误选“异地转诊”而非“异地安置退休”", "type/wrong"),
    ("A21", "错过补充材料的时限", "procedure/supplement-late"),
    ("A22", "请携带转诊单到医保窗口现场确认", "procedure/offline-confirmation"),
    ("A24", "急诊未及时备案", "procedure/not-filed"),
]

# The harmless, the vague and the foreign: none of these may be given a cause.
UNKNOWN = [
    "",
    "infcode: -1",
    "操作成功",
    "备案成功",
    "审核不通过",
    "未知错误",
    "请求失败",
    "您的参保状态正常",
    "身份证未过期",
    "居住证没有过期",
    "证件有效期至2030年，未失效",
    "照片清晰，不模糊",
    "未欠费，无欠费",
    "未停保",
    "备案信息已提交",
    "备案有效期至2030年",
    "备案未过期",
    "患者在院外就诊",
    "status_reason: 3",
    "登记备案时为何提示无法联网结算?",
    "NullPointerException at com.example.Main",
    "Lorem ipsum dolor sit amet",
]


def codes(found: Diagnosis) -> list[str]:
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize(("message", "causes"), KNOWN)
def test_known_wordings_name_their_causes(message: str, causes: tuple[Cause, ...]) -> None:
    assert diagnose(message).causes == causes


@pytest.mark.parametrize(("point", "message", "code"), ARTICLE)
def test_every_point_of_the_article_is_recognised(point: str, message: str, code: str) -> None:
    assert code in codes(diagnose(message)), point


@pytest.mark.parametrize("message", UNKNOWN)
def test_the_unknown_is_unclassified(message: str) -> None:
    found = diagnose(message, place="330900")
    assert found.unclassified
    assert found.causes == ()
    assert found.headlines == ()
    assert "0580-12393" in found.render("zh")
    assert "nothing is guessed" in found.render("en")


def test_every_pattern_is_met_by_some_wording_above() -> None:
    said = [message for message, _ in KNOWN] + [message for _, message, _ in ARTICLE] + EXTRA
    met = {
        code
        for message in said
        for place in (None, "210400", "370300")
        for code in codes(diagnose(message, place=place))
    }
    assert {p.code for p in bundled_patterns().patterns} - met == set()


EXTRA = ["材料不齐", "connection timed out", "status_reason: 3", "登记备案时为何提示无法联网结算?"]

DISGUISES = {
    "traditional": "身份證號與醫保系統登記信息不一致；社會保障卡未激活；備案類型選擇錯誤",
    "with pinyin": "身份證號(hào)與醫(yī)保系統(tǒng)登記信息不一致；社會(huì)保障卡未激活；備案類型選擇錯(cuò)誤",
    "full width": "身份证号与医保系统登记信息不一致；　社会保障卡 未激活；备案类型选择错误（Ｅ９９９９）",
    "html": "<p>身份证号与医保系统<b>登记信息</b>不一致</p>；社会保障卡</strong>未激活；<br/>备案类型选择&nbsp;错误/strong>",
    "spaced": "身份证号 与医保系统\u200b登记信息 不一致 ；社会保障卡 未激活； 备案类型 选择错误",
    "trace": (
        "2026-11-20 09:00:01 ERROR [http-8080] MBS-cn.hsa.ais.X.HygeiaException: 请求失败,错误原因：身份证号与医保系统登记信息不一致\r\n"
        "\tat cn.hsa.A.b(A.java:12)\n caused by: 社会保障卡未激活; 备案类型选择错误 null"
    ),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_disguises_do_not_hide_the_causes(disguise: str) -> None:
    message = DISGUISES[disguise]
    found = diagnose(message)
    assert codes(found) == ["information/differs-from-register", "insurance/card-unusable", "type/wrong"]
    assert found.causes == (I, S, T)
    assert found.headlines == (
        Headline.INCONSISTENT_INFORMATION,
        Headline.ABNORMAL_INSURANCE,
        Headline.WRONG_FILING_TYPE,
    )
    for finding in found.findings:
        for part in finding.evidence:
            assert fold(message[part.start]) == part.excerpt[0]
            assert clean_message(message[part.start : part.end]).text[-1] == part.excerpt[-1]


def test_evidence_points_into_the_original_and_hides_who_it_is_about() -> None:
    message = "提示：姓名欧阳娜娜（11010519491231002X）与登记不一致。"
    (finding,) = diagnose(message).findings
    (part,) = finding.evidence
    assert message[part.start : part.end] == message[3:-1]
    assert part.excerpt.startswith("姓名…")
    shown = repr(diagnose(message)) + diagnose(message).render("zh") + diagnose(message).render("en")
    assert "欧阳" not in shown
    assert "娜" not in shown
    assert "1101" not in shown
    assert "002X" not in shown


def test_the_longer_wording_wins_over_the_shorter_within_it() -> None:
    assert codes(diagnose("实名认证与身份信息不一致")) == ["information/real-name-mismatch"]
    assert codes(diagnose("备案类型选择错误")) == ["type/wrong"]
    assert codes(diagnose("就医地或备案类型选择错误")) == ["information/wrong-destination"]


def test_a_message_full_of_faults_is_read_in_one_go() -> None:
    (finding,) = diagnose("欠费" * 20_000).findings
    assert len(finding.evidence) == 20_000


def test_one_cause_said_twice_is_one_finding_with_two_pieces_of_evidence() -> None:
    (finding,) = diagnose("医保欠费；单位未及时缴费").findings
    assert [part.excerpt for part in finding.evidence] == ["欠费", "单位未及时缴费"]


def test_the_contact_carries_the_area_code_of_the_insured_place() -> None:
    arrears = diagnose("欠费", place="舟山").findings[0]
    assert arrears.contact == Text(
        "参保地医保服务热线 0580-12393", "the insured place's insurance hotline 0580-12393"
    )
    assert diagnose("欠费").contact.zh == "参保地医保服务热线 参保地区号+12393"
    assert diagnose("未盖公章的证明，证明未盖章", place="舟山").findings[0].contact == Contact.HOSPITAL.label
    assert diagnose("欠费", place="330903").place == "330903"


def test_local_meanings_are_told_only_for_their_place() -> None:
    message = "status_reason: 3"
    assert codes(diagnose(message, place="370300")) == ["insurance/zibo-status-reason"]
    assert codes(diagnose(message, place="淄博市张店区")) == ["insurance/zibo-status-reason"]
    assert diagnose(message, place="370200").unclassified
    assert diagnose("status_reason: 6", place="370300").unclassified
    (finding,) = diagnose("无法联网结算", place="抚顺").findings
    assert (finding.place, finding.source[:3]) == ("210400", "抚顺市")


def test_places_that_are_none_are_refused() -> None:
    with pytest.raises(UnknownPlaceError):
        diagnose("欠费", place="999999")
    with pytest.raises(AmbiguousPlaceError):
        diagnose("欠费", place="普陀区")


@pytest.mark.parametrize("wrong", [None, b"x", 12])
def test_what_is_no_text_is_refused(wrong: object) -> None:
    with pytest.raises(ValueRefusedError, match="message"):
        diagnose(wrong)  # type: ignore[arg-type]


def test_a_message_beyond_reason_is_refused() -> None:
    assert diagnose("x" * LONGEST_MESSAGE).unclassified
    with pytest.raises(ValueRefusedError, match=str(LONGEST_MESSAGE + 1)):
        diagnose("x" * (LONGEST_MESSAGE + 1))


def test_a_rendering_names_cause_evidence_remedy_and_contact() -> None:
    shown = diagnose("E1007", place="舟山").render("zh")
    assert shown.splitlines()[0] == "【参保状态异常或政策不符】参保状态不正常"
    assert shown.splitlines()[1] == "  依据：e1007"
    assert shown.splitlines()[3] == "  联系：参保地医保服务热线 0580-12393"
    assert (
        diagnose("E1007")
        .render("en")
        .startswith("[insured status abnormal or policy not met] the insured status")
    )


@given(st.text(max_size=200), st.sampled_from([None, "330900", "210400"]))
def test_any_text_gets_an_answer(message: str, place: str | None) -> None:
    found = diagnose(message, place=place)
    assert found.unclassified == (found.findings == ())
    for finding in found.findings:
        assert all(0 <= e.start < e.end <= len(message) for e in finding.evidence)
    assert pickle.loads(pickle.dumps(found)) == found


@given(
    st.sampled_from([m for m, _ in KNOWN]),
    st.text(st.characters(codec="ascii", exclude_characters="<&"), max_size=40),
)
def test_letters_around_a_message_take_nothing_away(message: str, around: str) -> None:
    plain = set(codes(diagnose(message)))
    assert plain <= set(codes(diagnose(f"{around}\n{message}\n{around}")))


@given(st.text())
def test_cleaning_twice_changes_nothing_but_noise(message: str) -> None:
    clean = clean_message(message)
    assert len(clean.text) == len(clean.places)
    assert list(clean.places) == sorted(set(clean.places))
    assert fold(clean.text) == clean.text


def test_headlines_of_the_patterns_are_tied_to_their_causes() -> None:
    for pattern in bundled_patterns().patterns:
        if pattern.headline is None:
            assert pattern.cause is Cause.PROCEDURE
        else:
            assert pattern.cause in pattern.headline.causes


OWN = MessagePattern(
    code="insurance/arrears",
    match=("缴费异常",),
    cause=Cause.INSURANCE_STATUS,
    headline=Headline.ABNORMAL_INSURANCE,
    meaning=Text("缴费异常", "payment abnormal"),
    remedy=Text("核对缴费记录", "check the payments"),
    contact=Contact.EMPLOYER,
    source="本单位",
)


def test_own_patterns_replace_and_add_to_the_bundled_ones() -> None:
    both = bundled_patterns() + MessagePatterns((OWN,))
    assert codes(diagnose("缴费异常", patterns=both)) == ["insurance/arrears"]
    assert diagnose("缴费异常", patterns=both).findings[0].contact.zh == "用人单位经办人"
    assert diagnose("欠费", patterns=both).unclassified
    assert len(both.patterns) == len(bundled_patterns().patterns)
    again = both + (
        bundled_patterns() + MessagePatterns((evolve(OWN, code="x/y"),))
    )  # E5: the bundled undo nothing
    assert codes(diagnose("缴费异常", patterns=again)) == ["insurance/arrears", "x/y"]
    assert (MessagePatterns(()) + bundled_patterns()) == bundled_patterns()
    assert diagnose("欠费", patterns=bundled_patterns().without("insurance/arrears")).unclassified
    assert diagnose("欠费", patterns=MessagePatterns(())).unclassified


def test_a_pattern_of_a_province_speaks_of_all_its_cities() -> None:
    local = MessagePattern(
        code="x/y",
        match=("甲乙",),
        cause=OWN.cause,
        meaning=OWN.meaning,
        remedy=OWN.remedy,
        contact=OWN.contact,
        source="s",
        place="370000",
    )
    assert [local.speaks_of(region) for region in ("370300", "370000", "330900", None)] == [
        True,
        True,
        False,
        False,
    ]


GOOD = """
[[message]]
code = "x/a"
match = ['備案甲乙']
cause = "system"
meaning = ["甲", "a"]
remedy = ["乙", "b"]
contact = "hospital"
source = "s"
"""


def test_patterns_may_be_written_in_traditional_characters() -> None:
    assert codes(diagnose("备案甲乙", patterns=read_patterns(GOOD))) == ["x/a"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (GOOD, "[[message]", "messages"),
        (GOOD, "message = 1", "message"),
        (GOOD, "message = [1]", "message"),
        ('source = "s"', "", "键 source"),
        ('source = "s"', "source = 1", "message[0].source"),
        ('source = "s"', 'sorce = "s"', "键 source"),
        ('code = "x/a"', 'code = "X"', "message[0].code"),
        ("match = ['備案甲乙']", "match = []", "message[0].match"),
        ("match = ['備案甲乙']", "match = ['(']", "x/a.match"),
        ("match = ['備案甲乙']", "match = ['a*']", "x/a.match"),
        ('cause = "system"', 'cause = "nothing"', "message[0].cause"),
        ('meaning = ["甲", "a"]', 'meaning = ["甲"]', "message[0].meaning"),
        ('contact = "hospital"', 'contact = "hospital"\nplace = 3', "message[0].place"),
        (GOOD, GOOD + GOOD, "message[1].code"),
    ],
)
def test_bad_patterns_are_refused_with_the_place(old: str, new: str, told: str) -> None:
    with pytest.raises(ValueRefusedError) as caught:
        read_patterns(GOOD.replace(old, new))
    assert told in str(caught.value)


def test_a_pattern_of_no_place_is_refused() -> None:
    with pytest.raises(UnknownPlaceError):
        read_patterns(GOOD + 'place = "990000"\n')
