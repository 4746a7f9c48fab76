"""Times of a call, with exact values on made timings."""

from dataclasses import replace

import pytest

from domain.audio import Role
from domain.calls import Segment
from domain.quality import CallMetrics, FinishedCall
from qa.metrics import interruptions, is_back_channel, metrics
from tests.qa.calls import finished

_A, _C = Role.AGENT, Role.CUSTOMER


def _said(*spoken: tuple[Role, float, float, str]) -> tuple[Segment, ...]:
    return tuple(
        Segment(f"s{place}", "call-1", role, start_s, end_s, text, 0.9)
        for place, (role, start_s, end_s, text) in enumerate(spoken)
    )


def _call(duration_s: float, *spoken: tuple[Role, float, float, str]) -> FinishedCall:
    return replace(finished([]), duration_s=duration_s, segments=_said(*spoken))


def test_the_times_of_a_call_are_exact() -> None:
    call = _call(
        40.0,
        (_A, 1.0, 5.0, "您好，星河售后，很高兴为您服务。"),  # 13 characters
        (_C, 6.0, 12.0, "空调不制冷了。"),
        (_A, 11.0, 15.0, "请问您的型号是多少？"),  # 9 characters, breaks in 1 s
        (_C, 22.0, 26.0, "XH35"),
        (_A, 28.0, 30.0, "好的再见"),  # 4 characters
    )
    assert metrics(call) == CallMetrics(
        agent_talk_share=0.25,  # 4 + 4 + 2 of 40 s
        customer_talk_share=0.25,  # 6 + 4 of 40 s
        silence_share=0.525,  # 40 - (4 + 9 + 4 + 2) of 40 s
        longest_silence_s=7.0,
        interruptions=1,
        agent_chars_per_min=156.0,  # 26 characters in 10 s
        first_response_s=0.0,  # he broke in
    )


def test_the_first_response_is_the_gap_after_the_customers_first_turn() -> None:
    call = _call(20.0, (_A, 0.0, 2.0, "您好"), (_C, 3.0, 4.0, "喂"), (_C, 4.5, 6.0, "你好"),
                 (_C, 7.0, 8.0, "在吗"), (_A, 9.25, 10.0, "在的"))  # fmt: skip
    assert metrics(call).first_response_s == 1.25


def test_an_empty_call_has_no_times_and_no_division_by_zero() -> None:
    assert metrics(_call(0.0)) == CallMetrics(0.0, 0.0, 0.0, 0.0, 0, 0.0, None)


@pytest.mark.parametrize("text", ["嗯", "对对", "好的。", "是的", "嗯，明白"])
def test_words_of_listening_do_not_interrupt(text: str) -> None:
    assert is_back_channel(text)
    assert interruptions(_said((_C, 0.0, 5.0, "我家空调"), (_A, 2.0, 3.0, text))) == ()


def test_a_short_overlap_is_no_interruption() -> None:
    assert interruptions(_said((_C, 0.0, 5.0, "我家空调"), (_A, 4.6, 7.0, "请问型号"))) == ()


def test_the_customer_who_breaks_in_is_not_counted_against_the_agent() -> None:
    assert interruptions(_said((_A, 0.0, 5.0, "请您稍等一下"), (_C, 3.0, 7.0, "我等不了"))) == ()


def test_an_interruption_tells_who_and_how_long() -> None:
    customer, agent = _said((_C, 0.0, 5.0, "我家空调坏了"), (_A, 3.8, 7.0, "你听我说"))
    (found,) = interruptions((customer, agent))
    assert (found.agent, found.customer, found.overlap_s) == (agent, customer, 1.2)
