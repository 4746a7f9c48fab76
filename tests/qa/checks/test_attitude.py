"""Interruptions, speed, forbidden words, comfort for the angry."""

from dataclasses import replace

import pytest

from domain.calls import Doubt
from domain.quality import Verdict
from tests.qa.calls import agent, customer, finished
from tests.qa.judging import judged, judged_call, words

DOUBT = (Doubt.REPETITION,)


def test_each_interruption_costs_a_third() -> None:
    lines = [customer("我家的空调坏了三天了"), agent("你先听我说一下", gap_s=-1.2)]
    found = judged("attitude.interruption", lines)
    assert (found.verdict, round(found.fraction, 2)) == (Verdict.PARTLY, 0.66)
    assert found.reason == "0:01 重叠 1.2 秒"
    assert words(found) == ["我家的空调坏了三天了", "你先听我说一下"]


def test_three_interruptions_cost_all() -> None:
    lines = [customer("我家的空调坏了三天了"), agent("你先听我说一下", gap_s=-1.2)] * 3
    assert judged("attitude.interruption", lines).verdict is Verdict.FAILED


def test_a_doubtful_segment_interrupts_nobody() -> None:
    lines = [customer("我家的空调坏了三天了"), agent("谢谢观看谢谢观看", gap_s=-1.2, doubts=DOUBT)]
    assert judged("attitude.interruption", lines).verdict is Verdict.PASSED


def test_an_interruption_of_listening_is_none() -> None:
    lines = [customer("我家的空调坏了三天了"), agent("嗯", gap_s=-1.2)]
    assert judged("attitude.interruption", lines).verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("chars", "fraction", "reason"),
    [
        (240, 1.0, "语速 240 字/分"),
        (350, 0.5, "语速 350 字/分，偏快"),
        (450, 0.0, "语速 450 字/分，偏快"),
        (150, 0.5, "语速 150 字/分，偏慢"),
    ],
)
def test_a_pace_outside_the_limits_costs(chars: int, fraction: float, reason: str) -> None:
    call = finished([agent("您" * chars)])
    minute = replace(call.segments[0], start_s=1.0, end_s=61.0)
    found = judged_call("attitude.speed", replace(call, segments=(minute,)))
    assert (found.fraction, found.reason) == (fraction, reason)


def test_a_normal_pace_earns_all_and_few_words_prove_nothing() -> None:
    assert judged("attitude.speed", [agent("您好" * 30)]).verdict is Verdict.PASSED
    assert judged("attitude.speed", [agent("您好")]).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("喂，请讲。", ["喂"]),
        ("这是规定，都是这样收的。", ["这是规定"]),
        ("这是公司规定", ["这是公司规定"]),
        ("师傅上门就要收费，你听懂了吗？", ["你听懂了吗"]),
        ("系统里写的就是五十块，我也没办法。", ["我也没办法"] ),
        ("我不知道。", ["我不知道"]),
        ("这个不归我们管", ["不归我们管"]),
        ("你急什么，你自己看说明书", ["急什么", "你自己看"]),
        ("你投诉去吧", ["你投诉去吧"]),
        ("我刚才不是说过了", ["我刚才不是说过了"]),
    ],
)  # fmt: skip
def test_forbidden_words_are_found_where_they_stand(text: str, hits: list[str]) -> None:
    found = judged("attitude.forbidden", [agent(text)])
    if text.startswith("系统"):
        assert [one[-3:] for one in words(found)] == ["没办法"]
    else:
        assert words(found) == hits
    assert found.verdict is Verdict.FAILED


@pytest.mark.parametrize(
    "text",
    [
        "不知道您明天上午方便吗？",
        "这个我不清楚，我帮您查一下。",
        "您听明白了吗？",
        "喂养宠物请远离",
        "您看这样可以吗？",
        "按国家三包规定可以换机。",
        "您要投诉，我马上为您登记。",
    ],
)
def test_polite_words_are_not_forbidden(text: str) -> None:
    assert judged("attitude.forbidden", [agent(text)]).verdict is Verdict.PASSED


def test_forbidden_words_of_the_customer_or_in_doubt_cost_nothing() -> None:
    lines = [customer("这是规定吗？我不知道。"), agent("这是规定", doubts=DOUBT)]
    assert judged("attitude.forbidden", lines).verdict is Verdict.PASSED


ANGRY = customer("你这是什么态度！", angry=0.8)


def test_comfort_within_two_turns_is_in_time() -> None:
    lines = [ANGRY, agent("请讲。"), customer("说什么？"), agent("非常抱歉。")]
    assert judged("attitude.comfort", lines).verdict is Verdict.PASSED


def test_comfort_in_the_third_turn_is_too_late() -> None:
    lines = [ANGRY, agent("请讲。"), customer("说什么？"), agent("型号？"), customer("没了。"),
             agent("非常抱歉。")]  # fmt: skip
    found = judged("attitude.comfort", lines)
    assert (found.verdict, words(found)) == (Verdict.FAILED, ["你这是什么态度！"])


def test_nobody_angry_means_nothing_to_check() -> None:
    lines = [customer("空调不制冷。", angry=0.3), agent("型号？")]
    assert judged("attitude.comfort", lines).verdict is Verdict.NOT_APPLICABLE


def test_a_threat_wants_comfort_whatever_the_mood() -> None:
    lines = [customer("我要投诉。", threat="投诉"), agent("型号？")]
    assert judged("attitude.comfort", lines).verdict is Verdict.FAILED


def test_anger_at_the_very_end_leaves_no_opportunity() -> None:
    assert judged("attitude.comfort", [agent("好的。"), ANGRY]).verdict is Verdict.NOT_APPLICABLE


def test_one_of_two_angry_turns_without_comfort_costs_half() -> None:
    calm = [agent("型号？"), customer("没了。")] * 4
    found = judged(
        "attitude.comfort", [ANGRY, agent("对不起。"), customer("嗯"), *calm, ANGRY, *calm]
    )
    assert (found.verdict, found.fraction) == (Verdict.PARTLY, 0.5)


def test_comfort_that_was_heard_in_doubt_is_not_held_against_the_agent() -> None:
    lines = [ANGRY, agent("非常抱歉。", doubts=DOUBT)]
    assert judged("attitude.comfort", lines).verdict is Verdict.NOT_APPLICABLE
