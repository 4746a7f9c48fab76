"""Damages, threats and cues: what is meant, and what only sounds like it."""

import pytest

from domain.audio import Role
from domain.calls import Doubt, Segment
from domain.meaning import CueKind, Severity, Threat
from tests.speech.understanding.said import rules, segment, understood

HAZARDS = [
    "热水器漏电了", "一摸洗衣机外壳就麻手", "洗澡的时候被电了一下", "水龙头带电", "空调冒烟了",
    "插座那里着火了", "有一股烧焦的味道", "微波炉打火花", "我家厨房有煤气味",
    "好像是燃气热水器漏气",
    "闻到天然气的味道", "煤气报警器响了", "洗澡的时候头晕", "灶台玻璃炸了", "电饭锅突然爆炸",
    "烤箱门玻璃自己爆裂了", "孩子被烫伤了", "手被夹伤了流了好多血", "空调外机快掉下来了",
    "油烟机要掉下来了", "吸尘器电池鼓包了", "是不是漏电啊我摸着麻", "一股臭鸡蛋味", "插头冒火花",
    "冰箱后面冒烟", "电线自燃了", "老人触电了", "一氧化碳报警", "漏煤气了", "外壳有电",
    "烤箱烧糊了有焦味", "可怕，着火了", "不小心烫伤了手", "漏电没有人管",
]  # fmt: skip
INNOCENT = [
    "没有漏电", "没漏电", "不漏电", "没有闻到煤气味", "会不会漏电", "这个会漏电吗",
    "万一漏电怎么办",
    "如果着火了怎么办", "上次漏电已经修好了", "之前漏气，师傅来处理好了", "有没有漏电保护器",
    "漏电保护器怎么装",
    "我担心漏电", "怕它爆炸", "听说这款会爆炸", "网上说会着火", "不是漏电", "没发现漏气",
    "怎么防止漏电",
    "燃气灶打不着火", "热水器打不着火", "空调不制冷", "打火机放哪", "冷凝水正常吗",
    "说明书上写着会漏电",
    "没有冒烟也没有着火", "煤气灶怎么安装", "燃气费怎么交", "排除了漏电", "要是漏气了我打什么电话",
    "气得我都要冒烟了", "服务差到爆炸", "冰箱门封漏气", "我给你们打过电话", "通过电子发票",
    "碰到麻烦了", "上手麻烦", "一家子都气炸了", "爆炸头", "能修改一下地址吗",
    "带电子说明书吗", "火锅电饭煲",
]  # fmt: skip


@pytest.mark.parametrize("text", HAZARDS)
def test_a_hazard_is_found(text: str) -> None:
    assert Severity.SAFETY in {damage.severity for damage in understood(text).damages}


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_twin_of_a_hazard_is_not(text: str) -> None:
    assert Severity.SAFETY not in {damage.severity for damage in understood(text).damages}


@pytest.mark.parametrize(
    "text",
    ["没有漏电", "会不会漏电", "上次漏电已经修好了", "你们广告说不漏水", "不是投诉", "12315块钱"],
)
def test_the_traps_of_the_quality_page_are_inert(text: str) -> None:
    meaning = understood(text)
    assert meaning.damages == ()
    assert meaning.threats == ()


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("地板全泡了", Severity.PROPERTY),
        ("水漏到楼下邻居家了", Severity.PROPERTY),
        ("冰箱里的肉全坏了", Severity.PROPERTY),
        ("一开空调全家都停电", Severity.PROPERTY),
        ("把我的羽绒服洗坏了", Severity.PROPERTY),
        ("空调不制冷", Severity.FUNCTION_LOST),
        ("电视黑屏了", Severity.FUNCTION_LOST),
        ("洗衣机不排水", Severity.FUNCTION_LOST),
        ("热水器打不着火", Severity.FUNCTION_LOST),
        ("制冷效果差", Severity.FUNCTION_REDUCED),
        ("油烟机噪音特别大", Severity.FUNCTION_REDUCED),
        ("外壳有划痕", Severity.COSMETIC),
        ("少了一个配件", Severity.COSMETIC),
    ],
)
def test_damage_has_the_class_of_the_taxonomy(text: str, severity: Severity) -> None:
    assert understood(text).damages[0].severity is severity


def test_a_leak_that_still_runs_is_active() -> None:
    assert understood("现在还在漏，地板全泡了").damages[0].is_active
    assert not understood("昨天地板全泡了").damages[0].is_active


@pytest.mark.parametrize(
    "text",
    ["我要打12315", "再不解决我就打幺二三幺五", "找消协", "我要曝光你们", "我找记者",
     "等着收律师函",
     "我去法院起诉你们", "发到抖音上去", "我要去市场监督管理局", "打12345市长热线"],
)  # fmt: skip
def test_a_regulator_the_press_or_the_law_is_an_escalation(text: str) -> None:
    assert Threat.ESCALATE in {heard.threat for heard in understood(text).threats}


@pytest.mark.parametrize("text", ["我要投诉", "给你们差评", "必须退一赔三", "谁来赔偿"])
def test_a_complaint_or_a_claim_is_the_lower_threat(text: str) -> None:
    assert {heard.threat for heard in understood(text).threats} == {Threat.COMPLAIN}


@pytest.mark.parametrize(
    "text",
    [
        "我不是要投诉",
        "我不想投诉",
        "一共12315元",
        "订单号是2012315678",
        "上次投诉已经处理好了",
        "电视收不到中央电视台",
        "多媒体没有声音",
        "照相机曝光怎么调",
        "我是个体工商户",
        "转发微博",
        "煤气报警器响了",
        "今天早上新闻",
    ],
)
def test_no_threat_where_none_is_meant(text: str) -> None:
    assert understood(text).threats == ()


def test_repeat_repair_and_frailty_leave_their_words() -> None:
    meaning = understood("这是第三次了，修完又漏，家里有老人和孩子")
    kinds = {cue.kind for cue in meaning.cues}
    assert {CueKind.REPEAT, CueKind.AFTER_REPAIR, CueKind.VULNERABLE} <= kinds
    assert meaning.is_repeat
    assert meaning.has_vulnerable


def test_the_agents_words_carry_no_damage_threat_or_mood() -> None:
    meaning = understood("您是说漏电了，要打12315投诉对吗", Role.AGENT)
    assert (meaning.damages, meaning.threats, meaning.mood, meaning.intents) == ((), (), None, ())


def test_what_the_recogniser_made_up_means_nothing() -> None:
    ghost = Segment(
        "s1", "c1", Role.CUSTOMER, 0, 1, "漏电了", 0.2, doubts=(Doubt.KNOWN_HALLUCINATION,)
    )
    assert rules().understand(ghost).damages == ()


def test_a_doubtful_hazard_still_counts() -> None:
    doubtful = Segment(
        "s1", "c1", Role.CUSTOMER, 0, 1, "漏电了", 0.3, doubts=(Doubt.LOW_CONFIDENCE,)
    )
    assert rules().understand(doubtful).damages


def test_traditional_characters_are_read() -> None:
    assert understood("熱水器漏電了").damages[0].severity is Severity.SAFETY
    assert segment("熱水器漏電了").text[3:5] == understood("熱水器漏電了").damages[0].evidence.text
