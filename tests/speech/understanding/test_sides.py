"""Swapped channels are suspected from the opening, and the right way round never is."""

from dataclasses import replace

import pytest

from app.demo import demo_names
from domain.audio import Role
from domain.calls import Doubt, Segment
from speech.understanding.sides import swap_signs
from tests.app.script_recognizer import spoken

OTHER = {Role.AGENT: Role.CUSTOMER, Role.CUSTOMER: Role.AGENT}


def call(name: str) -> list[Segment]:
    return [
        Segment(str(n), "c", one.role, one.start_s, one.end_s, one.text, 0.9)
        for n, one in enumerate(spoken(name))
    ]


def turned(segments: list[Segment]) -> list[Segment]:
    return [replace(one, role=OTHER[one.role]) for one in segments]


UNGREETED = "05_fee_dispute"  # 喂，请讲。


@pytest.mark.parametrize("name", [one for one in demo_names() if one != UNGREETED])
def test_a_demo_call_is_suspected_when_it_is_swapped_and_only_then(name: str) -> None:
    assert swap_signs(call(name)) == ()
    assert swap_signs(turned(call(name)))


def test_without_a_greeting_nothing_is_claimed() -> None:
    assert swap_signs(call(UNGREETED)) == ()
    assert swap_signs(turned(call(UNGREETED))) == ()


def test_a_customer_who_repeats_one_phrase_of_the_agent_is_not_suspected() -> None:
    told = [
        Segment("1", "c", Role.AGENT, 0, 3, "您好，很高兴为您服务。", 0.9),
        Segment("2", "c", Role.CUSTOMER, 3, 6, "你是哪个工号？我家空调坏了。", 0.9),
    ]
    assert swap_signs(told) == ()


def test_what_was_not_heard_well_is_no_sign() -> None:
    doubted = Segment(
        "1", "c", Role.CUSTOMER, 0, 3, "您好，很高兴为您服务。", 0.2, doubts=(Doubt.LOW_CONFIDENCE,)
    )
    assert swap_signs([doubted]) == ()


def test_silence_is_no_sign() -> None:
    assert swap_signs([]) == ()
