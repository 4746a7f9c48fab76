import numpy as np
import pytest

from domain.audio import Role
from speech.audio.decode import CallAudio
from speech.audio.replay import Replay
from tests.speech.sounds import block, tone


class SteppedClock:
    """A clock that only moves when somebody waits, or takes his time."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now_s += seconds


def call_of(seconds: float) -> CallAudio:
    agent, customer = tone(seconds, 300), tone(seconds, 700)
    return CallAudio(
        block(agent, role=Role.AGENT), block(customer, role=Role.CUSTOMER), 16_000, seconds
    )


def test_the_blocks_together_are_the_call() -> None:
    audio = call_of(1.234)
    pairs = list(Replay(audio, None).blocks())
    assert np.array_equal(np.concatenate([pair[0].samples for pair in pairs]), audio.agent.samples)
    assert np.array_equal(
        np.concatenate([pair[1].samples for pair in pairs]), audio.customer.samples
    )
    assert [pair[1].start_s for pair in pairs[:3]] == pytest.approx([0.0, 0.1, 0.2])


@pytest.mark.parametrize(("pace", "expected_s"), [(1.0, 3.0), (2.0, 1.5)])
def test_pace_sets_how_long_a_call_takes(pace: float, expected_s: float) -> None:
    clock = SteppedClock()
    replay = Replay(call_of(3.0), pace, wait=clock.wait, now_s=lambda: clock.now_s)
    assert len(list(replay.blocks())) == 30
    assert clock.now_s - 100.0 == pytest.approx(expected_s)


def test_a_slow_taker_does_not_make_the_call_longer() -> None:
    clock = SteppedClock()
    for place, _ in enumerate(
        Replay(call_of(2.0), 1.0, wait=clock.wait, now_s=lambda: clock.now_s).blocks()
    ):
        clock.now_s += 0.5 if place == 3 else 0.0
    assert clock.now_s - 100.0 == pytest.approx(2.0)


def test_without_pace_nobody_waits() -> None:
    clock = SteppedClock()
    list(Replay(call_of(2.0), None, wait=clock.wait, now_s=lambda: clock.now_s).blocks())
    assert clock.waits == []
