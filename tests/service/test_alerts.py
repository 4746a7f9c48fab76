"""Alerts: what the agent must do at once."""

import pytest

from domain.audio import Role
from domain.calls import Doubt, Segment
from domain.events import AlertKind, AlertRaised
from domain.meaning import Damage, Severity, Span, Threat, ThreatHeard, Understanding
from service.alerts import alerts_of
from tests.service.made import line


def _damage(words: str, severity: Severity, *, is_active: bool = False) -> Understanding:
    damage = Damage(severity, is_active, Span("s1", 0, len(words), words))
    return Understanding("s1", damages=(damage,))


def _hazard(words: str) -> AlertRaised:
    return alerts_of(line(words), _damage(words, Severity.SAFETY))[0]


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("煤气味", "关闭燃气总阀门"),
        ("漏电", "断开总闸"),
        ("麻手", "断开总闸"),
        ("冒烟", "撤离"),
        ("烧焦味", "119"),
        ("玻璃炸了", "碎片"),
        ("烫伤", "120"),
        ("外机要掉", "下方"),
        ("电池鼓包", "停止充电"),
        ("一氧化碳", "通风"),
        ("漏气", "燃气总阀门"),
    ],
)
def test_a_hazard_brings_the_script_that_fits_it(words: str, script: str) -> None:
    alert = _hazard(words)
    assert alert.kind is AlertKind.SAFETY
    assert alert.answer_within_s == 30
    assert script in "".join(alert.script)


def test_a_hazard_is_raised_once_per_call() -> None:
    first = _hazard("煤气味")
    assert alerts_of(line("漏气"), _damage("漏气", Severity.SAFETY), [first]) == ()


def test_a_second_kind_of_hazard_is_raised_too() -> None:
    first = _hazard("煤气味")
    assert alerts_of(line("漏电"), _damage("漏电", Severity.SAFETY), [first])


def test_a_loss_that_goes_on_is_raised_again() -> None:
    past = alerts_of(line("泡了"), _damage("泡了", Severity.PROPERTY))
    again = alerts_of(line("泡了"), _damage("泡了", Severity.PROPERTY, is_active=True), past)
    assert "进行中" in again[0].text
    assert past[0].kind is again[0].kind is AlertKind.PROPERTY


def test_a_threat_is_raised_once_per_degree() -> None:
    def threat(kind: Threat) -> Understanding:
        return Understanding("s1", threats=(ThreatHeard(kind, Span("s1", 0, 2, "投诉")),))

    first = alerts_of(line("投诉"), threat(Threat.COMPLAIN))
    assert alerts_of(line("投诉"), threat(Threat.COMPLAIN), first) == ()
    assert alerts_of(line("12315"), threat(Threat.ESCALATE), first)[0].kind is AlertKind.THREAT


@pytest.mark.parametrize(
    "text",
    ["喂，请讲。", "这是规定，都是这样收的。", "师傅上门就要收费，你听懂了吗？", "我也没办法。",
     "这个我不知道。", "这不归我们管", "你自己看说明书", "随便你", "急什么", "你投诉去吧",
     "微信转给师傅就行", "我不是说过了吗"],
)  # fmt: skip
def test_forbidden_words_of_the_agent_are_raised(text: str) -> None:
    alerts = alerts_of(line(text, Role.AGENT), Understanding("s1"))
    assert [alert.kind for alert in alerts] == [AlertKind.FORBIDDEN]
    assert alerts[0].span.text in text


@pytest.mark.parametrize(
    "text",
    ["好的，我知道了。", "您知道型号吗？", "请问您方便吗", "我帮您查一下", "我明白了，马上登记",
     "您的投诉已经登记", "不知道您什么时候方便", "有办法的，您放心"],
)  # fmt: skip
def test_decent_words_raise_nothing(text: str) -> None:
    assert alerts_of(line(text, Role.AGENT), Understanding("s1")) == ()


def test_the_customer_may_say_what_he_likes() -> None:
    assert alerts_of(line("喂，我不知道，没办法"), Understanding("s1")) == ()


def test_what_the_recogniser_made_up_raises_nothing() -> None:
    ghost = Segment(
        "s1", "c1", Role.CUSTOMER, 0, 1, "漏电", 0.1, doubts=(Doubt.KNOWN_HALLUCINATION,)
    )
    assert alerts_of(ghost, _damage("漏电", Severity.SAFETY)) == ()


def test_a_doubtful_hazard_is_raised_a_doubtful_rudeness_not() -> None:
    doubts = (Doubt.LOW_CONFIDENCE,)
    hazard = Segment("s1", "c1", Role.CUSTOMER, 0, 1, "漏电", 0.3, doubts=doubts)
    rude = Segment("s1", "c1", Role.AGENT, 0, 1, "没办法", 0.3, doubts=doubts)
    assert alerts_of(hazard, _damage("漏电", Severity.SAFETY))
    assert alerts_of(rude, Understanding("s1")) == ()
