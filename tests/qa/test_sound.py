from dataclasses import replace

import pytest

from domain.audio import Role
from domain.sound import MinuteSound
from qa.sound import fault_of
from tests.qa.calls import agent, customer, finished
from tests.qa.judging import scored

GOOD = MinuteSound(Role.CUSTOMER, 0, 60.0, -15.0, -25.0, -60.0, 0.0)
DEAD = replace(GOOD, loudest_dbfs=-90.0, speech_dbfs=None, noise_dbfs=-100.0)
CLIPPED = replace(GOOD, clipped_share=0.2)
NOISY = replace(GOOD, noise_dbfs=-28.0)
MUTE = replace(GOOD, speech_dbfs=None)


def minutes(*found: MinuteSound) -> list[MinuteSound]:
    return [replace(one, minute=place) for place, one in enumerate(found)]


@pytest.mark.parametrize(
    ("found", "fault"),
    [
        ((CLIPPED, CLIPPED, GOOD), "严重削波"),
        ((NOISY, GOOD, NOISY, MUTE), "噪声盖过人声"),
        ((GOOD, GOOD, DEAD), "第 3 分钟起无声"),
        ((GOOD, DEAD, DEAD), "第 2 分钟起无声"),
    ],
)
def test_a_channel_that_cannot_be_judged_says_why(
    found: tuple[MinuteSound, ...], fault: str
) -> None:
    assert fault_of(minutes(*found)) == fault


@pytest.mark.parametrize(
    "found",
    [
        (),
        (GOOD, GOOD),
        (GOOD, CLIPPED),
        (GOOD, NOISY),
        (GOOD, DEAD, GOOD),  # the other one talked for a minute
        (GOOD, GOOD, GOOD, replace(DEAD, seconds=20.0)),  # the last words were said
        (DEAD, DEAD),  # silent from the first moment: silent_roles tells that
        (replace(CLIPPED, seconds=5.0), GOOD),
    ],
)
def test_a_channel_with_a_bad_minute_is_judged_all_the_same(found: tuple[MinuteSound, ...]) -> None:
    assert fault_of(minutes(*found)) == ""


def test_a_call_with_a_hopeless_channel_is_not_scored() -> None:
    call = finished([agent("您好，请问有什么可以帮您？"), customer("我家空调不制冷，显示E4。")] * 4)
    assert scored(call).not_scorable_reason == ""
    heard = replace(call, sound=tuple(minutes(CLIPPED, CLIPPED)))
    card = scored(heard)
    assert card.not_scorable_reason == "音质不可靠：客户声道严重削波"
    assert card.final_score is None
